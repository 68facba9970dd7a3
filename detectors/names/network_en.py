"""A small convolutional network over English tokens, applied with numpy, whose scores join those of the CRF.

The CRF knows words it was trained on and words of lists; the network knows what kind of word most English words are,
by vectors of them, and how names are spelt, by hashed pieces of words. What belongs to one token is worked out once
for each distinct token and kept; three dilated convolutions then look at seven tokens to each side. Trained with
PyTorch (``detectors.names.train_network_en``), which is not needed here.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.names.tagger import ModelError

Floats = npt.NDArray[np.float32]

DILATIONS = (1, 2, 4)
_GAP = max(DILATIONS)  # empty places between sentences, so that none looks into the next
_CHUNK = 2048  # tokens at once: what is worked on stays in the processor's cache
_SLICE = 20
_LONGEST_SPELT = 24
_STEPS = {"attributes": 15, "vectors": 11}
"""Steps to each side of zero in which the large tables are kept: few, so that they compress well."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the network is told of a token: the lower-case word, and what is said of it besides."""

    word: str
    attributes: tuple[str, ...]


Describe = Callable[[Any], Inputs]


def bucket(attribute: str, buckets: int) -> int:
    """The row of an attribute in a table of ``buckets`` rows; row 0 stays free."""
    return 1 + zlib.crc32(attribute.encode("utf-8")) % (buckets - 1)


def pieces(word: str) -> list[str]:
    """The pieces of two to four characters of a word, its beginning and end marked."""
    marked = f"^{word[:_LONGEST_SPELT]}$"
    return [f"g{marked[i : i + n]}" for n in (2, 3, 4) for i in range(len(marked) - n + 1)]


@dataclass(frozen=True)
class WordVectors:
    """Vectors shared by many words: the CRCs of the words (sorted), the rows they point at, and the vectors.

    A word that is not known is taken for one that is, about once in thirty thousand times.
    """

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint16]
    values: Floats

    @classmethod
    def of(cls, rows: Mapping[str, int], values: Floats) -> WordVectors:
        """From words with their rows, the commonest first. Raises ValueError for more rows than 65,535."""
        if len(values) > 0xFFFF:
            raise ValueError("too many vectors")
        kept: dict[int, int] = {}
        for word, row in rows.items():
            kept.setdefault(zlib.crc32(word.encode("utf-8")), row)
        keys = np.array(sorted(kept), np.uint32)
        return cls(keys, np.array([kept[int(k)] for k in keys], np.uint16), values)

    def row_of(self, word: str) -> int:
        """The row of a word, of the word without a full stop or a genitive's s; -1 where neither is known."""
        for form in dict.fromkeys((word, word.rstrip(".").removesuffix("'s"))):
            key = zlib.crc32(form.encode("utf-8"))
            at = int(np.searchsorted(self.keys, np.uint32(key)))
            if at < len(self.keys) and int(self.keys[at]) == key:
                return int(self.rows[at])
        return -1


@dataclass(frozen=True)
class NetworkWeights:
    """A trained network: ``layers`` by name.

    ``attributes`` (buckets x hidden), ``word`` (vector x hidden) and ``bias`` lead to a token's hidden values;
    ``conv0`` to ``conv2`` (3 x hidden x hidden) with ``conv_bias0`` to ``conv_bias2`` look around;
    ``out`` with ``out_bias`` and ``transitions`` (from x to) score the labels. ``calibration`` is the slope and offset
    that make log-odds of PERSON, CRF and network together, what they promise.
    """

    labels: tuple[str, ...]
    layers: Mapping[str, Floats]
    vectors: WordVectors
    calibration: tuple[float, float] = (1.0, 0.0)

    @classmethod
    def load(cls, path: Path) -> NetworkWeights:
        """Read a weights file. Raises ModelError with a sentence saying what is wrong with it."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                labels = tuple(bytes(data["labels"]).decode("utf-8").split("\n"))
                layers = {
                    name[6:]: data[name].astype(np.float32) * np.float32(data[f"scale_{name[6:]}"])
                    for name in data.files
                    if name.startswith("layer_")
                }
                high = data["vector_keys_high"].astype(np.uint32) << np.uint32(16)
                keys = np.cumsum(high + data["vector_keys_low"], dtype=np.uint32)
                rows = data["vector_rows"].astype(np.uint16)
                slope, offset = map(float, data["calibration"])
        except FileNotFoundError as e:
            raise ModelError(f"The name model {path.name} is not installed; reinstall, or build it anew.") from e
        except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
            raise ModelError(f"The name model {path.name} cannot be read; reinstall it.") from e
        return cls(labels, layers, WordVectors(keys, rows, layers.pop("vectors")), (slope, offset))

    def save(self, path: Path) -> None:
        """Write the weights, large tables in few steps, small ones in 16 bits; the same bytes for the same weights."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "labels": np.frombuffer("\n".join(self.labels).encode("utf-8"), np.uint8),
            "calibration": np.array(self.calibration, np.float64),
        }
        for name, values in sorted({**self.layers, "vectors": self.vectors.values}.items()):
            if steps := _STEPS.get(name):
                # What lies far out is cut off: the steps are finer where nearly all of the values are.
                scale = float(np.quantile(np.abs(values), 0.9995)) / steps or 1.0
                arrays[f"layer_{name}"] = np.clip(np.round(values / scale), -steps, steps).astype(np.int8)
            else:
                scale = 1.0
                arrays[f"layer_{name}"] = values.astype(np.float16)
            arrays[f"scale_{name}"] = np.array(scale, np.float64)
        gaps = np.diff(self.vectors.keys, prepend=np.uint32(0))
        arrays["vector_keys_low"] = (gaps & 0xFFFF).astype(np.uint16)
        arrays["vector_keys_high"] = (gaps >> 16).astype(np.uint16)
        arrays["vector_rows"] = self.vectors.rows
        np.savez_compressed(path, allow_pickle=False, **arrays)


