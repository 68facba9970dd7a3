"""A register written: the table, its legend, what differs, what was examined, and the memory for the next run."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports import excel
from reports.excel import Formula, Value, put
from reports.locale import Messages
from reports.registers import coverage
from reports.registers.layout import (
    COMMENT,
    FIRST_ROW,
    GROUP_ROW,
    HEADING_ROW,
    ID_ROW,
    KEY,
    LEGEND_ROW,
    MARK,
    MEMORY_MARK,
    MEMORY_SHEET,
    MEMORY_VERSION,
    OWN,
    SOURCE_ROW,
    SPARE_ROWS,
    STATE,
    TITLE_ROW,
    Column,
    Content,
)
from reports.registers.merge import MergedRow, OldCell, State, canonical
from reports.registers.previous import Previous, remembered
from reports.view import View


def write(
    content: Content, merged: Sequence[MergedRow], old: Previous, view: View, m: Messages, out: Path, today: date
) -> None:
    """Write the workbook to ``out`` in one step. Sheets that people added to the last one come along."""
    book = old.book or Workbook()
    if old.book is None:
        del book[book.sheetnames[0]]
    columns = [
        *content.columns,
        Column(STATE, 14, centre=True),
        *(Column(name, 20) for name in old.own_columns),
        Column(KEY, 4),
    ]
    sheets = [_table(book, content, columns, merged, m)]
    if any(row.differences for row in merged):
        sheets.append(_differences(book, content, columns, merged, m))
    sheets.append(coverage.write(book, view, m, len(sheets), content.files))
    sheets.append(_notes(book, content, m, len(sheets)))
    _memory(book, content, merged, sheets)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == sheets[0]
    excel.save(book, out, today)


def _heading(m: Messages, content: Content, identifier: str) -> str:
    if identifier.startswith(OWN):
        return identifier.removeprefix(OWN)
    if identifier in (STATE, KEY):
        return m.text(f"register.column.{identifier}")
    return m.text(f"register.{content.words}.column.{identifier}")


def _table(
    book: Workbook, content: Content, columns: Sequence[Column], merged: Sequence[MergedRow], m: Messages
) -> str:
    lang = m.lang
    sheet = book.create_sheet(excel.sheet_name(content.title), 0)
    last = FIRST_ROW + len(merged) - 1
    put(sheet, TITLE_ROW, 1, content.title).font = excel.font(lang, 16, bold=True, colour=excel.HEAD)
    put(sheet, SOURCE_ROW, 1, content.source).font = excel.font(lang, 9, colour=excel.QUIET)
    _legend(sheet, m)
    _headings(sheet, content, columns, m)
    for number, row in enumerate(merged, FIRST_ROW):
        _row(sheet, number, row, content, columns, m)
    for index, column in enumerate(columns, 1):
        letter = get_column_letter(index)
        cells = f"{letter}{FIRST_ROW}:{letter}{last + SPARE_ROWS}"
        if column.choices:
            excel.dropdown(sheet, cells, column.choices, column.strict)
        elif column.scale:
            excel.whole_numbers(sheet, cells, *column.scale)
    excel.fit(sheet, [c.width for c in columns])
    sheet.row_dimensions[ID_ROW].hidden = True
    sheet.column_dimensions[get_column_letter(len(columns))].hidden = True
    headings = excel.height((str(_heading(m, content, c.id)), c.width * 0.85) for c in columns if c.id != KEY)  # bold
    for fixed, points in ((TITLE_ROW, 26), (GROUP_ROW, 19), (HEADING_ROW, max(34.0, headings))):
        sheet.row_dimensions[fixed].height = points
    # The hidden key column is inside the filter, or sorting would part the rows from their keys.
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(columns))}{max(last, FIRST_ROW)}"
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    excel.landscape(sheet, f"{GROUP_ROW}:{HEADING_ROW}", _pages(columns), content.title, excel.A3)
    return str(sheet.title)


def _pages(columns: Sequence[Column]) -> int:
    """How many sheets of paper side by side the table needs to be read without a glass."""
    return math.ceil(sum(c.width for c in columns if c.id != KEY) / excel.PAGE_WIDTH)


def _legend(sheet: Worksheet, m: Messages) -> None:
    """Coloured cells with what they mean, side by side above the table."""
    colours = (("machine", excel.MACHINE), ("human", excel.HUMAN), ("gone", excel.GONE))
    for column, (name, colour) in enumerate(colours, 2):
        cell = put(sheet, LEGEND_ROW, column, m.text(f"register.legend.{name}"))
        cell.font, cell.fill, cell.border = excel.font(m.lang, 9), excel.fill(colour), excel.border()
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[LEGEND_ROW].height = 28


def _headings(sheet: Worksheet, content: Content, columns: Sequence[Column], m: Messages) -> None:
    one_page = _pages(columns) == 1
    group_start = 1
    for index, column in enumerate(columns, 1):
        put(sheet, ID_ROW, index, f"{MARK}{column.id}")
        own = column.id.startswith(OWN)
        excel.heading(put(sheet, HEADING_ROW, index, _heading(m, content, column.id), raw=own), m.lang)
        if column.group:
            start = group_start if index > 1 and columns[index - 2].group == column.group else index
            group_start = start
            text = m.text(f"register.{content.words}.group.{column.group}") if start == index else None
            cell = put(sheet, GROUP_ROW, index, text)
            excel.heading(cell, m.lang, excel.GROUP)
            last = index == len(columns) or columns[index].group != column.group
            if not one_page:
                # Cells in one would be printed over the edge where the next page begins within the group.
                cell.alignment = Alignment(horizontal="left", vertical="center")
                cell.border = excel.border(left=start == index, right=last)
            elif last:
                sheet.merge_cells(start_row=GROUP_ROW, end_row=GROUP_ROW, start_column=start, end_column=index)


def _row(
    sheet: Worksheet, number: int, row: MergedRow, content: Content, columns: Sequence[Column], m: Messages
) -> None:
    texts: list[tuple[str, float]] = []
    warn = content.warn.get(row.key, frozenset())
    differs = {d.column: d.found for d in row.differences}
    for index, column in enumerate(columns, 1):
        old = row.cells.get(column.id, OldCell(None))
        human = column.id in row.human
        value: Value = old.value
        if column.id == KEY:
            value = row.key
        elif column.id == STATE and not human:
            value = m.text(f"register.state.{row.state}")
        elif value is None and row.state is State.OWN and column.id in content.formulas:
            value = content.formulas[column.id]
        cell = put(sheet, number, index, _placed(value, old.origin, number, cell_of(index, number)), raw=human)
        empty = value is None or value == ""
        colour = excel.GONE if row.state is State.GONE and not human else excel.HUMAN if human else excel.MACHINE
        excel.body(cell, m.lang, None if empty and not human else colour, column.centre)
        if human and old.number_format != "General":
            cell.number_format = old.number_format
        if column.id in warn and not human:
            cell.font = excel.font(m.lang, bold=True, colour=excel.WARN)
        if old.comment:
            cell.comment = Comment(old.comment, "")
        elif column.id in differs:
            cell.comment = _said(m, differs[column.id])
        if isinstance(value, str) and not isinstance(value, Formula) and column.id != KEY:
            texts.append((value, column.width))
    sheet.row_dimensions[number].height = excel.height(texts)


def _said(m: Messages, found: Value) -> Comment:
    """A comment on a person's entry: what the scan says instead."""
    shown = found.isoformat() if isinstance(found, date) else str(found)
    comment = Comment(f"{COMMENT}{m.text('register.differences.comment', found=excel.clean(shown)[:500])}", "tana")
    comment.width, comment.height = 320, 110
    return comment


