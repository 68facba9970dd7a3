"""What a file holds of the people in it, as two files are compared by it: values by kind, and what kind of list it is.

A finding of a name says by its label whether it is a whole name, a half of one, a reading, or the name of somebody who
stands beside the people that the list is about (緊急連絡先, next of kin). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from detectors.layout.headers import header_of
from detectors.layout.roles import is_beside
from detectors.model import ClueKind, DateClue, Entity
from inventory.lineage.copies import standing

SURNAME, GIVEN, READING, BESIDE = "surname", "given_name", "reading", "beside"
"""Kinds of values that are no entities: halves and readings of names, names and numbers of others than those listed."""

_KINDS = {"surname": SURNAME, "given_name": GIVEN, "kana_name": READING, "roman_name": READING}
_PEOPLE = frozenset({Entity.PERSON, Entity.EMAIL_ADDRESS, Entity.PHONE_NUMBER})
_LABEL = "LABEL "

Period = tuple[str, str]
"""First and last day (ISO dates)."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A file and the values it holds: for each kind the sorted hashes, and how many distinct values they stand for
    (more than there are hashes where those were cut).

    ``listed`` are the kinds that stand in columns of tables, ``entities`` all that was found in it, ``people`` the low
    and the high bound, ``periods`` those that name or text give.
    """

    where: tuple[str, str]  # root, path
    format: str
    is_member: bool
    modified_ns: int
    people: tuple[int, int]
    values: Mapping[str, tuple[Sequence[int], int]]
    doc_class: str = "none"
    periods: tuple[Period, ...] = ()
    listed: frozenset[str] = field(default=frozenset())
    entities: frozenset[str] = field(default=frozenset())

    @property
    def rank(self) -> tuple[object, ...]:
        """The one likely to be kept comes first: the one that all work with rather than a copy, then the newest."""
        return *standing(self.where[1], self.is_member), -self.modified_ns, self.where

    def distinct(self, kind: str) -> int:
        """How many different values of a kind."""
        return self.values.get(kind, ((), 0))[1]

    def off(self, kind: str) -> float:
        """How far the number of values is from the number of people, as a share."""
        low, high = self.people
        number = self.distinct(kind)
        return max(low - number, number - high, 0) / max(1, low if number < low else high)

    def alike(self, other: Holding, *, both: bool = False) -> float:
        """The share of the entities of the file with fewer (or of all entities of both) that both files hold; 1 where
        one holds none."""
        fewer = min(len(self.entities), len(other.entities))
        of = len(self.entities | other.entities) if both else fewer
        return len(self.entities & other.entities) / of if fewer else 1.0


def kind_of(entity: str, evidence: Iterable[str], header: str) -> str:
    """What a finding's values are compared as: its entity, or one of the kinds of this module."""
    if entity not in _PEOPLE:
        return entity
    labels = (header, *(each.removeprefix(_LABEL) for each in evidence if each.startswith(_LABEL)))
    return _by_labels(entity, tuple(filter(None, labels)))


@lru_cache(20_000)
def _by_labels(entity: str, labels: tuple[str, ...]) -> str:
    """A file of running text has a finding for each place, and few labels."""
    if entity == Entity.PERSON:
        for label in labels:
            named = header_of(label)
            if named is not None and named.family in _KINDS:
                return _KINDS[named.family]
    return BESIDE if any(map(is_beside, labels)) else entity


def periods(clues: Iterable[DateClue]) -> tuple[Period, ...]:
    """The periods that a file is about, by its name, else by its text; a single day in the text says as of when."""
    found = [clue for clue in clues if clue.kind is ClueKind.PERIOD and clue.first and clue.last]
    named = [clue for clue in found if clue.source in ("name", "folder")]
    return tuple(
        (clue.first, clue.last) for clue in named or found if clue.source in ("name", "folder") or clue.event != "day"
    )


def other_period(one: Sequence[Period], other: Sequence[Period]) -> bool:
    """Whether two files are about different times, as far as both say when."""
    overlapping = any(a[0] <= b[1] and b[0] <= a[1] for a in one for b in other)
    return bool(one and other) and not overlapping
