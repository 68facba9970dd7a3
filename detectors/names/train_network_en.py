"""Trains the network beside the English CRF (``detectors.names.network_en``) with PyTorch: from marked sentences, and
from what a teacher says of others (``detectors.names.train_teacher_en``).

Called by ``detectors.names.train``. Deterministic on one machine for the same rows, word vectors and versions.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detectors.names.network_en import (
    DILATIONS,
    Describe,
    Floats,
    NetworkWeights,
    WordVectors,
    bucket,
    word_attributes,
)

HIDDEN, BUCKETS = 64, 1 << 15
EPOCHS, BATCH, RATE = 8, 32, 3e-3
FORGOTTEN = 0.4
"""Share of words whose own attribute is left out while training; half of them lose their vector too."""
UNTOLD = 0.2
"""Share of the other attributes left out."""
DROPPED = 0.4
"""Share of hidden values left out."""
AVERAGED = 0.998
"""In the second half of the training each step keeps this share of the running mean of the weights, which is what is
shipped: steadier than the last."""

NAMED, NAMELESS = 14_000, 5000
"""Sentences of the teacher in an epoch: where it sees some name, and where it does not."""
_NAME = 0.2
"""Probability of a name from which on the teacher sees one."""

Sentence = tuple[Sequence[Any], Sequence[str]]
"""Tokens and their labels."""
Taught = tuple[Sequence[Any], Floats]
"""Tokens and the probabilities of their labels (tokens x labels)."""


def train_network(
    epoch: Callable[[int], Sequence[Sentence]],
    labels: tuple[str, ...],
    describe: Describe,
    vectors: WordVectors,
    taught: Sequence[Taught] = (),
    seed: int = 1,
) -> NetworkWeights:
    """Weights from the sentences that ``epoch`` gives for each epoch (0 and up), and from the teacher's.

    Raises ImportError where PyTorch is not installed.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the same sums in the same order
    torch.manual_seed(seed)
    rng = random.Random(seed)
    parameters = _fresh(len(labels), vectors.steps.shape[1])
    table = torch.from_numpy(vectors.vectors(np.append(np.arange(len(vectors.keys)), -1)))  # the last: not known
    weight_names = [n for n in parameters if n != "attributes"]
    optimiser = torch.optim.AdamW(
        [
            {"params": [parameters[n] for n in weight_names], "weight_decay": 1e-3},
            {"params": [parameters["attributes"]], "weight_decay": 1e-5},
        ],
        fused=True,
    )
    numbers = _Numbers(describe, labels, vectors)
    lessons = [(numbers((tokens, labels[:1] * len(tokens))), torch.from_numpy(told)) for tokens, told in taught]
    named = [1 - float(told[:, 0].min()) > _NAME for _, told in lessons]
    kinds = [[x for x, n in zip(lessons, named, strict=True) if n == kind] for kind in (True, False)]
    step, steps = 0, 0
    mean: dict[str, Any] = {}
    try:
        for number in range(EPOCHS):
            batches = _batches([numbers(s) for s in epoch(number)], rng, len)
            drawn = [
                x for kind, n in zip(kinds, (NAMED, NAMELESS), strict=True) for x in rng.sample(kind, min(len(kind), n))
            ]
            of_teacher = _batches(drawn, rng, lambda lesson: len(lesson[0]))
            steps = steps or len(batches) * EPOCHS
            for at, batch in enumerate(batches):
                done = min(step / steps, 1.0)
                for group in optimiser.param_groups:
                    group["lr"] = RATE * (min(1.0, step / 200) * (1 - done) + 0.01)
                loss = _loss(parameters, _tensors(batch, rng), table) / len(batch)
                for some in of_teacher[at :: len(batches)]:
                    tensors = _tensors([sentence for sentence, _ in some], rng)
                    loss = loss + _taught_loss(parameters, tensors, [told for _, told in some], table) / len(some)
                optimiser.zero_grad()
                torch.autograd.backward(loss)
                torch.nn.utils.clip_grad_norm_(list(parameters.values()), 5.0)
                optimiser.step()
                step += 1
                if 2 * step > steps:
                    with torch.no_grad():
                        for name, value in parameters.items():
                            mean.setdefault(name, value.detach().clone()).lerp_(value, 1 - AVERAGED)
    finally:
        torch.set_num_threads(threads)
    layers = {name: value.numpy() for name, value in mean.items()}
    return NetworkWeights(labels, layers, vectors)


class _Numbers:
    """Sentences as numbers: for each token its vector's row, the bucket of the word itself, and its other buckets."""

    def __init__(self, describe: Describe, labels: Sequence[str], vectors: WordVectors) -> None:
        self._describe, self._vectors = describe, vectors
        self._labels = {label: i for i, label in enumerate(labels)}
        self._known: dict[Any, tuple[int, int, list[int]]] = {}

    def __call__(self, sentence: Sentence) -> list[tuple[int, int, list[int], int]]:
        return [(*self._of(t), self._labels[label]) for t, label in zip(*sentence, strict=True)]

    def _of(self, token: Any) -> tuple[int, int, list[int]]:
        if token not in self._known:
            told = self._describe(token)
            itself, *spelt = word_attributes(told.word)
            others = [bucket(a, BUCKETS) for a in (*told.attributes, *spelt)]
            row = int(self._vectors.rows_of((told.word,))[0])
            self._known[token] = row, bucket(itself, BUCKETS), others
        return self._known[token]


