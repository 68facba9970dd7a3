"""After a scan: the retention verdict and the risk of every file, written to the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import aliased

from detectors.model import PeopleEstimate
from inventory.chunking import chunks
from inventory.queries import clues_of, entities_of
from inventory.retention.evaluate import evaluate
from inventory.retention.model import FileFacts, Verdict
from inventory.retention.rules import RuleSet
from inventory.risk import Risk, RiskFacts, assess_risk
from inventory.rows import EntityCount
from inventory.store import Store
from inventory.tables import Assessment, File

FILES_AT_ONCE = 1000

_TABLE = cast(Table, Assessment.__table__)
_EPOCH = date(1970, 1, 1)


def assess(store: Store, rules: RuleSet, today: date) -> None:
    """Judges every file that is there by the rules as of today, and replaces what was judged before.

    Written some files at a time: another program may write in between, and after an interruption the next call makes up
    for what is missing. Files that no rule speaks of and that are no risk have no assessment, nor have links and other
    things never opened. Raises StoreError.
    """
    last = 0
    while files := _next_files(store, last):
        last = files[-1].id
        ids = [file.id for file in files]
        with store.reading() as connection:
            entities = entities_of(connection, ids)
        judged = [_assessment(file, entities.get(file.id, {}), rules, today) for file in files if file.read]
        rows = [row for row in judged if row is not None]
        with store.writing() as connection:
            for part in chunks(ids):
                connection.execute(delete(_TABLE).where(_TABLE.c.file_id.in_(part)))
            if rows:
                connection.execute(insert(_TABLE), rows)


def _next_files(store: Store, last: int) -> Sequence[Any]:
    # Page by page rather than one long query: a reader that stays keeps SQLite's log growing.
    above = aliased(File)
    query = (
        select(
            File.id,
            File.path,
            File.read,
            File.doc_class,
            File.clues,
            File.modified_ns,
            above.modified_ns.label("above_modified_ns"),
            File.people_low,
            File.people_high,
            File.special,
            File.mode,
            File.protection,
        )
        .outerjoin(above, above.id == File.container_id)
        .where(File.id > last, File.gone.is_(False))
        .order_by(File.id)
        .limit(FILES_AT_ONCE)
    )
    with store.reading() as connection:
        return connection.execute(query).all()


def _assessment(file: Any, entities: dict[str, EntityCount], rules: RuleSet, today: date) -> dict[str, Any] | None:
    # A member without a date of its own is at least as old as the file that holds it.
    modified = _day(file.modified_ns) or _day(file.above_modified_ns or 0) or _EPOCH
    counts = {entity: count.count for entity, count in entities.items()}
    verdict = evaluate(FileFacts(file.doc_class, file.path, counts, clues_of(file.clues), modified), rules, today)
    people = PeopleEstimate(file.people_low, file.people_high)
    overdue = verdict.overdue_days if verdict and verdict.due else 0
    risk = assess_risk(RiskFacts(tuple(entities), tuple(file.special), people, file.mode, file.protection, overdue))
    if verdict is None and risk.score == 0:
        return None
    return {"file_id": file.id, "assessed": today.isoformat(), **_risk_columns(risk), **_verdict_columns(verdict)}


def _risk_columns(risk: Risk) -> dict[str, Any]:
    return {"risk": risk.score, "risk_parts": dict(risk.parts)}


def _verdict_columns(verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return {"rule": "", "basis_kind": "", "due": "", "overdue_days": 0, "clock": "", "trust": ""}
    return {
        "rule": verdict.rule_id,
        "basis_kind": str(verdict.basis_kind),
        "due": verdict.due.isoformat() if verdict.due else "",
        "overdue_days": verdict.overdue_days,
        "clock": str(verdict.clock),
        "trust": str(verdict.trust),
    }


def _day(nanoseconds: int) -> date | None:
    """The day in UTC of a time in ns since 1970, None for 0 (unknown)."""
    return _EPOCH + timedelta(seconds=nanoseconds // 1_000_000_000) if nanoseconds else None
