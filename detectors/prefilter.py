"""Where a pattern can match at all, told by a native pass over the text; the pattern itself then looks only there.

Some thirty patterns of recognizers look for what stands in hardly any text. Each is made with ``declared``, and
``Sought.all`` gives its matches, the very ones of ``pattern.finditer(text)``. With Hyperscan installed, in a long text
an automaton made of the pattern's shape (detectors/shapes.py) says first where a match may begin. Without it, in short
texts and where a pattern may match nearly everywhere, the pattern looks through the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detectors.shapes import Alphabet, Shape

SHORTEST = 1_000
"""Characters: in a shorter text a pass of its own costs more than it saves."""

WORTH_IT = 100_000
"""Characters of long texts that a process reads before it makes its automata, which takes as long as those."""

_DENSE = 24
"""Where a match may end once in so many characters or oftener, the pattern had better look everywhere."""

_declared: dict[re.Pattern[str], tuple[re.Pattern[str], int]] = {}
"""Each declared pattern with its core and how far behind a match's beginning that begins at most."""


def declared(pattern: str, flags: re.RegexFlag | int = 0, core: str = "", within: int = 0) -> re.Pattern[str]:
    """``re.compile`` for a pattern that looks through whole texts. Raises re.error for one that is none.

    Where a match's beginning says little, ``core`` is an expression for something that every match holds (or has right
    behind it) and that begins at most ``within`` characters behind the match's beginning.
    """
    compiled = re.compile(pattern, flags)
    _declared[compiled] = (re.compile(core, flags), within) if core else (compiled, 0)
    return compiled


class Automaton:
    """Says where a pattern may match. Raises ImportError where Hyperscan is not installed."""

    def __init__(self, alphabet: Alphabet, shape: Shape) -> None:
        import hyperscan

        self.shape = shape
        self._busy = Lock()  # its working memory serves one scan at a time
        self._stopped = hyperscan.ScanTerminated
        self._database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(expressions=[alphabet.expression(shape)], ids=[0], flags=[hyperscan.HS_FLAG_DOTALL])

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
        from detectors.shapes import Alphabet, shape_of

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
    """A text in which patterns are sought."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._prefilter = _prefilter(len(text))

    @cached_property
    def _encoded(self) -> bytes:
        assert self._prefilter is not None
        return self._prefilter.alphabet.encoded(self._text)

    def all(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern, as ``pattern.finditer(text)`` gives them."""
        automaton = self._prefilter.automaton(pattern) if self._prefilter is not None else None
        ends = automaton.ends(self._encoded) if automaton is not None else None
        if automaton is None or ends is None:
            return pattern.finditer(self._text)
        return _within(pattern, self._text, automaton.shape, ends)


def _within(pattern: re.Pattern[str], text: str, shape: Shape, ends: list[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin where its shape says that they may."""
    at = 0
    for first, last in _stretches(ends, shape):
        begin = max(first, at)
        while begin <= last:
            if shape.reach is None:
                found = pattern.match(text, begin)
                if found is None:
                    begin += 1
                    continue
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
