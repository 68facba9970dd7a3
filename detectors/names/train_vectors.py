"""Makes ``data/japanese_vectors.npz``: ``python -m detectors.names.train_vectors FOLDER``, an unpacked ``ja_ginza``.

The package carries chiVe 1.1 (mc90), skip-gram vectors of the words of a large web corpus cut by Sudachi, reduced to
20,000 vectors for 480,443 words. Only these are read (Apache-2.0); the trained parts of the package are not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detectors.names.vectors import Floats, WordVectors
from detectors.text.normalise import fold

DIMENSIONS = 64
"""Principal components kept of the 300 dimensions."""
GROUPS = (256, 1500)
ROUNDS = 15


def read_vectors(folder: Path) -> WordVectors:
    """The vectors below a folder. Raises FileNotFoundError where there is no ``vocab/vectors``."""
    import srsly
    from spacy.strings import StringStore

    vocab = next((v.parent for v in sorted(folder.rglob("vocab/vectors"))), None)
    if vocab is None:
        raise FileNotFoundError(f"no vocab/vectors below {folder}")
    strings: Any = StringStore().from_disk(vocab / "strings.json")
    keys: dict[int, int] = srsly.msgpack_loads((vocab / "key2row").read_bytes())
    with (vocab / "vectors").open("rb") as file:
        values = condensed(np.load(file, allow_pickle=False))
    clusters = np.stack([grouped(values, count) for count in GROUPS])
    rows: dict[str, int] = {}
    for key, row in keys.items():  # the commonest first
        if key in strings:
            rows.setdefault(fold(strings[key]), row)
    return WordVectors.of(rows, values, clusters)


def condensed(values: Floats) -> Floats:
    """The directions of vectors in their principal components, of standard deviation 1 over all."""
    directions = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)
    directions -= directions.mean(axis=0)
    _, axes = np.linalg.eigh((directions.T @ directions).astype(np.float64))
    main = axes[:, ::-1][:, :DIMENSIONS]
    main = main * np.sign(main[np.abs(main).argmax(axis=0), np.arange(main.shape[1])])  # of two directions always one
    out = directions @ main
    scaled: Floats = (out / out.std()).astype(np.float32)
    return scaled


def grouped(values: Floats, count: int) -> npt.NDArray[np.uint16]:
    """The group of each vector: k-means by direction, from ``count`` vectors drawn with a fixed seed."""
    directions = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)
    centres = directions[np.random.default_rng(0).choice(len(directions), count, replace=False)]
    nearest = np.zeros(len(directions), np.int64)
    for _ in range(ROUNDS):
        nearest = (directions @ centres.T).argmax(axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, directions)
        centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    return nearest.astype(np.uint16)


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m detectors.names.train_vectors", description=__doc__)
    parser.add_argument("folder", type=Path, help="an unpacked ja_ginza package")
    path = Path(__file__).parent / "data" / "japanese_vectors.npz"
    read_vectors(parser.parse_args(argv).folder).save(path)
    print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
