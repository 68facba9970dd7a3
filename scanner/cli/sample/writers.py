"""Small makers of office files for the sample share: workbooks, documents, PDF, mail, archives."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from xml.sax.saxutils import escape

Row = Sequence[object]
Sheets = Mapping[str, Sequence[Row]]

_W3C_TIME = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")

XLSX_TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def workbook(sheets: Sheets, made: date, hidden: Sequence[str] = ()) -> bytes:
    """An xlsx with these sheets that says it was made on that day; ``hidden`` are sheets that Excel does not show."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.properties.creator = ""
    saved, out = io.BytesIO(), io.BytesIO()
    book.save(saved)
    # openpyxl writes the present time here and there; the sample is to be the same every time, to the byte.
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = _W3C_TIME.sub(f">{made}T09:00:00Z<".encode(), old.read(name))
            new.writestr(zipfile.ZipInfo(name, (made.year, made.month, made.day, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def protected(data: bytes, password: str) -> bytes:
    """An office file behind a password (ECMA-376 agile encryption, as Office itself writes it)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
Target="word/document.xml"/></Relationships>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"""


def document(paragraphs: Sequence[str]) -> bytes:
    """A docx with these paragraphs."""
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(p)}</w:t></w:r></w:p>' for p in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", _DOCUMENT.format(body=body)),
        ):
            parts.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page with these lines of Latin text."""
    text = "\n".join(f"({_pdf_text(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 15 TL 72 770 Td\n{text}\nET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _pdf_text(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def mail(
    sender: str,
    to: str,
    subject: str,
    sent: datetime,
    text: str,
    attachments: Mapping[str, bytes],
) -> bytes:
    """A message with workbooks attached."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(sent)
    message.set_content(text)
    for name, data in attachments.items():
        message.add_attachment(data, maintype=XLSX_TYPE[0], subtype=XLSX_TYPE[1], filename=name)
    return message.as_bytes()


def archive(members: Mapping[str, bytes], encoding: str = "cp932") -> bytes:
    """A zip as Japanese Windows writes it: names in ``encoding`` without a word about it."""
    out = io.BytesIO()
    stand_ins = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zip_:
        for number, (name, data) in enumerate(members.items()):
            raw = name.encode(encoding)
            # zipfile would write UTF-8 and say so: names of the same length stand in until it has finished.
            stand_in = f"<{number}>".ljust(len(raw), "#")
            stand_ins[stand_in.encode()] = raw
            zip_.writestr(zipfile.ZipInfo(stand_in), data, zipfile.ZIP_DEFLATED)
    made = out.getvalue()
    for stand_in_bytes, raw in stand_ins.items():
        made = made.replace(stand_in_bytes, raw)
    return made


def weakly_protected_archive(name: str, data: bytes, password: bytes) -> bytes:
    """A zip of one stored member in the old ZipCrypto cipher (PKWARE APPNOTE 6.1), which is no real protection."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(old: int, byte: int) -> int:
        return zlib.crc32(bytes([byte]), old ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    def cipher(byte: int) -> int:
        mixed = (keys[2] | 2) & 0xFFFF
        result = byte ^ ((mixed * (mixed ^ 1) >> 8) & 0xFF)
        update(byte)
        return result

    for byte in password:
        update(byte)
    check = zlib.crc32(data)
    secret = bytes(cipher(byte) for byte in bytes(11) + bytes([check >> 24]) + data)
    raw = name.encode()
    common = struct.pack("<HHHHHLLLHH", 20, 1, 0, 0, 0x21, check, len(secret), len(data), len(raw), 0)
    local = b"PK\x03\x04" + common + raw + secret
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + raw
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def delimited(rows: Sequence[Row], encoding: str) -> bytes:
    """A CSV as Excel writes it."""
    import csv

    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)
