"""Shares estimated from samples, with intervals. Pure.

Sources: Wilson, "Probable inference, the law of succession, and statistical inference" (JASA 22, 1927); Clopper and
Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial" (Biometrika 26, 1934).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share between 0 and 1 with the bounds of its interval."""

    value: float
    low: float
    high: float


def wilson(hits: int, of: int, level: float = LEVEL) -> Estimate:
    """The share ``hits`` / ``of`` with Wilson's score interval. Raises ValueError where that is no share."""
    _check(hits, of)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / of
    scale = 1 + z * z / of
    centre = (share + z * z / (2 * of)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    # At the ends the bound is the share itself; rounding must not put it beyond.
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == of else min(1.0, centre + half)
    return Estimate(share, low, high)


def clopper_pearson(hits: int, of: int, level: float = LEVEL) -> Estimate:
    """The share ``hits`` / ``of`` with the exact interval: it never covers less often than ``level`` says. Raises
    ValueError where that is no share."""
    _check(hits, of)
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else _solve(lambda p: 1 - _at_most(hits - 1, of, p) - tail)
    high = 1.0 if hits == of else _solve(lambda p: tail - _at_most(hits, of, p))
    return Estimate(hits / of, low, high)


def recall(hits: int, right: int, hits_seen: int, cleans: int, missed: int, cleans_seen: int) -> Estimate:
    """How much of what is there was found, by a stratified sample of files.

    Of ``hits`` files with findings ``hits_seen`` were looked at and ``right`` of them did hold something; of ``cleans``
    files without findings ``cleans_seen`` were looked at and ``missed`` of them held something all the same. The
    interval combines exact intervals of both strata, each at half the risk (Bonferroni): it covers at least 95 %.
    Raises ValueError where a stratum that is not empty was not looked at.
    """
    half = 1 - (1 - LEVEL) / 2
    found = clopper_pearson(right, hits_seen, half) if hits else Estimate(0.0, 0.0, 0.0)
    lost = clopper_pearson(missed, cleans_seen, half) if cleans else Estimate(0.0, 0.0, 0.0)
    return Estimate(
        _share(hits * found.value, cleans * lost.value),
        _share(hits * found.low, cleans * lost.high),
        _share(hits * found.high, cleans * lost.low),
    )


def _share(found: float, lost: float) -> float:
    return found / (found + lost) if found + lost else 1.0


def _check(hits: int, of: int) -> None:
    if not 0 <= hits <= of or of < 1:
        raise ValueError("not a share of a sample")


def _at_most(hits: int, of: int, p: float) -> float:
    """The probability of at most ``hits`` successes in ``of`` trials of probability ``p``."""
    if p <= 0.0:
        return 1.0
    if p >= 1.0:
        return 1.0 if hits >= of else 0.0
    total = 0.0
    for k in range(hits + 1):
        log = math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)
        total += math.exp(log + k * math.log(p) + (of - k) * math.log1p(-p))
    return min(1.0, total)


def _solve(rising: Callable[[float], float]) -> float:
    """Where a rising function crosses zero between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
