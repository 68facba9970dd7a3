"""PDF: text by page on any machine, forms, notes, attachments, passwords, pictures."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from scanner.document import Detail, Embedded, Problem, ProblemKind, Protection
from scanner.extractors import ExtractOptions, ocr
from scanner.extractors.pdf import pdf_date
from scanner.extractors.pdf_lines import Line, paragraphs
from tests.scanner.extractors.helpers import kinds, places, protections, read, said_of, text_of


def pdf(*pages: str, encrypt: StandardEncryption | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encrypt)
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas.setTitle("名簿")
    canvas.setAuthor("Aiko Mihon")
    for page in pages:
        canvas.setFont("HeiseiMin-W3", 12)
        for n, line in enumerate(page.split("\n")):
            canvas.drawString(72, 720 - 20 * n, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_each_page_is_a_block_and_japanese_without_fonts_is_read() -> None:
    items = read(pdf("氏名 山田太郎", "second page\n電話 07700 900123"))
    assert places(items) == {"page 1": "氏名 山田太郎", "page 2": "second page\n電話 07700 900123"}
    assert (said_of(items)["title"], said_of(items)["author"]) == ("名簿", "Aiko Mihon")
    assert kinds(items) == []


def test_a_single_character_is_not_lost_for_want_of_a_font() -> None:
    assert text_of(read(pdf("。"))).endswith("。")


def test_a_password_is_a_problem_and_restrictions_alone_are_not() -> None:
    locked = read(pdf("secret", encrypt=StandardEncryption("user", "owner", strength=128)))
    assert (protections(locked), kinds(locked)) == ([Protection.PDF], [ProblemKind.ENCRYPTED])
    restricted = read(pdf("readable", encrypt=StandardEncryption("", "owner", canCopy=0, strength=128)))
    assert (protections(restricted), kinds(restricted)) == ([Protection.PDF], [])
    assert places(restricted) == {"page 1": "readable"}


def test_form_fields_are_read_with_their_names() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.acroForm.textfield(name="full_name", tooltip="Full name", value="Kenji Mihon", x=72, y=700)
    canvas.drawString(72, 750, "Application form")
    canvas.save()
    assert places(read(out.getvalue()))["page 1 > field"] == "Full name: Kenji Mihon"


def test_attachments_are_members() -> None:
    document = pypdfium2.PdfDocument(pdf("x"))
    document.new_attachment("list.csv").set_data(b"a,b\n1,2\n")
    out = io.BytesIO()
    document.save(out)
    document.close()
    [member] = [i for i in read(out.getvalue()) if isinstance(i, Embedded)]
    assert (member.name, member.open().read()) == ("list.csv", b"a,b\n1,2\n")


def scanned() -> bytes:
    from reportlab.lib.utils import ImageReader

    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 720, "Kenji Mihon, telephone 07700 900123")
    canvas.save()
    document = pypdfium2.PdfDocument(drawn.getvalue())
    picture = document[0].render(scale=3).to_pil()
    document.close()
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    return out.getvalue()


def test_pictures_without_text_are_said_where_recognition_is_off() -> None:
    [problem] = [i for i in read(scanned()) if isinstance(i, Problem)]
    assert (problem.kind, problem.detail, str(problem.at)) == (ProblemKind.NEEDS_OCR, Detail.OCR_OFF, "page 1")


def test_pictures_are_said_where_recognition_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "languages", lambda: "")
    [problem] = [i for i in read(scanned(), options=ExtractOptions()) if isinstance(i, Problem)]
    assert problem.detail is Detail.OCR_MISSING


@pytest.mark.skipif("eng" not in ocr.languages(), reason="Tesseract is not installed")
def test_pictures_are_read_by_character_recognition() -> None:
    items = read(scanned(), options=ExtractOptions(ocr=True))
    assert "900123" in places(items)["page 1"]
    assert kinds(items) == []


def test_a_cut_off_pdf_gives_a_problem_or_its_text() -> None:
    whole = pdf(*(f"page {n}" for n in range(20)))
    for share in (0.2, 0.5, 0.9):
        items = read(whole[: int(len(whole) * share)])
        assert kinds(items) or "page 1" in text_of(items)


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("D:20190401093000+09'00'", "2019-04-01T09:30:00"),
        ("D:2019", "2019-01-01T00:00:00"),
        ("1 April", ""),
        ("D:00000000000000", ""),
    ],
)
def test_pdf_dates_become_iso(date: str, iso: str) -> None:
    assert pdf_date(date) == iso


def _lines(*texts: str) -> list[Line]:
    """Lines of a page one below another, as wide as their texts."""
    return [Line(t, 72.0, 700.0 - 13 * n, 72.0 + 6 * len(t), 710.0 - 13 * n, width=len(t)) for n, t in enumerate(texts)]


def test_a_label_and_its_value_below_a_full_line_stay_on_a_line_of_their_own() -> None:
    full = "Leeds Catering Ltd, Unit 4 Sweet Street, Leeds LS11 9DB. VAT no GB 123 4567 82"
    lines = _lines("INVOICE 2017-044", full, "Invoice date 12 September 2017", "Surname Whitfield", "Total £384.00")
    assert list(paragraphs(lines, 595.0)) == [line.text for line in lines]


def test_a_sentence_that_goes_on_below_is_whole_though_it_begins_like_a_label() -> None:
    lines = _lines(
        "We wrote to you about the balance of your account in the spring, and you gave us",
        "Date and place of the meeting that you would like to have with the three of us as",
        "name and address of the solicitor.",
    )
    assert list(paragraphs(lines, 595.0)) == [" ".join(line.text for line in lines)]
