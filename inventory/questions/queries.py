"""What is in the inventory, as the rows of ``inventory.storage.rows``: streamed, in a stable order, with few queries.

Files that are gone are not shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce

from sqlalchemy import Connection, func, or_, select

from inventory.decisions.disposal_log import inside
from inventory.judging import due_days, lists
from inventory.judging.counting import place_rows, refresh
from inventory.judging.file_rows import FILES_AT_ONCE, PATH_ORDER, PROBLEM_COLUMNS, path_start, problem_row, rows_where
from inventory.judging.forgotten import Forgotten, forgotten
from inventory.lineage.copying import CopyOrder, copy_counts, copy_groups, related_count, related_rows
from inventory.lineage.copying import refresh as refresh_copies
from inventory.lineage.successors import successors
from inventory.questions.asset_rows import asset_rows
from inventory.questions.twins import Twin, twins
from inventory.questions.undecided import Group, Undecided, still_open, undecided
from inventory.storage.chunking import chunks
from inventory.storage.rows import (
    AssetRow,
    CopyCounts,
    CopyGroup,
    Coverage,
    DatedRow,
    DueRow,
    FileRow,
    FindingRow,
    ProblemRow,
    RelatedRow,
    Relation,
    ScanRow,
)
from inventory.storage.store import Store
from inventory.storage.tables import PATH_PREFIX_LENGTH, File, FileProblem, FoundItem, Root, Scan
from inventory.storage.totals import PlaceRow, Totals, together


class InventoryView:
    """A read-only view of a store. Each call reads one moment, however long it takes to go through the rows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def files(self) -> Iterator[FileRow]:
        """Every file and member, by root and path."""
        with self._store.reading() as connection:
            for root_id, _ in _roots(connection):
                yield from rows_where(connection, File.root_id == root_id)

    def file(self, path: str) -> FileRow | None:
        """The file or member of this path, relative to a root or with the root before it; the first such."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                prefix = root.rstrip("/") + "/"
                for candidate in dict.fromkeys((path, path.removeprefix(prefix))):
                    # Told the whole path, SQLite would put it into the expression of the index, and not use the index.
                    begins = path_start == candidate[:PATH_PREFIX_LENGTH]
                    for row in rows_where(connection, (File.root_id == root_id) & begins):
                        if row.path == candidate:
                            return row
        return None

    def below(self, path: str) -> Iterator[FileRow]:
        """The files and members at or below a path (whole, or below a root), by root and path: those of a file, of a
        folder, or of all roots within it."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                top = root.rstrip("/") or "/"
                if top == path or f"{top}/".startswith(f"{path.rstrip('/')}/"):
                    yield from rows_where(connection, File.root_id == root_id)
                    continue
                inside = path.removeprefix(f"{root.rstrip('/')}/")
                if inside and not inside.startswith("/"):
                    begins = [func.substr(File.path, 1, len(inside) + len(end)) == inside + end for end in ("/", " > ")]
                    yield from rows_where(connection, (File.root_id == root_id) & or_(File.path == inside, *begins))

    def due_days(self) -> Iterator[DueRow]:
        """What comes due, by root, folder, class, day and rule: all files with a retention period that ends on a day
        are counted in it."""
        refresh(self._store)
        with self._store.reading() as connection:
            yield from due_days.rows(connection)

    def dated(self, most: int) -> list[DatedRow]:
        """The files whose retention period ends on a day, the earliest first."""
        with self._store.reading() as connection:
            return list(lists.dated(connection, most))

    def paths(self, files: Sequence[int]) -> dict[int, str]:
        """The paths of these files, with the root before them, as far as they are there."""
        with self._store.reading() as connection:
            return lists.paths(connection, files)

    def undecided(self, risk: int, most: int, group: Group, only: str | None = None) -> dict[str, Undecided]:
        """For each group of files the first of those that no decision speaks of with at least this risk or a period
        that is over, and how many there are; given one group, of that alone."""
        return undecided(self._store, risk, most, group, only)

    def still_open(self, files: Collection[int]) -> Undecided:
        """Those of these files on disk that no decision speaks of."""
        return still_open(self._store, files)

    def twins(self, files: Collection[int]) -> dict[int, list[Twin]]:
        """What holds the same as each of these files: identical files, nearly the same lists, larger lists in which its
        people are."""
        return twins(self._store, files)

    def findings(self) -> Iterator[FindingRow]:
        """Every finding, by root and path, in the order found; false matches left out, as people decided."""
        with self._store.reading() as connection:
            for root_id, _ in _roots(connection):
                query = _FINDINGS.where(File.root_id == root_id).order_by(*PATH_ORDER, FoundItem.id)
                for row in connection.execute(query.execution_options(yield_per=FILES_AT_ONCE)):
                    yield _finding_row(*row)

    def problems(self) -> Iterator[ProblemRow]:
        """Every problem, by root and path, in the order in which they arose."""
        with self._store.reading() as connection:
            for root_id, root in _roots(connection):
                query = (
                    select(File.path, FileProblem)
                    .join(FileProblem, FileProblem.file_id == File.id)
                    .where(File.root_id == root_id, File.gone.is_(False))
                    .order_by(*PATH_ORDER, FileProblem.id)
                )
                columns = query.with_only_columns(File.path, *PROBLEM_COLUMNS)
                for path, *problem in connection.execute(columns.execution_options(yield_per=FILES_AT_ONCE)):
                    yield problem_row(root, path, problem)

    def riskiest(self, most: int, roots: Collection[str] = ()) -> list[FileRow]:
        """The files with personal data that are most at risk; given roots, of those below them."""
        with self._store.reading() as connection:
            return lists.riskiest(connection, most, roots)

    def due(self, first: str, upto: str, most: int | None, roots: Collection[str] = ()) -> tuple[list[FileRow], int]:
        """The files whose retention period ends within these days (ISO dates, the last one too), the earliest first,
        and how many there are."""
        with self._store.reading() as connection:
            return lists.due(connection, first, upto, most, roots), lists.due_count(connection, first, upto, roots)

    def unruled(self, most: int | None, roots: Collection[str] = ()) -> tuple[list[FileRow], int]:
        """The files with personal data that no retention rule is about, those most at risk first, and how many there
        are; given roots, of those below them."""
        total = sum(place.totals.unruled for place in self.places() if not roots or place.root in roots)
        with self._store.reading() as connection:
            return lists.unruled(connection, most, roots), total

    def undated(self, most: int | None) -> tuple[list[FileRow], int]:
        """The files with personal data that a rule is about without its being known when the period begins, those most
        at risk first, and how many there are."""
        total = sum(place.totals.no_clock for place in self.places())
        with self._store.reading() as connection:
            return lists.undated(connection, most), total

    def not_examined(self, most: int | None) -> list[FileRow]:
        """Files not looked at in full: those that failed, those read in part, those without a reader, then what was
        left out on purpose."""
        with self._store.reading() as connection:
            return lists.not_examined(connection, most)

    def unread(self, kind: str, most: int, roots: Collection[str] = ()) -> list[tuple[str, str]]:
        """Root and path of files not looked at in full for a problem of this kind; given roots, of those below them. A
        root that could not be looked into has the path "."."""
        with self._store.reading() as connection:
            return lists.unread(connection, kind, most, roots)

    def forgotten(self, before: str, today: str, most: int) -> Forgotten:
        """Old lists of many people, or with special categories, of which no date up to today is newer than ``before``
        (ISO dates)."""
        with self._store.reading() as connection:
            return forgotten(connection, before, today, most)

    def individual_numbers(self) -> Iterator[FileRow]:
        """Every file in which an individual number (個人番号) stands."""
        with self._store.reading() as connection:
            yield from lists.with_individual_number(connection)

    def late_individual_numbers(self, upto: str, most: int | None) -> tuple[list[FileRow], int]:
        """The files with individual numbers that had to go up to this day, the earliest first, and how many there were
        when the files were last judged."""
        total = sum(place.totals.my_number_late for place in self.places())
        with self._store.reading() as connection:
            return lists.late_individual_numbers(connection, upto, most), total

    def findings_of(self, files: Collection[int]) -> Iterator[FindingRow]:
        """The findings of these files, in the order found; false matches left out, as people decided."""
        with self._store.reading() as connection:
            for part in chunks(sorted(files)):
                query = _FINDINGS.where(File.id.in_(part)).order_by(File.id, FoundItem.id)
                for row in connection.execute(query):
                    yield _finding_row(*row)

    def places(self) -> list[PlaceRow]:
        """What the files of each place add up to, by root, folder, family and class."""
        return place_rows(self._store)

    def coverage(self) -> Coverage:
        """What was examined and what was not. ``bytes`` counts files on disk; their members lie within them."""
        total = reduce(together, (place.totals for place in self.places()), Totals())
        with self._store.reading() as connection:
            return Coverage(
                tuple(root for _, root in _roots(connection)),
                total.files,
                total.bytes,
                total.characters,
                dict(sorted(total.outcomes.items())),
                dict(sorted(total.problems.items())),
                next(iter(_scans(connection, newest=True)), None),
            )

    def copies(
        self,
        order: CopyOrder = CopyOrder.PEOPLE,
        most: int | None = None,
        *,
        people: bool | None = None,
        roots: Collection[str] = (),
    ) -> list[CopyGroup]:
        """Groups of files with identical content (empty files aside), the likely original first; with ``people`` true
        or false, those with or without people in them."""
        return copy_groups(self._store, order, most, people=people, roots=roots)

    def copy_counts(self, roots: Collection[str] = ()) -> CopyCounts:
        """How many groups of copies there are; given roots, of those with a file below one of them."""
        return copy_counts(self._store, roots)

    def related(self, relation: Relation | None = None, most: int | None = None) -> list[RelatedRow]:
        """Files that hold the same people without being identical, in the order in which to look at them."""
        return related_rows(self._store, relation, most)

    def related_count(self, relation: Relation) -> int:
        """How many pairs of such files there are."""
        return related_count(self._store, relation)

    def quarantined(self) -> dict[tuple[str, str], str]:
        """The files, by root and path, that were moved to quarantine since the scan that saw them, with the time (ISO).
        Until the next scan they are shown as they were."""
        with self._store.reading() as connection:
            fates = inside(connection)
            seen: dict[int, int] = {}
            for part in chunks(sorted(fates)):
                query = select(File.id, File.last_seen_scan).where(File.id.in_(part), File.gone.is_(False))
                seen.update((row.id, row.last_seen_scan) for row in connection.execute(query))
            # What a later scan met is another file that was put in its place.
            return {(f.root, f.path): f.since for f in fates.values() if seen.get(f.file_id, f.scan + 1) <= f.scan}

    def roots(self) -> list[str]:
        """The roots, in their order."""
        with self._store.reading() as connection:
            return [root for _, root in _roots(connection)]

    def assets(self) -> list[AssetRow]:
        """The information assets, by root, folder and class."""
        refresh_copies(self._store)
        places = self.places()
        with self._store.reading() as connection:
            started = {scan.id: scan.started[:10] for scan in _scans(connection)}
            return asset_rows(connection, places, started)

    def successors(self, lost: Collection[str]) -> dict[str, str]:
        """For keys of assets that are no more: that of the asset in which most of their files are by now, those of most
        files first."""
        with self._store.reading() as connection:
            return successors(connection, lost)

    def scans(self) -> list[ScanRow]:
        """Every run of the scanner, oldest first."""
        with self._store.reading() as connection:
            return _scans(connection)


_FINDINGS = (
    select(
        Root.path,
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
    .select_from(File)
    .join(FoundItem, FoundItem.file_id == File.id)
    .join(Root, Root.id == File.root_id)
    .where(File.gone.is_(False), FoundItem.false_by.is_(None))
)


def _finding_row(
    root: str,
    path: str,
    at: str,
    entity: str,
    count: int,
    distinct: int,
    score: float,
    evidence: Sequence[str],
    masked: Sequence[str],
    column: Sequence[str] | None,
    wrong: int,
) -> FindingRow:
    return FindingRow(
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
        *(column or ("", "", "")),
    )


def _roots(connection: Connection) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in connection.execute(select(Root.id, Root.path).order_by(Root.path, Root.id))]


def _scans(connection: Connection, newest: bool = False) -> list[ScanRow]:
    query = select(Scan.id, Scan.roots, Scan.started, Scan.finished, Scan.rules, Scan.counts)
    query = query.order_by(Scan.id.desc()).limit(1) if newest else query.order_by(Scan.id)
    return [
        ScanRow(number, tuple(roots), started, finished, rules, counts)
        for number, roots, started, finished, rules, counts in connection.execute(query)
    ]
