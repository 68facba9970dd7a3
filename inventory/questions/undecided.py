"""What has to be decided: files at risk or past their period, and surplus copies, that no decision speaks of, the most
pressing first. What is in an archive or a mail is decided about with the whole of it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from inventory.judging.basis import day_of, days_overdue
from inventory.judging.counting import refresh
from inventory.judging.file_rows import rows_of
from inventory.judging.lists import HAS_DAY
from inventory.lineage import copying
from inventory.lineage.surplus import Surplus, surplus
from inventory.questions.archives import Inside, inside, summed
from inventory.storage.chunking import chunks
from inventory.storage.rows import FileRow
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File, Place, Root

Group = Callable[[str, str], str]
"""Whose a file is, by its root and its path."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The first of somebody's files that have to be decided about, how many there are, what is in those of them that
    are archives or mails, and which are surplus copies."""

    rows: list[FileRow]
    total: int
    inside: Mapping[int, Inside] = field(default_factory=dict)
    surplus: Mapping[int, Surplus] = field(default_factory=dict)


def weight(risk: int, overdue_days: int) -> int:
    """What comes first: risk, then how long it has been overdue."""
    return risk * 1_000_000 + max(0, min(overdue_days, 999_999))


def undecided(store: Store, risk: int, most: int, group: Group, only: str | None = None) -> dict[str, Undecided]:
    """Files with this risk or more, or a period that is over, and surplus copies, without those that a decision speaks
    of: for each group, or one only, the first ``most`` by weight and number. Raises StoreError."""
    copying.refresh(store)
    refresh(store)
    with store.reading() as connection:
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for place, root in _places(connection, risk):
            for path, file, pressing in _of_place(connection, place, risk):
                if only in (None, name := group(root, path)):
                    found[name][file] = max(pressing, found[name].get(file, 0))
        copies = surplus(connection)
        for root, path, file, pressing in _of_files(connection, copies):
            if only in (None, name := group(root, path)):
                found[name][file] = max(pressing, found[name].get(file, 0))
        return {name: _first(connection, weights, most, copies) for name, weights in found.items()}


def _first(connection: Connection, weights: Mapping[int, int], most: int, copies: Mapping[int, Surplus]) -> Undecided:
    ids = heapq.nsmallest(most, weights, key=lambda file: (-weights[file], file))
    return _told(connection, ids, len(weights), copies)


def _told(connection: Connection, ids: Sequence[int], total: int, copies: Mapping[int, Surplus]) -> Undecided:
    held = inside(connection, ids)
    of = {number: copies[number] for number in ids if number in copies}
    return Undecided(summed(connection, rows_of(connection, ids), held), total, held, of)


def still_open(store: Store, files: Collection[int]) -> Undecided:
    """Those of these files on disk that are there and that no decision speaks of, by number. Raises StoreError."""
    copying.refresh(store)
    with store.reading() as connection:
        decided: set[int] = set()
        for part in chunks(sorted(files)):
            query = select(Assessment.file_id).where(Assessment.file_id.in_(part), Assessment.standing != "")
            decided.update(connection.execute(query).scalars())
        rows = rows_of(connection, sorted(set(files) - decided))
        ids = [row.id for row in rows if not row.member_of]
        return _told(connection, ids, len(ids), surplus(connection, ids))


def _places(connection: Connection, risk: int) -> list[tuple[int, str]]:
    """The places in which there is such a file, with their roots."""
    query = select(Place.id, Root.path, Place.totals).join(Root, Root.id == Place.root_id).order_by(Place.id)
    return [
        (place, root)
        for place, root, totals in connection.execute(query)
        if totals.get("overdue") or totals.get("risk", 0) >= risk
    ]


def _of_files(connection: Connection, files: Collection[int]) -> Iterator[tuple[str, str, int, int]]:
    """Root and path of those of these files on disk that no decision speaks of, with number and weight."""
    day = day_of(connection)
    query = select(Root.path, File.path, File.id, Assessment.risk, Assessment.due).join(Root, Root.id == File.root_id)
    query = query.outerjoin(Assessment, Assessment.file_id == File.id)
    for part in chunks(sorted(files)):
        some = query.where(File.id.in_(part), func.coalesce(Assessment.standing, "") == "")
        for root, path, file, points, due in connection.execute(some):
            yield root, path, file, weight(points or 0, days_overdue(due or "", day))


def _of_place(connection: Connection, place: int, risk: int) -> Iterator[tuple[str, int, int]]:
    """The path of each of its files, with the number of the file on disk and its weight."""
    day = day_of(connection)
    late = HAS_DAY & (Assessment.due < day)
    query = (
        select(func.coalesce(File.container_id, File.id), File.path, Assessment.risk, Assessment.due)
        .join(Assessment, Assessment.file_id == File.id)
        .where(File.place_id == place, Assessment.standing == "", (Assessment.risk >= risk) | late)
    )
    for file, path, points, due in connection.execute(query):
        yield path, file, weight(points, days_overdue(due, day))
