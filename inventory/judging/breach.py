"""If this file got out, would that be a breach to be reported? The tests of the laws; figures in data/breach.yaml.

Pure. A test says that a leak *would meet* a clause, never that it must be reported: what really happened decides.
Clauses: 個人情報保護法 26条, 施行規則 7条 1号-4号; 番号法 29条の4 and its rules; UK GDPR Art 33 and 34.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from detectors.model import SPECIAL_CATEGORIES, UNDER_18, PeopleEstimate
from detectors.special.laws import APPI, special_under
from inventory.judging.risk import exposure
from inventory.storage.personal import personal
from inventory.storage.rows import AssetRow, FileRow

_SPECIAL = frozenset(map(str, SPECIAL_CATEGORIES))
"""They count by ``special``, where they are tied to people."""
_ACCOUNTS = frozenset({"JP_BANK_ACCOUNT", "UK_BANK_ACCOUNT", "IBAN_CODE"})
_GRAVE = frozenset({"pupils", "childcare", "social_care_case"})
"""Kinds of documents that are about children, or about people in need of care."""
_UNREAD = frozenset({"partial", "failed"})
_KEY_IN_NAME = re.compile(r"(?<![a-z])(?:pw|pass(?:word|wd|code)?|pwd)(?![a-z])|パスワード|暗証")
# From the strongest; a file of an asset without any makes the whole asset one without.
_CIPHERS = ("aes", "pdf", "office", "zipcrypto", "none")


class Answer(StrEnum):
    """Whether a leak would meet the test. ``depends``: on something that the file does not say; the reason names it."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


class Clause(StrEnum):
    """The clauses tested, by law; each has its name in the wording and its figures in data/breach.yaml."""

    APPI_SENSITIVE = "appi_sensitive"
    APPI_PROPERTY = "appi_property"
    APPI_IMPROPER = "appi_improper"
    APPI_PEOPLE = "appi_people"
    MY_NUMBER_EXPOSED = "my_number_exposed"
    MY_NUMBER_IMPROPER = "my_number_improper"
    MY_NUMBER_PEOPLE = "my_number_people"
    UK_RISK = "uk_risk"
    UK_HIGH_RISK = "uk_high_risk"

    @property
    def country(self) -> str:
        """Whose law it is of: ``uk`` or ``jp``."""
        return "uk" if self.startswith("uk_") else "jp"


class Reason(StrEnum):
    """Why a test has its answer."""

    SENSITIVE = "sensitive"  # 要配慮個人情報 stands in it, about somebody
    CARDS = "cards"
    ACCOUNTS_ONLY = "accounts_only"  # bank accounts without cards: whether they suffice alone is not confirmed
    SOMEBODY = "somebody"  # data of at least one person
    PERHAPS_SOMEBODY = "perhaps_somebody"
    MANY = "many"
    PERHAPS_MANY = "perhaps_many"  # the threshold lies within the estimate
    FEW = "few"
    NUMBERS = "numbers"  # individual numbers stand in it
    OPEN = "open"  # everybody on the system may read it
    CLOSED = "closed"
    SCORE = "score"
    PERHAPS_SCORE = "perhaps_score"
    NOTHING = "nothing"  # nothing of the kind found
    UNREAD = "unread"  # nothing of the kind found, and part of it could not be read
    ENCRYPTED = "encrypted"  # strongly, so long as the key is kept elsewhere
    CIPHER_UNKNOWN = "cipher_unknown"  # it would be met, but the file is encrypted in a way that may be strong


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What the tests look at. ``entities`` gives the distinct values of each entity that is personal, ``special`` the
    special categories tied to somebody, ``people`` how many are identified, whatever their part; ``exposure`` is a word
    of ``inventory.judging.risk.exposure``, ``protection`` one of ``scanner.document.Protection``; ``key_beside``: the
    password stands beside it; ``grave``: it is about children, or people in need of care; ``unread``: not all of it
    could be examined."""

    entities: Mapping[str, int]
    special: tuple[str, ...]
    people: PeopleEstimate
    exposure: str
    protection: str
    grave: bool = False
    key_beside: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of one test. ``low`` and ``high`` are the figures its reason speaks of (0 where of none): people,
    cards, or points. ``limit`` is the threshold of the clause (0 where it has none), ``as_of`` and ``confirmed`` are
    its rule's."""

    clause: Clause
    answer: Answer
    reason: Reason
    low: int
    high: int
    limit: int
    as_of: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A test's answer before protection is considered."""

    answer: Answer
    reason: Reason
    low: int = 0
    high: int = 0


