"""Special categories: UK GDPR Articles 9 and 10, and 要配慮個人情報 (APPI Article 2(3)), by vocabulary.

A word says what it is about, never whose: the engine keeps it only where something in the same passage points at a
person. Plain words (入院, medication) need another of their category beside them, or a row about a person; weak ones
(健康, doctor) only support others. Illnesses that are ordinary words, too (腰痛, depression), count where the sentence
says whose they are or beside somebody who is pointed at. What stands behind a label such as 既往歴: or "Ethnicity:" is
read as its value. What is said of a part of a body, of a medicine with its dose and of a test with its result is told
by detectors/special/bodies.py.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, ClassVar

from detectors.model import SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind, Match
from detectors.recognizer import Recognizer, Scene
from detectors.special.bodies import Bodies
from detectors.special.general import SENTENCE_END, SIDES, speaks_in_general
from detectors.special.whose import ILLNESS, PRIOR, befell, is_somebodys
from detectors.text.lexicon import Lexicon, load_yaml
from detectors.text.normalise import Hit, View, fold, looked_up, view_of
from detectors.text.nothing import is_nothing

_WEIGHTS = {"strong": 4.5, "illness": ILLNESS, "plain": 1.8, "shorthand": 1.0, "weak": 0.2}
_REACH = 120
"""Characters within which another word of the same category supports one."""
_FILES = ("special.yaml", "special_ja.yaml")
"""Of a word in both, the first says what it is."""
_HARMLESS = "harmless"
_ALONE_NOTHING = "alone nothing"
"""The strength of words that say nothing without another: swollen, mg, BP."""
_GENERIC = "generic"
_ELSEWHERE, _MARKS, _AROUND = "elsewhere", 2, 500
"""What is said of animals and in books; how many words of a kind make it that, within how many characters."""
_IN_GENERAL, _NOBODYS = -4.5, -9.0
"""What speaking of people in general weighs, and what a text about animals or a book does."""
_DAY_OF = re.compile(r"(?<!生年月)日$|\bdate$")
_COLON = re.compile(r" ?: ?$")
_LABEL = 40
"""Characters of the longest label of a category."""
_ACCENTED = re.compile("[\u00df-\u024f\u0370-\u04ff]")
_CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]{1,4}(?![A-Za-z])")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_HIRAGANA = re.compile("[ぁ-ゖ]+")
_NO_ENDING = re.compile("(?![いうかがくこしたってでとなにのはへもやらりるをん])[ぁ-ゖ]")
_NO_BEGINNING = re.compile("(?![いかがさしじすだたちってでとなにのはへまみもやよらるを])[ぁ-ゖ]")
"""Hiragana with which hardly a word ends, or that begins nothing that is said behind a noun: a word of hiragana beside
one of them is part of a longer one."""
_MUTE = {"illness": ("/illness", "/shorthand", "/weak"), "shorthand": ("/shorthand", "/weak")}
_MUTE_ELSE = ("/illness", "/shorthand")
"""What supports no word of some strength: leaflets hold many illnesses."""
_SOMEBODYS = 1.5
"""What it is worth to an illness that the sentence says whose it is."""
_SIDES, _LONGER = "左右両", re.compile("[\u30a1-\u30fa\u30fc\u3400-\u9fff・]{1,20}$")
"""What belongs to a word in front of it: 左手首骨折; 卵・カシューナッツアレルギー."""
_TOLD_BY_ITSELF = 6
_ALLERGY = "アレルギー"
_BEHIND = re.compile(r" ?: ?(?P<value>[^\n。;]{1,200}?)(?= *(?:[\n。;]|\.(?:\s|$)|$)| {2})")
_UNDER = re.compile(r"(?:^|\n)[ \t・●■◆○*0-9.()①-⑳-]{0,6}$")
_BESIDE = re.compile(r"[ \t]{1,4}(?![はがをにのでともへ:])(?P<value>[^\n。;:]{1,100}?)(?= {2}|\t|[\n。;]|$)")
"""What stands before a Japanese label at a line's beginning, and its value where there is no colon: 主訴 足の痛み."""
_PART = re.compile(r"(?: *\([^()]*\)|[^、,()])+")
_LONGEST_PART = 40
_NO_VALUE = re.compile(
    r"(?:no|none|nil|not|nothing|never|n/?a|nkda|prefer not|see|please|if|tick|delete)\b|"
    r".*(?:なし|無し|無|ない|ません|不明|未記入|有|良好|普通|元気|正常)(?:\W|$)|"
    r"[\W\d_]*$|.*[\u2610-\u2612□☐_…]|.*\.\.\."
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """data/special.yaml, special_ja.yaml, illnesses.yaml and complaints.yaml: words with ``entity/strength`` as key,
    header words, what speaks of people in general, and the words that are labels of values in running text.

    What speaks in general has the keys of ``general.SIDES``. ``states`` are what may befall a part of a body, with what
    it then is; ``shorthand`` says what an abbreviation is that is written in one way only.
    """

    words: Lexicon
    headers: Lexicon
    generic: Lexicon
    stated: frozenset[str]
    bodies: Bodies
    states: Mapping[str, str]
    shorthand: Mapping[str, str]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once. Raises ValueError where the file is wrong."""
    words: list[tuple[str, str]] = []
    headers: list[tuple[str, str]] = []
    generic: list[tuple[str, str]] = []
    stated: list[str] = []
    labels: list[tuple[str, str]] = []
    named: set[Entity] = set()
    for name, entry in itertools.chain.from_iterable(load_yaml(file).items() for file in _FILES):
        if not isinstance(entry, dict):
            raise ValueError(f"{' or '.join(_FILES)}: {name} is not a mapping")
        if name == _GENERIC:
            generic += [(side, str(w)) for side in SIDES for w in entry.get(side, ())]
            continue
        if name == _ELSEWHERE:
            generic += [(f"{name}/{kind}", str(w)) for kind, some in entry.items() for w in some]
            continue
        if name == _HARMLESS:
            words += [(_HARMLESS, str(w)) for w in entry["words"]]
            headers += [(_HARMLESS, str(w)) for w in entry["headers"]]
            continue
        named.add(Entity(name))
        headers += [(name, str(w)) for w in entry.get("headers", ())]
        stated += map(str, entry.get("stated", ()))
        words += _words(name, entry)
        labels += ((f"{name}/weak", str(w)) for w in entry.get("stated", ()))
    words += _words(Entity.HEALTH, load_yaml("illnesses.yaml"))
    complaints: Mapping[str, Any] = load_yaml("complaints.yaml")
    for entity in (Entity.HEALTH, Entity.DISABILITY):
        words += _words(entity, complaints[entity])
    states = {w: key for key, told in complaints["states"].items() for some in told.values() for w in looked_up(some)}
    shorthand = {
        str(w): f"{Entity.HEALTH}/{strength if strength in _WEIGHTS else _ALONE_NOTHING}"
        for strength, some in complaints["shorthand"].items()
        for w in some
    }
    bodies = Bodies(complaints, looked_up(complaints["shorthand"]["tests"]))
    words += labels
    words += [(f"{Entity.HEALTH}/{_ALONE_NOTHING}", w) for w in (*states, *bodies.alone_nothing)]
    if named != SPECIAL_CATEGORIES:
        raise ValueError("special.yaml: every special category needs an entry")
    return Vocabulary(
        Lexicon(words),
        Lexicon(headers),
        Lexicon(generic),
        frozenset(looked_up(stated)),
        bodies,
        states,
        shorthand,
    )


def _words(name: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An entry's words, those of one language or of each, and those put together; with the key of each."""
    for strength in _WEIGHTS:
        told = entry.get(strength, ())
        for words in told.values() if isinstance(told, Mapping) else (told,):
            yield from ((f"{name}/{strength}", str(w)) for w in words)
    for compound in entry.get("compounds", ()):
        for parts in itertools.product(*compound["of"]):
            yield f"{name}/{compound['strength']}", "".join(parts)


def header_category(header: str) -> tuple[Entity, str, float] | None:
    """The special category that a column header or field label names, its word, and what the label is worth."""
    if not header or len(header) > 60:
        return None
    return _header_category(header)


@lru_cache(20_000)
def _header_category(header: str) -> tuple[Entity, str, float] | None:
    plain = fold(view_of(header).text).replace("_", " ").strip()
    hits = vocabulary().headers.find(plain)
    if _DAY_OF.search(plain) and vocabulary().headers.key_of(plain) is None:
        return None  # 健康診断日: when it was, not what it told
    if not hits or any(h.key == _HARMLESS for h in hits):
        return None
    hit = max(hits, key=lambda h: h.end - h.start)
    covered = (hit.end - hit.start) / len(plain)
    return (Entity(hit.key), hit.word, 4.5 if covered > 0.6 else 2.5) if covered >= 0.3 else None


def may_tell(text: str) -> bool:
    """Whether a text holds any word of a special category that is not just a weak one."""
    return any(not h.key.endswith("/weak") for h in _told(view_of(text)))


def _told(view: View) -> list[Hit]:
    """The words of the vocabulary that tell something in a text, each with all that belongs to it."""
    words, bodies, text = vocabulary(), vocabulary().bodies, view.folded
    hits = [h for h in words.words.find(text) if h.key != _HARMLESS and not _inside_a_word(text, h)]
    if any(not h.key.endswith(("/weak", _ALONE_NOTHING)) for h in hits):
        hits += [
            Hit(*m.span(), words.shorthand[m[0]], fold(m[0]))
            for m in _CAPITALS.finditer(view.text)
            if m[0] in words.shorthand and not any(h.start < m.end() and m.start() < h.end for h in hits)
        ]
    out = []
    for hit in hits:
        key, place = hit.key, None
        if hit.word in words.states and (place := bodies.befell(text, hit)) is not None:
            key = max(key, words.states[hit.word], key=lambda k: _WEIGHTS.get(k.partition("/")[2], 0.0))
        elif (place := bodies.measured(text, hit)) is not None:
            key = f"{Entity.HEALTH}/illness"
        if not key.endswith(_ALONE_NOTHING):
            start, end = place or (_begin(text, hit), hit.end)
            out.append(Hit(start, end, key, hit.word))
    return out


def _inside_a_word(text: str, hit: Hit) -> bool:
    """A word in katakana within a longer one: ゲイ in ゲイツ; a long one is told by itself. One of plain letters within
    one that has others, too: bail in Bailén; and one that begins in hiragana and goes on in it: う歯 in はまゆう歯科,
    てんかん in てんかんばん."""
    before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]
    if _ACCENTED.match(before) or _ACCENTED.match(after):
        return hit.word.isascii()
    if "ぁ" <= hit.word[0] <= "ゖ" and (
        _NO_ENDING.match(before) or (_NO_BEGINNING.match(after) and _HIRAGANA.fullmatch(hit.word))
    ):
        return True
    if len(hit.word) >= _TOLD_BY_ITSELF:
        return False
    return bool(
        (_KATAKANA.match(hit.word[0]) and _KATAKANA.match(before))
        or (_KATAKANA.match(hit.word[-1]) and _KATAKANA.match(after))
    )


