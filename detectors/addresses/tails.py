"""What stands behind a street, on its line or the next (flat, town, county, country, code), and what before it."""

from __future__ import annotations

import re

from detectors.addresses.forms import NO_TOWN, TOWN
from detectors.identifiers.uk import POSTCODE_AREAS, UkPostcode
from detectors.model import Entity, Evidence, EvidenceKind

_GAP = re.compile(r"(?:,? ?\n[>?|]*[ \t]*(?:, ?)?|, ?| )")
_UNIT = re.compile(r"(?:Flat|Apt\.?|Apartment|Suite|Ste\.?|Unit|#) ?#?[0-9]{1,4}[A-Za-z]?(?!\w)", re.IGNORECASE)
_CODE = re.compile(r"(?:[A-Z]{1,2}-)?[0-9]{4,6}(?:-[0-9]{3,4})?(?![0-9]|[.,][0-9])|[0-9]{3} [0-9]{2}(?![0-9])")
_TOWNS = re.compile(rf"(?:(?:,|,? ?\n)[ \n]?{TOWN}(?=[,\n. ]|$)){{1,4}}")
_UK_CODE = re.compile(rf"[, \n]{{1,3}}(?P<code>{UkPostcode.FORM.pattern})", re.IGNORECASE)
_ZIP = re.compile(
    r",? (?:[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?),? [0-9]{5}(?:-[0-9]{4})?(?![0-9])|[, ]{1,2}[0-9]{5}(?![0-9])"
)
_LETTER = r"[^\W\d_\u3041-\u9fff]"
_WORD = re.compile(rf"(?:St\. |{_LETTER}(?:{_LETTER}|['’-](?={_LETTER}))*)")
_NO_PLACE = frozenset(NO_TOWN.split("|"))
_SMALL = frozenset("and of the upon on under le la de del di da in an am i na".split())
_MOST_WORDS, _MOST_PLACES, _MOST_LINES, _LONGEST = 5, 4, 4, 150
_UNIT_BEFORE = re.compile(
    r"(?<![\w.])(?:(?:Ground|First|Second|Third|Top|Lower|Upper|Middle|Garden|Basement|Attic|Rear|Front) (?:Floor )?"
    r"(?:Flat|Maisonette|Apartment),?[ \n])?(?-i:The (?:[A-Z][a-z]+ )?[A-Z][a-z]+,[ \n])?"
    r"(?:(?:Flat|Apt\.?|Apartment|Suite|Ste\.?|Unit|Room|Caravan|Chalet|Plot|Pitch) "
    r"(?:#?[0-9]{1,4}[A-Za-z]?[0-9/]{0,3},? )?)?"
    r"(?:[0-9]{1,5} )?$",
    re.IGNORECASE,
)

_BEFORE_A_HOUSE = re.compile(
    r"(?:(?:(?:Home |Postal |Current )?[Aa]ddress|(?:Mr|Mrs|Ms|Miss|Dr|Rev)\.? [A-Z][\w.'’ -]*,"
    r"|[A-Z]\. ?(?:[A-Z]\. ?)*[A-Z][\w'’-]+,)[ \n])+"
)
"""A label, or somebody's name, before the house: both look like a part of its name."""


def not_of_it(lines: str) -> int:
    """How many characters before an address belong to something else."""
    found = _BEFORE_A_HOUSE.match(lines)
    return found.end() if found is not None and found.end() < len(lines) else 0


def lead(text: str, start: int) -> int:
    """Where an address begins whose street begins at ``start``: with a flat, or one more number, on the same line."""
    before = _UNIT_BEFORE.search(text, max(0, start - 40), start)
    return before.start() if before is not None else start


def tail(text: str, end: int) -> tuple[int, list[Evidence]]:
    """Where an address ends whose street ends at ``end``, and what is behind the street is worth.

    A code (ZIP) ends it and vouches for all before it; without one only a flat, and a town behind a comma, a line's
    end or a flat, are taken.
    """
    at = sure = end
    evidence: list[Evidence] = []
    places = lines = 0
    unit = False
    while places <= _MOST_PLACES and (gap := _GAP.match(text, at)) is not None:
        lines += "\n" in gap[0]
        here = gap.end()
        if lines > _MOST_LINES or here - end > _LONGEST:
            break
        if (found := _UNIT.match(text, here)) is not None:
            if not unit:
                evidence.append(Evidence(EvidenceKind.PATTERN, 1.0, "flat or house"))
            unit, at, sure = True, found.end(), found.end()
            continue
        if (code := _CODE.match(text, here)) is not None and (places or len(code[0]) == 5):
            end = code.end()
            if not places and text[end : end + 1] == " ":  # on the continent the town stands behind its code
                end = _place(text, end + 1) or end
            return end, [*evidence, Evidence(EvidenceKind.PATTERN, 1.5, "ZIP code")]
        stop = _place(text, here)
        if not stop:
            break
        places += 1
        if places == 1 and (unit or gap[0] != " "):
            sure = stop
            evidence.append(Evidence(EvidenceKind.PATTERN, 0.8, "town"))
        at = stop
    return sure, evidence


def _place(text: str, at: int) -> int:
    """Where words that could be a place end: capitalised, with small ones between; 0 for none."""
    end, words = 0, 0
    while words < _MOST_WORDS and (word := _WORD.match(text, at)) is not None:
        if not words and word[0] in _NO_PLACE:
            break
        if not word[0][0].islower():
            end = word.end()
        elif word[0] not in _SMALL or not end:
            break
        words += 1
        if text[word.end() : word.end() + 1] != " " and not word[0].endswith(" "):
            break
        at = word.end() + (not word[0].endswith(" "))
    return end


def town_and_code(text: str, end: int) -> tuple[int, list[Evidence]]:
    """Where town and code end, and what they are worth."""
    evidence: list[Evidence] = []
    towns = _TOWNS.match(text, end)
    stop = towns.end() if towns else end
    code = _UK_CODE.match(text, stop) or (_UK_CODE.match(text, end) if towns else None)
    if code is not None and (code["area"] is None or code["area"].upper() in POSTCODE_AREAS):
        if towns:
            evidence.append(Evidence(EvidenceKind.PATTERN, 0.8, "town"))
        return code.end(), [*evidence, Evidence(EvidenceKind.NEIGHBOUR, 2.5, Entity.UK_POSTCODE)]
    for at in (stop, end):
        code = _ZIP.match(text, at)
        if code is not None:
            return code.end(), [Evidence(EvidenceKind.PATTERN, 1.5, "ZIP code")]
    further, more = tail(text, end)
    if further > stop:
        return further, more
    if towns is not None:
        evidence.append(Evidence(EvidenceKind.PATTERN, 0.8, "town"))
    return stop, evidence
