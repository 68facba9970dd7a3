"""Excel workbooks: the one look of every register, and text that can never become a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.files import atomic
from reports.text import visible, width

MAX_TEXT = 32_767  # characters of one cell
FONT = {"ja": "Yu Gothic", "en": "Calibri"}
INK, QUIET, WARN = "1F2933", "61707F", "9B2C2C"
MACHINE, HUMAN, GONE, HEAD, GROUP, NOTE = "E8F1FA", "FFF6D6", "E7E7E7", "1F4E79", "3E6F9E", "F4F6F8"
MISSING = "F6C7C3"
A3, A4 = 8, 9  # as Excel numbers sizes of paper
_LINE = Side(style="thin", color="C5CED6")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP archive can carry
PAGE_WIDTH = 270
"""Characters of all columns that an A3 page across shows in letters of 8 points, A4 half of them."""
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")

Value = str | int | float | date | None


_LOOKS: WeakKeyDictionary[Workbook, dict[tuple[str, str | None, bool, bool], StyleArray]] = WeakKeyDictionary()


class Formula(str):
    """Text that is meant to be a formula: one of ours, or one that a person typed."""

    __slots__ = ()


def clean(text: str) -> str:
    """``text`` as a cell can hold it: line breaks stay, what else is invisible is shown, the excess is cut."""
    return "\n".join(visible(line) for line in text.split("\n"))[:MAX_TEXT]


def put(sheet: Worksheet, row: int, column: int, value: Value, raw: bool = False) -> Cell:
    """Write ``value`` into a cell. Text stays text whatever it begins with; only a ``Formula`` becomes a formula.

    Text is made ``clean`` unless it is ``raw``: what a person typed into a workbook goes back as it was.
    """
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell), "nothing is written into the hidden part of merged cells"
    if isinstance(value, str) and not isinstance(value, Formula):
        text = value if raw else clean(value)
        cell.value = text
        if cell.data_type != "s":  # openpyxl took it for a formula or an error value
            cell.data_type = "s"
        if text.startswith(("=", "+", "-", "@", "'")):
            cell.quotePrefix = True
    else:
        cell.value = str(value) if isinstance(value, Formula) else value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    return cell


def fill(colour: str) -> PatternFill:
    """A plain fill."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def border(left: bool = True, right: bool = True) -> Border:
    """Thin lines all round, or without a side that goes on."""
    return Border(left=_LINE if left else None, right=_LINE if right else None, top=_LINE, bottom=_LINE)


def font(lang: str, size: float = 10, bold: bool = False, colour: str = INK) -> Font:
    """The register's typeface in ``lang``."""
    return Font(name=FONT[lang], size=size, bold=bold, color=colour)


def heading(cell: Cell, lang: str, colour: str = HEAD) -> None:
    """Dress a column heading."""
    cell.font, cell.fill, cell.border = font(lang, bold=True, colour="FFFFFF"), fill(colour), border()
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def body(cell: Cell, lang: str, colour: str | None = None, centre: bool = False, bold: bool = False) -> None:
    """Dress a cell of a table; its number format stays."""
    target: Any = cell  # the array of style numbers is what openpyxl's users copy, though its name is private
    looks = _LOOKS.setdefault(target.parent.parent, {})
    look = (lang, colour, centre, bold)
    if look not in looks:
        cell.font, cell.border = font(lang, bold=bold), border()
        cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="center" if centre else None)
        if colour:
            cell.fill = fill(colour)
        looks[look] = copy(target._style)
        return
    # Dressing each anew takes a millisecond a cell: minutes for a register of some thousand rows.
    own = target._style or StyleArray()
    target._style = copy(looks[look])
    target._style.numFmtId, target._style.quotePrefix = own.numFmtId, own.quotePrefix


def table(
    sheet: Worksheet,
    row: int,
    lang: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[float],
) -> int:
    """A plain table with its headings in ``row``; gives the row after it. ``widths`` are those of the columns."""
    for column, text in enumerate(headings, 1):
        heading(put(sheet, row, column, text), lang)
    for row_values in rows:
        row += 1
        for column, value in enumerate(row_values, 1):
            cell = put(sheet, row, column, value)
            body(cell, lang)
            if isinstance(value, int):
                cell.number_format = "#,##0"
        texts = [(v, w) for v, w in zip(row_values, widths, strict=False) if isinstance(v, str)]
        sheet.row_dimensions[row].height = height(texts)
    return row + 1


@dataclass(frozen=True, slots=True)
class Look:
    """How the cells of a column are dressed: ``grouped`` is for whole numbers with signs between thousands."""

    colour: str | None = None
    centre: bool = False
    bold: bool = False
    grouped: bool = False


