"""Who is asked about a file is told what else holds the same, wherever it lies and whatever was decided about it."""

from __future__ import annotations

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
