"""One column of a table: its cells, its values, and what the recognizers said of a sample of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from detectors.layout.headers import Header
from detectors.model import Entity
from detectors.tables.filled import filled
from detectors.text.lines import Lines, no_digits

LONG = 200
"""Characters: a longer cell is text, never a value."""


@dataclass(slots=True)
class GoesOn:
    """Cells that keep to what a column was taken for: ``values`` has the value of each, ``fresh`` those that were not
    met before, where they are remembered, all of them elsewhere. ``others`` are the texts of the other cells."""

    fresh: Lines
    values: tuple[str, ...]
    others: frozenset[str]


@dataclass(eq=False)
class Column:
    """One column of one table: its cells, the distinct values filled in and in how many cells (found out when first
    asked for), and what the scan of a sample told. ``in_lines`` gives the cells a line each, ``goes_on`` says how the
    column goes on with the rows of the calls before."""

    index: int
    header: str
    named: Header | None
    category: tuple[Entity, str, float] | None
    cells: list[str]
    in_lines: Callable[[], Lines]
    sample: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    passed: dict[str, set[int]] = field(default_factory=dict)
    against: dict[str, float] = field(default_factory=dict)
    found_by: dict[str, str] = field(default_factory=dict)
    embedded: bool = False
    goes_on: GoesOn | None = None

    @cached_property
    def _filled(self) -> tuple[Lines, int]:
        return filled(self.cells, self.in_lines)

    @property
    def holds_more_than_figures(self) -> bool:
        """Whether any of the values holds anything but the digits 0 to 9."""
        return bool(no_digits()[self.in_lines().codes].any()) and bool(self.lines.holding(no_digits()).any())

    @property
    def lines(self) -> Lines:
        """The distinct values, in order."""
        return self._filled[0]

    @property
    def filled(self) -> int:
        """In how many cells they are."""
        return self._filled[1]

    @property
    def family(self) -> str:
        """The header's label family, or ''."""
        return self.named.family if self.named else ""

    @property
    def values(self) -> list[str]:
        """The distinct values, as texts."""
        return self.lines.texts

    @property
    def short(self) -> Lines:
        """The distinct values that are no text."""
        if max(map(len, self.values), default=0) <= LONG:
            return self.lines
        return self.lines.without({i for i, value in enumerate(self.values) if len(value) > LONG})

    @property
    def mean_length(self) -> float:
        """Mean length of the distinct values, in characters."""
        return sum(map(len, self.values)) / len(self.values)
