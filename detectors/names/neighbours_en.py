"""Sentences with words exchanged for others that are used alike, for the teacher to label: "Mary called" becomes
"Susan called", "London won" becomes "Paris won" or "London lost".

Most say nothing sensible, and what they mark is no longer known; but they have the forms of the rows that they come
from, and the teacher says what it sees in them (X. Jiao et al., "TinyBERT", 2020). Used in training only.
"""

from __future__ import annotations

import random
import re
from functools import cache

import numpy as np

from detectors.names.network_en import WordVectors

_EXCHANGED = 0.3
"""Share of words."""
_NEAREST = 12
_KNOWN = 60_000
"""The commonest words, among which others are sought."""
# Not parts of handles, hashtags and addresses.
_WORD = re.compile(r"(?<![@#\w/.])[A-Za-z]{2,}(?![\w@/])")


class Neighbours:
    """Words by whose vectors others are near. Raises ImportError where wordfreq is not installed."""

    def __init__(self, vectors: WordVectors) -> None:
        from wordfreq import top_n_list

        words = [w for w in top_n_list("en", _KNOWN) if w.isalpha()]
        rows = vectors.rows_of(words)
        self._words = [w for w, row in zip(words, rows.tolist(), strict=True) if row >= 0]
        found = vectors.vectors(rows[rows >= 0])
        self._vectors = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
        self._number = {w: i for i, w in enumerate(self._words)}
        self._near = cache(self._nearest)

    def exchanged(self, text: str, rng: random.Random) -> str:
        """The text with some words exchanged, written as those that they stand for."""

        def other(found: re.Match[str]) -> str:
            word = found[0]
            near = self._near(word.lower()) if rng.random() < _EXCHANGED else ()
            if not near:
                return word
            new = rng.choice(near)
            return new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new

        return _WORD.sub(other, text)

    def _nearest(self, word: str) -> tuple[str, ...]:
        number = self._number.get(word)
        if number is None:
            return ()
        likeness = self._vectors @ self._vectors[number]
        likeness[number] = -1
        return tuple(self._words[i] for i in np.argpartition(-likeness, _NEAREST)[:_NEAREST].tolist())
