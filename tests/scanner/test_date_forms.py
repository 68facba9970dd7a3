"""A day that somebody types is looked up in every usual writing of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Entity
from detectors.text.dates import parse_coded_date, parse_date
from scanner.date_forms import date_forms, is_part_of_date
from scanner.value_forms import normalised

WRITINGS = [
    "23/05/1979", "23/5/1979", "23-05-1979", "23.05.79", "23 05 1979", "1979-05-23", "1979/5/23", "19790523",
    "23 May 1979", "23rd May 1979", "23-May-79", "May 23, 1979", "1979-05-23 00:00:00", "1979年5月23日",
    "1979年05月23日", "昭和54年5月23日", "S54.5.23", "S54/05/23", "昭54.5.23", "3540523", "昭和五十四年五月二十三日",
]  # fmt: skip


def forms(values: list[str]) -> set[str]:
    return set(normalised(Entity.DATE_OF_BIRTH, values))


@pytest.mark.parametrize(
    "asked", ["23/05/1979", "1979-05-23", "23 May 1979", "昭和54年5月23日", "S54.5.23", "１９７９年５月２３日"]
)
def test_however_a_birth_date_is_typed_it_is_looked_up_as_it_may_be_written(asked: str) -> None:
    assert forms(WRITINGS) - forms(date_forms(asked)) == set()


@given(st.dates(date(1930, 1, 1), date(2029, 12, 31)))
def test_no_writing_is_of_another_day(day: date) -> None:
    for form in date_forms(day.isoformat()):
        found = parse_coded_date(form) or parse_date(form)
        assert found is None or found.first == day, form


@pytest.mark.parametrize("value", ["Joan Invented", "07700 900111", "LS11 6RT", "May 1979", "31/02/1979", ""])
def test_what_is_no_day_has_no_writings(value: str) -> None:
    assert date_forms(value) == []


def test_a_month_is_known_for_one() -> None:
    assert [is_part_of_date(v) for v in ("May 1979", "昭和54年5月", "23 May 1979", "Joan")] == [
        True,
        True,
        False,
        False,
    ]
