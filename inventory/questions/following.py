"""One person followed across files: what was typed, looked up; the files read again; what identifies the same person
beside it, looked up too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inventory.questions.again import Again, Found, Rereader
from inventory.questions.asked import NOT_LOOKED_UP, Limit, Way, question
from inventory.questions.coverage import Coverage, coverage
from inventory.questions.known import known
from inventory.questions.quarantined import quarantine
from inventory.questions.subject import CutColumn, find, holding, may_be_missed
from inventory.storage.store import Store
from scanner.masking import Hasher

MOST_LINKS = 500
"""Identifiers that are followed in one call: a name that half the share bears is not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of where a person occurs, by so many ``values``.

    ``not_reread`` counts files beyond the limits of one call, ``links`` the identifiers that were followed. ``limits``
    say of the values (by number, from 1) what they do not find, or that they were not looked up. ``false`` counts files
    left out by decisions, ``more_surnames`` those in which the surname stands and of which it was not looked whether
    alone. ``nobodys`` are identifiers that were not followed because they are a firm's or several people's, each with
    the number of further files in which it stands.
    """

    files: tuple[Found, ...]
    missed: tuple[CutColumn, ...]
    coverage: Coverage
    reread: int
    not_reread: int
    links: int
    unfollowed: int
    limits: tuple[tuple[int, Limit], ...] = ()
    false: int = 0
    more_surnames: int = 0
    values: int = 1
    names_only: bool = False
    nobodys: tuple[tuple[Way, int], ...] = ()

    @property
    def looked_up(self) -> bool:
        """Whether any of the values was looked up."""
        return sum(limit in NOT_LOOKED_UP for _, limit in self.limits) < self.values

    @property
    def incomplete(self) -> bool:
        """Whether something could not be looked at, so that more may be there than is told."""
        unread = any(f.problems for f in self.files) or self.not_reread or self.unfollowed
        refused = any(limit in NOT_LOOKED_UP for _, limit in self.limits)
        return bool(self.missed or unread or refused or not self.coverage.complete)


def look_up(
    store: Store, hasher: Hasher, values: Sequence[str], rereader: Rereader, folder: bytes | None = None
) -> Answer:
    """Where the person whom the values (all of one person) identify occurs. ``folder`` is quarantine. Raises
    StoreError, and what ``rereader`` raises."""
    asked = question(values, hasher)
    first = find(store, asked.values, asked.pairs, asked.surnames)
    cut = may_be_missed(store, asked.exact)
    inside = quarantine(store)
    again = Again(store, asked, known(values, hasher), rereader, inside.kept, folder)
    again.read(first.files, cut, first.surnames)
    links, nobodys = again.links()
    followed = dict(sorted(links.items(), key=lambda item: item[1])[:MOST_LINKS])
    candidates = {f.id: f for f in [*first.files, *first.surnames, *(c.file for c in reversed(cut))]}
    linked = find(store, followed).files if followed else ()
    if linked:
        sure = {f.file.id for f in again.found(candidates.values()) if f.is_sure}
        new = followed.keys() - asked.values.keys()
        for value, way in followed.items():
            asked.add(value, way)
        doubtful = [f for f in linked if f.id not in sure]
        for file in doubtful:
            places = candidates[file.id].places if file.id in candidates else ()
            candidates[file.id] = replace(file, places=(*places, *file.places))
        again.read([candidates[f.id] for f in doubtful], ())
        several = again.of_several(new)
        again.leave(several)
        nobodys |= {value: followed[value] for value in several}
        candidates = {
            n: f for n, f in candidates.items() if not f.places or any(p.hash not in several for p in f.places)
        }
    found = {f.file.id: f for f in again.found(candidates.values())}
    elsewhere = holding(store, nobodys)
    unread_surnames = again.not_read(f for f in first.surnames if f.id not in found)
    return Answer(
        tuple(sorted(found.values(), key=lambda f: (not f.is_sure, f.file.root, f.file.path))),
        tuple(again.still_missed(cut)),
        coverage(store, inside),
        again.count,
        again.left_out([*first.files, *(c.file for c in cut), *linked]),
        len(followed),
        len(links) - len(followed),
        tuple(asked.limits),
        first.false,
        first.more_surnames + unread_surnames,
        len(values),
        asked.names_only,
        tuple((way, n) for value, way in sorted(nobodys.items()) if (n := len(elsewhere[value] - found.keys()))),
    )
