"""Values that stand spread over neighbouring cells: one digit a box on a form, a telephone number in three columns.

Only a label says that cells belong together, so nothing is joined without one. What was joined must then be found as a
whole by the recognizer of the label's entity, so a row of figures behind a label is no identifier for it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.headers import Header, header_of, is_code, plain_label
from detectors.model import ColumnVerdict, Entity, Evidence, EvidenceKind, Match, Passage, Table
from detectors.readings import specs
from detectors.regions import Region

if TYPE_CHECKING:
    from detectors.engine import Detector

_FAMILIES = frozenset(
    "my_number driver_license passport residence_card resident_record_code pension_number employment_insurance fax "
    "health_insurance bank_account_jp postal_code phone nino nhs utr uln credit_card birth_date driving_licence".split()
)
_MOST_BOXES = 24
_LONGEST_BOX = 8
"""Characters of a cell that is a part; the longest part is an account number."""
_FORM_ROWS = 300
"""Rows: forms are short, and lists are judged by their columns."""
_LEAST_SHARE = 0.5
_AT_ONCE = 500
_SPREAD = Evidence(EvidenceKind.NEIGHBOUR, 0.0, "parts in neighbouring cells")
_UNITS = frozenset("年月日")
_REST_OF_NUMBER = frozenset({"番号", "number", "no"})
"""Headers of what stands behind an area code."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where joined parts begin: row and column of the first, and the header or label they stand under."""

    row: int
    column: int
    label: str
    value: str


def spread_boxes(table: Table, covered: Callable[[int, int], bool], detector: Detector) -> list[ColumnVerdict]:
    """Values spread over the cells behind their label, as on forms: one verdict each, at the column of the first part.

    ``covered(row, column)`` says whether a cell is part of a finding already; such cells are left alone.
    """
    places = (p for p in _boxes(table) if not covered(p.row, p.column))
    return [v for p in places if (v := _verdict([p], detector, 1.0)) is not None]


def spread_columns(table: Table, region: Region, taken: Container[int], detector: Detector) -> list[ColumnVerdict]:
    """Values spread over neighbouring columns of one table: one verdict each, at the first of these columns.

    Columns in ``taken`` are findings by themselves and are left alone.
    """
    out = []
    for columns, header in _column_groups(region):
        if not any(c in taken for c in columns):
            places = list(_rows_of(table, region, columns, header))
            if places and (v := _verdict(places, detector, _LEAST_SHARE)) is not None:
                out.append(v)
    return out


def _is_part(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_BOX and (len(cell) == 1 or cell.isalpha() or any(map(str.isdigit, cell)))


def _boxes(table: Table) -> Iterator[_Place]:
    """Rows of a form: a label, then two or more cells that are parts of something."""
    for number, row in enumerate(table.rows[:_FORM_ROWS]):
        short = [0 < len(cell) <= _LONGEST_BOX for cell in row]
        for column, cell in enumerate(row[:-2]):
            # Asked of every cell: what stands behind settles most.
            if not (cell and short[column + 1] and short[column + 2]) or is_code(cell):
                continue
            if not (_is_part(row[column + 1]) and _is_part(row[column + 2])):
                continue
            named = header_of(cell.strip())
            if named is None or named.family not in _FAMILIES:
                continue
            parts: list[str] = []
            for part in row[column + 1 : column + 1 + _MOST_BOXES]:
                if not _is_part(part.strip()) or (len(part.strip()) > 1 and header_of(part.strip()) is not None):
                    break
                parts.append(part.strip())
            if len(parts) > 1 and any(c.isdigit() for p in parts for c in p):
                yield _Place(number, column + 1, cell.strip(), _joined(parts, named.family))


def _column_groups(region: Region) -> Iterator[tuple[range, str]]:
    """Neighbouring columns of a table under headers of one family, or with no header behind the first."""
    named: list[Header | None] = [header_of(h) if h else None for h in region.headers]
    at = 0
    while at < len(named):
        first = named[at]
        end = at + 1
        if first is not None and first.family in _FAMILIES:
            while end < len(named) and end - at < _MOST_BOXES and _goes_on(first, named[end], region.headers[end]):
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
        if len(parts) == len(columns) and all(map(_is_part, parts)) and named is not None:
            yield _Place(number, columns.start, header, _joined(parts, named.family))


def _joined(parts: Sequence[str], family: str) -> str:
    if all(len(p) == 1 for p in parts) or any(p in _UNITS for p in parts):
        return "".join(parts)
    if family == "birth_date":
        era = parts[0] if parts[0].isalpha() else ""
        return era + ".".join(parts[1:] if era else parts)
    return "-".join(parts)


def _verdict(places: Sequence[_Place], detector: Detector, least: float) -> ColumnVerdict | None:
    """One finding for the joined values, if enough of them are found whole as what their label names."""
    label = places[0].label
    named = header_of(label)
    if named is None:
        return None
    entities = frozenset(e for e, spec in specs().items() if named.family in spec.families)
    found: list[tuple[_Place, Match]] = []
    for start in range(0, len(places), _AT_ONCE):
        batch = places[start : start + _AT_ONCE]
        matches = {m.start: m for m in detector.find([Passage("\n".join(p.value for p in batch), (label,))])[0]}
        at = 0
        for place in batch:
            match = matches.get(at)
            if match is not None and match.entity in entities and match.end == at + len(place.value):
                found.append((place, match))
            at += len(place.value) + 1
    if not found or len(found) < least * len(places):
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
