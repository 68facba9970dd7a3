"""Identifiers with known answers: valid ones at score 0, invalid ones at the default, false alarms in prose."""

from __future__ import annotations

from collections import Counter, defaultdict

from detectors.engine import Detector
from detectors.model import Entity, Passage
from tests.benchmarks.corpora import CORPORA, rows

_NAMES = {"JP_POSTCODE": "JP_POSTAL_CODE", "UK_VAT": "UK_VAT_NUMBER"}
_PROSE = ("ner-ja/stockmark-wikipedia", "ner-ja/ud-gsd", "ner-en/wikigold", "ner-en/wnut17", "ner-en/sec-filings")


def measure() -> None:
    """Prints the table by entity and the rate of false alarms in running text."""
    everything, normal = Detector(0.0), Detector()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted((CORPORA / "identifiers").glob("*.jsonl")):
        for row in rows(f"identifiers/{path.name}"):
            entity = _NAMES.get(row["entity"], row["entity"])
            if entity not in set(Entity) - {Entity.UK_VAT_NUMBER, Entity.JP_CORPORATE_NUMBER, Entity.ADDRESS}:
                continue
            if row["valid"]:
                spans = {(m.start, m.end) for m in everything.find([Passage(row["text"])])[0] if m.entity == entity}
                right = all(tuple(span) in spans for span in row["expected"])
                counts[entity]["found" if right else "missed"] += 1
            else:
                said = [m for m in normal.find([Passage(row["text"])])[0] if m.entity == entity]
                counts[entity]["false" if said else "refused"] += 1
    print("| entity | valid found at score 0 | invalid refused at the default |\n| --- | --- | --- |")
    total: Counter[str] = Counter()
    for entity, c in sorted(counts.items()):
        total += c
        print(
            f"| {entity} | {c['found']} of {c['found'] + c['missed']} | {c['refused']} of {c['refused'] + c['false']} |"
        )
    print(
        f"| all | {total['found']} of {total['found'] + total['missed']} "
        f"| {total['refused']} of {total['refused'] + total['false']} |"
    )
    said_in: Counter[str] = Counter()
    characters = 0
    for name in _PROSE:
        texts = [row["text"] for row in rows(f"{name}.jsonl")]
        characters += sum(map(len, texts))
        for matches in normal.find([Passage(t) for t in texts]):
            said_in.update(m.entity for m in matches)
    numeric = sum(n for e, n in said_in.items() if e.startswith(("UK_", "JP_", "CREDIT", "IBAN", "MEMBER")))
    print(
        f"\n{numeric} identifiers reported in {characters:,} characters of public prose:", dict(said_in.most_common())
    )
