"""One font for every Japanese, Chinese and Korean font that a PDF names but does not hold.

PDFium looks for such fonts on the machine, and uses the shapes of their characters to tell where text lies: without a
fitting font it drops characters, with one it spends most of its time on drawing outlines. Text extraction needs a box
for each character and nothing else, so this is what it gets, on every machine the same.
"""

from __future__ import annotations

import ctypes
import functools
import struct
from typing import Any

_CJK = frozenset({128, 129, 130, 134, 136})  # charsets: Shift_JIS, Hangul, Johab, GB2312, Big5
_HANDLE = 1


@functools.cache
def box_font() -> bytes:
    """A TrueType font whose every Unicode character is the same box, an em wide."""
    corners = ((100, -100), (100, 800), (900, 800), (900, -100))
    steps = [(x - px, y - py) for (x, y), (px, py) in zip(corners, ((0, 0), *corners), strict=False)]
    box = struct.pack(">hhhhhHH", 1, 100, -100, 900, 800, 3, 0) + b"\x01" * 4
    box += b"".join(struct.pack(">h", x) for x, _ in steps) + b"".join(struct.pack(">h", y) for _, y in steps)
    box += bytes(-len(box) % 4)
    # character map of format 13: one glyph for all of a range
    groups = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1)
    name = "Box".encode("utf-16-be")
    tables = {
        b"OS/2": struct.pack(">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHH", 0, 1000, 400, 5, 0, *[0] * 11, bytes(10), 1, 0, 0, 0,
                             b"BOX ", 64, 32, 65535, 800, -100, 0, 800, 100),
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups,
        b"glyf": box * 2,
        b"head": struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 100, -100, 900, 800,
                             0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, 1000, 100, 100, 900, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", 1000, 100, 1000, 100),
        b"loca": struct.pack(">III", 0, len(box), 2 * len(box)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHHHHHHHH", 0, 1, 18, 3, 1, 0x409, 4, len(name), 0) + name,
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 1, 0, 0, 0, 0),
    }  # fmt: skip
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 32), b""
    for tag, data in tables.items():
        directory += tag + struct.pack(">III", 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return directory + body


@functools.cache
def install() -> Any:
    """Give PDFium the box font in place of the machine's fonts, for the life of the process.

    Returns the structure that PDFium keeps pointing at.
    """
    from pypdfium2 import raw

    info = raw.FPDF_SYSFONTINFO()
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    font = box_font()

    def map_font(_info: Any, _weight: int, _italic: int, charset: int, *_rest: Any) -> int | None:
        return _HANDLE if charset in _CJK else None

    def get_font_data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    info.version = 1
    info.MapFont = kinds["MapFont"](map_font)
    info.GetFontData = kinds["GetFontData"](get_font_data)
    info.GetFontCharset = kinds["GetFontCharset"](lambda *_: 128)
    info.DeleteFont = kinds["DeleteFont"](lambda *_: None)
    raw.FPDF_SetSystemFontInfo(info)
    return info
