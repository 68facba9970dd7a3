"""Opening a file of a share for reading, and only that: no link is followed, nothing blocks, no time stamp moves."""

from __future__ import annotations

import errno
import os
import stat as stat_module
from dataclasses import dataclass, replace
from types import TracebackType
from typing import BinaryIO, Self

from scanner.acl import read_acl
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.results import FileStat

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_FORBIDDEN = (errno.EACCES, errno.EPERM)


def file_stat(found: os.stat_result, acl: str = "") -> FileStat:
    """What stat said, and the access control list beside it, as the inventory keeps them."""
    return FileStat(
        size=found.st_size,
        modified_ns=found.st_mtime_ns,
        changed_ns=found.st_ctime_ns,
        mode=found.st_mode,
        owner=found.st_uid,
        group=found.st_gid,
        device=found.st_dev,
        inode=found.st_ino,
        links=found.st_nlink,
        acl=acl,
    )


def os_problem(error: OSError) -> Problem:
    """The problem that an error of the file system is."""
    if error.errno in _GONE:
        detail = Detail.VANISHED
    elif error.errno in _FORBIDDEN:
        detail = Detail.PERMISSION
    else:
        detail = Detail.READ_ERROR
    cause = errno.errorcode.get(error.errno or 0, "") if detail is Detail.READ_ERROR else ""
    return Problem(ProblemKind.UNREADABLE, Stage.CRAWL, detail, cause=cause)


def _open_quietly(name: bytes, flags: int, folder: int | None) -> int:
    """Open without moving the access time where that is allowed: for the owner and for root."""
    try:
        return os.open(name, flags | os.O_NOATIME, dir_fd=folder)
    except PermissionError:
        return os.open(name, flags, dir_fd=folder)


def open_folder(root: bytes, raw: bytes) -> int:
    """A file descriptor of a folder below a root, for os.scandir.

    Opened step by step, so that no path is too long and no link that someone put there meanwhile is followed (the root
    itself may be a link: the user named it). Raises OSError.
    """
    folder = _open_quietly(root, _FOLDER & ~os.O_NOFOLLOW, None)
    for name in raw.split(b"/") if raw else ():
        try:
            below = open_subfolder(folder, name)
        finally:
            os.close(folder)
        folder = below
    return folder


def open_subfolder(folder: int, name: bytes) -> int:
    """A file descriptor of the folder ``name`` in an open folder. Raises OSError."""
    return _open_quietly(name, _FOLDER, folder)


class OpeningError(Exception):
    """The file cannot be opened for reading; says why as a Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


@dataclass(slots=True)
class OpenFile:
    """An open regular file: ``stream``, and ``stat`` as of the opening. Closes with the ``with`` block."""

    stream: BinaryIO
    stat: FileStat
    _accessed_ns: int

    def problems(self) -> list[Problem]:
        """Stat again: what happened to the file while it was read. To be called once, after the reading."""
        found: list[Problem] = []
        try:
            now = os.fstat(self.stream.fileno())
            if (now.st_size, now.st_mtime_ns) != (self.stat.size, self.stat.modified_ns):
                found.append(Problem(ProblemKind.CHANGED, Stage.CRAWL, Detail.CHANGED_WHILE_READ))
            elif now.st_atime_ns != self._accessed_ns and not self._put_access_time_back():
                found.append(Problem(ProblemKind.CHANGED, Stage.CRAWL, Detail.ACCESS_TIME))
        except OSError as error:
            found.append(os_problem(error))
        return found

    def _put_access_time_back(self) -> bool:
        try:
            os.utime(self.stream.fileno(), ns=(self._accessed_ns, self.stat.modified_ns))
        except OSError:
            return False
        # That moved the change time, which must not make the next scan read the file again.
        self.stat = replace(self.stat, changed_ns=os.fstat(self.stream.fileno()).st_ctime_ns)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stream.close()


def open_file(root: bytes, raw: bytes) -> OpenFile:
    """Open the regular file at the path ``raw`` below ``root``. Raises OpeningError, with the problem in it."""
    parent, _, name = raw.rpartition(b"/")
    try:
        folder = open_folder(root, parent)
        try:
            descriptor = _open_quietly(name, _FILE, folder)
        finally:
            os.close(folder)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENODEV):
            raise OpeningError(Problem(ProblemKind.UNSUPPORTED, Stage.CRAWL, Detail.SPECIAL_FILE)) from None
        raise OpeningError(os_problem(error)) from None
    found = os.fstat(descriptor)
    if not stat_module.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise OpeningError(Problem(ProblemKind.UNSUPPORTED, Stage.CRAWL, Detail.SPECIAL_FILE))
    return OpenFile(os.fdopen(descriptor, "rb"), file_stat(found, read_acl(descriptor)), found.st_atime_ns)
