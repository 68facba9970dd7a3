"""Rows that head tables: labels of the vocabulary, days, or words above data of another shape; one line or two."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from detectors.layout.category_headers import column_category
from detectors.layout.headers import (
    EDGES,
    LONGEST_HEADER,
    Header,
    Rows,
    header_of,
    is_numeric,
    is_weak,
    names_something,
)
from detectors.layout.roles import ROLE, column_header
from detectors.text.dates import parse_date
from detectors.text.normalise import fold

SAMPLE = 30
"""Rows looked at below a row when its shape is compared with theirs."""

PIVOT = frozenset({"row labels", "行ラベル"})
"""What stands at the head of the first column of a pivot table."""
_NUMBERING = frozenset("no # № 番号 番 項番 通番 連番 id ref".split())
"""Headers of a column that numbers the rows."""
_DAY = re.compile(
    r"[0-9]{1,2}(?:[日月時]|:[0-9]{2}|[(（][月火水木金土日][)）])?|[(（]?[月火水木金土日][)）]?曜?日?|[0-9]{1,2}/[0-9]{1,2}"
    r"(?:[(（][月火水木金土日][)）])?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?(?: [0-9]{1,2})?|w(?:ee)?k ?[0-9]{1,2}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[ -][0-9]{2,4})?"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年度?|[/-][0-9]{2,4})?|(?:令和|R)[0-9元]{1,2}(?:年度?)?")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)?[0-9]{2}")
_SURELY = 0.2
"""Share of labels that makes a header of a first row that has two beside each other which are hardly ever values."""
_FEW_SAID = 2
"""Words of a vocabulary at least that make the second line of a header of what looks like one."""
_LONGEST_QUESTION = 150
_CATEGORY = "category"
"""The family of headers that name a special category."""


def is_header(row: Sequence[str], strict: bool) -> bool:
    """Whether a row's cells are labels; ``strict`` in the middle of a table, where most rows are data."""
    return _heads(tuple(row), strict)


@lru_cache(2_000)  # a header comes again and again, and is asked for twice
def _heads(row: tuple[str, ...], strict: bool) -> bool:
    filled = [c for c in row if c]
    if len(filled) < 2:
        return False
    if fold(filled[0].strip()) in PIVOT or (not strict and heads_days(filled)):
        return True
    numbered = fold(filled[0].strip(EDGES)) in _NUMBERING
    named = filled[1:] if numbered else filled
    if strict and header_of(named[0]) is None:
        return False
    words = without_years(named)
    all_said = list(map(header_of if strict else _said_at_all, words))
    found = [h for h in all_said if h is not None]
    # Labels that are hardly ever values, side by side, make a header of a row with as many words that nobody knows.
    sure = any(
        a and b and a.whole and b.whole and not is_weak(a) and not is_weak(b) and a.family != b.family
        for a, b in itertools.pairwise(all_said)
    )
    least = (0.5 if sure else 0.6) if strict else (_SURELY if sure else 0.5)
    if len(found) < 2 or len(found) < len(words) * least:
        return False
    if any(map(is_numeric, words)) or len({h.family for h in found}) < 2:
        return False
    return not all(map(_is_weak, found))


