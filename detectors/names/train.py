"""Rebuilds the weights: ``python -m detectors.names.train CORPORA_FOLDER [--language ja|en] [--score-only]``.

Prints cross-validated scores first (no row is scored by a model that saw its group), then trains on all rows and
writes ``detectors/names/data``. Deterministic: the same rows and package versions give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detectors.names.corpora import Row, read
from detectors.names.tagger import Features, Weights, attributes

FOLDS = 5
L1, L2, ITERATIONS = 0.1, 0.3, 100
THRESHOLD = 0.5


@dataclass(frozen=True)
class Language:
    """What differs between the languages: corpora, tokens with their offsets, and what is said of a token."""

    code: str
    corpora: tuple[str, ...]
    scored: tuple[str, ...]
    cut: Callable[[str], list[tuple[list[Any], list[tuple[int, int]]]]]
    describe: Callable[[Any], Features]
    lists: dict[str, str]
    synthetic: Callable[[int], list[Row]]
    varied: Callable[[Iterable[Row]], Iterable[Row]]  # adds changed copies of training rows
    predict: Callable[[Weights], Callable[[str], list[tuple[int, int, str, float]]]]


def bio(offsets: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """The labels of tokens: a token belongs to the span that it shares a character with."""
    labels = ["O"] * len(offsets)
    for start, end, kind in spans:
        first = True
        for i, (a, b) in enumerate(offsets):
            if a < end and b > start and labels[i] == "O":
                labels[i] = f"{'B' if first else 'I'}-{kind}"
                first = False
    return labels


def train(language: Language, rows: Iterable[Row], iterations: int = ITERATIONS) -> Weights:
    """Weights from rows. Raises ImportError where python-crfsuite is not installed."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": iterations, "feature.possible_transitions": True})
    for row in language.varied(rows):
        for tokens, offsets in language.cut(row.text):
            labels = bio(offsets, row.spans)
            trainer.append(attributes([language.describe(t) for t in tokens]), labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.crfsuite"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        info = tagger.info()
        tagger.close()
    return weights_of(info, language.lists)


def weights_of(info: Any, lists: dict[str, str], least: float = 0.02) -> Weights:
    """CRFsuite's dump as our weights, in a fixed order; attributes with no weight above ``least`` are left out."""
    labels = ("O", *sorted({x for x in info.labels if x != "O"}))
    number = {label: i for i, label in enumerate(labels)}
    state_features: dict[tuple[str, str], float] = info.state_features
    names = sorted({a for (a, _), w in state_features.items() if abs(w) > least})
    row = {a: i for i, a in enumerate(names)}
    state = np.zeros((len(names), len(labels)), np.float32)
    for (attribute, label), weight in state_features.items():
        if attribute in row:
            state[row[attribute], number[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in info.transitions.items():
        transitions[number[before], number[after]] = weight
    return Weights(labels, row, state, transitions, lists)


@dataclass
class Tally:
    """Overlap matching: a marked span is found when a prediction overlaps it; a prediction is right when it
    overlaps a marked span."""

    gold: int = 0
    found: int = 0
    predicted: int = 0
    right: int = 0

    def add(self, gold: Sequence[tuple[int, int]], predicted: Sequence[tuple[int, int]]) -> None:
        self.gold += len(gold)
        self.predicted += len(predicted)
        self.found += sum(any(a < d and c < b for c, d in predicted) for a, b in gold)
        self.right += sum(any(a < d and c < b for c, d in gold) for a, b in predicted)

    def line(self) -> str:
        precision, recall = self.right / max(self.predicted, 1), self.found / max(self.gold, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"{self.gold:6} {self.predicted:6} {precision:7.3f} {recall:7.3f} {f1:7.3f}"


TYPES = {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC"}


def cross_validate(language: Language, rows: Sequence[Row], folds: Sequence[int], out: Callable[[str], None]) -> None:
    """Score each corpus on folds its model did not see."""
    tallies: dict[tuple[str, str, float], Tally] = {}
    bins: Counter[int] = Counter()
    hits: Counter[int] = Counter()
    extra = language.synthetic(1)
    for fold in folds:
        began = time.monotonic()
        weights = train(language, [*(r for r in rows if r.fold_of(FOLDS) != fold), *extra])
        predict = language.predict(weights)
        for row in rows:
            if row.fold_of(FOLDS) != fold or row.corpus not in language.scored:
                continue
            found = predict(row.text)
            for entity, kind in TYPES.items():
                gold = [(a, b) for a, b, k in row.spans if k == kind]
                for threshold in (0.4, THRESHOLD, 0.6):
                    tally = tallies.setdefault((row.corpus, entity, threshold), Tally())
                    tally.add(gold, [(a, b) for a, b, e, p in found if e == entity and p >= threshold])
                if entity == "PERSON":
                    for a, b, e, p in found:
                        if e == entity:
                            bins[min(int(p * 10), 9)] += 1
                            hits[min(int(p * 10), 9)] += any(a < d and c < b for c, d in gold)
        out(f"fold {fold}: {len(weights.attributes)} attributes, {time.monotonic() - began:.0f} s")
    out(f"{'corpus':26}{'entity':14}{'score >=':>8}{'gold':>6} {'pred':>6} {'P':>7} {'R':>7} {'F1':>7}")
    for (corpus, entity, threshold), tally in sorted(tallies.items()):
        out(f"{corpus:26}{entity:14}{threshold:8}{tally.line()}")
    out("reliability of PERSON (score, predictions, share right):")
    for step in sorted(bins):
        out(f"  {step / 10:.1f}-{step / 10 + 0.1:.1f} {bins[step]:6} {hits[step] / bins[step]:.3f}")


def language_of(code: str) -> Language:
    """The set-up of a language."""
    if code == "ja":
        from detectors.names.training_ja import japanese

        return japanese()
    from detectors.names.training_en import english

    return english()


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m detectors.names.train", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder with ner-ja and ner-en")
    parser.add_argument("--language", choices=("ja", "en"), action="append", help="only this one")
    parser.add_argument("--folds", type=int, default=FOLDS, help="how many of the five folds to score")
    parser.add_argument("--score-only", action="store_true", help="write nothing")
    args = parser.parse_args(argv)
    for code in args.language or ("ja", "en"):
        language = language_of(code)
        rows = list(read(args.corpora, language.corpora))
        print(f"{code}: {len(rows)} rows, {len(language.synthetic(1))} of our own", flush=True)
        cross_validate(language, rows, range(min(args.folds, FOLDS)), lambda line: print(line, flush=True))
        if not args.score_only:
            path = Path(__file__).parent / "data" / f"{'japanese' if code == 'ja' else 'english'}.npz"
            train(language, [*rows, *language.synthetic(1)]).save(path)
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
