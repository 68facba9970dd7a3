"""How weights of words are made from examples, and measured: of each hand that wrote some by what the others teach."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detectors.descent import Floats, Weight
from detectors.documents.learning.weights import NONE, WordWeights

BEST = 0.7
"""What the best of several classes that an example may be counts; the others share the rest."""
BATCH, RATE, SEED = 256, 0.1, 1


@dataclass(frozen=True, slots=True)
class Example:
    """The words of a list of headers or of a document, who wrote it, and the classes it may be, the best first."""

    hand: str
    classes: tuple[str, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Course:
    """How it is learnt: ``few`` of the weights, how often all examples are gone through, and the share of the words of
    an example left out each time, so that none is known by one word.

    Words of fewer than ``fewest`` examples or more than the share ``most`` of them are left out. ``common`` says
    whether it tells anything how often a class is among the examples.
    """

    few: int
    epochs: int
    left_out: float
    fewest: int = 1
    most: float = 1.0
    common: bool = True


def wanted_of(some: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], Floats]:
    """All classes that examples may be, and for each example how much of it each class is (examples x classes)."""
    classes = tuple(sorted({name for names in some for name in names}))
    wanted = np.zeros((len(some), len(classes)), np.float32)
    for i, names in enumerate(some):
        for place, name in enumerate(names):
            others = len(names) - 1
            wanted[i, classes.index(name)] = (1 - BEST) / others if place else BEST if others else 1.0
    return classes, wanted


def trained(some: Sequence[Example], course: Course) -> WordWeights:
    """The weights by these examples. The same examples give the same weights on one machine."""
    classes, wanted = wanted_of([one.classes for one in some])
    often = Counter(word for one in some for word in one.words)
    words = sorted(word for word, times in often.items() if course.fewest <= times <= course.most * len(some))
    numbers = {word: i for i, word in enumerate(words)}
    rows = [np.array(sorted(numbers[word] for word in one.words if word in numbers), int) for one in some]
    told = [i for i, row in enumerate(rows) if len(row)]
    weights, bias = Weight(np.zeros((len(words), len(classes))), 0.0), Weight(np.zeros(len(classes)), 0.0)
    rng, steps = np.random.default_rng(SEED), 0
    for epoch in range(course.epochs):
        order = rng.permutation(told)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            kept = [rows[i][rng.random(len(rows[i])) > course.left_out] for i in batch]
            kept = [row if len(row) else rows[i] for row, i in zip(kept, batch, strict=True)]
            sizes = np.array([len(row) for row in kept])
            flat, share = np.concatenate(kept), np.float32(1) / np.sqrt(sizes + course.few, dtype=np.float32)[:, None]
            starts = np.cumsum([0, *sizes[:-1]])
            sums = bias.now + np.add.reduceat(weights.now[flat], starts) * share
            odds = np.exp(sums - sums.max(1, keepdims=True))
            off = (odds / odds.sum(1, keepdims=True) - wanted[batch]) / len(batch)
            slope = np.zeros_like(weights.now)
            np.add.at(slope, flat, np.repeat(off * share, sizes, axis=0))
            rate = RATE * (1 - epoch / course.epochs)
            steps += 1
            weights.move(slope, rate, steps)
            bias.move(off.sum(0), rate, steps)
    return WordWeights.of(classes, words, weights.now, bias.now * np.float32(course.common), course.few)


def measured(some: Sequence[Example], course: Course) -> Iterator[tuple[str, float, float, int]]:
    """For each hand, when the others are learnt from: the share told right of examples with a class and of those with
    none, and how many there are."""
    for hand in sorted({one.hand for one in some}):
        model = trained([one for one in some if one.hand != hand], course)
        own = [one for one in some if one.hand == hand]
        told = [[_right(model, one) for one in own if (one.classes[0] == NONE) is nobody] for nobody in (False, True)]
        yield hand, *(float(np.mean(some)) if some else np.nan for some in told), len(own)  # type: ignore[misc]


def _right(model: WordWeights, one: Example) -> bool:
    return model.classes[int(model.sums(model.known(one.words)).argmax())] in one.classes


def make(some: Sequence[Example], course: Course, path: Path, description: str) -> int:
    """The command that makes a file of weights, or with ``--folds`` measures; returns its exit code."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--folds", action="store_true", help="measure on each hand what the others teach")
    if parser.parse_args().folds:
        for hand, classes, nothing, size in measured(some, course):
            print(f"{hand}: {size} examples, class right {classes:.1%}, no class right {nothing:.1%}")
        return 0
    model = trained(some, course)
    model.save(path)
    print(f"{path.name}: {len(model.words):,} words of {len(some):,} examples, {path.stat().st_size:,} bytes")
    return 0
