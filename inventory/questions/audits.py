"""The sampling audit: files drawn by chance, looked at by a person, and what that says of all the others.

Drawn are files and members that were read, from those in which something about people was found (``hit``) and from the
others (``clean``), so many of each. A person says of each whether it holds personal data; from that follow precision
(how many of the hits are right) and recall (how much of what is there was found) on the user's own share.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import cast

from sqlalchemy import Connection, Table, func, insert, select, update

from inventory.judging.counting import refresh
from inventory.judging.intervals import Estimate, recall, wilson
from inventory.storage.chunking import chunks
from inventory.storage.logbooks import Audit, AuditSample
from inventory.storage.personal import is_personal
from inventory.storage.store import Store, utc_now
from inventory.storage.tables import File, Place, Root, Scan
from scanner.results import Outcome

_AUDITS = cast(Table, Audit.__table__)
_SAMPLES = cast(Table, AuditSample.__table__)
_READ = (Outcome.SCANNED.value, Outcome.PARTIAL.value)

_LOOKED_AT = 20
"""Files looked at together, to see whether they belong to what is drawn from."""

HIT, CLEAN = "hit", "clean"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file to be looked at. Whether something was found in it is kept back: who knows it sees it."""

    audit: int
    number: int
    root: str
    path: str
    answer: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers of an audit say. ``precision`` and ``recall`` are None while a stratum has no answer."""

    audit: int
    scan: int
    seed: int
    made: str
    hits: int
    cleans: int
    hits_seen: int
    cleans_seen: int
    right: int
    missed: int
    unanswered: int
    precision: Estimate | None
    recall: Estimate | None


def draw(store: Store, size: int, who: str, seed: int | None = None) -> list[Sample]:
    """Draws ``size`` files of each kind (all of a kind that has fewer), in an order that tells nothing; recorded with
    its seed, from which anybody can draw the same again. Raises ValueError where ``size`` is below 1 or nothing was
    scanned, StoreError."""
    if size < 1:
        raise ValueError("an audit needs at least one file of each kind")
    chosen = secrets.randbits(48) if seed is None else seed
    refresh(store)
    with store.writing() as connection:
        scan = connection.execute(select(func.max(Scan.id)).where(Scan.finished != "")).scalar()
        if scan is None:
            raise ValueError("nothing was scanned")
        chance = Random(chosen)
        strata = {HIT: _numbers(connection, HIT), CLEAN: _numbers(connection, CLEAN)}
        drawn = []
        for stratum, numbers in strata.items():
            drawn += [(stratum, file) for file in _drawn(connection, stratum, numbers, size, chance)]
        chance.shuffle(drawn)
        row = {"scan_id": scan, "seed": chosen, "made": utc_now(), "who": who}
        row |= {"hits": sum(strata[HIT].values()), "cleans": sum(strata[CLEAN].values())}
        audit = connection.execute(insert(_AUDITS).returning(_AUDITS.c.id), row).scalar_one()
        blank = {"audit_id": audit, "answer": "", "answered": "", "who": ""}
        rows = [
            blank | {"number": number, "file_id": file, "stratum": stratum}
            for number, (stratum, file) in enumerate(drawn, 1)
        ]
        if rows:
            connection.execute(insert(_SAMPLES), rows)
    return samples(store, audit)


def _numbers(connection: Connection, stratum: str) -> dict[int, int]:
    """How many files there are to draw from, by place."""
    name = "hits" if stratum == HIT else "cleans"
    query = select(Place.id, Place.totals).order_by(Place.id)
    return {place: count for place, totals in connection.execute(query) if (count := totals.get(name, 0))}


def _drawn(
    connection: Connection, stratum: str, numbers: Mapping[int, int], size: int, chance: Random
) -> Iterator[int]:
    """So many files of a stratum, each as likely as any other: first how many of each place, then these among its
    files. Only files that the draw comes to are looked at: of millions some hundreds."""
    ends = list(accumulate(numbers.values()))
    places = list(numbers)
    positions = chance.sample(range(ends[-1] if ends else 0), min(size, ends[-1] if ends else 0))
    wanted = Counter(places[bisect_right(ends, position)] for position in positions)
    there = select(File.id).where(File.gone.is_(False), File.outcome.in_(_READ), File.characters > 0)
    there = there.where(is_personal if stratum == HIT else ~is_personal)
    for place in sorted(wanted):
        query = select(File.id).where(File.place_id == place).order_by(File.id)
        files = list(connection.execute(query).scalars())
        chance.shuffle(files)
        left = wanted[place]
        # Where a scan has taken files away since they were counted, fewer are drawn.
        for some in chunks(files, _LOOKED_AT):
            if left == 0:
                break
            fit = set(connection.execute(there.where(File.id.in_(some))).scalars())
            found = [file for file in some if file in fit][:left]
            left -= len(found)
            yield from found


def samples(store: Store, audit: int) -> list[Sample]:
    """The files of an audit in the order of their numbers; empty where there is no such audit."""
    query = (
        select(_SAMPLES.c.audit_id, _SAMPLES.c.number, Root.path.label("root"), File.path, _SAMPLES.c.answer)
        .join(File, File.id == _SAMPLES.c.file_id)
        .join(Root, Root.id == File.root_id)
        .where(_SAMPLES.c.audit_id == audit)
        .order_by(_SAMPLES.c.number)
    )
    with store.reading() as connection:
        return [Sample(*row) for row in connection.execute(query)]


def answer(store: Store, audit: int, answers: Mapping[int, str], who: str) -> Result:
    """Records answers (``yes``: it holds personal data, ``no``) by number, over earlier ones, and gives the estimates.
    Raises ValueError for another word, number or audit; nothing is recorded then."""
    known = {sample.number for sample in samples(store, audit)}
    if not known or not set(answers) <= known or not set(answers.values()) <= {YES, NO}:
        raise ValueError("these are no answers to this audit")
    with store.writing() as connection:
        for number, word in answers.items():
            row = _SAMPLES.c.audit_id == audit, _SAMPLES.c.number == number
            connection.execute(update(_SAMPLES).where(*row).values(answer=word, answered=utc_now(), who=who))
    return result(store, audit)


def result(store: Store, audit: int) -> Result:
    """What the answers so far say. Raises ValueError where there is no such audit."""
    with store.reading() as connection:
        row = connection.execute(select(_AUDITS).where(_AUDITS.c.id == audit)).first()
        if row is None:
            raise ValueError("no such audit")
        query = select(_SAMPLES.c.stratum, _SAMPLES.c.answer, func.count()).where(_SAMPLES.c.audit_id == audit)
        counted: Counter[tuple[str, str]] = Counter()
        for stratum, word, count in connection.execute(query.group_by(_SAMPLES.c.stratum, _SAMPLES.c.answer)):
            counted[stratum, word] = count
    right, missed = counted[HIT, YES], counted[CLEAN, YES]
    hits_seen, cleans_seen = right + counted[HIT, NO], missed + counted[CLEAN, NO]
    complete = (hits_seen or not row.hits) and (cleans_seen or not row.cleans) and row.hits + row.cleans
    return Result(
        audit,
        row.scan_id,
        row.seed,
        row.made,
        row.hits,
        row.cleans,
        hits_seen,
        cleans_seen,
        right,
        missed,
        counted[HIT, ""] + counted[CLEAN, ""],
        wilson(right, hits_seen) if hits_seen else None,
        recall(row.hits, right, hits_seen, row.cleans, missed, cleans_seen) if complete else None,
    )
