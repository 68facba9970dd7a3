"""What a workbook holds where nobody looks: hidden rows and columns, caches, names, links, validation lists."""

from __future__ import annotations

import io
import itertools
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from scanner.document import Item, TableBlock, runs, within
from scanner.extractors.number_formats import digits_shown, is_digit_format
from scanner.extractors.xlsx_sheet import link_text
from tests.scanner.extractors.helpers import kinds, places, read, tables
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
