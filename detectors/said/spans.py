"""Stretches of a sentence that say something of a special category, by what the network says of its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.said.words import Place

Floats = npt.NDArray[np.float32]

LEAST = 0.3
"""How probable it is at least of each token of a stretch that it says something."""
_MOST = 12.0
"""Log-odds beyond which nothing is surer."""
_APART = frozenset(".,;:、。・/!?")


class Stretch(NamedTuple):
    """Where it begins and ends in the sentence, its category by number, and the log-odds that it says anything."""

    start: int
    end: int
    category: int
    odds: float


def stretches(places: Sequence[Place], scores: Floats) -> list[Stretch]:
    """The stretches of a sentence by the scores (tokens x labels, log, not normalised) of its tokens. One token that
    says nothing by itself, and is no sign, does not part two."""
    peak = scores.max(1, keepdims=True)
    odds = np.exp(scores - peak)
    odds /= odds.sum(1, keepdims=True)
    nothing = odds[:, 0]
    on = (nothing < 1 - LEAST).tolist()
    out, i = [], 0
    while i < len(on):
        if not on[i]:
            i += 1
            continue
        last = i
        while last + 1 < len(on) and (
            on[last + 1] or (last + 2 < len(on) and on[last + 2] and places[last + 1][0].word not in _APART)
        ):
            last += 1
        least = max(float(nothing[i : last + 1].min()), np.exp(-_MOST))
        category = int(odds[i : last + 1, 1:].sum(0).argmax())
        out.append(Stretch(places[i][1], places[last][2], category, float(np.log((1 - least) / least))))
        i = last + 1
    return out
