"""Archives and mails as what people decide about: the whole file, with what is in it summed up and named.

A member cannot be taken out, so that nothing is asked about it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, select

from detectors.model import PeopleEstimate
from inventory.judging.basis import day_of
from inventory.judging.file_rows import rows_of
from inventory.judging.lists import HAS_DAY
from inventory.storage.chunking import chunks
from inventory.storage.rows import EntityCount, FileRow
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File, FileEntity

_NAMED = 5
"""Members named, the riskiest; beside them those whose periods end first and last."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What is in an archive or a mail: how many of its members hold something about people, the ``first`` of them,
    and how many are still within their period, with the one that is so longest."""

    files: int
    first: tuple[FileRow, ...]
    within: int = 0
    last: FileRow | None = None


def inside(connection: Connection, files: Collection[int]) -> dict[int, Inside]:
    """What is in those of these files that hold others with something about people."""
    there = File.gone.is_(False), File.id == Assessment.file_id
    day = day_of(connection)
    counted: dict[int, tuple[int, int]] = {}
    for part in chunks(sorted(files)):
        within = func.sum(cast(Assessment.due >= day, Integer))
        query: Any = select(File.container_id, func.count(), within).where(File.container_id.in_(part), *there)
        counted |= {row[0]: (row[1], row[2]) for row in connection.execute(query.group_by(File.container_id))}
    return {number: _inside(connection, number, *counts) for number, counts in counted.items()}


def _inside(connection: Connection, number: int, files: int, within: int) -> Inside:
    of = select(File.id).join(Assessment, Assessment.file_id == File.id)
    of = of.where(File.container_id == number, File.gone.is_(False))
    riskiest = of.order_by(Assessment.risk.desc(), File.id).limit(_NAMED)
    last = of.where(HAS_DAY).order_by(Assessment.due.desc(), File.id).limit(1)
    first = of.where(HAS_DAY).order_by(Assessment.due, File.id).limit(1)
    ids = dict.fromkeys(n for query in (riskiest, first) for n in connection.execute(query).scalars())
    longest = rows_of(connection, list(connection.execute(last).scalars())) if within else []
    return Inside(files, tuple(rows_of(connection, list(ids))), within, longest[0] if longest else None)


def summed(connection: Connection, rows: Sequence[FileRow], held: Mapping[int, Inside]) -> list[FileRow]:
    """These rows; of archives and mails with all that is in them: at least as many people as in one of them and at
    most the sum, their greatest risk, and the period that ends first."""
    sums: dict[int, Any] = {}
    entities: dict[int, dict[str, EntityCount]] = defaultdict(dict)
    for part in chunks(sorted(held)):
        people = (func.max(File.people_low), func.sum(File.people_high))
        beside = (func.max(File.beside_low), func.sum(File.beside_high))
        members = File.container_id.in_(part), File.gone.is_(False)
        query: Any = select(File.container_id, *people, *beside).where(*members).group_by(File.container_id)
        sums |= {number: tuple(map(int, numbers)) for number, *numbers in connection.execute(query)}
        counts: Any = select(
            File.container_id, FileEntity.entity, func.sum(FileEntity.count), func.max(FileEntity.distinct)
        )
        counts = counts.join(FileEntity, FileEntity.file_id == File.id).where(*members)
        for number, entity, count, distinct in connection.execute(
            counts.group_by(File.container_id, FileEntity.entity)
        ):
            entities[number][entity] = EntityCount(int(count), int(distinct))
    return [_together(row, held[row.id], sums[row.id], entities[row.id]) if row.id in held else row for row in rows]


def _together(row: FileRow, held: Inside, sums: Sequence[int], entities: Mapping[str, EntityCount]) -> FileRow:
    low, high, beside_low, beside_high = sums
    own = row.people
    riskiest = max((row, *held.first), key=lambda r: r.risk)
    dated = [r.retention for r in (row, *held.first) if r.retention and r.retention.due]
    return replace(
        row,
        people=PeopleEstimate(
            max(own.low, low), own.high + high, max(own.beside_low, beside_low), own.beside_high + beside_high
        ),
        entities={**entities, **{e: _added(entities.get(e), count) for e, count in row.entities.items()}},
        special=tuple(sorted({*row.special, *(name for member in held.first for name in member.special)})),
        risk=riskiest.risk,
        risk_parts=riskiest.risk_parts,
        retention=min(dated, key=lambda r: r.due, default=row.retention),
    )


def _added(one: EntityCount | None, other: EntityCount) -> EntityCount:
    return EntityCount(one.count + other.count, max(one.distinct, other.distinct)) if one else other


def still_within(store: Store, files: Collection[int]) -> dict[int, Inside]:
    """Those of these files in which something is still within its retention period. Raises StoreError."""
    with store.reading() as connection:
        return {number: held for number, held in inside(connection, files).items() if held.within}
