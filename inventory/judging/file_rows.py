"""Files as rows: read with their entities, problems and assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select

from detectors.model import ClueKind, DateClue, PeopleEstimate, WordClue
from inventory.judging.basis import day_of, days_overdue
from inventory.judging.risk import parts_on
from inventory.storage.chunking import chunks
from inventory.storage.places import shown_class
from inventory.storage.rows import EntityCount, FileRow, ProblemRow, RetentionRow
from inventory.storage.store import shown_outcome
from inventory.storage.tables import PATH_PREFIX_LENGTH, Assessment, File, FileEntity, FileProblem, Root
from scanner.document import Detail

FILES_AT_ONCE = 500

path_start: ColumnElement[str] = literal_column(f"substr(files.path, 1, {PATH_PREFIX_LENGTH})")
PATH_ORDER = (path_start, File.path, File.id)
"""The order of the index first, then the rest of a path longer than what is indexed."""


def iso_utc(nanoseconds: int) -> str:
    """A time in ns since 1970 (64 bits: the years 1677 to 2262) as ISO 8601 text to the second; '' for 0 (unknown)."""
    if nanoseconds == 0:
        return ""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=nanoseconds // 1_000_000_000)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


PROBLEM_COLUMNS = (FileProblem.kind, FileProblem.stage, FileProblem.detail, FileProblem.cause, FileProblem.at)


def problem_row(root: str, path: str, columns: Sequence[str]) -> ProblemRow:
    """A problem from its columns."""
    kind, stage, detail, cause, at = columns
    # A detail that this version has no sentence for (written by a later one) is shown by its name.
    sentence = Detail[detail].value if detail in Detail.__members__ else detail
    return ProblemRow(root, path, kind, stage, f"{sentence} ({cause})" if cause else sentence, at)


_ROWS = (
    select(
        File.id,
        Root.path.label("root"),
        File.path,
        File.member_of,
        File.format,
        shown_outcome.label("outcome"),
        File.size,
        File.modified_ns,
        File.content_hash,
        shown_class,
        File.doc_class.label("found_class"),
        File.class_evidence,
        File.people_low,
        File.people_high,
        File.beside_low,
        File.beside_high,
        File.special,
        File.protection,
        File.clues,
        File.told,
        File.mode,
        File.owner,
        File.acl,
        File.characters,
        Assessment.risk,
        Assessment.risk_parts,
        Assessment.rule,
        Assessment.basis_kind,
        Assessment.due,
        Assessment.clock,
        Assessment.trust,
        Assessment.standing,
    )
    .join(Root, Root.id == File.root_id)
    .outerjoin(Assessment, Assessment.file_id == File.id)
    .where(File.gone.is_(False))
)


def rows_where(connection: Connection, where: ColumnElement[bool]) -> Iterator[FileRow]:
    """The files that are there of which this holds, by path. What belongs to them is loaded for some hundreds of files
    at a time."""
    query = _ROWS.where(where).order_by(*PATH_ORDER).execution_options(yield_per=FILES_AT_ONCE)
    for part in connection.execute(query).partitions():
        yield from _completed(connection, part)


def rows_of(connection: Connection, ids: Sequence[int]) -> list[FileRow]:
    """These files, as far as they are there, in the order given."""
    found: dict[int, FileRow] = {}
    for part in chunks(ids):
        found |= {
            row.id: row for row in _completed(connection, connection.execute(_ROWS.where(File.id.in_(part))).all())
        }
    return [found[number] for number in ids if number in found]


def _completed(connection: Connection, part: Sequence[Any]) -> Iterator[FileRow]:
    ids = [row.id for row in part]
    day = day_of(connection)
    entities = entities_of(connection, ids)
    problems: dict[int, list[Sequence[str]]] = defaultdict(list)
    for some in chunks(ids):
        troubles = select(FileProblem.file_id, *PROBLEM_COLUMNS).where(FileProblem.file_id.in_(some))
        for file_id, *columns in connection.execute(troubles.order_by(FileProblem.id)):
            problems[file_id].append(columns)
    for row in part:
        troubles_of = tuple(problem_row(row.root, row.path, columns) for columns in problems.get(row.id, ()))
        yield _file_row(row, entities.get(row.id, {}), troubles_of, day)


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


def told_of(stored: Sequence[Sequence[str]]) -> tuple[WordClue, ...]:
    """What a document tells of itself, as stored."""
    return tuple(WordClue(*each) for each in stored)


def _file_row(row: Any, entities: dict[str, EntityCount], problems: tuple[ProblemRow, ...], day: str) -> FileRow:
    retention, overdue = None, days_overdue(row.due or "", day)
    if row.rule:
        retention = RetentionRow(row.rule, row.basis_kind, row.due, overdue, row.clock, row.trust)
    return FileRow(
        id=row.id,
        root=row.root,
        path=row.path,
        member_of=row.member_of,
        format=row.format,
        outcome=row.outcome,
        problems=problems,
        size=row.size,
        modified=iso_utc(row.modified_ns),
        content_hash=row.content_hash,
        doc_class=row.doc_class,
        # What spoke for another kind than it is said to be is no reason for that one.
        class_evidence=tuple(row.class_evidence) if row.doc_class == row.found_class else (),
        entities=entities,
        people=PeopleEstimate(row.people_low, row.people_high, row.beside_low, row.beside_high),
        special=tuple(row.special),
        protection=row.protection,
        risk=row.risk or 0,
        retention=retention,
        clues=clues_of(row.clues),
        told=told_of(row.told),
        mode=row.mode,
        owner=row.owner,
        characters=row.characters,
        decision=row.standing or "",
        acl=row.acl,
        risk_parts=parts_on(row.risk_parts or {}, overdue),
    )
