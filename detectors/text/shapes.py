"""What a regular expression cannot do without, as an expression over bytes that an automaton can run.

A shape is made of the parsed pattern: its beginning, up to a bounded length, with all that an automaton cannot say left
out. It matches wherever the pattern matches and in more places, never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# The standard library's own parser is private: whatever it says that is not known here makes a pattern unknown, and an
# unknown pattern just looks through the whole text.
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np
import numpy.typing as npt

_WIDEST = 32
"""Characters of a pattern's beginning that are looked at."""

_TOP = 0x10000
"""Characters from here on are one class, which is in every set that may hold any of them."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Set:
    """One character: in some ranges or categories, or (``negated``) in none; ``fold``: whatever the case."""

    ranges: tuple[tuple[int, int], ...]
    categories: tuple[str, ...]
    negated: bool
    fold: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """An expression with sets of characters still to be spelled, and how many characters it takes at least and at most.

    ``cut``: it is only the beginning of the pattern. ``reach``: how far behind a match's beginning the pattern can
    look at most, None where that has no bound.
    """

    parts: tuple[str | Set, ...]
    least: int
    most: int
    cut: bool
    reach: int | None = None


class _Unknown(Exception):
    """The pattern has something that is not known here."""


_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_EMPTY = Shape((), 0, 0, False)
_CUT = Shape((), 0, 0, True)


def shape_of(pattern: re.Pattern[str], core: re.Pattern[str] | None = None, within: int = 0) -> Shape | None:
    """The shape of a pattern; None where it has none that would tell anything, or something is not known.

    With ``core`` it is that expression's shape: something that every match holds, at most ``within`` characters behind
    its beginning.
    """
    if pattern.flags & (re.ASCII | re.LOCALE):
        return None
    said = core or pattern
    tree = parser.parse(said.pattern, said.flags & ~re.UNICODE)
    try:
        shape = _Walk().row(tree, said.flags, _WIDEST, True)
        if not shape.cut and (last := _edge(tree[-1], said.flags, 1)) is not None:
            shape = Shape((*shape.parts, "(?:", last, "|$)"), shape.least, shape.most + 1, False)
        if shape.least < 1:
            return None
        reach = _reach(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
        return Shape(shape.parts, shape.least, shape.most + within, shape.cut, reach)
    except _Unknown:
        return None


def _edge(item: tuple[Any, Any], flags: int, direction: int) -> Set | None:
    """The set that an item asks for on one side: ``(?<![0-9])`` on the left (-1) asks for no digit."""
    op, value = item
    if op is not sre.ASSERT_NOT or value[0] != direction or len(value[1]) != 1:
        return None
    op, value = value[1][0]
    if op not in (sre.LITERAL, sre.IN):
        return None
    found = _set(op, value, flags)
    return Set(found.ranges, found.categories, not found.negated, found.fold)


def _set(op: Any, value: Any, flags: int) -> Set:
    fold = bool(flags & re.IGNORECASE)
    if op in (sre.LITERAL, sre.NOT_LITERAL):
        return Set(((value, value),), (), op is sre.NOT_LITERAL, fold)
    if op is sre.ANY:
        return Set((), (), True, False) if flags & re.DOTALL else Set(((10, 10),), (), True, False)
    ranges: list[tuple[int, int]] = []
    categories: list[str] = []
    for kind, what in value:
        if kind is sre.LITERAL:
            ranges.append((what, what))
        elif kind is sre.RANGE:
            ranges.append(what)
        elif kind is sre.CATEGORY:
            categories.append(str(what))
        elif kind is not sre.NEGATE:
            raise _Unknown
    return Set(tuple(ranges), tuple(categories), value[0][0] is sre.NEGATE, fold)


class _Walk:
    """One pattern's tree, walked from its beginning; groups are remembered for what refers back to them."""

    def __init__(self) -> None:
        self._groups: dict[int, Shape] = {}

    def row(self, items: Iterable[tuple[Any, Any]], flags: int, room: int, first: bool) -> Shape:
        parts: list[str | Set] = []
        least = most = 0
        items = list(items)
        for number, (op, value) in enumerate(items):
            edge = _edge((op, value), flags, -1) if first and not parts else None
            if edge is not None:
                one = Shape(("(?:^|", edge, ")"), 0, 1, False)
            else:
                one = self._one(op, value, flags, room - most, first and not parts)
                if one.cut and one.least == 0 and op in _REPEATS and value[0] == 0:
                    # What may be left out is too long: either it begins here, or what follows it does.
                    there = self.row(value[2], flags, room - most, False)
                    one = _either([there, self.row(items[number + 1 :], flags, room - most, first and not parts)])
                    one = Shape(one.parts, one.least, one.most, True)
            parts += one.parts
            least += one.least
            most += one.most
            if one.cut:
                return Shape(tuple(parts), least, most, True)
        return Shape(tuple(parts), least, most, False)

    def _one(self, op: Any, value: Any, flags: int, room: int, first: bool) -> Shape:
        if op in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
            return _EMPTY
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            return Shape((_set(op, value, flags),), 1, 1, False) if room >= 1 else _CUT
        if op is sre.SUBPATTERN:
            group, more, fewer, items = value
            shape = self.row(items, (flags | more) & ~fewer, room, first)
            if group is not None:
                self._groups[group] = shape
            return shape
        if op is sre.BRANCH:
            return _either([self.row(items, flags, room, first) for items in value[1]])
        if op is sre.ATOMIC_GROUP:
            return self.row(value, flags, room, first)
        if op in _REPEATS:
            return _repeated(self.row(value[2], flags, room, False), value[0], value[1], room)
        if op is sre.GROUPREF and not (group := self._groups.get(value, _CUT)).cut and group.most <= room:
            return Shape((f".{{{group.least},{group.most}}}",), group.least, group.most, False)
        if op is sre.GROUPREF:
            return _CUT
        raise _Unknown


