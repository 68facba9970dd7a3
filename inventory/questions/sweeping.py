"""The sweep: two scans compared after the fact, from what each left in the store; the trend; what was covered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from inventory.judging.counting import place_rows
from inventory.judging.lists import HAS_RISK
from inventory.storage.chunking import chunks
from inventory.storage.rows import ScanRow
from inventory.storage.store import Store, utc_now
from inventory.storage.tables import Assessment, File, FileState, Move, Root, Scan, ScanTotal, Sweep
from inventory.storage.totals import Totals, together
from scanner.document import ProblemKind

_SWEEPS = cast(Table, Sweep.__table__)


class What(StrEnum):
    """What happened to a file between two scans. A file may be met under several, new and gone aside."""

    NEW = "new"
    GROWN = "grown"  # more people in it, or larger
    CHANGED = "changed"  # other content, not grown
    MOVED = "moved"
    GONE = "gone"
    JUDGED = "judged"  # of another kind or under another rule since it moved or changed
    OVERDUE = "overdue"  # past its retention period now and not before
    RELEASED = "released"  # past it before, and still there and no longer past it


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file as a scan left it. ``people`` are the high bound; ``due`` is an ISO date or ''. ``doc_class`` is '' where
    an earlier version of the program did not keep it."""

    size: int
    content: str
    outcome: str
    people: int
    special: int
    risk: int
    due: str
    people_low: int
    doc_class: str
    rule: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one file. ``was`` is the earlier path (with its root) of a file that moved,
    ``decision`` the kind of the one that stands on the file now."""

    what: What
    file_id: int
    root: str
    path: str
    before: Snapshot | None
    after: Snapshot | None
    was: tuple[str, str] | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class ScanSums:
    """What was there after a scan, of one root or of all together: the fields of ``ScanTotal``."""

    files: int
    members: int
    bytes: int
    examined: int
    examined_bytes: int
    characters: int
    personal_files: int
    people_low: int
    people_high: int
    special: int
    copies: int
    overdue_files: int
    overdue_person_years: float


@dataclass(frozen=True, slots=True)
class Point:
    """One scan of the trend."""

    scan: int
    started: str
    totals: ScanSums


@dataclass(frozen=True, slots=True)
class NotExamined:
    """Files on disk that were not looked at in full, by the first reason of each: outcome, kind and detail of the
    problem ('' where there is none)."""

    outcome: str
    kind: str
    detail: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What was examined and what was not: ``examined`` and the ``not_examined`` add up to the files. ``members`` are
    those inside archives and mails that were not examined, or not in full. ``not_met`` are files on disk below folders
    of this scan's roots that could not be looked into: they are told as an earlier scan left them."""

    scan: ScanRow
    retention_rules: str
    roots: Mapping[str, ScanSums]
    not_examined: tuple[NotExamined, ...]
    members: tuple[NotExamined, ...]
    not_met: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """The two scans compared. ``since`` is 0 where there is nothing to compare with; days are ISO dates."""

    since: int
    upto: int
    since_day: str
    upto_day: str


def bounds(store: Store, since: str | None = None) -> Bounds | None:
    """The scans to compare: the newest judged one with ``since`` (a number, or an ISO date: the newest scan begun up to
    that day), else with the one at which the last sweep ended, else with the one before. A sweep of the same scan is
    the same sweep again. None where nothing was judged yet.

    Raises ValueError where ``since`` names no earlier scan that was judged.
    """
    with store.reading() as connection:
        days = {row[0]: row[1] for row in connection.execute(select(ScanTotal.scan_id, ScanTotal.assessed).distinct())}
        if not days:
            return None
        upto = max(days)
        if since is None:
            first = _last_sweep(connection, upto, sorted(days))
        else:
            first = _named(connection, since, [number for number in days if number < upto])
    return Bounds(first, upto, days.get(first, ""), days[upto])


def _last_sweep(connection: Connection, upto: int, judged: Sequence[int]) -> int:
    same = connection.execute(select(Sweep.scan_id, Sweep.since_id).where(Sweep.scan_id == upto)).first()
    if same is not None:
        return same.since_id or 0
    last = connection.execute(select(func.max(Sweep.scan_id)).where(Sweep.scan_id < upto)).scalar()
    return last or max((number for number in judged if number < upto), default=0)


def _named(connection: Connection, since: str, judged: Sequence[int]) -> int:
    if since.isascii() and since.isdecimal() and len(since) < 8:
        number = int(since)
    else:
        day = date.fromisoformat(since).isoformat()
        begun = select(func.max(Scan.id)).where(func.substr(Scan.started, 1, 10) <= day, Scan.id.in_(judged))
        number = connection.execute(begun).scalar() or 0
    if number not in judged:
        raise ValueError("no such scan")
    return number


