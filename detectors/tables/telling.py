"""Columns that tell a special category by what stands in them: reasons of absences, illnesses, needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from detectors.layout.category_headers import Category, asks_for_check, hints, measure, telling_words
from detectors.layout.headers import is_numeric, spread
from detectors.model import SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind, share
from detectors.special.sensitive import may_tell
from detectors.tables.column import Column
from detectors.tables.hypotheses import Hypotheses
from detectors.tables.readings import Reading
from detectors.text.dates import parse_date
from detectors.text.normalise import fold, view_of
from detectors.text.nothing import is_nothing

if TYPE_CHECKING:
    from detectors.finder import Finder

_FEWEST_NAMED = {Entity.HEALTH: 2}
"""Columns that are of a category, so that measures beside them are of it, too; of others one will do."""
_NAMED_SURELY, _SEVERAL, _FEWEST_ANSWERS = 4.0, 3, 5
"""What the head of a column has to be worth, how many categories a questionnaire asks for, and its rows at least."""
_REMARKS, _TELLING, _SPEAKS = 60, 3.0, 0.4
"""Remarks looked at, what it is worth that they tell something, and how probable a word is to do so by itself."""
_TELL, _TELL_SURELY, _FEW_TELL, _HINTED = 0.4, 0.7, 3, 0.3
"""Share of different remarks that makes the column tell it, where fewer than so many do, and where the header hints at
it."""
_UNHEADED = frozenset({Entity.HEALTH, Entity.DISABILITY, Entity.RELIGION, Entity.UNION, Entity.CRIMINAL})
_UNHEADED_TELL = 0.35
"""What a column may tell in few words though its header says nothing, and which share of it has to."""
_LONGEST, _LONGEST_HINTED = 25, 60
"""Characters: longer cells are text."""
_FILLED = 3
"""Cells at least of a column whose header hints at a category, so that one different remark tells it."""
_CELLS, _SURELY_TELLS = 2_000, 0.75
"""Different values that are looked at one by one, and how probable a word has to be by itself."""
UNMISTAKABLE = frozenset({Entity.EMAIL_ADDRESS, Entity.UK_POSTCODE})
"""What nothing else looks like."""
_NAMED_BY_HEADERS = frozenset({Entity.PERSON, Entity.MEMBER_ID, Entity.GENDER})
_UNTOLD = SPECIAL_CATEGORIES | {None}
"""What a column is taken for of which its words may tell more."""
_EDGES = " ?？.:：*※()（）-_"


def measured(column: Column, others: Sequence[Column], told: Collection[Entity] = ()) -> Category | None:
    """The special category of a column of measures beside columns of it: 身長 beside 血圧. ``told`` are the categories
    of those whose headers do not name one, each as often as there are such."""
    found = measure(column.header)
    if found is None:
        return None
    named = sum(c.category is not None and c.category[0] is found[0] for c in others)
    if named + sum(entity is found[0] for entity in told) < _FEWEST_NAMED.get(found[0], 1):
        return None
    return found


def is_questionnaire(known: Hypotheses) -> bool:
    """Whether each row of a table without names is what somebody answered: columns whose heads name several special
    categories, with words below them. Columns of figures are sums of such answers, and of one category a matter."""
    named = [c for c in known.columns if c.category is not None and c.category[2] >= _NAMED_SURELY and c.sample]
    told = {c.category[0] for c in named if c.category is not None}
    worded = [
        c for c in named if sum(map(is_numeric, c.sample)) < len(c.sample) / 2 and len(c.cells) >= _FEWEST_ANSWERS
    ]
    return len(told) >= _SEVERAL and len(worded) == len(named)


def categories(known: Hypotheses, finder: Finder) -> dict[int, tuple[Entity, Evidence]]:
    """The special categories that columns of a table about people tell, by number: by their headers, by what stands in
    those of which nothing is known, and measures beside them."""
    told = {
        c.index: spoken
        for c in known.columns
        if known.entity(c) in _UNTOLD and c.category is None and (spoken := tells(c, finder)) is not None
    }
    out = dict(told)
    for column in known.columns:
        if column.category is not None and only_checked(column):
            column.category = None
        if told and column.category is None and column.index not in told:
            column.category = measured(column, known.columns, [entity for entity, _ in told.values()])
        if column.category is not None and not _is_something_else(known.best.get(column.index)):
            entity, word, weight = column.category
            out[column.index] = entity, Evidence(EvidenceKind.LABEL, weight, word)
    return out


def _is_something_else(reading: Reading | None) -> bool:
    """Whether a header names people or their numbers, or the values are plainly something else: then it does not name a
    special category besides."""
    if reading is None:
        return False
    return reading.spec.entity in UNMISTAKABLE or (reading.own and reading.spec.entity in _NAMED_BY_HEADERS)


def only_checked(column: Column) -> bool:
    """Whether a column says of each that there was a check, and not what it gave: DBS? with Y, dates, numbers."""
    return asks_for_check(column.header) and not any(_says_more(v) for v in spread(column.values, _REMARKS))


def _says_more(value: str) -> bool:
    plain = fold(value).strip(_EDGES)
    return bool(plain) and plain not in telling_words().nothing and not is_numeric(plain) and parse_date(value) is None


def telling_cells(column: Column, finder: Finder, shorter: int) -> frozenset[str]:
    """The values of a column without a verdict that tell a special category by themselves, however few they are, of
    those with fewer characters than ``shorter``."""
    if not column.holds_more_than_figures:
        return frozenset()
    some = [v for v in spread(column.values, _CELLS) if len(v) < shorter]
    if not may_tell("\n".join(some)):
        return frozenset()
    found = finder.proposed([view_of(v) for v in some], SPECIAL_CATEGORIES)
    return frozenset(v for v, told in zip(some, found, strict=True) if any(m.score >= _SURELY_TELLS for m in told))


def tells(column: Column, finder: Finder) -> tuple[Entity, Evidence] | None:
    """The special category that most of the short cells of a column speak of, as the reasons of absences do; fewer, and
    in fewer words, where its header is one that such things stand under."""
    hinted = hints(column.header) or (_UNHEADED if column.named is None else frozenset())
    if not (hinted or column.named is None or column.family == "remarks") or column.embedded:
        return None
    if int(column.in_lines().lengths.max()) >= (_LONGEST_HINTED if hinted else _LONGEST):
        return None
    some = [v for v in spread(column.values, _REMARKS) if fold(v).strip(_EDGES) not in telling_words().nothing]
    # Findings of many are few: 異常なし and う歯2本 in a whole column of 歯科.
    fewest = 1 if len(some) == 1 and hints(column.header) and column.filled >= _FILLED else 2
    if len(some) < fewest:
        return None
    spoken = Counter(entity for told in _spoken(some, hinted, finder) for entity in told)
    entity, often = max(spoken.items(), key=itemgetter(1), default=(None, 0))
    if entity is None:
        return None
    least = _TELL if entity not in hinted else _UNHEADED_TELL if hinted is _UNHEADED else _HINTED
    if often < (_TELL_SURELY if often < _FEW_TELL and entity not in hinted else least) * len(some) or often < fewest:
        return None
    return entity, Evidence(EvidenceKind.COLUMN, _TELLING, share(often, len(some)))


def _spoken(values: Sequence[str], hinted: Collection[Entity], finder: Finder) -> list[set[Entity]]:
    """The categories that each of some values speaks of."""
    out: list[set[Entity]] = [set() for _ in values]
    views = list(map(view_of, values))
    if may_tell("\n".join(values)):
        for told, found in zip(out, finder.proposed(views, SPECIAL_CATEGORIES), strict=True):
            told |= {Entity(m.entity) for m in found if m.score >= _SPEAKS}
    for told, view in zip(out, views, strict=True):
        told |= {
            entity for entity in hinted if not is_nothing(view.text) and telling_words().cells[entity].find(view.folded)
        }
    return out
