"""No bytes at all may make an extractor crash, or be silent about what it could not read."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.document import Embedded, ExtractionError, Item, Problem, ProblemKind, Stage
from scanner.extractors import EXTRACTORS, ExtractOptions, extract
from tests.scanner.extractors.helpers import NO_OCR, kinds, protections, read, text_of, zipped
from tests.scanner.extractors.test_documents import docx, odt, p, pptx
from tests.scanner.extractors.test_pdf import pdf
from tests.scanner.extractors.test_spreadsheets import workbook

SEEDS = {
    "docx": docx(p("Aiko Mihon") * 20, header=p("x")),
    "pptx": pptx("<a:p><a:r><a:t>Aiko Mihon</a:t></a:r></a:p>"),
    "odt": odt("<t:p>Aiko Mihon</t:p>"),
    "xlsx": workbook(lambda book: book.active.append(["Aiko Mihon", 1])),
    "pdf": pdf("Aiko Mihon"),
    "zip": zipped({"a.txt": "Aiko Mihon", "b/c.csv": "a,b\n1,2\n"}),
    "rtf": rb"{\rtf1\ansi Aiko Mihon\par}",
    "eml": b"From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nAiko\n--x--",
    "html": b"<html><body><table><tr><td>Aiko</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>",
    "json": b'[{"name": "Aiko", "n": 1}, {"name": "Kenji", "n": 2}]',
    "xml": b"<?xml version='1.0'?><r><name>Aiko</name></r>",
    "csv": "氏名,番号\n山田,1\n佐藤,2\n".encode("cp932"),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(24) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00" + bytes(2000),
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<IQQI", 0, 0, 4, 0) + b"\x01\x04\x06\x00",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(40),
    "jpg": b"\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00" + bytes(60),
    "msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "__properties_version1.0\0".encode("utf-16-le"),
    "xml-excel": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
}


EPUB = zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"})


def nothing_else_escapes(data: bytes) -> list[Item]:
    items = []
    for item in extract(io.BytesIO(data), "sample", len(data), NO_OCR):
        items.append(item)
        if isinstance(item, Embedded):
            try:
                item.open().read()
            except ExtractionError as error:
                assert error.problem.stage is Stage.EXTRACT
    return items


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_mutated_files_yield_items_and_problems_and_nothing_else(kind: str, data: st.DataObject) -> None:
    seed = bytearray(SEEDS[kind])
    for _ in range(data.draw(st.integers(1, 12))):
        seed[data.draw(st.integers(0, len(seed) - 1))] = data.draw(st.integers(0, 255))
    nothing_else_escapes(bytes(seed[: data.draw(st.integers(0, len(seed)))]))


@pytest.mark.parametrize("kind", ["docx", "pptx", "odt", "xlsx", "zip"])
def test_a_file_cut_off_anywhere_says_so(kind: str) -> None:
    seed = SEEDS[kind]
    for end in range(40, len(seed) - 1, max(1, len(seed) // 12)):
        items = nothing_else_escapes(seed[:end])
        assert ProblemKind.CORRUPT in kinds(items), end


def test_an_empty_file_yields_nothing() -> None:
    assert read(b"") == []


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"AC1027\x00\x00" * 9, "dwg"),
        (b"\x60\x0e\x82\x0e" + bytes(90), "xdw"),
        (b"MZ\x90\x00" + bytes(90), "exe"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(90), "mp4"),
        (bytes(range(256)) * 9, "unknown"),
    ],
)
def test_a_type_without_a_reader_is_named(data: bytes, cause: str) -> None:
    [problem] = read(data)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.cause) == (ProblemKind.UNSUPPORTED, cause)


def test_a_panic_of_a_native_library_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("quotes somebody's name")

    monkeypatch.setattr("scanner.extractors.legacy.run", panic)
    items = read(EPUB)
    assert [(p.kind, p.cause) for p in items if isinstance(p, Problem)] == [(ProblemKind.CORRUPT, "PanicException")]


def test_causes_never_quote_the_file() -> None:
    for kind, seed in SEEDS.items():
        for item in nothing_else_escapes(seed[: len(seed) * 2 // 3]):
            if isinstance(item, Problem):
                assert "Aiko" not in item.cause + str(item.at), kind


def test_an_interrupt_is_not_taken_for_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scanner.extractors.legacy.run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read(EPUB)


def test_a_billion_laughs_do_not_laugh() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><r>&l9;</r>'
    assert len(text_of(read(bomb.encode()))) < 10_000


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    for data in (b"[" * 100_000, b"<a>" * 100_000, b"<html>" + b"<div>" * 100_000 + b"x"):
        nothing_else_escapes(data)


def test_an_encrypted_office_file_is_said_to_be_encrypted() -> None:
    import msoffcrypto.format.ooxml

    source = io.BytesIO(SEEDS["xlsx"])
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("a password", out)
    items = read(out.getvalue())
    assert [str(h) for h in protections(items)] == ["office"]
    assert kinds(items) == [ProblemKind.ENCRYPTED]


def test_a_workbook_encrypted_without_a_password_is_read_and_said_to_be_protected() -> None:
    import msoffcrypto.format.ooxml

    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(SEEDS["xlsx"])).encrypt("VelvetSweatshop", out)
    items = read(out.getvalue())
    assert [str(h) for h in protections(items)] == ["office"]
    assert "Aiko Mihon" in text_of(items)
    assert kinds(items) == []


def test_extractors_read_nothing_they_do_not_list() -> None:
    for extractor in EXTRACTORS:
        assert extractor.formats, extractor.name
    assert ExtractOptions().ocr
