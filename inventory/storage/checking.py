"""Whether an inventory is whole: asked of the database itself, and of what must add up in it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select, text, true
from sqlalchemy.orm import aliased

from inventory.storage.chunking import IN_LIMIT
from inventory.storage.store import Store
from inventory.storage.tables import File, FileEntity, FoundItem

READ_AT_ONCE = 200_000_000
"""Bytes of an inventory that is read as a whole in a few seconds."""

SOME_FILES = 2_000
"""Files that stand for all of a larger one."""

REMOTE = frozenset("nfs nfs4 cifs smb3 smbfs 9p afs ceph glusterfs lustre gpfs beegfs davfs".split())
"""File systems of other machines, by their names in /proc/self/mountinfo; those below FUSE begin with ``fuse.``."""
_REMOTE_FUSE = frozenset("sshfs glusterfs ceph s3fs rclone gcsfuse davfs2".split())


class Fault(StrEnum):
    """What can be wrong with an inventory."""

    DAMAGED = "damaged"  # the database says of itself that pages or indexes do not fit together
    LOOSE = "loose"  # rows that belong to a row that is not there
    SUMS = "sums"  # files whose findings do not add up to what is kept of them by entity
    MEMBERS = "members"  # members present in files that are gone


class Trouble(NamedTuple):
    """A fault, how often, and where: names of tables and places in the database, never what is stored."""

    fault: Fault
    number: int
    where: str = ""


def size(store: Store) -> int:
    """Bytes that the inventory takes."""
    with store.reading() as connection:
        if connection.dialect.name == "postgresql":
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
        pages = text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(connection.execute(pages).scalar_one())


def check(store: Store) -> list[Trouble]:
    """Everything that is wrong, nothing where all is well. All of the database is read: minutes for millions of files.
    Raises StoreError where it cannot even be asked."""
    with store.reading() as connection:
        damaged = list(_database(connection))
        # What a damaged database adds up to means nothing, and asking may end in its error.
        return damaged or [*_loose(connection), *_sums(connection)]


def check_some(store: Store) -> tuple[list[Trouble], int]:
    """What is wrong with some files drawn by chance, and how many those are: at once, and no word about the others.
    Raises StoreError."""
    with store.reading() as connection:
        last = connection.execute(select(func.max(File.id))).scalar() or 0
        drawn = random.sample(range(1, last + 1), min(SOME_FILES, last))
        found: dict[Fault, int] = {}
        files = 0
        for start in range(0, len(drawn), IN_LIMIT):
            part = drawn[start : start + IN_LIMIT]
            files += connection.execute(select(func.count()).where(File.id.in_(part))).scalar_one()
            for trouble in _sums(connection, part):
                found[trouble.fault] = found.get(trouble.fault, 0) + trouble.number
        return [Trouble(fault, number) for fault, number in found.items()], files


def file_system_elsewhere(path: Path, mounts: str | None = None) -> str:
    """The type of the network file system that this file lies on, '' where it lies on this machine or the kernel does
    not say. SQLite's write-ahead log needs memory shared by all who have the database open, and a network has none.

    ``mounts`` replaces what /proc/self/mountinfo says (proc(5)).
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    place = path.resolve()
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace"))
        # Of mounts on one place the last one holds.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    name, _, below = kind.partition(".")
    return kind if kind in REMOTE or (name == "fuse" and below in _REMOTE_FUSE) else ""


def _database(connection: Connection) -> Iterator[Trouble]:
    if connection.dialect.name != "sqlite":
        return  # the server checks its pages by itself
    # The sentences name tables, indexes and row numbers.
    said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    if said != ["ok"]:
        yield Trouble(Fault.DAMAGED, len(said), str(said[0]))


def _loose(connection: Connection) -> Iterator[Trouble]:
    """Foreign keys. PostgreSQL keeps them always; a tool that opens SQLite's file without them need not."""
    if connection.dialect.name != "sqlite":
        return
    found: dict[str, int] = {}
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        found[row[0]] = found.get(row[0], 0) + 1
    for table, count in sorted(found.items()):
        yield Trouble(Fault.LOOSE, count, table)


def _sums(connection: Connection, files: Sequence[int] | None = None) -> Iterator[Trouble]:
    """What does not add up, of all files or of these."""

    def among(column: Any) -> ColumnElement[bool]:
        return true() if files is None else column.in_(files)

    # Where people decided that something is a false match, less is counted than was found.
    added = (
        select(FoundItem.file_id, FoundItem.entity, func.sum(FoundItem.count).label("sum"))
        .where(among(FoundItem.file_id))
        .group_by(FoundItem.file_id, FoundItem.entity)
        .having(and_(func.count(FoundItem.false_by) == 0, func.sum(FoundItem.false_values) == 0))
        .subquery()
    )
    same = and_(FileEntity.file_id == added.c.file_id, FileEntity.entity == added.c.entity)
    wrong = or_(FileEntity.file_id.is_(None), FileEntity.count != added.c.sum)
    number = func.count(added.c.file_id.distinct())
    unequal = connection.execute(
        select(number).select_from(added).outerjoin(FileEntity, same).where(wrong)
    ).scalar_one()
    found = select(FoundItem.id).where(FoundItem.file_id == FileEntity.file_id, FoundItem.entity == FileEntity.entity)
    # Of files long gone only the counts are kept.
    kept = select(func.count(FileEntity.file_id.distinct())).join(File, File.id == FileEntity.file_id)
    kept = kept.where(among(FileEntity.file_id))
    baseless = connection.execute(kept.where(not_(File.expired), not_(found.exists()))).scalar_one()
    if unequal or baseless:
        yield Trouble(Fault.SUMS, unequal + baseless)
    holder = aliased(File)
    stray = select(func.count()).select_from(File).join(holder, holder.id == File.container_id)
    count = connection.execute(stray.where(among(File.id), not_(File.gone), holder.gone)).scalar_one()
    if count:
        yield Trouble(Fault.MEMBERS, count)
