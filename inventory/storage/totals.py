"""What files add up to: sums, extremes and sets of which those of a part and another part give those of both.

Pure. ``inventory.judging.counting`` fills them from the store, a place at a time; reports and registers put them
together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Annotated, Any, TypeVar, get_type_hints

from detectors.model import PeopleEstimate
from inventory.storage.assets import title

EXAMPLES = 3
"""Titles of files that stand for an asset."""


def _add(one: int, other: int) -> int:
    return one + other


def _either(one: set[str], other: set[str]) -> set[str]:
    return one | other


def _counts(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {**one, **{name: one.get(name, 0) + count for name, count in other.items()}}


def _pairs(one: Mapping[str, Sequence[int]], other: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    found = {name: list(pair) for name, pair in one.items()}
    for name, pair in other.items():
        before = found.setdefault(name, [0, 0])
        before[0] += pair[0]
        before[1] += pair[1]
    return found


def _first(one: Any, other: Any) -> Any:
    """The smaller of two, of which nothing (0, an empty list) is not known."""
    return min(one, other) if one and other else one or other


def different(one: Sequence[list[Any]], other: Sequence[list[Any]]) -> list[list[Any]]:
    """The first of both, each title once."""
    found: dict[str, list[Any]] = {}
    for each in sorted([*one, *other]):
        found.setdefault(title(each[1]), each)
    return list(found.values())[:EXAMPLES]


Sum = Annotated[int, _add]
Greatest = Annotated[int, max]
Smallest = Annotated[int, _first]
Names = Annotated[set[str], _either]
ByName = Annotated[dict[str, int], _counts]
Pairs = Annotated[dict[str, list[int]], _pairs]
FirstOf = Annotated[list[Any], _first]
LatestDay = Annotated[str, max]
Titles = Annotated[list[list[Any]], different]
"""Each says by its function how those of two parts become those of both."""


@dataclass(slots=True)
class AssetTotals:
    """Files of which something is known (a class, or something about people) as part of an information asset.

    ``low`` is the largest of the files' low bounds, ``identified`` the largest with those whom rows name beside; in
    ``high``, in ``beside`` (the high bounds of these) and in the distinct values of ``entities`` (by name: how often,
    how many distinct) each content counts once. ``retention`` is of the file that is due first: whether it
    has no day, its day, rule, kind, clock and trust; ``last_due`` is the day of the one that is due last. ``dated``
    are those with a year, ``split`` those with business years only. ``example``
    is the path of the file with the most people, after a number by which they are in order: the most people first, what
    is a copy last; ``examples`` are some such, of different titles.
    """

    files: Sum = 0
    bytes: Sum = 0
    low: Greatest = 0
    high: Sum = 0
    identified: Greatest = 0
    beside: Sum = 0
    entities: Pairs = field(default_factory=dict)
    special: Names = field(default_factory=set)
    protection: Names = field(default_factory=set)
    formats: ByName = field(default_factory=dict)
    first_year: Smallest = 0
    last_year: Greatest = 0
    dated: Sum = 0
    split: Sum = 0
    retention: FirstOf = field(default_factory=list)
    last_due: LatestDay = ""
    overdue: Sum = 0
    copies: Sum = 0
    example: FirstOf = field(default_factory=list)
    examples: Titles = field(default_factory=list)
    world_readable: Greatest = 0
    first_scan: Smallest = 0
    modified_ns: Greatest = 0
    problems: Sum = 0
    risk: Greatest = 0


@dataclass(slots=True)
class Totals:
    """All files that are there, members of others among them.

    ``files`` has ``members`` in it; ``bytes``, ``examined`` and ``left`` (by outcome, kind and detail of the first
    problem: files, bytes) are about files on disk only; ``left_members`` is of members that should have been looked at
    and were not, or not in full. A file that holds such members is among those left. ``not_examined``: something of it
    should have been looked at and was not; ``unread`` counts those by the kinds of their problems. ``at_risk`` are the
    personal ones of which risk says anything, ``unruled`` those of them that no retention rule is about,
    ``no_clock`` those for which it is not known when their period begins. ``special`` adds up categories,
    ``sensitive`` the files that have any; people are added up once for each file. ``late_people`` are those (high)
    of the overdue files, ``late_since`` adds up the last days of their periods (as ordinals) times people.
    ``my_number_late``: with individual numbers past their period. ``hits`` and ``cleans`` are what an audit draws
    from. ``entities``: by name, in how many files and how many distinct values in them.
    """

    files: Sum = 0
    members: Sum = 0
    bytes: Sum = 0
    examined: Sum = 0
    examined_bytes: Sum = 0
    characters: Sum = 0
    not_examined: Sum = 0
    personal: Sum = 0
    at_risk: Sum = 0
    unruled: Sum = 0
    sensitive: Sum = 0
    special: Sum = 0
    people_low: Sum = 0
    people_high: Sum = 0
    most_people: Greatest = 0
    risk: Greatest = 0
    overdue: Sum = 0
    no_clock: Sum = 0
    late_people: Sum = 0
    late_since: Sum = 0
    my_number_late: Sum = 0
    hits: Sum = 0
    cleans: Sum = 0
    outcomes: ByName = field(default_factory=dict)
    problems: ByName = field(default_factory=dict)
    unread: ByName = field(default_factory=dict)
    left: Pairs = field(default_factory=dict)
    left_members: Pairs = field(default_factory=dict)
    entities: Pairs = field(default_factory=dict)
    asset: AssetTotals = field(default_factory=AssetTotals)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What the files of one place add up to: those of a root, of a folder (two levels below it at most) and an asset's
    family of folders, and of one class."""

    root: str
    folder: str
    family: str
    doc_class: str
    totals: Totals


T = TypeVar("T", Totals, AssetTotals)


def _ways(kind: type) -> dict[str, Callable[[Any, Any], Any]]:
    hints = get_type_hints(kind, include_extras=True)
    return {f.name: hints[f.name].__metadata__[0] for f in fields(kind) if f.name != "asset"}


_WAYS = {kind: _ways(kind) for kind in (Totals, AssetTotals)}
_WAYS[Totals]["asset"] = lambda one, other: together(one, other)


def together(one: T, other: T) -> T:
    """What two parts come to; neither is changed."""
    found = {name: way(getattr(one, name), getattr(other, name)) for name, way in _WAYS[type(one)].items()}
    return type(one)(**found)


def people_together(low: int, high: int, identified: int, beside: int) -> PeopleEstimate:
    """The people of several files: as many as ``AssetTotals`` has these figures for."""
    beside_low = max(0, identified - low)
    return PeopleEstimate(low, max(low, high), beside_low, max(beside_low, beside))


def person_days(totals: Totals, day: date) -> int:
    """Days overdue times people of the files that are overdue as of a day."""
    return day.toordinal() * totals.late_people - totals.late_since


def stored(totals: Totals | AssetTotals) -> dict[str, Any]:
    """Totals as JSON has them, without what is nothing."""
    found: dict[str, Any] = {}
    for name in _WAYS[type(totals)]:
        value = getattr(totals, name)
        if isinstance(value, AssetTotals):
            value = stored(value)
        elif isinstance(value, set):
            value = sorted(value)
        if value:
            found[name] = value
    return found


def read(found: Mapping[str, Any]) -> Totals:
    """The inverse of :func:`stored`."""
    asset = AssetTotals(**found.get("asset", {}))
    asset.special, asset.protection = set(asset.special), set(asset.protection)
    return Totals(**{**found, "asset": asset})
