"""Dates as people write them: 和暦 in all its forms, ISO, day/month/year, English months. Text in, dates out; no clock.

Era table: 明治 1868-01-25, 大正 1912-07-30, 昭和 1926-12-25, 平成 1989-01-08, 令和 2019-05-01. Forms go on
being used with the old era after a change of era (平成31年5月), and contracts name years the era never reached
(平成33年): such dates are read, and marked ``odd``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_KANJI_DIGITS = {c: i % 10 for i, c in enumerate("〇一二三四五六七八九零壱弐参")}
_TENS = {"十": 1, "拾": 1, "廿": 2, "卅": 3}

# One character to one character only, so that offsets stay those of the text as given.
_FOLD = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_FOLD |= {ord(c): " " for c in "\u3000\u00a0\u2002\u2003\u2009\u202f"}
_FOLD |= {ord(c): "-" for c in "‐‑‒–—―−﹣"}
_FOLD |= {
    ord(a): b for a, b in zip("⼀⼆⼋⼗⽇⽉", "一二八十日月", strict=True)
}  # radicals, as some PDF fonts map them
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")
"""Most lines hold none of them, which is told ten times as fast as it is made plain."""


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date read from text. ``first`` and ``last`` are equal for a day, the ends of the month for a month.

    ``form`` says how it was written: 和暦, 西暦 (2019年4月1日), iso, ymd (2019/4/1), compact (20190401), dmy, dmyy
    (27.3.26, of which a Japanese office means the first by the year), mdy, english, 和暦コード (3600401). ``odd``:
    outside its era, or the century or the order of its parts had to be assumed.
    """

    first: date
    last: date
    form: str
    odd: bool = False

    @property
    def is_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Era:
    """A Japanese era: ``base`` + n is the western year of its year n; n up to ``most`` is read as a year of it."""

    name: str
    letter: str
    ligature: str
    code: str
    base: int
    start: date
    end: date
    most: int


ERAS: tuple[Era, ...] = (
    Era("明治", "M", "㍾", "1", 1867, date(1868, 1, 25), date(1912, 7, 29), 45),
    Era("大正", "T", "㍽", "2", 1911, date(1912, 7, 30), date(1926, 12, 24), 15),
    Era("昭和", "S", "㍼", "3", 1925, date(1926, 12, 25), date(1989, 1, 7), 70),
    Era("平成", "H", "㍻", "4", 1988, date(1989, 1, 8), date(2019, 4, 30), 60),
    Era("令和", "R", "㋿", "5", 2018, date(2019, 5, 1), date.max, 99),
)
_ERA_BY_WORD = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter, era.ligature)}
_ERA_BY_CODE = {era.code: era for era in ERAS}

_KANJI = "〇零一二三四五六七八九十廿卅壱弐参拾"
NUMERAL = rf"(?:[0-9]{{1,2}}|元|[{_KANJI}]{{1,4}})"
# Forms print all eras, 明・大・昭・平・令, for a ring to be drawn round one: the text does not tell which.
_ALONE = r"(?<![明大昭平令治正和成][・,、/])(?<![明大昭平令治正和成][・,、/] )"
ERA_WORD = rf"(?:{_ALONE}(?:明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿明大昭平令])|(?<![A-Za-z])[MTSHR])"
_SP = r"[ \t]{0,3}"

