"""The words kept in a picture's metadata: comments, IPTC, XMP, EXIF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from scanner.extractors.encodings import decode
from scanner.extractors.packages import parse_xml

_XMP = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.S)
_IPTC = re.compile(rb"\x1c\x02[\x00-\xff]([\x00-\x7f][\x00-\xff])")


def picture_words(data: bytes) -> Iterator[str]:
    """The texts in a picture's metadata, by their marks."""
    head = data[: 1 << 20]
    if data.startswith(b"\xff\xd8"):
        yield from _jpeg_segments(head)
    for packet in _XMP.finditer(head):
        try:
            root = parse_xml(packet[0])
        except SyntaxError:
            continue  # metadata cut off; the picture itself is still read
        yield from (t for t in map(str, root.itertext()) if t.strip() and not t.startswith(("xmp.", "uuid:")))
    position = 8
    while data.startswith(b"\x89PNG") and position + 8 < len(head):
        size = int.from_bytes(head[position : position + 4])
        if head[position + 4 : position + 8] in (b"tEXt", b"iTXt"):
            yield decode(head[position + 8 : position + 8 + size].replace(b"\x00", b" "))[0]
        position += 12 + size


def _jpeg_segments(data: bytes) -> Iterator[str]:
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        size = int.from_bytes(data[position + 2 : position + 4])
        body = data[position + 4 : position + 2 + size]
        if marker == 0xDA or size < 2:
            return
        if marker == 0xFE:
            yield decode(body.rstrip(b"\x00"))[0]
        elif marker == 0xED:
            for match in _IPTC.finditer(body):
                length = int.from_bytes(match[1])
                yield decode(body[match.end() : match.end() + length])[0]
        elif marker == 0xE1 and body.startswith(b"Exif\x00\x00"):
            yield from _exif(body[6:])
        position += 2 + size


def _exif(tiff: bytes) -> Iterator[str]:
    """ASCII and user-comment values of IFD0 and the EXIF directory (EXIF 2.3, 4.6)."""
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    pending = [int.from_bytes(tiff[4:8], order)]
    for _ in range(4):
        if not pending:
            return
        start = pending.pop()
        count = int.from_bytes(tiff[start : start + 2], order)
        for entry in range(start + 2, start + 2 + 12 * min(count, 200), 12):
            tag, kind = (int.from_bytes(tiff[entry + o : entry + o + 2], order) for o in (0, 2))
            size, value = (int.from_bytes(tiff[entry + o : entry + o + 4], order) for o in (4, 8))
            if tag in (0x8769, 0x8825):
                pending.append(value)
            elif kind == 2 and 4 < size < 10_000:
                yield decode(tiff[value : value + size].split(b"\x00")[0])[0]
            elif 0x9C9B <= tag <= 0x9C9F and size < 10_000:  # Windows' title, comment, author
                yield tiff[value : value + size].decode("utf-16-le", "replace").rstrip("\x00")
