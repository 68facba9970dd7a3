"""No way of being quick changes what is found: the export of the slow way beside that of the quick one.

The slow way looks through every text with every pattern, one passage at a time, and decides every sentence alone and
anew. An export names the kind, the place, the score and the evidence of each finding and a digest of the value, never
the value.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from detectors.engine import Detector
from detectors.model import Passage
from detectors.names.base import NameRecognizer
from detectors.registry import recognizers
from detectors.text import prefilter
from scanner import extractors
from scanner.document import TextBlock
from scanner.extractors.base import ExtractOptions
from scanner.options import Limits
from tests.benchmarks.corpora import CORPORA, rows

corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside this checkout")

FOLDERS = ("identifiers", "ner-en", "ner-ja")
AT_ONCE = 16_000  # characters of a passage, as the extractors cut them
MOST = 120_000  # characters of each corpus
SUFFIXES = {".eml", ".html", ".txt", ".csv", ".docx", ".rtf", ".xml", ".md"}

Export = list[tuple[int, str, int, int, float, str, str]]


def texts() -> list[str]:
    return [str(file.relative_to(CORPORA)) for folder in FOLDERS for file in sorted((CORPORA / folder).glob("*.jsonl"))]


def passages(text: str) -> list[Passage]:
    return [Passage(text[i : i + AT_ONCE]) for i in range(0, len(text), AT_ONCE)]


def joined(name: str) -> str:
    """The texts of a corpus one after the other, as far as MOST characters."""
    lines: list[str] = []
    length = 0
    for row in rows(name):
        if length > MOST:
            break
        lines.append(str(row.get("text") or row.get("value") or ""))
        length += len(lines[-1])
    return "\n".join(lines)


def export(detector: Detector, given: Sequence[Passage]) -> Export:
    """The findings with a digest for each value."""
    out = []
    for number, (passage, found) in enumerate(zip(given, detector.find(given), strict=True)):
        for m in found:
            digest = hashlib.sha256(passage.text[m.start : m.end].encode("utf-8", "replace")).hexdigest()[:12]
            told = "; ".join(map(str, m.evidence))
            out.append((number, m.entity, m.start, m.end, m.score, told, digest))
    return out


def quick(given: Sequence[Passage], detector: Detector) -> Export:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefilter, "WORTH_IT", 0)
        return export(detector, given)


def slow(given: Sequence[Passage], detector: Detector) -> Export:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefilter, "_available", lambda: False)
        patch.setattr(NameRecognizer, "AT_ONCE", 1)
        patch.setattr(NameRecognizer, "KEEP", 0)
        return [found for passage in enumerate(given) for found in alone(detector, *passage)]


def alone(detector: Detector, number: int, passage: Passage) -> Export:
    return [(number, *rest) for _, *rest in export(detector, [passage])]  # type: ignore[misc]


@pytest.fixture(scope="module")
def forms() -> Detector:
    """All recognizers but those of names, and everything they consider."""
    return Detector(min_score=0.0, recognizers=[r for r in recognizers() if not isinstance(r, NameRecognizer)])


@pytest.fixture(scope="module")
def names() -> Detector:
    return Detector(min_score=0.0, recognizers=[r for r in recognizers() if isinstance(r, NameRecognizer)])


@corpora
@pytest.mark.parametrize("name", texts() if CORPORA.is_dir() else ())
def test_a_corpus_gives_the_same_findings(name: str, forms: Detector) -> None:
    given = passages(joined(name))
    found = quick(given, forms)
    assert found == slow(given, forms)


@corpora
@pytest.mark.parametrize("name", ["ner-en/presidio-research-synth.jsonl", "ner-ja/stockmark-wikipedia.jsonl"])
def test_names_are_the_same_when_sentences_repeat(name: str, names: Detector) -> None:
    text = joined(name)[:12_000]
    given = [Passage(text), Passage("・\n" + text[:3000] + text[:3000]), Passage(text)]
    found = quick(given, names)
    assert len(found) > 100
    assert found == slow(given, names)


def documents() -> Iterator[Path]:
    for folder, _, files in os.walk(CORPORA / "documents" / "files"):
        for file in sorted(files):
            path = Path(folder) / file
            if path.suffix in SUFFIXES and path.stat().st_size < 300_000:
                yield path


@corpora
def test_documents_give_the_same_findings(forms: Detector) -> None:
    options = ExtractOptions(Limits(), False)
    given: list[Passage] = []
    for path in documents():
        with path.open("rb") as stream:
            for item in extractors.extract(stream, path.name, path.stat().st_size, options):
                if isinstance(item, TextBlock):
                    given.append(Passage(item.text, item.labels))
    assert len(given) > 20
    found = quick(given, forms)
    assert len(found) > 20
    assert found == slow(given, forms)
