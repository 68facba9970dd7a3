"""How long own patterns may take. One that runs out of time is not tried again on the same file, and that is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SECONDS = 2.0
"""For one pattern on one passage (wall clock). The longest passages, of 64,000 characters, take a sane pattern far
less than a tenth of a second."""


class Clock:
    """Which rules ran out of time. Shared by all own rules of a detector."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._off: set[str] = set()
        self._met: dict[str, None] = {}

    def matches(self, rule: str, pattern: Any, text: str) -> Iterator[Any]:
        """The matches of a compiled pattern of the ``regex`` package; none where the rule is out of time."""
        if rule in self._off:
            self._met[rule] = None
            return
        try:
            yield from pattern.finditer(text, timeout=self._seconds)
        except TimeoutError:
            self._overrun(rule)

    def is_whole(self, rule: str, pattern: Any, text: str) -> bool:
        """Whether a pattern matches all of a text; False where the rule is out of time."""
        if rule in self._off:
            self._met[rule] = None
            return False
        try:
            return pattern.fullmatch(text, timeout=self._seconds) is not None
        except TimeoutError:
            self._overrun(rule)
            return False

    def _overrun(self, rule: str) -> None:
        self._off.add(rule)
        self._met[rule] = None

    def told(self) -> tuple[str, ...]:
        """The rules that were out of time since this was asked last; each is a problem of what was examined."""
        met, self._met = tuple(self._met), {}
        return met

    def restart(self) -> None:
        """A new file: every rule is tried again."""
        self._off.clear()
        self._met.clear()
