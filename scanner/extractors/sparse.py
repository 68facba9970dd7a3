"""Cells that are read one after the other, gathered into tables.

Rows that are far apart, and columns that are, come as tables of their own: a cell in the far corner of a sheet
costs one cell, not seventeen thousand million.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.document import Location, Runs, TableBlock
from scanner.extractors.base import TABLE_ROWS, header_index

GRID = 6_000_000
"""Cells of a grid that is still held in memory as a whole: some 600 MB, with which a worker stays below 1 GB."""
_BLOCK_CELLS = 4_000_000
_ROWS_APART, _COLUMNS_APART = 200, 8

Cells = dict[int, str]


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
