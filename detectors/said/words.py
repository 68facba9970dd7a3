"""The words of a sentence, English or Japanese, as the network is told of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from detectors.names.english import WEIGHTS as ENGLISH
from detectors.names.english import network_of
from detectors.names.english import sentences as english_sentences
from detectors.names.japanese import morphemes, word_vectors
from detectors.names.japanese import sentences as japanese_sentences
from detectors.names.network_en import network_weights, pieces
from detectors.text.normalise import fold

Floats = npt.NDArray[np.float32]

_WORD = re.compile(r"[^\W\d_\u3041-\u9fff]+(?:['’][^\W\d_]+)*|[0-9]+|[\u3041-\u9fff]+|[^\w\s]|_")
_JAPANESE = re.compile(r"[\u3041-\u30fa\u3400-\u9fff]")
_SPELT = 4
"""Letters from which on a word is known by its pieces, too."""
_FIGURES = 4
"""Figures are told by how many there are, up to so many."""
_ENDINGS = ("'s", "s", "ed", "ing", "ly", "ness")
"""What a word may end with that is known without."""


class Token(NamedTuple):
    """A word as it is weighed, folded: in Japanese with the form the dictionary has and its part of speech."""

    word: str
    form: str = ""
    kind: str = ""


Place = tuple[Token, int, int]
"""A token, and where it begins and ends in its sentence."""


class Vectors(Protocol):
    """Vectors of words."""

    def rows_of(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """The row of each word, -1 for one that is not known."""

    def vectors(self, rows: npt.NDArray[np.int64]) -> Floats:
        """The vectors of rows; zeros for -1."""


@dataclass(frozen=True)
class Language:
    """How the sentences of a language are told apart and cut into tokens, and what is said of these."""

    name: str
    sentences: Callable[[str], Iterator[tuple[int, str]]]
    places: Callable[[str], list[Place]]
    attributes: Callable[[Token], list[str]]
    forms: Callable[[Token], Iterator[str]]
    vectors: Callable[[], Vectors]

    def vectors_of(self, tokens: Sequence[Token]) -> Floats:
        """The vectors of tokens, by the first of their forms that is known."""
        known = self.vectors()
        forms = [list(self.forms(token)) for token in tokens]
        rows = known.rows_of([form for some in forms for form in some])
        firsts, at = np.full(len(tokens), -1, np.int64), 0
        for i, some in enumerate(forms):
            found = rows[at : at + len(some)]
            if (found >= 0).any():
                firsts[i] = found[found >= 0][0]
            at += len(some)
        return known.vectors(firsts)


def is_japanese(text: str) -> bool:
    """Whether a sentence is to be read as Japanese."""
    return not text.isascii() and _JAPANESE.search(text) is not None


def _told(word: str) -> str:
    return "0" * min(len(word), _FIGURES) if word.isdecimal() else word


def _english(folded: str) -> list[Place]:
    return [(Token(_told(m[0].replace("’", "'"))), *m.span()) for m in _WORD.finditer(folded)]


def _english_attributes(token: Token) -> list[str]:
    word = token.word
    return [f"w={word}", *(f"g{piece}" for piece in (pieces(word) if len(word) >= _SPELT else ()))]


def _english_forms(token: Token) -> Iterator[str]:
    word = token.word
    yield word
    yield from (word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 3)


def _japanese(folded: str) -> list[Place]:
    return [
        (Token(_told(surface), fold(form), kind), start, end)
        for surface, form, kind, start, end in morphemes(folded)
        if not surface.isspace()
    ]


def _japanese_attributes(token: Token) -> list[str]:
    word = token.word
    kanji = [f"c={c}" for c in word if "\u3400" <= c <= "\u9fff"]
    pairs = [f"b={word[i : i + 2]}" for i in range(len(word) - 1)]
    return [f"w={word}", f"d={token.form}", f"p={token.kind}", *kanji, *pairs]


def _japanese_forms(token: Token) -> Iterator[str]:
    yield token.word
    yield token.form


ENGLISH_WORDS = Language(
    "en",
    english_sentences,
    _english,
    _english_attributes,
    _english_forms,
    lambda: network_weights(network_of(ENGLISH)).vectors,
)
JAPANESE_WORDS = Language("ja", japanese_sentences, _japanese, _japanese_attributes, _japanese_forms, word_vectors)
LANGUAGES = {language.name: language for language in (ENGLISH_WORDS, JAPANESE_WORDS)}
