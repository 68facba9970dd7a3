"""English names in running text: a tokeniser of our own, name lists, and a CRF where a name may stand.

A sentence is looked at only where some word of it may be a name: capitalised inside the sentence, or in a name list,
or unknown. Names of any origin that stand in Latin letters are meant, Japanese ones in both orders included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import exp
from pathlib import Path
from typing import ClassVar

from detectors.names.base import LEAST, TYPES, Found, NameRecognizer, Sentence
from detectors.names.cells import latin_name
from detectors.names.network_en import Inputs, Network, NetworkWeights
from detectors.names.tagger import Features, Tagger, Weights, logit, spans, trimmed
from detectors.names.words import EnglishWords, word_class
from detectors.normalise import Trait

WEIGHTS = Path(__file__).parent / "data" / "english.npz"
ORGANISATION_WORDS = word_class("english", "organisation")
PLACE_WORDS = word_class("english", "place")
CALENDAR = word_class("english", "calendar")
FUNCTION_WORDS = word_class("english", "function")

PERSON_VERBS = word_class("english", "person_verbs")
PERSONAL = word_class("english", "personal")
ROLES = word_class("english", "roles")

_WORD = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|[@#]\w+"  # one token each, never a name
    r"|[A-Z]\.(?![a-z]{2})"  # an initial with its full stop
    r"|[^\W\d_\u3041-\u9fff]+(?:['’](?!s\b)[^\W\d_]+|-[^\W\d_]+)*"
    r"|['’]s\b|\d[\d.,:/-]*|[\u3041-\u9fff]+|\S"
)
_NAMEWORD = re.compile(r"[^\W\d_\u3041-\u9fff]{2,}(?:['’](?!s\b)[^\W\d_\u3041-\u9fff]+|-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[^\s.A-Z][.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Revd|Fr|St|Cllr|Capt|Sgt|Lt|Col|Gen|Sen|Gov|Hon|vs|No|Jr|Sr))\.$"
)
_CODE = re.compile(r"[_=<>{}\[\]\\`]|\w\(|->|\w\.[a-z]{2}")  # program text: its words in small letters are no names
_SIGNS = frozenset(".,:;-()\"'/&|•*!?")
MOST_WORDS = 120
"""Words decided together: a 'sentence' longer than this is cut."""
_HUMPED = re.compile(r"[a-z][A-Z]")
_PREFIXED = re.compile(r"(?:Mc|Mac|Fitz|O|St|[DL][aeiu]s?|V[ao]n)['’]?[A-Z][a-z]+$")
_CONSTANT = 2.0
"""Log-odds that speak against a lone word written like a constant or a type of a program being somebody's name."""
_JAPANESE_RUN = "日本"
"""Stands for every run of Japanese: the model knows of none what it says."""

