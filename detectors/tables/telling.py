"""Columns that tell a special category by what stands in them: reasons of absences, illnesses, needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from detectors.layout.category_headers import Category, hints, measure, telling_words
from detectors.layout.headers import spread
from detectors.model import SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind, share
from detectors.special.sensitive import may_tell
from detectors.tables.column import Column
from detectors.text.normalise import fold, view_of
from detectors.text.nothing import is_nothing

if TYPE_CHECKING:
    from detectors.finder import Finder

_FEWEST_NAMED = {Entity.HEALTH: 2}
"""Columns whose headers name a category, so that measures beside them are of it; of others one will do."""
_REMARKS, _TELLING, _SPEAKS = 60, 3.0, 0.4
"""Remarks looked at, what it is worth that they tell something, and how probable a word is to do so by itself."""
_TELL, _TELL_SURELY, _FEW_TELL, _HINTED = 0.4, 0.7, 3, 0.3
"""Share of different remarks that makes the column tell it, where fewer than so many do, and where the header hints at
it."""
_UNHEADED = frozenset({Entity.HEALTH, Entity.DISABILITY, Entity.RELIGION, Entity.UNION, Entity.CRIMINAL})
_UNHEADED_TELL = 0.5
"""What a column may tell in few words though its header says nothing, and which share of it has to."""
_LONGEST, _LONGEST_HINTED = 25, 60
"""Characters: longer cells are text."""
_EDGES = " ?？.:：*※()（）-_"


def measured(column: Column, others: Sequence[Column]) -> Category | None:
    """The special category of a column of measures beside columns whose headers name it: 身長 beside 血圧."""
    found = measure(column.header)
    if found is None:
        return None
    named = sum(c.category is not None and c.category[0] is found[0] for c in others)
    if named < _FEWEST_NAMED.get(found[0], 1):
        return None
    return found


def tells(column: Column, finder: Finder) -> tuple[Entity, Evidence] | None:
    """The special category that most of the short cells of a column speak of, as the reasons of absences do; fewer, and
    in fewer words, where its header is one that such things stand under."""
    hinted = hints(column.header) or (_UNHEADED if column.named is None else frozenset())
    if not (hinted or column.named is None or column.family == "remarks") or column.embedded:
        return None
    if int(column.in_lines().lengths.max()) >= (_LONGEST_HINTED if hinted else _LONGEST):
        return None
    some = [v for v in spread(column.values, _REMARKS) if fold(v).strip(_EDGES) not in telling_words().nothing]
    if len(some) < 2:
        return None
    spoken = Counter(entity for told in _spoken(some, hinted, finder) for entity in told)
    entity, often = max(spoken.items(), key=itemgetter(1), default=(None, 0))
    if entity is None:
        return None
    least = _TELL if entity not in hinted else _UNHEADED_TELL if hinted is _UNHEADED else _HINTED
    if often < (_TELL_SURELY if often < _FEW_TELL and entity not in hinted else least) * len(some) or often < 2:
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
