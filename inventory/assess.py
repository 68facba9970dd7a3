"""After a scan: decisions applied, retention and risk of every file written, and what sweeps will need kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.orm import aliased

from detectors.model import PeopleEstimate
from inventory import copying, counting, history, occurrences
from inventory import decisions as decided
from inventory.bulk import as_json, insert_many
from inventory.chunking import chunks
from inventory.deciding import load_from
from inventory.decisions import Decisions, Kind, Standing
from inventory.expiry import KEEP_GONE_DAYS, expire_gone
from inventory.false_matches import FalseMatches
from inventory.file_rows import clues_of, entities_of
from inventory.owners import owner_gone
from inventory.places import mark_changed
from inventory.retention.evaluate import evaluate
from inventory.retention.model import FileFacts, Trust, Verdict
from inventory.retention.rules import RuleSet
from inventory.risk import Risk, RiskFacts, assess_risk
from inventory.rows import EntityCount
from inventory.store import Store
from inventory.tables import Assessment, File, Root

FILES_AT_ONCE = 1000

_TABLE = cast(Table, Assessment.__table__)
_COLUMNS = [column.name for column in _TABLE.columns]
_EPOCH = date(1970, 1, 1)


def assess(store: Store, rules: RuleSet, today: date, keep_gone_days: int = KEEP_GONE_DAYS) -> None:
    """Judges every file that is there by the rules and decisions as of today, and replaces what was judged before.

    Written some files at a time: another program may write in between, and after an interruption the next call makes up
    for what is missing. Files that no rule or decision speaks of and that are no risk have no assessment, nor have
    links and other things never opened. Before it the index of values is filled and copies are looked for; after it
    every place is added up, the states and totals of the newest scan are kept for later sweeps, and what was found in
    files gone for more than ``keep_gone_days`` is deleted. Raises StoreError.
    """
    occurrences.fill(store)
    copying.refresh(store)
    judge = _Judge.load(store, rules, today)
    last = 0
    while found := judge.some(File.id > last):
        last = found
    counting.refresh(store)
    history.record(store, today, signature(rules))
    expire_gone(store, today, keep_gone_days)


def assess_files(store: Store, rules: RuleSet, today: date, files: Sequence[int]) -> None:
    """As :func:`assess` for these files only, and without keeping anything for sweeps: what a new decision asks for."""
    judge = _Judge.load(store, rules, today)
    for part in chunks(list(files)):
        # Members stand with the file that holds them.
        judge.some(File.id.in_(part))
        last = 0
        while found := judge.some(File.container_id.in_(part) & (File.id > last)):
            last = found


def judged(
    store: Store, sets: Sequence[RuleSet], today: date
) -> Iterator[tuple[str, str, PeopleEstimate, tuple[Mapping[str, Any] | None, ...]]]:
    """What :func:`assess` would say of each file by each of these sets of rules, decisions considered; writes nothing.

    Gives root, path, people, and for each set the columns of the assessment, None where it would have none.
    """
    judges = [_Judge.load(store, rules, today) for rules in sets]
    last = 0
    while True:
        with store.reading() as connection:
            files = connection.execute(_files(File.id > last)).all()
            entities = entities_of(connection, [file.id for file in files])
        if not files:
            return
        for file in files:
            if file.read:
                rows = tuple(judge._row(file, entities.get(file.id, {})) for judge in judges)
                yield file.root, file.path, PeopleEstimate(file.people_low, file.people_high), rows
        last = int(files[-1].id)


def signature(rules: RuleSet) -> str:
    """Tells sets of retention rules apart: 16 hexadecimal digits."""
    text = "\n".join(rule.model_dump_json() for rule in rules.rules) + str(rules.fiscal_year_end) + (rules.nation or "")
    return blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass
class _Judge:
    """Everything that is the same for all files."""

    store: Store
    rules: RuleSet
    today: date
    decisions: Decisions
    false: FalseMatches
    _less: dict[frozenset[str], RuleSet] = field(default_factory=dict)

    @classmethod
    def load(cls, store: Store, rules: RuleSet, today: date) -> _Judge:
        with store.reading() as connection:
            decisions = load_from(connection, today)
            names = frozenset(rule.id for rule in rules.rules)
            return cls(store, rules, today, decisions, FalseMatches.load(connection, decisions, names))

    def some(self, where: ColumnElement[bool]) -> int:
        """Judges the first files of which this holds; the number of the last one, 0 where there is none."""
        # Read and written in one transaction: no other scan may give a file other findings in between. Page by page
        # rather than in one long query: a reader that stays keeps SQLite's log growing.
        with self.store.writing() as connection:
            files = connection.execute(_files(where)).all()
            if self.false.apply(connection, [(_facts(file), file) for file in files]):
                files = connection.execute(_files(where)).all()
            entities = entities_of(connection, [file.id for file in files])
            rows = [row for file in files if file.read and (row := self._row(file, entities.get(file.id, {})))]
            for part in chunks([file.id for file in files]):
                connection.execute(delete(_TABLE).where(_TABLE.c.file_id.in_(part)))
            insert_many(connection, _TABLE, _COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])
            mark_changed(connection, (file.place_id for file in files))
        return int(files[-1].id) if files else 0

    def _row(self, file: Any, entities: dict[str, EntityCount]) -> dict[str, Any] | None:
        # A member without a date of its own is at least as old as the file that holds it.
        modified = _day(file.modified_ns) or _day(file.above_modified_ns or 0) or _EPOCH
        counts = {entity: count.count for entity, count in entities.items()}
        facts = FileFacts(file.doc_class, file.path, counts, clues_of(file.clues), modified)
        about = _facts(file)
        verdict = evaluate(facts, self._rules_for(about), self.today)
        standing = self._standing(file, replace(about, rule=verdict.rule_id if verdict else ""))
        columns = _verdict_columns(verdict) | _decided(verdict, standing, self.today)
        overdue = columns["overdue_days"] if columns["due"] else 0
        people = PeopleEstimate(file.people_low, file.people_high)
        risk = assess_risk(
            RiskFacts(
                tuple(entities),
                tuple(file.special),
                people,
                file.mode,
                file.protection,
                overdue,
                file.acl,
                owner_gone(file.owner),
            )
        )
        if verdict is None and risk.score == 0 and standing.decision is None:
            return None
        return {"file_id": file.id, "assessed": self.today.isoformat(), **_risk_columns(risk), **columns}

    def _rules_for(self, about: decided.FileFacts) -> RuleSet:
        off = self.decisions.rules_off(about)
        if not off:
            return self.rules
        if off not in self._less:
            kept = tuple(rule for rule in self.rules.rules if rule.id not in off)
            self._less[off] = replace(self.rules, rules=kept)
        return self._less[off]

    def _standing(self, file: Any, about: decided.FileFacts) -> Standing:
        own = self.decisions.of_file(about)
        if file.container_id is None:
            return own
        # Who keeps an archive keeps what is in it.
        above = decided.FileFacts(
            file.container_id, file.root, file.above_path, file.above_content, file.above_size, about.rule
        )
        outer = self.decisions.of_file(above)
        keep = max((d for d in (own.keep, outer.keep) if d), key=lambda d: d.until, default=None)
        return Standing(own.hold or outer.hold, keep, own.approval or outer.approval)


def _files(where: ColumnElement[bool]) -> Any:
    above = aliased(File)
    return (
        select(
            File.id,
            File.container_id,
            Root.path.label("root"),
            File.path,
            File.content_hash,
            File.size,
            File.read,
            File.doc_class,
            File.clues,
            File.modified_ns,
            above.path.label("above_path"),
            above.content_hash.label("above_content"),
            above.size.label("above_size"),
            above.modified_ns.label("above_modified_ns"),
            File.people_low,
            File.people_high,
            File.special,
            File.found,
            File.mode,
            File.acl,
            File.owner,
            File.protection,
            File.place_id,
        )
        .join(Root, Root.id == File.root_id)
        .outerjoin(above, above.id == File.container_id)
        .where(where, File.gone.is_(False))
        .order_by(File.id)
        .limit(FILES_AT_ONCE)
        .with_for_update(of=File)
    )


def _facts(file: Any) -> decided.FileFacts:
    return decided.FileFacts(file.id, file.root, file.path, file.content_hash, file.size)


def _decided(verdict: Verdict | None, standing: Standing, today: date) -> dict[str, Any]:
    """What decisions change: under a hold nothing is due, and nothing before the day up to which it is kept."""
    decision = standing.decision
    columns: dict[str, Any] = {
        "standing": str(decision.kind) if decision else "",
        "decision_id": decision.id if decision else None,
    }
    if verdict is None or decision is None or decision.kind is Kind.APPROVED_FOR_DISPOSAL:
        return columns
    sure = {"clock": str(decision.kind), "trust": str(Trust.STRONG)}
    if decision.kind is Kind.LEGAL_HOLD:
        return columns | sure | {"due": "", "overdue_days": 0}
    until = date.fromisoformat(decision.until)
    if verdict.due is not None and verdict.due >= until:
        return columns
    return columns | sure | {"due": until.isoformat(), "overdue_days": (today - until).days}


def _risk_columns(risk: Risk) -> dict[str, Any]:
    return {"risk": risk.score, "risk_parts": as_json(dict(risk.parts))}


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
