"""A linear-chain CRF over tokens, decided in bulk.

Trained with CRFsuite (``detectors.names.train``); here its weights are applied with numpy. Nearly every feature
belongs to one token at one distance, so the sum of their weights is kept for each distinct token: a text costs a few
table look-ups a token instead of some forty attribute strings. A test holds the result against CRFsuite's own.
"""

from __future__ import annotations

import itertools
import json
import zipfile
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

DISTANCES = (-3, -2, -1, 0, 1, 2, 3)
GRAMS = ((-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 0, 1), (-2, -1, 0), (0, 1, 2))
"""Word classes are combined over these places; single classes are ordinary features of a token."""
EDGE = "<edge>"
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Features:
    """What is said of one token: at its own place, one or two places off, three places off; and its word class."""

    own: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]
    word_class: str

    def at(self, distance: int) -> tuple[str, ...]:
        """The features that count at a distance."""
        return self.own if distance == 0 else self.near if abs(distance) < 3 else self.far


EDGE_FEATURES = Features((EDGE,), (EDGE,), (EDGE,), EDGE)
Describe = Callable[[Any], Features]


def attributes(features: Sequence[Features]) -> list[list[str]]:
    """The attribute strings of each token of a sentence, as CRFsuite is trained with them."""
    padded = [EDGE_FEATURES] * 3 + list(features) + [EDGE_FEATURES] * 3
    out = []
    for i in range(3, len(padded) - 3):
        row = [f"{d}:{a}" for d in DISTANCES for a in padded[i + d].at(d)]
        row += [gram_name(gram, [padded[i + d].word_class for d in gram]) for gram in GRAMS]
        out.append(row)
    return out


def gram_name(gram: Sequence[int], classes: Sequence[str]) -> str:
    """The attribute of a combination of word classes."""
    return f"g{','.join(map(str, gram))}:{SEPARATOR.join(classes)}"


class ModelError(Exception):
    """The weights are missing or not of this version's form."""


@dataclass(frozen=True)
class Weights:
    """A trained model: attribute -> row of ``state``, label order, transitions, and the word lists shipped with it."""

    labels: tuple[str, ...]
    attributes: Mapping[str, int]
    state: Floats  # attributes x labels
    transitions: Floats  # from x to
    lists: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read a weights file. Raises ModelError with a sentence saying what is wrong with it."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                meta = json.loads(bytes(data["meta"]))
                names = zlib.decompress(bytes(data["attributes"])).decode("utf-8").split("\n")
                lists = json.loads(zlib.decompress(bytes(data["lists"])))
                state = data["state"].astype(np.float32) * np.float32(meta["scale"])
                transitions = data["transitions"].astype(np.float32)
        except FileNotFoundError as e:
            raise ModelError(
                f"The name model {path.name} is not installed; reinstall, or build it with detectors.names.train."
            ) from e
        except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
            raise ModelError(f"The name model {path.name} cannot be read; reinstall it.") from e
        return cls(tuple(meta["labels"]), dict(zip(names, itertools.count(), strict=False)), state, transitions, lists)

    def save(self, path: Path) -> None:
        """Write the weights, the same bytes for the same weights; state weights are kept in 8 bits."""
        scale = float(np.abs(self.state).max()) / 127 or 1.0
        meta = {"labels": self.labels, "scale": scale}
        order = sorted(self.attributes, key=self.attributes.__getitem__)

        def packed(value: bytes) -> npt.NDArray[np.uint8]:
            return np.frombuffer(value, np.uint8)

        np.savez_compressed(
            path,
            meta=packed(json.dumps(meta).encode()),
            attributes=packed(zlib.compress("\n".join(order).encode("utf-8"), 9)),
            lists=packed(zlib.compress(json.dumps(self.lists, ensure_ascii=False, sort_keys=True).encode("utf-8"), 9)),
            state=np.round(self.state / scale).astype(np.int8),
            transitions=self.transitions,
        )


