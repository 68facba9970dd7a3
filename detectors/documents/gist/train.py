"""Makes ``data/gist_classes.npz`` from the documents of ``prose``: ``python -m detectors.documents.gist.train``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detectors.descent import Floats, Weight
from detectors.documents.gist.encoder import encoder
from detectors.documents.gist.weights import PATH, Weights
from detectors.documents.learning.training import wanted_of
from detectors.documents.prose.train import texts
from detectors.documents.prose.weights import beginning_of
from detectors.text.normalise import view_of

_STEPS, _RATE, _LOOSE = 250, 0.02, 0.06
"""How often all points are gone through, how far a step goes at first, and what far weights cost."""


@dataclass(frozen=True, slots=True)
class Example:
    """Where a document lies, who wrote it, and the classes it may be, the best first."""

    hand: str
    classes: tuple[str, ...]
    point: Floats


def points() -> Iterator[Example]:
    """The documents as points. Raises what ``texts`` does."""
    for hand, classes, text in texts():
        yield Example(hand, classes, encoder().point(beginning_of(view_of(text).folded)))


def trained(some: Sequence[Example]) -> Weights:
    """The weights by these examples: a regression over all classes at once. The same examples give the same weights."""
    classes, wanted = wanted_of([one.classes for one in some])
    every = np.array([one.point for one in some])
    middle, spread = every.mean(0), every.std(0) + np.float32(1e-6)
    every = (every - middle) / spread
    table, bias = Weight(np.zeros((every.shape[1], len(classes))), 0.0), Weight(np.zeros(len(classes)), 0.0)
    for step in range(_STEPS):
        sums = every @ table.now + bias.now
        odds = np.exp(sums - sums.max(1, keepdims=True))
        off = (odds / odds.sum(1, keepdims=True) - wanted) / np.float32(len(every))
        rate = _RATE * (1 - step / _STEPS)
        table.move(every.T @ off + np.float32(_LOOSE) * table.now, rate, step + 1)
        bias.move(off.sum(0), rate, step + 1)
    into = table.now / spread[:, None]
    return Weights(classes, into, bias.now - middle @ into)


def main() -> int:
    """The command; returns its exit code."""
    some = [*points()]
    trained(some).save(PATH)
    print(f"{PATH.name}: {len(some):,} documents, {PATH.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
