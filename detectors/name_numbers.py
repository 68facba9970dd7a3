"""Names and their readings as numbers, many at once: equal where ``writing`` says that they are one person's.

A number is the sum of those of the key's words, so that the order in which they stand does not matter.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from detectors.lines import (
    ASCII_SIGNS,
    LINE_END,
    SETTLED,
    Becomes,
    Characters,
    Lines,
    Numbers,
    becoming,
    number_of,
    numbers_of,
    table_with,
)
from detectors.normalise import fold
from detectors.writing import KANA_WORD, TITLES, kana_word, name_keys, reading_key

_ALL_BITS = (1 << 64) - 1


def name_number(key: str) -> int:
    """The number of a key of ``name_keys`` or ``reading_key``."""
    return sum(map(number_of, key.split(" "))) & _ALL_BITS


NOBODY = name_number("")
"""The number of what is no name."""


def name_numbers(names: Sequence[str]) -> Numbers:
    """``name_number`` of the keys of many names, in order. Names in one script are settled by a look-up for each
    character, the others one by one."""
    lines = Lines(list(names))
    numbers, doubtful = _latin(lines) if lines.text.isascii() else _japanese(lines)
    closer = doubtful.nonzero()[0].tolist()
    numbers[closer] = [*map(name_number, name_keys([names[n] for n in closer]))]
    return numbers


def _japanese(lines: Lines) -> tuple[Numbers, Characters]:
    """The numbers of names in kanji and kana, whose keys have no blanks; which of them are in doubt."""
    changed = lines.changed(_of_japanese())
    changed.doubt_end(_behind_names())
    return numbers_of(changed.units), changed.doubtful


def _latin(lines: Lines) -> tuple[Numbers, Characters]:
    """The numbers of names in Latin letters, word by word; which of them are in doubt."""
    changed = lines.changed(_of_latin())
    changed.doubtful |= ~table_with(string.ascii_letters)[lines.firsts]
    units = changed.units
    letters = units > ord(" ")
    after = np.append(False, letters[:-1])
    numbers = numbers_of(np.where(letters, units, LINE_END)[letters | after])
    of_lines = changed.ends.searchsorted((letters & ~after).nonzero()[0])
    first = np.append(True, of_lines[1:] != of_lines[:-1])[: len(of_lines)]
    changed.doubtful[of_lines[first & np.isin(numbers, _titles())]] = True
    sums = np.append(np.uint64(0), numbers.cumsum(dtype=np.uint64))
    places = np.arange(len(lines))
    return sums[of_lines.searchsorted(places, "right")] - sums[of_lines.searchsorted(places)], changed.doubtful


@cache
def _of_japanese() -> Becomes:
    letters = "".join(c for c in SETTLED if not c.isascii())
    return becoming(dict.fromkeys(ASCII_SIGNS + "\u3000", "") | dict(zip(letters, fold(letters), strict=True)))


@cache
def _of_latin() -> Becomes:
    letters = {c: c.lower() for c in string.ascii_letters}
    return becoming(letters | dict.fromkeys(" .,-", " ") | {"'": ""})


@cache
def _behind_names() -> Characters:
    """The ends of titles."""
    return table_with("様まん殿氏生君")


@cache
def _titles() -> Numbers:
    return numbers_of(Lines(list(TITLES)).codes)


def reading_numbers(readings: Sequence[str]) -> list[int]:
    """``name_number`` of the keys of readings, in order; 0 for what is none."""
    return list(map(_reading_number, readings))


def _reading_number(reading: str) -> int:
    words = list(map(_of_kana, reading.replace("\u3000", " ").split(" ")))
    if len(words) > 1 and all(words):
        return sum(words) & _ALL_BITS
    key = reading_key(reading)
    return name_number(key) if key else 0


@lru_cache(20_000)  # half names come again and again
def _of_kana(word: str) -> int:
    return number_of(kana_word(word)) if KANA_WORD.fullmatch(word) else 0
