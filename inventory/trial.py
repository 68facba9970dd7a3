"""Rules tried before they go live: what they would flag that the rules in force do not, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from detectors.model import PeopleEstimate
from inventory.assess import judged
from inventory.retention.rules import RuleSet
from inventory.rows import RetentionRow
from inventory.store import Store


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


def try_rules(store: Store, in_force: RuleSet, tried: RuleSet, today: date) -> Iterator[Tried]:
    """The files that other rules would treat differently today, in the order in which they were first met.

    Decisions count for both: what is under a legal hold is flagged by neither. Nothing is stored. Raises StoreError.
    """
    for root, path, people, (before, after) in judged(store, (in_force, tried), today):
        old, new = _verdict(before), _verdict(after)
        change = _change(old, new)
        if change is not None:
            yield Tried(change, root, path, people, old, new)


def _change(before: RetentionRow | None, after: RetentionRow | None) -> Change | None:
    was, would_be = (row is not None and row.due != "" and row.overdue_days > 0 for row in (before, after))
    if was != would_be:
        return Change.FLAGGED if would_be else Change.RELEASED
    due = (row.due if row else "" for row in (before, after))
    return Change.MOVED if next(due) != next(due) else None


def _verdict(row: Mapping[str, Any] | None) -> RetentionRow | None:
    if row is None or not row["rule"]:
        return None
    return RetentionRow(row["rule"], row["basis_kind"], row["due"], row["overdue_days"], row["clock"], row["trust"])
