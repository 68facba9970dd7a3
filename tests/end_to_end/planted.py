"""A share with known values in every corner of it, and the search for them in everything that a scan leaves behind."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from scanner.cli.sample import writers

VALUES = {
    "name in a cell": "近江屋 鶴之助",
    "name in text": "Zebedee Quillfeather",
    "name in a sheet name": "宇都宮 亀千代",
    "name in a header": "Ignatius Pumblechook",
    "name in a property": "Peregrine Thistlewood",
    "name in a comment": "Cornelius Wigglesworth",
    "phone": "080-0000-7391",
    "phone in text": "07700 900573",
    "mail": "zebedee.quillfeather@example.com",
    "mail in mail": "tsurunosuke.omiya@example.jp",
    "address": "大阪府大阪市北区梅田三丁目7番地の19",
    "English address": "173 Wobbleton Crescent, Leeds LS1 4QZ",
    "My Number": "719283640553",
    "NINO": "JK 73 91 82 C",
    "NHS number": "999 718 2633",
    "card": "4111 1111 1111 1111",
    "UTF-16 text": "蜂須賀 寅次郎",
    "cp932 text": "大河内 菊之丞",
    "in a damaged file": "Bartholomew Snodgrass",
    "in an archive in a mail": "090-0000-8264",
    "in XML": "Wilhelmina Butterworth",
    "in a PDF": "Fitzgerald Honeychurch",
    "subject": "Araminta Featherstonehaugh",
    "hidden sheet": "七條 菊千代",
}


def write_share(share: Path) -> None:
    """Files of every kind with the values in them, and in none of their names."""
    v = VALUES
    share.mkdir()
    header: list[object] = ["No.", "氏名", "電話番号", "住所", "個人番号", v["name in a header"]]
    rows: list[writers.Row] = [header]
    rows += [(n, v["name in a cell"], v["phone"], v["address"], v["My Number"], "x") for n in range(1, 25)]
    book = writers.workbook(
        {"社員": rows, v["name in a sheet name"]: rows[:5], "old": [(v["hidden sheet"],)]}, date(2020, 4, 1), ("old",)
    )
    book = _with_author(book, v["name in a property"])
    (share / "book.xlsx").write_bytes(book)
    english: list[writers.Row] = [("Name", "Phone", "E-mail", "NI number", "NHS number", "Card number", "Address")]
    english += [
        (v["name in text"], v["phone in text"], v["mail"], v["NINO"], v["NHS number"], v["card"], v["English address"])
    ] * 12
    (share / "list.csv").write_bytes(writers.delimited(english, "utf-8"))
    (share / "list-cp932.csv").write_bytes(
        writers.delimited([("氏名", "住所"), *[(v["cp932 text"], v["address"])] * 9], "cp932")
    )
    (share / "note.txt").write_bytes(f"担当は{v['UTF-16 text']}、個人番号は{v['My Number']}です。\r\n".encode("utf-16"))
    (share / "letter.docx").write_bytes(_with_comment(writers.document([f"Dear {v['name in text']},", v["NINO"]])))
    (share / "letter.pdf").write_bytes(writers.pdf([f"Dear {v['in a PDF']},", f"NI number: {v['NINO']}"]))
    (share / "data.xml").write_text(f"<p><name>{v['in XML']}</name><t>{v['phone in text']}</t></p>", encoding="utf-8")
    (share / "page.html").write_text(f"<title>{v['in XML']}</title><p>{v['mail']}</p>", encoding="utf-8")
    (share / "rows.json").write_text(f'{{"{v["name in text"]}": "{v["mail"]}"}}', encoding="utf-8")
    (share / "damaged.csv").write_bytes(
        f"name,phone\n{v['in a damaged file']},{v['phone']}\n".encode() + b"\xff\xfe\x00\x81" * 50
    )
    (share / "damaged.docx").write_bytes(
        _cut(writers.document([f"Name: {v['in a damaged file']} {n}" for n in range(99)]))
    )
    (share / "damaged.xlsx").write_bytes(_cut(book))
    inner = writers.archive({"名簿.csv": writers.delimited([("電話",), (v["in an archive in a mail"],)], "cp932")})
    message = EmailMessage()
    message["From"], message["To"] = f"{v['name in text']} <{v['mail']}>", v["mail in mail"]
    message["Subject"] = f"About {v['subject']}"
    message.set_content(f"Call {v['name in text']} on {v['phone in text']}.")
    message.add_attachment(inner, maintype="application", subtype="zip", filename="list.zip")
    message.add_attachment(book, maintype="application", subtype="octet-stream", filename="book.bin")
    (share / "message.eml").write_bytes(message.as_bytes())
    (share / "old.zip").write_bytes(
        writers.archive({"book.xlsx": book, "a/letter.pdf": (share / "letter.pdf").read_bytes()})
    )


def _with_author(book: bytes, author: str) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment

    loaded = load_workbook(io.BytesIO(book))
    loaded.properties.creator = loaded.properties.title = author
    loaded.worksheets[0]["B2"].comment = Comment(f"ask {VALUES['name in a comment']}", VALUES["name in a comment"])
    out = io.BytesIO()
    loaded.save(out)
    return out.getvalue()


def _with_comment(document: bytes) -> bytes:
    """The docx with a comment of a named author, and a name for its own."""
    import docx

    opened = docx.Document(io.BytesIO(document))
    run = opened.paragraphs[0].runs[0]
    opened.add_comment(run, text=f"from {VALUES['name in a comment']}", author=VALUES["name in a comment"], initials="")
    opened.core_properties.author = VALUES["name in a property"]
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def found_in(data: bytes) -> set[str]:
    """Which of the values stand in these bytes, in any of the encodings a file could have them in."""
    return {what for what, value in VALUES.items() if any(form in data for form in _forms(value))}


def _forms(value: str) -> Iterator[bytes]:
    import json
    from html import escape
    from urllib.parse import quote

    bare = value.replace(" ", "").replace("-", "")
    for text in {value, bare, json.dumps(value)[1:-1], escape(value), quote(value), value.upper(), value.casefold()}:
        yield text.encode("ascii", "xmlcharrefreplace")  # as openpyxl writes the strings of a workbook
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
            try:
                yield text.encode(encoding)
            except UnicodeEncodeError:
                continue


def leaks(folder: Path) -> dict[str, set[str]]:
    """Every file below the folder that holds a value; workbooks are looked into, databases as well row by row."""
    found: dict[str, set[str]] = {}
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        data = file.read_bytes()
        values = found_in(data) | found_in(file.name.encode())
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                values |= set().union(*(found_in(parts.read(name)) for name in parts.namelist()))
        if data.startswith(b"SQLite format 3"):
            connection = sqlite3.connect(file)
            values |= found_in("\n".join(connection.iterdump()).encode("utf-8", "surrogatepass"))
            connection.close()
        if values:
            found[str(file.relative_to(folder))] = values
    return found
