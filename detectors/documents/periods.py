"""Periods from which a retention clock may start, in names, titles and headings: 2019年度, 平成31年分, FY2019/20,
tax year 2018-19, 201903. Pure, no clock of its own.

Where a year may be meant two ways (FY2019: begun or ended in 2019; 2011-12: a year or December), the reading with the
later end is given: no period may end too early.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from detectors.model import ClueKind, DateClue
from detectors.text.dates import (
    ERA_WORD,
    NUMERAL,
    era_year,
    find_dates,
    fold,
    month_span,
    numeral,
)

_Y4 = "(?:19[5-9][0-9]|20[0-9]{2})"
_ERA = rf"(?:{ERA_WORD}|(?<![A-Za-z])[hrs])"
_YEAR = rf"(?:(?P<era>{_ERA}) ?(?P<n>{NUMERAL})|(?<![0-9])(?P<y>{_Y4}))"
_BORN = "生(?![産活涯命徒物花体])"  # 生 as in 昭和60年生, not as in 生産
_TENS = "元一二三四五六七八九十"
_TO = "(?:年度?)? ?[~〜～-] ?"

_FISCAL = re.compile(rf"(?:(?<![0-9])(?P<from>{_Y4}){_TO})?{_YEAR} ?年? ?度(?!数)")
_ENDED_MONTH = re.compile(rf"{_YEAR} ?年 ?(?P<m>{NUMERAL}) ?月期")
_YEAR_ONLY = re.compile(
    rf"(?:(?<![0-9])(?P<from>{_Y4}){_TO})?{_YEAR} ?年(?![齢間]|{_BORN})(?P<of>分)?(?! ?[0-9{_TENS}]{{1,2}} ?月)"
)
_ERA_MONTH = re.compile(r"(?<![A-Za-z0-9])(?P<era>[HRS])(?P<n>[0-9]{1,2})\.(?P<m>1[0-2]|0?[1-9])(?![0-9])(?!\.[0-9])")
_ERA_BARE = re.compile(r"(?<![A-Za-z0-9])(?P<era>[HRS])(?P<n>[0-9]{1,2}|元)(?![A-Za-z0-9年])(?!\.[0-9])")
_FY = re.compile(
    r"(?<![A-Za-z])FY[ '’-]?(?P<y>[12][0-9]{3}|[0-9]{2})(?: ?[/-] ?(?P<to>[12][0-9]{3}|[0-9]{2}))?(?![0-9])", re.I
)
_TAX = re.compile(
    rf"(?:tax year(?: ending| ended| end)?[: -]*(?:(?P<a>{_Y4}) ?(?:[/-]|to) ?(?P<b>{_Y4}|[0-9]{{2}})(?![0-9])"
    rf"|(?:to )?5(?:th)? april,? (?P<end>{_Y4}))|(?<![0-9])(?P<c>{_Y4}) ?[/-] ?(?P<d>{_Y4}|[0-9]{{2}}) ?-?tax year)",
    re.I,
)
_YEAR_END = re.compile(
    r"(?<![A-Za-z])(?:(?:(?:financial )?year|period)[ -]end(?:ed|ing)?|y/?e)[ :-]{1,2}(?P<date>[^\n]{6,24})",
    re.I,
)
_SPLIT_YEAR = re.compile(rf"(?<![0-9])(?<![0-9][-/.])(?P<y>{_Y4}) ?[/-] ?(?P<to>[0-9]{{2}})(?![0-9])(?![-/.][0-9])")
_YEARS = re.compile(rf"(?<![0-9])(?P<y>{_Y4}) ?(?:[~〜～-]|to) ?(?P<to>{_Y4})(?![0-9年])", re.I)
_YYYYMM = re.compile(rf"(?<![0-9])(?P<y>{_Y4})[-./]?(?P<m>0[1-9]|1[0-2])(?![0-9])(?![-./][0-9])")
_QUARTER = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:Q(?P<q1>[1-4])|(?P<q2>[1-4])Q)[ '’/-]{{0,2}}(?P<y1>{_Y4})"
    rf"|(?P<y2>{_Y4})[ /-]{{0,2}}(?:Q(?P<q3>[1-4])|(?P<q4>[1-4])Q))(?![A-Za-z0-9])",
    re.I,
)
_BARE_YEAR = re.compile(rf"(?<![0-9])(?<![0-9][.,/-])(?P<y>{_Y4})(?![0-9])(?![.,/-][0-9])")
_OLDEST = 1980
"""Years of two figures before that are somebody's birth, or no date: no file on a share is so old."""
_OF_A_PLACE = re.compile(r"(?<![a-z])(?:flat|unit|room|house|plot|apt\.?|apartment|ward|class|no\.?) ?$", re.I)
"""Before a number that belongs to it: LGSR Flat 5 Mar 2026."""
_JAPANESE = re.compile("[぀-ヿ一-鿿]")

