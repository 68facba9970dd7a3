"""Rotas and registers: whoever is named in one column is named in others, too, whatever these are headed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.layout.header_rows import is_day
from detectors.layout.headers import is_numeric, spread
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.people.name_columns import different
from detectors.tables.column import Column
from detectors.tables.hypotheses import Hypotheses
from detectors.tables.name_forms import written_alike
from detectors.tables.name_odds import NAME_FORM, NAME_SAMPLE, name_odds, unnamed_weight
from detectors.tables.readings import Reading, as_names, specs
from detectors.text.normalise import fold

_SHARED, _FEWEST, _WEIGHT = 0.6, 3, 6.0
"""Share of a column's values that are names elsewhere, how many at least, and what that is worth."""
_ON_DUTY, _SHARES = 0.5, 1.5
"""Share of what stands in a column that others of a rota of duties have, too, and what that is worth."""
_ON_DAYS = 0.3
"""That share where the column is headed by a day, as those of a rota are."""
_SURE, _NAMES = 0.7, 0.8
"""From which score a column needs no other, and the share of what stands below days that may be names."""
_WHEN = re.compile(
    r"(?:19|20)[0-9]{2}(?:[/-][0-9]{2,4}|年度?)?|(?:w/?[ce]|week|wk|period|from|month)\b.{0,20}|.{0,6}[0-9]{1,2}月.{0,6}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.{0,8}"
)
"""What heads the first column of a rota: the week, the month, the year."""
_OFF = frozenset(
    (
        "- – off al a/l hol holiday leave sick s mat pat rdo do rest bh toil unpaid nwd 休 公 公休 有 有休 "
        "年休 明 明け 欠 欠勤 振休 代休 希休 × 休み"
    ).split()
)
_LETTERS, _WEEK = frozenset("m t w f s tu we th fr sa su mo".split()), 5
_SHIFT, _WORKED = 4, 4.5
"""Characters of a shift at most (早, 泊, E, 9-5), and what it is worth to stand before such."""


def named_again(known: Hypotheses) -> dict[int, Reading]:
    """Columns of which nothing is known, most of whose values are names in columns of names."""
    # Columns that go on with the rows of calls before were asked then.
    names = [c for c in known.people(0.0) if c.goes_on is None]
    if not names:
        return {}
    met = frozenset[str]().union(*(different(c.values) for c in names))
    out = {}
    for column in known.columns:
        if column.index in known.best:
            continue
        values = different(column.values)
        again = len(values & met)
        least = _ON_DAYS if is_day(column.header) else _SHARED
        if again >= max(_FEWEST * least / _SHARED, least * len(values)):
            told = Evidence(EvidenceKind.COLUMN, _WEIGHT, share(again, len(values)))
            out[column.index] = as_names(specs()[Entity.PERSON], [told], False)
    return out


def on_duty(known: Hypotheses) -> dict[int, Reading]:
    """Columns of which nothing is known that share what stands in them with others, where all of that is names: who
    reads, who drives, who opens up."""
    asked = {
        c.index: different(c.values)
        for c in known.doubtful
        if c.header and c.named is None and known.score(c) < _SURE and len(c.values) >= _FEWEST
    }
    sharing = []
    for column in known.doubtful:
        if (mine := asked.get(column.index)) is not None:
            others = frozenset[str]().union(*(values for i, values in asked.items() if i != column.index))
            if len(mine & others) >= _ON_DUTY * len(mine):
                sharing.append(column)
    return _named(sharing, _SHARES) if len(sharing) >= _FEWEST else {}


def below_days(known: Hypotheses) -> dict[int, Reading]:
    """The columns headed by days where what stands in all of them together is names: a rota. So is a column before them
    that nothing heads.

    A name alone says little in one column; there are few in each, and the same in all.
    """
    columns = known.columns
    letters = _in_letters(columns)
    month = columns[0] if len(columns) > 1 and _WHEN.fullmatch(fold(columns[0].header.strip())) else None
    days = [c for c in columns if c is not month and (is_day(c.header) or c in letters) and known.score(c) < _SURE]
    if len(days) < _FEWEST:
        return {}
    before = [c for c in columns if c.index < days[0].index and known.score(c) < _SURE]
    unsaid = [c for c in before if not c.header or c is month]
    return _named(days) | _named(unsaid, _WORKED if _are_shifts(days) else 0.0)


def _in_letters(columns: Sequence[Column]) -> list[Column]:
    """The columns of a week whose days have one letter or two."""
    run: list[Column] = []
    for column in columns:
        if fold(column.header.strip()) in _LETTERS:
            run.append(column)
        elif len(run) < _WEEK:
            run = []
        else:
            break
    return run if len(run) >= _WEEK else []


def _are_shifts(days: Sequence[Column]) -> bool:
    """Whether what stands below days says when somebody works and when not: then those before them are people."""
    values = [fold(v.strip()) for c in days for v in c.values]
    off = sum(v in _OFF for v in values)
    return off > 0 and sum(v in _OFF or len(v) <= _SHIFT or is_numeric(v) for v in values) >= _NAMES * len(values)


def _named(some_columns: Sequence[Column], more: float = 0.0) -> dict[int, Reading]:
    """Some columns that hold names if any does, all of them by what stands in them together, and ``more``."""
    values = sorted({value.strip() for column in some_columns for value in column.values})
    if sum(map(is_numeric, values)) > (1 - _NAMES) * len(values):
        return {}
    # One character is a shift (早, 夜, 休, E, L), hardly ever somebody.
    some = spread([v for v in values if len(v) > 1 and NAME_FORM.fits(v)], NAME_SAMPLE)
    if len(some) < max(_FEWEST, _NAMES * min(len(values), NAME_SAMPLE)):
        return {}
    odds = written_alike(some, [name_odds(value, "given_name") for value in some])
    told = [Evidence(EvidenceKind.COLUMN, round(unnamed_weight(odds), 2), share(sum(o > 0 for o in odds), len(odds)))]
    if more:
        told.append(Evidence(EvidenceKind.NEIGHBOUR, more, "shifts"))
    spec = specs()[Entity.PERSON]
    return {column.index: as_names(spec, list(told), False) for column in some_columns}
