"""Which names of a text are one person's: a part of a full name, initials, a reading. Names are given one by one, the
fullest first."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

PART = 0.95
"""Probability that a part of a full name (Baker, 森, T Baker, TB) is whoever has that name."""
_PERHAPS = 0.4
"""Probability that a given name is whoever is called by its first letter and a surname elsewhere."""
_READING = 0.9
"""Probability that a whole name in kana or Latin letters is how one in kanji is read."""

_KANA = re.compile(r"[ァ-ヺーぁ-ゖ]+")
_KANJI = re.compile(r"[\u3400-\u9fff]")
_ROMAJI = re.compile(r"(?:[kgsztdnhbpmyrwjf]?[yh]?s?[aiueo]+h?|n|m(?=[bmp]))+")
_LOOKED_AT = 20
"""Names with a word in common that are compared with one more."""
_LONGEST_PART = 4
"""Characters of a Japanese surname or given name at most."""

Words = tuple[str, ...]


def fullest_first(words: Words) -> tuple[int, ...]:
    """By what names are put in order: kanji before kana before Latin letters, those of more words and letters first."""
    script = 0 if any(map(_KANJI.search, words)) else 1 if any(map(_KANA.search, words)) else 2
    return script, -sum(len(w) > 1 for w in words), -len(words), -sum(map(len, words))


@dataclass(slots=True)
class Placed:
    """A name placed before, with the probability that it is somebody's."""

    words: Words
    chance: float


class Together:
    """The names placed so far, by what else each may be called."""

    def __init__(self) -> None:
        self._by: dict[str, list[Placed]] = defaultdict(list)  # by a word, or by what a Japanese name may be called
        self._by_initials: dict[str, Placed] = {}
        self._unread: list[Placed] = []  # in kanji, of which no reading was met

    def place(self, words: Words, chance: float) -> float:
        """Add a name, lower case and without titles. Gives the probability that it is somebody who was not there."""
        same, other = self._other(words)
        if other is None:
            self._add(Placed(words, chance))
            return chance
        new = chance - same * min(chance, other.chance)
        other.chance = max(other.chance, chance)
        if same < PART:
            self._add(Placed(words, new))
        return new

    def _add(self, placed: Placed) -> None:
        words = placed.words
        if not _is_japanese(words):
            for word in words:
                if len(word) > 1:
                    self._by[word].append(placed)
            if len(words) > 1:
                self._by_initials.setdefault(_initials(words), placed)
                self._by[f"{words[0][0]}."].append(placed)
            return
        whole = "".join(words)
        if len(words) > 1:
            parts = {*words}
        else:
            most = min(_LONGEST_PART, len(whole) - 1) + 1 if len(whole) > 2 else 0
            parts = {whole[:n] for n in range(1, most)} | {whole[-n:] for n in range(2, most)}
        for part in parts:
            self._by[part].append(placed)
        if _KANJI.search(whole):
            self._unread.append(placed)

    def _other(self, words: Words) -> tuple[float, Placed | None]:
        """Whoever of those placed it may be, and how likely."""
        if _is_japanese(words):
            if len(words) == 1:
                return PART, next(iter(self._by.get(words[0], ())), None)
            return self._read(words) if all(map(_KANA.fullmatch, words)) else (0.0, None)
        long = [w for w in words if len(w) > 1]
        if not long:
            return PART, self._by_initials.get(_initials(words))
        for word in long:
            for placed in self._by.get(word, ())[:_LOOKED_AT]:
                if _agree(words, placed.words):
                    return PART, placed
        if len(words) == 1:
            for placed in self._by.get(f"{words[0][0]}.", ()):
                if len(placed.words[0]) == 1:
                    return _PERHAPS, placed
        return self._read(words) if len(words) > 1 and all(map(_ROMAJI.fullmatch, words)) else (0.0, None)

    def _read(self, words: Words) -> tuple[float, Placed | None]:
        """A reading: of one of the names in kanji, each once."""
        return (_READING, self._unread.pop(0)) if self._unread else (0.0, None)


def _is_japanese(words: Words) -> bool:
    return not "".join(words).isascii() and (_KANJI.search(words[0]) or _KANA.search(words[0])) is not None


def _initials(words: Words) -> str:
    return "".join(sorted(w[0] for w in words))


def _agree(some: Words, others: Words) -> bool:
    """Whether two names in Latin letters with a word in common may be one: what is left of one begins with the
    first letter that is left of the other."""
    mine, theirs = ([w for w in words if w not in both] for words, both in ((some, others), (others, some)))
    if not mine or not theirs:
        return True
    first, other = mine[0], theirs[0]
    return first[0] == other[0] and 1 in (len(first), len(other))
