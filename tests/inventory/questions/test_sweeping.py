"""What a scan leaves behind is enough to compare any two of them later; edge cases of the comparison."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update

from detectors.model import PeopleEstimate
from inventory.decisions.deciding import load, record, states
from inventory.decisions.model import Decision, Kind, Scope, State
from inventory.judging.assess import assess
from inventory.judging.expiry import expire_gone
from inventory.questions.queries import InventoryView
from inventory.questions.sweeping import Bounds, Change, What, bounds, changes, remember, statement, trend
from inventory.retention.rules import RuleSet
from inventory.storage.occurrences import files_of
from inventory.storage.store import Store
from inventory.storage.tables import File, FileState, FoundItem
from scanner.document import Detail, ProblemKind
from scanner.results import FileResult, Outcome
from tests.inventory.judging.test_assess import FISCAL_2015, RULES
from tests.inventory.samples import ROOT, finding, problem, result, scan, stat

NONE = RuleSet(())
DAY = date(2026, 11, 22)


def file(path: str, content: str, people: int = 2, **fields: Any) -> FileResult:
    # A stat without an inode: moves are recognised by content here.
    values = {
        "content_hash": content * 16,
        "people": PeopleEstimate(people, people),
        "findings": (finding(hashes=range(people)),) if people else (),
        "stat": stat(size=len(content) * 10 + people),
        **fields,
    }
    return result(path, **values)


def judged(store: Store, *results: FileResult, rules: RuleSet = NONE, today: date = DAY, **more: Any) -> int:
    number = scan(store, *results, **more)
    assess(store, rules, today)
    return number


def told(store: Store, between: Bounds | None = None) -> list[tuple[str, str]]:
    between = between or bounds(store)
    assert between is not None
    return [(str(change.what), change.path) for change in changes(store, between)]


def test_before_the_first_scan_there_is_nothing_to_compare(store: Store) -> None:
    assert bounds(store) is None
    scan(store, file("a", "aa"), finish=False)
    assess(store, NONE, DAY)
    assert bounds(store) is None


def test_an_unchanged_file_leaves_one_state_for_ever(store: Store) -> None:
    for _ in range(3):
        judged(store, file("a", "aa"))
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(FileState)).scalar() == 1
    assert told(store) == []


def test_judging_again_without_a_scan_changes_nothing(store: Store) -> None:
    judged(store, file("a", "aa"))
    judged(store, file("a", "bb", 3))
    before = told(store)
    assess(store, NONE, DAY)
    assert told(store) == before == [("grown", "a")]


def test_a_sweep_begins_where_the_last_one_ended(store: Store) -> None:
    judged(store, file("a", "aa"))
    first = bounds(store)
    assert first == Bounds(0, 1, "", "2026-11-22")
    remember(store, first, "clerk")
    for number in range(2, 5):
        judged(store, file("a", "aa", number + 1))
    between = bounds(store)
    assert between is not None
    assert (between.since, between.upto) == (1, 4)
    remember(store, between, "clerk")
    assert bounds(store) == between
    judged(store, file("a", "aa"))
    following = bounds(store)
    assert following is not None
    assert (following.since, following.upto) == (4, 5)


@pytest.mark.parametrize(("since", "number"), [("1", 1), ("2", 2), ("2999-01-01", 2)])
def test_an_earlier_scan_is_named_by_number_or_day(store: Store, since: str, number: int) -> None:
    for people in (1, 2, 3):
        judged(store, file("a", "aa", people))
    between = bounds(store, since)
    assert between is not None
    assert between.since == number


@pytest.mark.parametrize("since", ["3", "4", "0", "1999-12-31", "soon", "", "2026-13-01"])
def test_a_scan_that_is_no_earlier_one_is_refused(store: Store, since: str) -> None:
    for people in (1, 2, 3):
        judged(store, file("a", "aa", people))
    with pytest.raises(ValueError):
        bounds(store, since)


def test_a_chain_of_moves_is_one_move(store: Store) -> None:
    judged(store, file("a", "aa"))
    judged(store, file("b", "aa"))
    judged(store, file("sub/c", "aa"))
    between = bounds(store, "1")
    assert between is not None
    (change,) = changes(store, between)
    assert (change.what, change.path, change.was) == (What.MOVED, "sub/c", (ROOT, "a"))
    judged(store, file("a", "aa"))
    assert told(store, bounds(store, "1")) == []


def test_a_file_that_is_of_another_kind_or_under_another_rule_since_it_moved_is_told(store: Store) -> None:
    judged(store, file("帳簿/a", "aa", doc_class="ledger"), file("b", "bb", doc_class="ledger"), rules=RULES)
    judged(store, file("雑/a", "aa"), file("c", "bb", doc_class="ledger"), rules=RULES)
    found = list(changes(store, Bounds(1, 2, "2026-11-22", "2026-11-22")))
    assert [(c.what, c.path) for c in found[:3]] == [(What.MOVED, "c"), (What.MOVED, "雑/a"), (What.JUDGED, "雑/a")]
    before, after = found[2].before, found[2].after
    assert before is not None and after is not None
    assert [(s.doc_class, bool(s.rule)) for s in (before, after)] == [("ledger", True), ("none", False)]


def test_other_rules_alone_are_no_change_of_a_file_but_told_where_they_release_it(store: Store) -> None:
    judged(store, file("a", "aa", doc_class="ledger"), rules=RULES)
    judged(store, file("a", "aa", doc_class="ledger"), rules=NONE)
    (change,) = changes(store, bounds(store) or Bounds(0, 0, "", ""))
    assert (change.what, change.path, change.decision) == (What.RELEASED, "a", "")
    assert change.before is not None and change.after is not None
    assert (bool(change.before.due), bool(change.before.rule), change.after.due) == (True, True, "")


def test_a_state_in_which_no_kind_was_kept_yet_says_nothing_of_another_kind(store: Store) -> None:
    judged(store, file("a", "aa", doc_class="ledger"))
    with store.writing() as connection:
        connection.execute(update(FileState).values(doc_class=""))
    judged(store, file("b", "aa", doc_class="ledger"))
    assert told(store) == [("moved", "b")]


def test_a_file_moved_between_roots_scanned_one_after_the_other_is_moved(store: Store) -> None:
    other = "/srv/other"
    both = (ROOT, other)
    judged(store, file("a", "aa"), file("x", "xx", root=other), roots=both)
    judged(store, roots=(ROOT,))
    judged(store, file("x", "xx", root=other), file("b", "aa", root=other), roots=(other,))
    (change,) = changes(store, Bounds(1, 3, "2026-11-22", "2026-11-22"))
    assert (change.what, change.root, change.path, change.was) == (What.MOVED, other, "b", (ROOT, "a"))


def test_a_copy_beside_its_original_is_new_and_counted_as_surplus(store: Store) -> None:
    judged(store, file("a", "aa"))
    judged(store, file("a", "aa"), file("b", "aa"), file("empty1", "", 0), file("empty2", "", 0))
    assert told(store) == [("new", "b"), ("new", "empty1"), ("new", "empty2")]
    between = bounds(store)
    assert between is not None
    assert [point.totals.copies for point in trend(store, between)] == [0, 1]


def test_a_file_falls_due_between_two_scans_without_being_touched(store: Store) -> None:
    ledger = file("2015年度.xlsx", "aa", doc_class="ledger", clues=(FISCAL_2015,))
    judged(store, ledger, rules=RULES, today=date(2021, 3, 31))
    judged(store, ledger, rules=RULES, today=date(2021, 4, 1))
    assert told(store) == [("overdue", "2015年度.xlsx")]
    judged(store, ledger, rules=RULES, today=date(2021, 4, 2))
    assert told(store) == []
    between = bounds(store, "1")
    assert between is not None
    years = [point.totals.overdue_person_years for point in trend(store, between)]
    assert years == [0, round(2 * 2 / 365.25, 3)]


def test_a_member_of_an_archive_is_told_when_it_falls_due_and_not_otherwise(store: Store) -> None:
    inner = file("a.zip > 2015年度.xlsx", "bb", doc_class="ledger", clues=(FISCAL_2015,), member_of="a.zip")
    archive = file("a.zip", "aa", 0, members=(inner,))
    judged(store, archive, rules=RULES, today=date(2021, 3, 31))
    judged(store, archive, rules=RULES, today=date(2022, 1, 1))
    assert told(store) == [("overdue", "a.zip > 2015年度.xlsx")]
    assert told(store, Bounds(0, 1, "", "2021-03-31")) == [("new", "a.zip")]


def test_a_decision_to_keep_takes_a_file_off_the_overdue_and_its_end_brings_it_back(store: Store) -> None:
    ledger = file("2015年度.xlsx", "aa", doc_class="ledger", clues=(FISCAL_2015,))
    judged(store, ledger, rules=RULES)
    row = InventoryView(store).file("2015年度.xlsx")
    assert row is not None
    assert row.retention is not None
    assert (row.retention.overdue_days > 0, row.decision) == (True, "")
    about = {"root": row.root, "path": row.path, "file_id": row.id, "content_hash": row.content_hash}
    signed = {"who": "clerk", "why": "audit", **about}
    keep = record(store, Decision(0, Kind.KEEP_UNTIL, Scope.FILE, until="2027-03-31", **signed))  # type: ignore[arg-type]
    assess(store, RULES, DAY)
    kept = InventoryView(store).file(row.path)
    assert kept is not None
    assert kept.retention is not None
    assert (kept.decision, kept.retention.due, kept.retention.clock) == ("keep_until", "2027-03-31", "keep_until")
    assert kept.retention.overdue_days == -129
    assert kept.risk < row.risk
    hold = record(store, Decision(0, Kind.LEGAL_HOLD, Scope.FILE, **signed))  # type: ignore[arg-type]
    assess(store, RULES, DAY)
    held = InventoryView(store).file(row.path)
    assert held is not None
    assert held.retention is not None
    assert (held.decision, held.retention.due, held.retention.overdue_days) == ("legal_hold", "", 0)
    record(store, Decision(0, Kind.WITHDRAWAL, Scope.FILE, withdraws=hold.id, who="clerk", why="settled"))
    assess(store, RULES, date(2027, 4, 1))
    back = InventoryView(store).file(row.path)
    assert back is not None
    assert back.retention is not None
    assert (back.decision, back.retention.due) == ("", "2021-03-31")
    assert states(store, load(store, date(2027, 4, 1)))[keep.id].state is State.EXPIRED


def test_who_keeps_an_archive_keeps_what_is_in_it(store: Store) -> None:
    inner = file("a.zip > 2015年度.xlsx", "bb", doc_class="ledger", clues=(FISCAL_2015,), member_of="a.zip")
    judged(store, file("a.zip", "aa", 0, members=(inner,)), rules=RULES)
    outer = InventoryView(store).file("a.zip")
    assert outer is not None
    record(store, Decision(0, Kind.LEGAL_HOLD, Scope.FILE, file_id=outer.id, who="clerk", why="claim"))
    assess(store, RULES, DAY)
    member = InventoryView(store).file("a.zip > 2015年度.xlsx")
    assert member is not None
    assert member.decision == "legal_hold"


def test_a_decision_whose_file_is_gone_is_told_as_without_object_and_a_hold_as_broken(store: Store) -> None:
    judged(store, file("a", "aa"), file("b", "bb"))
    row = InventoryView(store).file("a")
    assert row is not None
    about = {"root": ROOT, "path": "a", "file_id": row.id, "content_hash": row.content_hash, "who": "c", "why": "w"}
    record(store, Decision(0, Kind.LEGAL_HOLD, Scope.FILE, **about))  # type: ignore[arg-type]
    record(store, Decision(0, Kind.FALSE_MATCH, Scope.PATH, path="b", who="c", why="w"))
    record(store, Decision(0, Kind.FALSE_MATCH, Scope.PATH, path="z", who="c", why="w"))
    record(store, Decision(0, Kind.FALSE_MATCH, Scope.VALUE, value=1, entity="PERSON", who="c", why="w"))
    record(store, Decision(0, Kind.FALSE_MATCH, Scope.VALUE, value=99, entity="PERSON", who="c", why="w"))
    in_force, none, lost = State.IN_FORCE, State.NO_OBJECT, State.LOST
    assert [b.state for b in states(store, load(store, DAY)).values()] == [in_force, in_force, none, in_force, none]
    judged(store, file("b", "bb"))
    assert [b.state for b in states(store, load(store, DAY)).values()] == [lost, in_force, none, in_force, none]
    judged(store, file("b", "bb"), file("elsewhere", "aa"))
    assert [b.state for b in states(store, load(store, DAY)).values()] == [in_force, in_force, none, in_force, none]


def test_what_is_not_examined_is_told_by_its_first_reason_and_adds_up(store: Store) -> None:
    locked = problem(ProblemKind.ENCRYPTED, Detail.PASSWORD)
    judged(
        store,
        file("a", "aa"),
        file("b", "bb", 0, outcome=Outcome.FAILED, problems=(locked, problem())),
        file("c", "cc", 0, outcome=Outcome.FAILED, problems=(locked,)),
        file("d", "dd", 0, outcome=Outcome.PARTIAL, problems=(problem(),)),
        file("e", "ee", 0, outcome=Outcome.SKIPPED),
    )
    covered = statement(store, 1)
    totals = covered.roots[ROOT]
    groups = [(g.outcome, g.kind, g.files) for g in covered.not_examined]
    assert groups == [("failed", "ENCRYPTED", 2), ("partial", "TRUNCATED", 1), ("skipped", "", 1)]
    assert totals.files == totals.examined + sum(n for _, _, n in groups) == 5
    assert totals.bytes == totals.examined_bytes + sum(g.bytes for g in covered.not_examined)


def test_findings_of_files_long_gone_are_deleted_and_their_counts_stay(store: Store) -> None:
    judged(store, file("a", "aa"), file("b", "bb", 3))
    judged(store, file("b", "bb", 3))
    today = date.today()
    assert expire_gone(store, today, 400) == 0
    later = date.fromordinal(today.toordinal() + 402)
    assert expire_gone(store, later, 400) == 1
    assert expire_gone(store, later, 400) == 0
    with store.reading() as connection:
        rows = connection.execute(select(File.path, File.people_high, File.content_hash).order_by(File.path)).all()
        assert [tuple(row) for row in rows] == [("a", 2, ""), ("b", 3, "bb" * 16)]
        assert connection.execute(select(func.count()).select_from(FoundItem)).scalar() == 1
        assert {len(files) for files in files_of(connection, [0, 1, 2]).values()} == {1}


def test_a_file_that_comes_back_after_that_is_read_and_counted_again(store: Store) -> None:
    judged(store, file("a", "aa"))
    judged(store)
    expire_gone(store, date(2099, 1, 1), 400)
    judged(store, file("a", "aa"))
    assert told(store) == [("new", "a")]
    row = InventoryView(store).file("a")
    assert row is not None
    assert row.entities["PERSON"].distinct == 2
    with store.reading() as connection:
        assert files_of(connection, [1]) == {1: {row.id}}


def test_two_scans_that_overlap_are_both_in_the_trend(store: Store) -> None:
    with store.run([ROOT], "r") as first:
        first.save(file("a", "aa"))
        with store.run(["/srv/other"], "r") as second:
            second.save(file("b", "bb", root="/srv/other"))
            second.finish()
        assess(store, NONE, DAY)
        first.finish()
    assess(store, NONE, DAY)
    between = bounds(store)
    assert between is not None
    assert between.upto == 2
    assert [point.scan for point in trend(store, Bounds(1, 2, "", ""))] == [1, 2]


def test_changes_are_of_one_kind_of_row(store: Store) -> None:
    judged(store, file("a", "aa"))
    between = bounds(store)
    assert between is not None
    (change,) = changes(store, between)
    assert isinstance(change, Change)
    assert change.before is None
    assert change.after is not None
    assert (change.after.people, change.after.size) == (2, 22)
