"""The lists that hold the same people, read from the store: the index names the pairs, the findings' hashes compare
them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Table, Text, func, select, true
from sqlalchemy import cast as cast_to

from detectors.model import ClueKind, DateClue, Entity
from inventory.lineage.holding import BESIDE, GIVEN, SURNAME, Holding, kind_of, periods
from inventory.lineage.overlap import LEAST, TELLING, TOGETHER, candidate_pairs, in_order, relate
from inventory.storage.chunking import chunks
from inventory.storage.hashes import unpack
from inventory.storage.occurrences import OCCURRENCES
from inventory.storage.places import shown_class
from inventory.storage.tables import File, FileEntity, FoundItem, RelatedFiles, Root
from scanner.document import StepKind, place

ENOUGH = 1_000_000
"""Pairs of value and file read to find candidates: all of an ordinary inventory, in a large one a part of the values
taken evenly (hashes are as good as random), which long lists cannot slip through."""

PAIRS = 5_000
"""Pairs of files compared, those with the most in common."""

_WRITERS = [str(place(StepKind.PROPERTY, key)) for key in ("author", "last_modified_by")]
"""Where a document says who wrote it: nobody whom it is about, and everywhere the same few."""

_COLUMNS = [column.name for column in cast(Table, RelatedFiles.__table__).columns if column.name != "id"]


def related(connection: Connection, originals: Mapping[str, int]) -> list[dict[str, Any]]:
    """Files that hold the same people without being identical, in the order in which to look at them: the columns of
    ``tables.RelatedFiles``.

    Of files with identical content only one takes part: ``originals`` names it by the content.
    """
    found, whole = _occurrences(connection)
    pairs = candidate_pairs(found, 3 if whole else 1, 4 * PAIRS)
    holdings = _holdings(connection, sorted({file for pair in pairs for file in pair}), originals)
    numbers = {holding.where: number for number, holding in holdings.items()}
    ranks = {holding.where: holding.rank for holding in holdings.values()}
    compared = [(holdings[a], holdings[b]) for a, b in pairs if a in holdings and b in holdings][:PAIRS]
    rows = in_order((row for a, b in compared if (row := relate(a, b)) is not None), ranks)
    ids = [{"first_id": numbers[row.first], "second_id": numbers[row.second]} for row in rows]
    return [
        {name: pair[name] if name in pair else getattr(row, name) for name in _COLUMNS}
        for row, pair in zip(rows, ids, strict=True)
    ]


def _occurrences(connection: Connection) -> tuple[Sequence[tuple[int, int]], bool]:
    """The index in the order of the values, as far as that is enough, but for values of one file alone; and whether it
    is all of the index."""
    value = OCCURRENCES.c.hash
    last = connection.execute(select(value).order_by(value).offset(ENOUGH - 1).limit(1)).scalar()
    read = value <= last if last is not None else true()
    # Most values are in one file alone: the database leaves them out sooner than they are read.
    several = select(value).where(read).group_by(value).having(func.count() > 1)
    query = select(value, OCCURRENCES.c.file_id).where(value.in_(several)).order_by(value)
    return connection.execute(query).all(), last is None


@dataclass(slots=True)
class _Values:
    """What a file holds of one kind: the packed hashes of each finding, the most distinct values of one of them, and
    whether one is a column."""

    packed: list[bytes] = field(default_factory=list)
    distinct: int = 0
    listed: bool = False

    def add(self, packed: bytes, distinct: int, in_column: bool) -> None:
        self.packed.append(packed)
        self.distinct = max(self.distinct, distinct)
        self.listed |= in_column and distinct >= LEAST

    def together(self) -> tuple[Sequence[int], int]:
        """The sorted hashes, and how many distinct values they stand for at least."""
        hashes = unpack(b"".join(self.packed))
        if len(self.packed) > 1:
            hashes = tuple(sorted(set(hashes)))
        return hashes, max(len(hashes), self.distinct)


def _holdings(connection: Connection, ids: Sequence[int], originals: Mapping[str, int]) -> dict[int, Holding]:
    """The files that are there, one for each content, with what they are compared by."""
    files: dict[int, Any] = {}
    for part in chunks(ids):
        query = (
            select(
                File.id,
                Root.path.label("root"),
                File.path,
                File.format,
                File.member_of,
                File.modified_ns,
                File.people_low,
                File.people_high,
                File.content_hash,
                shown_class,
                File.clues,
            )
            .join(Root, Root.id == File.root_id)
            .where(File.id.in_(part), File.gone.is_(False))
        )
        for row in connection.execute(query):
            if originals.get(row.content_hash, row.id) == row.id:
                files[row.id] = row
    entities = _entities(connection, sorted(files))
    found = _values(connection, sorted(files))
    return {number: _holding(row, found[number], entities[number]) for number, row in files.items()}


def _holding(row: Any, found: Mapping[str, _Values], entities: frozenset[str]) -> Holding:
    return Holding(
        (row.root, row.path),
        row.format,
        row.member_of != "",
        row.modified_ns,
        (row.people_low, row.people_high),
        {kind: values.together() for kind, values in found.items()},
        row.doc_class,
        periods(DateClue(ClueKind(kind), *rest) for kind, *rest in row.clues),
        frozenset(kind for kind, values in found.items() if values.listed),
        entities,
    )


def _entities(connection: Connection, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """What kinds of data each file holds, but for what stands in it once or twice."""
    found: dict[int, set[str]] = {number: set() for number in ids}
    for part in chunks(ids):
        query = select(FileEntity.file_id, FileEntity.entity)
        query = query.where(FileEntity.file_id.in_(part), FileEntity.count >= LEAST)
        for number, entity in connection.execute(query):
            found[number].add(entity)
    return {number: frozenset(some) for number, some in found.items()}


def _values(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, _Values]]:
    """What each file holds, by kind."""
    compared = [str(e) for e in (*TELLING, *TOGETHER)]
    # As text: few of them differ, and most of the time would go into taking each apart.
    said, header = cast_to(FoundItem.evidence, Text), cast_to(FoundItem.column_ref, Text)
    columns = (FoundItem.file_id, FoundItem.entity, said, header, FoundItem.distinct)
    found: dict[int, dict[str, _Values]] = {number: defaultdict(_Values) for number in ids}
    for part in chunks(ids):
        query = (
            select(*columns, FoundItem.hashes)
            .where(FoundItem.file_id.in_(part), FoundItem.entity.in_(compared), FoundItem.false_by.is_(None))
            .where(FoundItem.at.not_in(_WRITERS))
        )
        # A file of many pages has a row for each of them.
        for number, entity, evidence, column, distinct, packed in connection.execute(query).all():
            kind = _kind(entity, evidence, column)
            if kind != BESIDE or entity == Entity.PERSON:  # else somebody else's telephone or mail
                found[number][kind].add(packed, distinct, column is not None)
    for of_kind in found.values():
        if BESIDE in of_kind and of_kind.keys().isdisjoint({Entity.PERSON, SURNAME, GIVEN}):
            # A list of guardians alone is about them.
            of_kind[str(Entity.PERSON)] = of_kind.pop(BESIDE)
    return found


@lru_cache(20_000)
def _kind(entity: str, evidence: str, column: str | None) -> str:
    return kind_of(entity, json.loads(evidence), json.loads(column)[2] if column is not None else "")
