"""Which country's law an inventory is presumed to be under, where nobody has said: what its files show, else what the
machine is set to.

It is presumed once a scan and kept, so that every list and report speaks of the country that the files were judged by.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import cast

from sqlalchemy import Connection, Table, delete, func, insert, select

from inventory.retention.model import Country
from inventory.storage.chunking import chunks
from inventory.storage.store import Store
from inventory.storage.tables import File, FileEntity, Meta, Place, Root

_META = cast(Table, Meta.__table__)
_HOME = "home"
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")

ENOUGH_FILES, ENOUGH_SHARE = 3, 0.8
"""So many files that point to a country, and such a share of them to one, tell whose law it is; below that the machine
is asked."""

LOOKED_AT = 20_000
"""Files looked at, evenly spread over the inventory; all of them where there are fewer."""


class Source(StrEnum):
    """What the country was presumed from."""

    FILES = "files"
    MACHINE = "machine"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Home:
    """The country presumed ('' where nothing points to one), what from, and how many of the files looked at point to
    each."""

    country: str
    source: str
    uk: int
    jp: int

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose law is asked about a breach: the one presumed, and the other where more than a few files
        point to it; both where none is presumed."""
        shares = {Country.UK: self.uk, Country.JP: self.jp}
        few = (1 - ENOUGH_SHARE) * (self.uk + self.jp)
        return tuple(c.value for c in Country if not self.country or c.value == self.country or shares[c] > few)


def presume(store: Store, machine: str) -> Home:
    """Presumes the country from the files that are there, else from ``machine`` (what the machine's language and time
    zone say; '' for nothing), and keeps it. Raises StoreError."""
    with store.writing() as connection:
        found = _counted(connection)
        most = max(found, key=lambda country: found[country])
        total = sum(found.values())
        if total >= ENOUGH_FILES and found[most] >= ENOUGH_SHARE * total:
            country, source = most.value, Source.FILES
        else:
            country, source = machine, Source.MACHINE if machine else Source.NOTHING
        home = Home(country, str(source), found[Country.UK], found[Country.JP])
        connection.execute(delete(_META).where(_META.c.name == _HOME))
        connection.execute(insert(_META).values(name=_HOME, value=json.dumps(asdict(home))))
    return home


def presumed(store: Store) -> Home | None:
    """What was presumed at the last scan without a country in the settings; None where there was none. Raises
    StoreError."""
    with store.reading() as connection:
        kept = connection.execute(select(_META.c.value).where(_META.c.name == _HOME)).scalar()
    return Home(**json.loads(kept)) if kept else None


def _counted(connection: Connection) -> dict[Country, int]:
    """How many files point to each country: by postcodes and official numbers, to Japan by their folders' names too."""
    numbers: Counter[str] = Counter()
    named = 0
    last = connection.execute(select(func.max(File.id))).scalar() or 0
    for part in chunks(range(1, last + 1, max(1, last // LOOKED_AT))):
        there = File.id.in_(part), File.gone.is_(False)
        entities = select(FileEntity.file_id, FileEntity.entity).join(File, File.id == FileEntity.file_id).where(*there)
        numbers.update(prefix for _, prefix in {(file, entity[:3]) for file, entity in connection.execute(entities)})
        folders = select(Root.path, Place.folder).join_from(File, Place, Place.id == File.place_id)
        for root, folder in connection.execute(folders.join(Root, Root.id == Place.root_id).where(*there)):
            named += _JAPANESE.search(f"{root}/{folder}") is not None
    return {Country.UK: numbers["UK_"], Country.JP: max(numbers["JP_"], named)}
