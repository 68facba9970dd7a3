"""Which numbers of a list (members, customers, staff) tell its people apart."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.layout.roles import is_beside
from detectors.model import ColumnVerdict

_LIST = 3
"""Different names that make a list."""

_SHARED = 10
"""Different names to each different number, from which on a number is no single person's."""

_COME_AGAIN, _MOSTLY, _WHOLE = 0.9, 0.8, 4
"""Different names to each row, up to which people come again in a list; share of whole names in it, and the characters
of such in Japanese."""


def tells_people(numbers: ColumnVerdict, names: Sequence[ColumnVerdict]) -> bool:
    """Whether the same number in two rows is the same person, and another one somebody else. ``names`` are the columns
    that name the people of the rows."""
    return not (is_beside(numbers.header) or _is_shared(numbers, names) or _is_of_rows(numbers, names))


def _is_shared(numbers: ColumnVerdict, names: Sequence[ColumnVerdict]) -> bool:
    """Whether numbers are those of somebody whom many people deal with: of the firm that collects their money, the
    branch, the group."""
    different, people = len(numbers.values), max((len(c.values) for c in names), default=0)
    return people >= _LIST and (different == 1 or different * _SHARED <= people)


def _is_of_rows(numbers: ColumnVerdict, names: Sequence[ColumnVerdict]) -> bool:
    """Whether numbers are those of applications, visits or the like: each row has one of its own, though people come
    again whose whole names are given."""
    if len(names) != 1 or names[0].count != numbers.count or len(numbers.values) < numbers.count:
        return False
    people = names[0].values
    whole = sum(len(v.split()) > 1 or (not v.isascii() and len(v) >= _WHOLE) for v in people)
    return _LIST <= len(people) <= _COME_AGAIN * numbers.count and whole >= _MOSTLY * len(people)
