"""Which format a file is in, by its content. A name only settles ties between kinds of plain text."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from scanner.extractors.sniff import text_kind
from scanner.extractors.zip_salvage import UNZIP_ERRORS

START = 1 << 16  # bytes looked at

# (offset, bytes, word). The longer and rarer come first.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"BM", "bmp"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\x1f\x8b\x08", "gz"),
    (0, b"BZh", "bz2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zst"),
    (0, b"\x1f\x9d", "Z"),
    (0, b"MSCF", "cab"),
    (257, b"ustar", "tar"),
    (2, b"-lh", "lzh"),
    (2, b"-lz", "lzh"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (4, b"Standard Jet DB", "mdb"),
    (4, b"Standard ACE DB", "accdb"),
    (0, b"!BDN", "pst"),
    (0, b"MZ", "exe"),
    (0, b"\x7fELF", "elf"),
    (0, b"\xca\xfe\xba\xbe", "class"),
    (0, b"\x00asm", "wasm"),
    (0, b"AC10", "dwg"),
    (0, b"RIFF", "riff"),
    (4, b"ftyp", "mp4"),
    (0, b"OggS", "ogg"),
    (0, b"ID3", "mp3"),
    (0, b"fLaC", "flac"),
    (0, b"\x1aE\xdf\xa3", "mkv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
    (0, b"\x60\x0e\x82\x0e", "xdw"),
    (0, b"%!PS", "ps"),
    (0, b"8BPS", "psd"),
    (0, b"\xd7\xcd\xc6\x9a", "wmf"),
    (40, b" EMF", "emf"),
    (0, b"wOFF", "font"),
    (0, b"OTTO", "font"),
    (0, b"\x00\x01\x00\x00\x00", "font"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "lnk"),
    (0, b"ITSF", "chm"),
    (0, b"?_\x03\x00", "hlp"),
    (0, b"\x78\x9f\x3e\x22", "tnef"),
    (0, b"-----BEGIN PGP MESSAGE", "pgp"),
    (0, b"PK00PK\x03\x04", "zip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = {b"\x09\x00\x04\x00": "xls2", b"\x09\x02\x06\x00": "xls3", b"\x09\x04\x06\x00": "xls4"}
_RIFF = {b"WAVE": "wav", b"AVI ": "avi", b"WEBP": "webp"}
_FTYP = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"avif": "avif", b"qt  ": "mov", b"M4A ": "m4a"}
_MAIN_PART = (
    # the main part's content type, as it ends in [Content_Types].xml
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docm"),
    (b"wordprocessingml.template.main+xml", "dotx"),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "dotm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    (b"spreadsheetml.template.main+xml", "xltx"),
    (b"ms-excel.template.macroEnabled.main+xml", "xltm"),
    (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
    (b"ms-excel.addin.macroEnabled.main+xml", "xlam"),
    (b"presentationml.presentation.main+xml", "pptx"),
    (b"ms-powerpoint.presentation.macroEnabled.main+xml", "pptm"),
    (b"presentationml.slideshow.main+xml", "ppsx"),
    (b"ms-powerpoint.slideshow.macroEnabled.main+xml", "ppsm"),
    (b"presentationml.template.main+xml", "potx"),
    (b"ms-powerpoint.template.macroEnabled.main+xml", "potm"),
    (b"ms-visio.drawing.main+xml", "vsdx"),
)
_MIMETYPE = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/vnd.oasis.opendocument.graphics", "odg"),
    (b"application/epub+zip", "epub"),
)


def identify(stream: BinaryIO, name: str) -> str:
    """The format word of a seekable stream: "xlsx", "zip", "text", "csv", "empty", "unknown" and so on.

    Leaves the stream at its beginning. Raises OSError where reading fails; damaged containers are named by what is
    still recognisable ("zip", "ole").
    """
    stream.seek(0)
    start = stream.read(START)
    word = _by_signature(stream, start, name)
    stream.seek(0)
    return word


def _by_signature(stream: BinaryIO, start: bytes, name: str) -> str:
    if not start:
        return "empty"
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return zip_kind(stream, name)
    if start.startswith(_OLE):
        return ole_kind(stream)
    if start[:4] in _BIFF:
        return _BIFF[start[:4]]
    for offset, mark, word in _SIGNATURES:
        if start.startswith(mark, offset):
            return _refined(word, start)
    if (found := start[:1024].find(b"%PDF-")) > 0 and b"\x00" not in start[:found]:
        return "pdf"
    if _old_tar(start):
        return "tar"
    return text_kind(start, name)


def _refined(word: str, start: bytes) -> str:
    if word == "riff":
        return _RIFF.get(start[8:12], "riff")
    if word == "mp4":
        return _FTYP.get(start[8:12], "mp4")
    if word == "exe" and b"\x00" not in start[:64]:
        return text_kind(start, "")  # a text that begins with "MZ"
    if word == "bmp" and not (start[6:10] == bytes(4) and start[15:18] == bytes(3)):
        return text_kind(start, "")  # a text that begins with "BM"
    if word == "bz2" and start[4:10] not in (b"1AY&SY", b"\x17rE8P\x90"):
        return text_kind(start, "")
    return word


def _old_tar(start: bytes) -> bool:
    """A tar header without the "ustar" mark: its checksum agrees."""
    if len(start) < 512 or not start[0] or not re.fullmatch(rb" *[0-7]+[ \x00]*", start[148:156]):
        return False
    said = int(start[148:156].strip(b" \x00") or b"0", 8)
    return said == sum(start[:148]) + 8 * 32 + sum(start[156:512])


def zip_kind(stream: BinaryIO, name: str) -> str:
    """What a zip container holds, by its parts; "zip" for an archive and for one too damaged to tell."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return _package_kind(archive)
    except UNZIP_ERRORS:
        return _damaged_package_kind(stream)


