"""Workbooks: xlsx xlsm xlsb xls ods. Values by calamine; what it leaves out is read by xlsx_parts and xls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from scanner.document import Item, Location, Protected, Protection, Runs, StepKind, TableBlock, place
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Source,
    damaged,
    encrypted,
    fail,
    properties,
    table_blocks,
    text_blocks,
)
from scanner.extractors.calamine import CalamineFailure, guarded, opened, rows_of
from scanner.extractors.packages import Package
from scanner.extractors.sparse import GRID
from scanner.extractors.xlsx_parts import WorkbookParts
from scanner.extractors.xlsx_stream import SheetStream
from scanner.options import Limits

ZIPPED = frozenset({"xlsx", "xlsm", "xltx", "xltm", "xlam", "xlsb"})


class Beside(Protocol):
    """What is known of the sheets beside their cells' values."""

    def shown_otherwise(self, sheet: str) -> dict[tuple[int, int], str]: ...
    def hidden_cells(self, sheet: str) -> tuple[Runs, Runs]: ...


class Spreadsheet(ByFormat):
    """Each sheet a table, hidden ones marked; then comments, text boxes, headers and footers, properties."""

    name = "spreadsheet"
    version = 3
    formats = frozenset({*ZIPPED, "xls", "xls2", "xls3", "xls4", "ods"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        if src.format in ZIPPED:
            yield from self._zipped(src, options)
        elif src.format == "ods":
            yield from self._ods(Package(src, options.limits), src, options)
        elif src.format != "xls":
            from scanner.extractors.biff import tables

            found = list(tables(src.data(), options.limits))
            yield from found
            if not found:
                yield damaged("no cells")
        else:
            from scanner.extractors.xls import xls

            yield from xls(src, options, lambda book, beside: self._sheets(book, options, beside=beside))

    def _ods(self, package: Package, src: Source, options: ExtractOptions) -> Iterator[Item]:
        from scanner.extractors.ods import OdsSheets
        from scanner.extractors.opendocument import is_encrypted, ods_parts

        if is_encrypted(package):
            yield Protected(Protection.AES)
            yield encrypted()
            return
        root = package.xml("content.xml")
        if root is None:
            yield from ods_parts(package, options)
            yield from package.problems[1:]
            fail(package.problems[0] if package.problems else damaged("no content part"))
        sheets = OdsSheets(root)
        try:
            if package.problems:
                raise CalamineFailure("not well-formed")  # calamine may look for the end for ever
            yield from self._sheets(src, options, beside=sheets)
        except CalamineFailure as failure:
            yield from sheets.tables(options)
            yield damaged(failure.cause, Location())
        yield from sheets.items()
        yield from ods_parts(package, options)
        yield from package.problems

    def _zipped(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        package = Package(src, options.limits)
        parts = WorkbookParts(package)
        yield from properties(package.ooxml_properties())
        try:
            yield from self._sheets(src, options, parts)
        except CalamineFailure as failure:
            yield from _streamed(parts, options, failure)
        yield from parts.items(options.limits)
        yield from package.embedded(("xl/embeddings/",))
        yield from package.problems

    def _sheets(
        self, src: Source, options: ExtractOptions, parts: WorkbookParts | None = None, beside: Beside | None = None
    ) -> Iterator[Item]:
        beside = parts or beside
        book = guarded(opened, src)
        stream: _Reader | None = None
        for meta in book.sheets_metadata:
            at = place(StepKind.SHEET, meta.name)
            hidden = not str(meta.visible).endswith(".Visible")
            if (
                parts
                and meta.name not in parts.sheets
                and (parts.binary or any(parts.scan(s).cells > GRID for s in parts.sheets))
            ):
                raise CalamineFailure("unknown sheet")  # it might be one that does not fit into memory
            if parts and parts.scan(meta.name).cells > GRID:
                stream = stream or _reader(parts)
                yield from stream(parts.sheets[meta.name], at, options.limits, meta.name, hidden)
                continue
            try:
                sheet = guarded(book.get_sheet_by_name, meta.name)
            except CalamineFailure as failure:
                if parts and meta.name in parts.sheets:
                    stream = stream or _reader(parts)
                    yield from stream(parts.sheets[meta.name], at, options.limits, meta.name, hidden)
                if str(meta.typ).endswith(("WorkSheet", "MacroSheet")):
                    yield damaged(failure.cause, at)
                continue
            start = sheet.start
            if start is None:
                yield from text_blocks(meta.name, at, hidden=hidden)
                continue
            fixes = beside.shown_otherwise(meta.name) if beside else {}
            rows = rows_of(sheet, fixes, start)
            unseen = beside.hidden_cells(meta.name) if beside else ((), ())
            yield from table_blocks(rows, at, options.limits, meta.name, start[0] + 1, start[1], hidden, *unseen)


_Reader = Callable[[str, Location, Limits, str, bool], Iterator[Item]]


def _reader(parts: WorkbookParts) -> _Reader:
    """Our own reader of single sheets: part, place, limits, name, whether hidden."""
    if not parts.binary:
        return SheetStream(parts.package, parts).blocks
    from scanner.extractors.xlsb import BinarySheets

    sheets = BinarySheets(parts.package)
    return lambda part, at, limits, name, hidden: sheets.blocks(
        part, at, limits, name, hidden, parts.hidden_cells(name)
    )


def _streamed(parts: WorkbookParts, options: ExtractOptions, failure: CalamineFailure) -> Iterator[Item]:
    """Second reader for workbooks that calamine refuses; raises CORRUPT where there is nothing to be read."""
    read = False
    reader = _reader(parts)
    for name, part in parts.sheets.items():
        at = place(StepKind.SHEET, name)
        for item in reader(part, at, options.limits, name, parts.is_hidden(name)):
            read = read or isinstance(item, TableBlock)
            yield item
    if parts.binary and not read:
        from scanner.extractors.xlsb import xlsb_texts

        for item in xlsb_texts(parts.package):
            read = True
            yield item
    if not read:
        fail(damaged(failure.cause))
    yield damaged(failure.cause, Location())
