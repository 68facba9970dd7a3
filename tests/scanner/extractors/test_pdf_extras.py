"""PDF: what stands beside the pages, and what does not meet the eye on them."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from scanner.document import Embedded
from tests.scanner.extractors.helpers import kinds, places, read, tables, text_of


def drawn(*fields: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 750, "Application form")
    for n, (name, value) in enumerate(fields):
        canvas.acroForm.textfield(name=name, tooltip="", value=value, x=72, y=700 - 40 * n)
    canvas.bookmarkPage("top")
    canvas.addOutlineEntry("Personnel file of Kenji Mihon", "top")
    canvas.linkURL("mailto:kenji.mihon@example.com?subject=x", (72, 100, 200, 120))
    canvas.save()
    return out.getvalue()


def test_bookmarks_and_the_addresses_behind_links_are_read() -> None:
    found = places(read(drawn()))
    assert found["part bookmarks"] == "Personnel file of Kenji Mihon"
    assert "kenji.mihon@example.com" in found.values()


def test_a_box_for_each_digit_is_one_field() -> None:
    items = read(drawn(*((f"my_number_{n}", digit) for n, digit in enumerate("123456789018"))))
    assert places(items)["page 1 > field"] == "my_number: 123456789018"


def test_a_fields_label_is_the_last_part_of_its_name() -> None:
    assert places(read(drawn(("form[0].page[0].surname[0]", "Mihon"))))["page 1 > field"] == "surname: Mihon"


def test_digits_drawn_into_boxes_are_one_value() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for row, digits in enumerate(("123456789018", "987654321098")):
        canvas.drawString(74, 704 - 18 * row, "個人番号" if row < 0 else "Number")
        for n, digit in enumerate(digits):
            canvas.drawString(154 + 16 * n, 704 - 18 * row, digit)
    canvas.grid([70, *range(150, 150 + 16 * 13, 16)], [682, 700, 718])
    canvas.save()
    [table] = tables(read(out.getvalue()))
    assert [row[1] for row in table.rows] == ["123456789018", "987654321098"]


def test_invisible_text_is_text() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textLine("Kenji Mihon, 07700 900123")
    canvas.drawText(text)
    canvas.save()
    assert places(read(out.getvalue()))["page 1"] == "Kenji Mihon, 07700 900123"


def raw(*objects: str) -> bytes:
    """A PDF of these objects, without the table of where they stand: readers make one."""
    body = "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in enumerate(objects, 1))
    return f"%PDF-1.7\n{body}trailer << /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF\n".encode()


def stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>"


def test_the_data_of_an_xfa_form_are_fields() -> None:
    data = "<d:datasets xmlns:d='http://www.xfa.org/schema/xfa-data/1.0/'><Name>Kenji Mihon</Name></d:datasets>"
    template = "<template><field><caption><value><text>Date of birth</text></value></caption></field></template>"
    items = read(
        raw(
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA [(template) 4 0 R (datasets) 5 0 R] >> >>",
            PAGES,
            PAGE,
            stream(template),
            stream(data),
        )
    )
    assert places(items) == {"part XFA template": "Date of birth", "part XFA datasets": "Name: Kenji Mihon"}


def test_xfa_data_that_are_no_xml_are_said() -> None:
    catalog = "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA [(datasets) 4 0 R] >> >>"
    assert [str(k) for k in kinds(read(raw(catalog, PAGES, PAGE, stream("<a><b>"))))] == ["CORRUPT"]


@pytest.mark.parametrize("system", ["Mac", "Unix", "DOS"])
def test_what_is_attached_for_one_system_alone_is_a_member(system: str) -> None:
    items = read(
        raw(
            "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >> >>",
            PAGES,
            PAGE,
            f"<< /Type /Filespec /F (list.txt) /EF << /F 5 0 R /{system} 6 0 R >> >>",
            stream("for all"),
            stream("for one"),
        )
    )
    members = [i for i in items if isinstance(i, Embedded)]
    assert [(m.name, m.open().read().strip()) for m in members] == [
        ("list.txt", b"for all"),
        (f"{system} list.txt", b"for one"),
    ]
    assert "for" not in text_of(i for i in items if i not in members)
