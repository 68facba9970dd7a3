"""Columns that tell a special category: by what heads them, or by what stands in them.

A header may name the category (Allergies, 手帳等級), or only be one under which such things stand among others (needs, 配慮事項);
then the cells decide, as they do where it says nothing. The vocabulary is data/telling.yaml, beside that of ``sensitive``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from detectors.column import Column
from detectors.headers import plain_label, spread
from detectors.lexicon import Lexicon, load_yaml
from detectors.model import SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind, share
from detectors.normalise import fold, looked_up, view_of
from detectors.nothing import is_nothing
from detectors.roles import spelt_out
from detectors.sensitive import header_category, may_tell

if TYPE_CHECKING:
    from detectors.engine import Detector

Category = tuple[Entity, str, float]
"""A special category, the word of the header that names it, and what that is worth."""

_WHOLE, _PART, _MEASURED = 4.5, 2.5, 2.5
"""What a header is worth that names a category, one of which a part does, and one that does beside others."""
_FEWEST_NAMED = 2
"""Columns whose headers name a category, so that measures beside them are of it."""
_REMARKS, _TELLING, _SPEAKS = 60, 3.0, 0.4
"""Remarks looked at, what it is worth that they tell something, and how probable a word is to do so by itself."""
_TELL, _TELL_SURELY, _FEW_TELL, _HINTED = 0.4, 0.7, 3, 0.3
"""Share of different remarks that makes the column tell it, where fewer than so many do, and where the header hints at
it."""
_LONGEST, _LONGEST_HINTED = 25, 60
"""Characters: longer cells are text."""
_LONGEST_HEADER = 60

_EDGES = " ?？.:：*※()（）-_"
_PIECES = re.compile(r"\s*(?:[/／・&＆+、,，;|]|\s-\s|\b(?:and|or|inc|incl)\b\.?|および|及び|または|又は)\s*")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_BEFORE = re.compile(
    r"(?:any|known|current|currently|previous|prev|past|main|primary|other|existing|recent|special|your|their|his|her|the|"
    r"child'?s?|pupil'?s?|student'?s?|patient'?s?|client'?s?|member'?s?|staff|employee'?s?|guest'?s?|declared|has|is|on|details of|"
    r"type of|nature of)\s+|(?:現在の|主な|お子様の|お子さまの|子どもの|本人の|ご本人の|患者の|過去の|その他の|特別な|児童の|園児の|利用者の)"
)
_BEHIND = re.compile(
    r"\s+(?:details?|info|information|notes?|status|y/n|yes/no|type|code|codes|if any|issues?|problems?|history|flag|list|comments?|results?|"
    r"level|score|record|held|known|declared|alert|alerts|reported|monitoring|group)|"
    r"の?(?:有無|状況|内容|等|など|区分|名|歴|欄|程度|コード|結果|判定|種別|種類|詳細|情報|について|確認|の注意|メモ|備考|関係|関連)"
)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """data/telling.yaml: the words of headers with the categories of each, and the lists of those in cells."""

    named: Mapping[str, Entity]
    hinted: Mapping[str, frozenset[Entity]]
    measured: Mapping[str, Entity]
    cells: Mapping[Entity, Lexicon]
    nothing: frozenset[str]
    animals: frozenset[str]


def _words(lists: object) -> Iterator[str]:
    """The words of a part of the file, of all languages, as they are looked up."""
    if isinstance(lists, Mapping):
        for some in lists.values():
            yield from looked_up(map(str, some))


@cache
def _vocabulary() -> _Vocabulary:
    named: dict[str, Entity] = {}
    hinted: dict[str, frozenset[Entity]] = {}
    measured: dict[str, Entity] = {}
    cells: dict[Entity, Lexicon] = {}
    read = dict(load_yaml("telling.yaml"))
    nothing, animals = frozenset(_words(read.pop("nothing"))), frozenset(_words(read.pop("animals")))
    for name, entry in read.items():
        entity = Entity(name)
        if entity not in SPECIAL_CATEGORIES or not isinstance(entry, Mapping):
            raise ValueError(f"telling.yaml: {name} is no special category")
        named |= dict.fromkeys(_words(entry.get("named")), entity)
        measured |= dict.fromkeys(_words(entry.get("measured")), entity)
        for word in _words(entry.get("hinted")):
            hinted[word] = hinted.get(word, frozenset()) | {entity}
        cells[entity] = Lexicon((name, word) for word in _words(entry.get("cells")))
    return _Vocabulary(named, hinted, measured, cells, nothing, animals)


@lru_cache(20_000)
def _said(header: str) -> tuple[str, ...]:
    """A header as it is looked up, the whole first: without what stands in brackets, and its parts by themselves."""
    if not header or len(header) > _LONGEST_HEADER:
        return ()
    plain = plain_label(header).strip(_EDGES)
    out = [plain, _BRACKETS.sub("", plain).strip(_EDGES)]
    pieces = [piece.strip(_EDGES) for piece in _PIECES.split(plain)]
    out += pieces if len(pieces) > 1 else ()
    for form in tuple(out):
        bare = _BEFORE.sub("", form, count=1) if _BEFORE.match(form) else form
        out += [bare, *(bare[: m.start()] for m in _BEHIND.finditer(bare) if m.end() == len(bare))]
    return tuple(dict.fromkeys(filter(None, out)))


def column_category(header: str) -> Category | None:
    """The special category that the head of a column names, as ``sensitive.header_category`` and by the words that only
    heads of columns are asked for; with its short words in full where those tell nothing."""
    return _category(header) or _category(spelt_out(header))


@lru_cache(20_000)
def _category(header: str) -> Category | None:
    if (found := header_category(header)) is not None:
        return found
    for number, form in enumerate(_said(header)):
        if (entity := _vocabulary().named.get(form)) is not None:
            return entity, form, _PART if number else _WHOLE
    return None


def measured(column: Column, others: Sequence[Column]) -> Category | None:
    """The special category of a column of measures beside columns whose headers name it: 身長 beside 血圧."""
    for form in _said(column.header):
        if (entity := _vocabulary().measured.get(form)) is not None:
            named = sum(1 for c in others if c.category is not None and c.category[0] is entity)
            return (entity, form, _MEASURED) if named >= _FEWEST_NAMED else None
    return None


def is_of_animals(headers: Collection[str]) -> bool:
    """Whether a table lists animals: what it says of health, age and sex is theirs."""
    return any(form in _vocabulary().animals for header in headers for form in _said(header)[:2])


def tells(column: Column, detector: Detector) -> tuple[Entity, Evidence] | None:
    """The special category that most of the short cells of a column speak of, as the reasons of absences do; fewer, and
    in fewer words, where its header is one that such things stand under."""
    hints = frozenset[Entity]().union(*(_vocabulary().hinted.get(form, frozenset()) for form in _said(column.header)))
    if not (hints or column.named is None or column.family == "remarks") or column.embedded:
        return None
    if int(column.in_lines().lengths.max()) >= (_LONGEST_HINTED if hints else _LONGEST):
        return None
    some = [v for v in spread(column.values, _REMARKS) if fold(v).strip(_EDGES) not in _vocabulary().nothing]
    if len(some) < 2:
        return None
    spoken = Counter(entity for told in _spoken(some, hints, detector) for entity in told)
    entity, often = max(spoken.items(), key=itemgetter(1), default=(None, 0))
    if entity is None:
        return None
    least = _HINTED if entity in hints else _TELL
    if often < (_TELL_SURELY if often < _FEW_TELL and entity not in hints else least) * len(some) or often < 2:
        return None
    return entity, Evidence(EvidenceKind.COLUMN, _TELLING, share(often, len(some)))


def _spoken(values: Sequence[str], hints: Collection[Entity], detector: Detector) -> list[set[Entity]]:
    """The categories that each of some values speaks of."""
    out: list[set[Entity]] = [set() for _ in values]
    views = list(map(view_of, values))
    if may_tell("\n".join(values)):
        for told, found in zip(out, detector.proposed(views, SPECIAL_CATEGORIES), strict=True):
            told |= {Entity(m.entity) for m in found if m.score >= _SPEAKS}
    for told, view in zip(out, views, strict=True):
        told |= {entity for entity in hints if not is_nothing(view.text) and _vocabulary().cells[entity].find(view.folded)}
    return out
