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
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from detectors.names.corpora import Row, read
from detectors.names.features import attributes
from detectors.names.languages import Language, Prediction, bio
from detectors.names.tagger import Weights

FOLDS = 5
L1, L2 = 0.1, 0.3
THRESHOLD = 0.5
ARTICLES = ", articles"
"""Behind the name of a corpus that is scored by whole articles."""


def articles(rows: Iterable[Row], corpora: Sequence[str]) -> list[Row]:
    """The rows of each group of these corpora as one text, a sentence a line, in their order."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.corpus in corpora:
            groups.setdefault((row.corpus, row.group), []).append(row)
    out = []
    for (corpus, group), some in groups.items():
        starts = np.cumsum([0, *(len(row.text) + 1 for row in some)]).tolist()
        spans = tuple((at + a, at + b, kind) for at, row in zip(starts, some, strict=False) for a, b, kind in row.spans)
        out.append(Row(group, "\n".join(row.text for row in some), spans, group, corpus + ARTICLES))
    return out


def train(language: Language, rows: Iterable[Row], iterations: int | None = None) -> Weights:
    """Weights from rows. Raises ImportError where python-crfsuite is not installed."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": L1, "c2": L2, "max_iterations": iterations or language.iterations, "feature.possible_transitions": True}
    )
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


def both(language: Language, rows: Sequence[Row]) -> tuple[Weights, Any]:
    """The weights of the CRF, and of the networks where the language has them."""
    return train(language, rows), language.networks(rows) if language.networks else None


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


Scored = tuple[Row, list[Prediction]]
"""A row and what was found in it."""


def cross_validate(
    language: Language, rows: Sequence[Row], folds: Sequence[int], out: Callable[[str], None]
) -> tuple[float, float]:
    """Score each corpus on folds its model did not see; the calibration that was fitted to these predictions."""
    extra = language.synthetic(1)
    scored: list[Scored] = []
    for fold in folds:
        began = time.monotonic()
        weights, networks = both(language, [*(r for r in rows if r.fold_of(FOLDS) != fold), *extra])
        predict = language.predict(weights, networks) if networks else language.predict(weights)
        held = [r for r in rows if r.fold_of(FOLDS) == fold and r.corpus in language.scored]
        scored += ((row, predict(row.text)) for row in (*held, *articles(held, language.whole)))
        out(f"fold {fold}: {len(weights.attributes)} attributes, {time.monotonic() - began:.0f} s")
    return reported(scored, language.networks is not None, out)


def reported(scored: Iterable[Scored], calibrate: bool, out: Callable[[str], None]) -> tuple[float, float]:
    """Print the scores and the reliability of predictions; the calibration fitted to what the models say alone, where
    asked for: the scores are those with it."""
    scored = list(scored)
    people = [
        (p, any(p.start < d and c < p.end for c, d, kind in row.spans if kind == "PER"))
        for row, found in scored
        if not row.corpus.endswith(ARTICLES)
        for p in found
        if p.entity == "PERSON"
    ]
    judged = [(p.alone, hit) for p, hit in people if p.alone is not None]
    slope, offset = platt([alone for alone, _ in judged], [hit for _, hit in judged]) if calibrate else (1.0, 0.0)

    def told(p: Prediction) -> float:
        if p.entity != "PERSON" or p.alone is None:
            return p.score
        besides = _odds(p.score) - _odds(p.alone)
        return 1 / (1 + exp(-slope * _odds(p.alone) - offset - besides))

    tallies: dict[tuple[str, str, float], Tally] = {}
    for row, found in scored:
        for entity, kind in TYPES.items():
            gold = [(a, b) for a, b, k in row.spans if k == kind]
            for threshold in (0.4, THRESHOLD, 0.6):
                tally = tallies.setdefault((row.corpus, entity, threshold), Tally())
                tally.add(gold, [(p.start, p.end) for p in found if p.entity == entity and told(p) >= threshold])
    out(f"{'corpus':26}{'entity':14}{'score >=':>8}{'gold':>6} {'pred':>6} {'P':>7} {'R':>7} {'F1':>7}")
    for (corpus, entity, threshold), tally in sorted(tallies.items()):
        out(f"{corpus:26}{entity:14}{threshold:8}{tally.line()}")
    out("reliability of PERSON (score, predictions, share right):")
    bins: Counter[int] = Counter()
    hits: Counter[int] = Counter()
    for p, hit in people:
        step = min(int(told(p) * 10), 9)
        bins[step] += 1
        hits[step] += hit
    for step in sorted(bins):
        out(f"  {step / 10:.1f}-{step / 10 + 0.1:.1f} {bins[step]:6} {hits[step] / bins[step]:.3f}")
    return slope, offset


def _odds(probability: float) -> float:
    kept = min(max(probability, 1e-4), 1 - 1e-4)  # scores are rounded: some are 1
    return log(kept / (1 - kept))


def platt(probabilities: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and offset of log-odds by logistic regression (Newton's method), (1, 0) where nothing can be learnt.

    J. Platt, "Probabilistic outputs for support vector machines", 1999; a small ridge keeps it finite.
    """
    if len(set(right)) < 2:
        return 1.0, 0.0
    odds = np.array([_odds(p) for p in probabilities])
    rows = np.stack([odds, np.ones_like(odds)], axis=1)
    wanted = np.array(right, float)
    told = np.array([1.0, 0.0])
    for _ in range(50):
        given = 1 / (1 + np.exp(-rows @ told))
        slope = rows.T @ (wanted - given) - 1e-3 * (told - (1.0, 0.0))
        bend = (rows * (given * (1 - given))[:, None]).T @ rows + 1e-3 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        told = told + step / max(1.0, float(np.abs(step).max()) / 0.25)  # short steps: long ones may leap ever further
    return round(float(told[0]), 4), round(float(told[1]), 4)


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
        fitted = cross_validate(language, rows, range(min(args.folds, FOLDS)), lambda line: print(line, flush=True))
        if not args.score_only:
            path = Path(__file__).parent / "data" / f"{'japanese' if code == 'ja' else 'english'}.npz"
            weights, networks = both(language, [*rows, *language.synthetic(1)])
            weights.save(path)
            if networks:
                replace(networks, calibration=fitted).save(path.with_stem(f"{path.stem}_network"))
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
