"""Which columns of a table name the people that rows are about: whole names, halves, readings, the rest of a rota."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from detectors.layout.header_rows import is_day
from detectors.layout.headers import spread
from detectors.layout.roles import ROLE, column_header, is_beside
from detectors.model import ColumnVerdict, Entity
from detectors.text.normalise import fold

_COMPARED = 300
"""Names of a column that are compared with those of others."""

_HALF = 3.2
"""Characters: Japanese surnames or given names alone are no longer on average."""

_POOL = 0.3
"""Share of the names of one column that another one has, too, where both name the people of a rota."""

_SAMPLE = 2_000
"""Names that tell whether a column holds whole names."""


def name_columns(columns: Sequence[ColumnVerdict]) -> list[ColumnVerdict]:
    """The columns that together name the person a row is about: the full name, or surname and given name."""
    families: Mapping[int, str] = {
        c.column: (found.family if (found := column_header(c.header)) is not None else "") for c in columns
    }
    primary = [c for c in columns if not is_beside(c.header)] or list(columns)
    full = [c for c in primary if families[c.column] in ("person_name", ROLE, "")]
    surname = [c for c in primary if families[c.column] == "surname"]
    given = [c for c in primary if families[c.column] == "given_name"]
    if surname and given:
        return [surname[0], given[0]]
    if surname and full and full[0].column > surname[0].column and is_half(full[0].values):
        return [surname[0], full[0]]  # 注文者姓 and 注文者名
    halves = [c for c in full if not c.header and is_half(c.values)]
    if len(halves) >= 2 and halves[0] is full[0] and halves[1].column == halves[0].column + 1:
        return halves[:2]  # two columns without headers: neither is a whole name
    return (full or surname or given or primary)[:1]


def same_pool(names: Sequence[ColumnVerdict], columns: Sequence[ColumnVerdict]) -> list[ColumnVerdict]:
    """The other columns in which the people of the first one are named again."""
    if len(names) != 1:
        return []
    mine = different(names[0].values)
    others = (c for c in columns if c.entity == Entity.PERSON and c is not names[0] and not is_beside(c.header))
    days = is_day(names[0].header)
    return [
        c
        for c in others
        if (days and is_day(c.header)) or len(mine & different(c.values)) >= _POOL * min(len(mine), len(c.values))
    ]


def reading_columns(columns: Sequence[ColumnVerdict], names: Sequence[ColumnVerdict]) -> list[ColumnVerdict]:
    """The columns that say how the names of a row are read: フリガナ, or セイ and メイ, or ローマ字."""
    taken = {c.column for c in names}
    found: dict[str, list[ColumnVerdict]] = {}
    for column in columns:
        named = column_header(column.header) if column.entity == Entity.PERSON and column.column not in taken else None
        if named is None or is_beside(column.header):
            continue
        if named.family in ("kana_name", "roman_name"):
            found.setdefault(named.family, []).append(column)
    return next(iter(found.values()), [])[:2]


def is_half(names: Sequence[str]) -> bool:
    """Whether values are surnames or given names rather than full ones."""
    names = spread(names, _SAMPLE)
    if any(" " in n.strip() or "\u3000" in n.strip() for n in names):
        return False
    return all(map(str.isascii, names)) or sum(map(len, names)) <= _HALF * len(names)


def different(values: Collection[str]) -> frozenset[str]:
    """Some of the values, without case and blanks."""
    return frozenset("".join(fold(value).split()) for value in spread(list(values), _COMPARED))
