"""What holds for a file follows from the decisions, the day and the moves, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.decisions.deciding import _longest_word
from inventory.decisions.model import (
    Decision,
    Decisions,
    FileFacts,
    FindingFacts,
    Kind,
    Moved,
    Scope,
    Standing,
    State,
    check_glob,
    makes_false,
)

TODAY = "2026-11-22"
ROOT = "/srv/share"
FILE = FileFacts(1, ROOT, "総務/名簿.xlsx", "aa" * 16, 100, "jp.ledger")


def decision(number: int, kind: Kind = Kind.LEGAL_HOLD, scope: Scope = Scope.FILE, **fields: object) -> Decision:
    values: dict[str, object] = {"file_id": 1, "content_hash": FILE.content_hash} if scope is Scope.FILE else {}
    values |= {"until": "2027-03-31"} if kind is Kind.KEEP_UNTIL else {}
    return Decision(number, kind, scope, **{**values, **fields})  # type: ignore[arg-type]


def holds(*entries: Decision, facts: FileFacts = FILE, moves: tuple[Moved, ...] = ()) -> Standing:
    return Decisions(entries, TODAY, moves).of_file(facts)


HOLD = decision(1)
KEEP = decision(2, Kind.KEEP_UNTIL)
APPROVAL = decision(3, Kind.APPROVED_FOR_DISPOSAL)


@given(st.permutations([HOLD, KEEP, APPROVAL]))
def test_a_legal_hold_goes_before_everything_whatever_the_order(entries: list[Decision]) -> None:
    numbered = [replace(entry, id=number) for number, entry in enumerate(entries, 1)]
    found = holds(*numbered).decision
    assert found is not None
    assert found.kind is Kind.LEGAL_HOLD


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ([KEEP, replace(APPROVAL, id=9)], Kind.APPROVED_FOR_DISPOSAL),
        ([APPROVAL, replace(KEEP, id=9)], Kind.KEEP_UNTIL),
        ([decision(1, Kind.KEEP_UNTIL, Scope.PATH, path="総務/"), APPROVAL], Kind.KEEP_UNTIL),
        ([APPROVAL, decision(9, Kind.KEEP_UNTIL, Scope.RULE, rule="jp.ledger")], Kind.KEEP_UNTIL),
        ([decision(1, Kind.KEEP_UNTIL, Scope.RULE, rule="uk.other")], None),
        ([decision(1, scope=Scope.PATH, path="*.xlsx", root="/elsewhere")], None),
        ([decision(1, scope=Scope.PATH, path="/名簿.xlsx")], None),
        ([decision(1, Kind.FALSE_MATCH)], Kind.FALSE_MATCH),
        ([decision(1, Kind.FALSE_MATCH), KEEP], Kind.KEEP_UNTIL),
        ([decision(1, Kind.FALSE_MATCH, Scope.FINDING, file_id=1)], None),
        ([decision(1, Kind.FALSE_MATCH, Scope.RULE, rule="jp.ledger")], None),
        ([decision(1, Kind.WRONG_RULE)], Kind.WRONG_RULE),
        ([decision(1, Kind.WRONG_RULE, Scope.PATH, path="営業/")], None),
    ],
)
def test_of_keeping_and_disposal_the_newer_about_the_same_object_counts(
    entries: list[Decision], kind: Kind | None
) -> None:
    found = holds(*entries).decision
    assert (found.kind if found else None) is kind


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (KEEP, State.IN_FORCE),
        (replace(KEEP, until="2026-11-22"), State.IN_FORCE),
        (replace(KEEP, until="2026-11-21"), State.EXPIRED),
        (replace(HOLD, expires="2026-11-22"), State.IN_FORCE),
        (replace(HOLD, expires="2026-11-21"), State.EXPIRED),
    ],
)
def test_a_decision_holds_up_to_and_including_its_day(entry: Decision, state: State) -> None:
    decisions = Decisions([entry], TODAY)
    assert decisions.state(entry) is state
    assert (decisions.of_file(FILE).decision is not None) == (state is State.IN_FORCE)


def test_what_is_withdrawn_or_replaced_holds_no_longer_but_is_still_told() -> None:
    newer = replace(KEEP, id=5, until="2026-12-31")
    end = Decision(6, Kind.WITHDRAWAL, Scope.FILE, withdraws=1)
    decisions = Decisions([HOLD, KEEP, newer, end], TODAY)
    assert [decisions.state(d) for d in decisions.entries] == [
        State.WITHDRAWN,
        State.SUPERSEDED,
        State.IN_FORCE,
        State.IN_FORCE,
    ]
    assert decisions.of_file(FILE).decision == newer


def test_an_expired_decision_does_not_bring_back_the_one_it_replaced() -> None:
    decisions = Decisions([APPROVAL, replace(KEEP, id=4, until="2026-01-01")], TODAY)
    assert decisions.of_file(FILE) == Standing()


def test_withdrawing_the_newer_one_brings_back_the_older() -> None:
    end = Decision(6, Kind.WITHDRAWAL, Scope.FILE, withdraws=5)
    assert holds(KEEP, replace(APPROVAL, id=5), end).decision == KEEP


def test_holds_and_keeping_reach_every_copy_and_an_approval_only_its_file() -> None:
    copy = replace(FILE, id=2, path="コピー/名簿.xlsx")
    assert holds(HOLD, facts=copy).hold == HOLD
    assert holds(KEEP, facts=copy).protection == KEEP
    assert holds(APPROVAL, facts=copy) == Standing()
    assert holds(HOLD, facts=replace(copy, size=0)) == Standing()
    assert holds(replace(HOLD, content_hash=""), facts=replace(copy, content_hash="")) == Standing()


def test_a_copy_of_what_is_kept_is_still_to_be_decided_about() -> None:
    assert holds(KEEP, facts=replace(FILE, id=2)).decision is None


@given(st.permutations([KEEP, replace(APPROVAL, file_id=2)]))
def test_of_a_kept_file_the_copy_that_was_approved_by_name_may_go_in_whatever_order(entries: list[Decision]) -> None:
    decisions = [replace(entry, id=number) for number, entry in enumerate(entries, 1)]
    copy = holds(*decisions, facts=replace(FILE, id=2))
    assert (copy.decision, copy.protection) == (copy.approval, None)
    assert holds(*decisions).decision == holds(*decisions).keep
    assert holds(*decisions, HOLD, facts=replace(FILE, id=2)).protection == HOLD


def test_an_archive_approved_by_name_may_go_with_a_copy_of_what_is_kept_elsewhere() -> None:
    inside, archive = replace(FILE, id=2, path="old.zip > 名簿.xlsx"), replace(FILE, id=3, content_hash="dd" * 16)
    approval = replace(APPROVAL, file_id=3, content_hash="dd" * 16)
    assert Decisions([KEEP, approval], TODAY).of_file(inside, archive).protection is None
    itself = replace(KEEP, id=7, file_id=2)
    assert Decisions([itself, approval], TODAY).of_file(inside, archive).protection == itself


def test_an_approval_ends_when_the_content_changes_and_a_hold_does_not() -> None:
    edited = replace(FILE, content_hash="bb" * 16)
    assert holds(APPROVAL, facts=edited) == Standing(changed=APPROVAL)
    assert holds(HOLD, facts=edited).hold == HOLD


def test_decisions_follow_a_file_through_moves_and_back() -> None:
    moves = (Moved(2, 1, 7), Moved(3, 7, 8))
    edited = FileFacts(8, ROOT, "b.xlsx", "cc" * 16, 5)
    made = replace(HOLD, newest_scan=1)
    assert holds(made, facts=edited, moves=moves).hold == made
    assert holds(made, facts=replace(edited, id=1), moves=moves) == Standing()
    back = (*moves, Moved(4, 8, 1))
    assert holds(made, facts=replace(edited, id=1), moves=back).hold == made


def test_a_decision_made_after_a_move_is_about_what_came_to_the_place() -> None:
    made = replace(APPROVAL, newest_scan=2)
    assert holds(made, moves=(Moved(2, 1, 7),)).approval == made


def test_a_newer_decision_at_the_new_place_replaces_the_one_at_the_old() -> None:
    before = replace(KEEP, newest_scan=1)
    after = replace(APPROVAL, id=9, file_id=7, newest_scan=2)
    decisions = Decisions([before, after], TODAY, (Moved(2, 1, 7),))
    assert decisions.state(before) is State.SUPERSEDED
    assert decisions.of_file(replace(FILE, id=7)).decision == after


@pytest.mark.parametrize(
    ("glob", "path", "meets"),
    [
        ("*.xlsx", "総務/名簿.xlsx", True),
        ("/総務/", "総務/古い/名簿.xlsx", True),
        ("総務/**", "営業/名簿.xlsx", False),
        ("old.zip", "x/old.zip > a/b.csv", True),
        ("*.csv", "x/old.zip > a/b.csv", True),
        ("*.csv", "x/old.zip > a/b.txt", False),
        ("", "anything", True),
    ],
)
def test_globs_are_those_of_gitignore_and_reach_into_archives(glob: str, path: str, meets: bool) -> None:
    entry = decision(1, scope=Scope.PATH, path=glob)
    assert Decisions([entry], TODAY).matches_path(entry, replace(FILE, path=path)) is meets


@settings(max_examples=500)
@given(
    glob=st.text(st.sampled_from("ab名 .*?/\\\\[]!-#_%"), min_size=1, max_size=8),
    parts=st.lists(st.text(st.sampled_from("ab名 .[]!-#_%\\*?"), min_size=1, max_size=4), min_size=1, max_size=4),
    member=st.booleans(),
)
def test_every_path_that_a_glob_matches_holds_the_globs_longest_word(glob: str, parts: list[str], member: bool) -> None:
    path = "/".join(parts)
    if member:
        path = path.replace("/", " > ", 1)
    try:
        check_glob(glob)
    except ValueError:
        return
    entry = decision(1, scope=Scope.PATH, path=glob)
    if Decisions([entry], TODAY).matches_path(entry, replace(FILE, path=path)):
        assert _longest_word(glob) in path


@pytest.mark.parametrize("glob", ["", "# comment", "!", "[]-[]", "a[z-[]"])
def test_a_glob_that_matches_nothing_or_makes_no_sense_is_refused(glob: str) -> None:
    with pytest.raises(ValueError):
        check_glob(glob)


FINDING = FindingFacts("PHONE_NUMBER", b"i" * 16, "jp.phone")


@pytest.mark.parametrize(
    ("entry", "is_false"),
    [
        (decision(1, Kind.FALSE_MATCH), True),
        (decision(1, Kind.FALSE_MATCH, content_hash="zz", file_id=4), False),
        (decision(1, Kind.FALSE_MATCH, file_id=4), True),
        (decision(1, Kind.FALSE_MATCH, Scope.PATH, path="総務/"), True),
        (decision(1, Kind.FALSE_MATCH, Scope.PATTERN, entity="PHONE_NUMBER", path="*.xlsx"), True),
        (decision(1, Kind.FALSE_MATCH, Scope.PATTERN, entity="PERSON", path="*.xlsx"), False),
        (decision(1, Kind.FALSE_MATCH, Scope.PATTERN, entity="PHONE_NUMBER", path="*.csv"), False),
        (decision(1, Kind.FALSE_MATCH, Scope.RULE, rule="jp.phone"), True),
        (decision(1, Kind.FALSE_MATCH, Scope.RULE, rule="jp.name"), False),
        (decision(1, Kind.FALSE_MATCH, Scope.FINDING, file_id=1, identity=b"i" * 16), True),
        (decision(1, Kind.FALSE_MATCH, Scope.FINDING, file_id=1, identity=b"j" * 16), False),
        (decision(1, Kind.FALSE_MATCH, Scope.FINDING, file_id=2, identity=b"i" * 16), False),
        (decision(1, Kind.FALSE_MATCH, expires="2026-11-21"), False),
        (decision(1, Kind.LEGAL_HOLD), False),
    ],
)
def test_a_finding_is_false_by_file_place_pattern_rule_or_identity(entry: Decision, is_false: bool) -> None:
    decisions = Decisions([entry], TODAY)
    assert (makes_false(decisions.false_for(FILE), FINDING) is not None) is is_false


def test_false_values_are_those_in_force_and_the_oldest_decision_is_named() -> None:
    entries = [
        decision(1, Kind.FALSE_MATCH, Scope.VALUE, value=5, expires="2020-01-01"),
        decision(2, Kind.FALSE_MATCH, Scope.VALUE, value=5),
        decision(3, Kind.FALSE_MATCH, Scope.VALUE, value=5),
    ]
    decisions = Decisions(entries, TODAY)
    assert decisions.false_values == {5: entries[1]}


def test_a_retention_rule_can_be_switched_off_for_some_files() -> None:
    entry = decision(1, Kind.FALSE_MATCH, Scope.RULE, rule="jp.ledger", path="総務/")
    decisions = Decisions([entry], TODAY)
    assert decisions.rules_off(FILE) == {"jp.ledger"}
    assert decisions.rules_off(replace(FILE, path="営業/a.xlsx")) == frozenset()
