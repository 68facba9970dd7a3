"""Access control lists in the inventory: kept with the file and its members, brought up to date, told as exposure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detectors.model import PeopleEstimate
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.inventory.samples import finding, result, scan, stat, unchanged

OWNER_ONLY, NAMED = "g:- m:r", "u1001:r g:- m:r"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'inventory.db'}") as opened:
        member = result("a.zip > b.csv", member_of="a.zip", stat=stat(mode=0), findings=(finding(),))
        outer = result("a.zip", stat=replace(stat(), acl=OWNER_ONLY), members=(member,), format="zip")
        people = result(
            "list.csv", stat=replace(stat(), acl=OWNER_ONLY), findings=(finding(),), people=PeopleEstimate(2, 3)
        )
        scan(opened, outer, people)
        yield opened


def test_the_list_is_kept_and_members_have_that_of_their_archive(store: Store) -> None:
    assert {row.path: row.acl for row in InventoryView(store).files()} == dict.fromkeys(
        ("a.zip", "a.zip > b.csv", "list.csv"), OWNER_ONLY
    )


def test_a_new_list_is_seen_though_the_content_is_the_same(store: Store) -> None:
    changed = replace(stat(), acl=NAMED)
    scan(store, unchanged("a.zip", stat=changed), unchanged("list.csv", stat=changed))
    assert {row.acl for row in InventoryView(store).files()} == {NAMED}


def test_the_exposure_follows_the_list_and_not_the_mask_in_the_mode(store: Store) -> None:
    def exposure() -> float:
        assess(store, load_rules(), date(2026, 11, 22))
        row = InventoryView(store).file("list.csv")
        assert row is not None and row.mode & 0o040, "the mode alone would say that the group may read it"
        return row.risk_parts["exposure"]

    before = exposure()
    scan(store, unchanged("list.csv", stat=replace(stat(), acl=NAMED)))
    named = exposure()
    scan(store, unchanged("list.csv", stat=replace(stat(), acl="g:r m:r")))
    assert before < named < exposure()
