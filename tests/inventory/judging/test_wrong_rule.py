"""Files that no retention rule is about: counted and listed; and what people say to be wrong leaves every list."""

from __future__ import annotations

from datetime import date

import pytest

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.decisions.deciding import DecisionError, affected, load, record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess, assess_files
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from scanner.results import FileResult
from tests.inventory.samples import finding, result, scan, stat

TODAY = date(2026, 11, 22)
RULES = load_rules(("jp",))
LEDGER, STAFF, NOTES = "経理/仕訳帳_2010年度.xlsx", "総務/退職者名簿.xlsx", "保育/児童票.docx"


def document(path: str, doc_class: str, *entities: str, content: str = "") -> FileResult:
    findings = tuple(finding(entity, (i, i + 9)) for i, entity in enumerate(entities))
    old = DateClue(ClueKind.NEWEST_DATE, "data", "2010-05-01", "2010-05-01", "content")
    return result(
        path,
        doc_class=doc_class,
        findings=findings,
        clues=(old,),
        people=PeopleEstimate(2, 2) if findings else PeopleEstimate(0, 0),
        content_hash=content or path,
        characters=100,
    )


def filled(*more: FileResult) -> Store:
    store = Store.in_memory()
    scan(
        store,
        document(LEDGER, "ledger", "PERSON"),
        document(STAFF, "staff_list", "PERSON", "ADDRESS"),
        document(NOTES, "childcare", "PERSON", "HEALTH"),
        document("備品.xlsx", "none"),
        *more,
    )
    assess(store, RULES, TODAY)
    return store


def decide(store: Store, kind: Kind, path: str, **fields: object) -> Decision:
    row = InventoryView(store).file(path)
    assert row is not None
    values = {
        "who": "clerk",
        "why": "test",
        "file_id": row.id,
        "content_hash": row.content_hash,
        "path": path,
        **fields,
    }
    made = record(store, Decision(0, kind, Scope.FILE, root=row.root, **values))  # type: ignore[arg-type]
    decisions = load(store, TODAY)
    assess_files(store, RULES, TODAY, affected(store, decisions, [made]))
    return made


def overdue(store: Store) -> set[str]:
    return {row.path for row in InventoryView(store).due("", "2026-11-21", None)[0]}


def unruled(store: Store) -> tuple[list[str], int]:
    rows, total = InventoryView(store).unruled(None)
    return [row.path for row in rows], total


def test_files_with_personal_data_that_no_rule_is_about_are_counted_and_listed() -> None:
    with filled() as store:
        assert unruled(store) == ([NOTES], 1)
        assert InventoryView(store).unruled(0)[1] == 1
        assert InventoryView(store).unruled(None, ["/elsewhere"]) == ([], 0)


@pytest.mark.parametrize("kind", [Kind.FALSE_MATCH, Kind.WRONG_RULE])
def test_what_was_said_to_be_wrong_leaves_the_lists_until_that_is_withdrawn(kind: Kind) -> None:
    with filled() as store:
        assert overdue(store) == {LEDGER, STAFF}
        made = decide(store, kind, STAFF)
        row = InventoryView(store).file(STAFF)
        assert row is not None
        assert overdue(store) == {LEDGER}
        assert (row.retention, row.decision) == (None, str(kind))
        assert STAFF not in {r.path for r in InventoryView(store).still_open([row.id]).rows}
        # What is personal is still there where only the rule was wrong.
        assert (STAFF in unruled(store)[0]) is (kind is Kind.WRONG_RULE)
        decide(store, Kind.WITHDRAWAL, STAFF, withdraws=made.id)
        assert overdue(store) == {LEDGER, STAFF}


def test_no_other_rule_of_the_same_kind_takes_the_place_of_the_wrong_one() -> None:
    with filled() as store:
        decide(store, Kind.WRONG_RULE, LEDGER)  # 法人税法 and 会社法 both speak of a ledger
        assert LEDGER not in overdue(store)
        assess(store, RULES, TODAY)  # judged anew, it stays so
        assert LEDGER not in overdue(store)


def test_a_kind_said_to_be_wrong_is_no_kind_wherever_it_is_told_until_that_is_withdrawn() -> None:
    def kinds(store: Store) -> tuple[str, set[str]]:
        row = InventoryView(store).file(STAFF)
        assert row is not None
        return row.doc_class, {a.doc_class for a in InventoryView(store).assets() if a.folder == "総務"}

    with filled() as store:
        assert kinds(store) == ("staff_list", {"staff_list"})
        made = decide(store, Kind.WRONG_RULE, STAFF)
        assert kinds(store) == ("none", {"none"})
        scan(store, document(STAFF, "staff_list", "PERSON", "ADDRESS"))  # read again, it stays so
        assess(store, RULES, TODAY)
        assert kinds(store) == ("none", {"none"})
        decide(store, Kind.WITHDRAWAL, STAFF, withdraws=made.id)
        assert kinds(store) == ("staff_list", {"staff_list"})


def test_every_copy_is_meant_and_no_other_file() -> None:
    with filled(document("個人/コピー.xlsx", "staff_list", "PERSON", "ADDRESS", content=STAFF)) as store:
        decide(store, Kind.WRONG_RULE, STAFF)
        assert overdue(store) == {LEDGER}


def test_individual_numbers_stay_due_whatever_the_kind_of_document() -> None:
    numbers = document("総務/番号.xlsx", "staff_list", "JP_MY_NUMBER", "PERSON")
    with filled(numbers) as store:
        decide(store, Kind.WRONG_RULE, "総務/番号.xlsx")
        row = InventoryView(store).file("総務/番号.xlsx")
        assert row is not None and row.retention is not None
        assert row.retention.rule == "jp.my-number"


def test_a_rule_is_wrong_for_files_only() -> None:
    with filled() as store, pytest.raises(DecisionError):
        record(store, Decision(0, Kind.WRONG_RULE, Scope.RULE, rule="jp.books", who="clerk", why="test"))


def test_an_empty_file_and_a_lock_file_are_under_no_rule() -> None:
    empty = result("経理/仕訳帳_2009年度.xlsx", doc_class="ledger", stat=stat(size=0))
    lock = result("経理/~$仕訳帳_2009年度.xlsx", doc_class="ledger")
    with filled(empty, lock) as store:
        assert overdue(store) == {LEDGER, STAFF}


def test_a_lock_file_is_no_asset_and_no_file_without_a_rule() -> None:
    lock = result("受付/~$リコール一覧.xlsx", findings=(finding("PERSON", (0, 9)),), characters=9)
    with filled(lock) as store:
        view = InventoryView(store)
        listed, total = view.unruled(None)
        assert "受付/~$リコール一覧.xlsx" not in [row.path for row in listed] and total == len(listed)
        assert all("受付" not in asset.folder for asset in view.assets())


def test_files_whose_period_has_no_known_beginning_are_counted_and_listed_and_neither_overdue_nor_unruled() -> None:
    serving = document("総務/名簿.xlsx", "staff_list", "PERSON", "ADDRESS")
    with filled(serving) as store:
        rows, total = InventoryView(store).undated(None)
        assert ([row.path for row in rows], total) == (["総務/名簿.xlsx"], 1)
        assert overdue(store) == {LEDGER, STAFF}
        assert "総務/名簿.xlsx" not in unruled(store)[0]
