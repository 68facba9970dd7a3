from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.data import COLUMNS, export
from tests.reports.memory import HOSTILE, ROOT, MemoryView, file, finding, office, problem, retention

FILE_KEYS = (
    "root path member_of format outcome problems size modified content_hash doc_class entities people special "
    "protection risk retention people_beside"
).split()
ANY = st.text(st.characters(codec=None, categories=None))


def jsonl(view: MemoryView, what: str) -> list[dict[str, object]]:
    out = io.StringIO()
    export(view, what, "jsonl", out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def table(view: MemoryView, what: str) -> list[list[str]]:
    out = io.StringIO(newline="")
    export(view, what, "csv", out)
    text = out.getvalue()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_a_file_row_has_the_keys_that_scripts_rely_on_in_their_order() -> None:
    row = file(
        member_of="a.zip",
        problems=(problem("x", "CORRUPT", "damaged, could not be read", "page 2"),),
        special=("HEALTH",),
        retention=retention("uk.paye", "2024-04-05", 961),
    )
    (got,) = jsonl(MemoryView([row]), "files")
    assert list(got) == FILE_KEYS
    assert got["problems"] == [
        {"kind": "CORRUPT", "stage": "EXTRACT", "detail": "damaged, could not be read", "at": "page 2"}
    ]
    assert got["entities"] == {
        "ADDRESS": {"count": 1200, "distinct": 1200},
        "PERSON": {"count": 1204, "distinct": 1204},
        "PHONE_NUMBER": {"count": 1190, "distinct": 1190},
    }
    assert got["people"] == {"low": 1190, "high": 1204}
    assert got["people_beside"] == {"low": 0, "high": 0}
    assert got["special"] == ["HEALTH"]
    assert got["retention"] == {
        "rule": "uk.paye",
        "due": "2024-04-05",
        "overdue_days": 961,
        "clock": "period",
        "trust": "medium",
    }


def test_what_is_not_there_is_null() -> None:
    (got,) = jsonl(MemoryView([file()]), "files")
    assert (got["member_of"], got["retention"]) == (None, None)
    no_clock = replace(retention(), due="", overdue_days=0, clock="none", trust="none")
    (got,) = jsonl(MemoryView([file(retention=no_clock)]), "files")
    assert got["retention"] == {
        "rule": "jp.wage-ledger",
        "due": None,
        "overdue_days": None,
        "clock": "none",
        "trust": "none",
    }


def test_a_finding_row_has_the_keys_that_scripts_rely_on_in_their_order() -> None:
    column, place = jsonl(
        MemoryView(finding_rows=[finding(), finding(is_column=False, sheet="", letter="", header="")]), "findings"
    )
    assert list(column) == "root path at entity count distinct score evidence masked column laws".split()
    assert column["column"] == {"sheet": "顧客", "letter": "C", "header": "電話番号"}
    assert column["evidence"] == ["LABEL 電話番号", "COLUMN 0.998"]
    assert column["score"] == 0.9931
    assert place["column"] is None


def test_a_special_category_is_tagged_with_the_laws_it_matters_under() -> None:
    entities = ("HEALTH", "UNION", "CRIMINAL", "SOCIAL_STATUS", "PERSON", "TICKET")
    rows = jsonl(MemoryView(finding_rows=[finding(entity=e) for e in entities]), "findings")
    assert [row["laws"] for row in rows] == [
        ["uk_gdpr_9", "appi_2_3"],
        ["uk_gdpr_9"],
        ["uk_gdpr_10", "appi_2_3"],
        ["appi_2_3"],
        [],
        [],
    ]


def test_a_problem_row_has_its_place() -> None:
    (got,) = jsonl(MemoryView([file(problems=(problem("a", "BOMB", "d"),))]), "problems")
    assert list(got.items()) == [
        ("root", ROOT), ("path", "a"), ("kind", "BOMB"), ("stage", "EXTRACT"), ("detail", "d"), ("at", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("what", list(COLUMNS))
def test_csv_has_the_same_columns_as_json(what: str) -> None:
    view = office()
    rows, (head, *body) = jsonl(view, what), table(view, what)
    assert head == list(rows[0]) == COLUMNS[what]
    assert len(body) == len(rows)
    for row, cells in zip(rows, body, strict=True):
        for value, cell in zip(row.values(), cells, strict=True):
            if isinstance(value, (list, dict)):
                assert json.loads(cell) == value


def test_csv_lines_end_as_excel_expects() -> None:
    out = io.StringIO(newline="")
    export(MemoryView([file()]), "files", "csv", out)
    lines = out.getvalue().split("\r\n")
    assert (len(lines), lines[-1]) == (3, "")
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_csv_cell_is_a_formula(start: str) -> None:
    name = f"{start}cmd|' /C calc'!A0"
    _, cells = table(MemoryView([file(name)]), "files")
    assert cells[1] == f"'{name}"


def test_numbers_in_csv_stay_numbers_below_zero_too() -> None:
    _, cells = table(MemoryView([file(size=-1, risk=0)]), "files")
    row = dict(zip(FILE_KEYS, cells, strict=True))
    assert (row["size"], row["risk"]) == ("-1", "0")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_one_row_and_comes_back_as_it_was(name: str) -> None:
    (got,) = jsonl(MemoryView([file(name)]), "files")
    assert got["path"] == name
    assert len(table(MemoryView([file(name)]), "files")) == 2


@given(ANY)
def test_any_name_is_one_line_of_json_and_comes_back(name: str) -> None:
    (got,) = jsonl(MemoryView([file(name)]), "files")
    assert got["path"] == name


@given(ANY)
def test_any_name_is_one_row_of_csv_and_no_formula(name: str) -> None:
    _, cells = table(MemoryView([file(name)]), "files")
    assert len(cells) == len(FILE_KEYS)
    assert not cells[1].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_same_inventory_gives_the_same_bytes() -> None:
    texts = []
    for _ in range(2):
        out = io.StringIO()
        export(office(), "files", "jsonl", out)
        texts.append(out.getvalue())
    assert texts[0] == texts[1]


def test_an_unknown_export_or_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no such export: people"):
        export(office(), "people", "jsonl", io.StringIO())
    with pytest.raises(ValueError, match="no such format: xml"):
        export(office(), "files", "xml", io.StringIO())
