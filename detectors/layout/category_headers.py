"""Heads of columns that name a special category, or that such things stand under: the vocabulary of data/telling.yaml,
beside that of ``sensitive``. In running text most of these words are ordinary ones, so only columns are asked this."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from detectors.layout.headers import plain_label
from detectors.layout.roles import spelt_out
from detectors.model import SPECIAL_CATEGORIES, Entity
from detectors.special.sensitive import header_category
from detectors.text.lexicon import Lexicon, load_yaml
from detectors.text.normalise import looked_up

Category = tuple[Entity, str, float]
"""A special category, the word of the header that names it, and what that is worth."""

_WHOLE, _PART, _MEASURED = 4.5, 2.5, 2.5
"""What a header is worth that names a category, one of which a part does, and one that does beside others."""
_COVERS, _SHORTEST = 0.4, 4
"""Share of a header at least that words of the vocabulary are, and characters of such a word in Latin letters."""
_LONGEST_HEADER = 60
_LONGEST_END = 4
"""Characters of the end of a Japanese header that may say what stands below: 請求等級."""
_MEASURED_IN = re.compile(r"[ (]*(?:[0-9]*(?:wks?|kg|cm|mm|db|hz|mmhg|%|£|bpm|st|lbs?|pw|pm|pa)|[0-9]+)\)?$")
"""In what is measured, or for how long: 右dB, subs 4wk."""

_EDGES = " ?？.:：*※()（）-_"
_PIECES = re.compile(r"\s*(?:[/／・&＆+、,，;|]|\s-\s|\b(?:and|or|inc|incl)\b\.?|および|及び|または|又は)\s*")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_BEFORE = re.compile(
    r"(?:any|known|current|currently|previous|prev|past|main|primary|other|existing|recent|special|your|their|his|her|"
    r"the|(?:child|pupil|student|patient|client|member|employee|guest)'?s?|staff|declared|has|is|on|details of|type of|"
    r"nature of)\s+|(?:必要な|希望する|現在の|主な|お子様の|お子さまの|子どもの|本人の|ご本人の|患者の|過去の|その他の|"
    r"特別な|児童の|園児の|利用者の)"
)
_BEHIND = re.compile(
    r"\s+(?:details?|info|information|notes?|status|y/n|yes/no|type|codes?|if any|issues?|problems?|history|flag|list|"
    r"comments?|results?|level|score|record|held|known|declared|alerts?|reported|monitoring|group)|"
    r"の?(?:有無|状況|内容|等|など|区分|名|歴|欄|程度|コード|結果|判定|種別|種類|詳細|情報|について|確認|の注意|メモ|備考|関係|"
    r"関連)"
)
_OF_OTHERS = re.compile(
    r"^(?:date|no|number|cost|name|place|time) of\b|^(?:next|last|first|due)\b|"
    r"\b(?:dates?|time|no|number|ref|reference|by|cent(?:re|er)|visitor|surgery|practice|officer|contact|tel|phone|"
    r"doctor|nurse|team|lead|batch|lot|expiry|expires|exp|due|costs?|fees?|price|£|hours|hrs|room|class|supplier|product|"
    r"insurer|insurance|provider|clinic|hospital|gp|author|statement|link|email|name|id|course|training|kit|box|"
    r"cupboard|stock|qty)\W*$|"
    r"(?:日|日時|時間|番号|機関|医院|病院|料|費|代|額|円|先|担当|者|医|師|室|科|会|場所|業者|製品|会社|氏名|名簿|数|回数|期限|電話|"
    r"住所)$"
)
"""What begins or ends headers that speak of something else about it: when it was, who did it, what it costs."""

_NUMBER_OF_CHECK = re.compile(
    r"\b(?:dbs|crb|disclosure|pvg|accessni)\b.*(?:\b(?:no|nos|number|num|ref|reference|id|serial)|#)\.?$|証明書?番号$"
)
"""The number of a certificate tells nothing of what stands in it."""


@dataclass(frozen=True, slots=True)
class TellingWords:
    """data/telling.yaml: the words of headers with the categories of each, the named ones also as they are looked for
    inside, and the lists of those in cells."""

    named: Mapping[str, Entity]
    inside: Lexicon
    hinted: Mapping[str, frozenset[Entity]]
    measured: Mapping[str, Entity]
    cells: Mapping[Entity, Lexicon]
    checks: frozenset[str]
    nothing: frozenset[str]
    animals: frozenset[str]


def _words(lists: object) -> Iterator[str]:
    """The words of a part of the file, of all languages, as they are looked up."""
    if isinstance(lists, Mapping):
        for some in lists.values():
            yield from looked_up(map(str, some))


@cache
def telling_words() -> TellingWords:
    """The words, read once. Raises ValueError where the file is wrong."""
    named: dict[str, Entity] = {}
    hinted: dict[str, frozenset[Entity]] = {}
    measured: dict[str, Entity] = {}
    cells: dict[Entity, Lexicon] = {}
    checks: set[str] = set()
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
        checks |= set(_words(entry.get("checks")))
        cells[entity] = Lexicon((name, word) for word in _words(entry.get("cells")))
    inside = Lexicon((entity, w) for w, entity in named.items() if len(w) >= (_SHORTEST if w.isascii() else 2))
    return TellingWords(named, inside, hinted, measured, cells, frozenset(checks), nothing, animals)


@lru_cache(20_000)
def said(header: str) -> tuple[str, ...]:
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
    if _NUMBER_OF_CHECK.search(said(header)[0] if said(header) else ""):
        return None
    if (found := header_category(header)) is not None:
        return found
    for number, form in enumerate(said(header)):
        if (entity := telling_words().named.get(form)) is not None:
            return entity, form, _PART if number else _WHOLE
    plain = said(header)[0] if said(header) else ""
    hits = telling_words().inside.find(plain)
    if not hits or sum(h.end - h.start for h in hits) < _COVERS * len(plain) or _OF_OTHERS.search(plain):
        return None
    return Entity(hits[0].key), hits[0].word, _PART


def measure(header: str) -> Category | None:
    """The special category of a column of measures, such as 身長, were others beside it of that category."""
    for form in said(header):
        for bare in (form, _MEASURED_IN.sub("", form)):
            if (entity := telling_words().measured.get(bare)) is not None:
                return entity, bare, _MEASURED
    return None


def hints(header: str) -> frozenset[Entity]:
    """The special categories that may stand below a header among other things: by its parts, or by how it ends."""
    hinted = telling_words().hinted
    found = frozenset[Entity]().union(*(hinted.get(form, frozenset()) for form in said(header)))
    if found or not said(header):
        return found
    last = said(header)[-1].split()[-1]
    ends = (last,) if last.isascii() else (last[-n:] for n in range(_LONGEST_END, 1, -1))
    return next((hinted[end] for end in ends if end in hinted), frozenset())


def asks_for_check(header: str) -> bool:
    """Whether a header only says that somebody was checked: DBS?, which may be answered by yes or a date."""
    return any(form in telling_words().checks for form in said(header))


def is_of_animals(headers: Collection[str]) -> bool:
    """Whether a table lists animals: what it says of health, age and sex is theirs."""
    return any(form in telling_words().animals for header in headers for form in said(header)[:2])
