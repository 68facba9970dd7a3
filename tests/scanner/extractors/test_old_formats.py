"""Formats of the last century, built record by record."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from scanner.document import ExtractionError, Location, TextBlock
from scanner.extractors.base import Source
from scanner.extractors.biff import records, rk, tables
from scanner.extractors.packages import Package
from scanner.extractors.ppt import ppt_objects
from scanner.extractors.xlsb import xlsb_texts
from scanner.options import Limits
from tests.scanner.extractors.helpers import kinds, read, zipped
from tests.scanner.extractors.helpers import tables as tables_of


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: bytes) -> bytes:
    return record(0x204, struct.pack("<HHHH", row, column, 0, len(text)) + text)


def test_an_excel_4_sheet_is_read_in_its_code_page() -> None:
    sheet = record(0x409, struct.pack("<HHH", 0, 0x10, 0)) + record(0x42, struct.pack("<H", 932))
    sheet += label(2, 0, "氏名".encode("cp932")) + label(3, 0, "佐藤".encode("cp932"))
    sheet += record(0x27E, struct.pack("<HHHI", 3, 1, 0, 27123 << 2 | 2))
    sheet += record(0x203, struct.pack("<HHHd", 3, 2, 0, 0.5)) + record(0x0A, b"")
    [table] = tables_of(read(sheet, "old.xls"))
    assert (table.first_row, table.rows) == (3, [("氏名", "", ""), ("佐藤", "27123", "0.5")])


def test_an_excel_4_sheet_without_cells_is_damaged() -> None:
    assert [str(k) for k in kinds(read(record(0x409, struct.pack("<HHH", 0, 0x10, 0))))] == ["CORRUPT"]


def test_the_series_of_a_chart_do_not_hide_each_other() -> None:
    chart = record(0x809, struct.pack("<HH", 0x0600, 0x20))
    for text in ("one", "two"):
        chart += record(0x204, struct.pack("<HHHHB", 0, 0, 0, 3, 0) + text.encode())
    [table] = list(tables(chart, Limits(), charts_only=True))
    assert table.rows == [("one", "two")]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("stored", "text"),
    [(100 << 2 | 2, "100"), (12345 << 2 | 3, "123.45"), ((-7 << 2 | 2) & 0xFFFFFFFF, "-7"), (0x3FF00000, "1")],
)
def test_packed_numbers_are_unpacked(stored: int, text: str) -> None:
    assert rk(stored) == text


def test_records_end_where_the_stream_makes_no_sense() -> None:
    assert list(records(record(1, b"x") + bytes(100))) == [(1, b"x")]
    assert list(records(b"\x01")) == []


def test_texts_of_a_damaged_xlsb_are_kept() -> None:
    def string(text: str) -> bytes:
        body = b"\x00" + struct.pack("<I", len(text)) + text.encode("utf-16-le")
        return bytes([19, len(body)]) + body

    data = zipped({"xl/sharedStrings.bin": b"\x9f\x01\x00" + string("山田") + string("佐藤")})
    package = Package(Source(io.BytesIO(data), "x", len(data)), Limits())
    assert [(str(b.at), b.text) for b in xlsb_texts(package) if isinstance(b, TextBlock)] == [
        ("part xl/sharedStrings.bin > paragraph 1", "山田\n佐藤")
    ]


def test_objects_of_a_ppt_are_unpacked() -> None:
    packed = struct.pack("<I", 5) + zlib.compress(b"hello")
    stream = struct.pack("<HHI", 0x10, 0x1011, len(packed)) + packed
    stream += struct.pack("<HHI", 0, 0x1011, 3) + b"raw" + struct.pack("<HHI", 0x10, 0x1011, 8) + b"damaged!"
    first, second, third = ppt_objects(stream)
    assert (first.open().read(), second.open().read()) == (b"hello", b"raw")
    with pytest.raises(ExtractionError) as error:
        third.open()
    assert error.value.problem.at == Location()
