"""What the review page asks of the inventory: the files that matter most, and the findings of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from detectors.model import PeopleEstimate
from inventory.judging.basis import day_of, days_overdue
from inventory.judging.lists import HAS_DAY, HAS_PEOPLE, HAS_RISK
from inventory.storage.chunking import IN_LIMIT
from inventory.storage.places import shown_class
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File, FileEntity, FoundItem, Root

MOST = 20_000
"""Files that can be paged through; the filters work on these, those that matter most."""


class Order(StrEnum):
    """What matters most."""

    RISK = "risk"
    OVERDUE = "overdue"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file or member in the list. ``standing`` is the kind of the decision that holds for it, '' for none."""

    id: int
    root: str
    path: str
    doc_class: str
    people: PeopleEstimate
    special: tuple[str, ...]
    risk: int
    due: str
    overdue_days: int
    standing: str


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """One finding of a file. ``identity`` is what a decision about it holds on to; ``false`` that one made it none."""

    identity: bytes
    at: str
    entity: str
    count: int
    distinct: int
    score: float
    evidence: tuple[str, ...]
    masked: tuple[str, ...]
    false: bool


def listed(store: Store, order: Order) -> list[Listed]:
    """The files with personal data, or with a period, in this order: each part read in the order of an index, the
    next where there is room. Raises StoreError."""
    risky: tuple[Any, Any] = (HAS_RISK,), (Assessment.risk.desc(), Assessment.file_id.desc())
    dated: tuple[Any, Any] = (HAS_DAY,), (Assessment.due, Assessment.file_id)
    crowded: tuple[Any, Any] = (HAS_PEOPLE,), (File.people_high.desc(), File.id.desc())
    rest: tuple[Any, Any] = (select(FileEntity.file_id).where(FileEntity.file_id == File.id).exists(),), (File.id,)
    first = {Order.RISK: risky, Order.OVERDUE: dated, Order.PEOPLE: crowded}[order]
    found: dict[int, Listed] = {}
    with store.reading() as connection:
        day = day_of(connection)
        for where, by in dict.fromkeys((first, risky, dated, rest)):
            if len(found) == MOST:
                break
            for row in connection.execute(_LISTED.where(*where).order_by(*by).limit(MOST)):
                if len(found) < MOST and row.id not in found:
                    found[row.id] = _listed(row, day)
    return list(found.values())


_LISTED = (
    select(File.id, Root.path.label("root"), File.path, shown_class, File.people_low, File.people_high)
    .add_columns(File.special, Assessment.risk, Assessment.due, Assessment.standing)
    .join(Root, Root.id == File.root_id)
    .outerjoin(Assessment, Assessment.file_id == File.id)
    .where(File.gone.is_(False))
)


def _listed(row: Any, day: str) -> Listed:
    return Listed(
        row.id,
        row.root,
        row.path,
        row.doc_class,
        PeopleEstimate(row.people_low, row.people_high),
        tuple(row.special),
        row.risk or 0,
        row.due or "",
        days_overdue(row.due or "", day),
        row.standing or "",
    )


def findings_of(store: Store, file_id: int) -> tuple[list[FindingDetail], int]:
    """The findings of a file in the order found, five hundred at most, and how many there are. Raises StoreError."""
    columns = (FoundItem.identity, FoundItem.at, FoundItem.entity, FoundItem.count, FoundItem.distinct, FoundItem.score)
    query = select(*columns, FoundItem.evidence, FoundItem.masked, FoundItem.false_by)
    query = query.where(FoundItem.file_id == file_id).order_by(FoundItem.id).limit(IN_LIMIT)
    with store.reading() as connection:
        total = connection.execute(select(func.count()).where(FoundItem.file_id == file_id)).scalar_one()
        return [
            FindingDetail(identity, at, entity, count, distinct, score, tuple(why), tuple(masked), false is not None)
            for identity, at, entity, count, distinct, score, why, masked, false in connection.execute(query)
        ], total


def copies_of(store: Store, file_id: int, content_hash: str) -> list[tuple[int, str, str]]:
    """Other files with the same content, as (number, root, path). Raises StoreError."""
    if not content_hash:
        return []
    query = select(File.id, Root.path, File.path).join(Root, Root.id == File.root_id)
    query = query.where(File.content_hash == content_hash, File.id != file_id, File.gone.is_(False), File.size > 0)
    with store.reading() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(query.order_by(Root.path, File.path).limit(100))]


def disk_file_of(store: Store, file_id: int) -> int | None:
    """The number of the file on disk that a file is, or lies in; None for an unknown one. Raises StoreError."""
    query = select(func.coalesce(File.container_id, File.id)).where(File.id == file_id)
    with store.reading() as connection:
        return connection.execute(query).scalar()
