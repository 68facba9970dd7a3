"""In which files a person occurs: from keyed hashes to files, their places, and what cannot be told.

The values themselves never come here: only their hashes, with how each came of what was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from inventory.storage.chunking import chunks
from inventory.storage.hashes import SKETCH, unpack
from inventory.storage.occurrences import files_of
from inventory.storage.places import shown_class
from inventory.storage.store import Store
from inventory.storage.tables import File, FoundItem, Move, Root
from scanner.results import FileRef, FileStat


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """A value in a finding: ``at`` is the run of cells for a column, else the one place."""

    at: str
    entity: str
    hash: int


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """A file or member in which something that was asked for occurs. ``disk_id`` is the file on disk it belongs to."""

    id: int
    disk_id: int
    root: str
    path: str
    member_of: str
    doc_class: str
    gone: bool
    places: tuple[StoredPlace, ...]


@dataclass(frozen=True, slots=True)
class DiskFile:
    """What is needed to open a file again. ``root_raw`` and ``ref.raw`` are exact bytes; ``content_hash`` may be ''."""

    id: int
    root_raw: bytes
    ref: FileRef
    stat: FileStat
    content_hash: str


@dataclass(frozen=True, slots=True)
class CutColumn:
    """A finding with more values than are kept, in which a value asked for may stand without being known."""

    file: SubjectFile
    at: str
    entity: str
    distinct: int


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where the values asked for stand. ``files`` may be about the person; ``surnames`` are further files in which the
    surname stands, perhaps alone, and ``more_surnames`` how many beyond the limit. ``false`` counts files in which the
    values stand only in what people decided to be false matches."""

    files: tuple[SubjectFile, ...]
    surnames: tuple[SubjectFile, ...] = ()
    more_surnames: int = 0
    false: int = 0


MOST_OF_SURNAME = 100
"""Files in which only the surname stands that are looked at: half of a large share has 佐藤 in it."""


def find(
    store: Store,
    hashes: Collection[int],
    pairs: Iterable[tuple[int, int]] = (),
    surnames: Collection[int] = (),
) -> Occurrences:
    """The files in which one of the values occurs, or both of a pair, by root and path; gone ones included until what
    was found in them expires, unless they moved and are met where they are now. Raises StoreError."""
    both = list(pairs)
    with store.reading() as connection:
        where = files_of(connection, list({*hashes, *surnames, *(half for pair in both for half in pair)}))
        wanted: dict[int, set[int]] = defaultdict(set)
        for value in hashes:
            for file in where.get(value, ()):
                wanted[file].add(value)
        for family, given in both:
            for file in where.get(family, set()) & where.get(given, set()):
                wanted[file] |= {family, given}
        places = _places(connection, wanted)
        alone = {file: {s for s in surnames if file in where.get(s, ())} for s in surnames for file in where.get(s, ())}
        further = sorted(alone.keys() - wanted.keys())
        further_places = _places(connection, {file: alone[file] for file in further[:MOST_OF_SURNAME]})
        return Occurrences(
            _in_order(_where_they_are(connection, list(_files(connection, places)))),
            _in_order(f for f in _files(connection, further_places) if not f.gone),
            len(further[MOST_OF_SURNAME:]),
            len(wanted.keys() - places.keys()),
        )


def holding(store: Store, values: Collection[int]) -> dict[int, set[int]]:
    """The files that are there in which each of these values stands. Raises StoreError."""
    found: dict[int, set[int]] = {value: set() for value in values}
    with store.reading() as connection:
        where = files_of(connection, list(values))
        for part in chunks(sorted({file for files in where.values() for file in files})):
            query = select(File.id).where(File.id.in_(part), File.gone.is_(False))
            there = set(connection.execute(query).scalars())
            for value, files in where.items():
                found[value] |= files & there
    return found


