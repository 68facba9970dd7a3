"""How the network is learnt, with numpy alone: forward, backward, and weights moved against the slope.

Sentences lie one behind the other with empty places between, so that a convolution is a few products of all that is
learnt from at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.descent import Floats, Ints, Weight
from detectors.said.network import rows_of
from detectors.said.words import Language, Token

HIDDEN, BUCKETS, LAYERS = 96, 8192, 3
EPOCHS, BATCH, RATE, DECAY = 18, 32, 3e-3, 0.02
_GAP = 1 << (LAYERS - 1)
"""Empty places between two sentences: as many as a convolution reaches."""
_LEFT_OUT, _WORDS, _ROWS = 0.4, 0.15, 0.5
"""The shares of hidden values, words and attributes of a word left out at each step, so that nothing is known by one
thing alone."""
_OTHERS = 0.6
"""Sentences that nobody marked, of which at each round some are learnt from, for each that somebody did."""
_WARMING, _LONGEST = 50, 1.0
"""Steps until the rate is reached, and the length of the slope beyond which it is cut."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence: its tokens, and how probable each label is for each (tokens x labels)."""

    tokens: Sequence[Token]
    wanted: Floats


def trained(
    lessons: Sequence[Lesson], language: Language, others: Sequence[Lesson] = (), seed: int = 1
) -> dict[str, Floats]:
    """The layers of a network (``network.Weights``); ``others`` are many sentences that say nothing. The same lessons
    give the same layers on one machine."""
    rng = np.random.default_rng(seed)
    numbers: dict[Token, int] = {}
    every = [*lessons, *others]
    sentences = [np.array([numbers.setdefault(t, len(numbers)) for t in one.tokens], np.int64) for one in every]
    rows = [np.array(rows_of(language.attributes(token), BUCKETS), np.int64) for token in numbers]
    vectors = language.vectors_of(list(numbers))
    spread = float(vectors.std())
    student = _Student(vectors / np.float32(spread), rows, lessons[0].wanted.shape[1], rng)
    more = min(len(others), int(_OTHERS * len(lessons)))
    steps, step = EPOCHS * ((len(lessons) + more) // BATCH + 1), 0
    for _ in range(EPOCHS):
        some_others = len(lessons) + rng.permutation(len(others))[:more]
        order = rng.permutation(np.concatenate((np.arange(len(lessons)), some_others)))
        for at in range(0, len(order), BATCH):
            some = order[at : at + BATCH]
            rate = RATE * min(1.0, (step + 1) / _WARMING) * max(0.0, 1 - step / steps)
            student.step([sentences[i] for i in some], np.concatenate([every[i].wanted for i in some]), rate)
            step += 1
    layers = {name: weight.now for name, weight in student.weights.items()}
    return {**layers, "word": layers["word"] / np.float32(spread)}


class _Student:
    """The network while it learns: of each distinct token the vector and the rows of its attributes."""

    def __init__(self, vectors: Floats, rows: Sequence[Ints], labels: int, rng: np.random.Generator) -> None:
        self._vectors, self._rows, self._rng, self._steps = vectors, rows, rng, 0
        width = vectors.shape[1]

        def even(inner: int, *shape: int) -> Weight:
            return Weight(rng.uniform(-1, 1, shape) / np.sqrt(inner), DECAY)

        self.weights = {
            "table": Weight(rng.normal(0, 0.02, (BUCKETS, HIDDEN)), DECAY),
            "word": even(width, width, HIDDEN),
            "bias": even(width, HIDDEN),
            "out": even(HIDDEN, HIDDEN, labels),
            "out_bias": even(HIDDEN, labels),
        }
        for layer in range(LAYERS):
            self.weights[f"conv{layer}"] = even(3 * HIDDEN, 3, HIDDEN, HIDDEN)
            self.weights[f"conv_bias{layer}"] = even(3 * HIDDEN, HIDDEN)

    def step(self, sentences: Sequence[Ints], wanted: Floats, rate: float) -> None:
        """Learn from some sentences at once, which have ``wanted`` one behind the other."""
        now = {name: weight.now for name, weight in self.weights.items()}
        lengths = np.array([len(s) for s in sentences])
        tokens = np.concatenate(sentences)
        places = np.arange(len(tokens)) + np.repeat(_GAP * np.arange(1, len(lengths) + 1), lengths)
        size = len(tokens) + _GAP * (len(lengths) + 1)

        sizes = np.array([len(self._rows[t]) for t in tokens])
        whose = np.repeat(np.arange(len(tokens)), sizes)
        flat = np.concatenate([self._rows[t] for t in tokens])
        stays = self._rng.random(len(flat)) > _ROWS
        whose, flat = whose[stays], flat[stays]
        vectors = self._vectors[tokens]
        first = vectors @ now["word"] + now["bias"]
        first += _summed(now["table"][flat] * np.float32(1 / (1 - _ROWS)), whose, len(first))
        there = self._stays((len(tokens), 1), _WORDS, scaled=False) * self._stays(first.shape, _LEFT_OUT)
        mask = (first > 0) * there
        hidden = np.zeros((size, HIDDEN), np.float32)
        hidden[places] = first * mask
        met: list[tuple[Floats, Floats]] = []
        for layer in range(LAYERS):
            seen = _beside(hidden, layer)
            step = seen @ now[f"conv{layer}"].reshape(-1, HIDDEN) + now[f"conv_bias{layer}"]
            kept = np.zeros_like(step)
            kept[places] = ((step > 0) * self._stays(step.shape, _LEFT_OUT))[places]
            met.append((seen, kept))
            hidden = hidden + step * kept
        told = hidden[places]
        sums = told @ now["out"] + now["out_bias"]
        odds = np.exp(sums - sums.max(1, keepdims=True))
        off = (odds / odds.sum(1, keepdims=True) - wanted) / np.float32(len(tokens))

        slopes = {"out": told.T @ off, "out_bias": off.sum(0)}
        back = np.zeros_like(hidden)
        back[places] = off @ now["out"].T
        for layer in reversed(range(LAYERS)):
            seen, kept = met[layer]
            moved = back * kept
            slopes[f"conv{layer}"] = (seen.T @ moved).reshape(3, HIDDEN, HIDDEN)
            slopes[f"conv_bias{layer}"] = moved.sum(0)
            back = back + _gathered(moved @ now[f"conv{layer}"].reshape(-1, HIDDEN).T, layer)
        moved = back[places] * mask
        slopes["word"], slopes["bias"] = vectors.T @ moved, moved.sum(0)
        order = np.argsort(flat, kind="stable")
        met_rows, which = np.unique(flat[order], return_inverse=True)
        table = _summed(moved[whose[order]] * np.float32(1 / (1 - _ROWS)), which, len(met_rows))
        length = np.sqrt(sum(float((s * s).sum()) for s in (*slopes.values(), table)))
        cut = np.float32(min(1.0, _LONGEST / (length + 1e-6)))
        self._steps += 1
        for name, slope in slopes.items():
            self.weights[name].move(slope * cut, rate, self._steps)
        self.weights["table"].move(table * cut, rate, self._steps, met_rows)

    def _stays(self, shape: tuple[int, ...], left_out: float, scaled: bool = True) -> Floats:
        kept = self._rng.random(shape, np.float32) > left_out
        return kept * np.float32(1 / (1 - left_out) if scaled else 1)


def _summed(values: Floats, whose: Ints, size: int) -> Floats:
    """The sum of the values of each of so many, 0 where it has none; ``whose`` is in order."""
    out = np.zeros((size, values.shape[1]), np.float32)
    if len(whose):
        starts = np.flatnonzero(np.diff(whose, prepend=-1))
        out[whose[starts]] = np.add.reduceat(values, starts)
    return out


def _beside(hidden: Floats, layer: int) -> Floats:
    """The hidden values before, at and behind each place, side by side."""
    off = 1 << layer
    before, behind = np.zeros_like(hidden), np.zeros_like(hidden)
    before[off:], behind[:-off] = hidden[:-off], hidden[off:]
    return np.concatenate((before, hidden, behind), axis=1)


def _gathered(slopes: npt.NDArray[Any], layer: int) -> Floats:
    """The slopes of hidden values from those of ``_beside``."""
    off = 1 << layer
    before, out, behind = slopes[:, :HIDDEN], slopes[:, HIDDEN : 2 * HIDDEN].copy(), slopes[:, 2 * HIDDEN :]
    out[:-off] += before[off:]
    out[off:] += behind[:-off]
    return out