def _fresh(labels: int, width: int) -> dict[str, Any]:
    import torch

    def drawn(*shape: int, inputs: int) -> Any:
        bound = inputs**-0.5
        return (torch.rand(*shape) * 2 - 1) * bound

    parameters = {
        "attributes": torch.randn(BUCKETS, HIDDEN) * 0.05,
        "word": drawn(width, HIDDEN, inputs=width),
        "bias": torch.zeros(HIDDEN),
        **{f"conv{i}": drawn(3, HIDDEN, HIDDEN, inputs=3 * HIDDEN) for i in range(len(DILATIONS))},
        **{f"conv_bias{i}": torch.zeros(HIDDEN) for i in range(len(DILATIONS))},
        "out": drawn(HIDDEN, labels, inputs=HIDDEN),
        "out_bias": torch.zeros(labels),
        "transitions": torch.zeros(labels, labels),
    }
    return {name: value.requires_grad_() for name, value in parameters.items()}


def _batches(rows: list[Any], rng: random.Random, length: Callable[[Any], int]) -> list[list[Any]]:
    """Batches of sentences of about one length, in no order."""
    rows = sorted(rng.sample(rows, len(rows)), key=lambda s: length(s) + rng.random() * 6)
    batches = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
    rng.shuffle(batches)
    return batches


def _tensors(batch: Sequence[Sequence[tuple[int, int, list[int], int]]], rng: random.Random) -> tuple[Any, ...]:
    """Vector rows, labels and mask (sentences x tokens), and attributes with where each token's begin."""
    import torch

    longest = max(map(len, batch))
    words = torch.full((len(batch), longest), -1)
    labels = torch.zeros((len(batch), longest), dtype=torch.long)
    mask = torch.zeros((len(batch), longest))
    flat: list[int] = []
    starts: list[int] = []
    for i, sentence in enumerate(batch):
        size = len(sentence)
        words[i, :size] = torch.tensor([-1 if rng.random() < FORGOTTEN / 2 else t[0] for t in sentence])
        labels[i, :size] = torch.tensor([t[3] for t in sentence])
        mask[i, :size] = 1
        for _, itself, others, _ in sentence:
            starts.append(len(flat))
            flat += [a for a in others if rng.random() > UNTOLD]
            if rng.random() >= FORGOTTEN:
                flat.append(itself)
        starts += [len(flat)] * (longest - size)
    return words, labels, mask, torch.tensor(flat), torch.tensor(starts)


def _scores(parameters: dict[str, Any], tensors: tuple[Any, ...], table: Any) -> Any:
    """Scores of labels: sentences x tokens x labels."""
    from torch.nn.functional import conv1d, dropout, embedding_bag, relu

    words, _, mask, flat, starts = tensors
    there = mask.unsqueeze(2)
    hidden = dropout(table[words], 0.2) @ parameters["word"] + parameters["bias"]
    hidden = hidden + embedding_bag(flat, parameters["attributes"], starts, mode="sum").view(*words.shape, -1)
    hidden = dropout(relu(hidden), DROPPED) * there
    for i, dilation in enumerate(DILATIONS):
        filters = parameters[f"conv{i}"].permute(2, 1, 0)
        inner = hidden.transpose(1, 2)
        found = conv1d(inner, filters, parameters[f"conv_bias{i}"], padding=dilation, dilation=dilation)
        hidden = hidden + dropout(relu(found).transpose(1, 2) * there, DROPPED * 0.6)
    return hidden @ parameters["out"] + parameters["out_bias"]


def _forward(scores: Any, transitions: Any, mask: Any) -> list[Any]:
    """Log-sums over the labels before each token; past the end of a sentence those of its last token."""
    import torch

    steps = [scores[:, 0]]
    for t in range(1, scores.shape[1]):
        further = torch.logsumexp(steps[-1].unsqueeze(2) + transitions, 1) + scores[:, t]
        steps.append(torch.where(mask[:, t, None] > 0, further, steps[-1]))
    return steps


def _loss(parameters: dict[str, Any], tensors: tuple[Any, ...], table: Any) -> Any:
    """The negative log-likelihood of the labels of a batch, as a CRF sees it."""
    import torch

    _, labels, mask, *_ = tensors
    scores, transitions = _scores(parameters, tensors, table), parameters["transitions"]
    path = (scores.gather(2, labels.unsqueeze(2)).squeeze(2) * mask).sum()
    path = path + (transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]).sum()
    return torch.logsumexp(_forward(scores, transitions, mask)[-1], 1).sum() - path


def _taught_loss(parameters: dict[str, Any], tensors: tuple[Any, ...], told: Sequence[Any], table: Any) -> Any:
    """The cross-entropy between a teacher's probabilities and those of each token's labels, as a CRF sees them."""
    import torch

    _, _, mask, *_ = tensors
    scores, transitions = _scores(parameters, tensors, table), parameters["transitions"]
    wanted = torch.zeros_like(scores)
    for i, probabilities in enumerate(told):
        wanted[i, : len(probabilities)] = probabilities
    before = _forward(scores, transitions, mask)
    after = [torch.zeros_like(scores[:, 0])]
    for t in range(scores.shape[1] - 1, 0, -1):
        further = torch.logsumexp(transitions + (scores[:, t] + after[-1]).unsqueeze(1), 2)
        after.append(torch.where(mask[:, t, None] > 0, further, after[-1]))
    whole = torch.logsumexp(before[-1], 1)
    logs = torch.stack(before, 1) + torch.stack(after[::-1], 1) - whole[:, None, None]
    return -(wanted * logs).sum()
