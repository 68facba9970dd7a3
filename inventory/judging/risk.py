"""The risk of a file as one number from 0 to 100, with its parts. Pure; the weights are in data/risk.yaml."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from detectors.model import CONTEXTUAL, NEGATIVE, SPECIAL_CATEGORIES, PeopleEstimate
from scanner.acl import readers

_NOT_COUNTED = frozenset(str(entity) for entity in CONTEXTUAL | NEGATIVE | SPECIAL_CATEGORIES)
"""Special categories count by ``special``, where they are tied to people, not by a word that was found."""


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the risk of a file depends on. ``mode`` is 0 where no rights are known, ``acl`` is the access control list
    beside it (``scanner.acl``); ``overdue_days`` is 0 or less where nothing is overdue; ``owner_gone``: the account
    that owns it does not exist any more; ``doc_class``: the kind of document."""

    entities: tuple[str, ...]
    special: tuple[str, ...]
    people: PeopleEstimate
    mode: int
    protection: str
    overdue_days: int = 0
    acl: str = ""
    owner_gone: bool = False
    doc_class: str = ""


_HARM, _LATE = "harm", "overdue"


@dataclass(frozen=True, slots=True)
class Risk:
    """The number, and its parts in points in the order to be shown: they add up to it, but for rounding. ``harm`` is by
    which share of its greatest points being overdue counts."""

    score: int
    parts: Mapping[str, float]
    harm: float


def assess_risk(facts: RiskFacts) -> Risk:
    """The risk of a file with these facts; 0 without personal data."""
    weights = _weights()
    sensitivity = _sensitivity(facts, weights["sensitivity"])
    parts = dict.fromkeys(("sensitivity", "people", "exposure", "protection"), 0.0)
    harm = 0.0
    if sensitivity:
        people = _people(facts.people, weights["people"])
        greatest = weights["sensitivity"]["greatest"] + weights["people"]["greatest"]
        harm = (sensitivity + people) / greatest
        parts["sensitivity"] = sensitivity
        parts["people"] = people
        parts["exposure"] = harm * _exposure(facts, weights["exposure"])
        parts["protection"] = harm * _protection(facts.protection, weights["protection"])
    shown = {name: round(points, 1) for name, points in parts.items()}
    shown[_LATE] = _late(harm, facts.overdue_days)
    return Risk(_score(shown), shown, harm)


def kept(risk: Risk) -> dict[str, float]:
    """The parts as they are kept: without what grows from day to day, from which :func:`parts_on` makes it."""
    return {name: points for name, points in risk.parts.items() if name != _LATE} | {_HARM: risk.harm}


def parts_on(kept: Mapping[str, float], overdue_days: int) -> dict[str, float]:
    """The parts of a risk that was :func:`kept`, of a file so many days overdue by now. What an earlier version kept
    stays as it was."""
    if _HARM not in kept:
        return dict(kept)
    shown = {name: points for name, points in kept.items() if name != _HARM}
    return shown | {_LATE: _late(kept[_HARM], overdue_days)}


def next_step(risk: Risk, overdue_days: int) -> int | None:
    """From how many days overdue on the risk is another number; None where it stays as it is, and where nothing is
    overdue yet."""
    full: int = _weights()["overdue"]["full_after_days"]

    def other(days: int) -> bool:
        return _score({**risk.parts, _LATE: _late(risk.harm, days)}) != risk.score

    if overdue_days <= 0 or not other(full):
        return None
    # It never falls: the first day is found by halving.
    days = range(overdue_days + 1, full + 1)
    return days[bisect_left(days, True, key=other)]


def _late(harm: float, days: int) -> float:
    return round(harm * _overdue(days, _weights()["overdue"]), 1)


def _score(parts: Mapping[str, float]) -> int:
    return min(100, round(sum(parts.values())))


@cache
def weights_text() -> str:
    """The weights as they are written down."""
    return (Path(__file__).parent / "data" / "risk.yaml").read_text(encoding="utf-8")


@cache
def _weights() -> dict[str, Any]:
    import yaml

    weights: dict[str, Any] = yaml.safe_load(weights_text())
    return weights


def _sensitivity(facts: RiskFacts, weights: Mapping[str, Any]) -> float:
    counted = {entity for entity in facts.entities if entity not in _NOT_COUNTED}
    points = _points(counted, weights["entities"], weights["other_entity"])
    points += _points(set(facts.special), weights["special"], weights["other_special"])
    if points and facts.doc_class in weights["classes"]:
        points.append(weights["classes"][facts.doc_class])
    points.sort(reverse=True)
    total = sum(points[:1]) + weights["further_share"] * sum(points[1:])
    if facts.people.high <= 0 and not facts.special:
        total *= weights["nobody_share"]
    return float(min(weights["greatest"], total))


def _points(names: Iterable[str], weights: Mapping[str, float], other: float) -> list[float]:
    return [weights.get(name, other) for name in names]


def _people(people: PeopleEstimate, weights: Mapping[str, Any]) -> float:
    # The geometric mean: between bounds that lie far apart neither wins.
    middle = math.sqrt((people.low + 1) * (people.high + 1)) - 1
    share = math.log10(middle + 1) / math.log10(weights["full_at"] + 1)
    return float(weights["greatest"] * min(1.0, share))


def _exposure(facts: RiskFacts, weights: Mapping[str, float]) -> float:
    share = weights[exposure(facts.mode, facts.acl)]
    if facts.owner_gone:
        share += weights["owner_gone"]
    return weights["greatest"] * min(1.0, share)


def exposure(mode: int, acl: str) -> str:
    """Who may read a file: ``others``, ``group``, ``named`` (single users by its access control list), ``owner``, or
    ``unknown`` where no rights were told (``mode`` 0)."""
    if mode == 0:
        return "unknown"
    may = readers(mode, acl)
    if may.others:
        return "others"
    if may.group or may.groups:
        return "group"
    return "named" if may.users else "owner"


def _protection(protection: str, weights: Mapping[str, float]) -> float:
    return weights["greatest"] * weights.get(protection, weights["none"])


def _overdue(days: int, weights: Mapping[str, float]) -> float:
    if days <= 0:
        return 0.0
    first = weights["first_day"]
    return weights["greatest"] * min(1.0, first + (1 - first) * days / weights["full_after_days"])
