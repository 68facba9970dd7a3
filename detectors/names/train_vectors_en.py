"""Makes the English word vectors: ``python -m detectors.names.train_vectors_en ENCODER_FOLDER WEIGHTS``.

Single words go through a small sentence encoder (all-MiniLM-L6-v2, Apache-2.0; its folder holds ``model.safetensors``
and ``tokenizer.json``), and what it makes of them is cut down to few dimensions and few distinct vectors. The result
replaces the vectors in a weights file of the English network, which then has to be trained again. Used in training
only; needs PyTorch, safetensors and tokenizers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from detectors.names.network_en import Floats, NetworkWeights, WordVectors

COMMON = 120_000
"""Words of wordfreq; the names and places of our lists come on top."""
SURE = 40_000
"""The first so many words decide on the directions, and count twice for the clusters."""
LAST, MIDDLE = 48, 16
"""Dimensions kept of the encoder's last layer, averaged over the whole, and of its third, over the word."""
OWN, SHARED = 49_000, 16_000
"""The first so many words have a vector of their own; the others share so many."""
_HEADS, _WIDTH, _LAYERS, _AT_ONCE, _ROUNDS = 12, 384, 6, 512, 3


def vocabulary() -> list[str]:
    """The words, the commonest first."""
    import wordfreq

    from detectors.names.wordlists import english_words

    lists = english_words()
    words = dict.fromkeys(w for w in wordfreq.top_n_list("en", COMMON) if w.isalpha() or "'" in w or "-" in w)
    for more in (
        lists.given,
        [name for name, level in lists.surnames.items() if level >= 2],
        *map(sorted, (lists.foreign, lists.places, lists.titles, lists.japanese_surnames, lists.japanese_given)),
    ):
        words |= dict.fromkeys(more)
    return list(words)


class _Encoder:
    """The encoder's layers, from its published weights."""

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        self._weights = load_file(str(folder / "model.safetensors"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def numbers(self, words: Sequence[str]) -> list[list[int]]:
        """The pieces of each word, with the encoder's marks at both ends."""
        return [list(found.ids) for found in self._tokenizer.encode_batch(list(words))]

    def layers(self, numbers: Any, mask: Any) -> list[Any]:
        """What each layer makes of the pieces: words x pieces x width."""
        from torch.nn.functional import gelu, layer_norm, linear, scaled_dot_product_attention

        known = self._weights

        def normal(x: Any, name: str) -> Any:
            return layer_norm(x, (_WIDTH,), known[f"{name}.weight"], known[f"{name}.bias"], 1e-12)

        def through(x: Any, name: str) -> Any:
            return linear(x, known[f"{name}.weight"], known[f"{name}.bias"])

        count, length = numbers.shape
        x = known["embeddings.word_embeddings.weight"][numbers]
        x = (
            x
            + known["embeddings.position_embeddings.weight"][:length]
            + known["embeddings.token_type_embeddings.weight"][0]
        )
        out = [normal(x, "embeddings.LayerNorm")]
        for layer in range(_LAYERS):
            x, at = out[-1], f"encoder.layer.{layer}"
            heads = [
                through(x, f"{at}.attention.self.{part}").view(count, length, _HEADS, -1).transpose(1, 2)
                for part in ("query", "key", "value")
            ]
            seen = scaled_dot_product_attention(*heads, attn_mask=mask[:, None, None, :].bool())
            seen = through(seen.transpose(1, 2).reshape(count, length, _WIDTH), f"{at}.attention.output.dense")
            x = normal(x + seen, f"{at}.attention.output.LayerNorm")
            inner = through(gelu(through(x, f"{at}.intermediate.dense")), f"{at}.output.dense")
            out.append(normal(x + inner, f"{at}.output.LayerNorm"))
        return out


def encoded(folder: Path, words: Sequence[str]) -> tuple[Floats, Floats]:
    """Of each word the mean of the last layer (of length 1), and the mean of the third without the end marks."""
    import torch

    encoder = _Encoder(folder)
    numbers = encoder.numbers(words)
    last, middle = np.zeros((len(words), _WIDTH), np.float32), np.zeros((len(words), _WIDTH), np.float32)
    order = sorted(range(len(words)), key=lambda i: len(numbers[i]))
    with torch.inference_mode():
        for at in range(0, len(order), _AT_ONCE):
            batch = order[at : at + _AT_ONCE]
            longest = max(len(numbers[i]) for i in batch)
            padded = torch.tensor([numbers[i] + [0] * (longest - len(numbers[i])) for i in batch])
            sizes = torch.tensor([len(numbers[i]) for i in batch])[:, None]
            places = torch.arange(longest)[None]
            whole = (places < sizes).float()
            inner = whole * (places > 0) * (places < sizes - 1)
            layers = encoder.layers(padded, whole)
            last[batch] = ((layers[6] * whole[:, :, None]).sum(1) / whole.sum(1, keepdim=True)).numpy()
            middle[batch] = ((layers[3] * inner[:, :, None]).sum(1) / inner.sum(1, keepdim=True)).numpy()
    return last / np.linalg.norm(last, axis=1, keepdims=True), middle


def condensed(values: Floats, dimensions: int) -> Floats:
    """The principal components, half whitened, of standard deviation 1 over the commonest words."""
    centred = values - values[:SURE].mean(axis=0)
    axes, _, _ = np.linalg.svd(centred[:SURE].T @ centred[:SURE] / SURE)
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])  # of two directions, one
    out = centred @ axes[:, :dimensions]
    out /= out[:SURE].std(axis=0) ** 0.5
    return np.asarray(out / out[:SURE].std(), np.float32)


def clustered(values: Floats) -> tuple[Floats, list[int]]:
    """Few vectors for many (k-means), and which of them stands for each."""
    import torch

    torch.manual_seed(1)
    all_of_them = torch.from_numpy(values)
    first = 10_000
    centres = torch.cat(
        [all_of_them[:first], all_of_them[first + torch.randperm(len(values) - first)[: SHARED - first]]]
    )
    weight = torch.ones(len(values))
    weight[:SURE] = 2
    nearest = torch.zeros(len(values), dtype=torch.long)
    for _ in range(_ROUNDS):
        half = (centres * centres).sum(1) / 2
        for at in range(0, len(values), 2048):
            nearest[at : at + 2048] = (all_of_them[at : at + 2048] @ centres.T - half).argmax(1)
        total = torch.zeros_like(centres).index_add_(0, nearest, all_of_them * weight[:, None])
        count = torch.zeros(len(centres)).index_add_(0, nearest, weight)
        centres[count > 0] = (total / count[:, None].clamp(min=1))[count > 0]
    return centres.numpy(), nearest.tolist()


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m detectors.names.train_vectors_en", description=__doc__)
    parser.add_argument("encoder", type=Path, help="folder of the encoder")
    parser.add_argument("weights", type=Path, help="weights file whose vectors are replaced")
    args = parser.parse_args(argv)
    words = vocabulary()
    last, middle = encoded(args.encoder, words)
    values = np.concatenate([condensed(last, LAST), condensed(middle, MIDDLE) * np.float32(0.7)], axis=1)
    values = np.clip(values, -4, 4)
    centres, nearest = clustered(values)
    rows = {word: SHARED + i if i < OWN else nearest[i] for i, word in enumerate(words)}
    known = NetworkWeights.load(args.weights)
    replace(known, vectors=WordVectors.of(rows, np.concatenate([centres, values[:OWN]]))).save(args.weights)
    print(f"{len(words):,} words, {SHARED + OWN:,} vectors; now train the network again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
