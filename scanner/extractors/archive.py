"""zip, tar, gz, bz2, xz: their members as files of their own, with guards; nothing is written to disk."""

from __future__ import annotations

import bz2
import datetime as dt
import functools
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from scanner.document import (
    Detail,
    Embedded,
    ExtractionError,
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
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail, text_blocks
from scanner.extractors.packages import RATIO_FROM
from scanner.extractors.zip_salvage import UNZIP_ERRORS, open_zip
from scanner.extractors.zip_unlocking import Unlocker
from scanner.extractors.zipnames import AES, extra_field, member_name, unsafe
from scanner.options import Limits

UNPACK_ERRORS: tuple[type[Exception], ...] = (*UNZIP_ERRORS, tarfile.TarError, lzma.LZMAError)


def unpack_problem(error: Exception) -> Problem:
    """UNSUPPORTED for a compression method without a reader, else CORRUPT."""
    if isinstance(error, NotImplementedError):
        return extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, cause="compression method")
    return damaged(error)


class Guarded(io.RawIOBase):
    """A member being unpacked: stops with BOMB, TOO_LARGE or CORRUPT as ExtractionError, whatever its header said."""

    def __init__(self, inner: IO[bytes], packed: int, limits: Limits) -> None:
        self._inner = inner
        self._packed = max(1, packed)
        self._limits = limits
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._inner.read(len(view))
        except UNPACK_ERRORS as error:
            fail(unpack_problem(error), error)
        self._read += len(data)
        if self._read > self._limits.member_bytes:
            fail(extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE))
        if self._read > RATIO_FROM and self._read > self._limits.ratio * self._packed:
            fail(extract_problem(ProblemKind.BOMB, Detail.COMPRESSION_RATIO))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def guarded(open_: Callable[[], IO[bytes]], packed: int, limits: Limits) -> Callable[[], BinaryIO]:
    """An ``Embedded.open`` whose stream is watched while it is read."""

    def opened() -> BinaryIO:
        try:
            inner = open_()
        except UNPACK_ERRORS as error:
            raise ExtractionError(unpack_problem(error)) from error
        return io.BufferedReader(Guarded(inner, packed, limits), 1 << 16)

    return opened


class ZipArchive(ByFormat):
    """Members in the order of the directory; encrypted ones are named, and opened where a listed password fits."""

    name = "zip"
    version = 2
    formats = frozenset({"zip", "jar"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        limits = options.limits
        archive, problem = open_zip(src.stream, limits)
        if problem is not None:
            yield problem
        with archive:
            how = Protection.NONE
            tries = options.tries()
            unlocker = Unlocker(src.stream, tries)
            if archive.comment:
                yield from text_blocks(archive.comment.decode("utf-8", "replace"), place(StepKind.COMMENT))
            total = 0
            for number, info in enumerate(i for i in archive.infolist() if not i.is_dir()):
                if number >= limits.members:
                    yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                    break
                name = member_name(info)
                at = place(StepKind.MEMBER, name)
                if unsafe(name):
                    yield extract_problem(ProblemKind.CORRUPT, Detail.UNSAFE_NAME, at)
                total += info.file_size
                if info.flag_bits & 1:
                    now = Protection.AES if _is_aes(info) else Protection.ZIPCRYPTO
                    if how is Protection.NONE:
                        how = now
                        yield Protected(how)
                if _bomb(info, total, limits):
                    yield extract_problem(ProblemKind.BOMB, Detail.COMPRESSION_RATIO, at)
                elif info.file_size > limits.member_bytes:
                    yield extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE, at)
                else:
                    open_: Callable[[], IO[bytes]] | None = functools.partial(archive.open, info)
                    if info.flag_bits & 1:
                        open_ = unlocker.opener(info)
                    if open_ is None:
                        yield tries.problem(at)
                    else:
                        opener = guarded(open_, info.compress_size, limits)
                        yield Embedded(name, opener, info.file_size, _when(info))


def _is_aes(info: zipfile.ZipInfo) -> bool:
    return info.compress_type == 99 or bool(extra_field(info.extra, AES))


def _bomb(info: zipfile.ZipInfo, total: int, limits: Limits) -> bool:
    ratio = info.file_size > RATIO_FROM and info.file_size > limits.ratio * max(1, info.compress_size)
    return ratio or total > limits.unpacked_bytes


_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first moment that the format can say: what programs write that have no time to say."""


def _when(info: zipfile.ZipInfo) -> int:
    """Modification time in ns, 0 where there is none; the directory keeps local time without a zone, taken as UTC."""
    if info.date_time == _NO_TIME:
        return 0
    try:
        return int(dt.datetime(*info.date_time, tzinfo=dt.UTC).timestamp()) * 1_000_000_000
    except ValueError:
        return 0


class TarArchive(ByFormat):
    """Regular members; links and devices inside are not files and are passed over."""

    name = "tar"
    version = 1
    formats = frozenset({"tar"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        limits = options.limits
        number = 0
        try:
            with tarfile.open(fileobj=src.rewound(), mode="r:", errors="surrogateescape") as archive:
                for info in archive:
                    if not info.isreg():
                        continue
                    number += 1
                    if number > limits.members:
                        yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                        return
                    name = plain_name(info.name.encode("utf-8", "surrogateescape"))
                    at = place(StepKind.MEMBER, name)
                    if unsafe(name):
                        yield extract_problem(ProblemKind.CORRUPT, Detail.UNSAFE_NAME, at)
                    if info.size > limits.member_bytes:
                        yield extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE, at)
                        continue
                    open_ = guarded(functools.partial(_tar_open, archive, info), info.size, limits)
                    yield Embedded(name, open_, info.size, int(info.mtime * 1e9))
        except UNPACK_ERRORS as error:
            fail(damaged(error, Location() if number else None), error)


def _tar_open(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.ReadError("no data")
    return stream


def plain_name(raw: bytes) -> str:
    """A member's name from bytes without a declared encoding: UTF-8, cp932 or EUC-JP, whichever they are."""
    for encoding in ("utf-8", "cp932", "euc_jp"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


class Compressed(ByFormat):
    """gz, bz2, xz: the one file inside, named as the outer without its last extension."""

    name = "compressed"
    version = 1
    formats = frozenset({"gz", "bz2", "xz"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        opener: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
            "gz": lambda f: gzip.GzipFile(fileobj=f),  # type: ignore[dict-item, return-value]
            "bz2": bz2.BZ2File,
            "xz": lzma.LZMAFile,
        }
        stem, dot, last = src.name.rpartition(".")
        name = src.name
        if dot and stem:
            name = f"{stem}.tar" if last.lower() in ("tgz", "tbz", "tbz2", "txz") else stem
        yield Embedded(name, guarded(lambda: opener[src.format](src.rewound()), src.size, options.limits))
