"""Mails as they really are: old charsets, broken headers, attachments in attachments."""

from __future__ import annotations

import email.policy
import io
import struct
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from types import SimpleNamespace

import pytest

from scanner.document import Embedded
from scanner.extractors.mail import header, words
from scanner.extractors.msg import _PRELOAD, _Message, unpack_rtf
from tests.scanner.extractors.helpers import kinds, places, read, read_all, said_of, tables, text_of


def test_headers_bodies_and_attachments_are_read() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Aiko <a@example.com>", "Kenji <k@example.com>", "採用の件"
    mail["Date"] = "Mon, 01 Apr 2019 09:30:00 +0900"
    mail.set_content("本文です。")
    mail.add_alternative("<p>HTML <b>text</b></p>", subtype="html")
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="名簿.csv")
    items = list(read_all(mail.as_bytes()))
    at = places(items)
    assert at["field From"].split("\n")[:3] == [
        "From: Aiko <a@example.com>",
        "To: Kenji <k@example.com>",
        "Subject: 採用の件",
    ]
    assert at["part 1"].strip() == "本文です。"
    assert at["part 2 > paragraph 1"] == "HTML text"
    assert [i.name for i in items if isinstance(i, Embedded)] == ["名簿.csv"]
    assert tables(items)[0].rows == [("a", "b"), ("1", "2")]
    assert said_of(items) == {
        "subject": "採用の件",
        "sent": "2019-04-01T09:30:00+09:00",
    }


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "utf-8"])
@pytest.mark.parametrize("declared", [True, False])
def test_japanese_bodies_are_read_whether_or_not_their_charset_is_declared(charset: str, declared: bool) -> None:
    body = "お世話になっております。総務部の山田です。名簿をお送りします。"
    head = "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n"
    head += f"Content-Type: text/plain; charset={charset}\r\n" if declared else ""
    assert body in text_of(read(head.encode() + b"\r\n" + body.encode(charset)))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?ISO-2022-JP?B?GyRCOFtNUSRON28bKEI=?=", "雇用の件"),
        ("=?utf-8?B?5ZCN?= =?utf-8?B?57C/?=", "名簿"),
        ("=?utf-8?B?5ZCN57A=?= =?utf-8?B?vw==?=", "名簿"),
        ("=?Shift_JIS?Q?=96=BC=95=EB?=", "名簿"),
        ("plain", "plain"),
        ("=?NONE?B?VEVTVA==?=", "TEST"),
        ('"=?utf-8?B?5ZCN57C/?=.xlsx"', '"名簿.xlsx"'),
    ],
)
def test_encoded_words_are_decoded(raw: str, text: str) -> None:
    assert words(raw) == text


@pytest.mark.parametrize("code", ["utf-8", "iso-2022-jp", "cp932"])
def test_headers_whose_bytes_no_encoded_word_holds_are_read_in_their_charset(code: str) -> None:
    raw = 'From: "架空 太郎" <t@example.com>\nSubject: 退去の連絡について\n\n本文\n'.encode(code)
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert header(message, "from") == '"架空 太郎" <t@example.com>'
    assert header(message, "Subject") == "退去の連絡について"


def test_a_mail_in_a_mail_is_a_member() -> None:
    inner = MIMEText("inner text", _charset="utf-8")
    inner["Subject"], inner["From"] = "inner", "c@example.com"
    outer = MIMEMultipart()
    outer["From"], outer["To"], outer["Subject"] = "a@example.com", "b@example.com", "outer"
    from email.mime.message import MIMEMessage

    outer.attach(MIMEMessage(inner))
    outer.attach(MIMEApplication(b"%PDF-broken", Name="x.pdf"))
    items = list(read_all(outer.as_bytes()))
    assert [i.name for i in items if isinstance(i, Embedded)] == ["inner.eml", "x.pdf"]
    assert "inner text" in text_of(items)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@example.com\nTo: b@example.com\nSubject: =?utf-8?B?broken\nDate: never\n\nbody",
        b"From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nbody",
        b"From: a@example.com\nTo: b@example.com\nContent-Type: text/plain; charset=no-such\n\nbody",
        b"From: a@example.com\nTo: b@example.com\nContent-Transfer-Encoding: base64\nMIME-Version: 1.0\n\nbody",
        b"From: a@example.com\nTo: b@example.com\nSubject: \xff\xfe\x80\n\nbody",
    ],
)
def test_broken_mails_still_yield(raw: bytes) -> None:
    assert "a@example.com" in text_of(read(raw))


def test_an_mbox_is_cut_into_its_mails() -> None:
    box = b"From a@example.com Mon Jun 01 10:00:00 2009\nFrom: a@example.com\nSubject: {}\n\n>From here\n\n"
    items = list(read_all(box.replace(b"{}", b"one") + box.replace(b"{}", b"two")))
    assert [i.name for i in items if isinstance(i, Embedded)] == ["1.eml", "2.eml"]
    assert text_of(items).count("From here") == 2
    assert kinds(items) == []


def test_compressed_rtf_of_outlook_is_unpacked() -> None:
    # the example of [MS-OXRTFCP] 3.1
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af320686590156c0afe0bd0bcd1800dd06c00807d0fd0"
    )[:45]
    assert len(_PRELOAD) == 207
    assert unpack_rtf(b"\x10\0\0\0\x05\0\0\0LZFu\0\0\0\0\x00hello") == b"hello"
    assert isinstance(unpack_rtf(packed), bytes)


def test_a_body_that_looks_like_a_mail_is_not_read_for_ever() -> None:
    raw = b"From: a@example.com\nTo: b@example.com\nSubject: x\nContent-Type: message/rfc822\n\n" * 3 + b"end"
    assert list(read_all(raw))
    assert io.BytesIO(raw)


def test_who_sent_a_mail_is_found_once() -> None:
    items = list(read_all(b"From: Aiko Mihon <a@example.com>\r\nTo: k@example.com\r\nSubject: x\r\n\r\nbody\r\n"))
    assert text_of(items).count("Aiko Mihon") == 1


@pytest.mark.parametrize(("ticks", "impossible"), [(132_000_000_000_000_000, False), ((1 << 63) - 1, True), (0, False)])
def test_an_impossible_date_of_a_msg_is_noted(ticks: int, impossible: bool) -> None:
    stream = bytes(32) + struct.pack("<HHIq", 0x0040, 0x0039, 6, ticks)
    ole = SimpleNamespace(exists=lambda name: "properties" in name, openstream=lambda path: io.BytesIO(stream))
    message = _Message(ole, [], 32)
    assert bool(message.sent()) == (ticks > 0 and not impossible)
    assert message.impossible_date == impossible
