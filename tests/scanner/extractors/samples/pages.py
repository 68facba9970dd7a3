"""Texts, tables as text, pages."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from scanner.document import ProblemKind
from tests.scanner.extractors import protected
from tests.scanner.extractors.helpers import zipped
from tests.scanner.extractors.samples import LAST, MARK, Sample

_PLAIN = "plain text, whoever encrypts it makes another format of it"
_FILLER = "nothing personal in this line, and not in the next one either"
_GUESSED = frozenset({ProblemKind.ENCODING_GUESSED})


def _lines(texts: Sequence[str]) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def _broken_text() -> bytes:
    """Text with bytes in the middle that are characters in no encoding."""
    return _lines([MARK, _FILLER]) * 3 + b"\x81\xff\xfe\xa0\xff" * 4 + _lines([_FILLER])


def _table(separator: str, texts: Sequence[str]) -> bytes:
    return "".join(f"{n}{separator}{text}{separator}x\r\n" for n, text in enumerate(texts)).encode()


def _cards(texts: Sequence[str]) -> bytes:
    return "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{t}\r\nEND:VCARD\r\n" for t in texts).encode()


def _events(texts: Sequence[str]) -> bytes:
    events = "".join(f"BEGIN:VEVENT\r\nSUMMARY:{t}\r\nEND:VEVENT\r\n" for t in texts)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


def _xml(texts: Sequence[str]) -> bytes:
    return ("<?xml version='1.0'?><all>" + "".join(f"<line>{t}</line>" for t in texts) + "</all>").encode()


def _json(texts: Sequence[str]) -> bytes:
    return json.dumps({"lines": list(texts)}).encode()


def _html(texts: Sequence[str]) -> bytes:
    return ("<!doctype html><html><body>" + "".join(f"<p>{t}</p>" for t in texts) + "</body></html>").encode()


def _sql(texts: Sequence[str]) -> bytes:
    rows = ",\n".join(f"({n}, '{t}')" for n, t in enumerate(texts, 1))
    head = "CREATE TABLE people (id INTEGER, name TEXT);\n"
    return (head + (f"INSERT INTO people (id, name) VALUES\n{rows};\n" if texts else "")).encode()


def _pdf(texts: Sequence[str]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for at in range(0, len(texts), 40):
        for line, text in enumerate(texts[at : at + 40]):
            canvas.drawString(72, 780 - 18 * line, text)
        canvas.showPage()
    if not texts:
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _epub(texts: Sequence[str]) -> dict[str, bytes | str]:
    body = "".join(f"<p>{t}</p>" for t in texts)
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
        '<rootfiles><rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "c.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>x</dc:title></metadata>'
        '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>',
        "a.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>',
    }


_HUGE = [MARK, *[_FILLER] * 6_000, LAST]
_ONE = [MARK, _FILLER]

SAMPLES = {
    "text": Sample(
        whole=lambda: _lines(_ONE),
        damaged=_broken_text,
        empty=lambda: b"\n",
        huge=lambda: _lines(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
    ),
    "log": Sample(
        whole=lambda: _lines(_ONE),
        damaged=_broken_text,
        empty=lambda: b"\n",
        huge=lambda: _lines(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.log",
    ),
    "markdown": Sample(
        whole=lambda: b"# Notes\n\n" + _lines(_ONE),
        damaged=_broken_text,
        empty=lambda: b"\n",
        huge=lambda: b"# Notes\n\n" + _lines(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.md",
    ),
    "csv": Sample(
        whole=lambda: _table(",", [*_ONE, "c"]),
        damaged=lambda: _table(",", [*_ONE, "c"]) + b"3,\x81\xff\xfe\xa0\xff,x\r\n",
        empty=lambda: b"a,b,c\r\n",
        huge=lambda: _table(",", [t.replace(",", "") for t in _HUGE]),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.csv",
    ),
    "tsv": Sample(
        whole=lambda: _table("\t", [*_ONE, "c"]),
        damaged=lambda: _table("\t", [*_ONE, "c"]) + b"3\t\x81\xff\xfe\xa0\xff\tx\r\n",
        empty=lambda: b"a\tb\tc\r\n",
        huge=lambda: _table("\t", _HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.tsv",
    ),
    "vcf": Sample(
        whole=lambda: _cards(_ONE),
        damaged=lambda: _cards(_ONE) + b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\x81\xff\xfe\xa0\xff\r\nEND:VCARD\r\n",
        empty=lambda: b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n",
        huge=lambda: _cards(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.vcf",
    ),
    "ics": Sample(
        whole=lambda: _events(_ONE),
        damaged=lambda: _events([MARK]) + b"BEGIN:VCALENDAR\r\nSUMMARY:\x81\xff\xfe\xa0\xff\r\nEND:VCALENDAR\r\n",
        empty=lambda: _events([]),
        huge=lambda: _events(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.ics",
    ),
    "xml": Sample(
        whole=lambda: _xml(_ONE),
        damaged=lambda: _xml(_ONE)[:-20],
        empty=lambda: _xml([]),
        huge=lambda: _xml(_HUGE),
        open_because=_PLAIN,
        name="sample.xml",
    ),
    "json": Sample(
        whole=lambda: _json(_ONE),
        damaged=lambda: _json([MARK, "@@"]).replace(b"@@", b"\x81\xff\xfe\xa0\xff"),
        empty=lambda: b"{}",
        huge=lambda: _json(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.json",
    ),
    "html": Sample(
        whole=lambda: _html(_ONE),
        damaged=lambda: _html([MARK, "@@"]).replace(b"@@", b"\x81\xff\xfe\xa0\xff"),
        empty=lambda: _html([]),
        huge=lambda: _html(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.html",
    ),
    "sql": Sample(
        whole=lambda: _sql([MARK, "b", "c"]),
        damaged=lambda: _sql([MARK, "b", "c"]) + b"INSERT INTO people (id, name) VALUES (9, '\x81\xff\xfe\xa0\xff');\n",
        empty=lambda: _sql([]),
        huge=lambda: _sql(_HUGE),
        open_because=_PLAIN,
        told=_GUESSED,
        name="sample.sql",
    ),
    "pdf": Sample(
        whole=lambda: _pdf(_ONE),
        damaged=lambda: _pdf(_HUGE[:200])[:-4_000],
        empty=lambda: _pdf([]),
        huge=lambda: _pdf(_HUGE),
        encrypted=lambda: protected.pdf(MARK, "a password"),
        kept=False,  # its directory stands at the end
        name="sample.pdf",
    ),
    "epub": Sample(
        whole=lambda: zipped(_epub(_ONE)),
        damaged=lambda: zipped({**_epub(_ONE), "a.xhtml": "", "c.opf": ""}),
        empty=lambda: zipped(_epub([])),
        huge=lambda: zipped(_epub(_HUGE)),
        open_because="copy protection of books encrypts parts and not the file; what is left is read",
        kept=False,
        name="sample.epub",
    ),
}
