"""The totals of each place, added up from the store: of all places after a scan, of the few that changed otherwise."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, bindparam, cast, func, not_, select, update
from sqlalchemy.orm import aliased

from detectors.model import ClueKind, DateClue, Entity, PeopleEstimate
from inventory.judging import basis, due_days
from inventory.judging.days import local_day
from inventory.lineage.copies import copy_marks
from inventory.lineage.folders import in_own_folder
from inventory.retention.model import Trust
from inventory.storage.assets import NO_CLASS, Years, years
from inventory.storage.chunking import IN_LIMIT, chunks
from inventory.storage.personal import personal
from inventory.storage.places import PLACES, place_ids, place_of, shown_class
from inventory.storage.saving import FILES
from inventory.storage.store import Store, shown_outcome
from inventory.storage.tables import Assessment, CopyFile, File, FileEntity, FileProblem, Place, Root
from inventory.storage.totals import EXAMPLES, PlaceRow, Totals, different, read, stored
from scanner.document import Detail, ProblemKind, Stage
from scanner.lock_files import is_lock_file
from scanner.results import Outcome

FILES_AT_ONCE = 2_000
_BEHIND = 1_000_000_000
"""Puts copies behind the files of any number of people, where examples are in order."""
_PARTS = frozenset({Outcome.PARTIAL.value, Outcome.FAILED.value})
_READ = frozenset({Outcome.SCANNED.value, Outcome.PARTIAL.value})

_Condition = Mapping[Any, ColumnElement[bool]]


def place_rows(store: Store) -> list[PlaceRow]:
    """What each place adds up to now, by root, folder, family and class; places without files are left out. What has
    changed since it was added up is added up first. Raises StoreError."""
    refresh(store)
    query = select(Root.path, Place.folder, Place.family, Place.doc_class, Place.totals).join(
        Root, Root.id == Place.root_id
    )
    with store.reading() as connection:
        ordered = query.order_by(Root.path, Place.folder, Place.family, Place.doc_class)
        return [
            PlaceRow(root, folder, family, doc_class, read(found))
            for root, folder, family, doc_class, found in connection.execute(ordered)
            if found
        ]


def refresh(store: Store) -> None:
    """Adds up every place in which something has changed; nothing where none has. Safe to interrupt, and beside other
    programs that write: what they change meanwhile is added up the next time. Raises StoreError."""
    _give_places(store)
    with store.reading() as connection:
        query = select(PLACES.c.id, PLACES.c.changes).where(PLACES.c.changes != PLACES.c.counted)
        changed = {row.id: row.changes for row in connection.execute(query)}
        if not changed:
            return
        places = connection.execute(select(func.count()).select_from(PLACES)).scalar_one()
        found, days = _add_up(connection, changed, everything=2 * len(changed) > places)
    with store.writing() as connection:
        due_days.replace(connection, days)
        rows = [{"b_id": n, "counted": changed[n], "totals": stored(found[n])} for n in sorted(changed)]
        rows = [row if found[row["b_id"]].files else {**row, "totals": {}} for row in rows]
        connection.execute(update(PLACES).where(PLACES.c.id == bindparam("b_id")), rows)


def changed_by(connection: Connection, where: ColumnElement[bool]) -> list[int]:
    """The places of the files of which this holds."""
    return [n for n in connection.execute(select(File.place_id).where(where).distinct()).scalars() if n is not None]


def _give_places(store: Store) -> None:
    """Files of earlier schemas have no place yet."""
    columns = select(FILES.c.id, FILES.c.root_id, FILES.c.path, FILES.c.member_of, FILES.c.doc_class)
    query = columns.where(FILES.c.place_id.is_(None)).limit(FILES_AT_ONCE)
    with store.reading() as connection:
        if connection.execute(query.limit(1)).first() is None:
            return
    while True:
        with store.writing() as connection:
            rows = connection.execute(query).all()
            if not rows:
                return
            wanted = {row.id: place_of(*row[1:]) for row in rows}
            numbers = place_ids(connection, wanted.values())
            connection.execute(
                update(FILES).where(FILES.c.id == bindparam("b_id")),
                [{"b_id": file, "place_id": numbers[place]} for file, place in wanted.items()],
            )


def _add_up(
    connection: Connection, places: Mapping[int, object], *, everything: bool
) -> tuple[dict[int, Totals], dict[int, due_days.Days]]:
    found = {place: Totals() for place in places}
    days = {place: due_days.Days() for place in places}
    day = basis.day_of(connection)
    for of in _all(connection) if everything else _those_in(connection, list(places)):
        entities: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        named = select(FileEntity.file_id, FileEntity.entity, FileEntity.count, FileEntity.distinct)
        for file, name, count, distinct in connection.execute(named.where(of[FileEntity.file_id])):
            entities[file][name] = count, distinct
        problems: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        kinds = select(FileProblem.file_id, FileProblem.kind, FileProblem.stage, FileProblem.detail)
        for file, *problem in connection.execute(kinds.where(of[FileProblem.file_id]).order_by(FileProblem.id)):
            problems[file].append(tuple(problem))  # type: ignore[arg-type]
        for number, place, *row in connection.execute(_FILES.where(of[File.id])):
            if place in found:
                _add(found[place], row, entities.get(number, {}), problems.get(number, ()), day)
                *_, rule, kind, due, clock, trust = row
                if due:
                    days[place].add(due, rule, (kind, clock, trust), number)
    return found, days


def _all(connection: Connection) -> Iterator[_Condition]:
    """Every file, some at a time, by conditions on the columns that name one."""
    last = connection.execute(select(func.max(File.id))).scalar() or 0
    for first in range(1, last + 1, FILES_AT_ONCE):
        yield {c: c.between(first, first + FILES_AT_ONCE - 1) for c in _NAMING}


def _those_in(connection: Connection, places: Sequence[int]) -> Iterator[_Condition]:
    for place in places:
        ids = connection.execute(select(File.id).where(File.place_id == place).order_by(File.id)).scalars().all()
        for part in chunks(ids, IN_LIMIT):
            yield {c: c.in_(part) for c in _NAMING}


_NAMING: tuple[Any, ...] = (File.id, FileEntity.file_id, FileProblem.file_id)
_inside = aliased(File)
_trouble = aliased(FileProblem)
_wants_reader = (
    select(_trouble.id)
    .where(
        _trouble.file_id == _inside.id,
        _trouble.kind == ProblemKind.UNSUPPORTED.value,
        _trouble.stage != Stage.CRAWL.value,
    )
    .exists()
)
_unread_inside = (
    select(_inside.id)
    .where(
        _inside.container_id == File.id,
        not_(_inside.gone),
        _inside.outcome.in_(sorted(_PARTS)) | ((_inside.outcome == Outcome.SKIPPED.value) & _wants_reader),
    )
    .exists()
)
_FILES = (
    select(
        File.id,
        File.place_id,
        File.path,
        File.container_id,
        File.outcome,
        shown_outcome,
        File.size,
        File.characters,
        File.people_low,
        File.people_high,
        cast(File.special, Text),
        shown_class,
        File.protection,
        cast(File.clues, Text),
        File.format,
        File.mode,
        File.first_seen_scan,
        File.modified_ns,
        CopyFile.rank,
        CopyFile.again,
        _unread_inside,
        File.beside_low,
        File.beside_high,
        func.coalesce(Assessment.risk, 0),
        Assessment.rule,
        Assessment.basis_kind,
        Assessment.due,
        Assessment.clock,
        Assessment.trust,
    )
    .outerjoin(Assessment, Assessment.file_id == File.id)
    .outerjoin(CopyFile, CopyFile.file_id == File.id)
    .where(not_(File.gone))
)


def _add(
    totals: Totals,
    row: Sequence[Any],
    entities: Mapping[str, tuple[int, int]],
    problems: Sequence[tuple[str, str, str]],
    day: str,
) -> None:
    """Adds a file, as of a day (ISO)."""
    path, container, outcome, as_shown, size, characters, low, high, special, doc_class, *_ = row
    *_, risk, rule, basis, due, clock, trust = row
    unread_inside = row[18]
    categories = _words(special)
    # A lock file is no asset: it names whoever has the document open.
    held = {} if is_lock_file(path) else personal(entities, PeopleEstimate(low, high, *row[19:21]))
    late = bool(due) and due < day
    totals.files += 1
    totals.characters += characters
    totals.outcomes[as_shown] = totals.outcomes.get(as_shown, 0) + 1
    unread = outcome in _PARTS or (outcome == Outcome.SKIPPED and _no_reader(problems))
    kind, _, detail = problems[0] if problems else ("", "", "")
    reason = f"{outcome} {kind} {detail}"
    if container is not None:
        totals.members += 1
        if unread:
            _count(totals.left_members, reason, size)
    else:
        totals.bytes += size
        if outcome != Outcome.SCANNED:
            _count(totals.left, reason, size)
        elif unread_inside:
            _count(totals.left, f"{Outcome.PARTIAL}  {Detail.MEMBERS_UNREAD.name}", size)
        else:
            totals.examined += 1
            totals.examined_bytes += size
    # What was left out on purpose (links, devices, exclusions) is no trouble with a file.
    on_purpose = outcome == Outcome.SKIPPED and not unread
    for kind in () if on_purpose else {kind for kind, _, _ in problems}:
        totals.problems[kind] = totals.problems.get(kind, 0) + 1
        if unread:
            totals.unread[kind] = totals.unread.get(kind, 0) + 1
    totals.not_examined += unread
    totals.personal += bool(held)
    totals.at_risk += bool(held) and risk > 0
    totals.unruled += bool(held) and risk > 0 and not rule
    totals.sensitive += bool(categories)
    totals.special += len(categories)
    totals.people_low += low
    totals.people_high += high
    totals.most_people = max(totals.most_people, high)
    totals.risk = max(totals.risk, risk)
    totals.overdue += late
    totals.no_clock += bool(held) and risk > 0 and bool(rule) and trust == Trust.NONE
    totals.late_people += high if late else 0
    totals.late_since += high * _ordinal(due) if late else 0
    if outcome in _READ and characters > 0:
        totals.hits += bool(held)
        totals.cleans += not held
    for name, (_, distinct) in held.items():
        pair = totals.entities.setdefault(name, [0, 0])
        pair[0] += 1
        pair[1] += distinct
        if name == Entity.JP_MY_NUMBER and late and basis == "destroy-by":
            totals.my_number_late += 1
    if doc_class not in NO_CLASS or categories or held:
        retention = [not due, due, rule, basis, clock, trust] if rule else []
        _add_to_asset(totals, path, row, held, categories, retention, late)


def _count(left: dict[str, list[int]], reason: str, size: int) -> None:
    found = left.setdefault(reason, [0, 0])
    found[0] += 1
    found[1] += max(size, 0)


def _no_reader(problems: Sequence[tuple[str, str, str]]) -> bool:
    """Whether a file was skipped for want of a reader; what was left out on purpose was settled while crawling."""
    return any(kind == ProblemKind.UNSUPPORTED and stage != Stage.CRAWL for kind, stage, _ in problems)


def _add_to_asset(
    totals: Totals,
    path: str,
    row: Sequence[Any],
    entities: Mapping[str, tuple[int, int]],
    categories: Sequence[str],
    retention: list[Any],
    late: bool,
) -> None:
    asset = totals.asset
    outcome, size, low, high = row[2], row[4], row[6], row[7]
    protection, clues, form, mode, scan, modified, rank, again = row[10:18]
    beside_low, beside_high = row[19:21]
    asset.files += 1
    asset.bytes += max(size, 0)
    asset.low = max(asset.low, low)
    asset.high += 0 if again else high
    asset.identified = max(asset.identified, low + beside_low)
    asset.beside += 0 if again else beside_high
    for name, (count, distinct) in entities.items():
        pair = asset.entities.setdefault(name, [0, 0])
        pair[0] += count
        pair[1] += 0 if again else distinct
    asset.special.update(categories)
    asset.protection.add(protection)
    if form:
        asset.formats[form] = asset.formats.get(form, 0) + 1
    saved = local_day(modified)
    first, last, split = _years(clues, saved.year if saved else date.max.year)
    if first and (not asset.first_year or first < asset.first_year):
        asset.first_year = first
    asset.last_year = max(asset.last_year, last)
    asset.dated += bool(first)
    asset.split += split
    asset.risk = max(asset.risk, row[-6])
    if retention:
        asset.overdue += late
        asset.last_due = max(asset.last_due, retention[1])
        if not asset.retention or retention < asset.retention:
            asset.retention = retention
    asset.copies += bool(rank)
    if len(asset.examples) < EXAMPLES or [-high, path] < asset.examples[-1]:
        # The file with the most people tells best what the asset is, the first by path among equals; a copy last.
        is_copy = bool(rank) or in_own_folder(path) or copy_marks(path) > 0
        example = [_BEHIND * is_copy - high, path]
        asset.example = min(asset.example or example, example)
        asset.examples = different(asset.examples, [example])
    asset.world_readable |= bool(mode & 0o004)
    asset.first_scan = min(asset.first_scan or scan, scan)
    asset.modified_ns = max(asset.modified_ns, modified)
    asset.problems += outcome in _PARTS


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=4096)
def _words(as_stored: str) -> tuple[str, ...]:
    return tuple(json.loads(as_stored))


@lru_cache(maxsize=65_536)
def _years(clues: str, saved: int) -> Years:
    """What the clues of a file, saved in this year, say of the years that it is about."""
    return years([DateClue(ClueKind(kind), *rest) for kind, *rest in json.loads(clues)], saved)
