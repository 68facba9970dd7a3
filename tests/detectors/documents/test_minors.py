"""Whether people under 18 are in a document, which some periods run longer for."""

from __future__ import annotations

import pytest

from detectors.documents.profile import DocumentProfile
from detectors.model import UNDER_18, Passage, Table
from tests.detectors.sheets import judged


def told_of(rows: list[list[str]], path: str = "x.csv") -> list[object]:
    profile = DocumentProfile()
    profile.table(Table("", rows), judged(rows, ""))
    return list(profile.finish().under(path).told)


NAMES = ["Ann Example", "Bob Sample", "Cat Instance", "Dan Specimen"]


def table(header: str, values: list[str]) -> list[list[str]]:
    dates = ["3/2/2012", "9/5/2012", "1/7/2012", "4/11/2012"]
    return [["Name", header, "Date"], *map(list, zip(NAMES, values, dates, strict=True))]


@pytest.mark.parametrize(
    ("header", "values", "under"),
    [
        ("Age", ["10", "11", "12", "13"], True),
        ("Age", ["34", "52", "19", "47"], False),
        ("Age", ["34", "52", "9", "47"], True),
        ("Date of birth", ["3/4/2001", "5/6/2000", "7/8/1999", "1/2/2002"], True),
        ("Date of birth", ["3/4/1961", "5/6/1970", "7/8/1979", "1/2/1982"], False),
    ],
)
def test_ages_and_births_under_18_are_told(header: str, values: list[str], under: bool) -> None:
    assert (UNDER_18 in told_of(table(header, values))) is under


def test_births_alone_say_nothing_without_a_date_of_the_document() -> None:
    rows = [
        ["Name", "Date of birth"],
        *map(list, zip(NAMES, ["3/4/2001", "5/6/2000", "7/8/1999", "1/2/2002"], strict=True)),
    ]
    assert UNDER_18 not in told_of(rows)
    assert UNDER_18 in told_of(rows, "Trips 2012/medical list.csv")


def test_neither_an_age_nor_a_birth_date_leaves_with_it() -> None:
    (clue,) = (
        c for c in told_of(table("Date of birth", ["3/4/2001", "5/6/2000", "7/8/1999", "1/2/2002"])) if c == UNDER_18
    )
    assert "2001" not in str(clue) and "2002" not in str(clue)


def test_adults_in_a_text_are_no_children() -> None:
    profile = DocumentProfile()
    profile.text(Passage("Ann Example, 45 years old"), ())
    assert UNDER_18 not in profile.finish().under("x.txt").told


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("The parties have executed this agreement as a deed.", "agreement.docx", {"deed"}),
        ("This agreement is executed as a deed.", "agreement.docx", {"deed"}),
        ("He was indeed there", "agreement.docx", set()),
        ("Ms Example", "Right to rent/scan.png", {"right_to_rent"}),
        ("The tenant has the right to rent.", "AST.docx", set()),
        ("Caries; root canal advised.", "notes.txt", {"dental"}),
        ("She told us that she saw the dentist last week.", "notes.txt", set()),
    ],
)
def test_a_document_tells_of_itself_what_its_class_does_not_say(text: str, path: str, told: set[str]) -> None:
    profile = DocumentProfile()
    profile.text(Passage(text), ())
    keys = {"deed", "right_to_rent", "dental"}
    assert {clue.word for clue in profile.finish().under(path).told} & keys == told
