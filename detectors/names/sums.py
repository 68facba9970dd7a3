"""What the weights of a CRF say of tokens where they stand, as sums that are worked out once.

Nearly every feature belongs to one token at one distance: the sums of their weights are kept for each distinct token.
What remains are combinations of two and three neighbouring word classes, which are tables too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

import numpy as np
import numpy.typing as npt

from detectors.names.features import DISTANCES, EDGE_FEATURES, GRAMS, REACH, SEPARATOR, Describe, Features, gram_name
from detectors.names.numbering import Batch, Growing, Ints, Numbering

Floats = npt.NDArray[np.float32]

_AT_ONCE = 4096
"""Tokens of one step: what is worked on stays in the processor's cache."""
_DESCRIBED_AT_ONCE = 128


class Sums:
    """The scores of tokens. ``attributes`` name the rows of ``state``, as ``features.attributes`` makes them."""

    def __init__(self, attributes: Mapping[str, int], state: Floats, describe: Describe) -> None:
        self._describe = describe
        told: dict[str, dict[str, int]] = {}
        for name, row in attributes.items():
            place, _, rest = name.partition(":")
            told.setdefault(place, {})[rest] = row
        self._weights = [_Weights(at, [told.get(str(d), {}) for d in at], state) for at in _ALIKE]
        self._classes = _Classes(told, state)
        self._labels = state.shape[1]
        self._begin(Numbering())

    def _begin(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._rows = [Growing(np.float32, self._labels) for _ in DISTANCES]
        self._class_of = Growing(np.int64)

    def scores(self, batch: Batch) -> Floats:
        """The scores (log, not normalised), tokens x labels."""
        if batch.numbering is not self._numbering:
            self._begin(batch.numbering)
        self._learn()
        numbers, places = batch.spread(REACH)
        classes = self._class_of.values[numbers]
        out = np.zeros((len(numbers), self._labels), np.float32)
        for at in range(REACH, len(numbers) - REACH, _AT_ONCE):
            end = min(at + _AT_ONCE, len(numbers) - REACH)
            here = out[at:end]
            for rows, distance in zip(self._rows, DISTANCES, strict=True):
                here += np.take(rows.values, numbers[at + distance : end + distance], axis=0)
            self._classes.add(here, classes[at - REACH : end + REACH])
        return out[places]

    def _learn(self) -> None:
        """Sums up what is said of the tokens that came since."""
        tokens = self._numbering.tokens
        for at in range(len(self._class_of), len(tokens), _DESCRIBED_AT_ONCE):
            some = tokens[at : at + _DESCRIBED_AT_ONCE]
            told = [EDGE_FEATURES if t is None else self._describe(t) for t in some]
            for weights in self._weights:
                for distance, sums in weights.sums(told):
                    self._rows[DISTANCES.index(distance)].extend(sums)
            self._class_of.extend([self._classes.number(f.word_class) for f in told])


_ALIKE = [tuple(d for d in DISTANCES if abs(d) in alike) for alike in ({0}, set(range(1, REACH)), {REACH})]
"""The distances at which the same features of a token count."""


class _Weights:
    """The weights of features that count at some distances; row 0 is for those without weight."""

    def __init__(self, distances: Sequence[int], rows: Sequence[Mapping[str, int]], state: Floats) -> None:
        self._distances = distances
        self._numbers = {name: i for i, name in enumerate(sorted(set().union(*rows)), 1)}
        self._state = np.zeros((len(self._numbers) + 1, len(distances), state.shape[1]), np.float32)
        for column, known in enumerate(rows):
            if known:
                self._state[[self._numbers[name] for name in known], column] = state[list(known.values())]

    def sums(self, told: Iterable[Features]) -> Iterable[tuple[int, Floats]]:
        """For each distance the sums over the features of each token."""
        numbers: list[int] = []
        starts: list[int] = []
        for features in told:
            starts.append(len(numbers))
            numbers.append(0)  # a token of which nothing is said has a sum too
            numbers += map(self._numbers.get, features.at(self._distances[0]), repeat(0))
        return zip(
            self._distances, np.add.reduceat(np.take(self._state, numbers, axis=0), starts).swapaxes(0, 1), strict=True
        )


class _Classes:
    """The weights of word classes side by side, as a tree: from what was met so far and the next class to what is met
    then. Class 0 is every class that the model has not met, node 0 is where nothing is said."""

    def __init__(self, told: Mapping[str, Mapping[str, int]], state: Floats) -> None:
        said: dict[tuple[int, ...], Mapping[str, int]] = {g: told.get(gram_name(g, ()).rstrip(":"), {}) for g in GRAMS}
        split = {gram: SEPARATOR.join(names).split(SEPARATOR) if names else [] for gram, names in said.items()}
        known = sorted(set().union(*split.values()))
        self._numbers = {c: i for i, c in enumerate(known, 1)}
        paths = {
            gram: np.array([self._numbers[c] for c in classes], np.int64).reshape(-1, len(gram))
            for gram, classes in split.items()
        }
        # The sizes of combinations are 2, 3 and so on: each step of the tree adds a class.
        nodes: dict[tuple[int, ...], Ints] = {gram: path[:, 0] for gram, path in paths.items()}
        self._steps: dict[int, Ints] = {}
        begun = len(known)
        for size in range(2, max(map(len, GRAMS)) + 1):
            going = {g: nodes[g] * (len(known) + 1) + paths[g][:, size - 1] for g in GRAMS if len(g) >= size}
            distinct = np.unique(np.concatenate(list(going.values())))
            steps = np.zeros((begun + 1, len(known) + 1), np.int64)
            steps.flat[distinct] = np.arange(1, len(distinct) + 1)
            nodes |= {gram: steps.flat[taken] for gram, taken in going.items()}
            self._steps[size] = steps
            begun = len(distinct)
        self._rows = [np.zeros((self._steps[len(g)].max() + 1, state.shape[1]), np.float32) for g in GRAMS]
        for rows, gram in zip(self._rows, GRAMS, strict=True):
            rows[nodes[gram]] = state[list(said[gram].values())]

    def number(self, word_class: str) -> int:
        """The number of a class."""
        return self._numbers.get(word_class, 0)

    def add(self, scores: Floats, classes: Ints) -> None:
        """Adds what is said of some tokens in a row; ``classes`` has REACH more at either end."""
        nodes = classes
        at: dict[int, Ints] = {}
        for size, steps in self._steps.items():
            nodes = at[size] = steps[nodes[: len(classes) - size + 1], classes[size - 1 :]]
        for gram, rows in zip(GRAMS, self._rows, strict=True):
            first = REACH + gram[0]
            scores += np.take(rows, at[len(gram)][first : first + len(scores)], axis=0)
