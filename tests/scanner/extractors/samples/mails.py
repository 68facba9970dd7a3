"""Mails, mailboxes and directories of people."""

from __future__ import annotations

from email.message import EmailMessage

from scanner.document import ProblemKind
from tests.scanner.extractors.helpers import zipped
from tests.scanner.extractors.samples import LAST, MARK, Sample
from tests.scanner.extractors.samples.compound import compound

_FILLER = "nothing personal in this line, and not in the next one either\r\n"


def _mail(body: str, attachment: bytes = b"") -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "notes"
    mail["Date"] = "Mon, 01 Apr 2024 09:30:00 +0900"
    mail.set_content(body)
    if attachment:
        mail.add_attachment(attachment, maintype="application", subtype="zip", filename="notes.zip")
    return mail.as_bytes()


def _with_broken_attachment() -> bytes:
    return _mail(f"{MARK}\n", zipped({"a.txt": "x" * 900})[:-70])


def _box(*bodies: str) -> bytes:
    return b"".join(b"From nobody Mon Apr  1 09:30:00 2024\n" + _mail(body) + b"\n\n" for body in bodies)


def _msg(body: str) -> bytes:
    # [MS-OXMSG] 2.4: the properties' own stream, and one for the body (PidTagBody, Unicode).
    return compound({"__properties_version1.0": b"\0" * 32, "__substg1.0_1000001F": _even(body).encode("utf-16-le")})


def _even(text: str) -> str:
    """Filled up with spaces to the 4,096 bytes below which ``compound`` would fill with zeros."""
    return text.ljust(2048)


def _broken_msg() -> bytes:
    date = b"\x40\x00\x39\x00" + b"\x06\0\0\0" + b"\xff" * 7 + b"\x7f"  # PidTagClientSubmitTime, no time at all
    return compound(
        {"__properties_version1.0": b"\0" * 32 + date, "__substg1.0_1000001F": _even(MARK).encode("utf-16-le")}
    )


def _ldif(*names: str) -> bytes:
    return "".join(f"dn: cn={n},o=example\r\ncn: {n}\r\nobjectClass: person\r\n\r\n" for n in names).encode()


_NEVER = "mails are encrypted by their parts (S/MIME, PGP), which are attachments of their own"

SAMPLES = {
    "eml": Sample(
        whole=lambda: _mail(f"{MARK}\n"),
        damaged=_with_broken_attachment,
        empty=lambda: _mail(""),
        huge=lambda: _mail(MARK + "\r\n" + _FILLER * 5_000 + LAST),
        open_because=_NEVER,
        told=frozenset({ProblemKind.CORRUPT, ProblemKind.TRUNCATED}),
    ),
    "mbox": Sample(
        whole=lambda: _box(MARK, "second"),
        damaged=lambda: b"From nobody Mon Apr  1 09:30:00 2024\n" + _with_broken_attachment() + b"\n\n",
        empty=lambda: _box(""),
        huge=lambda: _box(MARK, *["line"] * 500, LAST),
        open_because=_NEVER,
        told=frozenset({ProblemKind.CORRUPT, ProblemKind.TRUNCATED}),
    ),
    "msg": Sample(
        whole=lambda: _msg(MARK),
        damaged=_broken_msg,
        empty=lambda: compound({"__properties_version1.0": b"\0" * 32}),
        empty_told=frozenset({ProblemKind.CORRUPT}),  # not to be told from one whose streams are lost
        huge=lambda: _msg(MARK + "\r\n" + _FILLER * 2_000 + LAST),
        open_because=_NEVER,
    ),
    "ldif": Sample(
        whole=lambda: _ldif(MARK),
        damaged=lambda: _ldif(MARK) + b"dn: cn=\x81\xff\xfe\xa0\xff\r\nobjectClass: person\r\n\r\n",
        told=frozenset({ProblemKind.ENCODING_GUESSED}),
        empty=lambda: b"version: 1\r\n\r\ndn: o=example\r\nobjectClass: organization\r\n\r\n",
        huge=lambda: _ldif(MARK, *[f"nobody {n}" for n in range(4_000)], LAST),
        open_because="plain text",
    ),
}
