"""eml and mbox: headers, bodies and attachments, with charsets repaired; broken mails still yield."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import io
import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from scanner.document import Detail, Embedded, Item, ProblemKind, StepKind, extract_problem, place
from scanner.extractors.base import ByFormat, ExtractOptions, Source, properties, text_blocks
from scanner.extractors.encodings import decode, known

HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Subject", "Date")


class Mail(ByFormat):
    """One mail: its headers as fields, text and HTML bodies, attachments as files of their own."""

    name = "mail"
    version = 2
    formats = frozenset({"eml"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data().lstrip(b"\r\n")
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        subject = header(message, "Subject")
        # who sent it stands among the headers below: said once, found once
        yield from properties({"subject": subject, "sent": sent(message)})
        lines = [f"{name}: {value}" for name in HEADERS for value in headers(message, name)]
        if lines:
            yield from text_blocks("\n".join(lines), place(StepKind.FIELD, "From"))
        labels = (subject,) if subject else ()
        count = 0
        for item in _parts(message, labels, options):
            count += not isinstance(item, Embedded)
            yield item
        if not count and not lines:
            yield extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED)


def _parts(message: Message, labels: tuple[str, ...], options: ExtractOptions) -> Iterator[Item]:
    number = 0
    members = 0
    inner: Any
    stack: list[Message] = [message]
    while stack:
        part = stack.pop()
        kind = part.get_content_type()
        name = filename(part)
        if kind == "message/rfc822" and part is not message and part.is_multipart():
            inner = part.get_payload(0)
            yield Embedded(name or f"{header(inner, 'Subject') or 'message'}.eml", _opener(_bytes(inner)))
            continue
        if part.is_multipart():
            inner = part.get_payload()
            stack.extend(p for p in reversed(inner) if isinstance(p, Message))
            continue
        number += 1
        data = payload(part)
        if not data:
            continue
        attached = name or "attachment" in str(part.get("Content-Disposition", "")).lower()[:12]
        if attached or part.get_content_maintype() not in ("text", "message"):
            members += 1
            if members > options.limits.members:
                yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                return
            yield Embedded(name or _made_up(kind, number), _opener(data), len(data))
            continue
        at = place(StepKind.PART, number)
        text, problems = decode(data, charset(part))
        if kind == "text/html":
            from scanner.extractors.html import html_items

            yield from html_items(text, at, labels, options.limits)
        else:
            yield from text_blocks(text, at, labels)
        yield from problems


def _made_up(kind: str, number: int) -> str:
    import mimetypes

    return f"part {number}{mimetypes.guess_extension(kind) or ''}"


def _opener(data: bytes) -> Any:
    return lambda: io.BytesIO(data)


def _bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, KeyError):
        return message.as_string().encode("utf-8", "surrogateescape")


def payload(part: Message) -> bytes:
    """The part's content, decoded from base64 or quoted-printable as far as that goes."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):
        data = None
    if isinstance(data, bytes):
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def charset(part: Message) -> str:
    """The declared charset, '' if it is absent or unknown."""
    try:
        declared = part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError, UnicodeError):
        return ""
    return known(declared)


def filename(part: Message) -> str:
    """The attachment's name: RFC 2231, RFC 2047 words (also where they should not be), or raw bytes."""
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError, UnicodeError):
        name = ""
    return words(name).replace("\\", "/").rpartition("/")[2].strip()


def headers(message: Message, name: str) -> list[str]:
    """All headers of that name, decoded."""
    # As they came: ``get_all`` gives replacement characters for bytes that no encoded word holds.
    mine = (value for key, value in message.raw_items() if key.lower() == name.lower())
    return [text for value in mine if (text := words(str(value)))]


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded, '' if there is none."""
    return next(iter(headers(message, name)), "")


def words(value: str) -> str:
    """A header value with its encoded words and raw bytes decoded and its folding undone."""
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    if any("\udc80" <= c <= "\udcff" for c in value) or "\x1b" in value:
        value, _ = decode(value.encode("utf-8", "surrogateescape"))
    if "=?" not in value:
        return value.strip()
    value = re.sub(r"\?=\s+=\?", "?==?", value)
    try:
        chunks = email.header.decode_header(re.sub(r"(\?=)(?==\?)", r"\1 ", value))
    except (ValueError, email.errors.HeaderParseError):
        return value.strip()
    out: list[str] = []
    joined: list[tuple[bytes, str]] = []
    for chunk, encoding in chunks:
        if isinstance(chunk, str):
            out.append(chunk)
            continue
        code = known(encoding or "")
        if joined and joined[-1][1] == code and code:
            # a multi-byte character may be split over two words
            joined[-1] = (joined[-1][0] + chunk, code)
            out.pop()
        else:
            joined.append((chunk, code))
        out.append(decode(joined[-1][0], code)[0])
    return "".join(out).strip()


def sent(message: Message) -> str:
    """The Date header as an ISO text with its offset, '' where there is none that can be read."""
    try:
        return email.utils.parsedate_to_datetime(str(message.get("Date", ""))).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


class Mailbox(ByFormat):
    """mbox: each mail as a file of its own, cut at the lines that begin with "From "."""

    name = "mbox"
    version = 1
    formats = frozenset({"mbox"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        stream = src.rewound()
        mail: list[bytes] = []
        number = 0
        blank = True
        for line in stream:
            if line.startswith(b"From ") and blank:
                if mail:
                    number += 1
                    if number > options.limits.members:
                        yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                        return
                    yield Embedded(f"{number}.eml", _opener(b"".join(mail)))
                mail = []
                continue
            mail.append(line[1:] if line.startswith(b">From ") else line)
            blank = not line.strip()
        if mail:
            yield Embedded(f"{number + 1}.eml", _opener(b"".join(mail)))
