"""The disposal calendar: what comes due when, as iCalendar (RFC 5545) for a calendar program, or as a workbook.

An entry stands for the files of one information asset whose period ends on one day by one rule. It lies on the day
after that: the first on which they may go. What is overdue already lies on today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from detectors.model import PeopleEstimate
from inventory.assets import asset_key, family
from inventory.rows import DatedRow, FileRow, RetentionRow
from reports import wording
from reports.files import atomic
from reports.locale import Messages
from reports.text import visible

if TYPE_CHECKING:
    from reports.rules import RuleNames

_EXAMPLES = 5
_MOST_FILES = 100_000
"""Rows of the workbook's list of files: beyond, programs take minutes to open it."""
_FOLD = 75
"""RFC 5545 3.1: octets of a line, without its end."""


@dataclass(slots=True)
class Entry:
    """Files of one asset that come due together. ``day`` is the day to act on, ``due`` the last day of the period."""

    root: str
    folder: str
    doc_class: str
    rule: str
    due: date
    day: date
    retention: RetentionRow
    files: list[tuple[str, PeopleEstimate]] = field(default_factory=list)  # with the root before the path

    @property
    def uid(self) -> str:
        """The same for the same asset, rule and day of every run, so that a calendar replaces what it has."""
        text = "\0".join((asset_key(self.root, self.folder, self.doc_class), self.rule, self.due.isoformat()))
        return f"{blake2b(text.encode('utf-8', 'backslashreplace'), digest_size=12).hexdigest()}@tanaoroshi"


def entries(rows: Iterable[FileRow | DatedRow], today: date) -> list[Entry]:
    """The entries for these files, by day; files without a day, and those under a legal hold, have none."""
    found: dict[tuple[str, str, str, str, str], Entry] = {}
    for row in rows:
        retention = row.retention
        if retention is None or not retention.due:
            continue
        folder = family(row.path.split(" > ", 1)[0])
        key = (row.root, folder, row.doc_class, retention.rule, retention.due)
        if key not in found:
            due = date.fromisoformat(retention.due)
            day = max(today, due + timedelta(days=1)) if due < date.max else due
            found[key] = Entry(row.root, folder, row.doc_class, retention.rule, due, day, retention)
        found[key].files.append((f"{row.root.rstrip('/')}/{row.path}", row.people))
    return sorted(found.values(), key=lambda e: (e.day, e.due, e.root, e.folder, e.doc_class, e.rule))


def ics(m: Messages, found: Sequence[Entry], names: RuleNames, now: datetime) -> bytes:
    """The calendar as iCalendar: one event of a whole day for each entry. ``now`` is the time of writing, with zone."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tanaoroshi//Tanaoroshi//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escaped(m.text('calendar.name'))}")
    for entry in found:
        lines += ["BEGIN:VEVENT", f"UID:{entry.uid}", f"DTSTAMP:{stamp}"]
        lines.append(f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}")
        if entry.day < date.max:
            lines.append(f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}")
        lines.append(f"SUMMARY:{_escaped(_title(m, entry))}")
        lines.append(f"DESCRIPTION:{_escaped(chr(10).join(_description(m, entry, names)))}")
        lines += ["TRANSP:TRANSPARENT", "CLASS:CONFIDENTIAL", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _title(m: Messages, entry: Entry) -> str:
    what = f"{wording.doc_class(m, entry.doc_class)} {entry.folder or entry.root}"
    key = "calendar.title_destroy" if entry.retention.basis_kind == "destroy-by" else "calendar.title"
    return m.text(key, what=visible(what), n=len(entry.files))


def _description(m: Messages, entry: Entry, names: RuleNames) -> Iterator[str]:
    retention = entry.retention
    words = (names.name(entry.rule), m.word("basis", retention.basis_kind))
    yield wording.joined(m, words)
    ended = "calendar.ended" if entry.due < entry.day - timedelta(days=1) else "calendar.ends"
    yield m.text(ended, day=entry.due.isoformat())
    yield f"{m.word('clock', retention.clock)} ({m.word('trust', retention.trust)})"
    for path, _ in entry.files[:_EXAMPLES]:
        yield visible(path)
    if len(entry.files) > _EXAMPLES:
        yield m.text("calendar.more", n=len(entry.files) - _EXAMPLES)
    destroy = retention.basis_kind == "destroy-by"
    yield m.text("calendar.destroy" if destroy else "calendar.decide")


def _escaped(text: str) -> str:
    r"""A value of type TEXT (RFC 5545 3.3.11): ``\``, ``;``, ``,`` and line ends are escaped."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> bytes:
    """The line with its end, folded to 75 octets (RFC 5545 3.1), never within a character."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode("utf-8", "backslashreplace")
        if len(part) + len(octets) > _FOLD:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"


def write(m: Messages, found: Sequence[Entry], names: RuleNames, out: Path, now: datetime) -> None:
    """Write the calendar to ``out``: a workbook for a name that ends in .xlsx, else iCalendar. Raises OSError."""
    if out.suffix.lower() == ".xlsx":
        _workbook(m, found, names, out, now.date())
        return
    content = ics(m, found, names, now)
    with atomic(out) as stream:
        stream.write(content)


def _workbook(m: Messages, found: Sequence[Entry], names: RuleNames, out: Path, today: date) -> None:
    from openpyxl import Workbook

    from reports import excel

    book = Workbook()
    book.remove(book.worksheets[0])
    shared = ("day", "due", "class")
    plan = book.create_sheet(excel.sheet_name(m.text("calendar.name")))
    widths = (12, 12, 24, 36, 9, 34, 22, 28, 60)
    columns = (*shared, "folder", "files", "rule", "basis", "clock", "example")
    excel.table(plan, 1, m.lang, [m.text(f"calendar.column.{c}") for c in columns], _plan(m, found, names), widths)
    files = book.create_sheet(excel.sheet_name(m.text("calendar.files")))
    file_widths = (12, 12, 24, 34, 70, 20)
    headings = [m.text(f"calendar.column.{c}") for c in (*shared, "rule", "path", "people")]
    excel.table(files, 1, m.lang, headings, _files(m, found, names), file_widths)
    for sheet, fitted in ((plan, widths), (files, file_widths)):
        excel.fit(sheet, fitted)
        excel.landscape(sheet, "1:1")
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    excel.save(book, out, today)


def _plan(m: Messages, found: Sequence[Entry], names: RuleNames) -> Iterator[tuple[str | int | date, ...]]:
    for entry in found:
        retention = entry.retention
        yield (
            entry.day,
            entry.due,
            wording.doc_class(m, entry.doc_class),
            f"{entry.root.rstrip('/')}/{entry.folder}",
            len(entry.files),
            names.name(entry.rule),
            m.word("basis", retention.basis_kind),
            f"{m.word('clock', retention.clock)} ({m.word('trust', retention.trust)})",
            entry.files[0][0],
        )


def _files(m: Messages, found: Sequence[Entry], names: RuleNames) -> Iterator[tuple[str | int | date, ...]]:
    left = _MOST_FILES
    for entry in found:
        kind, rule = wording.doc_class(m, entry.doc_class), names.name(entry.rule)
        for path, people in entry.files[:left]:
            yield entry.day, entry.due, kind, rule, path, wording.people(m, people)
        left -= len(entry.files)
        if left < 0:
            total = sum(len(e.files) for e in found)
            yield entry.day, entry.due, m.text("calendar.more", n=total - _MOST_FILES)
            return
