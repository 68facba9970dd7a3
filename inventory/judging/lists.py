"""The lists that a person reads: the first few by what matters, read from an index, and how many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text
from sqlalchemy.orm import aliased

from detectors.model import PeopleEstimate
from inventory.judging.file_rows import rows_of
from inventory.retention.model import Trust
from inventory.storage.chunking import chunks
from inventory.storage.personal import is_personal
from inventory.storage.places import shown_class
from inventory.storage.rows import DatedRow, FileRow
from inventory.storage.tables import Assessment, File, FileEntity, FileProblem, Root
from scanner.document import ProblemKind, Stage
from scanner.results import Outcome

# As the partial indexes say it: SQLite uses them where the condition stands there without a parameter.
HAS_DAY = text("assessments.due <> ''")
HAS_RISK = text("assessments.risk > 0")
_TO_DESTROY = text("assessments.basis_kind = 'destroy-by'")
_HAS_NUMBER = text("file_entities.entity = 'JP_MY_NUMBER'")
_NOT_SCANNED = text("files.outcome <> 'scanned'")
HAS_PEOPLE = text("files.people_high > 0")

_there = File.gone.is_(False)
_problem = aliased(FileProblem)
_no_reader = (
    select(_problem.id)
    .where(_problem.file_id == File.id, _problem.kind == ProblemKind.UNSUPPORTED, _problem.stage != Stage.CRAWL)
    .exists()
)


def riskiest(connection: Connection, most: int, roots: Collection[str] = ()) -> list[FileRow]:
    """The files with personal data that are most at risk; given roots, of those below them."""
    query = (
        select(File.id)
        .join(Assessment, Assessment.file_id == File.id)
        .where(HAS_RISK, _there, is_personal, *_below(roots))
        .order_by(Assessment.risk.desc(), Assessment.file_id.desc())
    )
    return _rows(connection, query, most)


def due(connection: Connection, first: str, upto: str, most: int | None, roots: Collection[str] = ()) -> list[FileRow]:
    """The files whose retention period ends within these days (ISO dates, the last one too), the earliest first."""
    query = (
        select(File.id)
        .join(Assessment, Assessment.file_id == File.id)
        .where(*_within(first, upto), _there, *_below(roots))
        .order_by(Assessment.due, Assessment.file_id)
    )
    return _rows(connection, query, most)


def due_count(connection: Connection, first: str, upto: str, roots: Collection[str] = ()) -> int:
    """How many those are."""
    # What is gone has no assessment: the index alone answers this.
    query = select(func.count()).select_from(Assessment).where(*_within(first, upto))
    if roots:
        query = query.join(File, File.id == Assessment.file_id).where(*_below(roots))
    return connection.execute(query).scalar_one()


def unruled(connection: Connection, most: int | None, roots: Collection[str] = ()) -> list[FileRow]:
    """The files with personal data that no retention rule is about, those most at risk first; given roots, of those
    below them."""
    query = (
        select(File.id)
        .join(Assessment, Assessment.file_id == File.id)
        .where(HAS_RISK, Assessment.rule == "", _there, is_personal, *_below(roots))
        .order_by(Assessment.risk.desc(), Assessment.file_id.desc())
    )
    return _rows(connection, query, most)


def undated(connection: Connection, most: int | None) -> list[FileRow]:
    """The files with personal data that a rule is about without its being known when the period begins, those most at
    risk first."""
    query = (
        select(File.id)
        .join(Assessment, Assessment.file_id == File.id)
        .where(HAS_RISK, Assessment.trust == str(Trust.NONE), _there, is_personal)
        .order_by(Assessment.risk.desc(), Assessment.file_id.desc())
    )
    return _rows(connection, query, most)


def dated(connection: Connection, most: int) -> Iterator[DatedRow]:
    """The files whose retention period ends on a day, the earliest first."""
    query = (
        select(Root.path, File.path, shown_class, File.people_low, File.people_high, Assessment.rule, Assessment.due)
        .select_from(Assessment)
        .join(File, File.id == Assessment.file_id)
        .join(Root, Root.id == File.root_id)
        .where(HAS_DAY, _there)
        .order_by(Assessment.due, Assessment.file_id)
        .limit(most)
    )
    for root, path, doc_class, low, high, rule, due in connection.execute(query):
        yield DatedRow(root, path, doc_class, PeopleEstimate(low, high), rule, due)


def paths(connection: Connection, files: Sequence[int]) -> dict[int, str]:
    """The paths of these files, with the root before them, as far as they are there."""
    found: dict[int, str] = {}
    for part in chunks(files):
        query = select(File.id, Root.path, File.path).join(Root, Root.id == File.root_id)
        for number, root, path in connection.execute(query.where(File.id.in_(part), _there)):
            found[number] = f"{root.rstrip('/')}/{path}"
    return found


def with_individual_number(connection: Connection) -> Iterator[FileRow]:
    """Every file in which an individual number (個人番号) stands."""
    query = select(FileEntity.file_id).where(_HAS_NUMBER).order_by(FileEntity.file_id)
    for part in connection.execute(query.execution_options(yield_per=500)).scalars().partitions():
        yield from rows_of(connection, part)


def late_individual_numbers(connection: Connection, upto: str, most: int | None) -> list[FileRow]:
    """The files with individual numbers that had to go up to this day, the earliest first."""
    holds = select(FileEntity.file_id).where(FileEntity.file_id == File.id, _HAS_NUMBER)
    query = (
        select(File.id)
        .join(Assessment, Assessment.file_id == File.id)
        .where(*_within("", upto), _TO_DESTROY, _there, holds.exists())
        .order_by(Assessment.due, Assessment.file_id)
    )
    return _rows(connection, query, most)


def not_examined(connection: Connection, most: int | None) -> list[FileRow]:
    """Files not looked at in full: those that failed, those read in part, those without a reader, then what was left
    out on purpose."""
    skipped = File.outcome == Outcome.SKIPPED.value
    found: list[FileRow] = []
    for which in (
        File.outcome == Outcome.FAILED.value,
        File.outcome == Outcome.PARTIAL.value,
        skipped & _no_reader,
        skipped & ~_no_reader,
    ):
        left = None if most is None else most - len(found)
        if left != 0:
            found += _rows(connection, select(File.id).where(_NOT_SCANNED, which, _there).order_by(File.id), left)
    return found


def unread(connection: Connection, kind: str, most: int, roots: Collection[str] = ()) -> list[tuple[str, str]]:
    """Root and path of files not looked at in full for a problem of this kind; given roots, of those below them."""
    outcome = File.outcome.in_((Outcome.FAILED.value, Outcome.PARTIAL.value))
    query = (
        select(File.id, Root.path, File.path)
        .join(Root, Root.id == File.root_id)
        .join(FileProblem, FileProblem.file_id == File.id)
        .where(FileProblem.kind == kind, _there, outcome | ((File.outcome == Outcome.SKIPPED.value) & _no_reader))
        .where(*_below(roots))
        .distinct()
        .order_by(File.id)
    )
    return [(root, path) for _, root, path in connection.execute(query.limit(most))]


def _within(first: str, upto: str) -> tuple[Any, ...]:
    return HAS_DAY, Assessment.due >= first, Assessment.due <= upto


def _below(roots: Collection[str]) -> Sequence[ColumnElement[bool]]:
    return (File.root_id.in_(select(Root.id).where(Root.path.in_(sorted(roots)))),) if roots else ()


def _rows(connection: Connection, query: Any, most: int | None) -> list[FileRow]:
    return rows_of(connection, list(connection.execute(query.limit(most)).scalars()))
