"""What the columns of one table are taken for while it is judged: what every argument is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from detectors.model import CONTEXTUAL, NEGATIVE, SPECIAL_CATEGORIES, Entity
from detectors.tables.column import Column
from detectors.tables.long_tables import LongTable
from detectors.tables.readings import Reading, readings_of

LINKING = (
    frozenset(Entity)
    - SPECIAL_CATEGORIES
    - NEGATIVE
    - CONTEXTUAL
    - {Entity.AGE, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE, Entity.UK_VEHICLE_REGISTRATION}
)
"""Entities a column of which makes a table one about people."""

_UNLIKELY = 0.1
"""A reading less probable than this keeps no other from a column."""


@dataclass(slots=True)
class Hypotheses:
    """The columns of a table and the best reading of each so far, by number. ``doubtful`` are those that no rows of
    calls before have settled; ``animals`` says that the table lists animals."""

    columns: list[Column]
    doubtful: list[Column]
    before: LongTable
    animals: bool = False
    best: dict[int, Reading] = field(default_factory=dict)

    def score(self, column: Column) -> float:
        """How probable the best reading of a column is; 0 where there is none."""
        reading = self.best.get(column.index)
        return reading.score if reading is not None else 0.0

    def entity(self, column: Column) -> Entity | None:
        """What the best reading of a column says that it is."""
        reading = self.best.get(column.index)
        return reading.spec.entity if reading is not None else None

    def people(self, least: float) -> list[Column]:
        """The columns of names that are as probable as ``least``."""
        return [c for c in self.columns if self.entity(c) is Entity.PERSON and self.score(c) >= least]

    def open(self, column: Column) -> bool:
        """Whether anything may still be said of a column: nothing likely was, nor that it is nothing."""
        return self.score(column) < _UNLIKELY and not self.before.is_nothing(column)


Argument = Callable[[Hypotheses], Mapping[int, Reading]]
"""One way to tell columns: the readings that it gives, by number, which go before those so far."""


def by_themselves(known: Hypotheses) -> dict[int, Reading]:
    """What its header and its values say of each column that no rows before have settled."""
    readings = ((c.index, readings_of(c)) for c in known.doubtful)
    return {index: max(some, key=lambda r: r.score) for index, some in readings if some}
