"""Trains the network behind the CRF (``detectors.names.network``) with PyTorch; called by ``detectors.names.train``.

Deterministic on one machine for the same rows, word vectors and versions.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detectors.names.network import CHARACTERS, DILATIONS, Describe, Inputs, NetworkWeights, character_numbers
from detectors.names.vectors import WordVectors

HIDDEN = 128
EMBEDDING, FILTERS = 24, 48
EPOCHS, BATCH, RATE, DECAY = 12, 32, 2e-3, 0.01
AVERAGED = 0.995
"""Each step keeps this share of the running mean of the weights, which is what is shipped: steadier than the last."""
DROPPED, UNKNOWN, UNTOLD = 0.4, 0.15, 0.1
"""Shares of hidden values, of word vectors and of attributes left out while training."""
COMMON = 8  # a character seen less often counts as its script
IGNORED = -100

Sentence = tuple[Sequence[Any], Sequence[str]]
"""Tokens and their labels."""


@dataclass(frozen=True)
class _Numbers:
    """A sentence as numbers: word and unit rows, attributes (padded with 0), characters (padded with 0), labels."""

    words: list[tuple[int, int]]
    attributes: list[list[int]]
    characters: list[list[int]]
    labels: list[int]


def train_network(
    always: Sequence[Sentence],
    sometimes: Sequence[tuple[float, Sequence[Sentence]]],
    describe: Describe,
    script: Callable[[str], str],
    vectors: WordVectors,
    seed: int = 1,
) -> NetworkWeights:
    """Weights from sentences. Of each of the ``sometimes`` sets the given share, drawn anew, joins in an epoch.

    Raises ImportError where PyTorch is not installed, ValueError without sentences.
    """
    import torch

    everything = [*always, *(s for _, part in sometimes for s in part)]
    if not everything:
        raise ValueError("no sentences to train on")
    labels = ("O", *sorted({label for _, row in everything for label in row if label != "O"}))
    told = {t: describe(t) for tokens, _ in everything for t in tokens}
    attributes, characters = _vocabulary(everything, told, script)
    known = NetworkWeights(labels, attributes, characters, {})
    numbers = _Numbering(known, vectors, told, script)

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the same sums in the same order
    torch.manual_seed(seed)
    rng = random.Random(seed)
    width = vectors.values.shape[1]
    parameters = _fresh(known, width)
    mean = {name: value.detach().clone() for name, value in parameters.items()}
    optimiser = torch.optim.AdamW(parameters.values(), lr=RATE, weight_decay=DECAY)
    fixed = [numbers(s) for s in always]
    loose = [(share, [numbers(s) for s in part]) for share, part in sometimes]
    table = torch.from_numpy(vectors.vectors(np.append(np.arange(len(vectors.values)), -1)))  # the last: not known
    try:
        for epoch in range(EPOCHS):
            rows = [*fixed, *(s for share, part in loose for s in rng.sample(part, int(len(part) * share)))]
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - epoch / EPOCHS) + 1e-5
            for batch in _batches(rows, rng):
                optimiser.zero_grad()
                scores = forward(parameters, _tensors(batch), table, training=True)
                wanted = torch.tensor(_padded([s.labels for s in batch], IGNORED))
                loss = torch.nn.functional.cross_entropy(
                    scores.reshape(-1, len(labels)), wanted.reshape(-1), ignore_index=IGNORED
                )
                torch.autograd.backward(loss)
                torch.nn.utils.clip_grad_norm_(parameters.values(), 2.0)
                optimiser.step()
                with torch.no_grad():
                    for name, value in parameters.items():
                        mean[name].lerp_(value, 1 - AVERAGED)
    finally:
        torch.set_num_threads(threads)
    layers = {name: value.numpy().astype(np.float16).astype(np.float32) for name, value in mean.items()}
    # Row 0 of these two stands for nothing and is not shipped.
    layers["attributes"], layers["characters"] = layers["attributes"][1:], layers["characters"][1:]
    return NetworkWeights(labels, attributes, characters, layers)


def _vocabulary(
    sentences: Iterable[Sentence], told: Mapping[Any, Inputs], script: Callable[[str], str]
) -> tuple[dict[str, int], dict[str, int]]:
    seen: Counter[str] = Counter()
    attributes: set[str] = set()
    for tokens, _ in sentences:
        for token in tokens:
            attributes.update(told[token].attributes)
            seen.update(told[token].characters)
    kept = {c for c, count in seen.items() if count >= COMMON}
    rest = {f"?{script(c)}" for c in seen}
    return _numbered(attributes), _numbered(kept | rest)


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(sorted(names))}


class _Numbering:
    """Sentences as numbers."""

    def __init__(
        self, known: NetworkWeights, vectors: WordVectors, told: Mapping[Any, Inputs], script: Callable[[str], str]
    ) -> None:
        self._labels = _numbered_in_order(known.labels)
        tokens = list(told)
        words = vectors.rows_of([told[t].word for t in tokens]).tolist()
        units = vectors.rows_of([told[t].unit for t in tokens]).tolist()
        self._of = {
            t: (
                (word, unit),
                [known.attributes[a] + 1 for a in told[t].attributes],
                character_numbers(told[t].characters, known.characters, script),
            )
            for t, word, unit in zip(tokens, words, units, strict=True)
        }

    def __call__(self, sentence: Sentence) -> _Numbers:
        rows = [self._of[t] for t in sentence[0]]
        return _Numbers(
            [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], [self._labels[x] for x in sentence[1]]
        )


def _numbered_in_order(names: Iterable[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def _fresh(known: NetworkWeights, width: int) -> dict[str, Any]:
    """Parameters to begin with, drawn from torch's own generator."""
    import torch

    labels = len(known.labels)
    told = 2 * width + FILTERS + 8  # about so many values lead into the hidden layer
    sizes: dict[str, tuple[tuple[int, ...], float]] = {
        "attributes": ((len(known.attributes) + 1, HIDDEN), told),
        "word": ((width, HIDDEN), told),
        "unit": ((width, HIDDEN), told),
        "characters": ((len(known.characters) + 1, EMBEDDING), 1.0),
        "char_filters": ((3, EMBEDDING, FILTERS), 3.0 * EMBEDDING),
        "char_out": ((FILTERS, HIDDEN), told),
        **{f"conv{i}": ((3, HIDDEN, HIDDEN), 3.0 * HIDDEN) for i in range(len(DILATIONS))},
        "out": ((HIDDEN, labels), float(HIDDEN)),
    }
    parameters = {name: torch.randn(*shape) / of**0.5 for name, (shape, of) in sizes.items()}
    parameters |= {"bias": torch.zeros(HIDDEN), "char_bias": torch.zeros(FILTERS), "out_bias": torch.zeros(labels)}
    parameters |= {f"conv_bias{i}": torch.zeros(HIDDEN) for i in range(len(DILATIONS))}
    return {name: value.requires_grad_() for name, value in parameters.items()}


