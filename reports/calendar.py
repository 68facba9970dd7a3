"""The disposal calendar: what comes due when, as iCalendar (RFC 5545) for a calendar program, or as a workbook.

An entry stands for the files of one information asset whose periods end in one month by one rule. It lies on the day
after the last of these days, the first on which all of them may go; where they have to go, after the first. What is
overdue already is one entry for each asset and rule, and lies on today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import chain
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inventory.judging.due_days import EXAMPLES
from inventory.retention.model import BasisKind
from inventory.storage.assets import asset_key
from inventory.storage.rows import DatedRow, DueRow
from reports import wording
from reports.files import atomic
from reports.locale import Messages
from reports.text import visible

if TYPE_CHECKING:
    from reports.excel import Value
    from reports.rules import RuleNames

_MOST_FILES = 10_000
"""Rows of the workbook's list of files."""
_DAY = timedelta(days=1)
_FOLD = 75
"""RFC 5545 3.1: octets of a line, without its end."""


class View(Protocol):
    """What the calendar is made from: ``inventory.questions.queries.InventoryView``."""

    def due_days(self) -> Iterator[DueRow]:
        """What comes due, by part of an asset, day and rule."""

    def dated(self, most: int) -> list[DatedRow]:
        """The files that come due, the earliest first."""

    def paths(self, files: Sequence[int]) -> dict[int, str]:
        """The paths of files by their numbers."""


@dataclass(slots=True)
class Entry:
    """Files of one asset that come due together. ``day`` is the day to act on; ``first`` and ``last`` are the first and
    the last of the days on which their periods end."""

    row: DueRow  # of some of them
    late: bool
    first: date
    last: date
    day: date
    files: int
    folder: str  # on disk, that holds all of them; below the root
    examples: tuple[str, ...] = ()  # with the root before the path

    @property
    def uid(self) -> str:
        """The same for the same asset, rule and month of every run, so that a calendar replaces what it has."""
        month = "" if self.late else f"{self.last:%Y-%m}"
        text = "\0".join((asset_key(self.row.root, self.row.folder, self.row.doc_class), self.row.rule, month))
        return f"{blake2b(text.encode('utf-8', 'backslashreplace'), digest_size=12).hexdigest()}@tanaoroshi"


def entries(view: View, today: date) -> list[Entry]:
    """The entries by day. Files without a day, and those under a legal hold, have none."""
    found: dict[tuple[str, ...], list[DueRow]] = defaultdict(list)
    now = today.isoformat()
    for row in view.due_days():
        month = "" if row.due < now else row.due[:7]
        found[row.root, row.folder, row.doc_class, row.rule, month].append(row)
    first = {key: sorted(chain(*(row.first for row in rows)))[:EXAMPLES] for key, rows in found.items()}
    paths = view.paths(sorted(chain(*first.values())))
    made = []
    for key, rows in found.items():
        ends = [date.fromisoformat(day) for day in (min(r.due for r in rows), max(r.due for r in rows))]
        upto = ends[0] if rows[0].basis_kind == BasisKind.DESTROY_BY else ends[1]
        day = max(today, upto + _DAY) if upto < date.max else upto
        examples = tuple(paths[n] for n in first[key] if n in paths)
        files, folder = sum(r.files for r in rows), commonpath(row.within for row in rows)
        made.append(Entry(rows[0], not key[-1], ends[0], ends[1], day, files, folder, examples))
    return sorted(made, key=lambda e: (e.day, e.last, e.row.root, e.row.folder, e.row.doc_class, e.row.rule))


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
    what = f"{wording.doc_class(m, entry.row.doc_class)} {entry.folder or entry.row.root}"
    key = "calendar.title_destroy" if entry.row.basis_kind == BasisKind.DESTROY_BY else "calendar.title"
    return m.text(key, what=visible(what), n=entry.files)


