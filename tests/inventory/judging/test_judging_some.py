"""Judging only what can have changed says the same as judging everything, whatever changed in between."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.decisions.deciding import affected, load, record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging import assess as module
from inventory.judging import basis
from inventory.judging import one_file as judging
from inventory.judging.assess import assess, assess_files
from inventory.judging.one_file import Judge
from inventory.retention.rules import RuleSet, load_rules
from inventory.storage.store import Store
from inventory.storage.tables import Base, Meta, Waiting
from scanner.results import FileResult, FileStat, Outcome
from tests.inventory.samples import finding, result, scan, stat, unchanged

DAY = date(2026, 1, 1)
NAMES = ("営業/顧客/名簿.csv", "営業/顧客/2019/名簿.csv", "人事/給与.xlsx", "memo.txt")
PRESETS = (load_rules(), load_rules(("jp",), nation="japan"), load_rules(fiscal_year_end="12-31"), RuleSet(()))
DATED = ("2019-03-31", "2020-12-31", "2021-01-02", "2026-02-01", "2026-06-30", "2027-01-01")
HASHES = tuple(range(1, 30))


@st.composite
def clues(draw: st.DrawFn) -> tuple[DateClue, ...]:
    kinds = st.sampled_from([ClueKind.FIELD, ClueKind.DOCUMENT_DATE, ClueKind.NEWEST_DATE])
    events = st.sampled_from(["last_transaction", "leaving", "created"])
    days = st.sampled_from(DATED)
    made = st.tuples(kinds, events, days).map(lambda c: DateClue(c[0], c[1], c[2], c[2], "content"))
    return tuple(draw(st.lists(made, max_size=2)))


@st.composite
def results(draw: st.DrawFn) -> FileResult:
    name = draw(st.sampled_from(NAMES))
    size, mode = draw(st.integers(1, 3)), draw(st.sampled_from([0o100640, 0o100644]))
    day = date.fromisoformat(draw(st.sampled_from(DATED)))
    about = replace(stat(size, mode=mode), modified_ns=(day - date(1970, 1, 1)).days * 86_400_000_000_000)
    if draw(st.booleans()):
        return unchanged(name, stat=about)
    people = draw(st.integers(0, 3))
    found = {
        "content_hash": draw(st.sampled_from(["", "aa", "bb"])),
        "findings": (finding("PERSON", HASHES[: people * 5]), finding("UK_NINO", HASHES[:people])) if people else (),
        "people": PeopleEstimate(people, people * 5),
        "doc_class": draw(st.sampled_from(["none", "customer_list", "payroll"])),
        "clues": draw(clues()),
        "stat": about,
    }
    inside = result(f"{name} > a.csv", member_of=name, **found | {"stat": replace(about, modified_ns=0)})
    outcome = draw(st.sampled_from([Outcome.SCANNED, Outcome.PARTIAL]))
    return result(name, outcome, **found, members=(inside,) if draw(st.booleans()) else ())


PATHS = ("", "営業/**", "人事/*.xlsx")
RULES = ("jp.customer-list", "jp.wage-ledger", "jp.name")


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from([Kind.KEEP_UNTIL, Kind.LEGAL_HOLD, Kind.FALSE_MATCH, Kind.APPROVED_FOR_DISPOSAL]))
    scopes = {
        Kind.FALSE_MATCH: [Scope.FILE, Scope.VALUE, Scope.PATTERN, Scope.PATH, Scope.RULE],
        Kind.APPROVED_FOR_DISPOSAL: [Scope.FILE],
    }.get(kind, [Scope.FILE, Scope.PATH, Scope.RULE])
    scope = draw(st.sampled_from(scopes))
    made = Decision(0, kind, scope, who="clerk", why="a reason")
    if kind is Kind.KEEP_UNTIL:
        made = replace(made, until=draw(st.sampled_from(["2026-02-10", "2027-06-30"])))
    made = replace(made, expires=draw(st.sampled_from(["", "2026-01-20"])))
    if scope is Scope.FILE:
        number, content = draw(st.integers(1, 6)), draw(st.sampled_from(["aa", "bb"]))
        return replace(made, file_id=number, path=NAMES[0], content_hash=content)
    if scope is Scope.VALUE:
        return replace(made, value=draw(st.sampled_from(HASHES[:9])), entity="PERSON")
    path = draw(st.sampled_from(PATHS if scope is Scope.RULE else PATHS[1:]))
    return replace(made, path=path, entity="PERSON" if scope is Scope.PATTERN else "", rule=draw(
        st.sampled_from(RULES)) if scope is Scope.RULE else "")  # fmt: skip


steps = st.lists(
    st.tuples(
        st.lists(results(), max_size=3, unique_by=lambda r: r.ref.path),
        st.booleans(),  # whether the scan finishes
        st.lists(decisions(), max_size=2),
        st.booleans(),  # whether the files that these concern are judged at once
        st.none() | st.integers(1, 4),  # a decision withdrawn
        st.sampled_from([0, 1, 40, 400, -5]),  # days later
        st.sampled_from([0, 1, 2, 3, 0, 0]),  # of PRESETS
        st.booleans(),  # whether the owner's account has gone
        st.sampled_from([400, 0]),  # for how many days gone files are kept
    ),
    min_size=2,
    max_size=6,
)


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inventory.db"
        Store.open(f"sqlite:///{path}").close()
        yield path


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The owners whose accounts have gone."""
    gone: set[int] = set()
    for room in (module, judging):
        monkeypatch.setattr(room, "owner_gone", lambda owner: owner in gone)
    # Results written by the clock would be numbered in another order in one inventory than in the other.
    monkeypatch.setattr("inventory.storage.store.BATCH_SECONDS", 600.0)
    return gone


