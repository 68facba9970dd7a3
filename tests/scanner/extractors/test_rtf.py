"""RTF: every destination that holds text, in the encodings that old programs wrote."""

from __future__ import annotations

import binascii
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.document import Embedded, TableBlock, TextBlock
from scanner.extractors.rtf import plain_text
from tests.scanner.extractors.helpers import kinds, places, read, said_of, tables, text_of


def rtf(body: str, head: str = "") -> bytes:
    return rf"{{\rtf1\ansi\ansicpg932{{\fonttbl{{\f0 A;}}{{\f1\fcharset128 B;}}}}{head}{body}}}".encode("ascii")


def hexed(text: str, encoding: str = "cp932") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def test_words_are_not_torn_where_groups_end() -> None:
    assert text_of(read(rtf(r"{\b Ai}{\i ko} Mih{\ul on}\par"))).strip() == "Aiko Mihon"


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"], min_codepoint=33), min_size=1, max_size=30))
def test_any_text_written_as_unicode_is_read_as_it_was(text: str) -> None:
    units = struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}h", text.encode("utf-16-le"))
    written = "".join(rf"\u{unit}?" for unit in units)
    assert text_of(read(rtf(rf"\uc1 x{written}x\par"))) == f"x{text}x"


@given(st.text("山田花子テスト表ソ能十予申a1", min_size=1, max_size=20))
def test_any_text_in_shift_jis_is_read_also_where_a_second_byte_is_a_backslash(text: str) -> None:
    assert text_of(read(rtf(rf"\f1 {hexed(text)}\par"))) == text


def test_headers_notes_annotations_and_text_boxes_stand_apart() -> None:
    body = (
        r"{\header in the header\par}{\footer in the footer\par}before{\footnote a note}after"
        r"{\*\atnid AM}{\*\atnauthor Aiko}\chatn{\*\annotation{\*\atndate 1}a remark}"
        r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv wordart}}{\sp{\sn fFlip}{\sv 77}}{\shptxt in a box\par}}"
        r"{\shprslt{\*\do{\dptxbxtext in a box\par}}}}\par"
    )
    items = read(rtf(body))
    assert places(items) == {
        "paragraph 1": "beforeafter",
        "header": "in the header",
        "footer": "in the footer",
        "note 1": "a note",
        "comment 1": "Aiko: a remark",
        "textbox": "in a box",
    }
    assert "wordart" in text_of(items) and "77" not in text_of(items)
    assert kinds(items) == []


def test_what_was_deleted_or_is_hidden_is_marked() -> None:
    items = read(rtf(r"Mr {\deleted Tanaka}{\revised Sato}\par next{\v secret}\par"))
    blocks = [i for i in items if isinstance(i, TextBlock)]
    assert [(b.text, b.hidden, str(b.at)) for b in blocks] == [
        ("Mr Sato\nnext", False, "paragraph 1"),
        ("Tanaka", True, "paragraph 1"),
        ("secret", True, "paragraph 2"),
    ]


def test_tables_also_nested_ones_are_tables() -> None:
    body = (
        r"before\par\trowd\cellx1\cellx2\pard\intbl Name\cell\pard\intbl Phone\par second line\cell\row"
        r"\trowd\pard\intbl Aiko\cell 07700 900123\cell\row\pard after\par"
        r"\trowd\pard\intbl\itap2 in\nestcell ner\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}"
        r"\pard\intbl\itap1 outer\cell\row\pard end\par"
    )
    items = read(rtf(body))
    assert [t.rows for t in tables(items)] == [
        [("Name", "Phone\nsecond line"), ("Aiko", "07700 900123")],
        [("outer",)],
        [("in", "ner")],
    ]
    assert [i.text for i in items if isinstance(i, TextBlock)] == ["before", "after", "end"]
    assert [type(i) for i in items[:3]] == [TextBlock, TableBlock, TextBlock]


