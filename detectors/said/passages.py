"""The passages that the network is learnt from: what offices keep, about people made up, with what says something of
a special category marked in it.

A line of ``passages.jsonl`` is an object with ``lang``, ``hand`` (who wrote it), ``text`` and ``marks``, each an entity
and the stretch of the text that says it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detectors.names.corpora import read
from detectors.said.learning import Lesson
from detectors.said.network import NOTHING
from detectors.said.words import LANGUAGES, Place
from detectors.special.sensitive import may_tell
from detectors.text.normalise import view_of

PASSAGES = Path(__file__).with_name("passages.jsonl")
DOCUMENTS = Path(__file__).parents[1] / "documents" / "prose" / "documents.jsonl"
ENGLISH, JAPANESE = ("wikigold", "wnut17", "broad-twitter", "sec-filings"), ("stockmark-wikipedia", "ud-gsd")
LABELS = (
    NOTHING, "HEALTH", "DISABILITY", "RELIGION", "UNION", "ETHNICITY", "CRIMINAL", "POLITICS", "SEX_LIFE"
)  # fmt: skip

Mark = tuple[int, int, str]
"""Where a stretch begins and ends in the normalised text, and its entity."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence begins in its passage, its tokens with their places in it, and the lesson it is."""

    start: int
    places: Sequence[Place]
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a language by somebody: its normalised text, what is marked in it, and its sentences."""

    language: str
    hand: str
    text: str
    marks: tuple[Mark, ...]
    sentences: tuple[Sentence, ...]


def passages(path: Path = PASSAGES) -> Iterator[Passage]:
    """The passages of a file. Raises OSError where it cannot be read, ValueError where a line is no such object or a
    mark does not stand in its text."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            yield _passage(one["lang"], one["hand"], one["text"], one["marks"])


def unmarked(corpora: Path | None) -> Iterator[Passage]:
    """Texts that tell nothing of anybody by any word of the vocabulary: documents of offices, and half of the rows of
    a corpora folder (``detectors.names.corpora``), where there is one. Raises OSError where a file is missing."""
    with DOCUMENTS.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            if not may_tell(one["text"]):
                yield _passage(one["lang"], "", one["text"], ())
    if corpora is not None:
        for language, names in (("en", ENGLISH), ("ja", JAPANESE)):
            for row in read(corpora, names):
                if row.fold_of(2) == 0 and not may_tell(row.text):
                    yield _passage(language, "", row.text, ())


def digest(path: Path = PASSAGES) -> str:
    """What a file of passages is known by."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _passage(language: str, hand: str, text: str, marked: Iterable[tuple[str, str]]) -> Passage:
    view = view_of(text)
    marks: list[Mark] = []
    for entity, stretch in marked:
        marks.append((*_place(view.text, view_of(stretch).text, marks), entity))
    return Passage(language, hand, view.text, tuple(marks), tuple(_sentences(language, view.text, view.folded, marks)))


def _place(text: str, stretch: str, taken: Sequence[Mark]) -> tuple[int, int]:
    """Where a stretch stands: the first place that no other mark has, else the first."""
    start = first = text.find(stretch)
    while start >= 0 and any(s < start + len(stretch) and start < e for s, e, _ in taken):
        start = text.find(stretch, start + 1)
    start = start if start >= 0 else first
    if start < 0:
        raise ValueError("a mark that does not stand in its text")
    return start, start + len(stretch)


def _sentences(language: str, text: str, folded: str, marks: Sequence[Mark]) -> Iterator[Sentence]:
    cutting = LANGUAGES[language]
    for start, sentence in cutting.sentences(text):
        places = cutting.places(folded[start : start + len(sentence)])
        if places:
            wanted = np.zeros((len(places), len(LABELS)), np.float32)
            for i, (_, begin, end) in enumerate(places):
                told = next((e for s, t, e in marks if s < start + end and start + begin < t), NOTHING)
                wanted[i, LABELS.index(told)] = 1
            yield Sentence(start, places, Lesson([token for token, _, _ in places], wanted))
