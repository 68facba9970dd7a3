"""What should never have gone is the first thing that a sweep says, and none of it is left out."""

from __future__ import annotations

import json
from datetime import date

import pytest

from detectors.model import PeopleEstimate
from inventory.decisions.deciding import record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.retention.rules import load_rules
from inventory.storage.store import Store
from tests.cli.running import Place
from tests.inventory.samples import ROOT, result, scan

GONE = 15


@pytest.fixture
def place(place: Place) -> Place:
    """With an inventory of two scans: gone are a file under legal hold, one that was approved, and fifteen others."""
    names = ["held.csv", "copy of held.csv", "approved.csv", "stays.csv", *(f"lost{n:02}.csv" for n in range(GONE))]
    contents = {name: f"{n:032x}" for n, name in enumerate(names)} | {"copy of held.csv": f"{0:032x}"}
    files = {
        name: result(f"sales/{name}", content_hash=contents[name], people=PeopleEstimate(40, 80)) for name in names
    }
    with Store.open(f"sqlite:///{place.database}") as store:
        scan(store, *files.values())
        assess(store, load_rules(), date.today())
        for name, kind in (("held.csv", Kind.LEGAL_HOLD), ("approved.csv", Kind.APPROVED_FOR_DISPOSAL)):
            row = InventoryView(store).file(f"sales/{name}")
            assert row is not None
            about = {"root": ROOT, "path": row.path, "file_id": row.id, "content_hash": row.content_hash}
            record(store, Decision(0, kind, Scope.FILE, who="A. Clerk", why="claim", **about))  # type: ignore[arg-type]
        scan(store, files["copy of held.csv"], files["stays.csv"])
        assess(store, load_rules(), date.today())
    return place


def said(place: Place, *arguments: str) -> list[str]:
    done = place.tana(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().splitlines()


def test_a_file_under_legal_hold_that_is_gone_is_told_before_everything(place: Place) -> None:
    _, blank, shout, which, decision, left, *_ = said(place, "sweep")
    assert (blank, "UNDER LEGAL HOLD: 1 file" in shout) == ("", True)
    assert which.strip() == f"{ROOT}/sales/held.csv  (40 to 80 people)"
    assert decision.strip() == "decision 1 by A. Clerk: claim"
    assert left.strip() == f"The same content still lies at {ROOT}/sales/copy of held.csv"
    assert "法的保全中のファイルがなくなっています: 1件" in said(place, "sweep", "--lang", "ja")[2]


def test_losses_that_nobody_decided_are_all_named_and_come_before_those_approved(place: Place) -> None:
    lines = [line.strip() for line in said(place, "sweep")]
    first = lines.index(f"Gone: {GONE + 2}")
    assert lines[first + 1 : first + 3] == [
        "to be kept: 1 file (named above)", f"nobody had decided about them: {GONE} files"
    ]  # fmt: skip
    named = lines[first + 3 : first + 3 + GONE]
    assert [line.split("/")[-1].split()[0] for line in named] == [f"lost{n:02}.csv" for n in range(GONE)]
    assert lines[first + 3 + GONE].startswith("approved for disposal: 1 file")
    assert f"removed by others  {ROOT}/sales/approved.csv  (decision 2 by A. Clerk: claim)" in lines


def test_the_data_say_of_each_file_that_went_what_had_been_decided(place: Place) -> None:
    rows = [json.loads(line) for line in said(place, "sweep", "--jsonl")]
    loss = {row["path"].removeprefix("sales/"): row["loss"] for row in rows if row.get("what") == "gone"}
    assert (loss["held.csv"], loss["approved.csv"], loss["lost00.csv"]) == ("held", "approved", "undecided")
