"""What is in an archive is decided about with the whole of it, and what lets it go is told what is still to be kept."""

from __future__ import annotations

import zipfile
from datetime import date

import openpyxl
import pytest

from inventory.questions.queries import InventoryView
from inventory.storage.store import Store
from tests.cli.running import Place

NAMES = [f"山田 {a}{b}" for a in "太一二三" for b in "郎吉助"]


def wages(year: int) -> str:
    rows = "\n".join(f"{1000 + n},{name},{year}/01/25,{200000 + n}" for n, name in enumerate(NAMES))
    return f"賃金台帳 {year}年1月分\n社員番号,氏名,支給日,基本給\n{rows}\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A share with an archive in which one file is overdue and one is not."""
    place = Place(tmp_path_factory.mktemp("archives"))
    share = place.folder / "share" / "総務課"
    share.mkdir(parents=True)
    with zipfile.ZipFile(share / "旧.zip", "w") as archive:
        for year in (2012, date.today().year - 1):
            archive.writestr(f"賃金台帳_{year}年1月.csv", wages(year))
    assert place.tana("-q", "scan", place.folder / "share", "--jobs", "1").returncode == 0
    return place


def test_the_archive_stands_for_its_members_with_all_of_their_people_and_the_first_day(place: Place) -> None:
    with Store.open(f"sqlite:///{place.database}") as store:
        view = InventoryView(store)
        inner = {row.path: row for row in view.below(f"{place.folder}/share") if row.member_of}
        found = view.undecided(101, 10, lambda root, path: "")[""]
        (row,) = found.rows
        assert (found.total, row.path, view.still_open([row.id, *(r.id for r in inner.values())]).rows) == (
            1,
            "総務課/旧.zip",
            [row],
        )
    dues = sorted(r.retention.due for r in inner.values() if r.retention)
    assert (len(dues), row.retention and row.retention.due) == (2, dues[0])
    assert row.risk == max(r.risk for r in inner.values()) > 0
    assert row.people.high == sum(r.people.high for r in inner.values()) and row.people.low == len(NAMES)
    held = found.inside[row.id]
    assert (held.files, held.within, held.last and held.last.retention and held.last.retention.due) == (2, 1, dues[1])


def test_an_approval_of_an_archive_tells_what_is_still_within_its_period_and_so_does_the_plan(
    place: Place,
) -> None:
    assert place.tana("register", "--worklist", "lists").returncode == 0
    (made,) = (place.folder / "lists").iterdir()
    book = openpyxl.load_workbook(made)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    sheet.cell(2, heads["判断"]).value = "廃棄"
    sheet.cell(2, heads["判断者"]).value = "担当 花子"
    sheet.cell(2, heads["理由"]).value = "不要"
    book.save(made)
    done = place.tana("decide", "--from", "lists", LANG="ja_JP.UTF-8")
    year = date.today().year - 1
    assert done.returncode == 0 and f"まだ保存期間内のもの: 賃金台帳_{year}年1月.csv" in done.stderr.decode()
    plan = place.tana("dispose", "plan", "--quarantine", place.folder / "quarantine", LANG="ja_JP.UTF-8")
    assert f"まだ保存期間内のもの: 賃金台帳_{year}年1月.csv" in plan.stdout.decode()
