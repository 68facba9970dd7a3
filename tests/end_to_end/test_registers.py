"""From a share to registers and work lists that people fill in, and back, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from inventory.questions.worklist import CONTENT, FILE_ID
from reports.registers.layout import FIRST_ROW, ID_ROW, MARK
from tests.cli.running import Place, assert_one_sentence
from tests.end_to_end.test_decide import Here

LEDGER = "賃金台帳_平成25年.csv"
WAGES = "氏名,基本給,支給合計\n山田 太郎,250000,262000\n鈴木 花子,240000,251000\n佐藤 次郎,230000,243000\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Here:
    """A share with a wage ledger whose period is long over, scanned in a process of its own."""
    place = Here(tmp_path_factory.mktemp("registers"))
    folder = place.folder / "share" / "総務部" / "給与"
    folder.mkdir(parents=True)
    (folder / LEDGER).write_text(WAGES, encoding="utf-8")
    scan(place)
    return place


def scan(place: Here) -> None:
    done = Place(place.folder).tana("-q", "scan", place.folder / "share", "--jobs", "1")
    assert done.returncode == 0, done.stderr


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).removeprefix(MARK): cell.column for cell in sheet[ID_ROW] if cell.value}


def test_a_work_list_is_answered_read_back_and_done(place: Here) -> None:
    made = place.tana("--lang", "ja", "register", "--worklist", "lists")
    assert made.returncode == 0, made.stderr
    path = place.folder / "lists" / "作業リスト_総務部.xlsx"
    assert made.stdout.decode() == f"作業リスト: lists/{path.name}（1件）\n"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["ファイル"]).value == LEDGER
    assert sheet.cell(2, heads[FILE_ID]).value and sheet.cell(2, heads[CONTENT]).value
    for head, value in {"判断": "廃棄", "判断者": "総務 花子", "理由": "保存期間を過ぎた"}.items():
        sheet.cell(2, heads[head]).value = value
    book.save(path)
    done = place.tana("decide", "--from", path)
    assert done.returncode == 0, done.stderr
    again = place.tana("--lang", "ja", "register", "--worklist", "lists")
    assert again.stdout.decode() == f"作業リスト: lists/{path.name}（0件）\n"


def test_what_a_person_entered_follows_a_folder_that_was_renamed(place: Here) -> None:
    templates = ("ipa", "iar", "pmark")
    for template in templates:
        out = place.folder / f"{template}.xlsx"
        assert place.tana("--lang", "ja", "register", "--template", template, "--out", out).returncode == 0
        book = load_workbook(out)
        sheet = book.worksheets[0]
        sheet.cell(FIRST_ROW, columns(sheet)["name"]).value = "昔の給与"
        book.save(out)
    folder = place.folder / "share" / "総務部"
    (folder / "給与").rename(folder / "賃金")
    scan(place)
    for template in templates:
        out = place.folder / f"{template}.xlsx"
        assert place.tana("--lang", "ja", "register", "--template", template, "--out", out).returncode == 0
        sheet = load_workbook(out).worksheets[0]
        names = columns(sheet)
        rows = [r for r in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(r, names["key"]).value]
        found = [(sheet.cell(r, names["name"]).value, sheet.cell(r, names["state"]).value) for r in rows]
        assert found == [("昔の給与", "フォルダーまたは種別の変更")], template


@pytest.mark.parametrize(
    "arguments",
    [[], ["--template", "ipa"], ["--out", "x.xlsx"], ["--worklist", "x", "--out", "x.xlsx"]],
)
def test_a_register_needs_its_file_and_a_list_its_folder(tmp_path: Path, arguments: list[str]) -> None:
    done = Here(tmp_path).tana("register", *arguments)
    assert "--worklist" in assert_one_sentence(done, 2)
