"""The record of processing activities of a controller: what UK GDPR Article 30(1) asks for, and what goes with it.

One row for each purpose of each business area: several folders and kinds of document are one processing activity. The
columns are the product's own choice: docs/registers.md says which are the law's and which are not confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory.storage.rows import AssetRow
from reports import wording
from reports.excel import Value
from reports.locale import Messages
from reports.registers import suggest
from reports.registers.activities import Processing, people, processings
from reports.registers.layout import Column, Content, Request, RootNote
from reports.registers.merge import Dated, MachineRow
from reports.rules import RuleNames
from reports.text import visible

BASES = ("consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests")
"""The lawful bases of UK GDPR Article 6(1), in its order."""
MOST_PLACES, MOST_RULES = 8, 4
_NOTES = ("purpose", "how", "colours", "rows", "law", "special", "people", "retention", "source")


def columns(m: Messages) -> list[Column]:
    """The columns, with their drop-downs in the language of ``m``."""
    yes_no = [m.text(f"register.yes_no.{a}") for a in ("yes", "no")]
    return [
        Column("reference", 11, centre=True),
        Column("name", 28),
        Column("area", 16, group="purpose", centre=True),
        Column("joint", 20, group="purpose"),
        Column("who", 18, group="what"),
        Column("personal", 32, group="what"),
        Column("special", 20, group="what"),
        Column("people", 16, group="what"),
        Column("recipients", 20, group="sharing"),
        Column("processor", 18, group="sharing"),
        Column("countries", 18, group="sharing"),
        Column("safeguards", 18, group="sharing"),
        Column("rule", 34, group="keeping"),
        Column("security", 26, group="keeping"),
        Column("location", 38, group="keeping"),
        Column("documents", 30, group="keeping"),
        Column("basis", 18, [m.text(f"register.ropa.basis.{b}") for b in BASES], False, group="lawful"),
        Column("condition", 20, group="lawful"),
        Column("interests", 18, group="lawful"),
        Column("rights", 16, group="lawful"),
        Column("automated", 12, yes_no, group="lawful", centre=True),
        Column("origin", 18, group="lawful"),
        Column("consent", 14, group="lawful"),
        Column("dpia", 14, [*yes_no, m.text("register.ropa.to_check")], False, group="assessment", centre=True),
        Column("dpia_progress", 16, group="assessment"),
        Column("breach", 12, yes_no, group="assessment", centre=True),
        Column("breach_link", 14, group="assessment"),
        Column("schedule", 18, group="policy"),
        Column("erased", 20, group="policy"),
        Column("reasons", 20, group="policy"),
        Column("notes", 28),
    ]


def content(request: Request) -> Content:
    """The record's rows, one for each purpose of each business area in which personal data were found."""
    m = request.messages
    found = processings(request.assets)
    return Content(
        template="ropa",
        words="ropa",
        title=m.text("register.ropa.title"),
        source=m.text("register.ropa.source"),
        columns=columns(m),
        rows=[_row(request, p) for p in found],
        dated=Dated(serial="reference", prefix="RP-"),
        warn={p.key: frozenset({"erased"}) for p in found if p.whole.overdue_files},
        notes=[(m.text(f"register.ropa.notes.{n}.label"), m.text(f"register.ropa.notes.{n}.text")) for n in _NOTES],
        files=sum(p.whole.files for p in found),
    )


def _row(request: Request, processing: Processing) -> MachineRow:
    m, whole, activity = request.messages, processing.whole, processing.activity
    special = suggest.special(m, whole, suggest.UK_SPECIAL)
    level = suggest.risk(m, whole)[0]
    values: dict[str, Value] = {
        "reference": "",
        "name": m.text(f"register.purpose.{activity}") if activity else "",
        "area": _area(request, processing),
        "joint": "",
        "who": people(m, activity, processing.area) if activity else "",
        "personal": suggest.categories(m, whole),
        "special": special or m.text("register.none"),
        "people": wording.people(m, whole.people),
        "recipients": "",
        "processor": "",
        "countries": "",
        "safeguards": "",
        "rule": _rules(m, request.rules, processing.parts),
        "security": _security(m, whole),
        "location": _places(m, processing.parts),
        "documents": _documents(m, processing.parts),
        "basis": "",
        "condition": m.text("register.ropa.state_condition") if special else "",
        "interests": "",
        "rights": "",
        "automated": "",
        "origin": "",
        "consent": "",
        "dpia": m.text("register.ropa.to_check") if level == "high" else "",
        "dpia_progress": "",
        "breach": "",
        "breach_link": "",
        "schedule": m.text("register.ropa.state_condition") if special else "",
        "erased": m.text("register.note.overdue", n=whole.overdue_files) if whole.overdue_files else "",
        "reasons": "",
        "notes": m.text("register.note.problems", n=whole.problems) if whole.problems else "",
    }
    return MachineRow(processing.key, values)


def _area(request: Request, processing: Processing) -> str:
    """The department that the settings name for all of its roots, else the business area."""
    said = {request.roots.get(a.root, RootNote()).department for a in processing.parts}
    return (
        said.pop() if len(said) == 1 and "" not in said else request.messages.text(f"register.area.{processing.area}")
    )


def _by_people(parts: Sequence[AssetRow]) -> list[AssetRow]:
    return sorted(parts, key=lambda a: (-a.people.high, a.root, a.folder, a.doc_class))


def _places(m: Messages, parts: Sequence[AssetRow]) -> str:
    return suggest.cut(m, dict.fromkeys(place for a in _by_people(parts) for place in suggest.places(a)), MOST_PLACES)


def _documents(m: Messages, parts: Sequence[AssetRow]) -> str:
    """The assets it consists of, and how much that is."""
    ordered = _by_people(parts)
    names = suggest.cut(m, dict.fromkeys(visible(n) for n in suggest.names(m, ordered)), MOST_PLACES)
    files, size = sum(a.files for a in parts), sum(a.bytes for a in parts)
    return f"{names}\n{m.text('register.volume', n=files, size=wording.size(m, size))}"


def _rules(m: Messages, rules: RuleNames, parts: Sequence[AssetRow]) -> str:
    found = dict.fromkeys(a.retention.rule for a in _by_people(parts) if a.retention)
    if not found:
        return m.text("retention.no_rule")
    lines = (m.text("register.ropa.rule", rule=rules.name(r), terms=rules.terms(r)) for r in found)
    return suggest.cut(m, dict.fromkeys(lines), MOST_RULES)  # rules of two countries may read alike


def _security(m: Messages, asset: AssetRow) -> str:
    return m.text("register.ropa.security", access=suggest.access(m, asset), protection=suggest.protection(m, asset))
