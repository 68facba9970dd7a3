"""Writing a compound file of one stream ([MS-CFB]): what calamine is given instead of a file whose sectors may loop."""

from __future__ import annotations

import struct

_SECTOR, _SMALLEST = 512, 4096
_END, _FREE, _FAT, _DIFAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
_PER_FAT, _IN_HEADER = _SECTOR // 4, 109


def single_stream(name: str, content: bytes) -> bytes:
    """A file with this stream at its root. Content below 4,096 bytes is filled up with zeros, so that it needs no mini
    stream. The sectors are: content, directory, FAT, and the DIFAT where the header has no room for it."""
    content = content.ljust(_SMALLEST, b"\0")
    count = -(-len(content) // _SECTOR)
    fats = difats = 0
    while fats * _PER_FAT < count + 1 + fats + difats:
        fats += 1
        difats = -(-max(0, fats - _IN_HEADER) // (_PER_FAT - 1))
    fat = [*range(1, count), _END, _END, *[_FAT] * fats, *[_DIFAT] * difats]
    fat += [_FREE] * (fats * _PER_FAT - len(fat))
    places = [count + 1 + n for n in range(fats)]
    first = count + 1 + fats
    beyond = b""
    for n in range(difats):
        some = places[_IN_HEADER + n * (_PER_FAT - 1) :][: _PER_FAT - 1]
        some += [_FREE] * (_PER_FAT - 1 - len(some))
        beyond += struct.pack(f"<{_PER_FAT}I", *some, first + n + 1 if n + 1 < difats else _END)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, fats, count, 0, _SMALLEST, _END, 0, first if difats else _END, difats)
    head += struct.pack("<109I", *places[:_IN_HEADER], *[_FREE] * max(0, _IN_HEADER - fats))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _NONE, 0, len(content))
    parts = (head, content, directory, struct.pack(f"<{len(fat)}I", *fat), beyond)
    return b"".join(part + bytes(-len(part) % _SECTOR) for part in parts)


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    tree = struct.pack("<BBIII", kind, 1, _NONE, _NONE, child)
    return (
        encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded)) + tree + bytes(36) + struct.pack("<IQ", first, size)
    )
