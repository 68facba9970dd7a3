"""The tagger: the same answer as CRFsuite, the same bytes for the same weights, a clear word when they are missing."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from detectors.names.features import Features, attributes
from detectors.names.tagger import ModelError, Tagger, Weights, logit, spans, trimmed
from detectors.names.train import weights_of
from tests.detectors.names.batches import each

SENTENCES = [
    ("mr smith went home", "O B-PER O O"),
    ("mrs ann jones went to leeds", "O B-PER I-PER O O B-LOC"),
    ("the pump went to york", "O O O O B-LOC"),
    ("ann smith", "B-PER I-PER"),
    ("the valve", "O O"),
    ("dr jones met ann", "O B-PER O B-PER"),
]


def describe(word: str) -> Features:
    """Enough features that every kind of attribute occurs."""
    kind = "title" if word in ("mr", "mrs", "dr") else "word"
    return Features((f"w={word}", f"end={word[-1]}", f"c={kind}"), (f"w={word}",), (f"c={kind}",), kind)


@pytest.fixture(scope="module")
def crfsuite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained by CRFsuite itself."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.0, "c2": 0.1, "max_iterations": 60, "feature.possible_transitions": True})
    for text, labels in SENTENCES * 3:
        trainer.append(attributes([describe(w) for w in text.split()]), labels.split())
    path = tmp_path_factory.mktemp("crf") / "small.crfsuite"
    trainer.train(str(path))
    return path


@pytest.fixture(scope="module")
def weights(crfsuite: Path) -> Weights:
    """The same model as our weights."""
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(crfsuite))
    return weights_of(tagger.info(), {"words": "a b"}, least=0.0)


def test_probabilities_are_those_of_crfsuite(crfsuite: Path, weights: Weights) -> None:
    import pycrfsuite

    theirs = pycrfsuite.Tagger()
    theirs.open(str(crfsuite))
    ours = Tagger(weights, describe)
    texts = [t.split() for t, _ in SENTENCES] + [["unseen"], ["ann"] * 40, [], ["mr", "unseen", "pump"]]
    for words, got in zip(texts, each(ours.posteriors, texts), strict=True):
        assert got.shape == (len(words), len(ours.labels))
        if words:
            theirs.set(attributes([describe(w) for w in words]))
            want = [[theirs.marginal(label, i) for label in ours.labels] for i in range(len(words))]
            np.testing.assert_allclose(got, want, atol=2e-4)


def test_a_sentence_is_judged_the_same_alone_and_in_company(weights: Weights) -> None:
    texts = [t.split() for t, _ in SENTENCES]
    together = each(Tagger(weights, describe).posteriors, texts)
    for words, got in zip(texts, together, strict=True):
        np.testing.assert_allclose(each(Tagger(weights, describe).posteriors, [words])[0], got, atol=1e-5)


def test_another_numbering_changes_nothing(weights: Weights) -> None:
    tagger = Tagger(weights, describe)
    (first,) = each(tagger.posteriors, [["mr", "smith", "went"]])
    each(tagger.posteriors, [["the", "valve"]])
    np.testing.assert_array_equal(each(tagger.posteriors, [["mr", "smith", "went"]])[0], first)


def test_a_very_long_sentence_among_short_ones_is_judged_as_by_crfsuite(crfsuite: Path, weights: Weights) -> None:
    import pycrfsuite

    theirs = pycrfsuite.Tagger()
    theirs.open(str(crfsuite))
    words = ["mr", "smith", "went", "to", "leeds", "ann", "pump"] * 700
    *_, got, _ = each(Tagger(weights, describe).posteriors, [["ann"], [], words, ["valve"]])
    theirs.set(attributes([describe(w) for w in words]))
    want = [[theirs.marginal(label, i) for label in weights.labels] for i in range(len(words))]
    np.testing.assert_allclose(got, want, atol=2e-4)


def test_the_same_weights_give_the_same_bytes_and_come_back(weights: Weights, tmp_path: Path) -> None:
    weights.save(tmp_path / "a.npz")
    weights.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = Weights.load(tmp_path / "a.npz")
    assert back.labels == weights.labels
    assert back.lists == {"words": "a b"}
    assert dict(back.attributes) == dict(weights.attributes)
    np.testing.assert_allclose(back.state, weights.state, atol=float(np.abs(weights.state).max()) / 200)


def test_missing_weights_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^The name model gone\.npz is not installed"):
        Weights.load(tmp_path / "gone.npz")


def test_broken_weights_are_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ModelError, match=r"^The name model broken\.npz cannot be read"):
        Weights.load(tmp_path / "broken.npz")


LABELS = ("O", "B-PER", "I-PER")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0.9, 0.1, 0.0)], []),
        ([(0.1, 0.8, 0.1)], [(0, 1, 0.9)]),
        ([(0.0, 1.0, 0.0), (0.1, 0.1, 0.8)], [(0, 2, 0.9999)]),
        ([(0.0, 1.0, 0.0), (0.1, 0.8, 0.1)], [(0, 1, 0.9999), (1, 2, 0.9)]),  # two names side by side
        ([(0.6, 0.4, 0.0), (0.9, 0.0, 0.1), (0.5, 0.0, 0.5)], [(0, 1, 0.4), (2, 3, 0.5)]),
        ([], []),
    ],
)
def test_spans_are_runs_of_tokens_likely_inside(
    rows: list[tuple[float, ...]], expected: list[tuple[int, int, float]]
) -> None:
    found = spans(np.array(rows, np.float32).reshape(-1, 3), np.array([len(rows)]), LABELS, ("PER",), 0.25)
    assert [(s.sentence, s.start, s.end) for s in found] == [(0, *e[:2]) for e in expected]
    assert [s.probability for s in found] == pytest.approx([e[2] for e in expected], abs=1e-4)


def test_no_span_reaches_from_one_sentence_into_the_next() -> None:
    inside = np.array([(0.1, 0.1, 0.8)] * 5, np.float32)
    found = spans(inside, np.array([2, 0, 3]), LABELS, ("PER",), 0.25)
    assert [(s.sentence, s.start, s.end) for s in found] == [(0, 0, 2), (2, 0, 3)]


def test_a_certain_span_still_has_finite_odds() -> None:
    found = spans(np.array([(0.0, 1.0, 0.0)], np.float32), np.array([1]), LABELS, ("PER",), 0.25)
    assert math.isfinite(logit(found[0].probability))


def test_spaces_and_punctuation_at_the_ends_are_no_part_of_a_name() -> None:
    assert trimmed("「山田 太郎」、", 0, 8) == (1, 6)
    assert trimmed("、、", 0, 2) == (2, 2)