BIRTH = re.compile(
    rf"生年月日|誕生日|生まれ|[年日0-9] ?{_BORN}|(?<![a-z])(?:date of birth|birth ?da(?:y|te)|d\.?o\.?b|born)(?![a-z])",
    re.I,
)
"""A heading about somebody's birth says nothing of the document's time."""
OTHER_TIME = re.compile(
    r"(?<![a-z])(?:next(?: [a-z]+){0,2} (?:meeting|review|visit|appointment|session|agm|date|check(?:-?up)?)s?|"
    r"(?:last|previous|following|forthcoming) (?:meeting|agm|session)s?|"
    r"(?:meets|meeting|review|visit|appointment|session) next)(?![a-z])|次回|次々回|前回",
    re.I,
)
"""What is said behind it happens at another time than what the document is about: date of next meeting, 次回開催日."""

_Found = tuple[int, int, DateClue]


def _clue(event: str, first: date, last: date, source: str, form: str) -> DateClue:
    return DateClue(ClueKind.PERIOD, event, first.isoformat(), last.isoformat(), source, form)


def _year(m: re.Match[str]) -> int | None:
    if m["y"]:
        return int(m["y"])
    n = numeral(m["n"])
    return None if n is None else era_year(m["era"], n)


def _calendar(first: int, last: int, source: str, form: str) -> DateClue:
    return _clue("calendar_year", date(first, 1, 1), date(last, 12, 31), source, form)


def _fiscal(first: int, last: int, source: str, form: str) -> DateClue:
    """From April, as most Japanese and many British organisations have it; the clock knows the organisation's own."""
    return _clue("fiscal_year", date(first, 4, 1), date(last + 1, 3, 31), source, form)


def _month(year: int, month: int, source: str, form: str) -> DateClue:
    return _clue("month", *month_span(year, month), source, form)


def _next_year(year: int, written: str) -> bool:
    """Whether ``written`` (two or four digits) names the year after ``year``."""
    return int(written) == (year + 1 if len(written) == 4 else (year + 1) % 100)


def _japanese_years(text: str, source: str) -> Iterator[_Found]:
    for m in _FISCAL.finditer(text):
        if (year := _year(m)) is not None:
            yield m.start(), m.end(), _fiscal(_start(m, year), year, source, "和暦年度" if m["era"] else "年度")
    for m in _ENDED_MONTH.finditer(text):
        year, month = _year(m), numeral(m["m"])
        if year is not None and month is not None and 1 <= month <= 12:
            last = month_span(year, month)[1]
            first = month_span(year - (month < 12), month % 12 + 1)[0]
            yield m.start(), m.end(), _clue("fiscal_year", first, last, source, "決算期")
    for m in _YEAR_ONLY.finditer(text):
        if (year := _year(m)) is not None:
            form = ("和暦年" if m["era"] else "年") + ("分" if m["of"] else "")
            yield m.start(), m.end(), _calendar(_start(m, year), year, source, form)


def _start(m: re.Match[str], year: int) -> int:
    """The first year of 2015〜2019年度, or the year itself."""
    return min(int(m["from"]), year) if m["from"] else year


def holds_japanese(text: str) -> bool:
    """Whether a text has kana or kanji."""
    return not text.isascii() and _JAPANESE.search(text) is not None


def _era_letters(text: str, source: str) -> Iterator[_Found]:
    # R1 and S3 are also revisions and sizes: taken for years only beside Japanese text, H30 anywhere.
    japanese = holds_japanese(text)
    for m in _ERA_MONTH.finditer(text):
        year = era_year(m["era"], int(m["n"]))
        if year is not None and (japanese or m["era"] == "H"):
            yield m.start(), m.end(), _month(year, int(m["m"]), source, "和暦")
    for m in _ERA_BARE.finditer(text):
        year = era_year(m["era"], numeral(m["n"]) or 0)
        if year is not None and (japanese or (m["era"] == "H" and len(m["n"]) == 2)):
            yield m.start(), m.end(), _calendar(year, year, source, "和暦年")


