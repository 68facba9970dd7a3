"""Japanese names in running text: Sudachi's morphemes, a CRF over them, and only where a name may stand.

Four steps, each on less text than the one before: runs of kanji and katakana are looked at once and remembered
(does it hold anything that may be a name?); sentences with such a run are cut into morphemes; the CRF decides; where
it hesitates, a small network decides with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Sized
from functools import cache
from math import exp
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from detectors.names.base import LEAST, TYPES, Found, NameRecognizer, Sentence, bare
from detectors.names.cells import japanese_name
from detectors.names.network import Inputs, Network, NetworkWeights
from detectors.names.tagger import Features, Floats, ModelError, Tagger, Weights, logit, spans, trimmed
from detectors.names.vectors import WordVectors
from detectors.names.words import JapaneseWords, word_class
from detectors.normalise import Trait, View, fold

WEIGHTS = Path(__file__).parent / "data" / "japanese.npz"
NETWORK = WEIGHTS.with_name("japanese_network.npz")
VECTORS = WEIGHTS.with_name("japanese_vectors.npz")
HONORIFICS = word_class("japanese", "honorifics")
TITLES = word_class("japanese", "titles")
ORGANISATION_WORDS = word_class("japanese", "organisation")
PLACE_WORDS = word_class("japanese", "place")

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[」』）)]*|\n|$)")
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f々"
_RUN = re.compile(
    rf"[{_HAN}〆ヶヵ]{{2,}}|[\u30a1-\u30fa\u30fc・=]{{2,}}"
    rf"|[\u3041-\u3096](?:さん|くん|ちゃん|さま)|[{_HAN}](?:さん|くん|ちゃん|さま|[ \t][{_HAN}])"
    r"|[A-Z][A-Za-z]+ [A-Z][A-Za-z]+|[A-Za-z]{3,}(?=さん|氏|様|博士|選手)"
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


def tokens(sentence: str) -> list[Token]:
    """The morphemes of a sentence: long units (mode C), each cut into short ones (mode A) that know their place in it.

    Together the surfaces are the sentence. At most 49,149 bytes of UTF-8: longer raises ValueError.
    """
    if len(sentence) > _MOST_BYTES // 4 and len(sentence.encode("utf-8")) > _MOST_BYTES:
        raise ValueError("too long for one call of Sudachi")
    out: list[Token] = []
    known = _units
    for unit in _sudachi()[1].tokenize(sentence):
        word = unit.surface(), unit.part_of_speech_id()
        parts = known.get(word)
        if parts is None:
            if len(known) >= _MOST_UNITS:
                known.clear()
            parts = known[word] = _parts(unit, *word)
        out += parts
    return out


# Cutting a long unit costs as much as finding it, and the same ones come again and again.
_units: dict[tuple[str, int], tuple[Token, ...]] = {}
_MOST_UNITS = 100_000


def _parts(unit: Any, surface: str, kind: int) -> tuple[Token, ...]:
    if len(surface) < 3 or len(parts := unit.split(_short_mode())) < 2:
        return ((surface, kind, unit.is_oov(), -1, "", ""),)
    places = ("first", *["mid"] * (len(parts) - 2), "last")
    return tuple(
        (part.surface(), part.part_of_speech_id(), False, kind, place, surface)
        for part, place in zip(parts, places, strict=True)
    )


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

    def __init__(self, words: JapaneseWords, vectors: WordVectors) -> None:
        self._words = words
        self._vectors = vectors

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
        own = [
            *near,
            f"t1={word[-1:]}",
            f"h1={word[:1]}",
            f"ps={tag}:{shape}{size}",
            *(f"pm={tag}:{m}" for m in marks),
            *(f"pk={tag}:{g}" for g in groups),
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
        told = [
            f"p={'-'.join(pos)}",
            f"s={shape}",
            f"n={min(len(word), 6)}",
            f"c={self._class(word, pos, shape, unknown, marks)}",
            *marks,
        ]
        if unknown:
            told.append("oov")
        if long_kind >= 0:
            told.append(f"u={'-'.join(part_of_speech(long_kind)[1:3])}:{place}")
        return Inputs(word, fold(unit) or word, tuple(told), word)

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


def where_any(tokens: npt.NDArray[np.bool_], sentences: Sequence[Sized]) -> list[int]:
    """The numbers of the sentences with a token of which something is true; ``tokens`` is all of them in turn."""
    ends = np.cumsum([len(s) for s in sentences])
    return sorted({int(i) for i in np.searchsorted(ends, np.flatnonzero(tokens), side="right")})


class Model:
    """Weights with what is worked out from them once a process."""

    def __init__(self, weights: Weights, vectors: WordVectors, networks: NetworkWeights) -> None:
        self.words = JapaneseWords.unpack(weights.lists)
        features = JapaneseFeatures(self.words, vectors)
        self.tagger = Tagger(weights, features)
        self.screen = Screen(self.words)
        self.network = Network(networks, vectors, features.inputs, script)
        if self.network.labels != self.tagger.labels:
            raise ModelError("The Japanese name models do not belong together; reinstall them.")
        self._calibration = networks.calibration
        self._person = [i for i, label in enumerate(self.tagger.labels) if label.endswith("-PER")]

    def posteriors(self, sentences: Sequence[Sequence[Token]]) -> list[Floats]:
        """For each sentence the probabilities of the labels, tokens x labels: the mean of CRF and networks."""
        out = self.tagger.posteriors(sentences)
        least, most = SURE
        person = np.concatenate(out or [np.zeros((0, len(self.tagger.labels)), np.float32)])[:, self._person].sum(
            axis=1
        )
        unsure = where_any((person > least) & (person < most), out)
        for i, second in zip(unsure, self.network.posteriors([sentences[i] for i in unsure]), strict=True):
            out[i] = np.mean((out[i], second), axis=0, dtype=np.float32)
        return out

    def calibrated(self, probability: float) -> float:
        """The probability of a person's name as it came true in cross-validation."""
        slope, offset = self._calibration
        return 1 / (1 + exp(-slope * logit(min(probability, 0.9999)) - offset))

    def cell(self, value: str) -> float:
        """Log-odds that a value is a name and nothing else."""
        return japanese_name(value, self.words)


