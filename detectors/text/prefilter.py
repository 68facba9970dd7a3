"""Where a pattern can match at all, told by a native pass over the text; the pattern itself then looks only there.

Some thirty patterns of recognizers look for what stands in hardly any text. Each is made with ``declared``, and
``Sought.all`` gives its matches, the very ones of ``pattern.finditer(text)``. With Hyperscan installed, an automaton
made of the pattern's shape (``shapes``) goes first through all texts of a batch and says where one may begin. Without
it, where there is little text and where a pattern may match nearly everywhere, the pattern looks through the whole
text.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detectors.text.shapes import Alphabet, Shape

SHORTEST = 1_000
"""Characters: through fewer a pass of its own costs more than it saves."""

WORTH_IT = 100_000
"""Characters that a process reads before it makes its automata, which takes as long as those."""

_DENSE = 24
"""Where a match may end once in so many characters or oftener, the pattern had better look everywhere."""

_declared: dict[re.Pattern[str], tuple[re.Pattern[str], int]] = {}
"""Each declared pattern with its core and how far behind a match's beginning that begins at most."""

_opens: dict[re.Pattern[str], re.Pattern[str]] = {}


def declared(
    pattern: str, flags: re.RegexFlag | int = 0, core: str = "", within: int = 0, opens: str = ""
) -> re.Pattern[str]:
    """``re.compile`` for a pattern that looks through whole texts. Raises re.error for one that is none.

    Where a match's beginning says little, ``core`` is an expression for something that every match holds (or has right
    behind it) and that begins at most ``within`` characters behind the match's beginning; ``opens`` one of a single
    character that every match begins with, looks at what stands before it included.
    """
    compiled = re.compile(pattern, flags)
    _declared[compiled] = (re.compile(core, flags), within) if core else (compiled, 0)
    if opens:
        _opens[compiled] = re.compile(opens, flags)
    return compiled


class Automaton:
    """Says where a pattern may match. Raises ImportError where Hyperscan is not installed."""

    def __init__(self, alphabet: Alphabet, shape: Shape) -> None:
        import hyperscan

        self.shape = shape
        self._busy = Lock()  # its working memory serves one scan at a time
        self._stopped = hyperscan.ScanTerminated
        self._database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        # Of texts with line ends between them each begins and ends where a line does.
        flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_MULTILINE
        self._database.compile(expressions=[alphabet.expression(shape)], ids=[0], flags=[flags])

    def ends(self, encoded: bytes) -> list[int] | None:
        """Where matches of the shape end, in order; None if those are too many to be of use."""
        found: list[int] = []
        most = len(encoded) // _DENSE

        def note(_id: int, _start: int, end: int, _flags: int, _context: Any) -> bool:
            found.append(end)
            return len(found) > most

        with self._busy:
            try:
                self._database.scan(encoded, match_event_handler=note)
            except self._stopped:
                return None
        return found


class Prefilter:
    """The automata of the declared patterns, each made when first asked for."""

    def __init__(self) -> None:
        from detectors.text.shapes import Alphabet, shape_of

        self._count = len(_declared)
        self._shapes = {p: s for p, (core, within) in _declared.items() if (s := shape_of(p, core, within)) is not None}
        self.alphabet = Alphabet(tuple(self._shapes.values()))
        self._automata: dict[re.Pattern[str], Automaton] = {}

    @property
    def current(self) -> bool:
        """Whether it knows all patterns that are declared by now."""
        return self._count == len(_declared)

    def automaton(self, pattern: re.Pattern[str]) -> Automaton | None:
        """The automaton of a pattern; None where it can have none."""
        made = self._automata.get(pattern)
        if made is None and (shape := self._shapes.get(pattern)) is not None:
            made = self._automata[pattern] = Automaton(self.alphabet, shape)
        return made


@cache
def _available() -> bool:
    try:
        import hyperscan  # noqa: F401
    except ImportError:
        return False
    return True


class _Process:
    """What a process has read so far, and its automata once they are worth making."""

    read = 0
    prefilter: Prefilter | None = None


def _prefilter(length: int) -> Prefilter | None:
    """The automata for a text of some length; None where they do not pay."""
    if length < SHORTEST or not _available():
        return None
    _Process.read += length
    if _Process.read < WORTH_IT:
        return None
    if _Process.prefilter is None or not _Process.prefilter.current:
        _Process.prefilter = Prefilter()
    return _Process.prefilter


def make() -> None:
    """Make all automata now, for processes to be forked from this one. Nothing where there is no Hyperscan."""
    if _available():
        _Process.read = WORTH_IT
        _Process.prefilter = Prefilter()
        for pattern in _declared:
            _Process.prefilter.automaton(pattern)


class Sought:
    """Some texts in which patterns are sought."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        # By identity: to hash a pattern is to go through all its code, each time.
        self._ends: dict[int, list[list[int]] | None] = {}

    @cached_property
    def _prefilter(self) -> Prefilter | None:
        return _prefilter(sum(map(len, self._texts)))

    @cached_property
    def _encoded(self) -> bytes:
        assert self._prefilter is not None
        return self._prefilter.alphabet.encoded("\n".join(self._texts))

    @cached_property
    def _stops(self) -> list[int]:
        """Where each text has ended together with the line end behind it."""
        return list(itertools.accumulate(len(text) + 1 for text in self._texts))

    def all(self, pattern: re.Pattern[str], number: int = 0) -> Iterable[re.Match[str]]:
        """The matches of a pattern in one of the texts, as ``pattern.finditer(text)`` gives them."""
        known = id(pattern)
        if known not in self._ends:
            self._ends[known] = self._scanned(pattern)
        ends = self._ends[known]
        if ends is None:
            return pattern.finditer(self._texts[number])
        if not ends[number]:
            return ()
        assert self._prefilter is not None
        automaton = self._prefilter.automaton(pattern)
        assert automaton is not None
        return _within(pattern, self._texts[number], automaton.shape, ends[number])

    def _scanned(self, pattern: re.Pattern[str]) -> list[list[int]] | None:
        """For each text where the pattern's shape ends; None where that is not known."""
        automaton = self._prefilter.automaton(pattern) if self._prefilter is not None else None
        found = automaton.ends(self._encoded) if automaton is not None else None
        if found is None:
            return None
        ends: list[list[int]] = [[] for _ in self._texts]
        number = begin = 0
        for end in found:
            if end > self._stops[number]:
                number = bisect_left(self._stops, end)
                begin = self._stops[number - 1]
            ends[number].append(end - begin)
        return ends


def _within(pattern: re.Pattern[str], text: str, shape: Shape, ends: list[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin where its shape says that they may."""
    opens = _opens.get(pattern)
    at = 0
    for first, last in _stretches(ends, shape):
        begin = max(first, at)
        while begin <= last:
            if shape.reach is None:
                places = (
                    range(begin, last + 1)
                    if opens is None
                    else map(re.Match.start, opens.finditer(text, begin, last + 1))
                )
                found = next(filter(None, (pattern.match(text, place) for place in places)), None)
            else:
                # All that a match from here can look at lies before the bound: it is the same as without one.
                found = pattern.search(text, begin, last + shape.reach + 1)
            if found is None or found.start() > last:
                break
            yield found
            begin = at = found.end()


def _stretches(ends: list[int], shape: Shape) -> Iterator[tuple[int, int]]:
    """First and last character at which a match may begin, in order, apart from one another."""
    first, last = 0, -2
    for end in ends:
        if end - shape.most > last + 1:
            if last >= first:
                yield first, last
            first = max(0, end - shape.most)
        last = end - shape.least
    if last >= first:
        yield first, last
