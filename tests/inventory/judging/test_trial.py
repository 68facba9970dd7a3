"""Rules are tried before they go live: what they would change is told, and nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.decisions.deciding import record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess
from inventory.judging.trial import Change, Trial
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.inventory.samples import finding, result, rows, scan

TODAY = date(2026, 11, 22)
OLD, NEW = "名簿/2019.csv", "名簿/2022.csv"


def listed(path: str, last_transaction: str) -> object:
    clue = DateClue(ClueKind.FIELD, "last_transaction", last_transaction, last_transaction, "content")
    return result(
        path,
        format="csv",
        content_hash=path.encode().hex().ljust(64, "0")[:64],
        doc_class="customer_list",
        findings=(finding(),),
        people=PeopleEstimate(2, 3),
        clues=(clue,),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'inventory.db'}") as opened:
        found = [listed("名簿/2019.csv", "2019-03-31"), listed("名簿/2022.csv", "2022-03-31"), result("x.bin")]
        scan(opened, *found)  # type: ignore[arg-type]
        assess(opened, load_rules(), TODAY)
        yield opened


def rules(folder: Path, period: str, *others: str) -> Path:
    file = folder / "own.yaml"
    file.write_text("\n".join(["rules:", f"  - id: jp.customer-list\n    period: {period}", *others]), "utf-8")
    return file


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        # In force: five years. 2019 ended 2024-03-31 (overdue), 2022 ends 2027-03-31.
        ("{years: 5}", []),
        ("{years: 3}", [(Change.MOVED, OLD, "2022-03-31"), (Change.FLAGGED, NEW, "2025-03-31")]),
        ("{years: 10}", [(Change.RELEASED, OLD, "2029-03-31"), (Change.MOVED, NEW, "2032-03-31")]),
    ],
)  # fmt: skip
def test_what_would_change_is_told(
    store: Store, tmp_path: Path, period: str, expected: list[tuple[Change, str, str]]
) -> None:
    tried = load_rules(files=[rules(tmp_path, period)])
    found = list(Trial(store, load_rules(), tried, TODAY))
    assert [(t.change, t.path, t.after.due if t.after else "") for t in found] == expected
    assert all(t.before is not None and t.people == PeopleEstimate(2, 3) for t in found)


def test_only_files_that_a_changed_rule_can_be_about_are_judged(store: Store, tmp_path: Path) -> None:
    trial = Trial(store, load_rules(), load_rules(files=[rules(tmp_path, "{years: 3}")]), TODAY)
    assert (trial.concerned, trial.judged) == (2, 2)
    same = Trial(store, load_rules(), load_rules(), TODAY)
    assert (same.concerned, list(same)) == (0, [])
    # Where the year ends is a matter of every rule.
    assert Trial(store, load_rules(), load_rules(fiscal_year_end="12-31"), TODAY).concerned == 3


def test_of_very_many_files_some_are_judged_and_the_numbers_have_bounds(store: Store, tmp_path: Path) -> None:
    scan(store, *(listed(f"名簿/{n}.csv", "2022-03-31" if n < 80 else "2019-03-31") for n in range(400)))  # type: ignore[arg-type]
    assess(store, load_rules(), TODAY)
    tried = load_rules(files=[rules(tmp_path, "{years: 3}")])
    trial = Trial(store, load_rules(), tried, TODAY, 100)
    first = [each.path for each in trial]
    assert (trial.concerned, trial.judged, len(first)) == (400, 100, 100)
    about, low, high = trial.bounds(Change.FLAGGED)
    assert 4 * trial.counts[Change.FLAGGED] == about
    assert low <= 80 <= high and 0 < high - low < 100
    assert trial.bounds(Change.RELEASED)[:2] == (0, 0)
    assert [each.path for each in Trial(store, load_rules(), tried, TODAY, 100)] == first
    whole = Trial(store, load_rules(), tried, TODAY, None)
    assert len(list(whole)) == 400
    assert whole.bounds(Change.FLAGGED) == (80, 80, 80)


def test_nothing_is_stored(store: Store, tmp_path: Path) -> None:
    database = tmp_path / "inventory.db"
    kept = "SELECT file_id, rule, due, clock FROM assessments ORDER BY file_id"
    before = rows(database, kept), rows(database, "SELECT retention_rules FROM scans")
    assert list(Trial(store, load_rules(), load_rules(files=[rules(tmp_path, "{years: 1}")]), TODAY))
    assert (rows(database, kept), rows(database, "SELECT retention_rules FROM scans")) == before


def test_a_rule_switched_off_releases_its_files(store: Store, tmp_path: Path) -> None:
    tried = load_rules(files=[rules(tmp_path, "{years: 5}", "    enabled: false")])
    (only,) = [t for t in Trial(store, load_rules(), tried, TODAY) if t.change is Change.RELEASED]
    assert only.path == "名簿/2019.csv" and only.after is None


def test_an_organisations_rule_goes_before_the_preset_it_replaces(store: Store, tmp_path: Path) -> None:
    own = """  - id: own.list
    country: jp
    name: 名簿
    basis: 文書管理規程
    basis_kind: recommended
    period: {years: 2}
    trigger: [{event: last_transaction}]
    applies_to: {classes: [customer_list]}
    replaces: [jp.customer-list]
    source: 規程
    as_of: 2026-04-01
    confidence: confirmed"""
    tried = load_rules(files=[rules(tmp_path, "{years: 5}", own)])
    found = {t.path: t.after for t in Trial(store, load_rules(), tried, TODAY)}
    assert {path: (row.rule, row.due) for path, row in found.items() if row} == {
        "名簿/2019.csv": ("own.list", "2021-03-31"),
        "名簿/2022.csv": ("own.list", "2024-03-31"),
    }


def test_what_is_under_a_legal_hold_is_flagged_by_no_rules(store: Store, tmp_path: Path) -> None:
    record(store, Decision(0, Kind.LEGAL_HOLD, Scope.PATH, path="名簿/**", who="法務", why="訴訟"))
    tried = load_rules(files=[rules(tmp_path, "{years: 1}")])
    assert list(Trial(store, load_rules(), tried, TODAY)) == []
