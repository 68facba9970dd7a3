"""Own rules as plain data: what the scan's settings carry into the worker processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnPattern:
    """A regular expression (the ``regex`` package's syntax) with the score that a match of it has."""

    name: str
    regex: str
    score: float
    flags: int


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One recognizer of the organisation: Presidio's pattern recognizer as data.

    ``context`` are words that raise the score where they stand near or in a label. ``needs_context``: without one of
    them nothing is proposed. ``predefined`` names a class of Presidio that has the patterns, and checks of its own.
    """

    name: str
    entity: str
    patterns: tuple[OwnPattern, ...] = ()
    context: tuple[str, ...] = ()
    least: float = 0.0
    needs_context: bool = False
    predefined: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Findings that are not to be reported: by their whole text, by a pattern for it, or by its keyed hash.

    ``words`` and ``patterns`` have an entity or '' for any; ``hashes`` are those of the inventory (entity, hash).
    """

    words: frozenset[tuple[str, str]] = frozenset()
    patterns: tuple[tuple[str, str], ...] = ()
    hashes: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """What the organisation itself is reached by. ``mark``: report it as such instead of not at all."""

    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()
    mark: bool = False


@dataclass(frozen=True, slots=True)
class OwnRules:
    """All rules of an organisation. Empty by default: then nothing is done and nothing is loaded."""

    allowed: Allowed = Allowed()
    rules: tuple[OwnRule, ...] = ()
    identity: OwnIdentity = OwnIdentity()
    models: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != OwnRules()

    @property
    def signature(self) -> str:
        """Changes whenever a rule does: a reason to read files again. '' where there are none."""
        if not self:
            return ""
        parts = [
            *(f"word {w}" for w in sorted(self.allowed.words)),
            *(f"pattern {p}" for p in sorted(self.allowed.patterns)),
            *(f"hash {h}" for h in sorted(self.allowed.hashes)),
            *map(repr, self.rules),
            repr(self.identity),
            repr(self.models),
        ]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
