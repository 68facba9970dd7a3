"""Files that people have to look at: those to decide about, and those that could not be examined in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from detectors.model import PeopleEstimate
from inventory.decisions.deciding import record, subject
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from scanner.results import Outcome
from tests.inventory.samples import finding, problem, result, scan

TODAY = date(2026, 11, 22)
SAFE, RISKY, HELD = "a/safe.txt", "b/risky.csv", "c/held.csv"


def filled() -> Store:
    store = Store.in_memory()
    numbers = (finding("UK_NINO", tuple(range(50))), finding("PERSON", tuple(range(50))))
    scan(store, result(SAFE), result(RISKY, findings=numbers), result(HELD, findings=numbers))
    assess(store, load_rules(), TODAY)
    return store


def number_of(store: Store, path: str) -> int:
    row = InventoryView(store).file(path)
    assert row is not None
    return row.id


def test_what_is_at_risk_is_to_be_decided_until_somebody_did() -> None:
    with filled() as store:
        view = InventoryView(store)
        risk = view.file(RISKY)
        assert risk is not None and risk.risk > 0
        assert listed(view, risk.risk) == {"b": ([RISKY], 1), "c": ([HELD], 1)}
        assert listed(view, risk.risk, only="c") == {"c": ([HELD], 1)}
        assert listed(view, risk.risk + 1) == {}
        held = subject(store, number_of(store, HELD))
        assert held is not None
        hold = Decision(0, Kind.LEGAL_HOLD, Scope.FILE, who="clerk", why="lawsuit")
        record(store, replace(hold, root=held.root, path=held.path, file_id=held.id, content_hash=held.content_hash))
        assess(store, load_rules(), TODAY)
        assert listed(view, risk.risk) == {"b": ([RISKY], 1)}
        numbers = [*(number_of(store, path) for path in (SAFE, RISKY, HELD)), 999_999]
        assert [row.path for row in view.still_open(numbers).rows] == [SAFE, RISKY]


def test_of_many_the_riskiest_are_given_and_the_others_counted() -> None:
    with Store.in_memory() as store:
        people = {n: (finding("UK_NINO", range(n)), finding("PERSON", range(n))) for n in (5, 5000, 50, 500)}
        made = {n: PeopleEstimate(n, n) for n in people}
        scan(store, *(result(f"a/{n}.csv", findings=people[n], people=made[n]) for n in people))
        assess(store, load_rules(), TODAY)
        assert listed(InventoryView(store), 1, most=3) == {"a": (["a/5000.csv", "a/500.csv", "a/50.csv"], 4)}


def listed(view: InventoryView, risk: int, most: int = 9, only: str | None = None) -> dict[str, tuple[list[str], int]]:
    found = view.undecided(risk, most, lambda root, path: path.rpartition("/")[0], only)
    return {name: ([row.path for row in each.rows], each.total) for name, each in found.items()}


def test_only_files_not_looked_at_in_full_are_not_examined() -> None:
    with Store.in_memory() as store:
        scan(
            store,
            result("a.txt"),
            result("b.pdf", Outcome.PARTIAL, problems=(problem(),)),
            result("c.pdf", Outcome.FAILED, problems=(problem(),)),
            result("d.bin", Outcome.SKIPPED),
        )
        found = InventoryView(store).not_examined(None)
        first = InventoryView(store).not_examined(2)
    assert [(row.path, len(row.problems)) for row in found] == [("c.pdf", 1), ("b.pdf", 1), ("d.bin", 0)]
    assert list(first) == found[:2]
