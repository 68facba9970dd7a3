"""What a rar archive says of its encryption: only the headers are read, those of version 1.5 to 4 and of version 5.

After the description of the RAR 5.0 archive format (rarlab.com/technote.htm) and, for the older one, the technote that
came with the program.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from scanner.extractors.base import Source

RAR4 = b"Rar!\x1a\x07\x00"
RAR5 = b"Rar!\x1a\x07\x01\x00"
_MOST = 100_000  # headers looked at


@dataclass(frozen=True, slots=True)
class RarProtection:
    """Whether the names are encrypted too (``directory``), else which of the files are, counted from 0."""

    directory: bool
    members: frozenset[int]


def rar_protection(src: Source) -> RarProtection | None:
    """What is encrypted; None where nothing is, or the headers are too damaged to tell."""
    stream = src.rewound()
    mark = stream.read(8)
    try:
        if mark == RAR5:
            return _version5(stream)
        stream.seek(len(RAR4))
        return _version4(stream) if mark.startswith(RAR4) else None
    except (struct.error, IndexError, OSError, ValueError):
        return None  # damaged: the reader that follows says so


def _told(members: set[int]) -> RarProtection | None:
    return RarProtection(False, frozenset(members)) if members else None


def _version4(stream: BinaryIO) -> RarProtection | None:
    shut: set[int] = set()
    number = 0
    for _ in range(_MOST):
        start = stream.tell()
        head = stream.read(32)
        if len(head) < 7:
            break
        _, kind, flags, size = struct.unpack_from("<HBHH", head)
        if kind == 0x73 and flags & 0x80:
            return RarProtection(True, frozenset())
        more = 0
        if kind == 0x74:
            if flags & 0x04:
                shut.add(number)
            # libarchive shows directories too, but they are no files: the window bits are all set
            number += flags & 0xE0 != 0xE0
            more = struct.unpack_from("<I", head, 7)[0]
            if flags & 0x100:
                more += struct.unpack("<I", head[32:36] or stream.read(4))[0] << 32
        elif flags & 0x8000:
            more = struct.unpack_from("<I", head, 7)[0]
        if kind == 0x7B or size < 7:
            break
        stream.seek(start + size + more)
    return _told(shut)


def _version5(stream: BinaryIO) -> RarProtection | None:
    shut: set[int] = set()
    number = 0
    for _ in range(_MOST):
        stream.read(4)  # the header's CRC
        size = _number(stream)
        start = stream.tell()
        header = stream.read(size)
        kind, at = _at(header, 0)
        flags, at = _at(header, at)
        if kind == 4:
            return RarProtection(True, frozenset())
        extra = data = 0
        if flags & 1:
            extra, at = _at(header, at)
        if flags & 2:
            data, at = _at(header, at)
        if kind == 2:
            file_flags, at = _at(header, at)
            if _has_encryption(header[len(header) - extra :] if extra else b""):
                shut.add(number)
            number += not file_flags & 1  # 1: a directory
        if kind == 5 or not header:
            break
        stream.seek(start + size + data)
    return _told(shut)


def _has_encryption(extra: bytes) -> bool:
    """Whether a file's extra area holds the record of type 1."""
    at = 0
    while at < len(extra):
        size, at = _at(extra, at)
        if _at(extra, at)[0] == 1:
            return True
        at += size
    return False


def _at(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where it ends."""
    value = shift = 0
    while shift < 70:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
    raise ValueError("no number")


def _number(stream: BinaryIO) -> int:
    start = stream.tell()
    value, length = _at(stream.read(10), 0)
    if value > 1 << 21:  # the format's own limit of a header
        raise ValueError("no header")
    stream.seek(start + length)
    return value