def remembered(met: FileResult, seen: dict[str, FileStat]) -> FileResult:
    """An unchanged file is as it was when it was last met, but for its rights: otherwise it is read."""
    before = seen.get(met.ref.path)
    if met.outcome is Outcome.UNCHANGED and before is not None:
        met = replace(met, stat=replace(before, mode=met.stat.mode))
    seen[met.ref.path] = met.stat
    return met


def try_to(do: Callable[[], object]) -> bool:
    """Some of the decisions drawn are refused: by both stores alike."""
    try:
        do()
    except ValueError:
        return False
    return True


def kept(connection: Connection) -> dict[str, list[Any]]:
    """Everything in the store, but for times of writing and what is about judging itself."""
    rows: dict[str, list[Any]] = {}
    for table in Base.metadata.sorted_tables:
        if table not in (Meta.__table__, Waiting.__table__):
            columns = [
                c for c in table.columns if c.name not in ("started", "started_ns", "finished", "made", "changes")
            ]
            columns = [c for c in columns if (table.name, c.name) != ("places", "counted")]
            rows[table.name] = sorted(map(repr, connection.execute(select(*columns)).all()))
    return rows


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_judging_what_changed_says_what_judging_everything_says(
    empty: Path, accounts: set[int], steps: Sequence[tuple[Any, ...]]
) -> None:
    today = DAY
    seen: dict[str, FileStat] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stores = []
        for name in ("some.db", "all.db"):
            shutil.copy(empty, folder / name)
            stores.append(stack.enter_context(Store.open(f"sqlite:///{folder / name}")))
        for results, finish, decided, at_once, withdrawn, later, preset, gone, keep in steps:
            results = [remembered(met, seen) for met in results]
            rules = PRESETS[preset]
            today += timedelta(days=later)
            accounts.clear()
            accounts.update([1000] * gone)
            ends = [Decision(0, Kind.WITHDRAWAL, Scope.FILE, who="c", why="w", withdraws=withdrawn)] * bool(withdrawn)
            for store in stores:
                scan(store, *results, finish=finish)
                made = [d for d in (*decided, *ends) if try_to(lambda d=d, store=store: record(store, d))]  # type: ignore[misc]
                if at_once and made:
                    held = load(store, today)
                    assess_files(store, rules, today, affected(store, held, held.entries[-len(made) :]))
            with stores[1].writing() as connection:
                basis.forget(connection)
            found = []
            for store in stores:
                assess(store, rules, today, keep)
                with store.reading() as connection:
                    found.append(kept(connection))
            for table, rows in found[0].items():
                assert (table, rows) == (table, found[1][table])


def test_a_scan_in_which_one_file_changed_judges_that_file_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"営業/{n}.csv" for n in range(20)]
    people: dict[str, Any] = {"findings": (finding(),), "people": PeopleEstimate(2, 2), "doc_class": "customer_list"}
    scan(store, *(result(name, **people) for name in names))
    assess(store, load_rules(), DAY)
    asked: list[int] = []
    judge = Judge.judge

    def counted(self: Judge, connection: Connection, ids: Sequence[int]) -> None:
        asked.extend(ids)
        judge(self, connection, ids)

    monkeypatch.setattr(Judge, "judge", counted)
    scan(store, *(unchanged(name) for name in names[1:]), result(names[0], **people | {"doc_class": "payroll"}))
    assess(store, load_rules(), DAY)
    assert asked == [1]
    asked.clear()
    scan(store, unchanged(names[0], stat=stat(mode=0o100644)), *(unchanged(name) for name in names[2:]))
    assess(store, load_rules(), DAY)
    assert asked == [1, 2]  # other rights; gone
