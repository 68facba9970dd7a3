"""Weights of words for classes: a logistic regression, each weight a byte."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from detectors.model import Evidence, EvidenceKind

NONE = "none"
"""The class of what is of no class: the others are weighed against it."""


@dataclass(frozen=True, slots=True)
class WordWeights:
    """A row of weights for each word, in steps of so many log-odds, and ``bias``; a column for each class.

    ``few`` words are thought to be there beside those seen, and to say nothing: few words tell little.
    """

    classes: tuple[str, ...]
    words: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    step: float
    bias: npt.NDArray[np.float32]
    few: int
    numbers: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {word: number for number, word in enumerate(self.words)})

    @classmethod
    def of(
        cls,
        classes: Sequence[str],
        words: Sequence[str],
        weights: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
        few: int,
    ) -> Self:
        """Such weights, each rounded to a byte."""
        step = float(np.abs(weights).max()) / 127
        return cls(tuple(classes), tuple(words), np.rint(weights / step).astype(np.int8), step, bias, few)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The weights of a file. Raises OSError where it cannot be read, KeyError where it holds none."""
        with np.load(path, allow_pickle=False) as stored:
            classes, words = (bytes(stored[name]).decode().split("\n") for name in ("classes", "words"))
            step, few = float(stored["step"]), int(stored["few"])
            return cls(tuple(classes), tuple(words), stored["weights"], step, stored["bias"], few)

    def save(self, path: Path) -> None:
        """Write the weights."""
        np.savez_compressed(
            path,
            classes=np.frombuffer("\n".join(self.classes).encode(), np.uint8),
            words=np.frombuffer("\n".join(self.words).encode(), np.uint8),
            weights=self.weights,
            step=self.step,
            bias=self.bias,
            few=self.few,
        )

    def known(self, words: Iterable[str]) -> tuple[int, ...]:
        """The numbers of those words that have weights."""
        return tuple(sorted(number for word in words if (number := self.numbers.get(word)) is not None))

    def sums(self, words: Iterable[int]) -> npt.NDArray[np.float32]:
        """What words, by their numbers, say together for each class, in log-odds against ``none``; nothing where there
        are none."""
        told = sorted(set(words))
        if not told:
            return np.zeros(len(self.classes), np.float32)
        sums = self.bias + self.weights[told].sum(0, dtype=np.int32) * np.float32(self._worth(len(told)))
        found: npt.NDArray[np.float32] = sums - sums[self.classes.index(NONE)]
        return found

    def reasons(
        self, groups: Iterable[Sequence[int]], name: str, kind: EvidenceKind, mark: str, torn: Evidence
    ) -> list[Evidence]:
        """What each group of words says for a class. A word that begins with ``mark``, a whole one, stands for it
        without the mark; else the one in Latin letters that says most. What has neither is told together, as ``torn``
        says it: pieces of words mean nothing to anybody."""
        mine, none = self.classes.index(name), self.classes.index(NONE)
        met: set[int] = set()
        told: dict[str, int] = {}
        for group in groups:
            if own := [number for number in group if number not in met]:
                met.update(own)
                steps = {number: int(self.weights[number, mine]) - int(self.weights[number, none]) for number in own}
                whole = [n for n in own if self.words[n].startswith(mark)] or [
                    n for n in own if self.words[n].isascii()
                ]
                best = self.words[max(whole, key=steps.__getitem__)].removeprefix(mark) if whole else ""
                told[best] = told.get(best, 0) + sum(steps.values())
        worth = self._worth(len(met))
        said = {word: round(steps * worth, 2) for word, steps in told.items()}
        return [Evidence(kind, weight, word) if word else torn._replace(weight=weight) for word, weight in said.items()]

    def _worth(self, words: int) -> float:
        """What a step is worth among so many words, for they tell much the same thing."""
        return self.step / math.sqrt(self.few + words)
