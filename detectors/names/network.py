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
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.names import convolution
from detectors.names.convolution import product
from detectors.names.numbering import Batch
from detectors.names.tagger import ModelError
from detectors.names.vectors import WordVectors

Floats = npt.NDArray[np.float32]

CHARACTERS = 10
"""Characters of a token that are looked at: of longer ones the first and the last five."""
DILATIONS = (1, 2, 4)


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


class Network(convolution.Network):
    """Scores of the labels of tokens."""

    def __init__(
        self, weights: NetworkWeights, vectors: WordVectors, describe: Describe, script: Callable[[str], str]
    ) -> None:
        super().__init__(weights.labels, weights.layers)
        self._vectors = vectors
        self._weights = weights
        self._describe = describe
        self._script = script
        layer = weights.layers["attributes"]
        self._attributes = np.concatenate([layer, np.zeros_like(layer[:1])])  # the last row: without weight

    def posteriors(self, batch: Batch) -> Floats:
        """The probabilities, tokens x labels."""
        scores = self.scores(batch)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def _described(self, tokens: Sequence[Hashable]) -> Floats:
        layers, known = self._weights.layers, self._weights.attributes
        told = [self._describe(t) for t in tokens]
        vectors = self._vectors
        hidden = layers["bias"] + product(vectors.vectors(vectors.rows_of([t.word for t in told])), layers["word"])
        hidden += product(vectors.vectors(vectors.rows_of([t.unit for t in told])), layers["unit"])
        none = len(self._attributes) - 1
        rows: list[int] = []
        starts: list[int] = []
        for one in told:
            starts.append(len(rows))
            rows.append(none)  # a token of which nothing is said has a sum too
            rows += map(known.get, one.attributes, repeat(none))
        hidden += np.add.reduceat(np.take(self._attributes, rows, axis=0), starts)
        hidden += product(self._spelt([t.characters for t in told]), layers["char_out"])
        return np.asarray(np.tanh(hidden))

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