def _where_they_are(connection: Connection, files: Sequence[SubjectFile]) -> Iterator[SubjectFile]:
    """These files but for those that are gone and were met elsewhere, where they are among them as well."""
    there = {file.disk_id for file in files}
    moved: set[int] = set()
    for part in chunks(sorted({file.disk_id for file in files if file.gone})):
        query = select(Move.from_id, Move.to_id).join(File, File.id == Move.from_id)
        # What was met again at its old place, and went from there another time, has not moved.
        query = query.where(Move.from_id.in_(part), Move.scan_id >= File.gone_scan)
        moved |= {old for old, new in connection.execute(query) if new in there}
    return (file for file in files if file.disk_id not in moved)


def _in_order(files: Iterable[SubjectFile]) -> tuple[SubjectFile, ...]:
    return tuple(sorted(files, key=lambda f: (f.root, f.path, f.id)))


def _places(connection: Connection, wanted: Mapping[int, set[int]]) -> dict[int, list[StoredPlace]]:
    found: dict[int, list[StoredPlace]] = defaultdict(list)
    for part in chunks(sorted(wanted)):
        query = select(FoundItem.file_id, FoundItem.at, FoundItem.entity, FoundItem.hashes).where(
            FoundItem.file_id.in_(part), FoundItem.false_by.is_(None)
        )
        rows = query.order_by(FoundItem.file_id, FoundItem.id).execution_options(yield_per=200)
        for file, at, entity, packed in connection.execute(rows):
            for value in sorted(wanted[file].intersection(unpack(packed))):
                found[file].append(StoredPlace(at, entity, value))
    return found


def _files(connection: Connection, places: Mapping[int, list[StoredPlace]]) -> Iterator[SubjectFile]:
    columns = (File.id, File.container_id, Root.path, File.path, File.member_of, shown_class, File.gone)
    for part in chunks(sorted(places)):
        query = select(*columns).join(Root, Root.id == File.root_id).where(File.id.in_(part))
        for number, container, root, path, member_of, doc_class, gone in connection.execute(query):
            disk = container or number
            yield SubjectFile(number, disk, root, path, member_of, doc_class, gone, tuple(places[number]))


def disk_files(store: Store, ids: Collection[int]) -> list[DiskFile]:
    """The files on disk of these numbers that are there, by root and path. Raises StoreError."""
    found: list[DiskFile] = []
    columns = (Root.raw, Root.path.label("root"), File.id, File.raw, File.path, File.size, File.modified_ns)
    with store.reading() as connection:
        for part in chunks(sorted(ids)):
            query = select(*columns, File.content_hash).join(Root, Root.id == File.root_id)
            query = query.where(File.id.in_(part), File.container_id.is_(None), File.gone.is_(False))
            for root_raw, root, number, raw, path, size, modified, content in connection.execute(query):
                ref, stat = FileRef(root, path, raw), FileStat(size, modified)
                found.append(DiskFile(number, root_raw, ref, stat, content))
    return sorted(found, key=lambda f: (f.ref.root, f.ref.path, f.id))


def may_be_missed(store: Store, hashes: Mapping[int, str]) -> list[CutColumn]:
    """The columns that hold so many values that not all are kept, and in which one of the hashes (with its entity) may
    stand unknown. The smallest hashes are kept: one below the largest of these that is not among them is not there."""
    entities = sorted(set(hashes.values()))
    found = []
    with store.reading() as connection:
        # As the partial index says it; what is known of one value's kind is no reason to look at all files.
        large = select(FoundItem.file_id).where(text(f'findings."distinct" > {SKETCH}'), FoundItem.entity.in_(entities))
        ids = sorted(set(connection.execute(large).scalars()))
        for part in chunks(ids):
            query = (
                select(FoundItem.file_id, FoundItem.at, FoundItem.entity, FoundItem.distinct, FoundItem.hashes)
                .where(FoundItem.file_id.in_(part), FoundItem.distinct > SKETCH, FoundItem.entity.in_(entities))
                .order_by(FoundItem.file_id, FoundItem.id)
            )
            files = {f.id: f for f in _files(connection, {number: [] for number in part})}
            for number, at, entity, distinct, packed in connection.execute(query):
                largest = int.from_bytes(packed[-8:], "big")
                unknown = any(value > largest for value, which in hashes.items() if which == entity)
                if unknown and not files[number].gone:
                    found.append(CutColumn(files[number], at, entity, distinct))
    return found
