"""Where a file belongs when an inventory is added up: its root, the folder shown for it, its asset's family, its class.

Every file and member has a place from the moment it is written. Whatever changes a file counts up its place's
``changes`` in the same transaction; ``inventory.storage.totals`` then adds that place up anew, and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple, cast

from sqlalchemy import Connection, Table, func, insert, select, update

from inventory.storage.assets import family
from inventory.storage.chunking import chunks
from inventory.storage.tables import File, Meta, Place

PLACES = cast(Table, Place.__table__)

NO_KIND = "none"
"""Where a file is added up whose kind people decided to be wrong: among those of no kind."""

_of_place = select(Place.doc_class).where(Place.id == File.place_id).scalar_subquery()
shown_class = func.coalesce(_of_place, File.doc_class).label("doc_class")
"""What kind of document a file is said to be: that of the place where it is added up."""

_CONTENTS = "contents"
"""The row of ``meta`` that counts changes of contents."""

FOLDER_DEPTH = 2
"""Folders below the root that the report counts by."""


class PlaceKey(NamedTuple):
    """What makes a place. ``folder`` and ``family`` are below the root, '' at its top."""

    root_id: int
    folder: str
    family: str
    doc_class: str

    @property
    def identity(self) -> bytes:
        """16 bytes that stand for it: folders may be longer than what a database can index."""
        parts = (str(self.root_id), self.folder, self.family, self.doc_class)
        return blake2b("\0".join(parts).encode("utf-8", "backslashreplace"), digest_size=16).digest()


def place_of(root_id: int, path: str, member_of: str, doc_class: str) -> PlaceKey:
    """The place of a file; a member's is that of the file on disk which holds it."""
    on_disk = path.split(" > ", 1)[0] if member_of else path
    folder = "/".join(on_disk.split("/")[:-1][:FOLDER_DEPTH])
    return PlaceKey(root_id, folder, family(on_disk), doc_class)


def place_ids(connection: Connection, keys: Iterable[PlaceKey]) -> dict[PlaceKey, int]:
    """The numbers of these places, made where they are not there yet."""
    wanted = {key.identity: key for key in keys}
    found: dict[bytes, int] = {}
    for part in chunks(list(wanted)):
        query = select(PLACES.c.identity, PLACES.c.id).where(PLACES.c.identity.in_(part))
        found.update({row.identity: row.id for row in connection.execute(query)})
    for identity, key in wanted.items():
        if identity not in found:
            row = {**key._asdict(), "identity": identity, "changes": 1, "counted": 0, "totals": {}}
            found[identity] = connection.execute(insert(PLACES).returning(PLACES.c.id), row).scalar_one()
    return {key: found[identity] for identity, key in wanted.items()}


def mark_changed(connection: Connection, places: Iterable[int | None]) -> None:
    """Something in these places is no longer as it was added up; None stands for files that have no place yet."""
    ids: Sequence[int] = sorted({place for place in places if place is not None})
    for part in chunks(ids):
        connection.execute(update(PLACES).where(PLACES.c.id.in_(part)).values(changes=PLACES.c.changes + 1))


def contents(connection: Connection) -> int:
    """How often files have come, gone or changed so far: what was made of all contents holds while this is the same."""
    return int(connection.execute(select(Meta.value).where(Meta.name == _CONTENTS)).scalar() or 0)


def contents_changed(connection: Connection) -> None:
    """Says that files have come, gone or changed."""
    number = contents(connection)
    if number:
        connection.execute(update(Meta).where(Meta.name == _CONTENTS).values(value=str(number + 1)))
    else:
        connection.execute(insert(Meta).values(name=_CONTENTS, value="1"))
