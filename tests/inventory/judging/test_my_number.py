"""Individual numbers: past their period outside an approved place is a finding of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.model import PeopleEstimate
from inventory.judging.my_number import ApprovedPlaces, NumberFinding, number_finding
from inventory.storage.rows import EntityCount, FileRow, RetentionRow

LATE = RetentionRow("jp.my-number", "destroy-by", "2023-01-10", 1412, "field", "strong")
RUNNING = RetentionRow("jp.my-number", "destroy-by", "2030-01-10", -1145, "field", "strong")
HELD = RetentionRow("jp.my-number", "destroy-by", "", 0, "legal_hold", "strong")
ROW = FileRow(
    1, "/srv/share", "総務/旧/番号.csv", "", "csv", "scanned", (), 1, "2019-01-01T00:00:00Z", "", "my_number_form", (),
    {"JP_MY_NUMBER": EntityCount(2, 2)}, PeopleEstimate(2, 2), (), "none", 0, LATE, (), 0, 0, 0,
)  # fmt: skip
OVERDUE, OUTSIDE = NumberFinding.OVERDUE, NumberFinding.OUTSIDE


@pytest.mark.parametrize(
    ("places", "retention", "expected"),
    [
        ((), LATE, OVERDUE),
        ((), RUNNING, None),  # nothing is approved: otherwise every number would be a finding
        (("/人事/個人番号/",), LATE, OVERDUE),
        (("/人事/個人番号/",), RUNNING, OUTSIDE),
        (("/人事/個人番号/",), None, OUTSIDE),
        (("/人事/個人番号/",), HELD, OUTSIDE),
        (("/総務/",), LATE, None),
        (("総務",), LATE, None),
        (("/srv/share/総務/",), LATE, None),
        (("/srv/other/総務/",), LATE, OVERDUE),
        (("/総務/", "!/総務/旧/"), LATE, OVERDUE),
    ],
)
def test_the_place_and_the_period_decide(
    places: tuple[str, ...], retention: RetentionRow | None, expected: NumberFinding | None
) -> None:
    assert number_finding(replace(ROW, retention=retention), ApprovedPlaces(places)) is expected


def test_a_member_lies_where_its_archive_does() -> None:
    row = replace(ROW, path="人事/個人番号/2015.zip > 総務/a.csv", member_of="人事/個人番号/2015.zip")
    assert number_finding(row, ApprovedPlaces(["/人事/個人番号/"])) is None
    assert number_finding(row, ApprovedPlaces(["/総務/"])) is OVERDUE


def test_a_file_without_individual_numbers_is_no_finding() -> None:
    row = replace(ROW, entities={"PERSON": EntityCount(2, 2)})
    assert number_finding(row, ApprovedPlaces(["/人事/"])) is None


def test_the_period_of_the_document_is_not_that_of_the_number() -> None:
    own = RetentionRow("jp.tax-declarations", "statutory", "2020-01-10", 2000, "field", "strong")
    assert number_finding(replace(ROW, retention=own), ApprovedPlaces(())) is None
