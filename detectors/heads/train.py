"""Makes ``data/heads.npz`` from ``headers.tsv``: ``python -m detectors.heads.train [--folds]``.

The lists are headers of sheets as offices and programs write them. A line is language, writer, classes (the best first)
and headers, with tabs between. They were written from memory by several hands that had not seen the product; with
``--folds`` each hand's are measured by what is learnt from those of the others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detectors.heads.weights import FEW, NONE, PATH, Heads, words_of

LISTS = Path(__file__).with_name("headers.tsv")
BEST = 0.7
"""What the best of several classes that a list may be counts; the others share the rest."""
EPOCHS, BATCH, RATE, LEFT_OUT, SEED = 12, 256, 0.1, 0.2, 1
"""Each word is left out of a list so often, so that no list is known by one word."""


@dataclass(frozen=True, slots=True)
class HeaderList:
    """The headers of one sheet, who wrote them down, and the classes it may be, the best first."""

    language: str
    hand: str
    classes: tuple[str, ...]
    headers: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """The words of all headers."""
        return frozenset().union(*map(words_of, self.headers))


def lists(path: Path = LISTS) -> Iterator[HeaderList]:
    """The lists of a file. Raises OSError where it cannot be read, ValueError where a line has too few fields."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            language, hand, classes, *headers = line.rstrip("\n").split("\t")
            yield HeaderList(language, hand, tuple(classes.split()), tuple(headers))


def trained(some: Sequence[HeaderList]) -> Heads:
    """The weights by these lists. The same lists give the same weights on one machine."""
    classes = sorted({name for one in some for name in one.classes})
    words = sorted({word for one in some for word in one.words})
    numbers = {word: i for i, word in enumerate(words)}
    rows = [np.array(sorted(numbers[word] for word in one.words), int) for one in some]
    wanted = np.zeros((len(some), len(classes)), np.float32)
    for i, one in enumerate(some):
        for place, name in enumerate(one.classes):
            others = len(one.classes) - 1
            wanted[i, classes.index(name)] = (1 - BEST) / others if place else BEST if others else 1.0
    weights, bias = _Adam((len(words), len(classes))), _Adam((len(classes),))
    rng = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        order = rng.permutation(len(some))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            kept = [rows[i][rng.random(len(rows[i])) > LEFT_OUT] for i in batch]
            kept = [row if len(row) else rows[i] for row, i in zip(kept, batch, strict=True)]
            sizes = np.array([len(row) for row in kept])
            flat, share = np.concatenate(kept), np.float32(1) / np.sqrt(sizes + FEW, dtype=np.float32)[:, None]
            starts = np.cumsum([0, *sizes[:-1]])
            sums = bias.now + np.add.reduceat(weights.now[flat], starts) * share
            odds = np.exp(sums - sums.max(1, keepdims=True))
            off = (odds / odds.sum(1, keepdims=True) - wanted[batch]) / len(batch)
            slope = np.zeros_like(weights.now)
            np.add.at(slope, flat, np.repeat(off * share, sizes, axis=0))
            rate = RATE * (1 - epoch / EPOCHS)
            weights.step(slope, rate)
            bias.step(off.sum(0), rate)
    return Heads.of(classes, words, weights.now, bias.now)


class _Adam:
    """Numbers that are moved against a slope (Kingma and Ba 2015, with its usual constants)."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.now, self._mean, self._square = (np.zeros(shape, np.float32) for _ in range(3))
        self._steps = 0

    def step(self, slope: npt.NDArray[np.float32], rate: float) -> None:
        """Move once."""
        self._steps += 1
        self._mean += 0.1 * (slope - self._mean)
        self._square += 0.001 * (slope * slope - self._square)
        size = np.sqrt(self._square / (1 - 0.999**self._steps)) + 1e-8
        self.now -= np.float32(rate / (1 - 0.9**self._steps)) * self._mean / size


def _right(model: Heads, one: HeaderList) -> bool:
    sums = model.sums(number for header in one.headers for number in model.known(header))
    return model.classes[int(sums.argmax())] in one.classes


def measured(some: Sequence[HeaderList]) -> Iterator[tuple[str, float, float, int]]:
    """For each hand, when the others are learnt from: the share told right of lists with a class and of those with
    none, and how many there are."""
    for hand in sorted({one.hand for one in some}):
        model = trained([one for one in some if one.hand != hand])
        own = [one for one in some if one.hand == hand]
        told = [[_right(model, one) for one in own if (one.classes[0] == NONE) is nobody] for nobody in (False, True)]
        yield hand, *(float(np.mean(some)) if some else np.nan for some in told), len(own)  # type: ignore[misc]


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m detectors.heads.train", description=__doc__)
    parser.add_argument("--folds", action="store_true", help="measure on each hand what the others teach")
    some = list(lists())
    if parser.parse_args(argv).folds:
        for hand, classes, nothing, size in measured(some):
            print(f"{hand}: {size} lists, class right {classes:.1%}, no class right {nothing:.1%}")
        return 0
    model = trained(some)
    model.save()
    print(f"{PATH.name}: {len(model.words):,} words of {len(some):,} lists, {PATH.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
