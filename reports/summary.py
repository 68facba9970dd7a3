"""The figures of the report: one pass over the files, bounded memory, however many there are."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from detectors.model import Entity
from inventory.rows import CopyGroup, Coverage, FileRow, FindingRow
from reports import wording
from reports.view import View
from scanner.results import Outcome

TOP, LONG, SHORT = 20, 100, 30
"""Rows of the riskiest files, of lists of files, and of charts and groups; what is beyond is counted."""
FINDINGS_OF_A_FILE = 8
OLD_DAYS = 3 * 365
MANY_PEOPLE = 100
"""A forgotten list: its newest date is so many days back, and it may hold so many people."""

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
    riskiest: Top[FileRow] = field(default_factory=lambda: Top(TOP, lambda f: f.risk))
    overdue: Top[FileRow] = field(default_factory=lambda: Top(LONG, _overdue_days))
    due_soon: Top[FileRow] = field(default_factory=lambda: Top(LONG, _overdue_days))
    forgotten: Top[FileRow] = field(default_factory=lambda: Top(TOP, lambda f: f.people.high))
    unread: Top[FileRow] = field(default_factory=lambda: Top(LONG, _unread_first))
    copies: Top[CopyGroup] = field(default_factory=lambda: Top(SHORT, _copies_weight))
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


def _overdue_days(row: FileRow) -> int:
    return row.retention.overdue_days if row.retention else 0


def _unread_first(row: FileRow) -> int:
    """Failures before partial ones, before files without a reader, before what was left out on purpose."""
    return {str(Outcome.FAILED): 3, str(Outcome.PARTIAL): 2}.get(row.outcome, int(wording.not_examined(row)))


def _copies_weight(group: CopyGroup) -> int:
    return group.people.high * (len(group.paths) - 1)


def newest(row: FileRow, today: date) -> str:
    """The newest date known of a file, up to today: from its content or name, else from the file system."""
    inside = [c.last for c in row.clues if c.last <= today.isoformat()]
    return max(inside) if inside else row.modified[:10]


def gather(view: View, today: date) -> Figures:
    """All figures of the report as of ``today``."""
    figures = Figures(view.coverage())
    for group in view.copies():
        if group.people.high > 0:
            figures.surplus_copies += len(group.paths) - 1
            figures.copies.add(group)
        else:
            figures.impersonal_copies += 1
    entity_files: Counter[str] = Counter()
    entity_values: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    folders: dict[str, Folder] = {}
    for row in view.files():
        personal = wording.personal(row.entities)
        _count(figures, row, bool(personal), today)
        for name, found in personal.items():
            entity_files[name] += 1
            entity_values[name] += found.distinct
        if personal:
            classes[row.doc_class] += 1
        name = _folder(row)
        _count_folder(folders.setdefault(name, Folder(name)), row, bool(personal))
    for folder in folders.values():
        if folder.personal or folder.not_examined:
            figures.folders.add(folder)
    figures.entities = {e: (n, entity_values[e]) for e, n in _ranked(entity_files)}
    figures.classes = dict(_ranked(classes))
    figures.findings = _findings(view, {(f.root, f.path) for f in figures.riskiest.rows})
    return figures


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda c: (-c[1], c[0]))


def _folder(row: FileRow) -> str:
    on_disk = row.path.split(" > ", 1)[0] if row.member_of else row.path
    return "/".join((row.root.rstrip("/"), *on_disk.split("/")[:-1][:2]))


def _count(figures: Figures, row: FileRow, personal: bool, today: date) -> None:
    figures.personal += personal
    figures.special += bool(row.special)
    figures.my_number += Entity.JP_MY_NUMBER in row.entities
    figures.most_people = max(figures.most_people, row.people.high)
    if personal and row.risk > 0:
        figures.riskiest.add(row)
    state = wording.retention_state(row.retention)
    if state == "overdue":
        figures.overdue.add(row)
    elif state == "due_soon":
        figures.due_soon.add(row)
    elif state == "unknown":
        figures.no_clock += 1
    if row.outcome in (Outcome.PARTIAL, Outcome.FAILED, Outcome.SKIPPED):
        figures.not_examined += wording.not_examined(row)
        figures.unread.add(row)
    if personal and row.people.high >= MANY_PEOPLE:
        last = wording.day(newest(row, today))
        if isinstance(last, date) and (today - last).days >= OLD_DAYS:
            figures.forgotten.add(row)


def _count_folder(folder: Folder, row: FileRow, personal: bool) -> None:
    folder.files += 1
    folder.personal += personal
    folder.people = max(folder.people, row.people.high)
    folder.special += bool(row.special)
    folder.overdue += wording.retention_state(row.retention) == "overdue"
    folder.not_examined += wording.not_examined(row)
    folder.risk = max(folder.risk, row.risk)


def _findings(view: View, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], list[FindingRow]]:
    """The findings of the files that are shown: columns first, then the largest."""
    found: dict[tuple[str, str], Top[FindingRow]] = defaultdict(
        lambda: Top(FINDINGS_OF_A_FILE, lambda f: f.count + (1_000_000_000 if f.is_column else 0))
    )
    for finding in _about_people(view.findings()) if wanted else ():
        place = (finding.root, finding.path)
        if place in wanted:
            found[place].add(finding)
    return {place: top.rows for place, top in found.items()}


def _about_people(findings: Iterator[FindingRow]) -> Iterator[FindingRow]:
    return (f for f in findings if f.entity not in wording.NOT_PERSONAL)


def shares(counts: Sequence[int]) -> list[float]:
    """Each count as per cent of the greatest, for bars; something that exists is never invisible."""
    most = max(counts, default=0) or 1
    return [round(max(100 * n / most, 0.8 if n else 0.0), 2) for n in counts]
