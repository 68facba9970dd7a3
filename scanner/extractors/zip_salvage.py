"""Zip files whose directory is lost or cut off: one made anew from the headers that stand before each member."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from scanner.document import Location, Problem
from scanner.extractors.base import damaged, fail
from scanner.options import Limits

UNZIP_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, struct.error, RuntimeError,
)  # fmt: skip
"""What zipfile raises on damaged or encrypted members."""

_LOCAL = b"PK\x03\x04"
_HEADER = struct.Struct("<4sHHHHHIIIHH")  # APPNOTE 4.3.7
_CHUNK = 1 << 16
_DESCRIBED = 0x08  # general purpose bit 3: sizes and sum stand behind the data


def open_zip(stream: BinaryIO, limits: Limits) -> tuple[zipfile.ZipFile, Problem | None]:
    """The archive; where its directory cannot be read, one of the members that are whole, and CORRUPT beside it.

    Raises ExtractionError where there is not a whole member either.
    """
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream), None
    except UNZIP_ERRORS as error:
        problem, cause = damaged(error, Location()), error
    members = list(_members(stream, limits))
    if not members:
        fail(damaged(cause), cause)
    end = stream.seek(0, io.SEEK_END)
    directory = b"".join(member.entry() for member in members)
    count = len(members)
    tail = directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), end, 0)
    whole: BinaryIO = io.BufferedReader(_Appended(stream, end, tail))
    try:
        return zipfile.ZipFile(whole), problem
    except UNZIP_ERRORS as error:
        fail(damaged(error), error)


@dataclass(frozen=True, slots=True)
class _Member:
    """What a directory says of one member."""

    start: int
    version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name: bytes
    extra: bytes

    def entry(self) -> bytes:
        """The member's line in the directory (APPNOTE 4.3.12)."""
        fixed = struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, self.version, self.flags, self.method, self.time, self.date,
            self.crc, self.packed, self.size, len(self.name), len(self.extra), 0, 0, 0, 0, self.start,
        )  # fmt: skip
        return fixed + self.name + self.extra


def _members(stream: BinaryIO, limits: Limits) -> Iterator[_Member]:
    """The members that are whole, up to those that a zip without its 64-bit extension can name."""
    end = stream.seek(0, io.SEEK_END)
    position = 0
    unpacked = 0
    for _ in range(min(limits.members, 65_000)):
        position = _next(stream, position)
        if position < 0 or position > 0xFFFFFFFF:
            return
        stream.seek(position)
        raw = stream.read(_HEADER.size)
        if len(raw) < _HEADER.size:
            return
        _, version, flags, method, time, date, crc, packed, size, name_size, extra_size = _HEADER.unpack(raw)
        name, extra = stream.read(name_size), stream.read(extra_size)
        data = position + _HEADER.size + name_size + extra_size
        if flags & _DESCRIBED and not packed:
            found = (
                _measured(stream, data, limits.unpacked_bytes - unpacked) if method == zipfile.ZIP_DEFLATED else None
            )
            if found is None:
                position += len(_LOCAL)  # cut off, damaged, or of unknown length: what comes after may be whole
                continue
            packed, size, crc = found
            unpacked += size
        if not name or data + packed > end:
            position += len(_LOCAL)
            continue
        yield _Member(position, version, flags & ~_DESCRIBED, method, time, date, crc, packed, size, name, extra)
        position = data + packed


def _next(stream: BinaryIO, start: int) -> int:
    """Where the next member's header begins, at ``start`` or behind it; -1 where there is none."""
    stream.seek(start)
    kept = b""
    while chunk := stream.read(_CHUNK):
        window = kept + chunk
        found = window.find(_LOCAL)
        if found >= 0:
            return start + found
        start += len(window) - 3
        kept = window[-3:]
    return -1


def _measured(stream: BinaryIO, start: int, most: int) -> tuple[int, int, int] | None:
    """Packed size, size and CRC of deflated data that begins here; None where it does not come to an end."""
    stream.seek(start)
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = size = crc = 0
    try:
        while not inflating.eof and size <= most:
            chunk = inflating.unconsumed_tail or stream.read(_CHUNK)
            if not chunk:
                return None
            fresh = not inflating.unconsumed_tail
            out = inflating.decompress(chunk, 1 << 20)
            packed += len(chunk) if fresh else 0
            size += len(out)
            crc = zlib.crc32(out, crc)
    except zlib.error:
        return None  # the caller leaves this member out; that the archive is damaged is said in any case
    return (packed - len(inflating.unused_data), size, crc) if inflating.eof else None


class _Appended(io.RawIOBase):
    """The stream's first ``end`` bytes and, behind them, the new directory."""

    def __init__(self, stream: BinaryIO, end: int, tail: bytes) -> None:
        self._stream = stream
        self._end = end
        self._tail = tail
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._end + len(self._tail)}[whence]
        if base + offset < 0:
            raise OSError("before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._position < self._end:
            self._stream.seek(self._position)
            data = self._stream.read(min(len(view), self._end - self._position))
        else:
            data = self._tail[self._position - self._end :][: len(view)]
        view[: len(data)] = data
        self._position += len(data)
        return len(data)
