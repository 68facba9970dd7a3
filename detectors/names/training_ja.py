"""Training the Japanese names: how rows become tokens, and sentences of our own in the style of business documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from detectors.names import japanese as ja
from detectors.names.corpora import JAPANESE, Row
from detectors.names.synthetic import renamed, rows
from detectors.names.tagger import Weights
from detectors.names.train import Language
from detectors.names.wordlists import japanese_words
from detectors.normalise import view_of
from detectors.recognizer import Scene


def japanese() -> Language:
    """The Japanese set-up."""
    words = japanese_words()

    def cut(text: str) -> list[tuple[list[Any], list[tuple[int, int]]]]:
        view = view_of(text)
        out = []
        for at, sentence in ja.sentences(view.text):
            tokens = ja.tokens(sentence)
            offsets = []
            for token in tokens:
                offsets.append(view.source(at, at + len(token[0])))
                at += len(token[0])
            out.append((list(tokens), offsets))
        return out

    def predict(weights: Weights) -> Callable[[str], list[tuple[int, int, str, float]]]:
        recognizer = ja.JapaneseNameRecognizer(model=ja.Model(weights))

        def run(text: str) -> list[tuple[int, int, str, float]]:
            view = view_of(text)
            return [(*view.source(m.start, m.end), m.entity, m.score) for m in recognizer.find(Scene(view))]

        return run

    return Language(
        "ja", JAPANESE, JAPANESE, cut, ja.JapaneseFeatures(words), words.packed(), synthetic, varied, predict
    )


def synthetic(seed: int) -> list[Row]:
    """Our own sentences."""
    return rows("ja", seed, 9)


def varied(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, and half of them again with other names."""
    for row in rows:
        yield row
        if row.corpus != "own" and row.copy_of(2) and (other := renamed(row, "ja")):
            yield other