def _package_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        declared = archive.read("mimetype").strip()
        for beginning, word in _MIMETYPE:  # templates, masters and web pages have longer names
            if declared.startswith(beginning):
                return word
    if "[Content_Types].xml" in names:
        if archive.getinfo("[Content_Types].xml").file_size > 1 << 22:
            return "zip"
        types = archive.read("[Content_Types].xml")
        for content_type, word in _MAIN_PART:
            if content_type in types:
                return word
    for part, word in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")):
        if part in names:
            return word
    if "META-INF/container.xml" in names:
        return "epub"
    if any(n.startswith("Index/") and n.endswith(".iwa") for n in names) or "Index.zip" in names:
        return "iwork"
    if "META-INF/MANIFEST.MF" in names and any(n.endswith(".class") for n in names):
        return "jar"
    return "zip"


def _damaged_package_kind(stream: BinaryIO) -> str:
    """Without a readable directory, by the names in the local headers near the beginning."""
    stream.seek(0)
    start = stream.read(START)
    for part, word in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
        if b"[Content_Types].xml" in start and part in start:
            return word
    if start[30:38] == b"mimetype":
        for beginning, word in _MIMETYPE:
            if start[38:].startswith(beginning):
                return word
    return "zip"


def ole_kind(stream: BinaryIO) -> str:
    """What an OLE2 compound file holds, by its streams; "ole" where that is unknown or unreadable."""
    import olefile

    stream.seek(0)
    try:
        with olefile.OleFileIO(io.BytesIO(stream.read()), raise_defects=olefile.DEFECT_FATAL) as ole:
            names = {"/".join(path) for path in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError, KeyError, RecursionError):
        names = _directory_names(stream)
    for part, word in (
        ("EncryptedPackage", "ooxml-encrypted"),
        ("__properties_version1.0", "msg"),
        ("WordDocument", "doc"),
        ("PowerPoint Document", "ppt"),
        ("PP97_DUALSTORAGE", "ppt"),
        ("Workbook", "xls"),
        ("WORKBOOK", "xls"),
        ("Book", "xls"),
        ("BOOK", "xls"),
        ("DocumentText", "jtd"),
        ("VisioDocument", "vsd"),
        ("Quill", "pub"),
        ("FileHeader", "hwp"),
    ):
        if part in names:
            return word
    if any(n.startswith(("JSRV", "Jsrv", "JustInfo", "DocumentView")) for n in names):
        return "jtd"
    if any(n.endswith(("_StringData", "_StringPool")) or n.startswith("\u4840") for n in names):
        return "msi"
    return "ole"


def _directory_names(stream: BinaryIO) -> set[str]:
    """Stream names of a damaged compound file: the directory entries' UTF-16 names, wherever they are."""
    stream.seek(0)
    data = stream.read()
    known = (
        "EncryptedPackage", "__properties_version1.0", "WordDocument", "PowerPoint Document", "Workbook", "Book",
    )  # fmt: skip
    return {n for n in known if (n + "\x00").encode("utf-16-le") in data}


def suffix(name: str) -> str:
    """The lower-case extension without its dot, '' if there is none."""
    return PurePosixPath(name).suffix[1:].lower()
