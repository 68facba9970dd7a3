"""Word lists behind the names: what a token may be, before any context is asked."""

from __future__ import annotations

import itertools
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

_FIRST, _LAST, _ANYWHERE = 12, 25, 10
"""Listed surnames that begin and end with a character, and that have it at all, so that it is one of surnames."""


@cache
def _classes() -> dict[str, dict[str, str]]:
    source = resources.files("detectors.names").joinpath("data", "words.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def word_class(language: str, key: str) -> frozenset[str]:
    """The words of one entry of ``data/words.toml``."""
    return frozenset(_classes()[language][key].split())


def pack(levels: Mapping[str, int]) -> str:
    """A word list as text, sorted: ``level`` lines, then the words of that level."""
    return "\n".join(
        f"{level}\t" + " ".join(sorted(w for w, at in levels.items() if at == level))
        for level in sorted(set(levels.values()))
    )


def unpack(text: str) -> dict[str, int]:
    """The inverse of ``pack``."""
    out: dict[str, int] = {}
    for line in text.split("\n"):
        level, _, words = line.partition("\t")
        out.update(dict.fromkeys(words.split(), int(level or 0)))
    return out


@dataclass(frozen=True)
class JapaneseWords:
    """Surnames and given names (folded), by how sure they are: 3 common, 2 only a name, 1 also a word or a place.

    ``foreign`` are parts of foreign names in katakana. ``others`` are words and places that could be read as a
    surname with a given name, and are not.
    """

    surnames: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    @cached_property
    def _in_surnames(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        listed = [s for s in self.surnames if len(s) > 1]
        return (
            Counter(s[0] for s in listed),
            Counter(s[-1] for s in listed),
            Counter(itertools.chain.from_iterable(listed)),
        )

    def like_surname(self, value: str) -> bool:
        """Whether a value of two kanji or more, in no list, is written with those of surnames: 曳馬, not 塗装."""
        firsts, lasts, anywhere = self._in_surnames
        if len(value) < 2 or firsts[value[0]] < _FIRST or lasts[value[-1]] < _LAST:
            return False
        return all(anywhere[c] >= _ANYWHERE for c in value)

    def packed(self) -> dict[str, str]:
        """As texts, to be shipped with the weights."""
        return {
            "surnames": pack(self.surnames),
            "given": pack(self.given),
            "foreign": " ".join(sorted(self.foreign)),
            "others": " ".join(sorted(self.others)),
        }

    @classmethod
    def unpack(cls, lists: Mapping[str, str]) -> JapaneseWords:
        """The inverse of ``packed``."""
        return cls(
            unpack(lists["surnames"]),
            unpack(lists["given"]),
            frozenset(lists["foreign"].split()),
            frozenset(lists["others"].split()),
        )


@dataclass(frozen=True)
class EnglishWords:
    """Lists of lower-case words. ``common`` gives the rank class of a word (1 the commonest hundred, 8 beyond 20,000);
    ``given`` and ``surnames`` how common a name it is (higher is commoner)."""

    common: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)
    surnames: Mapping[str, int] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()
    japanese_surnames: frozenset[str] = frozenset()
    japanese_given: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    def is_name(self, word: str) -> bool:
        """Whether a word, in whatever case, is in a list of names."""
        low = word.lower().replace("’", "'")
        named = (self.given, self.surnames, self.foreign, self.japanese_surnames, self.japanese_given)
        return any(low in names for names in named)

    def packed(self) -> dict[str, str]:
        """As texts, to be shipped with the weights."""
        return {
            name: pack(value) if isinstance(value, Mapping) else " ".join(sorted(value))
            for name, value in vars(self).items()
        }

    @classmethod
    def unpack(cls, lists: Mapping[str, str]) -> EnglishWords:
        """The inverse of ``packed``."""
        ranked = {name: unpack(lists[name]) for name in ("common", "given", "surnames")}
        plain = {name: frozenset(text.split()) for name, text in lists.items() if name not in ranked}
        return cls(ranked["common"], ranked["given"], ranked["surnames"], **plain)
