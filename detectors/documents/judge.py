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
NEAR = 0.4
"""How likely another class has to be, beside the likeliest, to be its near rival."""
_TOO_NEAR = 0.8
"""The same, for the words of a text alone to decide between them: it is as good as a tie."""
_CALLED = 3.0
"""What the titles of a class say at least where a heading or the file's own name calls a document so."""
_CALLS = ("name", "title")
_NAMED = (*_CALLS, "term", "text", "sign", "letter", "blanks")
"""Kinds of evidence that can be named."""


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


def likeliest(said: Mapping[str, Mapping[str, float]], worth: Mapping[str, float]) -> tuple[str, dict[str, float]]:
    """The class that is likeliest, or ``none`` where none is surely likelier than that, with how likely each is.

    The words of a text alone do not decide between near rivals: the one of them that has a title does, else ``none``.
    """
    likely = chances(said, worth)
    best = max(likely, key=lambda name: (name != NONE, likely[name]))
    if best != NONE and _by_words_alone(said[best], worth):
        near = [name for name in said if name != best and likely[name] >= _TOO_NEAR * likely[best]]
        if near:
            called = [name for name in near if any(said[name].get(kind, 0.0) >= _CALLED for kind in _CALLS)]
            return max(called, key=lambda name: likely[name], default=NONE), likely
    return best if likely[best] >= _SURE * (likely[best] + likely[NONE]) else NONE, likely


def _by_words_alone(said: Mapping[str, float], worth: Mapping[str, float]) -> bool:
    """Whether the text says more for a class than all that has a name."""
    words = sum(worth[kind] * said.get(kind, 0.0) for kind in ("words", "gist"))
    return words > 0 and words > sum(worth[kind] * said.get(kind, 0.0) for kind in _NAMED)
