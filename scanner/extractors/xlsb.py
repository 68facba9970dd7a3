"""The records of an xlsb ([MS-XLSB] 2.3): what calamine leaves out, and the cells where it refuses or would need too
much memory. Numbers come as they are stored: a date in a sheet that only this reader could read is its serial."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from scanner.document import Item, Location, Runs, StepKind, place, runs
from scanner.extractors.base import Paragraphs, damaged, text_blocks
from scanner.extractors.biff import number_text, rk
from scanner.extractors.packages import Package
from scanner.extractors.sparse import Cells, SparseTables
from scanner.extractors.xlsx_sheet import OUT_OF_ORDER, SheetScan
from scanner.options import Limits

_ROW, _COLUMN, _SHEET, _SHARED = 0, 60, 156, 19
_RK, _BOOL, _REAL, _STRING, _INDEX, _F_STRING, _F_NUMBER, _F_BOOL = 2, 4, 5, 6, 7, 8, 9, 10
_FILLED = frozenset((_RK, _BOOL, _REAL, _STRING, _INDEX, _F_STRING, _F_NUMBER, _F_BOOL))
_AUTHOR, _COMMENT, _COMMENT_TEXT = 632, 635, 637
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, body) of the records; the last one may be cut off."""
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80 and position < end:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        length = shift = 0
        while position < end and shift < 28:
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[position : position + length]
        position += length


def sheet_names(package: Package, main: str, relations: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Sheet name -> part, in the order of the workbook; by the parts alone where the workbook part is damaged."""
    found: dict[str, str] = {}
    for kind, body in records(package.read(main) or b""):
        if kind == _SHEET:
            relation, behind = _string(body, 8)
            name, _ = _string(body, behind)
            if relation in relations:
                found[name] = relations[relation][1]
    sheets = [t for k, t in relations.values() if k in ("worksheet", "dialogsheet", "chartsheet", "xlMacrosheet")]
    return found or {target: target for target in sheets}


def _string(data: bytes, at: int) -> tuple[str, int]:
    """A string with its length in characters before it, and where it ends; '' for one that is cut off or null."""
    if at + 4 > len(data):
        return "", len(data)
    (characters,) = struct.unpack_from("<I", data, at)
    if characters == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * characters
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def scan_sheet(stream: BinaryIO) -> SheetScan:
    """The size of the grid and what of it is hidden. Raises what zipfile raises for damaged parts."""
    rows: set[int] = set()
    columns: list[tuple[int, int]] = []
    first = last = begin = -1
    left, right = _LAST_COLUMN, -1
    row = final = 0
    for kind, body in records(stream.read()):
        if kind == _ROW and len(body) >= 12:
            (row,) = struct.unpack_from("<I", body)
            if body[11] & 0x10:  # fDyZero
                rows.add(row + 1)
        elif kind in _FILLED and len(body) >= 8:
            begin = row if begin < 0 else begin
            first, last = row if first < 0 else min(first, row), max(last, row)
            final = row
            column = int.from_bytes(body[:4], "little")
            left, right = min(left, column), max(right, column)
        elif kind == _COLUMN and len(body) >= 18:
            start, end, width = struct.unpack_from("<III", body)
            if (body[16] & 1 or not width) and start <= end < _LAST_COLUMN:
                columns.append((start, end))
    numbers = (n for start, end in columns[:_LAST_COLUMN] for n in range(start, end + 1))
    cells = (last - first + 1) * (right - left + 1) if right >= 0 else 0
    cells = OUT_OF_ORDER if final < begin else cells
    return SheetScan(cells, runs(r for r in rows if r <= _LAST_ROW), runs(numbers))


def comments(part: bytes, at: Location) -> Iterator[Item]:
    """The comments of one sheet with their authors and cells."""
    from scanner.document import column_letter

    authors: list[str] = []
    author = ref = ""
    for kind, body in records(part):
        if kind == _AUTHOR:
            authors.append(_string(body, 0)[0])
        elif kind == _COMMENT and len(body) >= 20:
            number, row, _, column, _ = struct.unpack_from("<5I", body)
            author = authors[number] if number < len(authors) else ""
            ref = f"{column_letter(column)}{row + 1}" if column < _LAST_COLUMN else ""
        elif kind == _COMMENT_TEXT and len(body) > 1:
            text, _ = _string(body, 1)
            text = f"{author}: {text}" if author and author not in text else text
            yield from text_blocks(text, at.child(StepKind.COMMENT, ref))


class BinarySheets:
    """Reads the cells of single sheets; the shared strings are read once, when first needed."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._strings: list[str] | None = None

    def blocks(
        self, part: str, at: Location, limits: Limits, name: str, hidden: bool, unseen: tuple[Runs, Runs] = ((), ())
    ) -> Iterator[Item]:
        """The tables of one sheet part; cells that are far apart come as tables of their own."""
        data = self._package.read(part)
        if data is None:
            yield damaged("no sheet part", at)
            return
        if self._strings is None:
            shared = records(self._package.read("xl/sharedStrings.bin") or b"")
            self._strings = [_string(body, 1)[0] for kind, body in shared if kind == _SHARED]
        tables = SparseTables(at, name, hidden, *unseen)
        row, cells, seen = 0, Cells(), 0
        for kind, body in records(data):
            if kind == _ROW and len(body) >= 4:
                if cells:
                    yield from tables.add(row, cells)
                row, cells, seen = int.from_bytes(body[:4], "little"), Cells(), seen + 1
                if seen > limits.rows:
                    break
            elif kind in _FILLED and len(body) >= 8 and row < _LAST_ROW:
                column = int.from_bytes(body[:4], "little")
                if column < _LAST_COLUMN and (text := self._text(kind, body)):
                    cells[column] = text
        if cells:
            yield from tables.add(row, cells)
        yield from tables.flush()

    def _text(self, kind: int, body: bytes) -> str:
        if kind in (_STRING, _F_STRING):
            return _string(body, 8)[0]
        if kind in (_BOOL, _F_BOOL):
            return "TRUE" if body[8:9] == b"\x01" else "FALSE"
        if kind in (_REAL, _F_NUMBER):
            return number_text(struct.unpack_from("<d", body, 8)[0]) if len(body) >= 16 else ""
        value = int.from_bytes(body[8:12], "little")
        if kind == _RK:
            return rk(value)
        strings = self._strings or []
        return strings[value] if value < len(strings) else ""


def xlsb_texts(package: Package) -> Iterator[Item]:
    """All strings of a workbook of which no sheet can be read, in the order of the parts; without their places in the
    sheets, and without numbers."""
    for name in sorted(package.names):
        if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet")) and name.endswith(".bin"):
            data = package.read(name) or b""
            yield from Paragraphs(StepKind.PARAGRAPH, place(StepKind.PART, name)).all(_strings(data))


def _strings(data: bytes) -> Iterator[str]:
    for kind, body in records(data):
        start = {_SHARED: 1, _STRING: 8, _F_STRING: 8}.get(kind)
        if start is not None:
            yield _string(body, start)[0]
