"""Pictures: read whichever way up, and never silent: nothing found, unsure, tiny, too large, damaged."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from scanner.document import Detail, Item, Location, Problem, ProblemKind
from scanner.extractors import ExtractOptions, ocr
from scanner.extractors.ocr import Reading, picture_items
from scanner.options import Limits
from tests.scanner.extractors.helpers import NO_OCR, kinds, places, read, text_of

OCR = ExtractOptions()
needs_tesseract = pytest.mark.skipif("eng" not in ocr.languages(), reason="Tesseract is not installed")
LINES = ("Staff list of the Sampleton office", "Kenji Mihon, telephone 07700 900123", "Aiko Mihon, 12 Example Street")


def picture(*lines: str, size: tuple[int, int] = (460, 130)) -> Image.Image:
    paper = Image.new("L", size, 255)
    pen = ImageDraw.Draw(paper)
    for n, line in enumerate(lines):
        pen.text((20, 15 + 35 * n), line, fill=0, font=ImageFont.load_default(20))
    return paper


def saved(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def details(items: list[Item]) -> list[Detail]:
    return [i.detail for i in items if isinstance(i, Problem)]


@needs_tesseract
@pytest.mark.parametrize("degrees", [0, 90])
def test_a_picture_is_read_whichever_way_up(degrees: int) -> None:
    items = read(saved(picture(*LINES).rotate(degrees, expand=True)), "scan.png", OCR)
    assert "07700 900123" in places(items)["page 1"]
    assert kinds(items) == []


@needs_tesseract
def test_each_page_of_a_fax_is_read() -> None:
    pages = [picture("first sheet, Kenji Mihon"), picture("second sheet, Aiko Mihon")]
    items = read(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "fax.tif", OCR)
    assert "Kenji" in places(items)["page 1"] and "Aiko" in places(items)["page 2"]


@needs_tesseract
def test_a_picture_without_text_is_told_from_one_not_looked_at() -> None:
    [problem] = [i for i in read(saved(Image.new("L", (100, 60), 255)), "blank.png", OCR) if isinstance(i, Problem)]
    assert (problem.kind, problem.detail) == (ProblemKind.NEEDS_OCR, Detail.OCR_NOTHING)


@needs_tesseract
def test_a_cut_off_picture_is_read_as_far_as_it_goes_and_said() -> None:
    whole = saved(picture(*LINES).convert("RGB"), "JPEG")
    items = read(whole[: len(whole) * 2 // 3], "scan.jpg", OCR)
    assert "Sampleton" in text_of(items)
    assert kinds(items) == [ProblemKind.CORRUPT]


@needs_tesseract
@pytest.mark.parametrize("form", ["BMP", "WEBP"])
def test_other_forms_of_pictures_are_read(form: str) -> None:
    assert "Sampleton" in text_of(read(saved(picture(*LINES), form), "picture", OCR))


@needs_tesseract
def test_transparent_paper_is_white() -> None:
    drawn = picture(*LINES)
    drawn.putalpha(drawn.point(lambda v: 255 - v))
    assert "Sampleton" in text_of(read(saved(drawn), "picture.png", OCR))


@needs_tesseract
def test_an_icon_is_not_read_and_said_to_be_one() -> None:
    assert details(read(saved(Image.new("L", (16, 16))), "icon.png", OCR)) == [Detail.PICTURE_TINY]


@needs_tesseract
def test_a_picture_of_billions_of_pixels_is_never_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    assert kinds(read(bomb, "bomb.png", OCR)) == [ProblemKind.TOO_LARGE]


@needs_tesseract
def test_damage_is_a_problem() -> None:
    assert kinds(read(b"\x89PNG\r\n\x1a\n" + bytes(100), "x.png", OCR)) == [ProblemKind.CORRUPT]


def test_without_recognition_a_picture_is_said_to_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(picture(*LINES))
    assert details(read(data, "scan.png", NO_OCR)) == [Detail.OCR_OFF]
    monkeypatch.setattr(ocr, "installed", frozenset)
    assert details(read(data, "scan.png", OCR)) == [Detail.OCR_MISSING]


@needs_tesseract
def test_no_picture_takes_longer_than_its_share_of_the_time() -> None:
    items = read(saved(picture(*LINES)), "scan.png", ExtractOptions(Limits(seconds=0.01)))
    assert kinds(items) == [ProblemKind.TIMEOUT]


def read_as(
    monkeypatch: pytest.MonkeyPatch, readings: dict[tuple[bytes, str], Reading], data: frozenset[str]
) -> list[Item]:
    monkeypatch.setattr(ocr, "installed", lambda: data)
    monkeypatch.setattr(ocr, "_orientation", lambda image, deadline: None)
    monkeypatch.setattr(
        ocr, "_recognise", lambda image, language, mode, deadline: readings.get((image, language), Reading("", 0.0))
    )
    return list(picture_items(lambda degrees: b"%d" % degrees, 1000, OCR, Location()))


def test_words_that_the_program_is_unsure_of_are_kept_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    items = read_as(monkeypatch, {(b"0", "eng"): Reading("Mihom", 31.0)}, frozenset({"eng"}))
    assert text_of(items).strip() == "Mihom"
    [problem] = [i for i in items if isinstance(i, Problem)]
    assert (problem.detail, problem.cause) == (Detail.OCR_UNSURE, "31 %")


def test_vertical_japanese_is_tried_where_its_data_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = {
        (b"0", "jpn+eng"): Reading("目 ー", 40.0),
        (b"0", "jpn_vert"): Reading("見本太郎の名簿であるので取扱いに注意すること", 92.0),
    }
    items = read_as(monkeypatch, readings, frozenset({"jpn", "eng", "jpn_vert"}))
    assert text_of(items).startswith("見本太郎")
    assert details(items) == []


def test_a_reading_the_right_way_up_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = {(b"0", "eng"): Reading("zx", 20.0), (b"270", "eng"): Reading("Staff list of the office", 90.0)}
    assert text_of(read_as(monkeypatch, readings, frozenset({"eng"}))).startswith("Staff")
