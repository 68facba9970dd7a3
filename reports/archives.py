"""What is in an archive or a mail, in words."""

from __future__ import annotations

from inventory.questions.archives import Inside
from inventory.storage.rows import FileRow
from reports import wording
from reports.locale import Messages
from reports.text import visible


def inside(m: Messages, held: Inside) -> list[str]:
    """How many files of it are about people, the first of them, and what is still within its period."""
    lines = [m.text("archive.inside", n=held.files), *(f"・{_told(m, row)}" for row in held.first)]
    if held.files > len(held.first):
        lines.append(m.text("list.more", n=held.files - len(held.first)))
    return [*lines, within(m, held)] if held.within else lines


def within(m: Messages, held: Inside) -> str:
    """How many files in it are within their periods, and which of them longest; '' where none is."""
    if held.last is None or held.last.retention is None:
        return ""
    return m.text("archive.within", n=held.within, file=_name(held.last), due=held.last.retention.due)


def _told(m: Messages, row: FileRow) -> str:
    said = [wording.doc_class(m, row.doc_class)] if row.doc_class != "none" else []
    said += [wording.people(m, row.people)] if row.people.high else []
    said += [m.text("archive.due", due=row.retention.due)] if row.retention and row.retention.due else []
    return m.text("archive.member", file=_name(row), said=wording.joined(m, said)) if said else _name(row)


def _name(row: FileRow) -> str:
    return visible(row.path.partition(" > ")[2].rpartition("/")[2])
