"""Sentences that speak of people in general: anyone with asthma; うつ病の方は; the treatment of diabetes.

What is done about an illness (treatment for, symptoms of) is a matter in general by itself; said to be undergone, it is
somebody's: is receiving treatment for hepatitis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.text.normalise import Hit

SIDES = ("before", "behind", "course", "undergone", "many")
"""What tells it (data/special.yaml): words ``before`` and ``behind`` that of a category, what is done about an illness
(``course``) in front of its name, that somebody undergoes it, and who is many."""
SENTENCE_END = re.compile(r"[。！？!?\n]|\.(?=\s|$)")
_WINDOW, _REACH = 45, 30
"""Characters between the word and what speaks in general, and between what is done and that it is undergone."""


def speaks_in_general(text: str, hit: Hit, phrases: Sequence[Hit]) -> bool:
    """Whether the sentence around a word of a category speaks of people in general; ``phrases`` are what tells it in
    the folded text."""
    for phrase in phrases:
        if phrase.key == "before" and _stands_before(text, phrase, hit, _WINDOW):
            return True
        if phrase.key == "behind" and _stands_before(text, hit, phrase, _WINDOW // 3):
            return True
        if phrase.key == "course" and _stands_before(text, phrase, hit, _WINDOW):
            by = [u for u in phrases if u.key == "undergone" and _stands_before(text, u, phrase, _REACH)]
            if not by or any(m.key == "many" and _stands_before(text, m, u, _REACH) for u in by for m in phrases):
                return True
    return False


def _stands_before(text: str, first: Hit, then: Hit, reach: int) -> bool:
    """Whether one stands before the other in the same sentence, within so many characters."""
    return 0 <= then.start - first.end <= reach and not SENTENCE_END.search(text, first.end, then.start)
