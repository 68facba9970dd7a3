"""The information assets of an inventory: what its places add up to, put together by root, folder family and class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from inventory.judging.basis import day_of, days_overdue
from inventory.judging.days import local_day
from inventory.lineage.successors import asset_keys
from inventory.storage.assets import asset_key
from inventory.storage.rows import AssetRow, EntityCount, Relation, RetentionRow
from inventory.storage.tables import RelatedFiles
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
    near = Counter(asset_keys(connection, _nearly_the_same(connection)).values())
    day = day_of(connection)
    return [
        _row(*key, replace(asset, copies=asset.copies + near[asset_key(*key)]), scans, day, folders[key])
        for key, asset in sorted(assets.items())
    ]


def _nearly_the_same(connection: Connection) -> set[int]:
    """The files that are nearly the same list as another, likely to be kept; of identical ones the original alone."""
    near = select(RelatedFiles.second_id).where(RelatedFiles.relation == Relation.NEAR.value).distinct()
    return set(connection.execute(near).scalars())


def _row(
    root: str,
    folder: str,
    doc_class: str,
    asset: AssetTotals,
    scans: Mapping[int, str],
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
        examples=tuple(path for _, path in asset.examples or ([asset.example] if asset.example else [])),
        last_due=asset.last_due,
        folders=tuple(sorted(folders)),
        split_years=0 < asset.split == asset.dated,
        risk=asset.risk,
    )
