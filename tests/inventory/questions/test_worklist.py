"""The work list is read as people fill it in: by its headers, in either language, with dates as they type them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.questions.worklist import CONTENT, FILE_ID, HEADERS, WORDS, Answer, Row, WorkListError, read

ENGLISH = [FILE_ID, CONTENT, "File", *(words[0] for words in HEADERS.values())]
JAPANESE = ["ファイル", *(words[1] for words in HEADERS.values()), FILE_ID, CONTENT]


def workbook(folder: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"営業{number}")
        for row in rows:
            sheet.append(row)
    file = folder / "list.xlsx"
    book.save(file)
    return file


def test_answered_rows_are_read_and_the_others_left_alone(tmp_path: Path) -> None:
    file = workbook(
        tmp_path,
        [["Notes"], ["nothing to read here"]],
        [
            ENGLISH,
            [7, "ab", "a.csv", "keep until", datetime.datetime(2027, 3, 31), None, "A. Clerk", "Contract"],
            [8, "cd", "b.csv", None, None, None, None],
            [9, None, "c.csv", "Delete"],
            ["sum", None, "c.csv", "delete"],
            [11, "gh", "e.csv", None, None, "Contracts"],
        ],
        [JAPANESE, ["d.csv", "誤検出", None, None, "担当", "見本", 10.0, "ef"]],
    )
    assert read(file) == [
        Row("営業1", 2, 7, "ab", Answer.KEEP, "keep until", "2027-03-31", "", "A. Clerk", "Contract"),
        Row("営業1", 4, 9, "", Answer.DELETE, "Delete", "", "", "", ""),
        Row("営業1", 6, 11, "gh", Answer.RULE, "", "", "Contracts", "", ""),
        Row("営業2", 2, 10, "ef", Answer.WRONG, "誤検出", "", "", "担当", "見本"),
    ]


@pytest.mark.parametrize("answer", list(Answer))
def test_every_answer_is_known_in_both_languages_and_by_its_name(tmp_path: Path, answer: Answer) -> None:
    rows = [[1, "", "", word] for word in (*WORDS[answer], str(answer))]
    assert [row.answer for row in read(workbook(tmp_path, [ENGLISH, *rows]))] == [answer] * 3


def test_an_unknown_answer_is_told_not_dropped(tmp_path: Path) -> None:
    (row,) = read(workbook(tmp_path, [ENGLISH, [1, "", "", "maybe"]]))
    assert (row.answer, row.given) == (None, "maybe")


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2027-03-31", "2027-03-31"),
        ("2027/3/31", "2027-03-31"),
        ("2027.3.31", "2027-03-31"),
        ("2027年3月31日", "2027-03-31"),
        ("2027年3月", "2027-03-31"),
        ("2027/3", "2027-03-31"),
        ("2027年3月31日まで", "2027-03-31"),
        ("令和9年3月31日", "2027-03-31"),
        ("令和９年３月", "2027-03-31"),
        ("R9.3.31", "2027-03-31"),
        ("r9/3/31", "2027-03-31"),
        ("R9.6", "2027-06-30"),
        ("Ｒ９．６末まで", "2027-06-30"),
        ("令和9/6", "2027-06-30"),
        ("平成39年3月31日", "2027-03-31"),
        ("31/3/2027", "2027-03-31"),
        ("31 March 2027", "2027-03-31"),
        ("31st Mar 2027", "2027-03-31"),
        ("31-Mar-27", "2027-03-31"),
        ("March 2027", "2027-03-31"),
        (20270331, "2027-03-31"),
        # of these nobody knows which day is meant, or there is none
        ("31/03/27", "31/03/27"),
        ("Q9.6", "Q9.6"),
        ("9.6", "9.6"),
        ("27/3/31", "27/3/31"),
        ("2027", "2027"),
        ("2027-02-30", "2027-02-30"),
        ("next year", "next year"),
        (datetime.date(2027, 3, 31), "2027-03-31"),
    ],
)
def test_dates_are_read_as_clerks_of_both_countries_type_them(tmp_path: Path, typed: Any, iso: str) -> None:
    (row,) = read(workbook(tmp_path, [ENGLISH, [1, "", "", "keep until", typed]]))
    assert row.until == iso


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.xlsx").write_bytes(content)
    with pytest.raises(WorkListError) as caught:
        read(tmp_path / "list.xlsx")
    assert caught.value.reason == "unreadable"


def test_a_workbook_without_the_columns_is_no_work_list(tmp_path: Path) -> None:
    with pytest.raises(WorkListError) as caught:
        read(workbook(tmp_path, [["File", "Decision"], ["a.csv", "delete"]], []))
    assert caught.value.reason == "no_list"
