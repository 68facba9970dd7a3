"""Ways to damage a file. All chance comes from the generator handed in, so that every case can be made again."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

_NUMBERS = (
    b"\x00",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xff\xff",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x00\x00\x00\x80",
)
_WORDS = (
    b"<",
    b">",
    b"&",
    b'"',
    b"%s" * 4,
    b"../",
    b"{\\",
    b"}",
    b"\x00" * 16,
    b"(" * 50,
    b"[" * 50,
    "￾�".encode(),
    b"-1",
    b"9" * 25,
)

Mutation = Callable[[random.Random, bytearray, list[bytes]], bytearray]


def flip(chance: random.Random, data: bytearray, _: list[bytes]) -> bytearray:
    """Some bits the other way round."""
    for _n in range(chance.choice((1, 2, 8, 32))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def replace(chance: random.Random, data: bytearray, _: list[bytes]) -> bytearray:
    """Numbers and marks that readers trip over, written over what is there."""
    for _n in range(chance.choice((1, 2, 4))):
        piece = chance.choice(_NUMBERS + _WORDS)
        at = chance.randrange(len(data))
        data[at : at + len(piece)] = piece
    return data


def insert(chance: random.Random, data: bytearray, _: list[bytes]) -> bytearray:
    """Bytes put in between: everything behind them moves."""
    at = chance.randrange(len(data))
    data[at:at] = chance.choice(_NUMBERS + _WORDS) * chance.choice((1, 1, 100))
    return data


def cut(chance: random.Random, data: bytearray, _: list[bytes]) -> bytearray:
    """The end is missing."""
    return data[: chance.randrange(1, len(data) + 1)]


def remove(chance: random.Random, data: bytearray, _: list[bytes]) -> bytearray:
    """A piece is missing."""
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 1 + len(data) // 4 + 1)]
    return data


def double(chance: random.Random, data: bytearray, _: list[bytes]) -> bytearray:
    """A piece is there more than once."""
    at = chance.randrange(len(data))
    piece = data[at : at + chance.randrange(1, 256)]
    data[at:at] = piece * chance.choice((1, 2, 50))
    return data


def splice(chance: random.Random, data: bytearray, seeds: list[bytes]) -> bytearray:
    """The beginning of this file and the end of another."""
    other = chance.choice(seeds)
    return data[: chance.randrange(1, len(data) + 1)] + other[chance.randrange(len(other)) :]


def member(chance: random.Random, data: bytearray, seeds: list[bytes]) -> bytearray:
    """One member of a zip is damaged inside, and the zip around it is whole. Other files get ``flip``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # noqa: BLE001 (not a zip, or no longer one)
        return flip(chance, data, seeds)
    names = [name for name, content in parts.items() if content]
    if not names:
        return flip(chance, data, seeds)
    name = chance.choice(names)
    what = chance.choice((flip, replace, insert, cut, remove, double, splice))
    parts[name] = bytes(what(chance, bytearray(parts[name]), seeds))
    if chance.random() < 0.1:
        del parts[chance.choice(names)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return bytearray(out.getvalue())


MUTATIONS: tuple[Mutation, ...] = (flip, replace, insert, cut, remove, double, splice, member, member)


def mutated(seed: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    """The seed with one to three damages."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(MUTATIONS)(chance, data, seeds) or bytearray(b"\x00")
    return bytes(data)
