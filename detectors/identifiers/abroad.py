"""Telephone numbers of other countries, written as they are dialled there: what no number of ours could be.

Any eight digits are somebody's telephone number somewhere, so these are worked out only behind a label of the family,
or where everything that can be considered is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

REGIONS = ("US", "DE", "FR", "IT", "ES", "PL", "MX", "BR", "CN", "TW", "KR", "VN", "PH", "IN", "PK", "NG", "AU")
"""Where people who live or do business in Japan and the UK mostly telephone to; looked at in this order."""

_HOME = ("JP", "GB")
_LEAST = 7
"""Digits: fewer are extensions and short codes."""
_BEHIND = re.compile(
    r"[^0-9\n]{0,6}?(?P<number>\(?[1-9][0-9]{0,4}\)?(?:[ .-]{0,2}\(?[0-9]{1,6}\)?){1,5})(?![0-9A-Za-z])"
)


@lru_cache(maxsize=16384)
def country_of(digits: str) -> str | None:
    """The first of the regions in which these digits are a valid number as dialled within it, or None."""
    import phonenumbers

    for region in REGIONS:
        try:
            parsed = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:  # too short for that region
            continue
        if phonenumbers.is_valid_number_for_region(parsed, region):
            return region
    return None


def behind(text: str, position: int) -> tuple[int, int, str] | None:
    """The number right behind a label that ends at ``position``, as (start, end, region); None if there is none."""
    m = _BEHIND.match(text, position)
    if m is None:
        return None
    digits = re.sub("[^0-9]", "", m["number"])
    region = country_of(digits) if _LEAST <= len(digits) <= 15 else None
    return (m.start("number"), m.end("number"), region) if region is not None else None


def possible(text: str) -> Mapping[tuple[int, int], bool]:
    """Every span that the library's own matcher calls a possible number in some region, and whether it is valid there.

    Its most lenient reading joins whatever digits stand beside each other (``12.1 - 23.71``): for showing what there
    is to consider, never for reporting.
    """
    from phonenumbers import Leniency, PhoneNumberMatcher, is_valid_number

    found: dict[tuple[int, int], bool] = {}
    for region in (*_HOME, *REGIONS):
        for m in PhoneNumberMatcher(text, region, Leniency.POSSIBLE):
            if sum(c.isdigit() for c in m.raw_string) >= _LEAST:
                span = (m.start, m.end)
                found[span] = found.get(span, False) or is_valid_number(m.number)
    return found
