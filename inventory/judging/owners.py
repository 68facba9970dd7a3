"""Whether the account that owns a file still exists on this machine."""

from __future__ import annotations

import pwd
from functools import cache

_FIRST_ORDINARY, _NOBODY = 1000, 65534
"""Accounts of people begin at 1000 (login.defs(5), UID_MIN); 65534 is what a file server says for no account."""


@cache
def owner_gone(uid: int) -> bool:
    """Whether no account has this number any more.

    False for a number that is not known (below 0), and on a machine that has no accounts of people at all: in a
    container, or on a machine that looks at another's disk, every owner would seem to be gone.
    """
    return uid >= 0 and not _known(uid) and _people_have_accounts()


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except (KeyError, OverflowError):
        return False
    return True


@cache
def _people_have_accounts() -> bool:
    return any(_FIRST_ORDINARY <= account.pw_uid < _NOBODY for account in pwd.getpwall())
