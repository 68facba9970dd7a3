"""Word vectors in little space: half a million words share some thousand vectors, and no word is written out.

Words are kept as the high bits of their CRC, sorted, as differences; each points at a row of vectors of eight bits.
A word that is not in the table is taken for one that is about twice in a thousand times.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detectors.names.tagger import ModelError

Floats = npt.NDArray[np.float32]

_BITS = 28  # of the CRC's 32: fewer bits take less space and confuse more words


def word_key(word: str, bits: int = _BITS) -> int:
    """The number a word is kept under."""
    return zlib.crc32(word.encode("utf-8")) >> (32 - bits)


def key_steps(keys: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Sorted keys as the low bytes of their differences and the rest: apart, since the high ones are nearly all
    alike."""
    steps = np.diff(keys, prepend=np.uint32(0))
    return (steps & 0xFF).astype(np.uint8), (steps >> 8).astype(np.uint32)


def keys_of_steps(low: npt.NDArray[np.uint8], high: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The inverse of ``key_steps``."""
    return np.cumsum(low.astype(np.uint32) + (high.astype(np.uint32) << np.uint32(8)), dtype=np.uint32)


@dataclass(frozen=True)
class WordVectors:
    """``keys`` (sorted) and the ``rows`` they point at; ``values`` are the vectors in steps of ``scale``.

    ``clusters`` are groups of like vectors, coarse and fine: for each row the number of its group.
    """

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint16]
    values: npt.NDArray[np.int8]
    scale: float
    clusters: npt.NDArray[np.uint16]  # kinds of groups x rows

    @classmethod
    def of(cls, rows: Mapping[str, int], values: Floats, clusters: npt.NDArray[np.uint16] | None = None) -> WordVectors:
        """From words with their rows, the commonest first: of two words with one key the first stays.

        Raises ValueError for more rows than 65,535.
        """
        if len(values) > 0xFFFF:
            raise ValueError("too many vectors")
        kept: dict[int, int] = {}
        for word, row in rows.items():
            kept.setdefault(word_key(word), row)
        keys = np.array(sorted(kept), np.uint32)
        if clusters is None:
            clusters = np.zeros((0, len(values)), np.uint16)
        # What lies far out is cut off: the steps are finer where nearly all of the values are.
        scale = float(np.quantile(np.abs(values), 0.9995)) / 127
        steps = np.clip(np.round(values / scale), -127, 127).astype(np.int8)
        return cls(keys, np.array([kept[int(k)] for k in keys], np.uint16), steps, scale, clusters)

    def rows_of(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """The row of each word, -1 for a word that is not known."""
        if not len(self.keys):
            return np.full(len(words), -1, np.int64)
        wanted = np.array([word_key(w) for w in words], np.uint32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, self.rows[at].astype(np.int64), -1)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Floats:
        """The vectors of rows; zeros for -1."""
        found = self.values[rows].astype(np.float32) * np.float32(self.scale)
        found[rows < 0] = 0.0
        return found

    def groups(self, word: str) -> tuple[int, ...]:
        """The groups a word is in, coarse and fine; none for a word that is not known."""
        if not len(self.keys):
            return ()
        key = np.uint32(word_key(word))
        at = min(int(self.keys.searchsorted(key)), len(self.keys) - 1)
        return tuple(self.clusters[:, self.rows[at]].tolist()) if self.keys[at] == key else ()

    @classmethod
    def load(cls, path: Path) -> WordVectors:
        """Read a file of vectors. Raises ModelError with a sentence saying what is wrong with it."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                keys = keys_of_steps(data["steps_low"], data["steps_high"])
                scale = float(data["scale"].item())
                return cls(keys, data["rows"], data["values"], scale, data["clusters"])
        except FileNotFoundError as e:
            raise ModelError(f"The word vectors {path.name} are not installed; reinstall, or build them anew.") from e
        except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
            raise ModelError(f"The word vectors {path.name} cannot be read; reinstall them.") from e

    def save(self, path: Path) -> None:
        """Write the vectors, the same bytes for the same vectors."""
        low, high = key_steps(self.keys)
        np.savez_compressed(
            path,
            steps_low=low,
            steps_high=high,
            rows=self.rows,
            values=self.values,
            scale=np.array(self.scale, np.float64),
            clusters=self.clusters,
        )
