"""A file in which nobody is but its author is found, and yet none of those with personal data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from detectors.model import Entity, PeopleEstimate
from inventory.judging.assess import assess
from inventory.judging.breach import Reason, breach_tests, facts_of_file, facts_of_files
from inventory.judging.counting import place_rows
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.personal import is_personal, personal
from inventory.storage.store import Store
from inventory.storage.tables import File
from tests.inventory.samples import finding, result, scan

AUTHOR, AGES = finding("PERSON", (7,), "author"), finding("AGE", (1, 2), "line 3")
NOBODY, SOMEBODY = PeopleEstimate(0, 0), PeopleEstimate(1, 1)


def test_company_numbers_and_place_names_are_no_personal_data() -> None:
    found = dict.fromkeys(("PERSON", "JP_CORPORATE_NUMBER", "LOCATION", "GENDER", "HEALTH"), 1)
    assert sorted(personal(found, SOMEBODY)) == ["HEALTH", "PERSON"]


@pytest.mark.parametrize("people", [NOBODY, SOMEBODY, PeopleEstimate(0, 0, 1, 1)])
@pytest.mark.parametrize("entity", sorted(map(str, Entity)))
def test_lists_from_the_database_and_all_others_agree_on_what_is_personal(entity: str, people: PeopleEstimate) -> None:
    with Store.in_memory() as store:
        scan(store, result("Kitchen/Menu.docx", findings=(finding(entity, (7,), "line 3"),), people=people))
        with store.reading() as connection:
            listed = connection.execute(select(File.id).where(is_personal)).all()
        (row,) = InventoryView(store).files()
    assert bool(listed) is bool(personal(row.entities, row.people))


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


@pytest.mark.parametrize("findings", [(AUTHOR,), (AUTHOR, AGES)])
def test_nor_is_its_loss_a_breach_or_the_file_a_risk(findings: tuple[Any, ...]) -> None:
    with Store.in_memory() as store:
        scan(store, result("Kitchen/Allergens.xlsx", findings=findings, people=NOBODY, characters=90))
        assess(store, load_rules(), date(2026, 12, 1))
        (row,) = InventoryView(store).files()
    answers = {r.reason for facts in (facts_of_file(row), facts_of_files([row])) for r in breach_tests(facts)}
    assert (row.risk, answers) == (0, {Reason.NOTHING})


def test_the_same_name_in_the_text_makes_it_one() -> None:
    assert told(AUTHOR, people=SOMEBODY) == (1, 1, 1, 1)


def test_so_does_anything_that_is_somebodys_by_itself() -> None:
    assert told(AUTHOR, finding("UK_NINO", (3,), "line 2")) == (1, 1, 1, 1)


def test_those_beside_whom_a_list_is_about_count_as_well() -> None:
    assert told(AUTHOR, people=PeopleEstimate(0, 0, 1, 1))[0] == 1
