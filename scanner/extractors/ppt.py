"""ppt (PowerPoint 97 to 2003): slides in order with their notes and comments, slides that were deleted but are still in
the file, headers and footers, embedded objects ([MS-PPT])."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.document import (
    Detail,
    Embedded,
    ExtractionError,
    Item,
    Location,
    ProblemKind,
    StepKind,
    extract_problem,
    place,
)
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail, text_blocks
from scanner.extractors.encodings import decode
from scanner.extractors.ole import embedded_objects, ole_properties, open_ole, opened_office, stream_bytes

_HEAD = 8  # bytes of a record before its body
_RECORD = struct.Struct("<HHI").unpack_from
_OBJECT = 0x1011
_LARGEST = 256 << 20
_DOCUMENT, _SLIDE, _NOTES, _LIST, _PERSIST, _DIRECTORY = 0x3E8, 0x3EE, 0x3F0, 0xFF0, 0x3F3, 0x1772
_NOTES_ATOM, _SHOW, _HEADERS, _COMMENT = 0x3F1, 0x3F9, 0xFD9, 0x2EE0
_CHARS, _BYTES, _STRING, _LINK = 0xFA0, 0xFA8, 0xFBA, 0xFD7  # the last: ExHyperlink
_DEPTH = 32
_BREAKS = {ord("\r"): "\n", ord("\x0b"): "\n"}


class Slides(ByFormat):
    """Each slide one block of text; what belongs to no slide comes last."""

    name = "ppt"
    version = 1
    formats = frozenset({"ppt"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data()
        opened = yield from opened_office(data, options)
        if opened is None:
            return
        ole = open_ole(opened)
        yield from ole_properties(ole)
        stream = stream_bytes(ole, "PowerPoint Document", "PP97_DUALSTORAGE/PowerPoint Document")
        if not stream:
            fail(damaged("no presentation"))
        deck = Deck(stream)
        found = False
        for item in deck.items():
            found = True
            yield item
        yield from embedded_objects(ole)
        yield from ppt_objects(stream)
        if deck.cut:
            yield damaged("cut off", Location())
        elif not found and ole.exists("Pictures"):
            yield extract_problem(ProblemKind.NEEDS_OCR, Detail.NO_TEXT_LAYER)


@dataclass(slots=True)
class _Texts:
    """The texts of one container: what is shown, comments, headers and footers, links; and whether it is hidden."""

    shown: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    hidden: bool = False
    slide: int = 0  # of notes: the id of their slide


class Deck:
    """The records of a "PowerPoint Document" stream. ``cut`` tells whether one of them went beyond its end."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self.cut = False
        self._places: dict[int, int] = {}  # persist id -> offset
        self._listed: list[tuple[int, int, list[str]]] = []  # slides: persist id, slide id, texts of the outline
        self._document = _Texts()
        self._slides: dict[int, _Texts] = {}  # offset -> texts
        self._notes: list[_Texts] = []
        for kind, start, end, _ in self._records(0, len(stream)):
            if kind == _DIRECTORY:
                self._directory(start, end)
            elif kind == _DOCUMENT:
                self._listed = []  # a later one replaces those of earlier saves
                self._read_document(start, end)
            elif kind in (_SLIDE, _NOTES):
                texts = _Texts()
                self._gather(start, end, texts)
                if kind == _SLIDE:
                    self._slides[start - _HEAD] = texts
                else:
                    self._notes.append(texts)

    def items(self) -> Iterator[Item]:
        """The slides in order, then those no longer shown, then what belongs to none."""
        used: set[int] = set()
        numbers: dict[int, int] = {}
        for number, (persist, slide, outline) in enumerate(self._listed, 1):
            offset = self._places.get(persist, -1)
            used.add(offset)
            numbers[slide] = number
            texts = self._slides.get(offset, _Texts())
            yield from _slide([*outline, *texts.shown], texts, place(StepKind.SLIDE, number), texts.hidden)
        unused = [texts for offset, texts in self._slides.items() if offset not in used]
        for count, texts in enumerate(unused, 1):
            gone = bool(self._listed)
            at = place(StepKind.PART, f"deleted slide {count}") if gone else place(StepKind.SLIDE, count)
            yield from _slide(texts.shown, texts, at, gone or texts.hidden)
        for texts in self._notes:
            at = place(StepKind.SLIDE, numbers[texts.slide]) if texts.slide in numbers else Location()
            yield from text_blocks("\n".join(texts.shown), at.child(StepKind.NOTE))
        for kind, lines in ((StepKind.HEADER, self._document.headers), (StepKind.PART, self._document.links)):
            value = "links" if kind is StepKind.PART else ""
            yield from text_blocks("\n".join(dict.fromkeys(lines)), place(kind, value))

    def _records(self, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """(type, start and end of the body, flags) of the records in a range."""
        while start + _HEAD <= end:
            flags, kind, length = _RECORD(self._stream, start)
            body = start + _HEAD
            start = body + length
            if start > end:
                self.cut = self.cut or end == len(self._stream)
                start = end
            yield kind, body, start, flags

    def _directory(self, start: int, end: int) -> None:
        while start + 4 <= end:
            (head,) = struct.unpack_from("<I", self._stream, start)
            start += 4
            for n in range(head >> 20):
                if start + 4 > end:
                    return
                (self._places[(head & 0xFFFFF) + n],) = struct.unpack_from("<I", self._stream, start)
                start += 4

    def _read_document(self, start: int, end: int) -> None:
        for kind, body, stop, flags in self._records(start, end):
            if kind == _LIST:
                if flags >> 4 == 0:  # 1 are the masters, 2 the notes, which are read where they stand
                    self._read_list(body, stop)
            elif kind not in (_SLIDE, _NOTES):
                self._gather(body, stop, self._document, kind)

    def _read_list(self, start: int, end: int) -> None:
        for kind, body, stop, _ in self._records(start, end):
            if kind == _PERSIST and stop - body >= 16:
                persist, _, _, slide = struct.unpack_from("<IIII", self._stream, body)
                self._listed.append((persist, slide, []))
            elif self._listed and (text := self._text(kind, body, stop)):
                self._listed[-1][2].append(text)

    def _text(self, kind: int, start: int, end: int) -> str:
        if kind in (_CHARS, _STRING):
            return self._stream[start:end].decode("utf-16-le", "replace").translate(_BREAKS).strip("\0")
        return decode(self._stream[start:end])[0].translate(_BREAKS) if kind == _BYTES and end > start else ""

    def _gather(self, start: int, end: int, texts: _Texts, within: int = 0, depth: int = 0) -> None:
        strings: list[str] = []
        for kind, body, stop, flags in self._records(start, end):
            if flags & 0xF == 0xF:
                if depth < _DEPTH:
                    self._gather(body, stop, texts, kind, depth + 1)
            elif kind == _NOTES_ATOM and stop - body >= 4:
                (texts.slide,) = struct.unpack_from("<I", self._stream, body)
            elif kind == _SHOW and stop - body >= 12:
                texts.hidden = bool(self._stream[body + 10] & 4)
            elif text := self._text(kind, body, stop):
                if kind != _STRING:
                    texts.shown.append(text)
                elif within in (_HEADERS, _COMMENT, _LINK):
                    strings.append(text)
        if within == _COMMENT and strings:
            texts.comments.append(": ".join(strings[:2]))
        elif within == _HEADERS:
            texts.headers += strings
        else:
            texts.links += strings


def _slide(lines: list[str], texts: _Texts, at: Location, hidden: bool) -> Iterator[Item]:
    yield from text_blocks("\n".join(dict.fromkeys(lines)), at, hidden=hidden)
    for count, comment in enumerate(texts.comments, 1):
        yield from text_blocks(comment, at.child(StepKind.COMMENT, count), hidden=hidden)
    yield from text_blocks("\n".join(dict.fromkeys(texts.headers)), at.child(StepKind.FOOTER), hidden=hidden)
    yield from text_blocks("\n".join(dict.fromkeys(texts.links)), at.child(StepKind.PART, "links"), hidden=hidden)


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
