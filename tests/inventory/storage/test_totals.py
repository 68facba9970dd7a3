"""What is kept of each place is what its files add up to, whatever happened in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from detectors.model import PeopleEstimate
from inventory.decisions.deciding import load, record, subject
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging import counting
from inventory.judging.assess import assess, assess_files
from inventory.judging.counting import place_rows, refresh
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.places import PLACES
from inventory.storage.rows import CopyCounts
from inventory.storage.store import Store
from inventory.storage.tables import Place
from inventory.storage.totals import PlaceRow, Totals, read, stored, together
from scanner.results import FileResult, Outcome
from tests.inventory.samples import finding, problem, result, scan, stat, unchanged

TODAY = date(2026, 11, 22)
NAMES = ("営業/顧客/名簿.csv", "営業/顧客/2019/名簿.csv", "営業/名簿 コピー.csv", "人事/給与.xlsx", "memo.txt")
CONTENTS = ("", "aa", "bb")


def from_scratch(store: Store) -> list[PlaceRow]:
    with store.writing() as connection:
        connection.execute(update(PLACES).values(changes=PLACES.c.changes + 1, totals={}))
    return place_rows(store)


def total(store: Store) -> Totals:
    return reduce(together, (place.totals for place in place_rows(store)), Totals())


@st.composite
def read_again(draw: st.DrawFn) -> FileResult:
    name = draw(st.sampled_from(NAMES))
    outcome = draw(st.sampled_from([Outcome.SCANNED, Outcome.PARTIAL, Outcome.FAILED, Outcome.UNCHANGED]))
    if outcome is Outcome.UNCHANGED:
        return unchanged(name, stat=stat(mode=draw(st.sampled_from([0o100640, 0o100644]))))
    people = draw(st.integers(0, 3))
    member = result(f"{name} > a.txt", member_of=name, content_hash=draw(st.sampled_from(CONTENTS)))
    return result(
        name,
        outcome,
        content_hash=draw(st.sampled_from(CONTENTS)),
        findings=(finding("PERSON", range(1, people + 1)),) if people else (),
        problems=(problem(),) if outcome is not Outcome.SCANNED else (),
        people=PeopleEstimate(people, people),
        doc_class=draw(st.sampled_from(["none", "customer_list"])),
        special=draw(st.sampled_from([(), ("HEALTH",)])),
        members=(member,) if draw(st.booleans()) else (),
    )


scans = st.lists(
    st.tuples(st.lists(read_again(), max_size=4, unique_by=lambda r: r.ref.path), st.booleans(), st.booleans()),
    max_size=5,
)


@given(scans)
@settings(max_examples=40, deadline=None)
def test_what_is_kept_is_what_all_files_add_up_to(
    steps: list[tuple[list[FileResult], bool, bool]],
) -> None:
    with Store.in_memory() as store:
        for results, finish, judged in steps:
            scan(store, *results, finish=finish)
            if judged:
                assess(store, load_rules(), TODAY)
            kept = place_rows(store)
            files = list(InventoryView(store).files())
            assert sum(place.totals.files for place in kept) == len(files)
            assert sum(place.totals.people_high for place in kept) == sum(row.people.high for row in files)
            assert kept == from_scratch(store)
            coverage = InventoryView(store).coverage()
            assert sum(coverage.outcomes.values()) == coverage.files == len(files)


def test_a_decision_about_one_file_adds_up_its_place_alone(store: Store) -> None:
    people: Mapping[str, Any] = {"findings": (finding(),), "people": PeopleEstimate(2, 2), "doc_class": "staff_list"}
    scan(store, result("人事/給与.xlsx", **people), result("営業/名簿.csv", **people))
    assess(store, load_rules(), TODAY)
    assert [place.totals.personal for place in place_rows(store)] == [1, 1]
    with store.writing() as connection:
        # What was never added up again would still say this.
        connection.execute(update(PLACES).where(PLACES.c.folder == "営業").values(totals={"files": 1, "personal": 77}))
    found = subject(store, 1)
    assert found is not None
    wrong = Decision(0, Kind.FALSE_MATCH, Scope.FILE, who="clerk", why="a form", file_id=found.id)
    record(store, replace(wrong, root=found.root, path=found.path, content_hash=found.content_hash))
    assert load(store, TODAY).entries
    assess_files(store, load_rules(), TODAY, [1])
    assert [place.totals.personal for place in place_rows(store)] == [0, 77]


def test_what_another_program_changes_while_it_is_added_up_is_added_up_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(store, result("a.txt"))
    add_up = counting._add_up

    def meanwhile(connection: Connection, *args: Any, **options: Any) -> dict[int, Totals]:
        found = add_up(connection, *args, **options)
        monkeypatch.setattr(counting, "_add_up", add_up)
        scan(store, result("a.txt"), result("b.txt"))
        return found

    monkeypatch.setattr(counting, "_add_up", meanwhile)
    refresh(store)
    assert total(store).files == 2


def test_an_interrupted_scan_is_added_up_with_what_it_has_read(store: Store) -> None:
    scan(store, result("a.txt"), result("b.txt", Outcome.FAILED, problems=(problem(),)), finish=False)
    coverage = InventoryView(store).coverage()
    assert (coverage.files, coverage.outcomes) == (2, {"failed": 1, "scanned": 1})


def test_places_without_files_are_not_shown(store: Store) -> None:
    scan(store, result("old/a.txt"))
    assert [place.folder for place in place_rows(store)] == ["old"]
    scan(store, result("new/b.txt"))
    assert [place.folder for place in place_rows(store)] == ["new"]
    with store.reading() as connection:
        assert len(connection.execute(select(Place.id)).all()) == 2


def test_copies_follow_what_comes_goes_and_is_decided(store: Store) -> None:
    same: Mapping[str, Any] = {
        "content_hash": "aa",
        "findings": (finding(),),
        "people": PeopleEstimate(2, 2),
        "doc_class": "staff_list",
    }
    view = InventoryView(store)
    scan(store, result("x/a.csv", **same), result("x/b.csv", **same), result("y/a (2).csv", **same))
    assess(store, load_rules(), TODAY)
    assert (view.copy_counts(), [len(group.paths) for group in view.copies()]) == (CopyCounts(1, 2, 0), [3])
    assert [(asset.folder, asset.copies, asset.people.high) for asset in view.assets()] == [("x", 1, 2), ("y", 1, 2)]
    wrong = Decision(0, Kind.FALSE_MATCH, Scope.PATH, path="**", who="clerk", why="a form")
    record(store, wrong)
    assess(store, load_rules(), TODAY)
    assert view.copy_counts() == CopyCounts(0, 0, 1)
    scan(store, unchanged("x/a.csv"))
    assert (view.copy_counts(), view.copies()) == (CopyCounts(0, 0, 0), [])


sums = st.builds(
    Totals,
    files=st.integers(0, 9),
    most_people=st.integers(0, 9),
    outcomes=st.dictionaries(st.sampled_from("ab"), st.integers(1, 9)),
    entities=st.dictionaries(st.sampled_from("ab"), st.lists(st.integers(1, 9), min_size=2, max_size=2)),
)


@given(sums, sums, sums)
def test_the_order_in_which_parts_are_put_together_does_not_matter(one: Totals, two: Totals, three: Totals) -> None:
    assert together(together(one, two), three) == together(one, together(three, two))


@given(sums)
def test_what_is_stored_is_read_back(totals: Totals) -> None:
    assert read(stored(totals)) == totals
