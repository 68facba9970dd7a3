"""Encrypted members of zip archives (ZipCrypto and WinZip's AES), opened with a listed password by pyzipper."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO

from scanner.passwords import Tries

_PROVEN = 16 << 20  # bytes of a member read to prove a password; a check byte alone fits one wrong one in 256
_CHUNK = 1 << 16

LOCKED_ERRORS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, RuntimeError, zlib.error, ValueError, EOFError, OSError, NotImplementedError, AttributeError,
)  # fmt: skip
"""What pyzipper raises on wrong passwords and on damage."""


class Unlocker:
    """Opens the encrypted members of one archive. ``tries`` is shared by all of them: what fitted one fits the next."""

    def __init__(self, stream: BinaryIO, tries: Tries) -> None:
        self._stream = stream
        self._tries = tries
        self._members: dict[int, Any] = {}
        self._archive: Any = None

    def opener(self, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]] | None:
        """What opens the member; None where no password fits, or time has run out."""
        if not self._tries:
            return None
        try:
            member = self._member(info)
        except LOCKED_ERRORS:
            return None  # the caller reports the member as ENCRYPTED
        for password in self._tries:
            for encoded in _encoded(password):
                if self._fits(member, encoded):
                    self._tries.fits(password)
                    return lambda: self._open(member, encoded)
        return None

    def _member(self, info: zipfile.ZipInfo) -> Any:
        if self._archive is None:
            import pyzipper

            self._archive = pyzipper.AESZipFile(self._stream)
            self._members = {member.header_offset: member for member in self._archive.infolist()}
        return self._members.get(info.header_offset)

    def _open(self, member: Any, password: bytes) -> IO[bytes]:
        opened: IO[bytes] = self._archive.open(member, pwd=password)
        return opened

    def _fits(self, member: Any, password: bytes) -> bool:
        """Whether the member, or its beginning, can be read with it."""
        try:
            with self._open(member, password) as content:
                read = 0
                while read < _PROVEN and (chunk := content.read(_CHUNK)):
                    read += len(chunk)
        except LOCKED_ERRORS:
            return False
        return True


def _encoded(password: str) -> Iterator[bytes]:
    """The bytes that programs make of it: UTF-8, and cp932 on Windows in Japan."""
    yield password.encode("utf-8", "surrogatepass")
    if not password.isascii():
        try:
            yield password.encode("cp932")
        except UnicodeEncodeError:
            return
