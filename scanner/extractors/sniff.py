"""Telling kinds of text apart by their content: HTML, XML, JSON, mail, calendar, tables; and text from binary."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from scanner.extractors.encodings import choose

_MAIL_HEADERS = (
    b"return-path received date from to subject message-id mime-version reply-to sender x-mailer delivered-to cc bcc "
    b"content-type content-transfer-encoding in-reply-to references delivery-date x-originating-ip x-mozilla-status "
    b"dkim-signature authentication-results x-received arc-seal status x-account-key x-uidl x-mozilla-keys envelope-to"
).split()
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:(?!//)")
_ENVELOPE = re.compile(rb"From \S+ +.*\d\d:\d\d(:\d\d)?.*\d{4}")
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|table|div|script|p|h[1-6]|span|br|ul|a\s)\b", re.I)
_XML = re.compile(r"\s*(?:<\?xml\b|<!--|<!DOCTYPE\b|<[A-Za-z_][\w.-]*(?::[\w.-]+)?(?:\s[^<>]*)?/?>)", re.S)
_ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_XML_KINDS = (
    ("http://schemas.microsoft.com/office/word/2003/wordml", "xml-word"),
    ('xmlns="urn:schemas-microsoft-com:office:spreadsheet"', "xml-excel"),
)
_BY_NAME = {
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "md": "markdown",
    "markdown": "markdown",
    "log": "log",
}
_LDIF = re.compile(r"(?:#[^\n]*\n|\s)*(?:version: 1\s+)?(?:#[^\n]*\n|\s)*dn::? \S", re.I)
_SQL = re.compile(
    r"^[ \t]*(?:(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?(?:INTO\s+)?[^\s(;,]+\s*(?:\([^()']*\)\s*)?VALUES?\s*\("
    r"|COPY\s+[^\s(]+\s*\([^()']*\)\s*FROM\s+stdin\b|CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[^\s(;,]+\s*\()",
    re.I | re.M,
)
DELIMITERS = "\t,;|^~"
_EDGE = f"[{re.escape(DELIMITERS)}\n]"
_QUOTED = re.compile(rf'(?:(?<={_EDGE})|^)"(?:[^"]|"")*"(?={_EDGE}|$)')


def text_kind(start: bytes, name: str) -> str:
    """The format word of something that bears no signature; "unknown" for binary data."""
    if mail := _mail_kind(start):
        return mail
    choice = choose(start)
    wide = choice.encoding.startswith(("utf-16", "utf-32"))
    named = PurePosixPath(name).suffix[1:].lower() in ("txt", *_BY_NAME)
    # a program that leaves NULs in its tables does not make them binary
    if not wide and _binary(start.replace(b"\x00", b"") if named and start.count(0) < len(start) * 0.1 else start):
        return "unknown"
    try:
        text = start[choice.bom :].decode(choice.encoding, "replace")
    except UnicodeError:
        return "unknown"
    if not wide and not choice.certain and text.count("\ufffd") > len(text) * 0.05:
        return "unknown"
    head = text.lstrip("\ufeff \t\r\n")
    for mark, word in (("BEGIN:VCALENDAR", "ics"), ("BEGIN:VCARD", "vcf"), ("{\\rtf", "rtf")):
        if head[:15].upper().startswith(mark.upper()):
            return word
    if _LDIF.match(head[:2000]):
        return "ldif"
    return _markup(head) or _json(head) or _plain(text, name)


def _binary(start: bytes) -> bool:
    """Control characters that no text holds."""
    odd = sum(start.count(c) for c in _CONTROLS)
    return start.count(0) > len(start) * 0.01 or odd > len(start) * 0.02


_CONTROLS = tuple(bytes([b]) for b in (*range(0, 7), *range(14, 27), 28, 29, 30, 31, 127))


def _mail_kind(start: bytes) -> str:
    """eml or mbox by their headers: a run of header lines with at least two that mails have."""
    mbox = start.startswith(b"From ") and b"\n" in start
    body = start.split(b"\n", 1)[1] if mbox else start.lstrip(b"\r\n")
    known: set[bytes] = set()
    for number, line in enumerate(body[:16384].splitlines()):
        if not line.strip():
            break
        header = _HEADER.match(line + b"\n")
        if header:
            known.add(header[1].lower())
        elif number == 0 or not line.startswith((b" ", b"\t", b">From ")):
            if number == 0 or len(known) < 3:
                known.clear()
            break
    mailish = known.intersection(_MAIL_HEADERS)
    if mbox and (mailish or _ENVELOPE.match(start)):
        return "mbox"
    telling = mailish - {b"date", b"to", b"subject", b"status", b"sender"}
    return "eml" if len(mailish) >= 3 or (len(mailish) >= 2 and telling) else ""


def _markup(head: str) -> str:
    if not head.startswith("<"):
        return ""
    root = _ROOT.search(head)
    if head[:14].lower() == "<!doctype html" or (root and root[2].lower() == "html"):
        return "html"
    if head.startswith("<?xml") or (_XML.match(head) and not _TAG.match(head)):
        return _xml_kind(head)
    return "html" if _TAG.search(head[:4096]) else ""


def _xml_kind(head: str) -> str:
    if re.search(r"<!DOCTYPE\s+html", head[:1024], re.I):
        return "html"
    for space, word in _XML_KINDS:
        if space in head[:4096]:
            return word
    return "xml"


def _json(head: str) -> str:
    if not head.startswith(("{", "[")):
        return ""
    # an object opens with a key, an array with a value; INI sections and wiki text do not
    return "json" if re.match(r'\{\s*("(?:[^"\\]|\\.)*"\s*:|\})|\[\s*(["{\[\]\d-]|true|false|null)', head) else ""


def _plain(text: str, name: str) -> str:
    if _SQL.search(text):
        return "sql"
    named = _BY_NAME.get(PurePosixPath(name).suffix[1:].lower(), "")
    found = delimiter(text)
    if found == "\t":
        return "tsv"
    if found and named in ("", "csv", "tsv"):
        return "csv"
    return named or "text"


def delimiter(text: str) -> str:
    """The character that divides the lines into equal numbers of fields, '' if none does so throughout."""
    text = text[:20_000]
    lines = [line for line in outside_quotes(text)[0].split("\n") if line.strip()][:200]
    if text.count("\n") > len(lines) and len(lines) > 3:
        lines.pop()  # may be cut off
    if len(lines) < 2:
        return ""
    best, best_share = "", 0.0
    for candidate in DELIMITERS:
        counts = [line.count(candidate) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n), n))
        share = counts.count(usual) / len(counts)
        # Prose has commas too: one comma a line is a table only if every line has it, in short fields.
        enough = 0.9 if usual >= 2 else 1.0
        if usual >= 1 and share >= enough and share > best_share and _short_fields(lines, candidate):
            best, best_share = candidate, share
    return best


def _short_fields(lines: list[str], candidate: str) -> bool:
    if candidate == "\t":
        return True
    fields = [f for line in lines for f in line.split(candidate)]
    # prose has a space after its commas
    spaced = sum(1 for f in fields if f.startswith(" ")) if len(fields) < 4 * len(lines) else 0
    return sum(map(len, fields)) / len(fields) < 60 and spaced < 0.4 * len(fields)


def outside_quotes(text: str) -> tuple[str, int]:
    """The text without its quoted fields, so that delimiters and line ends in there do not count, and their number."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _QUOTED.subn("Q", text) if '"' in text else (text, 0)
