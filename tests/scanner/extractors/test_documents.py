"""Word processors and presentations: all of the document, each thing at its place."""

from __future__ import annotations

import io
import struct

import pytest

from scanner.document import Embedded, TextBlock
from tests.scanner.extractors.helpers import kinds, places, read, said_of, tables, text_of, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A docx of a body and parts by the last word of their relation type."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{REL}/{kind.rstrip("_")}" Target="{kind}.xml"/>' for n, kind in enumerate(parts)
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="r">{relations}</Relationships>',
            **{f"word/{kind}.xml": f"<w:x {W}>{content}</w:x>" for kind, content in parts.items()},
        }
    )


def test_paragraphs_are_gathered_and_tables_stand_between_them() -> None:
    cell = "<w:tc>{}</w:tc>"
    row = f"<w:tr>{cell.format(p('氏名'))}{cell.format(p('佐藤') + p('花子'))}</w:tr>"
    items = read(docx(p("one") + p("two") + f"<w:tbl>{row}</w:tbl>" + p("three")))
    assert [type(i).__name__ for i in items] == ["TextBlock", "TableBlock", "TextBlock"]
    assert places(items) == {"paragraph 1": "one\ntwo", "paragraph 3": "three"}
    assert tables(items)[0].rows == [("氏名", "佐藤\n花子")]


def test_headers_footers_notes_and_comments_are_read() -> None:
    items = read(
        docx(
            p("body"),
            header=p("in the header"),
            footer=p("in the footer"),
            footnotes=f"<w:footnote>{p('a footnote')}</w:footnote>",
            endnotes=f"<w:endnote>{p('an endnote')}</w:endnote>",
            comments=f'<w:comment w:author="Aiko Mihon">{p("a comment")}</w:comment>',
        )
    )
    at = places(items)
    assert at["header > paragraph 1"] == "in the header"
    assert at["footer > paragraph 1"] == "in the footer"
    assert at["comment 1"] == "Aiko Mihon: a comment"
    assert {"a footnote", "an endnote"} < set(text_of(items).split("\n"))
    assert kinds(items) == []


def test_insertions_are_text_deletions_are_hidden_and_the_two_do_not_mix() -> None:
    body = (
        "<w:p><w:r><w:t>Mr </w:t></w:r><w:del><w:r><w:delText>Tanaka</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>Sato</w:t></w:r></w:ins></w:p>"
    )
    blocks = [i for i in read(docx(body)) if isinstance(i, TextBlock)]
    assert [(b.text, b.hidden) for b in blocks] == [("Mr Sato", False), ("Tanaka", True)]


def test_a_text_box_is_read_once_and_apart_from_its_paragraph() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{p('in the box')}</w:txbxContent>"
    alternatives = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    items = read(docx(f"<w:p><w:r><w:t>before </w:t>{alternatives}<w:t>after</w:t></w:r></w:p>"))
    assert places(items) == {"paragraph 1": "before after", "textbox": "in the box"}


def test_alternative_texts_and_content_controls_are_read() -> None:
    wp = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    body = f'<w:p><w:r><wp:docPr {wp} descr="Photo of Kenji"/></w:r></w:p>'
    body += f"<w:sdt><w:sdtContent>{p('control')}</w:sdtContent></w:sdt>"
    text = text_of(read(docx(body)))
    assert "Photo of Kenji" in text
    assert "control" in text


def test_embedded_files_come_as_members() -> None:
    import zipfile

    data = docx(p("x"))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/list.csv", "a,b\n1,2\n")
    [member] = [i for i in read(out.getvalue()) if isinstance(i, Embedded)]
    assert (member.name, member.open().read()) == ("list.csv", b"a,b\n1,2\n")


