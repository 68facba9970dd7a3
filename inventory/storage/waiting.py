"""The files that wait to be judged: whatever changes a file puts it here in the same transaction, and judging takes it
away. What is not here was judged by what ``inventory.judging.basis`` says, and the state of it was kept for sweeps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Select, Table, delete, insert, select

from inventory.storage.bulk import insert_many
from inventory.storage.chunking import chunks
from inventory.storage.tables import Waiting

WAITING = cast(Table, Waiting.__table__)


def add(connection: Connection, files: Collection[int]) -> None:
    """These files are to be judged."""
    for part in chunks(sorted(files)):
        there = set(connection.execute(select(WAITING.c.file_id).where(WAITING.c.file_id.in_(part))).scalars())
        insert_many(connection, WAITING, ("file_id",), [(file,) for file in part if file not in there])


def add_those(connection: Connection, files: Select[Any]) -> None:
    """The files whose numbers this gives, each once, are to be judged."""
    found = files.subquery()
    number = found.c[0]
    there = select(WAITING.c.file_id).where(WAITING.c.file_id == number).exists()
    connection.execute(insert(WAITING).from_select(["file_id"], select(number).where(~there)))


def some(connection: Connection, after: int, most: int) -> list[int]:
    """The first so many numbers above one, in their order."""
    query = select(WAITING.c.file_id).where(WAITING.c.file_id > after).order_by(WAITING.c.file_id).limit(most)
    return list(connection.execute(query).scalars())


def done(connection: Connection, files: Sequence[int]) -> None:
    """These were judged."""
    for part in chunks(files):
        connection.execute(delete(WAITING).where(WAITING.c.file_id.in_(part)))
