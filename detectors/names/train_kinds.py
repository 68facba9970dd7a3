"""Makes ``data/japanese_kinds.npz``: ``python -m detectors.names.train_kinds FOLDER``, an unpacked ``jamdict-data``.

The package carries JMnedict (names: of people, places, firms) and JMdict (words) of the Electronic Dictionary Research
and Development Group as one SQLite file. With them go the names and nouns of SudachiDict. Needs PyTorch, for the
weights of spellings only. Deterministic on one machine.
"""

from __future__ import annotations

import argparse
import lzma
import random
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt

from detectors.names.kinds import Kinds, Script, pieces, script_of
from detectors.text.normalise import fold

LISTED = {"katakana": ("person", "place", "firm", "word"), "kanji": ("surname", "full")}
"""The kinds that are listed. Given names in kanji would take as much space as all others, and nearly every pair of
kanji is one."""
LIKELY = {"katakana": ("person", "place", "firm", "word"), "kanji": ("surname", "given", "full", "place", "word")}
BUCKETS = 1 << 14
EPOCHS, BATCH, RATE, SMALL = 4, 512, 0.02, 1e-6

_PEOPLE = {"surname", "fem", "masc", "given", "person", "unclass", "character", "deity"}
_GIVEN = {"fem", "masc", "given"}
_PLACES = {"place", "station"}
_FIRMS = {"company", "organization", "product", "work"}
_LONG = 4  # a name of no class, in kanji, is a full one from so many characters on

_NAMES = (
    "select n.idseq, t.text from NETranslation n join NETransType t on t.tid = n.ID",
    "select idseq, text from NEKanji",
    "select idseq, text from NEKana",
)
_WORDS = ("select idseq, text from Kanji", "select idseq, text from Kana")


def dictionary(folder: Path) -> sqlite3.Connection:
    """The dictionaries below a folder, in memory. Raises FileNotFoundError where there is no ``jamdict.db.xz``."""
    path = next(iter(sorted(folder.rglob("jamdict.db.xz"))), None)
    if path is None:
        raise FileNotFoundError(f"no jamdict.db.xz below {folder}")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(lzma.decompress(path.read_bytes()))
    return connection


def _grouped(connection: sqlite3.Connection, query: str) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, text in connection.execute(query):
        found[number].append(text)
    return found


def _listed(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Words as they are written, with a kind of each."""
    types, kanji, kana = (_grouped(connection, query) for query in _NAMES)
    for number, readings in kana.items():
        said = set(types.get(number, ()))
        for word in kanji.get(number) or readings:
            for kind in _kinds(said, len(word), word in readings):
                yield word, kind
    written, spoken = (_grouped(connection, query) for query in _WORDS)
    for number, readings in spoken.items():
        for word in (*written.get(number, ()), *readings):
            if number not in written or word in written[number] or script_of(word) == "katakana":
                yield word, "word"


def _kinds(said: set[str], length: int, kana: bool) -> Iterator[str]:
    """The kinds of a name of JMnedict by its types."""
    if kana:
        if said & _PEOPLE:
            yield "person"
    else:
        if "surname" in said:
            yield "surname"
        if said & _GIVEN:
            yield "given"
        if "person" in said or ("unclass" in said and length >= _LONG):
            yield "full"
    if said & _PLACES:
        yield "place"
    if said & _FIRMS:
        yield "firm"


def _of_sudachi() -> Iterator[tuple[str, str]]:
    from sudachipy import Dictionary

    names = {"姓": "surname", "名": "given", "一般": "full"}
    for entry in Dictionary().entries():
        pos, word = entry.part_of_speech(), entry.surface()
        if pos[2] == "人名":
            yield word, "person" if script_of(fold(word)) == "katakana" else names[pos[3]]
        elif pos[2] == "地名":
            yield word, "place"
        elif pos[1] == "固有名詞":
            yield word, "firm"
        elif pos[0] == "名詞":
            yield word, "word"


def words(folder: Path) -> dict[str, dict[str, frozenset[str]]]:
    """All words (folded) with their kinds, by script. Raises FileNotFoundError as ``dictionary`` does."""
    found: dict[str, defaultdict[str, set[str]]] = {name: defaultdict(set) for name in LISTED}
    with closing(dictionary(folder)) as connection:
        for word, kind in (*_listed(connection), *_of_sudachi()):
            if script := script_of(word := fold(word)):
                found[script][word].add(kind)
    return {script: {word: frozenset(kinds) for word, kinds in some.items()} for script, some in found.items()}


def spelling(
    some: Mapping[str, frozenset[str]], kinds: Sequence[str], seed: int = 1
) -> tuple[npt.NDArray[np.float32], tuple[float, ...]]:
    """The weights of pieces and the bias of each kind: logistic regressions on words with their kinds."""
    import torch

    rng = random.Random(seed)
    torch.manual_seed(seed)
    weights = torch.zeros(BUCKETS, len(kinds), requires_grad=True)
    bias = torch.zeros(len(kinds), requires_grad=True)
    optimiser = torch.optim.Adam([weights, bias], lr=RATE)
    rows = [(pieces(word, BUCKETS), [float(kind in of) for kind in kinds]) for word, of in sorted(some.items())]
    for epoch in range(EPOCHS):
        rng.shuffle(rows)
        for group in optimiser.param_groups:
            group["lr"] = RATE / (1 + epoch)
        for at in range(0, len(rows), BATCH):
            batch = rows[at : at + BATCH]
            starts = np.cumsum([0, *(len(cut) for cut, _ in batch[:-1])])
            flat = torch.tensor([piece for cut, _ in batch for piece in cut])
            sums = torch.nn.functional.embedding_bag(flat, weights, torch.from_numpy(starts), mode="sum") + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(sums, torch.tensor([k for _, k in batch]))
            optimiser.zero_grad()
            torch.autograd.backward(loss + SMALL * (weights**2).sum())
            optimiser.step()
    return weights.detach().numpy(), tuple(round(float(b), 4) for b in bias)


def made(folder: Path) -> Kinds:
    """The kinds of words from an unpacked package and the dictionary that is installed."""
    return Kinds(
        {
            script: Script.of(some, LISTED[script], LIKELY[script], *spelling(some, LIKELY[script]))
            for script, some in words(folder).items()
        }
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m detectors.names.train_kinds", description=__doc__)
    parser.add_argument("folder", type=Path, help="an unpacked jamdict-data package")
    path = Path(__file__).parent / "data" / "japanese_kinds.npz"
    made(parser.parse_args(argv).folder).save(path)
    print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