def _batches(rows: Sequence[_Numbers], rng: random.Random) -> Iterator[list[_Numbers]]:
    """Batches of sentences of about one length, in no order."""
    mixed = rng.sample(rows, len(rows))
    batches = []
    for at in range(0, len(mixed), BATCH * 20):
        near = sorted(mixed[at : at + BATCH * 20], key=lambda s: len(s.labels))
        batches += [near[i : i + BATCH] for i in range(0, len(near), BATCH)]
    rng.shuffle(batches)
    yield from batches


def _padded(rows: Sequence[Sequence[Any]], empty: Any) -> list[list[Any]]:
    longest = max(map(len, rows))
    return [[*row, *[empty] * (longest - len(row))] for row in rows]


def _tensors(batch: Sequence[_Numbers]) -> tuple[Any, Any, Any, Any]:
    import torch

    most = max((len(a) for s in batch for a in s.attributes), default=1)
    return (
        torch.tensor(_padded([s.words for s in batch], (-1, -1))),
        torch.tensor(_padded([_padded([*s.attributes, [0] * most], 0)[:-1] for s in batch], [0] * most)),
        torch.tensor(_padded([s.characters for s in batch], [0] * CHARACTERS)),
        torch.tensor(_padded([[1.0] * len(s.labels) for s in batch], 0.0)).unsqueeze(2),
    )


def forward(parameters: Mapping[str, Any], batch: tuple[Any, Any, Any, Any], table: Any, training: bool = False) -> Any:
    """Scores of labels: sentences x tokens x labels. ``table`` holds the vectors, zeros in its last row (-1)."""
    import torch
    from torch.nn.functional import dropout, embedding_bag, relu

    words, attributes, characters, there = batch
    if training:
        words = torch.where(torch.rand(words.shape) < UNKNOWN, -1, words)
        attributes = torch.where(torch.rand(attributes.shape) < UNTOLD, 0, attributes)
    sentences, tokens, most = attributes.shape
    hidden = parameters["bias"] + dropout(table[words[:, :, 0]], UNKNOWN, training) @ parameters["word"]
    hidden = hidden + dropout(table[words[:, :, 1]], UNKNOWN, training) @ parameters["unit"]
    bags = embedding_bag(attributes.reshape(-1, most), parameters["attributes"], mode="sum", padding_idx=0)
    hidden = hidden + bags.reshape(sentences, tokens, -1)
    spelt = parameters["characters"][characters.reshape(sentences * tokens, -1)]
    spelt = spelt * (characters.reshape(sentences * tokens, -1, 1) > 0)
    filters = parameters["char_filters"].permute(2, 1, 0)
    seen = relu(torch.nn.functional.conv1d(spelt.transpose(1, 2), filters, parameters["char_bias"], padding=1))
    best = (seen * (characters.reshape(sentences * tokens, 1, -1) > 0)).amax(2).reshape(sentences, tokens, -1)
    hidden = hidden + dropout(best, DROPPED, training) @ parameters["char_out"]
    hidden = torch.tanh(hidden) * there
    for i, dilation in enumerate(DILATIONS):
        filters = parameters[f"conv{i}"].permute(2, 1, 0)
        inner = dropout(hidden, DROPPED, training).transpose(1, 2)
        step = torch.nn.functional.conv1d(
            inner, filters, parameters[f"conv_bias{i}"], padding=dilation, dilation=dilation
        )
        hidden = (hidden + relu(step).transpose(1, 2)) * there
    return dropout(hidden, DROPPED, training) @ parameters["out"] + parameters["out_bias"]
