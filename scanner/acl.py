"""POSIX access control lists: read by their extended attribute, kept as a short text of numeric ids.

Format of the attribute: linux/posix_acl_xattr.h, version 2 (a 32-bit version, then entries of 16-bit tag, 16-bit
permissions and 32-bit id, little-endian).
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_ATTRIBUTE = "system.posix_acl_access"
_VERSION = 2
_MOST_ENTRIES = 100
_USER, _GROUP_OF_FILE, _GROUP, _MASK = 0x02, 0x04, 0x08, 0x10
_READ = 4
# A file that has gone meanwhile, or a system without /proc, has none to show either.
_NONE = frozenset({errno.ENODATA, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOENT})
UNKNOWN = "?"
"""An access control list is there, or may be there, and could not be read."""


def read_acl(file: int | str) -> str:
    """The access control list of an open file, or of a path (links not followed), as :func:`as_text` writes it.

    '' where there is none, or where the system has none; :data:`UNKNOWN` where it cannot be told. Never raises OSError.
    """
    if not hasattr(os, "getxattr"):
        return ""
    try:
        if isinstance(file, int):
            return as_text(os.getxattr(file, _ATTRIBUTE))
        return as_text(os.getxattr(file, _ATTRIBUTE, follow_symlinks=False))
    except OSError as error:
        return "" if error.errno in _NONE else UNKNOWN


def read_acl_in(folder: int, name: bytes) -> str:
    """As :func:`read_acl`, of the entry of an open folder, which Linux reaches through /proc alone."""
    return read_acl(f"/proc/self/fd/{folder}/{os.fsdecode(name)}")


def as_text(attribute: bytes) -> str:
    """The entries that say who may read besides the owner: ``g:r u1001:r g50:- m:r``.

    ``g`` is the file's own group, ``u`` and ``g`` with a number are users and groups named, ``m`` is the mask that
    limits all of them; ``r`` or ``-`` says whether they may read. :data:`UNKNOWN` for an attribute that is damaged.
    """
    length, rest = divmod(len(attribute) - 4, 8)
    if length < 0 or rest or length > _MOST_ENTRIES or struct.unpack_from("<I", attribute)[0] != _VERSION:
        return UNKNOWN
    said = []
    for tag, rights, number in struct.iter_unpack("<HHI", attribute[4:]):
        who = {_USER: f"u{number}", _GROUP_OF_FILE: "g", _GROUP: f"g{number}", _MASK: "m"}.get(tag)
        if who is not None:
            said.append(f"{who}:{'r' if rights & _READ else '-'}")
    return " ".join(said)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may read a file besides its owner: everybody, its own group, and how many named groups and users."""

    others: bool
    group: bool
    groups: int = 0
    users: int = 0


def readers(mode: int, acl: str) -> Readers:
    """Who may read a file of this POSIX mode and access control list (the text of :func:`as_text`).

    Where there is a list, the group bits of the mode are its mask: what the group may do stands in the list alone
    (acl(5)). A list that could not be read counts as none.
    """
    others = bool(mode & 0o004)
    entries = list(_entries(acl))
    if not entries:
        return Readers(others, bool(mode & 0o040))
    if any(who == "m" and not may for who, may in entries):
        return Readers(others, False)
    reading = [who for who, may in entries if may]
    groups = sum(who.startswith("g") and len(who) > 1 for who in reading)
    return Readers(others, "g" in reading, groups, sum(who.startswith("u") for who in reading))


def _entries(acl: str) -> Iterator[tuple[str, bool]]:
    if acl != UNKNOWN:
        for entry in acl.split():
            who, _, rights = entry.partition(":")
            yield who, rights == "r"
