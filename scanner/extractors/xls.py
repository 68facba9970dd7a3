"""xls: encryption, cells by calamine, what is beside the cells by xls_records, all by our own reader where calamine
refuses."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterator

from scanner.document import Item, Location
from scanner.extractors.base import ExtractOptions, Source, damaged, fail
from scanner.extractors.biff import records, tables
from scanner.extractors.calamine import CalamineFailure
from scanner.extractors.compound import single_stream
from scanner.extractors.ole import embedded_objects, ole_properties, open_ole, opened_office, stream_bytes
from scanner.extractors.sparse import GRID
from scanner.extractors.xls_records import BookRecords, pivot_texts

_CHART = b"\x09\x08\x10\x00\x00\x06\x20\x00"  # a chart's first record (BIFF8)
_DIMENSION = 0x200
_DIMENSIONS = re.compile(rb"\x00\x02([\x0e\x0a]\x00)")


def xls(
    src: Source, options: ExtractOptions, sheets: Callable[[Source, BookRecords], Iterator[Item]]
) -> Iterator[Item]:
    """The items of an xls; ``sheets`` reads its cells."""
    data = src.data()
    opened = yield from opened_office(data, options)
    if opened is None:
        return
    ole = open_ole(opened)
    yield from ole_properties(ole)
    failed = ""
    read = 0
    book = stream_bytes(ole, "Workbook", "WORKBOOK", "Book", "BOOK")
    if not book:
        fail(damaged("no workbook"))
    beside = BookRecords(book)
    try:
        if beside.unfit:
            raise CalamineFailure("cells out of place")
        for item in sheets(_harmless(book, src), beside):
            read += 1
            yield item
    except CalamineFailure as failure:
        failed = failure.cause
    for item in beside.items():
        read += 1
        yield item
    for number, path in enumerate((p for p in ole.listdir() if p[0].startswith("_SX_DB")), 1):
        yield from pivot_texts(stream_bytes(ole, "/".join(path)), number)
    yield from embedded_objects(ole)
    # reading every record twice is worth it only where there is something to find
    again = tables(book, options.limits, charts_only=not failed) if failed or _CHART in book else ()
    for item in again:
        read += 1
        yield item
    if failed:
        if not read:
            fail(damaged(failed))
        yield damaged(failed, Location())


def _harmless(book: bytes, src: Source) -> Source:
    """The workbook in a file of its own: without the loops and lies of the one it was in,
    which would end calamine's process."""

    for lie, truth in lies(book).items():
        book = book.replace(lie, truth)
    data = single_stream("Workbook", book)
    return Source(io.BytesIO(data), src.name, len(data), src.format)


def lies(book: bytes) -> dict[bytes, bytes]:
    """The records by which a sheet says that it is larger than any xls can be, each with a harmless one.

    Calamine would reserve memory for all of it. The records are walked only where there is a suspicion: a cell in row
    513 may look like such a record.
    """
    if not any(_too_large(found[1], book[found.end() : found.end() + 14]) for found in _DIMENSIONS.finditer(book)):
        return {}
    found_lies: dict[bytes, bytes] = {}
    for kind, body in records(book):
        length = struct.pack("<H", len(body))
        if kind == _DIMENSION and _too_large(length, body):
            head = struct.pack("<H", kind) + length
            found_lies[head + body] = head + struct.pack(_layout(length), 0, 1, 0, 1).ljust(len(body), b"\0")
    return found_lies


def _layout(length: bytes) -> str:
    return "<IIHH" if length == b"\x0e\x00" else "<HHHH"


def _too_large(length: bytes, body: bytes) -> bool:
    """Whether these are dimensions of more cells than a sheet has, or end before they begin."""
    layout = _layout(length)
    if length not in (b"\x0e\x00", b"\x0a\x00") or len(body) < struct.calcsize(layout):
        return False
    first, last, left, right = struct.unpack_from(layout, body)
    return bool(last < first or right < left or (last - first) * (right - left) > GRID)