def cell_of(column: int, row: int) -> str:
    """``A7``."""
    return f"{get_column_letter(column)}{row}"


def _placed(value: Value, origin: str, row: int, here: str) -> Value:
    """A formula for the row it now stands in: ours names it ``{row}``, a person's is moved as a spreadsheet would."""
    if not isinstance(value, Formula):
        return value
    if origin:
        return Formula(Translator(str(value), origin=origin).translate_formula(here))
    return Formula(value.replace("{row}", str(row)))


def _differences(
    book: Workbook, content: Content, columns: Sequence[Column], merged: Sequence[MergedRow], m: Messages
) -> str:
    sheet = book.create_sheet(excel.sheet_name(m.text("register.differences.title")), 1)
    put(sheet, 1, 1, m.text("register.differences.title")).font = excel.font(m.lang, 14, True, excel.HEAD)
    put(sheet, 2, 1, m.text("register.differences.explained")).font = excel.font(m.lang, 9, colour=excel.QUIET)
    found: list[tuple[bool, list[Value]]] = []
    for number, row in enumerate(merged, FIRST_ROW):
        for d in row.differences:
            entered: Value = m.text("register.differences.emptied") if d.entered is None else d.entered
            changed = m.text(f"register.differences.{'changed' if d.changed else 'as_before'}")
            name = row.cells.get("name", OldCell("")).value
            found.append((not d.changed, [number, name, _heading(m, content, d.column), entered, d.found, changed]))
    names = ("row", "asset", "column", "entered", "found", "since")
    headings = [m.text(f"register.differences.{n}") for n in names]
    widths = (6, 34, 20, 34, 34, 18)
    excel.table(sheet, 4, m.lang, headings, [v for _, v in sorted(found, key=lambda f: f[0])], widths)
    excel.fit(sheet, widths)
    sheet.freeze_panes = "A5"
    excel.landscape(sheet, "4:4")
    return str(sheet.title)


def _notes(book: Workbook, content: Content, m: Messages, place: int) -> str:
    sheet = book.create_sheet(excel.sheet_name(m.text("register.notes.title")), place)
    put(sheet, 1, 1, m.text("register.notes.title")).font = excel.font(m.lang, 14, True, excel.HEAD)
    for number, (name, text) in enumerate(content.notes, 3):
        label, body = put(sheet, number, 1, name), put(sheet, number, 2, text)
        excel.body(label, m.lang, excel.NOTE)
        excel.body(body, m.lang)
        label.font = excel.font(m.lang, bold=True)
        sheet.row_dimensions[number].height = excel.height([(name, 22), (text, 100)], most=20)
    excel.fit(sheet, [22, 100])
    sheet.sheet_view.showGridLines = False
    excel.landscape(sheet)
    return str(sheet.title)


def _memory(book: Workbook, content: Content, merged: Sequence[MergedRow], sheets: Sequence[str]) -> None:
    """What the machine wrote, kept so that the next run can tell a person's cells from its own."""
    sheet = book.create_sheet(MEMORY_SHEET)
    first: tuple[Value, ...] = (MEMORY_MARK, content.template, MEMORY_VERSION, json.dumps(sheets))
    for column, value in enumerate(first, 1):
        put(sheet, 1, column, value)
    for number, row in enumerate((r for r in merged if r.key), 2):
        filled = {c: canonical(row.cells.get(c, OldCell(None)).value) != "" for c in row.human}
        text = json.dumps({"machine": remembered(row.machine), "human": filled}, sort_keys=True)
        put(sheet, number, 1, row.key)
        for column, start in enumerate(range(0, len(text), excel.MAX_TEXT), 2):
            put(sheet, number, column, text[start : start + excel.MAX_TEXT])
    sheet.sheet_state = "veryHidden"
