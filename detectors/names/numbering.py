"""Tokens as numbers: each distinct one is described once, and sentences become rows of tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Growing:
    """A table that grows by rows at its end."""

    def __init__(self, kind: type[np.generic], *width: int) -> None:
        self._room: npt.NDArray[Any] = np.zeros((64, *width), kind)
        self._size = 0

    def __len__(self) -> int:
        """How many rows there are."""
        return self._size

    @property
    def values(self) -> npt.NDArray[Any]:
        """The rows."""
        return self._room[: self._size]

    def extend(self, rows: Sequence[Any] | npt.NDArray[Any]) -> None:
        """Adds rows."""
        end = self._size + len(rows)
        if end > len(self._room):
            room = np.zeros((max(end, 2 * len(self._room)), *self._room.shape[1:]), self._room.dtype)
            room[: self._size] = self.values
            self._room = room
        if len(rows):
            self._room[self._size : end] = rows
        self._size = end


class Numbering:
    """Distinct tokens by number, in the order in which they were met; 0 stands for the place where there is none."""

    def __init__(self) -> None:
        self.tokens: list[Hashable] = [None]
        self._numbers: dict[Hashable, int] = {}

    def number(self, token: Hashable) -> int:
        """The number of a token."""
        number = self._numbers.get(token)
        if number is None:
            number = self._numbers[token] = len(self.tokens)
            self.tokens.append(token)
        return number

    def batch(self, sentences: Iterable[Sequence[Hashable]]) -> Batch:
        """Sentences, each a sequence of tokens, as numbers."""
        numbers = [[self.number(token) for token in sentence] for sentence in sentences]
        flat = [number for sentence in numbers for number in sentence]
        return Batch(np.array(flat, np.int64), np.array([len(s) for s in numbers], np.int64), self)


@dataclass(frozen=True)
class Batch:
    """Sentences one after the other: the numbers of their tokens, how many each has, and what the numbers stand for."""

    numbers: Ints
    lengths: Ints
    numbering: Numbering

    @cached_property
    def starts(self) -> Ints:
        """Where each sentence begins."""
        return self.lengths.cumsum() - self.lengths

    def places(self, sentences: Ints) -> Ints:
        """The places of the tokens of some of the sentences."""
        lengths = self.lengths[sentences]
        begins = self.starts[sentences] - (lengths.cumsum() - lengths)
        return np.asarray(begins.repeat(lengths) + np.arange(lengths.sum()), np.int64)

    def only(self, sentences: Ints) -> Batch:
        """Some of the sentences."""
        return Batch(self.numbers[self.places(sentences)], self.lengths[sentences], self.numbering)

    @property
    def sequences(self) -> list[bytes]:
        """The numbers of each sentence, to be compared."""
        ends = np.cumsum(self.lengths).tolist()
        return [self.numbers[start:end].tobytes() for start, end in zip([0, *ends], ends, strict=False)]

    def sentences(self, tokens: npt.NDArray[np.bool_]) -> Ints:
        """The sentences with a token of which something is true."""
        return np.unique(self.lengths.cumsum().searchsorted(np.flatnonzero(tokens), side="right"))

    def spread(self, gap: int) -> tuple[Ints, Ints]:
        """The numbers with ``gap`` empty places before each sentence and behind the last, and the places of the tokens
        there."""
        places = np.arange(len(self.numbers)) + np.repeat(gap * np.arange(1, len(self.lengths) + 1), self.lengths)
        spread = np.zeros(len(self.numbers) + gap * (len(self.lengths) + 1), np.int64)
        spread[places] = self.numbers
        return spread, places


Part = tuple[int, int, str, float]
"""Something found in a sentence: its first token and the one behind its last, PER/ORG/LOC, probability."""


class Remembered:
    """What is found in sentences, decided once for each sequence of numbers: to a model, sentences that differ in
    figures alone are the same. ``decide`` finds the parts of each sentence of a batch, by their numbers alone."""

    KEEP = 20_000
    """Sequences remembered before all is decided afresh (about 8 MB), none longer than ``LONGEST`` tokens."""

    LONGEST = 200

    def __init__(self, decide: Callable[[Batch], Sequence[Sequence[Part]]]) -> None:
        self._decide = decide
        self._numbering: Numbering | None = None
        self._met: dict[bytes, Sequence[Part]] = {}

    def __call__(self, batch: Batch) -> list[Sequence[Part]]:
        """The parts found in each sentence."""
        if batch.numbering is not self._numbering or len(self._met) > self.KEEP:
            self._numbering, self._met = batch.numbering, {}
        met, sequences = self._met, batch.sequences
        new: dict[bytes, int] = {}
        for sentence, sequence in enumerate(sequences):
            if sequence not in met:
                new.setdefault(sequence, sentence)
        if new:
            met.update(zip(new, self._decide(batch.only(np.array(list(new.values())))), strict=True))
        found = [met[sequence] for sequence in sequences]
        for sequence in new:
            if len(sequence) > self.LONGEST * batch.numbers.itemsize:
                del met[sequence]
        return found
