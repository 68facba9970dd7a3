"""Rotas and registers: whoever is named in one column is named in others, too, whatever these are headed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from detectors.column import Column
from detectors.header_rows import is_day
from detectors.headers import is_numeric, spread
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.name_odds import NAME_FORM, NAME_SAMPLE, name_odds, unnamed_weight, with_initials
from detectors.normalise import fold
from detectors.readings import Reading, as_names, specs

_SHARED, _FEWEST, _WEIGHT = 0.6, 3, 6.0
"""Share of a column's values that are names elsewhere, how many at least, and what that is worth."""
_ON_DAYS = 0.3
"""That share where the column is headed by a day, as those of a rota are."""
_SURE, _NAMES = 0.7, 0.8
"""From which score a column needs no other, and the share of what stands below days that may be names."""
_SAMPLE = 300


def named_again(columns: Sequence[Column], standing: Mapping[int, Reading]) -> dict[int, Reading]:
    """Columns of which nothing is known, by number, most of whose values are names in columns of names."""
    # Columns that go on with the rows of calls before were asked then.
    names = [
        c
        for c in columns
        if c.goes_on is None and c.index in standing and standing[c.index].spec.entity is Entity.PERSON
    ]
    if not names:
        return {}
    met = frozenset[str]().union(*(different(c.values) for c in names))
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


def below_days(columns: Sequence[Column], best: Mapping[int, Reading]) -> dict[int, Reading]:
    """The columns headed by days, by number, where what stands in all of them together is names: a rota. So is a column
    before them that nothing heads.

    A name alone says little in one column; there are few in each, and the same in all.
    """
    days = [c for c in columns if is_day(c.header) and (c.index not in best or best[c.index].score < _SURE)]
    if len(days) < _FEWEST:
        return {}
    return _named(days) | _named(
        [c for c in columns if not c.header and c.index < days[0].index and c.index not in best]
    )


def _named(some_columns: Sequence[Column]) -> dict[int, Reading]:
    """Some columns that hold names if any does, all of them by what stands in them together."""
    values = sorted({value.strip() for column in some_columns for value in column.values})
    if sum(map(is_numeric, values)) > (1 - _NAMES) * len(values):
        return {}
    # One character is a shift (早, 夜, 休, E, L), hardly ever somebody.
    some = spread([v for v in values if len(v) > 1 and NAME_FORM.fits(v)], NAME_SAMPLE)
    if len(some) < max(_FEWEST, _NAMES * min(len(values), NAME_SAMPLE)):
        return {}
    odds = with_initials(some, [name_odds(value, "given_name") for value in some])
    told = Evidence(EvidenceKind.COLUMN, round(unnamed_weight(odds), 2), share(sum(o > 0 for o in odds), len(odds)))
    spec = specs()[Entity.PERSON]
    return {column.index: as_names(spec, [told], False) for column in some_columns}


def different(values: Collection[str]) -> frozenset[str]:
    """Some of the values, without case and blanks."""
    return frozenset("".join(fold(value).split()) for value in spread(list(values), _SAMPLE))
