"""What a workbook holds where nobody looks: hidden rows and columns, caches, names, links, validation lists."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from scanner.document import Item, TableBlock, runs, within
from scanner.extractors.compound import single_stream
from scanner.extractors.number_formats import digits_shown, is_digit_format
from scanner.extractors.ole import open_ole, stream_bytes
from scanner.extractors.spreadsheet import CalamineFailure
from scanner.extractors.xls_records import BookRecords
from scanner.extractors.xlsx_sheet import link_text
from tests.scanner.extractors.helpers import kinds, places, read, tables, text_of, zipped
from tests.scanner.extractors.test_spreadsheets import with_parts, workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"


def relations(*of: tuple[str, str], mode: str = "") -> str:
    rows = "".join(
        f'<Relationship Id="x{n}" Type="{REL}/{kind}" Target="{target}"{mode}/>' for n, (kind, target) in enumerate(of)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def related(book: bytes, *of: tuple[str, str], **parts: str) -> bytes:
    """The workbook with more relations of its main part, and parts by their path below xl/ ('__' for '/')."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        known = archive.read("xl/_rels/workbook.xml.rels").decode()
    added = relations(*of).partition(">")[2].removesuffix("</Relationships>")
    rels = known.replace("</Relationships>", f"{added}</Relationships>")
    more: dict[str, bytes | str] = {f"xl/{name.replace('__', '/')}": text for name, text in parts.items()}
    return with_parts(book, {"xl/_rels/workbook.xml.rels": rels, **more})


def by_place(items: list[Item]) -> dict[str, TableBlock]:
    return {str(t.at): t for t in tables(items)}


@given(st.sets(st.integers(0, 60)))
def test_runs_hold_the_numbers_they_were_made_of_and_no_others(numbers: set[int]) -> None:
    spans = runs(numbers)
    assert {n for n in range(62) if within(spans, n)} == numbers
    assert all(a[1] + 1 < b[0] for a, b in itertools.pairwise(spans))


def test_hidden_rows_and_columns_are_read_and_marked() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        for n in range(1, 8):
            sheet.append([f"a{n}", f"b{n}", f"c{n}", f"d{n}"])
        for n in (3, 4, 6):
            sheet.row_dimensions[n].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["D"].width = 7.25

    book = workbook(fill)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").replace(b'width="7.25"', b'width="0"')
    [table] = tables(read(with_parts(book, {"xl/worksheets/sheet1.xml": part})))
    assert len(table.rows) == 7
    assert (table.hidden_rows, table.hidden_columns) == (((3, 4), (6, 6)), ((1, 1), (3, 3)))
    assert [table.hiding(0, n) for n in range(7)] == ["", "", "hidden row", "hidden row", "", "hidden row", ""]
    assert (table.hiding(1, 0), table.hiding(0, 1, 6), table.hiding(0, 2, 3)) == (
        "hidden column",
        "partly hidden",
        "hidden row",
    )


def test_rows_that_a_filter_hides_and_rows_without_height_are_marked() -> None:
    from tests.scanner.extractors import bombs

    rows = (
        bombs.row(1, bombs.cell("A1", "x"))
        + bombs.row(2, bombs.cell("A2", "y")).replace("<row ", '<row hidden="true" ')
        + bombs.row(3, bombs.cell("A3", "z")).replace('r="3">', 'r="3" ht="0" customHeight="1">')
        + bombs.row(4, bombs.cell("A4", "w")).replace('r="4">', 'r="4" ht="0.75" hidden="0">')
    )
    [table] = tables(read(bombs.sheet(rows)))
    assert table.hidden_rows == ((2, 3),)


def test_hidden_rows_are_marked_also_in_sheets_that_are_read_row_by_row() -> None:
    from tests.scanner.extractors import bombs

    far = bombs.row(1, bombs.cell("A1", "x")).replace("<row ", '<row hidden="1" ')
    far += bombs.row(1_048_576, bombs.cell("XFD1048576", "y"))
    first, last = tables(read(bombs.sheet(far)))
    assert (first.hiding(0, 0), last.hiding(0, 0)) == ("hidden row", "")


def test_texts_of_names_and_of_validation_lists_are_read() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "S"
        sheet.append(["x"])
        for name, value in (("担当者", '"山田 花子"'), ("Area", "S!$A$1"), ("_xlnm.Print_Titles", "S!$1:$1")):
            from openpyxl.workbook.defined_name import DefinedName

            book.defined_names[name] = DefinedName(name, attr_text=value)
        rule = DataValidation("list", formula1='"Aiko Mihon,Kenji Saigo"', prompt="Choose the carer")
        rule.add("A1:A9")
        sheet.add_data_validation(rule)
        other = DataValidation("list", formula1="$C$1:$C$9")
        other.add("B1")
        sheet.add_data_validation(other)

    at = places(read(workbook(fill)))
    assert at["field defined names"] == "担当者: 山田 花子\nArea"
    assert at["sheet S > field data validation"] == "Aiko Mihon\nKenji Saigo\nChoose the carer"


