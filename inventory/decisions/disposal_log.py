"""The log of disposals, read: what became of each file, and of each approval.

The log is the table ``disposals``; ``inventory.decisions.disposal`` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select

from inventory.storage.logbooks import DisposalEntry

DISPOSALS = cast(Table, DisposalEntry.__table__)


class Stage(StrEnum):
    """A step of a disposal, as logged."""

    MOVING = "moving"  # about to be moved to quarantine
    QUARANTINED = "quarantined"
    RESTORING = "restoring"  # about to be brought back
    RESTORED = "restored"
    DELETING = "deleting"  # about to be deleted for good
    DELETED = "deleted"
    LEFT = "left"  # left where it was; the reason says why


INSIDE = frozenset({Stage.QUARANTINED, Stage.RESTORING, Stage.DELETING})
"""Steps during which the file lies in quarantine, as far as is known."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a file that was moved: ``quarantined`` (it is there still), ``restored`` or ``deleted``; since
    when (ISO time, UTC), and who did it."""

    file_id: int
    root: str
    path: str
    decision_id: int | None
    stage: Stage
    since: str
    who: str
    scan: int  # the newest finished scan at the time of the last step


def newest(connection: Connection) -> list[Any]:
    """The newest row of each item, in the order in which they were written."""
    last = select(func.max(DISPOSALS.c.id)).group_by(DISPOSALS.c.item)
    return list(connection.execute(select(DISPOSALS).where(DISPOSALS.c.id.in_(last)).order_by(DISPOSALS.c.id)))


def arrivals(connection: Connection) -> dict[str, tuple[str, str]]:
    """When each item first came to quarantine, and who moved it: a restore that failed begins nothing anew."""
    query = select(DISPOSALS.c.item, DISPOSALS.c.made, DISPOSALS.c.who)
    query = query.where(DISPOSALS.c.state == Stage.QUARANTINED.value).order_by(DISPOSALS.c.id.desc())
    return {item: (made, who) for item, made, who in connection.execute(query)}


def fates(connection: Connection) -> list[Fate]:
    """What became of every file that was ever moved to quarantine, in the order in which it last changed."""
    came = arrivals(connection)
    found = []
    for row in newest(connection):
        stage = Stage(row.state)
        if row.item not in came or stage in (Stage.MOVING, Stage.LEFT):
            continue
        is_inside = stage in INSIDE
        made, who = came[row.item] if is_inside else (row.made, row.who)
        now = Stage.QUARANTINED if is_inside else stage
        found.append(Fate(row.file_id, row.root, row.path, row.decision_id, now, made, who, row.newest_scan))
    return found


def carried_out(connection: Connection) -> dict[int, Fate]:
    """What came of approvals, by the number of the decision. An approval is good for one disposal: what somebody brings
    back has to be approved again."""
    return {fate.decision_id: fate for fate in fates(connection) if fate.decision_id is not None}


def inside(connection: Connection) -> dict[int, Fate]:
    """The files that lie in quarantine, by their number in the inventory."""
    found = {fate.file_id: fate for fate in fates(connection)}
    return {file: fate for file, fate in found.items() if fate.stage is Stage.QUARANTINED}
