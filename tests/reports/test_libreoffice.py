"""Registers opened, filled in and saved by a real office program: nothing that a person entered is lost."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from reports import registers
from reports.registers.layout import FIRST_ROW, HEADING_ROW, LEGEND_ROW
from tests.reports.memory import HOSTILE, asset, assets
from tests.reports.test_registers import LATER, Register, column_of, row_of

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")

Convert = Callable[[Path, Path], Path]
FILLED = {"ipa": "availability", "iar": "owner", "ropa": "recipients", "pmark": "responsible"}
"""A column of each register that a person has to fill in."""


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Convert]:
    """Opens a workbook and saves it again in another folder."""
    home = tmp_path_factory.mktemp("libreoffice")

    def run(path: Path, into: Path) -> Path:
        into.mkdir(exist_ok=True)
        profile = f"-env:UserInstallation=file://{home}"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(into), str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        warnings = [line for line in done.stderr.splitlines() if "java" not in line.lower()]
        assert warnings == []
        return into / f"{path.stem}.xlsx"

    yield run


def test_libreoffice_computes_the_importance(convert: Convert, tmp_path: Path) -> None:
    ipa = Register(tmp_path / "台帳.xlsx").write(assets())
    ipa.edit(confidentiality__k4=1, integrity__k4=1, availability__k4=1)
    ipa.write(assets())
    sheet = load_workbook(convert(ipa.path, tmp_path / "out"), data_only=True).worksheets[0]
    assert [sheet.cell(r, 13).value for r in range(FIRST_ROW, FIRST_ROW + 5)] == [3, 3, 3, 1, 3]


def test_a_register_saved_by_libreoffice_loses_nothing_and_counts_as_untouched(
    convert: Convert, tmp_path: Path
) -> None:
    ipa = Register(tmp_path / "台帳.xlsx").write(assets())
    ipa.edit(name__k1="得意先名簿", retention__k4=date(2030, 3, 31))
    ipa.write(assets())
    before = ipa.rows()
    shutil.copy(convert(ipa.path, tmp_path / "out"), ipa.path)
    rows = ipa.write(assets(), LATER).rows()
    assert rows == before
    sheet = ipa.table()
    yellow = sheet.cell(LEGEND_ROW, 3).fill.start_color.rgb
    human = [c.coordinate for r in sheet.iter_rows(min_row=FIRST_ROW) for c in r if c.fill.start_color.rgb == yellow]
    assert human == ["B7", "N10"]


@pytest.mark.parametrize("template", registers.TEMPLATES)
def test_what_a_person_fills_in_survives_libreoffice_sorting_and_a_changed_share(
    convert: Convert, tmp_path: Path, template: str
) -> None:
    register = Register(tmp_path / "register.xlsx", template).write(assets())
    long = "対応：" + "委託先と再委託先の一覧は別紙のとおり。" * 80
    keys = list(register.rows())
    column = FILLED[template]
    register.edit(**{f"{column}__{keys[0]}": "=1+1 は式ではない", f"{column}__{keys[1]}": long})
    book = load_workbook(register.path)
    sheet = book.worksheets[0]
    sheet.cell(row_of(sheet, keys[1]), column_of(sheet, "name")).comment = Comment("課長に確認済み", "")
    sheet.cell(HEADING_ROW, sheet.max_column + 1).value = "担当のメモ"
    sheet.cell(row_of(sheet, keys[1]), sheet.max_column).value = "来月まで"
    sheet.cell(sheet.max_row + 1, column_of(sheet, "name")).value = "紙の名簿（金庫）"
    book.create_sheet("相談記録")["A1"] = "2026-11-22 電話で確認"
    sheet.move_range(f"A{FIRST_ROW}:{sheet.cell(FIRST_ROW, sheet.max_column).coordinate}", rows=40)  # sorted to the end
    book.save(register.path)
    shutil.copy(convert(register.path, tmp_path / "out"), register.path)
    register.write([a for a in assets() if a.key != "k4"] + [asset("k9", folder="工場/名簿", doc_class="staff_list")])
    rows = register.rows()
    assert rows[keys[0]][column] == "=1+1 は式ではない"
    assert rows[keys[1]][column] == long
    assert rows[keys[1]]["own:担当のメモ"] == "来月まで"
    assert any(row["name"] == "紙の名簿（金庫）" for row in rows.values())
    done = load_workbook(register.path)
    sheet = done.worksheets[0]
    comment = sheet.cell(row_of(sheet, keys[1]), column_of(sheet, "name")).comment
    assert comment is not None and "課長に確認済み" in comment.text
    assert done["相談記録"]["A1"].value == "2026-11-22 電話で確認"


@pytest.mark.parametrize("template", registers.TEMPLATES)
def test_libreoffice_runs_nothing_that_a_file_name_says(convert: Convert, tmp_path: Path, template: str) -> None:
    rows = [asset(n, folder=f"{n}/{n}", example=n, doc_class="none") for n in HOSTILE]
    register = Register(tmp_path / "register.xlsx", template).write(rows)
    with zipfile.ZipFile(convert(register.path, tmp_path / "out")) as packed:
        table = packed.read("xl/worksheets/sheet1.xml").decode()
    ours = len(rows) if template == "ipa" else 0  # the importance
    assert table.count("<f ") + table.count("<f>") == ours
