"""What is found today in the project's own sample documents, stored beside this, so that every change of it is seen.

An optimisation must change nothing of it. What a better recognizer changes is renewed by ``python -m tests.golden``,
which prints each line that came and went, and is reviewed as part of that change. Of each document of the sample share
(``tana demo``) there is a line for what it is and one for each finding: kind, place, count, masks, a digest of the
keyed hashes of the values, and the score. Of each file of the corpora beside the checkout there is only a digest of
everything that is considered there, with that of the file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from detectors.engine import Detector
from detectors.model import Match, Passage
from detectors.names.base import NameRecognizer
from detectors.registry import recognizers
from scanner.cli.sample.share import write_share
from scanner.crawl import Exclusions, Job, crawl, find_root
from scanner.executors import Setup
from scanner.options import Limits
from scanner.results import FileResult, Finding
from scanner.worker import new_context, work_with
from tests.benchmarks.corpora import CORPORA, rows

KEY = b"the key of the golden findings"
DOCUMENTS = Path(__file__).with_name("documents.tsv")
TEXTS = Path(__file__).with_name("texts.tsv")

NEAR = 0.002
"""By how much scores may differ: what networks work out differs a little between processors."""

MOST = 120_000
"""Characters looked through of a corpus."""

AT_ONCE = 16_000
"""Characters of a passage, as the extractors cut them."""

Line = tuple[str, ...]
"""Document, kind, place, count, masks, digest, score; or corpus, its digest, that of what is found; no score."""


def documents() -> list[Line]:
    """The lines of the sample share as they are today, in order."""
    with tempfile.TemporaryDirectory() as folder:
        write_share(Path(folder))
        context = new_context(Setup(KEY, Limits(), ocr=False))
        jobs = [met for met in crawl(find_root(folder), Exclusions(())) if isinstance(met, Job)]
        return sorted(line for job in jobs for line in _lines(work_with(job, context)))


def texts() -> list[Line]:
    """The corpora that are there: file, the digest of the file, the digest of what is found in it."""
    detector = Detector(min_score=0.0, recognizers=[r for r in recognizers() if not isinstance(r, NameRecognizer)])
    files = [file for name in ("identifiers", "ner-en", "ner-ja") for file in sorted((CORPORA / name).glob("*.jsonl"))]
    return [_digests(file, detector) for file in files]


def stored(file: Path) -> list[Line]:
    """The lines of a file of this folder."""
    return [tuple(line.split("\t")) for line in file.read_text(encoding="utf-8").split("\n") if line]


def store(file: Path, lines: Sequence[Line]) -> None:
    """Replaces them."""
    file.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")


def changes(before: Sequence[Line], now: Sequence[Line]) -> list[str]:
    """What differs, a line each, ``-`` before what was and ``+`` before what is. Scores that are near are the same."""
    left, came = list(before), []
    for line in now:
        same = next((old for old in left if old[:-1] == line[:-1] and _near(old[-1], line[-1])), None)
        if same is None:
            came.append(line)
        else:
            left.remove(same)
    return sorted((f"{sign} {' | '.join(line)}" for sign, some in (("-", left), ("+", came)) for line in some), key=_of)


def _of(shown: str) -> str:
    return shown[2:]


def _near(one: str, other: str) -> bool:
    return one == other or (bool(one and other) and abs(float(one) - float(other)) <= NEAR)


def _lines(result: FileResult) -> Iterator[Line]:
    path, people = result.ref.path, result.people
    yield path, "", result.outcome, result.doc_class, f"{people.low} to {people.high} people", "", ""
    for finding in result.findings:
        yield path, *_told(finding)
    for member in result.members:
        yield from _lines(member)


def _told(finding: Finding) -> Line:
    values = hashlib.sha256(repr(finding.hashes).encode()).hexdigest()[:8]
    masks = " ".join(finding.masked)
    return finding.entity, finding.at, str(finding.count), masks, values, f"{finding.score:.3f}"


def _digests(file: Path, detector: Detector) -> Line:
    name = str(file.relative_to(CORPORA))
    found = hashlib.sha256()
    for passage in _passages(name):
        for match in detector.find([passage])[0]:
            found.update(_shown(passage, match))
    return name, hashlib.sha256(file.read_bytes()).hexdigest()[:16], found.hexdigest()[:16], ""


def _passages(name: str) -> Iterator[Passage]:
    lines = (str(row.get("text") or row.get("value") or "") for row in rows(name))
    text = "\n".join(lines)[:MOST]
    return (Passage(text[at : at + AT_ONCE]) for at in range(0, len(text), AT_ONCE))


def _shown(passage: Passage, match: Match) -> bytes:
    value = passage.text[match.start : match.end]
    told = "; ".join(map(str, match.evidence))
    return f"{match.entity} {match.start} {match.score:.3f} {told} {value}\n".encode("utf-8", "replace")
