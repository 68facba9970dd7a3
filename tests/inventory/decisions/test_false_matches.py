"""What people say is no personal data counts no longer, survives rescans, and comes back when that is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from detectors.model import PeopleEstimate
from inventory.decisions.deciding import record
from inventory.decisions.false_matches import Left, people_left
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.retention.rules import RuleSet
from inventory.storage.rows import FileRow
from inventory.storage.store import Store
from scanner.results import FileResult, Outcome
from tests.inventory.samples import finding, result, scan

TODAY = date(2026, 11, 22)
NONE = RuleSet(())


def staff(path: str = "総務/名簿.csv", outcome: Outcome = Outcome.SCANNED) -> FileResult:
    """Two people with telephone numbers, one of whose illnesses is told."""
    return result(
        path,
        outcome,
        content_hash="ab" * 16,
        people=PeopleEstimate(2, 3),
        special=("HEALTH",),
        findings=(
            finding("PERSON", (1, 2), "!A2:A4"),
            finding("PHONE_NUMBER", (11, 12, 13), "!B2:B4"),
            finding("HEALTH", (21,), "!C3"),
        ),
    )


def decide(store: Store, scope: Scope, **fields: object) -> Decision:
    values = {"who": "clerk", "why": "test", **fields}
    return record(store, Decision(0, Kind.FALSE_MATCH, scope, **values))  # type: ignore[arg-type]


def withdraw(store: Store, decision: Decision) -> None:
    ended = Decision(0, Kind.WITHDRAWAL, Scope.FILE, withdraws=decision.id, who="clerk", why="test")
    record(store, ended)


def row(store: Store, path: str = "総務/名簿.csv") -> FileRow:
    found = InventoryView(store).file(path)
    assert found is not None
    return found


Numbers = tuple[dict[str, tuple[int, int]], tuple[int, int], tuple[str, ...]]
ALL: Numbers = ({"HEALTH": (3, 1), "PERSON": (3, 2), "PHONE_NUMBER": (3, 3)}, (2, 3), ("HEALTH",))


def numbers(store: Store, path: str = "総務/名簿.csv") -> Numbers:
    found = row(store, path)
    return (
        {entity: (n.count, n.distinct) for entity, n in found.entities.items()},
        (found.people.low, found.people.high),
        found.special,
    )


@pytest.mark.parametrize(
    ("scope", "fields", "left"),
    [
        (Scope.PATH, {"path": "総務/"}, ({}, (0, 0), ())),
        (Scope.PATH, {"path": "営業/"}, ALL),
        (Scope.PATTERN, {"entity": "HEALTH"}, ({"PERSON": (3, 2), "PHONE_NUMBER": (3, 3)}, (2, 3), ())),
        (
            Scope.PATTERN,
            {"entity": "PHONE_NUMBER", "path": "*.csv"},
            ({"HEALTH": (3, 1), "PERSON": (3, 2)}, (2, 2), ("HEALTH",)),
        ),
        (
            Scope.PATTERN,
            {"entity": "PERSON"},
            ({"HEALTH": (3, 1), "PHONE_NUMBER": (3, 3)}, (1, 3), ("HEALTH",)),
        ),
        (Scope.FILE, {"file_id": 1, "entity": "HEALTH"}, ({"PERSON": (3, 2), "PHONE_NUMBER": (3, 3)}, (2, 3), ())),
        (Scope.FILE, {"file_id": 1, "entity": "RELIGION"}, ALL),
        (Scope.RULE, {"rule": "jp.name"}, ({}, (0, 0), ())),
        (Scope.RULE, {"rule": "uk.name"}, ALL),
        (
            Scope.VALUE,
            {"entity": "PERSON", "value": 1},
            ({"HEALTH": (3, 1), "PERSON": (2, 1), "PHONE_NUMBER": (3, 3)}, (1, 3), ("HEALTH",)),
        ),
        (
            Scope.VALUE,
            {"entity": "HEALTH", "value": 21},
            ({"PERSON": (3, 2), "PHONE_NUMBER": (3, 3)}, (2, 3), ()),
        ),
    ],
)
def test_each_kind_of_false_match_takes_away_what_it_names(
    store: Store, scope: Scope, fields: dict[str, object], left: Numbers
) -> None:
    scan(store, staff())
    assess(store, NONE, TODAY)
    assert numbers(store) == ALL
    decision = decide(store, scope, **fields)
    assess(store, NONE, TODAY)
    assert numbers(store) == left
    exported = {f.entity: (f.count, f.distinct) for f in InventoryView(store).findings()}
    assert exported == left[0]
    withdraw(store, decision)
    assess(store, NONE, TODAY)
    assert numbers(store) == ALL


def test_risk_falls_with_what_counts(store: Store) -> None:
    scan(store, staff())
    assess(store, NONE, TODAY)
    before = row(store).risk
    decide(store, Scope.PATTERN, entity="HEALTH")
    assess(store, NONE, TODAY)
    less = row(store).risk
    decide(store, Scope.PATH, path="*.csv")
    assess(store, NONE, TODAY)
    assert before > less > row(store).risk == 0


def test_a_false_match_of_a_file_survives_a_rescan_a_move_and_reaches_copies(store: Store) -> None:
    scan(store, staff())
    assess(store, NONE, TODAY)
    found = row(store)
    decide(store, Scope.FILE, root=found.root, path=found.path, file_id=found.id, content_hash=found.content_hash)
    assess(store, NONE, TODAY)
    assert numbers(store) == ({}, (0, 0), ())
    scan(store, staff())
    assert numbers(store) == ALL  # until it is judged
    assess(store, NONE, TODAY)
    assert numbers(store) == ({}, (0, 0), ())
    scan(store, staff("営業/別名.csv"), staff("コピー.csv"))
    assess(store, NONE, TODAY)
    assert numbers(store, "営業/別名.csv") == numbers(store, "コピー.csv") == ({}, (0, 0), ())


def test_an_expired_false_match_counts_again(store: Store) -> None:
    scan(store, staff())
    decide(store, Scope.PATH, path="総務/", expires="2026-11-22")
    assess(store, NONE, TODAY)
    assert numbers(store) == ({}, (0, 0), ())
    assess(store, NONE, date(2026, 11, 23))
    assert numbers(store) == ALL


@pytest.mark.parametrize(
    ("left", "people"),
    [
        ([], (0, 0)),
        ([Left("ADDRESS", (1,), 1, 1)], (0, 0)),
        ([Left("EMAIL_ADDRESS", tuple(range(9)), 9, 9)], (1, 9)),
        ([Left("PERSON", (1, 2), 5, 2)], (2, 2)),
        ([Left("PERSON", (1, 2), 5, 2), Left("PERSON", (2, 3), 5, 2)], (3, 3)),
        ([Left("PERSON", tuple(range(40)), 40, 40)], (10, 12)),
    ],
)
def test_people_left_are_never_more_than_found_nor_than_the_values_tell_apart(
    left: list[Left], people: tuple[int, int]
) -> None:
    found = people_left(PeopleEstimate(10, 12), left)
    assert (found.low, found.high) == people


def test_those_beside_the_people_of_a_list_come_back_with_the_findings(store: Store) -> None:
    scan(store, replace(staff(), people=PeopleEstimate(1, 1, 1, 2)))
    assess(store, NONE, TODAY)
    false = decide(store, Scope.PATTERN, entity="PERSON", path="総務/**")
    assess(store, NONE, TODAY)
    assert row(store).people == PeopleEstimate(1, 1)
    withdraw(store, false)
    assess(store, NONE, TODAY)
    assert row(store).people == PeopleEstimate(1, 1, 1, 2)
