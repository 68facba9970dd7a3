"""What a linear-chain CRF is told of tokens: features of one token at a distance, and combinations of word classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

DISTANCES = (-3, -2, -1, 0, 1, 2, 3)
REACH = 3
GRAMS = ((-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 0, 1), (-2, -1, 0), (0, 1, 2))
"""Word classes are combined over these places; single classes are ordinary features of a token."""
EDGE = "<edge>"
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Features:
    """What is said of one token: at its own place, one or two places off, three places off; and its word class."""

    own: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]
    word_class: str

    def at(self, distance: int) -> tuple[str, ...]:
        """The features that count at a distance."""
        return self.own if distance == 0 else self.near if abs(distance) < REACH else self.far


EDGE_FEATURES = Features((EDGE,), (EDGE,), (EDGE,), EDGE)
Describe = Callable[[Any], Features]


def attributes(features: Sequence[Features]) -> list[list[str]]:
    """The attribute strings of each token of a sentence, as CRFsuite is trained with them."""
    padded = [EDGE_FEATURES] * REACH + list(features) + [EDGE_FEATURES] * REACH
    out = []
    for i in range(REACH, len(padded) - REACH):
        row = [f"{d}:{a}" for d in DISTANCES for a in padded[i + d].at(d)]
        row += [gram_name(gram, [padded[i + d].word_class for d in gram]) for gram in GRAMS]
        out.append(row)
    return out


def gram_name(gram: Sequence[int], classes: Sequence[str]) -> str:
    """The attribute of a combination of word classes."""
    return f"g{','.join(map(str, gram))}:{SEPARATOR.join(classes)}"
