"""The log of look-ups: who asked for a value or had a file read again, and when. Never what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import insert

from inventory.storage.logbooks import AccessEntry
from inventory.storage.saving import clean
from inventory.storage.store import Store, utc_now


class Access(StrEnum):
    """What was done."""

    LOOKUP = "lookup"  # a value was looked for in the inventory
    REREAD = "reread"  # a file was read again to show what stands in it


def log(store: Store, who: str, kind: Access, detail: Mapping[str, str | int], file_id: int | None = None) -> None:
    """Adds an entry. ``detail`` holds kinds and numbers (``{"entity": "PERSON", "files": 3}``), never a value. Raises
    StoreError."""
    row = {"made": utc_now(), "who": clean(who), "kind": str(kind), "file_id": file_id, "detail": dict(detail)}
    with store.writing() as connection:
        connection.execute(insert(AccessEntry).values(row))
