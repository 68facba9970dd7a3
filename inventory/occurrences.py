"""The index from values (their keyed hashes) to the files they occur in.

Filled at the end of a scan: written in the order of the hashes, some hundred thousand at a time, the pages of a large
index are touched one after the other; written file by file, nearly every value would touch a page of its own. What a
file no longer holds is taken out as soon as the file is read again (``forget``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, Table, bindparam, delete, false, select, update

from inventory.chunking import chunks
from inventory.hashes import unpack
from inventory.tables import File, FoundItem, Occurrence

if TYPE_CHECKING:
    from inventory.store import Store

CHUNK = 1_000_000
"""Pairs written in one transaction: some seconds, less than another writer waits."""

FILES_AT_ONCE = 500

OCCURRENCES = cast(Table, Occurrence.__table__)
FILES = cast(Table, File.__table__)
_NOT_INDEXED = FILES.c.indexed == false()
"""As the partial index says it."""
_WRAP = 1 << 64


def signed(value: int) -> int:
    """An unsigned 64-bit hash as the database keeps it."""
    return value - _WRAP if value >> 63 else value


def unsigned(value: int) -> int:
    """The inverse of :func:`signed`."""
    return value + _WRAP if value < 0 else value


def fill(store: Store) -> int:
    """Indexes every file that is not indexed yet; the number of pairs written. Safe to interrupt: each part is whole.
    Raises StoreError."""
    written = 0
    while True:
        # Read and written in one transaction: no other scan may give a file other findings in between.
        with store.writing() as connection:
            ids, blobs = _next_part(connection)
            rows = _sorted_pairs(blobs)
            for some in chunks(rows, 100_000):
                _insert(connection, some)
            for part in chunks(ids):
                connection.execute(update(FILES).where(FILES.c.id.in_(part)).values(indexed=True))
        if not ids:
            return written
        written += len(rows)


def forget(connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Takes pairs of (unsigned hash, file) out of the index."""
    rows = sorted((signed(value), file) for value, file in pairs)
    if rows:
        query = delete(OCCURRENCES).where(
            OCCURRENCES.c.hash == bindparam("b_hash"), OCCURRENCES.c.file_id == bindparam("b_file")
        )
        connection.execute(query, [{"b_hash": value, "b_file": file} for value, file in rows])


def files_of(connection: Connection, values: Sequence[int]) -> dict[int, set[int]]:
    """The files (gone ones included) in which each of these values (unsigned hashes) occurs; values that occur nowhere
    are missing. Files not indexed yet, as after an interrupted scan, are looked through."""
    found: dict[int, set[int]] = defaultdict(set)
    for part in chunks(sorted(signed(value) for value in values)):
        query = select(OCCURRENCES.c.hash, OCCURRENCES.c.file_id).where(OCCURRENCES.c.hash.in_(part))
        for value, file in connection.execute(query):
            found[unsigned(value)].add(file)
    wanted = set(values)
    query_rest = select(FoundItem.file_id, FoundItem.hashes).join(File, File.id == FoundItem.file_id)
    rest = query_rest.where(_NOT_INDEXED).execution_options(yield_per=FILES_AT_ONCE)
    for file, packed in connection.execute(rest):
        for value in wanted.intersection(unpack(packed)):
            found[value].add(file)
    return dict(found)


def _next_part(connection: Connection) -> tuple[list[int], list[tuple[int, bytes]]]:
    """Files not indexed, as many as make one chunk, and the hashes of their findings."""
    ids: list[int] = []
    blobs: list[tuple[int, bytes]] = []
    size = last = 0
    while size < CHUNK:
        query = select(FILES.c.id).where(_NOT_INDEXED, FILES.c.id > last).order_by(FILES.c.id)
        some = list(connection.execute(query.limit(FILES_AT_ONCE).with_for_update()).scalars())
        if not some:
            break
        last = some[-1]
        ids += some
        rows = connection.execute(select(FoundItem.file_id, FoundItem.hashes).where(FoundItem.file_id.in_(some)))
        for file, packed in rows:
            blobs.append((file, packed))
            size += len(packed) // 8
    return ids, blobs


def _sorted_pairs(blobs: Sequence[tuple[int, bytes]]) -> list[tuple[int, int]]:
    import numpy as np

    if not blobs:
        return []
    values = np.frombuffer(b"".join(packed for _, packed in blobs), dtype=">u8").astype(np.uint64).view(np.int64)
    files = np.repeat(np.array([file for file, _ in blobs], dtype=np.int64), [len(packed) // 8 for _, packed in blobs])
    order = np.lexsort((files, values))
    values, files = values[order], files[order]
    new = np.ones(len(values), dtype=bool)
    new[1:] = (values[1:] != values[:-1]) | (files[1:] != files[:-1])
    return list(zip(values[new].tolist(), files[new].tolist(), strict=True))


def _insert(connection: Connection, rows: Sequence[tuple[int, int]]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT OR IGNORE INTO occurrences (hash, file_id) VALUES (?, ?)", list(rows))
        return
    from sqlalchemy.dialects import postgresql

    query = postgresql.insert(OCCURRENCES).on_conflict_do_nothing()
    connection.execute(query, [{"hash": value, "file_id": file} for value, file in rows])