def _stated(text: str, hit: Hit) -> bool:
    """Whether the category's own label stands right before a word: Religion: Muslim."""
    colon = _COLON.search(text, max(0, hit.start - 3), hit.start)
    if colon is None:
        return False
    before = text[max(0, colon.start() - _LABEL) : colon.start()]
    return any(h.end == len(before) and h.key == hit.key.partition("/")[0] for h in vocabulary().headers.find(before))


class SensitiveRecognizer(Recognizer):
    """Words of the special categories, each a match of its own."""

    ID: ClassVar[str] = "sensitive"
    VERSION: ClassVar[int] = 9
    ENTITIES: ClassVar[tuple[Entity, ...]] = tuple(sorted(SPECIAL_CATEGORIES))

    def find(self, scene: Scene) -> Iterator[Match]:
        """Every word of the vocabulary that is not part of a harmless expression, weighed with those around it, and
        what stands behind the labels among them."""
        text = scene.view.folded
        hits = _told(scene.view)
        if not hits:
            return
        by_category: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_category[hit.key.partition("/")[0]].append(hit)
        general = vocabulary().generic.find(text)
        marks = [h for h in general if h.key.startswith(_ELSEWHERE)]
        labelled = {c[0] for label in scene.view.labels if (c := header_category(label)) is not None}
        for name, mine in by_category.items():
            entity = Entity(name)
            values = [
                v
                for hit in mine
                if hit.word in vocabulary().stated and not _elsewhere(hit, marks)
                for v in self._values(entity, hit, text)
            ]
            yield from values
            for hit in mine:
                if (
                    any(v.start <= hit.start < v.end for v in values)
                    or _is_label(text, hit)
                    or _said_better(hit, mine, text)
                ):
                    continue
                evidence = self._evidence(hit, mine, entity in labelled or _stated(text, hit), text)
                if elsewhere := _elsewhere(hit, marks):
                    evidence.append(Evidence(EvidenceKind.AGAINST, _NOBODYS, elsewhere))
                said = None if hit.key.endswith("/weak") else is_somebodys(text, hit.start, hit.end)
                anybodys = said is False and hit.key.endswith("/illness")
                if entity not in labelled and (anybodys or speaks_in_general(text, hit, general)):
                    evidence.append(Evidence(EvidenceKind.AGAINST, _IN_GENERAL, "people in general"))
                elif said:
                    worth = _SOMEBODYS if hit.key.endswith("/illness") else 0.0
                    evidence.append(Evidence(EvidenceKind.NEIGHBOUR, worth, "said of somebody"))
                yield self.match(entity, hit.start, hit.end, PRIOR, evidence)

    def _evidence(self, hit: Hit, mine: list[Hit], labelled: bool, text: str) -> list[Evidence]:
        evidence = [Evidence(EvidenceKind.DICTIONARY, _WEIGHTS[hit.key.partition("/")[2]], hit.word)]
        if labelled:
            evidence.append(Evidence(EvidenceKind.LABEL, 3.0, hit.key.partition("/")[0].lower()))
        mute = _MUTE.get(hit.key.partition("/")[2], _MUTE_ELSE)
        beside = next(
            (
                h
                for h in mine
                if h.word != hit.word
                and max(h.start - hit.end, hit.start - h.end) <= _REACH
                and not h.key.endswith(mute)
            ),
            None,
        )
        if beside is not None:
            evidence.append(Evidence(EvidenceKind.CONTEXT, 1.5, beside.word))
        elif hit.key.endswith("/plain") and (by := befell(text, hit.start, hit.end)):
            evidence.append(Evidence(EvidenceKind.CONTEXT, 1.5, by))
        return evidence

    def _values(self, entity: Entity, label: Hit, text: str) -> Iterator[Match]:
        """The values behind a label that is no part of a longer word, up to the end of its line or sentence:
        既往歴: 糖尿病、高血圧."""
        behind, worth = _BEHIND.match(text, label.end), 5.0
        if behind is None and not label.word.isascii() and _UNDER.search(text, max(0, label.start - 8), label.start):
            behind, worth = _BESIDE.match(text, label.end), 3.5
        if behind is None or _LONGER.match(text, label.start - 1, label.start):
            return
        evidence = [
            Evidence(EvidenceKind.LABEL, worth, label.word),
            Evidence(EvidenceKind.NEIGHBOUR, 0.0, "said of somebody"),
        ]
        for part in _PART.finditer(text, behind.start("value"), behind.end("value")):
            value = part[0].strip()
            if 1 < len(value) <= _LONGEST_PART and not is_nothing(value) and not _NO_VALUE.match(value):
                start = part.start() + part[0].index(value)
                yield self.match(entity, start, start + len(value), PRIOR, evidence)


