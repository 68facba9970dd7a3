"""Verdicts against the truth: entities of columns, rows, people, class."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from detectors.documents.profile import DocumentProfile, Profile
from detectors.engine import Detector
from detectors.model import ColumnVerdict, Table, TableVerdict
from tests.benchmarks.columns.sheets import Sheet, Truth

_LEAST = 0.8
"""Share of a transposed row's cells that have to be found."""


@dataclass
class Counts:
    """What was found of one entity."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0


@dataclass
class Result:
    """The sums over many sheets; ``notes`` name each error for whoever looks for its cause."""

    entities: dict[tuple[str, str], Counts] = field(default_factory=lambda: defaultdict(Counts))
    rows_off: list[float] = field(default_factory=list)
    distinct_off: list[float] = field(default_factory=list)
    impersonal: int = 0
    false_verdicts: int = 0
    people_off: list[float] = field(default_factory=list)
    bounds: list[bool] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    invented_people: int = 0
    notes: list[str] = field(default_factory=list)

    def macro(self, lang: str = "") -> float:
        """Macro F1 over the entities that occur in the truth."""
        by_entity: dict[str, Counts] = defaultdict(Counts)
        for (language, entity), c in self.entities.items():
            if not lang or language == lang:
                mine = by_entity[entity]
                mine.right, mine.wrong, mine.missed = mine.right + c.right, mine.wrong + c.wrong, mine.missed + c.missed
        f1 = [c.f1 for c in by_entity.values() if c.right + c.missed]
        return sum(f1) / len(f1) if f1 else 0.0

    @property
    def accuracy(self) -> float:
        """Share of files whose class is right."""
        found = [(truth, f) for truth, all_found in self.classes.items() for f in all_found]
        return sum(t == f for t, f in found) / len(found)

    @property
    def people_median(self) -> float:
        """Median of the relative error of the middle between the bounds, files about people."""
        return median(self.people_off)


def look(sheet: Sheet, detector: Detector) -> tuple[TableVerdict, Profile]:
    """What the product says of a sheet."""
    table = Table(sheet.name, [tuple(r) for r in sheet.rows])
    verdict = detector.judge(table)
    profile = DocumentProfile()
    profile.table(table, verdict)
    return verdict, profile.finish().under(sheet.path)


def add(result: Result, sheet: Sheet, verdict: TableVerdict, profile: Profile) -> None:
    """Add one sheet to the sums."""
    where = f"{sheet.lang} {sheet.kind.name} [{', '.join(sheet.dirt)}] {sheet.path}"
    if sheet.transposed:
        _by_row(result, sheet, verdict, where)
    else:
        _by_column(result, sheet, verdict, where)
    if sheet.kind.people:
        people = profile.people
        middle = (people.low + people.high) / 2
        result.people_off.append(abs(middle - sheet.people) / sheet.people)
        result.bounds.append(people.low <= sheet.people <= people.high)
        if not result.bounds[-1]:
            result.notes.append(f"people {people.low}..{people.high} of {sheet.people}: {where}")
    else:
        result.impersonal += len(sheet.columns)
        result.invented_people += profile.people.high > 0
    found = profile.doc_class.doc_class
    result.classes[sheet.kind.truth].append(found)
    if found != sheet.kind.truth:
        result.notes.append(f"class {found} for {sheet.kind.truth}: {where} header {sheet.rows[:3]}")


def _by_column(result: Result, sheet: Sheet, verdict: TableVerdict, where: str) -> None:
    left = list(verdict.columns)
    for truth in sheet.columns:
        found = next((c for c in left if _same_place(c, truth)), None)
        if found is not None:
            left.remove(found)
        _one(result, sheet, truth, found, where)
    for extra in left:
        result.entities[sheet.lang, extra.entity].wrong += 1
        result.notes.append(f"extra {extra.entity} column {extra.column} row {extra.first_row}: {where}")
        result.false_verdicts += not sheet.kind.people


def _same_place(column: ColumnVerdict, truth: Truth) -> bool:
    return column.column == truth.column and column.first_row <= truth.last_row and column.last_row >= truth.first_row


def _one(result: Result, sheet: Sheet, truth: Truth, found: ColumnVerdict | None, where: str) -> None:
    if truth.entity is None:
        return
    if found is not None and found.entity == truth.entity:
        result.entities[sheet.lang, truth.entity].right += 1
        result.rows_off.append(abs(found.count - truth.rows) / truth.rows)
        result.distinct_off.append(abs(len(found.values) - truth.distinct) / truth.distinct)
        if result.rows_off[-1] > 0.02:
            result.notes.append(f"rows {found.count} of {truth.rows} {truth.entity}: {where}")
        return
    if truth.entity:
        result.entities[sheet.lang, truth.entity].missed += 1
    if found is not None:
        result.entities[sheet.lang, found.entity].wrong += 1
        result.false_verdicts += not sheet.kind.people
    if truth.entity or found is not None:
        values = [r[truth.column] for r in sheet.rows[max(0, truth.first_row - 1) :] if truth.column < len(r)][:4]
        result.notes.append(f"column {found.entity if found else '-'} for {truth.entity or '-'} {values}: {where}")


def _by_row(result: Result, sheet: Sheet, verdict: TableVerdict, where: str) -> None:
    for row, entity in sheet.transposed.items():
        filled = {i for i, c in enumerate(sheet.rows[row]) if i and c not in ("", "-", "なし", "N/A")}
        if not entity or not filled:
            continue
        cells = {c.column for c in verdict.cells if c.row == row and c.match.entity == entity}
        if len(cells & filled) >= _LEAST * len(filled):
            result.entities[sheet.lang, entity].right += 1
        else:
            result.entities[sheet.lang, entity].missed += 1
            result.notes.append(f"row {entity} {sheet.rows[row]} found in {sorted(cells)}: {where}")
    for column in verdict.columns:
        result.entities[sheet.lang, column.entity].wrong += 1
        result.notes.append(f"column {column.entity} in a transposed table: {where}")
