"""One column of a table: its cells, its values, and what the recognizers said of a sample of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.headers import Header
from detectors.lines import Lines
from detectors.model import Entity

LONG = 200
"""Characters: a longer cell is text, never a value."""


@dataclass(slots=True)
class Column:
    """One column of one table: its cells, the distinct values filled in and in how many cells, and what the scan of a
    sample told."""

    index: int
    header: str
    named: Header | None
    category: tuple[Entity, str, float] | None
    cells: list[str]
    lines: Lines
    filled: int
    sample: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    passed: dict[str, set[int]] = field(default_factory=dict)
    against: dict[str, float] = field(default_factory=dict)
    found_by: dict[str, str] = field(default_factory=dict)
    embedded: bool = False
    taken: Lines | None = None  # by the reading of the rows before

    @property
    def family(self) -> str:
        """The header's label family, or ''."""
        return self.named.family if self.named else ""

    @property
    def values(self) -> list[str]:
        """The distinct values, in order."""
        return self.lines.texts

    @property
    def short(self) -> Lines:
        """The distinct values that are no text."""
        lengths = self.lines.lengths
        if not (lengths > LONG).any():
            return self.lines
        return self.lines.without({i for i, value in enumerate(self.values) if len(value) > LONG})

    @property
    def mean_length(self) -> float:
        """Mean length of the distinct values, in characters."""
        return (len(self.lines.text) - len(self.values)) / len(self.values)
