"""Outlook msg ([MS-OXMSG]): headers, recipients, bodies, attachments; messages attached to messages become eml."""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any, BinaryIO

from scanner.document import Detail, Embedded, ExtractionError, Item, ProblemKind, StepKind, extract_problem, place
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail, properties, text_blocks
from scanner.extractors.encodings import decode
from scanner.extractors.ole import OLE_ERRORS, open_ole
from scanner.extractors.rtf import plain_text

_SUBJECT, _BODY, _HTML, _RTF, _HEADERS = "0037", "1000", "1013", "1009", "007D"
_TO, _CC, _BCC = "0E04", "0E03", "0E02"
_FROM_NAME, _FROM_MAIL, _FROM_SMTP = "0C1A", "0C1F", "5D01"
_NAME, _MAIL, _SMTP = "3001", "3003", "39FE"
_DATA, _FILE, _FILE_SHORT = "3701", "3707", "3704"
_SENT, _RECEIVED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
_DEPTH = 8


class OutlookMessage(ByFormat):
    """As a mail: fields, bodies at PART 1 and on, attachments as files of their own."""

    name = "msg"
    version = 2
    formats = frozenset({"msg"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        ole = open_ole(src.data())
        message = _Message(ole, [], 32)
        # who sent it stands among the fields below: said once, found once
        yield from properties({"subject": message.text(_SUBJECT), "sent": message.sent()})
        if message.impossible_date:
            yield damaged("date", place(StepKind.FIELD, "Date"))
        fields = "\n".join(f"{name}: {value}" for name, value in message.fields())
        yield from text_blocks(fields, place(StepKind.FIELD, "From"))
        yield from text_blocks(message.text(_HEADERS), place(StepKind.HEADER))
        labels = (message.text(_SUBJECT),) if message.text(_SUBJECT) else ()
        text, html = message.bodies()
        yield from text_blocks(text, place(StepKind.PART, 1), labels)
        if html:
            from scanner.extractors.html import html_items

            yield from html_items(html, place(StepKind.PART, 2), labels, options.limits)
        attached = 0
        for attached, (name, open_) in enumerate(message.attachments(), 1):
            if attached > options.limits.members:
                yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                break
            yield Embedded(name, open_)
        if not (fields or text or html or attached):
            fail(damaged("no content"))


class _Message:
    """One message storage, at ``path`` within the compound file; its property stream's header is ``header`` bytes."""

    def __init__(self, ole: Any, path: list[str], header: int) -> None:
        self._ole = ole
        self._path = path
        self._numbers = _fixed(self._stream("__properties_version1.0"), header)
        self._code_page = self._numbers.get(_CODE_PAGE, 0) & 0xFFFF
        self.impossible_date = False
        """Whether ``sent`` met a date that no calendar has."""

    def _stream(self, name: str) -> bytes:
        path = [*self._path, *name.split("/")]
        if not self._ole.exists("/".join(path)):
            return b""
        try:
            return bytes(self._ole.openstream(path).read())
        except OLE_ERRORS:
            return b""  # one damaged property; the message says so if nothing at all is left

    def text(self, tag: str, *below: str) -> str:
        prefix = "/".join([*below, f"__substg1.0_{tag}"])
        if wide := self._stream(prefix + "001F"):
            return wide.decode("utf-16-le", "replace").strip("\x00")
        narrow = self._stream(prefix + "001E")
        return _narrow(narrow, self._code_page).strip("\x00") if narrow else ""

    def sender(self) -> str:
        return _address(self.text(_FROM_NAME), self.text(_FROM_SMTP) or self.text(_FROM_MAIL))

    def sent(self) -> str:
        for tag in (_SENT, _RECEIVED):
            if (ticks := self._numbers.get(tag, 0)) > 0:
                try:
                    moment = dt.datetime(1601, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=ticks // 10)
                except OverflowError:
                    self.impossible_date = True
                    continue
                return moment.isoformat(timespec="seconds")
        return ""

    def fields(self) -> Iterator[tuple[str, str]]:
        """Header names and values, where there are any."""
        values = [("From", self.sender()), ("Subject", self.text(_SUBJECT)), ("Date", self.sent())]
        values += [("To", self.text(_TO)), ("Cc", self.text(_CC)), ("Bcc", self.text(_BCC))]
        recipients = [
            _address(self.text(_NAME, storage), self.text(_SMTP, storage) or self.text(_MAIL, storage))
            for storage in self._storages("__recip_version1.0_")
        ]
        values += [("Recipients", "; ".join(r for r in recipients if r))]
        yield from ((name, value) for name, value in values if value)

    def bodies(self) -> tuple[str, str]:
        """(plain text, HTML); the RTF body only where there is no plain one."""
        text = self.text(_BODY)
        raw = self._stream(f"__substg1.0_{_HTML}0102")
        html = decode(raw)[0] if raw else self.text(_HTML)
        if not text and not html and (packed := self._stream(f"__substg1.0_{_RTF}0102")):
            text = plain_text(unpack_rtf(packed))
        return text, html

    def _storages(self, prefix: str) -> list[str]:
        depth = len(self._path)
        names = {
            path[depth]
            for path in self._ole.listdir()
            if len(path) > depth + 1 and path[:depth] == self._path and path[depth].startswith(prefix)
        }
        return sorted(names)

    def attachments(self) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
        """(name, function that opens it)."""
        for number, storage in enumerate(self._storages("__attach_version1.0_"), 1):
            name = self.text(_FILE, storage) or self.text(_FILE_SHORT, storage)
            path = [*self._path, storage]
            if self._ole.exists("/".join([*path, f"__substg1.0_{_DATA}0102"])):
                yield name or f"attachment {number}", self._opener(f"{storage}/__substg1.0_{_DATA}0102")
            elif self._ole.exists("/".join([*path, f"__substg1.0_{_DATA}000D", "__properties_version1.0"])):
                inner = _Message(self._ole, [*path, f"__substg1.0_{_DATA}000D"], 24)
                title = name or inner.text(_SUBJECT) or f"message {number}"
                yield f"{title.replace('/', '_')}.eml", _eml_opener(inner)

    def _opener(self, name: str) -> Callable[[], BinaryIO]:
        def open_() -> BinaryIO:
            data = self._stream(name)
            if not data:
                raise ExtractionError(damaged("empty"))
            return io.BytesIO(data)

        return open_

    def as_eml(self, depth: int = 0) -> EmailMessage:
        """The message as a mail of its own, attachments included."""
        mail = EmailMessage()
        for name, value in self.fields():
            mail["X-Recipients" if name == "Recipients" else name] = " ".join(value.split())
        text, html = self.bodies()
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, open_ in self.attachments() if depth < _DEPTH else ():
            mail.add_attachment(open_().read(), maintype="application", subtype="octet-stream", filename=name)
        return mail


def _eml_opener(message: _Message) -> Callable[[], BinaryIO]:
    def open_() -> BinaryIO:
        try:
            return io.BytesIO(message.as_eml().as_bytes())
        except (ValueError, UnicodeError, LookupError, RecursionError) as error:
            raise ExtractionError(damaged(error)) from error

    return open_


def _fixed(data: bytes, header: int) -> dict[int, int]:
    """Property number -> value of the fixed-length properties."""
    found: dict[int, int] = {}
    for position in range(header, len(data) - 15, 16):
        kind, tag, _, value = struct.unpack_from("<HHIq", data, position)
        if kind in (0x0003, 0x0040):
            found[tag] = value
    return found


def _narrow(data: bytes, code_page: int) -> str:
    encoding = "utf-8" if code_page == 65001 else f"cp{code_page}" if code_page else ""
    return decode(data, encoding)[0]


def _address(name: str, mail: str) -> str:
    if not mail or mail == name:
        return name
    return f"{name} <{mail}>" if name else mail


_PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpack_rtf(data: bytes) -> bytes:
    """Compressed RTF ([MS-OXRTFCP]) unpacked, as far as it goes."""
    if len(data) < 16 or data[8:12] == b"MELA":
        return data[16:]
    size = int.from_bytes(data[4:8], "little")
    out = bytearray(_PRELOAD)
    end = len(_PRELOAD) + min(size, 1 << 26)
    position = 16
    while position < len(data) and len(out) < end:
        flags = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[position])
                position += 1
                continue
            token = int.from_bytes(data[position : position + 2], "big")
            position += 2
            offset, length = token >> 4, (token & 15) + 2
            where = len(out) - ((len(out) - offset) % 4096 or 4096)
            if offset == len(out) % 4096 or where < 0:
                return bytes(out[len(_PRELOAD) : end])
            for _ in range(length):
                out.append(out[where])
                where += 1
    return bytes(out[len(_PRELOAD) : end])
