"""What the heads of a table's columns tell of its class: 差引支給 beside 氏名 is a payroll, hirer and slot bookings.

Each word has a weight for each class (a logistic regression). Words are the whole header, its words in Latin letters
and each two Japanese characters in a row, so that a header never seen (差引支給額計) is told by its parts.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from detectors.documents.learning.weights import WordWeights
from detectors.documents.signs import is_month
from detectors.layout.header_rows import is_day
from detectors.layout.headers import plain_label
from detectors.layout.roles import spelt_out

PATH = Path(__file__).parents[2] / "data" / "heads.npz"
WHOLE = "="
"""Before a word that is a whole header."""

_LONGEST, _TEXT = 24, 150
"""Characters of a header that is a word of its own, and from which on a cell is text and no header."""
_WORD = re.compile(r"[a-z][a-z']+|%")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]+")


@lru_cache(20_000)
def words_of(header: str) -> frozenset[str]:
    """The words of a header, as they are weighed. Empty for figures, and for days and months across: ``signs`` tells
    those by what stands below them."""
    plain = plain_label(spelt_out(header))
    if is_day(plain) or is_month(plain) or not any(c.isalpha() for c in plain):
        return frozenset()
    words = set(_WORD.findall(plain))
    for run in _JAPANESE.findall(plain):
        words.update((run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else run)
    if len(plain) <= _LONGEST:
        words.add(WHOLE + plain)
    return frozenset(words)


@cache
def heads() -> WordWeights:
    """The weights that come with the product, read once."""
    return WordWeights.load(PATH)


def known(header: str) -> tuple[int, ...]:
    """The numbers of the words of a header that have weights; none of what is too long for a header."""
    return heads().known(words_of(header)) if len(header) <= _TEXT else ()


def is_known(header: str) -> bool:
    """Whether a header has weights as it is, not only by its parts."""
    return WHOLE + header in heads().numbers
