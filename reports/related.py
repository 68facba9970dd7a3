"""Two files that hold the same people, in words."""

from __future__ import annotations

from inventory.storage.rows import RelatedRow, Relation
from reports import wording
from reports.locale import Messages

_MARKS = {
    Relation.NEAR: ("own_folder", "other_format", "marked", "older"),
    Relation.PART: ("own_folder", "other_format", "marked"),
    Relation.OVERLAP: ("own_folder", "other_class"),
}
"""What there is to say for one of two being a copy would mislead of others: a claim for one year is older than the list
of members that it was made from, and no copy of it."""


def sentence(m: Messages, row: RelatedRow) -> str:
    """How many of the second file's people (or values) are in the first, and how many are in one only."""
    total = row.shared + row.second_only
    return m.text(
        f"cli.copies.share_{'people' if row.counts_people else 'values'}",
        percent=wording.percent(row.shared / total),
        shared=row.shared,
        total=total,
        missing=row.second_only,
        more=row.first_only,
        entity=wording.entity(m, row.entity),
    )


def marks(m: Messages, row: RelatedRow) -> str:
    """What else there is to say of the second file: that it lies in somebody's own folder, is in another format ..."""
    return wording.joined(m, (m.text(f"cli.copies.{word}") for word in _MARKS[row.relation] if getattr(row, word)))
