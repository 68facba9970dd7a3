"""Moving one file from a share into quarantine, back, or away for good: nothing else of a share is ever touched.

Folders are opened step by step without following links, files by the open folder. What was checked is what is moved:
the file is opened, read and compared, and after the move the moved file must still be the one that was opened; one
that somebody swapped in between goes back to its place.
"""

from __future__ import annotations

import errno
import os
import stat as stat_module
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scanner.opening import open_folder, open_subfolder

_CHUNK = 1 << 20
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Refusal(StrEnum):
    """Why a file was left where it is."""

    CHANGED = "changed"  # other content than was approved, or touched while it was read
    MISSING = "missing"  # not there any more
    NO_FILE = "no_file"  # a link, device or folder is in its place
    OCCUPIED = "occupied"  # something is there already (restore)
    OUTSIDE = "outside"  # the path would lead out of the root
    DENIED = "denied"  # no permission
    FAILED = "failed"  # the file system refused for another reason


class Refused(Exception):
    """The file was left where it is; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class Hash(Protocol):
    """A hash object being fed."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A file below a folder, both as exact bytes; ``raw`` is relative and '/'-separated."""

    folder: bytes
    raw: bytes

    @property
    def parent(self) -> bytes:
        return self.raw.rpartition(b"/")[0]

    @property
    def name(self) -> bytes:
        return self.raw.rpartition(b"/")[2]


@contextmanager
def refusals() -> Iterator[None]:
    """Turns errors of the file system into Refused."""
    try:
        yield
    except OSError as error:
        raise Refused(_refusal(error)) from error


def _refusal(error: OSError) -> Refusal:
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
        return Refusal.MISSING
    if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
        return Refusal.NO_FILE
    if error.errno == errno.EEXIST:
        return Refusal.OCCUPIED
    return Refusal.DENIED if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else Refusal.FAILED


@contextmanager
def _folder_of(place: Place, make: bool = False) -> Iterator[int]:
    """The open folder of a place. Raises Refused, OSError."""
    if not place.raw or any(part in (b"", b".", b"..") for part in place.raw.split(b"/")):
        raise Refused(Refusal.OUTSIDE)
    folder = _made(place) if make else open_folder(place.folder, place.parent)
    try:
        yield folder
    finally:
        os.close(folder)


def _made(place: Place) -> int:
    """As open_folder; folders that are missing are made, for their owner only."""
    folder = open_folder(place.folder, b"")
    for name in place.parent.split(b"/") if place.parent else ():
        try:
            with suppress(FileExistsError):
                os.mkdir(name, 0o700, dir_fd=folder)
            below = open_subfolder(folder, name)
        finally:
            os.close(folder)
        folder = below
    return folder


@contextmanager
def _opened(folder: int, name: bytes) -> Iterator[tuple[int, os.stat_result]]:
    """The open regular file, and what it was when it was opened. Raises Refused, OSError."""
    try:
        descriptor = os.open(name, _FILE | os.O_NOATIME, dir_fd=folder)
    except PermissionError:  # only the owner may leave the access time alone
        descriptor = os.open(name, _FILE, dir_fd=folder)
    try:
        found = os.fstat(descriptor)
        if not stat_module.S_ISREG(found.st_mode):
            raise Refused(Refusal.NO_FILE)
        yield descriptor, found
    finally:
        os.close(descriptor)


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _same_content(before: os.stat_result, after: os.stat_result) -> bool:
    return (_identity(before), before.st_size, before.st_mtime_ns) == (
        _identity(after),
        after.st_size,
        after.st_mtime_ns,
    )


def check(place: Place, expected: str, new_hash: Callable[[], Hash]) -> None:
    """Raises Refused unless the file is there, is a regular file, and has the content expected (hex)."""
    with refusals(), _folder_of(place) as folder, _opened(folder, place.name) as (descriptor, found):
        _checked(descriptor, found, expected, new_hash)


def _checked(descriptor: int, found: os.stat_result, expected: str, new_hash: Callable[[], Hash]) -> None:
    digest = new_hash()
    os.lseek(descriptor, 0, os.SEEK_SET)
    while data := os.read(descriptor, _CHUNK):
        digest.update(data)
    if digest.hexdigest() != expected or not _same_content(found, os.fstat(descriptor)):
        raise Refused(Refusal.CHANGED)


