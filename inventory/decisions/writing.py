"""Days as people write them in a decision: Japanese and British clerks, eras and months too. Text in, text out."""

from __future__ import annotations

import re
from datetime import date

from detectors.text.dates import era_year, fold, month_span, parse_date

_AROUND = re.compile(r"^(?:until|to|by)?(?: ?the)?(?: ?end of)? *|(?: *(?:末日?)?(?:まで|迄)?)$", re.IGNORECASE)
_MONTH = re.compile(r"(20[0-9]{2}) ?[-/.] ?(1[0-2]|0?[1-9])")
_MONTH_OF_ERA = re.compile(r"([^\W\d_]+) ?([0-9]{1,2}) ?[-/.] ?(1[0-2]|0?[1-9])")
_FOUR_FIGURES = re.compile(r"[0-9]{4}")


def iso_day(text: str) -> str:
    """The day that a text is, as ISO; of a month the last. What is none, or may be another (03/04/27), comes back as it
    was: 2027-03-31, 31/3/2027, 31 March 2027, 2027年3月, 令和9年3月31日, R9.3.31, R9.6."""
    plain = _AROUND.sub("", fold(text.strip()))
    if month := _MONTH.fullmatch(plain):
        return month_span(int(month[1]), int(month[2]))[1].isoformat()
    if (month := _MONTH_OF_ERA.fullmatch(plain)) and (year := era_year(month[1], int(month[2]))):
        return month_span(year, int(month[3]))[1].isoformat()
    found = parse_date(plain) or parse_date(plain.upper())
    if found is None or found.last < date(1900, 1, 1):
        return text
    # A year of two figures may as well be the day, unless the month is a word; an era that went on in writing
    # (平成39年) leaves no doubt.
    if found.odd and found.form not in ("和暦", "english") and not _FOUR_FIGURES.search(plain):
        return text
    return found.last.isoformat()
