"""Files that hold the same people though their bytes differ: nearly the same lists, and lists that overlap.

From keyed hashes only. Values in common, found through the index, name the pairs worth a look; each pair is then
compared by one kind of value, names where both have them. Pure: records in, relations out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations, groupby, pairwise

from detectors.model import Entity
from inventory.lineage.copies import copy_marks
from inventory.storage.rows import RelatedRow, Relation

LEAST = 3
"""Values in common below which two files have nothing to do with each other."""

NEAR = 0.9
"""Share of all values of two files that both have, from which they are nearly the same."""

OVERLAP = 0.3
"""Share of the smaller file's values that the larger one has, from which they overlap."""

_CROWD = 30
"""Files with one value beyond which only neighbours are paired: a list in a hundred versions is one chain."""

BY = (
    Entity.PERSON,
    Entity.EMAIL_ADDRESS,
    Entity.PHONE_NUMBER,
    Entity.JP_MY_NUMBER,
    Entity.UK_NINO,
    Entity.UK_NHS,
    Entity.JP_PENSION_NUMBER,
    Entity.JP_EMPLOYMENT_INSURANCE,
    Entity.JP_HEALTH_INSURANCE,
    Entity.UK_UTR,
    Entity.CREDIT_CARD,
    Entity.JP_BANK_ACCOUNT,
    Entity.UK_BANK_ACCOUNT,
)
"""What two files may be compared by; among equals the first. Not staff or customer numbers: every firm begins at 1."""

_CLOSE = 0.25
"""Share by which a file's values of a kind may differ from its people, where they stand for people."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A file and the values it holds: for each entity the sorted hashes, and how many distinct values they stand for
    (more than there are hashes where those were cut)."""

    where: tuple[str, str]  # root, path
    format: str
    is_member: bool
    modified_ns: int
    people: int  # the high bound
    values: Mapping[str, tuple[Sequence[int], int]]


def candidate_pairs(
    occurrences: Iterable[tuple[int, int]], least: int = LEAST, most: int | None = None
) -> list[tuple[int, int]]:
    """Pairs of files with at least so many values in common, most in common first, at most ``most`` of them.
    ``occurrences`` are pairs of value and file, in the order of the values."""
    shared: Counter[tuple[int, int]] = Counter()
    for _, same in groupby(occurrences, key=lambda pair: pair[0]):
        files = sorted({file for _, file in same})
        if len(files) > 1:  # most values are in one file alone
            shared.update(combinations(files, 2) if len(files) <= _CROWD else pairwise(files))
    # Most pairs of a large inventory have one value in common by chance: sorting them all takes minutes.
    ranked = ((-n, pair) for pair, n in shared.items() if n >= least)
    return [pair for _, pair in (sorted(ranked) if most is None else nsmallest(most, ranked))]


def relate(one: Holding, other: Holding) -> RelatedRow | None:
    """How two files hold the same people, None where they hardly do. The likely master comes first: the one without a
    mark of being a copy, on disk rather than inside an archive or mail, and newest."""
    first, second = sorted((one, other), key=_rank)
    common = [e for e in BY if all(_distinct(h, e) >= LEAST for h in (first, second))]
    if not common:
        return None
    # Names may stand in two columns (surname, given name) or twice (with readings): the kind that is nearest to the
    # number of people in both files tells how many people they share.
    by = min(common, key=lambda e: max(_off(h, e) for h in (first, second)))
    shared, first_only, second_only = _compare(first.values[by], second.values[by])
    smaller = shared + min(first_only, second_only)
    if shared < LEAST or shared < OVERLAP * smaller:
        return None
    near = shared >= NEAR * (shared + first_only + second_only)
    return RelatedRow(
        relation=Relation.NEAR if near else Relation.OVERLAP,
        first=first.where,
        second=second.where,
        entity=str(by),
        counts_people=all(_off(h, by) <= _CLOSE for h in (first, second)),
        shared=shared,
        first_only=first_only,
        second_only=second_only,
        other_format=first.format != second.format,
        marked=copy_marks(second.where[1]) > 0,
        older=0 < second.modified_ns < first.modified_ns,
    )


def in_order(rows: Iterable[RelatedRow]) -> list[RelatedRow]:
    """Those that are nearly the same first, the most values in common first.

    Of a family of lists that are all nearly the same each is told once, beside its best master, and of two families
    that overlap only the pair with the most in common.
    """

    def rank(row: RelatedRow) -> tuple[object, ...]:
        near = row.relation is Relation.NEAR
        differing = row.first_only + row.second_only
        return not near, -row.shared, differing if near else -differing, row.first, row.second

    master: dict[tuple[str, str], tuple[str, str]] = {}

    def family(file: tuple[str, str]) -> tuple[str, str]:
        while file in master:
            file = master[file]
        return file

    met: set[frozenset[tuple[str, str]]] = set()
    out = []
    for row in sorted(rows, key=rank):
        families = frozenset((family(row.first), family(row.second)))
        if len(families) == 1 or families in met:
            continue
        if row.relation is Relation.NEAR:
            if row.second in master:
                continue
            master[row.second] = row.first
        else:
            met.add(families)
        out.append(row)
    return out


def _rank(holding: Holding) -> tuple[int, bool, int, tuple[str, str]]:
    return copy_marks(holding.where[1]), holding.is_member, -holding.modified_ns, holding.where


def _off(holding: Holding, entity: Entity) -> float:
    """How far the number of values is from the number of people, as a share."""
    return abs(_distinct(holding, entity) - holding.people) / max(1, holding.people)


def _distinct(holding: Holding, entity: Entity) -> int:
    return holding.values.get(entity, ((), 0))[1]


def _compare(one: tuple[Sequence[int], int], other: tuple[Sequence[int], int]) -> tuple[int, int, int]:
    """Values that both have, and those that only the one or the other has; an estimate where hashes were cut."""
    mine, theirs = set(one[0]), set(other[0])
    cut = [hashes[-1] for hashes, distinct in (one, other) if distinct > len(hashes)]
    if cut:
        # A cut set is complete up to its largest hash: both are compared up to the smaller of those.
        limit = min(cut)
        mine, theirs = {h for h in mine if h <= limit}, {h for h in theirs if h <= limit}
    both = len(mine & theirs)
    if not cut:
        return both, len(mine) - both, len(theirs) - both
    scale = max(one[1] / max(1, len(mine)), other[1] / max(1, len(theirs)))
    shared = min(round(both * scale), one[1], other[1])
    return shared, one[1] - shared, other[1] - shared
