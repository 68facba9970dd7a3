"""What was typed of one person, as the hashes to look up, and what cannot be found by it.

The values are here, in memory, to be hashed; nothing that comes out of this module holds one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from detectors.model import Entity
from scanner.date_forms import date_forms, is_part_of_date
from scanner.masking import Hasher
from scanner.name_forms import How, name_forms, name_kind, surnames
from scanner.records import IDENTIFIERS

SHARED = frozenset({Entity.DATE_OF_BIRTH, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE, Entity.ADDRESS})
"""What others have as well: it is looked up, but finds somebody rather than this person, and leads to nobody."""

ASKED_AS = IDENTIFIERS - SHARED | {Entity.IP_ADDRESS}
"""What else a value that is typed may be."""


class Sure(IntEnum):
    """How sure it is that a file is about the person asked for; the surest first."""

    GIVEN = 0  # the value as typed
    WRITING = 1  # another way to write it
    PARTS = 2  # family and given name in two cells of a row
    LINKED = 3  # another identifier that stands beside it in a record
    INITIAL = 4  # the name with initials
    TURNED = 5  # what was given as the surname stands as given name, and the other way round
    READING = 6  # a name that is read alike
    LINKED_READING = 7  # an identifier beside a name that is read alike, or the reading beside the name
    APART = 8  # family and given name in one file, not seen together
    SURNAME = 9  # the surname alone
    SHARED = 10  # a birth date, a postcode or an address
    NAMESAKE = 11  # the surname alone, in a file that names somebody of that surname in full


_HOW = {
    How.GIVEN: Sure.GIVEN,
    How.WRITING: Sure.WRITING,
    How.INITIAL: Sure.INITIAL,
    How.READING: Sure.READING,
}


class Limit(StrEnum):
    """What is not found by a value of this kind."""

    AGE = "age"
    MONTH = "month"
    ONE_WORD = "one_word"  # a surname or a given name only
    INITIALS = "initials"
    KANA = "kana"  # a name in kana, or in what may be romaji
    ROMAJI = "romaji"
    ADDRESS = "address"


NOT_LOOKED_UP = frozenset({Limit.AGE, Limit.MONTH})
"""Values of these kinds are not looked up at all."""


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """How a file was found: by what kind of value, and through which identifier (its mask) where it was a link."""

    sure: Sure
    entity: str
    mask: str = ""


@dataclass(slots=True)
class Question:
    """The hashes asked for, each with how it came about and what it is; the pairs (family, given name); surnames
    that count where they stand alone. ``limits`` are (number of the value from 1, what it does not find);
    ``names_only``: no value is anything else than a name, which a scan recognises less surely than a number."""

    values: dict[int, Way] = field(default_factory=dict)
    pairs: dict[tuple[int, int], Way] = field(default_factory=dict)
    surnames: dict[int, Way] = field(default_factory=dict)
    limits: list[tuple[int, Limit]] = field(default_factory=list)
    names_only: bool = True

    def add(self, hashed: int, way: Way) -> None:
        """One more hash; the surest way to it counts."""
        if hashed not in self.values or way < self.values[hashed]:
            self.values[hashed] = way

    def leave(self, values: Collection[int]) -> None:
        """These hashes are not asked for any more."""
        for value in values:
            self.values.pop(value, None)

    @property
    def exact(self) -> dict[int, str]:
        """The hashes that are surely of what was typed, and of the halves of its name, each with its entity."""
        found = {value: way.entity for value, way in self.values.items() if way.sure <= Sure.WRITING}
        halves = {half for pair, way in self.pairs.items() if way.sure is Sure.PARTS for half in pair}
        return found | dict.fromkeys(halves, Entity.PERSON)


def question(values: Sequence[str], hasher: Hasher) -> Question:
    """The question that the values, all of one person, put."""
    asked = Question()
    for number, value in enumerate(values, 1):
        limit = _limit(value)
        if limit is not None:
            asked.limits.append((number, limit))
        asked.names_only &= not _NO_NAME.search(value)
        if limit not in NOT_LOOKED_UP:
            _add(asked, value, hasher)
    return asked


def _add(asked: Question, value: str, hasher: Hasher) -> None:
    for entity in ASKED_AS:
        asked.add(hasher.value(entity, value), Way(Sure.GIVEN, entity))
    for entity in SHARED:
        for form in date_forms(value) if entity is Entity.DATE_OF_BIRTH else [value]:
            asked.add(hasher.value(entity, form), Way(Sure.SHARED, entity))
    for name in name_forms(value):
        asked.add(hasher.value(Entity.PERSON, name.text), Way(_HOW[name.how], Entity.PERSON))
        if name.family and name.given:
            halves = (hasher.value(Entity.PERSON, name.family), hasher.value(Entity.PERSON, name.given))
            sure = Sure.PARTS if name.how in (How.GIVEN, How.WRITING) else _HOW[name.how]
            way = Way(sure, Entity.PERSON)
            asked.pairs[halves] = min(way, asked.pairs.get(halves, way))
    for surname in surnames(value):
        asked.surnames[hasher.value(Entity.PERSON, surname)] = Way(Sure.SURNAME, Entity.PERSON)


_NO_NAME = re.compile(r"[\d@]")
_AGE = re.compile(
    r"(?:aged? |年齢 ?)[0-9]{1,3}|満?[0-9]{1,3} ?(?:歳|才|years?(?: old)?|yrs?(?: old)?|y/?o)\.?", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?=.*[0-9])(?=.*[^\W\d_]).*(?:[ ,]|[都道府県市区町村丁目番地号])")


def _limit(value: str) -> Limit | None:
    """What a value of this kind does not find; None where nothing is to be said."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if _AGE.fullmatch(plain):
        return Limit.AGE
    if is_part_of_date(plain):
        return Limit.MONTH
    if kind := name_kind(plain):
        return Limit(kind)
    if _ADDRESS.match(plain) and "@" not in plain and not date_forms(plain) and len(plain) > _LONGEST_NUMBER:
        return Limit.ADDRESS
    return None


_LONGEST_NUMBER = 14
"""Characters: what has letters and digits and is no longer is a postcode, or the number of something."""
