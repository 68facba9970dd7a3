"""The convolutions of any depth and width, and the chain of labels, beside sums written out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detectors.names.chain import Chain
from detectors.names.convolution import Convolutions, product


@pytest.mark.parametrize(("depth", "places"), [(1, 3), (2, 5), (4, 3), (3, 1)])
def test_convolutions_of_any_depth_and_width(depth: int, places: int) -> None:
    rng = np.random.default_rng(depth)
    width, lengths = 5, [3, 1, 12]
    layers = {f"conv{i}": rng.normal(size=(places, width, width)).astype(np.float32) for i in range(depth)}
    layers |= {f"conv_bias{i}": rng.normal(size=width).astype(np.float32) for i in range(depth)}
    hidden = rng.normal(size=(sum(lengths), width)).astype(np.float32)
    want = []
    for sentence in np.split(hidden, np.cumsum(lengths)[:-1]):
        seen = sentence.copy()
        for i in range(depth):
            step = np.tile(layers[f"conv_bias{i}"], (len(seen), 1))
            for token, place in itertools.product(range(len(seen)), range(places)):
                other = token + (place - places // 2) * 2**i
                if 0 <= other < len(seen):
                    step[token] += seen[other] @ layers[f"conv{i}"][place]
            seen = seen + np.maximum(step, 0)
        want.append(seen)
    convolutions = Convolutions(layers)
    before = np.concatenate([np.arange(n) for n in lengths])
    after = np.concatenate([np.arange(n)[::-1] for n in lengths])
    got = convolutions(hidden.copy(), convolutions.first(hidden), before, after)
    np.testing.assert_allclose(got, np.concatenate(want), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("rows", [0, 1, 20, 1000])
def test_a_product_in_slices_is_the_product(rows: int) -> None:
    rng = np.random.default_rng(rows)
    left, right = rng.normal(size=(rows, 64)).astype(np.float32), rng.normal(size=(64, 192)).astype(np.float32)
    np.testing.assert_allclose(product(left, right), left @ right, rtol=1e-4, atol=1e-4)


def test_the_chain_weighs_every_path() -> None:
    rng = np.random.default_rng(3)
    transitions = rng.normal(size=(3, 3)).astype(np.float32) * 4
    lengths = np.array([4, 1, 0, 2])
    scores = rng.normal(size=(7, 3)).astype(np.float32) * 5
    want = np.zeros((7, 3))
    for start, length in zip(np.cumsum(lengths) - lengths, lengths, strict=True):
        for path in itertools.product(range(3), repeat=int(length)):
            said = sum(scores[start + i, label] for i, label in enumerate(path))
            weight = np.exp(said + sum(transitions[a, b] for a, b in itertools.pairwise(path)))
            for i, label in enumerate(path):
                want[start + i, label] += weight
    np.testing.assert_allclose(
        Chain(transitions).posteriors(scores, lengths), want / want.sum(axis=1, keepdims=True), atol=1e-5
    )


def test_a_sentence_of_thousands_of_tokens_keeps_to_numbers() -> None:
    transitions = np.array([[9, -9], [-9, 9]], np.float32)
    scores = np.zeros((9000, 2), np.float32)
    scores[0, 1] = 30  # what the first says reaches the last
    found = Chain(transitions).posteriors(scores, np.array([9000]))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    assert found[1, 1] > 0.99
