"""Rotas and registers: whoever is named in one column is named in others, too, whatever these are headed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from detectors.column import Column
from detectors.headers import spread
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.normalise import fold
from detectors.readings import Reading, as_names, specs
from detectors.regions import is_day

_SHARED, _FEWEST, _WEIGHT = 0.6, 3, 6.0
"""Share of a column's values that are names elsewhere, how many at least, and what that is worth."""
_ON_DAYS = 0.3
"""That share where the column is headed by a day, as those of a rota are."""
_SAMPLE = 300


def named_again(columns: Sequence[Column], standing: Mapping[int, Reading]) -> dict[int, Reading]:
    """Columns of which nothing is known, by number, most of whose values are names in columns of names."""
    names = {i for i, r in standing.items() if r.spec.entity is Entity.PERSON}
    if not names:
        return {}
    met = frozenset[str]().union(*(different(c.values) for c in columns if c.index in names))
    out = {}
    for column in columns:
        if column.index in standing:
            continue
        values = different(column.values)
        again = len(values & met)
        least = _ON_DAYS if is_day(column.header) else _SHARED
        if again >= max(_FEWEST * least / _SHARED, least * len(values)):
            told = Evidence(EvidenceKind.COLUMN, _WEIGHT, share(again, len(values)))
            out[column.index] = as_names(specs()[Entity.PERSON], [told], False)
    return out


def different(values: Collection[str]) -> frozenset[str]:
    """Some of the values, without case and blanks."""
    return frozenset("".join(fold(value).split()) for value in spread(list(values), _SAMPLE))
