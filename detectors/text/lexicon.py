"""Word lists looked up in one pass (Aho-Corasick), and the shared vocabulary of labels."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from operator import attrgetter
from string import ascii_lowercase, digits
from typing import NamedTuple

from detectors.text.normalise import Hit, View, looked_up

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々]")


_OPENING = " ([「【<"


_ALIKE = {c: kind for kind in (frozenset(ascii_lowercase), frozenset(digits)) for c in kind}
"""The characters that make one word with one: Latin letters, or digits. A label may touch its number (NHS943...)."""
_NONE: frozenset[str] = frozenset()


class Lexicon:
    """Words, each under a key, found in folded text. The longest word wins; hits do not overlap.

    A word that begins or ends with a Latin letter or digit counts only where no further one touches it, and one of a
    single Japanese character (姓, 名) only where it stands alone.
    """

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        told = list(words)
        keys: dict[str, str] = {}
        for (key, _), word in zip(told, looked_up(word for _, word in told), strict=True):
            keys.setdefault(word, key)
        keys.pop("", None)
        self._by_word = keys
        self._words = list(keys)
        self._keys = list(keys.values())
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest) if self._words else None

    @classmethod
    def load(cls, resource: str) -> Lexicon:
        """The words of ``detectors/data/<resource>``: YAML, each key a list of words (or lists by language)."""
        return cls((key, word) for key, words in load_yaml(resource).items() for word in _flat(words))

    def find(self, folded: str) -> list[Hit]:
        """All hits in a folded text (``View.folded``), in order."""
        if self._automaton is None:
            return []
        hits = []
        try:
            found = self._automaton.find_matches_as_indexes(folded)
        except UnicodeEncodeError:  # lone surrogates, as from odd file names
            found = self._automaton.find_matches_as_indexes(folded.encode("utf-8", "replace").decode("utf-8"))
        around = f" {folded} "
        for index, start, end in found:
            word = self._words[index]
            if around[start] in _ALIKE.get(word[0], _NONE) or around[end + 1] in _ALIKE.get(word[-1], _NONE):
                continue
            if len(word) == 1 and (_JAPANESE.match(around, start) or _JAPANESE.match(around, end + 1)):
                continue
            hits.append(Hit(start, end, self._keys[index], word))
        return hits

    def key_of(self, folded: str) -> str | None:
        """The key of a text that is a word of the list as a whole, else None."""
        return self._by_word.get(folded)


def load_yaml(resource: str) -> Mapping[str, object]:
    """A YAML mapping of detectors/data. Raises ValueError if it is not a mapping."""
    import yaml

    text = resources.files("detectors").joinpath("data", resource).read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(data, dict):
        raise ValueError(f"{resource} is not a mapping")
    return data


def _flat(words: object) -> Iterable[str]:
    if isinstance(words, Mapping):
        for part in words.values():
            yield from _flat(part)
    elif isinstance(words, list):
        yield from map(str, words)
    else:
        raise ValueError("a list of words was expected")


class Label(NamedTuple):
    """The label that a value belongs to: its family, the vocabulary's word, and how many characters lie between."""

    family: str
    word: str
    distance: int


_FEWEST = 4
"""Labels of different families that make a header."""
_APART, _COLUMNS = 8, " \t\n|　,・/"
"""What may stand between two labels of a header."""
_TABLE = 4000
"""Characters that a header speaks for at most."""
_PROSE = re.compile(r"。|[.!?][ \n]+[a-z]+ [a-z]+ ")
"""Where sentences begin again, in folded text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A run of labels: families with the vocabulary's words, and the stretch of text that it speaks for."""

    families: Mapping[str, str]
    start: int
    end: int


@cache
def labels() -> Lexicon:
    """The vocabulary of labels, column headers and form fields: detectors/data/labels.yaml."""
    return Lexicon.load("labels.yaml")


def labels_in(view: View) -> Sequence[Hit]:
    """The labels in a text, in order; sought once."""
    if view.met is None:
        view.met = labels().find(view.folded)
    return view.met


class LabelIndex:
    """The labels of one text, for asking which of them a place in it belongs to."""

    REACH = 40
    """How far, in characters, a label reaches: a filled form line, not the sentence after."""

    def __init__(self, view: View) -> None:
        self._text = view.folded
        self._hits = labels_in(view)
        self._starts: tuple[int, ...]
        self._ends: tuple[int, ...]
        keys: tuple[str, ...]
        self._starts, self._ends, keys, _ = zip(*self._hits, strict=True) if self._hits else ((), (), (), ())
        self.families = frozenset(keys)
        """Those with a label in the text."""

    @cached_property
    def headings(self) -> list[Heading]:
        """The runs of labels with nothing between them: the header of a table that came as text. In order, none
        speaking for what another does."""
        return list(self._runs()) if len(self._hits) >= _FEWEST else []

    def _runs(self) -> Iterator[Heading]:
        runs: list[list[Hit]] = [[self._hits[0]]]
        for hit in self._hits[1:]:
            end = runs[-1][-1].end
            if hit.start - end <= _APART and not self._text[end : hit.start].strip(_COLUMNS):
                runs[-1].append(hit)
            else:
                runs.append([hit])
        wide = [run for run in runs if len({hit.key for hit in run}) >= _FEWEST]
        for i, run in enumerate(wide):
            start = run[-1].end
            end = min(start + _TABLE, wide[i + 1][0].start if i + 1 < len(wide) else len(self._text))
            prose = _PROSE.search(self._text, start, end)
            yield Heading({hit.key: hit.word for hit in run}, start, prose.start() if prose else end)

    def heading(self, position: int) -> Heading | None:
        """The header of the table that came as text, if the place lies in one."""
        index = bisect_right(self.headings, position, key=attrgetter("start"))
        return self.headings[index - 1] if index and position < self.headings[index - 1].end else None

    def of(self, families: frozenset[str]) -> list[Hit]:
        """The labels of some families, in order of place."""
        if families.isdisjoint(self.families):
            return []
        return [h for h in self._hits if h.key in families]

    def before(self, position: int, families: Container[str] | None = None, reach: int = REACH) -> Label | None:
        """The nearest label (of some families) ending at or before a position, in reach and at most one line up."""
        for index in range(bisect_left(self._ends, position + 1) - 1, -1, -1):
            _, end, family, word = self._hits[index]
            if position - end > reach:
                return None
            if families is None or family in families:
                near = self._text.count("\n", end, position) <= 1
                return Label(family, word, position - end) if near else None
        return None

    def after(self, position: int, reach: int = 12) -> Label | None:
        """A label in brackets or right behind a value: ``123456789018(マイナンバー)``."""
        index = bisect_left(self._starts, position)
        if index == len(self._hits):
            return None
        hit = self._hits[index]
        distance = hit.start - position
        if distance > reach:
            return None
        between = self._text[position : hit.start]
        if between.strip(_OPENING) or "\n" in between:
            return None
        return Label(hit.key, hit.word, distance)

    def near(self, start: int, end: int, families: Container[str], reach: int = 150) -> Label | None:
        """The nearest label of some families within reach on either side."""
        best: Label | None = None
        for index in range(bisect_left(self._ends, start - reach), len(self._hits)):
            hit = self._hits[index]
            if hit.start > end + reach:
                break
            if hit.key in families:
                gap = max(start - hit.end, hit.start - end, 0)
                if best is None or gap < best.distance:
                    best = Label(hit.key, hit.word, gap)
        return best
