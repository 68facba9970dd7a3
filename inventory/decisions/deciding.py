"""Decisions in the store: recorded one after the other, loaded with the moves they follow, their objects looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from sqlalchemy import Connection, Table, bindparam, func, insert, or_, select

from inventory.decisions.disposal_log import Fate, carried_out, inside
from inventory.decisions.model import (
    GLOB_SCOPES,
    Decision,
    Decisions,
    FileFacts,
    Kind,
    Moved,
    Scope,
    State,
    check_glob,
)
from inventory.retention.model import NAMEABLE
from inventory.storage.chunking import IN_LIMIT, chunks
from inventory.storage.logbooks import DecisionEntry
from inventory.storage.occurrences import files_of, signed, unsigned
from inventory.storage.saving import clean
from inventory.storage.store import Store, utc_now
from inventory.storage.tables import Assessment, File, FileEntity, FoundItem, Move, Root, Scan

_TABLE = cast(Table, DecisionEntry.__table__)
_COLUMNS = list(_TABLE.columns)


_MOST_MOVES = 1000
"""No chain of moves is longer; one that turns in a circle ends here."""


class DecisionError(ValueError):
    """A decision that makes no sense; ``reason`` is a word for the message to the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def record(store: Store, decision: Decision) -> Decision:
    """Adds a decision; gives it back with its number, its time and the newest finished scan.

    Raises DecisionError where something is missing or does not go together (``who``, ``why``, ``date``, ``glob``,
    ``scope``, ``kind``, ``no_content``, ``unknown``, ``withdrawn``), StoreError.
    """
    check(decision)
    with store.writing() as connection:
        if decision.kind is Kind.WITHDRAWAL:
            _check_withdrawal(connection, decision.withdraws)
        newest = connection.execute(select(func.max(Scan.id)).where(Scan.finished != "")).scalar() or 0
        made = replace(decision, made=utc_now(), newest_scan=newest, who=clean(decision.who), why=clean(decision.why))
        row = {column.name: getattr(made, column.name) for column in _COLUMNS if column.name != "id"}
        row |= {"kind": str(made.kind), "scope": str(made.scope)}
        row["value"] = None if made.value is None else signed(made.value)
        number = connection.execute(insert(_TABLE).returning(_TABLE.c.id), row).scalar_one()
    return replace(made, id=number)


def check(decision: Decision) -> None:
    """Raises DecisionError where the decision by itself makes no sense."""
    if not decision.who.strip():
        raise DecisionError("who")
    if not decision.why.strip():
        raise DecisionError("why")
    for day in (decision.until, decision.expires):
        if day and not _is_date(day):
            raise DecisionError("date")
    if (decision.kind is Kind.KEEP_UNTIL) != bool(decision.until):
        raise DecisionError("date")
    if decision.kind is Kind.WITHDRAWAL:
        return
    if decision.kind in (Kind.WRONG_RULE, Kind.RIGHT_KIND) and decision.scope not in (Scope.FILE, Scope.PATH):
        raise DecisionError("scope")
    if (decision.kind is Kind.RIGHT_KIND) != (decision.doc_class in NAMEABLE):
        raise DecisionError("kind")
    false = decision.kind is Kind.FALSE_MATCH
    if decision.scope in (Scope.FINDING, Scope.VALUE, Scope.PATTERN) and not false:
        raise DecisionError("scope")
    if decision.kind is Kind.APPROVED_FOR_DISPOSAL:
        # An approval is for one content of one file: whatever comes later was not looked at by anybody.
        if decision.scope is not Scope.FILE:
            raise DecisionError("scope")
        if not decision.content_hash:
            raise DecisionError("no_content")
    if decision.scope in GLOB_SCOPES and decision.path:
        try:
            check_glob(decision.path)
        except ValueError:
            raise DecisionError("glob") from None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_withdrawal(connection: Connection, number: int | None) -> None:
    kind = connection.execute(select(_TABLE.c.kind).where(_TABLE.c.id == number)).scalar()
    if kind is None or kind == Kind.WITHDRAWAL:
        raise DecisionError("unknown")
    if connection.execute(select(_TABLE.c.id).where(_TABLE.c.withdraws == number)).first():
        raise DecisionError("withdrawn")


