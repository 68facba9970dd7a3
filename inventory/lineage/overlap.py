"""Files that hold the same people though their bytes differ: nearly the same lists, lists taken from others, and files
about the same people.

From keyed hashes only, and only of values that tell people: whole names, mail addresses, telephone and other numbers.
Surnames and given names in columns of their own, and readings, are shared by strangers and prove nothing by themselves.
Pure: records in, relations out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import combinations, groupby, pairwise

from detectors.model import Entity
from inventory.lineage.copies import copy_marks
from inventory.lineage.folders import in_own_folder
from inventory.lineage.holding import GIVEN, SURNAME, Holding, other_period
from inventory.storage.rows import RelatedRow, Relation

LEAST = 3
"""Values in common below which two files have nothing to do with each other."""

NEAR = 0.9
"""Share of all values of two files that both have, from which they are nearly the same; and of one file's, from which
it is part of the other."""

OVERLAP = 0.3
"""Share of the smaller file's values that the larger one has, from which they are about the same people."""

ALIKE = 2 / 3
"""Share of the kinds of data of two files (of the one with fewer) that both hold, from which they are of one kind."""

_CROWD = 30
"""Files with one value beyond which only neighbours are paired: a list in a hundred versions is one chain."""

TELLING = (
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
"""What tells people: what two files may be compared by; among equals the first."""

HALVES = (SURNAME, GIVEN)
"""Names whose halves stand in columns of their own: strangers share each half, and only nearly all of both halves in
both lists tell the same people."""

TOGETHER = (Entity.ADDRESS, Entity.UK_POSTCODE, Entity.DATE_OF_BIRTH, Entity.MEMBER_ID, *HALVES)
"""What strangers may share, and what does not happen to agree nearly throughout in two lists of one kind. Of files that
have nothing else in common."""

CONTACTS = frozenset({"customer_list", "membership_list", "prospect_list", "none"})
"""Classes of lists of people to write to: which of them it is, the words around it tell; addresses for labels are drawn
from any."""

LISTS = CONTACTS | {"tenants", "pupils", "childcare", "staff_list"}
"""Classes of lists of people from which such lists are drawn."""

_TO_WRITE_TO = frozenset(
    {Entity.PERSON, Entity.ADDRESS, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE, Entity.EMAIL_ADDRESS}
    | {Entity.PHONE_NUMBER, Entity.LOCATION}
)
"""Kinds of data of labels and lists of recipients."""

_TOGETHER_LEAST = 10
"""Values of these that two lists must have."""

_TEXT_LEAST = 5
"""Names in running text that must stand in another file too: fewer are those of others of the same name."""

CLOSE = 0.25
"""Share by which a file's values of a kind may differ from its people, where they stand for people."""


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
    """How two files hold the same people, None where they hardly do.

    Nearly the same, or part of another, are only lists of one kind (class, kinds of data) that are not of different
    periods. Of two that are nearly the same the one likely to be kept comes first, else the one with more people.
    """
    by = _compared_by(one, other)
    if by is None:
        return None
    first, second = sorted((one, other), key=lambda h: h.rank)
    shared, first_only, second_only = _compare(first.values[by], second.values[by])
    relation = _relation(first, second, by, (shared, first_only, second_only))
    if relation is None:
        return None
    if relation is not Relation.NEAR and first_only < second_only:
        first, second, first_only, second_only = second, first, second_only, first_only
    return RelatedRow(
        relation=relation,
        first=first.where,
        second=second.where,
        entity=str(Entity.PERSON) if by in HALVES else by,
        counts_people=by in TELLING and all(h.off(by) <= CLOSE for h in (first, second)),
        shared=shared,
        first_only=first_only,
        second_only=second_only,
        other_format=first.format != second.format,
        marked=copy_marks(second.where[1]) > 0,
        older=0 < second.modified_ns < first.modified_ns,
    )


def _compared_by(one: Holding, other: Holding) -> str | None:
    """The kind of value by which two files are compared: the one that is nearest to the number of people in both."""
    common = [str(e) for e in TELLING if all(h.distinct(e) >= LEAST for h in (one, other))]
    # Names that are far from the number of people are no whole names of people.
    common = [e for e in common if e != Entity.PERSON or all(h.off(e) <= CLOSE for h in (one, other))]
    if not common:
        common = [
            str(e)
            for e in TOGETHER
            if all(h.distinct(e) >= _TOGETHER_LEAST and h.off(e) <= CLOSE for h in (one, other))
        ]
    return min(common, key=lambda e: max(h.off(e) for h in (one, other)), default=None)


def _relation(one: Holding, other: Holding, by: str, counted: tuple[int, int, int]) -> Relation | None:
    shared, first_only, second_only = counted
    smaller = shared + min(first_only, second_only)
    if shared < LEAST or shared < OVERLAP * smaller:
        return None
    if by in HALVES and not all(_agree(one, other, half, throughout=True) for half in HALVES):
        return None
    drawn = (first_only <= second_only and _extract(one, other, by)) or (
        second_only <= first_only and _extract(other, one, by)
    )
    if shared >= NEAR * smaller and (drawn or _of_one_kind(one, other, by)):
        same = one.doc_class == other.doc_class and one.alike(other, both=True) >= ALIKE
        near = same and shared >= NEAR * (shared + first_only + second_only)
        return Relation.NEAR if near else Relation.PART
    if by == Entity.PERSON and shared < _TEXT_LEAST and not (by in one.listed and by in other.listed):
        return None
    return Relation.OVERLAP if by in TELLING else None


def _of_one_kind(one: Holding, other: Holding, by: str) -> bool:
    """Whether both are lists of the same class (or both of people), with mostly the same kinds of data, and not
    of different periods: the wage ledgers of two years are no copies of each other."""
    if one.doc_class != other.doc_class and not LISTS.issuperset((one.doc_class, other.doc_class)):
        return False
    if one.alike(other) < ALIKE or other_period(one.periods, other.periods):
        return False
    if any(h.off(by) > CLOSE for h in (one, other)):
        return False
    if by in TELLING:
        if by in one.listed and by in other.listed:
            return True
        # Running text names whoever takes part: only a second kind of value makes a list of it.
        also = (e for e in TELLING if e != by and all(h.distinct(e) >= LEAST for h in (one, other)))
        return any(_agree(one, other, e) for e in also)
    return all(_agree(one, other, half) for half in HALVES if one.distinct(half) and other.distinct(half))


def _extract(fewer: Holding, more: Holding, by: str) -> bool:
    """Whether the list with fewer people holds nothing but how to write to them, and was drawn from the other: labels
    for a mailing. What kind of list the other is says nothing then, nor does the year for which labels were made."""
    return (
        by in TELLING
        and fewer.doc_class in CONTACTS
        and more.doc_class in LISTS
        and fewer.entities <= _TO_WRITE_TO
        and all(by in h.listed and h.off(by) <= CLOSE for h in (fewer, more))
    )


def _agree(one: Holding, other: Holding, kind: str, *, throughout: bool = False) -> bool:
    """Whether nearly all values of the one with fewer (or of both) are the other's, too."""
    shared, mine, theirs = _compare(one.values.get(kind, ((), 0)), other.values.get(kind, ((), 0)))
    return 0 < shared >= NEAR * (shared + (mine + theirs if throughout else min(mine, theirs)))


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


def in_order(rows: Iterable[RelatedRow], ranks: Mapping[tuple[str, str], tuple[object, ...]]) -> list[RelatedRow]:
    """Those that are nearly the same first, then lists that are part of others, then files about the same people; of
    each those in somebody's own folder before the others, then those with the most in common. ``ranks`` says of each
    file what it is sorted by to find the one likely to be kept.

    Lists that are all nearly the same are a family: each is told once, beside the one of them that is likely to be
    kept, which stands behind no other. A list that is part of several is told once, and of two families about the
    same people only the pair with the most in common.
    """
    rows = list(rows)
    family: dict[tuple[str, str], tuple[str, str]] = {}
    near = sorted((r for r in rows if r.relation is Relation.NEAR), key=lambda r: (ranks[r.first], -r.shared, r.second))
    kept = []
    for row in near:
        if row.first not in family and row.second not in family:
            family[row.second] = row.first
            kept.append(row)
    # Behind the one to be kept of another family, but not near to it: part of what is nearest to it.
    parts = [r for r in rows if r.relation is Relation.PART]
    parts += [_part(r) for r in near if r.second not in family and r.first in family]
    within: dict[tuple[str, str], tuple[str, str]] = {}
    # What all work with is the source sooner than the nearest list on somebody's desktop.
    order_of = {r.first: (r.first in family, in_own_folder(r.first[1])) for r in parts}
    for row in sorted(parts, key=lambda r: (*order_of[r.first], r.first_only, ranks[r.first], r.second)):
        first, second = family.get(row.first, row.first), family.get(row.second, row.second)
        if first != second and row.second not in family and row.second not in within:
            within[row.second] = row.first
            kept.append(row)

    def source(file: tuple[str, str]) -> tuple[str, str]:
        met = {file}
        while (above := family.get(file) or within.get(file, file)) not in met:
            met.add(above)
            file = above
        return file

    told: set[frozenset[tuple[str, str]]] = set()
    overlaps = (r for r in rows if r.relation is Relation.OVERLAP)
    for row in sorted(overlaps, key=lambda r: (-r.shared, -r.first_only - r.second_only, r.first, r.second)):
        sources = frozenset((source(row.first), source(row.second)))
        if len(sources) == 2 and sources not in told:
            told.add(sources)
            kept.append(row)
    order = list(Relation)
    return sorted(kept, key=lambda r: (order.index(r.relation), not is_own_copy(r), -r.shared, r.first, r.second))


def is_own_copy(row: RelatedRow) -> bool:
    """Whether the second file lies in somebody's own folder and the first does not."""
    return in_own_folder(row.second[1]) and not in_own_folder(row.first[1])


def _part(row: RelatedRow) -> RelatedRow:
    """Of two that are nearly the same, the smaller as a part of the larger."""
    row = replace(row, relation=Relation.PART)
    if row.first_only >= row.second_only:
        return row
    return replace(
        row,
        first=row.second,
        second=row.first,
        first_only=row.second_only,
        second_only=row.first_only,
        marked=copy_marks(row.first[1]) > 0,
        older=False,
    )
