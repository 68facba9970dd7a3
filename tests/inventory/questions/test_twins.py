"""Who is asked about a file is told what else holds the same, wherever it lies and whatever was decided about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from inventory.decisions.deciding import record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.questions.twins import Twin
from inventory.retention.rules import load_rules
from inventory.storage.rows import Relation
from inventory.storage.store import Store
from tests.inventory.lineage.test_lineage import PEOPLE, people_file
from tests.inventory.samples import ROOT, scan


def test_identical_files_are_told_of_one_another_and_lists_of_the_one_they_come_from(store: Store) -> None:
    master = people_file("営業/顧客名簿.xlsx", PEOPLE[:50], days=9, content="aa")
    copy = people_file("個人/林/顧客名簿 - コピー.xlsx", PEOPLE[:50], content="aa")
    near = people_file("個人/林/顧客.csv", PEOPLE[:49], form="csv")
    part = people_file("個人/林/東京.csv", PEOPLE[:20], form="csv")
    scan(store, master, copy, near, part)
    assess(store, load_rules(), date.today())
    view = InventoryView(store)
    rows = {row.path: row for row in view.files()}
    kept = rows["営業/顧客名簿.xlsx"]
    about = {"root": kept.root, "path": kept.path, "file_id": kept.id, "content_hash": kept.content_hash}
    keep = Decision(0, Kind.KEEP_UNTIL, Scope.FILE, until="2099-03-31", who="clerk", why="needed", **about)  # type: ignore[arg-type]
    record(store, keep)
    assess(store, load_rules(), date.today())
    found = view.twins([row.id for row in rows.values()])
    names = {path: found.get(row.id, []) for path, row in rows.items()}
    assert names[copy.ref.path] == [Twin(ROOT, master.ref.path, kept="2099-03-31")]
    assert names[near.ref.path] == [Twin(ROOT, master.ref.path, Relation.NEAR, 49, 49, "2099-03-31")]
    assert [(t.path, t.relation) for t in names[master.ref.path]] == [
        (copy.ref.path, None),
        (near.ref.path, Relation.NEAR),
    ]
    assert names[part.ref.path] == [Twin(ROOT, master.ref.path, Relation.PART, 20, 20, "2099-03-31")]
    assert sum(asset.copies for asset in view.assets()) == 2


def test_surplus_copies_of_lists_of_several_people_are_to_be_decided_about_once_each(store: Store) -> None:
    scan(
        store,
        people_file("営業/顧客名簿.xlsx", PEOPLE[:50], days=9, content="aa"),
        people_file("営業/顧客名簿 - コピー.xlsx", PEOPLE[:50], content="aa"),
        people_file("営業/送付先.xlsx", PEOPLE[:50], content="aa"),
        people_file("個人/林/顧客.csv", PEOPLE[:49], form="csv"),
        people_file("営業/見積.xlsx", PEOPLE[60:62], content="bb"),
        people_file("営業/見積 - コピー.xlsx", PEOPLE[60:62], content="bb"),
    )
    assess(store, load_rules(), date.today())
    view = InventoryView(store)

    def listed() -> dict[str, tuple[str, bool]]:
        found = view.undecided(1000, 10, lambda root, path: "all").get("all")
        if found is None:
            return {}
        assert found.surplus == view.still_open([row.id for row in found.rows]).surplus
        return {row.path: (found.surplus[row.id].path, found.surplus[row.id].own) for row in found.rows}

    copy, near = "営業/顧客名簿 - コピー.xlsx", "個人/林/顧客.csv"
    original = next(path for path, _ in listed().values())
    assert listed() == {copy: (original, False), near: (original, True)}
    assert original in ("営業/顧客名簿.xlsx", "営業/送付先.xlsx")
    row = view.file(copy)
    assert row is not None
    about = {"root": row.root, "path": row.path, "file_id": row.id, "content_hash": row.content_hash}
    decision = Decision(0, Kind.APPROVED_FOR_DISPOSAL, Scope.FILE, who="clerk", why="a copy", **about)  # type: ignore[arg-type]
    record(store, decision)
    assess(store, load_rules(), date.today())
    assert list(listed()) == [near]


def test_what_is_a_copy_of_what_goes_by_the_kind_that_was_taught(store: Store) -> None:
    master = replace(people_file("営業/顧客名簿.xlsx", PEOPLE[:50]), doc_class="customer_list")
    other = replace(people_file("営業/顧客 - コピー.xlsx", PEOPLE[:50]), doc_class="wage_ledger")
    scan(store, master, other)
    assess(store, load_rules(), date.today())
    view = InventoryView(store)
    assert [row.relation for row in view.related()] == [Relation.OVERLAP]
    row = view.file(other.ref.path)
    assert row is not None
    about = {"root": row.root, "path": row.path, "file_id": row.id, "content_hash": row.content_hash}
    taught = Decision(0, Kind.RIGHT_KIND, Scope.FILE, doc_class="customer_list", who="clerk", why="seen", **about)  # type: ignore[arg-type]
    record(store, taught)
    assess(store, load_rules(), date.today())
    assert [row.relation for row in view.related()] == [Relation.NEAR]
