"""Own rules on columns: a column most of whose values are what a rule looks for is one finding."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from detectors.model import Evidence, EvidenceKind, Match
from detectors.own.recognizers import OwnRecognizer
from detectors.recognizer import Scene
from detectors.tables.column import Column
from detectors.text.normalise import view_of

_MOST = 0.5
"""Share of the distinct values that makes it the column's."""
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """What an own rule says of a column: the values it takes whole, or that it finds something inside some."""

    entity: str
    score: float
    evidence: tuple[Evidence, ...]
    recognizer: str
    values: tuple[str, ...]
    whole: bool


def own_reading(column: Column, recognizers: Sequence[OwnRecognizer], thresholds: dict[str, float]) -> OwnColumn | None:
    """The best of the own rules for a column, or None where none finds anything.

    ``thresholds`` are the least scores by entity. ``whole`` is False where less than half of the values are matched
    altogether: then the cells are to be read as text.
    """
    values = column.short.texts
    best: OwnColumn | None = None
    for recognizer in recognizers:
        taken: dict[str, Match] = {}
        inside = False
        for at in range(0, len(values), _AT_ONCE):
            part = values[at : at + _AT_ONCE]
            view = view_of("\n".join(v.replace("\n", " ") for v in part), (column.header,) if column.header else ())
            lines = view.text.split("\n")
            starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
            for match in recognizer.find(Scene(view)):
                if match.score < thresholds[match.entity]:
                    continue
                inside = True
                line = bisect_right(starts, match.start) - 1
                if match.end <= starts[line] + len(lines[line]) and match.end - match.start >= len(lines[line].strip()):
                    taken.setdefault(part[line], match)
        if not inside:
            continue
        share = len(taken) / len(values)
        whole = bool(taken) and share >= _MOST
        top = max(taken.values(), key=lambda m: m.score) if taken else None
        evidence = (*top.evidence, Evidence(EvidenceKind.COLUMN, 0.0, f"{share:.2f}")) if top else ()
        found = OwnColumn(
            recognizer.rule.entity, top.score if top else 0.0, evidence, recognizer.ID, tuple(taken), whole
        )
        if best is None or (found.whole, found.score, len(found.values)) > (best.whole, best.score, len(best.values)):
            best = found
    return best