# Where only a few characters can begin a date the look at them comes first.
_ERA_BEGIN = "㍾㍽㍼㍻㋿明大昭平令MTSHR"
_KANJI_FORM = re.compile(
    rf"(?=[{_ERA_BEGIN}mtshr12一二])(?:(?P<era>{ERA_WORD}|(?<![A-Za-z])[mtshr]){_SP}(?P<n>{NUMERAL})"
    rf"|(?<![0-9{_KANJI}])(?P<y>(?:1[89]|20)[0-9]{{2}}|[一二][〇零一二三四五六七八九]{{3}})){_SP}年"
    # The year in the other calendar may stand in brackets: 1985年(昭和60年)4月1日.
    r"(?:[ ]?\([^()\n]{2,8}年?\))?"
    rf"{_SP}(?P<m>{NUMERAL}){_SP}月(?:{_SP}(?:(?P<d>{NUMERAL}){_SP}日|(?P<end>末日?)))?"
)
_ERA_DOTTED = re.compile(
    rf"(?=[{_ERA_BEGIN}])(?P<era>{ERA_WORD}){_SP}(?P<n>[0-9]{{1,2}}|元)(?P<s>\. |[./・-])"
    r"(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9])"
)
# What stands before a date is looked at behind its first digits: so only digits are tried, not every character.
_YMD = re.compile(
    r"(?P<y>(?:1[89]|20)[0-9]{2})(?<![0-9]{5})(?<![0-9][.][0-9]{4})(?P<s>\. |[-/.])(?P<m>[0-9]{1,2})(?P=s)"
    r"(?P<d>[0-9]{1,2})(?![0-9])(?!\.[0-9])"
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?<![0-9]{5})(?<![0-9][.,][0-9]{4})(?P<m>[01][0-9])(?P<d>[0-3][0-9])"
    r"(?![0-9])(?![.,][0-9])"
)
_COMPACT_LENGTH = 8
"""Characters of the only date that is nothing but figures."""
_DMY = re.compile(
    r"(?P<d>[0-9](?<![0-9]{2})(?<![0-9][.][0-9])[0-9]?)(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<y>(?:1[89]|20)[0-9]{2}|[0-9]{2})(?![0-9])(?!\.[0-9])"
)
# Not calendar.month_name: that follows the locale of the process.
_MONTH_NAMES = re.findall(
    "[A-Z][a-z]+", "January February March April May June July August September October November December"
)
_MONTHS = "|".join(["sept"] + [f"{m[:3]}(?:{m[3:]})?" for m in _MONTH_NAMES])
_YEAR = "(?:1[89]|20)[0-9]{2}"
_ENGLISH = re.compile(
    r"(?<![A-Za-z0-9])(?=[0-9jfmasond])(?:"
    rf"(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?(?: of)?[ ./-]{{0,2}}(?P<mon>{_MONTHS})\b\.?[ ,./-]{{1,2}}"
    rf"(?P<y>{_YEAR}|(?<=-)[0-9]{{2}})"
    rf"|(?P<mon2>{_MONTHS})\b\.?[ -]?(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?,? (?P<y2>{_YEAR})"
    rf"|(?P<mon3>{_MONTHS})(?:\b\.?[ ,/_-]{{1,2}}|(?=[12]))(?P<y3>{_YEAR})"
    r")(?![0-9])",
    re.IGNORECASE,
)
_WORD = re.compile("[a-z]{3}", re.IGNORECASE)
"""What no English date is without."""
_MONTH_NUMBER = {m[:3].lower(): i for i, m in enumerate(_MONTH_NAMES, 1)}
_AROUND = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +)?(?P<date>.+?)"
    r"(?: *\([月火水木金土日祝・]{1,3}\)| *[月火水木金土日]曜日?)?"
    r"(?:[T ,]+[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?: *(?:Z|[AaPp]\.?[Mm]\.?|[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2}))?)?",
    re.IGNORECASE,
)
_CODED = re.compile(r"([1-5])[-. ]?([0-9]{2})([0-9]{2})([0-9]{2})")
_LETTER_CODED = re.compile(r"([MTSHR])[-. ]?([0-9]{2})([0-9]{2})([0-9]{2})")
_BOXED_YEAR = "[12] ?[089] ?[0-9] ?[0-9]"
_BOXED_DAY, _BOXED_MONTH = " {1,3}[0-3] ?[0-9]", " {1,3}[01] ?[0-9]"
BOXED = rf"(?:[0-3] ?[0-9]{_BOXED_MONTH} {{1,3}}{_BOXED_YEAR}|{_BOXED_YEAR}{_BOXED_MONTH}{_BOXED_DAY})(?![0-9])"
"""A date as boxes of forms print it, with nothing but blanks between: 30 06 2015, 3 0 0 6 2 0 1 5, 2015 06 30."""
_BOXED = re.compile(BOXED)


