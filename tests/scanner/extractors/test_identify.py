"""What a file is, is in its bytes."""

from __future__ import annotations

import io

import pytest

from scanner.extractors import EXTRACTORS, SIGNATURE, identify
from tests.scanner.extractors.helpers import zipped

OOXML = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CASES = {
    "empty": b"",
    "pdf": b"%PDF-1.4\n",
    "rtf": rb"{\rtf1 x}",
    "jpg": b"\xff\xd8\xff\xe0",
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
    "gz": b"\x1f\x8b\x08\x00",
    "dwg": b"AC1027\x00\x00",
    "xdw": b"\x60\x0e\x82\x0e\x00\x00",
    "mdb": b"\x00\x01\x00\x00Standard Jet DB\x00",
    "exe": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00",
    "mp4": b"\x00\x00\x00\x18ftypisom",
    "ole": OLE + bytes(600),
    "docx": zipped({"[Content_Types].xml": OOXML.format("wordprocessingml.document"), "word/document.xml": ""}),
    "xlsx": zipped({"[Content_Types].xml": OOXML.format("spreadsheetml.sheet"), "xl/workbook.xml": ""}),
    "pptx": zipped({"[Content_Types].xml": OOXML.format("presentationml.presentation")}),
    "odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text-web"}),
    "ods": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    "epub": zipped({"mimetype": "application/epub+zip"}),
    "zip": zipped({"a.txt": "a"}),
    "csv": "氏名,電話\n山田,07700 900123\n佐藤,07700 900456\n".encode("cp932"),
    "tsv": "name\tphone\nA\t1\nB\t2\n".encode("utf-16"),
    "json": b'{"name": "A"}',
    "xml": b"<?xml version='1.0'?><a/>",
    "html": b"<!doctype html><p>x",
    "eml": b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nbody",
    "mbox": b"From a@example.com Mon Jun 01 10:00:00 2009\nSubject: x\n\nbody",
    "ics": b"BEGIN:VCALENDAR\nEND:VCALENDAR",
    "vcf": b"BEGIN:VCARD\nEND:VCARD",
    "text": "これはただの文です。\n".encode(),
    "unknown": bytes(range(256)) * 4,
}


@pytest.mark.parametrize("word", CASES)
@pytest.mark.parametrize("name", ["no_extension", "wrong.pdf", "名簿.xlsx", "a.eml"])
def test_the_content_decides_and_the_name_does_not(word: str, name: str) -> None:
    assert identify(io.BytesIO(CASES[word]), name) == word


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.md", "# Title\n\nText, with a comma.\n", "markdown"),
        ("a.log", "2024-01-01 start\n2024-01-01 end\n", "log"),
        ("a.csv", "name\nAiko\n", "csv"),
        ("a.txt", "Dear Sir, I write to you.\nYours, A\n", "text"),
        ("a.txt", "The quick fox, it ran.\nThe dog, it slept, and so on.\n", "text"),
        ("a.txt", "[section]\nkey=value\n", "text"),
        ("a", "id;name;city\n1;A;X\n2;B;Y\n", "csv"),
    ],
)
def test_the_name_settles_ties_between_kinds_of_text(name: str, text: str, word: str) -> None:
    assert identify(io.BytesIO(text.encode()), name) == word


def test_the_stream_is_left_at_its_beginning() -> None:
    stream = io.BytesIO(CASES["docx"])
    stream.seek(10)
    identify(stream, "x")
    assert stream.tell() == 0


def test_every_extractor_has_its_own_name_and_is_part_of_the_signature() -> None:
    names = [e.name for e in EXTRACTORS]
    assert len(set(names)) == len(names)
    assert all(f"{e.name}{e.version}" in SIGNATURE.split() for e in EXTRACTORS)


def test_no_format_has_two_first_readers() -> None:
    words = [word for e in EXTRACTORS for word in e.formats if e.name != "kreuzberg"]
    assert len(set(words)) == len(words)