def load(store: Store, today: date) -> Decisions:
    """Every decision there is, oldest first, as of a day."""
    with store.reading() as connection:
        return load_from(connection, today)


def load_from(connection: Connection, today: date) -> Decisions:
    """As :func:`load`, in a transaction that is open."""
    entries = [
        Decision(
            **row._asdict()
            | {
                "kind": Kind(row.kind),
                "scope": Scope(row.scope),
                "value": None if row.value is None else unsigned(row.value),
            }
        )
        for row in connection.execute(select(_TABLE).order_by(_TABLE.c.id))
    ]
    moves = select(Move.scan_id, Move.from_id, Move.to_id).order_by(Move.scan_id, Move.from_id) if entries else None
    found = [] if moves is None else [Moved(*row) for row in connection.execute(moves)]
    return Decisions(entries, today.isoformat(), found)


@dataclass(frozen=True, slots=True)
class Became:
    """What has become of a decision: its state, the decision ``by`` which it is overruled, and the ``fate`` of its file
    where it was carried out."""

    state: State
    by: int | None = None
    fate: Fate | None = None


def states(store: Store, decisions: Decisions) -> dict[int, Became]:
    """What has become of each decision, by number; of those in force, whether what they are about is still there, and
    of approvals what came of them. Raises StoreError."""
    found = {d.id: Became(decisions.state(d)) for d in decisions.entries}
    open_ones = [d for d in decisions.entries if found[d.id].state is State.IN_FORCE and d.kind is not Kind.WITHDRAWAL]
    with store.reading() as connection:
        there = {d.id for d in open_ones if d.scope not in GLOB_SCOPES and _there(connection, decisions, d)}
        there |= _met(connection, decisions, [d for d in open_ones if d.scope in GLOB_SCOPES])
        spent, quarantined = carried_out(connection), inside(connection)
        for decision in open_ones:
            found[decision.id] = _became(connection, decisions, decision, decision.id in there, spent, quarantined)
    return found


def _became(
    connection: Connection,
    decisions: Decisions,
    decision: Decision,
    is_there: bool,
    spent: Mapping[int, Fate],
    quarantined: Mapping[int, Fate],
) -> Became:
    now = decisions.where_now(decision) if decision.scope is Scope.FILE else None
    fate = spent.get(decision.id) or (quarantined.get(now) if now is not None and not is_there else None)
    if fate is not None:
        return Became(State.DONE, fate=fate)
    if decision.kind is Kind.APPROVED_FOR_DISPOSAL and now is not None:
        before = in_the_way(connection, decisions, now)
        if before is not None:
            return Became(State.OVERRULED, by=before.id)
    if not is_there:
        held = decision.kind is Kind.LEGAL_HOLD and decision.scope is Scope.FILE
        return Became(State.LOST if held else State.NO_OBJECT)
    return Became(State.IN_FORCE)


def in_the_way(connection: Connection, decisions: Decisions, file_id: int) -> Decision | None:
    """The decision by which a file, for all that it was approved, is not to go: about it, or about something in it.
    Also one that keeps another copy where that is not there any more: then this is the last."""
    either = or_(File.id == file_id, (File.container_id == file_id) & File.gone.is_(False))
    query = select(File.id, Root.path, File.path, File.content_hash, File.size, func.coalesce(Assessment.rule, ""))
    query = query.join(Root, Root.id == File.root_id).outerjoin(Assessment, Assessment.file_id == File.id)
    rows = [FileFacts(*row) for row in connection.execute(query.where(either).order_by(File.id))]
    whole = next((facts for facts in rows if facts.id == file_id), None)
    for facts in rows:
        standing = decisions.of_file(facts, None if facts.id == file_id else whole)
        kept = standing.kept_copy
        if kept is not None and _is_there(connection, decisions.where_now(kept)):
            kept = None
        if found := standing.protection or kept:
            return found
    return None


