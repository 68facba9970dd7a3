"""The figures of the report: from what each place adds up to, and the first rows of each list."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Generic, TypeVar

from detectors.model import Entity
from inventory.judging.forgotten import Forgotten
from inventory.judging.newest import newest_day
from inventory.lineage.copying import CopyOrder
from inventory.storage.personal import IMPERSONAL
from inventory.storage.rows import CopyGroup, Coverage, FileRow, FindingRow, RelatedRow, Relation
from inventory.storage.totals import Totals
from reports import wording
from reports.view import View
from scanner.results import Outcome

TOP, LONG, SHORT = 20, 100, 30
"""Rows of the riskiest files, of lists of files, and of charts and groups; what is beyond is counted."""
FINDINGS_OF_A_FILE = 8
OLD_DAYS = 3 * 365
"""The newest date of a forgotten list is so many days back."""

Row = TypeVar("Row")


class Top(Generic[Row]):
    """The ``most`` greatest rows seen so far, and how many there were. Of equals the first ones stay."""

    def __init__(self, most: int, key: Callable[[Row], int]) -> None:
        self.most, self.key, self.seen = most, key, 0
        self._heap: list[tuple[int, int, Row]] = []

    def add(self, row: Row) -> None:
        """Consider one row."""
        self.seen += 1
        entry = (self.key(row), -self.seen, row)
        if len(self._heap) < self.most:
            heapq.heappush(self._heap, entry)
        elif entry[:2] > self._heap[0][:2]:
            heapq.heapreplace(self._heap, entry)

    @property
    def rows(self) -> list[Row]:
        """The greatest first."""
        return [row for *_, row in sorted(self._heap, key=lambda e: e[:2], reverse=True)]

    @property
    def more(self) -> int:
        """How many were seen beyond those."""
        return self.seen - len(self._heap)


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The rows of a list that are shown, and how many there are."""

    rows: Sequence[Row] = ()
    seen: int = 0

    @property
    def more(self) -> int:
        """How many there are beyond those."""
        return self.seen - len(self.rows)


@dataclass(slots=True)
class Folder:
    """The files of one folder, two levels below the root at most."""

    name: str
    files: int = 0
    personal: int = 0
    people: int = 0  # in its largest file
    special: int = 0
    overdue: int = 0
    not_examined: int = 0
    risk: int = 0


@dataclass(slots=True)
class Figures:
    """What the report says, before wording."""

    coverage: Coverage
    personal: int = 0
    special: int = 0
    my_number: int = 0
    most_people: int = 0
    surplus_copies: int = 0
    impersonal_copies: int = 0  # groups
    not_examined: int = 0
    no_clock: int = 0
    riskiest: Listed[FileRow] = field(default_factory=Listed)
    overdue: Listed[FileRow] = field(default_factory=Listed)
    due_soon: Listed[FileRow] = field(default_factory=Listed)
    unruled: Listed[FileRow] = field(default_factory=Listed)  # with personal data, and no retention rule is about them
    forgotten: Forgotten = field(default_factory=Forgotten)
    unread: Listed[FileRow] = field(default_factory=Listed)
    copies: Listed[CopyGroup] = field(default_factory=Listed)
    lists: Listed[RelatedRow] = field(default_factory=Listed)  # copies and extracts of lists
    entities: dict[str, tuple[int, int]] = field(default_factory=dict)  # files, values
    classes: dict[str, int] = field(default_factory=dict)
    folders: Top[Folder] = field(default_factory=lambda: Top(SHORT, lambda f: f.personal * 1000 + f.risk))
    findings: dict[tuple[str, str], list[FindingRow]] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """Files by outcome, every outcome named; they add up to ``total``."""
        return [(str(o), self.coverage.outcomes.get(o, 0)) for o in Outcome]

    @property
    def total(self) -> int:
        """The sum of the outcomes."""
        return sum(n for _, n in self.outcomes)


def newest(row: FileRow, today: date) -> str:
    """The newest day up to today that stands in a file, else that of the file system."""
    return newest_day(row.clues, wording.local_day(row.modified), today.isoformat())