class Second(Protocol):
    """Another judge of the same tokens and labels, whose scores join those of the CRF half and half."""

    labels: tuple[str, ...]
    transitions: Floats  # from x to

    def scores(self, sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
        """For each sentence the scores (log, not normalised), tokens x labels."""


_SURELY_NOT, _SURELY = 0.002, 0.995
"""Probabilities of a token to be of a person, beyond which the CRF is not in doubt and nobody else is asked."""


def _in_doubt(person: Floats) -> bool:
    return bool(((person > _SURELY_NOT) & (person < _SURELY)).any())


class _Chain:
    """Transition weights, exponentiated, from x to and to x from."""

    def __init__(self, transitions: Floats) -> None:
        self.forward: Floats = np.exp(transitions)
        self.backward = np.ascontiguousarray(self.forward.T)


class Tagger:
    """Posterior label probabilities of tokens. Not thread-safe; one a process."""

    KEEP = 60_000
    """Distinct tokens remembered before the tables start afresh (about 20 MB)."""

    def __init__(self, weights: Weights, describe: Describe, second: Second | None = None) -> None:
        if second is not None and second.labels != weights.labels:
            raise ModelError("The two parts of the name model do not belong together; reinstall them.")
        self.labels = weights.labels
        self._weights = weights
        self._describe = describe
        self._second = second
        self._alone = _Chain(weights.transitions)
        if second is not None:
            self._together = _Chain((weights.transitions + second.transitions) / np.float32(2))
            self._person = [i for i, label in enumerate(self.labels) if label.endswith("-PER")]
        self._classes: dict[str, int] = {}
        self._grams = self._gram_tables()
        self._reset()

    def _gram_tables(self) -> list[tuple[npt.NDArray[np.int64], Floats]]:
        found: dict[tuple[int, ...], list[tuple[tuple[str, ...], int]]] = {gram: [] for gram in GRAMS}
        places = {f"g{','.join(map(str, g))}": g for g in GRAMS}
        for name, row in self._weights.attributes.items():
            if name[0] == "g" and (gram := places.get(name.partition(":")[0])):
                found[gram].append((tuple(name.partition(":")[2].split(SEPARATOR)), row))
        # Class 0 is every class that the model has not met.
        known = sorted({c for rows in found.values() for classes, _ in rows for c in classes})
        self._classes = {c: i for i, c in enumerate(known, 1)}
        size = len(known) + 1
        tables = []
        for gram in GRAMS:
            rows = sorted(
                (self._gram_key([self._classes[c] for c in classes], size), row) for classes, row in found[gram]
            )
            keys = np.array([key for key, _ in rows] or [0], np.int64)
            state = np.zeros((len(keys), len(self.labels)), np.float32)
            if rows:
                state[:] = self._weights.state[[row for _, row in rows]]
            tables.append((keys, state))
        return tables

    @staticmethod
    def _gram_key(classes: Sequence[int], size: int) -> int:
        key = 0
        for number in classes:
            key = key * size + number
        return key

    def _reset(self) -> None:
        self._ids: dict[Hashable, int] = {}
        self._rows = [np.zeros((1024, len(self.labels)), np.float32) for _ in DISTANCES]
        self._class_of = np.zeros(1024, np.int64)
        self._add(None, EDGE_FEATURES)

    def _add(self, token: Hashable, features: Features) -> int:
        new = len(self._ids)
        if new == len(self._class_of):
            self._rows = [np.concatenate([rows, np.zeros_like(rows)]) for rows in self._rows]
            self._class_of = np.concatenate([self._class_of, np.zeros_like(self._class_of)])
        known, state = self._weights.attributes, self._weights.state
        for rows, distance in zip(self._rows, DISTANCES, strict=True):
            hits = [i for a in features.at(distance) if (i := known.get(f"{distance}:{a}")) is not None]
            if hits:
                rows[new] = state[hits].sum(axis=0)
        self._class_of[new] = self._classes.get(features.word_class, 0)
        self._ids[token] = new
        return new

    def posteriors(self, sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
        """For each sentence the probabilities, tokens x labels. Tokens are keys that ``describe`` understands."""
        if len(self._ids) > self.KEEP:
            self._reset()
        ids = self._ids
        flat: list[int] = [0, 0, 0]
        for sentence in sentences:
            for token in sentence:
                number = ids.get(token)
                flat.append(self._add(token, self._describe(token)) if number is None else number)
            flat += (0, 0, 0)
        scores = self._emissions(np.array(flat, np.int64))
        found = self._forward_backward(scores, [len(s) for s in sentences], self._alone)
        if self._second is not None:
            self._ask_second(sentences, scores, found)
        return found

    def _ask_second(self, sentences: Sequence[Sequence[Hashable]], scores: Floats, found: list[Floats]) -> None:
        """Puts in what both say together, for the sentences in which the CRF alone is not sure of every person."""
        assert self._second is not None
        doubtful = [i for i, p in enumerate(found) if _in_doubt(p[:, self._person].sum(axis=1))]
        if not doubtful:
            return
        starts = np.cumsum([0, *(len(s) + 3 for s in sentences)])
        asked = [sentences[i] for i in doubtful]
        joint = np.zeros((sum(len(s) + 3 for s in asked), len(self.labels)), np.float32)
        at = 0
        for i, other in zip(doubtful, self._second.scores(asked), strict=True):
            length = len(sentences[i])
            joint[at : at + length] = (scores[starts[i] : starts[i] + length] + other) / 2
            at += length + 3
        both = self._forward_backward(joint, [len(s) for s in asked], self._together)
        for i, result in zip(doubtful, both, strict=True):
            found[i] = result

    def _emissions(self, flat: npt.NDArray[np.int64]) -> Floats:
        inner = len(flat) - 6
        if inner <= 0:
            return np.zeros((0, len(self.labels)), np.float32)

        def around(values: npt.NDArray[np.int64], distance: int) -> npt.NDArray[np.int64]:
            return values[3 + distance : 3 + distance + inner]

        total = np.zeros((inner, len(self.labels)), np.float32)
        for rows, distance in zip(self._rows, DISTANCES, strict=True):
            total += rows[around(flat, distance)]
        classes = self._class_of[flat]
        size = len(self._classes) + 1
        for gram, (keys, state) in zip(GRAMS, self._grams, strict=True):
            wanted = around(classes, gram[0])
            for distance in gram[1:]:
                wanted = wanted * size + around(classes, distance)
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            hit = keys[at] == wanted
            total[hit] += state[at[hit]]
        return total

    def _forward_backward(self, scores: Floats, lengths: Sequence[int], chain: _Chain) -> list[Floats]:
        starts = np.concatenate([[0], np.cumsum(np.array(lengths, np.int64) + 3)])
        out: list[Floats] = [np.zeros((0, len(self.labels)), np.float32)] * len(lengths)
        order = sorted(range(len(lengths)), key=lengths.__getitem__)
        for group in _batched(order, 128):
            if not lengths[group[-1]]:
                continue
            for index, result in zip(group, self._group(scores, starts, lengths, group, chain), strict=True):
                out[index] = result
        return out

    def _group(
        self,
        scores: Floats,
        starts: npt.NDArray[np.int64],
        lengths: Sequence[int],
        group: Sequence[int],
        chain: _Chain,
    ) -> Iterator[Floats]:
        longest = lengths[group[-1]]
        emission = np.zeros((longest, len(group), len(self.labels)), np.float32)
        for column, index in enumerate(group):
            emission[: lengths[index], column] = scores[starts[index] : starts[index] + lengths[index]]
        emission = np.exp(emission - emission.max(axis=2, keepdims=True))
        sizes = np.array([lengths[i] for i in group])
        alpha = np.empty_like(emission)
        current = emission[0] / emission[0].sum(axis=1, keepdims=True)
        alpha[0] = current
        for t in range(1, longest):
            current = (current @ chain.forward) * emission[t]
            current /= current.sum(axis=1, keepdims=True)
            alpha[t] = current
        # Groups are sorted by length: the sentences still running at a step are the last columns.
        first_running = np.searchsorted(sizes, np.arange(longest), side="right")
        beta = np.ones((len(group), len(self.labels)), np.float32)
        for t in range(longest - 2, -1, -1):
            run = first_running[t + 1]
            step = (beta[run:] * emission[t + 1, run:]) @ chain.backward
            beta[run:] = step / step.sum(axis=1, keepdims=True)
            alpha[t, run:] *= beta[run:]
        alpha /= alpha.sum(axis=2, keepdims=True)
        for column, index in enumerate(group):
            yield alpha[: lengths[index], column]


def _batched(items: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    for at in range(0, len(items), size):
        yield tuple(items[at : at + size])


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``start`` to ``end`` (exclusive) taken together, with the probability that they are of the type."""

    start: int
    end: int
    type: str
    probability: float


def spans(posterior: Floats, labels: Sequence[str], types: Sequence[str], least: float) -> list[Span]:
    """The runs of tokens whose probability of being inside a type reaches ``least``, cut where a new one begins.

    The probability of a run is that of its surest token: whether there is something here at all, which is what
    a finding stands for; its edges are less sure.
    """
    found: list[Span] = []
    if not len(posterior):
        return found
    for kind in types:
        if f"B-{kind}" not in labels or f"I-{kind}" not in labels:
            continue  # a small training set need not show every kind
        begin, inside = posterior[:, labels.index(f"B-{kind}")], posterior[:, labels.index(f"I-{kind}")]
        either = begin + inside
        if float(either.max()) < least:
            continue
        at = -1
        for i in range(len(either) + 1):
            on = i < len(either) and either[i] >= least
            if at >= 0 and (not on or begin[i] > inside[i]):
                found.append(Span(at, i, kind, min(float(either[at:i].max()), 0.9999)))
                at = -1
            if on and at < 0:
                at = i
    return found


_OUTER = " \t\n\r\u3000、。,.:：;()（）「」『』【】[]<>＜＞〈〉《》\"'・=/／|｜"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without spaces and punctuation at its ends."""
    while start < end and text[start] in _OUTER:
        start += 1
    while end > start and text[end - 1] in _OUTER:
        end -= 1
    return start, end


def logit(probability: float) -> float:
    """Log-odds of a probability strictly between 0 and 1."""
    return round(log(probability / (1.0 - probability)), 3)
