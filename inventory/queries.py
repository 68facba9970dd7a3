"""What is in the inventory, as the rows of ``inventory.rows``: streamed, in a stable order, with few queries.

Files that are gone are not shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from detectors.model import ClueKind, DateClue, PeopleEstimate
from inventory.asset_rows import asset_rows
from inventory.chunking import chunks
from inventory.copies import Copy, group_copies
from inventory.rows import (
    AssetRow,
    CopyGroup,
    Coverage,
    EntityCount,
    FileRow,
    FindingRow,
    ProblemRow,
    RetentionRow,
    ScanRow,
)
from inventory.store import Store, shown_outcome
from inventory.tables import (
    PATH_PREFIX,
    PATH_PREFIX_LENGTH,
    Assessment,
    File,
    FileEntity,
    FileProblem,
    FoundItem,
    Root,
    Scan,
)
from scanner.document import Detail
from scanner.results import Outcome

FILES_AT_ONCE = 500

_path_start: ColumnElement[str] = literal_column(PATH_PREFIX)
_PATH_ORDER = (_path_start, File.path, File.id)
"""The order of the index first, then the rest of a path longer than what is indexed."""


class InventoryView:
    """A read-only view of a store. Each call reads one moment, however long it takes to go through the rows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def files(self) -> Iterator[FileRow]:
        """Every file and member, by root and path."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                yield from _file_rows(connection, root, File.root_id == root_id)

    def file(self, path: str) -> FileRow | None:
        """The file or member of this path, relative to a root or with the root before it; the first such."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                prefix = root.rstrip("/") + "/"
                for candidate in dict.fromkeys((path, path.removeprefix(prefix))):
                    # Told the whole path, SQLite would put it into the expression of the index, and not use the index.
                    begins = _path_start == candidate[:PATH_PREFIX_LENGTH]
                    for row in _file_rows(connection, root, (File.root_id == root_id) & begins):
                        if row.path == candidate:
                            return row
        return None

    def not_examined(self) -> Iterator[FileRow]:
        """Files not looked at in full: partial, failed, or skipped; by root and path."""
        wanted = (Outcome.PARTIAL.value, Outcome.FAILED.value, Outcome.SKIPPED.value)
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                yield from _file_rows(connection, root, (File.root_id == root_id) & File.outcome.in_(wanted))

    def due(self, upto: str, entity: str = "") -> Iterator[FileRow]:
        """Files whose retention period ends on or before this day (ISO date), and, given an entity, all that hold it;
        by root and path."""
        wanted = (Assessment.due != "") & (Assessment.due <= upto)
        if entity:
            holds = select(FileEntity.file_id).where(FileEntity.file_id == File.id, FileEntity.entity == entity)
            wanted |= holds.exists()
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                yield from _file_rows(connection, root, (File.root_id == root_id) & wanted)

    def undecided(self, risk: int, also: Collection[int] = ()) -> Iterator[FileRow]:
        """Files that no decision speaks of with at least this risk or a period that is over, and of those numbered in
        ``also`` the ones that no decision speaks of; by root and path."""
        open_still = func.coalesce(Assessment.standing, "") == ""
        due = (Assessment.risk >= risk) | ((Assessment.due != "") & (Assessment.overdue_days > 0))
        rest = set(also)
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                for row in _file_rows(connection, root, (File.root_id == root_id) & open_still & due):
                    rest.discard(row.id)
                    yield row
            for root_id, root in _roots(connection):
                for some in chunks(sorted(rest)):
                    yield from _file_rows(connection, root, (File.root_id == root_id) & open_still & File.id.in_(some))

    def findings(self) -> Iterator[FindingRow]:
        """Every finding, by root and path, in the order found; false matches left out, as people decided."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                query = (
                    select(
                        File.path,
                        FoundItem.at,
                        FoundItem.entity,
                        FoundItem.count,
                        FoundItem.distinct,
                        FoundItem.score,
                        FoundItem.evidence,
                        FoundItem.masked,
                        FoundItem.column_ref,
                        FoundItem.false_values,
                    )
                    .join(FoundItem, FoundItem.file_id == File.id)
                    .where(File.root_id == root_id, File.gone.is_(False), FoundItem.false_by.is_(None))
                    .order_by(*_PATH_ORDER, FoundItem.id)
                    .execution_options(yield_per=FILES_AT_ONCE)
                )
                for row in connection.execute(query):
                    path, at, entity, count, distinct, score, evidence, masked, column, wrong = row
                    sheet, letter, header = column or ("", "", "")
                    yield FindingRow(
                        root,
                        path,
                        at,
                        entity,
                        max(1, count - wrong),
                        distinct - wrong,
                        score,
                        tuple(evidence),
                        tuple(masked),
                        column is not None,
                        sheet,
                        letter,
                        header,
                    )

    def problems(self) -> Iterator[ProblemRow]:
        """Every problem, by root and path, in the order in which they arose."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                query = (
                    select(File.path, FileProblem)
                    .join(FileProblem, FileProblem.file_id == File.id)
                    .where(File.root_id == root_id, File.gone.is_(False))
                    .order_by(*_PATH_ORDER, FileProblem.id)
                )
                columns = query.with_only_columns(File.path, *_PROBLEM_COLUMNS)
                for path, *problem in connection.execute(columns.execution_options(yield_per=FILES_AT_ONCE)):
                    yield _problem_row(root, path, problem)

    def coverage(self) -> Coverage:
        """What was examined and what was not. ``bytes`` counts files on disk; their members lie within them."""
        present = File.gone.is_(False)
        with self._store.reading() as connection:
            outcomes = {
                outcome: (files, characters)
                for outcome, files, characters in connection.execute(
                    select(shown_outcome, func.count(), func.sum(File.characters))
                    .where(present)
                    .group_by(shown_outcome)
                    .order_by(shown_outcome)
                )
            }
            size = connection.execute(
                select(func.coalesce(func.sum(File.size), 0)).where(present, File.container_id.is_(None))
            ).scalar_one()
            problems = connection.execute(
                select(FileProblem.kind, func.count(FileProblem.file_id.distinct()))
                .join(File, File.id == FileProblem.file_id)
                .where(present)
                .group_by(FileProblem.kind)
                .order_by(FileProblem.kind)
            ).all()
            return Coverage(
                tuple(root for _, root in _roots(connection)),
                sum(files for files, _ in outcomes.values()),
                int(size),
                sum(int(characters) for _, characters in outcomes.values()),
                {outcome: files for outcome, (files, _) in outcomes.items()},
                {row[0]: row[1] for row in problems},
                next(iter(_scans(connection, newest=True)), None),
            )

    def copies(self) -> list[CopyGroup]:
        """Groups of files with identical content (empty files aside), by the root and path of the likely original."""
        with self._store.reading() as connection:
            return _copies(connection)

    def assets(self) -> list[AssetRow]:
        """The information assets, by root, folder and class."""
        with self._store.reading() as connection:
            started = {scan.id: scan.started[:10] for scan in _scans(connection)}
            return asset_rows(connection, _roots(connection), started, _copies(connection))

    def scans(self) -> list[ScanRow]:
        """Every run of the scanner, oldest first."""
        with self._store.reading() as connection:
            return _scans(connection)


