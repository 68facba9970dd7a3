"""The people named in running text: each name is somebody's with a probability, and not somebody's who is named in
another way as well.

What a score says of a name was fitted to documents whose people had been counted by hand (docs/columns.md, "How people
are counted").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from detectors.names.writing import HONORIFICS, name_keys
from detectors.people.mentions import TITLED, Mention
from detectors.people.organisations import bodies
from detectors.people.same_person import PART, Together, Words, fullest_first

_ODDS, _BY_SCORE, _CALLED, _BODY, _SINGLE = 0.06, 0.93, 2.3, -2.0, -1.8
"""Log-odds that a name is somebody's: to begin with; for each of those that its score is worth; where a title or 様
stands beside it; where it ends as the name of a firm does; where it is one character."""
_SCORES = (0.2, 0.995)
"""Between which a score says something."""
_DOUBTFUL = 0.9
"""Score up to which a name is in doubt."""
_COUPLE = 0.9
"""Probability that Mr and Mrs Baker are two people."""

_HONORIFIC = re.compile(rf"(?<=.)(?:{HONORIFICS})$")
_PARTING = re.compile(r"[\s.,]+|(?=・)|(?<=・)")
"""Between the words of a name; the point of グエン・ティ stays, for no reading has one."""
_UPPER = re.compile(r"(?:[A-Z]\.?){2,3}")


@dataclass(slots=True)
class _Named:
    """What is known of a name: its words, without titles, and the most that any place says for it."""

    words: Words
    score: float = 0.0
    called: bool = False
    couple: bool = False
    prose: bool = False

    def chance(self, firm: bool) -> float:
        """The probability that it is somebody's."""
        score = min(max(self.score, _SCORES[0]), _SCORES[1])
        odds = _ODDS + _BY_SCORE * log(score / (1 - score)) + _CALLED * self.called + _BODY * firm
        return 1 / (1 + exp(-odds - _SINGLE * (sum(map(len, self.words)) == 1)))


class Candidates:
    """The names of a document's texts, each once."""

    def __init__(self) -> None:
        self._held: dict[str, _Named] = {}

    def __iter__(self) -> Iterator[str]:
        """The keys of the names."""
        return iter(self._held)

    def add(self, found: Sequence[Mention], prose: bool) -> list[str]:
        """Add names, of running text or of cells. Gives the key of each, '' for what is none."""
        keys = name_keys([m.value for m in found])
        for key, mention in zip(keys, found, strict=True):
            if key and (words := _words(mention.value)):
                held = self._held.setdefault(key, _Named(words))
                held.words = max(held.words, words, key=len)
                held.score = max(held.score, mention.score)
                held.called |= mention.called
                held.couple |= mention.couple
                held.prose |= prose
        return keys

    def chances(self, keys: Iterable[str], known: Collection[str] = ()) -> tuple[list[float], int]:
        """The probabilities of so many more people, for some of the names, and how many of the names are in doubt and
        in running text. ``known`` are those that are parts of names counted elsewhere."""
        some = {key: self._held[key] for key in keys}
        ordered = sorted(some, key=lambda key: (fullest_first(some[key].words), key))
        firms = frozenset(bodies([" ".join(some[key].words) for key in ordered]))
        together = Together()
        out: list[float] = []
        for at, key in enumerate(ordered):
            named = some[key]
            chance = named.chance(at in firms)
            if named.couple:
                out.append(chance * _COUPLE)
            out.append(chance * (1 - PART) if key in known else together.place(named.words, chance))
        return out, sum(named.prose and named.score <= _DOUBTFUL for named in some.values())


def _words(value: str) -> Words:
    """The words of a name in small letters, without titles and without what follows it in small letters; initials
    written together are letters each."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if _UPPER.fullmatch(plain):
        return tuple(plain.replace(".", "").lower())
    words = [w for w in _PARTING.split(_HONORIFIC.sub("", plain)) if w]
    while len(words) > 1 and words[-1].isascii() and words[-1].islower() and not words[0].islower():
        words.pop()
    low = [w.lower() for w in words]
    return tuple([w for w in low if w not in TITLED] or low)
