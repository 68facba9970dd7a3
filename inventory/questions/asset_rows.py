"""The information assets of an inventory: what its places add up to, put together by root, folder family and class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from inventory.judging.basis import day_of, days_overdue
from inventory.judging.days import local_day
from inventory.storage.assets import asset_key, family
from inventory.storage.chunking import chunks
from inventory.storage.places import shown_class
from inventory.storage.rows import AssetRow, EntityCount, Relation, RetentionRow
from inventory.storage.tables import File, Move, RelatedFiles, Root
from inventory.storage.totals import AssetTotals, PlaceRow, people_together, together


def asset_rows(connection: Connection, places: Sequence[PlaceRow], scans: Mapping[int, str]) -> list[AssetRow]:
    """Assets by root, folder and class. ``scans`` gives the ISO date of each scan.

    An asset has at least as many people as its largest file, at most the sum over files of different content; entities
    are added up in the same way. ``AssetRow.copies`` counts the files whose content is elsewhere too, and the lists
    that are nearly the same as another, the likely original aside. Files of no known class and without anything about
    people are left out.
    """
    assets: dict[tuple[str, str, str], AssetTotals] = {}
    folders: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for place in places:
        if place.totals.asset.files:
            key = (place.root, place.family, place.doc_class)
            assets[key] = together(assets[key], place.totals.asset) if key in assets else place.totals.asset
            folders[key].append(place.folder)
    formerly = _formerly(connection, {asset_key(*key) for key in assets})
    near = Counter(_keys(connection, _nearly_the_same(connection), gone=False).values())
    day = day_of(connection)
    return [
        _row(*key, replace(asset, copies=asset.copies + near[asset_key(*key)]), scans, formerly, day, folders[key])
        for key, asset in sorted(assets.items())
    ]


def _nearly_the_same(connection: Connection) -> list[int]:
    """The files that are nearly the same list as another, likely to be kept; of identical ones the original alone."""
    near = select(RelatedFiles.second_id).where(RelatedFiles.relation == Relation.NEAR.value).distinct()
    return sorted(connection.execute(near).scalars())


def _formerly(connection: Connection, now: set[str]) -> dict[str, tuple[str, ...]]:
    """For assets that files were moved into: the keys of the assets these came from, if those are no longer there.

    Where the files of one went several ways, it is the asset that most of them went to.
    """
    rows = connection.execute(select(Move.to_id, Move.from_id).order_by(Move.scan_id))
    moved: dict[int, int] = {row.to_id: row.from_id for row in rows}
    key_of = _keys(connection, sorted(moved), gone=False)
    came_from: dict[int, str] = {}  # a file that is gone, and the asset that its content is in now
    for to_id in moved:
        key = key_of.get(to_id, "")
        before = moved.get(to_id)
        while key in now and before is not None and before not in came_from:
            came_from[before] = key
            before = moved.get(before)
    went: dict[str, Counter[str]] = defaultdict(Counter)
    for file_id, key in _keys(connection, sorted(came_from), gone=True).items():
        if key not in now:
            went[key][came_from[file_id]] += 1
    found: dict[str, list[str]] = defaultdict(list)
    for former, keys in sorted(went.items()):
        found[min(keys, key=lambda k: (-keys[k], k))].append(former)
    return {key: tuple(former) for key, former in found.items()}


def _keys(connection: Connection, files: Sequence[int], *, gone: bool) -> dict[int, str]:
    """The assets of those of the files that are there, or of those that are gone."""
    found: dict[int, str] = {}
    for some in chunks(files):
        query = select(File.id, Root.path.label("root"), File.path, File.member_of, shown_class)
        here = query.join(Root, Root.id == File.root_id).where(File.id.in_(some), File.gone.is_(gone))
        for number, root, path, member_of, doc_class in connection.execute(here):
            on_disk = path.split(" > ", 1)[0] if member_of else path
            found[number] = asset_key(root, family(on_disk), doc_class)
    return found


def _row(
    root: str,
    folder: str,
    doc_class: str,
    asset: AssetTotals,
    scans: Mapping[int, str],
    formerly: Mapping[str, tuple[str, ...]],
    day: str,
    folders: Sequence[str],
) -> AssetRow:
    retention = None
    if asset.retention:
        _, due, rule, kind, clock, trust = asset.retention
        retention = RetentionRow(rule, kind, due, days_overdue(due, day), clock, trust)
    key = asset_key(root, folder, doc_class)
    return AssetRow(
        key=key,
        root=root,
        folder=folder,
        doc_class=doc_class,
        files=asset.files,
        bytes=asset.bytes,
        people=people_together(asset.low, asset.high, asset.identified, asset.beside),
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
        world_readable=bool(asset.world_readable),
        first_seen=scans.get(asset.first_scan, ""),
        last_modified=str(local_day(asset.modified_ns) or ""),
        problems=asset.problems,
        formerly=formerly.get(key, ()),
        examples=tuple(path for _, path in asset.examples or ([asset.example] if asset.example else [])),
        last_due=asset.last_due,
        folders=tuple(sorted(folders)),
        split_years=0 < asset.split == asset.dated,
        risk=asset.risk,
    )