def iso_utc(nanoseconds: int) -> str:
    """A time in ns since 1970 (64 bits: the years 1677 to 2262) as ISO 8601 text to the second; '' for 0 (unknown)."""
    if nanoseconds == 0:
        return ""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=nanoseconds // 1_000_000_000)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


_PROBLEM_COLUMNS = (FileProblem.kind, FileProblem.stage, FileProblem.detail, FileProblem.cause, FileProblem.at)


def _problem_row(root: str, path: str, columns: Sequence[str]) -> ProblemRow:
    kind, stage, detail, cause, at = columns
    # A detail that this version has no sentence for (written by a later one) is shown by its name.
    sentence = Detail[detail].value if detail in Detail.__members__ else detail
    return ProblemRow(root, path, kind, stage, f"{sentence} ({cause})" if cause else sentence, at)


def _roots(connection: Connection) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in connection.execute(select(Root.id, Root.path).order_by(Root.path, Root.id))]


def _scans(connection: Connection, newest: bool = False) -> list[ScanRow]:
    query = select(Scan.id, Scan.roots, Scan.started, Scan.finished, Scan.rules, Scan.counts)
    query = query.order_by(Scan.id.desc()).limit(1) if newest else query.order_by(Scan.id)
    return [
        ScanRow(number, tuple(roots), started, finished, rules, counts)
        for number, roots, started, finished, rules, counts in connection.execute(query)
    ]


def _file_rows(connection: Connection, root: str, where: ColumnElement[bool]) -> Iterator[FileRow]:
    return (row for row, _ in _file_records(connection, root, where))


