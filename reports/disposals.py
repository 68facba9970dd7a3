"""The record of disposal (廃棄記録): what was moved to quarantine, deleted or brought back, with who, when, why and by
which rule, as a workbook that can be shown to an auditor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reports import wording
from reports.locale import Messages

if TYPE_CHECKING:
    from inventory.decisions.manifest import Disposed
    from reports.excel import Value
    from reports.rules import RuleNames

_COLUMNS = {
    "number": 6,
    "path": 44,
    "stage": 13,
    "moved": 12,
    "moved_by": 12,
    "ended": 12,
    "ended_by": 12,
    "class": 16,
    "people": 9,
    "special": 14,
    "rule": 24,
    "basis": 24,
    "due": 11,
    "why": 18,
    "decided_by": 13,
    "decided": 12,
    "decision": 10,
    "size": 9,
    "hash": 36,
    "place": 44,
}
"""The columns, with their widths in characters."""


def write(m: Messages, found: Sequence[Disposed], names: RuleNames, out: Path, today: date, bad: int = 0) -> None:
    """Write the record to ``out``. ``bad`` lines of the manifest could not be read. Raises OSError."""
    from openpyxl import Workbook

    from reports import excel

    book = Workbook(write_only=True)
    headings = [m.text(f"disposals.column.{name}") for name in _COLUMNS]
    rows = (_row(m, number, each, names) for number, each in enumerate(found, 1))
    excel.listing(book, m.text("disposals.title"), m.lang, headings, rows, tuple(_COLUMNS.values()))
    notes = [m.text(f"disposals.note.{name}") for name in ("about", "stages", "times", "hash", "people", "missing")]
    if bad:
        notes.append(m.text("disposals.bad", n=bad))
    excel.listing(book, m.text("disposals.notes"), m.lang, [m.text("disposals.notes")], [(n,) for n in notes], (110,))
    excel.save(book, out, today)


def _row(m: Messages, number: int, each: Disposed, names: RuleNames) -> tuple[Value, ...]:
    return (
        number,
        f"{each.root.rstrip('/')}/{each.path}",
        m.text(f"disposals.stage.{each.stage}"),
        wording.moment(each.moved),
        each.moved_by,
        wording.moment(each.ended),
        each.ended_by,
        wording.joined(m, (wording.doc_class(m, c) for c in each.doc_classes)),
        "" if each.people is None else wording.people(m, each.people),
        wording.joined(m, (wording.entity(m, entity) for entity in each.special)),
        wording.joined(m, map(names.name, each.rules)),
        wording.joined(m, dict.fromkeys(filter(None, map(names.basis, each.rules)))),
        each.due,
        each.why,
        each.decided_by,
        wording.moment(each.decided),
        each.decision,
        wording.size(m, each.size),
        each.content_hash,
        each.in_quarantine,
    )
