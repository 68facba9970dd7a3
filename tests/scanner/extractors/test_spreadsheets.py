"""Workbooks: values as a reader would see them, and everything that is not in a cell."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment

from scanner.document import ProblemKind, StepKind
from scanner.extractors.number_formats import is_era_format
from scanner.extractors.xlsx_sheet import header_text
from tests.scanner.extractors.helpers import NO_OCR, kinds, limited, places, read, said_of, tables, text_of, zipped


def workbook(fill: object) -> bytes:
    book = openpyxl.Workbook()
    fill(book)  # type: ignore[operator]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_are_texts_with_iso_dates_and_whole_numbers() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "社員"
        book.active.append(["氏名", "入社日", "番号", "率", "在籍", "時刻"])
        book.active.append(["山田 花子", dt.date(2019, 4, 1), 123456789012, 0.5, True, dt.datetime(2019, 4, 1, 9, 30)])

    [table] = tables(read(workbook(fill), "名簿"))
    assert table.rows[1] == ("山田 花子", "2019-04-01", "123456789012", "0.5", "TRUE", "2019-04-01T09:30:00")
    assert str(table.cells(1, 2)) == "社員!C2"


def test_a_table_that_begins_in_the_middle_keeps_its_place() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["C5"], book.active["D7"] = "x", 12

    [table] = tables(read(workbook(fill)))
    assert (table.first_row, table.first_column, table.rows) == (5, 2, [("x", ""), ("", ""), ("", "12")])
    assert str(table.cells(2, 1)) == "Sheet!D7"


def test_hidden_sheets_are_read_and_marked() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = "shown"
        for state in ("hidden", "veryHidden"):
            sheet = book.create_sheet(state)
            sheet["A1"], sheet.sheet_state = state, state

    assert [t.hidden for t in tables(read(workbook(fill)))] == [False, True, True]


def test_comments_headers_and_properties_are_read() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "S"
        sheet["B2"] = 1
        sheet["B2"].comment = Comment("calls himself Kenji", "Aiko")
        sheet.oddHeader.left.text = "社外秘 & internal"
        sheet.oddFooter.center.text = "Page &P of the staff list"
        book.properties.creator, book.properties.title = "Aiko Mihon", "名簿"

    items = read(workbook(fill))
    at = places(items)
    assert at["sheet S > comment B2"] == "Aiko: calls himself Kenji"
    assert at["sheet S > header"] == "社外秘 & internal"
    assert "staff list" in at["sheet S > footer"]
    assert said_of(items)["author"] == "Aiko Mihon"
    assert said_of(items)["title"] == "名簿"


def test_a_text_box_is_read() -> None:
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p><a:r><a:t>box '
        "</a:t></a:r><a:r><a:t>text</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" '
        'Target="../drawings/drawing1.xml"/></Relationships>'
    )
    parts = {"xl/drawings/drawing1.xml": drawing, "xl/worksheets/_rels/sheet1.xml.rels": relation}
    data = with_parts(workbook(lambda book: book.active.append(["a"])), parts)
    assert places(read(data))["sheet Sheet > textbox"] == "box text"


def with_parts(package: bytes, parts: dict[str, bytes | str]) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        whole: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist() if n not in parts}
    return zipped({**whole, **parts})


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("ggge", True),
        ("gee", True),
        ("[$-411]e", True),
        ("[$-411]ge.m.d", True),
        ('[$-411]ggge"年"m"月"d"日"', True),
        ('[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', True),
        ("0.00E+00", False),
        ("##0.0E+0", False),
        ("General", False),
        ('#,##0"円"', False),
        ("[$¥-411]#,##0", False),
        ('"ggge"0', False),
        ("@", False),
    ],
)
def test_japanese_date_formats_are_told_from_numbers(code: str, date: bool) -> None:
    assert is_era_format(code) is date


@pytest.mark.parametrize("code", ["ggge", "gee", "[$-411]e", '[$-411]ggge"年"m"月"d"日"'])
def test_serials_in_japanese_date_formats_become_iso_dates(code: str) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["生年月日", "金額"])
        book.active.append([31138, 31138])
        book.active["A2"].number_format = code

    [table] = tables(read(workbook(fill)))
    assert table.rows[1] == ("1985-04-01", "31138")


@pytest.mark.parametrize("built_in", [27, 28, 31, 36, 50, 57, 58])
def test_built_in_japanese_date_formats_are_dates(built_in: int) -> None:
    import re
    import zipfile

    def fill(book: openpyxl.Workbook) -> None:
        book.active.append([31138])
        book.active["A1"].number_format = "0.000"

    data = workbook(fill)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    xfs = styles[styles.index("<cellXfs") :]
    changed = styles.replace(xfs, re.sub(r'numFmtId="16\d"', f'numFmtId="{built_in}"', xfs))
    assert changed != styles
    [table] = tables(read(with_parts(data, {"xl/styles.xml": changed})))
    assert table.rows == [("1985-04-01",)]


def test_the_1904_date_system_is_kept() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
        book.active.append([31138 - 1462, dt.date(1985, 4, 1)])
        book.active["A1"].number_format = "ggge"

    [table] = tables(read(workbook(fill)))
    assert table.rows == [("1985-04-01", "1985-04-01")]


def test_more_rows_than_the_limit_are_said_not_read() -> None:
    items = read(workbook(lambda book: [book.active.append([n]) for n in range(50)]), options=limited(rows=20))
    assert len(tables(items)[0].rows) == 20
    assert kinds(items) == [ProblemKind.TRUNCATED]


def test_a_long_table_repeats_its_header_in_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.extractors.base.TABLE_ROWS", 100)
    rows = "氏名,番号\n" + "".join(f"名前{n},{n}\n" for n in range(2, 252))
    blocks = tables(read(rows.encode(), "a.csv"))
    assert [(b.rows[0], b.continued) for b in blocks] == [(("氏名", "番号"), n > 0) for n in range(3)]
    for block in blocks:
        for index, row in enumerate(block.rows[1:], 1):
            assert str(block.cells(index, 1)) == f"!B{row[1]}"
    assert sum(len(b.rows) - 1 for b in blocks) == 250


def test_xls_gives_cells_headers_and_properties() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名簿")
    sheet.write(0, 0, "氏名")
    sheet.write(1, 0, "佐藤")
    sheet.write(1, 1, dt.date(2019, 4, 1), xlwt.easyxf(num_format_str="yyyy/mm/dd"))
    sheet.write(1, 2, 27123.0)
    sheet.header_str = b"&CInternal"
    out = io.BytesIO()
    book.save(out)
    items = read(out.getvalue())
    assert tables(items)[0].rows == [("氏名", "", ""), ("佐藤", "2019-04-01", "27123")]
    assert places(items)["sheet 名簿 > header"] == "Internal"
    assert kinds(items) == []


def test_an_ods_is_read_with_its_notes() -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    content = (
        f'<office:document-content xmlns:office="{space.format("office")}" xmlns:table="{space.format("table")}" '
        f'xmlns:text="{space.format("text")}"><office:body><office:spreadsheet><table:table table:name="S">'
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p>'
        "</office:annotation><text:p>Aiko</text:p></table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    items = read(zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest}))
    assert "Aiko" in text_of(items)
    assert places(items)["sheet S > comment A1"] == "a note"


def test_header_codes_are_not_text() -> None:
    assert header_text('&L&"Arial,Bold"&12Staff&C&K00FF00R&&D&R&P') == "Staff\nR&D"


def test_names_of_empty_sheets_are_not_lost() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "山田太郎"

    assert places(read(workbook(fill), options=NO_OCR)) == {f"{StepKind.SHEET} 山田太郎": "山田太郎"}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [("a", "b"), ("1", "2")]),
        ("a\tb\n1\t2\n", [("a", "b"), ("1", "2")]),
        ("a;b;c\r\n1;2;3\r\n", [("a", "b", "c"), ("1", "2", "3")]),
        ('a,b\n"1, ""x""\ny",2\n3,4\n', [("a", "b"), ('1, "x"\ny', "2"), ("3", "4")]),
        ('size,no\n5" pipe,2\n3" pipe,4\n', [("size", "no"), ('5" pipe', "2"), ('3" pipe', "4")]),
        ("a,b\r1,2\r", [("a", "b"), ("1", "2")]),
    ],
)
def test_delimiters_and_quotes_are_found_out(text: str, rows: list[tuple[str, ...]]) -> None:
    for encoding in ("utf-8-sig", "cp932"):
        assert tables(read(text.encode(encoding), "a.csv"))[0].rows == rows
