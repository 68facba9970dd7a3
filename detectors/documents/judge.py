"""What a document most likely is, by what is said of each class: how much each kind of evidence is worth is learnt.

Kinds are few (titles, headers, words of the text, who is in it); whatever the class, a kind is worth the same. A class
is as likely as it stands beside all others, ``none`` among them (a conditional logit): two that are told by the same
words share what there is, so that whatever is won narrowly has a low score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from detectors.documents.learning.weights import NONE
from detectors.text.lexicon import load_yaml

SHARES = "judge.yaml"
_SURE = 0.55
"""How likely a class has to be where it or none is all that it may be."""


@cache
def shares() -> Mapping[str, float]:
    """What one log-odds of each kind of evidence is worth. Raises ValueError where the file is wrong."""
    learnt = load_yaml(SHARES).get("shares")
    if not isinstance(learnt, dict):
        raise ValueError(f"{SHARES}: no shares")
    return {str(kind): float(share) for kind, share in learnt.items()}


def chances(said: Mapping[str, Mapping[str, float]], worth: Mapping[str, float]) -> dict[str, float]:
    """How likely each class is, together 1, by what each kind of evidence says of it and what the kinds are worth."""
    sums = {name: sum(worth[kind] * value for kind, value in kinds.items()) for name, kinds in said.items()}
    most = max(sums.values())
    odds = {name: math.exp(total - most) for name, total in sums.items()}
    whole = sum(odds.values())
    return {name: one / whole for name, one in odds.items()}


def likeliest(likely: Mapping[str, float]) -> str:
    """The class that is likeliest, or ``none`` where none is surely likelier than that."""
    best = max(likely, key=lambda name: (name != NONE, likely[name]))
    return best if likely[best] >= _SURE * (likely[best] + likely[NONE]) else NONE
