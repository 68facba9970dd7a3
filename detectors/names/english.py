"""English names in running text: a tokeniser of our own, name lists, and a CRF where a name may stand.

A sentence is looked at only where some word of it may be a name: capitalised inside the sentence, or in a name list,
or unknown. Names of any origin that stand in Latin letters are meant, Japanese ones in both orders included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import ClassVar, cast

import numpy as np
import numpy.typing as npt

from detectors.names.base import LEAST, TYPES, Found, NameRecognizer, Pointed, Sentence
from detectors.names.edges import own_names
from detectors.names.features import Features
from detectors.names.lexer import WORD, Lexer, Token, Tokens
from detectors.names.mentions import mentioned
from detectors.names.network_en import Floats, Inputs, Network, NetworkWeights, network_weights
from detectors.names.numbering import Batch, Ints, Part, Remembered
from detectors.names.odds import latin_name
from detectors.names.pointed_en import ROW, may_be_name_en, pointed_en
from detectors.names.rows import in_rows
from detectors.names.tagger import Tagger, Weights, shifted, spans, trimmed
from detectors.names.things import is_thing
from detectors.names.words import EnglishWords, word_class
from detectors.recognizer import Scene
from detectors.text.normalise import Trait

WEIGHTS = Path(__file__).parent / "data" / "english.npz"
ORGANISATION_WORDS = word_class("english", "organisation")
PLACE_WORDS = word_class("english", "place")
CALENDAR = word_class("english", "calendar")
FUNCTION_WORDS = word_class("english", "function")

PERSON_VERBS = word_class("english", "person_verbs")
PERSONAL = word_class("english", "personal")
ROLES = word_class("english", "roles")

_NAMEWORD = re.compile(r"[^\W\d_\u3041-\u9fff]{2,}(?:['’](?!s\b)[^\W\d_\u3041-\u9fff]+|-[^\W\d_]+)*")
# What is no letter in any case is looked at first: a Japanese line has a word of another script hardly ever.
_WORDY = re.compile(r"[^\x00-@\[-`{-\xa9\u3041-\u9fff](?<=[^\W\d_])[^\W\d_\u3041-\u9fff]")
_SENTENCE_END = re.compile(r"""[.!?\n](?:(?<=\n)\n*|(?<=[^\s.A-Z][.!?])["')\]]*\s+(?=["'(\[]?[A-Z]))""")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Revd|Fr|St|Cllr|Capt|Sgt|Lt|Col|Gen|Sen|Gov|Hon|vs|No|Jr|Sr))\.$"
)
# Program text: its words in small letters are no names. Each branch begins with a character of its own.
_CODE = re.compile(r"[_=<>{}\[\]\\`]|\((?<=\w\()|->|\.(?<=\w\.)[a-z]{2}")
_PROGRAM = re.compile(r"[={}\[\]\\`]|(?<![@#\w])\w+_|\w\(|->|^\s*(?:elif|if|for|while|return|import|from|def)\b.*:?$")
"""Program text for sure: in a sentence with names besides, words in small letters are none."""
_SECTION = re.compile(r" ?\([1-9][a-z]*\)")
"""Behind a command of the manual: chown (2)."""
_SIGNS = frozenset(".,:;-()\"'/&|•*!?")
MOST_WORDS = 120
"""Words decided together: a 'sentence' longer than this is cut."""
_HUMPED = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_PREFIXED = re.compile(r"(?:Mc|Mac|Fitz|O|St|[DL][aeiu]s?|V[ao]n)['’]?[A-Z][a-z]+$")
_ORDINARY = 4
"""Rank class up to which a word that opens a sentence is taken for the word."""
_CONSTANT = 2.0
"""Log-odds that speak against a lone word written like a constant or a type of a program, or standing where programs
have one, being somebody's name."""
_TENTH = 0.1
"""Probability from which on another type that the same words may be of counts against a person, in proportion."""
_THING = 7.0
"""Log-odds against a name being a person's where what stands around it says that it is a thing's: more than the
models ever say for it."""
_BEFORE_OPERAND = re.compile(r"(?:::|[&<~`_]|\w!?\(|\w\.)$")
_AFTER_OPERAND = re.compile(r"::|[<(`_]|\.\w")

_STATEMENT = re.compile(r";\s*$|=>|\w![(\[]")
"""A statement of a program, as data (JSON, SQL's strings) are not written."""


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence; line ends part sentences too."""
    at = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.start()
        if text[end] != "\n":
            end += 1  # the sentence keeps its full stop
            if "\n" not in found[0] and _ABBREVIATION.search(text, max(at, end - 6), end):
                continue
        if end > at:
            yield at, text[at:end]
        at = found.end()
    if at < len(text):
        yield at, text[at:]


def tokens(sentence: str) -> tuple[list[Token], list[tuple[int, int]]]:
    """The tokens of a sentence and where they stand in it."""
    if not sentence.strip():
        return [], []
    lexer = Lexer(lambda _: 0, PERSONAL)
    batch = lexer.tokens(lexer.pieces([sentence])).batch
    said = [batch.numbering.tokens[number] for number in batch.numbers]
    return cast("list[Token]", said), [found.span() for found in WORD.finditer(sentence)]


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
        self._lately = lru_cache(1_024)(self._features)  # what the CRF is told first, the network is told soon after

    def __call__(self, token: Token) -> Features:
        return self._lately(token)

    def _features(self, token: Token) -> Features:
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

    # What is said of a piece between spaces: a word of it may be a name; may be one unless it opens the sentence, where
    # it is the first word of the piece or a later one; there is a word at all; and what small letters allow.
    _NAME, _FIRST, _LATER, _ANY, _SMALL, _SMALL_NAME = (1 << i for i in range(6))
    KEEP = 200_000

    def __init__(self, words: EnglishWords) -> None:
        self._words = words
        self._known: dict[str, int] = {}

    def look(self, piece: str) -> int:
        """What is said of a piece."""
        out = 0
        for word in _NAMEWORD.findall(piece):
            code = self._known.get(word)
            if code is None:
                if len(self._known) >= self.KEEP:
                    self._known.clear()
                code = self._known[word] = self._look(word)
            out |= (0, self._NAME, self._LATER if out else self._FIRST, self._SMALL, self._SMALL_NAME)[code] | self._ANY
        return out

    def __call__(self, sentences: Sequence[str], looks: npt.NDArray[np.uint8], lengths: Ints) -> npt.NDArray[np.bool_]:
        """In which sentences a name may stand. ``looks`` are of their pieces, ``lengths`` how many each has."""
        starts = np.cumsum(lengths) - lengths
        at = np.where(looks & self._ANY, np.arange(len(looks)), len(looks))
        opens = np.minimum.reduceat(at, starts)
        looks[opens[opens < len(looks)]] &= 0xFF ^ self._FIRST
        said = np.bitwise_or.reduceat(looks, starts)
        out = said & (self._NAME | self._FIRST | self._LATER) != 0
        for i in np.flatnonzero(~out & (said & (self._SMALL | self._SMALL_NAME) != 0)).tolist():
            sentence = sentences[i]
            small = said[i] & self._SMALL_NAME or sentence.islower() or not any(map(str.isupper, sentence[1:]))
            out[i] = bool(small) and not _CODE.search(sentence)
        return np.asarray(out)

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

    KEEP = 100_000
    """Distinct words and tokens remembered before all tables start afresh (about 60 MB)."""

    def __init__(self, weights: Weights, network: NetworkWeights | None = None) -> None:
        self.words = EnglishWords.unpack(weights.lists)
        features = EnglishFeatures(self.words)
        second = Network(network, features.inputs) if network is not None else None
        self.tagger = Tagger(weights, features, second)
        self.calibration = network.calibration if network is not None else (1.0, 0.0)
        self._screen = Screen(self.words)
        self._lexer = Lexer(self._screen.look, PERSONAL)

    def cut(self, sentences: Sequence[str]) -> tuple[npt.NDArray[np.bool_], Tokens]:
        """In which sentences a name may stand, and the tokens of those. Each sentence has something besides spaces."""
        if len(self._lexer) > self.KEEP:
            self._lexer = Lexer(self._screen.look, PERSONAL)
        pieces = self._lexer.pieces(sentences)
        passed = self._screen(sentences, self._lexer.looks.values[pieces.numbers], pieces.lengths)
        return passed, self._lexer.tokens(pieces.only(passed))

    def cell(self, value: str) -> float:
        """Log-odds that a value is a name and nothing else."""
        return latin_name(value, self.words)


def network_of(path: Path) -> Path:
    """Where the network that belongs to a weights file lies: beside it."""
    return path.with_name(f"{path.stem}_network.npz")


@cache
def model(path: Path) -> Model:
    """The model of a weights file, loaded once a process. Raises ModelError where a part of it is missing."""
    return Model(Weights.load(path), network_weights(network_of(path)))


class EnglishNameRecognizer(NameRecognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION, in Latin letters, within Japanese text too."""

    ID: ClassVar[str] = "names.en"
    VERSION: ClassVar[int] = 10
    NEEDS: ClassVar[Trait] = Trait.LATIN
    MODEL: ClassVar[str] = "crf.en"

    def __init__(self, model: Model | None = None) -> None:
        super().__init__()
        self._given = model
        self._parts = Remembered(self._names)

    @property
    def _model(self) -> Model:
        return self._given or model(WEIGHTS)

    def _pointed(self, scene: Scene) -> Iterator[Pointed]:
        return pointed_en(scene, self._model.words)

    def _beside_others(self, scene: Scene, known: set[int]) -> Iterator[Pointed]:
        return in_rows(scene, ROW, known, lambda s, e: may_be_name_en(scene.view.text, s, e, self._model.words))

    def _sentences(self, text: str) -> Iterator[Sentence]:
        return sentences(text)

    def _mentioned(
        self, text: str, sentences: Sequence[Sentence], found: Sequence[Found]
    ) -> tuple[set[int], list[Found]]:
        words = self._model.words
        again, new = mentioned(text, sentences, found, lambda word: words.common.get(word, 9) <= _ORDINARY)
        return again, [f for f in new if not is_thing(text, f[0], f[1], words)]

    def _found(self, sentences: Sequence[str]) -> list[list[Found] | None]:
        found: list[list[Found] | None] = [None] * len(sentences)
        wordy = [i for i, s in enumerate(sentences) if (not s.isspace() if s.isascii() else _WORDY.search(s))]
        if not wordy:
            return found
        passed, cut = self._model.cut([sentences[i] for i in wordy])
        numbers = np.array(wordy)[passed].tolist()
        for number, begin, parts in zip(numbers, cut.batch.starts.tolist(), self._parts(cut.batch), strict=True):
            sentence = sentences[number]
            names = found[number] = []
            for first, last, kind, probability in parts:
                start, end = trimmed(sentence, *cut.place(sentence, begin + first, begin + last - 1))
                if start < end and not (
                    sentence[start].islower() and (_PROGRAM.search(sentence) or _SECTION.match(sentence, end))
                ):
                    own = own_names(sentence, start, end, self._model.words) if kind == "PER" else ((start, end),)
                    for begin_of, end_of in own:
                        sure = self._around(sentence, begin_of, end_of, probability) if kind == "PER" else probability
                        names.append((begin_of, end_of, kind, sure))
        return found

    def _around(self, sentence: str, start: int, end: int, probability: float) -> float:
        """The probability of a person's name when what stands around it in the sentence is heard too."""
        if _operand(sentence, start, end):
            probability = shifted(probability, -_CONSTANT)
        if is_thing(sentence, start, end, self._model.words):
            probability = shifted(probability, -_THING)
        return probability

    def _names(self, batch: Batch) -> list[list[Part]]:
        """The names in each of some sentences."""
        names: list[list[Part]] = [[] for _ in batch.lengths]
        tagger = self._model.tagger
        lengths, whose = _parts(batch.lengths)
        begins = np.cumsum(lengths) - lengths
        offsets = (begins - batch.starts[whose]).tolist()
        posteriors = tagger.posteriors(Batch(batch.numbers, lengths, batch.numbering))
        firms, places = (probabilities(posteriors, tagger.labels, kind) for kind in ("ORG", "LOC"))
        for span in spans(posteriors, lengths, tagger.labels, tuple(TYPES), LEAST):
            at = int(begins[span.sentence])
            inside = batch.numbers[at + span.start : at + span.end].tolist()
            words = [cast("Token", batch.numbering.tokens[number])[0] for number in inside]
            titles, probability = 0, span.probability
            if span.type == "PER":
                titles = self._titles(words)
                if titles == len(words):
                    continue
                words, here = words[titles:], slice(at + span.start, at + span.end)
                # Jordan and Chelsea are places, Jordan Holden is none.
                rivals = firms[here].tolist() + ([] if self._in_full(words) else places[here].tolist())
                probability = self._calibrated(shifted(probability, -log(max(_TENTH, *rivals) / _TENTH)), words)
            first = offsets[span.sentence]
            part = (first + span.start + titles, first + span.end, span.type, probability)
            names[whose[span.sentence]].append(part)
        return names

    def _calibrated(self, probability: float, words: Sequence[str]) -> float:
        """The probability of a person's name as it came true in cross-validation."""
        slope, offset = self._model.calibration
        calibrated = shifted(probability, offset, slope)
        if len(words) == 1 and self._like_a_constant(words[0]):
            calibrated = shifted(calibrated, -_CONSTANT)
        return calibrated

    def _in_full(self, words: Sequence[str]) -> bool:
        """Whether a name is a listed given name with a listed surname, as places hardly are."""
        lists = self._model.words
        return len(words) > 1 and words[0].lower() in lists.given and words[-1].lower() in lists.surnames

    def _like_a_constant(self, word: str) -> bool:
        """Whether a word is written as things in programs are: RawIOBase, CMake, LDFLAGS; not McDonald and SMITH."""
        if word.isupper():
            return len(word) > 1 and not self._model.words.is_name(word)
        return _HUMPED.search(word) is not None and not _PREFIXED.match(word)

    def _titles(self, words: Sequence[str]) -> int:
        """How many words before the name are titles: a title, its full stop, or a handle is no part of it."""
        titles = self._model.words.titles
        for number, word in enumerate(words):
            if word[0].isalnum() and word.lower().rstrip(".") not in titles:
                return number
        return len(words)


def probabilities(posteriors: Floats, labels: Sequence[str], kind: str) -> Floats:
    """Of each token the probability that it is of a type."""
    columns = [posteriors[:, i] for i, label in enumerate(labels) if label.endswith(f"-{kind}")]
    return np.asarray(sum(columns, np.zeros(len(posteriors), np.float32)))


def _operand(sentence: str, start: int, end: int) -> bool:
    """Whether a lone word stands where programs have a type, a value, a call, a field or sample text: Fruit::Lemon,
    Vec<u8>, Some(Kiwi), Celsius(35), Miles.parse(), `Miles`, :kiwi:, let fruit = "Lemon";"""
    if " " in sentence[start:end]:
        return False
    around = sentence[max(0, start - 1) : start] + sentence[end : end + 1]
    if around == "::" or (around == '""' and _STATEMENT.search(sentence)):
        return True
    if not (_PROGRAM.search(sentence) or "::" in sentence):
        return False
    return bool(_BEFORE_OPERAND.search(sentence[:start]) or _AFTER_OPERAND.match(sentence, end))


def _parts(lengths: Ints) -> tuple[Ints, Ints]:
    """Sentences cut into parts of at most MOST_WORDS tokens: the lengths of these, and which sentence each is of."""
    parts = -(-lengths // MOST_WORDS)
    whose = np.repeat(np.arange(len(lengths)), parts)
    cut = np.full(len(whose), MOST_WORDS)
    last = np.cumsum(parts) - 1
    cut[last] = lengths - (parts - 1) * MOST_WORDS
    return cut, whose
