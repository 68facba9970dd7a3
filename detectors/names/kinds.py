"""What dictionaries of names and words say of a word, and what its spelling makes likely: a surname, a place, a word.

Two hundred thousand words are listed in little space, each as the high bits of its CRC with one bit for each kind; a
word that is not listed is taken for one that is in one case of a hundred. How likely each kind is by spelling is a sum
of weights of the word's pieces of one to three characters, which speaks of words that nobody has listed too.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.names.tagger import ModelError
from detectors.names.vectors import key_steps, keys_of_steps, word_key

SCRIPTS = {
    "katakana": re.compile(r"[\u30a1-\u30fa\u30fc]{2,12}"),
    "kanji": re.compile(r"[\u3400-\u9fff々ヶノ]{1,8}"),
}
"""The words of which something is said."""
BITS = 24  # of a word's CRC
STEPS = 5
"""In so many steps the likelihood of a kind is told."""


def script_of(word: str) -> str | None:
    """The script of a word of which something may be said."""
    return next((name for name, pattern in SCRIPTS.items() if pattern.fullmatch(word)), None)


def pieces(word: str, buckets: int) -> list[int]:
    """The numbers, below ``buckets``, of a word's pieces of one to three characters, and of its length."""
    whole = f"<{word}>"
    cut = [whole[i : i + n] for n in (2, 3) for i in range(len(whole) - n + 1)]
    return [zlib.crc32(piece.encode("utf-8")) % buckets for piece in (*word, *cut, f"#{min(len(word), 9)}")]


@dataclass(frozen=True)
class Script:
    """The words of one script: ``keys`` (sorted) with the ``listed`` kinds as bits, and ``weights`` (buckets x likely
    kinds, in steps of ``scale``) with ``bias``."""

    kinds: tuple[str, ...]
    keys: npt.NDArray[np.uint32]
    listed: npt.NDArray[np.uint8]
    likely: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: float
    bias: tuple[float, ...]

    @classmethod
    def of(
        cls,
        words: Mapping[str, frozenset[str]],
        kinds: tuple[str, ...],
        likely: tuple[str, ...],
        weights: npt.NDArray[np.float32],
        bias: tuple[float, ...],
    ) -> Script:
        """From words with their kinds, and the weights of pieces."""
        bits: dict[int, int] = {}
        for word, of in words.items():
            if said := sum(1 << i for i, kind in enumerate(kinds) if kind in of):
                key = word_key(word, BITS)
                bits[key] = bits.get(key, 0) | said
        keys = np.array(sorted(bits), np.uint32)
        scale = float(np.abs(weights).max()) / 127 or 1.0
        steps = np.round(weights / scale).astype(np.int8)
        return cls(kinds, keys, np.array([bits[int(k)] for k in keys], np.uint8), likely, steps, scale, bias)

    def of_lists(self, word: str) -> list[str]:
        """The kinds under which a word is listed."""
        key = np.uint32(word_key(word, BITS))
        at = int(self.keys.searchsorted(key))
        bits = int(self.listed[at]) if at < len(self.keys) and self.keys[at] == key else 0
        return [kind for i, kind in enumerate(self.kinds) if bits >> i & 1]

    def of_spelling(self, word: str) -> list[float]:
        """How likely each of the ``likely`` kinds is."""
        sums = self.weights[pieces(word, len(self.weights))].sum(axis=0, dtype=np.int64) * self.scale + self.bias
        return [float(p) for p in 1 / (1 + np.exp(-sums))]


@dataclass(frozen=True)
class Kinds:
    """What is known of words, by script."""

    scripts: Mapping[str, Script]

    def said(self, word: str) -> list[str]:
        """What to tell a model of a word: ``J`` the kinds that it is listed under, ``j`` each of them, ``L`` how
        likely a kind is by its spelling. Nothing is said of a word that mixes scripts."""
        name = script_of(word)
        if name is None or name not in self.scripts:
            return []
        script = self.scripts[name]
        kinds = script.of_lists(word)
        likely = zip(script.likely, script.of_spelling(word), strict=True)
        return [f"J={'+'.join(kinds)}", *(f"j={k}" for k in kinds), *(f"L={k}{int(p * STEPS)}" for k, p in likely)]

    def is_person(self, word: str) -> bool:
        """Whether a word in katakana is listed as a person's name and by its spelling is one rather than a word."""
        script = self.scripts.get("katakana")
        if script is None or script_of(word) != "katakana" or "person" not in script.of_lists(word):
            return False
        likely = dict(zip(script.likely, script.of_spelling(word), strict=True))
        return likely["person"] > likely["word"]

    @classmethod
    def load(cls, path: Path) -> Kinds:
        """Read a file of kinds. Raises ModelError with a sentence saying what is wrong with it."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                meta: dict[str, dict[str, Any]] = json.loads(bytes(data["meta"]))
                return cls(
                    {
                        name: Script(
                            tuple(said["kinds"]),
                            keys_of_steps(data[f"{name}_low"], data[f"{name}_high"]),
                            data[f"{name}_listed"],
                            tuple(said["likely"]),
                            data[f"{name}_weights"],
                            said["scale"],
                            tuple(said["bias"]),
                        )
                        for name, said in meta.items()
                    }
                )
        except FileNotFoundError as e:
            raise ModelError(f"The kinds of words {path.name} are not installed; reinstall, or build them anew.") from e
        except (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile) as e:
            raise ModelError(f"The kinds of words {path.name} cannot be read; reinstall them.") from e

    def save(self, path: Path) -> None:
        """Write them, the same bytes for the same kinds."""
        meta = {
            name: {"kinds": s.kinds, "likely": s.likely, "scale": s.scale, "bias": s.bias}
            for name, s in self.scripts.items()
        }
        arrays: dict[str, Any] = {"meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)}
        for name, script in self.scripts.items():
            arrays[f"{name}_low"], arrays[f"{name}_high"] = key_steps(script.keys)
            arrays[f"{name}_listed"], arrays[f"{name}_weights"] = script.listed, script.weights
        np.savez_compressed(path, **arrays)
