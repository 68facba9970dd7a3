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

    def reasons(self, groups: Iterable[Sequence[int]], name: str, kind: EvidenceKind, mark: str = "") -> list[Evidence]:
        """What each group of words says for a class. A word that begins with ``mark``, a whole one, stands for it
        without the mark; else the one that says most. Of parts of Japanese words none is quoted: such groups are one
        reason without a word."""
        mine, none = self.classes.index(name), self.classes.index(NONE)
        met: set[int] = set()
        told: list[tuple[int, str]] = []
        for group in groups:
            if own := [number for number in group if number not in met]:
                met.update(own)
                steps = [int(self.weights[number, mine]) - int(self.weights[number, none]) for number in own]
                whole = [i for i, number in enumerate(own) if mark and self.words[number].startswith(mark)]
                best = max(whole or range(len(own)), key=steps.__getitem__)
                word = self.words[own[best]]
                told.append((sum(steps), word.removeprefix(mark) if whole or word.isascii() else ""))
        worth = self._worth(len(met))
        parts = sum(steps for steps, word in told if not word)
        return [
            *(Evidence(kind, round(steps * worth, 2), word) for steps, word in told if word),
            *([Evidence(kind, round(parts * worth, 2))] if parts else ()),
        ]

    def _worth(self, words: int) -> float:
        """What a step is worth among so many words, for they tell much the same thing."""
        return self.step / math.sqrt(self.few + words)
