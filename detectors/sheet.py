"""A sheet taken apart: the tables, forms and single cells on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Region:
    """One table. ``spans`` are its data rows (start, end; end exclusive), ``headers`` by column, '' for none.

    A header met again (a printed list's next page) goes on with the same table. ``header_row`` is -1 without one.
    """

    header_row: int
    headers: tuple[str, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Number of data rows."""
        return sum(end - start for start, end in self.spans)

    def rows(self) -> Iterator[int]:
        """The numbers of its data rows."""
        return itertools.chain.from_iterable(itertools.starmap(range, self.spans))

    def backwards(self) -> Iterator[int]:
        """The same, the last one first."""
        return itertools.chain.from_iterable(range(end - 1, start - 1, -1) for start, end in reversed(self.spans))


@dataclass(slots=True)
class Layout:
    """A sheet taken apart: tables, forms (blocks of labels and values; start, end) and single cells (row, column).

    ``transposed`` are tables (start, end) with their headers down the first column. ``sure`` has a 1 for each row that
    is surely one of data.
    """

    tables: list[Region] = field(default_factory=list)
    forms: list[tuple[int, int]] = field(default_factory=list)
    transposed: list[tuple[int, int]] = field(default_factory=list)
    loose: list[tuple[int, int]] = field(default_factory=list)
    sure: bytes = b""
    _by_headers: dict[tuple[str, ...], Region] = field(default_factory=dict)

    def region(self, header_row: int, headers: tuple[str, ...]) -> Region:
        """The table with these headers, a new one where there is none yet or no header."""
        known = self._by_headers.get(headers) if headers else None
        if known is None:
            known = Region(header_row, headers)
            self._by_headers[headers] = known
            self.tables.append(known)
        return known

    def without_first_row(self) -> Layout:
        """The same with the first row left out where it is no header."""
        tables = [
            Region(each.header_row, each.headers, [(max(1, start), end) for start, end in each.spans if end > 1])
            for each in self.tables
        ]
        loose = [(row, column) for row, column in self.loose if row]
        return Layout(tables, self.forms, self.transposed, loose)

    def forget(self, region: Region) -> None:
        """Drop a table again that turned out to be the upper line of a header."""
        self.tables.remove(region)
        self._by_headers.pop(region.headers, None)
