"""Cells of Excel 2 to 4, of chart data in later workbooks, and of those that calamine refuses, from the BIFF records.

Numbers come as they are stored: a date in such a file is its serial.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.document import Detail, Item, ProblemKind, StepKind, extract_problem, place
from scanner.extractors.base import table_blocks
from scanner.extractors.encodings import decode, known
from scanner.extractors.sparse import SparseTables
from scanner.options import Limits

_BOF = {0x0009: 2, 0x0209: 3, 0x0409: 4, 0x0809: 5}
_EOF, _BOUNDSHEET, _CODEPAGE = 0x0A, 0x85, 0x42
_LABELS, _NUMBERS = (0x04, 0x204, 0xD6), (0x03, 0x203)
_FORMULAS, _STRINGS = (0x06, 0x206, 0x406), (0x07, 0x207)
_INTEGER, _RK, _MULRK = 0x02, 0x27E, 0xBD
_CHART = 0x20
_WIDEST = 16_384


def records(book: bytes) -> Iterator[tuple[int, bytes]]:
    """(type, body) of the BIFF records, up to where the stream ends or makes no sense."""
    position = 0
    end = len(book)
    while position + 4 <= end:
        kind, length = struct.unpack_from("<HH", book, position)
        if kind == 0 and length == 0:
            return
        yield kind, book[position + 4 : position + 4 + length]
        position += 4 + length


GRID = 2_000_000  # cells of a table that is written out with its empty cells


@dataclass(slots=True)
class _Sheet:
    chart: bool
    cells: dict[tuple[int, int], str] = field(default_factory=dict)


def tables(book: bytes, limits: Limits, charts_only: bool = False) -> Iterator[Item]:
    """A table for each worksheet that has cells, or for each chart's data alone. Broken records are passed over and
    said at the end, save with ``charts_only``: there another reader has had the worksheets' records."""
    reader = _Reader()
    broken = 0
    for kind, body in records(book):
        try:
            reader.take(kind, body)
        except (struct.error, IndexError):
            broken += 1
    for number, sheet in enumerate(reader.sheets):
        if not sheet.cells or (charts_only and not sheet.chart):
            continue
        name = reader.names[number] if number < len(reader.names) and not sheet.chart else ""
        rows: dict[int, dict[int, str]] = {}
        for (row, column), text in sheet.cells.items():
            rows.setdefault(row, {})[column] = text
        first, last = min(rows), max(rows)
        width = max(max(row) for row in rows.values()) + 1
        if (last - first + 1) * width > GRID:
            sparse = SparseTables(place(StepKind.SHEET, name), name, hidden=False)
            for row_number in sorted(rows):
                yield from sparse.add(row_number, rows[row_number])
            yield from sparse.flush()
            continue
        grid = (tuple(rows.get(n, {}).get(c, "") for c in range(width)) for n in range(first, last + 1))
        yield from table_blocks(grid, place(StepKind.SHEET, name), limits, name, first + 1)
    if broken and not charts_only:
        yield extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED_PART, cause=f"{broken} records")


class _Reader:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.sheets: list[_Sheet] = []
        self._open: list[_Sheet] = []
        self._version = 8
        self._encoding = ""
        self._formula: tuple[int, int] | None = None

    def take(self, kind: int, body: bytes) -> None:
        if kind in _BOF:
            self._begin(kind, body)
        elif kind == _EOF:
            if self._open:
                self._open.pop()
        elif kind == _CODEPAGE:
            (page,) = struct.unpack_from("<H", body)
            self._encoding = known("cp1252" if page >= 0x8000 else f"cp{page}")
        elif kind == _BOUNDSHEET:
            text = body[8 if self._version == 8 else 7 :]
            wide = self._version == 8 and body[7] & 1
            self.names.append(text[: 2 * body[6]].decode("utf-16-le") if wide else self._text(text[: body[6]]))
        elif self._open:
            self._cell(kind, body, self._open[-1].cells, self._open[-1].chart)

    def _begin(self, kind: int, body: bytes) -> None:
        version, substream = struct.unpack_from("<HH", body)
        self._version = 8 if kind == 0x0809 and version == 0x0600 else _BOF[kind]
        sheet = _Sheet(substream == _CHART)
        # the globals are no sheet; a chart inside a sheet is one, without a name of its own
        if self._version < 5 or substream != 5:
            if self._open and sheet.chart:
                self.sheets.append(sheet)
            else:
                self.sheets.insert(sum(not s.chart for s in self.sheets), sheet)
        self._open.append(sheet)

    def _cell(self, kind: int, body: bytes, cells: dict[tuple[int, int], str], chart: bool) -> None:
        if kind in _STRINGS:
            if self._formula:
                cells[self._formula] = self._string(body, 1 if self._version == 2 else 2)
            self._formula = None
            return
        if kind not in (*_LABELS, *_NUMBERS, *_FORMULAS, _INTEGER, _RK, _MULRK):
            return
        row, column = struct.unpack_from("<HH", body)
        if column >= _WIDEST:
            return
        value = 7 if (kind < 0x08 and self._version == 2) or kind in (0x02, 0x03, 0x04) else 6
        while chart and (row, column) in cells:  # the names, values and sizes of a series share their places
            column += 1
        if kind in _LABELS:
            cells[row, column] = self._string(body[value:], 1 if kind == 0x04 else 2)
        elif kind == _INTEGER:
            cells[row, column] = str(struct.unpack_from("<H", body, 7)[0])
        elif kind in _NUMBERS:
            cells[row, column] = number_text(struct.unpack_from("<d", body, value)[0])
        elif kind in _FORMULAS:
            self._formula = (row, column)
            if body[value + 6 : value + 8] != b"\xff\xff":
                cells[row, column] = number_text(struct.unpack_from("<d", body, value)[0])
        elif kind == _RK:
            cells[row, column] = rk(struct.unpack_from("<I", body, 6)[0])
        else:
            for n in range((len(body) - 6) // 6):
                cells[row, column + n] = rk(struct.unpack_from("<I", body, 6 + 6 * n)[0])

    def _string(self, data: bytes, width: int) -> str:
        length = int.from_bytes(data[:width], "little")
        if self._version < 8:
            return self._text(data[width : width + length])
        if data[width] & 1:
            return data[width + 1 : width + 1 + 2 * length].decode("utf-16-le", "replace")
        return data[width + 1 : width + 1 + length].decode("latin-1")

    def _text(self, data: bytes) -> str:
        if self._encoding:
            return data.decode(self._encoding, "replace")
        return decode(data)[0]


def rk(value: int) -> str:
    """An RK number ([MS-XLS] 2.5.122): 30 bits of a double or of an integer, perhaps a hundredth."""
    if value & 2:
        number = float((value >> 2) - ((value & 0x80000000) >> 1))
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))
    return number_text(number / 100 if value & 1 else number)


def number_text(value: float) -> str:
    """A number as text, a whole one without a decimal point."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