def _either(some: Sequence[Shape]) -> Shape:
    parts: list[str | Set] = []
    for shape in some:
        parts += ["|" if parts else "(?:", *shape.parts]
    return Shape((*parts, ")"), min(s.least for s in some), max(s.most for s in some), any(s.cut for s in some))


def _repeated(one: Shape, least: int, most: Any, room: int) -> Shape:
    if one.most == 0:
        return Shape((), 0, 0, one.cut and least > 0)
    if one.cut:
        return one if least else _CUT
    whole = most is not sre.MAXREPEAT and most * one.most <= room
    if not whole:
        # Only what must be there: with no end, nothing could be said about where it began.
        least = most = min(least, room // one.most)
    if not most:
        return _EMPTY if whole else _CUT
    return Shape(("(?:", *one.parts, f"){{{least},{most}}}"), one.least * least, one.most * most, not whole)


def _reach(tree: Any) -> int | None:
    """How many characters from its beginning a pattern may look at, looks ahead included; None without bound."""
    widest = tree.getwidth()[1] + sum(_ahead(tree))
    return widest if widest < 2_000 else None


def _ahead(tree: Iterable[tuple[Any, Any]]) -> Iterable[int]:
    for op, value in tree:
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            yield value[1].getwidth()[1]
            yield from _ahead(value[1])
        elif op is sre.AT:
            yield 2
        elif op is sre.SUBPATTERN:
            yield from _ahead(value[3])
        elif op is sre.BRANCH:
            for items in value[1]:
                yield from _ahead(items)
        elif op is sre.ATOMIC_GROUP:
            yield from _ahead(value)
        elif op in _REPEATS:
            yield from _ahead(value[2])


class Alphabet:
    """Characters as bytes: ASCII as it is; other characters that no shape tells apart share a byte.

    Where there are more kinds than bytes, rare kinds share one, and a set with one of them holds all.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._masks: dict[Set, Mask] = {}
        kinds = np.zeros(_TOP + 1, np.uint64)
        drawn = np.random.default_rng(1)
        for shape in shapes:
            for part in shape.parts:
                if isinstance(part, Set) and part not in self._masks:
                    mask = self._masks[part] = _mask(part)
                    kinds[mask] ^= drawn.integers(1, 2**63, dtype=np.uint64)
        _, which, sizes = np.unique(kinds[128:], return_inverse=True, return_counts=True)
        order = np.empty(len(sizes), np.int64)
        order[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        order[order >= 128] = 64 + order[order >= 128] % 64
        self._bytes = np.concatenate([np.arange(128), 128 + order[which]]).astype(np.uint8)
        self._spelled = {part: _spelled(np.unique(self._bytes[mask])) for part, mask in self._masks.items()}

    def expression(self, shape: Shape) -> bytes:
        """A shape as an expression over bytes."""
        return b"".join(part.encode("ascii") if isinstance(part, str) else self._spelled[part] for part in shape.parts)

    def encoded(self, text: str) -> bytes:
        """A text as bytes, one for each character."""
        if text.isascii():
            return text.encode("ascii")
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        return bytes(self._bytes[np.minimum(codes, _TOP)].tobytes())


def _spelled(some: npt.NDArray[np.uint8]) -> bytes:
    """A set of bytes as an expression."""
    if not len(some):
        return rb"[\x00-\xff]"
    edges = np.flatnonzero(np.diff(some.astype(np.int64)) > 1)
    starts, ends = some[np.concatenate([[0], edges + 1])], some[np.concatenate([edges, [len(some) - 1]])]
    return b"[" + b"".join(b"\\x%02x-\\x%02x" % pair for pair in zip(starts, ends, strict=True)) + b"]"


_TESTS: dict[str, Callable[[npt.NDArray[np.str_]], Mask]] = {
    "DIGIT": np.char.isdecimal,
    "SPACE": np.char.isspace,
    "WORD": lambda characters: np.char.isalnum(characters) | (characters == "_"),
}

_CASED = ((0, 0x2E80), (0xA490, 0xAC00), (0xFB00, _TOP))
"""Where letters with case lie: none among kana, kanji and Hangul."""


class _Tables:
    """The properties of characters that sets ask for, each worked out when first asked for."""

    def __init__(self) -> None:
        self._categories: dict[str, Mask] = {}
        self._letters: npt.NDArray[np.int64] | None = None  # those with another case, in order
        self._cases: tuple[npt.NDArray[np.int64], ...] = ()  # for each letter which of them it becomes

    def category(self, name: str) -> Mask:
        """A category of the ``re`` module, such as CATEGORY_NOT_SPACE."""
        kind = name.removeprefix("CATEGORY_").removeprefix("UNI_")
        bare = kind.removeprefix("NOT_")
        if bare not in _TESTS:
            raise _Unknown
        if bare not in self._categories:
            self._categories[bare] = _TESTS[bare](np.arange(_TOP + 1, dtype=np.uint32).view("U1"))
        mask = self._categories[bare]
        mask = mask.copy() if kind == bare else ~mask
        mask[_TOP] = True
        return mask

    def folded(self, mask: Mask) -> Mask:
        """A set with every character that may count as one of it where case does not."""
        if self._letters is None:
            cases = [_changed(change) for change in (str.lower, str.upper)]
            pairs = [(case, np.flatnonzero(case != np.arange(_TOP + 1))) for case in cases]
            self._letters = np.unique(np.concatenate([some for case, kept in pairs for some in (kept, case[kept])]))
            self._cases = tuple(np.searchsorted(self._letters, case[self._letters]) for case in cases)
        held = mask[self._letters]
        for case in (*self._cases, *self._cases):
            reached = np.zeros(len(held), bool)
            reached[case[held]] = True
            held = held | reached | reached[case]
        mask[self._letters] = held
        return mask


def _changed(change: Callable[[str], str]) -> npt.NDArray[np.int64]:
    """For each character the first of what becomes of it."""
    case = np.arange(_TOP + 1)
    for low, high in _CASED:
        case[low:high] = [min(ord(change(chr(i))[0]), _TOP) for i in range(low, high)]
    return case


_tables = _Tables()


def _mask(some: Set) -> Mask:
    mask = np.zeros(_TOP + 1, bool)
    for low, high in some.ranges:
        mask[min(low, _TOP) : min(high, _TOP) + 1] = True
    for category in some.categories:
        mask |= _tables.category(category)
    if some.negated:
        mask = ~mask
        mask[_TOP] = True
    return _tables.folded(mask) if some.fold else mask
