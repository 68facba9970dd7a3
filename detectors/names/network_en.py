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
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from detectors.names import convolution
from detectors.names.convolution import product
from detectors.names.tagger import ModelError

Floats = npt.NDArray[np.float32]

DILATIONS = (1, 2, 4)
_LONGEST_SPELT = 24
_STEPS = 15
"""Steps to each side of zero in which the table of attributes is kept: few, so that they compress well."""


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
    """The pieces of two to four characters of a word, its beginning and end marked; none where it is no word."""
    if not word[:1].isalpha():
        return []
    marked = f"^{word[:_LONGEST_SPELT]}$"
    return [marked[i : i + n] for n in (2, 3, 4) for i in range(len(marked) - n + 1)]


@dataclass(frozen=True)
class WordVectors:
    """The CRCs of words (sorted), and the vector of each in steps of ``scale``.

    A word that is not known is taken for one that is, about once in thirty thousand times.
    """

    keys: npt.NDArray[np.uint32]
    steps: npt.NDArray[np.int8]
    scale: float

    MOST: ClassVar[int] = 5
    """Steps to each side of zero: few, so that they compress well. The vectors lose a fifth of their length by it;
    the network is trained with what is left."""

    @classmethod
    def of(cls, words: Sequence[str], values: Floats) -> WordVectors:
        """From words, the commonest first, and their vectors: of two words with one key the first stays."""
        kept: dict[int, int] = {}
        for row, word in enumerate(words):
            kept.setdefault(zlib.crc32(word.encode("utf-8")), row)
        keys = np.array(sorted(kept), np.uint32)
        # What lies far out is cut off: the steps are finer where nearly all of the values are.
        scale = float(np.quantile(np.abs(values), 0.997)) / cls.MOST if len(values) else 1.0
        steps = np.clip(np.round(values / scale), -cls.MOST, cls.MOST).astype(np.int8)
        return cls(keys, steps[[kept[int(k)] for k in keys]], scale)

    def rows_of(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """The row of each word, or of the word without a full stop or a genitive's s; -1 where neither is known."""
        found = self._rows_of(words)
        for i in np.flatnonzero(found < 0).tolist():
            if (form := words[i].rstrip(".").removesuffix("'s")) != words[i]:
                (found[i],) = self._rows_of((form,))
        return found

    def _rows_of(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        if not len(self.keys):
            return np.full(len(words), -1, np.int64)
        wanted = np.array([zlib.crc32(w.encode("utf-8")) for w in words], np.uint32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, at, -1)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Floats:
        """The vectors of rows; zeros for row -1."""
        found: Floats = self.steps[rows] * np.float32(self.scale)
        found[rows < 0] = 0
        return found


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
                vectors = WordVectors(keys, np.ascontiguousarray(data["vectors"].T), float(data["vector_scale"]))
                slope, offset = map(float, data["calibration"])
        except FileNotFoundError as e:
            raise ModelError(f"The name model {path.name} is not installed; reinstall, or build it anew.") from e
        except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
            raise ModelError(f"The name model {path.name} cannot be read; reinstall it.") from e
        return cls(labels, layers, vectors, (slope, offset))

    def save(self, path: Path) -> None:
        """Write the weights, large tables in few steps, small ones in 16 bits; the same bytes for the same weights."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "labels": np.frombuffer("\n".join(self.labels).encode("utf-8"), np.uint8),
            "calibration": np.array(self.calibration, np.float64),
        }
        for name, values in sorted(self.layers.items()):
            if name == "attributes":
                scale = float(np.quantile(np.abs(values), 0.9995)) / _STEPS or 1.0
                arrays[f"layer_{name}"] = np.clip(np.round(values / scale), -_STEPS, _STEPS).astype(np.int8)
            else:
                scale = 1.0
                arrays[f"layer_{name}"] = values.astype(np.float16)
            arrays[f"scale_{name}"] = np.array(scale, np.float64)
        gaps = np.diff(self.vectors.keys, prepend=np.uint32(0))
        arrays["vector_keys_low"] = (gaps & 0xFFFF).astype(np.uint16)
        arrays["vector_keys_high"] = (gaps >> 16).astype(np.uint16)
        arrays["vectors"] = np.ascontiguousarray(self.vectors.steps.T)  # one dimension after another compresses better
        arrays["vector_scale"] = np.array(self.vectors.scale, np.float64)
        np.savez_compressed(path, allow_pickle=False, **arrays)


@cache
def network_weights(path: Path) -> NetworkWeights:
    """The weights of a file, read once a process. Raises ModelError as ``NetworkWeights.load`` does."""
    return NetworkWeights.load(path)


class Network(convolution.Network):
    """Scores of the labels of tokens, which join those of the CRF."""

    def __init__(self, weights: NetworkWeights, describe: Describe) -> None:
        super().__init__(weights.labels, weights.layers)
        self.transitions = weights.layers["transitions"]
        self._weights = weights
        self._describe = describe
        # Pieces of words come again and again, and looking one up is quicker than working out its row.
        buckets = len(weights.layers["attributes"])
        self._row = lru_cache(1 << 12)(lambda attribute: bucket(attribute, buckets))
        self._row_of_piece = lru_cache(1 << 17)(lambda piece: bucket(_told(piece), buckets))

    def _described(self, tokens: Sequence[Hashable]) -> Floats:
        layers, vectors = self._weights.layers, self._weights.vectors
        table = layers["attributes"]
        told = [self._describe(t) for t in tokens]
        words = [t.word for t in told]
        hidden = layers["bias"] + product(vectors.vectors(vectors.rows_of(words)), layers["word"])
        rows: list[int] = []
        starts: list[int] = []
        for one in told:
            starts.append(len(rows))
            rows.append(bucket(f"w={one.word}", len(table)))
            rows += map(self._row_of_piece, pieces(one.word))
            rows += map(self._row, one.attributes)
        hidden += np.add.reduceat(np.take(table, rows, axis=0), starts)
        return np.asarray(np.maximum(hidden, 0))


def word_attributes(word: str) -> list[str]:
    """The attributes that follow from the lower-case word alone: itself, and its pieces where it is a word."""
    return [f"w={word}", *map(_told, pieces(word))]


def _told(piece: str) -> str:
    return f"g{piece}"
