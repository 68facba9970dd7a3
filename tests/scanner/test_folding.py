"""Findings have the right place and count, and quote nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from detectors.model import CellMatch, ColumnVerdict, Entity, Match, Passage, TableVerdict
from scanner import distinct, folding
from scanner.document import Location, Step, StepKind, TableBlock, TextBlock, place
from scanner.folding import Folder, Names
from scanner.masking import Hasher
from scanner.results import ColumnRef
from tests.scanner.standin import EVIDENCE, KEY, Detector

HASHER = Hasher(KEY)
DETECTOR = Detector()


def folder() -> Folder:
    return Folder(HASHER, Names(DETECTOR.find))


def fold_text(text: str, at: Location) -> Folder:
    one = folder()
    one.text(TextBlock(text, at), DETECTOR.find([Passage(text)])[0])
    return one


def names(count: int) -> tuple[str, ...]:
    return tuple(
        f"{chr(97 + n // 676 % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}@example.com" for n in range(count)
    )


def column(entity: str, values: tuple[str, ...], header: str, first: int = 1, index: int = 2) -> ColumnVerdict:
    distinct = tuple(dict.fromkeys(values))
    last = first + len(values) - 1
    return ColumnVerdict(entity, index, header, first, last, len(values), distinct, 0.98, EVIDENCE, "stand-in")


def sheet(name: str, rows: int = 10, first_row: int = 1) -> TableBlock:
    return TableBlock([("", "", "")] * rows, place(StepKind.SHEET, name), name, first_row)


def test_a_match_stands_at_its_own_line() -> None:
    text = "one\ntwo\nmail joan@example.com\n\nmail jo@example.com and 山田太郎"
    found = fold_text(text, place(StepKind.LINE, 38)).findings()
    assert [(f.at, f.entity) for f in found] == [
        ("line 40", "EMAIL_ADDRESS"),
        ("line 42", "EMAIL_ADDRESS"),
        ("line 42", "PERSON"),
    ]


def test_a_match_stands_at_its_paragraph_also_behind_paragraphs_of_several_lines() -> None:
    text = "first\nsecond line of it\nthird\nmail joan@example.com"
    block = TextBlock(text, place(StepKind.PARAGRAPH, 7), numbers=(7, 7, 8, 9))
    one = folder()
    one.text(block, DETECTOR.find([Passage(text)])[0])
    assert [f.at for f in one.findings()] == ["paragraph 9"]


def test_what_is_hidden_is_said_of_the_finding() -> None:
    hidden = TableBlock([], place(StepKind.SHEET, "S"), "S", hidden_rows=((4, 5),), hidden_columns=((3, 3),))
    verdicts = tuple(
        column("EMAIL_ADDRESS", names(count), "mail", first, index)
        for count, first, index in ((2, 3, 0), (3, 3, 1), (2, 7, 2), (1, 1, 3))
    )
    one = folder()
    one.table(hidden, TableVerdict(verdicts))
    one.table(replace(sheet("T"), hidden=True), TableVerdict((column("EMAIL_ADDRESS", names(3), "mail"),)))
    text = "mail joan@example.com"
    one.text(TextBlock(text, place(StepKind.COMMENT, 1), hidden=True), DETECTOR.find([Passage(text)])[0])
    assert {f.at: f.evidence[1:] for f in one.findings()} == {
        "S!A4:A5": ("HIDDEN hidden row",),
        "S!B4:B6": ("HIDDEN partly hidden",),
        "S!C8:C9": (),
        "S!D2": ("HIDDEN hidden column",),
        "T!C2:C4": ("HIDDEN hidden sheet",),
        "comment 1": ("HIDDEN hidden text",),
    }


def test_a_page_has_no_lines_to_count() -> None:
    (found,) = fold_text("one\ntwo\n山田太郎", place(StepKind.PAGE, 3)).findings()
    assert found.at == "page 3"


def test_the_same_value_in_the_same_place_is_one_finding() -> None:
    (one, other) = fold_text("山田太郎と山田太郎と山田花郎", place(StepKind.PAGE, 1)).findings()
    assert (one.count, one.distinct, one.masked) == (2, 1, ("山***",))
    assert (other.count, other.distinct) == (1, 1)
    assert one.hashes == (HASHER.value(Entity.PERSON, "山田太郎"),)


def test_negative_entities_are_no_findings() -> None:
    assert fold_text("order PO-12345", place(StepKind.LINE, 1)).findings() == ()
    one = folder()
    one.table(sheet("S"), TableVerdict((column(Entity.JP_CORPORATE_NUMBER, ("PO-1",), "order"),)))
    one.table(sheet("S"), TableVerdict(cells=(CellMatch(0, 0, Match("EAN_CODE", 0, 1, 0.9, EVIDENCE, "r")),)))
    assert one.findings() == ()


def test_a_column_is_one_finding() -> None:
    values = ("joan@example.com", "jo@example.com", "joan@example.com", "k@example.com", "l@example.com")
    one = folder()
    block = TableBlock([], place(StepKind.SHEET, "社員"), "社員", first_row=3, first_column=1)
    one.table(block, TableVerdict((column(Entity.EMAIL_ADDRESS, values, "メール"),)))
    (found,) = one.findings()
    assert found.at == "社員!D4:D8"
    assert found.column == ColumnRef("社員", "D", "メール")
    assert (found.count, found.distinct) == (5, 4)
    assert len(found.masked) <= 3
    assert list(found.hashes) == sorted(HASHER.value(Entity.EMAIL_ADDRESS, v) for v in set(values))


def test_a_cell_is_a_place() -> None:
    one = folder()
    block = TableBlock([("id", "note"), ("1", "call joan@example.com")], place(StepKind.SHEET, "S"), "S")
    match = Match(Entity.EMAIL_ADDRESS, 5, 21, 0.9, EVIDENCE, "r")
    one.table(block, TableVerdict(cells=(CellMatch(1, 1, match),)))
    (found,) = one.findings()
    assert (found.at, found.column) == ("S!B2", None)
    assert found.hashes == (HASHER.value(Entity.EMAIL_ADDRESS, "joan@example.com"),)


def test_the_column_of_a_table_in_several_blocks_is_one_finding() -> None:
    one = folder()
    one.table(sheet("S"), TableVerdict((column(Entity.EMAIL_ADDRESS, names(9), "mail"),)))
    one.table(sheet("S", first_row=10), TableVerdict((column(Entity.EMAIL_ADDRESS, names(12)[3:], "mail"),)))
    (found,) = one.findings()
    assert (found.at, found.count, found.distinct) == ("S!C2:C19", 18, 12)


def test_two_regions_of_a_sheet_stay_apart() -> None:
    one = folder()
    verdicts = (column("EMAIL_ADDRESS", names(3), "mail"), column("EMAIL_ADDRESS", names(3), "mail", first=7))
    one.table(sheet("S"), TableVerdict(verdicts))
    assert [f.at for f in one.findings()] == ["S!C2:C4", "S!C8:C10"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("社員", "社員!C2:C4"),
        ("山田太郎", "sheet2!C2:C4"),
        ("joan@example.com", "sheet2!C2:C4"),
        ("東京", "東京!C2:C4"),
    ],
)
def test_a_sheet_called_after_a_person_is_told_by_its_number(name: str, expected: str) -> None:
    one = folder()
    one.table(sheet("first"), TableVerdict())
    one.table(sheet(name), TableVerdict((column(Entity.EMAIL_ADDRESS, names(3), "mail"),)))
    (found,) = one.findings()
    assert found.at == expected
    assert found.column is not None
    assert found.column.sheet == expected.partition("!")[0]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("メール", "メール"),
        ("山田太郎", ""),
        ("aaa@example.com", ""),
        ("AAB@EXAMPLE.COM", ""),
        ("x" * 81, ""),
        ("", ""),
    ],
)
def test_a_header_that_could_be_personal_is_not_kept(header: str, kept: str) -> None:
    one = folder()
    one.table(sheet("S"), TableVerdict((column(Entity.EMAIL_ADDRESS, names(3), header),)))
    (found,) = one.findings()
    assert found.column == ColumnRef("S", "C", kept)


def test_places_named_after_people_lose_the_name() -> None:
    one = folder()
    at = Location(
        (Step(StepKind.MEMBER, "山田太郎.txt"), Step(StepKind.SHEET, "山田太郎"), Step(StepKind.FIELD, "山田太郎"))
    )
    assert str(one.clean(at)) == "山田太郎.txt > sheet 1 > field"
    assert str(one.clean(place(StepKind.FIELD, "customer/name"))) == "field customer/name"
    assert str(one.clean(place(StepKind.CELL, "山田太郎!C12"))) == "sheet1!C12"
    assert str(one.clean(place(StepKind.CELL, "!C12"))) == "!C12"


def test_beyond_a_thousand_places_the_file_is_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "PLACES", 5)
    monkeypatch.setattr(distinct, "HASHES", 3)
    text = "\n".join(names(12))
    found = fold_text(text, place(StepKind.LINE, 1)).findings()
    assert [f.at for f in found] == ["line 1", "line 2", "line 3", "line 4", "line 5", ""]
    assert (found[-1].count, found[-1].distinct) == (7, 7)
    every = sorted(HASHER.value(Entity.EMAIL_ADDRESS, v) for v in names(12)[5:])
    assert list(found[-1].hashes) == every[:3]
    assert sum(f.count for f in found) == 12


def test_beyond_a_thousand_cells_the_run_of_cells_is_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "PLACES", 2)
    one = folder()
    rows: list[tuple[str, ...]] = [("", name) for name in names(6)]
    cells = tuple(CellMatch(n, 1, Match("EMAIL_ADDRESS", 0, 15, 0.9, EVIDENCE, "r")) for n in range(6))
    one.table(TableBlock(rows, place(StepKind.SHEET, "S"), "S"), TableVerdict(cells=cells))
    assert [(f.at, f.count) for f in one.findings()] == [("S!B1", 1), ("S!B2", 1), ("S!B3:B6", 4)]


def test_no_finding_quotes_a_value() -> None:
    values = ("joan@example.com", "山田太郎", "Joan Invented")
    one = fold_text("\n".join(values), place(StepKind.LINE, 1))
    one.table(sheet("山田太郎"), TableVerdict((column("PERSON", ("山田太郎", "Joan Invented"), "山田太郎"),)))
    said = repr(one.findings())
    assert len(one.findings()) == 4
    assert not [v for v in values if re.search(re.escape(v), said)]
