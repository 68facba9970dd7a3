"""False matches applied: which findings people decided to be none, and what then counts of the file.

The findings stay in the store, marked; counts, people and special categories of the file become those of the rest. What
was found is kept beside them, so that a withdrawal brings it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from detectors.model import Entity, PeopleEstimate
from inventory.decisions.model import Decision, Decisions, FileFacts, FindingFacts, Scope, makes_false
from inventory.lineage import copying
from inventory.storage import hashes
from inventory.storage.chunking import chunks
from inventory.storage.occurrences import files_of
from inventory.storage.saving import ENTITIES, FILES, FINDINGS
from inventory.storage.tables import FoundItem

_STRONG = frozenset(
    {
        *(Entity.PERSON, Entity.MEMBER_ID, Entity.JP_MY_NUMBER, Entity.UK_NINO, Entity.UK_NHS, Entity.UK_UTR),
        *(Entity.JP_PENSION_NUMBER, Entity.JP_EMPLOYMENT_INSURANCE, Entity.JP_DRIVER_LICENSE, Entity.JP_PASSPORT),
        *(Entity.UK_DRIVING_LICENCE, Entity.UK_PASSPORT, Entity.JP_RESIDENCE_CARD, Entity.JP_RESIDENT_RECORD_CODE),
    }
)
"""What tells people apart: names, and numbers of which a person has one."""

_COUNTING = _STRONG | {Entity.EMAIL_ADDRESS, Entity.PHONE_NUMBER, Entity.CREDIT_CARD, Entity.IBAN_CODE}
"""What people are counted by (detectors/people/estimate.py)."""


@dataclass(frozen=True, slots=True)
class Left:
    """A finding as far as it counts: its entity, hashes and how many distinct values and places are left."""

    entity: str
    values: tuple[int, ...]
    count: int
    distinct: int


def people_left(found: PeopleEstimate, left: Sequence[Left]) -> PeopleEstimate:
    """How many people a file is about when only these findings of it count: never more than were found, and never more
    than the values left can tell apart."""
    distinct = {entity: _together([f for f in left if f.entity == entity])[1] for entity in {f.entity for f in left}}
    counting = {entity: number for entity, number in distinct.items() if entity in _COUNTING}
    if not counting:
        return PeopleEstimate(0, 0)
    high = min(found.high, sum(counting.values()))
    sure = max((number for entity, number in counting.items() if entity in _STRONG), default=1)
    beside = min(found.beside_high, distinct.get(Entity.PERSON, 0))
    return PeopleEstimate(min(found.low, sure, high), high, min(found.beside_low, sure, beside), beside)


def _together(left: Sequence[Left]) -> tuple[int, int]:
    count = sum(f.count for f in left)
    return count, hashes.count_together((f.values, f.distinct) for f in left)


@dataclass
class FalseMatches:
    """The false matches in force, and the files that single values of them stand in. Decisions about one of the
    ``retention_rules`` are none about findings."""

    decisions: Decisions
    by_value: Mapping[int, Decision]
    files_with_values: frozenset[int]
    retention_rules: frozenset[str]

    @classmethod
    def load(cls, connection: Connection, decisions: Decisions, retention_rules: frozenset[str]) -> FalseMatches:
        """Looks the false values up in the index."""
        by_value = decisions.false_values
        files = files_of(connection, list(by_value)) if by_value else {}
        return cls(decisions, by_value, frozenset().union(*files.values()), retention_rules)

    def _about_findings(self, decision: Decision) -> bool:
        return decision.scope is not Scope.RULE or decision.rule not in self.retention_rules

    def apply(self, connection: Connection, files: Sequence[tuple[FileFacts, Any]]) -> bool:
        """Marks the findings of these files, each with its row of ``files`` (``id``, ``found``, ``special``, and the
        columns of people). Whether anything changed: the rows are to be read again then."""
        wanted: dict[int, tuple[FileFacts, Any, list[Decision]]] = {}
        for facts, row in files:
            concerning = [d for d in self.decisions.false_for(facts) if self._about_findings(d)]
            if concerning or row.found is not None or facts.id in self.files_with_values:
                wanted[facts.id] = (facts, row, concerning)
        changed = False
        for part in chunks(list(wanted)):
            query = select(FoundItem).where(FoundItem.file_id.in_(part)).order_by(FoundItem.id)
            columns = query.with_only_columns(*(c for c in FINDINGS.columns if c.name in _WANTED))
            of_file: dict[int, list[Any]] = defaultdict(list)
            for finding in connection.execute(columns):
                of_file[finding.file_id].append(finding)
            for file in part:
                changed |= self._apply(connection, wanted[file][1], wanted[file][2], of_file[file])
        return changed

    def _apply(self, connection: Connection, row: Any, concerning: list[Decision], findings: Sequence[Any]) -> bool:
        marks: list[dict[str, Any]] = []
        left: list[Left] = []
        any_false = False
        for finding in findings:
            values = hashes.unpack(finding.hashes)
            wrong = [value for value in values if value in self.by_value]
            by = makes_false(concerning, FindingFacts(finding.entity, finding.identity, finding.recognizer))
            if by is None and wrong and len(wrong) == finding.distinct:
                by = self.by_value[wrong[0]]
            number = by.id if by else None
            some = 0 if by else len(wrong)
            any_false = any_false or by is not None or bool(wrong)
            if (number, some) != (finding.false_by, finding.false_values):
                marks.append({"b_id": finding.id, "false_by": number, "false_values": some})
            if by is None:
                rest = tuple(value for value in values if value not in self.by_value) if wrong else values
                left.append(Left(finding.entity, rest, max(1, finding.count - some), finding.distinct - some))
        if not marks and any_false == (row.found is not None):
            return False
        if marks:
            connection.execute(update(FINDINGS).where(FINDINGS.c.id == bindparam("b_id")), marks)
        _recount(connection, row, left, any_false)
        return True


_WANTED = {
    *("id", "file_id", "identity", "entity", "recognizer", "count", "distinct", "false_by", "false_values", "hashes")
}


def _columns_of(people: PeopleEstimate) -> dict[str, Any]:
    return {
        "people_low": people.low,
        "people_high": people.high,
        "beside_low": people.beside_low,
        "beside_high": people.beside_high,
    }


def _recount(connection: Connection, row: Any, left: Sequence[Left], any_false: bool) -> None:
    now = (row.people_low, row.people_high, row.special, row.beside_low, row.beside_high)
    low, high, special, *beside = row.found if row.found is not None else now
    found = PeopleEstimate(low, high, *beside)  # earlier schemas kept nothing of those beside
    counts = _columns_of(found) | {"special": special, "found": None}
    if any_false:
        people = people_left(found, left)
        entities = {finding.entity for finding in left}
        counts = _columns_of(people) | {
            "special": [name for name in special if name in entities],
            "found": [low, high, list(special), found.beside_low, found.beside_high],
        }
    connection.execute(update(FILES).where(FILES.c.id == row.id).values(**counts))
    copying.recounted(connection, row.id, PeopleEstimate(counts["people_low"], counts["people_high"]))
    connection.execute(delete(ENTITIES).where(ENTITIES.c.file_id == row.id))
    rows = []
    for entity in dict.fromkeys(finding.entity for finding in left):
        count, distinct = _together([finding for finding in left if finding.entity == entity])
        rows.append({"file_id": row.id, "entity": entity, "count": count, "distinct": distinct})
    if rows:
        connection.execute(insert(ENTITIES), rows)