class Network:
    """Scores of the labels of tokens. Not thread-safe; one a process."""

    KEEP = 60_000
    """Distinct tokens remembered before the table starts afresh (about 16 MB)."""

    def __init__(self, weights: NetworkWeights, describe: Describe) -> None:
        self.labels = weights.labels
        self.transitions = weights.layers["transitions"]
        self._weights = weights
        self._describe = describe
        layers = weights.layers
        self._buckets, self._hidden = layers["attributes"].shape
        # The three places of a convolution side by side: one product instead of three.
        self._convolutions = [
            (np.ascontiguousarray(np.concatenate(list(layers[f"conv{i}"]), axis=1)), layers[f"conv_bias{i}"])
            for i in range(len(DILATIONS))
        ]
        self._reset()

    def _reset(self) -> None:
        self._ids: dict[Hashable, int] = {}
        self._spelt: dict[str, Floats] = {}
        self._table = np.zeros((1024, self._hidden), np.float32)  # row 0: nothing is there

    def scores(self, sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
        """For each sentence the scores (log, not normalised), tokens x labels."""
        if len(self._ids) > self.KEEP:
            self._reset()
        out: list[Floats] = []
        waiting: list[Sequence[Hashable]] = []
        size = 0
        for sentence in sentences:
            waiting.append(sentence)
            size += len(sentence)
            if size >= _CHUNK:
                out += self._scored(waiting)
                waiting, size = [], 0
        return out + self._scored(waiting)

    def _number(self, token: Hashable) -> int:
        number = self._ids.get(token)
        if number is None:
            number = self._ids[token] = len(self._ids) + 1
            if number == len(self._table):
                self._table = np.concatenate([self._table, np.zeros_like(self._table)])
            told = self._describe(token)
            rows = [bucket(a, self._buckets) for a in told.attributes]
            hidden = self._word(told.word) + self._weights.layers["attributes"][rows].sum(axis=0)
            self._table[number] = np.maximum(hidden, 0)
        return number

    def _word(self, word: str) -> Floats:
        """What a word says whatever its case and place: its vector and its spelling."""
        known = self._spelt.get(word)
        if known is None:
            layers, vectors = self._weights.layers, self._weights.vectors
            known = layers["bias"].copy()
            if (row := vectors.row_of(word)) >= 0:
                known += vectors.values[row] @ layers["word"]
            rows = [bucket(a, self._buckets) for a in word_attributes(word)]
            known = self._spelt[word] = known + layers["attributes"][rows].sum(axis=0)
        return known

    def _scored(self, sentences: Sequence[Sequence[Hashable]]) -> list[Floats]:
        flat: list[int] = []
        starts = []
        for sentence in sentences:
            flat += (0,) * _GAP
            starts.append(len(flat))
            flat += map(self._number, sentence)
        flat += (0,) * (_GAP + -(len(flat) + _GAP) % _SLICE)
        numbers = np.array(flat, np.int64)
        hidden = self._table[numbers]
        empty = np.flatnonzero(numbers == 0)
        width = self._hidden
        for dilation, (weights, bias) in zip(DILATIONS, self._convolutions, strict=True):
            three = _product(hidden, weights)
            step = three[:, width : 2 * width] + bias
            step[dilation:] += three[:-dilation, :width]
            step[:-dilation] += three[dilation:, 2 * width :]
            np.maximum(step, 0, out=step)
            hidden += step
            hidden[empty] = 0
        scores = _product(hidden, self._weights.layers["out"]) + self._weights.layers["out_bias"]
        return [scores[at : at + len(s)] for at, s in zip(starts, sentences, strict=True)]


def _product(values: Floats, weights: Floats) -> Floats:
    """The matrix product, in slices too small for the BLAS library to wake its threads for: the workers of a scan have
    the cores already, and threads that wait for one another cost more than they do."""
    sliced = values.reshape(-1, _SLICE, values.shape[1])
    return np.asarray((sliced @ weights).reshape(len(values), -1))


def word_attributes(word: str) -> list[str]:
    """The attributes that follow from the lower-case word alone: itself, and its pieces where it is a word."""
    return [f"w={word}", *(pieces(word) if word[:1].isalpha() else ())]
