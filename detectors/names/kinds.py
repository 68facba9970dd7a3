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
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from pathlib import Path
from typing import Any, cast

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
    two = [whole[i : i + 2] for i in range(len(whole) - 1)]
    three = [whole[i : i + 3] for i in range(len(whole) - 2)]
    return [zlib.crc32(piece.encode()) % buckets for piece in (*word, *two, *three, f"#{min(len(word), 9)}")]


_LIFT = 128
"""What makes weights of eight bits positive. The longest words have some 40 pieces: their sums fit in 16 bits."""


def _step(told: Sequence[str], limits: Sequence[float], total: int) -> str:
    return told[bisect_right(limits, total)]


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

    def of_lists(self, word: str) -> tuple[str, ...]:
        """The kinds under which a word is listed."""
        key = np.uint32(word_key(word, BITS))
        at = int(self.keys.searchsorted(key))
        return self._sets[self.listed[at] if at < len(self.keys) and self.keys[at] == key else 0]

    def of_spelling(self, word: str) -> list[float]:
        """How likely each of the ``likely`` kinds is."""
        odds = (total * self.scale + bias for total, bias in zip(self._sums(word), self.bias, strict=True))
        return [1 / (1 + exp(-x)) for x in odds]

    def said(self, word: str) -> list[str]:
        """As ``Kinds.said``, of a word of this script."""
        return [*self._told[self.of_lists(word)], *map(_step, self._steps, self._limits, self._sums(word))]

    # A few numbers for each of many words: plain ones are quicker here than arrays.

    def _sums(self, word: str) -> list[int]:
        """The sums of the weights of a word's pieces, of each likely kind."""
        rows = self._rows
        cut = pieces(word, len(rows))
        total, lifted = sum([rows[piece] for piece in cut]), _LIFT * len(cut)
        return [(total >> shift & 0xFFFF) - lifted for shift in range(0, 16 * len(self.likely), 16)]

    @cached_property
    def _rows(self) -> list[int]:
        """The weights of each piece as one number, 16 bits for each kind: one sum for all of them."""
        rows = cast("list[list[int]]", self.weights.tolist())
        return [sum(weight + _LIFT << 16 * i for i, weight in enumerate(row)) for row in rows]

    @cached_property
    def _limits(self) -> list[list[float]]:
        """The sums from which on each kind is so many steps likely."""
        odds = [log(step / (STEPS - step)) for step in range(1, STEPS)]
        return [[(x - bias) / self.scale for x in odds] for bias in self.bias]

    @cached_property
    def _steps(self) -> list[list[str]]:
        return [[f"L={kind}{step}" for step in range(STEPS)] for kind in self.likely]

    @cached_property
    def _sets(self) -> list[tuple[str, ...]]:
        """The kinds by their bits."""
        return [tuple(k for i, k in enumerate(self.kinds) if bits >> i & 1) for bits in range(1 << len(self.kinds))]

    @cached_property
    def _told(self) -> dict[tuple[str, ...], list[str]]:
        return {kinds: [f"J={'+'.join(kinds)}", *(f"j={kind}" for kind in kinds)] for kinds in self._sets}


@dataclass(frozen=True)
class Kinds:
    """What is known of words, by script."""

    scripts: Mapping[str, Script]

    def said(self, word: str) -> list[str]:
        """What to tell a model of a word: ``J`` the kinds that it is listed under, ``j`` each of them, ``L`` how
        likely a kind is by its spelling. Nothing is said of a word that mixes scripts."""
        script = self.scripts.get(script_of(word) or "")
        return script.said(word) if script else []

    def is_person(self, word: str) -> bool:
        """Whether a word in katakana is listed as a person's name and by its spelling is one rather than a word."""
        if script_of(word) != "katakana" or (script := self.scripts.get("katakana")) is None:
            return False
        if "person" not in script.of_lists(word):
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
