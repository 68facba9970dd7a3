"""Weights that tell by the words of a column what it is, applied with numpy: one layer between words and kinds.

Each group of words of a column (``words.py``) comes in as the sum of the rows of its words, less each where there are
many of them, for they tell much the same thing. What comes out is how probable each kind is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

PATH = Path(__file__).parents[2] / "data" / "columns.npz"
NOTHING, OTHER = "", "other"
"""The kinds of columns that hold nothing of anybody, and of those whose values say by themselves what they are."""
FEW, _GAIN = 4.0, 2.0
"""Words thought to be there beside those of a group, saying nothing; what a word alone would be worth of them."""
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Weights:
    """A row of ``table`` for each word; ``bias``, ``out`` and ``out_bias`` lead from their sum to the kinds.

    ``slope`` makes of log-odds those that came true with hands not learnt from; ``learnt`` is the digest of what the
    weights were made from.
    """

    kinds: tuple[str, ...]
    words: tuple[str, ...]
    table: Floats
    bias: Floats
    out: Floats
    out_bias: Floats
    slope: float = 1.0
    learnt: str = ""
    numbers: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {word: number for number, word in enumerate(self.words)})

    @classmethod
    def load(cls, path: Path) -> Self:
        """The weights of a file. Raises OSError where it cannot be read, KeyError where it holds none."""
        with np.load(path, allow_pickle=False) as stored:
            kinds, words = (tuple(bytes(stored[name]).decode().split("\n")) for name in ("kinds", "words"))
            table = stored["table"].astype(np.float32) * np.float32(stored["step"])
            bias, out, out_bias = (stored[name].astype(np.float32) for name in ("bias", "out", "out_bias"))
            slope, learnt = float(stored["slope"]), bytes(stored["learnt"]).decode()
            return cls(kinds, words, table, bias, out, out_bias, slope, learnt)

    def save(self, path: Path) -> None:
        """Write the weights, the table a byte each."""
        step = float(np.quantile(np.abs(self.table), 0.9995)) / _STEPS
        np.savez_compressed(
            path,
            kinds=np.frombuffer("\n".join(self.kinds).encode(), np.uint8),
            words=np.frombuffer("\n".join(self.words).encode(), np.uint8),
            table=np.clip(np.rint(self.table / step), -_STEPS, _STEPS).astype(np.int8),
            step=step,
            bias=self.bias.astype(np.float16),
            out=self.out.astype(np.float16),
            out_bias=self.out_bias.astype(np.float16),
            slope=self.slope,
            learnt=np.frombuffer(self.learnt.encode(), np.uint8),
        )

    def known(self, group: str, words: Mapping[str, float]) -> tuple[list[int], Floats]:
        """The numbers of those words of a group that have weights, and what the row of each is worth."""
        found = [(n, said) for word, said in words.items() if (n := self.numbers.get(group + word)) is not None]
        if not found:
            return [], np.zeros(0, np.float32)
        numbers, said = zip(*found, strict=True)
        return list(numbers), np.array(said, np.float32) * np.float32(_GAIN / math.sqrt(FEW + sum(said)))

    def sum_of(self, group: str, words: Mapping[str, float]) -> Floats:
        """What the words of a group come to."""
        numbers, worth = self.known(group, words)
        summed: Floats = worth @ self.table[numbers]
        return summed

    def chances(self, sums: Sequence[Floats] | Floats) -> Floats:
        """How probable each kind is for each of some columns, by the sums of all their words."""
        hidden = np.maximum(np.asarray(sums) + self.bias, 0)
        told = (hidden @ self.out + self.out_bias) * np.float32(self.slope)
        odds = np.exp(told - told.max(1, keepdims=True))
        likely: Floats = odds / odds.sum(1, keepdims=True)
        return likely


@cache
def weights() -> Weights:
    """The weights that come with the product, read once."""
    return Weights.load(PATH)
