"""7z by py7zr: its members as files of their own. They are unpacked once, into a file without a name."""

from __future__ import annotations

import io
import tempfile
import time
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
from scanner.passwords import Tries

_SHARE = 0.7  # of the time limit for unpacking: what came out before is still to be read


class SevenZip(ByFormat):
    """Members in the order of the directory; of an archive that no listed password opens the names, where those are not
    encrypted too."""

    name = "7z"
    version = 3
    formats = frozenset({"7z"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        tries = options.tries()
        archive = _open(src)
        hidden = archive is None
        if archive is None:
            yield Protected(Protection.AES)
            fitting = _fitting(src, tries)
            if fitting is None:
                yield tries.problem(cause="with its directory")
                return
            archive = fitting
        members = [f for f in archive.files if not f.is_directory and not f.is_socket and not f.is_symlink]
        yield from _directory_problems(members, options.limits)
        members = members[: options.limits.members]
        with tempfile.TemporaryFile() as spool:
            unpacking = _Unpacking(spool, src.size, options.limits)
            problem: Problem | None = None
            if hidden or not archive.needs_password():
                problem = unpacking.run(archive, members)
            else:
                yield Protected(Protection.AES)
                if not _unlock(src, members, unpacking, tries):
                    yield from (tries.problem(place(StepKind.MEMBER, m.filename)) for m in members)
                    return
                problem = unpacking.problem
            for member in members:
                if member.id in unpacking.done:
                    start, size = unpacking.done[member.id]
                    yield Embedded(member.filename, _opener(spool, start, size), size, _when(member))
            if problem is not None:
                yield problem


def _open(src: Source, password: str | None = None) -> Any:
    """The archive, or None where its directory needs a password. Raises ExtractionError where it is damaged."""
    import py7zr
    from py7zr.exceptions import PasswordRequired, UnsupportedCompressionMethodError

    try:
        return py7zr.SevenZipFile(src.rewound(), password=password)
    except PasswordRequired:
        return None
    except MemoryError:
        raise
    except UnsupportedCompressionMethodError as error:
        fail(_method(), error)
    except Exception as error:  # noqa: BLE001 (raised on as a problem: py7zr raises of any kind on damage)
        fail(damaged(error), error)


def _fitting(src: Source, tries: Tries) -> Any:
    """The archive with encrypted directory, opened by a listed password; None where none fits."""
    for password in tries:
        try:
            archive = _open(src, password)
        except ExtractionError:
            continue  # a wrong password makes nonsense of the directory; the caller reports ENCRYPTED
        if archive is not None:
            tries.fits(password)
            return archive
    return None


def _unlock(src: Source, members: list[Any], unpacking: _Unpacking, tries: Tries) -> bool:
    """Unpack with the first listed password that gets at least one member out; whether there is one."""
    wanted = {member.id for member in members}
    for password in tries:
        try:
            archive = _open(src, password)
        except ExtractionError:
            continue  # as a wrong password: the caller reports ENCRYPTED
        unpacking.problem = unpacking.run(archive, [f for f in archive.files if f.id in wanted])
        if unpacking.problem is None or unpacking.filled or unpacking.problem.kind is not ProblemKind.CORRUPT:
            tries.fits(password)
            return True
        unpacking.restart()
    return False


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
        self.problem: Problem | None = None
        self._end = time.monotonic() + limits.seconds * _SHARE
        self._spool = spool
        self._limits = limits
        self._most = min(limits.unpacked_bytes, max(RATIO_FROM, int(limits.ratio * packed)))
        self._total = 0

    @property
    def filled(self) -> bool:
        """Whether a member with something in it is complete: py7zr checks the sum of each."""
        return any(size for _, size in self.done.values())

    def restart(self) -> None:
        """Forget what was unpacked: the password was wrong."""
        self.done.clear()
        self._spool.seek(0)
        self._spool.truncate()
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
        if time.monotonic() > self._end:
            fail(extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT))
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
