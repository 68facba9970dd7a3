"""Columns of passports: of which state they are, by the form of the numbers and by a column of nationalities."""

from __future__ import annotations

from detectors.identifiers.passports import ANY, HOME, of_another_state
from detectors.layout.headers import spread
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.tables.column import Column
from detectors.tables.hypotheses import Hypotheses
from detectors.tables.readings import SAMPLE, Reading, specs

_MOST, _HALF = 0.8, 0.5
"""Shares of a column's values that have the form of a passport, and of its people who are another state's."""
_LABEL = 6.0


def passports_abroad(known: Hypotheses) -> dict[int, Reading]:
    """The columns of passports that are neither British nor Japanese: of another form, or of people of another
    nationality."""
    columns = [c for c in known.doubtful if c.family == "passport"]
    nationality = next((c for c in known.columns if c.family == "nationality"), None) if columns else None
    out = {}
    for column in columns:
        some = spread(column.values, SAMPLE)
        right = sum(ANY.fullmatch(v) is not None for v in some)
        entity = known.entity(column)
        if entity in HOME and known.score(column) >= _HALF:
            other = nationality is not None and _are_others(column, nationality, str(entity))
        else:
            other = known.score(column) < _HALF
        if other and right >= _MOST * len(some):
            evidence = [
                Evidence(EvidenceKind.COLUMN, 0.0, share(right, len(some))),
                Evidence(EvidenceKind.LABEL, _LABEL, column.named.word if column.named else ""),
                Evidence(EvidenceKind.NEIGHBOUR, 1.0, "another state"),
            ]
            out[column.index] = Reading(
                specs()[Entity.MEMBER_ID], evidence, False, lambda v, plain: ANY.fullmatch(plain) is not None
            )
    return out


def _are_others(column: Column, nationality: Column, entity: str) -> bool:
    rows = [(v, n) for v, n in zip(column.cells, nationality.cells, strict=True) if v.strip() and n.strip()]
    others = sum(of_another_state(entity, n) for _, n in rows[:SAMPLE])
    return others > _HALF * len(rows[:SAMPLE])
