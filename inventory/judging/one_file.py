"""What is said of one file by rules, decisions and the day: retention, risk, and when to ask again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update
from sqlalchemy.orm import aliased

from detectors.model import PeopleEstimate
from inventory.decisions import model as decided
from inventory.decisions.deciding import load_from
from inventory.decisions.false_matches import FalseMatches
from inventory.decisions.model import Decisions, Kind, Standing
from inventory.judging.days import local_day
from inventory.judging.file_rows import clues_of, entities_of, told_of
from inventory.judging.owners import owner_gone
from inventory.judging.risk import RiskFacts, assess_risk, kept, next_step
from inventory.retention.clocks import next_usable
from inventory.retention.evaluate import evaluate
from inventory.retention.model import FileFacts, Trust, Verdict
from inventory.retention.rules import RuleSet
from inventory.storage.bulk import as_json, insert_many
from inventory.storage.chunking import chunks
from inventory.storage.personal import personal
from inventory.storage.places import NO_KIND, PlaceKey, contents_changed, mark_changed, place_ids, place_of
from inventory.storage.rows import EntityCount
from inventory.storage.saving import FILES
from inventory.storage.store import Store
from inventory.storage.tables import Assessment, File, Place, Root
from scanner.lock_files import is_lock_file

_TABLE = cast(Table, Assessment.__table__)
_COLUMNS = [column.name for column in _TABLE.columns]
_EPOCH = date(1970, 1, 1)


@dataclass
class Judge:
    """Everything that is the same for all files. ``owners`` are those of the files judged, and whether each is gone."""

    store: Store
    rules: RuleSet
    today: date
    decisions: Decisions
    false: FalseMatches
    owners: dict[int, bool] = field(default_factory=dict)
    _less: dict[frozenset[str], RuleSet] = field(default_factory=dict)

    @classmethod
    def load(cls, store: Store, rules: RuleSet, today: date) -> Judge:
        """By the decisions there are now."""
        with store.reading() as connection:
            decisions = load_from(connection, today)
            names = frozenset(rule.id for rule in rules.rules)
            return cls(store, rules, today, decisions, FalseMatches.load(connection, decisions, names))

    def judge(self, connection: Connection, ids: Sequence[int]) -> None:
        """Replaces what was judged of these files, read and written in the caller's transaction: no other scan may give
        a file other findings in between. False matches are marked first. A file that is gone, or was never opened, has
        no assessment, nor has one that no rule or decision speaks of and that is no risk."""
        for part in chunks(ids):
            found = connection.execute(files(File.id.in_(part)).with_for_update(of=File)).all()
            if self.false.apply(connection, [(_facts(file), file) for file in found]):
                found = connection.execute(files(File.id.in_(part)).with_for_update(of=File)).all()
            entities = entities_of(connection, [file.id for file in found])
            rows = [row for file in found if (row := self.row(file, entities.get(file.id, {})))]
            connection.execute(delete(_TABLE).where(_TABLE.c.file_id.in_(part)))
            insert_many(connection, _TABLE, _COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])
            mark_changed(connection, [*(file.place_id for file in found), *self._moved(connection, found)])

    def _moved(self, connection: Connection, found: Sequence[Any]) -> list[int]:
        """Has files added up as documents of the kind that people say they are, or of none where they say that theirs
        is wrong, and where their folders belong by now; the places they come to."""
        wanted: dict[int, PlaceKey] = {}
        for file in found:
            kind = _kind(file.doc_class, self.decisions.of_file(_facts(file)))
            place = place_of(file.root_id, file.path, file.member_of, kind)
            if file.placed_as not in (None, place.identity):
                wanted[file.id] = place
        numbers = place_ids(connection, wanted.values())
        for number, place in wanted.items():
            connection.execute(update(FILES).where(FILES.c.id == number).values(place_id=numbers[place]))
        if wanted:
            contents_changed(connection)  # what is a copy of what goes by the kind too
        return list(numbers.values())

    def row(self, file: Any, entities: dict[str, EntityCount]) -> dict[str, Any] | None:
        """The columns of the assessment of a file (a row of :func:`files`), None where it has none."""
        if not file.read:
            return None
        # A member without a date of its own is at least as old as the file that holds it.
        modified = local_day(file.modified_ns) or local_day(file.above_modified_ns or 0) or _EPOCH
        counts = {entity: count.count for entity, count in entities.items()}
        clues = clues_of(file.clues)
        about = _facts(file)
        taught = self.decisions.of_file(about).taught
        facts = FileFacts(
            taught.doc_class if taught is not None else file.doc_class,
            file.path,
            counts,
            clues,
            modified,
            people=file.people_high,
            size=file.size,
            told=told_of(file.told),
        )
        verdict = evaluate(facts, self._rules_for(about), self.today)
        standing = self._standing(file, replace(about, rule=verdict.rule_id if verdict else ""))
        if standing.wrong is not None:
            verdict = evaluate(facts, self._about_findings, self.today)
        columns = _verdict_columns(verdict) | _decided(verdict, standing)
        gone = self.owners.setdefault(file.owner, owner_gone(file.owner))
        people = PeopleEstimate(file.people_low, file.people_high, file.beside_low, file.beside_high)
        # What stands in a lock file is the name of whoever has the document open.
        held = () if is_lock_file(file.path) else tuple(personal(entities, people))
        about_risk = RiskFacts(
            held,
            tuple(file.special),
            people,
            file.mode,
            file.protection,
            acl=file.acl,
            owner_gone=gone,
            doc_class=facts.doc_class,
        )
        overdue = (self.today - date.fromisoformat(columns["due"])).days if columns["due"] else 0
        risk = assess_risk(replace(about_risk, overdue_days=overdue))
        if verdict is None and risk.score == 0 and standing.decision is None:
            return None
        again = [next_usable(facts.clues, modified, self.today)] if verdict else []
        steps = next_step(risk, overdue)
        again.append(self.today + timedelta(days=steps - overdue) if steps is not None else None)
        first = min((day for day in again if day is not None), default=None)
        return {
            "file_id": file.id,
            "risk": risk.score,
            "risk_parts": as_json(kept(risk)),
            "again": first.isoformat() if first else "",
            **columns,
        }

    @cached_property
    def _about_findings(self) -> RuleSet:
        """The rules about what was found in a file, whatever kind of document it is: they hold where people decided
        that the other rules are wrong."""
        return replace(self.rules, rules=tuple(rule for rule in self.rules.rules if rule.applies_to.entities))

    def _rules_for(self, about: decided.FileFacts) -> RuleSet:
        off = self.decisions.rules_off(about)
        if not off:
            return self.rules
        if off not in self._less:
            kept = tuple(rule for rule in self.rules.rules if rule.id not in off)
            self._less[off] = replace(self.rules, rules=kept)
        return self._less[off]

    def _standing(self, file: Any, about: decided.FileFacts) -> Standing:
        if file.container_id is None:
            return self.decisions.of_file(about)
        above = decided.FileFacts(
            file.container_id, file.root, file.above_path, file.above_content, file.above_size, about.rule
        )
        return self.decisions.of_file(about, above)


def _kind(found: str, standing: Standing) -> str:
    """The class that a file counts as: as people say, else as it was found."""
    if standing.taught is not None:
        return standing.taught.doc_class
    return NO_KIND if standing.wrong is not None and standing.wrong.kind is Kind.WRONG_RULE else found


def files(where: ColumnElement[bool]) -> Any:
    """The files of which this holds, with what judging them asks for, by their numbers."""
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
            File.told,
            File.modified_ns,
            above.path.label("above_path"),
            above.content_hash.label("above_content"),
            above.size.label("above_size"),
            above.modified_ns.label("above_modified_ns"),
            File.people_low,
            File.people_high,
            File.beside_low,
            File.beside_high,
            File.special,
            File.found,
            File.mode,
            File.acl,
            File.owner,
            File.protection,
            File.place_id,
            File.root_id,
            File.member_of,
            Place.identity.label("placed_as"),
        )
        .join(Root, Root.id == File.root_id)
        .outerjoin(Place, Place.id == File.place_id)
        .outerjoin(above, above.id == File.container_id)
        .where(where, File.gone.is_(False))
        .order_by(File.id)
    )


def _facts(file: Any) -> decided.FileFacts:
    return decided.FileFacts(file.id, file.root, file.path, file.content_hash, file.size)


def _decided(verdict: Verdict | None, standing: Standing) -> dict[str, Any]:
    """What decisions change: under a hold nothing is due, and nothing before the day up to which it is kept, be it as a
    copy of what is kept."""
    decision, protection = standing.decision, standing.protection
    columns: dict[str, Any] = {
        "standing": str(decision.kind) if decision else "",
        "decision_id": decision.id if decision else None,
    }
    if verdict is None or protection is None:
        return columns
    sure = {"clock": str(protection.kind), "trust": str(Trust.STRONG)}
    if protection.kind is Kind.LEGAL_HOLD:
        return columns | sure | {"due": ""}
    until = date.fromisoformat(protection.until)
    if verdict.due is not None and verdict.due >= until:
        return columns
    return columns | sure | {"due": until.isoformat()}


def _verdict_columns(verdict: Verdict | None) -> dict[str, Any]:
    if verdict is None:
        return {"rule": "", "basis_kind": "", "due": "", "clock": "", "trust": ""}
    return {
        "rule": verdict.rule_id,
        "basis_kind": str(verdict.basis_kind),
        "due": verdict.due.isoformat() if verdict.due else "",
        "clock": str(verdict.clock),
        "trust": str(verdict.trust),
    }
