"""The information asset register as UK public bodies keep it (The National Archives' idea of an information asset).

The columns are the product's own choice after that idea: docs/registers.md says which and why.
"""

from __future__ import annotations

from datetime import date, timedelta

from inventory.storage.rows import AssetRow
from reports import wording
from reports.excel import Value
from reports.locale import Messages
from reports.registers import suggest
from reports.registers.layout import Column, Content, Request, RootNote
from reports.registers.merge import Dated, MachineRow
from reports.text import visible

REVIEW_AFTER = timedelta(days=365)
DISPOSAL = ("keep", "relocate", "archive", "delete")
LEVELS = ("high", "medium", "low")


def columns(m: Messages) -> list[Column]:
    """The columns, with their drop-downs in the language of ``m``."""
    disposal = [m.text(f"register.disposal.{d}") for d in DISPOSAL]
    return [
        Column("reference", 11, centre=True),
        Column("name", 30),
        Column("description", 38),
        Column("area", 17, centre=True),
        Column("owner", 18, group="responsible"),
        Column("users", 20, group="responsible"),
        Column("format", 14, group="where"),
        Column("location", 34, group="where"),
        Column("volume", 16, group="where"),
        Column("covers", 13, group="where", centre=True),
        Column("updated", 12, group="where", centre=True),
        Column("personal", 32, group="personal"),
        Column("special", 22, group="personal"),
        Column("people", 18, group="personal"),
        Column("access", 20, group="protection"),
        Column("protection", 18, group="protection"),
        Column("rule", 28, group="retention"),
        Column("due", 13, group="retention", centre=True),
        Column("disposal", 13, disposal, group="retention", centre=True),
        Column("duplicates", 12, group="retention", centre=True),
        Column("risk", 11, [m.text(f"register.level.{x}") for x in LEVELS], group="review", centre=True),
        Column("score", 9, group="review", centre=True),
        Column("reasons", 32, group="review"),
        Column("review", 12, group="review", centre=True),
        Column("notes", 30, group="review"),
    ]


def content(request: Request) -> Content:
    """The register's rows, one for each asset."""
    m = request.messages
    names = suggest.names(m, request.assets)
    note_names = ("purpose", "how", "colours", "special", "people", "retention", "risk", "source")
    return Content(
        template="iar",
        words="iar",
        title=m.text("register.iar.title"),
        source=m.text("register.iar.source"),
        columns=columns(m),
        rows=[_row(request, a, n) for a, n in zip(request.assets, names, strict=True)],
        dated=Dated(serial="reference", prefix="IA-"),
        warn={
            a.key: frozenset({"due"} if suggest.all_late(a, request.today) else ())
            | frozenset({"risk"} if _level(m, a) == "high" else ())
            for a in request.assets
        },
        notes=[(m.text(f"register.iar.notes.{n}.label"), m.text(f"register.iar.notes.{n}.text")) for n in note_names],
        files=sum(a.files for a in request.assets),
    )


def _level(m: Messages, asset: AssetRow) -> str:
    return suggest.risk(m, asset)[0]


def _row(request: Request, asset: AssetRow, name: str) -> MachineRow:
    m = request.messages
    level, reasons = suggest.risk(m, asset)
    root = request.roots.get(asset.root, RootNote())
    found = asset.retention
    values: dict[str, Value] = {
        "reference": "",
        "name": visible(name),
        "description": description(m, asset),
        "area": root.department or m.text(f"register.area.{suggest.area(asset)}"),
        "owner": "",
        "users": request.department(asset),
        "format": wording.joined(m, asset.formats),
        "location": suggest.location(m, asset),
        "volume": m.text("register.volume", n=asset.files, size=wording.size(m, asset.bytes)),
        "covers": suggest.years(m, asset),
        "updated": wording.day(asset.last_modified),
        "personal": suggest.categories(m, asset) or m.text("register.none"),
        "special": suggest.special(m, asset, suggest.UK_SPECIAL) or m.text("register.none"),
        "people": wording.people(m, asset.people),
        "access": suggest.access(m, asset),
        "protection": suggest.protection(m, asset),
        "rule": suggest.rule(m, request.rules, asset),
        "due": (suggest.due(m, asset) or wording.day(found.due) or m.text("retention.unknown")) if found else "",
        "disposal": "",
        "duplicates": asset.copies,
        "risk": m.text(f"register.level.{level}"),
        "score": asset.risk,
        "reasons": reasons,
        "review": _review(asset),
        "notes": "",
    }
    return MachineRow(asset.key, values)


def description(m: Messages, asset: AssetRow) -> str:
    """What it is and where an example of it lies, with what could not be read."""
    parts = [suggest.examples(m, asset)]
    if asset.problems:
        parts.append(m.text("register.note.problems", n=asset.problems))
    if asset.overdue_files:
        parts.append(m.text("register.note.overdue", n=asset.overdue_files))
    return "\n".join(parts)


def _review(asset: AssetRow) -> date | None:
    """A year after the asset was first met; it stays there until a person enters the next date."""
    first = wording.day(asset.first_seen)
    return first + REVIEW_AFTER if isinstance(first, date) else None
