"""What is kept of people to count them: numbers that tell them apart, with those of their names, and which name in kana
or Latin letters is whose reading. Bounded: ``thin`` draws a sample by names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detectors.people.name_numbers import reading_numbers
from detectors.text.lines import Numbers

KEPT = 200_000
"""Names, and numbers of people without a name, that are kept in memory; more than 100,000 remain of any more."""

_NOBODY: Numbers = np.empty(0, np.uint64)


class Pairs:
    """What tells people apart, each as a number and once, with the name of the first row that has it."""

    def __init__(self) -> None:
        self._held = (np.empty(0, np.int64), _NOBODY)
        self._new: list[tuple[npt.NDArray[np.int64], Numbers]] = []

    def add(self, pairs: Collection[int], names: Numbers) -> None:
        """Rows by what tells people apart, with the name of each."""
        self._new.append((np.fromiter(pairs, np.int64, len(pairs)), names))

    @property
    def names(self) -> Numbers:
        """The names, each as often as there are different people of it."""
        if self._new:
            pairs, names = map(np.concatenate, zip(self._held, *self._new, strict=True))
            pairs, first = np.unique(pairs, return_index=True)
            self._held, self._new = (pairs, names[first]), []
        return self._held[1]

    @property
    def many(self) -> bool:
        """Whether there are more than are kept."""
        return len(self._held[0]) + sum(len(pairs) for pairs, _ in self._new) > KEPT and len(self.names) > KEPT

    def thin(self, mask: int) -> None:
        """Keep those whose name ends in as many zeros as the mask has bits."""
        drawn = self.names & np.uint64(mask) == 0
        pairs, names = self._held
        self._held = pairs[drawn], names[drawn]


@dataclass(slots=True)
class Sheet:
    """People of the tables of one name: distinct people to each name, ``more`` than can be told apart, and numbers of
    people without a name."""

    pairs: Pairs = field(default_factory=Pairs)
    strong: Pairs = field(default_factory=Pairs)
    more: dict[int, int] = field(default_factory=dict)
    nameless: set[int] = field(default_factory=set)
    firms: set[int] = field(default_factory=set)

    @property
    def many(self) -> bool:
        """Whether there are more people than are kept."""
        return self.pairs.many or self.strong.many or len(self.nameless) > KEPT or len(self.firms) > KEPT

    def thin(self, mask: int) -> None:
        """Keep those whose name, or else whose number, ends in as many zeros as the mask has bits."""
        self.pairs.thin(mask)
        self.strong.thin(mask)
        self.more = {name: n for name, n in self.more.items() if not name & mask}
        self.nameless = {number for number in self.nameless if not number & mask}
        self.firms = {number for number in self.firms if not number & mask}

    def raise_to(self, several: Mapping[int, int]) -> None:
        """There are at least so many people of some names."""
        if not several:
            return
        some = np.array(sorted(several), np.uint64)
        names = np.concatenate([self.strong.names, self.pairs.names])
        places = some.searchsorted(names).clip(max=len(some) - 1)
        counts = np.bincount(places[some[places] == names], minlength=len(some))
        for name, n in zip(some.tolist(), counts.tolist(), strict=True):
            before = self.more.get(name, 0)
            self.more[name] = max(before, several[name] - n)

    def of_name(self) -> dict[int, int]:
        """How many people there are to each name."""
        counts = counted(np.concatenate([self.strong.names, self.pairs.names]))
        for name, n in self.more.items():
            counts[name] = counts.get(name, 0) + n
        return counts


class Readings:
    """Which names in kana or Latin letters are readings of which name, by the rows that have both."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}  # reading -> the name that has it
        self._read: dict[int, int] = {}  # a name in kana or Latin letters -> its reading

    def full(self, linked: object) -> bool:
        """Whether there is no room for more names that rows link to their readings, or for others."""
        return len(self._of if linked else self._read) >= KEPT

    def link(self, read: Sequence[str], names: Sequence[int]) -> None:
        """Rows say that these are the readings of those names."""
        for number, name in zip(reading_numbers(read), names, strict=True):
            if number:
                self._of.setdefault(number, name)

    def note(self, read: Sequence[str], names: Sequence[int]) -> None:
        """Names that may be readings."""
        for number, name in zip(reading_numbers(read), names, strict=True):
            if number:
                self._read[name] = number

    def name_of(self, name: int) -> int:
        """The name whose reading this is, else itself."""
        return self._of.get(self._read.get(name, 0), name)

    def as_written(self, counts: Mapping[int, int]) -> Mapping[int, int]:
        """People to each name, those of readings with the name they belong to."""
        if not self._of or not self._read:
            return counts
        out: dict[int, int] = {}
        for key, n in counts.items():
            name = self.name_of(key)
            out[name] = out.get(name, 0) + n if name == key else max(out.get(name, 0), n)
        return out


def counted(names: Numbers) -> dict[int, int]:
    """How often each name is there."""
    different, counts = np.unique(names, return_counts=True)
    return dict(zip(different.tolist(), counts.tolist(), strict=True))
