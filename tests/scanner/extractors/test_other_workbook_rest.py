"""What workbooks in other formats than xlsx (xls, xlsb, ods) hold where nobody looks."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import pytest
import xlwt

from scanner.document import Item
from scanner.extractors.calamine import CalamineFailure
from scanner.extractors.compound import single_stream
from scanner.extractors.ole import open_ole, stream_bytes
from scanner.extractors.xls_records import BookRecords
from tests.scanner.extractors.helpers import kinds, places, read, tables, text_of, zipped
from tests.scanner.extractors.test_workbook_rest import CONTENT, REL, by_place


def xls(fill: Callable[[xlwt.Worksheet], None]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book.add_sheet("S"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_hidden_rows_columns_and_leading_zeros_of_an_xls() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        code, era = xlwt.easyxf(num_format_str="000-0000"), xlwt.easyxf(num_format_str="ggge")
        for n in range(4):
            sheet.write(n, 0, f"a{n}")
            sheet.write(n, 1, 600001 + n, code)
            sheet.write(n, 2, 31138 + 0.5 * n, era)
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True

    [table] = tables(read(xls(fill)))
    assert (table.hidden_rows, table.hidden_columns) == (((3, 3),), ((1, 1),))
    assert table.rows[0] == ("a0", "060-0001", "1985-04-01")
    assert table.rows[3][1:] == ("060-0004", "1985-04-02T12:00:00")


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def short(text: str) -> bytes:
    """A string as most records have it: its length, a flag, two bytes for each character."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def biff8(*sheet: bytes, book: bytes = b"") -> list[Item]:
    bof = lambda kind: record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))  # noqa: E731
    name = "S".encode("utf-16-le")
    globals_ = bof(5) + record(0x85, struct.pack("<IHBB", 0, 0, 1, 1) + name) + book + record(0x0A, b"")
    return list(BookRecords(globals_ + bof(0x10) + b"".join(sheet) + record(0x0A, b"")).items())


def test_comments_of_an_xls_stand_at_their_cells_with_their_authors() -> None:
    obj = record(0x5D, struct.pack("<HHHH", 0x15, 18, 0x19, 7) + bytes(14))
    txo = record(0x1B6, struct.pack("<HH6xHHI", 0, 0, 4, 8, 0)) + record(
        0x3C, b"\x01" + "かかりつけ"[:4].encode("utf-16-le")
    )
    note = record(0x1C, struct.pack("<HHHH", 1, 1, 0, 7) + short("Aiko"))
    assert places(biff8(obj, txo, note)) == {"sheet S > comment B2": "Aiko: かかりつ"}


def test_links_names_lists_and_other_workbooks_of_an_xls_are_read() -> None:
    address = "mailto:aiko@example.com\0".encode("utf-16-le")
    link = struct.pack("<4H", 3, 3, 1, 1) + bytes(16) + struct.pack("<II", 2, 3)
    link += bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<I", len(address)) + address
    text = lambda t: b"\x17" + bytes([len(t), 1]) + t.encode("utf-16-le")  # noqa: E731
    name = struct.pack("<HBBHHH4x", 0, 0, 2, 9, 0, 0) + b"\x01" + "担当".encode("utf-16-le") + text("山田 花子")
    rule = struct.pack("<I", 3) + short("\0") * 4 + struct.pack("<HH", 9, 0) + text("はい\0いいえ")
    other = struct.pack("<H", 1) + short("\x01list.xls") + short("人事")
    row = struct.pack("<BBH", 1, 0, 4) + b"\x02" + short("佐藤 次郎") + b"\x01" + struct.pack("<d", 12.0)
    book = record(0x18, name) + record(0x1AE, other) + record(0x59, struct.pack("<HH", 1, 0)) + record(0x5A, row)
    items = biff8(record(0x1B8, link), record(0x1BE, rule), book=book)
    assert places(items) == {
        "sheet S > field data validation": "はい\nいいえ",
        "field defined names": "担当: 山田 花子",
        "part external link 1": "list.xls",
    }
    found = by_place(items)
    assert found["sheet S > part links"].rows == [("aiko@example.com",)]
    assert (found["part external link 1"].name, found["part external link 1"].rows) == ("人事", [("佐藤 次郎", "12")])
    assert found["part external link 1"].hidden


def test_a_record_that_is_too_short_is_said_and_the_others_are_read() -> None:
    items = biff8(record(0x1C, b"x"), record(0x14, short("kept")))
    assert places(items) == {"sheet S > header": "kept"}
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary(kind: int, body: bytes) -> bytes:
    """A record of an xlsb."""
    code = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(body)
    return code + (bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])) + body


def xlsb(*sheet: bytes, comments: bytes = b"") -> bytes:
    kinds_ = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    book = binary(131, b"") + binary(143, b"") + binary(156, struct.pack("<II", 0, 1) + wide("r1") + wide("名簿"))
    rel = '<Relationships><Relationship Id="r1" Type="{0}/{1}" Target="{2}"/></Relationships>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{CONTENT}"><Override PartName="/xl/workbook.bin" '
            f'ContentType="{kinds_}"/></Types>',
            "_rels/.rels": rel.format(REL, "officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book + binary(144, b"") + binary(132, b""),
            "xl/_rels/workbook.bin.rels": rel.format(REL, "worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": binary(129, b"")
            + binary(148, struct.pack("<4I", 0, 1, 0, 1))
            + sheet[0]
            + binary(145, b"")
            + b"".join(sheet[1:])
            + binary(146, b"")
            + binary(130, b""),
            "xl/worksheets/_rels/sheet1.bin.rels": rel.format(REL, "comments", "../comments1.bin"),
            "xl/comments1.bin": comments,
        }
    )


