"""Whether a telephone number is a firm's: every paper of a firm bears it, so that it leads to nobody.

Told by what stands before it in its line or the one above: a firm, or a word for one (``detectors/data/firms.yaml``),
and nobody's name or own telephone between. Mobile telephones are always somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from detectors.model import Entity, Evidence, Match
from detectors.text.lexicon import Lexicon
from detectors.text.normalise import fold

_FIRM = "firm"


def numbers_of_firms(text: str, matches: Sequence[Match]) -> set[int]:
    """The places in a text at which the telephone numbers of firms begin, of these matches in it."""
    found: set[int] = set()
    for match in matches:
        if match.entity == Entity.PHONE_NUMBER and not _is_mobile(match.evidence):
            line = text.rfind("\n", 0, match.start)
            above = text.rfind("\n", 0, max(line, 0)) + 1
            signs = list(_signs(text[above : match.start], above, matches, match))
            if signs and max(signs)[1] == _FIRM:
                found.add(match.start)
    return found


def heads_firms(header: str) -> bool:
    """Whether a header is that of the telephone numbers of firms: 勤務先電話番号."""
    hits = _words().find(fold(header))
    return bool(hits) and hits[-1].key == _FIRM


def _signs(before: str, offset: int, matches: Sequence[Match], number: Match) -> Iterator[tuple[int, str]]:
    """What stands before a number, with its place: words, names of firms and of people, and other numbers."""
    for hit in _words().find(fold(before)):
        yield offset + hit.end, hit.key
    for match in matches:
        if offset <= match.start and match.end <= number.start:
            if match.entity == Entity.ORGANIZATION:
                yield match.end, _FIRM
            elif match.entity == Entity.PERSON or (match.entity == Entity.PHONE_NUMBER and _is_mobile(match.evidence)):
                yield match.end, "own"


def _is_mobile(evidence: Sequence[Evidence]) -> bool:
    return any("mobile" in e.detail for e in evidence)


@cache
def _words() -> Lexicon:
    return Lexicon.load("firms.yaml")