def move(source: Place, target: Place, aside: bytes, expected: str, new_hash: Callable[[], Hash]) -> None:
    """Moves a file whose content is ``expected`` (hex) into quarantine: by a rename on the same file system, else by
    copying, comparing and deleting. Mode, owner, times and extended attributes stay. ``aside`` is a name that the file
    has beside its own for the moment of the deletion. Raises Refused; the file is where it was then.
    """
    with (
        refusals(),
        _folder_of(source) as folder,
        _opened(folder, source.name) as (descriptor, found),
        _folder_of(target, make=True) as place,
    ):
        _checked(descriptor, found, expected, new_hash)
        try:
            os.link(source.name, target.name, src_dir_fd=folder, dst_dir_fd=place, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _copy(descriptor, found, place, target.name, expected, new_hash)
        else:
            if not _same_content(found, os.stat(target.name, dir_fd=place, follow_symlinks=False)):
                os.unlink(target.name, dir_fd=place)
                raise Refused(Refusal.CHANGED)
        os.fsync(place)
        try:
            _remove(folder, source.name, aside, found)
        except BaseException:
            os.unlink(target.name, dir_fd=place)
            raise
        os.fsync(folder)


def _remove(folder: int, name: bytes, aside: bytes, found: os.stat_result) -> None:
    """Deletes the file that was opened, and no other that has its name by now: it is looked at under a name that nobody
    else uses."""
    os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
    if _same_content(found, os.stat(aside, dir_fd=folder, follow_symlinks=False)):
        os.unlink(aside, dir_fd=folder)
        return
    put_back(folder, aside, name)
    raise Refused(Refusal.CHANGED)


def put_back(folder: int, aside: bytes, name: bytes) -> None:
    """Gives what stands aside its name again, unless something has taken it meanwhile: then it stays aside."""
    with suppress(FileExistsError):
        _name(folder, aside, name)


def _name(folder: int, aside: bytes, name: bytes) -> None:
    """Gives what stands aside a name, never over anything. Raises FileExistsError."""
    try:
        os.link(aside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Without links the name is taken first, by an empty file of ours.
        os.close(os.open(name, _NEW, 0o600, dir_fd=folder))
        os.rename(aside, name, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        os.unlink(aside, dir_fd=folder)


def _copy(
    descriptor: int, found: os.stat_result, place: int, name: bytes, expected: str, new_hash: Callable[[], Hash]
) -> None:
    copy = os.open(name, _NEW, 0o600, dir_fd=place)
    try:
        digest = new_hash()
        os.lseek(descriptor, 0, os.SEEK_SET)
        while data := os.read(descriptor, _CHUNK):
            digest.update(data)
            view = memoryview(data)
            while view:
                view = view[os.write(copy, view) :]
        if digest.hexdigest() != expected:
            raise Refused(Refusal.CHANGED)
        _take_over(descriptor, found, copy)
        os.fsync(copy)
    except BaseException:
        os.unlink(name, dir_fd=place)
        raise
    finally:
        os.close(copy)


def _take_over(descriptor: int, found: os.stat_result, copy: int) -> None:
    """Owner, access lists, mode and times as they were, as far as this account may set them."""
    with suppress(OSError):
        os.fchown(copy, found.st_uid, found.st_gid)
    for attribute in _attributes(descriptor):
        with suppress(OSError):
            os.setxattr(copy, attribute, os.getxattr(descriptor, attribute))
    os.fchmod(copy, stat_module.S_IMODE(found.st_mode))
    os.utime(copy, ns=(found.st_atime_ns, found.st_mtime_ns))


def _attributes(descriptor: int) -> list[str]:
    try:
        return os.listxattr(descriptor)
    except OSError:  # a file system without any
        return []


def restore(source: Place, target: Place, aside: bytes, expected: str, new_hash: Callable[[], Hash]) -> None:
    """Brings a file back from quarantine (``source``) to its place; folders that are missing are made. ``aside`` is the
    name of a copy while it is made. Raises Refused where something is there already, or where the content in quarantine
    is not what was put there."""
    with (
        refusals(),
        _folder_of(source) as folder,
        _opened(folder, source.name) as (descriptor, found),
        _folder_of(target, make=True) as place,
    ):
        _checked(descriptor, found, expected, new_hash)
        try:
            os.link(source.name, target.name, src_dir_fd=folder, dst_dir_fd=place, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _copy(descriptor, found, place, aside, expected, new_hash)
            try:
                _name(place, aside, target.name)
            except BaseException:
                os.unlink(aside, dir_fd=place)
                raise
        os.fsync(place)
        os.unlink(source.name, dir_fd=folder)
        os.fsync(folder)


def erase(place: Place) -> None:
    """Deletes a file in quarantine for good, and the folders above it that are empty then. Raises Refused."""
    with refusals():
        with _folder_of(place) as folder:
            os.unlink(place.name, dir_fd=folder)
            os.fsync(folder)
        parent = place.parent
        while parent:
            above, _, name = parent.rpartition(b"/")
            folder = open_folder(place.folder, above)
            try:
                os.rmdir(name, dir_fd=folder)
            except OSError:
                return  # not empty
            finally:
                os.close(folder)
            parent = above


def there(place: Place) -> bool:
    """Whether anything is at a place. Raises Refused where that cannot be seen."""
    try:
        with refusals(), _folder_of(place) as folder:
            os.stat(place.name, dir_fd=folder, follow_symlinks=False)
    except Refused as refused:
        if refused.refusal is Refusal.MISSING:
            return False
        raise
    return True


def undo_aside(place: Place, aside: bytes) -> None:
    """After an interruption: what stands aside gets its name back. Raises Refused where the share cannot be reached."""
    with _after_interruption(place), _folder_of(place) as folder:
        os.stat(aside, dir_fd=folder, follow_symlinks=False)
        put_back(folder, aside, place.name)


def drop_aside(place: Place, aside: bytes) -> None:
    """After an interruption: a copy that was being made aside goes. Raises Refused where the share cannot be
    reached."""
    with _after_interruption(place), _folder_of(place) as folder:
        os.unlink(aside, dir_fd=folder)


@contextmanager
def _after_interruption(place: Place) -> Iterator[None]:
    """What is not there, or in a folder that somebody removed since, needs nothing; a root out of reach is not that."""
    with refusals():
        os.close(open_folder(place.folder, b""))
        with suppress(FileNotFoundError):
            yield
