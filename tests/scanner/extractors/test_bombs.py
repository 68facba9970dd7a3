"""Files made to do harm end within time and memory, with the right problem or with their content."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.scanner.extractors import bombs
from tests.scanner.extractors.confined import Died, confined
from tests.scanner.extractors.helpers import bare, kinds, read, tables, text_of, zipped

MAIL = "EMAIL_ADDRESS"

# maker, problem kinds, what is found, characters at most
CASES = [
    (bombs.ten_gigabytes_in_ten, ["BOMB"], [], 0),
    (bombs.ten_gigabytes_that_say_one_kilobyte, ["CORRUPT"], [], 0),
    (bombs.nested_zips, ["NESTED_TOO_DEEP"], [f"{MAIL} line 1"], 1000),
    (bombs.wide_nested_zips, ["NESTED_TOO_DEEP", "TRUNCATED"], [], 0),
    (bombs.overlapping_zip, ["BOMB", "CORRUPT"], [], 0),
    (bombs.far_corner, [], [f"{MAIL} S!XFD1048576"], 100),
    (bombs.two_far_columns, [], [f"{MAIL} S!XFD2:XFD20000"], 600_000),
    (bombs.lying_dimension, [], [f"{MAIL} S!A2"], 100),
    (bombs.small_dimension, [], [f"{MAIL} S!A2:A499"], 20_000),
    (bombs.styled_empty_rows, [], [f"{MAIL} S!A2"], 100),
    (bombs.laughing_xml, ["CORRUPT"], [f"{MAIL} line 1"], 1000),
    (bombs.laughing_docx, ["CORRUPT"], [], 1000),
    (bombs.laughing_odt, ["CORRUPT"], [], 1000),
    (bombs.laughing_sheet, ["CORRUPT"], [], 1000),
    (bombs.ods_that_repeats, ["CORRUPT"], [f"{MAIL} S!A2:A3"], 1000),
    (bombs.ods_with_empty_rows, [], [f"{MAIL} S!A2"], 100),
    (bombs.pdf_page_loop, [], [f"{MAIL} page 1"], 100),
    (bombs.deep_json, [], [], 2_000_000),
]


@pytest.mark.parametrize(("maker", "problems", "found", "characters"), CASES, ids=[c[0].__name__ for c in CASES])
def test_a_bomb_ends_within_limits(
    maker: bombs.Maker, problems: list[str], found: list[str], characters: int, tmp_path: Path
) -> None:
    path = tmp_path / "sample"
    path.write_bytes(maker())
    seen = confined(path, megabytes=700, seconds=30)
    assert (seen.kinds, seen.found) == (problems, found)
    assert seen.characters <= characters
    assert seen.seconds < 20
    assert seen.peak_mb < 700


def test_a_zip_that_holds_itself_ends_at_the_depth_limit(tmp_path: Path) -> None:
    """A real quine is endless; three hundred levels are the same to a reader that stops after eight."""
    (tmp_path / "sample").write_bytes(bombs.nested_zips(300))
    seen = confined(tmp_path / "sample", megabytes=500, seconds=30)
    assert (seen.kinds, seen.files < 20) == (["NESTED_TOO_DEEP"], True)


def test_a_pdf_page_that_unpacks_without_end_costs_its_process_and_no_more(tmp_path: Path) -> None:
    """PDFium ends the process when memory is refused; the executor makes CRASHED of that (test_executors.py)."""
    (tmp_path / "sample").write_bytes(bombs.pdf_bomb())
    with pytest.raises(Died, match="SIGABRT"):
        confined(tmp_path / "sample", megabytes=300, seconds=30)


def test_compressed_zeros_in_compressed_zeros_stop_at_the_ratio(tmp_path: Path) -> None:
    packed, _ = bombs.zeros(1 << 30)
    inner = bombs.zip_of_packed("zeros", packed, 1 << 30, 0)
    (tmp_path / "sample").write_bytes(gzip.compress(inner))
    assert confined(tmp_path / "sample", megabytes=300, seconds=30).kinds == ["BOMB"]


def test_a_sheet_read_row_by_row_says_the_same_as_one_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    import openpyxl

    from tests.scanner.extractors.test_spreadsheets import workbook

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "社員"
        sheet.append(["氏名", "入社日", "番号", "率", "在籍", "生年月日", "空"])
        sheet.append(["山田 花子", dt.date(2019, 4, 1), 123456789012, 0.5, True, 31138, ""])
        sheet.append(["佐藤 一郎", dt.datetime(2019, 4, 1, 9, 30), -7, 1e20, False, 31138, "  x "])
        sheet["F2"].number_format = sheet["F3"].number_format = "[$-411]ge.m.d"
        hidden = book.create_sheet("隠し")
        hidden["C5"], hidden.sheet_state = "hidden", "hidden"

    data = workbook(fill)
    whole = tables(read(data))
    monkeypatch.setattr("scanner.extractors.spreadsheet.GRID", 0)
    streamed = tables(read(data))
    assert [(t.name, t.first_row, t.first_column, t.hidden) for t in streamed] == [
        ("社員", 1, 0, False),
        ("隠し", 5, 2, True),
    ]
    assert [t.rows for t in streamed] == [[r[:7] for r in t.rows] for t in whole]


def test_an_xls_that_lies_about_its_size_is_read_all_the_same(tmp_path: Path) -> None:
    from tests.fuzz.seeds import xls

    data = bytearray(xls())
    at = data.index(b"\x00\x02\x0e\x00")
    data[at + 4 : at + 18] = b"\x00\x00\x00\x00\x28\x00\x00\x10\x00\x00\xff\xff\x00\x00"
    (tmp_path / "sample").write_bytes(data)
    seen = confined(tmp_path / "sample", megabytes=500)
    assert (seen.outcome, seen.kinds, seen.characters > 100) == ("scanned", [], True)


def test_a_cell_that_looks_like_dimensions_is_left_alone() -> None:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("S")
    for number in range(600):
        page.write(number, 10, 40_000_000 + number)
        page.write(number, 14, 1e300)
    out = io.BytesIO()
    book.save(out)
    [table] = tables(read(out.getvalue()))
    assert [row[0] for row in table.rows] == [str(40_000_000 + n) for n in range(600)]


def test_an_ods_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = bombs.ods(bombs.ods_row("mail") + bombs.ods_row(bombs.MAIL) + bombs.ods_row("last"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    content = parts["content.xml"]
    items = read(zipped({**parts, "content.xml": content[: content.index(b"last")]}))
    assert ("CORRUPT" in kinds(items), bombs.MAIL in text_of(items)) == (True, True)


def test_rows_before_the_damage_of_a_sheet_are_kept() -> None:
    whole = bombs.sheet(bombs.row(n, bombs.cell(f"A{n}", f"number {n}")) for n in range(1, 3000))
    damaged = bytearray(whole)
    start = whole.index(b"xl/worksheets/sheet1.xml")
    middle = (start + whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"xl/worksheets/sheet1.xml"))) // 2
    damaged[middle : middle + 40] = bytes(40)
    items = read(bytes(damaged))
    assert "CORRUPT" in kinds(items)
    assert "number1" in bare(text_of(items))