def test_properties_form_fields_links_and_reviewers_are_read() -> None:
    head = (
        rf"{{\info{{\title {hexed('名簿')}}}{{\author Aiko}}{{\*\company C}}{{\creatim\yr2019\mo4\dy1\hr9\min5}}"
        r"{\hlinkbase nowhere}}{\*\userprops{\propname Carer}\proptype30{\staticval Kenji}}"
        r"{\*\revtbl{Unknown;}{Kenji Saigo;}}{\*\generator Word;}"
    )
    body = (
        r'{\field{\*\fldinst{HYPERLINK "mailto:aiko@example.com"}}{\fldrslt{write to her}}}'
        r"{\field{\*\fldinst FORMTEXT{\*\formfield{\fftype0{\*\ffname T}{\*\ffdeftext default}{\*\ffl entry}}}}"
        r"{\fldrslt typed}}\par"
    )
    items = read(rtf(body, head))
    assert said_of(items) == {
        "title": "名簿", "author": "Aiko", "company": "C", "created": "2019-04-01T09:05:00", "custom": "Carer: Kenji",
    }  # fmt: skip
    at = places(items)
    assert at["paragraph 1"] == "write to hertyped"
    assert at["part links"] == "aiko@example.com"
    assert at["field form fields"] == "default\nentry"
    assert at["part people"] == "Kenji Saigo"
    assert "nowhere" not in text_of(items)


def ole1(kind: bytes, native: bytes) -> str:
    """An OLE 1.0 object as RTF writes it."""
    data = struct.pack("<III", 0x501, 2, len(kind) + 1) + kind + b"\0" + bytes(8)
    return binascii.hexlify(data + struct.pack("<I", len(native)) + native).decode()


def test_embedded_objects_come_as_members() -> None:
    content = b"a,b\n1,2\n"
    package = b"\x02\x00list.csv\0C:\\list.csv\0" + bytes(4) + struct.pack("<I", 3) + b"C:\0"
    package += struct.pack("<I", len(content)) + content
    one, two = ole1(b"Package", package), ole1(b"Excel.Sheet.8", b"\xd0\xcf\x11\xe0rest")
    body = "".join(
        rf"{{\object\objemb{{\*\objdata {o[:20]}" + "\r\n" + rf"{o[20:]}}}{{\result x}}}}" for o in (one, two)
    )
    members = [i for i in read(rtf(body)) if isinstance(i, Embedded)]
    assert [(m.name, m.open().read()) for m in members] == [
        ("list.csv", content),
        ("object 2", b"\xd0\xcf\x11\xe0rest"),
    ]


def test_html_inside_rtf_is_read_once() -> None:
    body = (
        r"{\*\htmltag64 <p>}{\htmlrtf \f0 }Hello {\*\htmltag84 <a href=\"mailto:aiko@example.com\">}"
        r"\htmlrtf x\htmlrtf0 her{\*\htmltag92 </a>}\htmlrtf\par\htmlrtf0"
    )
    items = read(rtf(body, r"\fromhtml1"))
    assert places(items) == {"paragraph 1": "Hello her", "part links": "aiko@example.com"}


@pytest.mark.parametrize("end", [b"", b"{\\b", b"\\'", b"\\'8", b"\\u", b"\\bin99999999999 x", b"\\"])
def test_an_rtf_that_breaks_off_is_read_as_far_as_it_goes_and_said(end: bytes) -> None:
    items = read(rb"{\rtf1\ansi Aiko Mihon\par" + end)
    assert "Aiko Mihon" in text_of(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_pictures_without_text_need_character_recognition() -> None:
    assert [str(k) for k in kinds(read(rb"{\rtf1{\pict\pngblip 89504e47}}"))] == ["NEEDS_OCR"]


def test_groups_without_end_stop_the_reading() -> None:
    items = read(rb"{\rtf1 Aiko\par" + b"{" * 1_000_000)
    assert "Aiko" in text_of(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_plain_text_is_what_is_seen() -> None:
    assert plain_text(rtf(r"a{\deleted b}\par\trowd c\cell d\cell\row e\par")) == "a\nc\td\ne"
