"""vcf, ics and ldif: people's fields with their meaning."""

from __future__ import annotations

import base64
import quopri

import pytest

from scanner.document import TextBlock
from scanner.extractors import identify
from tests.scanner.extractors.helpers import kinds, read, tables, text_of


def card(n: int) -> str:
    return (
        "BEGIN:VCARD\r\nVERSION:3.0\r\n"
        f"N:Mihon{n};Kenji;;;\r\nFN:Kenji Mihon{n}\r\nTEL;TYPE=CELL:07700 900{n % 1000:03}\r\n"
        f"item1.EMAIL;type=INTERNET:kenji{n}@example.com\r\nBDAY:19800401\r\n"
        "ADR;TYPE=HOME:;;12 Example Street;Sampleton;;ZZ1 1ZZ;UK\r\n"
        "NOTE:A line that is folded in the\r\n  middle\\, and goes on\r\n"
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\nEND:VCARD\r\n"
    )


def test_a_file_of_500_cards_is_a_table_of_500_people() -> None:
    items = read("".join(map(card, range(500))).encode(), "people.vcf")
    [table] = tables(items)
    assert kinds(items) == []
    assert table.rows[0] == (
        "Family name",
        "Given name",
        "Name",
        "Telephone",
        "E-mail",
        "Date of birth",
        "Address",
        "Note",
    )
    assert len(table.rows) == 501
    assert table.kind == "address book"
    assert table.rows[8] == (
        "Mihon7", "Kenji", "Kenji Mihon7", "07700 900007", "kenji7@example.com", "1980-04-01",
        "12 Example Street, Sampleton, ZZ1 1ZZ, UK", "A line that is folded in the middle, and goes on",
    )  # fmt: skip


def test_a_card_of_an_old_telephone_is_read_in_its_own_charset() -> None:
    name = quopri.encodestring("見本;太郎;;;".encode("cp932")).replace(b"=\n", b"=\r\n").strip()
    street = quopri.encodestring(("一番町" * 20).encode("cp932")).replace(b"=\n", b"=\r\n").strip()
    assert b"=\r\n" in street
    data = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:" + name + b"\r\n"
        b"SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:"
        + "ﾐﾎﾝ;ﾀﾛｳ".encode("cp932")
        + b"\r\nTEL;CELL:090-0000-0000\r\nTEL;HOME:03-0000-0000\r\n"
        b"ADR;HOME;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:;;" + street + b";\r\nEND:VCARD\r\n"
    )
    [table] = tables(read(data, "old.vcf"))
    assert dict(zip(*table.rows, strict=True)) == {
        "Family name": "見本", "Given name": "太郎", "Furigana": "ﾐﾎﾝ ﾀﾛｳ", "Telephone": "090-0000-0000",
        "Telephone 2": "03-0000-0000", "Address": "一番町" * 20,
    }  # fmt: skip


def test_appointments_say_who_was_asked() -> None:
    data = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Return to work\\, first talk\r\n"
        'ORGANIZER;CN="Mihon, Aiko":mailto:aiko@example.com\r\n'
        "ATTENDEE;CN=Kenji Mihon;PARTSTAT=ACCEPTED:MAILTO:kenji@exam\r\n ple.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert text_of(read(data.encode(), "talk.ics")).split("\n") == [
        "Subject: Return to work, first talk",
        "Organiser: Mihon, Aiko <aiko@example.com>",
        "Attendee: Kenji Mihon <kenji@example.com>",
    ]


def test_each_appointment_has_its_own_place() -> None:
    entry = "BEGIN:VEVENT\r\nSUMMARY:{}\r\nBEGIN:VALARM\r\nDESCRIPTION:soon\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    data = "BEGIN:VCALENDAR\r\n" + entry.format("Ann") + entry.format("Ben") + "END:VCALENDAR\r\n"
    read_out = [(item.at, item.text) for item in read(data.encode(), "a.ics") if isinstance(item, TextBlock)]
    assert [text for _, text in read_out] == ["Subject: Ann\nNote: soon", "Subject: Ben\nNote: soon"]
    assert read_out[0][0] != read_out[1][0]


def test_directory_entries_are_rows() -> None:
    name = base64.b64encode("見本太郎".encode()).decode()
    data = (
        "version: 1\n\n# people\ndn: uid=mihon,dc=example,dc=com\nobjectClass: person\n"
        f"cn:: {name}\nmail: taro@example.com\ntelephoneNumber: 03-0000\n -0000\nuserPassword:: c2VjcmV0\n\n"
        "dn: uid=other,dc=example,dc=com\ncn: Ann Other\nmail: ann@example.com\n"
    )
    [table] = tables(read(data.encode(), "staff.ldif"))
    assert [row[1:] for row in table.rows] == [
        ("Name", "E-mail", "Telephone"),
        ("見本太郎", "taro@example.com", "03-0000-0000"),
        ("Ann Other", "ann@example.com", ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp932"])
def test_cards_are_read_in_any_encoding(encoding: str) -> None:
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:見本太郎\r\nNOTE:営業部の電話番号は別紙のとおりです。\r\nEND:VCARD\r\n"
    assert "見本太郎" in text_of(read(text.encode(encoding), "a.vcf"))


@pytest.mark.parametrize(
    "data", [b"BEGIN:VCARD", b"BEGIN:VCARD\r\nFN", b"BEGIN:VCALENDAR\r\nX;:\xff\xfe", b"dn: x\n:::\n"]
)
def test_broken_ones_do_not_stop_anything(data: bytes) -> None:
    assert all(str(kind) in ("CORRUPT", "ENCODING_GUESSED") for kind in kinds(read(data)))


def test_text_that_names_a_dn_later_is_no_directory() -> None:
    import io

    assert identify(io.BytesIO(b"Notes\ndn: x\n"), "a.txt") == "text"
