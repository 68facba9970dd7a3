"""Objects embedded in ppt ([MS-PPT] 2.10.34): each an OLE file of its own, usually compressed."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from scanner.document import Embedded, ExtractionError
from scanner.extractors.base import damaged

_OBJECT = 0x1011
_LARGEST = 256 << 20


def ppt_objects(document: bytes) -> Iterator[Embedded]:
    """The embedded objects of a "PowerPoint Document" stream; they stand at its top level."""
    position = 0
    number = 0
    while position + 8 <= len(document):
        flags, kind, length = struct.unpack_from("<HHI", document, position)
        body = document[position + 8 : position + 8 + length]
        if kind == _OBJECT:
            number += 1
            yield Embedded(f"object {number}", _Opener(body, compressed=bool(flags >> 4)))
        position += 8 + length


class _Opener:
    def __init__(self, body: bytes, compressed: bool) -> None:
        self._body = body
        self._compressed = compressed

    def __call__(self) -> io.BytesIO:
        if not self._compressed:
            return io.BytesIO(self._body)
        try:
            return io.BytesIO(zlib.decompressobj().decompress(self._body[4:], _LARGEST))
        except zlib.error as error:
            raise ExtractionError(damaged(error)) from error