def test_a_part_that_breaks_off_is_read_as_far_as_it_goes_and_said() -> None:
    whole = docx(p("first") + p("second"))
    import zipfile

    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"][:-60]
    items = read(zipped(parts))
    assert "first" in text_of(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_entities_from_elsewhere_are_not_fetched_and_their_absence_is_told() -> None:
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": '<!DOCTYPE d [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>x&a;&b;</w:t></w:r></w:p></w:body></w:document>",
    }
    items = read(zipped(parts))
    assert text_of(items) == "xboom"
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_links_form_fields_variables_and_people_of_a_docx_are_read() -> None:
    ff = "<w:ffData>{}</w:ffData>"
    body = (
        "<w:p>"
        + ff.format('<w:textInput><w:default w:val="Aiko"/></w:textInput>')
        + ff.format('<w:ddList><w:listEntry w:val="Kenji"/></w:ddList>')
        + "<w:r><w:instrText>"
        'HYPERLINK "file:///C:/staff/list.xlsx"</w:instrText></w:r></w:p>'
        '<w:sdt><w:sdtPr><w:alias w:val="Carer"/><w:date w:fullDate="2019-04-01T00:00:00Z"/></w:sdtPr></w:sdt>'
    )
    import zipfile

    with zipfile.ZipFile(io.BytesIO(docx(body, people="<x:person xmlns:x='x' x:author='Kenji Saigo'/>"))) as archive:
        parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    rels = parts["word/_rels/document.xml.rels"]
    assert isinstance(rels, bytes)
    link = b'<Relationship Id="h" Type="x/hyperlink" Target="mailto:aiko@example.com" TargetMode="External"/>'
    parts["word/_rels/document.xml.rels"] = rels.replace(b"</Relationships>", link + b"</Relationships>")
    parts["word/settings.xml"] = f'<w:settings {W}><w:docVar w:name="x" w:val="07700 900123"/></w:settings>'
    at = places(read(zipped(parts)))
    assert at["field form fields"] == "Aiko\nKenji\nCarer\n2019-04-01T00:00:00Z"
    assert at["part links"] == "aiko@example.com\nfile:///C:/staff/list.xlsx"
    assert (at["part variables"], at["part people"]) == ("07700 900123", "Kenji Saigo")


def test_the_numbers_of_lists_stand_before_their_paragraphs() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level.format(0, 1, "decimal", "第%1条")}'
        f"{level.format(1, 1, 'lowerLetter', '%1(%2)')}{level.format(2, 1, 'bullet', '*')}</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>'
    )

    def item(number: int, at: int, text: str) -> str:
        reference = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
        return f"<w:p><w:pPr>{reference}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    body = item(1, 0, "a") + item(1, 1, "b") + item(1, 1, "c") + item(1, 2, "d") + item(1, 0, "e") + item(2, 0, "f")
    import zipfile

    out = io.BytesIO(docx(body + p("g")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/numbering.xml", numbering)
    [block] = [i for i in read(out.getvalue()) if isinstance(i, TextBlock)]
    assert block.text.split("\n") == ["第1条 a", "1(a) b", "1(b) c", "d", "第2条 e", "第7条 f", "g"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "upperRoman", "III"), (28, "upperLetter", "BB"), (2, "iroha", "ロ"), (1, "aiueoFullWidth", "ア"),
        (21, "japaneseCounting", "二十一"), (10, "ideographDigital", "十"), (22, "ordinal", "22nd"),
        (5, "decimalZero", "05"), (9, "somethingNew", "9"),
    ],
)  # fmt: skip
def test_numbers_of_lists_are_written_as_their_format_says(number: int, form: str, text: str) -> None:
    from scanner.extractors.docx_numbers import _written

    assert _written(number, form) == text


def test_paragraphs_are_counted_as_a_person_counts_them() -> None:
    body = p("one") + "<w:p/>" + "<w:p><w:r><w:t>two</w:t><w:br/><w:t>still two</w:t></w:r></w:p>" + p("three")
    [block] = [i for i in read(docx(body)) if isinstance(i, TextBlock)]
    assert (str(block.at), block.text, block.numbers) == ("paragraph 1", "one\ntwo\nstill two\nthree", (1, 2, 2, 3))


def pptx(*slides: str) -> bytes:
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="p" xmlns:r="' + REL + '"'
    rel = '<Relationship Id="r{0}" Type="{1}/{2}" Target="{3}"/>'
    ids = "".join(f'<p:sldId r:id="r{n}"/>' for n in range(len(slides), 0, -1))
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {a}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": "<Relationships>"
        + "".join(rel.format(n, REL, "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        + "</Relationships>",
        "ppt/slides/_rels/slide1.xml.rels": "<Relationships>"
        + rel.format(1, REL, "notesSlide", "../notesSlides/n.xml")
        + "</Relationships>",
        "ppt/notesSlides/n.xml": f"<p:notes {a}><a:p><a:r><a:t>speak slowly</a:t></a:r></a:p></p:notes>",
    }
    for n, slide in enumerate(slides, 1):
        hidden = 'show="0"' if n == 2 else ""
        parts[f"ppt/slides/slide{n}.xml"] = f"<p:sld {a} {hidden}>{slide}</p:sld>"
    return zipped(parts)


def test_slides_come_in_the_order_shown_with_notes_tables_and_hidden_ones_marked() -> None:
    cell = "<a:tc><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:tc>"
    first = (
        f"<a:p><a:r><a:t>山田</a:t></a:r></a:p><a:tbl><a:tr>{cell.format('氏名')}{cell.format('部署')}</a:tr></a:tbl>"
    )
    items = read(pptx(first, "<a:p><a:r><a:t>second part</a:t></a:r></a:p>"))
    at = places(items)
    assert at == {"slide 1": "second part", "slide 2": "山田", "slide 2 > note": "speak slowly"}
    assert [(str(t.at), t.rows) for t in tables(items)] == [("slide 2 > table 1", [("氏名", "部署")])]
    assert [i.hidden for i in items if isinstance(i, TextBlock)] == [True, False, False]


ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("o", "office"), ("t", "text"), ("b", "table"), ("d", "drawing"), ("s", "style"), ("m", "meta"))
)


