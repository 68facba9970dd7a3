"""The sheet that says what was examined and what could not be: a register without it would look complete."""

from __future__ import annotations

from openpyxl import Workbook

from inventory.storage.rows import FileRow
from reports import excel, wording
from reports.excel import Value, put
from reports.locale import Messages
from reports.text import visible
from reports.view import View
from scanner.results import Outcome

WIDTHS = (70, 40, 60)
MOST = 1000  # files listed by name; the rest are counted


def write(book: Workbook, view: View, m: Messages, place: int, files: int) -> str:
    """Add the sheet; gives its name. ``files`` are on the register's rows; what is on none is counted."""
    sheet = book.create_sheet(excel.sheet_name(m.text("register.coverage.title")), place)
    found = view.coverage()
    put(sheet, 1, 1, m.text("register.coverage.title")).font = excel.font(m.lang, 14, True, excel.HEAD)
    scan = found.last_scan
    facts: list[tuple[str, Value]] = [("roots", "\n".join(visible(r) for r in found.roots))]
    if scan:
        finished = wording.moment(scan.finished) or m.text("register.coverage.unfinished")
        facts += [("started", wording.moment(scan.started)), ("finished", finished)]
        facts += [("rules", scan.rules)]
    facts += [("bytes", wording.size(m, found.bytes)), ("characters", found.characters)]
    total = sum(found.outcomes.values())
    facts += [("on_rows", files), ("on_none", max(0, total - files))]
    row = 3
    for name, value in facts:
        label, cell = put(sheet, row, 1, m.text(f"register.coverage.{name}")), put(sheet, row, 2, value)
        excel.body(label, m.lang, excel.NOTE)
        excel.body(cell, m.lang)
        label.font = excel.font(m.lang, bold=True)
        if isinstance(value, int):
            cell.number_format = "#,##0"
        if name == "roots":
            sheet.row_dimensions[row].height = excel.height([(str(value), 40)])
        row += 1
    counts: list[list[Value]] = [[m.text(f"outcome.{o}"), found.outcomes.get(o, 0)] for o in Outcome]
    headings = [m.text("register.coverage.outcome"), m.text("register.coverage.files")]
    row = excel.table(sheet, row + 1, m.lang, headings, [*counts, [m.text("register.coverage.sum"), total]], WIDTHS)
    for column in (1, 2):
        sheet.cell(row - 1, column).font = excel.font(m.lang, bold=True)
    if found.problems:
        kinds: list[list[Value]] = [[m.word("problem", k), n] for k, n in sorted(found.problems.items())]
        headings = [m.text("register.coverage.problem"), m.text("register.coverage.files")]
        row = excel.table(sheet, row + 1, m.lang, headings, kinds, WIDTHS)
    unread = sum(found.outcomes.get(o, 0) for o in (Outcome.PARTIAL, Outcome.FAILED, Outcome.SKIPPED))
    put(sheet, row + 1, 1, m.text("register.coverage.list", n=unread)).font = excel.font(m.lang, 12, True, excel.HEAD)
    if unread:
        headings = [m.text(f"register.coverage.{n}") for n in ("path", "outcome", "reason")]
        listed = sorted(view.not_examined(MOST), key=lambda f: (not wording.not_examined(f), f.root, f.path))
        row = excel.table(sheet, row + 2, m.lang, headings, (_line(f, m) for f in listed), WIDTHS)
        if unread > MOST:
            put(sheet, row, 1, m.text("register.coverage.more", n=unread - MOST)).font = excel.font(m.lang, bold=True)
    excel.fit(sheet, WIDTHS)
    sheet.sheet_view.showGridLines = False
    excel.landscape(sheet)
    return str(sheet.title)


def _line(row: FileRow, m: Messages) -> list[Value]:
    reasons = dict.fromkeys(wording.problem(m, p.detail) for p in row.problems)
    path = visible(f"{row.root.rstrip('/')}/{row.path}")
    return [path, m.word("outcome", row.outcome), wording.joined(m, reasons)]
