"""Tables that come in several calls: what the first rows were taken for goes for those that follow, as long as most of
their values keep to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detectors.tables.column import Column, GoesOn
from detectors.tables.filled import bare_texts
from detectors.tables.readings import Reading, restored, taken_of
from detectors.text.lines import SECRET, Lines, Numbers, no_digits, numbers_of

if TYPE_CHECKING:
    from detectors.finder import Finder
    from detectors.model import Table
    from detectors.sheet import Region

_LONG_TABLE, _ENOUGH, _STILL = 20_000, 100, 0.2
"""Rows from which a table may be a part of one that comes in several, distinct values that settle a column, and the
share of them that keeps to it in the rows that follow."""
_REPEATED, _MET = 0.8, 400_000
"""Share of the filled cells that are different, below which values met before are remembered; how many at most."""


class Met:
    """Texts met, each as a number (``lines.SECRET``)."""

    def __init__(self) -> None:
        self._held: Numbers = np.empty(0, np.uint64)  # in rising order

    def __len__(self) -> int:
        return len(self._held)

    def fresh(self, lines: Lines) -> tuple[Lines, Numbers]:
        """Those of some texts that were not met yet, each once, with their numbers."""
        numbers = numbers_of(lines.codes, SECRET)
        order = numbers.argsort()
        rising = numbers[order]
        new = np.append(True, rising[1:] != rising[:-1])
        if len(self._held):
            new &= self._held[np.minimum(self._held.searchsorted(rising), len(self._held) - 1)] != rising
        places = np.sort(order[new])
        return lines.kept(places), numbers[places]

    def add(self, numbers: Numbers) -> None:
        """Some that were not met yet are met."""
        self._held = np.sort(np.concatenate([self._held, numbers]))


@dataclass(slots=True)
class Known:
    """What a column was taken for by the rows before: nothing, where ``reading`` is None. ``met`` are its cells so far,
    where they come again often enough."""

    reading: Reading | None
    met: Met | None = None


@dataclass(slots=True)
class LongTable:
    """The columns of one table that comes in several calls, by number."""

    columns: dict[int, Known] = field(default_factory=dict)

    def goes_on(self, column: Column, finder: Finder) -> Reading | None:
        """What a column was taken for before, if most of its values keep to it; its cells are then looked at so."""
        known = self.columns.get(column.index)
        if known is None or known.reading is None:
            return None
        column.goes_on = _goes_on(column, known, known.reading, finder)
        return known.reading if column.goes_on else None

    def is_nothing(self, column: Column) -> bool:
        """Whether a column was nothing of interest before."""
        known = self.columns.get(column.index)
        return known is not None and known.reading is None

    def stands(self, column: Column) -> bool:
        """Whether what a column was before goes for it still."""
        return column.goes_on is not None or self.is_nothing(column)

    def settle(self, columns: Sequence[Column], standing: dict[int, Reading]) -> None:
        """Note what columns were taken for, where there was enough to go by; what was nothing before stays so."""
        for column in columns:
            reading = standing.get(column.index)
            if self.is_nothing(column):
                standing.pop(column.index, None)
            elif column.index not in self.columns and (reading is not None or len(column.values) >= _ENOUGH):
                again = len(column.values) < _REPEATED * column.filled
                self.columns[column.index] = Known(reading, Met() if again else None)
            if reading is not None:
                reading.settled = True

    def remember(self, column: Column, values: Sequence[str]) -> None:
        """Note which values a column had, where they come again."""
        known = self.columns.get(column.index)
        if known is not None and known.met is not None:
            known.met.add(np.unique(numbers_of(Lines(list(values)).codes, SECRET)))


LongTables = dict[tuple[str, tuple[str, ...]], LongTable]
"""What is known of the tables of a file that come in several calls, by their name and headers."""


def apart(tables: Sequence[Table], held: LongTables) -> Iterator[list[Table]]:
    """Tables as they may be judged together: one that may be a part of a long one by itself, for what it is taken for
    goes for those behind it."""
    some: list[Table] = []
    for table in tables:
        if some and (held or max(len(some[-1].rows), len(table.rows)) >= _LONG_TABLE):
            yield some
            some = []
        some.append(table)
    if some:
        yield some


def long_table(table: Table, region: Region, held: LongTables) -> LongTable:
    """What is known of a table by its rows before, where it may come in several calls."""
    key = (table.name, region.headers)
    if region.size < _LONG_TABLE and key not in held:
        return LongTable()
    return held.setdefault(key, LongTable())


def _goes_on(column: Column, known: Known, reading: Reading, finder: Finder) -> GoesOn | None:
    """The cells of a column as the reading from before has them; None where most of its values are something else."""
    cells = column.cells
    lines = all_lines = column.in_lines()
    if known.met is not None:
        lines, numbers = known.met.fresh(lines)
    texts = lines.texts
    changed = bare_texts(lines)
    if changed:
        lines = Lines([bare for i, text in enumerate(texts) if (bare := changed.get(i, text))])
    taken = taken_of(lines, column, reading, finder)
    if finder.own is not None:
        allowed = set(taken.texts).difference(finder.own.sifted_values(reading.spec.entity, taken.texts)[0])
        taken = taken.without({i for i, value in enumerate(taken.texts) if value in allowed})
    values, others = cells, frozenset[str]()
    if changed or len(taken) < len(lines):
        kept = set(taken.texts)
        others = frozenset(text for i, text in enumerate(texts) if changed.get(i, text) not in kept)
        nothing = {text for i, text in enumerate(texts) if not changed.get(i, text)}
        if others - nothing:
            different = set(cells)
            if len(different - others) < _STILL * len(different - nothing):
                return None
        values = [cell.strip() for cell in cells if cell not in others]
    if known.met is not None:
        known.met.add(np.delete(numbers, [i for i, text in enumerate(texts) if i in changed or text in others]))
        if len(known.met) > _MET:
            known.met = None  # too many to pay
    if reading.own and reading.spec.zeros and not all_lines.holding(no_digits()).all():
        taken = Lines(list(dict.fromkeys(restored(value, reading.spec) for value in taken.texts)))
        values = [restored(value, reading.spec) for value in values]
    return GoesOn(taken, tuple(values), others) if values else None
