"""What a scan leaves for later comparisons: states of files that changed, totals by root, files met elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from inventory.judging.counting import place_rows
from inventory.lineage.moves import Candidate, pair
from inventory.storage.chunking import chunks
from inventory.storage.hashes import unpack
from inventory.storage.personal import is_personal
from inventory.storage.places import shown_class
from inventory.storage.store import Store
from inventory.storage.tables import (
    Assessment,
    CopyFile,
    File,
    FileState,
    FoundItem,
    Move,
    Root,
    Scan,
    ScanTotal,
)
from inventory.storage.totals import Totals, person_days, together

CONTENT_PREFIX = 16
"""Hexadecimal digits of a content hash that a state keeps: 64 bits."""

_STATES = cast(Table, FileState.__table__)
_TOTALS = cast(Table, ScanTotal.__table__)
_MOVES = cast(Table, Move.__table__)


def begin(store: Store) -> int | None:
    """Keeps which files the newest finished scan met elsewhere; its number, None where no scan has finished. Raises
    StoreError."""
    with store.reading() as connection:
        finished, known = _scans(connection)
    if not finished:
        return None
    scan = finished[-1]
    with store.writing() as connection:
        _record_moves(connection, scan, max((number for number in known if number < scan), default=0))
    return scan


def record(store: Store, today: date, retention_rules: str) -> None:
    """Keeps what there was after the newest finished scan, as judged today; nothing where no scan has finished.

    What was kept of that scan before is replaced. Scans that finished without having been judged (two at once, or an
    interruption in between) get the same totals. Raises StoreError.
    """
    sums: dict[str, Totals] = {}
    for place in place_rows(store):
        sums[place.root] = together(sums.get(place.root, Totals()), place.totals)
    with store.writing() as connection:
        finished, known = _scans(connection)
        for number in [n for n in finished if n == finished[-1] or n not in known]:
            _record_totals(connection, number, today, sums)
            connection.execute(update(Scan).where(Scan.id == number).values(retention_rules=retention_rules))


def _scans(connection: Connection) -> tuple[list[int], set[int]]:
    """The scans that have finished, oldest first, and those of which totals are kept."""
    finished = list(connection.execute(select(Scan.id).where(Scan.finished != "").order_by(Scan.id)).scalars())
    return finished, set(connection.execute(select(ScanTotal.scan_id).distinct()).scalars())


def current_state() -> Select[Any]:
    """The files as a state has them, in the order of the columns of ``FileState`` without the scan."""
    return select(
        File.id.label("file_id"),
        not_(File.gone).label("present"),
        File.size,
        func.substr(File.content_hash, 1, CONTENT_PREFIX).label("content"),
        File.outcome,
        File.people_low,
        File.people_high,
        func.json_array_length(File.special).label("special"),
        func.coalesce(Assessment.risk, 0).label("risk"),
        func.coalesce(Assessment.due, "").label("due"),
        shown_class,
        func.coalesce(Assessment.rule, "").label("rule"),
    ).outerjoin(Assessment, Assessment.file_id == File.id)


def record_states(connection: Connection, scan: int, files: Sequence[int]) -> None:
    """Keeps how the newest finished scan left these files, where that differs from their newest state; what was kept of
    them for that scan before is replaced."""
    for part in chunks(files):
        connection.execute(delete(_STATES).where(_STATES.c.file_id.in_(part), _STATES.c.scan_id == scan))
        _record_states(connection, scan, part)


def _record_states(connection: Connection, scan: int, files: Sequence[int]) -> None:
    now = current_state().where(File.id.in_(files)).subquery()
    newest = aliased(FileState)
    before = aliased(FileState)
    number = select(func.max(newest.scan_id)).where(newest.file_id == now.c.file_id).scalar_subquery()
    names = [column.name for column in now.columns if column.name != "file_id"]
    differs = or_(before.file_id.is_(None), *(getattr(before, name) != now.c[name] for name in names))
    # What was gone before the first state was ever kept says nothing about changes.
    first_and_gone = and_(before.file_id.is_(None), not_(now.c.present))
    query = (
        select(now.c.file_id, literal(scan, Integer), *(now.c[name] for name in names))
        .outerjoin(before, and_(before.file_id == now.c.file_id, before.scan_id == number))
        .where(differs, not_(first_and_gone))
    )
    connection.execute(insert(_STATES).from_select(["file_id", "scan_id", *names], query))


def _record_totals(connection: Connection, scan: int, today: date, sums: Mapping[str, Totals]) -> None:
    copies = _copies(connection)
    roots = connection.execute(select(Root.id, Root.path).order_by(Root.id)).all()
    connection.execute(delete(_TOTALS).where(_TOTALS.c.scan_id == scan))
    rows = []
    for root_id, root in roots:
        found = sums.get(root, Totals())
        rows.append(
            {
                "scan_id": scan,
                "root_id": root_id,
                "assessed": today.isoformat(),
                "files": found.files - found.members,
                **{name: getattr(found, name) for name in _SUMS},
                "personal_files": found.personal,
                "overdue_files": found.overdue,
                # Summed as days times people in whole numbers: floating sums depend on the order.
                "overdue_person_years": round(person_days(found, today) / 365.25, 3),
                "copies": copies.get(root_id, 0),
                "outcomes": dict(sorted(found.outcomes.items())),
                "problems": dict(sorted(found.problems.items())),
            }
        )
    connection.execute(insert(_TOTALS), rows)


_SUMS = (
    *("members", "bytes", "examined", "examined_bytes", "characters"),
    *("people_low", "people_high", "special"),
)


def _copies(connection: Connection) -> dict[int, int]:
    """Files with personal data by root that are not the first of their content."""
    # Not as a join: SQLite would go through all files to look each up among the copies.
    surplus = File.id.in_(select(CopyFile.file_id).where(CopyFile.rank > 0))
    query = select(File.root_id, func.count()).where(surplus, File.gone.is_(False), is_personal)
    query = query.group_by(File.root_id)
    return {row[0]: row[1] for row in connection.execute(query)}


_CANDIDATE = (
    File.id,
    File.path,
    File.content_hash,
    File.size,
    File.device,
    File.inode,
    File.modified_ns,
)


def _record_moves(connection: Connection, scan: int, before: int) -> None:
    """Pairs the files gone since the scan ``before`` with those that are new since."""
    connection.execute(delete(_MOVES).where(_MOVES.c.scan_id == scan))
    on_disk = File.container_id.is_(None)
    new_query = select(*_CANDIDATE).where(
        on_disk, File.gone.is_(False), File.read.is_(True), File.first_seen_scan > before
    )
    appeared = aliased(File)
    again = select(appeared.content_hash).where(
        appeared.first_seen_scan > before, appeared.gone.is_(False), appeared.content_hash != ""
    )
    known = select(Move.from_id).where(Move.from_id == File.id, Move.scan_id >= File.gone_scan).exists()
    # Between roots scanned one after the other a file is gone in one scan and new in a later one.
    gone_query = select(*_CANDIDATE).where(
        on_disk,
        File.gone.is_(True),
        File.read.is_(True),
        or_(File.gone_scan > before, File.content_hash.in_(again)),
        not_(known),
    )
    gone = [Candidate(*row) for row in connection.execute(gone_query)]
    if not gone:
        return
    contents = {(c.content_hash, c.size) for c in gone}
    inodes = {(c.device, c.inode) for c in gone}
    # After a first scan everything is new: only what can match is kept in memory.
    streamed = connection.execute(new_query.execution_options(yield_per=1000))
    new = [
        candidate
        for candidate in (Candidate(*row) for row in streamed)
        if (candidate.content_hash, candidate.size) in contents or (candidate.device, candidate.inode) in inodes
    ]
    shared = {(c.device, c.inode) for c in new} & inodes
    values = _values_of(connection, [c.id for c in (*gone, *new) if (c.device, c.inode) in shared])
    pairs = pair([_with(c, values) for c in gone], [_with(c, values) for c in new])
    if pairs:
        connection.execute(
            insert(_MOVES),
            [{"scan_id": scan, "from_id": old, "to_id": now, "how": str(how)} for old, now, how in pairs],
        )


def _values_of(connection: Connection, ids: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for part in chunks(ids):
        for file, packed in connection.execute(
            select(FoundItem.file_id, FoundItem.hashes).where(FoundItem.file_id.in_(part))
        ):
            found[file].update(unpack(packed))
    return {file: frozenset(values) for file, values in found.items()}


def _with(candidate: Candidate, values: dict[int, frozenset[int]]) -> Candidate:
    return replace(candidate, values=values[candidate.id]) if candidate.id in values else candidate
