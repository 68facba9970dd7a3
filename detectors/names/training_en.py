"""Training the English names: how rows become tokens, and sentences of our own in the style of business documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from detectors.names import english as en
from detectors.names.corpora import ENGLISH, Row
from detectors.names.synthetic import renamed, rows
from detectors.names.tagger import Weights
from detectors.names.train import Language
from detectors.names.wordlists import english_words
from detectors.normalise import view_of
from detectors.recognizer import Scene


def english() -> Language:
    """The English set-up."""
    words = english_words()

    def cut(text: str) -> list[tuple[list[Any], list[tuple[int, int]]]]:
        view = view_of(text)
        out: list[tuple[list[Any], list[tuple[int, int]]]] = []
        for at, sentence in en.sentences(view.text):
            tokens, places = en.tokens(sentence)
            out.append((list(tokens), [view.source(at + a, at + b) for a, b in places]))
        return out

    def predict(weights: Weights) -> Callable[[str], list[tuple[int, int, str, float]]]:
        recognizer = en.EnglishNameRecognizer(model=en.Model(weights))

        def run(text: str) -> list[tuple[int, int, str, float]]:
            view = view_of(text)
            return [(*view.source(m.start, m.end), m.entity, m.score) for m in recognizer.find(Scene(view))]

        return run

    scored = ("presidio-research-synth", "wikigold", "wnut17", "broad-twitter")
    return Language("en", ENGLISH, scored, cut, en.EnglishFeatures(words), words.packed(), synthetic, varied, predict)


def synthetic(seed: int) -> list[Row]:
    """Our own sentences."""
    return rows("en", seed, 9)


def varied(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, half of them again with other names, some again all in lower or in upper case."""
    for row in rows:
        yield row
        chance = row.copy_of(16)
        if row.corpus != "own" and chance >= 8 and (other := renamed(row, "en")):
            yield other
        if not row.spans or row.corpus == "own":
            continue
        if chance < 3 and len(row.text.lower()) == len(row.text):
            yield replace(row, text=row.text.lower())
        elif chance == 3 and len(row.text.upper()) == len(row.text):
            yield replace(row, text=row.text.upper())
