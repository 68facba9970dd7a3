"""Makes ``data/said_en.npz`` and ``data/said_ja.npz``: ``python -m detectors.said.train [CORPORA]``.

They are learnt from ``passages.jsonl``, and from other text that nobody marked. OPENBLAS_NUM_THREADS=1 makes it several
times as quick.

With ``--folds`` the passages of each hand are measured by what is learnt from those of the others. What the network
says of a hand it was not learnt from also says how sure it may be: its log-odds are made those that came true.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from detectors.names.numbering import Numbering
from detectors.said.learning import Lesson, trained
from detectors.said.network import Network, Weights, path_of
from detectors.said.passages import LABELS, Passage, digest, passages, unmarked
from detectors.said.spans import Stretch, stretches
from detectors.said.words import LANGUAGES

_HINT, _SHORTEST = 0.26, {"en": 3, "ja": 2}
"""The share of a word's places that are in something marked from which on it is a hint, and how short it may be."""
_ENDING = re.compile("[\u3041-\u3096]{2}")
"""What is not one, however often it stands there: って, ける."""
_ROUNDS, _STEP, _FIRM = 200, 0.1, 1e-3
Found = tuple[Passage, int, Stretch]
"""A stretch found in a passage, and where its sentence begins."""


def learnt(some: Sequence[Passage], others: Sequence[Passage], language: str) -> Weights:
    """The weights by passages of one language, and by others of it in which nothing is marked."""
    lessons, more = (
        [sentence.lesson for passage in passages for sentence in passage.sentences] for passages in (some, others)
    )
    layers = trained(lessons, LANGUAGES[language], more)
    return Weights(LABELS, layers, hints=hints_of(lessons, more, _SHORTEST[language]))


def hints_of(lessons: Sequence[Lesson], others: Sequence[Lesson], shortest: int) -> tuple[str, ...]:
    """The words of at least so many letters that stand in what is marked often enough, of all the times they stand
    anywhere, that a sentence with one is worth asking about."""
    marked, every = Counter[str](), Counter[str]()
    for lesson in (*lessons, *others):
        for token, wanted in zip(lesson.tokens, lesson.wanted, strict=True):
            every[token.word] += 1
            marked[token.word] += bool(wanted[0] < 0.5)
    worth = (w for w, n in marked.items() if n / (every[w] + 2) >= _HINT and len(w) >= shortest and w[0].isalpha())
    return tuple(sorted(word for word in worth if not _ENDING.fullmatch(word)))


def found(weights: Weights, some: Sequence[Passage], language: str) -> list[Found]:
    """The stretches that weights find in passages."""
    network, numbering = Network(weights, LANGUAGES[language]), Numbering()
    sentences = [(passage, sentence) for passage in some for sentence in passage.sentences]
    batch = numbering.batch(sentence.lesson.tokens for _, sentence in sentences)
    scores, out = network.scores(batch), []
    for (passage, sentence), begin, length in zip(sentences, batch.starts, batch.lengths, strict=True):
        for stretch in stretches(sentence.places, scores[begin : begin + length]):
            out.append((passage, sentence.start, stretch))
    return out


def is_right(one: Found) -> bool:
    """Whether a stretch touches one that is marked, of whatever category."""
    passage, at, stretch = one
    return any(start < at + stretch.end and at + stretch.start < end for start, end, _ in passage.marks)


def across(some: Sequence[Passage], others: Sequence[Passage], language: str) -> list[Found]:
    """What is found in the passages of each hand, and in as large a part of the others, by what is learnt from those
    of the other hands and the rest of the others."""
    out = []
    hands = sorted({p.hand for p in some})
    for number, hand in enumerate(hands):
        kept, left = ([p for i, p in enumerate(others) if (i % len(hands) == number) is own] for own in (False, True))
        weights = learnt([p for p in some if p.hand != hand], kept, language)
        out += found(weights, [*(p for p in some if p.hand == hand), *left], language)
    return out


def calibrated(told: Sequence[Found]) -> tuple[float, float]:
    """Slope and offset that make of the log-odds of stretches those with which they are right (Platt 1999)."""
    odds = np.array([[stretch.odds, 1.0] for _, _, stretch in told])
    right = np.array([is_right(one) for one in told], float)
    line = np.array([0.5, 0.0])
    for _ in range(_ROUNDS):
        true = 1 / (1 + np.exp(-odds @ line))
        bend = odds.T @ (odds * (true * (1 - true))[:, None]) + _FIRM * np.eye(2)
        step = np.linalg.solve(bend, odds.T @ (true - right))
        line -= step / max(1.0, float(np.abs(step).max()) / _STEP)
    return float(line[0]), float(line[1])


def report(some: Sequence[Passage], told: Sequence[Found], calibration: tuple[float, float]) -> None:
    """Prints for some probabilities how many of the marks are found, and how much of what is found is none."""
    slope, offset = calibration
    for least in (0.3, 0.5, 0.7, 0.9):
        sure = [one for one in told if slope * one[2].odds + offset >= np.log(least / (1 - least))]
        places: dict[int, list[tuple[int, int, str]]] = {}
        for passage, at, s in sure:
            places.setdefault(id(passage), []).append((at + s.start, at + s.end, LABELS[s.category + 1]))
        met, all_, anyhow = Counter[str](), Counter[str](), 0
        for passage in some:
            for start, end, entity in passage.marks:
                all_[entity] += 1
                touched = [e for s, t, e in places.get(id(passage), ()) if s < end and start < t]
                anyhow += bool(touched)
                met[entity] += entity in touched
        false = [one for one in sure if not is_right(one)]
        nobodys = sum(not passage.marks and bool(passage.hand) for passage, _, _ in false)
        others = sum(not passage.hand for passage, _, _ in false)
        print(
            f"from {least}: {met.total()} of {all_.total()} marks found as what they are, {anyhow} found; "
            f"false {len(false)} of {len(sure)}, {nobodys} of them in passages without a mark, {others} in other text; "
            + ", ".join(f"{e} {met[e]} of {n}" for e, n in all_.most_common())
        )


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", choices=sorted(LANGUAGES), action="append")
    parser.add_argument("--folds", action="store_true", help="measure on each hand what the others teach, and no more")
    parser.add_argument("corpora", nargs="?", type=Path, help="the folder of corpora, for text that nobody marked")
    asked = parser.parse_args()
    some, unsaid = list(passages()), list(unmarked(asked.corpora))
    for language in asked.language or sorted(LANGUAGES):
        own = [p for p in some if p.language == language]
        others = [p for p in unsaid if p.language == language]
        told = across(own, others, language)
        calibration = calibrated(told)
        print(
            f"{language}: {len(own)} passages, {len(others)} others, "
            f"log-odds times {calibration[0]:.3f}, {calibration[1]:+.3f}"
        )
        report(own, told, calibration)
        if not asked.folds:
            made = learnt(own, others, language)
            path = path_of(language)
            replace(made, learnt=digest(), calibration=calibration).save(path)
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