def test_where_the_links_of_cells_lead_is_a_table_at_those_cells() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "S"
        sheet["B3"], sheet["B4"] = "write", "file"
        sheet["B3"].hyperlink = "mailto:aiko.mihon@example.com?subject=Her%20leave"
        sheet["B4"].hyperlink = r"file:///C:\Users\aiko\list.xlsx"

    found = by_place(read(workbook(fill)))["sheet S > part links"]
    assert found.rows == [("aiko.mihon@example.com Her leave",), (r"file:///C:\Users\aiko\list.xlsx",)]
    assert str(found.cells(0, 0)) == "sheet S > part links > S!B3"


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("mailto:a%40b@example.com", "a@b@example.com"),
        ("MAILTO:x@example.com", "x@example.com"),
        ("https://example.com/%E5%B1%B1", "https://example.com/山"),
        ("", ""),
    ],
)
def test_link_targets_are_given_for_reading(target: str, text: str) -> None:
    assert link_text(target) == text


CACHE = f"""<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{REL}" r:id="x0"><cacheSource type="worksheet">
<worksheetSource ref="B3:D6" sheet="得意先"/></cacheSource><cacheFields><cacheField name="氏名"><sharedItems>
<s v="山田 花子"/><s v="佐藤 次郎"/></sharedItems></cacheField>
<cacheField name="電話"><sharedItems/></cacheField><cacheField name="登録日">
<sharedItems/></cacheField></cacheFields></pivotCacheDefinition>"""
RECORDS = f"""<pivotCacheRecords xmlns="{MAIN}"><r><x v="1"/><s v="07700 900123"/><d v="2019-04-01T00:00:00"/></r>
<r><x v="0"/><m/><n v="12"/></r><r><x v="9"/><b v="1"/><e v="#N/A"/></r></pivotCacheRecords>"""


def test_the_rows_a_pivot_table_was_made_of_are_a_hidden_table_at_the_place_of_their_source() -> None:
    data = related(
        workbook(lambda book: book.active.append(["x"])),
        ("pivotCacheDefinition", "pivotCache/def.xml"),
        pivotCache__def_xml=CACHE,
    )
    parts = {
        "xl/pivotCache/def.xml": CACHE,
        "xl/pivotCache/records.xml": RECORDS,
        "xl/pivotCache/_rels/def.xml.rels": relations(("pivotCacheRecords", "records.xml")),
    }
    items = read(with_parts(data, parts))
    table = by_place(items)["part pivot cache 1"]
    assert table.hidden
    assert table.rows == [
        ("氏名", "電話", "登録日"),
        ("佐藤 次郎", "07700 900123", "2019-04-01"),
        ("山田 花子", "", "12"),
        ("", "TRUE", "#N/A"),
    ]
    assert str(table.cells(1, 0)) == "part pivot cache 1 > 得意先!B4"
    assert kinds(items) == []


def test_without_rows_a_pivot_cache_gives_its_distinct_values() -> None:
    data = related(workbook(lambda book: book.active.append(["x"])), ("pivotCacheDefinition", "pivotCache/def.xml"))
    table = by_place(read(with_parts(data, {"xl/pivotCache/def.xml": CACHE})))["part pivot cache 1"]
    assert table.rows == [("氏名", "電話", "登録日"), ("山田 花子", "", ""), ("佐藤 次郎", "", "")]


