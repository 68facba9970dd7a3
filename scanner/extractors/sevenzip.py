"""7z: not unpacked, but told apart: whether its content, or its directory too, needs a password (7zFormat.txt)."""

from __future__ import annotations

import lzma
import struct
from collections.abc import Iterator
from typing import BinaryIO

from scanner.document import Detail, Item, ProblemKind, Protected, Protection, extract_problem
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, encrypted, fail

_AES = b"\x06\xf1\x07\x01"  # coder 7zAES
_LZMA = b"\x23\x03\x01\x01\x05"  # coder LZMA with five bytes of properties
_LARGEST = 16 << 20


class SevenZip(ByFormat):
    """ENCRYPTED, or UNSUPPORTED for want of a reader."""

    name = "7z"
    version = 1
    formats = frozenset({"7z"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        try:
            directory = _directory(src.rewound())
        except (struct.error, IndexError, EOFError, lzma.LZMAError, OverflowError, ValueError) as error:
            fail(damaged(error), error)
        if _AES in directory:
            yield Protected(Protection.AES)
            yield encrypted()
        else:
            yield extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, cause="7z")


def _directory(stream: BinaryIO) -> bytes:
    """The end header, unpacked where it is packed and not encrypted."""
    offset, size = struct.unpack_from("<QQ", stream.read(32), 12)
    stream.seek(32 + offset)
    header = stream.read(min(size, _LARGEST))
    if len(header) < size:
        raise EOFError
    if header[:2] != b"\x17\x06" or _AES in header:
        return header
    position, at = _number(header, 2)
    _, at = _number(header, at)
    packed, _ = _number(header, at + 1)  # after the mark of the sizes
    found = header.find(_LZMA)
    if found < 0:
        return header
    first, dictionary = struct.unpack_from("<BI", header, found + len(_LZMA))
    filters = [
        {
            "id": lzma.FILTER_LZMA1,
            "lc": first % 9,
            "lp": first // 9 % 5,
            "pb": first // 45,
            "dict_size": min(dictionary, 1 << 26),
        }
    ]
    stream.seek(32 + position)
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    return unpacker.decompress(stream.read(min(packed, _LARGEST)), _LARGEST)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """7z's variable-length number: as many ones lead the first byte as bytes follow."""
    first, extra, mask = data[at], 0, 0x80
    value = 0
    while extra < 8 and first & mask:
        value |= data[at + 1 + extra] << (8 * extra)
        extra += 1
        mask >>= 1
    return value + ((first & (mask - 1)) << (8 * extra)), at + 1 + extra