def without_years(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row without years, where these rise or fall: Name, Address, 2017, 2018. Others are values."""
    years = [c.strip() for c in cells if _YEAR.fullmatch(c.strip())]
    if not years or len(set(years)) < len(years) or sorted(years) not in (years, years[::-1]):
        return cells
    return [c for c in cells if c.strip() not in years]


def _said_at_all(cell: str) -> Header | None:
    """What the head of a column says by any of the vocabularies."""
    if (found := column_header(cell)) is not None:
        return found
    category = column_category(cell)
    return None if category is None else Header(_CATEGORY, category[1], False)


def _is_weak(found: Header) -> bool:
    """Whether a header is also an ordinary value: of parts that people play and of illnesses all may be."""
    return found.family in (ROLE, _CATEGORY) or is_weak(found)


def heads_days(filled: Sequence[str]) -> bool:
    """Whether a row heads days, months or hours: several of them, in rising order where they are numbers alone or
    dates, behind labels or at most two other words, before at most three."""
    words = list(itertools.takewhile(lambda c: not is_day(c), filled))
    rest = list(itertools.takewhile(lambda c: not is_day(c), reversed(filled[len(words) :])))
    days = [fold(c.strip()) for c in filled[len(words) : len(filled) - len(rest)]]
    if words and _YEAR.fullmatch(words[0].strip()):
        words = words[1:]  # what year it is
    if len(days) < 3 or len(rest) > 3 or any(map(is_numeric, words + rest)) or not all(map(is_day, days)):
        return False
    if len(words) > 2 and not any(map(names_something, words)):
        return False
    if dates := [parse_date(d) for d in days if _is_date(d)]:
        firsts = [d.first for d in dates if d is not None]
        return len(firsts) == len(days) and all(a < b for a, b in itertools.pairwise(firsts))
    if not all(map(str.isdecimal, days)):
        return not any(map(str.isdecimal, days))
    return all(int(b) == int(a) + 1 for a, b in itertools.pairwise(days))


def is_day(cell: str) -> bool:
    """Whether a header is a day, a month or an hour."""
    return _DAY.fullmatch(fold(cell.strip())) is not None or _is_date(cell)


def _is_date(cell: str) -> bool:
    return _DATE.fullmatch(cell.strip()) is not None


def is_upper_line(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a single row right above a header is its upper line: words where the lower line is blank."""
    cells = [c.strip() for c in row if c]
    if len(cells) < 2 or any(is_numeric(c) or _is_mail(c) or len(c) > LONGEST_HEADER for c in cells):
        return False
    return any(map(str.strip, below)) and any(c and not (i < len(below) and below[i]) for i, c in enumerate(row))


def goes_on_below(row: Sequence[str], rows: Rows, at: int, end: int) -> bool:
    """Whether the row at ``at``, below a header, goes on with it: a few labels, blank under the rest; days over days of
    the week; or a header itself, that stands below the blanks of the first, too."""
    below = rows[at]
    if _is_lower_line(below) or _both_head_days(row, below):
        return True
    fills = any(c and not (i < len(row) and row[i]) for i, c in enumerate(below))
    if not fills or any(heads_days([c for c in r if c]) for r in (row, below)):
        return False
    if is_header(below, strict=False):
        return True
    return sum(_said_at_all(c) is not None for c in below if c) >= _FEW_SAID and heads_by_shape(rows, at, end)


def _is_lower_line(row: Sequence[str]) -> bool:
    """Whether a row is a few labels, blank under the rest."""
    cells = [c.strip() for c in row if c]
    if (
        not cells
        or len(cells) > 0.5 * len(row)
        or any(is_numeric(c) or _is_mail(c) or len(c) > LONGEST_HEADER for c in cells)
    ):
        return False
    return sum(map(names_something, cells)) >= 0.5 * len(cells)


def _both_head_days(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether days stand over days of the week, or under them, as on a rota."""
    return all(heads_days([c for c in line if c]) for line in (row, below))


def filled_cells(row: Sequence[str]) -> int:
    """How many cells of a row hold something."""
    return sum(1 for c in row if c)


def heads_by_shape(rows: Rows, at: int, end: int) -> bool:
    """A header by its looks: short different words above data, at least one column of which is of another kind."""
    row = rows[at]
    below = [rows[r] for r in range(at + 1, min(end, at + 1 + SAMPLE))]
    words = without_years([c for c in row if c])
    years = [i for i, c in enumerate(row) if c and c not in words]
    if not words or any(_YEAR.fullmatch(r[i].strip()) for i in years for r in below if i < len(r)):
        return False  # a row of years like those below it
    filled = [i for i, c in enumerate(row) if c and i not in years]
    cells = [row[i].strip() for i in filled]
    if not below or any(_too_long(c) or is_numeric(c) or _is_mail(c) for c in cells):
        return False
    once = [c for c in _once(cells) if len(c) > 2 and header_of(c) is None]  # Tel may come again, and T
    if len(set(once)) < len(once) or len(filled) + len(years) < 0.6 * max(map(filled_cells, below)):
        return False
    said = [h for h in map(header_of, cells) if h is not None]
    if any(h.whole for h in said) or (len(said) == len(cells) and not any(map(is_weak, said))):
        return True
    columns = [[r[i].strip() for r in below if i < len(r) and r[i]] for i in filled]
    for cell, values in zip(cells, columns, strict=True):
        unlike = sum(1 for v in values if is_numeric(v) or "@" in v) if not any(map(str.isdigit, cell)) else 0
        if values and unlike > 0.6 * len(values):
            return True
    # All words: a header never comes back below, where values do come back.
    body = [v for values in columns for v in values]
    repeating = [c for c, v in zip(cells, columns, strict=True) if len(v) >= 4 and len(set(v)) <= 0.5 * len(v)]
    comes_back = len(body) >= 6 and len(set(body)) <= 0.5 * len(body)
    return bool(repeating or comes_back) and not set(cells) & set(body)


def _is_mail(cell: str) -> bool:
    """Whether a cell is, or holds, a mail address; "@" alone heads a price."""
    return "@" in cell and len(cell) > 2


def _too_long(cell: str) -> bool:
    """Whether a cell is too long for a header; questions of a survey are longer than others."""
    return len(cell) > (_LONGEST_QUESTION if cell[-1:] in "?？" else LONGEST_HEADER)


def _once(cells: list[str]) -> list[str]:
    """The headers of the first of several tables side by side whose headers are the same; else all of them."""
    lengths = (n for n in range(2, len(cells) // 2 + 1) if cells == cells[:n] * (len(cells) // n))
    return cells[: next(lengths, len(cells))]
