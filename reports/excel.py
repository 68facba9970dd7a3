"""Excel workbooks: the one look of every register, and text that can never become a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
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
_LINE = Side(style="thin", color="C5CED6")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a ZIP archive can carry
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


def border() -> Border:
    """Thin lines all round."""
    return Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


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


def dropdown(sheet: Worksheet, cells: str, values: Sequence[str], strict: bool = True) -> None:
    """A list to choose from in ``cells`` (``F6:F500``). Unless ``strict``, other entries are allowed too.

    ``values`` hold no comma and have at most 255 characters together (Excel's limit for a list in the rule itself).
    """
    listed = ",".join(values)
    if len(listed) > 255 or any("," in v or '"' in v for v in values):
        raise ValueError("a list too long, or with a comma, for a drop-down")
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=strict)
    sheet.add_data_validation(rule)
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


def landscape(sheet: Worksheet, title_rows: str | None = None, pages_across: int = 1, heading: str = "") -> None:
    """Print on A4 across, all columns on so many pages side by side, headings and the first two columns repeated.

    ``heading`` stands above each page.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
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
