"""Training the English names: how rows become tokens, and sentences of our own in the style of business documents."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from detectors.names import english as en
from detectors.names.base import Found, Sentence
from detectors.names.corpora import ENGLISH, Row
from detectors.names.languages import Language, Predict, Prediction, bio
from detectors.names.neighbours_en import Neighbours
from detectors.names.network_en import NetworkWeights
from detectors.names.synthetic import renamed
from detectors.names.synthetic import rows as synthetic_rows
from detectors.names.tagger import Weights
from detectors.names.unmarked_en import paragraphs
from detectors.names.wordlists import english_words
from detectors.recognizer import Scene
from detectors.text.normalise import view_of

VARIED = ("presidio-research-synth", "wikigold", "wnut17", "broad-twitter")
"""Corpora of whose rows the teacher sees copies with words exchanged, ``COPIES`` of each row."""
COPIES = 3
SHORTEST, LONGEST = 3, 80
"""Tokens of the sentences that the teacher labels."""


def english() -> Language:
    """The English set-up."""
    words = english_words()
    describe = en.EnglishFeatures(words)

    def cut(text: str) -> list[tuple[list[Any], list[tuple[int, int]]]]:
        view = view_of(text)
        out: list[tuple[list[Any], list[tuple[int, int]]]] = []
        for at, sentence in en.sentences(view.text):
            tokens, places = en.tokens(sentence)
            out.append((list(tokens), [view.source(at + a, at + b) for a, b in places]))
        return out

    def network(rows: Sequence[Row]) -> NetworkWeights:
        from detectors.names.train_network_en import train_network
        from detectors.names.train_teacher_en import Teacher

        def epoch(number: int) -> list[tuple[Sequence[Any], Sequence[str]]]:
            return [
                (tokens[i : i + en.MOST_WORDS], bio(places[i : i + en.MOST_WORDS], row.spans))
                for row in epoch_rows(rows, number)
                for tokens, places in cut(row.text)
                for i in range(0, len(tokens), en.MOST_WORDS)
            ]

        # The word vectors do not depend on the corpora: those of the weights that are there go on being used.
        vectors = NetworkWeights.load(en.network_of(en.WEIGHTS)).vectors
        kinds = sorted({kind for row in rows for *_, kind in row.spans})
        labels = ("O", *(f"{place}-{kind}" for place in "BI" for kind in kinds))
        teacher = Teacher(labels)
        teacher.fit(lambda number: [(_words(tokens), marks) for tokens, marks in epoch(number)])
        rng, neighbours = random.Random(1), Neighbours(vectors)
        others = [r.text for r in rows if r.corpus in VARIED for _ in range(COPIES)]
        unmarked = distinct([*paragraphs(), *(neighbours.exchanged(text, rng) for text in others)])
        told = teacher.probabilities([_words(tokens) for tokens in unmarked])
        return train_network(epoch, labels, describe.inputs, vectors, list(zip(unmarked, told, strict=True)))

    def distinct(texts: Iterable[str]) -> list[list[Any]]:
        sentences = (tuple(tokens) for text in texts for tokens, _ in cut(text))
        return [list(tokens) for tokens in dict.fromkeys(sentences) if SHORTEST <= len(tokens) <= LONGEST]

    def predict(weights: Weights, network: NetworkWeights | None = None) -> Predict:
        model = en.Model(weights, network)
        recognizer, alone = en.EnglishNameRecognizer(model=model), _Alone(model=model)

        def run(text: str) -> list[Prediction]:
            view = view_of(text)
            judged = {(m.start, m.end, m.entity): m.score for m in alone.find(Scene(view))}
            return [
                Prediction(*view.source(m.start, m.end), m.entity, m.score, judged.get((m.start, m.end, m.entity)))
                for m in recognizer.find(Scene(view))
            ]

        return run

    scored = ("presidio-research-synth", "wikigold", "wnut17", "broad-twitter")
    return Language(
        "en",
        ENGLISH,
        scored,
        cut,
        describe,
        words.packed(),
        synthetic,
        varied,
        predict,
        network,
        whole=("wikigold",),
    )


class _Alone(en.EnglishNameRecognizer):
    """What the models say when nothing else is heard."""

    def _around(self, sentence: str, start: int, end: int, probability: float) -> float:
        return probability

    def _mentioned(
        self, text: str, sentences: Sequence[Sentence], found: Sequence[Found]
    ) -> tuple[set[int], list[Found]]:
        return set(), []


def _words(tokens: Sequence[Any]) -> list[str]:
    return [word for word, *_ in tokens]


def synthetic(seed: int) -> list[Row]:
    """Our own sentences."""
    return synthetic_rows("en", seed, 9)


def varied(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, half of them again with other names, some again all in lower or in upper case."""
    for row in rows:
        yield row
        chance = row.copy_of(16)
        if row.corpus != "own" and chance >= 8 and (other := renamed(row, "en")):
            yield other
        if not row.spans:
            continue
        if chance < (1 if row.corpus == "own" else 3) and len(row.text.lower()) == len(row.text):
            yield replace(row, text=row.text.lower())
        elif chance == 3 and row.corpus != "own" and len(row.text.upper()) == len(row.text):
            yield replace(row, text=row.text.upper())


PER_TEMPLATE = 2
"""Rows of one template of presidio-research, and of our own, in an epoch: the network learns templates by heart."""


def epoch_rows(rows: Iterable[Row], epoch: int) -> Iterator[Row]:
    """The rows an epoch of the network is trained on: people renamed and cases changed anew in each."""
    rng = random.Random(epoch)
    templates: defaultdict[str, list[Row]] = defaultdict(list)
    chosen = []
    for row in rows:
        if row.corpus == "presidio-research-synth":
            templates[row.group].append(row)
        elif row.corpus != "own":
            chosen.append(row)
    for same in templates.values():
        chosen += rng.sample(same, min(PER_TEMPLATE, len(same)))
    for row in (*chosen, *synthetic_rows("en", epoch + 1, PER_TEMPLATE)):
        if row.spans and row.corpus != "own" and rng.random() < 0.5:
            row = renamed(replace(row, id=f"{row.id}/{epoch}"), "en") or row
        chance = rng.random() * (1.0 if row.corpus != "own" else 1.7)
        if row.spans and chance < 0.1 and len(row.text.lower()) == len(row.text):
            row = replace(row, text=row.text.lower())
        elif row.spans and 0.1 <= chance < 0.13 and len(row.text.upper()) == len(row.text):
            row = replace(row, text=row.text.upper())
        yield row
