"""What can go wrong with the store, as one word and one sentence."""

from __future__ import annotations

from enum import StrEnum


class StoreReason(StrEnum):
    """Why the store cannot be used."""

    LOCKED = "locked"  # another program has been writing for longer than we wait
    NEWER = "newer"  # made by a newer version of the program
    FULL = "full"  # the disk, or the quota, is used up
    UNREADABLE = "unreadable"  # cannot be reached, opened or read
    NOT_A_DATABASE = "not_a_database"  # some other file, another program's database, or a damaged one
    READ_ONLY = "read_only"  # may be read but not written
    PERMISSION = "permission"  # the account may not open it
    KEY = "key"  # the key file is missing, open to others, damaged, or another database's


class StoreError(Exception):
    """The store cannot be used. ``reason`` is for programs; the text is one sentence for people."""

    def __init__(self, reason: StoreReason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
