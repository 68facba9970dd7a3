"""Folding what the detectors saw into findings: masks and hashes, counts and places, no value.

Here is where raw values end: nothing that this module hands out quotes the text examined.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from detectors.model import CONTEXTUAL, NEGATIVE, Evidence, EvidenceKind, Match, Passage, TableVerdict
from scanner.document import Location, Step, StepKind, TableBlock, TextBlock, column_letter
from scanner.masking import WHOLLY_MASKED, Hasher, mask
from scanner.results import ColumnRef, Finding

if TYPE_CHECKING:
    from scanner.distinct import Distinct

MASKS = 3
PLACES = 1_000
"""Findings of one entity in one file that are kept by their place; what comes after is counted for the file (or the
table column) as a whole, so that a log of a million addresses stays one result."""

_LONGEST_NAME = 80
"""Characters: a longer header, sheet or field name is text rather than a name, and is not kept."""

Find = Callable[[Sequence[Passage]], Sequence[Sequence[Match]]]


class Names:
    """Which names of sheets, columns and fields may be kept: those in which the detectors see nobody.

    One for each worker; it remembers its answers.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._answers: dict[str, bool] = {}

    def personal(self, name: str) -> bool:
        """Whether the name could tell of a person, and is therefore not to be kept."""
        if not name or (name.isascii() and name.isdecimal() and len(name) < 6):
            return False
        if len(name) > _LONGEST_NAME:
            return True
        known = self._answers.get(name)
        if known is None:
            if len(self._answers) > 10_000:
                self._answers.clear()
            matches = self._find([Passage(name)])[0]
            known = any(m.entity not in CONTEXTUAL and m.entity not in NEGATIVE for m in matches)
            self._answers[name] = known
        return known


@cache
def _distinct() -> type[Distinct]:
    from scanner.distinct import Distinct  # with numpy, which only a finding needs

    return Distinct


@dataclass(slots=True)
class _Fold:
    """A finding in the making."""

    at: Location
    entity: str
    score: float
    evidence: tuple[Evidence, ...]
    recognizer: str
    count: int = 0
    hashes: Distinct = field(default_factory=lambda: _distinct()())
    masks: dict[str, None] = field(default_factory=dict)
    column: _Column | None = None
    hiding: set[str] = field(default_factory=set)  # what hides it; '' stands for what is shown

    def why(self) -> tuple[str, ...]:
        """The evidence in words, and that it is hidden where it is."""
        reasons = tuple(map(str, self.evidence))
        if not any(self.hiding):
            return reasons
        word = min(self.hiding) if len(self.hiding) == 1 else "partly hidden"
        return (*reasons, str(Evidence(EvidenceKind.HIDDEN, 0.0, word)))

    def add(self, values: Sequence[str], match_score: float, evidence: tuple[Evidence, ...]) -> None:
        for value in values[:1] if self.entity in WHOLLY_MASKED else values:
            if len(self.masks) >= MASKS:
                break
            self.masks[mask(self.entity, value)] = None
        if match_score > self.score:
            self.score, self.evidence = match_score, evidence


@dataclass(slots=True)
class _Column:
    """The run of cells that a finding is about; grows when a long table comes in several blocks."""

    block: TableBlock
    index: int
    header: str
    first: int  # rows as the file counts them
    last: int
    part: int  # which block of the table

    def place(self) -> Location:
        corner = self.block.first_row
        return self.block.cells(self.first - corner, self.index, self.last - corner)


