"""Names of running text and of single cells as they stand: each with its score, and whether a title or 様 stands beside
it. Surname and given name, each behind a label of its own (Surname X  First name Y), are one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from detectors.layout.headers import header_of
from detectors.model import Entity, EvidenceKind, Match
from detectors.names.writing import HONORIFICS, TITLES

_REACH, _LINES = 80, 2
"""Characters and line ends that may lie between surname and given name."""
_OTHER_HALF = {"surname": "given_name", "given_name": "surname"}
TITLED = (*TITLES, "cllr", "revd", "messrs")
"""Titles, in small letters, that are no part of a name."""
_TITLE = rf"(?:{'|'.join(TITLED)}|pc|sgt|nurse|sister)\.?"
_CALL = f"(?:{HONORIFICS})"
_BEFORE = re.compile(rf"(?:^|\W)(?:(?P<couple>mr\.? (?:&|and|\+) mrs\.?)|{_TITLE})\s{{1,2}}$", re.I)
_BEHIND = re.compile(rf"\s?{_CALL}?(?P<couple>ご?夫[妻婦])|\s?{_CALL}")
_INSIDE = re.compile(rf"{_TITLE}\s|.+{_CALL}$", re.I)
_JOINT = re.compile(r"[\u3400-\u9fff]+[ \u3000]?[\u3041-\u9fff]*・")
"""丸茂 淳・佳織."""
_BACK, _ON = 14, 8
"""Characters before and behind a name in which what it is called by stands."""
_APART = re.compile(r"[ \u3000]{2,}|\t|\n")
"""Between the names of those who sign side by side."""


class Mention(NamedTuple):
    """A finding that may tell of somebody: its value, how sure it is, whether the text calls it as one calls people
    (Mr, 様), and whether it stands for a couple."""

    entity: str
    value: str
    score: float
    called: bool = False
    couple: bool = False


def mentions(text: str, matches: Iterable[Match]) -> Iterator[Mention]:
    """Everything found in a text, in order; the halves of a name as one name, the surname first."""
    waiting: tuple[Match, str] | None = None
    for match in sorted(matches, key=lambda m: m.start):
        family = _half(match)
        if not family:
            yield from mentioned(text, match)
            continue
        if waiting is not None:
            first, half = waiting
            between = text[first.end : match.start]
            if _OTHER_HALF[half] == family and len(between) <= _REACH and between.count("\n") <= _LINES:
                value, other = text[first.start : first.end], text[match.start : match.end]
                whole = f"{value} {other}" if half == "surname" else f"{other} {value}"
                yield Mention(Entity.PERSON, whole, max(first.score, match.score))
                waiting = None
                continue
            yield from mentioned(text, first)
        waiting = match, family
    if waiting is not None:
        yield from mentioned(text, waiting[0])


def mentioned(text: str, match: Match) -> Iterator[Mention]:
    """What one finding tells of: names that stand side by side are several."""
    value = text[match.start : match.end]
    if match.entity != Entity.PERSON:
        yield Mention(match.entity, value, match.score)
        return
    before = _BEFORE.search(text[max(0, match.start - _BACK) : match.start])
    behind = _BEHIND.match(text, match.end, match.end + _ON)
    couple = bool((before and before["couple"]) or (behind and behind["couple"]) or _JOINT.match(value))
    called = bool(before or behind or _INSIDE.match(value))
    first, *others = _APART.split(value)
    yield Mention(Entity.PERSON, first, match.score, called, couple)
    for other in others:
        if len(other.split()) > 1:  # a word alone is what stands in the next column
            yield Mention(Entity.PERSON, other, match.score)


def _half(match: Match) -> str:
    """The family of the label of half a name, else ''."""
    if match.entity != Entity.PERSON:
        return ""
    labels = (e.detail for e in match.evidence if e.kind is EvidenceKind.LABEL)
    named = next((h for h in map(header_of, labels) if h is not None), None)
    return named.family if named is not None and named.family in _OTHER_HALF else ""
