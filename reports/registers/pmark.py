"""個人情報管理台帳: the register of personal information that an organisation with a P-mark (JIS Q 15001) keeps.

The columns are the product's own choice: docs/registers.md says which and what of them is not confirmed.
"""

from __future__ import annotations

from detectors.model import Entity
from inventory.storage.rows import AssetRow
from reports import wording
from reports.excel import Value
from reports.locale import Messages
from reports.registers import activities, suggest
from reports.registers.layout import Column, Content, Request, RootNote
from reports.registers.merge import Dated, MachineRow
from reports.text import visible

SOURCES = ("direct_written", "direct_other", "entrusted", "shared", "public")
DISPOSALS = ("erase", "shred", "dissolve", "return")
_NOTES = ("purpose", "how", "colours", "scope", "people", "retention", "human", "source")


def columns(m: Messages) -> list[Column]:
    """The columns, with their drop-downs in the language of ``m``."""
    yes_no = [m.text(f"register.yes_no.{a}") for a in ("yes", "no")]
    yes = yes_no[:1]
    return [
        Column("reference", 11, centre=True),
        Column("name", 30),
        Column("items", 34, group="what"),
        Column("sensitive", 15, yes, group="what", centre=True),
        Column("my_number", 13, yes, group="what", centre=True),
        Column("who", 16, group="what"),
        Column("people", 16, group="what"),
        Column("use", 28, group="use"),
        Column("origin", 18, [m.text(f"register.pmark.origin.{s}") for s in SOURCES], False, group="use"),
        Column("department", 15, group="responsible"),
        Column("responsible", 15, group="responsible"),
        Column("access", 20, group="responsible"),
        Column("medium", 13, group="keeping"),
        Column("location", 32, group="keeping"),
        Column("protection", 16, group="keeping"),
        Column("use_until", 13, group="ending", centre=True),
        Column("keep_until", 26, group="ending"),
        Column("disposal", 14, [m.text(f"register.pmark.disposing.{d}") for d in DISPOSALS], False, group="ending"),
        Column("entrusted", 10, yes_no, group="passing", centre=True),
        Column("provided", 10, yes_no, group="passing", centre=True),
        Column("disclosure", 12, yes_no, group="passing", centre=True),
        Column("updated", 12, centre=True),
        Column("notes", 32),
    ]


def content(request: Request) -> Content:
    """The register's rows, one for each asset with personal information."""
    m = request.messages
    held = [a for a in request.assets if suggest.has_personal(a)]
    return Content(
        template="pmark",
        words="pmark",
        title=m.text("register.pmark.title"),
        source=m.text("register.pmark.source"),
        columns=columns(m),
        rows=[_row(request, a, n) for a, n in zip(held, suggest.names(m, held), strict=True)],
        dated=Dated(stamp="updated", serial="reference", prefix="P-"),
        warn={a.key: frozenset({"keep_until"}) for a in held if suggest.all_late(a, request.today)},
        notes=[(m.text(f"register.pmark.notes.{n}.label"), m.text(f"register.pmark.notes.{n}.text")) for n in _NOTES],
        files=sum(a.files for a in held),
    )


def _row(request: Request, asset: AssetRow, name: str) -> MachineRow:
    m = request.messages
    root = request.roots.get(asset.root, RootNote())
    sensitive = any(e in suggest.JAPANESE_SPECIAL for e in asset.special)
    yes = m.text("register.yes_no.yes")
    values: dict[str, Value] = {
        "reference": "",
        "name": visible(name),
        "items": suggest.categories(m, asset),
        "sensitive": yes if sensitive else "",
        "my_number": yes if Entity.JP_MY_NUMBER in asset.entities else "",
        "who": activities.individuals(m, asset),
        "people": wording.people(m, asset.people),
        "use": activities.purpose(m, asset),
        "origin": m.text("register.pmark.origin.entrusted") if activities.is_entrusted(asset) else "",
        "department": request.department(asset),
        "responsible": "",
        "access": suggest.access(m, asset),
        "medium": root.medium or m.text("register.pmark.electronic"),
        "location": suggest.location(m, asset),
        "protection": suggest.protection(m, asset),
        "use_until": "",
        "keep_until": suggest.retention(m, request.rules, asset),
        "disposal": "",
        "entrusted": "",
        "provided": "",
        "disclosure": "",
        "updated": request.today,
        "notes": _note(m, asset),
    }
    return MachineRow(asset.key, values)


def _note(m: Messages, asset: AssetRow) -> str:
    parts = [m.text("register.volume", n=asset.files, size=wording.size(m, asset.bytes))]
    if asset.copies:
        parts.append(m.text("register.note.copies", n=asset.copies))
    if asset.problems:
        parts.append(m.text("register.note.problems", n=asset.problems))
    if asset.overdue_files:
        parts.append(m.text("register.note.overdue", n=asset.overdue_files))
    return f"{wording.joined(m, parts)}\n{suggest.examples(m, asset)}"
