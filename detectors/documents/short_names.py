"""Short names: T Yeadon, who signs, is Tobias Yeadon, who was named in full. Names stay in the worker's memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from detectors.model import Entity, Match
from detectors.names.writing import TITLES

_TITLE = rf"(?:(?:{'|'.join(TITLES)})\.? )?"
_FULL = re.compile(rf"{_TITLE}(?P<first>[^\W\d_])[a-z'’-]+(?: [a-z'’.-]+)*? (?P<last>[a-z][a-z'’-]+)", re.I)
_SHORT = re.compile(rf"{_TITLE}(?P<first>[a-z])(?:\. ?| )(?:[a-z](?:\. ?| )){{0,2}}(?P<last>[a-z][a-z'’-]+)", re.I)
_APART = re.compile(r"\s{2,}")
"""Between the names of those who sign side by side."""


class ShortNames:
    """The initials and surnames of those whom a document has named in full."""

    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()

    def note(self, names: Iterable[str]) -> None:
        """Keep who is named in full."""
        for name in names:
            if (full := _FULL.fullmatch(name.strip())) is not None:
                self._known.add((full["first"].lower(), full["last"].lower()))

    def others(self, text: str, found: Sequence[Match]) -> list[Match]:
        """What was found in a text without the short names of those who are named in full in it or before."""
        named = {m: text[m.start : m.end] for m in found if m.entity == Entity.PERSON}
        self.note(named.values())
        return [m for m in found if m not in named or not all(map(self._is_short, _APART.split(named[m])))]

    def _is_short(self, name: str) -> bool:
        short = _SHORT.fullmatch(name.strip())
        return short is not None and (short["first"].lower(), short["last"].lower()) in self._known
