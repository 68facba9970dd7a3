"""People of running documents: bounds and their middle against counts by hand (``people.tsv``)."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from detectors.model import Passage, PeopleEstimate


class Counted(NamedTuple):
    """A document with the number of people named in it, and the least and the most that a reader would accept."""

    text: str
    lang: str
    half: str
    people: int
    least: int
    most: int


@dataclass(slots=True)
class Totals:
    """How often bounds hold the number of people, and meet what a reader would accept; errors of their middle, and
    their width for each person of the middle, where somebody is named."""

    documents: int = 0
    held: int = 0
    accepted: int = 0
    errors: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)

    def add(self, document: Counted, found: PeopleEstimate) -> None:
        """Add the bounds of one document."""
        self.documents += 1
        self.held += found.low <= document.people <= found.high
        self.accepted += found.low <= document.most and found.high >= document.least
        if document.people:
            middle = (found.low + found.high) / 2
            self.errors.append(abs(middle - document.people) / document.people)
            self.widths.append((found.high - found.low) / max(middle, 0.5))


def documents() -> Iterator[Counted]:
    """The documents counted. Raises KeyError where one is not among those that ship."""
    source = resources.files("detectors.documents.prose").joinpath("documents.jsonl").read_text(encoding="utf-8")
    rows = map(json.loads, source.splitlines())
    texts = {hashlib.sha256(row["text"].encode()).hexdigest()[:12]: row for row in rows}
    lines = Path(__file__).with_name("people.tsv").read_text(encoding="utf-8").splitlines()
    for line in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
        row = texts[line["document"]]
        counts = (int(line[key]) for key in ("people", "least", "most"))
        yield Counted(row["text"], row["lang"], line["half"], *counts)


def measured() -> dict[str, Totals]:
    """The totals of each language and half."""
    detector, totals = Detector(), defaultdict[str, Totals](Totals)
    for document in documents():
        profile, passage = DocumentProfile(), Passage(document.text)
        profile.text(passage, detector.find([passage])[0])
        people = profile.finish().under("Document1.txt").people
        for name in (f"{document.lang} {document.half}", "together"):
            totals[name].add(document, people)
    return totals


def measure() -> None:
    """Print the totals."""
    print("| documents | within bounds | as a reader would accept | error, median and mean | width, median and mean |")
    print("|---|---|---|---|---|")
    for name, t in sorted(measured().items()):
        errors = f"{median(t.errors):.0%}, {mean(t.errors):.0%}"
        widths = f"{median(t.widths):.2f}, {mean(t.widths):.2f}"
        print(f"| {name}, {t.documents} | {t.held} | {t.accepted} | {errors} | {widths} |")
