"""Makes ``data/prose.npz`` from ``documents.jsonl``: ``python -m detectors.prose.train [--folds]``.

The documents are short ones of every kind, written by several hands that had not seen the product, about people they
made up. A line is an object with ``lang``, ``hand``, ``class`` (the best first) and ``text``; with ``--folds`` each
hand's are measured by what is learnt from those of the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from detectors.learning.training import Course, Example, make
from detectors.normalise import view_of
from detectors.prose.weights import BEGINNING, PATH, words_of

DOCUMENTS = Path(__file__).with_name("documents.jsonl")
COURSE = Course(few=60, epochs=120, left_out=0.5, fewest=3, most=0.08, common=False)


def documents(path: Path = DOCUMENTS) -> Iterator[Example]:
    """The documents of a file. Raises OSError where it cannot be read, ValueError where a line is no such object."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            words = words_of(view_of(one["text"][:BEGINNING]).folded)
            yield Example(one["hand"], tuple(one["class"]), words)


if __name__ == "__main__":
    sys.exit(make(list(documents()), COURSE, PATH, __doc__ or ""))
