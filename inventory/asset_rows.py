"""The information assets of an inventory, added up in two passes over narrow columns: the files, then their entities.

Millions of files are walked through here: no row object is made for any of them, and what is kept grows with the
number of assets and of repeated contents (beside four bytes for each file).
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, cast, func, select

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.assets import IMPERSONAL, NO_CLASS, asset_key, family, years
from inventory.chunking import chunks
from inventory.rows import AssetRow, CopyGroup, EntityCount, RetentionRow
from inventory.tables import Assessment, File, FileEntity, Move

FILES_AT_ONCE = 300
"""Rows fetched together: thousands would be walked through by the collector of cycles, a quarter of the time."""
_UNREAD = frozenset({"partial", "failed"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Asset:
    files: int = 0
    size: int = 0
    low: int = 0
    high: int = 0
    entities: dict[str, list[int]] = field(default_factory=dict)
    special: set[str] = field(default_factory=set)
    first_year: int = 0
    last_year: int = 0
    retention: tuple[bool, str, str, str, int, str, str] | None = None
    overdue: int = 0
    protection: set[str] = field(default_factory=set)
    formats: Counter[str] = field(default_factory=Counter)
    copies: int = 0
    example: tuple[int, str] | None = None
    world_readable: bool = False
    first_scan: int = 0
    modified_ns: int = 0
    problems: int = 0


def asset_rows(
    connection: Connection, roots: Sequence[tuple[int, str]], scans: Mapping[int, str], copies: Sequence[CopyGroup]
) -> list[AssetRow]:
    """Assets by root, folder and class. ``scans`` gives the ISO date of each scan, ``copies`` the identical files.

    An asset has at least as many people as its largest file, at most the sum over files of different content; entities
    are added up in the same way. ``AssetRow.copies`` counts the files whose content is elsewhere too, the likely
    original aside. Files of no known class and without anything about people are left out.
    """
    surplus = {place for group in copies for place in group.paths[1:]}
    repeated = {group.content_hash for group in copies}
    assets: list[_Asset] = []
    places: dict[tuple[str, str, str], int] = {}
    newest = connection.execute(select(func.max(File.id))).scalar() or 0
    of_file = array("q", [-1]) * (newest + 1)  # number of the asset, times two, and one more for content met before
    counted: set[tuple[int, str]] = set()
    for root_id, root in roots:
        for row in _files(connection, root_id):
            file_id, path, member_of, content, doc_class = row[:5]
            place = (root, family(path.split(" > ", 1)[0] if member_of else path), doc_class)
            number = places.get(place)
            if number is None:
                number = places[place] = len(assets)
                assets.append(_Asset())
            again = content in repeated and (number, content) in counted
            if content in repeated:
                counted.add((number, content))
            of_file[file_id] = 2 * number + again
            is_copy = content in repeated and (root, path) in surplus
            _add(assets[number], path, row[5:], again, is_copy)
    _add_entities(connection, of_file, assets)
    keys = {number: asset_key(*place) for place, number in places.items()}
    formerly = _formerly(connection, dict(roots), of_file, keys)
    return [
        _row(*place, assets[number], scans, keys[number], formerly.get(number, ()))
        for place, number in sorted(places.items())
    ]


def _files(connection: Connection, root_id: int) -> Iterator[Any]:
    about_people = (
        select(FileEntity.file_id)
        .where(FileEntity.file_id == File.id, FileEntity.entity.not_in(sorted(IMPERSONAL)))
        .exists()
    )
    special = cast(File.special, Text)
    query = (
        select(
            File.id,
            File.path,
            File.member_of,
            File.content_hash,
            File.doc_class,
            File.size,
            File.people_low,
            File.people_high,
            special,
            File.protection,
            cast(File.clues, Text),
            File.format,
            File.mode,
            File.outcome,
            File.first_seen_scan,
            File.modified_ns,
            Assessment.rule,
            Assessment.basis_kind,
            Assessment.due,
            Assessment.overdue_days,
            Assessment.clock,
            Assessment.trust,
        )
        .outerjoin(Assessment, Assessment.file_id == File.id)
        .where(
            File.root_id == root_id,
            File.gone.is_(False),
            File.doc_class.not_in(sorted(NO_CLASS)) | (special != "[]") | about_people,
        )
        .execution_options(yield_per=FILES_AT_ONCE)
    )
    for part in connection.execute(query).partitions():
        yield from part


def _add(asset: _Asset, path: str, row: Any, again: bool, is_copy: bool) -> None:
    size, low, high, special, protection, clues, kind, mode, outcome, scan, modified, rule, *verdict = row
    asset.files += 1
    asset.size += max(size, 0)
    asset.low = max(asset.low, low)
    if not again:
        asset.high += high
    if special != "[]":
        asset.special.update(_words(special))
    first, last = _span(clues)
    if first and (not asset.first_year or first < asset.first_year):
        asset.first_year = first
    asset.last_year = max(asset.last_year, last)
    if rule:
        basis, due, days, clock, trust = verdict
        found = (not due, due, rule, basis, days, clock, trust)
        if asset.retention is None or found < asset.retention:
            asset.retention = found
        asset.overdue += due != "" and days > 0
    asset.protection.add(protection)
    if kind:
        asset.formats[kind] += 1
    asset.copies += is_copy
    # The file with the most people tells best what the asset is; the first by path among equals.
    if asset.example is None or (-high, path) < asset.example:
        asset.example = (-high, path)
    asset.world_readable |= bool(mode & 0o004)
    asset.first_scan = min(asset.first_scan or scan, scan)
    asset.modified_ns = max(asset.modified_ns, modified)
    asset.problems += outcome in _UNREAD


def _add_entities(connection: Connection, of_file: Sequence[int], assets: Sequence[_Asset]) -> None:
    query = select(FileEntity.file_id, FileEntity.entity, FileEntity.count, FileEntity.distinct)
    for part in connection.execute(query.execution_options(yield_per=FILES_AT_ONCE)).partitions():
        for file_id, entity, count, distinct in part:
            code = of_file[file_id] if file_id < len(of_file) else -1
            if code < 0:
                continue
            sums = assets[code >> 1].entities.setdefault(entity, [0, 0])
            sums[0] += count
            if not code & 1:
                sums[1] += distinct


def _formerly(
    connection: Connection, roots: Mapping[int, str], of_file: Sequence[int], keys: Mapping[int, str]
) -> dict[int, tuple[str, ...]]:
    """For assets that files were moved into: the keys of the assets these came from, if those are no longer there.

    Where the files of one went several ways, it is the asset that most of them went to.
    """
    rows = connection.execute(select(Move.to_id, Move.from_id).order_by(Move.scan_id))
    moved: dict[int, int] = {row.to_id: row.from_id for row in rows}
    came_from: dict[int, int] = {}  # a file that is gone, and the number of the asset that its content is in now
    for to_id in moved:
        code = of_file[to_id] if to_id < len(of_file) else -1
        before = moved.get(to_id)
        while code >= 0 and before is not None and before not in came_from:
            came_from[before] = code >> 1
            before = moved.get(before)
    went: dict[str, Counter[int]] = defaultdict(Counter)
    now = set(keys.values())
    for some in chunks(sorted(came_from)):
        query = select(File.id, File.root_id, File.path, File.member_of, File.doc_class)
        for file_id, root_id, path, member_of, doc_class in connection.execute(
            query.where(File.id.in_(some), File.gone.is_(True))
        ):
            on_disk = path.split(" > ", 1)[0] if member_of else path
            key = asset_key(roots.get(root_id, ""), family(on_disk), doc_class)
            if key not in now:
                went[key][came_from[file_id]] += 1
    found: dict[int, list[str]] = defaultdict(list)
    for key, numbers in sorted(went.items()):
        found[min(numbers, key=lambda n: (-numbers[n], keys[n]))].append(key)
    return {number: tuple(former) for number, former in found.items()}


@lru_cache(maxsize=4096)
def _words(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


@lru_cache(maxsize=65_536)
def _span(clues: str) -> tuple[int, int]:
    """First and last year that the clues of a file speak of, 0 and 0 where none does."""
    found = years([DateClue(ClueKind(kind), *rest) for kind, *rest in json.loads(clues)])
    return (found[0], found[-1]) if found else (0, 0)


def _row(
    root: str,
    folder: str,
    doc_class: str,
    asset: _Asset,
    scans: Mapping[int, str],
    key: str,
    formerly: tuple[str, ...],
) -> AssetRow:
    retention = None
    if asset.retention:
        _, due, rule, basis, days, clock, trust = asset.retention
        retention = RetentionRow(rule, basis, due, days, clock, trust)
    modified = _EPOCH + timedelta(seconds=asset.modified_ns // 1_000_000_000)
    return AssetRow(
        key=key,
        root=root,
        folder=folder,
        doc_class=doc_class,
        files=asset.files,
        bytes=asset.size,
        people=PeopleEstimate(asset.low, max(asset.low, asset.high)),
        entities={entity: EntityCount(*sums) for entity, sums in sorted(asset.entities.items())},
        special=tuple(sorted(asset.special)),
        first_year=asset.first_year,
        last_year=asset.last_year,
        retention=retention,
        overdue_files=asset.overdue,
        protection=tuple(sorted(asset.protection)),
        formats=tuple(name for name, _ in sorted(asset.formats.items(), key=lambda item: (-item[1], item[0]))),
        copies=asset.copies,
        example=asset.example[1] if asset.example else "",
        world_readable=asset.world_readable,
        first_seen=scans.get(asset.first_scan, ""),
        last_modified=f"{modified:%Y-%m-%d}" if asset.modified_ns else "",
        problems=asset.problems,
        formerly=formerly,
    )
