"""A linear-chain CRF over tokens, decided in bulk.

Trained with CRFsuite (``detectors.names.train``); here its weights are applied with numpy. A test holds the result
against CRFsuite's own.
"""

from __future__ import annotations

import itertools
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from detectors.names.chain import Chain
from detectors.names.features import Describe
from detectors.names.numbering import Batch, Ints
from detectors.names.sums import Sums

Floats = npt.NDArray[np.float32]


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

    def scores(self, batch: Batch) -> Floats:
        """The scores (log, not normalised), tokens x labels."""


_SURELY_NOT, _SURELY = 0.002, 0.995
"""Probabilities of a token to be of a person, beyond which the CRF is not in doubt and nobody else is asked."""


def _in_doubt(person: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((person > _SURELY_NOT) & (person < _SURELY))


class Tagger:
    """Posterior label probabilities of tokens. Not thread-safe; one a process.

    What the weights say of a token is kept for each number, as long as the batches are of one numbering.
    """

    def __init__(self, weights: Weights, describe: Describe, second: Second | None = None) -> None:
        if second is not None and second.labels != weights.labels:
            raise ModelError("The two parts of the name model do not belong together; reinstall them.")
        self.labels = weights.labels
        self.person = [i for i, label in enumerate(self.labels) if label.endswith("-PER")]
        self._second = second
        self._alone = Chain(weights.transitions)
        if second is not None:
            self._together = Chain((weights.transitions + second.transitions) / np.float32(2))
        self._sums = Sums(weights.attributes, weights.state, describe)

    def posteriors(self, batch: Batch) -> Floats:
        """The probabilities, tokens x labels."""
        scores = self._sums.scores(batch)
        found = self._alone.posteriors(scores, batch.lengths)
        if self._second is not None:
            doubtful = batch.sentences(_in_doubt(found[:, self.person].sum(axis=1)))
            if len(doubtful):
                asked, places = batch.only(doubtful), batch.places(doubtful)
                joint = (scores[places] + self._second.scores(asked)) / np.float32(2)
                found[places] = self._together.posteriors(joint, asked.lengths)
        return found


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``start`` to ``end`` (exclusive) of a sentence taken together, with the probability that they are of the
    type."""

    sentence: int
    start: int
    end: int
    type: str
    probability: float


def spans(posterior: Floats, lengths: Ints, labels: Sequence[str], types: Sequence[str], least: float) -> list[Span]:
    """The runs of tokens whose probability of being inside a type reaches ``least``, cut where a new one begins; by
    type, then in order of place.

    The probability of a run is that of its surest token: whether there is something here at all, which is what
    a finding stands for; its edges are less sure.
    """
    found: list[Span] = []
    ends = np.cumsum(lengths)
    opens = np.zeros(len(posterior) + 1, np.bool_)  # whether a token is the first of its sentence
    opens[ends - lengths] = True
    for kind in types:
        if f"B-{kind}" not in labels or f"I-{kind}" not in labels:
            continue  # a small training set need not show every kind
        begin, inside = posterior[:, labels.index(f"B-{kind}")], posterior[:, labels.index(f"I-{kind}")]
        either = begin + inside
        on = either >= least
        cut = opens[:-1] | (begin > inside)
        cut[1:] |= ~on[:-1]
        firsts = np.flatnonzero(on & cut)
        if not len(firsts):
            continue
        # A run ends before the next token that is cut off from it or not on.
        stops = np.append(np.flatnonzero(cut | ~on), len(on))
        lasts = stops[np.searchsorted(stops, firsts, side="right")]
        surest = np.maximum.reduceat(np.append(either, 0), np.stack([firsts, lasts], axis=1).ravel())[::2]
        sentences = np.searchsorted(ends, firsts, side="right")
        offsets = (ends - lengths)[sentences]
        for number, start, end, probability in zip(
            sentences.tolist(), (firsts - offsets).tolist(), (lasts - offsets).tolist(), surest.tolist(), strict=True
        ):
            found.append(Span(number, start, end, kind, min(probability, 0.9999)))
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


def shifted(probability: float, odds: float, slope: float = 1.0) -> float:
    """The probability whose log-odds are those of ``probability`` times ``slope`` and ``odds`` more."""
    return 1 / (1 + exp(-(slope * logit(probability) + odds)))
