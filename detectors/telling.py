"""Columns that tell a special category by what stands in them, whatever heads them: reasons of absences, illnesses."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from detectors.column import Column
from detectors.headers import spread
from detectors.model import SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind, share
from detectors.normalise import view_of
from detectors.sensitive import may_tell

if TYPE_CHECKING:
    from detectors.engine import Detector

_REMARKS, _TELLING, _SPEAKS = 60, 3.0, 0.4
"""Remarks looked at, what it is worth that they tell something, and how probable a word is to do so by itself."""
_TELL, _TELL_SURELY, _FEW_TELL = 0.4, 0.7, 3
"""Share of different remarks that makes the column tell it, and where fewer than so many do."""

_LONGEST = 25
"""Characters: longer cells are text."""


def tells(column: Column, detector: Detector) -> tuple[Entity, Evidence] | None:
    """The special category that most of the short cells of a column speak of, as the reasons of absences do."""
    open_to_all = column.family == "remarks" or (column.named is None and column.header != "")
    if not open_to_all or column.embedded or len(column.values) < 2:
        return None
    if int(column.in_lines().lengths.max()) >= _LONGEST:
        return None
    some = spread(column.values, _REMARKS)
    if not may_tell("\n".join(some)):
        return None
    spoken = Counter(
        entity
        for found in detector.proposed(list(map(view_of, some)), SPECIAL_CATEGORIES)
        for entity in {m.entity for m in found if m.score >= _SPEAKS}
    )
    entity, often = max(spoken.items(), key=itemgetter(1), default=("", 0))
    if often < (_TELL_SURELY if often < _FEW_TELL else _TELL) * len(some):
        return None
    return Entity(entity), Evidence(EvidenceKind.COLUMN, _TELLING, share(often, len(some)))
