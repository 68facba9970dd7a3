"""Whoever a list of people names besides those that its rows are about: joint applicants, recipients, the other one of
a couple, whoever a title or a remark names. They may be people of their own or not: only the high bound has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from detectors.layout.roles import ROLE, column_header, is_beside
from detectors.model import CellMatch, ColumnVerdict, Entity

_AND = re.compile(r"\s(?:&|\+|and)\s|\s*[、＆]\s*", re.I)
"""What stands between the names of two people in one cell: Tom & Ann Lee."""
_JOINS = ("&", "+", "、", "＆", " and ", " And ", " AND ")
_PEOPLE = frozenset({"person_name", ROLE})
_LIST = 3
"""Different names that make a list."""


def beside_rows(columns: Sequence[ColumnVerdict], subjects: Collection[ColumnVerdict]) -> Iterator[str]:
    """The names in further columns of people, and those behind the first one of a cell. ``subjects`` are the columns
    that name the people whom rows are about, with the readings of their names."""
    for column in columns:
        if column.entity != Entity.PERSON or is_beside(column.header):
            continue
        if column in subjects:
            whole = "\n".join(column.values)
            if any(join in whole for join in _JOINS):  # hardly any column has one
                for value in column.values:
                    yield from _AND.split(value)[1:]
        elif (named := column_header(column.header)) is not None and named.family in _PEOPLE:
            yield from column.values


def apart(columns: Sequence[ColumnVerdict], cells: Sequence[CellMatch]) -> tuple[list[CellMatch], list[CellMatch]]:
    """The cells whose people are counted, and those with a name that a list of people has in a title or a remark."""
    lists = [c for c in columns if c.entity == Entity.PERSON and len(c.values) >= _LIST]
    last = max((c.last_row for c in lists), default=-1)
    counted: list[CellMatch] = []
    told: list[CellMatch] = []
    for cell in cells:
        (told if cell.match.entity == Entity.PERSON and cell.row <= last else counted).append(cell)
    return counted, told
