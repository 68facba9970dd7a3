"""Many texts as one, a line each: what is asked of every one of them is asked of all their characters at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import compress
from operator import mul

import numpy as np
import numpy.typing as npt

Characters = npt.NDArray[np.bool_]
Becomes = npt.NDArray[np.uint16]
"""Tables of all characters up to U+FFFF: of which something holds, and what becomes of each."""
Units = npt.NDArray[np.uint16]
Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint64]

ASCII_SIGNS = "".join(chr(c) for c in range(0x20, 0x7F) if not chr(c).isalnum())
_RANGES = (("ぁ", "ゖ"), ("ゝ", "ゞ"), ("ァ", "ヺ"), ("ー", "ヾ"), ("㐀", "䶿"), ("一", "鿿"))
SETTLED = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ々〇" + "".join(
    chr(code) for first, last in _RANGES for code in range(ord(first), ord(last) + 1)
)
"""Letters and digits that are their own normal form (NFKC), whatever stands beside them."""
LEFT_OUT, CLOSER_LOOK, LINE_END = 0, 1, 10
"""What a character becomes that is left out, and one that does not stand for itself alone."""

_ALL_BITS = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_MIX = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1))
SECRET = int.from_bytes(os.urandom(8))
"""A seed of numbers that nobody can foresee: for texts of one run to be compared."""
_NEAR = 1 << 16
"""Units whose numbers are made together, so that all that is needed for them stays near."""
_MANY = 500
"""Texts of which it pays to compare the numbers."""

_ALL = "".join(map(chr, range(0x10000)))


def table_of(holds: Callable[[str], object]) -> Characters:
    """A table of the characters of which something holds; those beyond U+FFFF are asked as halves of pairs."""
    return np.frombuffer(bytes(map(bool, map(holds, _ALL))), bool)


def table_with(characters: str) -> Characters:
    """A table of some characters."""
    table = np.zeros(0x10000, bool)
    table[[*map(ord, characters)]] = True
    return table


@cache
def no_digits() -> Characters:
    """All but 0 to 9, and the end of the line."""
    return ~table_with("0123456789\n")


@cache
def _changed_by_upper() -> Characters:
    return table_of(lambda character: character.upper() != character)


def becoming(characters: Mapping[str, str]) -> Becomes:
    """A table of what becomes of some characters wherever they stand ('' where they are left out), the others being for
    a closer look."""
    table = np.full(0x10000, CLOSER_LOOK, "<u2")
    table[LINE_END] = LINE_END
    table[_codes(characters)] = _codes([new or chr(LEFT_OUT) for new in characters.values()])
    return table


def _codes(characters: Iterable[str]) -> Units:
    return np.frombuffer("".join(characters).encode("utf-16-le"), "<u2")


class Lines:
    """Texts, a line each. ``text`` ends every line; an end of a line inside a text counts as a blank, and ``broken``
    says that there is one. ``codes`` are the units of UTF-16 of ``text``; ``starts`` and ``ends`` (without the end of
    the line) count them.
    """

    def __init__(self, texts: list[str], text: str | None = None) -> None:
        self.texts = texts
        self._given = text

    def __len__(self) -> int:
        return len(self.texts)

    # All below is worked out when it is first asked for: of most columns of small tables nothing is.

    @cached_property
    def broken(self) -> bool:
        """Whether an end of a line is inside one of the texts."""
        return self._joined.count("\n") != len(self.texts)

    @cached_property
    def _joined(self) -> str:
        if self._given is not None:
            return self._given
        return "\n".join(self.texts) + "\n" if self.texts else ""

    @cached_property
    def text(self) -> str:
        """All of them, an end of a line behind each."""
        if (codes := self.__dict__.get("codes")) is not None:  # some of others
            return str(codes.tobytes(), "utf-16-le", "surrogatepass")
        if self.broken:
            return "\n".join([each.replace("\n", " ") for each in self.texts]) + "\n"
        return self._joined

    @cached_property
    def codes(self) -> Units:
        """The units of UTF-16 of ``text``."""
        return np.frombuffer(self.text.encode("utf-16-le", "surrogatepass"), "<u2")

    @cached_property
    def ends(self) -> Places:
        """Where the line of each text ends."""
        found: Places = (self.codes == LINE_END).nonzero()[0]
        return found

    @cached_property
    def starts(self) -> Places:
        """Where each text begins."""
        return np.append(0, self.ends + 1)[:-1]

    @property
    def firsts(self) -> Units:
        """The first character of each text; the end of the line for an empty one."""
        return self.codes[self.starts]

    @property
    def seconds(self) -> Units:
        """The second character of each text; an end of a line where there is none."""
        return self.codes[np.minimum(self.starts + 1, self.ends)]

    @property
    def lasts(self) -> Units:
        """The last character of each text; an end of a line for an empty one."""
        return self.codes[self.ends - 1]

    @property
    def lengths(self) -> Places:
        """Units of each text: its characters, those beyond U+FFFF twice."""
        return self.ends - self.starts

    def any_of(self, units: Characters) -> Characters:
        """Whether something holds of any of the units of each text."""
        if not self.texts or not units.any():
            return np.zeros(len(self.texts), bool)
        found: Characters = np.logical_or.reduceat(units, self.starts)
        return found

    def holding(self, characters: Characters) -> Characters:
        """Whether each of the texts holds one of the characters, the end of the line aside."""
        return self.any_of(characters[self.codes])

    def upper(self) -> str:
        """``text`` in upper case."""
        if not self.text.isascii() and not _changed_by_upper()[self.codes].any():
            return self.text  # Japanese has none, and is slow to look through
        return self.text.upper()

    def between(self, start: int, end: int) -> Lines:
        """Those from one number up to another, which is left out."""
        if not start < end:
            return Lines([])
        codes = self.codes[self.starts[start] : self.ends[end - 1] + 1]
        return self._with(self.texts[start:end], codes, self.ends[start:end] - self.starts[start])

    def kept(self, numbers: Places) -> Lines:
        """Those of some numbers, which rise."""
        if len(numbers) == len(self):
            return self
        which = np.zeros(len(self), bool)
        which[numbers] = True
        sizes = self.ends + 1 - self.starts
        codes = self.codes[which.repeat(sizes)]
        return self._with([*compress(self.texts, which.tobytes())], codes, sizes[which].cumsum() - 1)

    def _with(self, texts: list[str], codes: Units, ends: Places) -> Lines:
        out = Lines(texts)
        out.broken, out.codes, out.ends = self.broken, codes, ends
        return out

    def without(self, numbers: Collection[int]) -> Lines:
        """All but those of some numbers."""
        if not numbers:
            return self
        if "codes" not in self.__dict__:
            return Lines([text for i, text in enumerate(self.texts) if i not in numbers])
        which = np.ones(len(self), bool)
        which[list(numbers)] = False
        return self.kept(which.nonzero()[0])

    def changed(self, table: Becomes) -> Changed:
        """The texts as a table changes them."""
        return Changed(self, table)


class Changed:
    """Texts changed character by character: ``units``, in which ``starts`` and ``ends`` count. Those that are
    ``doubtful`` need a closer look: they hold a character that does, nothing is left of them, or whoever asked for them
    doubts their beginning or end."""

    __slots__ = ("doubtful", "ends", "starts", "units")

    def __init__(self, lines: Lines, table: Becomes) -> None:
        units = table[lines.codes]
        self.doubtful = lines.any_of(units == CLOSER_LOOK)
        self.units: Units = units[units != LEFT_OUT]
        self.ends: Places = (self.units == LINE_END).nonzero()[0]
        self.starts: Places = np.append(0, self.ends + 1)[:-1]
        self.doubtful |= self.starts == self.ends

    def doubt_beginning(self, first: Characters, second: Characters | None = None) -> None:
        """Doubt those that begin with some characters."""
        found = first[self.units[self.starts]]
        if second is not None:
            found &= second[self.units[np.minimum(self.starts + 1, self.ends)]]
        self.doubtful |= found

    def doubt_end(self, last: Characters) -> None:
        """Doubt those that end with some characters."""
        self.doubtful |= last[self.units[self.ends - 1]]

    def encoded(self, closer: Callable[[list[int]], Sequence[str]]) -> list[bytes]:
        """The changed texts in UTF-8, in order; ``closer`` is asked for those in doubt, by their numbers."""
        out = self.units.tobytes().decode("utf-16-le").encode().split(b"\n")[: len(self.ends)]
        numbers = self.doubtful.nonzero()[0].tolist()
        for number, text in zip(numbers, closer(numbers), strict=True):
            out[number] = text.encode("utf-8", "surrogatepass")
        return out


def different(texts: list[str], lines: Callable[[], Lines]) -> tuple[Lines, Places]:
    """The different ones of some texts as lines, in order, and how often each of them is there. ``lines`` gives all of
    them as such.

    Many texts are compared by numbers that nobody can foresee: that two different ones are taken for one is no more
    likely than that their hashes agree.
    """
    if len(texts) < _MANY or (all_lines := lines()).broken:
        counts = Counter(texts)
        return Lines(list(counts)), np.fromiter(counts.values(), np.int64, len(counts))
    numbers = numbers_of(all_lines.codes, SECRET)
    order = numbers.argsort()
    numbers = numbers[order]
    groups = np.append(True, numbers[1:] != numbers[:-1]).nonzero()[0]
    firsts = np.minimum.reduceat(order, groups)
    in_order = firsts.argsort()
    return all_lines.kept(firsts[in_order]), np.diff(groups, append=len(texts))[in_order]


def _mixed(numbers: Numbers) -> Numbers:
    for shift, factor in _MIX:
        numbers = (numbers ^ numbers >> np.uint64(shift)) * np.uint64(factor)
    return numbers


@cache
def _factors(count: int, seed: int) -> Numbers:
    return _mixed(np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_STEP) + np.uint64(seed))


@cache
def _known_factors(count: int) -> list[int]:
    found: list[int] = _factors(count, 0).tolist()
    return found


def number_of(text: str) -> int:
    """A number for a text, the same in every run and for ``numbers_of``: to compare and to draw samples by, in memory
    alone, for the text could be found out from it."""
    units = memoryview(f"{text}\n".encode("utf-16-le", "surrogatepass")).cast("H")
    total: int = sum(map(mul, units, _known_factors(1 << len(units).bit_length()))) & _ALL_BITS
    for shift, factor in _MIX:
        total = (total ^ total >> shift) * factor & _ALL_BITS
    return total


def numbers_of(units: Units, seed: int = 0) -> Numbers:
    """``number_of`` for each of the lines of some units; others with another seed."""
    ends = (units == LINE_END).nonzero()[0]
    out = [np.empty(0, np.uint64)]
    at = begin = 0
    while at < len(ends):
        after = max(at + 1, int(ends.searchsorted(begin + _NEAR)))
        near = units[begin : ends[after - 1] + 1]
        sizes = np.diff(ends[at:after] + 1, prepend=begin)
        starts = ends[at:after] + 1 - sizes - begin
        factors = _factors(1 << int(sizes.max()).bit_length(), seed)
        out.append(np.add.reduceat(near * factors[np.arange(len(near)) - starts.repeat(sizes)], starts))
        at, begin = after, ends[after - 1] + 1
    return _mixed(np.concatenate(out))
