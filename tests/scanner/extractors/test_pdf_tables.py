"""PDF tables and paragraphs: a value broken at the edge of a cell or a line is whole again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from scanner.extractors.pdf_lines import joint
from tests.scanner.extractors.helpers import places, read, tables, text_of

pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
Rows = Sequence[tuple[str, ...]]
ENGLISH = ParagraphStyle("en", fontName="Helvetica", fontSize=9, leading=11)
JAPANESE = ParagraphStyle("ja", fontName="HeiseiMin-W3", fontSize=9, leading=11, wordWrap="CJK")

STAFF = [
    ("Name", "Address", "Phone", "NI number"),
    ("Kenji Mihon", "12 Example Street, Sampleton, Testshire", "07700 900123", "QQ 12 34 56 C"),
    ("Aiko Mihon", "Flat 3, 9 Example Road, Sampleton", "07700 900456", "QQ 65 43 21 A"),
    ("Jo Ba", "1 Lane", "07700 900789", "QQ 11 22 33 B"),
] + [("Ann Other", "2 Lane", "07700 900790", "QQ 11 22 34 B")] * 4
MEIBO = [
    ("氏名", "住所", "個人番号", "電話番号"),
    ("見本太郎", "東京都千代田区見本町一丁目二番三号見本ビル", "1234 5678 9018", "03-0000-0000"),
    ("雛形花子", "大阪府大阪市雛形区例町四丁目", "123456789018", "06-0000-0000"),
    ("例一", "札幌", "987654321098", "011-000-0000"),
] * 2

GRID: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
STYLES: dict[str, list[Any]] = {
    "ruled": GRID,
    "ruled, centred": [*GRID, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
    "one rule": [("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    "no rules": [("VALIGN", (0, 0), (-1, -1), "TOP")],
}


def document(*parts: Any) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out).build(list(parts))
    return out.getvalue()


def table(rows: Rows, style: ParagraphStyle, widths: list[int], rules: Sequence[Any]) -> Table:
    cells = [[Paragraph(cell, style) for cell in row] for row in rows]
    return Table(cells, colWidths=widths, style=TableStyle(rules))


def squeezed(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("rules", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize(
    ("rows", "style", "widths"),
    [(STAFF, ENGLISH, [70, 90, 52, 52]), (MEIBO, JAPANESE, [40, 80, 48, 48])],
    ids=["en", "ja"],
)
def test_cells_too_narrow_for_their_values_are_whole_again(
    rows: Rows, style: ParagraphStyle, widths: list[int], rules: Sequence[Any]
) -> None:
    items = read(
        document(Paragraph("Before.", ENGLISH), table(rows, style, widths, rules), Paragraph("After.", ENGLISH))
    )
    [found] = tables(items)
    assert str(found.at) == "page 1 > table 1"
    # a number broken at its blank comes back without it
    assert [tuple(map(squeezed, row)) for row in found.rows] == [tuple(map(squeezed, row)) for row in rows]
    text = text_of(i for i in items if i is not found)
    assert "Before." in text and "After." in text and "Mihon" not in text


def test_a_table_that_goes_on_overleaf_keeps_its_header() -> None:
    plain = table(STAFF, ENGLISH, [100, 200, 90, 90], GRID)
    rest = table(STAFF[1:], ENGLISH, [100, 200, 90, 90], GRID)
    first, second = tables(read(document(plain, PageBreak(), rest)))
    assert str(second.at) == "page 2 > table 1"
    assert second.rows[0] == first.rows[0] == STAFF[0]


def test_rules_around_several_rows_do_not_join_them() -> None:
    rules: list[Any] = [("BOX", (0, 0), (-1, -1), 0.5, "black"), ("INNERGRID", (0, 0), (-1, 0), 0.5, "black")]
    rules += [("LINEAFTER", (0, 0), (-2, -1), 0.5, "black"), ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black")]
    [found] = tables(read(document(table(STAFF, ENGLISH, [100, 220, 90, 90], rules))))
    assert found.rows == STAFF


def test_columns_of_prose_are_no_table() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    words = "the quick brown fox jumps over the lazy dog and runs on".split()
    for column in range(3):
        for n in range(30):
            line = " ".join(words[(n + k) % len(words)] for k in range(6))[:28]
            canvas.drawString(50 + 170 * column, 700 - 14 * n, line)
    canvas.save()
    assert tables(read(out.getvalue())) == []


def lines(*texts: str, font: str = "Helvetica") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(font, 10)
    for n, text in enumerate(texts):
        canvas.drawString(72, 700 - 13 * n, text)
    canvas.save()
    return out.getvalue()


def test_a_value_broken_at_a_line_end_is_whole_and_a_list_stays_a_list() -> None:
    filler = "The committee met and went through the list of open items once more, and then it"
    prose = read(
        lines(
            filler, filler, "adjourned. Her National Insurance number, as she said to the clerk, is QQ 12 34", "56 C."
        )
    )
    assert "QQ 12 34 56 C." in text_of(prose)
    addresses = read(lines("Kenji Mihon", "12 Example Street", "Sampleton"))
    assert places(addresses)["page 1"].split("\n") == ["Kenji Mihon", "12 Example Street", "Sampleton"]


def test_japanese_lines_are_joined_without_a_space() -> None:
    filler = "本日の会議では来年度の予算案について各部から説明があり、質疑応答の後に承認された。次回は未定"
    items = read(lines(filler, filler[:-2] + "見本", "太郎が議事録を作成した。", font="HeiseiMin-W3"))
    assert "見本太郎が" in text_of(items)


def test_a_hyphen_at_a_line_end_is_undone() -> None:
    assert "confidential papers" in text_of(read(lines("These are the most confi-", "dential papers of all.")))


def test_text_drawn_twice_to_look_bold_is_read_once() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for shift in (0.0, 0.3):
        canvas.drawString(72 + shift, 700, "Kenji Mihon")
        canvas.drawString(72 + shift, 680, "Aiko Mihon")
    canvas.save()
    assert text_of(read(out.getvalue())).count("Kenji") == 1


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("1234567", "89018", "123456789018"),
        ("090-1234-", "5678", "090-1234-5678"),
        ("07700 900123", "07700 900456", "07700 900123 07700 900456"),
        ("Flat 3", "12 Example Road", "Flat 3 12 Example Road"),
        ("kenji.mihon@exam", "ple.com", "kenji.mihon@example.com"),
        ("Kenji", "Mihon", "Kenji Mihon"),
        ("山田", "太郎", "山田太郎"),
    ],
)
def test_what_stands_between_the_halves_of_a_cell(before: str, after: str, whole: str) -> None:
    assert before + joint(before, after, narrow=True) + after == whole


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.booleans())
def test_halves_are_joined_by_a_space_or_nothing(before: str, after: str, narrow: bool) -> None:
    assert joint(before.strip(), after.strip(), narrow) in ("", " ")
