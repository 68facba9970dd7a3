"""Filling the index from values to files.

Done at the end of a scan: millions of pairs are sorted by their hashes and written run after run, so that each page
of a large index is touched once for all of them; written file by file, nearly every value would touch a page of its
own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from inventory.storage.bulk import insert_new
from inventory.storage.chunking import chunks
from inventory.storage.occurrences import FILES, FILES_AT_ONCE, NOT_INDEXED, OCCURRENCES, forget, unsigned
from inventory.storage.places import contents
from inventory.storage.store import Store
from inventory.storage.tables import FoundItem

SORTED = 5_000_000
"""Pairs sorted together: some 300 MB."""

RUN = 500_000
"""Pairs written in one transaction: some seconds at most, less than another writer waits."""


def fill(store: Store) -> int:
    """Indexes every file that is not indexed yet; the number of pairs written. Safe to interrupt: each part is whole.
    Raises StoreError."""
    written = 0
    while True:
        with store.reading() as connection:
            before = contents(connection)
            ids, blobs = _next_part(connection)
        if not ids:
            return written
        pairs = _sorted_pairs(blobs)
        for run in _runs(pairs):
            with store.writing() as connection:
                insert_new(connection, OCCURRENCES, ("hash", "file_id"), run)
        with store.writing() as connection:
            if contents(connection) != before:
                # Another scan gave some of these files other findings in between.
                _correct(connection, ids, pairs)
            for part in chunks(ids):
                connection.execute(update(FILES).where(FILES.c.id.in_(part)).values(indexed=True))
        written += len(pairs)


def _next_part(connection: Connection) -> tuple[list[int], list[tuple[int, bytes]]]:
    """Files not indexed, as many as are sorted together, and the hashes of their findings."""
    ids: list[int] = []
    blobs: list[tuple[int, bytes]] = []
    size = last = 0
    while size < SORTED:
        query = select(FILES.c.id).where(NOT_INDEXED, FILES.c.id > last).order_by(FILES.c.id)
        some = list(connection.execute(query.limit(FILES_AT_ONCE)).scalars())
        if not some:
            break
        last = some[-1]
        ids += some
        found = _hashes_of(connection, some)
        blobs += found
        size += sum(len(packed) for _, packed in found) // 8
    return ids, blobs


def _hashes_of(connection: Connection, files: Sequence[int]) -> Sequence[tuple[int, bytes]]:
    query = select(FoundItem.file_id, FoundItem.hashes).where(FoundItem.file_id.in_(files))
    return connection.execute(query).all()


def _sorted_pairs(blobs: Sequence[tuple[int, bytes]]) -> Any:
    """An array with a row for each pair of (signed) hash and file, in their order, each once."""
    import numpy as np

    values = np.frombuffer(b"".join(packed for _, packed in blobs), dtype=">u8").astype(np.uint64).view(np.int64)
    lengths = np.array([len(packed) // 8 for _, packed in blobs], dtype=np.int64)
    files = np.repeat(np.array([file for file, _ in blobs], dtype=np.int64), lengths)
    order = np.lexsort((files, values))
    pairs = np.stack((values[order], files[order]), axis=1)
    new = np.ones(len(pairs), dtype=bool)
    new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return pairs[new]


def _runs(pairs: Any) -> Iterator[list[tuple[int, int]]]:
    for start in range(0, len(pairs), RUN):
        values, files = pairs[start : start + RUN].T.tolist()
        yield list(zip(values, files, strict=True))


def _correct(connection: Connection, ids: Sequence[int], written: Any) -> None:
    """Makes what was written of these files what their findings say now."""
    now = _sorted_pairs([row for part in chunks(ids) for row in _hashes_of(connection, part)])
    before, after = ({(value, file) for value, file in pairs.tolist()} for pairs in (written, now))
    forget(connection, ((unsigned(value), file) for value, file in before - after))
    insert_new(connection, OCCURRENCES, ("hash", "file_id"), sorted(after - before))
