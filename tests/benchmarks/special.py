"""Special categories in public prose (news, encyclopedias, tweets, filings), where nearly nobody speaks of somebody he
knows: what is reported for 100,000 characters, in passages of 2,000. The network has learnt from half of the rows that
nothing is said in them; the other half is measured apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Passage
from detectors.names.corpora import read
from tests.benchmarks.corpora import CORPORA

_NAMES = ("wikigold", "wnut17", "broad-twitter", "sec-filings", "stockmark-wikipedia", "ud-gsd")
_SIZE = 2_000


def measure() -> None:
    """Prints the finds of each corpus, those of all rows and of the half that was not learnt from."""
    detector = Detector()
    for name in _NAMES:
        rows = list(read(Path(CORPORA), (name,)))
        for part, some in (("all", rows), ("not learnt from", [r for r in rows if r.fold_of(2)])):
            texts = list(_joined(r.text for r in some))
            size = sum(map(len, texts))
            met: Counter[str] = Counter()
            for start in range(0, len(texts), 30):
                for found in detector.find([Passage(text) for text in texts[start : start + 30]]):
                    met.update(str(m.entity) for m in found if m.entity in SPECIAL_CATEGORIES)
            told = ", ".join(f"{entity} {number / size * 1e5:.1f}" for entity, number in met.most_common())
            print(f"{name}, {part}: {size} characters, {met.total()} finds; {told}", flush=True)


def _joined(rows: Iterator[str]) -> Iterator[str]:
    text = ""
    for row in rows:
        if text and len(text) + len(row) > _SIZE:
            yield text
            text = ""
        text += ("\n" if text else "") + row
    yield text
