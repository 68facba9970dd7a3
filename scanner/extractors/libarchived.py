"""rar, lzh, cab, zst and Z by the system's libarchive, read as a stream; nothing is written. It may be absent."""

from __future__ import annotations

import ctypes
import functools
import io
import locale
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from scanner.document import (
    Detail,
    Embedded,
    Item,
    Location,
    Problem,
    ProblemKind,
    Protected,
    Protection,
    StepKind,
    extract_problem,
    place,
)
from scanner.extractors.archive import guarded, plain_name
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail
from scanner.extractors.cab_headers import is_sound
from scanner.extractors.rar_headers import RAR5, rar_protection
from scanner.extractors.zipnames import unsafe

_FORMATS = {"rar": "rar", "lzh": "lha", "cab": "cab"}
_FILTERS = {"zst": "zstd", "Z": "compress"}
_BLOCK = 1 << 16


@functools.cache
def library() -> Any:
    """libarchive's functions, or None where the library or its binding is not installed."""
    try:
        import libarchive
        from libarchive import ffi
    except (ImportError, OSError, TypeError, AttributeError):  # the binding's ways to say that there is no library
        return None
    ffi.ffi("entry_pathname_utf8", [ffi.c_archive_entry_p], ctypes.c_char_p)
    ffi.ffi("entry_is_encrypted", [ffi.c_archive_entry_p], ctypes.c_int)
    option = [ffi.c_archive_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p]
    ffi.ffi("read_set_option", option, ctypes.c_int, ffi.check_int)
    return libarchive


def not_installed(word: str) -> Problem:
    """UNSUPPORTED for a type whose reader is an optional library or program."""
    return extract_problem(ProblemKind.UNSUPPORTED, Detail.NOT_INSTALLED, cause=word)


class LibArchive(ByFormat):
    """Members of rar, lzh and cab in the order of the archive; encrypted ones are named, not opened."""

    name = "libarchive"
    version = 1
    formats = frozenset(_FORMATS)

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        how = rar_protection(src) if src.format == "rar" else None
        if how is not None:
            yield Protected(Protection.AES)
            if how.directory:
                yield extract_problem(ProblemKind.ENCRYPTED, Detail.PASSWORD, cause="with its directory")
                return
        if library() is None:
            fail(not_installed(src.format))
        if src.format == "cab" and not is_sound(src.rewound(), src.size):
            fail(damaged("directory"))
        number = 0
        shut = frozenset[int]() if how is None else how.members
        try:
            with _reading(src, _form(src)) as entries:
                for entry in entries:
                    if not entry.isfile:
                        continue
                    number += 1
                    if number > options.limits.members:
                        yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                        return
                    yield from _member(entry, number - 1 in shut, src, options)
        except _errors() as error:
            fail(damaged("ArchiveError", Location() if number else None), error)


def _member(entry: Any, shut: bool, src: Source, options: ExtractOptions) -> Iterator[Item]:
    name = _name(entry)
    at = place(StepKind.MEMBER, name)
    size = entry.size if entry.size is not None else -1
    if unsafe(name):
        yield extract_problem(ProblemKind.CORRUPT, Detail.UNSAFE_NAME, at)
    if shut or _is_encrypted(entry):
        yield extract_problem(ProblemKind.ENCRYPTED, Detail.PARTS_ENCRYPTED, at)
    elif size > options.limits.member_bytes:
        yield extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE, at)
    else:
        opener = guarded(functools.partial(_opened, entry), src.size, options.limits)
        yield Embedded(name, opener, size, int((entry.mtime or 0) * 1e9))


class LibArchiveFilter(ByFormat):
    """zst and Z: the one file inside, named as the outer without its last extension."""

    name = "libarchive-filter"
    version = 1
    formats = frozenset(_FILTERS)

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        if library() is None:
            fail(not_installed(src.format))
        stem, dot, last = src.name.rpartition(".")
        name = src.name
        if dot and stem:
            name = f"{stem}.tar" if last.lower() in ("tzst", "taz") else stem
        try:
            with _reading(src, "raw", _FILTERS[src.format]) as entries:
                for entry in entries:
                    opener = guarded(functools.partial(_opened, entry), src.size, options.limits)
                    yield Embedded(name, opener)
        except _errors() as error:
            fail(damaged("ArchiveError"), error)


def _form(src: Source) -> str:
    """libarchive's name of the format."""
    return "rar5" if src.rewound().read(8) == RAR5 else _FORMATS[src.format]


def _errors() -> tuple[type[Exception], ...]:
    found = library()
    return (found.ArchiveError, ValueError, OSError)


@contextmanager
def _reading(src: Source, form: str, packing: str = "none") -> Generator[Iterator[Any], None, None]:
    """The archive's entries; each is good until the next is asked for. No other format is tried."""
    from libarchive import ffi
    from libarchive.read import ArchiveRead, new_archive_read

    if locale.nl_langinfo(locale.CODESET) != "UTF-8":
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")  # names are turned into the locale's characters
    stream: Any = src.rewound()
    block = ctypes.create_string_buffer(_BLOCK)
    address = ctypes.cast(block, ctypes.c_void_p)

    def read(archive: Any, context: Any, target: Any) -> int:
        length: int = stream.readinto(block)
        ctypes.cast(target, ctypes.POINTER(ctypes.c_void_p))[0] = address
        return length

    def seek(archive: Any, context: Any, offset: int, whence: int) -> int:
        stream.seek(offset, whence)
        position: int = stream.tell()
        return position

    callbacks = (ffi.READ_CALLBACK(read), ffi.SEEK_CALLBACK(seek))  # kept: libarchive holds no reference to them
    with new_archive_read(form, packing) as archive:
        if form == "lha":
            # LHA keeps no encoding; it was the packer of Windows in Japan.
            ffi.read_set_option(archive, b"lha", b"hdrcharset", b"CP932")
        ffi.read_set_seek_callback(archive, callbacks[1])
        ffi.read_open(archive, None, ffi.NO_OPEN_CB, callbacks[0], ffi.NO_CLOSE_CB)
        yield iter(ArchiveRead(archive))


class _Content(io.RawIOBase):
    """The content of the entry that the archive stands at."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        from libarchive import ffi

        view = memoryview(buffer)
        space = (ctypes.c_char * len(view)).from_buffer(view)
        try:
            return int(ffi.read_data(self._entry._archive_p, space, len(view)))
        except _errors() as error:
            fail(damaged("ArchiveError"), error)


def _opened(entry: Any) -> BinaryIO:
    return io.BufferedReader(_Content(entry), _BLOCK)


def _name(entry: Any) -> str:
    from libarchive import ffi

    pointer = entry._entry_p
    raw: bytes | None = ffi.entry_pathname(pointer) or ffi.entry_pathname_utf8(pointer)
    return plain_name(raw or b"").replace("\\", "/")


def _is_encrypted(entry: Any) -> bool:
    from libarchive import ffi

    return bool(ffi.entry_is_encrypted(entry._entry_p))
