"""Japanese names in running text: Sudachi's morphemes, a CRF over them, and only where a name may stand.

Four steps, each on less text than the one before: runs of kanji and katakana are looked at once and remembered
(does it hold anything that may be a name?); sentences with such a run are cut into morphemes; the CRF decides; where
it hesitates, a small network decides with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np

from detectors.names.base import LEAST, TYPES, Found, NameRecognizer, Pointed, Sentence, bare
from detectors.names.features import Features
from detectors.names.kinds import Kinds
from detectors.names.network import Inputs, Network, NetworkWeights
from detectors.names.numbering import Batch, Growing, Ints, Numbering, Part, Remembered
from detectors.names.odds import japanese_name
from detectors.names.pointed import ROW, in_list, may_be_name, pointed, pointing
from detectors.names.rows import in_rows
from detectors.names.tagger import Floats, ModelError, Tagger, Weights, shifted, spans, trimmed
from detectors.names.vectors import WordVectors
from detectors.names.words import JapaneseWords, word_class
from detectors.recognizer import Scene
from detectors.text.normalise import Trait, View, fold

WEIGHTS = Path(__file__).parent / "data" / "japanese.npz"
NETWORK = WEIGHTS.with_name("japanese_network.npz")
VECTORS = WEIGHTS.with_name("japanese_vectors.npz")
KINDS = WEIGHTS.with_name("japanese_kinds.npz")
HONORIFICS = word_class("japanese", "honorifics")
TITLES = word_class("japanese", "titles")
ORGANISATION_WORDS = word_class("japanese", "organisation")
PLACE_WORDS = word_class("japanese", "place")

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[」』）)]*|\n|$)")
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f々"
# What a run can begin with is looked at first: hiragana, which most of a text is, hardly ever.
_RUN = re.compile(
    rf"(?=[{_HAN}〆\u30a1-\u30fa\u30fc・=A-Za-zさくち])(?:[{_HAN}〆ヶヵ]{{2,}}|[\u30a1-\u30fa\u30fc・=]{{2,}}"
    r"|さ[んま](?<=[\u3041-\u3096]..)|くん(?<=[\u3041-\u3096]..)|ちゃん(?<=[\u3041-\u3096]...)"
    rf"|[{_HAN}](?:さん|くん|ちゃん|さま|[ \t][{_HAN}])"
    r"|[A-Z][A-Za-z]+ [A-Z][A-Za-z]+|[A-Za-z]{3,}(?=さん|氏|様|博士|選手))"
)
_MOST_BYTES = 49_149
_LONGEST = 4_000
"""Characters in one piece given to Sudachi: a 'sentence' longer than this is no prose, and is cut."""

Token = tuple[str, int, bool, int, str, str]
"""Surface, part of speech, unknown to the dictionary; part of speech of the long unit, place in it, the unit itself
(-1 and twice "" where the token is a unit of its own)."""


@cache
def _sudachi() -> tuple[Any, Any]:
    from sudachipy import Dictionary, SplitMode

    dictionary = Dictionary()
    return dictionary, dictionary.tokenizer(SplitMode.C)


@cache
def part_of_speech(number: int) -> tuple[str, ...]:
    """Sudachi's part of speech as its levels, without the asterisks."""
    return tuple(level for level in _sudachi()[0].pos_of(number)[:4] if level != "*")


