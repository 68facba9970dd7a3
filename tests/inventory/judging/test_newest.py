"""The newest date of a file: one that stands in it."""

from __future__ import annotations

import pytest

from detectors.model import ClueKind, DateClue
from inventory.judging.newest import newest_day

TODAY, MODIFIED = "2026-11-30", "2020-04-01"


def clue(kind: str, event: str, first: str, last: str = "", source: str = "content") -> DateClue:
    return DateClue(ClueKind(kind), event, first, last or first, source)


@pytest.mark.parametrize(
    ("clues", "newest"),
    [
        ([clue("NEWEST_DATE", "data", "2013-09-27")], "2013-09-27"),
        ([clue("NEWEST_DATE", "mentioned", "2013-09-27")], "2013-09-27"),
        ([clue("FIELD", "contract_end", "2012-04-01", "2013-03-31")], "2013-03-31"),
        ([clue("DOCUMENT_DATE", "modified", "2019-01-05", source="property")], "2019-01-05"),
        ([clue("PERIOD", "day", "2013-09-27")], "2013-09-27"),
        # What stands nowhere
        ([clue("PERIOD", "calendar_year", "2014-01-01", "2014-12-31", "name")], MODIFIED),
        ([clue("PERIOD", "fiscal_year", "2013-04-01", "2014-03-31")], MODIFIED),
        ([clue("PERIOD", "day", "2014-12-31", source="name")], MODIFIED),
        ([clue("FIELD", "issued", "2014-12-01", "2014-12-31")], MODIFIED),
        ([clue("FIELD", "valid_until", "2030-03-31"), clue("NEWEST_DATE", "data", "2013-09-27")], "2013-09-27"),
        ([], MODIFIED),
    ],
)
def test_only_a_day_that_stands_in_the_file_is_its_newest_date(clues: list[DateClue], newest: str) -> None:
    assert newest_day(clues, MODIFIED, TODAY) == newest


def test_the_same_bytes_have_the_same_newest_date_under_any_name() -> None:
    inside = clue("NEWEST_DATE", "data", "2013-09-27")
    one = [clue("PERIOD", "calendar_year", "2011-01-01", "2014-12-31", "name"), inside]
    other = [clue("PERIOD", "calendar_year", "2019-01-01", "2019-12-31", "name"), inside]
    assert newest_day(one, MODIFIED, TODAY) == newest_day(other, MODIFIED, TODAY) == "2013-09-27"
