"""OLE2 compound files: properties, embedded objects, and Office encryption."""

from __future__ import annotations

import io
import struct
from collections.abc import Generator, Iterator
from typing import Any

from scanner.document import Detail, Embedded, Item, ProblemKind, Protected, Protection, extract_problem
from scanner.extractors.base import ByFormat, ExtractOptions, Opened, Source, damaged, fail, properties
from scanner.passwords import Tries

OLE_ERRORS: tuple[type[Exception], ...] = (
    OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError, OverflowError,
    EOFError, AssertionError,
)  # fmt: skip
"""What olefile and msoffcrypto raise on damaged compound files."""
_WITHOUT_ASKING = "VelvetSweatshop"  # Excel's own password for files it encrypts without asking ([MS-OFFCRYPTO] 2.4)
_FIELDS = {
    "title": "title",
    "subject": "subject",
    "author": "author",
    "last_saved_by": "last_modified_by",
    "keywords": "keywords",
    "comments": "description",
    "company": "company",
    "manager": "manager",
    "create_time": "created",
    "last_saved_time": "modified",
}


def open_ole(data: bytes) -> Any:
    """The compound file. Raises ExtractionError where it cannot be opened at all."""
    import olefile

    try:
        return olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL)
    except OLE_ERRORS as error:
        fail(damaged(error), error)


def stream_bytes(ole: Any, *names: str) -> bytes:
    """The first of these streams that exists, b'' if none does or it is damaged from its start."""
    for name in names:
        if ole.exists(name):
            try:
                return bytes(ole.openstream(name).read())
            except OLE_ERRORS:
                continue
    return b""


def ole_properties(ole: Any) -> Iterator[Item]:
    """Summary information as Properties; text is decoded by the code page it names."""
    try:
        meta = ole.get_metadata()
    except OLE_ERRORS as error:
        yield damaged(error, None)
        return
    codepage = getattr(meta, "codepage", None) or 1252
    encoding = "utf-8" if codepage in (65001, -535) else f"cp{codepage & 0xFFFF}"
    values: dict[str, object] = {}
    for field, key in _FIELDS.items():
        value: Any = getattr(meta, field, None)
        if isinstance(value, bytes):
            value = _decode(value.rstrip(b"\x00"), encoding)
        elif hasattr(value, "isoformat"):
            value = value.isoformat(timespec="seconds") if value.year > 1980 else ""
        values[key] = value
    yield from properties(values)


def _decode(value: bytes, encoding: str) -> str:
    for candidate in ("utf-8", encoding, "cp932"):
        try:
            return value.decode(candidate)
        except (UnicodeError, LookupError):
            continue
    return value.decode("latin-1")


def embedded_objects(ole: Any) -> Iterator[Embedded]:
    """Objects put into the document: packages, OOXML files, PDF, and OLE documents kept in storages of their own."""
    for path in ole.listdir():
        name = path[-1]
        if name in ("Package", "CONTENTS"):
            yield _member(ole, path, path[-2] if len(path) > 1 else name, 0)
        elif name == "\x01Ole10Native":
            found = _ole10native(ole, path)
            if found:
                yield found


def _member(ole: Any, path: list[str], name: str, skip: int) -> Embedded:
    def open_() -> io.BytesIO:
        try:
            return io.BytesIO(ole.openstream(path).read()[skip:])
        except OLE_ERRORS as error:
            fail(damaged(error), error)

    return Embedded(name.lstrip("\x01\x03"), open_)


def _ole10native(ole: Any, path: list[str]) -> Embedded | None:
    """The file inside an OLE package: size, flags, label, file name, ..., data length, data."""
    try:
        data = ole.openstream(path).read()
        end = data.index(b"\x00", 6)
        label = _decode(data[6:end], "cp932")
        position = data.index(b"\x00", end + 1) + 1 + 4
        (length,) = struct.unpack_from("<I", data, position)
        position += 4 + length
        (size,) = struct.unpack_from("<I", data, position)
    except OLE_ERRORS:
        return _member(ole, path, path[-2] if len(path) > 1 else "object", 4)
    content = data[position + 4 : position + 4 + size]
    return Embedded(label.replace("\\", "/").rpartition("/")[2] or "object", lambda: io.BytesIO(content), len(content))


class OleObject(ByFormat):
    """A compound file of a program we do not know: the files put into it, and that there may be more."""

    name = "ole"
    version = 1
    formats = frozenset({"ole"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        ole = open_ole(src.data())
        members = list(embedded_objects(ole))
        yield from members
        if not members:
            yield from ole_properties(ole)
            yield extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, cause="ole")


class EncryptedOffice(ByFormat):
    """docx, xlsx, pptx in an EncryptedPackage. Opened with Excel's own password or a listed one."""

    name = "office-encrypted"
    version = 2
    formats = frozenset({"ooxml-encrypted"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item | Opened]:
        yield Protected(Protection.OFFICE)
        tries = options.tries()
        opened = decrypted(src.data(), tries)
        if opened is None:
            yield tries.problem()
            return
        yield Opened(opened)


def opened_office(data: bytes, options: ExtractOptions) -> Generator[Item, None, bytes | None]:
    """The bytes of an xls, doc or ppt, opened as ``decrypted`` does; else None after ENCRYPTED."""
    if not is_encrypted(data):
        return data
    yield Protected(Protection.OFFICE)
    tries = options.tries()
    opened = decrypted(data, tries)
    if opened is None:
        yield tries.problem()
    return opened


def is_encrypted(data: bytes) -> bool:
    """Whether an xls, doc or ppt needs a password (RC4, CryptoAPI or XOR obfuscation)."""
    import msoffcrypto

    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except (*OLE_ERRORS, msoffcrypto.exceptions.FileFormatError, msoffcrypto.exceptions.ParseError):
        return False  # too damaged to tell; its reader will say so


def decrypted(data: bytes, tries: Tries) -> bytes | None:
    """The document opened with the password of files encrypted without asking, or a listed one; None if none fits."""
    opened = _decrypted(data, _WITHOUT_ASKING)
    if opened is not None:
        return opened
    for password in tries:
        opened = _decrypted(data, password)
        if opened is not None:
            tries.fits(password)
            return opened
    return None


def _decrypted(data: bytes, password: str) -> bytes | None:
    import msoffcrypto
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        # The older formats check the password in any case, and do not take the argument.
        office.load_key(password=password, **({"verify_password": True} if isinstance(office, OOXMLFile) else {}))
        office.decrypt(out)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (any failure means the same: it stays closed, and the caller reports ENCRYPTED)
        return None
    return out.getvalue() or None
