"""Names and their readings as numbers, many at once: equal where ``writing`` says that they are one person's.

A number is the sum of those of the key's words, so that the order in which they stand does not matter.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from detectors.names.writing import FAMILY_WORDS, KANA_WORD, TITLES, kana_word, name_keys, reading_key
from detectors.text.lines import (
    ASCII_SIGNS,
    LINE_END,
    SETTLED,
    Becomes,
    Characters,
    Lines,
    Numbers,
    Places,
    Units,
    becoming,
    number_of,
    numbers_of,
    table_with,
)
from detectors.text.normalise import fold

_ALL_BITS = (1 << 64) - 1
_FEW = 20
"""Readings, as most texts hold, for which arrays cost more than each by itself does."""


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
    blank = lines.lengths == 0  # in a long list of things with a few names, most are
    numbers[blank] = NOBODY
    closer = (doubtful & ~blank).nonzero()[0].tolist()
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
    words = _Words(changed.units, changed.ends)
    first = np.append(True, words.of_lines[1:] != words.of_lines[:-1])[: len(words.of_lines)]
    changed.doubtful[words.of_lines[first & np.isin(words.numbers, _titles())]] = True
    changed.doubtful[words.of_lines[~first & np.isin(words.numbers, _family())]] = True
    return words.sums(words.numbers), changed.doubtful


class _Words:
    """The words of some lines, divided by blanks: the number, start and end of each, and in which line it is."""

    def __init__(self, units: Units, ends: Places) -> None:
        letters = units > ord(" ")
        after = np.append(False, letters[:-1])
        self.starts: Places = (letters & ~after).nonzero()[0]
        self.ends: Places = (after & ~letters).nonzero()[0]
        self.numbers = numbers_of(np.where(letters, units, LINE_END)[letters | after])
        self.of_lines: Places = ends.searchsorted(self.starts)
        places = np.arange(len(ends))
        self._first, self._behind = self.of_lines.searchsorted(places), self.of_lines.searchsorted(places, "right")

    @property
    def counts(self) -> Places:
        """How many words each line has."""
        found: Places = self._behind - self._first
        return found

    def sums(self, numbers: Numbers) -> Numbers:
        """For each line the sum of what its words have."""
        sums = np.append(np.uint64(0), numbers.cumsum(dtype=np.uint64))
        found: Numbers = sums[self._behind] - sums[self._first]
        return found


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
    """The ends of titles and of what stands for a family."""
    return table_with("様まん殿氏生君家族同")


@cache
def _family() -> Numbers:
    return numbers_of(Lines(list(FAMILY_WORDS)).codes)


@cache
def _titles() -> Numbers:
    return numbers_of(Lines(list(TITLES)).codes)


def reading_numbers(readings: Sequence[str]) -> list[int]:
    """``name_number`` of the keys of readings, in order; 0 for what is none. Of the words of kana, half names that come
    again and again, each is looked at once."""
    if len(readings) < _FEW:
        return [name_number(key) if (key := reading_key(reading)) else 0 for reading in readings]
    lines = Lines(list(readings))
    units = np.where(lines.codes == ord("\u3000"), np.uint16(ord(" ")), lines.codes)
    words = _Words(units, lines.ends)
    _, places, same = np.unique(words.numbers, return_index=True, return_inverse=True)
    text = units.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")  # a character for each unit
    spans = zip(words.starts[places].tolist(), words.ends[places].tolist(), strict=True)
    known = np.fromiter((_of_kana(text[start:end]) for start, end in spans), np.uint64, len(places))
    of_words = known[same]
    numbers = words.sums(of_words)
    closer = ((words.counts < 2) | (words.sums((of_words == 0).astype(np.uint64)) > 0)).nonzero()[0].tolist()
    keys = [reading_key(readings[n]) for n in closer]
    numbers[closer] = [name_number(key) if key else 0 for key in keys]
    out: list[int] = numbers.tolist()
    return out


@lru_cache(20_000)  # in other files, too
def _of_kana(word: str) -> int:
    return number_of(kana_word(word)) if KANA_WORD.fullmatch(word) else 0
