"""The list of passwords that protected files are tried with. No error, log or file ever shows one."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from detectors.own.mistakes import why_unreadable
from scanner.document import Detail, Location, Problem, ProblemKind, extract_problem

MOST = 1000  # passwords of a list
_BYTES = 1 << 20  # of its file
_SHARE = 0.25  # of a file's time limit that may be spent on passwords that do not fit


class Passwords:
    """Passwords in the order of the list, each once. Its ``repr`` tells only how many there are."""

    __slots__ = ("_listed",)

    def __init__(self, listed: Iterable[str] = ()) -> None:
        self._listed = tuple(dict.fromkeys(listed))

    def __repr__(self) -> str:
        return f"<{len(self._listed)} passwords>"

    def __len__(self) -> int:
        return len(self._listed)

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passwords) and self._listed == other._listed

    def __hash__(self) -> int:
        return hash(self._listed)

    def digest(self, key: bytes) -> str:
        """What changes when the list does: 16 hexadecimal digits, keyed, so that no password can be guessed by it."""
        listed = hashlib.blake2b(key=key[:64], digest_size=8, person=b"tana-passwords")
        for password in self._listed:
            listed.update(password.encode("utf-8", "surrogatepass") + b"\n")
        return listed.hexdigest()


class Tries:
    """The passwords for one file: the one that fitted before comes first; those that do not fit may cost some time.

    Iterate to get the passwords, and leave the loop with ``fits`` called where one opens the file or member. Time is
    counted only for those that did not.
    """

    def __init__(self, passwords: Passwords, seconds: float) -> None:
        self._passwords = list(passwords)
        self._left = seconds * _SHARE
        self._out_of_time = False

    def __bool__(self) -> bool:
        return bool(self._passwords)

    def __iter__(self) -> Iterator[str]:
        for password in tuple(self._passwords):
            if self._left <= 0:
                self._out_of_time = True
                return
            began = time.monotonic()
            yield password
            self._left -= time.monotonic() - began

    def fits(self, password: str) -> None:
        """This one opened something: it is the first to be tried on what comes next."""
        self._passwords.remove(password)
        self._passwords.insert(0, password)

    def problem(self, at: Location | None = None, cause: str = "") -> Problem:
        """ENCRYPTED for the file, or for one of its parts when a place is given; and what was tried."""
        if self._out_of_time:
            detail = Detail.PASSWORDS_TIME
        elif self._passwords:
            detail = Detail.PASSWORDS_TRIED
        else:
            detail = Detail.PASSWORD if at is None else Detail.PARTS_ENCRYPTED
        return extract_problem(ProblemKind.ENCRYPTED, detail, at, cause)


def load_passwords(file: Path) -> Passwords:
    """The list in a file: UTF-8, one password on a line, taken as it stands; empty lines are passed over.

    The file must belong to the user and be nobody else's to read (mode 0600). Raises SettingsError.
    """
    from scanner.settings import SettingsError  # brings pydantic, which the options do without

    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise SettingsError("unreadable", place=file)
            if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o177:
                raise SettingsError("passwords_open", place=file)
            data = stream.read(_BYTES + 1)
    except OSError as error:
        raise SettingsError(why_unreadable(error), place=file) from None
    if len(data) > _BYTES:
        raise SettingsError("too_many_passwords", place=file, most=MOST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("not_utf8", place=file) from None
    # Not splitlines: a password may hold any character but the end of a line.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    passwords = Passwords(line for line in lines if line)
    if len(passwords) > MOST:
        raise SettingsError("too_many_passwords", place=file, most=MOST)
    return passwords
