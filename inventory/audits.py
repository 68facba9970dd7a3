"""The sampling audit: files drawn by chance, looked at by a person, and what that says of all the others.

Drawn are files and members that were read, from those in which something about people was found (``hit``) and from the
others (``clean``), so many of each. A person says of each whether it holds personal data; from that follow precision
(how many of the hits are right) and recall (how much of what is there was found) on the user's own share.
"""

from __future__ import annotations

import random
import secrets
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, insert, select, update

from inventory.intervals import Estimate, recall, wilson
from inventory.lists import is_personal
from inventory.store import Store, utc_now
from inventory.tables import Audit, AuditSample, File, Root, Scan
from scanner.results import Outcome

_AUDITS = cast(Table, Audit.__table__)
_SAMPLES = cast(Table, AuditSample.__table__)
_READ = (Outcome.SCANNED.value, Outcome.PARTIAL.value)

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
    with store.writing() as connection:
        scan = connection.execute(select(func.max(Scan.id)).where(Scan.finished != "")).scalar()
        if scan is None:
            raise ValueError("nothing was scanned")
        there = select(File.id).where(File.gone.is_(False), File.outcome.in_(_READ), File.characters > 0)
        strata = {}
        for stratum, condition in ((HIT, is_personal), (CLEAN, ~is_personal)):
            ids = array("q", connection.execute(there.where(condition).order_by(File.id)).scalars())
            strata[stratum] = ids
        chance = random.Random(chosen)
        drawn = [(stratum, file) for stratum, ids in strata.items() for file in chance.sample(ids, min(size, len(ids)))]
        chance.shuffle(drawn)
        row = {"scan_id": scan, "seed": chosen, "made": utc_now(), "who": who}
        row |= {"hits": len(strata[HIT]), "cleans": len(strata[CLEAN])}
        audit = connection.execute(insert(_AUDITS).returning(_AUDITS.c.id), row).scalar_one()
        blank = {"audit_id": audit, "answer": "", "answered": "", "who": ""}
        rows = [
            blank | {"number": number, "file_id": file, "stratum": stratum}
            for number, (stratum, file) in enumerate(drawn, 1)
        ]
        if rows:
            connection.execute(insert(_SAMPLES), rows)
    return samples(store, audit)


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