class Morphemes:
    """The morphemes of sentences as numbers: long units (mode C), each cut into short ones (mode A) that know their
    place in it.

    Cutting a long unit costs as much as finding it, and the same ones come again and again: they are remembered.
    """

    KEEP = 100_000
    """Distinct long units remembered before all begins afresh."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.numbering = Numbering()
        self._units: dict[tuple[str, int], list[int]] = {}
        self._sizes = Growing(np.int64)  # characters, by number of the morpheme
        self._out = _sudachi()[1].tokenize("")  # Sudachi's list, used again and again

    def batch(self, sentences: Sequence[str]) -> Batch:
        """The morphemes of some sentences; of each together the surfaces are the sentence.

        At most 49,149 bytes of UTF-8 in one: longer raises ValueError.
        """
        if len(self._units) > self.KEEP:
            self._begin()
        flat: list[int] = []
        lengths = []
        done = 0
        known = self._units
        tokenize = _sudachi()[1].tokenize
        for sentence in sentences:
            if len(sentence) > _MOST_BYTES // 4 and len(sentence.encode("utf-8")) > _MOST_BYTES:
                raise ValueError("too long for one call of Sudachi")
            for unit in tokenize(sentence, out=self._out):
                word = unit.surface(), unit.part_of_speech_id()
                numbers = known.get(word)
                if numbers is None:
                    numbers = known[word] = [self.numbering.number(part) for part in _parts(unit, *word)]
                flat += numbers
            lengths.append(len(flat) - done)
            done = len(flat)
        new = self.numbering.tokens[len(self._sizes) :]
        self._sizes.extend([len(cast("Token", t)[0]) if t is not None else 0 for t in new])
        return Batch(np.array(flat, np.int64), np.array(lengths, np.int64), self.numbering)

    def ends(self, batch: Batch) -> Ints:
        """How many characters there are from the begin of the batch to the end of each morpheme."""
        return np.cumsum(self._sizes.values[batch.numbers])


@cache
def _morphemes() -> Morphemes:
    return Morphemes()


def tokens(sentence: str) -> list[Token]:
    """The morphemes of a sentence; raises ValueError as ``Morphemes.batch`` does."""
    batch = _morphemes().batch([sentence])
    return [cast("Token", batch.numbering.tokens[number]) for number in batch.numbers]


def morphemes(sentence: str) -> Iterator[tuple[str, str, str, int, int]]:
    """The short morphemes of a sentence of at most ``_MOST_BYTES``: each as it stands there, as the dictionary has it,
    its part of speech in two levels, and where it begins and ends."""
    for part in _sudachi()[1].tokenize(sentence, _short_mode()):
        kind = "-".join(part_of_speech(part.part_of_speech_id())[:2])
        yield part.surface(), part.dictionary_form(), kind, part.begin(), part.end()


def _parts(unit: Any, surface: str, kind: int) -> tuple[Token, ...]:
    if len(surface) < 3 or len(parts := unit.split(_short_mode())) < 2:
        return ((_told(surface), kind, unit.is_oov(), -1, "", ""),)
    places = ("first", *["mid"] * (len(parts) - 2), "last")
    return tuple(
        (_told(part.surface()), part.part_of_speech_id(), False, kind, place, surface)
        for part, place in zip(parts, places, strict=True)
    )


def _told(surface: str) -> str:
    """The surface as far as the model can tell it from others: figures by how many there are, for nearly all that is
    new in an office are figures."""
    return "0" * len(surface) if len(surface) > 2 and surface.isdecimal() else surface


def _is_word(text: str) -> bool:
    """Whether the dictionary has a text as one word that means a thing."""
    found = tokens(text)
    return len(found) == 1 and not found[0][2] and "普通名詞" in part_of_speech(found[0][1])


@cache
def _short_mode() -> Any:
    from sudachipy import SplitMode

    return SplitMode.A


def script(text: str) -> str:
    """The kinds of characters in a token, in order, each run once: K kanji, h hiragana, T katakana, A, a, 0, other."""
    out = ""
    for c in text:
        if "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c > "\U00020000" or c in "々〆":
            kind = "K"
        elif "\u3041" <= c <= "\u309f":
            kind = "h"
        elif "\u30a1" <= c <= "\u30fa" or c == "ー":
            kind = "T"
        elif c.isascii() and c.isalpha():
            kind = "A" if c.isupper() else "a"
        elif c.isdigit():
            kind = "0"
        elif c.isspace():
            kind = "_"
        elif c in "・=＝":
            kind = "・"
        else:
            kind = "."
        if not out.endswith(kind):
            out += kind
    return out


class JapaneseFeatures:
    """What the CRF is told of a morpheme."""

    def __init__(self, words: JapaneseWords, vectors: WordVectors, kinds: Kinds) -> None:
        self._words = words
        self._vectors = vectors
        self._said = lru_cache(maxsize=16_384)(kinds.said)  # of a word that the CRF was told of the network is told too

    def __call__(self, token: Token) -> Features:
        surface, kind, unknown, long_kind, place, unit = token
        pos = part_of_speech(kind)
        word = fold(surface)
        shape = script(surface)
        marks = self._marks(word)
        word_class = self._class(word, pos, shape, unknown, marks)
        size = str(min(len(word), 5))
        tag = "-".join(pos[:3])
        near = [f"w={word}", f"p={tag}", f"s={shape}{size}", f"c={word_class}", *marks]
        if long_kind >= 0:
            near.append(f"u={'-'.join(part_of_speech(long_kind)[1:3])}:{place}")
        groups = [f"k{i}={group}" for i, group in enumerate(self._vectors.groups(word))] or ["k=?"]
        if unit:
            groups += (f"l{i}={group}" for i, group in enumerate(self._vectors.groups(fold(unit))))
        near += groups
        kinds, of_unit = self._kinds(word, unit)
        near += (*kinds[:1], *of_unit[:1])  # what they are listed as
        of_tag = f"pk={tag}:"
        own = [
            *near,
            *kinds[1:],
            *of_unit[1:],
            f"t1={word[-1:]}",
            f"h1={word[:1]}",
            f"ps={tag}:{shape}{size}",
            *(f"pm={tag}:{m}" for m in marks),
            *[of_tag + said for said in (*groups, *kinds, *of_unit)],
        ]
        if len(word) > 1:
            own += (f"t2={word[-2:]}", f"h2={word[:2]}")
        if len(word) > 3 and shape == "T":
            own += (f"t3={word[-3:]}", f"h3={word[:3]}")
        if unknown:
            own.append(f"oov={shape}")
            near.append("oov")
        elif shape == "K":
            near.append(f"t1={word[-1]}")
        return Features(tuple(own), tuple(near), (f"c={word_class}", f"w={word}", groups[0]), word_class)

    def inputs(self, token: Token) -> Inputs:
        """What the network is told of the same morpheme."""
        surface, kind, unknown, long_kind, place, unit = token
        pos = part_of_speech(kind)
        word = fold(surface)
        shape = script(surface)
        marks = self._marks(word)
        kinds, of_unit = self._kinds(word, unit)
        told = [
            f"p={'-'.join(pos)}",
            f"s={shape}",
            f"n={min(len(word), 6)}",
            f"c={self._class(word, pos, shape, unknown, marks)}",
            *marks,
            *kinds,
            *of_unit,
        ]
        if unknown:
            told.append("oov")
        if long_kind >= 0:
            told.append(f"u={'-'.join(part_of_speech(long_kind)[1:3])}:{place}")
        return Inputs(word, fold(unit) or word, tuple(told), word)

    def _kinds(self, word: str, unit: str) -> tuple[list[str], list[str]]:
        """What is said of the kinds of the word, and of the long unit that it is a part of."""
        return self._said(word), ["u" + kind for kind in self._said(fold(unit))] if unit else []

    def _marks(self, word: str) -> list[str]:
        words = self._words
        marks = []
        if level := words.surnames.get(word):
            marks.append(f"sur{level}")
        if level := words.given.get(word):
            marks.append(f"giv{level}")
        if word in words.foreign:
            marks.append("for")
        if word in HONORIFICS:
            marks.append("hon")
        elif word in TITLES:
            marks.append("title")
        elif word in ORGANISATION_WORDS:
            marks.append("org")
        elif word in PLACE_WORDS:
            marks.append("place")
        return marks

    @staticmethod
    def _class(word: str, pos: tuple[str, ...], shape: str, unknown: bool, marks: list[str]) -> str:
        main, sub = pos[0], pos[1] if len(pos) > 1 else ""
        if "hon" in marks or "title" in marks:
            return "hon" if "hon" in marks else "title"
        if "org" in marks or "place" in marks:
            return "org" if "org" in marks else "place"
        if sub == "固有名詞":
            return {"人名": pos[-1], "地名": "地" if pos[-1] == "一般" else "国"}.get(pos[2], "固")
        if main == "名詞":
            if sub == "数詞":
                return "数"
            listed = (
                "姓" if any(m.startswith("sur") for m in marks) else "名" if any(m[:3] == "giv" for m in marks) else ""
            )
            return f"n{shape if shape in ('K', 'T', 'h', 'A', 'Aa', 'a') else ''}{'?' if unknown else ''}{listed}"
        if main in ("助詞", "補助記号", "空白"):
            return word[:2] if not word.isspace() else "_"
        return main


SURE = (0.02, 0.99)
"""Where the CRF gives every token of a sentence a probability of being in a person's name outside these two, its word
stands; else the networks are asked as well. Asking them always finds no more (docs/names.md)."""


class Model:
    """Weights with what is worked out from them once a process."""

    def __init__(self, weights: Weights, vectors: WordVectors, kinds: Kinds, networks: NetworkWeights) -> None:
        self.words = JapaneseWords.unpack(weights.lists)
        features = JapaneseFeatures(self.words, vectors, kinds)
        self.tagger = Tagger(weights, features)
        self.screen = Screen(self.words, kinds)
        self.network = Network(networks, vectors, features.inputs, script)
        if self.network.labels != self.tagger.labels:
            raise ModelError("The Japanese name models do not belong together; reinstall them.")
        self._calibration = networks.calibration

    def posteriors(self, batch: Batch) -> Floats:
        """The probabilities of the labels, tokens x labels: the mean of CRF and networks."""
        found = self.tagger.posteriors(batch)
        least, most = SURE
        person = found[:, self.tagger.person].sum(axis=1)
        unsure = batch.sentences((person > least) & (person < most))
        if len(unsure):
            places = batch.places(unsure)
            found[places] = np.mean((found[places], self.network.posteriors(batch.only(unsure))), axis=0)
        return found

    def calibrated(self, probability: float) -> float:
        """The probability of a person's name as it came true in cross-validation."""
        slope, offset = self._calibration
        return shifted(min(probability, 0.9999), offset, slope)

    def cell(self, value: str) -> float:
        """Log-odds that a value is a name and nothing else."""
        return japanese_name(value, self.words)


