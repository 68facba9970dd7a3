"""Forgotten lists: old, of people in columns, and either long for this share or with special categories.

How many people are many is no fixed number: a list of thirty is the longest that a small organisation has. Many is
what half of the share's own lists do not reach.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_high

from sqlalchemy import Connection, Text, cast, select

from inventory.judging.days import local_day
from inventory.judging.file_rows import clues_of, rows_of
from inventory.judging.lists import HAS_PEOPLE
from inventory.judging.newest import newest_day
from inventory.storage.personal import IMPERSONAL, is_personal
from inventory.storage.rows import FileRow
from inventory.storage.tables import File, FoundItem

LEAST = 3
"""People, and different values in one of its columns, from which a file is a list of people."""

FEWEST, MOST = 10, 100
"""So few people are never many, and so many always are, whatever the other lists of the share."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The first of the forgotten lists, those with special categories before the others, then those of most people; how
    many there are; from how many people on a list was one of ``many``; and how many old lists were ``smaller`` and
    without special categories."""

    rows: Sequence[FileRow] = ()
    seen: int = 0
    many: int = MOST
    smaller: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file about people: its number, whether they stand in columns, the newest date (ISO)."""

    number: int
    people: int
    is_list: bool
    special: bool
    newest: str

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The greatest is told first."""
        return self.special, self.people, self.number


def choose(candidates: Sequence[Candidate], before: str) -> tuple[list[Candidate], int, int]:
    """The forgotten lists among the files about ``LEAST`` people or more, the worst first; from how many people on they
    were many, and how many old lists were smaller. Text without columns counts from ``MOST`` people on."""
    lists = [c for c in candidates if c.is_list]
    many = min(MOST, max(FEWEST, median_high([c.people for c in lists]))) if lists else MOST
    old = [c for c in candidates if "" < c.newest <= before and (c.is_list or c.people >= MOST)]
    found = sorted((c for c in old if c.people >= many or (c.special and c.is_list)), key=lambda c: c.rank)[::-1]
    return found, many, len(old) - len(found)


def forgotten(connection: Connection, before: str, today: str, most: int) -> Forgotten:
    """The forgotten lists: no date of them up to today is newer than ``before`` (ISO dates)."""
    in_a_column = cast(FoundItem.column_ref, Text).is_not(None), FoundItem.distinct >= LEAST
    is_list = (
        select(FoundItem.id)
        .where(FoundItem.file_id == File.id, FoundItem.entity.not_in(sorted(IMPERSONAL)), *in_a_column)
        .where(FoundItem.false_by.is_(None))
        .exists()
    )
    query = (
        select(File.id, File.people_high, is_list.label("is_list"), File.special, cast(File.clues, Text).label("clues"))
        .add_columns(File.modified_ns)
        .where(HAS_PEOPLE, File.people_high >= LEAST, File.gone.is_(False), is_personal)
        .execution_options(yield_per=1000)
    )
    candidates = [
        Candidate(
            row.id,
            row.people_high,
            bool(row.is_list),
            bool(row.special),
            newest_day(clues_of(json.loads(row.clues)), str(local_day(row.modified_ns) or ""), today),
        )
        for row in connection.execute(query)
        if row.is_list or row.people_high >= MOST
    ]
    found, many, smaller = choose(candidates, before)
    return Forgotten(rows_of(connection, [c.number for c in found[:most]]), len(found), many, smaller)
