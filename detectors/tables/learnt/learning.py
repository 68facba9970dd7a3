"""How the weights are learnt, with numpy alone: forward, backward, and weights moved against the slope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detectors.descent import Floats, Ints, Weight
from detectors.tables.learnt.weights import Weights

HIDDEN = 24
EPOCHS, BATCH, RATE, DECAY, SEED = 14, 64, 5e-3, 0.02, 1
_FEWEST = 5
"""Columns of which a word is to be known."""
_WORDS, _GROUP, _HIDDEN = 0.4, 0.2, 0.2
"""The shares of words, of columns of which one group, and of hidden values that are left out each time, so that nothing
is known by one thing alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """The words of a column, by group, what it is, and who wrote it."""

    groups: Mapping[str, Mapping[str, float]]
    kind: str
    hand: str


def trained(some: Sequence[Example]) -> Weights:
    """The weights by these examples. The same examples give the same weights on one machine. Raises ValueError where
    none of them has a word that several have."""
    rng = np.random.default_rng(SEED)
    kinds = tuple(sorted({one.kind for one in some}))
    often = Counter(name + word for one in some for name, words in one.groups.items() for word in words)
    words = tuple(sorted(word for word, times in often.items() if times >= _FEWEST))
    table = Weight(rng.normal(0, 0.1, (len(words), HIDDEN)), DECAY)
    bias, out_bias = Weight(np.zeros(HIDDEN), DECAY), Weight(np.zeros(len(kinds)), DECAY)
    out = Weight(rng.normal(0, HIDDEN**-0.5, (HIDDEN, len(kinds))), DECAY)
    now = Weights(kinds, words, table.now, bias.now, out.now, out_bias.now)
    rows = [[now.known(name, said) for name, said in one.groups.items()] for one in some]
    wanted = np.array([kinds.index(one.kind) for one in some])
    steps, step = EPOCHS * (-(-len(some) // BATCH)), 0
    for _ in range(EPOCHS):
        order = rng.permutation(len(some))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            whose, flat, worth = _drawn([rows[i] for i in batch], rng)
            first = np.zeros((len(batch), HIDDEN), np.float32)
            np.add.at(first, whose, table.now[flat] * worth[:, None])
            first += bias.now
            there = (first > 0) * (rng.random(first.shape) > _HIDDEN) / np.float32(1 - _HIDDEN)
            told = first * there @ out.now + out_bias.now
            odds = np.exp(told - told.max(1, keepdims=True))
            off = odds / odds.sum(1, keepdims=True)
            off[np.arange(len(batch)), wanted[batch]] -= 1
            off = (off / len(batch)).astype(np.float32)
            back = (off @ out.now.T * there).astype(np.float32)
            step += 1
            rate = RATE * (1 - step / steps)
            met, at = np.unique(flat, return_inverse=True)
            slope = np.zeros((len(met), HIDDEN), np.float32)
            np.add.at(slope, at, back[whose] * worth[:, None])
            table.move(slope, rate, step, met)
            out.move((first * there).T @ off, rate, step)
            out_bias.move(off.sum(0), rate, step)
            bias.move(back.sum(0), rate, step)
    return now


def _drawn(rows: Sequence[Sequence[tuple[list[int], Floats]]], rng: np.random.Generator) -> tuple[Ints, Ints, Floats]:
    """The words of some columns, some left out: whose they are, which, and what each is worth."""
    whose, flat, worth = [], [], []
    for i, groups in enumerate(rows):
        out = int(rng.integers(len(groups))) if rng.random() < _GROUP else -1
        for j, (numbers, said) in enumerate(groups):
            if j != out and numbers:
                kept = rng.random(len(numbers)) > _WORDS
                flat.append(np.array(numbers)[kept])
                worth.append(said[kept] / np.float32(1 - _WORDS))
                whose.append(np.full(int(kept.sum()), i))
    return np.concatenate(whose), np.concatenate(flat), np.concatenate(worth)
