"""Names of zip members: by the UTF-8 flag, the Unicode path field, then by their bytes."""

from __future__ import annotations

import struct
import zipfile
import zlib

UNICODE_PATH = 0x7075
AES = 0x9901


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name with '/' between folders.

    Order: general-purpose bit 11, Info-ZIP's Unicode path extra field (0x7075, where its CRC fits), strict UTF-8
    (macOS does not set the bit), cp932 (Windows in Japan), cp437.
    """
    name = info.orig_filename if isinstance(info.orig_filename, str) else info.filename
    if info.flag_bits & 0x800:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    field = extra_field(info.extra, UNICODE_PATH)
    if len(field) > 5 and field[0] == 1 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
        return field[5:].decode("utf-8", "replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def extra_field(extra: bytes, wanted: int) -> bytes:
    """The body of one extra field, b'' if it is absent."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        if kind == wanted:
            return extra[position + 4 : position + 4 + size]
        position += 4 + size
    return b""


def unsafe(name: str) -> bool:
    """Whether the name would lead outside the folder it is unpacked to."""
    return name.startswith(("/", "\\")) or name[1:3] in (":\\", ":/") or ".." in name.replace("\\", "/").split("/")