class Stream:
    """Rows written one after the other into a new sheet of a workbook made with ``write_only``: what was written needs
    no memory, and each look is dressed once. What stands before the rows (widths, the frozen part) is set first."""

    def __init__(self, book: Workbook, title: str, lang: str, looks: Sequence[Look | None]) -> None:
        self.sheet: Any = book.create_sheet(sheet_name(title))
        self._lang, self._looks = lang, looks
        self._cells: dict[tuple[int, str], Cell] = {}
        self.rows = 0

    def title(self, text: str) -> None:
        """A line over the rows, and an empty one below it."""
        cell = WriteOnlyCell(self.sheet, clean(text))
        cell.font = font(self._lang, 14, True, HEAD)
        self._append([cell], None)
        self._append([], None)

    def headings(self, texts: Sequence[str], colours: Sequence[str] = (), tall: float | None = None) -> None:
        """A row of column headings."""
        cells = []
        for index, text in enumerate(texts):
            cell = WriteOnlyCell(self.sheet, clean(text))
            heading(cell, self._lang, colours[index] if colours else HEAD)
            cells.append(cell)
        self._append(cells, tall)

    def add(self, values: Sequence[Value], tall: float | None = None, raw: int | None = None) -> None:
        """A row, in the looks of the columns. Text stays text whatever it begins with, and is made ``clean`` but in the
        columns from number ``raw`` (counted from 0) on: what a person typed goes back as it was."""
        cells = [self._cell(i, value, raw is not None and i >= raw) for i, value in enumerate(values)]
        self._append(cells, tall)

    def _append(self, cells: Sequence[Cell | None], tall: float | None) -> None:
        self.rows += 1
        if tall is not None:
            self.sheet.row_dimensions[self.rows].height = tall
        self.sheet.append(cells)

    def _cell(self, column: int, value: Value, raw: bool) -> Cell | None:
        look = self._looks[column] if column < len(self._looks) else None
        if value is None and look is None:
            return None
        kind = "number"
        if isinstance(value, str):
            value = value if raw else clean(value)
            kind = "quoted" if value.startswith(("=", "+", "-", "@", "'")) else "text"
        elif isinstance(value, date):
            kind = "date"
        cell = self._cells.get((column, kind))
        if cell is None:
            # A cell is written out at once: the next row uses it again, with everything that it wears.
            cell = self._cells[column, kind] = WriteOnlyCell(self.sheet)
            if look is not None:
                body(cell, self._lang, look.colour, look.centre, look.bold)
            if kind == "date":
                cell.number_format = "yyyy-mm-dd"
            elif kind == "number" and look is not None and look.grouped:
                cell.number_format = "#,##0"
            elif kind == "quoted":
                cell.quotePrefix = True
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes some for a formula or an error value
        return cell


def listing(
    book: Workbook,
    title: str,
    lang: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[float],
) -> None:
    """A sheet of a workbook made with ``write_only`` that is one table with filters, its headings always in sight."""
    stream = Stream(book, title, lang, [Look(grouped=True)] * len(headings))
    fit(stream.sheet, widths)
    stream.sheet.freeze_panes = "A2"
    paper = A3 if sum(widths) > PAGE_WIDTH / 2 else A4
    landscape(stream.sheet, "1:1", pages_across=ceil(sum(widths) / PAGE_WIDTH), paper=paper)
    bold = 0.8  # of a column's width is what letters of headings have
    stream.headings(headings, tall=height((t, bold * w) for t, w in zip(headings, widths, strict=True)))
    for values in rows:
        texts = [(v, w) for v, w in zip(values, widths, strict=False) if isinstance(v, str)]
        stream.add(values, height(texts))
    stream.sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{stream.rows}"


def dropdown(sheet: Worksheet, cells: str, values: Sequence[str], strict: bool = True) -> None:
    """A list to choose from in ``cells`` (``F6:F500``). Unless ``strict``, other entries are allowed too.

    ``values`` hold no comma and have at most 255 characters together (Excel's limit for a list in the rule itself).
    """
    listed = ",".join(values)
    if len(listed) > 255 or any("," in v or '"' in v for v in values):
        raise ValueError("a list too long, or with a comma, for a drop-down")
    dropdown_from(sheet, cells, f'"{listed}"', strict)


def dropdown_from(sheet: Worksheet, cells: str, source: str, strict: bool = True) -> None:
    """A list to choose from in ``cells`` that stands in the cells ``source`` (``_tana!$A$2:$A$90``)."""
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=strict)
    sheet.data_validations.append(rule)
    rule.add(cells)


def whole_numbers(sheet: Worksheet, cells: str, low: int, high: int) -> None:
    """A list of whole numbers to choose from; spreadsheets compare it with the number, not with its text."""
    dropdown(sheet, cells, [str(n) for n in range(low, high + 1)])


def fit(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the first columns, in characters."""
    for column, columns in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = columns


def height(texts: Iterable[tuple[str, float]], line: float = 15.0, most: int = 8) -> float:
    """The height in points of a row of wrapped ``(text, column width)``; applications other than Excel need it told."""
    lines = 1
    for text, columns in texts:
        needed = sum(max(1, -(-width(part) // max(1, int(columns * 0.92)))) for part in text.split("\n"))
        lines = max(lines, needed)
    return line * min(lines, most) + 3


def sheet_name(text: str) -> str:
    """A legal name for a sheet: no ``[]:*?/\\``, at most 31 characters."""
    return _SHEET_NAME.sub(" ", visible(text))[:31]


def landscape(
    sheet: Worksheet, title_rows: str | None = None, pages_across: int = 1, heading: str = "", paper: int = A4
) -> None:
    """Print across, all columns on so many pages side by side, headings and the first two columns repeated.

    ``heading`` stands above each page.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_across, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    # Inches: heading and footer stand within the margins, and need room there.
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P / &N"))
    if heading:
        sheet.oddHeader = HeaderFooterItem(left=_HeaderFooterPart(text=heading.replace("&", "&&")))
    if title_rows:
        sheet.print_title_rows = title_rows
    if pages_across > 1:
        sheet.print_title_cols = "A:B"


def save(book: Workbook, out: Path, today: date) -> None:
    """Write ``book`` to ``out`` in one step: ``out`` is the old file or the new one, never half of it.

    The same workbook and day give the same bytes; the document properties name the program and no person.
    Raises OSError where the folder cannot be written.
    """
    moment = datetime(today.year, today.month, today.day)
    properties = book.properties
    properties.creator, properties.lastModifiedBy, properties.created = "Tanaoroshi", None, moment
    made = io.BytesIO()
    book.save(made)
    stamp = f"{moment.isoformat()}Z".encode()
    with atomic(out) as target, zipfile.ZipFile(made) as source, zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":  # openpyxl writes the time of saving there
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            packed.writestr(entry, content)
