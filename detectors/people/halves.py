"""Surname and given name of running text, each behind a label of its own, as one name: Surname X  First name Y."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detectors.layout.headers import header_of
from detectors.model import Entity, EvidenceKind, Match

_REACH, _LINES = 80, 2
"""Characters and line ends that may lie between the two."""
_OTHER_HALF = {"surname": "given_name", "given_name": "surname"}


def as_one(text: str, matches: Iterable[Match]) -> Iterator[tuple[str, str]]:
    """Each entity found with its value, a surname and a given name beside it as one value, the surname first."""
    waiting: tuple[Match, str] | None = None
    for match in sorted(matches, key=lambda m: m.start):
        family = _half(match)
        if not family:
            yield match.entity, text[match.start : match.end]
            continue
        if waiting is not None:
            first, half = waiting
            value = text[first.start : first.end]
            between = text[first.end : match.start]
            if _OTHER_HALF[half] == family and len(between) <= _REACH and between.count("\n") <= _LINES:
                other = text[match.start : match.end]
                yield Entity.PERSON, f"{value} {other}" if half == "surname" else f"{other} {value}"
                waiting = None
                continue
            yield first.entity, value
        waiting = match, family
    if waiting is not None:
        yield waiting[0].entity, text[waiting[0].start : waiting[0].end]


def _half(match: Match) -> str:
    """The family of the label of half a name, else ''."""
    if match.entity != Entity.PERSON:
        return ""
    labels = (e.detail for e in match.evidence if e.kind is EvidenceKind.LABEL)
    named = next((h for h in map(header_of, labels) if h is not None), None)
    return named.family if named is not None and named.family in _OTHER_HALF else ""
