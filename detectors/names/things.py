"""Things that bear a name as people do: firms, institutions, streets and prizes named after somebody, and what is said
to be a thing.

"Eberhart GmbH", "the Aldrin Memorial Hospital", "Rue Victor Hugo", "Aldbury is a village in Hertfordshire". The words
are data (``data/things.toml``), taken from general knowledge; that software and firms are needed, manuals showed.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from detectors.names.words import EnglishWords

_SURNAME = 2
"""How common a surname a word must be to say nothing (Lake, Bridge, Church): of the commonest 25,000."""
_NEAR = 60
"""Characters before a name in which the word stands that says what it is the name of."""

_CAPITALS = re.compile(r"(?: (?:& )?[A-ZÀ-ÖØ-Þ][^\s,;:()]*){1,6}")
_SMALL = re.compile(r" ([a-z]+)")
_LINKS = frozenset(("of", "called", "named", "renamed", "from", "to", "as"))
"""With which what is told of a name ends before it."""
_STREET = re.compile(r"(?i)(?<=...)(?:straße|strasse|straat|gasse|gracht|gatan|vägen)$")


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists, and what is made of them."""

    lists: dict[str, frozenset[str]]
    said: re.Pattern[str]
    """Behind a name: that it is a thing."""
    told: re.Pattern[str]
    """Right before a name: the village of, a firm called, renamed."""
    introducing: frozenset[str]
    """What may stand before the name of a thing, or begin it."""

    def __getitem__(self, key: str) -> frozenset[str]:
        return self.lists[key]


@cache
def _words() -> _Words:
    source = resources.files("detectors.names").joinpath("data", "things.toml").read_text(encoding="utf-8")
    lists = {key: frozenset(text.split()) for key, text in tomllib.loads(source).items()}
    places = "|".join(sorted(lists["places"]))
    kinds = "|".join(sorted(lists["places"] | lists["others"]))
    link = r"(?:in|of|at|on|for|from|to|with|by|and|or|who|whose|the|an?)\b"
    described = rf"(?:(?!{link})[\w'’-]+ ){{0,4}}(?:{kinds})(?=[.,;]|$| (?:{link}|near\b|that\b|which\b|owned\b))"
    done = (
        r"(?:is|was) (?:\w+ly )?"
        r"(?:founded|established|incorporated|headquartered|located|situated|renamed|dissolved|demolished|rebuilt)\b"
    )
    called = rf"an? (?:[\w'’-]+ ){{0,3}}(?:{kinds}) (?:called|named)"
    renamed = r"its name (?:from|to)|renamed(?: as)?|rebranded as|trading as|doing business as"
    return _Words(
        lists,
        re.compile(rf"[\"”']?(?: (?:is|was) (?:an?|the) {described}|, an? {described}| {done})"),
        re.compile(rf"(?i)\b(?:(?:{places}) of|{called}|{renamed}) $"),
        lists["before"] | lists["capital"] | lists["within"],
    )


def is_thing(sentence: str, start: int, end: int, words: EnglishWords) -> bool:
    """Whether what stands at the ends of a name in a sentence, and around it, says that nobody has it."""
    name, things = sentence[start:end].split(), _words()
    first, last = name[0].lower(), name[-1]
    if "_".join(name).lower() in things["firms"] or (
        first in things["software"] and (len(name) == 1 or name[0].islower())
    ):
        return True
    # Rue Victor Hugo, but Rue Evans.
    begins = first in things.introducing and (len(name) > 2 or not words.is_name(first))
    if len(name) > 1 and (begins or _form(last, name[:-1]) or _head(last, words)):
        return True
    return bool(
        _STREET.search(last)
        or _goes_on(sentence, end, name, words)
        or _introduced(sentence, start)
        or things.said.match(sentence, end)
    )


def _form(word: str, name: list[str]) -> bool:
    """Whether a word behind a name is the legal form of a firm."""
    plain = word.rstrip(".'’\"!?")
    if plain in _words()["exact"]:
        return not all(map(str.isupper, name))
    return word[0].isupper() and plain.lower().replace(".", "") in _words()["legal"]


def _head(word: str, words: EnglishWords) -> bool:
    """Whether a word behind a name is what things that are named after people are."""
    low = word.rstrip(".'’\"!?").lower()
    return word[0].isupper() and low in _words()["heads"] and words.surnames.get(low, 0) < _SURNAME


def _goes_on(sentence: str, end: int, name: list[str], words: EnglishWords) -> bool:
    """Whether the name goes on behind as that of a thing: Memorial Hospital, & Sons Ltd, syndrome."""
    things = _words()
    if (small := _SMALL.match(sentence, end)) and (
        small[1] in things["named"] or (len(name) == 1 and small[1] in things["makes"] | things["fields"])
    ):
        return True
    # Nichols's Building Services Ltd is a firm; Mary's School may be where Mary goes.
    owned = 2 * sentence.startswith(("'s", "’s"), end)
    run = _CAPITALS.match(sentence, end + owned)
    ends = False
    for word in run[0].split() if run else ():
        if _form(word, name):
            return True
        ends = not owned and _head(word, words)
        if not ends and word.lower().rstrip(".") not in _words()["kinds"]:
            return False  # a role or something else: John Smith Bank Manager
    return ends


def _introduced(sentence: str, start: int) -> bool:
    """Whether what stands before a name says what it is the name of: Rue, Lycée, Via, Lake, the village of."""
    things, near = _words(), sentence[max(0, start - _NEAR) : start].rstrip('"“')
    before = near.split()
    if not before or near[-1] != " ":
        return False
    if before[-1].lower() in _LINKS and things.told.search(near):
        return True
    while len(before) > 1 and before[-1] in things["particles"]:
        before.pop()
    word = before[-1].rstrip(".").lower()
    if word in things["before"]:
        return True
    if word not in things.introducing or before[-1][0].islower():
        return False
    return word in things["capital"] or len(before) > 1
