"""xlsx sheets row by row, in bounded memory: for sheets whose grid would be too large, and for damaged ones.

Rows that are far apart, and columns that are, come as tables of their own: a cell in the far corner of a sheet
costs one cell, not seventeen thousand million.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from scanner.document import Detail, Location, Problem, ProblemKind, Runs, TableBlock, extract_problem
from scanner.extractors.base import TABLE_ROWS, damaged, header_index
from scanner.extractors.packages import UNZIP_ERRORS, Package, local
from scanner.extractors.xlsx_sheet import column_number
from scanner.options import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

    from scanner.extractors.xlsx_parts import WorkbookParts

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
GRID = 24_000_000  # cells of a grid that is still held in memory as a whole
_BLOCK_CELLS = 4_000_000
_ROWS_APART, _COLUMNS_APART = 200, 8
_LAST_COLUMN = 16_384
_DAMAGE: tuple[type[Exception], ...] = (*UNZIP_ERRORS, SyntaxError)

Cells = dict[int, str]


class SheetStream:
    """Reads the sheets of one workbook package; its shared strings and styles are read once, when first needed."""

    def __init__(self, package: Package, parts: WorkbookParts) -> None:
        self._package = package
        self._parts = parts
        self._strings: list[str] | None = None

    def blocks(
        self, part: str, at: Location, limits: Limits, name: str, hidden: bool
    ) -> Iterator[TableBlock | Problem]:
        """The tables of one sheet part; what follows damage is a problem at ``at``."""
        stream = self._package.open(part)
        if stream is None:
            yield damaged("no sheet part", at)
            return
        if self._strings is None:
            self._strings = list(self._shared())
        tables = SparseTables(at, name, hidden, *self._parts.hidden_cells(name))
        problem: Problem | None = None
        with stream:
            try:
                for seen, (row, cells) in enumerate(self._rows(stream), 1):
                    if seen > limits.rows:
                        problem = extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_ROWS, at)
                        break
                    yield from tables.add(row, cells)
            except _DAMAGE as error:
                problem = damaged(error, at)
        yield from tables.flush()
        if problem is not None:
            yield problem

    def _rows(self, stream: BinaryIO) -> Iterator[tuple[int, Cells]]:
        """(row, column -> text), both counted from 0, of the rows that have any text."""
        number = -1
        for row in elements(stream, "row"):
            said = row.get("r") or ""
            number = int(said) - 1 if said.isdigit() and len(said) < 8 else number + 1
            cells: Cells = {}
            column = -1
            for cell in row:
                if local(cell) != "c":
                    continue
                letters = (cell.get("r") or "").rstrip("0123456789")
                known = letters.isascii() and letters.isupper() and len(letters) < 4
                column = column_number(letters) if known else column + 1
                text = self._text(cell)
                if text and column < _LAST_COLUMN:
                    cells[column] = text
            if cells:
                yield number, cells

    def _text(self, cell: _Element) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return "".join(t.text or "" for t in cell.iter() if local(t) == "t")
        value = next((v.text or "" for v in cell if local(v) == "v"), "")
        if kind == "s":
            strings = self._strings or []
            return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "n" and value:
            return self._parts.shown(cell.get("s"), value) or plain_number(value)
        return value

    def _shared(self) -> Iterator[str]:
        stream = self._package.open("xl/sharedStrings.xml")
        if stream is None:
            return
        with stream:
            try:
                for item in elements(stream, "si"):
                    # readings (rPh) stand beside the text and are no part of it
                    yield "".join(t.text or "" for t in item.iter() if local(t) == "t" and local(_above(t)) != "rPh")
            except _DAMAGE as error:
                self._package.note(damaged(error, Location()))


def _above(element: Any) -> Any:
    above = element.getparent()
    return element if above is None else above


def elements(stream: BinaryIO, name: str, recover: bool = True) -> Iterator[_Element]:
    """The elements of that name as they are read, each forgotten after its turn. Raises SyntaxError at what is not
    well-formed, unless ``recover`` is set."""
    from lxml import etree

    wanted = (MAIN + name, STRICT + name)
    for _, element in etree.iterparse(
        stream, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
    ):
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def plain_number(value: str) -> str:
    """A number as Excel stores it, whole ones without a decimal point or exponent."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e17 else value


class SparseTables:
    """Gathers rows that stand together into tables."""

    def __init__(
        self, at: Location, name: str, hidden: bool, hidden_rows: Runs = (), hidden_columns: Runs = ()
    ) -> None:
        self._at = at
        self._name = name
        self._hidden = (hidden, hidden_rows, hidden_columns)
        self._rows: list[tuple[int, Cells]] = []
        self._columns: set[int] = set()
        self._continued = False

    def add(self, row: int, cells: Cells) -> Iterator[TableBlock]:
        if self._rows:
            first, last = self._rows[0][0], self._rows[-1][0]
            if not last < row <= last + _ROWS_APART:
                yield from self.flush()
            elif len(self._rows) >= TABLE_ROWS or (row - first) * len(self._columns) > _BLOCK_CELLS:
                # The next block begins with the header again, in the place of the row before.
                start = [tuple(c.values()) for _, c in self._rows[:20]]
                header = self._rows[header_index(start)][1]
                yield from self.flush()
                self._append(row - 1, header)
                self._continued = True
        self._append(row, cells)

    def _append(self, row: int, cells: Cells) -> None:
        self._rows.append((row, cells))
        self._columns.update(cells)

    def flush(self) -> Iterator[TableBlock]:
        rows, columns, continued = self._rows, sorted(self._columns), self._continued
        self._rows, self._columns, self._continued = [], set(), False
        start = 0
        for n in range(1, len(columns) + 1):
            if n == len(columns) or columns[n] - columns[n - 1] > _COLUMNS_APART:
                yield from self._block(rows, columns[start], columns[n - 1], continued)
                start = n

    def _block(self, rows: list[tuple[int, Cells]], left: int, right: int, continued: bool) -> Iterator[TableBlock]:
        width = range(left, right + 1)
        own = [(row, cells) for row, cells in rows if any(c in cells for c in width)] if len(width) < 64 else rows
        if not own:
            return
        top = own[0][0]
        empty = ("",) * len(width)
        grid = [empty] * (own[-1][0] - top + 1)
        for row, cells in own:
            grid[row - top] = tuple([cells.get(c, "") for c in width])
        yield TableBlock(grid, self._at, self._name, top + 1, left, *self._hidden, continued)
