"""What is handed on of a column that was judged: its entity, rows, values and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from detectors.model import ColumnVerdict, Entity, Evidence, EvidenceKind, score
from detectors.own.allow import OWN
from detectors.sheet import Region
from detectors.tables.column import Column, GoesOn
from detectors.tables.readings import Reading, restored, taken_of
from detectors.text.lines import no_digits
from detectors.text.nothing import is_nothing

if TYPE_CHECKING:
    from detectors.finder import Finder
    from detectors.tables.own_columns import OwnColumn

RECOGNIZER = "columns"
_ABOUT_PEOPLE = Evidence(EvidenceKind.NEIGHBOUR, 1.5, str(Entity.PERSON))
"""What it is worth to a special category to stand in a table about people."""


def verdict_of(region: Region, column: Column, reading: Reading, finder: Finder) -> ColumnVerdict:
    """A column that is what a reading says: the values that are, and where."""
    if column.goes_on is not None:
        return _going_on(region, column, reading, column.goes_on)
    found = taken_of(column.short, column, reading, finder)
    taken, mine = _sifted(reading.spec.entity, found.texts, finder)
    values: Iterable[str] = taken
    if reading.own and reading.spec.zeros and not found.holding(no_digits()).all():
        values = dict.fromkeys(restored(v, reading.spec) for v in taken)
    first, last, count = _cells_of(region, column, taken)
    return ColumnVerdict(
        str(reading.spec.entity),
        column.index,
        column.header,
        first,
        last,
        count,
        tuple(values),
        reading.score,
        (*reading.evidence, OWN) if mine else tuple(reading.evidence),
        reading.recognizer or RECOGNIZER,
        found if values is found.texts else None,
    )


def _going_on(region: Region, column: Column, reading: Reading, goes_on: GoesOn) -> ColumnVerdict:
    """The verdict of the rows before goes for these, too."""
    rows, back = zip(region.rows(), column.cells, strict=True), zip(region.backwards(), column.cells[::-1], strict=True)
    return ColumnVerdict(
        str(reading.spec.entity),
        column.index,
        column.header,
        next(row for row, cell in rows if cell not in goes_on.others),
        next(row for row, cell in back if cell not in goes_on.others),
        len(goes_on.values),
        goes_on.values,
        reading.score,
        tuple(reading.evidence),
        reading.recognizer or RECOGNIZER,
        goes_on.fresh,
    )


def own_column(column: Column, finder: Finder) -> OwnColumn | None:
    """What an own rule of the organisation says of a column; it knows its own numbers best."""
    if not finder.own_recognizers:
        return None
    from detectors.tables.own_columns import own_reading

    thresholds = {r.rule.entity: finder.threshold(r.rule.entity) for r in finder.own_recognizers}
    return own_reading(column, finder.own_recognizers, thresholds)


def own_verdict(region: Region, column: Column, own: OwnColumn, finder: Finder) -> ColumnVerdict:
    kept, mine = _sifted(own.entity, own.values, finder)
    evidence = (*own.evidence, OWN) if mine else own.evidence
    first, last, count = _cells_of(region, column, kept)
    return ColumnVerdict(
        own.entity, column.index, column.header, first, last, count, tuple(kept), own.score, evidence, own.recognizer
    )


def _sifted(entity: str, values: Sequence[str], finder: Finder) -> tuple[Sequence[str], bool]:
    """The values without what the organisation allows, and whether the rest is its own."""
    if finder.own is None:
        return values, False
    return finder.own.sifted_values(entity, values)


def _cells_of(region: Region, column: Column, taken: Sequence[str]) -> tuple[int, int, int]:
    """The first and the last row of a region whose cell in a column is one of some of its values; how many are."""
    others = set(column.values).difference(taken) if len(taken) < len(column.values) else frozenset[str]()

    def holds(cell: str) -> bool:
        bare = cell.strip()
        return not is_nothing(bare) and bare not in others

    count = column.filled - sum(cell.strip() in others for cell in column.cells) if others else column.filled
    forwards = (row for row, cell in zip(region.rows(), column.cells, strict=True) if holds(cell))
    backwards = (row for row, cell in zip(region.backwards(), reversed(column.cells), strict=True) if holds(cell))
    first = next(forwards, region.spans[0][0])
    return first, next(backwards, first), count


def special_verdict(region: Region, column: Column, entity: Entity, reason: Evidence) -> ColumnVerdict:
    """A column that tells a special category, by its header or its values, in a table about people: every filled cell
    says something."""
    evidence = (reason, _ABOUT_PEOPLE)
    first, last, count = _cells_of(region, column, column.values)
    return ColumnVerdict(
        str(entity),
        column.index,
        column.header,
        first,
        last,
        count,
        tuple(column.values),
        score(evidence, -2.0),
        evidence,
        RECOGNIZER,
    )
