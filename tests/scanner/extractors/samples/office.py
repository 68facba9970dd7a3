"""Workbooks, documents and presentations of Office and OpenDocument, old and new."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from scanner.document import ProblemKind
from tests.scanner.extractors import bombs
from tests.scanner.extractors.helpers import zipped
from tests.scanner.extractors.samples import LAST, MARK, Build, Sample
from tests.scanner.extractors.samples.compound import compound

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"))
)
_MANY = 3_000  # rows or paragraphs of a huge sample: enough for several blocks
_FILLER = "nothing personal in this line, and not in the next one either"
_NEVER = "the format itself knows no encryption"
_BY_CONTAINER = "is encrypted as a whole in an Office container, which is a format of its own here"


def _paragraphs(write: Callable[[str], str]) -> str:
    return write(MARK) + write(_FILLER) * _MANY + write(LAST)


def _broken(package: Build, part: str) -> Build:
    """The package with one part that breaks off."""

    def build() -> bytes:
        with zipfile.ZipFile(io.BytesIO(package())) as archive:
            parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
        content = parts[part]
        assert isinstance(content, bytes)
        return zipped({**parts, part: content[:-14]})

    return build


def _encrypted(package: Build) -> Build:
    def build() -> bytes:
        from msoffcrypto.format.ooxml import OOXMLFile

        out = io.BytesIO()
        OOXMLFile(io.BytesIO(package())).encrypt("a password", out)
        return out.getvalue()

    return build


def _typed(package: Build, was: str, content_type: str) -> Build:
    """The package as another kind of the same family: with another content type of its main part."""

    def build() -> bytes:
        with zipfile.ZipFile(io.BytesIO(package())) as archive:
            parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
        types = parts["[Content_Types].xml"]
        assert isinstance(types, bytes) and was.encode() in types
        return zipped({**parts, "[Content_Types].xml": types.replace(was.encode(), content_type.encode())})

    return build


def _package(main: str, content_type: str, parts: dict[str, str]) -> bytes:
    override = f'<Override PartName="/{main}" ContentType="application/{content_type}"/>'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{override}</Types>',
            "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{_REL}/officeDocument" Target="{main}"/>'
            "</Relationships>",
            **parts,
        }
    )


# Workbooks.


def _xlsx(*texts: str) -> bytes:
    return bombs.sheet("".join(bombs.row(n, bombs.cell(f"A{n}", text)) for n, text in enumerate(texts, 1)))


def _huge_xlsx() -> bytes:
    rows = [MARK, *[_FILLER] * 20_000, LAST]
    return bombs.sheet(bombs.row(n, bombs.cell(f"A{n}", t), bombs.cell(f"B{n}", "x")) for n, t in enumerate(rows, 1))


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def _workbook(content_type: str = _SHEET) -> Sample:
    def typed(build: Build) -> Build:
        return build if content_type == _SHEET else _typed(build, _SHEET, content_type)

    whole = typed(lambda: _xlsx(MARK, _FILLER))
    return Sample(
        whole=whole,
        damaged=_broken(whole, "xl/worksheets/sheet1.xml"),
        empty=typed(lambda: _xlsx()),
        huge=typed(_huge_xlsx),
        encrypted=_encrypted(whole),
    )


def _xlsb(*rows: bytes) -> bytes:
    from tests.scanner.extractors.test_other_workbook_rest import xlsb

    return xlsb(b"", b"".join(rows))


def _xlsb_rows(*texts: str) -> list[bytes]:
    from tests.scanner.extractors.test_other_workbook_rest import binary_row

    return [binary_row(n, text) for n, text in enumerate(texts)]


def _broken_xlsb() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_xlsb(*_xlsb_rows(MARK, _FILLER)))) as archive:
        parts: dict[str, bytes | str] = {n: archive.read(n) for n in archive.namelist()}
    part = parts["xl/worksheets/sheet1.bin"]
    assert isinstance(part, bytes)
    return zipped({**parts, "xl/worksheets/sheet1.bin": part[: len(part) * 2 // 3]})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x1CE0, 0x7CC, 0, 6))


def _label(row: int, text: str) -> bytes:
    return _record(0x204, struct.pack("<HHHHB", row, 0, 0, len(text), 1) + text.encode("utf-16-le"))


def _xls(*texts: str, protection: bytes = b"") -> bytes:
    sheet = _bof(0x10) + b"".join(_label(n, text) for n, text in enumerate(texts)) + _record(0x0A, b"")
    head = _bof(5) + protection + _record(0x42, struct.pack("<H", 1200))
    book = head + _record(0x85, struct.pack("<IBBBB", len(head) + 17, 0, 0, 1, 0) + b"S") + _record(0x0A, b"")
    return compound({"Workbook": book + sheet})


def _old_sheet(kind: int, *texts: str, end: bytes = b"") -> bytes:
    """A sheet of Excel 2 to 4: one stream without a container."""
    head = _record(kind, struct.pack("<HHH", 0, 0x10, 0)[: 4 if kind == 9 else 6])
    cells = b""
    for row, text in enumerate(texts):
        if kind == 9:
            cells += _record(0x04, struct.pack("<HH3xB", row, 0, len(text)) + text.encode("ascii"))
        else:
            cells += _record(0x204, struct.pack("<HHHH", row, 0, 0, len(text)) + text.encode("ascii"))
    return head + cells + end + _record(0x0A, b"")


def _old(kind: int) -> Sample:
    return Sample(
        whole=lambda: _old_sheet(kind, MARK, _FILLER),
        damaged=lambda: _old_sheet(kind, MARK, end=_record(0x04 if kind == 9 else 0x204, b"\0")),
        empty=lambda: _old_sheet(kind),
        huge=lambda: _old_sheet(kind, MARK, *[_FILLER] * _MANY, LAST),
        open_because=_NEVER,
        empty_told=frozenset({ProblemKind.CORRUPT}),  # without cells it is not to be told from random bytes
    )


def _opendocument(kind: str, body: str, manifest: str = "") -> bytes:
    word = {"odt": "text", "odp": "presentation", "odg": "graphics", "ods": "spreadsheet"}[kind]
    tag = {"odg": "drawing"}.get(kind, word)
    space = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{word}",
            "content.xml": f"<office:document-content {_ODF}><office:body><office:{tag}>{body}</office:{tag}>"
            "</office:body></office:document-content>",
            "META-INF/manifest.xml": f"<m:manifest {space}>{manifest}</m:manifest>",
        }
    )


def _odf(kind: str, around: str, write: Callable[[str], str]) -> Sample:
    def whole() -> bytes:
        return _opendocument(kind, around.format(write(MARK) + write(_FILLER)))

    return Sample(
        whole=whole,
        damaged=_broken(whole, "content.xml"),
        empty=lambda: _opendocument(kind, around.format("")),
        huge=lambda: _opendocument(kind, around.format(_paragraphs(write))),
        encrypted=lambda: _opendocument(kind, "", "<m:encryption-data/>"),
    )


def _text_p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def _table_row(text: str) -> str:
    return (
        f'<table:table-row><table:table-cell office:value-type="string">{_text_p(text)}</table:table-cell>'
        "</table:table-row>"
    )


# Documents.


def _docx(body: str) -> bytes:
    kind = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return _package(
        "word/document.xml",
        kind,
        {"word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'},
    )


def _word_p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _document(content_type: str = _DOCX) -> Sample:
    def typed(build: Build) -> Build:
        return build if content_type == _DOCX else _typed(build, _DOCX, content_type)

    whole = typed(lambda: _docx(_word_p(MARK) + _word_p(_FILLER)))
    return Sample(
        whole=whole,
        damaged=_broken(whole, "word/document.xml"),
        empty=typed(lambda: _docx("<w:p/>")),
        huge=typed(lambda: _docx(_paragraphs(_word_p))),
        encrypted=_encrypted(whole),
    )


def _doc(text: str, flags: int = 0, pieces: bool = True) -> bytes:
    word = bytearray(0x400)
    struct.pack_into("<HH", word, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", word, 0x0A, 0x200 | flags)
    struct.pack_into("<i", word, 0x4C, len(text))
    clx = b"\x02" + struct.pack("<I", 16) + struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 0x400, 0)
    struct.pack_into("<II", word, 0x1A2, 4, len(clx))
    table = b"\0" * 4 + (clx if pieces else b"\xff" * len(clx))
    return compound({"WordDocument": bytes(word) + text.encode("utf-16-le"), "1Table": table})


# Presentations.


def _pptx(*slides: str) -> bytes:
    space = f'xmlns:a="{_A}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_REL}"'
    ids = "".join(f'<p:sldId r:id="r{n}"/>' for n in range(len(slides)))
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_REL}/slide" Target="slides/slide{n}.xml"/>' for n in range(len(slides))
    )
    kind = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    parts = {f"ppt/slides/slide{n}.xml": f"<p:sld {space}>{slide}</p:sld>" for n, slide in enumerate(slides)}
    parts["ppt/presentation.xml"] = f"<p:presentation {space}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
    parts["ppt/_rels/presentation.xml.rels"] = f"<Relationships>{relations}</Relationships>"
    return _package("ppt/presentation.xml", kind, parts)


def _drawing_p(text: str) -> str:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def _presentation(content_type: str = _PPTX) -> Sample:
    def typed(build: Build) -> Build:
        return build if content_type == _PPTX else _typed(build, _PPTX, content_type)

    whole = typed(lambda: _pptx(_drawing_p(MARK) + _drawing_p(_FILLER)))
    return Sample(
        whole=whole,
        damaged=_broken(whole, "ppt/slides/slide0.xml"),
        empty=typed(lambda: _pptx("")),
        huge=typed(lambda: _pptx(*[_drawing_p(MARK), *[_drawing_p(_FILLER) * 20] * 300, _drawing_p(LAST)])),
        encrypted=_encrypted(whole),
    )


def _ppt_record(kind: int, body: bytes, flags: int = 0) -> bytes:
    return struct.pack("<HHI", flags, kind, len(body)) + body


def _ppt(*slides: str) -> bytes:
    outline = b"".join(
        _ppt_record(0x3F3, struct.pack("<IIIII", n, 0, 1, 256 + n, 0)) + _ppt_record(0xFA0, text.encode("utf-16-le"))
        for n, text in enumerate(slides, 2)
    )
    return _ppt_record(0x3E8, _ppt_record(0xFF0, outline, 0xF), 0xF)


def _ppt_file(stream: bytes, user: bytes = b"\x00") -> bytes:
    return compound({"PowerPoint Document": stream, "Current User": user})


def _encrypted_ppt() -> bytes:
    """What points at the newest edit says that it is encrypted ([MS-PPT] 2.3.2: a token of its own)."""
    edit = struct.pack("<IHBBIIIIHHI", 0, 0, 0, 3, 0, 40, 1, 1, 0, 0, 3)
    stream = bytes(0) + _ppt_record(0xFF5, edit)
    directory = _ppt_record(0x1772, struct.pack("<II", 1 << 20 | 3, 80))
    user = (
        struct.pack("<HHI", 0, 0xFF6, 32) + struct.pack("<IIIHHBBH", 20, 0xF3D1C4DF, 0, 4, 0x3F4, 3, 0, 0) + bytes(12)
    )
    return _ppt_file(stream + directory + _ppt_record(0x2F14, bytes(48)), user)


# Others.


def _rtf(write: str) -> bytes:
    return rb"{\rtf1\ansi " + write.encode("ascii") + b"}"


def _rtf_p(text: str) -> str:
    return text + r"\par "


def _word_2003(body: str) -> bytes:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    return f'<?xml version="1.0"?><w:wordDocument xmlns:w="{space}"><w:body>{body}</w:body></w:wordDocument>'.encode()


def _excel_2003(rows: str) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="S"><Table>{rows}'
        "</Table></Worksheet></Workbook>"
    ).encode()


def _excel_row(text: str) -> str:
    return f'<Row><Cell><Data ss:Type="String">{text}</Data></Cell></Row>'


def _package_object(content: bytes) -> bytes:
    """An OLE package ([MS-OLEDS] 2.3.6) of one text file."""
    inner = struct.pack("<H", 2) + b"list.txt\0C:\\list.txt\0" + struct.pack("<II", 3 << 16, 3) + b"C:\0"
    inner += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(inner)) + inner


SAMPLES: dict[str, Sample] = {
    "xlsx": _workbook(),
    "xlsm": _workbook("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    "xltx": _workbook("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
    "xltm": _workbook("application/vnd.ms-excel.template.macroEnabled.main+xml"),
    "xlam": _workbook("application/vnd.ms-excel.addin.macroEnabled.main+xml"),
    "xlsb": Sample(
        whole=lambda: _xlsb(*_xlsb_rows(MARK, _FILLER)),
        damaged=_broken_xlsb,
        empty=lambda: _xlsb(),
        huge=lambda: _xlsb(*_xlsb_rows(MARK, *[_FILLER] * _MANY, LAST)),
        encrypted=_encrypted(lambda: _xlsb(*_xlsb_rows(MARK))),
    ),
    "xls": Sample(
        whole=lambda: _xls(MARK, _FILLER),
        damaged=lambda: _xls(MARK, protection=_record(0x1C, b"x")),
        empty=lambda: _xls(),
        huge=lambda: _xls(MARK, *[_FILLER] * _MANY, LAST),
        encrypted=lambda: _xls(MARK, protection=_record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))),
    ),
    "xls2": _old(0x009),
    "xls3": _old(0x209),
    "xls4": _old(0x409),
    "ods": _odf("ods", '<table:table table:name="S">{}</table:table>', _table_row),
    "docx": _document(),
    "docm": _document("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "dotx": _document("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    "dotm": _document("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
    "doc": Sample(
        whole=lambda: _doc(f"{MARK}\r{_FILLER}\r"),
        damaged=lambda: _doc(f"{MARK}\r", pieces=False),
        kept=False,
        empty=lambda: _doc("\r"),
        huge=lambda: _doc(f"{MARK}\r" + f"{_FILLER}\r" * _MANY + f"{LAST}\r"),
        encrypted=lambda: _doc(f"{MARK}\r", flags=0x100),
    ),
    "odt": _odf("odt", "{}", _text_p),
    "odp": _odf("odp", "<draw:page>{}</draw:page>", _text_p),
    "odg": _odf("odg", "<draw:page>{}</draw:page>", _text_p),
    "pptx": _presentation(),
    "pptm": _presentation("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
    "ppsx": _presentation("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml"),
    "ppsm": _presentation("application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"),
    "potx": _presentation("application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"),
    "potm": _presentation("application/vnd.ms-powerpoint.template.macroEnabled.main+xml"),
    "ppt": Sample(
        whole=lambda: _ppt_file(_ppt(MARK, _FILLER)),
        damaged=lambda: _ppt_file(_ppt(MARK).ljust(5000, b"\x0f")),
        empty=lambda: _ppt_file(_ppt()),
        huge=lambda: _ppt_file(_ppt(MARK, *[_FILLER] * _MANY, LAST)),
        encrypted=_encrypted_ppt,
    ),
    "rtf": Sample(
        whole=lambda: _rtf(_rtf_p(MARK) + _rtf_p(_FILLER)),
        damaged=lambda: _rtf(_rtf_p(MARK))[:-1],
        empty=lambda: _rtf(""),
        huge=lambda: _rtf(_paragraphs(_rtf_p)),
        open_because=_NEVER,
    ),
    "xml-word": Sample(
        whole=lambda: _word_2003(_word_p(MARK)),
        damaged=lambda: _word_2003(_word_p(MARK) + _word_p(_FILLER))[:-40],
        empty=lambda: _word_2003(""),
        huge=lambda: _word_2003(_paragraphs(_word_p)),
        open_because=_NEVER,
    ),
    "xml-excel": Sample(
        whole=lambda: _excel_2003(_excel_row(MARK)),
        damaged=lambda: _excel_2003(_excel_row(MARK))[:-30],
        empty=lambda: _excel_2003(""),
        huge=lambda: _excel_2003(_paragraphs(_excel_row)),
        open_because=_NEVER,
    ),
    "ooxml-encrypted": Sample(
        whole=lambda: _opened_without_asking(lambda: _saved(MARK)),
        damaged=lambda: _encrypted(lambda: _xlsx(MARK))()[:3000],
        told=frozenset({ProblemKind.CORRUPT, ProblemKind.ENCRYPTED}),
        kept=False,
        empty=lambda: _opened_without_asking(lambda: _saved()),
        huge=lambda: _opened_without_asking(_huge_xlsx),
        encrypted=_encrypted(lambda: _xlsx(MARK)),
    ),
    "ole": Sample(
        whole=lambda: compound({"\x01Ole10Native": _package_object(MARK.encode())}),
        damaged=lambda: compound({"\x01Ole10Native": _package_object(MARK.encode())})[:1000],
        kept=False,
        empty=lambda: compound({"something": b""}),
        empty_told=frozenset({ProblemKind.UNSUPPORTED}),  # a program we do not know may keep anything in it
        huge=lambda: compound({"\x01Ole10Native": _package_object(_paragraphs(lambda t: t + "\n").encode())}),
        open_because=_BY_CONTAINER,
    ),
}


def _saved(*texts: str) -> bytes:
    """A workbook as large as programs write them: what encrypts here does not encrypt tiny ones rightly."""
    import openpyxl

    book = openpyxl.Workbook()
    for text in texts:
        book.worksheets[0].append([text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _opened_without_asking(package: Build) -> bytes:
    """Encrypted with the password that Excel uses where nobody set one."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(package())).encrypt("VelvetSweatshop", out)
    return out.getvalue()