def _is_there(connection: Connection, file_id: int | None) -> bool:
    query = select(File.id).where(File.id == file_id, File.gone.is_(False))
    return connection.execute(query).first() is not None


def overruled(store: Store, decisions: Decisions, made: Iterable[Decision]) -> dict[int, Decision]:
    """Those of these approvals that change nothing, by number, each with the decision that goes before it. Raises
    StoreError."""
    approvals = [d for d in made if d.kind is Kind.APPROVED_FOR_DISPOSAL]
    with store.reading() as connection:
        return {
            d.id: before
            for d in approvals
            if (now := decisions.where_now(d)) is not None and (before := in_the_way(connection, decisions, now))
        }


def _there(connection: Connection, decisions: Decisions, decision: Decision) -> bool:
    present = File.gone.is_(False)
    if decision.scope is Scope.VALUE:
        return decision.value is not None and bool(_found(connection, [decision.value]))
    same = (File.content_hash == decision.content_hash) & (File.content_hash != "") & (File.size > 0)
    copies = decision.kind is not Kind.APPROVED_FOR_DISPOSAL
    about = (File.id == decisions.where_now(decision)) | (same if copies else File.id.is_(None))
    query = select(File.id, File.content_hash).where(about, present)
    files_there = connection.execute(query).all()
    if decision.scope is Scope.FINDING:
        ids = [row.id for row in files_there]
        finding = select(FoundItem.id).where(
            FoundItem.file_id.in_(ids[:IN_LIMIT]), FoundItem.identity == decision.identity
        )
        return connection.execute(finding).first() is not None
    if copies:
        return bool(files_there)
    return any(row.content_hash == decision.content_hash for row in files_there)


def found_values(store: Store, values: Sequence[int]) -> set[int]:
    """Those of these values (unsigned hashes) that were found in files that are there. Raises StoreError."""
    with store.reading() as connection:
        return _found(connection, values)


