"""People say of which kind a file is: rules, lists and registers go by that from then on, until it is withdrawn."""

from __future__ import annotations

import pytest

from inventory.decisions.deciding import DecisionError, affected, load, record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess, assess_files
from inventory.questions.queries import InventoryView
from inventory.storage.store import Store
from tests.inventory.judging.test_wrong_rule import NOTES, RULES, STAFF, TODAY, decide, document, filled
from tests.inventory.samples import scan


def said(store: Store, path: str = STAFF) -> tuple[str, str]:
    """Kind and rule of a file."""
    row = InventoryView(store).file(path)
    assert row is not None
    return row.doc_class, row.retention.rule if row.retention else ""


def kinds_in_registers(store: Store) -> set[str]:
    return {a.doc_class for a in InventoryView(store).assets() if a.folder == "総務"}


def test_rules_and_registers_go_by_the_kind_that_was_taught_also_after_the_next_scan() -> None:
    with filled() as store:
        found = said(store)
        made = decide(store, Kind.RIGHT_KIND, STAFF, doc_class="wage_ledger")
        assert said(store) == ("wage_ledger", "jp.wage-ledger")
        assert kinds_in_registers(store) == {"wage_ledger"}
        scan(store, document(STAFF, "staff_list", "PERSON", "ADDRESS"))  # read again
        assess(store, RULES, TODAY)
        assert (said(store)[0], kinds_in_registers(store)) == ("wage_ledger", {"wage_ledger"})
        decide(store, Kind.WITHDRAWAL, STAFF, withdraws=made.id)
        assert (said(store), kinds_in_registers(store)) == (found, {"staff_list"})


def test_what_spoke_for_the_kind_that_was_found_is_no_reason_for_the_one_taught() -> None:
    with filled() as store:
        decide(store, Kind.RIGHT_KIND, STAFF, doc_class="wage_ledger")
        row = InventoryView(store).file(STAFF)
        assert row is not None and row.class_evidence == ()


def test_to_name_the_kind_is_no_decision_what_becomes_of_the_file() -> None:
    with filled() as store:
        decide(store, Kind.RIGHT_KIND, NOTES, doc_class="payroll")
        row = InventoryView(store).file(NOTES)
        assert row is not None and row.decision == ""
        assert [r.path for r in InventoryView(store).still_open([row.id]).rows] == [NOTES]


def test_of_what_was_said_about_its_kind_the_newest_counts() -> None:
    with filled() as store:
        decide(store, Kind.WRONG_RULE, STAFF)
        decide(store, Kind.RIGHT_KIND, STAFF, doc_class="payroll")
        assert said(store)[0] == "payroll"
        decide(store, Kind.RIGHT_KIND, STAFF, doc_class="wage_ledger")
        assert said(store)[0] == "wage_ledger"
        decide(store, Kind.WRONG_RULE, STAFF)
        assert said(store) == ("none", "")


def test_a_folder_is_taught_and_what_comes_into_it_but_a_file_knows_better() -> None:
    with filled() as store:
        decide(store, Kind.RIGHT_KIND, STAFF, doc_class="payroll")
        wide = Decision(0, Kind.RIGHT_KIND, Scope.PATH, path="総務/", doc_class="cv", who="clerk", why="test")
        made = record(store, wide)
        assess_files(store, RULES, TODAY, affected(store, load(store, TODAY), [made]))
        scan(
            store,
            document(STAFF, "staff_list", "PERSON"),
            document("総務/山.docx", "none", "PERSON"),
            document("備品.xlsx", "none"),
        )
        assess(store, RULES, TODAY)
        assert [said(store, path)[0] for path in (STAFF, "総務/山.docx", "備品.xlsx")] == ["payroll", "cv", "none"]


def test_every_copy_is_of_the_kind_taught() -> None:
    with filled(document("個人/コピー.xlsx", "staff_list", "PERSON", "ADDRESS", content=STAFF)) as store:
        decide(store, Kind.RIGHT_KIND, STAFF, doc_class="wage_ledger")
        assert said(store, "個人/コピー.xlsx") == ("wage_ledger", "jp.wage-ledger")


@pytest.mark.parametrize(
    ("kind", "doc_class", "scope", "reason"),
    [
        (Kind.RIGHT_KIND, "", Scope.FILE, "kind"),
        (Kind.RIGHT_KIND, "none", Scope.FILE, "kind"),
        (Kind.RIGHT_KIND, "poem", Scope.FILE, "kind"),
        (Kind.LEGAL_HOLD, "contract", Scope.FILE, "kind"),
        (Kind.RIGHT_KIND, "contract", Scope.RULE, "scope"),
    ],
)
def test_a_kind_is_one_of_those_there_are_and_a_files(kind: Kind, doc_class: str, scope: Scope, reason: str) -> None:
    with Store.in_memory() as store, pytest.raises(DecisionError) as caught:
        record(store, Decision(0, kind, scope, doc_class=doc_class, rule="x", who="clerk", why="test"))
    assert caught.value.reason == reason
