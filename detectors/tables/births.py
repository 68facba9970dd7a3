"""What stands in columns of births: days in every style, months and years alone, birthdays without their year."""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.tables.whole import WholeForm
from detectors.text.dates import parse_labelled_date

ISO_DAY = WholeForm(r"(?:19|20)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-8])|(?:0[13-9]|1[0-2])-(?:[12]9|30))")
"""A day that is in every year, as spreadsheets give it: nearly every date of a long column needs no closer look."""

_MONTH = re.compile(
    r"(?:0?[1-9]|1[0-2])[/.-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[/.-](?:0?[1-9]|1[0-2])|(?:(?:19|20)[0-9]{2}|(?:昭和?|平成?|令和?|大正?|[SHRT])[.．]?[0-9元]{1,2})年?"
    r"(?:[./]?[0-9]{1,2}月?)?(?:生まれ|生)?|[A-Z][a-z]{2,8}\.?[ -](?:19|20)?[0-9]{2}"
)
_BIRTHDAY = re.compile(
    r"[0-9]{1,2}[/月][0-9]{1,2}日?|[0-9]{1,2}(?:st|nd|rd|th)? ?[A-Z][a-z]{2,8}\.?(?:,? ?(?:19|20)?[0-9]{2})?|"
    r"[A-Z][a-z]{2,8} [0-9]{1,2}(?:st|nd|rd|th)?|"
    r"(?:c|abt|about|circa|est)\.? ?(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2} ?(?:\?|\([^()]{1,10}\))"
)
"""A month or a year of birth; a birthday without its year, and a year that is not sure."""
_SERIAL = re.compile(r"[12345]?[0-9]{4}")


@lru_cache(100_000)  # the days of a century are few, in a list of a million people too
def is_birth(value: str) -> bool:
    """Whether a value may be somebody's birth under a header that says so."""
    if ISO_DAY.fits(value) or parse_labelled_date(value) is not None:
        return True
    if _MONTH.fullmatch(value) is not None or _BIRTHDAY.fullmatch(value) is not None:
        return True
    return _SERIAL.fullmatch(value) is not None or re.fullmatch(r"(?:19|20)?[0-9]{6}", value) is not None
