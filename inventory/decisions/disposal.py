"""Disposal: what may go and why the rest may not, done file by file with the intention logged before each step.

Two logs, both only ever added to: the table ``disposals``, and ``manifest.jsonl`` in the quarantine folder, from which
a person can bring files back without the inventory. After a power cut the next call finishes or undoes what was begun.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select

from inventory.decisions.deciding import in_the_way, load_from, record
from inventory.decisions.disposal_log import DISPOSALS, INSIDE, Stage, arrivals, carried_out, newest
from inventory.decisions.manifest import MANIFEST, Facts, end_line, facts, line
from inventory.decisions.model import Decision, Decisions, FileFacts, Kind, Scope, State
from inventory.decisions.quarantine import (
    Hash,
    Place,
    Refusal,
    Refused,
    check,
    drop_aside,
    erase,
    move,
    restore,
    there,
    undo_aside,
)
from inventory.storage.saving import clean
from inventory.storage.store import Store, utc_now
from inventory.storage.tables import File, Root, Scan


class Obstacle(StrEnum):
    """Why an approved file may not go, besides ``inventory.decisions.quarantine.Refusal``."""

    HELD = "held"  # a legal hold, on it or on something in it
    KEPT = "kept"  # to be kept until a day that has not passed
    MEMBER = "member"  # inside an archive or mail: only the whole can go
    ROOT = "root"  # quarantine lies below the root, or the root in quarantine
    TOO_EARLY = "too_early"  # not long enough in quarantine to be deleted
    UNFINISHED = "unfinished"  # a step was cut short, and the share cannot be reached to finish or undo it


_OBSTACLES = {Kind.LEGAL_HOLD: Obstacle.HELD, Kind.KEEP_UNTIL: Obstacle.KEPT}


@dataclass(frozen=True, slots=True)
class Item:
    """A file to go, in quarantine, or to be left: ``obstacle`` is '' where nothing speaks against it, else a word of
    Obstacle or Refusal; ``blocked_by`` is the decision in the way. ``since`` is when it came to quarantine (ISO),
    ``stage`` its last step, ``newest_scan`` the newest finished scan at the time of that. ``facts`` are what the
    manifest keeps of a file that goes, ``withdrawals`` the decisions that ended its approvals when it was brought
    back."""

    file_id: int
    root: str
    path: str
    root_raw: bytes
    raw: bytes
    size: int
    content_hash: str
    decision_id: int | None
    obstacle: str = ""
    blocked_by: int | None = None
    item: str = ""
    target: bytes = b""
    since: str = ""
    stage: Stage = Stage.MOVING
    newest_scan: int = 0
    facts: Facts = field(default_factory=dict)
    withdrawals: tuple[Decision, ...] = ()

    @property
    def place(self) -> Place:
        """Where it is, or was, on the share."""
        return Place(self.root_raw, self.raw)


@dataclass
class Disposal:
    """Disposal with one quarantine folder (absolute, exact bytes). ``new_hash`` gives the keyed content hash."""

    store: Store
    quarantine: bytes
    new_hash: Callable[[], Hash]
    who: str
    today: date

    def plan(self) -> list[Item]:
        """Every approved file, by root and path, each checked on the disk as ``apply`` would; without those whose
        approval was carried out. Changes nothing. Raises StoreError."""
        with self.store.reading() as connection:
            decisions = load_from(connection, self.today)
            items = list(self._approved(connection, decisions))
        return [item if item.obstacle else self._checked(item) for item in items]

    def apply(self) -> Iterator[Item]:
        """Moves what may go to quarantine; yields each file when it is done, or left. Raises StoreError, OSError where
        the quarantine folder cannot be used."""
        self._prepare()
        batch = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        for item in self.plan():
            if item.obstacle:
                yield item
                continue
            # The path stays readable: whoever opens the folder finds what he knows.
            below = item.root_raw.strip(b"/") + b"/" + item.raw
            going = replace(item, item=secrets.token_hex(8), target=batch.encode() + b"/" + below)
            yield self._move(batch, going)

    def _move(self, batch: str, item: Item) -> Item:
        self._log(batch, item, Stage.MOVING)
        # A decision made this very moment counts as well.
        obstacle, blocked_by = self._obstacle(item)
        if not obstacle:
            try:
                move(item.place, self._target(item), _aside(item), item.content_hash, self.new_hash)
            except Refused as refused:
                obstacle = str(refused.refusal)
        self._log(batch, item, Stage.LEFT if obstacle else Stage.QUARANTINED, obstacle)
        return replace(item, obstacle=obstacle, blocked_by=blocked_by)

    def quarantined(self) -> list[Item]:
        """What is in quarantine, the oldest first."""
        return in_quarantine(self.store)

    def restore(self, items: Sequence[Item], why: str) -> Iterator[Item]:
        """Brings files back to where they were; never over anything that is there. Yields each when it is done.

        What was brought back is approved no longer: the approvals of the file are withdrawn, for the reason ``why``.
        """
        self._prepare()
        stages = {row.item: row.state for row in _newest(self.store)}
        batch = secrets.token_hex(8)
        for item in items:
            # Tidying up may have brought it back already, or found it half way and the share out of reach.
            stage, obstacle = stages[item.item], ""
            if stage == Stage.QUARANTINED:
                obstacle = self._bring_back(batch, item)
            elif stage != Stage.RESTORED:
                obstacle = Refusal.MISSING if stage == Stage.DELETED else Obstacle.UNFINISHED
            yield replace(item, obstacle=obstacle, withdrawals=() if obstacle else self._withdrawn(item, why))

    def _bring_back(self, batch: str, item: Item) -> str:
        self._log(batch, item, Stage.RESTORING)
        obstacle = ""
        try:
            restore(self._target(item), item.place, _aside(item), item.content_hash, self.new_hash)
        except Refused as refused:
            obstacle = str(refused.refusal)
        self._log(batch, item, Stage.QUARANTINED if obstacle else Stage.RESTORED, obstacle)
        return obstacle

    def _withdrawn(self, item: Item, why: str) -> tuple[Decision, ...]:
        with self.store.reading() as connection:
            decisions = load_from(connection, self.today)
        return tuple(
            record(self.store, Decision(0, Kind.WITHDRAWAL, Scope.FILE, withdraws=d.id, who=self.who, why=why))
            for d in decisions.entries
            if d.kind is Kind.APPROVED_FOR_DISPOSAL
            and decisions.state(d) is not State.WITHDRAWN
            and (d.id == item.decision_id or decisions.where_now(d) == item.file_id)
        )

    def deletable(self, keep_days: int) -> list[Item]:
        """What is in quarantine, with what speaks against deleting it for good: too early, or a decision made since."""
        limit = (self.today - timedelta(days=keep_days)).isoformat()
        found = []
        for item in self.quarantined():
            obstacle, blocked_by = self._obstacle(item)
            if not obstacle and item.stage is not Stage.QUARANTINED:
                obstacle = Obstacle.UNFINISHED
            if not obstacle and item.since[:10] > limit:
                obstacle = Obstacle.TOO_EARLY
            found.append(replace(item, obstacle=obstacle, blocked_by=blocked_by))
        return found

    def delete(self, keep_days: int) -> Iterator[Item]:
        """Deletes for good what has been in quarantine for ``keep_days`` days; yields each file, done or left."""
        self._prepare()
        batch = secrets.token_hex(8)
        for item in self.deletable(keep_days):
            if not item.obstacle:
                self._log(batch, item, Stage.DELETING)
                try:
                    erase(self._target(item))
                except Refused as refused:
                    item = replace(item, obstacle=str(refused.refusal))
                self._log(batch, item, Stage.QUARANTINED if item.obstacle else Stage.DELETED, item.obstacle)
            yield item

    def _approved(self, connection: Connection, decisions: Decisions) -> Iterator[Item]:
        spent = carried_out(connection)
        approvals = {
            now: decision
            for decision in decisions.entries
            if decision.kind is Kind.APPROVED_FOR_DISPOSAL
            and decision.scope is Scope.FILE
            and decision.id not in spent
            and decisions.state(decision) is State.IN_FORCE
            and (now := decisions.where_now(decision)) is not None
        }
        found = []
        for now, decision in approvals.items():
            row = connection.execute(_file().where(File.id == now)).first()
            if row is not None and not row.gone:
                found.append((row, decision))
        for row, decision in sorted(found, key=lambda pair: (pair[0].root, pair[0].path)):
            obstacle, blocked_by = self._standing_in_the_way(connection, decisions, row, decision)
            # What was approved, not what a scan saw since: the comparison on the disk is with the former.
            yield Item(
                row.id, row.root, row.path, row.root_raw, row.raw, row.size, decision.content_hash, decision.id,
                obstacle, blocked_by, facts=facts(connection, row.id, decision),
            )  # fmt: skip

    def _standing_in_the_way(
        self, connection: Connection, decisions: Decisions, row: Any, approval: Decision | None
    ) -> tuple[str, int | None]:
        if row.member_of:
            return Obstacle.MEMBER, None
        if before := in_the_way(connection, decisions, row.id):
            return _OBSTACLES[before.kind], before.id
        if approval is not None and row.content_hash != approval.content_hash:
            return Refusal.CHANGED, None
        root, quarantine = row.root_raw.rstrip(b"/") + b"/", self.quarantine.rstrip(b"/") + b"/"
        if root.startswith(quarantine) or quarantine.startswith(root):
            return Obstacle.ROOT, None
        return "", None

    def _obstacle(self, item: Item) -> tuple[str, int | None]:
        """Decisions that stand in the way of a file now, wherever it lies, and an approval withdrawn meanwhile."""
        with self.store.reading() as connection:
            decisions = load_from(connection, self.today)
            row = connection.execute(_file().where(File.id == item.file_id)).first()
            if row is None:
                return "", None
            # In quarantine the file is gone from the share, and its row may belong to another by now.
            if row.content_hash != item.content_hash or row.gone:
                facts = FileFacts(item.file_id, item.root, item.path, item.content_hash, item.size)
                before = decisions.of_file(facts).protection
                return (_OBSTACLES[before.kind], before.id) if before else ("", None)
            return self._standing_in_the_way(connection, decisions, row, None)

    def _checked(self, item: Item) -> Item:
        try:
            check(item.place, item.content_hash, self.new_hash)
        except Refused as refused:
            return replace(item, obstacle=str(refused.refusal))
        return item

    def _target(self, item: Item) -> Place:
        return Place(self.quarantine, item.target)

    def _prepare(self) -> None:
        os.makedirs(self.quarantine, mode=0o700, exist_ok=True)  # noqa: PTH103 - pathlib knows no bytes
        end_line(self.quarantine)
        for row in _newest(self.store):
            if row.state in (Stage.MOVING, Stage.RESTORING, Stage.DELETING):
                self._recover(row)

    def _recover(self, row: Any) -> None:
        """Finishes or undoes what an interruption left half done: a whole copy of the file is kept, whatever else."""
        item = _item(row, row.made)
        target = self._target(item)
        try:
            if row.state == Stage.MOVING:
                undo_aside(item.place, _aside(item))
            elif row.state == Stage.RESTORING:
                drop_aside(item.place, _aside(item))
        except Refused:
            # The share cannot be reached just now: what stands there is seen to when it can.
            return
        in_quarantine, on_share = self._whole(target, item), self._whole(item.place, item)
        if row.state == Stage.DELETING:
            stage = Stage.QUARANTINED if there(target) else Stage.DELETED
        elif on_share:
            if there(target):
                erase(target)
            stage = Stage.LEFT if row.state == Stage.MOVING else Stage.RESTORED
        else:
            stage = Stage.QUARANTINED if in_quarantine else Stage.LEFT
        self._log(row.batch, item, stage, "interrupted")

    def _whole(self, place: Place, item: Item) -> bool:
        try:
            check(place, item.content_hash, self.new_hash)
        except Refused:
            return False
        return True

    def _log(self, batch: str, item: Item, stage: Stage, reason: str = "") -> None:
        """To the manifest first, to the disk at once: it must be there when the inventory is not."""
        made = utc_now()
        entry: dict[str, Any] = {
            "item": item.item,
            "state": stage,
            "reason": reason,
            "made": made,
            "who": self.who,
        }
        entry |= item.facts
        entry |= {"root": item.root, "path": item.path, "size": item.size, "content_hash": item.content_hash}
        entry |= {"decision": item.decision_id, "in_quarantine": item.target.decode("utf-8", "backslashreplace")}
        entry |= {"root_bytes": item.root_raw.hex(), "path_bytes": item.raw.hex(), "target_bytes": item.target.hex()}
        manifest = os.open(
            self.quarantine + b"/" + os.fsencode(MANIFEST),
            os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC,
            0o600,
        )
        try:
            os.write(manifest, line(entry))
            os.fsync(manifest)
        finally:
            os.close(manifest)
        with self.store.writing() as connection:
            newest = connection.execute(select(func.max(Scan.id)).where(Scan.finished != "")).scalar() or 0
            row = {name: getattr(item, name) for name in _COPIED} | {"root": clean(item.root)}
            row |= {"batch": batch, "state": str(stage), "reason": str(reason), "who": clean(self.who)}
            connection.execute(insert(DISPOSALS), row | {"made": made, "newest_scan": newest})


_COPIED = (*("item", "file_id", "root", "path", "root_raw", "raw", "target", "content_hash", "size", "decision_id"),)


def _aside(item: Item) -> bytes:
    return b".tana-" + item.item.encode()


def _file() -> Any:
    return select(
        File.id,
        Root.path.label("root"),
        Root.raw.label("root_raw"),
        File.raw,
        File.path,
        File.member_of,
        File.content_hash,
        File.size,
        File.gone,
    ).join(Root, Root.id == File.root_id)


def _item(row: Any, since: str) -> Item:
    return Item(
        row.file_id, row.root, row.path, row.root_raw, row.raw, row.size, row.content_hash, row.decision_id,
        item=row.item, target=row.target, since=since, stage=Stage(row.state), newest_scan=row.newest_scan,
    )  # fmt: skip


def in_quarantine(store: Store) -> list[Item]:
    """What was moved to quarantine and has neither come back nor been deleted, the oldest first. Raises StoreError."""
    with store.reading() as connection:
        came = arrivals(connection)
    inside = [_item(row, came[row.item][0]) for row in _newest(store) if row.state in INSIDE and row.item in came]
    return sorted(inside, key=lambda item: (item.since, item.root, item.path))


def _newest(store: Store) -> list[Any]:
    """The newest row of each item."""
    with store.reading() as connection:
        return newest(connection)