def binary_row(number: int, *texts: str, hidden: bool = False, column: int = 0) -> bytes:
    flags = b"\x00" + (b"\x10" if hidden else b"\x00") + b"\x00"
    head = binary(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<I", 0))
    return head + b"".join(binary(6, struct.pack("<II", n, 0) + wide(text)) for n, text in enumerate(texts, column))


def test_hidden_rows_columns_and_comments_of_an_xlsb() -> None:
    columns = binary(390, b"") + binary(60, struct.pack("<IIIIH", 1, 1, 0, 0, 1)) + binary(391, b"")
    comment = binary(632, wide("Aiko")) + binary(635, struct.pack("<5I", 0, 1, 1, 0, 0) + bytes(16))
    comment += binary(637, b"\x00" + wide("on leave"))
    rows = binary_row(0, "氏名", "電話") + binary_row(1, "佐藤", "07700 900123", hidden=True)
    items = read(xlsb(columns, rows, comments=comment))
    [table] = tables(items)
    assert table.rows == [("氏名", "電話"), ("佐藤", "07700 900123")]
    assert (table.hidden_rows, table.hidden_columns) == (((2, 2),), ((1, 1),))
    assert places(items) == {"sheet 名簿 > comment A2": "Aiko: on leave"}
    assert kinds(items) == []


def test_a_cell_in_the_far_corner_of_an_xlsb_costs_one_cell() -> None:
    rows = binary_row(0, "first") + binary_row(1_048_575, "last", column=16_383)
    first, last = tables(read(xlsb(b"", rows)))
    assert (first.rows, last.rows) == ([("first",)], [("last",)])
    assert str(last.cells(0, 0)) == "名簿!XFD1048576"


def ods(columns: str, *rows: str, automatic: str = "", table: str = "", more: str = "") -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    names = " ".join(f'xmlns:{n}="{space.format(n)}"' for n in ("office", "table", "text", "style"))
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>'
        f"{automatic}</office:automatic-styles><office:body><office:spreadsheet>{more}<table:table "
        f'table:name="S" {table}>{columns}{"".join(rows)}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(*cells: str, attributes: str = "") -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in cells
    )
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def test_hidden_rows_columns_links_and_codes_of_an_ods() -> None:
    code = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="600001"><text:p>060-0001</text:p>'
        '</table:table-cell><table:table-cell office:value-type="string"><text:p><text:a xlink:href='
        '"mailto:aiko@example.com">mail</text:a></text:p></table:table-cell><table:table-cell '
        'office:value-type="float" office:value="-5"><text:p>-5</text:p></table:table-cell></table:table-row>'
    )
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    rows = [
        ods_row("a", "b", "c"),
        ods_row("d", "e", "f", attributes='table:visibility="filter"'),
        ods_row("", attributes='table:visibility="collapse" table:number-rows-repeated="2"'),
        code,
    ]
    items = read(ods(columns, *rows))
    found = by_place(items)
    assert found["sheet S"].rows[-1] == ("060-0001", "mail", "-5")
    assert (found["sheet S"].hidden_rows, found["sheet S"].hidden_columns) == (((2, 4),), ((1, 2),))
    assert (found["sheet S > part links"].rows, found["sheet S > part links"].hidden_columns) == (
        [("aiko@example.com",)],
        ((1, 2),),
    )


def test_an_ods_that_calamine_refuses_keeps_what_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CalamineFailure("ZipError")

    monkeypatch.setattr("scanner.extractors.spreadsheet.opened", refuse)
    style = '<style:style style:name="t1"><style:table-properties table:display="false"/></style:style>'
    [table] = tables(read(ods("", ods_row("a"), automatic=style, table='table:style-name="t1"')))
    assert (table.rows, table.hidden) == ([("a",)], True)


def test_a_hidden_sheet_of_an_ods_is_marked() -> None:
    style = '<style:style style:name="t1"><style:table-properties table:display="false"/></style:style>'
    [table] = tables(read(ods("", ods_row("a"), automatic=style, table='table:style-name="t1"')))
    assert table.hidden


def test_rows_that_do_not_come_in_order_are_read_all_the_same() -> None:
    from tests.scanner.extractors import bombs

    rows = bombs.row(9, bombs.cell("A9", "nine")) + bombs.row(2, bombs.cell("A2", "two"))
    read_rows = [row for t in tables(read(bombs.sheet(rows))) for row in t.rows if any(row)]
    assert sorted(read_rows) == [("nine",), ("two",)]
    backwards = read(xlsb(b"", binary_row(9, "nine") + binary_row(2, "two")))
    assert sorted(row for t in tables(backwards) for row in t.rows if any(row)) == [("nine",), ("two",)]


def test_cells_of_an_xls_that_are_out_of_place_do_not_cost_memory() -> None:
    from tests.scanner.extractors.samples.office import _xls

    data = _xls("one", "two", "three")
    label = struct.pack("<HHHHH", 0x204, 15, 1, 0, 0)
    assert label in data
    items = read(data.replace(label, struct.pack("<HHHHH", 0x204, 15, 1, 60_000, 0)))
    assert "one" in text_of(items) and "three" in text_of(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_a_compound_file_of_one_stream_is_read_back_at_any_size() -> None:
    for size in (0, 4096, 5000, 7_200_000):
        content = bytes(range(256)) * (size // 256) + bytes(size % 256)
        ole = open_ole(single_stream("Workbook", content))
        assert stream_bytes(ole, "Workbook") == content.ljust(4096, b"\0")