@cache
def model(path: Path) -> Model:
    """The model of a weights file and what ships with it, loaded once a process. Raises ModelError where a part of it
    is missing."""
    return Model(Weights.load(path), word_vectors(), Kinds.load(KINDS), NetworkWeights.load(NETWORK))


@cache
def word_vectors() -> WordVectors:
    """The vectors of Japanese words, read once a process. Raises ModelError as ``WordVectors.load`` does."""
    return WordVectors.load(VECTORS)


class Screen:
    """The cheap test: whether a sentence may hold a name, from what was seen before of its runs of characters."""

    KEEP = 200_000

    def __init__(self, words: JapaneseWords, kinds: Kinds) -> None:
        self._words = words
        self._kinds = kinds
        self._runs: dict[str, bool] = {}

    def __call__(self, sentence: str) -> bool:
        """True where a name may stand."""
        runs = self._runs
        for run in _RUN.findall(sentence):
            seen = runs.get(run)
            if seen is None:
                if len(runs) >= self.KEEP:
                    runs.clear()
                seen = runs[run] = self._look(run)
            if seen:
                return True
        return False

    def _look(self, run: str) -> bool:
        if run[0].isascii() or "\u3041" <= run[-1] <= "\u3096" or " " in run or "\t" in run:
            return True  # Latin names, an honorific in hiragana, two single kanji with a space (林 誠)
        before = ""
        for surface, kind, unknown, *_ in tokens(run[:200]):
            pos = part_of_speech(kind)
            if "人名" in pos or (unknown and len(surface) > 1):
                return True
            if surface in HONORIFICS and before:
                return True
            word = fold(surface)
            sure = max(self._words.surnames.get(word, 0), self._words.given.get(word, 0))
            if sure >= 2 or (sure and "固有名詞" in pos) or (word in self._words.foreign and "普通名詞" not in pos):
                return True
            if self._kinds.is_person(word):
                return True  # though the dictionary knows it as a word too: ヴァン, ライス
            before = surface
        return False


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence; line ends part sentences too."""
    at = 0
    for whole in _SENTENCE.findall(text):  # one behind the other, with nothing between
        for begin in range(0, len(whole), _LONGEST):
            piece = whole[begin : begin + _LONGEST]
            if not piece.isspace():
                yield at + begin, piece
        at += len(whole)


class JapaneseNameRecognizer(NameRecognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION, in Japanese text."""

    ID: ClassVar[str] = "names.ja"
    VERSION: ClassVar[int] = 8
    LANGUAGES: ClassVar[tuple[str, ...]] = ("ja",)
    MODEL: ClassVar[str] = "crf.ja"

    def __init__(self, model: Model | None = None) -> None:
        super().__init__()
        self._given = model
        self._parts = Remembered(self._names)

    @property
    def _model(self) -> Model:
        return self._given or model(WEIGHTS)

    def wants(self, view: View) -> bool:
        """Kanji or kana."""
        return bool(view.traits & (Trait.KANJI | Trait.KANA))

    def _pointed(self, scene: Scene) -> Iterator[Pointed]:
        return pointed(scene, self._model.words, _is_word)

    def _beside_others(self, scene: Scene, known: set[int]) -> Iterator[Pointed]:
        text, words = scene.view.text, self._model.words
        yield from in_rows(scene, ROW, known, lambda s, e: may_be_name(text[s:e], words, _is_word))
        yield from in_list(scene, known, words)

    def _sentences(self, text: str) -> Iterator[Sentence]:
        return sentences(text)

    def _found(self, sentences: Sequence[str]) -> list[list[Found] | None]:
        model = self._model
        found: list[list[Found] | None] = [None] * len(sentences)
        kept = [i for i, sentence in enumerate(sentences) if model.screen(sentence)]
        if not kept:
            return found
        morphemes = _morphemes()
        batch = morphemes.batch([sentences[i] for i in kept])
        edges = np.append(0, morphemes.ends(batch)).tolist()
        for number, begin, parts in zip(kept, batch.starts.tolist(), self._parts(batch), strict=True):
            sentence = sentences[number]
            names = found[number] = []
            for first, last, kind, probability in parts:
                start, end = trimmed(sentence, *(edges[begin + i] - edges[begin] for i in (first, last)))
                if kind == "PER":
                    start, end = bare(sentence, start, end)
                if start < end and sentence[start:end] not in pointing().not_called_kana:
                    names.append((start, end, kind, probability))
        return found

    def _names(self, batch: Batch) -> list[list[Part]]:
        """The names in each of some sentences."""
        model = self._model
        names: list[list[Part]] = [[] for _ in batch.lengths]
        for span in spans(model.posteriors(batch), batch.lengths, model.tagger.labels, tuple(TYPES), LEAST):
            probability = model.calibrated(span.probability) if span.type == "PER" else span.probability
            names[span.sentence].append((span.start, span.end, span.type, probability))
        return names
