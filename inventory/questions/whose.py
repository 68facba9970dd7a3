"""Whose a record is: what of it speaks for and against the person asked for, as a records officer weighs it.

A name is many people's. Records that share an identifier are taken for one person's (a group), unless they have two of
what a person has only one of: a father and a son of one name share the telephone. Then each group is compared with what
was asked for, and with those that agree with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from detectors.model import Entity
from inventory.questions.asked import SHARED, Question, Sure
from inventory.questions.known import ONE_ONLY, SEVERAL, Known
from scanner.records import Kind, Mark, Record


class Whose(StrEnum):
    """Whom a record is about."""

    THEIRS = "theirs"  # the person asked for, as far as values can tell
    DOUBTFUL = "doubtful"  # perhaps somebody else
    ONE_OF = "one_of"  # one of several people who are asked for alike
    OTHER = "other"  # somebody else, probably


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whose a record is, and why. ``against`` are the kinds of which another value stands there; ``group`` numbers the
    people of whom one is meant, from 1; ``proven``: what only this person has agrees."""

    whose: Whose = Whose.THEIRS
    against: tuple[str, ...] = ()
    group: int = 0
    proven: bool = False


NOT_JUDGED = Judgement()
"""Of what nothing more is known than that a value asked for stands there."""

_PROVE = ONE_ONLY.keys()
_NO_TIES = SEVERAL - {Entity.PHONE_NUMBER, Entity.EMAIL_ADDRESS}
"""A household has one address, and postcodes are a street's."""


def judged(records: Sequence[tuple[Hashable, Record]], asked: Question, known: Known) -> list[Judgement]:
    """Whose each record is, each given with the document that it stands in. Records that are not of one person by what
    they say (``Kind``) are not judged."""
    groups = _grouped([_Group.of(n, d, r, asked, known) for n, (d, r) in enumerate(records) if r.kind is Kind.RECORD])
    for group in groups:
        group.judge(known)
    sure = [g for g in groups if g.whose is Whose.THEIRS and g.is_met]
    if differ := _conflict(sure, names=not known.named):
        _one_of(sure, differ)
    elif sure:
        for group in groups:
            if group not in sure and (against := {k for one in sure for k in one.differs(group)}):
                group.whose, group.against = Whose.OTHER, against
    else:
        alike = [g for g in groups if g.whose is Whose.THEIRS and g.named]
        if differ := _conflict(alike):
            _one_of(alike, differ)
    if any(g.whose is Whose.ONE_OF or (g.whose is Whose.OTHER and g.named) for g in groups):
        # There are namesakes: where nothing but the name stands, nobody can tell which of them is meant.
        for group in groups:
            if group.whose is Whose.THEIRS and not group.is_met:
                group.whose = Whose.DOUBTFUL
    told = [NOT_JUDGED] * len(records)
    for group in groups:
        proven = group.whose is Whose.THEIRS and group.named and not _PROVE.isdisjoint(group.agrees)
        for number in group.members:
            told[number] = Judgement(group.whose, tuple(sorted(group.against)), group.number, proven)
    return told


