"""Whose law is presumed, from what the files show."""

from __future__ import annotations

import pytest

from inventory.judging import home
from inventory.judging.home import Home, presume, presumed
from inventory.storage.store import Store
from tests.inventory.samples import finding, result, scan


def files(*entities: str, folder: str = "a") -> list[object]:
    return [
        result(f"{folder}/{number} {entity}.csv", findings=(finding(entity, (number,)),))
        for number, entity in enumerate(entities)
    ]


@pytest.mark.parametrize(
    ("found", "machine", "expected"),
    [
        (files(*["UK_POSTCODE"] * 4, "JP_POSTAL_CODE"), "jp", Home("uk", "files", 4, 1)),
        (files(*["UK_POSTCODE"] * 3, *["JP_POSTAL_CODE"] * 2), "jp", Home("jp", "machine", 3, 2)),
        (files("PERSON", "PHONE_NUMBER", folder="03_保育園"), "", Home("", "nothing", 0, 2)),
        (files("PERSON", "PHONE_NUMBER", "AGE", folder="03_保育園"), "uk", Home("jp", "files", 0, 3)),
        (files("UK_NINO", "UK_NHS"), "jp", Home("jp", "machine", 2, 0)),
        (files("PERSON"), "", Home("", "nothing", 0, 0)),
    ],
)
def test_four_fifths_of_the_files_that_point_anywhere_decide_else_the_machine(
    found: list[object], machine: str, expected: Home
) -> None:
    with Store.in_memory() as store:
        scan(store, *found)
        assert presumed(store) is None
        assert presume(store, machine) == presumed(store) == expected


def test_files_that_are_gone_say_nothing_and_a_large_inventory_is_looked_at_evenly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Store.in_memory() as store:
        scan(store, *files(*["UK_POSTCODE"] * 5))
        scan(store, *files(*["JP_POSTAL_CODE"] * 8, folder="b"))
        assert presume(store, "").country == "jp"
        monkeypatch.setattr(home, "LOOKED_AT", 4)
        found = presume(store, "")
        assert found.country == "jp" and found.uk == 0 and 0 < found.jp < 8


def test_a_breach_is_tested_by_the_law_of_the_other_country_too_where_files_point_there() -> None:
    assert Home("uk", "files", 40, 2).countries == ("uk",)
    assert Home("jp", "machine", 12, 10).countries == ("uk", "jp")
    assert Home("jp", "machine", 0, 0).countries == ("jp",)
    assert Home("", "nothing", 0, 0).countries == ("uk", "jp")
