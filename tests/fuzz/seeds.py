"""Small whole files of every format, made by the same makers as the samples of the extractors' tests."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import xlwt

from scanner.extractors.libarchived import library
from tests.fuzz.office_seeds import office_seeds
from tests.scanner.extractors import bombs
from tests.scanner.extractors.helpers import zipped
from tests.scanner.extractors.old_archives import cab, lzh, packed, rar4, rar5
from tests.scanner.extractors.test_damage import SEEDS
from tests.scanner.extractors.test_sevenzip import sevenzip
from tests.scanner.extractors.test_sqlite import STAFF, database

NAME = "Aiko Mihon"


def xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("staff")
    for number in range(20):
        page.write(number, 0, f"{NAME} {number}")
        page.write(number, 1, number * 1.5)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("name.txt")
        info.size = len(NAME)
        archive.addfile(info, io.BytesIO(NAME.encode()))
    return out.getvalue()


def seeds() -> dict[str, bytes]:
    """Format -> file."""
    text = f"{NAME}\n電話 07700 900123\n".encode() * 20
    return {
        **SEEDS,
        **office_seeds(),
        "xls": xls(),
        "ods": bombs.ods(bombs.ods_row("mail") + bombs.ods_row(bombs.MAIL, 3, 2)),
        "xlsx-strings": bombs.sheet("".join(bombs.row(n, bombs.cell(f"A{n}", NAME)) for n in range(1, 40))),
        "7z-members": sevenzip({"name.txt": text, "second.csv": b"a,b\n1,2\n"}),
        "sqlite": database(*STAFF),
        "tar": tar(),
        "rar4": rar4({"name.txt": text}),
        "rar5": rar5({"name.txt": text}),
        "lzh": lzh({"name.txt": text}),
        "cab": cab({"name.txt": text}),
        **({"zst": packed(text, "zstd"), "Z": packed(text, "compress")} if library() else {}),
        "zip-cut": zipped({"name.txt": text, "second.txt": text})[:-60],
        "gz": gzip.compress(text, mtime=0),
        "bz2": bz2.compress(text),
        "xz": lzma.compress(text),
        "mbox": b"From a@example.com Mon Apr  1 09:30:00 2024\n" + SEEDS["eml"] + b"\n\n",
        "ics": f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{NAME}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(),
        "vcf": f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{NAME}\r\nEND:VCARD\r\n".encode(),
        "text": "氏名 山田太郎 電話 07700 900123\r\n".encode("cp932") * 10,
        "utf-16": f"{NAME} 山田太郎\r\n".encode("utf-16"),
    }
