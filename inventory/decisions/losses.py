"""Files that went between two scans, by what had been decided about them; and what became of approvals.

A file that is gone though somebody had to keep it is what a sweep has to say first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select

from inventory.decisions.deciding import load_from
from inventory.decisions.disposal_log import DISPOSALS, Fate, Stage, fates
from inventory.decisions.model import Decision, Decisions, FileFacts, Kind, State
from inventory.storage.chunking import chunks
from inventory.storage.store import Store
from inventory.storage.tables import File, Move, Root


class Loss(StrEnum):
    """What a file that went was, the gravest first."""

    HELD = "held"  # under legal hold
    KEPT = "kept"  # to be kept until a day that had not passed
    UNDECIDED = "undecided"  # nobody had decided that it may go
    APPROVED = "approved"  # approved for disposal


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that went. ``decision`` is the hold, the decision to keep or the approval; ``left`` is where the same
    content still lies, '' for nowhere."""

    loss: Loss
    decision: Decision | None = None
    left: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """An approved file that has left the share. ``how`` is ``quarantined``, ``deleted``, or ``gone`` where somebody
    else saw to it; then ``made`` (ISO time) and ``who`` are ''."""

    root: str
    path: str
    how: str
    made: str
    who: str
    decision: Decision | None


def losses(store: Store, files: Sequence[int], upto: int, today: date) -> dict[int, Lost]:
    """What these files were that the scan ``upto`` or one before it missed, by what had been decided up to then. Raises
    StoreError."""
    with store.reading() as connection:
        known = load_from(connection, today)
        before = [d for d in known.entries if d.newest_scan < upto]
        decisions = Decisions(before, known.today, known.moves)
        by_file = {fate.file_id: fate for fate in fates(connection)}
        by_number = {d.id: d for d in known.entries}
        found: dict[int, Lost] = {}
        for part in chunks(sorted(files)):
            query = select(File.id, Root.path, File.path, File.content_hash, File.size).join(Root)
            members: dict[int, list[FileFacts]] = defaultdict(list)
            of = query.add_columns(File.container_id).where(File.container_id.in_(part)) if before else None
            for *facts, container in connection.execute(of) if of is not None else ():
                members[container].append(FileFacts(*facts))
            for row in connection.execute(query.where(File.id.in_(part))):
                whole = [FileFacts(*row), *members[row.id]]
                found[row.id] = _lost(connection, whole, decisions, by_file.get(row.id), by_number)
    return found


def _lost(
    connection: Connection,
    whole: Sequence[FileFacts],
    decisions: Decisions,
    fate: Fate | None,
    by_number: Mapping[int, Decision],
) -> Lost:
    if fate is not None and fate.stage is not Stage.RESTORED:
        return Lost(Loss.APPROVED, by_number.get(fate.decision_id or 0))
    # Whoever removes an archive removes what is in it.
    standings = [decisions.of_file(facts, None if facts is whole[0] else whole[0]) for facts in whole]
    left = _left(connection, whole[0])
    if hold := next((standing.hold for standing in standings if standing.hold), None):
        return Lost(Loss.HELD, hold, left)
    if keep := next((standing.protection for standing in standings if standing.protection), None):
        return Lost(Loss.KEPT, keep, left)
    approval = standings[0].approval
    return Lost(Loss.APPROVED, approval) if approval else Lost(Loss.UNDECIDED)


def _left(connection: Connection, facts: FileFacts) -> str:
    if not (facts.content_hash and facts.size):
        return ""
    same = select(Root.path, File.path).join(Root, Root.id == File.root_id)
    same = same.where(File.content_hash == facts.content_hash, File.gone.is_(False)).order_by(Root.path, File.path)
    row = connection.execute(same.limit(1)).first()
    return "" if row is None else f"{row[0].rstrip('/')}/{row[1]}"


def done(store: Store, since: int, upto: int) -> list[Done]:
    """What became of approvals between two scans, by root and path. Raises StoreError."""
    with store.reading() as connection:
        decisions = load_from(connection, date.today())
        by_number = {d.id: d for d in decisions.entries}
        found: dict[int, Done] = {}
        query = select(DISPOSALS).where(
            DISPOSALS.c.newest_scan >= since, DISPOSALS.c.newest_scan < upto, DISPOSALS.c.state.in_(_LASTING)
        )
        for row in connection.execute(query.order_by(DISPOSALS.c.id)):
            if row.state == Stage.RESTORED:
                found.pop(row.file_id, None)
            else:
                decision = by_number.get(row.decision_id or 0)
                found[row.file_id] = Done(row.root, row.path, row.state, row.made, row.who, decision)
        for decision in decisions.entries:
            if decision.kind is not Kind.APPROVED_FOR_DISPOSAL or decisions.state(decision) is State.WITHDRAWN:
                continue
            facts = _gone(connection, decisions.where_now(decision), since, upto)
            if facts is None or facts.id in found or _disposed_of(connection, facts.id):
                continue
            if decisions.of_file(facts).protection is None:
                found[facts.id] = Done(facts.root, facts.path, "gone", "", "", decision)
    return sorted(found.values(), key=lambda each: (each.root, each.path))


_LASTING = [str(stage) for stage in (Stage.QUARANTINED, Stage.DELETED, Stage.RESTORED)]


def _gone(connection: Connection, file: int | None, since: int, upto: int) -> FileFacts | None:
    query = (
        select(File.id, Root.path, File.path, File.content_hash, File.size)
        .join(Root, Root.id == File.root_id)
        .where(File.id == file, File.gone.is_(True), File.gone_scan > since, File.gone_scan <= upto)
        .where(~select(Move.from_id).where(Move.from_id == File.id, Move.scan_id >= File.gone_scan).exists())
    )
    row = connection.execute(query).first()
    return None if row is None else FileFacts(*row)


def _disposed_of(connection: Connection, file: int) -> bool:
    return connection.execute(select(DISPOSALS.c.id).where(DISPOSALS.c.file_id == file).limit(1)).first() is not None
