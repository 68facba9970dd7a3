"""Values spread over neighbouring columns of a list: a telephone number in three, a birth date in year, month and day.

Only a header says that columns belong together, so nothing is joined without one. What was joined must then be found as
a whole by the recognizer of the header's entity, so a row of figures is no identifier for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.layout.headers import Header, header_of, plain_label
from detectors.layout.parts import NUMBERS, is_part, joined
from detectors.model import ColumnVerdict, Entity, Evidence, EvidenceKind, Match, Passage, Table
from detectors.sheet import Region
from detectors.tables.readings import specs

if TYPE_CHECKING:
    from detectors.finder import Finder

_FAMILIES = (NUMBERS - {"bank_account_uk"}) | {"birth_date"}
_MOST = 24
"""Columns of one value."""
_LEAST_SHARE = 0.5
_AT_ONCE = 500
_SPREAD = Evidence(EvidenceKind.NEIGHBOUR, 0.0, "parts in neighbouring cells")
_REST_OF_NUMBER = frozenset({"番号", "number", "no"})
"""Headers of what stands behind an area code."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where joined parts begin: row and column of the first, and the header they stand under."""

    row: int
    column: int
    label: str
    value: str


def spread_columns(table: Table, region: Region, taken: Container[int], finder: Finder) -> list[ColumnVerdict]:
    """Values spread over neighbouring columns of one table: one verdict each, at the first of these columns.

    Columns in ``taken`` are findings by themselves and are left alone.
    """
    out = []
    for columns, header in _column_groups(region):
        if not any(c in taken for c in columns):
            places = list(_rows_of(table, region, columns, header))
            if places and (v := _verdict(places, finder)) is not None:
                out.append(v)
    return out


def _column_groups(region: Region) -> Iterator[tuple[range, str]]:
    """Neighbouring columns of a table under headers of one family, or with no header behind the first."""
    named: list[Header | None] = [header_of(h) if h else None for h in region.headers]
    at = 0
    while at < len(named):
        first = named[at]
        end = at + 1
        if first is not None and first.family in _FAMILIES:
            while end < len(named) and end - at < _MOST and _goes_on(first, named[end], region.headers[end]):
                end += 1
            if end - at > 1:
                yield range(at, end), region.headers[at]
        at = end


def _goes_on(first: Header, other: Header | None, header: str) -> bool:
    return (
        not header
        or (first.family == "phone" and plain_label(header) in _REST_OF_NUMBER)
        or (other is not None and other.family == first.family)
    )


def _rows_of(table: Table, region: Region, columns: range, header: str) -> Iterator[_Place]:
    named = header_of(header)
    for number in region.rows():
        parts = [c.strip() for c in table.rows[number][columns.start : columns.stop]]
        if len(parts) == len(columns) and all(map(is_part, parts)) and named is not None:
            yield _Place(number, columns.start, header, joined(parts, named.family))


def _verdict(places: Sequence[_Place], finder: Finder) -> ColumnVerdict | None:
    """One finding for the joined values, if enough of them are found whole as what their label names."""
    label = places[0].label
    named = header_of(label)
    if named is None:
        return None
    entities = frozenset(e for e, spec in specs().items() if named.family in spec.families)
    found: list[tuple[_Place, Match]] = []
    for start in range(0, len(places), _AT_ONCE):
        batch = places[start : start + _AT_ONCE]
        matches = {m.start: m for m in finder.find([Passage("\n".join(p.value for p in batch), (label,))])[0]}
        at = 0
        for place in batch:
            match = matches.get(at)
            if match is not None and match.entity in entities and match.end == at + len(place.value):
                found.append((place, match))
            at += len(place.value) + 1
    if not found or len(found) < _LEAST_SHARE * len(places):
        return None
    best = max((m for _, m in found), key=lambda m: m.score)
    kept = [(p, m) for p, m in found if m.entity == best.entity]
    return ColumnVerdict(
        Entity(best.entity),
        places[0].column,
        label,
        min(p.row for p, _ in kept),
        max(p.row for p, _ in kept),
        len(kept),
        tuple(dict.fromkeys(p.value for p, _ in kept)),
        best.score,
        (*best.evidence, _SPREAD),
        best.recognizer,
    )