def _file_records(connection: Connection, root: str, where: ColumnElement[bool]) -> Iterator[tuple[FileRow, int]]:
    """Files with the scan that saw each first. What belongs to them is loaded for some hundreds of files at a time."""
    query = (
        select(
            File.id,
            File.path,
            File.member_of,
            File.format,
            shown_outcome.label("outcome"),
            File.size,
            File.modified_ns,
            File.content_hash,
            File.doc_class,
            File.class_evidence,
            File.people_low,
            File.people_high,
            File.special,
            File.protection,
            File.clues,
            File.mode,
            File.owner,
            File.acl,
            File.characters,
            File.first_seen_scan,
            Assessment.risk,
            Assessment.risk_parts,
            Assessment.rule,
            Assessment.basis_kind,
            Assessment.due,
            Assessment.overdue_days,
            Assessment.clock,
            Assessment.trust,
            Assessment.standing,
        )
        .outerjoin(Assessment, Assessment.file_id == File.id)
        .where(where, File.gone.is_(False))
        .order_by(*_PATH_ORDER)
        .execution_options(yield_per=FILES_AT_ONCE)
    )
    for part in connection.execute(query).partitions():
        ids = [row.id for row in part]
        entities = entities_of(connection, ids)
        problems: dict[int, list[Sequence[str]]] = defaultdict(list)
        for some in chunks(ids):
            troubles = select(FileProblem.file_id, *_PROBLEM_COLUMNS).where(FileProblem.file_id.in_(some))
            for file_id, *columns in connection.execute(troubles.order_by(FileProblem.id)):
                problems[file_id].append(columns)
        for row in part:
            troubles_of = tuple(_problem_row(root, row.path, columns) for columns in problems.get(row.id, ()))
            yield _file_row(root, row, entities.get(row.id, {}), troubles_of), row.first_seen_scan


def entities_of(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, EntityCount]]:
    """The entities of some files, by file and in the order of their names."""
    found: dict[int, dict[str, EntityCount]] = defaultdict(dict)
    for part in chunks(ids):
        query = select(FileEntity.file_id, FileEntity.entity, FileEntity.count, FileEntity.distinct)
        for file_id, entity, count, distinct in connection.execute(
            query.where(FileEntity.file_id.in_(part)).order_by(FileEntity.file_id, FileEntity.entity)
        ):
            found[file_id][entity] = EntityCount(count, distinct)
    return found


def clues_of(stored: Sequence[Sequence[str]]) -> tuple[DateClue, ...]:
    """Date clues as stored, in the order found."""
    return tuple(DateClue(ClueKind(kind), *rest) for kind, *rest in stored)


def _file_row(root: str, row: Any, entities: dict[str, EntityCount], problems: tuple[ProblemRow, ...]) -> FileRow:
    retention = None
    if row.rule:
        retention = RetentionRow(row.rule, row.basis_kind, row.due, row.overdue_days, row.clock, row.trust)
    return FileRow(
        id=row.id,
        root=root,
        path=row.path,
        member_of=row.member_of,
        format=row.format,
        outcome=row.outcome,
        problems=problems,
        size=row.size,
        modified=iso_utc(row.modified_ns),
        content_hash=row.content_hash,
        doc_class=row.doc_class,
        class_evidence=tuple(row.class_evidence),
        entities=entities,
        people=PeopleEstimate(row.people_low, row.people_high),
        special=tuple(row.special),
        protection=row.protection,
        risk=row.risk or 0,
        retention=retention,
        clues=clues_of(row.clues),
        mode=row.mode,
        owner=row.owner,
        characters=row.characters,
        decision=row.standing or "",
        acl=row.acl,
        risk_parts=row.risk_parts or {},
    )


def _copies(connection: Connection) -> list[CopyGroup]:
    known = File.content_hash != ""
    # The index alone answers this much; what is empty or gone is left out after it.
    repeated = select(File.content_hash).where(known).group_by(File.content_hash).having(func.count() > 1)
    query = (
        select(
            File.content_hash,
            Root.path,
            File.path,
            File.member_of,
            File.size,
            File.modified_ns,
            File.people_low,
            File.people_high,
        )
        .join(Root, Root.id == File.root_id)
        .where(known, File.size > 0, File.gone.is_(False), File.content_hash.in_(repeated))
        .order_by(File.content_hash, Root.path, File.path, File.id)
        .execution_options(yield_per=FILES_AT_ONCE)
    )
    return group_copies(
        Copy(digest, root, path, member_of != "", size, modified, PeopleEstimate(low, high))
        for digest, root, path, member_of, size, modified, low, high in connection.execute(query)
    )
