"""Word vectors and the network: the arithmetic of PyTorch, the same answer in any company, a clear word when broken."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detectors.names import japanese as ja
from detectors.names.kinds import Kinds
from detectors.names.network import CHARACTERS, DILATIONS, Inputs, Network, NetworkWeights, character_numbers
from detectors.names.numbering import Batch
from detectors.names.tagger import Floats, ModelError
from detectors.names.vectors import WordVectors, word_key
from tests.detectors.names.batches import each

WORDS = {"pump": 0, "valve": 0, "ann": 1, "smith": 2}
HIDDEN, WIDTH = 6, 4


def script(text: str) -> str:
    return "a" if text.isalpha() else "0"


def describe(word: str) -> Inputs:
    return Inputs(word, word[:4], (f"end={word[-1]}", "any"), word)


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    values = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
    return WordVectors.of(WORDS, values, np.array([[0, 1, 1], [4, 5, 6]], np.uint16))


@pytest.fixture(scope="module")
def weights() -> NetworkWeights:
    rng = np.random.default_rng(2)
    shapes: dict[str, tuple[int, ...]] = {
        "attributes": (3, HIDDEN),
        "word": (WIDTH, HIDDEN),
        "unit": (WIDTH, HIDDEN),
        "characters": (5, 3),
        "char_filters": (3, 3, 4),
        "char_bias": (4,),
        "char_out": (4, HIDDEN),
        "bias": (HIDDEN,),
        "out": (HIDDEN, 3),
        "out_bias": (3,),
        **{f"conv{i}": (3, HIDDEN, HIDDEN) for i in range(len(DILATIONS))},
        **{f"conv_bias{i}": (HIDDEN,) for i in range(len(DILATIONS))},
    }
    layers = {
        name: rng.normal(size=shape).astype(np.float16).astype(np.float32) for name, shape in sorted(shapes.items())
    }
    characters = {"a": 0, "m": 1, "s": 2, "?a": 3, "?0": 4}
    return NetworkWeights(("O", "B-PER", "I-PER"), {"any": 0, "end=n": 1, "end=p": 2}, characters, layers, (0.8, -0.1))


TEXTS = [
    "ann smith met a valve".split(),
    [],
    ["pump"],
    "x1 unseen smith 22 ann ann ann pump extraordinarily-long".split(),
    ["smith"] * 30,
]


def test_the_probabilities_are_those_of_pytorch(weights: NetworkWeights, vectors: WordVectors) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch, needed in training only, is not installed")
    from detectors.names.train_network import forward

    parameters = {name: torch.from_numpy(value) for name, value in weights.layers.items()}
    for name in ("attributes", "characters"):
        parameters[name] = torch.cat([torch.zeros(1, parameters[name].shape[1]), parameters[name]])
    table = torch.from_numpy(vectors.vectors(np.array([0, 1, 2, -1])))
    network = Network(weights, vectors, describe, script)
    for words in filter(None, TEXTS):
        told = [describe(w) for w in words]
        rows = [
            (int(a), int(b))
            for a, b in zip(vectors.rows_of(words), vectors.rows_of([t.unit for t in told]), strict=True)
        ]
        attributes = [[weights.attributes.get(a, -1) + 1 for a in t.attributes] for t in told]
        characters = [character_numbers(t.characters, weights.characters, script) for t in told]
        batch = (
            torch.tensor([rows]),
            torch.tensor([attributes]),
            torch.tensor([characters]),
            torch.ones(1, len(words), 1),
        )
        want = torch.softmax(forward(parameters, batch, table), 2)[0].numpy()
        np.testing.assert_allclose(each(network.posteriors, [words])[0], want, atol=1e-5)


def test_a_convolution_looks_as_far_as_it_says(weights: NetworkWeights, vectors: WordVectors) -> None:
    reach = sum(DILATIONS)
    words = ["smith"] * (2 * reach + 3)
    changed = ["ann", *words[1:]]
    first, second = each(Network(weights, vectors, describe, script).posteriors, [words, changed])
    moved = np.abs(first - second).max(axis=1) > 1e-7
    assert moved[: reach + 1].any()
    assert not moved[reach + 1 :].any()


def test_a_sentence_is_judged_the_same_alone_and_in_company(weights: NetworkWeights, vectors: WordVectors) -> None:
    together = each(Network(weights, vectors, describe, script).posteriors, TEXTS)
    for words, posterior in zip(TEXTS, together, strict=True):
        (alone,) = each(Network(weights, vectors, describe, script).posteriors, [words])
        assert posterior.shape == (len(words), 3)
        np.testing.assert_allclose(posterior, alone, atol=1e-5)
        np.testing.assert_allclose(posterior.sum(axis=1), 1, atol=1e-5)


def test_tables_that_start_afresh_change_nothing(
    weights: NetworkWeights, vectors: WordVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = each(Network(weights, vectors, describe, script).posteriors, TEXTS)
    monkeypatch.setattr(Network, "KEEP", 3)
    network = Network(weights, vectors, describe, script)
    for _ in range(3):
        for want, got in zip(before, each(network.posteriors, TEXTS), strict=True):
            np.testing.assert_allclose(got, want, atol=1e-5)


def test_weights_come_back_as_saved_and_in_the_same_bytes(weights: NetworkWeights, tmp_path: Path) -> None:
    for name in ("a", "b"):
        weights.save(tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = NetworkWeights.load(tmp_path / "a.npz")
    assert (back.labels, back.attributes, back.characters, back.calibration) == (
        weights.labels, weights.attributes, weights.characters, weights.calibration,
    )  # fmt: skip
    assert sorted(back.layers) == sorted(weights.layers)
    for name, layer in weights.layers.items():
        np.testing.assert_array_equal(back.layers[name], layer)


def test_vectors_come_back_as_saved(vectors: WordVectors, tmp_path: Path) -> None:
    vectors.save(tmp_path / "v.npz")
    back = WordVectors.load(tmp_path / "v.npz")
    for got, want in zip(
        (back.keys, back.rows, back.values), (vectors.keys, vectors.rows, vectors.values), strict=True
    ):
        np.testing.assert_array_equal(got, want)
    assert back.groups("ann") == vectors.groups("ann") == (1, 5)


def test_like_words_share_a_vector_and_unknown_ones_have_none(vectors: WordVectors) -> None:
    rows = vectors.rows_of(["pump", "valve", "ann", "never seen"])
    assert rows.tolist() == [0, 0, 1, -1]
    assert not vectors.vectors(rows)[3].any()
    assert vectors.vectors(rows)[2].any()
    assert vectors.groups("never seen") == ()


def test_of_two_words_with_one_key_the_commoner_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detectors.names.vectors.word_key", lambda word: len(word))
    values = np.eye(2, dtype=np.float32)
    vectors = WordVectors.of({"one": 0, "two": 1}, values, np.zeros((1, 2), np.uint16))
    assert vectors.rows_of(["one", "two", "four"]).tolist() == [0, 0, -1]


def test_a_key_fits_what_is_stored() -> None:
    assert all(0 <= word_key(w) < 2**28 for w in ("", "佐藤", "ジョン", "a" * 1000))


@pytest.mark.parametrize("kind", [WordVectors, NetworkWeights])
@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no", b"\x00" * 4000])
def test_missing_and_broken_files_say_so(
    kind: type[WordVectors] | type[NetworkWeights], content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "names.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"names\.npz"):
        kind.load(path)


def test_long_words_show_their_first_and_last_characters() -> None:
    known = {c: i for i, c in enumerate("abcdefghijklmn")}
    assert character_numbers("abc", known, script) == [1, 2, 3, *[0] * (CHARACTERS - 3)]
    assert character_numbers("abcdefghijklmn", known, script) == [1, 2, 3, 4, 5, 10, 11, 12, 13, 14]


def test_the_network_is_asked_only_where_the_crf_hesitates(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ja.model(ja.WEIGHTS)
    asked: list[int] = []
    posteriors = model.network.posteriors

    def counted(batch: Batch) -> Floats:
        asked.append(len(batch.lengths))
        return posteriors(batch)

    monkeypatch.setattr(model.network, "posteriors", counted)
    each(model.posteriors, [ja.tokens("山田太郎様より解約の申し出がありました。")])
    each(model.posteriors, [ja.tokens("営業部は新しい受注管理システムを見直した。")])
    assert sum(asked) == 0
    each(model.posteriors, [ja.tokens("ナーセルは松本と清に属する岸を見た。")])
    assert sum(asked) == 1


def test_models_that_do_not_belong_together_are_refused(weights: NetworkWeights, vectors: WordVectors) -> None:
    from detectors.names.tagger import Weights

    with pytest.raises(ModelError, match="together"):
        ja.Model(Weights.load(ja.WEIGHTS), vectors, Kinds({}), replace(weights, labels=("O", "B-PER")))


def test_calibration_keeps_the_order_of_scores() -> None:
    model = ja.model(ja.WEIGHTS)
    told = [model.calibrated(p / 100) for p in range(1, 100)]
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] < 1


def test_nothing_of_pytorch_is_needed_to_find_names() -> None:
    load = "from detectors.names import japanese; japanese.model(japanese.WEIGHTS)"
    program = f"import sys; {load}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
