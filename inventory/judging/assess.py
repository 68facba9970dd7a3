"""After a scan: what has changed is judged, places are added up, and what sweeps will need is kept.

Judged are the files that have come or changed, those whose period has ended or whose risk has grown since, and those
that something else now says something new of: a decision, an account that is gone. All of them where the rules, or the
program, are others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select, update

from inventory.decisions.deciding import affected
from inventory.judging import basis, counting, history
from inventory.judging.basis import Basis
from inventory.judging.expiry import KEEP_GONE_DAYS, expire_gone
from inventory.judging.lists import HAS_DAY
from inventory.judging.one_file import Judge
from inventory.judging.owners import owner_gone
from inventory.lineage import copying
from inventory.retention.rules import RuleSet
from inventory.storage import indexing, waiting
from inventory.storage.chunking import chunks
from inventory.storage.places import PLACES, mark_changed
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File

FILES_AT_ONCE = 1000


def assess(store: Store, rules: RuleSet, today: date, keep_gone_days: int = KEEP_GONE_DAYS) -> None:
    """Brings what is said of every file to these rules, the decisions and today.

    Written some files at a time: another program may write in between, and after an interruption the next call makes up
    for what is missing. Files that no rule or decision speaks of and that are no risk have no assessment, nor have
    links and other things never opened. Before it the index of values is filled, and copies and moves are looked for;
    after it the places that changed are added up, the totals of the newest scan are kept for later sweeps, and what was
    found in files gone for more than ``keep_gone_days`` is deleted. Raises StoreError.
    """
    indexing.fill(store)
    copying.refresh(store)
    scan = history.begin(store)
    judge = Judge.load(store, rules, today)
    with store.reading() as connection:
        before = basis.load(connection)
        was = basis.day_of(connection)
    now = Basis(today, basis.judged_by(rules), basis.in_force(judge.decisions), {})
    _queue(store, judge, before, now)
    last = 0
    while last := _judge_some(store, judge, last, scan):
        pass
    with store.writing() as connection:
        known = before.owners if before else {}
        basis.store(connection, Basis(now.day, now.by, now.in_force, {**known, **judge.owners}))
        _mark_fallen_due(connection, was, today.isoformat())
    counting.refresh(store)
    history.record(store, today, basis.rules_signature(rules))
    expire_gone(store, today, keep_gone_days)


def assess_files(store: Store, rules: RuleSet, today: date, files: Sequence[int]) -> None:
    """Judges these files and their members, and keeps nothing for sweeps: what a new decision asks for. They are judged
    again after the next scan, with all others as of its day."""
    judge = Judge.load(store, rules, today)
    for part in chunks(list(files)):
        with store.writing() as connection:
            inside = connection.execute(select(File.id).where(File.container_id.in_(part))).scalars()
            ids = sorted({*part, *inside})
            judge.judge(connection, ids)
            waiting.add(connection, ids)


def _queue(store: Store, judge: Judge, before: Basis | None, now: Basis) -> None:
    """Lets the files wait that this other basis can concern."""
    if before is None or before.by != now.by or before.day > now.day:
        with store.writing() as connection:
            waiting.add_those(connection, select(File.id))
        return
    changed = {number for number, _ in before.in_force.items() ^ now.in_force.items()}
    concerned = set(affected(store, judge.decisions, [d for d in judge.decisions.entries if d.id in changed]))
    concerned |= {file for n in changed if (file := before.in_force.get(n)) is not None}
    others = [owner for owner, gone in before.owners.items() if owner_gone(owner) != gone]
    judge.owners.update((owner, owner_gone(owner)) for owner in others)
    with store.writing() as connection:
        for part in chunks(sorted(concerned)):
            inside = connection.execute(select(File.id).where(File.container_id.in_(part))).scalars()
            waiting.add(connection, {*part, *inside})
        if others:
            waiting.add_those(connection, select(File.id).where(File.owner.in_(others)))
        if before.day < now.day:
            # A period is over from the day after its last one.
            over = Assessment.due >= before.day.isoformat(), Assessment.due < now.day.isoformat()
            waiting.add_those(connection, select(Assessment.file_id).where(HAS_DAY, *over))
            again = Assessment.again <= now.day.isoformat()
            waiting.add_those(connection, select(Assessment.file_id).where(Assessment.again != "", again))


def _judge_some(store: Store, judge: Judge, after: int, scan: int | None) -> int:
    """Judges the next files that wait; the number of the last one, 0 where there is none. While no scan has finished
    they go on waiting: there is nothing yet that a state of them could be kept of."""
    # Page by page rather than in one long query: a reader that stays keeps SQLite's log growing.
    with store.writing() as connection:
        ids = waiting.some(connection, after, FILES_AT_ONCE)
        if ids:
            judge.judge(connection, ids)
        if ids and scan is not None:
            history.record_states(connection, scan, ids)
            waiting.done(connection, ids)
    return ids[-1] if ids else 0


def _mark_fallen_due(connection: Connection, was: str, day: str) -> None:
    """Places whose files are overdue as of one of these days and not as of the other add up to something else."""
    if was == day:
        return
    if not was:
        connection.execute(update(PLACES).values(changes=PLACES.c.changes + 1))
        return
    between = Assessment.due >= min(was, day), Assessment.due < max(was, day)
    places = select(File.place_id).join(Assessment, Assessment.file_id == File.id).where(HAS_DAY, *between)
    mark_changed(connection, connection.execute(places.distinct()).scalars())