def facts_of_file(row: FileRow) -> BreachFacts:
    """The facts of one file or member."""
    return BreachFacts(
        _values(row),
        row.special,
        row.people.everybody,
        exposure(row.mode, row.acl),
        row.protection,
        _grave(row),
        _names_its_key(row.path),
        row.outcome in _UNREAD,
    )


def facts_of_asset(asset: AssetRow) -> BreachFacts:
    """The facts of an asset, if all its files got out together: the weakest protection of them counts."""
    return BreachFacts(
        _values(asset),
        asset.special,
        asset.people.everybody,
        "others" if asset.world_readable else "owner",
        _weakest(asset.protection),
        asset.doc_class in _GRAVE,
        _names_its_key(asset.example),
        asset.problems > 0,
    )


def facts_of_files(rows: Iterable[FileRow]) -> BreachFacts:
    """The facts of files that got out together, each content counted once: the weakest protection of them counts, and
    the widest circle of readers."""
    entities: dict[str, int] = {}
    special: set[str] = set()
    low = high = 0
    seen: set[str] = set()
    protections, exposures = {_CIPHERS[0]}, {"owner"}
    grave = key_beside = unread = False
    for row in rows:
        grave |= _grave(row)
        key_beside |= _names_its_key(row.path)
        unread |= row.outcome in _UNREAD
        protections.add(row.protection)
        exposures.add("others" if exposure(row.mode, row.acl) == "others" else "owner")
        special.update(row.special)
        people = row.people.everybody
        low = max(low, people.low)
        if row.content_hash and row.content_hash in seen:
            continue
        seen.add(row.content_hash)
        high += people.high
        for entity, distinct in _values(row).items():
            entities[entity] = entities.get(entity, 0) + distinct
    return BreachFacts(
        entities,
        tuple(sorted(special)),
        PeopleEstimate(low, max(low, high)),
        "others" if "others" in exposures else "owner",
        _weakest(protections),
        grave,
        key_beside,
        unread,
    )


def _values(row: FileRow | AssetRow) -> dict[str, int]:
    return {entity: count.distinct for entity, count in personal(row.entities, row.people).items()}


def _grave(row: FileRow) -> bool:
    return row.doc_class in _GRAVE or UNDER_18 in row.told


def _weakest(protections: Iterable[str]) -> str:
    return max(protections, key=lambda p: _CIPHERS.index(p) if p in _CIPHERS else len(_CIPHERS), default="none")


def breach_tests(facts: BreachFacts, countries: Sequence[str] = ("uk", "jp")) -> tuple[Result, ...]:
    """The answer of every test of these countries, in the order of :class:`Clause`."""
    found = {
        Clause.APPI_SENSITIVE: _sensitive(facts),
        Clause.APPI_PROPERTY: _property(facts),
        Clause.APPI_IMPROPER: _improper(facts),
        Clause.APPI_PEOPLE: _more_than(facts, facts.people, _rules()[Clause.APPI_PEOPLE]["more_than"]),
        Clause.MY_NUMBER_EXPOSED: _exposed(facts),
        Clause.MY_NUMBER_IMPROPER: _numbers(facts),
        Clause.MY_NUMBER_PEOPLE: _more_than(facts, _numbered(facts), _rules()[Clause.MY_NUMBER_PEOPLE]["more_than"]),
        Clause.UK_RISK: _scored(facts, _rules()[Clause.UK_RISK]["at_least"]),
        Clause.UK_HIGH_RISK: _scored(facts, _rules()[Clause.UK_HIGH_RISK]["at_least"]),
    }
    return tuple(_result(clause, _protected(facts, found[clause])) for clause in Clause if clause.country in countries)


def _result(clause: Clause, found: _Found) -> Result:
    rule = _rules()[clause]
    limit = rule.get("more_than", rule.get("at_least", 0))
    return Result(
        clause, found.answer, found.reason, found.low, found.high, limit, str(rule["as_of"]), rule["confirmed"]
    )


def _protected(facts: BreachFacts, found: _Found) -> _Found:
    """Strong encryption spares the report (規則 7条 with 26条; UK GDPR Art 34(3)(a)), if the key was not there too."""
    if found.answer is Answer.NO and found.reason is not Reason.UNREAD:
        return found
    if facts.key_beside or facts.protection in ("none", "zipcrypto"):
        return found
    if facts.protection == "aes":
        return _Found(Answer.NO, Reason.ENCRYPTED)
    return _Found(Answer.DEPENDS, Reason.CIPHER_UNKNOWN)


