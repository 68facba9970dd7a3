"""The directory of a cabinet ([MS-CAB]), checked before libarchive is given the file: its reader believes what the
directory says, and ends the process where that is not so."""

from __future__ import annotations

import struct
from typing import BinaryIO

_HEADER = struct.Struct("<4s4xI4xI4x2xHHHHH")
_FOLDER = struct.Struct("<IHH")
_FILE = struct.Struct("<IIH6x")
_DATA = struct.Struct("<4xHH")
_PREVIOUS, _NEXT, _RESERVE = 1, 2, 4
_LARGEST_PACKED, _LARGEST = 32_768 + 6_144, 32_768
"""Bytes of one data block, by the specification."""
_CONTINUED = 0xFFFD
"""From here on folder numbers speak of another cabinet."""


class _Broken(Exception):
    """The directory contradicts itself or the file."""


def is_sound(stream: BinaryIO, size: int) -> bool:
    """Whether folders, files and data blocks lie within the cabinet and within each other."""
    try:
        _check(stream, size)
    except (_Broken, struct.error):
        return False
    return True


def _check(stream: BinaryIO, size: int) -> None:
    _, said, files_at, folders, files, flags, *_ = _HEADER.unpack(_read(stream, _HEADER.size))
    if not files_at < said <= size:
        raise _Broken
    header_reserve = folder_reserve = data_reserve = 0
    if flags & _RESERVE:
        header_reserve, folder_reserve, data_reserve = struct.unpack("<HBB", _read(stream, 4))
        _read(stream, header_reserve)
    for _ in range(2 * (bool(flags & _PREVIOUS) + bool(flags & _NEXT))):
        _text(stream)
    starts = []
    for _ in range(folders):
        at, blocks, _ = _FOLDER.unpack(_read(stream, _FOLDER.size))
        _read(stream, folder_reserve)
        starts.append((at, blocks))
    unpacked = [_unpacked(stream, at, blocks, data_reserve, size) for at, blocks in starts]
    stream.seek(files_at)
    for _ in range(files):
        length, offset, folder = _FILE.unpack(_read(stream, _FILE.size))
        _text(stream)
        if folder < _CONTINUED and (folder >= folders or offset + length > unpacked[folder]):
            raise _Broken


def _unpacked(stream: BinaryIO, at: int, blocks: int, reserve: int, size: int) -> int:
    """Bytes that a folder's data blocks unpack to."""
    total = 0
    for _ in range(blocks):
        stream.seek(at)
        packed, plain = _DATA.unpack(_read(stream, _DATA.size))
        at += _DATA.size + reserve + packed
        if packed > _LARGEST_PACKED or plain > _LARGEST or at > size:
            raise _Broken
        total += plain
    return total


def _text(stream: BinaryIO) -> None:
    for _ in range(256):
        if _read(stream, 1) == b"\0":
            return
    raise _Broken


def _read(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise _Broken
    return data