def remember(store: Store, between: Bounds, who: str) -> None:
    """Keeps that this comparison was shown: the next sweep begins at its end."""
    with store.writing() as connection:
        connection.execute(delete(_SWEEPS).where(_SWEEPS.c.scan_id == between.upto))
        row = {"scan_id": between.upto, "since_id": between.since or None, "made": utc_now(), "who": who}
        connection.execute(insert(_SWEEPS), row)


def changes(store: Store, between: Bounds) -> Iterator[Change]:
    """Everything that happened, in the order of roots and paths. Files in archives and mails are met only where they
    fell due: the rest is told of the file that holds them."""
    with store.reading() as connection:
        origins = _origins(connection, between)
        came_from = _snapshots(connection, between, list(origins.values()))
        left = {origin for now, origin in origins.items() if came_from.get(origin)}
        for row in connection.execute(_changed(between).execution_options(yield_per=1000)):
            before = _snapshot(row, "before") if row.before_present else None
            after = _snapshot(row, "after") if row.after_present else None
            was: tuple[str, str] | None = None
            origin = came_from.get(origins.get(row.id, 0))
            if origin is not None and before is None and after is not None:
                before, was = origin[0], (origin[1], origin[2])
            for what in _what(before, after, was, row.container_id is not None, between):
                if what is not What.GONE or row.id not in left:
                    yield Change(what, row.id, row.root, row.path, before, after, was, row.decision or "")


def first_changes(store: Store, between: Bounds, most: int | None) -> tuple[dict[What, int], list[Change]]:
    """What there is to say where there is nothing to compare with, and every file is new: how many there are, how many
    are overdue, and of those the ones most at risk. As :func:`changes`, without going through all files."""
    after = aliased(FileState)
    query = (
        select(File.id, Root.path.label("root"), File.path)
        .add_columns(*(getattr(after, name).label(f"after_{name}") for name in _STATE))
        .select_from(Assessment)
        .join(File, File.id == Assessment.file_id)
        .join(Root, Root.id == File.root_id)
        .join(after, and_(after.file_id == File.id, after.scan_id == _newest(File.id, between.upto)))
        .where(HAS_RISK, after.present, after.due != "", after.due < between.upto_day)
        .order_by(Assessment.risk.desc(), Assessment.file_id.desc())
        .limit(most)
    )
    with store.reading() as connection:
        totals = select(func.sum(ScanTotal.files), func.sum(ScanTotal.overdue_files))
        files, overdue = connection.execute(totals.where(ScanTotal.scan_id == between.upto)).one()
        listed = [
            Change(What.OVERDUE, row.id, row.root, row.path, None, _snapshot(row, "after"))
            for row in connection.execute(query)
        ]
    return {What.NEW: int(files or 0), What.OVERDUE: int(overdue or 0)}, listed


def _what(
    before: Snapshot | None, after: Snapshot | None, was: object, is_member: bool, between: Bounds
) -> Iterator[What]:
    if not is_member:
        if after is None:
            if before is not None:
                yield What.GONE
        elif before is None:
            yield What.NEW
        else:
            happened = []
            if after.people > before.people or after.size > before.size:
                happened.append(What.GROWN)
            # Without the content of then (not read, or hashed by a key given up since) the size must tell.
            elif after.content != before.content and (before.content or after.size != before.size):
                happened.append(What.CHANGED)
            if was is not None:
                happened.append(What.MOVED)
            yield from happened
            # Other rules, or a newer program, may judge a file otherwise to which nothing happened: it has not changed.
            if happened and before.doc_class and (before.doc_class, before.rule) != (after.doc_class, after.rule):
                yield What.JUDGED
    if after is not None:
        late_before = before is not None and "" < before.due < between.since_day
        late = "" < after.due < between.upto_day
        if late != late_before:
            yield What.OVERDUE if late else What.RELEASED


def _origins(connection: Connection, between: Bounds) -> dict[int, int]:
    """Files by where they came from, over all moves in between."""
    query = select(Move.from_id, Move.to_id).where(Move.scan_id > between.since, Move.scan_id <= between.upto)
    found: dict[int, int] = {}
    for old, now in connection.execute(query.order_by(Move.scan_id, Move.from_id)):
        found[now] = found.pop(old, old)
    return {now: origin for now, origin in found.items() if now != origin}


def _newest(file_id: Any, scan: int) -> ColumnElement[int]:
    number = aliased(FileState)
    newest = select(func.max(number.scan_id)).where(number.file_id == file_id, number.scan_id <= scan)
    return newest.scalar_subquery()


_STATE = ("present", *(f.name for f in fields(Snapshot) if f.name != "people"), "people_high")


