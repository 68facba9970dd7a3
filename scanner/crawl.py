"""Walking a root: every entry is met once, in a stable order, and nothing but folders is opened."""

from __future__ import annotations

import errno
import os
import re
import stat as stat_module
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from detectors.own.mistakes import Mistake
from scanner.acl import read_acl_in
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.globs import path_patterns
from scanner.opening import file_stat, open_folder, open_subfolder, os_problem
from scanner.results import FileRef, FileResult, FileStat, Known, Outcome

_OPEN_FOLDERS = 64
"""How many folders of the way down stay open; the outer ones beyond are opened again when it is their turn."""


class RootError(Mistake):
    """A root cannot be scanned."""


class PatternError(Mistake):
    """An exclusion pattern cannot be understood."""


@dataclass(frozen=True, slots=True)
class Job:
    """A regular file to be read. ``root`` is the exact path of the root (``ref.root`` is the one for people).

    ``known`` are results of files that it may be a copy of.
    """

    root: bytes
    ref: FileRef
    stat: FileStat
    known: Known = field(default=(), kw_only=True, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Root:
    """A root as opened: the folder ``path`` (absolute, exact bytes), and the single file in it to look at, or b''."""

    path: bytes
    only: bytes = b""

    @property
    def shown(self) -> str:
        """The root for people, and its name in the inventory: bytes that are no UTF-8 as ``\\xNN``."""
        return self.path.decode("utf-8", "backslashreplace")


def shown(raw: bytes) -> str:
    """A path on disk for people: bytes that are no UTF-8 as ``\\xNN``, any other path as it is.

    Two different paths never look alike, nor does a path look like a member's: ``>`` becomes ``\\>``, and a backslash
    before x, > or another becomes ``\\x5c``.
    """
    text = re.sub(rb"\\(?=[x>\\])", rb"\\x5c", raw).decode("utf-8", "backslashreplace")
    return text.replace(">", "\\>")


def find_root(name: str) -> Root:
    """The root that a user named: a folder, or a file to be looked at alone. Raises RootError."""
    path = os.path.abspath(os.fsencode(name))  # noqa: PTH100 - pathlib knows no bytes
    try:
        found = os.stat(path)  # noqa: PTH116
        if stat_module.S_ISREG(found.st_mode):
            return Root(*os.path.split(os.path.realpath(path)))
        if not stat_module.S_ISDIR(found.st_mode):
            raise RootError("root_not_folder", root=shown(path))
        os.close(open_folder(path, b""))
    except FileNotFoundError:
        raise RootError("root_missing", root=shown(path)) from None
    except PermissionError:
        raise RootError("root_no_permission", root=shown(path)) from None
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise RootError("root_unreadable", root=shown(path), reason=reason) from None
    return Root(path)


class Exclusions:
    """gitignore-style patterns, relative to the root. Raises PatternError for one that means nothing."""

    def __init__(self, patterns: Sequence[str]) -> None:
        for pattern in patterns:
            try:
                path_patterns([pattern])
            except ValueError:
                raise PatternError("bad_exclusion", pattern=pattern) from None
        self._spec = path_patterns(patterns) if patterns else None

    def match(self, raw: bytes, is_folder: bool) -> bool:
        """Whether the entry at this path below the root is excluded."""
        return self._spec is not None and self._spec.match_file(os.fsdecode(raw) + "/" * is_folder)


@dataclass(slots=True)
class _Level:
    """A folder on the way down: what identifies it, and its subfolders not yet entered, last first."""

    raw: bytes
    identity: tuple[int, int]
    descriptor: int
    waiting: list[tuple[bytes, os.stat_result]] = field(default_factory=list)


def crawl(root: Root, exclusions: Exclusions) -> Iterator[Job | FileResult]:
    """Everything below a root: a Job for each regular file to be read, a FileResult for all else.

    A folder gets a row only where it was not entered (excluded, unreadable, met before). Sorted by bytes within a
    folder, files before subfolders. Errors of the file system become rows, never exceptions.
    """
    levels: list[_Level] = []
    walk = _Walk(root, exclusions)
    try:
        yield from walk.enter(levels, b"", None)
        while levels:
            level = levels[-1]
            if not level.waiting:
                levels.pop()
                _close(level)
                continue
            name, found = level.waiting.pop()
            yield from walk.enter(levels, _join(level.raw, name), found)
    finally:
        for level in levels:
            _close(level)


def _join(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder else name


def _close(level: _Level) -> None:
    if level.descriptor >= 0:
        os.close(level.descriptor)
        level.descriptor = -1


@dataclass(slots=True)
class _Walk:
    root: Root
    exclusions: Exclusions

    def _row(self, raw: bytes, found: os.stat_result | None, outcome: Outcome, problem: Problem) -> FileResult:
        stat = file_stat(found) if found is not None else FileStat(0, 0)
        return FileResult(FileRef(self.root.shown, shown(raw) or ".", raw), outcome, stat, problems=(problem,))

    def _skipped(self, raw: bytes, found: os.stat_result | None, detail: Detail) -> FileResult:
        return self._row(raw, found, Outcome.SKIPPED, Problem(ProblemKind.UNSUPPORTED, Stage.CRAWL, detail))

    def enter(self, levels: list[_Level], raw: bytes, found: os.stat_result | None) -> Iterator[Job | FileResult]:
        """Open a folder, put it on the stack and yield what is directly in it, or the row that says why not."""
        if found is not None and (found.st_dev, found.st_ino) in {level.identity for level in levels}:
            yield self._skipped(raw, found, Detail.OTHER_FILESYSTEM_LOOP)
            return
        try:
            descriptor = self._open(levels, raw)
        except OSError as error:
            yield self._row(raw, found, Outcome.FAILED, os_problem(error))
            return
        opened = os.fstat(descriptor)
        level = _Level(raw, (opened.st_dev, opened.st_ino), descriptor)
        levels.append(level)
        if len(levels) > _OPEN_FOLDERS:
            _close(levels[-1 - _OPEN_FOLDERS])
        names: list[bytes] = []
        failure: OSError | None = None
        try:
            with os.scandir(descriptor) as entries:
                # Names come as text with surrogates for a descriptor; this gives the exact bytes back.
                names.extend(os.fsencode(entry.name) for entry in entries)
        except OSError as error:
            failure = error
        if self.root.only:
            names = [name for name in names if name == self.root.only]
        for name in sorted(names):
            yield from self._meet(level, name)
        level.waiting.reverse()
        if failure is not None:
            yield self._row(raw, opened, Outcome.FAILED, os_problem(failure))

    def _open(self, levels: list[_Level], raw: bytes) -> int:
        if levels and levels[-1].descriptor >= 0:
            return open_subfolder(levels[-1].descriptor, raw.rpartition(b"/")[2])
        return open_folder(self.root.path, raw)

    def _meet(self, level: _Level, name: bytes) -> Iterator[Job | FileResult]:
        raw = _join(level.raw, name)
        try:
            found = os.stat(name, dir_fd=level.descriptor, follow_symlinks=False)
        except OSError as error:
            yield self._row(raw, None, Outcome.FAILED, os_problem(error))
            return
        kind = stat_module.S_IFMT(found.st_mode)
        if self.exclusions.match(raw, kind == stat_module.S_IFDIR):
            yield self._skipped(raw, found, Detail.EXCLUDED)
        elif kind == stat_module.S_IFDIR:
            level.waiting.append((name, found))
        elif kind == stat_module.S_IFREG:
            stat = file_stat(found, read_acl_in(level.descriptor, name))
            yield Job(self.root.path, FileRef(self.root.shown, shown(raw), raw), stat)
        elif kind == stat_module.S_IFLNK:
            yield self._skipped(raw, found, Detail.SYMLINK)
        else:
            yield self._skipped(raw, found, Detail.SPECIAL_FILE)
