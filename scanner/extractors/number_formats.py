"""Excel's number formats: which show a day, and what a number with leading zeros or dividing marks looks like.

Excel stores 0011234 as 11234 with the format 0000000, and a postcode as a number with 000-0000: what a person sees is
the shown text, and so it is in the tables (ECMA-376 part 1, 18.8.31).
"""

from __future__ import annotations

import datetime as dt
import operator
import re

JAPANESE_IDS = frozenset((*range(27, 37), *range(50, 59)))
"""Built-in number formats of East Asian Excel that are dates or parts of one (ECMA-376 18.8.30)."""
DATE_IDS = frozenset((14, 15, 16, 17, 22))
_QUOTED = r"\[[^\]]*\]|\"[^\"]*\"|\\.|_.|\*."
_CONDITION = re.compile(r"\[(<=|>=|<|>|=)(\d{1,15})\]")
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)', re.DOTALL)
_TELLING = re.compile(r"00[0-]|0.*[-()].*0|#.*[-()].*#|0#{2}")
_PLAIN = frozenset("0#?-() /")
Formats = dict[str, str]
"""Style (index into cellXfs) -> format code."""


def is_era_format(code: str) -> bool:
    """Whether a format shows a date in a Japanese way: with an era (g, gg, ggg) or era year (e)."""
    if re.search(r"\[\$-[^\]]*(?:411|ja-jp)[^\]]*\]", code, re.I):
        bare = re.sub(_QUOTED, "", code)
        return bool(re.search("[gemdy]", bare, re.I)) and "#" not in bare
    bare = re.sub(_QUOTED, " ", code)
    if "0" in bare or "#" in bare or "general" in bare.lower():
        return False
    return bool(re.search(r"(?<![a-z])(?:g{1,3}|e{1,4})(?![a-df-z])", bare, re.I))


def is_date_format(code: str) -> bool:
    """Whether a format shows a day: it has a year or a day in it, outside of quotes and colours."""
    bare = re.sub(_QUOTED, "", code).lower()
    return bool(re.search("[yd]", bare)) and "general" not in bare


def is_digit_format(code: str) -> bool:
    """Whether a format shows whole numbers as codes: with leading zeros (00000) or divided (000-0000)."""
    sections = [_pattern(section) for section in code.split(";")]
    return all(set(s) <= _PLAIN for s in sections) and any(_TELLING.search(s) for s in sections)


def _pattern(section: str) -> str:
    """The placeholders and marks of one section of a format; letters that mean something else stay in it."""
    return "".join(quoted or escaped or other for quoted, escaped, other in _TOKEN.findall(section)).strip()


def digits_shown(value: str, code: str) -> str:
    """What a whole number that is not negative looks like in a digit format; '' for any other."""
    try:
        number = float(value)
    except ValueError:
        return ""
    if not (0 <= number < 1e15 and number.is_integer()):
        return ""
    pattern = _section(int(number), code)
    digits = list(str(int(number))) if number or "0" not in pattern else []
    places = sum(pattern.count(c) for c in "0#?")
    if not places:
        return ""
    shown: list[str] = []
    for mark in reversed(pattern):
        if mark not in "0#?":
            shown.append(mark)
            continue
        places -= 1
        if not places:  # the leftmost place takes all that is left
            shown.extend(reversed(digits or ["0"] if mark == "0" else digits))
        elif digits:
            shown.append(digits.pop())
        elif mark == "0":
            shown.append("0")
    text = "".join(reversed(shown)).strip()
    return text.lstrip("-/ ") if text[:1] in "-/ " else text


def _section(number: int, code: str) -> str:
    """The section of the format that the number takes: by its conditions, else the first without one."""
    sections = code.split(";")
    for section in sections:
        condition = _CONDITION.search(section)
        if condition is None:
            return _pattern(section)
        limit = int(condition[2])
        if _COMPARE[condition[1]](number, limit):
            return _pattern(section)
    return _pattern(sections[-1])


EPOCH, EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


def serial_date(serial: str | float, epoch: dt.datetime = EPOCH) -> str:
    """The ISO date (and time) of a serial number, '' where it is none."""
    try:
        number = float(serial)
        moment = epoch + dt.timedelta(days=number)
    except (ValueError, OverflowError):
        return ""
    if number < 1:
        return ""
    return moment.date().isoformat() if number.is_integer() else moment.isoformat(timespec="seconds")
