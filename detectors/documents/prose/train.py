"""Makes ``data/prose.npz`` from ``documents.jsonl``: ``python -m detectors.documents.prose.train [--folds]``.

The documents are short ones of every kind, written by several hands that had not seen the product, about people they
made up. A line is an object with ``lang``, ``hand``, ``class`` (the best first) and ``text``; with ``--folds`` each
hand's are measured by what is learnt from those of the others. Names are not learnt: what a document says of its class
leaves the worker as numbers of words.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from detectors.documents.learning.training import Course, Example, make
from detectors.documents.prose.weights import FIRST, PATH, beginning_of, words_of
from detectors.names.english import WEIGHTS as ENGLISH
from detectors.names.japanese import WEIGHTS as JAPANESE
from detectors.names.tagger import Weights
from detectors.names.words import EnglishWords, JapaneseWords
from detectors.text.normalise import view_of

DOCUMENTS = Path(__file__).with_name("documents.jsonl")
COURSE = Course(few=240, epochs=120, left_out=0.5, fewest=3, most=0.2, common=False)


_ORDINARY, _KNOWN, _COMMON, _NAMED = 4, 7, 2, 2
"""Up to which rank an English word is an ordinary one and one that is known at all, and from which levels a word is a
common surname in English and a name before all in Japanese."""


class Names:
    """The names that ship with the recognizers of people."""

    def __init__(self) -> None:
        self._english = EnglishWords.unpack(Weights.load(ENGLISH).lists)
        self._japanese = JapaneseWords.unpack(Weights.load(JAPANESE).lists)

    def holds(self, word: str) -> bool:
        """Whether a word of a text may be somebody's name."""
        bare = word.removeprefix(FIRST)
        if not bare.isascii():
            lists = self._japanese.surnames, self._japanese.given
            return any(names.get(bare, 0) >= _NAMED for names in lists) or bare in self._japanese.foreign
        english = self._english
        if bare in english.given or english.surnames.get(bare, 0) >= _COMMON:
            return True
        return english.common.get(bare, 9) > (_ORDINARY if english.is_name(bare) else _KNOWN)


def texts(path: Path = DOCUMENTS) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Writer, classes and text of each document of a file. Raises OSError where it cannot be read, ValueError where a
    line is no such object."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            yield one["hand"], tuple(one["class"]), one["text"]


def documents() -> Iterator[Example]:
    """The documents as words. Raises what ``texts`` does."""
    names = Names()
    for hand, classes, text in texts():
        words = frozenset(w for w in words_of(beginning_of(view_of(text).folded)) if not names.holds(w))
        yield Example(hand, classes, words)


if __name__ == "__main__":
    sys.exit(make(list(documents()), COURSE, PATH, __doc__ or ""))