def odt(body: str, header: str = "", manifest: str = "") -> bytes:
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<o:document-content {ODF}><o:body><o:text>{body}</o:text></o:body></o:document-content>",
            "styles.xml": f"<o:document-styles {ODF}><s:master-page><s:header>{header}</s:header></s:master-page>"
            "</o:document-styles>",
            "META-INF/manifest.xml": manifest or "<manifest/>",
        }
    )


def test_an_odt_is_read_with_spaces_notes_comments_tables_and_headers() -> None:
    body = (
        '<t:p>山田<t:s t:c="2"/>太郎<t:tab/>x<t:note><t:note-body><t:p>a note</t:p></t:note-body></t:note></t:p>'
        "<b:table><b:table-row><b:table-cell><t:p>氏名</t:p></b:table-cell><b:table-cell><t:p>電話</t:p>"
        "</b:table-cell></b:table-row></b:table>"
        "<t:p>end<d:frame><d:text-box><t:p>in a box</t:p></d:text-box></d:frame></t:p>"
    )
    items = read(odt(body, "<t:p>in the header</t:p>"))
    at = places(items)
    assert at["paragraph 1"] == "山田  太郎\tx"
    assert at["paragraph 2"] == "end"
    assert (at["note"], at["textbox"], at["header"]) == ("a note", "in a box", "in the header")
    assert tables(items)[0].rows == [("氏名", "電話")]


def test_an_encrypted_odt_is_said_to_be_encrypted() -> None:
    assert [str(k) for k in kinds(read(odt("", manifest="<m><encryption-data/></m>")))] == ["ENCRYPTED"]


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg932 {\fonttbl{\f0\fcharset128 x;}}\f0 \'8e\'81\'96\'bc\par}", "氏名"),
        (rb"{\rtf1\ansi\uc1 \u23665?\u30000? 090\par}", "山田 090"),
        (rb"{\rtf1\ansi \{ in brackets \}\par}", "{ in brackets }"),
        (rb"{\rtf1\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f7\fcharset238 B;}}\f7 \'c8l\'e1nek\par}", "Článek"),
        (rb"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fnil\fcharset128 B;}}\f1 \'8e\'81\'96\'bc\f0  \'e9\par}", "氏名 é"),
        (rb"{\rtf1{\fonttbl{\f1\fcharset128 B;}}\f1\uc2{\uc1 x }\'8e\'81\'96\'bc\par}", "x 氏名"),
        (
            rb"{\rtf1\ansicpg1252\uc1{\fonttbl{\f1\fcharset128 B;}}\f1 \u23665?\u30000?\'83e\'83X\'83g 090\par}",
            "山田テスト 090",
        ),
        (rb"{\rtf1\ansi\ansicpg1250 \'c8l\'e1nek\par}", "Článek"),
        (rb"{\rtf1\ansi\ansicpg1251\uc1 \u1055\'cf\'f0\'e8\par}", "При"),
    ],
)
def test_rtf_is_read_in_its_own_encoding_and_without_markup(rtf: bytes, text: str) -> None:
    assert text_of(read(rtf)).strip() == text


def test_a_table_in_rtf_is_given_once() -> None:
    items = read(rb"{\rtf1\ansi before\par\trowd\cellx100\cellx200 Aiko\cell 07700 900123\cell\row after\par}")
    assert text_of(items).count("07700 900123") == 1


