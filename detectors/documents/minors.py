"""Whether people under 18 are in a document: by the ages in it, or by births and what time it is of.

Some retention periods run until a child is grown. Nothing but a year leaves this: no age, no birth date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detectors.layout.headers import spread
from detectors.model import DateClue, Entity, Match, Table, TableVerdict
from detectors.text.dates import fold, parse_labelled_date

_GROWN = 18
_AGE = re.compile(
    r"(?<![0-9])(?P<age>[0-9]{1,2})(?![0-9]) ?(?P<unit>か月|ヶ月|カ月|月齢|months?|mths?|m(?![a-z])|weeks?|週|days?)?",
    re.I,
)
_MOST = 400
"""Values of a column looked at."""


@dataclass(slots=True)
class Youngest:
    """What is known of the youngest people in a document. ``child`` by an age, ``born`` the year of the last birth."""

    child: bool = False
    born: int = 0

    def text(self, text: str, matches: Sequence[Match]) -> None:
        """Add what was found in running text."""
        for match in matches:
            if match.entity == Entity.AGE:
                self._age(text[match.start : match.end])
            elif match.entity == Entity.DATE_OF_BIRTH:
                self._birth(text[match.start : match.end])

    def table(self, table: Table, verdict: TableVerdict) -> None:
        """Add the columns and cells of a table."""
        for column in verdict.columns:
            if column.entity == Entity.AGE:
                for value in spread(column.values, _MOST):
                    self._age(value)
            elif column.entity == Entity.DATE_OF_BIRTH:
                for value in spread(column.values, _MOST):
                    self._birth(value)
        for cell in verdict.cells:
            self.text(table.rows[cell.row][cell.column], [cell.match])

    def under_18(self, dated: Iterable[DateClue]) -> bool:
        """Whether somebody in it was under 18 on a day that the document tells of itself; False where births are all
        there is."""
        if self.child:
            return True
        if not self.born:
            return False
        at = (int(c.last[:4]) for c in dated if c.source != "property" and c.event != "valid_until")
        return any(0 <= year - self.born < _GROWN for year in at)

    def _age(self, value: str) -> None:
        if not self.child and (m := _AGE.search(fold(value))) is not None:
            self.child = bool(m["unit"]) or int(m["age"]) < _GROWN

    def _birth(self, value: str) -> None:
        if (day := parse_labelled_date(value)) is not None:
            self.born = max(self.born, day.first.year)
