"""7z by py7zr: its members as files of their own. They are unpacked once, into a file without a name."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO

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
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, encrypted, fail
from scanner.extractors.packages import RATIO_FROM
from scanner.extractors.zipnames import unsafe
from scanner.options import Limits


class SevenZip(ByFormat):
    """Members in the order of the directory; of an encrypted archive the names, where those are not encrypted too."""

    name = "7z"
    version = 2
    formats = frozenset({"7z"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        import py7zr
        from py7zr.exceptions import PasswordRequired, UnsupportedCompressionMethodError

        try:
            archive = py7zr.SevenZipFile(src.rewound())
        except PasswordRequired:
            yield Protected(Protection.AES)
            yield extract_problem(ProblemKind.ENCRYPTED, Detail.PASSWORD, cause="with its directory")
            return
        except MemoryError:
            raise
        except UnsupportedCompressionMethodError as error:
            fail(_method(), error)
        except Exception as error:  # noqa: BLE001 (raised on as a problem: py7zr raises of any kind on damage)
            fail(damaged(error), error)
        members = [f for f in archive.files if not f.is_directory and not f.is_socket and not f.is_symlink]
        yield from _directory_problems(members, options.limits)
        members = members[: options.limits.members]
        if archive.needs_password():
            yield Protected(Protection.AES)
            for member in members:
                yield encrypted(place(StepKind.MEMBER, member.filename))
            return
        with tempfile.TemporaryFile() as spool:
            unpacking = _Unpacking(spool, src.size, options.limits)
            problem = unpacking.run(archive, members)
            for member in members:
                if member.id in unpacking.done:
                    start, size = unpacking.done[member.id]
                    yield Embedded(member.filename, _opener(spool, start, size), size, _when(member))
            if problem is not None:
                yield problem


def _method() -> Problem:
    return extract_problem(ProblemKind.UNSUPPORTED, Detail.NO_READER, cause="compression method")


def _directory_problems(members: list[Any], limits: Limits) -> Iterator[Problem]:
    for member in members[: limits.members]:
        if unsafe(member.filename):
            yield extract_problem(ProblemKind.CORRUPT, Detail.UNSAFE_NAME, place(StepKind.MEMBER, member.filename))
    if len(members) > limits.members:
        yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)


def _when(member: Any) -> int:
    """Modification time in ns; 0 where it is not told."""
    try:
        return int(member.lastwritetime.totimestamp() * 1e9) if member.lastwritetime else 0
    except (ValueError, OverflowError, OSError):
        return 0


def _opener(spool: IO[bytes], start: int, size: int) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        spool.seek(start)
        return io.BytesIO(spool.read(size))

    return opened


class _Unpacking:
    """Unpacks members one after the other into one file, as far as the limits and the damage allow.

    The members of a solid archive can only be unpacked together: one by one would take the square of the time.
    ``done`` tells where each complete member lies: id -> (start, size).
    """

    def __init__(self, spool: IO[bytes], packed: int, limits: Limits) -> None:
        self.done: dict[int, tuple[int, int]] = {}
        self._spool = spool
        self._limits = limits
        self._most = min(limits.unpacked_bytes, max(RATIO_FROM, int(limits.ratio * packed)))
        self._total = 0

    def run(self, archive: Any, members: list[Any]) -> Problem | None:
        from py7zr.exceptions import PasswordRequired, UnsupportedCompressionMethodError
        from py7zr.io import MemIO

        factory: Any = self  # by its methods
        for member in members:
            # By number: names may point outside, be there twice, or be no names at all.
            archive.worker.register_filelike(member.id, MemIO(str(member.id), factory))
        try:
            archive.worker.extract(archive.fp, None, parallel=False)
        except ExtractionError as error:
            return error.problem
        except MemoryError:
            raise
        except PasswordRequired:
            return encrypted(Location())
        except UnsupportedCompressionMethodError:
            return _method()
        except Exception as error:  # noqa: BLE001 (returned as a problem: py7zr raises of any kind on damage)
            return damaged(error, Location())
        return None

    def create(self, name: str) -> _Writer:
        """What py7zr writes one member to."""
        return _Writer(self, int(name), self._spool.tell())

    def write(self, data: bytes, written: int) -> None:
        self._total += len(data)
        if written > self._limits.member_bytes:
            fail(extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE))
        if self._total > self._most:
            fail(extract_problem(ProblemKind.BOMB, Detail.COMPRESSION_RATIO))
        self._spool.write(data)


class _Writer:
    """A file as py7zr wants one (Py7zIO), of which only writing and the end matter."""

    def __init__(self, unpacking: _Unpacking, number: int, start: int) -> None:
        self._unpacking = unpacking
        self._number = number
        self._start = start
        self._size = 0

    def write(self, data: bytes) -> int:
        self._size += len(data)
        self._unpacking.write(data, self._size)
        return len(data)

    def close(self) -> None:
        """The member is complete."""
        self._unpacking.done[self._number] = (self._start, self._size)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        return self._size
