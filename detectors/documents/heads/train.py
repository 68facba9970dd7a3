"""Makes ``data/heads.npz`` from ``headers.tsv``: ``python -m detectors.documents.heads.train [--folds]``.

The lists are headers of sheets as offices and programs write them. A line is language, writer, classes (the best first)
and headers, with tabs between. They were written from memory by several hands that had not seen the product; with
``--folds`` each hand's are measured by what is learnt from those of the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from detectors.documents.heads.weights import PATH, words_of
from detectors.documents.learning.training import Course, Example, make

LISTS = Path(__file__).with_name("headers.tsv")
COURSE = Course(few=4, epochs=12, left_out=0.2)


def rows(path: Path = LISTS) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Writer, classes and headers of each list of a file. Raises OSError where it cannot be read, ValueError where a
    line has too few fields."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            _, hand, classes, *headers = line.rstrip("\n").split("\t")
            yield hand, tuple(classes.split()), headers


def lists() -> Iterator[Example]:
    """The lists as words. Raises what ``rows`` does."""
    for hand, classes, headers in rows():
        yield Example(hand, classes, frozenset().union(*map(words_of, headers)))


if __name__ == "__main__":
    sys.exit(make(list(lists()), COURSE, PATH, __doc__ or ""))