def _lists(view: View) -> Listed[RelatedRow]:
    """Lists that are nearly the same or part of a larger one; those in somebody's own folder first."""
    of_lists = (Relation.NEAR, Relation.PART)
    found = [row for relation in of_lists for row in view.related(relation, SHORT)]
    total = sum(view.related_count(relation) for relation in of_lists)
    return Listed(sorted(found, key=lambda row: not row.own_folder)[:SHORT], total)


def gather(view: View, today: date) -> Figures:
    """All figures of the report as of ``today``."""
    figures = Figures(view.coverage())
    day = today.isoformat()
    counts = view.copy_counts()
    figures.surplus_copies, figures.impersonal_copies = counts.surplus, counts.impersonal
    figures.copies = Listed(view.copies(CopyOrder.SURPLUS, SHORT, people=True), counts.groups)
    figures.lists = _lists(view)
    entities: dict[str, tuple[int, int]] = {}
    classes: Counter[str] = Counter()
    folders: dict[str, Folder] = {}
    places = view.places()
    for place in places:
        found = place.totals
        _count(figures, found)
        for name, (files, values) in found.entities.items():
            before = entities.get(name, (0, 0))
            entities[name] = before[0] + files, before[1] + values
        if found.personal:
            classes[place.doc_class] += found.personal
        name = "/".join(filter(None, (place.root.rstrip("/"), place.folder)))
        _count_folder(folders.setdefault(name, Folder(name)), found)
    for folder in folders.values():
        if folder.personal or folder.not_examined:
            figures.folders.add(folder)
    figures.entities = dict(sorted(entities.items(), key=lambda e: (-e[1][0], e[0])))
    figures.classes = dict(sorted(classes.items(), key=lambda c: (-c[1], c[0])))
    figures.my_number = figures.entities.get(Entity.JP_MY_NUMBER, (0, 0))[0]
    riskiest = view.riskiest(TOP)
    figures.riskiest = Listed(riskiest, sum(place.totals.at_risk for place in places))
    figures.overdue = Listed(*view.due("", (today - timedelta(days=1)).isoformat(), LONG))
    soon = (today + timedelta(days=wording.DUE_SOON_DAYS)).isoformat()
    figures.due_soon = Listed(*view.due(day, soon, LONG))
    figures.unruled = Listed(*view.unruled(LONG))
    old = (today - timedelta(days=OLD_DAYS)).isoformat()
    figures.forgotten = view.forgotten(old, day, TOP)
    left = sum(figures.coverage.outcomes.get(o, 0) for o in (Outcome.PARTIAL, Outcome.FAILED, Outcome.SKIPPED))
    figures.unread = Listed(view.not_examined(LONG), left)
    figures.findings = _findings(view, riskiest)
    return figures


def _count(figures: Figures, found: Totals) -> None:
    figures.personal += found.personal
    figures.special += found.sensitive
    figures.most_people = max(figures.most_people, found.most_people)
    figures.not_examined += found.not_examined
    figures.no_clock += found.no_clock


def _count_folder(folder: Folder, found: Totals) -> None:
    folder.files += found.files
    folder.personal += found.personal
    folder.people = max(folder.people, found.most_people)
    folder.special += found.sensitive
    folder.overdue += found.overdue
    folder.not_examined += found.not_examined
    folder.risk = max(folder.risk, found.risk)


def _findings(view: View, files: Sequence[FileRow]) -> dict[tuple[str, str], list[FindingRow]]:
    """The findings of the files that are shown: columns first, then the largest."""
    found: dict[tuple[str, str], Top[FindingRow]] = defaultdict(
        lambda: Top(FINDINGS_OF_A_FILE, lambda f: f.count + (1_000_000_000 if f.is_column else 0))
    )
    for finding in view.findings_of([row.id for row in files]):
        if finding.entity not in IMPERSONAL:
            found[finding.root, finding.path].add(finding)
    return {place: top.rows for place, top in found.items()}


def shares(counts: Sequence[int]) -> list[float]:
    """Each count as per cent of the greatest, for bars; something that exists is never invisible."""
    most = max(counts, default=0) or 1
    return [round(max(100 * n / most, 0.8 if n else 0.0), 2) for n in counts]
