"""What has to be decided: files at risk or past their period that no decision speaks of, the most pressing first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from inventory.judging.basis import day_of, days_overdue
from inventory.judging.counting import refresh
from inventory.judging.file_rows import rows_of
from inventory.judging.lists import HAS_DAY
from inventory.storage.chunking import chunks
from inventory.storage.rows import FileRow
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File, Place, Root

Group = Callable[[str, str], str]
"""Whose a file is, by its root and its path."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The first of somebody's files that have to be decided about, and how many there are."""

    rows: list[FileRow]
    total: int


def weight(risk: int, overdue_days: int) -> int:
    """What comes first: risk, then how long it has been overdue."""
    return risk * 1_000_000 + max(0, min(overdue_days, 999_999))


def undecided(store: Store, risk: int, most: int, group: Group, only: str | None = None) -> dict[str, Undecided]:
    """Files with this risk or more, or a period that is over, without those that a decision speaks of: for each group,
    or one only, the first ``most`` by weight and number. Raises StoreError."""
    refresh(store)
    with store.reading() as connection:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, root in _places(connection, risk):
            for path, pair in _of_place(connection, place, risk):
                if only in (None, name := group(root, path)):
                    found[name].append(pair)
        return {
            name: Undecided(rows_of(connection, [-n for _, n in heapq.nlargest(most, pairs)]), len(pairs))
            for name, pairs in found.items()
        }


def still_open(store: Store, files: Collection[int]) -> list[FileRow]:
    """Those of these files that are there and that no decision speaks of, by number. Raises StoreError."""
    with store.reading() as connection:
        decided: set[int] = set()
        for part in chunks(sorted(files)):
            query = select(Assessment.file_id).where(Assessment.file_id.in_(part), Assessment.standing != "")
            decided.update(connection.execute(query).scalars())
        return rows_of(connection, sorted(set(files) - decided))


def _places(connection: Connection, risk: int) -> list[tuple[int, str]]:
    """The places in which there is such a file, with their roots."""
    query = select(Place.id, Root.path, Place.totals).join(Root, Root.id == Place.root_id).order_by(Place.id)
    return [
        (place, root)
        for place, root, totals in connection.execute(query)
        if totals.get("overdue") or totals.get("risk", 0) >= risk
    ]


def _of_place(connection: Connection, place: int, risk: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The path of each of its files, with its weight and number (below zero, so that of equals the first is the
    greatest)."""
    day = day_of(connection)
    late = HAS_DAY & (Assessment.due < day)
    query = (
        select(File.id, File.path, Assessment.risk, Assessment.due)
        .join(Assessment, Assessment.file_id == File.id)
        .where(File.place_id == place, Assessment.standing == "", (Assessment.risk >= risk) | late)
    )
    for file, path, points, due in connection.execute(query):
        yield path, (weight(points, days_overdue(due, day)), -file)
