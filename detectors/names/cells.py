"""Whether a short value is nothing but a name, by the lists that come with the product."""

from __future__ import annotations

import re
from functools import cache

from detectors.names import english, japanese
from detectors.names.odds import CALENDAR, ORGANISATION_WORDS, PLACE_WORDS, japanese_name, latin_name
from detectors.names.words import EnglishWords, JapaneseWords

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々〆\uff66-\uff9f]")


@cache
def _lists() -> tuple[JapaneseWords, EnglishWords]:
    return japanese.model(japanese.WEIGHTS).words, english.model(english.WEIGHTS).words


def looks_like_name(value: str) -> float:
    """Log-odds that a value is a person's name and nothing else: above 0 rather a name, below 0 rather not.

    Any text may be given, in any width; long ones and ones with digits are never names. A surname or a given name
    alone is weak (about 1), a common surname with a common given name strong (6). Raises ModelError where the lists
    are missing.
    """
    in_japanese, in_english = _lists()
    if _JAPANESE.search(value):
        return japanese_name(value, in_japanese)
    return latin_name(value, in_english)


_ORDINARY = 6
"""Ranks up to which a word is an ordinary one."""
_HALF_A_NAME = 3
"""Letters at least of a word alone."""


def written_like_surname(value: str) -> bool:
    """Whether a value of two kanji or more, in no list, is written with those of Japanese surnames: 曳馬, not 塗装."""
    return _lists()[0].like_surname(value)


def written_like_english_name(value: str) -> bool:
    """Whether a value in Latin letters, in no list, is a few words with capitals, most of them no English ones."""
    words = value.replace("-", " ").split()
    if not 1 <= len(words) <= 4 or not all(w[0].isupper() and w.replace("'", "").isalpha() for w in words):
        return False
    if len(words) == 1 and len(value) < _HALF_A_NAME:
        return False
    listed = _lists()[1]
    ordinary = sum(1 for w in words if len(w) > 1 and listed.common.get(w.lower(), 9) <= _ORDINARY)
    others = sum(
        1
        for w in words
        if w.lower() in listed.places
        or w.lower() in ORGANISATION_WORDS
        or w.lower() in PLACE_WORDS
        or w.lower() in CALENDAR
    )
    return not others and ordinary * 2 < len(words)
