"""A text as a point: texts about the same thing lie near one another, in English and in Japanese.

The encoder is Google's Universal Sentence Encoder (multilingual, version 3; Y. Yang et al., "Multilingual Universal
Sentence Encoder for Semantic Retrieval", 2020), made small by ``make.py``: of its convolutions remains what each piece
of a word gives on average, for a text is the sum of its pieces; its dense layers are as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from sentencepiece import SentencePieceProcessor

Floats = npt.NDArray[np.float32]

_FOLDER = Path(__file__).parents[2] / "data"
PIECES, LAYERS = _FOLDER / "gist.model", _FOLDER / "gist.npz"
"""How words are cut into pieces, and the numbers of the encoder."""
_NAMES = ("second", "third", "out", "across")


@dataclass(frozen=True, slots=True)
class Layers:
    """``table`` has a row for each piece, in steps of ``step``; ``basis`` leads from a row to what the two dense layers
    that hear it make of it, and ``middle`` is what they make of every piece besides; ``dense`` are those behind."""

    table: npt.NDArray[np.int8]
    step: float
    basis: Floats
    middle: Floats
    dense: tuple[Floats, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """The layers of a file. Raises OSError where it cannot be read, KeyError where it holds none."""
        with np.load(path, allow_pickle=False) as stored:
            basis, middle = stored["basis"].astype(np.float32), stored["middle"].astype(np.float32)
            dense = tuple(stored[name].astype(np.float32) for name in _NAMES)
            return cls(stored["table"], float(stored["step"]), basis, middle, dense)

    def save(self, path: Path) -> None:
        """Write the layers; not compressed, since every scan reads them."""
        dense = {name: layer.astype(np.float16) for name, layer in zip(_NAMES, self.dense, strict=True)}
        basis, middle = self.basis.astype(np.float16), self.middle.astype(np.float16)
        np.savez(path, allow_pickle=False, table=self.table, step=self.step, basis=basis, middle=middle, **dense)

    def point(self, pieces: list[int]) -> Floats:
        """Where a text of these pieces lies: a direction, of length 1."""
        summed = self.table[pieces].sum(0, dtype=np.int32) * np.float32(self.step)
        begun = (summed @ self.basis + len(pieces) * self.middle) / np.float32(np.sqrt(len(pieces)))
        first, side = np.split(begun, 2)
        second, third, out, across = self.dense
        near = np.maximum(side + np.maximum(first, 0) @ second, 0)
        found: Floats = np.tanh(near @ out + np.maximum(near @ third, 0) @ across)
        return found / np.float32(np.linalg.norm(found) or 1.0)


class Encoder:
    """Texts to points."""

    def __init__(self, pieces: Path = PIECES, layers: Path = LAYERS) -> None:
        """Raises OSError where a file cannot be read."""
        self._pieces = SentencePieceProcessor(model_file=str(pieces))
        self.layers = Layers.load(layers)

    def point(self, text: str) -> Floats:
        """Where a text lies, as ``View`` gives it (no lone surrogates)."""
        begin: int = self._pieces.bos_id()
        return self.layers.point([begin, *self._pieces.encode(text)])


@cache
def encoder() -> Encoder:
    """The encoder that comes with the product, read once."""
    return Encoder()