@dataclass(eq=False, slots=True)
class _Group:
    """Records of one person. ``values`` are what they have to be compared, by kind; ``agrees`` the entities in which a
    value of the records was asked for; ``named``: the name was, ``by_name``: as it is written, not as it is read."""

    members: list[int]
    ties: set[Hashable]
    values: dict[str, set[int]]
    agrees: set[str] = field(default_factory=set)
    named: bool = False
    by_name: bool = False
    whose: Whose = Whose.THEIRS
    against: set[str] = field(default_factory=set)
    number: int = 0

    @classmethod
    def of(cls, number: int, document: Hashable, record: Record, asked: Question, known: Known) -> _Group:
        """A record by itself."""
        group = cls([number], {("place", document, m.at, m.hash) for m in record.hits}, defaultdict(set))
        names = [asked.pairs[pair] for pair in record.pairs if pair in asked.pairs]
        for mark in record.hits:
            way = asked.values.get(mark.hash)
            if way is None or way.sure in (Sure.LINKED, Sure.LINKED_READING):
                continue
            if mark.entity == Entity.PERSON:
                names.append(way)
            elif mark.compared is not None:
                group.agrees.add(mark.entity)
        group.named = bool(names or record.pairs)
        group.by_name = any(way.sure <= Sure.PARTS for way in names)
        for mark in (*record.hits, *record.beside):
            if mark.compared is not None:
                group.values[mark.compared.kind].add(mark.compared.value)
        for kind in ONE_ONLY.keys() & group.values.keys():
            same = group.values[kind] & known.forms.get(kind, set())
            if same:
                group.values[kind] = same
            elif len(group.values[kind]) > 1:
                del group.values[kind]  # a child's beside it: whose is whose is not said
        if group.named and not record.row:
            group.ties.add(("document", document))
        group.ties |= {tie for mark in (*record.hits, *record.beside) if (tie := group._tie(mark, mark in record.hits))}
        return group

    def _tie(self, mark: Mark, hit: bool) -> Hashable:
        """What ties a record to others with the same value: an identifier of this person's own."""
        form = mark.compared
        if form is None or mark.entity == Entity.PERSON or mark.entity in _NO_TIES:
            return None
        if mark.entity == Entity.DATE_OF_BIRTH:
            return (form, "of that name") if self.named and form.kind in self.values else None
        return form if hit or mark.follow else None

    @property
    def is_met(self) -> bool:
        """Whether more of it was asked for than a name, or than what others share."""
        return bool(self.agrees) and (self.named or not self.agrees <= SHARED)

    def differs(self, other: _Group) -> set[str]:
        """The kinds of which a person has one, and these have different ones."""
        both = ONE_ONLY.keys() & self.values.keys() & other.values.keys()
        return {str(kind) for kind in both if self.values[kind].isdisjoint(other.values[kind])}

    def take(self, other: _Group) -> None:
        """Another group, of the same person."""
        self.members += other.members
        self.ties |= other.ties
        for kind, values in other.values.items():
            self.values[kind] |= values
        self.agrees |= other.agrees
        self.named |= other.named
        self.by_name |= other.by_name

    def judge(self, known: Known) -> None:
        """By what was asked for alone."""
        another = {k for k, v in self.values.items() if k in known.forms and v.isdisjoint(known.forms[k])}
        names = {k for k in another if _is_name(k)}
        once = another & known.certain
        if once:
            proven = bool(_PROVE & self.agrees)
            self.whose, self.against = (Whose.DOUBTFUL if proven else Whose.OTHER), once
        elif names and not self.by_name and not (_PROVE - {Entity.DATE_OF_BIRTH}) & self.agrees:
            self.whose, self.against = Whose.DOUBTFUL, {str(Entity.PERSON)}
        elif not self.agrees and (open_ := another - names):
            self.whose, self.against = Whose.DOUBTFUL, open_


def _is_name(kind: str) -> bool:
    return kind.startswith(Entity.PERSON)


def _grouped(groups: Iterable[_Group]) -> list[_Group]:
    """The records of one person together: by what ties them, the surest first."""
    left = list(groups)
    holding: dict[Hashable, list[_Group]] = defaultdict(list)
    for group in left:
        for tie in group.ties:
            holding[tie].append(group)
    now = {id(group): group for group in left}  # which group each is in by now

    def of(group: _Group) -> _Group:
        while (taken := now[id(group)]) is not group:
            group = taken
        return group

    for tie, some in sorted(holding.items(), key=lambda item: _rank(item[0])):
        together = list(dict.fromkeys(map(of, some)))
        if len(together) > 1 and not _conflict(together, names=_rank(tie)[0] > 0):
            for other in together[1:]:
                together[0].take(other)
                now[id(other)] = together[0]
    return [group for group in left if now[id(group)] is group]


def _rank(tie: Hashable) -> tuple[int, str]:
    """Which ties come first: the same place, what a person has only one of, the same document, then the rest."""
    kind = tie[0] if isinstance(tie, tuple) else ""
    first = kind == "place" or kind in ONE_ONLY or tie[-1] == "of that name"  # type: ignore[index]
    return (0 if first else 1 if kind == "document" else 2), repr(tie)


def _conflict(groups: Sequence[_Group], names: bool = False) -> set[str]:
    """The kinds for which groups cannot all be of one person. ``names``: another name in the same script is a reason as
    well."""
    common: dict[str, set[int]] = {}
    for group in groups:
        for kind, values in group.values.items():
            if kind in ONE_ONLY or (names and _is_name(kind)):
                common[kind] = common[kind] & values if kind in common else set(values)
    return {str(Entity.PERSON) if _is_name(kind) else str(kind) for kind, values in common.items() if not values}


def _one_of(groups: Sequence[_Group], differ: set[str]) -> None:
    """Tell people apart who are asked for alike, by these kinds; of records without them nobody can tell whose they
    are."""
    number = 0
    for group in groups:
        if told := {kind for kind in differ if any(k.startswith(kind) for k in group.values)}:
            number += 1
            group.whose, group.number, group.against = Whose.ONE_OF, number, told
        else:
            group.whose = Whose.DOUBTFUL
