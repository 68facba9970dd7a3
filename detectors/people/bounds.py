"""Both bounds of a number of people from the probability of each."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, prod, sqrt

from detectors.model import PeopleEstimate

_MISSED = 0.07
"""People whom a text names without being found, for each that is."""
_WIDE = 2.0
"""Standard deviations to both sides."""
_ROUNDED = 0.2
"""What is added to these before they are cut to a whole number."""
_TOGETHER = 0.03
"""The part of all that may be wrong together: what is doubted of one name of a text is true of others, too."""
_NOBODY = 0.1
"""Probability that none of the names is anybody's, from which on the low bound is nobody."""


def bounded(chances: Sequence[float], told: float) -> PeopleEstimate:
    """As many people on both sides of the likeliest number as there is doubt. No chances are nobody. ``told`` is how
    many of these people running text names: it names others who were not found."""
    if not chances:
        return PeopleEstimate(0, 0)
    missed = _MISSED * told
    mean = sum(chances) + missed
    variance = sum(p * (1 - p) for p in chances) + missed + (_TOGETHER * mean) ** 2
    middle, off = round(mean), floor(_WIDE * sqrt(variance) + _ROUNDED)
    nobody = prod(1 - p for p in chances) > _NOBODY
    return PeopleEstimate(0 if nobody else min(middle, max(1, middle - off)), middle + off)
