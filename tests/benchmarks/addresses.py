"""Addresses: Japanese ones found whole, alone and in a sentence; places that must not be addresses; English ones."""

from __future__ import annotations

from detectors.engine import Detector
from detectors.model import Passage
from tests.benchmarks.corpora import rows

_SENTENCES = (
    "送付先は{}です。",
    "お客様の住所({})を確認した。",
    "{}に転居したとの連絡があった。",
    "氏名と住所:{} 電話は不明",
)


def measure() -> None:
    """Prints the shares."""
    detector = Detector()

    def spans(texts: list[str]) -> list[list[tuple[int, int]]]:
        found = detector.find([Passage(t) for t in texts])
        return [[(m.start, m.end) for m in matches if m.entity == "ADDRESS"] for matches in found]

    alone = [row["text"] for row in rows("ner-ja/geolonia-addresses.jsonl")]
    whole = sum((0, len(t)) in s for t, s in zip(alone, spans(alone), strict=True))
    print(f"geolonia, alone: {whole} of {len(alone)} found whole ({whole / len(alone):.1%})")
    placed = [_SENTENCES[i % len(_SENTENCES)].format(t) for i, t in enumerate(alone)]
    inside = 0
    for text, sentence, found in zip(alone, placed, spans(placed), strict=True):
        start = sentence.index(text)
        inside += (start, start + len(text)) in found
    print(f"geolonia, placed in sentences: {inside} of {len(alone)} found whole ({inside / len(alone):.1%})")
    places = []
    for name in ("stockmark-wikipedia", "ud-gsd"):
        for row in rows(f"ner-ja/{name}.jsonl"):
            if any(s["type"] == "LOCATION" for s in row["spans"]) and not any(c.isdigit() for c in row["text"]):
                places.append(row["text"])
    wrong = sum(bool(s) for s in spans(places[:500]))
    print(f"sentences with places and no digits: {wrong} of {len(places[:500])} flagged as ADDRESS")
    for name in ("presidio-research-synth", "libpostal-addresses"):
        found_count = total = false = 0
        data = list(rows(f"ner-en/{name}.jsonl"))
        for row, found in zip(data, spans([r["text"] for r in data]), strict=True):
            gold = [(s["start"], s["end"]) for s in row["spans"] if s["type"] == "ADDRESS"]
            total += len(gold)
            found_count += sum(any(a < e and s < b for a, b in found) for s, e in gold)
            false += sum(not any(a < e and s < b for s, e in gold) for a, b in found)
        print(f"{name}: {found_count} of {total} touched, {false} elsewhere")
