"""Processing activities: what documents of a kind are for, whose data they hold, and assets added up by that."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path

from inventory.storage.rows import AssetRow, EntityCount, RetentionRow
from inventory.storage.totals import people_together
from reports import wording
from reports.locale import Messages
from reports.registers import suggest


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of ``activities.toml``: kinds of person, those in certain business areas, and document classes; or the
    activities that it stands for in some areas or below some folders."""

    who: tuple[str, ...]
    classes: frozenset[str]
    who_in: Mapping[str, tuple[str, ...]]
    instead_of: frozenset[str]
    areas: frozenset[str]
    below: tuple[str, ...]

    def people(self, area: str) -> tuple[str, ...]:
        """Whose data it usually is in a business area."""
        return self.who_in.get(area, self.who)


@cache
def activities() -> Mapping[str, Activity]:
    """The activities by their id."""
    text = (Path(__file__).parent / "activities.toml").read_text(encoding="utf-8")
    return {
        name: Activity(
            tuple(t["who"]),
            frozenset(t["classes"]),
            {area: tuple(who) for area, who in t.get("who_in", {}).items()},
            frozenset(t.get("instead_of", ())),
            frozenset(t.get("areas", ())),
            tuple(t.get("below", ())),
        )
        for name, t in tomllib.loads(text).items()
    }


@cache
def of_class(doc_class: str) -> str:
    """The id of the activity that documents of a class belong to; '' where the class does not tell."""
    return next((name for name, found in activities().items() if doc_class in found.classes), "")


def of_asset(asset: AssetRow) -> str:
    """The id of the activity that an asset belongs to, by its class, its business area and its folders; '' where the
    class does not tell."""
    usual, area = of_class(asset.doc_class), suggest.area(asset)
    for name, found in activities().items():
        if usual in found.instead_of and (area in found.areas or suggest.lies_below(asset, found.below)):
            return name
    return usual


def is_entrusted(asset: AssetRow) -> bool:
    """Whether its data were entrusted by a client: those of the client's staff."""
    return of_asset(asset) == "client_staff"


def purpose(m: Messages, asset: AssetRow) -> str:
    """What it is used for, as far as the kind of document tells; '' for a person to say."""
    name = of_asset(asset)
    return m.text(f"register.purpose.{name}") if name else ""


def individuals(m: Messages, asset: AssetRow) -> str:
    """Whose data it usually is: employees, customers, patients; '' for a person to say."""
    name = of_asset(asset)
    return people(m, name, suggest.area(asset)) if name else ""


def people(m: Messages, activity: str, area: str) -> str:
    """The kinds of person of an activity in a business area, as one text."""
    return wording.joined(m, (m.text(f"register.who.{w}") for w in activities()[activity].people(area)))


@dataclass(frozen=True, slots=True)
class Processing:
    """One processing activity of one business area: ``activity`` is '' where the documents do not tell which."""

    key: str
    area: str
    activity: str
    whole: AssetRow
    parts: Sequence[AssetRow]


def processings(assets: Iterable[AssetRow]) -> list[Processing]:
    """Assets with personal data by business area and activity; those without a known activity are one for each area."""
    found: dict[tuple[str, str], list[AssetRow]] = defaultdict(list)
    for asset in assets:
        if suggest.has_personal(asset):
            found[suggest.area(asset), of_asset(asset)].append(asset)
    order = {name: place for place, name in enumerate((*activities(), ""))}
    places = sorted(found, key=lambda p: (p[0], order[p[1]]))
    return [Processing(_key(*p), *p, together(found[p]), found[p]) for p in places]


def _key(area: str, activity: str) -> str:
    return blake2b(f"{area}\0{activity}".encode(), digest_size=8).hexdigest()


def together(assets: Sequence[AssetRow]) -> AssetRow:
    """Several assets as one: at least as many people as the largest has, at most all of them. ``assets`` is not empty;
    key, place, class and example are those of the one with the most people."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for asset in assets:
        for entity, count in asset.entities.items():
            counts[entity][0] += count.count
            counts[entity][1] += count.distinct
    formats = Counter(f for asset in assets for f in asset.formats)
    years = [y for asset in assets for y in (asset.first_year, asset.last_year) if y]
    return replace(
        max(assets, key=lambda a: a.people.high),
        files=sum(a.files for a in assets),
        bytes=sum(a.bytes for a in assets),
        people=people_together(
            max(a.people.low for a in assets),
            sum(a.people.high for a in assets),
            max(a.people.everybody.low for a in assets),
            sum(a.people.beside_high for a in assets),
        ),
        entities={entity: EntityCount(*n) for entity, n in sorted(counts.items())},
        special=tuple(sorted({s for a in assets for s in a.special})),
        first_year=min(years, default=0),
        last_year=max(years, default=0),
        split_years=all(a.split_years for a in assets if a.first_year or a.last_year),
        risk=max(a.risk for a in assets),
        retention=_first_due(a.retention for a in assets),
        overdue_files=sum(a.overdue_files for a in assets),
        protection=tuple(sorted({p for a in assets for p in a.protection})),
        formats=tuple(name for name, _ in formats.most_common()),
        copies=sum(a.copies for a in assets),
        world_readable=any(a.world_readable for a in assets),
        first_seen=min(a.first_seen for a in assets),
        last_modified=max(a.last_modified for a in assets),
        problems=sum(a.problems for a in assets),
    )


def _first_due(found: Iterable[RetentionRow | None]) -> RetentionRow | None:
    rows = [r for r in found if r is not None]
    return min(rows, key=lambda r: (not r.due, r.due), default=None)
