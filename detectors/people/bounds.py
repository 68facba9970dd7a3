"""Both bounds of a number of people from the probability of each name.

Fitted to documents whose people had been counted by hand (docs/columns.md, "How people are counted"): where all names
are sure, hardly anybody is missed, and where some are in doubt the number is off more often than names that had nothing
to do with one another would make it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, prod, sqrt

from detectors.model import PeopleEstimate

_MISSED = 0.15
"""People whom running text names without being found, for each name that is in doubt."""
_TOGETHER = 2.0
"""How much greater the variance is than that of names each by itself."""
_ALL = 0.03
"""The part of all that may be wrong at once, however many they are."""
_WIDE = 2.0
"""Standard deviations to both sides."""
_NOBODY = 0.1
"""Probability that none of the names is anybody's, from which on the low bound is nobody."""


def bounded(chances: Sequence[float], doubtful: int) -> PeopleEstimate:
    """As many people on both sides of the likeliest number as there is doubt. No chances are nobody. ``doubtful`` is
    how many of the names are in running text and in doubt."""
    if not chances:
        return PeopleEstimate(0, 0)
    missed = _MISSED * doubtful
    mean = sum(chances) + missed
    variance = _TOGETHER * sum(p * (1 - p) for p in chances) + missed + (_ALL * mean) ** 2
    middle, off = round(mean), floor(_WIDE * sqrt(variance))
    nobody = prod(1 - p for p in chances) > _NOBODY
    return PeopleEstimate(0 if nobody else min(middle, max(1, middle - off)), middle + off)
