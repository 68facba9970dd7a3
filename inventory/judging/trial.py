"""Rules tried before they go live: what they would flag that the rules in force do not, and the other way round.

Judged are the files that a changed rule can be about. Where they are very many, some of them are drawn by chance unless
all are asked for, and what is said of the others is an estimate with its bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random
from typing import Any

from sqlalchemy import select

from detectors.model import PeopleEstimate
from inventory.judging.basis import days_overdue
from inventory.judging.counting import refresh
from inventory.judging.file_rows import entities_of
from inventory.judging.intervals import wilson
from inventory.judging.one_file import Judge, files
from inventory.retention.model import Rule
from inventory.retention.rules import RuleSet
from inventory.storage.chunking import chunks
from inventory.storage.rows import RetentionRow
from inventory.storage.store import Store
from inventory.storage.tables import File, Place

DRAWN = 10_000
"""Files judged by both sets of rules in a few seconds."""


class Change(StrEnum):
    """What becomes of a file under the rules tried."""

    FLAGGED = "flagged"  # past its period by them, not by the rules in force
    RELEASED = "released"  # the other way round
    MOVED = "moved"  # past its period by both or by neither, but the period ends on another day


@dataclass(frozen=True, slots=True)
class Tried:
    """A file to which the rules tried would make a difference; ``before`` and ``after`` are its verdicts."""

    change: Change
    root: str
    path: str
    people: PeopleEstimate
    before: RetentionRow | None
    after: RetentionRow | None


class Trial:
    """Rules tried on the inventory as it is today; to be gone through once, for the files that they would treat
    differently, in the order in which they were first met.

    Decisions count for both sets: what is under a legal hold is flagged by neither. Nothing is stored. ``concerned`` is
    how many files a changed rule can be about, ``judged`` how many of them are looked at: all of them, or ``most``
    drawn by chance, always the same ones of the same files. Raises StoreError.
    """

    def __init__(self, store: Store, in_force: RuleSet, tried: RuleSet, today: date, most: int | None = DRAWN) -> None:
        refresh(store)
        self._store, self._rules, self._today = store, (in_force, tried), today
        self._files = _concerned(store, in_force, tried)
        self.concerned = len(self._files)
        if most is not None and self.concerned > most:
            self._files = sorted(Random(self.concerned).sample(self._files, most))
        self.judged = len(self._files)
        self.counts: Counter[Change] = Counter()

    def __iter__(self) -> Iterator[Tried]:
        judges = [Judge.load(self._store, rules, self._today) for rules in self._rules]
        for part in chunks(self._files):
            with self._store.reading() as connection:
                found = connection.execute(files(File.id.in_(part))).all()
                entities = entities_of(connection, [file.id for file in found])
            for file in found:
                old, new = (_verdict(judge.row(file, entities.get(file.id, {})), self._today) for judge in judges)
                change = _change(old, new)
                if change is not None:
                    self.counts[change] += 1
                    people = PeopleEstimate(file.people_low, file.people_high)
                    yield Tried(change, file.root, file.path, people, old, new)

    def bounds(self, change: Change) -> tuple[int, int, int]:
        """How many files this becomes of, as far as it was gone through: the number, and the bounds between which it
        lies with 95 %, all the same where all were judged."""
        count = self.counts[change]
        if self.judged == self.concerned:
            return count, count, count
        share = wilson(count, self.judged)
        # What was seen is sure.
        low = max(count, round(share.low * self.concerned))
        high = min(self.concerned - (self.judged - count), round(share.high * self.concerned))
        return round(share.value * self.concerned), low, high


def _concerned(store: Store, in_force: RuleSet, tried: RuleSet) -> list[int]:
    """The files that the two can treat differently, by number: those that a rule can be about that differs."""
    old, new = ({rule.id: rule for rule in rules.enabled} for rules in (in_force, tried))
    names = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
    differing = [each[name] for each in (old, new) for name in names if name in each]
    shared = ("countries", "home", "fiscal_year_end", "nation", "form")
    everything = any(getattr(in_force, name) != getattr(tried, name) for name in shared)
    found: list[int] = []
    with store.reading() as connection:
        for place, doc_class, totals in connection.execute(select(Place.id, Place.doc_class, Place.totals)).all():
            if everything or any(_may_be_about(rule, doc_class, totals.get("entities", {})) for rule in differing):
                found += connection.execute(select(File.id).where(File.place_id == place)).scalars()
        # Asked of its index: which of millions of files are there still would have each of them read.
        gone = set(connection.execute(select(File.id).where(File.gone_scan.is_not(None))).scalars())
    return sorted(file for file in found if file not in gone)


def _may_be_about(rule: Rule, doc_class: str, entities: Mapping[str, Any]) -> bool:
    about = rule.applies_to
    return (not about.classes or doc_class in about.classes) and (
        not about.entities or any(entity in entities for entity in about.entities)
    )


def _change(before: RetentionRow | None, after: RetentionRow | None) -> Change | None:
    was, would_be = (row is not None and row.due != "" and row.overdue_days > 0 for row in (before, after))
    if was != would_be:
        return Change.FLAGGED if would_be else Change.RELEASED
    due = (row.due if row else "" for row in (before, after))
    return Change.MOVED if next(due) != next(due) else None


def _verdict(row: Mapping[str, Any] | None, today: date) -> RetentionRow | None:
    if row is None or not row["rule"]:
        return None
    overdue = days_overdue(row["due"], today.isoformat())
    return RetentionRow(row["rule"], row["basis_kind"], row["due"], overdue, row["clock"], row["trust"])
