"""The network that tells what of a sentence says something of a special category about somebody, applied with numpy.

A token comes in as its word vector and the rows of what is said of it (``words.py``) in a hashed table; convolutions
look around it (``detectors.names.convolution``). What comes out is for each token how probable it is that it says
something of each category, or nothing.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from detectors.model import Entity
from detectors.names import convolution
from detectors.names.convolution import product
from detectors.names.network_en import bucket
from detectors.names.tagger import ModelError
from detectors.said.words import LANGUAGES, Language, Token

Floats = npt.NDArray[np.float32]

_FOLDER = Path(__file__).parents[1] / "data"
_STEPS = 31
"""Steps to each side of zero in which the table is kept: few, so that they compress well."""
NOTHING = ""
"""The label of a token that says nothing of the kind; the first."""


def path_of(language: str) -> Path:
    """Where the weights of a language lie."""
    return _FOLDER / f"said_{language}.npz"


@dataclass(frozen=True)
class Weights:
    """A trained network: ``layers`` by name, as of ``detectors.names.convolution.Network``, and ``table`` (buckets x
    hidden) and ``word`` (vector x hidden), which lead to the hidden values of a token.

    ``learnt`` is the digest of what it was trained on; ``calibration`` the slope and offset that make of log-odds those
    that came true.
    """

    labels: tuple[str, ...]
    layers: Mapping[str, Floats]
    learnt: str = ""
    calibration: tuple[float, float] = (1.0, 0.0)
    hints: tuple[str, ...] = ()
    """Words, folded, without one of which a sentence is not worth asking about."""

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read a weights file. Raises ModelError with a sentence saying what is wrong with it."""
        with _stored(path) as data:
            labels, learnt, hints = (_lines(data[name]) for name in ("labels", "learnt", "hints"))
            layers = {
                name[6:]: data[name].astype(np.float32) * np.float32(data[f"scale_{name[6:]}"])
                for name in data
                if name.startswith("layer_")
            }
            slope, offset = map(float, data["calibration"])
        return cls(labels, layers, learnt[0], (slope, offset), hints)

    def save(self, path: Path) -> None:
        """Write the weights, the table in few steps, the rest in 16 bits; the same bytes for the same weights."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "labels": np.frombuffer("\n".join(self.labels).encode(), np.uint8),
            "learnt": np.frombuffer(self.learnt.encode(), np.uint8),
            "hints": np.frombuffer("\n".join(self.hints).encode(), np.uint8),
            "calibration": np.array(self.calibration, np.float64),
        }
        for name, values in sorted(self.layers.items()):
            scale = 1.0
            if name == "table":
                scale = float(np.quantile(np.abs(values), 0.9995)) / _STEPS or 1.0
                arrays[f"layer_{name}"] = np.clip(np.round(values / scale), -_STEPS, _STEPS).astype(np.int8)
            else:
                arrays[f"layer_{name}"] = values.astype(np.float16)
            arrays[f"scale_{name}"] = np.array(scale, np.float64)
        np.savez_compressed(path, allow_pickle=False, **arrays)


@contextmanager
def _stored(path: Path) -> Iterator[Mapping[str, npt.NDArray[Any]]]:
    """What a weights file holds. Raises ModelError, also for what goes wrong while it is read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            yield data
    except FileNotFoundError as e:
        raise ModelError(f"The model {path.name} is not installed; reinstall, or build it anew.") from e
    except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
        raise ModelError(f"The model {path.name} cannot be read; reinstall it.") from e


def _lines(stored: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(bytes(stored).decode().split("\n"))


def hints(language: str) -> tuple[str, ...]:
    """The hints of a language's weights, read without the rest. Raises ModelError where there is no such file."""
    with _stored(path_of(language)) as data:
        return _lines(data["hints"])


class Network(convolution.Network):
    """Probabilities that tokens say something of a special category."""

    def __init__(self, weights: Weights, language: Language) -> None:
        super().__init__(weights.labels, weights.layers)
        self._table, self._word = weights.layers["table"], weights.layers["word"]
        self._bias = weights.layers["bias"]
        self._language = language
        self.calibration = weights.calibration
        self.entities = tuple(Entity(label) for label in weights.labels[1:])

    def _described(self, tokens: Sequence[Hashable]) -> Floats:
        told = [cast("Token", token) for token in tokens]
        hidden = self._bias + product(self._language.vectors_of(told), self._word)
        rows: list[int] = []
        starts: list[int] = []
        for token in told:
            starts.append(len(rows))
            rows += rows_of(self._language.attributes(token), len(self._table))
        hidden += np.add.reduceat(np.take(self._table, rows, axis=0), starts)
        return np.asarray(np.maximum(hidden, 0))


def rows_of(attributes: Sequence[str], buckets: int) -> list[int]:
    """The rows of attributes in the table."""
    return [bucket(attribute, buckets) for attribute in attributes]


@cache
def network(language: str) -> Network:
    """The network of a language, loaded once a process. Raises ModelError where a part of it is missing."""
    return Network(Weights.load(path_of(language)), LANGUAGES[language])
