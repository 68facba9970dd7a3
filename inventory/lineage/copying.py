"""Copies and related lists as the store keeps them: looked for after a scan, read by whoever asks.

What was looked for holds until a file comes, goes or changes (``places.contents``). Whoever asks then looks anew
first, as after a scan that was killed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from detectors.model import PeopleEstimate
from inventory.lineage.copies import Copy, group_copies
from inventory.lineage.overlap import is_own_copy
from inventory.lineage.related import related
from inventory.storage import indexing
from inventory.storage.assets import family
from inventory.storage.bulk import insert_many
from inventory.storage.chunking import chunks
from inventory.storage.places import contents, mark_changed, shown_class
from inventory.storage.rows import CopyCounts, CopyGroup, RelatedRow, Relation
from inventory.storage.store import Store
from inventory.storage.tables import CopyFile, CopySet, File, Meta, RelatedFiles, Root

_SETS = cast(Table, CopySet.__table__)
_COPIES = cast(Table, CopyFile.__table__)
_RELATED = cast(Table, RelatedFiles.__table__)
_LOOKED_FOR = "copies"
"""The row of ``meta`` that says how often contents had changed when copies were last looked for, and how."""

_WAY = 5
"""Goes up where other copies or pairs are found in the same files: they are then looked for anew."""


class CopyOrder(StrEnum):
    """Which groups come first."""

    PEOPLE = "people"  # of many people before those of few
    SURPLUS = "surplus"  # by people times surplus files
    FILES = "files"  # many files before few


def refresh(store: Store) -> None:
    """Looks for copies and related lists where files have come, gone or changed since that was last done: seconds for
    each million files. Raises StoreError."""
    with store.reading() as connection:
        if _looked_for(connection) == _now(connection):
            return
    indexing.fill(store)
    with store.reading() as connection:
        now = _now(connection)
        groups = list(group_copies(_repeated(connection)))
        found = related(connection, {group[0].content_hash: group[0].file_id for group in groups})
        before = {row.file_id: (row.rank, row.again) for row in connection.execute(select(_COPIES))}
    ranked = {copy.file_id: (copy.content_hash, *place) for group in groups for copy, place in _placed(group)}
    changed = [n for n in before.keys() | ranked.keys() if before.get(n) != ranked.get(n, ("", None))[1:]]
    sets = [
        (group[0].content_hash, len(group), group[0].size, group[0].people.low, group[0].people.high)
        for group in groups
    ]
    with store.writing() as connection:
        forget(connection)
        insert_many(connection, _SETS, ("content_hash", "files", "size", "people_low", "people_high"), sets)
        rows = [(number, *row) for number, row in ranked.items()]
        insert_many(connection, _COPIES, ("file_id", "content_hash", "rank", "again"), rows)
        if found:
            connection.execute(insert(_RELATED), found)
        connection.execute(insert(Meta).values(name=_LOOKED_FOR, value=now))
        # Assets count their copies, and the people of a content once.
        for part in chunks(sorted(changed)):
            places = select(File.place_id).where(File.id.in_(part)).distinct()
            mark_changed(connection, connection.execute(places).scalars())


def forget(connection: Connection) -> None:
    """Deletes what is known of copies; they are looked for when somebody asks."""
    for table in (_SETS, _COPIES, _RELATED):
        connection.execute(delete(table))
    connection.execute(delete(Meta).where(Meta.name == _LOOKED_FOR))


def recounted(connection: Connection, file_id: int, people: PeopleEstimate) -> None:
    """Takes over what counts of a file now, where it is the likely original of others."""
    original = select(_COPIES.c.content_hash).where(_COPIES.c.file_id == file_id, _COPIES.c.rank == 0)
    where = _SETS.c.content_hash == original.scalar_subquery()
    connection.execute(update(_SETS).where(where).values(people_low=people.low, people_high=people.high))


def copy_groups(
    store: Store, order: CopyOrder, most: int | None = None, *, people: bool | None = None, roots: Collection[str] = ()
) -> list[CopyGroup]:
    """Groups of files with identical content (empty files aside), at most so many: those with people in them
    (``people`` true), those without (false), or all; given roots, only those with a file below one of them. Raises
    StoreError."""
    refresh(store)
    first = {
        CopyOrder.PEOPLE: (_SETS.c.people_high.desc(), _SETS.c.files.desc()),
        CopyOrder.SURPLUS: ((_SETS.c.people_high * (_SETS.c.files - 1)).desc(),),
        CopyOrder.FILES: (_SETS.c.files.desc(),),
    }[order]
    original = (
        select(_SETS, Root.path.label("root"), File.path)
        .join(_COPIES, (_COPIES.c.content_hash == _SETS.c.content_hash) & (_COPIES.c.rank == 0))
        .join(File, File.id == _COPIES.c.file_id)
        .join(Root, Root.id == File.root_id)
        .order_by(*first, Root.path, File.path, _SETS.c.content_hash)
    )
    if people is not None:
        original = original.where(_SETS.c.people_high > 0 if people else _SETS.c.people_high <= 0)
    if roots:
        original = original.where(_below(roots))
    with store.reading() as connection:
        sets = connection.execute(original.limit(most)).all()
        paths: dict[str, list[tuple[str, str]]] = {row.content_hash: [] for row in sets}
        for part in chunks(list(paths)):
            query = (
                select(_COPIES.c.content_hash, Root.path, File.path)
                .join(File, File.id == _COPIES.c.file_id)
                .join(Root, Root.id == File.root_id)
                .where(_COPIES.c.content_hash.in_(part))
                .order_by(_COPIES.c.content_hash, _COPIES.c.rank)
            )
            for content, root, path in connection.execute(query):
                paths[content].append((root, path))
    return [
        CopyGroup(
            row.content_hash,
            tuple(paths[row.content_hash]),
            row.size,
            PeopleEstimate(row.people_low, row.people_high),
        )
        for row in sets
    ]


def copy_counts(store: Store, roots: Collection[str] = ()) -> CopyCounts:
    """How many groups of copies there are; given roots, of those with a file below one of them. Raises StoreError."""
    refresh(store)
    about_people = _SETS.c.people_high > 0
    query = select(about_people, func.count(), func.sum(_SETS.c.files - 1)).group_by(about_people)
    if roots:
        query = query.where(_below(roots))
    with store.reading() as connection:
        found = {bool(row[0]): (row[1], int(row[2])) for row in connection.execute(query)}
    groups, surplus = found.get(True, (0, 0))
    return CopyCounts(groups, surplus, found.get(False, (0, 0))[0])


def related_rows(store: Store, relation: Relation | None = None, most: int | None = None) -> list[RelatedRow]:
    """Files that hold the same people without being identical, in the order in which to look at them. Raises
    StoreError."""
    refresh(store)
    query = select(_RELATED).order_by(_RELATED.c.id).limit(most)
    if relation is not None:
        query = query.where(_RELATED.c.relation == relation.value)
    with store.reading() as connection:
        rows = connection.execute(query).all()
        files: dict[int, tuple[str, str, str]] = {}
        for part in chunks(sorted({n for row in rows for n in (row.first_id, row.second_id)})):
            named = select(File.id, Root.path, File.path, shown_class).join(Root, Root.id == File.root_id)
            for number, root, path, doc_class in connection.execute(named.where(File.id.in_(part))):
                files[number] = root, path, doc_class
    return [_related_row(row, files[row.first_id], files[row.second_id]) for row in rows]


def related_count(store: Store, relation: Relation) -> int:
    """How many of them there are. Raises StoreError."""
    refresh(store)
    query = select(func.count()).where(_RELATED.c.relation == relation.value)
    with store.reading() as connection:
        return connection.execute(query).scalar_one()


def _related_row(row: Any, first: tuple[str, str, str], second: tuple[str, str, str]) -> RelatedRow:
    values = {name: value for name, value in row._mapping.items() if name not in ("id", "first_id", "second_id")}
    values["relation"] = Relation(values["relation"])
    found = RelatedRow(first=first[:2], second=second[:2], other_class=first[2] != second[2], **values)
    return replace(found, own_folder=is_own_copy(found))


def _looked_for(connection: Connection) -> str | None:
    return connection.execute(select(Meta.value).where(Meta.name == _LOOKED_FOR)).scalar()


def _now(connection: Connection) -> str:
    return f"{contents(connection)} {_WAY}"


def _below(roots: Collection[str]) -> Any:
    there = select(_COPIES.c.file_id).join(File, File.id == _COPIES.c.file_id).join(Root, Root.id == File.root_id)
    return there.where(_COPIES.c.content_hash == _SETS.c.content_hash, Root.path.in_(sorted(roots))).exists()


def _placed(group: Sequence[Copy]) -> Iterator[tuple[Copy, tuple[int, bool]]]:
    """Each with its rank, and whether one before it lies in the same asset."""
    met: set[tuple[str, str, str]] = set()
    for rank, copy in enumerate(group):
        on_disk = copy.path.split(" > ", 1)[0] if copy.is_member else copy.path
        asset = (copy.root, family(on_disk), copy.doc_class)
        yield copy, (rank, asset in met)
        met.add(asset)


def _repeated(connection: Connection) -> Iterator[Copy]:
    known = File.content_hash != ""
    # The index alone answers this much; what is empty or gone is left out after it.
    repeated = select(File.content_hash).where(known).group_by(File.content_hash).having(func.count() > 1)
    query = (
        select(
            File.id,
            File.content_hash,
            Root.path,
            File.path,
            File.member_of,
            File.size,
            File.modified_ns,
            File.people_low,
            File.people_high,
            shown_class,
        )
        .join(Root, Root.id == File.root_id)
        .where(known, File.size > 0, File.gone.is_(False), File.content_hash.in_(repeated))
        .order_by(File.content_hash, Root.path, File.path, File.id)
        .execution_options(yield_per=500)
    )
    for number, digest, root, path, member_of, size, modified, low, high, doc_class in connection.execute(query):
        people = PeopleEstimate(low, high)
        yield Copy(number, digest, root, path, member_of != "", size, modified, people, doc_class)
