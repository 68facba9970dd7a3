"""The texts of an xlsb that calamine cannot read: its shared strings and the strings kept in cells ([MS-XLSB])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from scanner.document import Item, StepKind, place
from scanner.extractors.base import Paragraphs
from scanner.extractors.packages import Package

_SHARED, _IN_CELL, _FORMULA = 19, 6, 8


def xlsb_texts(package: Package) -> Iterator[Item]:
    """All strings, in the order of the parts; without their places in the sheets, and without numbers."""
    for name in sorted(package.names):
        if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet")) and name.endswith(".bin"):
            data = package.read(name) or b""
            yield from Paragraphs(StepKind.PARAGRAPH, place(StepKind.PART, name)).all(_strings(data))


def _strings(data: bytes) -> Iterator[str]:
    position = 0
    while position < len(data):
        kind, position = _varint(data, position, 2)
        length, position = _varint(data, position, 4)
        body = data[position : position + length]
        position += length
        start = {_SHARED: 1, _IN_CELL: 8, _FORMULA: 8}.get(kind)
        if start is not None and len(body) >= start + 4:
            (characters,) = struct.unpack_from("<I", body, start)
            yield body[start + 4 : start + 4 + 2 * characters].decode("utf-16-le", "replace")


def _varint(data: bytes, position: int, longest: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first."""
    value = 0
    for n in range(longest):
        if position >= len(data):
            return value, position
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * n)
        if not byte & 0x80:
            break
    return value, position
