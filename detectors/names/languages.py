"""What training asks of a language: its corpora, tokens and labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from detectors.names.corpora import Row
from detectors.names.features import Features

ITERATIONS = 100


class Prediction(NamedTuple):
    """What is found in a text. ``alone`` is what the models say, not calibrated and before what stands around a name is
    heard, None where they say nothing: the calibration is fitted to it."""

    start: int
    end: int
    entity: str
    score: float
    alone: float | None


Predict = Callable[[str], list[Prediction]]


@dataclass(frozen=True)
class Language:
    """What differs between the languages: corpora, tokens with their offsets, and what is said of a token."""

    code: str
    corpora: tuple[str, ...]
    scored: tuple[str, ...]
    cut: Callable[[str], list[tuple[list[Any], list[tuple[int, int]]]]]
    describe: Callable[[Any], Features]
    lists: dict[str, str]
    synthetic: Callable[[int], list[Row]]
    varied: Callable[[Iterable[Row]], Iterable[Row]]  # adds changed copies of training rows
    predict: Callable[..., Predict]  # of the weights, and of the networks' where there are any
    networks: Callable[[Sequence[Row]], Any] | None = None  # their weights: with ``calibration`` and ``save``
    iterations: int = ITERATIONS
    whole: tuple[str, ...] = ()  # corpora of whole articles, which are scored as such besides


def bio(offsets: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """The labels of tokens: a token belongs to the span that it shares a character with."""
    labels = ["O"] * len(offsets)
    for start, end, kind in spans:
        first = True
        for i, (a, b) in enumerate(offsets):
            if a < end and b > start and labels[i] == "O":
                labels[i] = f"{'B' if first else 'I'}-{kind}"
                first = False
    return labels
