"""Rows of an xlsx sheet part as nearly all programs write them, told by expressions: several times as quick as the tree
of each row. What is written otherwise is left to the XML parser, row by row, or from the beginning on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast

from scanner.extractors.packages import local
from scanner.extractors.xlsx_sheet import MAIN, STRICT, column_number, elements

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHUNK = 1 << 16
_PROLOG = 1 << 20  # bytes before the rows that are looked at, and of a row
_BEGIN = re.compile(rb"<sheetData(?: [^<>]*)?>")
_PLAIN = (f'xmlns="{MAIN[1:-1]}"'.encode(), f'xmlns="{STRICT[1:-1]}"'.encode())
_ODD = re.compile(rb"<!|encoding=[\"'](?!utf-8|us-ascii)", re.I)
_ROW_END = b"</row>"
_OPEN = f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData>'.encode()
_ROW = re.compile(r"(?:\s|<row(?: [^<>]*)?/>)*<row((?: [^<>]*)?)>")
_NUMBER = re.compile(r' r="([0-9]{1,7})"')
_CELL = re.compile(
    r'\s*<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,9})")?(?: t="([a-zA-Z]{1,9})")?(?:/>|>'
    r"(?:<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    r"(?:(?:<v>|<is><t(?: [^<>]*)?>)([^<]*)(?:</v>|</t></is>)|<v/>)?</c>)"
)
_GROUPS = 5  # of a split by it: what stands between cells, column, style, type, value
_BETWEEN = "\ue000"
"""Set between values, to have the references in all of them read at once."""

RawCell = tuple[int, str | None, str | None, str | None]
"""A cell as it is stored: its column counted from 0, the index of its style, its type (``t``; None: a number), and its
value or the text that it has in line."""

Row = tuple[int, list[RawCell]]
"""Its number, counted from 0, and its cells."""

_column = cache(column_number)


def rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of a sheet part. Raises what zipfile raises for damaged parts, and SyntaxError for what is no XML."""
    head = b""
    while len(head) < _PROLOG and (chunk := stream.read(_CHUNK)):
        head += chunk
        if begin := _BEGIN.search(head):
            if any(name in head for name in _PLAIN) and not _ODD.search(head, 0, begin.end()):
                yield from _pieces(head[begin.end() :], stream)
                return
            break
    yield from _parsed(_Joined(head, stream), -1)


def _pieces(rest: bytes, stream: BinaryIO) -> Iterator[Row]:
    """Rows told by expressions, from the first one on."""
    number = -1
    while len(rest) < _PROLOG:
        *pieces, rest = rest.split(_ROW_END)
        for piece in pieces:
            for row in _told(piece, number):
                number = row[0]
                yield row
        if b"</sheetData" in rest or not (chunk := stream.read(_CHUNK)):
            break
        rest += chunk
    else:  # a row without end
        yield from _parsed(_Joined(_OPEN + rest, stream), number)
        return
    if b"<c" in rest.partition(b"</sheetData")[0]:  # a last row that was cut off
        yield from _tree(rest, number)


def _told(piece: bytes, number: int) -> Iterator[Row]:
    """The row in a piece of XML up to its end tag; ``number`` is that of the row before."""
    try:
        text = piece.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        yield from _tree(piece, number)
        return
    row = _ROW.match(text)
    cells = _cells(text, row.end()) if row else None
    if row is None or cells is None:
        yield from _tree(piece, number)
    else:
        said = _NUMBER.search(row[1])
        yield int(said[1]) - 1 if said else number + text.count("<row", 0, row.end()), cells


def _cells(text: str, at: int) -> list[RawCell] | None:
    """The cells of a row from there on; None where anything is written otherwise."""
    parts = _CELL.split(text[at:])
    if "".join(parts[::_GROUPS]).strip():
        return None
    letters, styles, kinds, values = (parts[of::_GROUPS] for of in range(1, _GROUPS))
    if "&" in text and not _decode(values):
        return None
    return list(zip(map(_column, letters), styles, kinds, values, strict=True))


def _decode(values: list[str | None]) -> bool:
    """Put what they stand for in the place of references (&amp;, &#30058;). Returns whether all are known."""
    from lxml import etree

    coded = [at for at, value in enumerate(values) if value and "&" in value]
    try:
        text = etree.fromstring(f"<t>{_BETWEEN.join([values[at] or '' for at in coded])}</t>").text or ""
    except SyntaxError:
        return False
    decoded = text.split(_BETWEEN)
    if len(decoded) != max(1, len(coded)):
        return False
    for at, value in zip(coded, decoded, strict=False):
        values[at] = value
    return True


def _tree(piece: bytes, number: int) -> Iterator[Row]:
    """The row in a piece of XML up to its end tag, by the parser."""
    return _parsed(io.BytesIO(_OPEN + piece + _ROW_END), number)


def _parsed(stream: BinaryIO | _Joined, number: int) -> Iterator[Row]:
    """Rows by the parser, which makes of anything what can be made of it."""
    for row in elements(cast("BinaryIO", stream), "row"):
        said = row.get("r") or ""
        number = int(said) - 1 if said.isdigit() and len(said) < 8 else number + 1
        column = -1
        cells: list[RawCell] = []
        for cell in row:
            if local(cell) != "c":
                continue
            letters = (cell.get("r") or "").rstrip("0123456789")
            known = letters.isascii() and letters.isupper() and len(letters) < 4
            column = column_number(letters) if known else column + 1
            cells.append((column, cell.get("s"), cell.get("t"), _value(cell)))
        yield number, cells


def _value(cell: _Element) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter() if local(t) == "t")
    return next((v.text or "" for v in cell if local(v) == "v"), "")


class _Joined:
    """What was read of a stream already, and what comes then."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """Up to so many bytes."""
        if not self._head:
            return self._rest.read(size)
        size = len(self._head) if size < 0 else size
        found, self._head = self._head[:size], self._head[size:]
        return found
