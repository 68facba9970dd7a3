"""What comes due, by place, day and rule: made where a place is added up, put together for the disposal calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection, Table, delete, select

from inventory.storage.bulk import as_json, insert_many
from inventory.storage.chunking import chunks
from inventory.storage.rows import DueRow
from inventory.storage.tables import DueDay, Place, Root

EXAMPLES = 5
"""Files that are named of those of one place, day and rule."""

_TABLE = cast(Table, DueDay.__table__)
_COLUMNS = [column.name for column in _TABLE.columns]


@dataclass(slots=True)
class Days:
    """What comes due in one place: by day and rule the kind, clock and trust of the first file, how many there are, and
    the numbers of the first of them."""

    found: dict[tuple[str, str], tuple[tuple[str, str, str], int, list[int]]] = field(default_factory=dict)

    def add(self, due: str, rule: str, how: tuple[str, str, str], file: int) -> None:
        """Adds a file; files come in the order of their numbers."""
        of_first, files, first = self.found.get((due, rule), (how, 0, []))
        if files < EXAMPLES:
            first.append(file)
        self.found[due, rule] = of_first, files + 1, first


def replace(connection: Connection, days: Mapping[int, Days]) -> None:
    """Writes what comes due in these places, in place of what was known of them."""
    for part in chunks(sorted(days)):
        connection.execute(delete(_TABLE).where(_TABLE.c.place_id.in_(part)))
    rows = [
        (place, due, rule, *how, files, as_json(first))
        for place, of in sorted(days.items())
        for (due, rule), (how, files, first) in sorted(of.found.items())
    ]
    insert_many(connection, _TABLE, _COLUMNS, rows)


def rows(connection: Connection) -> Iterator[DueRow]:
    """Everything that comes due; the places must have been added up."""
    how = (DueDay.basis_kind, DueDay.clock, DueDay.trust)
    query = (
        select(Root.path, Place.family, Place.doc_class, DueDay.due, DueDay.rule, *how, DueDay.files, DueDay.first)
        .add_columns(Place.folder)
        .join(Place, Place.id == DueDay.place_id)
        .join(Root, Root.id == Place.root_id)
        # A table in the order of its key: the first files of an asset are those of its first places.
        .order_by(DueDay.place_id, DueDay.due, DueDay.rule)
        .execution_options(yield_per=1000)
    )
    for root, folder, doc_class, due, rule, kind, clock, trust, files, first, within in connection.execute(query):
        yield DueRow(root, folder, doc_class, due, rule, kind, clock, trust, files, tuple(first), within)
