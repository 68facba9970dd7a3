"""Makers of files that are small and would be huge: none of them needs more than a few megabytes to be made."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.scanner.extractors.helpers import zipped

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = "<!DOCTYPE r [<!ENTITY l0 'ha'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
)
Maker = Callable[[], bytes]
MAIL = "joan.invented@example.com"


def zeros(size: int) -> tuple[bytes, int]:
    """So many zero bytes (a multiple of 64 MB), deflated, and their CRC; one block is made and repeated."""
    step = 64 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(step)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    crc, chunk = 0, bytes(1 << 20)
    for _ in range(min(size, step) >> 20):
        crc = zlib.crc32(chunk, crc)
    return block * (size // step) + end, crc


def zip_of_packed(name: str, packed: bytes, size: int, crc: int) -> bytes:
    """A zip of one member that is already deflated. A size of 4 GB or more needs the zip64 field."""
    extra = struct.pack("<HHQQ", 1, 16, size, len(packed)) if size >= 1 << 32 else b""
    shown, held = (0xFFFFFFFF, 0xFFFFFFFF) if extra else (size, len(packed))
    common = struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 33, crc, held, shown, len(name), len(extra))
    local = b"PK\x03\x04" + common + name.encode() + extra + packed
    central = b"PK\x01\x02" + struct.pack("<H", 45) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0)
    central += name.encode() + extra
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def ten_gigabytes_in_ten() -> bytes:
    size = 10 << 30
    return zip_of_packed("zeros.bin", *_ordered(zeros(size), size))


def _ordered(packed: tuple[bytes, int], size: int) -> tuple[bytes, int, int]:
    return packed[0], size, packed[1]


def ten_gigabytes_that_say_one_kilobyte() -> bytes:
    packed, crc = zeros(10 << 30)
    return zip_of_packed("zeros.txt", packed, 1024, crc)


def nested_zips(depth: int = 40) -> bytes:
    data = zipped({"deepest.txt": MAIL})
    for _ in range(depth):
        data = zipped({"inner.zip": data, "beside.txt": MAIL})
    return data


def wide_nested_zips() -> bytes:
    """Ten zips in each of ten zips, eight levels down: a hundred million texts."""
    data = zipped({"deepest.txt": "x" * 1000})
    for _ in range(8):
        data = zipped({f"{n}.zip": data for n in range(10)})
    return data


def overlapping_zip() -> bytes:
    """Five thousand directory entries that all mean the same megabyte of data."""
    one = zipped({"a.txt": "x " * 5_000_000})
    start = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[start:end]
    central = b"".join(entry[:46] + b"%05d" % n + entry[51:] for n in range(5000))
    return one[:start] + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 5000, 5000, len(central), start, 0)


def sheet(rows: Iterator[str] | str, dimension: str = "", **more: str) -> bytes:
    """An xlsx of one sheet whose rows are given as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
            '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'
            '"/></Types>',
        )
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _relation("worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SHEET}" xmlns:r="{REL}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        for name, content in more.items():
            archive.writestr(f"xl/{name}.xml", content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{SHEET}">{dimension}<sheetData>'.encode())
            batch: list[str] = []
            for row in [rows] if isinstance(rows, str) else rows:
                batch.append(row)
                if len(batch) > 5000:
                    part.write("".join(batch).encode())
                    batch.clear()
            part.write("".join(batch).encode() + b"</sheetData></worksheet>")
    return out.getvalue()


def _relation(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{REL}/{kind}" Target="{target}"/></Relationships>'
    )


def cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def far_corner() -> bytes:
    return sheet(
        row(1, cell("A1", "first")) + row(1048575, cell("XFD1048575", "mail")) + row(1048576, cell("XFD1048576", MAIL))
    )


def two_far_columns() -> bytes:
    """Each of many rows has a cell in the first and one in the last column."""
    return sheet(row(n, cell(f"A{n}", "x"), cell(f"XFD{n}", MAIL)) for n in range(1, 20_001))


def lying_dimension() -> bytes:
    rows = row(1, cell("A1", "mail")) + row(2, cell("A2", MAIL), cell("B2", "note"))
    return sheet(rows, '<dimension ref="A1:XFD1048576"/>')


def small_dimension() -> bytes:
    rows = "".join(row(n, cell(f"A{n}", MAIL)) for n in range(1, 500))
    return sheet(rows, '<dimension ref="A1"/>')


def styled_empty_rows() -> bytes:
    return sheet(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'
        if n > 2
        else row(n, cell(f"A{n}", MAIL))
        for n in range(1, (1 << 20) + 1)
    )


def laughing_sheet() -> bytes:
    return _laughing(sheet(row(1, cell("A1", "&l9;"), cell("B1", MAIL))), "xl/worksheets/sheet1.xml")


def laughing_docx() -> bytes:
    from tests.scanner.extractors.test_documents import docx, p

    return _laughing(docx(p("&l9;") + p(MAIL)), "word/document.xml")


def laughing_odt() -> bytes:
    from tests.scanner.extractors.test_documents import odt

    return _laughing(odt(f"<t:p>&l9;</t:p><t:p>{MAIL}</t:p>"), "content.xml")


def laughing_xml() -> bytes:
    return f'<?xml version="1.0"?>{LAUGHS}<r><a>&l9;</a><b>{MAIL}</b></r>'.encode()


def _laughing(package: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    content = parts[part]
    assert isinstance(content, bytes)
    head, mark, rest = content.rpartition(b"?>")
    return zipped({**parts, part: head + mark + LAUGHS.encode() + rest})


def ods(rows: str) -> bytes:
    """A spreadsheet of one table."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(text: str, rows: int = 1, columns: int = 1) -> str:
    value = f'office:value-type="string"><text:p>{text}</text:p></table:table-cell>' if text else "/>"
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" {value}</table:table-row>'
    )


def ods_that_repeats(columns: int = 16_384) -> bytes:
    return ods(ods_row("mail") + ods_row(MAIL) + ods_row(MAIL, 1_048_574, columns))


def ods_that_repeats_less() -> bytes:
    return ods_that_repeats(100)


def ods_with_empty_rows() -> bytes:
    """What LibreOffice writes for a sheet that was formatted to its end."""
    return ods(ods_row("mail") + ods_row(MAIL) + ods_row("", 1_048_573, 16_384) + ods_row("last"))


def pdf_of(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def pdf_page_loop() -> bytes:
    """A page tree that contains itself, and says that it has a thousand million pages."""
    tree = b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1000000000/Parent 2 0 R>>"
    text = b"BT /F 12 Tf 9 9 Td (%s) Tj ET" % MAIL.encode()
    font = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 999 99]/Contents 4 0 R/Resources %s>>" % font
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, _stream(text)])


def pdf_bomb() -> bytes:
    """A page whose content unpacks to hundreds of megabytes."""
    content = zlib.compress(zlib.compress(b"0 0 m 9 9 l S " * 20_000_000, 1), 9)
    stream = _stream(content, b"/Filter[/FlateDecode/FlateDecode]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream])


def deep_json() -> bytes:
    return b'{"a":' * 200_000 + b"1" + b"}" * 200_000
