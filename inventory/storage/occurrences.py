"""The index from values (their keyed hashes) to the files they occur in.

It is filled at the end of a scan (``indexing``). What a file no longer holds is taken out as soon as the file is read
again (``forget``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import Connection, Table, bindparam, delete, false, select

from inventory.storage.chunking import chunks
from inventory.storage.hashes import unpack
from inventory.storage.tables import File, FoundItem, Occurrence

FILES_AT_ONCE = 500

OCCURRENCES = cast(Table, Occurrence.__table__)
FILES = cast(Table, File.__table__)
NOT_INDEXED = FILES.c.indexed == false()
"""As the partial index says it."""
_WRAP = 1 << 64


def signed(value: int) -> int:
    """An unsigned 64-bit hash as the database keeps it."""
    return value - _WRAP if value >> 63 else value


def unsigned(value: int) -> int:
    """The inverse of :func:`signed`."""
    return value + _WRAP if value < 0 else value


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
    rest = query_rest.where(NOT_INDEXED).execution_options(yield_per=FILES_AT_ONCE)
    for file, packed in connection.execute(rest):
        for value in wanted.intersection(unpack(packed)):
            found[value].add(file)
    return dict(found)
