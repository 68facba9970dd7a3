"""doc (Word 6 to 2003): body, tables, notes, headers, comments, text boxes, by the piece table ([MS-DOC])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from scanner.document import Item, Location, StepKind, place
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Paragraphs,
    Source,
    damaged,
    fail,
    table_blocks,
    text_blocks,
)
from scanner.extractors.encodings import decode
from scanner.extractors.ole import embedded_objects, ole_properties, open_ole, opened_office, stream_bytes

_PARTS: tuple[tuple[int, StepKind | None], ...] = (
    # offsets in the FIB of the lengths of the stories, in the order in which they follow each other
    (0x4C, None),
    (0x50, StepKind.NOTE),
    (0x54, StepKind.HEADER),
    (0x58, StepKind.PART),
    (0x5C, StepKind.COMMENT),
    (0x60, StepKind.NOTE),
    (0x64, StepKind.TEXTBOX),
    (0x68, StepKind.TEXTBOX),
)
_FIELD = re.compile("\x13([^\x13\x14\x15]*)(?:\x14([^\x13\x14\x15]*))?\x15")
_LINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"([^"]+)"')
_GONE = dict.fromkeys("\x00\x01\x02\x03\x04\x05\x06\x08\x1f\x13\x14\x15")
_MARKS = str.maketrans({"\x0b": "\n", "\x0c": "\r", "\x1e": "-", "\xa0": " ", **_GONE})


class OldWord(ByFormat):
    """Each story of the document in turn; kreuzberg is asked where the piece table cannot be read."""

    name = "doc"
    version = 1
    formats = frozenset({"doc"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = yield from opened_office(src.data(), options)
        if data is None:
            return
        ole = open_ole(data)
        yield from ole_properties(ole)
        word = stream_bytes(ole, "WordDocument")
        if len(word) < 0x200:
            fail(damaged("no text"))
        (version,), (flags,) = struct.unpack_from("<H", word, 2), struct.unpack_from("<H", word, 0x0A)
        if version < 0xC0:
            yield from _body(_old_text(word), options, Location())
        else:
            table = stream_bytes(ole, "1Table" if flags & 0x200 else "0Table", "0Table", "1Table")
            text = _pieces(word, table)
            start = 0
            for offset, kind in _PARTS:
                (length,) = struct.unpack_from("<i", word, offset)
                part = text[start : start + max(0, length)]
                start += max(0, length)
                if kind is None:
                    yield from _body(part, options, Location())
                else:
                    clean, links = _without_fields(part)
                    lines = re.sub("[\r\x07]+", "\n", clean.translate(_MARKS)).strip()
                    yield from text_blocks("\n".join([lines, *links]), place(kind))
        yield from embedded_objects(ole)


def _pieces(word: bytes, table: bytes) -> str:
    """The whole text, in the order of its character positions. Raises CORRUPT where the piece table is unreadable."""
    try:
        position, size = struct.unpack_from("<II", word, 0x1A2)
        clx = table[position : position + size]
        at = 0
        while clx[at] == 1:  # property modifiers come first
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if clx[at] != 2:
            raise ValueError("no piece table")
        (length,) = struct.unpack_from("<I", clx, at + 1)
        plc = clx[at + 5 : at + 5 + length]
        count = (len(plc) - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", plc, 0)
        texts: list[str] = []
        for n in range(count):
            (offset,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)
            characters = starts[n + 1] - starts[n]
            if not 0 <= characters <= len(word):
                raise ValueError("length")
            if offset & 0x40000000:
                begin = (offset & 0x3FFFFFFF) // 2
                texts.append(word[begin : begin + characters].decode("cp1252", "replace"))
            else:
                texts.append(word[offset : offset + 2 * characters].decode("utf-16-le", "replace"))
    except (struct.error, IndexError, ValueError) as error:
        fail(damaged(error), error)
    return "".join(texts)


def _old_text(word: bytes) -> str:
    """Word 6 and 95 keep the text in one run, in the code page of the writer's Windows."""
    first, last = struct.unpack_from("<II", word, 0x18)
    return decode(word[first:last].replace(b"\x00", b""))[0]


def _without_fields(text: str) -> tuple[str, list[str]]:
    """The text with fields replaced by what they show, and the targets of its links."""
    links: list[str] = []

    def shown(match: re.Match[str]) -> str:
        links.extend(_LINK.findall(match[1]))
        return match[2] or ""

    if "\x13" not in text:
        return text, links
    for _ in range(8):  # fields within fields, from the inside
        text, changed = _FIELD.subn(shown, text)
        if not changed:
            break
    return text, list(dict.fromkeys(links))


def _body(text: str, options: ExtractOptions, above: Location) -> Iterator[Item]:
    """Paragraphs end with CR, cells and rows with BEL."""
    text, links = _without_fields(text)
    text = text.translate(_MARKS)
    paragraphs = Paragraphs(StepKind.PARAGRAPH, above)
    cells: list[str] = []
    tables = 0
    *segments, rest = text.split("\x07")
    for segment in segments:
        outside, cr, inside = segment.rpartition("\r")
        if cr and (not cells or not cells[-1]):
            # text stands between tables: after the end of a row, and before the paragraph that is the first cell
            if cells:
                tables += 1
                yield from _table(cells, options, above, tables)
                cells = []
            for paragraph in outside.split("\r"):
                yield from paragraphs.add(paragraph)
            yield from paragraphs.flush()
            segment = inside
        cells.append(segment.replace("\r", "\n").strip())
    if cells:
        yield from _table(cells, options, above, tables + 1)
    for paragraph in [*rest.split("\r"), *links]:
        yield from paragraphs.add(paragraph)
    yield from paragraphs.flush()


def _table(cells: list[str], options: ExtractOptions, above: Location, number: int) -> Iterator[Item]:
    """Rows end with a mark of their own, which looks like an empty cell."""
    at = above.child(StepKind.TABLE, number)
    ends = [n for n, cell in enumerate(cells) if not cell]
    for width in dict.fromkeys(n + 1 for n in ends[:64]):
        if width > 1 and len(cells) % width == 0 and not any(cells[width - 1 :: width]):
            rows = [tuple(cells[n : n + width - 1]) for n in range(0, len(cells), width)]
            yield from table_blocks(rows, at, options.limits)
            return
    rows, row = [], []  # rows of different widths
    for cell in cells:
        if cell:
            row.append(cell)
        elif row:
            rows.append(tuple(row))
            row = []
    yield from table_blocks([*rows, tuple(row)], at, options.limits)
