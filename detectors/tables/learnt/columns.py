"""Columns of which nothing is known, told by what is learnt: health under 介度, 薬ｱﾘ and Tabs, whatever no list has.

It is asked only of columns that no other argument told, in tables whose columns have headers; of their values only
where header and neighbours leave it open. What has a check digit or a form of its own is left to the recognizers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

import numpy as np

from detectors.layout.category_headers import hints, measure
from detectors.layout.headers import spread
from detectors.layout.roles import ROLE
from detectors.model import SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind
from detectors.special.sensitive import may_tell
from detectors.tables.beside_names import FEWEST_BIRTHS, counts, is_of_things
from detectors.tables.births import ISO_DAY, is_birth
from detectors.tables.column import Column
from detectors.tables.hypotheses import LINKING, Hypotheses
from detectors.tables.learnt.weights import NOTHING, OTHER, Floats, weights
from detectors.tables.learnt.words import Heads, heads_of, of_header, of_readings, of_sides, of_table, of_values
from detectors.tables.readings import SAMPLE, Reading, Spec, as_names, specs
from detectors.tables.telling import only_checked

HEADER, TABLE, SIDES, READINGS, VALUES = "htsrv"
"""The groups of words."""
KINDS = SPECIAL_CATEGORIES | {
    Entity(name)
    for name in (
        "PERSON MEMBER_ID AGE GENDER DATE_OF_BIRTH ADDRESS PHONE_NUMBER UK_BANK_ACCOUNT JP_BANK_ACCOUNT UK_PASSPORT "
        "JP_PASSPORT JP_HEALTH_INSURANCE JP_PENSION_NUMBER JP_EMPLOYMENT_INSURANCE UK_VEHICLE_REGISTRATION "
        "JP_VEHICLE_NUMBER"
    ).split()
}
"""What may be learnt: the values of no other entity have a check digit, or a form that nothing else has."""
MODEL = "columns"
_WORTH = 0.05
"""How probable it has to be, by header and neighbours, that a column is of somebody, for its values to be asked."""
LEAST, _ABOUT_PEOPLE, _SURE = 0.5, 0.8, 0.5
"""How probable a kind has to be; how probable one column at least of people, where no reading is as sure as that."""
_FITS, _LONGEST, _SELDOM = 0.7, 40, 0.2
"""Share of values that have the form that a column of them needs; characters from which on cells are text; share of
cells that tell something by themselves, below which the others are of something else."""

Described = Mapping[str, Mapping[str, float]]
"""The words of a column, by group."""


def learnt(known: Hypotheses) -> dict[int, Reading]:
    """What the weights say of the columns that are open. Nothing where no header says anything."""
    some = [i for i, column in enumerate(known.columns) if _may_be_told(column, known)]
    if not some or not any(column.header for column in known.columns):
        return {}
    likely, some = _likely(some, known)
    kinds, about = weights().kinds, any(r.score >= _SURE and r.spec.entity in LINKING for r in known.best.values())
    told = [(known.columns[i], kinds[row.argmax()], float(row.max())) for i, row in zip(some, likely, strict=True)]
    if not about and not any(p >= _ABOUT_PEOPLE and kind in LINKING for _, kind, p in told):
        return {}
    things = any(map(is_of_things, known.columns))
    readings = {
        c.index: _reading(c, Entity(kind), p)
        for c, kind, p in told
        if p >= LEAST and not (kind == Entity.MEMBER_ID and (things or counts(c))) and not _decided(c, kind)
    }
    return {index: reading for index, reading in readings.items() if reading is not None}


def described(at: int, known: Hypotheses) -> Described:
    """The words of one of the columns of a table."""
    column = known.columns[at]
    return {
        **_of_heads(at, heads_of(known), known.animals),
        READINGS: _counted([of_readings(column, known)]),
        VALUES: of_values(column),
    }


def under(at: int, headers: Sequence[str]) -> Described:
    """The words of a column of which only the headers of its table are known."""
    return _of_heads(at, [(header, "") for header in headers], False)


def _of_heads(at: int, heads: Heads, animals: bool) -> Described:
    return {
        HEADER: _counted([of_header(heads[at][0])]),
        TABLE: _counted(of_table(heads, animals)),
        SIDES: _counted(of_sides(at, heads)),
    }


def _may_be_told(column: Column, known: Hypotheses) -> bool:
    """Whether nothing is known of a column, and its cells are no text."""
    said = column.named is not None and column.family != ROLE
    told = said or column.embedded or column.mean_length >= _LONGEST or not column.sample
    return not told and known.open(column)


def _likely(some: Iterable[int], known: Hypotheses) -> tuple[Floats, list[int]]:
    """How probable each kind is that is of somebody, for those of some columns that may be such; the others are left
    out."""
    model, columns, heads = weights(), known.columns, heads_of(known)
    nothing = [model.kinds.index(kind) for kind in (NOTHING, OTHER)]
    table = model.sum_of(TABLE, _counted(of_table(heads, known.animals)))
    asked = list(some)
    sums = np.stack(
        [
            table
            + _of_header(columns[i].header)
            + model.sum_of(SIDES, _counted(of_sides(i, heads)))
            + model.sum_of(READINGS, _counted([of_readings(columns[i], known)]))
            for i in asked
        ]
    )
    is_open = model.chances(sums)[:, nothing].sum(1) <= 1 - _WORTH
    asked = [i for i, left in zip(asked, is_open, strict=True) if left]
    sums = sums[is_open] + np.array([model.sum_of(VALUES, of_values(columns[i])) for i in asked]).reshape(
        -1, sums.shape[1]
    )
    likely = model.chances(sums)
    likely[:, nothing] = 0
    return likely, asked


def _decided(column: Column, kind: str) -> bool:
    """Whether other arguments know when a column is of a kind and when not: dates where there are enough of them,
    measures and checks, what stands under headers of many meanings, and cells that tell among others that do not."""
    if kind in SPECIAL_CATEGORIES:
        said = hints(column.header) or measure(column.header) is not None or only_checked(column)
        return bool(said) or _tells_seldom(column)
    return kind == Entity.DATE_OF_BIRTH and len(column.values) >= FEWEST_BIRTHS


def _tells_seldom(column: Column) -> bool:
    """Whether few cells tell a special category in words, so that each is found by itself."""
    told = {value for value in spread(column.values, SAMPLE) if may_tell(value)}
    return 0 < sum(cell.strip() in told for cell in column.cells) < _SELDOM * column.filled


@lru_cache(20_000)
def _of_header(header: str) -> Floats:
    return weights().sum_of(HEADER, _counted([of_header(header)]))


def _counted(words: Iterable[Collection[str]]) -> Counter[str]:
    return Counter(word for some in words for word in some)


def _reading(column: Column, entity: Entity, p: float) -> Reading | None:
    """A column read as what is probable; None where too few of its values have the form of it."""
    if entity in SPECIAL_CATEGORIES:
        spec = Spec(entity, frozenset(), 0.0, 1.0, None, 0, 0, 0.0)
        return Reading(
            spec, [Evidence(EvidenceKind.MODEL, round(log(p / (1 - p)), 2), MODEL)], False, lambda v, _: True
        )
    spec = specs()[entity]
    evidence = [Evidence(EvidenceKind.MODEL, round(log(p / (1 - p)) - spec.prior, 2), MODEL)]
    if entity is Entity.PERSON:
        reading = as_names(spec, evidence, False)
    elif entity is Entity.DATE_OF_BIRTH:
        reading = Reading(spec, evidence, False, lambda v, _: is_birth(v), form=ISO_DAY)
    else:
        form = spec.form
        reading = Reading(spec, evidence, False, lambda _, plain: form is not None and form.fits(plain), form=form)
    fits = sum(reading.takes(v, plain.strip()) for v, plain in zip(column.sample, column.plain, strict=True))
    return reading if fits >= _FITS * len(column.sample) else None
