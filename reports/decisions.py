"""A decision as one sentence."""

from __future__ import annotations

from inventory.decisions.model import Decision, Kind, Scope
from reports import wording
from reports.locale import Messages


def sentence(m: Messages, decision: Decision) -> str:
    """What was decided about what, as in ``keep until 2027-03-31: 総務/名簿.xlsx``."""
    if decision.kind is Kind.WITHDRAWAL:
        return m.text("decision.withdrawal", n=decision.withdraws)
    named = wording.doc_class(m, decision.doc_class)
    what = m.text(f"decision.{decision.kind}", until=decision.until, named=named)
    if decision.expires:
        what = m.text("decision.expiring", what=what, day=decision.expires)
    return m.text("decision.about", what=what, object=_object(m, decision))


def _object(m: Messages, decision: Decision) -> str:
    place = decision.path or m.text("decision.everywhere")
    if decision.scope is Scope.FILE and not decision.entity:
        return f"{decision.root.rstrip('/')}/{decision.path}"
    if decision.scope in (Scope.FILE, Scope.FINDING):
        entity = wording.entity(m, decision.entity)
        return m.text("decision.finding", entity=entity, path=f"{decision.root.rstrip('/')}/{decision.path}")
    if decision.scope is Scope.VALUE:
        # Only its hash and its mask are known.
        entity = wording.entity(m, decision.entity)
        return m.text(f"decision.{'masked' if decision.path else 'value'}", entity=entity, mask=decision.path)
    if decision.scope is Scope.PATTERN:
        return m.text("decision.pattern", entity=wording.entity(m, decision.entity), place=place)
    if decision.scope is Scope.RULE:
        return m.text("decision.rule", rule=decision.rule, place=place)
    return m.text("decision.path", place=place)