def fold(text: str) -> str:
    """The text with full-width digits, letters and punctuation, odd spaces and hyphens made plain, length unchanged."""
    return text.translate(_FOLD) if not text.isascii() and _FOLDED.search(text) else text


def numeral(text: str) -> int | None:
    """1 to 4 digits or kanji numerals as a number: 元 is 1, 廿三 is 23, 二〇一九 is 2019; None if it is none."""
    if text == "元":
        return 1
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not any(c in _TENS for c in text):
        total = 0
        for c in text:
            if c not in _KANJI_DIGITS:
                return None
            total = total * 10 + _KANJI_DIGITS[c]
        return total
    head, ten, tail = next((text[:i], c, text[i + 1 :]) for i, c in enumerate(text) if c in _TENS)
    if len(head) > 1 or len(tail) > 1 or (head and ten in "廿卅"):
        return None
    if any(c not in _KANJI_DIGITS for c in head + tail):
        return None
    return (_KANJI_DIGITS[head] if head else _TENS[ten]) * 10 + (_KANJI_DIGITS[tail] if tail else 0)


def era_year(word: str, n: int) -> int | None:
    """The western year of year ``n`` of an era (its name, first kanji, letter or ligature); None if there is none."""
    era = _ERA_BY_WORD.get(word) or _ERA_BY_WORD.get(word.upper())
    return era.base + n if era and 1 <= n <= era.most else None


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month. Raises ValueError for a month that is none."""
    if not 1 <= month <= 12:
        raise ValueError("months are 1 to 12")
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _made(year: int, month: int, day: int | None, form: str, odd: bool = False) -> ParsedDate | None:
    try:
        if day is None:
            first, last = month_span(year, month)
        else:
            first = last = date(year, month, day)
    except ValueError:
        return None
    return ParsedDate(first, last, form, odd)


def _in_era(word: str, n: int | None, month: int, day: int | None, form: str = "和暦") -> ParsedDate | None:
    if n is None or (year := era_year(word, n)) is None:
        return None
    era = _ERA_BY_WORD.get(word) or _ERA_BY_WORD[word.upper()]
    made = _made(year, month, day, form)
    if made and (made.last < era.start or made.first > era.end or made.last < date(1873, 1, 1)):
        return ParsedDate(made.first, made.last, form, True)  # Japan's calendar is the Gregorian from 1873 (明治6年)
    return made


def _from_kanji(m: re.Match[str]) -> ParsedDate | None:
    month = numeral(m["m"])
    if month is None or not 1 <= month <= 12:
        return None
    day = numeral(m["d"]) if m["d"] else None
    if m["d"] and day is None:
        return None
    if m["era"]:
        made = _in_era(m["era"], numeral(m["n"]), month, day)
    else:
        made = _made(numeral(m["y"]) or 0, month, day, "西暦")
    if made and m["end"]:
        return ParsedDate(made.last, made.last, made.form, made.odd)
    return made


def _century(two_digits: int) -> int:
    """Two-digit years as Excel reads them: 00 to 29 are 2000 to 2029, 30 to 99 are 1930 to 1999."""
    return two_digits + (2000 if two_digits < 30 else 1900)


def _from_dmy(m: re.Match[str]) -> ParsedDate | None:
    day, month, year = int(m["d"]), int(m["m"]), int(m["y"])
    short = len(m["y"]) == 2
    if short:
        year = _century(year)
    if month > 12 >= day:
        return _made(year, day, month, "mdy", True)
    return _made(year, month, day, "dmyy" if short else "dmy", short)


def _from_english(m: re.Match[str]) -> ParsedDate | None:
    name = m["mon"] or m["mon2"] or m["mon3"]
    digits = m["y"] or m["y2"] or m["y3"]
    day = m["d"] or m["d2"]
    if day is None and name == "may":
        return None  # the verb
    year = _century(int(digits)) if len(digits) == 2 else int(digits)
    return _made(year, _MONTH_NUMBER[name[:3].lower()], int(day) if day else None, "english", len(digits) == 2)


Seek = Callable[[re.Pattern[str], str], Iterable[re.Match[str]]]


def _at_begin(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    found = pattern.match(text)
    return () if found is None else (found,)


def _candidates(text: str, seek: Seek = re.Pattern.finditer) -> Iterator[tuple[int, int, ParsedDate]]:
    """Every reading of every date that ``seek`` finds, overlapping ones too; ``text`` is folded."""
    if "年" in text:
        for m in seek(_KANJI_FORM, text):
            if made := _from_kanji(m):
                yield m.start(), m.end(), made
    for m in seek(_ERA_DOTTED, text):
        if made := _in_era(m["era"], numeral(m["n"]), int(m["m"]), int(m["d"])):
            yield m.start(), m.end(), made
    for pattern, form in ((_YMD, "ymd"), (_COMPACT, "compact")):
        for m in seek(pattern, text):
            name = "iso" if form == "ymd" and m["s"] == "-" else form
            if made := _made(int(m["y"]), int(m["m"]), int(m["d"]), name):
                yield m.start(), m.end(), made
    for m in seek(_DMY, text):
        if made := _from_dmy(m):
            yield m.start(), m.end(), made
    if _WORD.search(text):
        for m in seek(_ENGLISH, text):
            if made := _from_english(m):
                yield m.start(), m.end(), made


def _settled(found: Iterable[tuple[int, int, ParsedDate]]) -> Iterator[tuple[int, int, ParsedDate]]:
    """Of overlapping readings the one that begins first, of those the longest."""
    end = 0
    for item in sorted(found, key=lambda f: (f[0], -f[1])):
        if item[0] >= end:
            yield item
            end = item[1]


def find_dates(text: str) -> Iterator[tuple[int, int, ParsedDate]]:
    """Days and months in running text as (start, end, date), in order, not overlapping, in code points of the
    text as given.

    Bare years and coded dates are not looked for: a number alone is no date.
    """
    yield from _settled(_candidates(fold(text)))


@lru_cache(20_000)
def parse_date(text: str) -> ParsedDate | None:
    """The date that the whole text is (a weekday before or behind and a time of day are allowed); None if it is none.

    Slashed dates with the year behind are read day first, as in the UK; month first only where nothing else is possible
    (marked odd). Two-digit years are read as Excel does, 1930 to 2029 (marked odd).
    """
    plain = fold(text).strip()
    if plain.isdecimal() and len(plain) != _COMPACT_LENGTH:
        return None  # most figures
    if len(plain) > 60 or not (m := _AROUND.fullmatch(plain)):
        return None
    inner = m["date"].strip()
    return next((made for _, end, made in _candidates(inner, _at_begin) if end == len(inner)), None)


def parse_coded_date(text: str) -> ParsedDate | None:
    """A 和暦 date in the seven-character form of pension and payroll records: 3600401, 3-600401, S600401.

    The first digit is the era (1 明治 to 5 令和). Any seven-digit number may look so: to be used only where a label or
    column says that it is a date.
    """
    plain = fold(text).strip().upper()
    if m := _CODED.fullmatch(plain):
        word = _ERA_BY_CODE[m[1]].name
    elif m := _LETTER_CODED.fullmatch(plain):
        word = m[1]
    else:
        return None
    return _in_era(word, int(m[2]), int(m[3]), int(m[4]), "和暦コード")


def parse_boxed_date(text: str) -> ParsedDate | None:
    """A date in the boxes of a form, day or year first, with nothing but blanks between its figures: 30 06 2015.

    Telephone numbers and amounts may look so: to be used only where a label or column says that it is a date.
    """
    plain = fold(text).strip()
    if not _BOXED.fullmatch(plain):
        return None
    figures = plain.replace(" ", "")
    day_first = _made(int(figures[4:]), int(figures[2:4]), int(figures[:2]), "boxed")
    year_first = _made(int(figures[:4]), int(figures[4:6]), int(figures[6:]), "boxed")
    return next((made for made in (day_first, year_first) if made and 1800 <= made.first.year < 2100), None)


def parse_labelled_date(text: str) -> ParsedDate | None:
    """The date that the whole of a value is, where its label or column says that it is one: as ``parse_date``, or in
    the forms that are dates by their label alone."""
    return parse_date(text) or parse_coded_date(text) or parse_boxed_date(text)
