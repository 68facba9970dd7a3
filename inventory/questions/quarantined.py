"""Which files the inventory knows that lie in quarantine, and in what state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from inventory.decisions.disposal import Item, in_quarantine
from inventory.storage.chunking import chunks
from inventory.storage.store import Store
from inventory.storage.tables import File
from scanner.results import Outcome


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in quarantine of which what was found is that of its content. ``away``: it was on the share no more when
    that was last looked at, or has gone to quarantine since; else a copy of it is there again."""

    item: Item
    away: bool


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What lies in quarantine, by the number of the file on disk: ``files`` altogether; ``unknown`` counts those whose
    content was never looked at in full, or about which nothing is kept any more."""

    kept: Mapping[int, Kept]
    files: int
    unknown: int


def quarantine(store: Store) -> Quarantine:
    """What is in quarantine now. Raises StoreError."""
    items = in_quarantine(store)
    rows = {}
    unread: set[int] = set()
    columns = select(File.id, File.container_id, File.content_hash, File.last_seen_scan, File.gone, File.outcome)
    with store.reading() as connection:
        newest = {item.file_id: item for item in items}
        for part in chunks(sorted(newest)):
            for row in connection.execute(columns.where(File.id.in_(part))):
                rows[row.id] = row
            members = columns.where(File.container_id.in_(part), File.outcome != Outcome.SCANNED)
            unread |= {row.container_id for row in connection.execute(members)}
    kept: dict[int, Kept] = {}
    unknown = 0
    for item in items:
        known = rows.get(item.file_id)
        if known is None or known.content_hash != item.content_hash:
            unknown += 1
            continue
        away = known.gone or known.last_seen_scan <= item.newest_scan
        kept[item.file_id] = Kept(item, away)
        # What is still counted among the files of the share is not counted here.
        unknown += known.gone and (known.outcome != Outcome.SCANNED or item.file_id in unread)
    return Quarantine(kept, len(items), unknown)
