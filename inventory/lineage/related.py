"""The lists that hold the same people, read from the store: the index names the pairs, the findings' hashes compare
them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, func, select, true

from inventory.lineage.copies import copy_marks
from inventory.lineage.overlap import BY, Holding, candidate_pairs, in_order, relate
from inventory.storage.chunking import chunks
from inventory.storage.hashes import unpack
from inventory.storage.occurrences import OCCURRENCES
from inventory.storage.rows import RelatedRow
from inventory.storage.tables import File, FoundItem, Root

ENOUGH = 1_000_000
"""Pairs of value and file read to find candidates: all of an ordinary inventory, in a large one a part of the values
taken evenly (hashes are as good as random), which long lists cannot slip through."""

PAIRS = 5_000
"""Pairs of files compared, those with the most in common."""


def related(connection: Connection) -> list[dict[str, Any]]:
    """Files that hold the same people without being identical, in the order in which to look at them: the columns of
    ``tables.RelatedFiles``.

    Of files with identical content only one takes part.
    """
    found, whole = _occurrences(connection)
    pairs = candidate_pairs(found, 3 if whole else 1, 4 * PAIRS)
    holdings = _holdings(connection, sorted({file for pair in pairs for file in pair}))
    numbers = {holding.where: number for number, holding in holdings.items()}
    compared = [(holdings[a], holdings[b]) for a, b in pairs if a in holdings and b in holdings][:PAIRS]
    rows = in_order(row for a, b in compared if (row := relate(a, b)) is not None)
    names = {"first": "first_id", "second": "second_id"}
    return [
        {names.get(name, name): numbers[value] if name in names else value for name, value in _columns(row)}
        for row in rows
    ]


def _columns(row: RelatedRow) -> Iterator[tuple[str, Any]]:
    return ((f.name, getattr(row, f.name)) for f in fields(row))


def _occurrences(connection: Connection) -> tuple[list[tuple[int, int]], bool]:
    """The index in the order of the values, as far as that is enough, but for values of one file alone; and whether it
    is all of the index."""
    value = OCCURRENCES.c.hash
    last = connection.execute(select(value).order_by(value).offset(ENOUGH - 1).limit(1)).scalar()
    read = value <= last if last is not None else true()
    # Most values are in one file alone: the database leaves them out sooner than they are read.
    several = select(value).where(read).group_by(value).having(func.count() > 1)
    query = select(value, OCCURRENCES.c.file_id).where(value.in_(several)).order_by(value)
    return [(value, file) for value, file in connection.execute(query)], last is None


def _holdings(connection: Connection, ids: Sequence[int]) -> dict[int, Holding]:
    """The files that are there, one for each content, with what they are compared by."""
    files: dict[int, tuple[str, str, str, bool, int, int]] = {}
    best: dict[str, tuple[tuple[int, bool, int, str], int]] = {}
    for part in chunks(ids):
        query = (
            select(
                File.id,
                Root.path,
                File.path,
                File.format,
                File.member_of,
                File.modified_ns,
                File.people_high,
                File.content_hash,
            )
            .join(Root, Root.id == File.root_id)
            .where(File.id.in_(part), File.gone.is_(False))
        )
        for number, root, path, form, member_of, modified, people, content in connection.execute(query):
            rank = (copy_marks(path), member_of != "", -modified, path)
            before = best.get(content) if content else None
            if before is not None and before[0] <= rank:
                continue
            if before is not None:
                del files[before[1]]
            files[number] = (root, path, form, member_of != "", modified, people)
            if content:
                best[content] = (rank, number)
    # A file of many pages has a row for each of them: put together once, at the end.
    rows: dict[int, dict[str, list[tuple[Sequence[int], int]]]] = defaultdict(lambda: defaultdict(list))
    for number, entity, hashes, distinct in _values(connection, sorted(files)):
        rows[number][entity].append((hashes, distinct))
    values = {number: {entity: _together(some) for entity, some in of.items()} for number, of in rows.items()}
    return {
        number: Holding((root, path), form, member, modified, people, values.get(number, {}))
        for number, (root, path, form, member, modified, people) in files.items()
    }


def _together(rows: Sequence[tuple[Sequence[int], int]]) -> tuple[Sequence[int], int]:
    """The sorted hashes of all rows, and how many distinct values they stand for at least."""
    if len(rows) == 1:
        return rows[0]
    hashes = sorted(set().union(*(some for some, _ in rows)))
    return hashes, max(len(hashes), *(distinct for _, distinct in rows))


def _values(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, str, Sequence[int], int]]:
    for part in chunks(ids):
        query = select(FoundItem.file_id, FoundItem.entity, FoundItem.hashes, FoundItem.distinct).where(
            FoundItem.file_id.in_(part), FoundItem.entity.in_([str(e) for e in BY])
        )
        for number, entity, packed, distinct in connection.execute(query).all():
            yield number, entity, unpack(packed), distinct
