"""The English network: the same answer in any company, the same bytes for the same weights, joined half and half."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detectors.names import english, train_network_en
from detectors.names.network_en import (
    Floats,
    Inputs,
    Network,
    NetworkWeights,
    WordVectors,
    bucket,
    pieces,
    word_attributes,
)
from detectors.names.numbering import Batch
from detectors.names.tagger import ModelError, Tagger, Weights, _in_doubt
from tests.detectors.names.batches import each

LABELS = ("O", "B-PER", "I-PER")
HIDDEN, WIDTH, BUCKETS = 8, 4, 64
VECTORS = WordVectors.of(
    ["pump", "leeds", "mary", "motor"], np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0]], np.float32)
)


def describe(word: str) -> Inputs:
    return Inputs(word.lower(), ("upper",) if word[0].isupper() else ())


@pytest.fixture(scope="module")
def weights() -> NetworkWeights:
    """Any weights: drawn once."""
    rng = np.random.default_rng(1)
    shapes: dict[str, tuple[int, ...]] = {
        "attributes": (BUCKETS, HIDDEN),
        "word": (WIDTH, HIDDEN),
        "bias": (HIDDEN,),
        "out": (HIDDEN, 3),
        "out_bias": (3,),
        "transitions": (3, 3),
    }
    for i in range(3):
        shapes |= {f"conv{i}": (3, HIDDEN, HIDDEN), f"conv_bias{i}": (HIDDEN,)}
    layers = {name: (rng.standard_normal(shape) / 3).astype(np.float32) for name, shape in shapes.items()}
    return NetworkWeights(LABELS, layers, VECTORS, (0.9, -0.1))


SENTENCES = ["Mary went to Leeds".split(), ["pump"], [], ("the motor of Mary 's pump in Leeds " * 3).split()]


def test_a_sentence_is_scored_the_same_alone_and_in_company(weights: NetworkWeights) -> None:
    together = each(Network(weights, describe).scores, SENTENCES)
    for sentence, got in zip(SENTENCES, together, strict=True):
        assert got.shape == (len(sentence), len(LABELS))
        np.testing.assert_allclose(each(Network(weights, describe).scores, [sentence])[0], got, atol=1e-5)


def test_what_stands_up_to_seven_tokens_away_counts_and_nothing_further(weights: NetworkWeights) -> None:
    base = ["a"] * 20
    network = Network(weights, describe)
    one, near, far = each(network.scores, [base, [*base[:7], "Mary", *base[8:]], [*base[:8], "Mary", *base[9:]]])
    assert np.abs(one[0] - near[0]).max() > 1e-6
    np.testing.assert_allclose(one[0], far[0], atol=1e-6)


def test_forgetting_tokens_changes_nothing(weights: NetworkWeights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Network, "KEEP", 2)
    network = Network(weights, describe)
    (first,) = each(network.scores, [SENTENCES[0]])
    each(network.scores, [["x", "y", "z"]])
    np.testing.assert_array_equal(each(network.scores, [SENTENCES[0]])[0], first)


def test_more_tokens_than_the_table_holds_at_first_are_no_trouble(weights: NetworkWeights) -> None:
    words = [f"w{i}" for i in range(3000)]
    network = Network(weights, describe)
    last = each(network.scores, [words, ["w2999"]])[1]
    np.testing.assert_allclose(last, each(Network(weights, describe).scores, [["w2999"]])[0], atol=1e-6)


def test_the_same_weights_give_the_same_bytes_and_come_back(weights: NetworkWeights, tmp_path: Path) -> None:
    weights.save(tmp_path / "a.npz")
    weights.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = NetworkWeights.load(tmp_path / "a.npz")
    assert (back.labels, back.calibration) == (LABELS, (0.9, -0.1))
    np.testing.assert_array_equal(back.vectors.keys, VECTORS.keys)
    np.testing.assert_array_equal(back.vectors.steps, VECTORS.steps)
    assert back.vectors.scale == VECTORS.scale
    for name, values in weights.layers.items():
        np.testing.assert_allclose(back.layers[name], values, atol=float(np.abs(values).max()) / 20)


def test_missing_and_broken_weights_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^The name model gone\.npz is not installed"):
        NetworkWeights.load(tmp_path / "gone.npz")
    for content in (b"", b"PK\x03\x04 not really"):
        (tmp_path / "broken.npz").write_bytes(content)
        with pytest.raises(ModelError, match=r"^The name model broken\.npz cannot be read"):
            NetworkWeights.load(tmp_path / "broken.npz")


@pytest.mark.parametrize(
    ("word", "vector"),
    [
        ("pump", [1, 0, 0, 0]),
        ("motor", [1, 0, 0, 0]),
        ("mary", [0, 0, 1, 1]),
        ("mary's", [0, 0, 1, 1]),
        ("leeds.", [0, 1, 0, 0]),
        ("ipswich", [0, 0, 0, 0]),
        ("", [0, 0, 0, 0]),
    ],
)
def test_words_have_vectors_in_the_genitive_and_before_a_full_stop_too(word: str, vector: list[int]) -> None:
    np.testing.assert_allclose(VECTORS.vectors(VECTORS.rows_of((word,)))[0], vector, atol=0.2)


def test_of_two_words_with_one_key_the_commoner_keeps_its_vector() -> None:
    values = np.array([[1.0], [-1.0]], np.float32)
    twice = WordVectors.of(["a", "a"], values)
    assert len(twice.keys) == 1
    assert twice.vectors(twice.rows_of(("a",)))[0, 0] > 0
    nothing = WordVectors.of([], np.zeros((0, 1), np.float32))
    assert nothing.rows_of(("a",)).tolist() == [-1]


def test_pieces_know_the_ends_of_a_word_and_the_first_bucket_stays_free() -> None:
    assert {"^a", "n$", "^ann", "nn$"} <= set(pieces("ann"))
    assert {"w=ann", "g^a", "gnn$"} <= set(word_attributes("ann"))
    assert word_attributes("12") == ["w=12"]
    assert len(pieces("x" * 5000)) < 100
    assert min(bucket(f"w={i}", 4) for i in range(100)) == 1


class Echo:
    """A second judge that says what the CRF itself says."""

    def __init__(self, weights: Weights, row: Floats) -> None:
        self.labels, self.transitions, self._row = weights.labels, weights.transitions, row

    def scores(self, batch: Batch) -> Floats:
        return np.repeat(self._row, len(batch.numbers), axis=0)


def test_two_judges_of_one_mind_are_as_sure_as_one() -> None:
    from tests.detectors.names.test_tagger import describe as described

    row = np.array([[0.2, 1.0, -0.5]], np.float32)
    crf = Weights(LABELS, {"0:w=ann": 0}, row, np.eye(3, dtype=np.float32), {})
    sentences = [["ann"] * 3, [], ["ann"]]
    alone = each(Tagger(crf, described).posteriors, sentences)
    for one, two in zip(alone, each(Tagger(crf, described, Echo(crf, row)).posteriors, sentences), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-6)


def test_parts_with_other_labels_do_not_join(weights: NetworkWeights) -> None:
    crf = Weights(("O", "B-PER"), {}, np.zeros((0, 2), np.float32), np.zeros((2, 2), np.float32), {})
    with pytest.raises(ModelError, match="do not belong together"):
        Tagger(crf, describe, Network(weights, describe))  # type: ignore[arg-type]


def test_training_learns_and_gives_the_same_weights_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="PyTorch is only needed for training")
    monkeypatch.setattr(train_network_en, "EPOCHS", 30)
    rows = [(["dear", "Mary"], ["O", "B-PER"]), (["dear", "pump"], ["O", "O"])] * 40
    made = [train_network_en.train_network(lambda _: rows, LABELS, describe, VECTORS) for _ in range(2)]
    scores = each(Network(made[0], describe).scores, [["dear", "Mary"], ["dear", "motor"]])
    assert scores[0].argmax(axis=1).tolist() == [0, 1]
    assert scores[1].argmax(axis=1).tolist() == [0, 0]
    for name, values in made[0].layers.items():
        np.testing.assert_array_equal(values, made[1].layers[name])
    assert replace(made[0], calibration=(2.0, 1.0)).calibration == (2.0, 1.0)


def test_training_takes_over_what_a_teacher_says(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="PyTorch is only needed for training")
    monkeypatch.setattr(train_network_en, "EPOCHS", 30)
    rows = [(["dear", "Mary"], ["O", "B-PER"])] * 80
    nobody = np.eye(len(LABELS), dtype=np.float32)[[0, 0]]
    taught = [(["dear", "pump"], nobody)] * 40
    pump = []
    for lessons in ([], taught):
        made = train_network_en.train_network(lambda _: rows, LABELS, describe, VECTORS, lessons)
        pump.append(each(Network(made, describe).scores, [["dear", "pump"]])[0][1].argmax())
    assert LABELS[pump[0]] == "B-PER"
    assert LABELS[pump[1]] == "O"


def test_the_network_is_asked_about_sentences_in_doubt_and_about_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = english.model(english.WEIGHTS).tagger
    said = [
        "Shipments of industrial pumps from the northern depot are on track.",
        "Please ask Baskin, who was there.",
        "Dear Mr Smith",
        "the meeting lasts an hour and ends at noon",
    ]
    sentences = [english.tokens(sentence)[0] for sentence in said]
    by_default = each(tagger.posteriors, sentences)
    monkeypatch.setattr("detectors.names.tagger._in_doubt", lambda person: person >= 0)
    always = each(tagger.posteriors, sentences)
    monkeypatch.setattr("detectors.names.tagger._in_doubt", lambda person: person < 0)
    never = each(tagger.posteriors, sentences)
    monkeypatch.undo()
    person = [i for i, label in enumerate(tagger.labels) if label.endswith("-PER")]
    doubtful = [bool(_in_doubt(p[:, person].sum(axis=1)).any()) for p in never]
    assert set(doubtful) == {True, False}
    for asked, found, both, alone in zip(doubtful, by_default, always, never, strict=True):
        np.testing.assert_allclose(found, both if asked else alone, atol=1e-5)
