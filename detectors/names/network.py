"""A small convolutional network over tokens, applied with numpy: the second opinion where the CRF hesitates.

A token comes in as its word vector and that of the long unit it is in, attributes, and characters under a small
convolution; none of that asks for context, so it is worked out once for each distinct token and kept. Three dilated
convolutions then look at seven tokens to each side. Trained with PyTorch (``detectors.names.train_network``), which is
not needed here; a test holds the probabilities against PyTorch's own.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.names.tagger import ModelError
from detectors.names.vectors import WordVectors

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

CHARACTERS = 10
"""Characters of a token that are looked at: of longer ones the first and the last five."""
DILATIONS = (1, 2, 4)
_GAP = max(DILATIONS)  # empty places between sentences, so that none looks into the next
_CHUNK = 2048  # tokens at once: what is worked on stays in the processor's cache
_ROWS = 16
"""Rows of one product. Products as small as this are worked out by one thread: BLAS would start one for each core,
which take longer to meet than to multiply and are in the way of the other workers."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the network is told of a token: the word and the long unit it is in, attributes, and its characters."""

    word: str
    unit: str
    attributes: tuple[str, ...]
    characters: str


Describe = Callable[[Any], Inputs]


@dataclass(frozen=True)
class NetworkWeights:
    """A trained network. ``layers`` by name:

    ``attributes``, ``word``, ``unit``, ``char_out`` lead to the hidden size and are summed with ``bias``;
    ``characters`` are embeddings, ``char_filters`` (3 x embedding x filters) with ``char_bias`` run over them;
    ``conv0`` to ``conv2`` (3 x hidden x hidden) with ``conv_bias0`` to ``conv_bias2``; ``out`` with ``out_bias``.
    """

    labels: tuple[str, ...]
    attributes: Mapping[str, int]
    characters: Mapping[str, int]
    layers: Mapping[str, Floats]
    calibration: tuple[float, float] = (1.0, 0.0)
    """Slope and offset that make of the log-odds of a person's name (mean of CRF and network) those that come true."""

    @classmethod
    def load(cls, path: Path) -> NetworkWeights:
        """Read a weights file. Raises ModelError with a sentence saying what is wrong with it."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                meta = json.loads(zlib.decompress(bytes(data["meta"])))
                layers = {name[6:]: data[name].astype(np.float32) for name in data.files if name[:6] == "layer_"}
        except FileNotFoundError as e:
            raise ModelError(f"The name model {path.name} is not installed; reinstall, or build it anew.") from e
        except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
            raise ModelError(f"The name model {path.name} cannot be read; reinstall it.") from e
        slope, offset = meta["calibration"]
        attributes, characters = _numbered(meta["attributes"]), _numbered(meta["characters"])
        return cls(tuple(meta["labels"]), attributes, characters, layers, (slope, offset))

    def save(self, path: Path) -> None:
        """Write the weights in 16 bits, the same bytes for the same weights."""
        meta = {
            "labels": self.labels,
            "calibration": self.calibration,
            "attributes": sorted(self.attributes, key=self.attributes.__getitem__),
            "characters": sorted(self.characters, key=self.characters.__getitem__),
        }
        text = json.dumps(meta, ensure_ascii=False).encode("utf-8")
        arrays: dict[str, Any] = {f"layer_{name}": self.layers[name].astype(np.float16) for name in sorted(self.layers)}
        np.savez_compressed(path, meta=np.frombuffer(zlib.compress(text, 9), np.uint8), **arrays)


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def character_numbers(text: str, known: Mapping[str, int], script: Callable[[str], str]) -> list[int]:
    """The numbers of a token's characters, from 1; one not known counts as its script; 0 fills up."""
    if len(text) > CHARACTERS:
        text = text[: CHARACTERS // 2] + text[-CHARACTERS // 2 :]
    numbers = [known.get(c, known.get(f"?{script(c)}", -1)) + 1 for c in text]
    return numbers + [0] * (CHARACTERS - len(numbers))


class Network:
    """Label probabilities of tokens. Not thread-safe; one a process."""

    KEEP = 60_000
    """Distinct tokens remembered before the table starts afresh (about 20 MB)."""

    def __init__(
        self, weights: NetworkWeights, vectors: WordVectors, describe: Describe, script: Callable[[str], str]
    ) -> None:
        self.labels = weights.labels
        self._vectors = vectors
        self._weights = weights
        self._describe = describe
        self._script = script
        layers = weights.layers
        # The three places of a convolution side by side: one product instead of three.
        self._convolutions = [
            (np.ascontiguousarray(np.concatenate(list(layers[f"conv{i}"]), axis=1)), layers[f"conv_bias{i}"])
            for i in range(len(DILATIONS))
        ]
        self._reset()

    def _reset(self) -> None:
        self._ids: dict[Hashable, int] = {}
        self._table = np.zeros((1, len(self._weights.layers["bias"])), np.float32)  # row 0: nothing is there

    def posteriors(self, sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
        """For each sentence the probabilities, tokens x labels. Tokens are keys that ``describe`` understands."""
        if len(self._ids) > self.KEEP:
            self._reset()
        self._learn(dict.fromkeys(t for s in sentences for t in s if t not in self._ids))
        out: list[Floats] = []
        waiting: list[Sequence[Hashable]] = []
        size = 0
        for sentence in sentences:
            waiting.append(sentence)
            size += len(sentence)
            if size >= _CHUNK:
                out += self._decided(waiting)
                waiting, size = [], 0
        return out + self._decided(waiting)

    def _learn(self, new: Iterable[Hashable]) -> None:
        new = list(new)
        if not new:
            return
        layers, known = self._weights.layers, self._weights
        told = [self._describe(t) for t in new]
        vectors = self._vectors
        hidden = layers["bias"] + vectors.vectors(vectors.rows_of([t.word for t in told])) @ layers["word"]
        hidden += vectors.vectors(vectors.rows_of([t.unit for t in told])) @ layers["unit"]
        for i, one in enumerate(told):
            rows = [row for a in one.attributes if (row := known.attributes.get(a)) is not None]
            if rows:
                hidden[i] += layers["attributes"][rows].sum(axis=0)
        hidden += self._spelt([t.characters for t in told]) @ layers["char_out"]
        self._table = np.concatenate([self._table, np.tanh(hidden)])
        for token in new:
            self._ids[token] = len(self._ids) + 1

    def _spelt(self, texts: Sequence[str]) -> Floats:
        layers = self._weights.layers
        numbers = np.array([character_numbers(t, self._weights.characters, self._script) for t in texts], np.int64)
        embedded = np.zeros((len(texts), CHARACTERS + 2, layers["characters"].shape[1]), np.float32)
        there = numbers > 0
        embedded[:, 1:-1][there] = layers["characters"][numbers[there] - 1]
        filters = layers["char_filters"]
        seen = sum(embedded[:, i : i + CHARACTERS] @ filters[i] for i in range(3)) + layers["char_bias"]
        best: Floats = np.where(there[:, :, None], np.maximum(seen, 0), 0).max(axis=1)
        return best

    def _decided(self, sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
        flat: list[int] = []
        starts = []
        for sentence in sentences:
            flat += (0,) * _GAP
            starts.append(len(flat))
            flat += [self._ids[t] for t in sentence]
        flat += (0,) * (_GAP + -(len(flat) + _GAP) % _ROWS)
        numbers = np.array(flat, np.int64)
        hidden = self._table[numbers]
        empty = np.flatnonzero(numbers == 0)
        width = hidden.shape[1]
        for dilation, (weights, bias) in zip(DILATIONS, self._convolutions, strict=True):
            three = _product(hidden, weights)
            step = three[:, width : 2 * width] + bias
            step[dilation:] += three[:-dilation, :width]
            step[:-dilation] += three[dilation:, 2 * width :]
            np.maximum(step, 0, out=step)
            hidden += step
            hidden[empty] = 0
        scores = _product(hidden, self._weights.layers["out"]) + self._weights.layers["out_bias"]
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return [scores[at : at + len(s)] for at, s in zip(starts, sentences, strict=True)]


def _product(rows: Floats, weights: Floats) -> Floats:
    product: Floats = rows.reshape(-1, _ROWS, rows.shape[1]) @ weights
    return product.reshape(len(rows), -1)
