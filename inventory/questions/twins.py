"""Of files that somebody is asked about: which others hold the same, wherever they lie and whatever was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Table, select

from inventory.lineage.copying import refresh
from inventory.storage.chunking import chunks
from inventory.storage.logbooks import DecisionEntry
from inventory.storage.rows import Relation
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File, RelatedFiles, Root

_RELATED = cast(Table, RelatedFiles.__table__)
_COPIES = (Relation.NEAR.value, Relation.PART.value)


@dataclass(frozen=True, slots=True)
class Twin:
    """Another file that holds the same: identical where ``relation`` is None, nearly the same list, or (``PART``) a
    larger list in which the people of this one are, ``shared`` of ``total``. ``kept`` is the last day (ISO) up to which
    it was decided to keep it, '' where nobody did."""

    root: str
    path: str
    relation: Relation | None = None
    shared: int = 0
    total: int = 0
    kept: str = ""


def twins(store: Store, files: Collection[int]) -> dict[int, list[Twin]]:
    """What holds the same as each of these files, identical ones first, by root and path. Raises StoreError."""
    refresh(store)
    found: dict[int, list[Twin]] = defaultdict(list)
    with store.reading() as connection:
        for number, other in _identical(connection, files):
            found[number].append(other)
        for number, other in _related(connection, files):
            found[number].append(other)
    return found


_OTHER = (Root.path, File.path, DecisionEntry.until)


def _identical(connection: Connection, files: Collection[int]) -> list[tuple[int, Twin]]:
    of: dict[str, list[int]] = defaultdict(list)
    for part in chunks(sorted(files)):
        query = select(File.id, File.content_hash).where(File.id.in_(part), File.content_hash != "", File.size > 0)
        for number, content in connection.execute(query):
            of[content].append(number)
    found = []
    for some in chunks(sorted(of)):
        same = select(File.id, File.content_hash, *_OTHER).join(Root, Root.id == File.root_id)
        same = same.outerjoin(Assessment, Assessment.file_id == File.id)
        same = same.outerjoin(DecisionEntry, DecisionEntry.id == Assessment.decision_id)
        same = same.where(File.content_hash.in_(some), File.gone.is_(False)).order_by(Root.path, File.path)
        for other, content, root, path, until in connection.execute(same):
            twin = Twin(root, path, kept=until or "")
            found += [(number, twin) for number in of[content] if number != other]
    return found


def _related(connection: Connection, files: Collection[int]) -> list[tuple[int, Twin]]:
    """Of two that are nearly the same each is told of the other; of two of which one is larger, the smaller."""
    found = []
    for this, that in ((_RELATED.c.second_id, _RELATED.c.first_id), (_RELATED.c.first_id, _RELATED.c.second_id)):
        smaller = this is _RELATED.c.second_id
        only = _RELATED.c.second_only if smaller else _RELATED.c.first_only
        columns = (this, _RELATED.c.relation, _RELATED.c.shared, only)
        relations = _COPIES if smaller else _COPIES[:1]
        for part in chunks(sorted(files)):
            query = select(*columns, *_OTHER).select_from(_RELATED).join(File, File.id == that)
            query = query.join(Root, Root.id == File.root_id).outerjoin(Assessment, Assessment.file_id == File.id)
            query = query.outerjoin(DecisionEntry, DecisionEntry.id == Assessment.decision_id)
            query = query.where(this.in_(part), _RELATED.c.relation.in_(relations)).order_by(_RELATED.c.id)
            for number, relation, shared, rest, root, path, until in connection.execute(query):
                found.append((number, Twin(root, path, Relation(relation), shared, shared + rest, until or "")))
    return found