def test_a_pivot_cache_that_breaks_off_gives_its_rows_and_says_so() -> None:
    data = related(workbook(lambda book: book.active.append(["x"])), ("pivotCacheDefinition", "pivotCache/def.xml"))
    parts = {
        "xl/pivotCache/def.xml": CACHE,
        "xl/pivotCache/records.xml": b"\x00not xml",
        "xl/pivotCache/_rels/def.xml.rels": relations(("pivotCacheRecords", "records.xml")),
    }
    items = read(with_parts(data, parts))
    assert "part pivot cache 1" in by_place(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_the_cells_kept_of_another_workbook_are_a_hidden_table() -> None:
    link = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{REL}"><externalBook r:id="x0"><sheetNames><sheetName val="人事"/>'
        '</sheetNames><sheetDataSet><sheetData sheetId="0"><row r="2"><cell r="B2" t="str"><v>山田 花子</v></cell>'
        '<cell r="C2"><v>27123.0</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    )
    data = related(workbook(lambda book: book.active.append(["x"])), ("externalLink", "externalLinks/one.xml"))
    outside = relations(("externalLinkPath", "file:///C:\\Users\\aiko\\%E4%BA%BA.xlsx"), mode=' TargetMode="External"')
    parts = {"xl/externalLinks/one.xml": link, "xl/externalLinks/_rels/one.xml.rels": outside}
    items = read(with_parts(data, parts))
    table = by_place(items)["part external link 1"]
    assert (table.hidden, table.rows, str(table.cells(0, 0))) == (
        True,
        [("山田 花子", "27123")],
        "part external link 1 > 人事!B2",
    )
    assert places(items)["part external link 1"] == "file:///C:\\Users\\aiko\\人.xlsx"


def test_what_cells_held_before_they_were_changed_or_deleted_is_a_hidden_table() -> None:
    headers = f'<headers xmlns="{MAIN}"><header userName="Aiko Mihon"/></headers>'
    log = (
        f'<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><oc r="A2" t="inlineStr"><is><t>佐藤 次郎</t></is></oc>'
        '<nc r="A2" t="inlineStr"><is><t>gone</t></is></nc></rcc><rrc rId="2" sId="1" action="deleteRow" ref="A3:XFD3">'
        '<rcc rId="0" sId="1"><oc r="A3" t="inlineStr"><is><t>山田 花子</t></is></oc></rcc><rcc rId="0" sId="1">'
        '<oc r="B3"><v>12</v></oc></rcc></rrc></revisions>'
    )
    data = related(workbook(lambda book: book.active.append(["x"])), ("revisionHeaders", "revisions/headers.xml"))
    parts = {
        "xl/revisions/headers.xml": headers,
        "xl/revisions/revisionLog1.xml": log,
        "xl/revisions/_rels/headers.xml.rels": relations(("revisionLog", "revisionLog1.xml")),
    }
    items = read(with_parts(data, parts))
    table = by_place(items)["part change history 1"]
    assert (table.hidden, table.name, table.rows) == (True, "Sheet", [("佐藤 次郎", ""), ("山田 花子", "12")])
    assert places(items)["part change history"] == "Aiko Mihon"


def test_the_people_of_threaded_comments_are_read_with_their_accounts() -> None:
    people = '<personList xmlns="p"><person displayName="Aiko Mihon" userId="S::aiko@example.com::7-7"/></personList>'
    data = related(workbook(lambda book: book.active.append(["x"])), ("person", "persons/person.xml"))
    at = places(read(with_parts(data, {"xl/persons/person.xml": people})))
    assert at["part people"] == "Aiko Mihon aiko@example.com"


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0000000", "11234", "0011234"),
        ("000-0000", "600001", "060-0001"),
        ("000\\-0000", "1000001", "100-0001"),
        ('000"-"0000', "1000001", "100-0001"),
        ("0##########", "312345678", "0312345678"),
        ("[<=999]000;[<=9999]000\\-00;000\\-0000", "600001", "060-0001"),
        ("[<=999]000;[<=9999]000\\-00;000\\-0000", "60", "060"),
        ("[<=99999999]####\\-####;\\(00\\)\\ ####\\-####", "312345678", "(03) 1234-5678"),
        ("000-0000", "12345678901", "1234567-8901"),
        ("00000", "-5", ""),
        ("00000", "1.5", ""),
        ("00000", "x", ""),
        ("00000", "0", "00000"),
    ],
)
def test_numbers_that_are_codes_are_shown_as_their_format_shows_them(code: str, number: str, shown: str) -> None:
    assert is_digit_format(code)
    assert digits_shown(number, code) == shown


@pytest.mark.parametrize(
    "code", ["General", "0", "#,##0", "0.00", "0%", "0.00E+00", "#", "0_ ", "yyyy-mm-dd", '0"円"', "@", "#,##0;-#,##0"]
)
def test_numbers_that_are_quantities_stay_as_they_are(code: str) -> None:
    assert not is_digit_format(code)


def test_leading_zeros_are_not_lost() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append([600001, 9012345678, "0123"])
        book.active["A1"].number_format = "000-0000"
        book.active["B1"].number_format = "0##########"

    [table] = tables(read(workbook(fill)))
    assert table.rows == [("060-0001", "09012345678", "0123")]


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

    monkeypatch.setattr("scanner.extractors.spreadsheet._open", refuse)
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
