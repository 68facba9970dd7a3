"""rar, lzh, cab, Z and zst archives of stored members, built byte by byte."""

from __future__ import annotations

import ctypes
import io
import struct
import zlib
from collections.abc import Mapping

Parts = Mapping[str, bytes]


def rar4(parts: Parts, encrypted: bool = False, directory: bool = False) -> bytes:
    """Version 4; ``encrypted`` sets the flag of each file, ``directory`` that of the names."""

    def block(kind: int, flags: int, fields: bytes, content: bytes = b"") -> bytes:
        body = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body + content

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0x80 if directory else 0, bytes(6))
    for name, content in parts.items():
        raw = name.encode("ascii")
        size = struct.pack("<II", len(content), len(content))
        fields = size + struct.pack("<BIIBBHI", 3, zlib.crc32(content), 0x52210000, 20, 0x30, len(raw), 0o100644) + raw
        out += block(0x74, 0x8000 | (0x04 if encrypted else 0), fields, content)
    return out + block(0x7B, 0x4000, b"")


def _vint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def rar5(parts: Parts, encrypted: bool = False, directory: bool = False) -> bytes:
    """Version 5; names are UTF-8."""

    def block(kind: int, fields: bytes, content: bytes = b"", extra: bytes = b"") -> bytes:
        flags = (1 if extra else 0) | (2 if kind == 2 else 0)
        head = _vint(kind) + _vint(flags) + (_vint(len(extra)) if extra else b"")
        head += _vint(len(content)) if kind == 2 else b""
        body = head + fields + extra
        sized = _vint(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized + content

    out = b"Rar!\x1a\x07\x01\x00"
    if directory:
        return out + block(4, _vint(0) + _vint(0) + bytes([15]) + bytes(16)) + bytes(64)
    out += block(1, _vint(0))
    for name, content in parts.items():
        raw = name.encode()
        fields = _vint(4) + _vint(len(content)) + _vint(0o100644) + struct.pack("<I", zlib.crc32(content))
        fields += _vint(0) + _vint(1) + _vint(len(raw)) + raw
        record = _vint(1) + _vint(0) + _vint(0) + bytes([15]) + bytes(32)
        out += block(2, fields, content, _vint(len(record)) + record if encrypted else b"")
    return out + block(5, _vint(0))


def lzh(parts: Parts) -> bytes:
    """Level 0 headers with names in cp932, as LHA wrote them on Windows in Japan."""
    out = b""
    for name, content in parts.items():
        raw = name.encode("cp932")
        crc = _crc16(content)
        body = b"-lh0-" + struct.pack("<IIIBB", len(content), len(content), 0x52210000, 0x20, 0)
        body += bytes([len(raw)]) + raw + struct.pack("<H", crc)
        out += bytes([len(body), sum(body) & 0xFF]) + body + content
    return out + b"\x00"


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def cab(parts: Parts) -> bytes:
    """One folder without compression ([MS-CAB])."""
    content = b"".join(parts.values())
    files = b""
    offset = 0
    for name, part in parts.items():
        utf8 = 0 if name.isascii() else 0x80
        files += struct.pack("<IIHHHH", len(part), offset, 0, 0x5221, 0, 0x20 | utf8) + name.encode() + b"\x00"
        offset += len(part)
    first = 36 + 8
    data_at = first + len(files)
    data = struct.pack("<IHH", 0, len(content), len(content)) + content
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, data_at + len(data), 0, first, 0, 3, 1, 1, len(parts), 0, 0, 0)
    return head + struct.pack("<IHH", data_at, 1, 0) + files + data


def packed(content: bytes, packing: str) -> bytes:
    """The bytes behind one of libarchive's own filters: "zstd" or "compress"."""
    from libarchive import ffi

    room = ctypes.create_string_buffer(len(content) + (1 << 16))
    used = ctypes.c_size_t()
    archive = ffi.write_new()
    try:
        ffi.get_write_filter_function(packing)(archive)
        ffi.get_write_format_function("raw")(archive)
        ffi.write_set_bytes_in_last_block(archive, 1)
        opened = ffi.ffi(
            "write_open_memory",
            [ffi.c_archive_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t)],
            ctypes.c_int,
            ffi.check_int,
        )
        opened(archive, ctypes.cast(room, ctypes.c_void_p), len(room), ctypes.byref(used))
        entry = ffi.entry_new()
        ffi.entry_set_filetype(entry, 0o100000)
        ffi.write_header(archive, entry)
        ffi.write_data(archive, content, len(content))
        ffi.entry_free(entry)
        ffi.write_close(archive)
    finally:
        ffi.write_free(archive)
    return io.BytesIO(room.raw[: used.value]).read()
