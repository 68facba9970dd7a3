"""Dilated convolutions over tokens, applied with numpy: what the networks of both languages share.

What belongs to one token, and its share of the first convolution, is worked out once for each distinct token; the
convolutions then look further to each side from layer to layer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from detectors.names.numbering import Batch, Growing, Ints, Numbering

Floats = npt.NDArray[np.float32]

_AT_ONCE = 512  # tokens at once: what is worked on stays in the processor's cache
_DESCRIBED_AT_ONCE = 128
_SMALL = 6 << 16
"""Multiplications of one product. Products as small as this are worked out by one thread: the BLAS library would start
one for each core, which take longer to meet than to multiply and are in the way of the other workers."""
_WEIGHTS = 1 << 14
"""Weights of one product: with more of them there would be too few rows for it to be quick."""


class Convolutions:
    """The layers ``conv0`` (places x hidden x hidden), ``conv1``, ... with ``conv_bias0``, ...: of each, twice as far
    apart as of the one before, the places around a token."""

    def __init__(self, layers: Mapping[str, Floats]) -> None:
        names = [f"conv{i}" for i in range(len(layers)) if f"conv{i}" in layers]
        self._layers = [layers[name] for name in names]
        self._biases = [layers[f"conv_bias{i}"] for i in range(len(names))]
        # The places of a convolution side by side: one product instead of three.
        self._weights = [np.ascontiguousarray(np.concatenate(list(layer), axis=1)) for layer in self._layers]
        self.size_of_first = self._weights[0].shape[1]

    def first(self, hidden: Floats) -> Floats:
        """The product of the first convolution, which asks for no neighbours."""
        return product(hidden, self._weights[0])

    def __call__(self, hidden: Floats, first: Floats, before: Ints, after: Ints) -> Floats:
        """The hidden values of tokens after all convolutions; ``before`` and ``after`` say how many tokens of its
        sentence stand on either side of each. ``hidden`` and ``first`` are changed."""
        width = hidden.shape[1]
        for i, (layer, bias) in enumerate(zip(self._layers, self._biases, strict=True)):
            parts = first if i == 0 else product(hidden, self._weights[i])
            middle = len(layer) // 2
            step = parts[:, middle * width : (middle + 1) * width] + bias
            for place in range(len(layer)):
                off = (place - middle) << i
                seen = parts[:, place * width : (place + 1) * width]
                # What would be seen from another sentence is nothing.
                if off < 0:
                    seen[after < -off] = 0
                    step[-off:] += seen[:off]
                elif off > 0:
                    seen[before < off] = 0
                    step[:-off] += seen[off:]
            np.maximum(step, 0, out=step)
            hidden += step
        return hidden


def product(rows: Floats, weights: Floats) -> Floats:
    """The matrix product, in parts small enough for one thread."""
    inner, width = weights.shape
    out = np.empty((len(rows), width), np.float32)
    columns = max(1, _WEIGHTS // inner)
    for at in range(0, width, columns):
        some = weights[:, at : at + columns]
        size = max(1, _SMALL // some.size)
        whole = len(rows) // size * size
        here = out[:, at : at + columns]
        np.matmul(rows[:whole].reshape(-1, size, inner), some, out=here[:whole].reshape(-1, size, some.shape[1]))
        np.matmul(rows[whole:], some, out=here[whole:])
    return out


class Network(ABC):
    """Scores of the labels of tokens. Not thread-safe; one a process.

    ``layers`` has besides the convolutions ``bias`` (of the hidden values of a token), ``out`` and ``out_bias``.
    """

    KEEP: ClassVar[int] = 50_000
    """Distinct tokens remembered before the tables start afresh (about 50 MB)."""

    def __init__(self, labels: Sequence[str], layers: Mapping[str, Floats]) -> None:
        self.labels = tuple(labels)
        self._out, self._out_bias = layers["out"], layers["out_bias"]
        self._convolutions = Convolutions(layers)
        self._width = len(layers["bias"])
        self._begin(Numbering())

    def _begin(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._row_of = Growing(np.int64)  # by number of the token
        self._hidden = Growing(np.float32, self._width)
        self._first = Growing(np.float32, self._convolutions.size_of_first)
        self._add(np.zeros((1, self._width), np.float32))  # row 0: not described yet

    def _add(self, hidden: Floats) -> None:
        self._hidden.extend(hidden)
        self._first.extend(self._convolutions.first(hidden))

    @abstractmethod
    def _described(self, tokens: Sequence[Hashable]) -> Floats:
        """The hidden values of tokens, tokens x hidden."""

    def scores(self, batch: Batch) -> Floats:
        """The scores (log, not normalised), tokens x labels."""
        if batch.numbering is not self._numbering or len(self._hidden) > self.KEEP:
            self._begin(batch.numbering)
        self._learn(batch)
        out = np.empty((len(batch.numbers), len(self._out_bias)), np.float32)
        rows = self._row_of.values[batch.numbers]
        before = np.arange(len(rows)) - np.repeat(batch.starts, batch.lengths)
        after = np.repeat(batch.lengths, batch.lengths) - before - 1
        cuts = np.flatnonzero(np.diff(batch.starts // _AT_ONCE)) + 1
        at = 0
        for end in [*batch.starts[cuts].tolist(), len(rows)]:
            if at < end:
                some = slice(at, end)
                hidden, first = self._hidden.values[rows[some]], self._first.values[rows[some]]
                hidden = self._convolutions(hidden, first, before[some], after[some])
                out[some] = product(hidden, self._out) + self._out_bias
            at = end
        return out

    def _learn(self, batch: Batch) -> None:
        tokens = batch.numbering.tokens
        self._row_of.extend(np.zeros(len(tokens) - len(self._row_of), np.int64))
        rows = self._row_of.values
        new = np.unique(batch.numbers[rows[batch.numbers] == 0])
        rows[new] = np.arange(len(self._hidden), len(self._hidden) + len(new))
        for at in range(0, len(new), _DESCRIBED_AT_ONCE):
            self._add(self._described([tokens[number] for number in new[at : at + _DESCRIBED_AT_ONCE]]))
