"""What a table of people shows of its class without any word of it: days or months across, questions, an age group.

A rota has days beside people and a payroll money for each month, whatever the file is called.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from statistics import median, pstdev

from detectors.layout.header_rows import is_day
from detectors.layout.headers import is_numeric, spread
from detectors.model import ColumnVerdict, Entity, Table
from detectors.sheet import Region
from detectors.text.dates import parse_date
from detectors.text.normalise import fold

DAYS, MONEY, MARKS, COUNTS = "days across", "money by month", "marks by month", "days by month"
QUESTIONS, CHILDREN = "questions", "children"

_MONTH = re.compile(
    r"(?:[0-9]{2,4}[年/.-])?(?:1[0-2]|[1-9])月(?:分|度|支給|給与)?|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?:[ '-]*[0-9]{2,4})?"
)
_QUESTION = re.compile(r"[?？]|(?:です|ます|たい|さい)か?[。\s]*$|ください|please ", re.IGNORECASE)
_LONGEST_QUESTION = 200
_FEWEST_DAYS, _FEWEST_MONTHS, _FEWEST_QUESTIONS = 4, 3, 2
_WAGE = (300.0, 30_000.0)
"""What people earn in a month at least: pounds, yen."""
_MOST_HOURS = 24.0
"""What stands under days of a rota at most: hours, not temperatures."""
_MOST_DAYS = 12.0
"""Days of leave that somebody takes in a month, on average, at most."""
_ONE_AGE, _FIRST_BIRTH, _BIRTHS = 4.0, 2006, 5
"""Years over which the births of children taught or cared for together spread, and before which none of them lies."""
_OF_AGE = 18
"""Years from which somebody is of age, in Japan and the UK alike."""
_YEARS = re.compile(r"[0-9]{1,3}")
_SAMPLE, _AGES = 60, 24


def signs_of(table: Table, regions: Sequence[Region], columns: Sequence[ColumnVerdict]) -> Iterator[str]:
    """The signs that a table of people shows, each once or several times. Raises nothing for any content."""
    for region in regions:
        if not region.size:
            continue
        heads = [(i, fold(h.strip())) for i, h in enumerate(region.headers) if h]
        months = [i for i, h in heads if is_month(h)]
        if len(months) >= _FEWEST_MONTHS:
            yield from _by_month(table, region, months)
        elif len(days := [i for i, h in heads if is_day(h)]) >= _FEWEST_DAYS:
            figures = _cells(table, region, days)[1]
            if not figures or median(figures) <= _MOST_HOURS:
                yield DAYS
        if sum(1 for h in region.headers if len(h) <= _LONGEST_QUESTION and _QUESTION.search(h)) >= _FEWEST_QUESTIONS:
            yield QUESTIONS
    for column in columns:
        if column.entity == Entity.AGE:
            ages = [int(n[0]) for value in spread(column.values, _AGES) if (n := _YEARS.match(value)) is not None]
            if len(ages) >= _BIRTHS and max(ages) < _OF_AGE:
                yield CHILDREN
        elif column.entity == Entity.DATE_OF_BIRTH:
            years = [d.first.year for d in map(parse_date, spread(column.values, _AGES)) if d is not None]
            if len(years) >= _BIRTHS and min(years) >= _FIRST_BIRTH and pstdev(years) <= _ONE_AGE:
                yield CHILDREN


def is_month(folded: str) -> bool:
    """Whether a folded header is a month, with or without a year: 4月分, Jan 2026."""
    return _MONTH.fullmatch(folded) is not None


def _by_month(table: Table, region: Region, months: Sequence[int]) -> Iterator[str]:
    cells, numbers = _cells(table, region, months)
    if not cells:
        return
    if len(numbers) < 0.5 * len(cells):
        yield MARKS
        return
    middle = median(numbers)
    if middle >= _WAGE["月" in "".join(region.headers)]:
        yield MONEY
    elif middle <= _MOST_DAYS:
        yield COUNTS


def _cells(table: Table, region: Region, columns: Sequence[int]) -> tuple[list[str], list[float]]:
    """What is filled into some columns, and the numbers among it."""
    rows = [table.rows[r] for r in itertools.islice(region.rows(), _SAMPLE)]
    cells = [c for row in rows for i in columns if i < len(row) and (c := row[i].strip())]
    return cells, [n for c in cells if is_numeric(c) and (n := _number(c)) is not None]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").strip("¥£$円 "))
    except ValueError:  # hours and versions: 8:30, 1.2.3
        return None
