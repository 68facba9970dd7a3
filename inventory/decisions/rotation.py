"""Another key in the place of the one in use: what the old one hashed is deleted, and the next scan hashes it anew."""

from __future__ import annotations

import os
from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from inventory.decisions.model import Kind, Scope
from inventory.lineage import copying
from inventory.storage import keys, waiting
from inventory.storage.logbooks import DecisionEntry
from inventory.storage.occurrences import OCCURRENCES
from inventory.storage.places import PLACES, contents_changed
from inventory.storage.saving import FILES, FINDINGS
from inventory.storage.store import Store
from inventory.storage.tables import FileState, Meta


class Ended(NamedTuple):
    """What hung on hashes by the old key: the decisions about single values and findings."""

    decisions: int


def rotate(url: str, store: Store) -> Ended:
    """Gives the inventory at ``url`` a new key and overwrites the old one's file; the hashes by the old key, which
    nobody can match any more, are deleted, and every file is read again by the next scan.

    Decisions stay recorded. Those about files, paths and rules hold as before; those about single values and findings,
    approvals for disposal and what holds for identical copies elsewhere are known by hashes and end. An interruption
    leaves the old key with all its hashes, or hashes gone and a key that is refused until this is repeated. Raises
    ValueError for an inventory in memory, StoreError where key or inventory cannot be written.
    """
    path = keys.key_path(url)
    if path is None:
        raise ValueError("the key of an inventory in memory is never written")
    coming = path.with_name(path.name + ".new")
    coming.unlink(missing_ok=True)  # of an attempt that was interrupted; no hash was ever made with it
    key = keys.make(coming)
    with store.writing() as connection:
        by_hash = DecisionEntry.scope.in_((Scope.VALUE.value, Scope.FINDING.value))
        withdrawn = select(DecisionEntry.withdraws).where(DecisionEntry.withdraws.is_not(None))
        ended = connection.execute(
            select(func.count()).where(
                by_hash | (DecisionEntry.kind == Kind.APPROVED_FOR_DISPOSAL.value), DecisionEntry.id.not_in(withdrawn)
            )
        ).scalar_one()
        connection.execute(delete(OCCURRENCES))
        connection.execute(update(FINDINGS).values(hashes=b"", identity=b""))
        connection.execute(update(FILES).values(content_hash="", indexed=True, rules=""))
        connection.execute(update(FileState).values(content=""))
        copying.forget(connection)
        contents_changed(connection)
        connection.execute(update(PLACES).values(changes=PLACES.c.changes + 1))
        waiting.add_those(connection, select(FILES.c.id))
        connection.execute(delete(Meta).where(Meta.name == "key"))
        connection.execute(Meta.__table__.insert().values(name="key", value=keys.fingerprint(key)))  # type: ignore[attr-defined]
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(keys.KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    coming.replace(path)
    store.forget_deleted()
    return Ended(ended)
