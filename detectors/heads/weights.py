"""What the heads of a table's columns tell of its class: 差引支給 beside 氏名 is a payroll, hirer and slot bookings.

Each word has a weight for each class (a logistic regression). Words are the whole header, its words in Latin letters
and each two Japanese characters in a row, so that a header never seen (差引支給額計) is told by its parts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detectors.header_rows import is_day
from detectors.headers import plain_label
from detectors.model import Evidence, EvidenceKind
from detectors.roles import spelt_out
from detectors.signs import is_month

PATH = Path(__file__).parents[1] / "data" / "heads.npz"
NONE = "none"
WHOLE = "="
"""Before a word that is a whole header."""

FEW = 4
"""Words that are thought to be there beside those seen, and to say nothing: few headers tell little."""

_LONGEST, _TEXT = 24, 150
"""Characters of a header that is a word of its own, and from which on a cell is text and no header."""
_WORD = re.compile(r"[a-z][a-z']+|%")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]+")


@lru_cache(20_000)
def words_of(header: str) -> frozenset[str]:
    """The words of a header, as they are weighed. Empty for figures, and for days and months across: ``signs`` tells
    those by what stands below them."""
    plain = plain_label(spelt_out(header))
    if is_day(plain) or is_month(plain) or not any(c.isalpha() for c in plain):
        return frozenset()
    words = set(_WORD.findall(plain))
    for run in _JAPANESE.findall(plain):
        words.update((run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else run)
    if len(plain) <= _LONGEST:
        words.add(WHOLE + plain)
    return frozenset(words)


@dataclass(frozen=True, slots=True)
class Heads:
    """A row of weights for each word, in steps of so many log-odds, and ``bias``; a column for each class."""

    classes: tuple[str, ...]
    words: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    step: float
    bias: npt.NDArray[np.float32]
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
    ) -> Heads:
        """Such weights, each rounded to a byte."""
        step = float(np.abs(weights).max()) / 127
        return cls(tuple(classes), tuple(words), np.rint(weights / step).astype(np.int8), step, bias)

    @classmethod
    def load(cls, path: Path = PATH) -> Heads:
        """The weights of a file. Raises OSError where it cannot be read, KeyError where it holds none."""
        with np.load(path, allow_pickle=False) as stored:
            classes, words = (bytes(stored[name]).decode().split("\n") for name in ("classes", "words"))
            return cls(
                tuple(classes),
                tuple(words),
                stored["weights"],
                float(stored["step"]),
                stored["bias"],
            )

    def save(self, path: Path = PATH) -> None:
        """Write the weights."""
        np.savez_compressed(
            path,
            classes=np.frombuffer("\n".join(self.classes).encode(), np.uint8),
            words=np.frombuffer("\n".join(self.words).encode(), np.uint8),
            weights=self.weights,
            step=self.step,
            bias=self.bias,
        )

    def known(self, header: str) -> tuple[int, ...]:
        """The numbers of the words of a header that have weights; none of what is too long for a header."""
        if len(header) > _TEXT:
            return ()
        return tuple(sorted(number for word in words_of(header) if (number := self.numbers.get(word)) is not None))

    def has(self, header: str) -> bool:
        """Whether a header has weights as it is, not only by its parts."""
        return WHOLE + header in self.numbers

    def sums(self, words: Iterable[int]) -> npt.NDArray[np.float32]:
        """What words say together for each class, in log-odds against ``none``; nothing where there are none."""
        told = sorted(set(words))
        if not told:
            return np.zeros(len(self.classes), np.float32)
        sums = self.bias + self.weights[told].sum(0, dtype=np.int32) * np.float32(self._worth(len(told)))
        found: npt.NDArray[np.float32] = sums - sums[self.classes.index(NONE)]
        return found

    def reasons(self, headers: Iterable[Sequence[int]], name: str) -> list[Evidence]:
        """What each header (the numbers of its words) says for a class, the word that says most standing for it."""
        mine, none = self.classes.index(name), self.classes.index(NONE)
        met: set[int] = set()
        told: list[tuple[int, str]] = []
        for header in headers:
            if own := [number for number in header if number not in met]:
                met.update(own)
                steps = [int(self.weights[number, mine]) - int(self.weights[number, none]) for number in own]
                told.append((sum(steps), self.words[own[steps.index(max(steps))]].removeprefix(WHOLE)))
        worth = self._worth(len(met))
        return [Evidence(EvidenceKind.LABEL, round(steps * worth, 2), word) for steps, word in told]

    def _worth(self, words: int) -> float:
        """What a step is worth among so many words, for they tell much the same thing."""
        return self.step / math.sqrt(FEW + words)


@cache
def heads() -> Heads:
    """The weights that come with the product, read once."""
    return Heads.load()
