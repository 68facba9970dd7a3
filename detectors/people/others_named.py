"""Whoever a list of people names besides those that its rows are about.

Joint applicants, recipients, the other one of a couple, a family, and whoever a title or a remark names may be people
of their own or not: only the high bound has them. Parents, guarantors, emergency contacts and those in charge
(``Beside``) are counted apart: no row is about them, yet whoever has the list has their names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from detectors.layout.roles import ROLE, column_header, is_beside, is_former
from detectors.model import CellMatch, ColumnVerdict, Entity
from detectors.names.writing import FAMILY
from detectors.people.kept_people import KEPT
from detectors.people.name_columns import is_half
from detectors.people.name_numbers import NOBODY, name_numbers
from detectors.people.organisations import bodies
from detectors.text.lines import Numbers

_AND = re.compile(r"\s(?:&|\+|and)\s|\s*[、＆]\s*", re.I)
"""What stands between the names of two people in one cell: Tom & Ann Lee."""
_JOINS = ("&", "+", "、", "＆", " and ", " And ", " AND ")
_PEOPLE = frozenset({"person_name", ROLE})
_READINGS = frozenset({"kana_name", "roman_name"})
_SURNAME = 4
"""Characters of the longest Japanese surname that is told from a name without a blank."""
_THE = re.compile(r"^The [A-Z]", re.MULTILINE)
"""Before a family: The Milnes."""
_IN_A_FAMILY = 4
"""People at most whom the name of one with "& family" stands for."""
_LIST = 3
"""Different names that make a list."""


def beside_rows(columns: Sequence[ColumnVerdict], subjects: Collection[ColumnVerdict]) -> Iterator[str]:
    """The names in further columns of people, and those behind the first one of a cell. ``subjects`` are the columns
    that name the people whom rows are about, with the readings of their names."""
    parts: set[str] | None = None
    for column in columns:
        if column.entity != Entity.PERSON or is_beside(column.header):
            continue
        if column in subjects:
            whole = "\n".join(column.values)
            if any(join in whole for join in _JOINS):  # hardly any column has one
                for value in column.values:
                    yield from _AND.split(FAMILY.sub("", value))[1:]
            if FAMILY.search(whole) or _THE.search(whole):
                families = [v for v in column.values if FAMILY.search(v) or _THE.match(v)]
                yield from (f"{number} of {value}" for value in families for number in range(1, _IN_A_FAMILY))
        elif (named := column_header(column.header)) is not None and named.family in _PEOPLE:
            parts = parts if parts is not None else {p for c in subjects for v in c.values for p in _parts(v)}
            if not parts.issuperset(column.values):  # else each signs for the row: 署名
                yield from column.values


def _parts(name: str) -> Iterator[str]:
    """A name, and what may stand for it alone: its words, and how one without blanks begins."""
    yield name
    yield from name.split()
    if not name.isascii():
        yield from (name[:n] for n in range(1, min(len(name), _SURNAME + 1)))


def apart(columns: Sequence[ColumnVerdict], cells: Sequence[CellMatch]) -> tuple[list[CellMatch], list[CellMatch]]:
    """The cells whose people are counted, and those with a name that a list of people has in a title or a remark."""
    lists = [c for c in columns if c.entity == Entity.PERSON and len(c.values) >= _LIST]
    last = max((c.last_row for c in lists), default=-1)
    counted: list[CellMatch] = []
    told: list[CellMatch] = []
    for cell in cells:
        (told if cell.match.entity == Entity.PERSON and cell.row <= last else counted).append(cell)
    return counted, told


class Beside:
    """The people of columns that stand beside those whom rows are about, each name once. Bounded: beyond ``KEPT`` names
    only those stay whose number ends in so many zeros."""

    def __init__(self) -> None:
        self._whole = np.empty(0, np.uint64)
        self._part = np.empty(0, np.uint64)
        self._mask = 0

    def add(self, columns: Sequence[ColumnVerdict], subjects: Collection[ColumnVerdict]) -> None:
        """Add a table by its columns; ``subjects`` as in :func:`beside_rows`."""
        for column in columns:
            if column.entity != Entity.PERSON or column in subjects or not is_beside(column.header):
                continue
            if is_former(column.header) or ((head := column_header(column.header)) and head.family in _READINGS):
                continue
            self.add_names(list(column.values))

    def add_names(self, names: Sequence[str]) -> None:
        """Add the names of one column."""
        if not names:
            return
        numbers = name_numbers(names)
        numbers[bodies(names)] = NOBODY
        if is_half(names):  # Mum's given name, a surname: of somebody who may be named in full elsewhere
            self._part = self._kept(self._part, numbers)
        else:
            self._whole = self._kept(self._whole, numbers)

    def _kept(self, held: Numbers, more: Numbers) -> Numbers:
        while True:
            found: Numbers = np.unique(np.concatenate([held, more[more != NOBODY]]))
            found = found[found & np.uint64(self._mask) == 0]
            if len(found) <= KEPT:
                return found
            self._mask = self._mask << 1 | 1

    def bounds(self, known: Collection[int]) -> tuple[int, int]:
        """How many of them there are at least and at most, without those whose names (as numbers) are known."""
        counted = np.fromiter(known, np.uint64, len(known))
        whole = np.setdiff1d(self._whole, counted)
        part = np.setdiff1d(self._part, np.concatenate([counted, whole]))
        mask = np.uint64(self._mask)
        low, high = ((found & mask == 0).sum() * (self._mask + 1) for found in (whole, np.concatenate([whole, part])))
        return int(low), int(high)