def _description(m: Messages, entry: Entry, names: RuleNames) -> Iterator[str]:
    words = (names.name(entry.row.rule), m.word("basis", entry.row.basis_kind))
    yield wording.joined(m, words)
    if entry.first == entry.last:
        yield m.text("calendar.ended" if entry.late else "calendar.ends", day=entry.last.isoformat())
    else:
        key = "calendar.ended_between" if entry.late else "calendar.ends_between"
        yield m.text(key, first=entry.first.isoformat(), last=entry.last.isoformat())
    yield _clock(m, entry.row)
    yield from names.longer(entry.row.rule)
    for path in entry.examples:
        yield visible(path)
    if entry.files > len(entry.examples):
        yield m.text("calendar.more", n=entry.files - len(entry.examples))
    destroy = entry.row.basis_kind == BasisKind.DESTROY_BY
    yield m.text("calendar.destroy" if destroy else "calendar.decide")


def _clock(m: Messages, row: DueRow) -> str:
    return f"{m.word('clock', row.clock)} ({m.word('trust', row.trust)})"


def _escaped(text: str) -> str:
    r"""A value of type TEXT (RFC 5545 3.3.11): ``\``, ``;``, ``,`` and line ends are escaped."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> bytes:
    """The line with its end, folded to 75 octets (RFC 5545 3.1), never within a character."""
    octets = line.encode("utf-8", "backslashreplace")
    parts: list[bytes] = []
    start, room = 0, _FOLD
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        parts.append(octets[start:end])
        # The blank that begins the following lines is one of their octets.
        start, room = end, _FOLD - 1
    return b"\r\n ".join([*parts, octets[start:]]) + b"\r\n"


def write(m: Messages, view: View, found: Sequence[Entry], names: RuleNames, out: Path, now: datetime) -> None:
    """Write the calendar to ``out``: a workbook for a name that ends in .xlsx, else iCalendar. Raises OSError."""
    if out.suffix.lower() == ".xlsx":
        _workbook(m, view, found, names, out, now.date())
        return
    content = ics(m, found, names, now)
    with atomic(out) as stream:
        stream.write(content)


def _workbook(m: Messages, view: View, found: Sequence[Entry], names: RuleNames, out: Path, today: date) -> None:
    from openpyxl import Workbook

    from reports import excel

    book = Workbook(write_only=True)
    headings = [m.text(f"calendar.column.{c}") for c in _PLAN]
    planned = (_planned(m, entry, names) for entry in found)
    excel.listing(book, m.text("calendar.name"), m.lang, headings, planned, (12, 12, 12, 24, 36, 9, 34, 22, 28, 60))
    headings = [m.text(f"calendar.column.{c}") for c in _FILES]
    files: list[tuple[Value, ...]] = [_file(m, row, names, today) for row in view.dated(_MOST_FILES)]
    if (left := sum(entry.files for entry in found) - len(files)) > 0:
        files.append((None, None, m.text("calendar.more", n=left)))
    excel.listing(book, m.text("calendar.files"), m.lang, headings, files, (12, 12, 24, 34, 70, 20))
    excel.save(book, out, today)


_PLAN = ("day", "first", "last", "class", "folder", "files", "rule", "basis", "clock", "example")
_FILES = ("day", "due", "class", "rule", "path", "people")


def _planned(m: Messages, entry: Entry, names: RuleNames) -> tuple[str | int | date, ...]:
    row = entry.row
    return (
        entry.day,
        entry.first,
        entry.last,
        wording.doc_class(m, row.doc_class),
        f"{row.root.rstrip('/')}/{entry.folder}",
        entry.files,
        "\n".join([names.name(row.rule), *names.longer(row.rule)]),
        m.word("basis", row.basis_kind),
        _clock(m, row),
        entry.examples[0] if entry.examples else "",
    )


def _file(m: Messages, row: DatedRow, names: RuleNames, today: date) -> tuple[str | date, ...]:
    due = date.fromisoformat(row.due)
    day = max(today, due + _DAY) if due < date.max else due
    path = f"{row.root.rstrip('/')}/{row.path}"
    return day, due, wording.doc_class(m, row.doc_class), names.name(row.rule), path, wording.people(m, row.people)
