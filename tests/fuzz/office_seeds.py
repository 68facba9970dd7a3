"""Seeds of the binary and old formats of Office that hold more than text: each kind of record that readers look at."""

from __future__ import annotations

import struct

from tests.scanner.extractors.samples.compound import compound
from tests.scanner.extractors.samples.office import SAMPLES
from tests.scanner.extractors.test_other_workbook_rest import (
    binary,
    binary_row,
    ods,
    ods_row,
    record,
    short,
    wide,
    xlsb,
)
from tests.scanner.extractors.test_rtf import ole1
from tests.scanner.extractors.test_workbook_rest import (
    CACHE,
    RECORDS,
    related,
    relations,
    with_parts,
    workbook,
)

_NAME = "Aiko Mihon"


def rich_xlsb() -> bytes:
    columns = binary(390, b"") + binary(60, struct.pack("<IIIIH", 1, 1, 0, 0, 1)) + binary(391, b"")
    comment = binary(632, wide(_NAME)) + binary(635, struct.pack("<5I", 0, 1, 1, 0, 0) + bytes(16))
    comment += binary(637, b"\x00" + wide("on leave"))
    rows = binary_row(0, "name", "phone") + binary_row(1, _NAME, "07700 900123", hidden=True)
    rows += binary_row(9_000, "far", column=9_000) + binary(2, struct.pack("<III", 3, 0, 27123 << 2 | 2))
    return xlsb(columns, rows, comments=comment)


def rich_xls() -> bytes:
    """Hidden rows and columns, formats, a comment, a link, a name, a list, cells of another workbook."""
    text = lambda t: b"\x17" + bytes([len(t), 1]) + t.encode("utf-16-le")  # noqa: E731
    address = "mailto:aiko@example.com\0".encode("utf-16-le")
    link = struct.pack("<4H", 1, 1, 0, 0) + bytes(16) + struct.pack("<II", 2, 3)
    link += bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<I", len(address)) + address
    other = struct.pack("<H", 1) + short("\x01list.xls") + short("staff")
    cached = struct.pack("<BBH", 1, 0, 4) + b"\x02" + short(_NAME) + b"\x01" + struct.pack("<d", 12.0)
    book = (
        record(0x41E, struct.pack("<H", 164) + short("000-0000"))
        + record(0xE0, struct.pack("<HH16x", 0, 164))
        + record(0x18, struct.pack("<HBBHHH4x", 0, 0, 1, 9, 0, 0) + b"\x00n" + text(_NAME))
        + record(0x1AE, other)
        + record(0x59, struct.pack("<HH", 1, 0))
        + record(0x5A, cached)
    )
    sheet = (
        record(0x7D, struct.pack("<6H", 1, 1, 0, 0, 1, 0))
        + record(0x208, struct.pack("<8H", 1, 0, 3, 255, 0, 0, 0x20, 0))
        + record(0x204, struct.pack("<HHH", 1, 0, 0) + short(_NAME))
        + record(0x27E, struct.pack("<HHHI", 1, 1, 0, 600001 << 2 | 2))
        + record(0xBD, struct.pack("<HHHIHIH", 2, 0, 0, 12 << 2 | 2, 0, 1 << 2 | 2, 1))
        + record(0x5D, struct.pack("<HHHH", 0x15, 18, 0x19, 7) + bytes(14))
        + record(0x1B6, struct.pack("<HH6xHHI", 0, 0, 5, 8, 0))
        + record(0x3C, b"\x00hello")
        + record(0x1C, struct.pack("<HHHH", 1, 1, 0, 7) + short(_NAME))
        + record(0x1B8, link)
        + record(0x1BE, struct.pack("<I", 3) + short("\0") * 4 + struct.pack("<HH", 9, 0) + text("yes\0no"))
    )
    bof = lambda kind: record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))  # noqa: E731
    head = bof(5) + book
    bound = record(0x85, struct.pack("<IBBBB", len(head) + 17, 1, 0, 1, 0) + b"S")
    pivot = record(0xCD, short(_NAME)) * 3
    stream = head + bound + record(0x0A, b"") + bof(0x10) + sheet + record(0x0A, b"")
    return compound({"Workbook": stream, "_SX_DB_CUR": pivot})


def rich_rtf() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f0 A;}{\f1\fcharset128 B;}}{\info{\title x}{\upr{\author ?}"
        rb"{\*\ud\uc0{\author \u23665}}}{\creatim\yr2019\mo4\dy1}}{\header head\par}\uc1 \u23665?\f1 \'8e\'81\'96\'bc"
        rb" Aiko Mihon\par{\*\atnauthor A}{\*\annotation note}{\footnote f}{\deleted gone}\trowd\pard\intbl a\cell b"
        rb'\cell\row\pard{\field{\*\fldinst HYPERLINK "mailto:a@example.com"}{\fldrslt x}}{\shp{\*\shpinst{\sp{\sn '
        rb"wzName}{\sv n}}{\shptxt box}}}\bin3 {{{{\object{\*\objdata "
        + ole1(b"Package", b"\x02\x00a\0b\0" + bytes(30)).encode()
        + b"}}}"
    )


def rich_xlsx() -> bytes:
    """With a pivot cache, a link and hidden rows."""
    book = related(workbook(lambda b: b.active.append([_NAME, 600001])), ("pivotCacheDefinition", "pivotCache/def.xml"))
    return with_parts(
        book,
        {
            "xl/pivotCache/def.xml": CACHE,
            "xl/pivotCache/records.xml": RECORDS,
            "xl/pivotCache/_rels/def.xml.rels": relations(("pivotCacheRecords", "records.xml")),
        },
    )


def msg() -> bytes:
    return compound(
        {
            "__properties_version1.0": bytes(32) + struct.pack("<IIQ", 0x0037001F, 6, 20),
            "__substg1.0_0037001F": f"About {_NAME}".encode("utf-16-le"),
            "__substg1.0_1000001F": f"Call {_NAME} on 07700 900123".encode("utf-16-le"),
        }
    )


def office_seeds() -> dict[str, bytes]:
    """Format -> file."""
    hidden = ods_row("a", _NAME, attributes='table:visibility="collapse" table:number-rows-repeated="3"')
    return {
        "xlsb": rich_xlsb(),
        "xls-rich": rich_xls(),
        "xlsx-rich": rich_xlsx(),
        "ods-rich": ods('<table:table-column table:visibility="collapse"/>', ods_row(_NAME), hidden),
        "rtf-rich": rich_rtf(),
        "msg-whole": msg(),
        **{kind: SAMPLES[kind].whole() for kind in ("doc", "ppt", "xls2", "xls4", "xml-word")},
    }