@cache
def model(path: Path) -> Model:
    """The model of a weights file and what ships with it, loaded once a process. Raises ModelError where a part of it
    is missing."""
    return Model(Weights.load(path), WordVectors.load(VECTORS), NetworkWeights.load(NETWORK))


class Screen:
    """The cheap test: whether a sentence may hold a name, from what was seen before of its runs of characters."""

    KEEP = 200_000

    def __init__(self, words: JapaneseWords) -> None:
        self._words = words
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
            before = surface
        return False


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Where each sentence begins, and the sentence; line ends part sentences too."""
    for found in _SENTENCE.finditer(text):
        whole = found[0]
        for at in range(0, len(whole), _LONGEST):
            piece = whole[at : at + _LONGEST]
            if not piece.isspace():
                yield found.start() + at, piece


class JapaneseNameRecognizer(NameRecognizer):
    """PERSON, and with lower scores ORGANIZATION and LOCATION, in Japanese text."""

    ID: ClassVar[str] = "names.ja"
    VERSION: ClassVar[int] = 2
    LANGUAGES: ClassVar[tuple[str, ...]] = ("ja",)
    MODEL: ClassVar[str] = "crf.ja"

    def __init__(self, model: Model | None = None) -> None:
        super().__init__()
        self._given = model

    @property
    def _model(self) -> Model:
        return self._given or model(WEIGHTS)

    def wants(self, view: View) -> bool:
        """Kanji or kana."""
        return bool(view.traits & (Trait.KANJI | Trait.KANA))

    def _sentences(self, text: str) -> Iterator[Sentence]:
        return sentences(text)

    def _spans(self, text: str, batch: Sequence[Sentence]) -> Iterator[Found]:
        model = self._model
        cut = [tokens(s) for _, s in batch]
        posteriors = model.posteriors(cut)
        labels = model.tagger.labels
        flat = np.concatenate(posteriors)
        for number, kind in (
            (number, kind)
            for kind in TYPES
            for number in where_any(flat[:, [x.endswith(kind) for x in labels]].sum(axis=1) >= LEAST, posteriors)
        ):
            at, morphemes = batch[number][0], cut[number]
            found = spans(posteriors[number], labels, (kind,), LEAST)
            edges = [at]
            for morpheme in morphemes:
                edges.append(edges[-1] + len(morpheme[0]))
            for span in found:
                start, end = trimmed(text, edges[span.start], edges[span.end])
                probability = span.probability
                if span.type == "PER":
                    start, end = bare(text, start, end)
                    probability = model.calibrated(probability)
                if start < end:
                    yield start, end, span.type, probability