def test_word_document_97_pieces_tables_and_stories_are_read() -> None:
    from scanner.extractors.doc import _body, _pieces

    text = '氏名一覧\r氏名\x07電話\x07\x07佐藤\x07090\x07\x07\x13 HYPERLINK "mailto:a@example.com" \x14送信\x15\r'
    encoded = text.encode("utf-16-le")
    word = bytearray(0x400) + encoded + b"caf\xe9"
    clx = b"\x02" + struct.pack("<I", 28)
    clx += struct.pack("<III", 0, len(text), len(text) + 4)
    clx += struct.pack("<HIH", 0, 0x400, 0) + struct.pack("<HIH", 0, (0x400 + len(encoded)) * 2 | 0x40000000, 0)
    struct.pack_into("<II", word, 0x1A2, 5, len(clx))
    whole = _pieces(bytes(word), b"_" * 5 + clx)
    assert whole == text + "café"
    from scanner.document import Location
    from tests.scanner.extractors.helpers import NO_OCR

    items = list(_body(whole, NO_OCR, Location()))
    assert tables(items)[0].rows == [("氏名", "電話"), ("佐藤", "090")]
    assert [i.text for i in items if isinstance(i, TextBlock)] == ["氏名一覧", "送信\ncafé\nmailto:a@example.com"]


def test_properties_of_a_docx_are_read() -> None:
    core = (
        '<c:coreProperties xmlns:c="c" xmlns:d="d"><d:creator>Aiko</d:creator>'
        "<c:lastModifiedBy>Kenji</c:lastModifiedBy>"
        "<d:created>2019-04-01T00:00:00Z</d:created></c:coreProperties>"
    )
    import zipfile

    out = io.BytesIO(docx(p("x")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("docProps/core.xml", core)
    assert said_of(read(out.getvalue())) == {
        "author": "Aiko",
        "last_modified_by": "Kenji",
        "created": "2019-04-01T00:00:00Z",
    }


def test_html_gives_visible_text_tables_and_hints_but_no_scripts() -> None:
    page = (
        "<html><head><title>Staff</title><meta name='author' content='Aiko'><script>var secret</script></head><body>"
        "<p>One<br>two <b>three</b></p><img alt='portrait'><a href='mailto:kenji@example.com'>write</a>"
        "<table><tr><th>Name</th><th>Phone</th></tr><tr><td>Kenji</td><td>07700 900123</td></tr></table>"
        "<!-- old: Taro --></body></html>"
    )
    items = read(page.encode(), "x")
    text = text_of(items)
    assert said_of(items) == {"title": "Staff", "author": "Aiko"}
    assert tables(items)[0].rows == [("Name", "Phone"), ("Kenji", "07700 900123")]
    assert "two three" in text and "portrait" in text and "kenji@example.com" in text
    assert "secret" not in text
    assert [i.text.strip() for i in items if isinstance(i, TextBlock) and i.hidden] == ["old: Taro"]


def test_text_after_the_end_of_the_page_is_read() -> None:
    assert "footer" in text_of(read(b"<html><body><p>a</p></body></html>footer<p>b"))


def test_a_page_that_the_parser_gives_up_on_is_read_without_its_tags_and_said() -> None:
    items = read(b"<html>" + b"<div>" * 1000 + b"Aiko Mihon")
    assert "Aiko Mihon" in text_of(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_html_in_shift_jis_is_read_by_its_declaration() -> None:
    page = '<html><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><p>氏名</p></html>'
    assert "氏名" in text_of(read(page.encode("cp932")))


def test_json_records_are_a_table_and_the_rest_lines_with_their_keys() -> None:
    data = '{"office": {"city": "Leeds"}, "staff": [{"name": "Aiko", "no": 1}, {"name": "Kenji", "no": 2}]}'
    items = read(data.encode())
    assert places(items) == {"field office.city": "city: Leeds"}
    assert tables(items)[0].rows == [("name", "no"), ("Aiko", "1"), ("Kenji", "2")]


def test_broken_json_and_xml_are_read_all_the_same() -> None:
    assert "Aiko" in text_of(read(b'{"name": "Aiko", '))
    items = read(b"<?xml version='1.0'?><a><name>Aiko</name>")
    assert "Aiko" in text_of(items)
    assert [str(k) for k in kinds(items)] == ["CORRUPT"]


def test_xml_leaves_are_lines_with_their_names() -> None:
    items = read("<?xml version='1.0' encoding='UTF-8'?><r><氏名>山田</氏名><no id='ab123'>7</no></r>".encode())
    assert text_of(items) == "氏名: 山田\nid: ab123\nno: 7"