class Folder:
    """Collects the matches of one file; ``findings`` gives them in the order in which they were met."""

    def __init__(self, hasher: Hasher, names: Names) -> None:
        self._hasher = hasher
        self._names = names
        self._folds: dict[Hashable, _Fold] = {}
        self._places: dict[str, int] = {}
        self._sheets: dict[str, int] = {}
        self._last_table: TableBlock | None = None
        self._part = 0

    def text(self, block: TextBlock, matches: Sequence[Match]) -> None:
        """The matches of one block of text."""
        self._met(block.at)
        hiding = "hidden text" if block.hidden else ""
        for match, at in places(block, matches):
            self._match(at, ("file", match.entity), Location(), block.text, match, hiding)

    def table(self, block: TableBlock, verdict: TableVerdict) -> None:
        """The verdict about one table, or about one block of a long table."""
        self._met(block.at)
        rows, block = block.rows, replace(block, rows=[])  # the places are kept, a hundred thousand rows are not
        before, self._last_table = self._last_table, block
        continued = before is not None and (before.at, before.name) == (block.at, block.name)
        self._part = self._part + 1 if continued and before is not None and before.first_row < block.first_row else 0
        for column in verdict.columns:
            if column.entity in NEGATIVE:
                continue
            run = _Column(
                block,
                column.column,
                column.header,
                block.first_row + column.first_row,
                block.first_row + column.last_row,
                self._part,
            )
            fold = self._column(run, column.entity, column.score, column.evidence, column.recognizer)
            fold.count += column.count
            fold.hiding.add(block.hiding(column.column, column.first_row, column.last_row))
            lines = column.lines
            texts = column.values if lines is None else lines.texts
            fold.hashes.update(self._hasher.values(column.entity, texts if lines is None else lines))
            fold.add(texts, column.score, column.evidence)
        for cell in verdict.cells:
            row = rows[cell.row]
            text = row[cell.column] if cell.column < len(row) else ""
            number = block.first_row + cell.row
            run = _Column(block, cell.column, "", number, number, self._part)
            overflow = ("cells", str(block.at), block.name, block.first_column + cell.column, cell.match.entity)
            hiding = block.hiding(cell.column, cell.row)
            self._match(block.cells(cell.row, cell.column), overflow, run, text, cell.match, hiding)

    def _column(
        self, run: _Column, entity: str, score: float, evidence: tuple[Evidence, ...], recognizer: str
    ) -> _Fold:
        letter = run.block.first_column + run.index
        key = ("column", str(run.block.at), run.block.name, letter, entity, run.header)
        fold = self._folds.get(key)
        if fold is not None and fold.column is not None and fold.column.part >= run.part:
            # Another region of the same sheet, not the continuation of this one.
            key = (*key, run.first)  # type: ignore[assignment]
            fold = self._folds.get(key)
        if fold is None:
            fold = self._folds[key] = _Fold(Location(), entity, score, evidence, recognizer, column=run)
        elif fold.column is not None:
            fold.column.last, fold.column.part = max(fold.column.last, run.last), run.part
        return fold

    def _match(
        self, at: Location, overflow: Hashable, whole: Location | _Column, text: str, match: Match, hiding: str
    ) -> None:
        if match.entity in NEGATIVE:
            return
        value = text[match.start : match.end]
        hashed = self._hasher.value(match.entity, value)
        key: Hashable = ("place", at, match.entity, hashed)
        fold = self._folds.get(key)
        if fold is None and self._places.get(match.entity, 0) >= PLACES:
            key = overflow
            fold = self._folds.get(key)
            if isinstance(whole, Location):
                at = whole
            elif fold is not None and fold.column is not None:
                fold.column.last = max(fold.column.last, whole.last)
        if fold is None:
            fold = _Fold(at, match.entity, match.score, match.evidence, match.recognizer)
            if key == overflow and isinstance(whole, _Column):
                fold.column = whole
            self._folds[key] = fold
            self._places[match.entity] = self._places.get(match.entity, 0) + 1
        fold.count += 1
        fold.hiding.add(hiding)
        fold.hashes.add(hashed)
        fold.add((value,), match.score, match.evidence)

    def findings(self) -> tuple[Finding, ...]:
        """Everything folded, free of values."""
        return tuple(map(self._finding, self._folds.values()))

    def _finding(self, fold: _Fold) -> Finding:
        column: ColumnRef | None = None
        at = fold.at
        if fold.column is not None:
            at = fold.column.place()
            block = fold.column.block
            letter = column_letter(block.first_column + fold.column.index)
            column = ColumnRef(self._sheet(block.name), letter, self._header(fold, fold.column.header))
        return Finding(
            at=str(self.clean(at)),
            entity=str(fold.entity),
            count=fold.count,
            distinct=len(fold.hashes),
            score=fold.score,
            evidence=fold.why(),
            masked=tuple(fold.masks),
            hashes=fold.hashes.smallest(),
            recognizer=fold.recognizer,
            column=column,
        )

    def _header(self, fold: _Fold, header: str) -> str:
        if not header or self._hasher.value(fold.entity, header) in fold.hashes or self._names.personal(header):
            return ""
        return header

    def _met(self, at: Location) -> None:
        for name in _sheet_names(at.steps):
            self._sheets.setdefault(name, len(self._sheets) + 1)

    def _sheet(self, name: str) -> str:
        if not self._names.personal(name):
            return name
        return f"sheet{self._sheets.setdefault(name, len(self._sheets) + 1)}"

    def clean(self, at: Location) -> Location:
        """The place, with every name in it that could tell of a person replaced: a sheet's by its number, any other by
        nothing. Names of members stay, as those of files do."""
        self._met(at)
        return Location(tuple(map(self._clean_step, at.steps)))

    def _clean_step(self, step: Step) -> Step:
        if step.kind is StepKind.MEMBER:
            return step
        if step.kind is StepKind.CELL:
            name, _, cells = step.value.rpartition("!")
            return Step(step.kind, f"{self._sheet(name)}!{cells}")
        if step.kind is StepKind.SHEET:
            number = self._sheets.setdefault(step.value, len(self._sheets) + 1)
            return Step(step.kind, str(number)) if self._names.personal(step.value) else step
        return Step(step.kind, "") if self._names.personal(step.value) else step


def places(block: TextBlock, matches: Sequence[Match]) -> Iterator[tuple[Match, Location]]:
    """The matches of a block, each with its place: the number of its own line where the block's is its first one's."""
    ends = [m.start() for m in re.finditer("\n", block.text)] if matches and _counts_lines(block.at) else []
    for match in matches:
        at = block.at
        if line := bisect_left(ends, match.start):
            number = block.numbers[line] if line < len(block.numbers) else int(at.steps[-1].value) + line
            at = Location((*at.steps[:-1], Step(at.steps[-1].kind, str(number))))
        yield match, at


def _counts_lines(at: Location) -> bool:
    """Whether the block stands at the number of its first line or paragraph."""
    if not at.steps:
        return False
    last = at.steps[-1]
    return last.kind in (StepKind.LINE, StepKind.PARAGRAPH) and last.value.isascii() and last.value.isdecimal()


def _sheet_names(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        if step.kind is StepKind.SHEET:
            yield step.value
        elif step.kind is StepKind.CELL:
            yield step.value.rpartition("!")[0]
