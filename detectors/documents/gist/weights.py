"""What a text as a whole says of its class: how near it lies to those that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np

from detectors.documents.gist.encoder import Floats, encoder
from detectors.documents.learning.weights import NONE

PATH = Path(__file__).parents[2] / "data" / "gist_classes.npz"
GIST = "its gist"
"""The reason that a text as a whole is."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A column of ``table`` and of ``bias`` for each class, from the point where a text lies to log-odds."""

    classes: tuple[str, ...]
    table: Floats
    bias: Floats

    @classmethod
    def load(cls, path: Path) -> Self:
        """The weights of a file. Raises OSError where it cannot be read, KeyError where it holds none."""
        with np.load(path, allow_pickle=False) as stored:
            classes = tuple(bytes(stored["classes"]).decode().split("\n"))
            return cls(classes, stored["table"].astype(np.float32), stored["bias"].astype(np.float32))

    def save(self, path: Path) -> None:
        """Write the weights."""
        classes = np.frombuffer("\n".join(self.classes).encode(), np.uint8)
        table, bias = self.table.astype(np.float16), self.bias.astype(np.float16)
        np.savez_compressed(path, allow_pickle=False, classes=classes, table=table, bias=bias)

    def told(self, point: Floats) -> dict[str, float]:
        """What a text there says for each class over ``none``, in log-odds."""
        sums = point @ self.table + self.bias
        return dict(zip(self.classes, map(float, sums - sums[self.classes.index(NONE)]), strict=True))


@cache
def weights() -> Weights:
    """The weights that come with the product, read once."""
    return Weights.load(PATH)


def gist_of(beginning: str) -> Mapping[str, float]:
    """What the beginning of a text, folded, says as a whole for each class over ``none``."""
    return weights().told(encoder().point(beginning))