def _english_years(text: str, source: str) -> Iterator[_Found]:
    for m in _FY.finditer(text):
        year = int(m["y"]) if len(m["y"]) == 4 else 2000 + int(m["y"])
        if not 1950 <= year <= 2099:
            continue
        to = int(m["to"] or 0)
        if to and _next_year(year, m["to"]):
            yield m.start(), m.end(), _fiscal(year, year, source, "FY y/y")
        elif year < to <= 2099:
            yield m.start(), m.end(), _fiscal(year, to, source, "FY")
        else:
            yield m.start(), m.end("y"), _fiscal(year, year, source, "FY")
    for m in _TAX.finditer(text):
        if m["end"]:
            end_year = int(m["end"])
        else:
            begin = int(m["a"] or m["c"])
            if not _next_year(begin, m["b"] or m["d"]):
                continue
            end_year = begin + 1
        first, last = date(end_year - 1, 4, 6), date(end_year, 4, 5)
        yield m.start(), m.end(), _clue("tax_year", first, last, source, "tax year")
    for m in _YEAR_END.finditer(text):
        for start, stop, found in find_dates(m["date"]):
            if start == 0:
                first = _year_before(found.last) + timedelta(days=1)
                yield m.start(), m.start("date") + stop, _clue("fiscal_year", first, found.last, source, "year ended")
    for m in _SPLIT_YEAR.finditer(text):
        if _next_year(int(m["y"]), m["to"]):
            yield m.start(), m.end(), _fiscal(int(m["y"]), int(m["y"]), source, "y/y")


def _year_before(day: date) -> date:
    """The last day of the year before the one that ends on ``day``."""
    after = day + timedelta(days=1)
    return date(after.year - 1, after.month, 28 if (after.month, after.day) == (2, 29) else after.day) - timedelta(
        days=1
    )


def _numbers(text: str, source: str) -> Iterator[_Found]:
    for m in _YEARS.finditer(text):
        if int(m["y"]) < int(m["to"]) <= int(m["y"]) + 60:
            yield m.start(), m.end(), _calendar(int(m["y"]), int(m["to"]), source, "y-y")
    for m in _YYYYMM.finditer(text):
        yield m.start(), m.end(), _month(int(m["y"]), int(m["m"]), source, "yyyymm")
    for m in _QUARTER.finditer(text):
        year, quarter = int(m["y1"] or m["y2"]), int(m["q1"] or m["q2"] or m["q3"] or m["q4"])
        first, last = month_span(year, quarter * 3 - 2)[0], month_span(year, quarter * 3)[1]
        yield m.start(), m.end(), _clue("quarter", first, last, source, "quarter")
    for start, end, found in find_dates(text):
        if found.odd and found.last.year < _OLDEST:
            continue
        if found.is_day and found.form == "english" and _OF_A_PLACE.search(text, 0, start):
            yield start, end, _month(found.last.year, found.last.month, source, found.form)
            continue
        event = "day" if found.is_day else "month"
        yield start, end, _clue(event, found.first, found.last, source, found.form)
    if source == "name":
        for m in _BARE_YEAR.finditer(text):
            yield m.start(), m.end(), _calendar(int(m["y"]), int(m["y"]), source, "yyyy")


_READERS: tuple[Callable[[str, str], Iterator[_Found]], ...] = (_japanese_years, _era_letters, _english_years, _numbers)


def find_periods(text: str, source: str) -> list[DateClue]:
    """The periods a name, title or heading states, in order, each once.

    ``source`` is ``name``, ``content`` or ``property`` and goes into the clues. A bare year (customers_2019.csv) is a
    period in a name only; text about a birth date has none, nor has what is said of the next meeting. Events:
    fiscal_year, tax_year, calendar_year, quarter, month, day. Fiscal years begin on 1 April, tax years on 6 April.
    """
    if not text:
        return []
    clues: dict[DateClue, None] = {}
    for whole in _parts(text, source):
        part = whole
        if source != "name":
            if BIRTH.search(part):
                continue
            if other := OTHER_TIME.search(part):
                part = part[: other.start()]
        end = 0
        found = [item for reader in _READERS for item in reader(part, source)]
        for start, stop, clue in sorted(found, key=lambda f: (f[0], -f[1])):
            if start >= end:
                clues[clue] = None
                end = stop
    return list(clues)


def _parts(text: str, source: str) -> list[str]:
    """A path by its parts, with underscores as hyphens; other text whole."""
    plain = fold(text)
    return plain.replace("_", "-").split("/") if source == "name" else [plain]
