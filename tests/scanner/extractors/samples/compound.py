"""A writer of OLE2 compound files ([MS-CFB], version 3) for tests: just enough that readers open them."""

from __future__ import annotations

import struct

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound(streams: dict[str, bytes]) -> bytes:
    """A file of these streams. Those below 4,096 bytes are filled up with zeros: there is no mini stream."""
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    chains: list[tuple[int, int]] = []  # first sector, number of sectors
    sectors: list[bytes] = []
    for content in contents:
        first = len(sectors)
        sectors += [content[n : n + _SECTOR].ljust(_SECTOR, b"\0") for n in range(0, len(content), _SECTOR)]
        chains.append((first, len(sectors) - first))
    entries = [_entry("Root Entry", 5, 1 if streams else _NONE, _END, 0)]
    for number, (name, content, (first, _)) in enumerate(zip(streams, contents, chains, strict=True), 1):
        after = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, _NONE, first, len(content), after))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    directory_first = len(sectors)
    sectors += [directory[n : n + _SECTOR] for n in range(0, len(directory), _SECTOR)]
    chains.append((directory_first, len(sectors) - directory_first))
    fat_count = 1
    while fat_count * 128 < len(sectors) + fat_count:
        fat_count += 1
    fat_first = len(sectors)
    fat = [_FREE] * (fat_count * 128)
    for first, count in chains:
        for n in range(first, first + count):
            fat[n] = n + 1 if n + 1 < first + count else _END
    for n in range(fat_first, fat_first + fat_count):
        fat[n] = _FAT
    sectors += [struct.pack("<128I", *fat[n : n + 128]) for n in range(0, len(fat), 128)]
    if fat_count > 109:
        raise ValueError("too large for a header without DIFAT sectors")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fat_count, directory_first, 0, 4096, _END, 0, _END, 0)
    places = [fat_first + n if n < fat_count else _FREE for n in range(109)]
    return head + struct.pack("<109I", *places) + b"".join(sectors)


def _entry(name: str, kind: int, child: int, first: int, size: int, after: int = _NONE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    tree = struct.pack("<BBIII", kind, 1, _NONE, after, child)
    return (
        encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded)) + tree + bytes(36) + struct.pack("<IQ", first, size)
    )