Token = tuple[str, bool, str, bool]
"""The word, whether it opens a sentence, the case of that ('' mixed, U all upper, L all lower, T a heading), and
whether it speaks of somebody (he, her, who)."""


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence; line ends part sentences too."""
    at = 0
    for found in _SENTENCE_END.finditer(text):
        if "\n" not in found[0] and _ABBREVIATION.search(text, max(at, found.start() - 6), found.start()):
            continue
        if found.start() > at:
            yield at, text[at : found.start()]
        at = found.end()
    if at < len(text):
        yield at, text[at:]


def tokens(sentence: str) -> tuple[list[Token], list[tuple[int, int]]]:
    """The tokens of a sentence and where they stand in it."""
    words: list[str] = []
    places: list[tuple[int, int]] = []
    for found in _WORD.finditer(sentence):
        words.append(found[0])
        places.append(found.span())
    case = _case(words)
    personal = any(w.lower() in PERSONAL for w in words)
    out: list[Token] = []
    initial = True
    for word in words:
        out.append((_told(word), initial, case, personal))
        if word[0].isalnum():
            initial = False
        elif word in "•*" or (word == "-" and initial):
            initial = True
    return out, places


def _told(word: str) -> str:
    """The word as far as the model can tell it from others: figures by their length, so that each is met once."""
    if word[0].isalpha():
        return _JAPANESE_RUN if "\u3041" <= word[0] <= "\u9fff" else word
    return "0" * min(len(word), 5) if len(word) > 2 and word[0].isdigit() else word


def _case(words: list[str]) -> str:
    long = [w for w in words if len(w) > 2 and w[0].isalpha()]
    if len(long) < 2:
        return ""
    if all(w.isupper() for w in long):
        return "U"
    capitals = sum(w[0].isupper() for w in long)
    if not capitals:
        return "L"
    return "T" if len(long) > 4 and capitals >= 0.8 * len(long) else ""


def shape(word: str) -> str:
    """The form of a word: Xx, XX, x, X., XxX, 0, or the sign itself."""
    first = word[0]
    if first.isalpha():
        if len(word) == 1:
            return "X" if first.isupper() else "x"
        if word[1:] == ".":
            return "X."
        if word.islower():
            return "x"
        if word.isupper():
            return "XX"
        if first.isupper():
            return "Xx" if word[1:].islower() else "XxX"
        return "xX"
    if first.isdigit():
        return "0" * min(len(word), 5)
    if first in "@#" and len(word) > 1:
        return first + "w"
    return first if first in _SIGNS else "?"


class EnglishFeatures:
    """What the CRF is told of a word."""

    def __init__(self, words: EnglishWords) -> None:
        self._words = words

    def __call__(self, token: Token) -> Features:
        word, initial, case, personal = token
        form = shape(word)
        low = word.lower().replace("’", "'")
        lists = self._words
        rank = lists.common.get(low, 9)
        marks = self._marks(low)
        if not word[0].isalpha():
            sign = (f"w={low if len(low) < 3 else form}", f"s={form}", f"c={form}")
            return Features(sign, sign, sign[:1], form)
        word_class = self._class(low, form, rank, marks, initial, case)
        start = "^" if initial else ""
        near = [f"w={low}", f"s={form}{case}", f"r={rank}", f"c={word_class}", *marks]
        if form == "x":
            near.append(f"t3={low[-3:]}")
        own = [
            *near,
            f"s={form}{start}",
            f"sr={form}{start}{case}:{rank}",
            *(f"m={m}:{form}{start}{case}" for m in marks),
            *(f"mr={m}:{rank}" for m in marks),
            f"all={'+'.join(marks)}:{form}{start}",
        ]
        if form != "x":
            somebody = "+" if personal else "-"
            own += (f"he={somebody}:{form}{start}", f"hem={somebody}:{'+'.join(marks)}")
        if form != "x" or rank > 6:
            own += (
                f"t2={low[-2:]}",
                f"t3={low[-3:]}",
                f"t4={low[-4:]}",
                f"h3={low[:3]}",
                f"h2={low[:2]}",
                f"n={min(len(low), 9)}",
            )
        if "-" in low or "'" in low:
            own += [f"part={m}" for part in re.split("[-']", low) if part for m in self._marks(part)]
        return Features(tuple(own), tuple(near), (f"c={word_class}", f"w={low}"), word_class)

    def inputs(self, token: Token) -> Inputs:
        """What the network is told of a word."""
        own = self(token).own
        return Inputs(token[0].lower().replace("’", "'"), tuple(a for a in own if not a.startswith("w=")))

    def _marks(self, low: str) -> list[str]:
        lists = self._words
        marks = []
        if level := lists.given.get(low):
            marks.append(f"giv{level}")
        if level := lists.surnames.get(low):
            marks.append(f"sur{level}")
        if low in lists.foreign:
            marks.append("for")
        if low in lists.japanese_surnames:
            marks.append("jsur")
        if low in lists.japanese_given:
            marks.append("jgiv")
        if low in lists.places:
            marks.append("plc")
        bare = low.rstrip(".")
        if bare in lists.titles:
            marks.append("title")
        elif bare in PERSON_VERBS:
            marks.append("verb")
        elif bare in ROLES:
            marks.append("role")
        elif bare in CALENDAR:
            marks.append("cal")
        elif bare in ORGANISATION_WORDS:
            marks.append("org")
        elif bare in PLACE_WORDS:
            marks.append("pw")
        return marks

    @staticmethod
    def _class(low: str, form: str, rank: int, marks: list[str], initial: bool, case: str) -> str:
        if low in FUNCTION_WORDS:
            return low
        for mark in ("title", "verb", "role", "cal", "org", "pw"):
            if mark in marks:
                return mark + form[0]
        if form == "X.":
            return form
        given = any(m in ("giv2", "giv3", "jgiv") for m in marks)
        surname = any(m in ("sur3", "sur4", "jsur") for m in marks)
        kind = ("G" if given else "") + ("S" if surname else "") + ("P" if "plc" in marks else "")
        if not kind:
            kind = "s" if "sur1" in marks or "sur2" in marks or "for" in marks else "u" if rank > 7 else ""
        if form == "x":
            return "x" + (kind if rank > 4 else "")
        often = "c" if rank <= 4 else ""
        return f"{form[:2]}{kind}{often}{'^' if initial and not kind else ''}{case if case == 'U' else ''}"


class Screen:
    """The cheap test: whether a sentence has a word that may be a name."""

    KEEP = 200_000

    def __init__(self, words: EnglishWords) -> None:
        self._words = words
        self._known: dict[str, int] = {}

    def __call__(self, sentence: str) -> bool:
        """True where a name may stand."""
        known = self._known
        first = True
        small = 0
        for word in _NAMEWORD.findall(sentence):
            code = known.get(word)
            if code is None:
                if len(known) >= self.KEEP:
                    known.clear()
                code = known[word] = self._look(word)
            if code == 1 or (code == 2 and not first):
                return True
            small = max(small, code - 2)
            first = False
        if small <= 0 or _CODE.search(sentence):
            return False
        return small == 2 or not any(map(str.isupper, sentence[1:]))

    def _look(self, word: str) -> int:
        """0 never, 1 anywhere, 2 unless it opens the sentence; outside of program text also 3 in a sentence without
        capitals, 4 a name in small letters."""
        low = word.lower().replace("’", "'")
        lists = self._words
        rank = lists.common.get(low, 9)
        listed = low in lists.given or lists.surnames.get(low, 0) > 1 or low in lists.japanese_surnames
        if word[0].islower():
            if rank > 3 and lists.given.get(low, 0) > 1:
                return 4
            # Will, may, in and an are names too, but in small letters nobody's: a third of all sentences have one.
            listed = (rank > 3 and low in lists.given) or (rank > 4 and lists.surnames.get(low, 0) > 1)
            return 3 if rank > 7 or listed else 0
        if low in CALENDAR or (low in FUNCTION_WORDS and low not in lists.given):
            return 0
        if word.isupper() and len(word) < 5 and not listed:
            return 0  # an acronym
        if listed and (rank > 4 or lists.given.get(low, 0) + lists.surnames.get(low, 0) > rank - 1):
            return 1
        return 1 if rank > 7 else 2


class Model:
    """Weights with what is worked out from them once a process."""

    def __init__(self, weights: Weights, network: NetworkWeights | None = None) -> None:
        self.words = EnglishWords.unpack(weights.lists)
        features = EnglishFeatures(self.words)
        second = Network(network, features.inputs) if network is not None else None
        self.tagger = Tagger(weights, features, second)
        self.calibration = network.calibration if network is not None else (1.0, 0.0)
        self.screen = Screen(self.words)

    def cell(self, value: str) -> float:
        """Log-odds that a value is a name and nothing else."""
        return latin_name(value, self.words)


def network_of(path: Path) -> Path:
    """Where the network that belongs to a weights file lies: beside it."""
    return path.with_name(f"{path.stem}_network.npz")


@cache
def model(path: Path) -> Model:
    """The model of a weights file, loaded once a process. Raises ModelError where a part of it is missing."""
    network = network_of(path)
    return Model(Weights.load(path), NetworkWeights.load(network))


class EnglishNameRecognizer(NameRecognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION, in Latin letters, within Japanese text too."""

    ID: ClassVar[str] = "names.en"
    VERSION: ClassVar[int] = 4
    NEEDS: ClassVar[Trait] = Trait.LATIN
    MODEL: ClassVar[str] = "crf.en"

    def __init__(self, model: Model | None = None) -> None:
        super().__init__()
        self._given = model

    @property
    def _model(self) -> Model:
        return self._given or model(WEIGHTS)

    def _sentences(self, text: str) -> Iterator[Sentence]:
        return sentences(text)

    def _spans(self, text: str, batch: Sequence[Sentence]) -> Iterator[Found]:
        tagger = self._model.tagger
        slope, offset = self._model.calibration
        pieces: list[tuple[int, list[Token], list[tuple[int, int]]]] = []
        for at, sentence in batch:
            words, places = tokens(sentence)
            for i in range(0, len(words), MOST_WORDS):
                pieces.append((at, words[i : i + MOST_WORDS], places[i : i + MOST_WORDS]))
        for (at, words, places), posterior in zip(pieces, tagger.posteriors([w for _, w, _ in pieces]), strict=True):
            for span in spans(posterior, tagger.labels, tuple(TYPES), LEAST):
                first = self._after_titles(words, span.start, span.end) if span.type == "PER" else span.start
                if first < span.end:
                    start, end = trimmed(text, at + places[first][0], at + places[span.end - 1][1])
                    if start < end:
                        probability = span.probability
                        if span.type == "PER":
                            odds = slope * logit(probability) + offset
                            if first + 1 == span.end and self._like_a_constant(words[first][0]):
                                odds -= _CONSTANT
                            probability = 1 / (1 + exp(-odds))
                        yield start, end, span.type, probability

    def _like_a_constant(self, word: str) -> bool:
        """Whether a word is written as things in programs are: RawIOBase, LDFLAGS; McDonald and SMITH are not."""
        if word.isupper():
            return len(word) > 1 and not self._model.words.is_name(word)
        return _HUMPED.search(word) is not None and not _PREFIXED.match(word)

    def _after_titles(self, words: list[Token], start: int, end: int) -> int:
        """Where the name begins behind titles: a title, its full stop, or a handle is no part of it."""
        titles = self._model.words.titles
        while start < end:
            word = words[start][0]
            if word[0].isalnum() and word.lower().rstrip(".") not in titles:
                break
            start += 1
        return start