def _changed(between: Bounds) -> Any:
    after, before = aliased(FileState), aliased(FileState)
    fell_due = and_(after.due >= between.since_day, after.due < between.upto_day, after.due != "")
    return (
        select(
            File.id,
            File.container_id,
            Root.path.label("root"),
            File.path,
            Assessment.standing.label("decision"),
            *(getattr(after, name).label(f"after_{name}") for name in _STATE),
            *(getattr(before, name).label(f"before_{name}") for name in _STATE),
        )
        .select_from(after)
        .join(File, File.id == after.file_id)
        .join(Root, Root.id == File.root_id)
        .outerjoin(Assessment, Assessment.file_id == File.id)
        .outerjoin(
            before,
            and_(before.file_id == after.file_id, before.scan_id == _newest(after.file_id, between.since)),
        )
        .where(
            or_(and_(after.scan_id > between.since, after.scan_id <= between.upto), fell_due),
            after.scan_id == _newest(after.file_id, between.upto),
            # A root that could not be looked into is told by the statement of coverage; it is no file.
            File.raw != b"",
        )
        .order_by(Root.path, File.path, File.id)
    )


def _snapshot(row: Any, prefix: str) -> Snapshot:
    def value(name: str) -> Any:
        return getattr(row, f"{prefix}_{name}")

    return Snapshot(
        value("size"),
        value("content"),
        value("outcome"),
        value("people_high"),
        value("special"),
        value("risk"),
        value("due"),
        value("people_low"),
        value("doc_class"),
        value("rule"),
    )


def _snapshots(connection: Connection, between: Bounds, files: Sequence[int]) -> dict[int, tuple[Snapshot, str, str]]:
    """Files that were there at the first scan as they were then, with root and path."""
    found: dict[int, tuple[Snapshot, str, str]] = {}
    state = aliased(FileState)
    for part in chunks(files):
        query = (
            select(
                File.id,
                Root.path.label("root"),
                File.path,
                *(getattr(state, name).label(f"before_{name}") for name in _STATE),
            )
            .select_from(state)
            .join(File, File.id == state.file_id)
            .join(Root, Root.id == File.root_id)
            .where(state.file_id.in_(part), state.scan_id == _newest(state.file_id, between.since))
        )
        for row in connection.execute(query):
            if row.before_present:
                found[row.id] = (_snapshot(row, "before"), row.root, row.path)
    return found


def trend(store: Store, between: Bounds, points: int = 8) -> list[Point]:
    """The totals of all roots after the scans at which sweeps ended, oldest first, those compared always among them."""
    with store.reading() as connection:
        swept = set(connection.execute(select(Sweep.scan_id).where(Sweep.scan_id <= between.upto)).scalars())
        wanted = sorted(swept | {between.since, between.upto} - {0})[-points:]
        if between.since and between.since not in wanted:
            wanted = [between.since, *wanted[1:]]
        names = [f.name for f in fields(ScanSums)]
        sums = (func.sum(getattr(ScanTotal, name)) for name in names)
        query = (
            select(ScanTotal.scan_id, Scan.started, *sums)
            .join(Scan, Scan.id == ScanTotal.scan_id)
            .where(ScanTotal.scan_id.in_(wanted))
            .group_by(ScanTotal.scan_id, Scan.started)
            .order_by(ScanTotal.scan_id)
        )
        return [Point(scan, started, _totals(numbers)) for scan, started, *numbers in connection.execute(query)]


def _totals(numbers: Sequence[Any]) -> ScanSums:
    values: dict[str, Any] = {f.name: int(n) for f, n in zip(fields(ScanSums), numbers, strict=True)}
    return ScanSums(**values | {"overdue_person_years": round(float(numbers[-1]), 3)})


def statement(store: Store, scan: int) -> Statement:
    """The statement of coverage as the newest judged scan left it."""
    places = place_rows(store)
    with store.reading() as connection:
        row = connection.execute(select(Scan).where(Scan.id == scan).with_only_columns(*Scan.__table__.columns)).one()
        names = [f.name for f in fields(ScanSums)]
        query = select(Root.path, *(getattr(ScanTotal, name) for name in names)).join(
            Root, Root.id == ScanTotal.root_id
        )
        roots = {
            path: _totals(numbers)
            for path, *numbers in connection.execute(query.where(ScanTotal.scan_id == scan).order_by(Root.path))
        }
        scanned = ScanRow(row.id, tuple(row.roots), row.started, row.finished, row.rules, row.counts)
        found = reduce(together, (place.totals for place in places), Totals())
        not_met = _not_met(connection, scanned) if ProblemKind.UNREADABLE in found.problems else 0
        left, inside = tuple(_not_examined(found.left)), tuple(_not_examined(found.left_members))
        return Statement(scanned, row.retention_rules, roots, left, inside, not_met)


def _not_met(connection: Connection, scan: ScanRow) -> int:
    query = select(func.count()).select_from(File).join(Root, Root.id == File.root_id)
    missed = File.gone.is_(False), File.container_id.is_(None), File.last_seen_scan < scan.id
    return connection.execute(query.where(Root.path.in_(scan.roots), *missed)).scalar_one()


def _not_examined(left: Mapping[str, Sequence[int]]) -> Iterator[NotExamined]:
    for name, (files, size) in sorted(left.items()):
        outcome, kind, detail = name.split(" ")
        yield NotExamined(outcome, kind, detail, files, size)
