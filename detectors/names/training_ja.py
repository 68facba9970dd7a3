"""Training the Japanese names: how rows become tokens, and sentences of our own in the style of business documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from detectors.names import japanese as ja
from detectors.names.corpora import JAPANESE, Row
from detectors.names.kinds import Kinds
from detectors.names.languages import Language, Predict, Prediction, bio
from detectors.names.network import NetworkWeights
from detectors.names.synthetic import renamed, rows
from detectors.names.tagger import Weights
from detectors.names.vectors import WordVectors
from detectors.names.wordlists import japanese_words
from detectors.recognizer import Scene
from detectors.text.normalise import view_of


def japanese() -> Language:
    """The Japanese set-up."""
    words = japanese_words()
    vectors = WordVectors.load(ja.VECTORS)
    kinds = Kinds.load(ja.KINDS)
    features = ja.JapaneseFeatures(words, vectors, kinds)

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

    def networks(rows: Sequence[Row]) -> NetworkWeights:
        from detectors.names.train_network import Sentence, train_network

        def marked(some: Iterable[Row]) -> list[Sentence]:
            return [(tokens, bio(offsets, r.spans)) for r in some for tokens, offsets in cut(r.text) if tokens]

        own = marked(r for r in rows if r.corpus == "own")
        others = [r for r in rows if r.corpus != "own"]
        copies = marked(other for r in others if (other := renamed(r, "ja")))
        sometimes = ((0.6, copies), (0.5, own))
        return train_network(marked(others), sometimes, features.inputs, ja.script, vectors)

    def predict(weights: Weights, networks: NetworkWeights) -> Predict:
        recognizer = ja.JapaneseNameRecognizer(model=ja.Model(weights, vectors, kinds, networks))

        def run(text: str) -> list[Prediction]:
            view = view_of(text)
            return [
                Prediction(*view.source(m.start, m.end), m.entity, m.score, m.score)
                for m in recognizer.find(Scene(view))
            ]

        return run

    return Language(
        "ja",
        JAPANESE,
        JAPANESE,
        cut,
        features,
        words.packed(),
        synthetic,
        varied,
        predict,
        networks,
        iterations=60,  # a network has its say too: the last rounds are not worth their time
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
