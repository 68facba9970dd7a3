"""What can go wrong with the store, as one word and one sentence."""

from __future__ import annotations

from enum import StrEnum


class StoreReason(StrEnum):
    """Why the store cannot be used."""

    LOCKED = "locked"  # another program has been writing for longer than we wait
    NEWER = "newer"  # made by a newer version of the program
    FULL = "full"  # the disk, or the quota, is used up
    UNREADABLE = "unreadable"  # cannot be opened or read
    NOT_A_DATABASE = "not_a_database"  # some other file, or another program's database
    EMPTY = "empty"  # a file without anything in it, beside the key of the inventory that was there
    DAMAGED = "damaged"  # an inventory, but not all of it can be read
    NO_ANSWER = "no_answer"  # the server cannot be reached, or has ended the connection
    NO_DATABASE = "no_database"  # the server has none of this name
    KIND = "kind"  # no database that we could use
    READ_ONLY = "read_only"  # may be read but not written
    PERMISSION = "permission"  # the account may not open it
    KEY = "key"  # the key file is open to others, damaged, or another database's
    KEY_MISSING = "key_missing"  # the database is tied to a key, and the file of it is not there


class StoreError(Exception):
    """The store cannot be used. ``reason`` is for programs; the text is one sentence for people."""

    def __init__(self, reason: StoreReason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