def _absent(facts: BreachFacts) -> _Found:
    return _Found(Answer.DEPENDS, Reason.UNREAD) if facts.unread else _Found(Answer.NO, Reason.NOTHING)


def _sensitive(facts: BreachFacts) -> _Found:
    if {str(e) for e in special_under(APPI)} & set(facts.special):
        return _Found(Answer.YES, Reason.SENSITIVE)
    return _absent(facts)


def _property(facts: BreachFacts) -> _Found:
    if cards := facts.entities.get("CREDIT_CARD", 0):
        return _Found(Answer.YES, Reason.CARDS, cards, cards)
    if _ACCOUNTS & facts.entities.keys():
        return _Found(Answer.DEPENDS, Reason.ACCOUNTS_ONLY)
    return _absent(facts)


def _improper(facts: BreachFacts) -> _Found:
    low, high = facts.people.low, facts.people.high
    if low >= 1:
        return _Found(Answer.YES, Reason.SOMEBODY, low, high)
    if high >= 1 or _about_somebody(facts):
        return _Found(Answer.DEPENDS, Reason.PERHAPS_SOMEBODY, low, high)
    return _absent(facts)


def _about_somebody(facts: BreachFacts) -> bool:
    """Whether anything was found that is somebody's, or a firm's account or address."""
    return bool(facts.entities.keys() - _SPECIAL or facts.special)


def _more_than(facts: BreachFacts, people: PeopleEstimate, limit: int) -> _Found:
    if people.low > limit:
        return _Found(Answer.YES, Reason.MANY, people.low, people.high)
    if people.high > limit:
        return _Found(Answer.DEPENDS, Reason.PERHAPS_MANY, people.low, people.high)
    if facts.unread:
        return _Found(Answer.DEPENDS, Reason.UNREAD)
    return _Found(Answer.NO, Reason.FEW if people.high else Reason.NOTHING, people.low, people.high)


def _numbered(facts: BreachFacts) -> PeopleEstimate:
    """People with an individual number: one number each; the same number may have been counted in several places."""
    high = facts.entities.get("JP_MY_NUMBER", 0)
    return PeopleEstimate(min(high, max(1, facts.people.low)), high)


def _numbers(facts: BreachFacts) -> _Found:
    people = _numbered(facts)
    return _Found(Answer.YES, Reason.NUMBERS, people.low, people.high) if people.high else _absent(facts)


def _exposed(facts: BreachFacts) -> _Found:
    found = _numbers(facts)
    if found.answer is not Answer.YES:
        return found
    if facts.exposure == "others":
        return _Found(Answer.YES, Reason.OPEN, found.low, found.high)
    return _Found(Answer.NO, Reason.CLOSED, found.low, found.high)


def _scored(facts: BreachFacts, limit: int) -> _Found:
    # Accounts and addresses in which nobody was found may be somebody's after all.
    perhaps = max(facts.people.high, 1 if _about_somebody(facts) else 0)
    low, high = _score(facts, facts.people.low), _score(facts, perhaps)
    if low >= limit:
        return _Found(Answer.YES, Reason.SCORE, low, high)
    if high >= limit:
        return _Found(Answer.DEPENDS, Reason.PERHAPS_SCORE, low, high)
    if facts.unread:
        return _Found(Answer.DEPENDS, Reason.UNREAD)
    return _Found(Answer.NO, Reason.SCORE if high else Reason.NOTHING, low, high)


def _score(facts: BreachFacts, people: int) -> int:
    weights = _rules()["uk_score"]
    volume = weights["volume"]
    many = 0 if people < 1 else 3 if people >= volume["high"] else 2 if people >= volume["middle"] else 1
    entities = facts.entities.keys()
    certain = 2 if _any(entities, weights["identifiability"]["direct"]) else 1
    grave = 1
    if facts.special or facts.grave or _any(entities, weights["sensitivity"]["high"]):
        grave = 4
    elif _any(entities, weights["sensitivity"]["middle"]):
        grave = 2
    return certain * grave * many


def _any(entities: Iterable[str], listed: Iterable[str]) -> bool:
    return not set(listed).isdisjoint(entities)


def _names_its_key(path: str) -> bool:
    """Whether the path speaks of a password: 名簿_pw1234.zip. What stands in a file or mail beside it is not seen."""
    return _KEY_IN_NAME.search(unicodedata.normalize("NFKC", path).casefold()) is not None


@cache
def _rules() -> dict[str, Any]:
    import yaml

    text = (Path(__file__).parent / "data" / "breach.yaml").read_text(encoding="utf-8")
    rules: dict[str, Any] = yaml.safe_load(text)
    return rules
