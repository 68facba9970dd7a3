"""xlsx sheets row by row, in bounded memory: for sheets whose grid would be too large, and for damaged ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from scanner.document import Detail, Location, Problem, ProblemKind, TableBlock, extract_problem
from scanner.extractors.base import damaged
from scanner.extractors.packages import UNZIP_ERRORS, Package, local
from scanner.extractors.sparse import Cells, SparseTables
from scanner.extractors.xlsx_parts import WorkbookParts
from scanner.extractors.xlsx_rows import rows
from scanner.extractors.xlsx_sheet import elements, plain_number
from scanner.options import Limits

_LAST_COLUMN = 16_384
_DAMAGE: tuple[type[Exception], ...] = (*UNZIP_ERRORS, SyntaxError)


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
        for number, raw in rows(stream):
            cells: Cells = {}
            for column, style, kind, value in raw:
                if value and column < _LAST_COLUMN and (text := self._text(style, kind, value)):
                    cells[column] = text
            if cells:
                yield number, cells

    def _text(self, style: str | None, kind: str | None, value: str) -> str:
        if kind == "s":
            strings = self._strings or []
            return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind in (None, "n"):
            return self._parts.shown(style, value) or plain_number(value)
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
