"""A file in which nobody is but its author is found, and yet none of those with personal data."""

from __future__ import annotations

from datetime import date

import pytest

from detectors.model import PeopleEstimate
from inventory.judging.assess import assess
from inventory.judging.counting import place_rows
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.inventory.samples import finding, result, scan

AUTHOR, AGES = finding("PERSON", (7,), "author"), finding("AGE", (1, 2), "line 3")
NOBODY, SOMEBODY = PeopleEstimate(0, 0), PeopleEstimate(1, 1)


def told(*findings: object, people: PeopleEstimate = NOBODY) -> tuple[int, int, int, int]:
    """Files with personal data, and those of them without a rule, as they are counted and as they are listed; rows of
    registers."""
    with Store.in_memory() as store:
        scan(store, result("Kitchen/Allergens.xlsx", findings=findings, people=people, characters=90))
        assess(store, load_rules(), date(2026, 12, 1))
        (place,) = place_rows(store)
        listed = InventoryView(store).unruled(10)[0]
        return place.totals.personal, place.totals.unruled, len(listed), place.totals.asset.files


@pytest.mark.parametrize("findings", [(AUTHOR,), (AUTHOR, AGES), (AGES,)])
def test_the_author_and_ages_of_nobody_make_no_file_with_personal_data(findings: tuple[object, ...]) -> None:
    assert told(*findings) == (0, 0, 0, 0)


def test_the_same_name_in_the_text_makes_it_one() -> None:
    assert told(AUTHOR, people=SOMEBODY) == (1, 1, 1, 1)


def test_so_does_anything_that_is_somebodys_by_itself() -> None:
    assert told(AUTHOR, finding("UK_NINO", (3,), "line 2")) == (1, 1, 1, 1)


def test_those_beside_whom_a_list_is_about_count_as_well() -> None:
    assert told(AUTHOR, people=PeopleEstimate(0, 0, 1, 1))[0] == 1