def _elsewhere(hit: Hit, marks: Sequence[Hit]) -> str:
    """What the text around a word is about where that is nobody: "animals", "books"; else ''."""
    if len(marks) < _MARKS:
        return ""
    met = Counter(key for key, _ in {(m.key, m.word) for m in marks if abs(m.start - hit.start) <= _AROUND})
    return next((key.partition("/")[2] for key, number in met.items() if number >= _MARKS), "")


def _said_better(hit: Hit, mine: Sequence[Hit], text: str) -> bool:
    """Whether an ordinary word goes with one of the same sentence that says what it is: diagnosed with epilepsy."""
    return hit.key.endswith("/plain") and any(
        not h.key.endswith(("/plain", "/weak", "/shorthand"))
        and not SENTENCE_END.search(text, min(h.end, hit.end), max(h.start, hit.start))
        for h in mine
    )


def _is_label(text: str, hit: Hit) -> bool:
    """Whether a word only says what stands behind it, if anything: 既往歴:, 診断:"""
    names = hit.word in vocabulary().stated or hit.key.endswith("/plain")
    return names and text[hit.end : hit.end + 2].lstrip(" ")[:1] == ":"


def _begin(text: str, hit: Hit) -> int:
    """Where a word begins with what belongs to it in front."""
    if hit.word.endswith(_ALLERGY) and (longer := _LONGER.search(text, max(0, hit.start - 20), hit.start)) is not None:
        return longer.start()
    return hit.start - (hit.start > 0 and text[hit.start - 1] in _SIDES)


RECOGNIZERS: tuple[type[Recognizer], ...] = (SensitiveRecognizer,)
