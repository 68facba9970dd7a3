"""ods beside the cells that calamine reads: what is hidden, codes with leading zeros, notes, links, text boxes,
validation lists, names; and a reader of its own for those that calamine refuses."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.document import Item, Runs, StepKind, column_letter, place, runs
from scanner.extractors.base import ExtractOptions, table_blocks, text_blocks
from scanner.extractors.opendocument import (
    DRAW,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    XLINK,
    all_text,
    annotation_text,
    times,
)
from scanner.extractors.packages import local
from scanner.extractors.sparse import Cells, SparseTables
from scanner.extractors.xlsx_sheet import link_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
_UNSEEN = ("collapse", "filter")
_CODE = re.compile(r"[0-9][0-9() /-]*[0-9]|\([0-9][0-9() /-]*[0-9]")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


class OdsSheets:
    """The tables of a spreadsheet's content part."""

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._shown: dict[str, dict[tuple[int, int], str]] = {}
        self._unseen: dict[str, tuple[Runs, Runs]] = {}
        self._links: dict[str, dict[int, Cells]] = {}
        self._notes: dict[str, list[tuple[str, str]]] = {}  # sheet -> (cell, text)
        self._tables = [t for t in root.iter(TABLE + "table") if local(t.getparent()) == "spreadsheet"]
        self._invisible = {
            style.get(STYLE + "name")
            for style in root.iter(STYLE + "style")
            for inner in style
            if inner.get(TABLE + "display") == "false"
        }
        for table in self._tables:
            self._walk(table, table.get(TABLE + "name") or "")

    def is_hidden(self, sheet: str) -> bool:
        """Whether the sheet as a whole is hidden."""
        found = (t for t in self._tables if t.get(TABLE + "name") == sheet)
        return any(t.get(TABLE + "style-name") in self._invisible for t in found)

    def hidden_cells(self, sheet: str) -> tuple[Runs, Runs]:
        """The rows and columns of a sheet that are hidden, as ``TableBlock`` has them."""
        return self._unseen.get(sheet, ((), ()))

    def shown_otherwise(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) counted from 0 -> text, for numbers that are shown as codes: with leading zeros, or divided."""
        return self._shown.get(sheet, {})

    def _walk(self, table: _Element, name: str) -> None:
        rows: list[tuple[int, int]] = []
        columns: list[tuple[int, int]] = []
        row = column = 0
        for element in table.iter(TABLE + "table-row", TABLE + "table-column"):
            hidden = element.get(TABLE + "visibility") in _UNSEEN
            if element.tag == TABLE + "table-column":
                count = times(element, TABLE + "number-columns-repeated", _LAST_COLUMN)
                if hidden:
                    columns.append((column, column + count - 1))
                column += count
                continue
            count = times(element, TABLE + "number-rows-repeated", _LAST_ROW)
            if hidden:
                rows.append((row + 1, row + count))
            self._cells(element, row, name)
            row += count
        self._unseen[name] = (_merged(rows), _merged(columns))

    def _cells(self, element: _Element, row: int, name: str) -> None:
        column = 0
        for cell in element:
            if cell.tag not in _CELLS:
                continue
            if len(cell):
                if cell.get(OFFICE + "value-type") == "float":
                    text = all_text(cell)
                    if (text[:1] in "0(" or "-" in text[1:]) and _CODE.fullmatch(text) and text != "0":
                        self._shown.setdefault(name, {})[row, column] = text
                for inner in cell.iter(TEXT + "a", OFFICE + "annotation"):
                    if inner.tag == TEXT + "a" and (target := link_text(inner.get(XLINK + "href") or "")):
                        self._links.setdefault(name, {}).setdefault(row, {})[column] = target
                    elif inner.tag == OFFICE + "annotation":
                        where = f"{column_letter(column)}{row + 1}"
                        self._notes.setdefault(name, []).append((where, annotation_text(inner)))
            column += times(cell, TABLE + "number-columns-repeated", _LAST_COLUMN)

    def tables(self, options: ExtractOptions) -> Iterator[Item]:
        """The cells, by our own reader; a row or cell that is repeated comes once, at its first place."""
        for table in self._tables:
            name = table.get(TABLE + "name") or ""
            at, unseen = place(StepKind.SHEET, name), self.hidden_cells(name)
            yield from table_blocks(
                _rows(table), at, options.limits, name, 1, 0, self.is_hidden(name), unseen[0], unseen[1]
            )

    def items(self) -> Iterator[Item]:
        """What is not in the cells."""
        for table in self._tables:
            name = table.get(TABLE + "name") or ""
            at = place(StepKind.SHEET, name)
            for where, text in self._notes.get(name, ()):
                yield from text_blocks(text, at.child(StepKind.COMMENT, where))
            for box in table.iter(DRAW + "text-box", DRAW + "custom-shape"):
                yield from text_blocks(all_text(box), at.child(StepKind.TEXTBOX))
            links = SparseTables(at.child(StepKind.PART, "links"), name, self.is_hidden(name), *self.hidden_cells(name))
            for row, cells in sorted(self._links.get(name, {}).items()):
                yield from links.add(row, cells)
            yield from links.flush()
        lists: list[str] = []
        for rule in self._root.iter(TABLE + "content-validation"):
            condition = rule.get(TABLE + "condition") or ""
            lists += [t.replace('""', '"') for t in _LITERAL.findall(condition)] if "list(" in condition else []
            lists += [all_text(rule)]
        yield from text_blocks("\n".join(dict.fromkeys(filter(None, lists))), place(StepKind.FIELD, "data validation"))
        names = [
            e.get(TABLE + "name") or "" for e in self._root.iter(TABLE + "named-range", TABLE + "named-expression")
        ]
        yield from text_blocks("\n".join(dict.fromkeys(filter(None, names))), place(StepKind.FIELD, "defined names"))


def _merged(spans: list[tuple[int, int]]) -> Runs:
    """Runs in rising order, those that touch made one."""
    if sum(last - first + 1 for first, last in spans) < 10_000:
        return runs(n for first, last in spans for n in range(first, last + 1))
    found: list[tuple[int, int]] = []
    for first, last in spans:
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _rows(table: _Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter(TABLE + "table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in _CELLS:
                cells.append(all_text(cell))
                cells.extend([""] * (times(cell, TABLE + "number-columns-repeated", _LAST_COLUMN) - 1))
        while cells and not cells[-1]:
            cells.pop()
        yield tuple(cells[:_LAST_COLUMN])
        yield from itertools.repeat((), times(row, TABLE + "number-rows-repeated", _LAST_ROW) - 1)