def _found(connection: Connection, values: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for value, files in files_of(connection, values).items():
        standing = select(File.id).where(File.id.in_(sorted(files)[:IN_LIMIT]), File.gone.is_(False))
        if connection.execute(standing.limit(1)).first() is not None:
            found.add(value)
    return found


def _met(connection: Connection, decisions: Decisions, globs: Iterable[Decision]) -> set[int]:
    waiting = list(globs)
    met: set[int] = set()
    if not waiting:
        return met
    for facts in _files(connection, (d.path for d in waiting)):
        met |= {d.id for d in waiting if decisions.matches_path(d, facts)}
        waiting = [d for d in waiting if d.id not in met]
        if not waiting:
            break
    return met


def affected(store: Store, decisions: Decisions, made: Sequence[Decision]) -> list[int]:
    """The files that are there and may look different for these decisions (for a withdrawal: for what it ends)."""
    withdrawn = {d.withdraws for d in made if d.kind is Kind.WITHDRAWAL}
    about = [d for d in made if d.kind is not Kind.WITHDRAWAL]
    about += [d for d in decisions.entries if d.id in withdrawn]
    globs = [d for d in about if d.scope in GLOB_SCOPES]
    found: set[int] = set()
    with store.reading() as connection:
        for facts in _files(connection, [d.path for d in globs]) if globs else ():
            if any(decisions.matches_path(d, facts) for d in globs):
                found.add(facts.id)
        values = [d.value for d in about if d.scope is Scope.VALUE and d.value is not None]
        if values:
            found.update(*files_of(connection, values).values())
        single = [d for d in about if d.scope in (Scope.FILE, Scope.FINDING)]
        found.update(now for d in single if (now := decisions.where_now(d)) is not None)
        for part in chunks(sorted({d.content_hash for d in single if d.content_hash})):
            found.update(connection.execute(select(File.id).where(File.content_hash.in_(part))).scalars())
    return sorted(found)


def _files(connection: Connection, globs: Iterable[str]) -> Iterator[FileFacts]:
    """The files that are there, but for those that none of the globs can match: the database tells them apart by the
    words of a glob much sooner than globs are matched here."""
    words = [_longest_word(glob) for glob in globs]
    query = select(File.id, Root.path.label("root"), File.path).join(Root, Root.id == File.root_id)
    query = query.where(File.gone.is_(False)).order_by(File.id).execution_options(yield_per=1000)
    if all(words) and len(words) <= _MOST_WORDS:
        query = query.where(or_(*(File.path.contains(word, autoescape=True) for word in words)))
    return (FileFacts(*row) for row in connection.execute(query))


_MOST_WORDS = 100
"""More alternatives than these are not asked of the database: SQLite takes no expression a thousand deep."""


def _longest_word(glob: str) -> str:
    """What stands in every path that a glob matches: the longest run of its characters that mean themselves; '' where
    there is none. A slash is no such character: in a path the sign for members may stand for it."""
    return max(re.split(r"[*?\\/!]", glob.partition("[")[0].strip()), key=len).strip()


@dataclass(frozen=True, slots=True)
class Subject:
    """A file that can be decided about. ``member_of`` is '' for a file on disk."""

    id: int
    root: str
    path: str
    member_of: str
    content_hash: str


def subject(store: Store, file_id: int) -> Subject | None:
    """The file of this number, or what it has become by the moves known; None where it is gone."""
    with store.reading() as connection:
        later = select(Move.to_id).where(Move.from_id == bindparam("b_from")).order_by(Move.scan_id.desc()).limit(1)
        for _ in range(_MOST_MOVES):
            query = select(File.id, Root.path, File.path, File.member_of, File.content_hash).join(Root)
            row = connection.execute(query.where(File.id == file_id, File.gone.is_(False))).first()
            if row is not None:
                return Subject(*row)
            to = connection.execute(later, {"b_from": file_id}).scalar()
            if to is None:
                return None
            file_id = to
    return None


def matching(store: Store, glob: str) -> list[int]:
    """The files that are there and that a glob matches. Raises ValueError where it cannot be understood."""
    check_glob(glob)
    any_decision = Decision(0, Kind.KEEP_UNTIL, Scope.PATH, path=glob)
    none = Decisions((), "")
    with store.reading() as connection:
        return [facts.id for facts in _files(connection, [glob]) if none.matches_path(any_decision, facts)]


def aimless(store: Store, decisions: Decisions, made: Iterable[Decision]) -> list[Decision]:
    """Those of these decisions that speak of nothing that is there. Raises StoreError."""
    about = [d for d in made if d.kind is not Kind.WITHDRAWAL]
    with store.reading() as connection:
        met = _met(connection, decisions, [d for d in about if d.scope in GLOB_SCOPES])
        met |= {d.id for d in about if d.scope not in GLOB_SCOPES and _there(connection, decisions, d)}
        kinds = set(connection.execute(select(FileEntity.entity).distinct()).scalars()) if about else set()
    return [d for d in about if d.id not in met or (d.scope is Scope.PATTERN and d.entity not in kinds)]


def holders(store: Store, file_id: int, entity: str) -> list[Subject]:
    """The file, and what is in it, as far as an entity was found there, false match or not. Raises StoreError."""
    query = select(File.id, Root.path, File.path, File.member_of, File.content_hash).join(Root)
    query = query.where(File.gone.is_(False), or_(File.id == file_id, File.container_id == file_id))
    query = query.where(File.id.in_(select(FoundItem.file_id).where(FoundItem.entity == entity)))
    with store.reading() as connection:
        return [Subject(*row) for row in connection.execute(query.order_by(File.id))]


def findings_at(store: Store, file_id: int, at: str) -> list[tuple[str, bytes]]:
    """The findings of a file at a place as the export shows it: entity and identity of each."""
    query = select(FoundItem.entity, FoundItem.identity).where(FoundItem.file_id == file_id, FoundItem.at == at)
    with store.reading() as connection:
        return [(row.entity, row.identity) for row in connection.execute(query.order_by(FoundItem.id))]
