"""How a day that somebody types may be written in the files: hashes of dates are of the writing, not of the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

_SIGNS = ("/", "-", ".", " ")
_KANJI = "〇一二三四五六七八九"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_forms(value: str) -> list[str]:
    """The usual writings of the day that ``value`` is, in English and Japanese, each once; nothing where it is no day.

    A day with the year behind is read day first, as in the UK.
    """
    from detectors.text.dates import parse_date

    found = parse_date(value)
    if found is None or not found.is_day:
        return []
    day = found.first
    return list(dict.fromkeys([value, *_figures(day), *_english(day), *_japanese(day)]))


def is_part_of_date(value: str) -> bool:
    """Whether a value is a month (May 1979, 昭和54年5月), which is no day."""
    from detectors.text.dates import parse_date

    found = parse_date(value)
    return found is not None and not found.is_day


def _figures(day: date) -> Iterator[str]:
    short = f"{day.year % 100:02}"
    for d, m in _one_and_two(day):
        for sign in _SIGNS:
            yield sign.join((d, m, str(day.year)))
            yield sign.join((str(day.year), m, d))
            yield sign.join((d, m, short))
    yield f"{day:%Y%m%d}"
    yield f"{day:%d%m%Y}"
    for middle in (" ", "T"):
        yield f"{day.isoformat()}{middle}00:00:00"
    yield f"{day:%Y/%m/%d} 00:00:00"
    yield f"{day:%d/%m/%Y} 00:00:00"
    yield f"{day:%d/%m/%Y} 00:00"


def _one_and_two(day: date) -> list[tuple[str, str]]:
    """Day and month, each with one figure where that is enough, and with two."""
    return list(
        dict.fromkeys((d, m) for d in (str(day.day), f"{day.day:02}") for m in (str(day.month), f"{day.month:02}"))
    )


def _english(day: date) -> Iterator[str]:
    name = _MONTHS[day.month - 1]
    ending = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    years = (str(day.year), f"{day.year % 100:02}")
    for month in dict.fromkeys((name, name[:3], f"{name[:3]}.", "Sept" if day.month == 9 else name)):
        for d in dict.fromkeys((str(day.day), f"{day.day:02}", f"{day.day}{ending}")):
            for year in years:
                yield f"{d} {month} {year}"
                yield f"{d}-{month}-{year}"
                yield f"{d}/{month}/{year}"
            yield f"{d} of {month} {day.year}"
            yield f"{d} {month}, {day.year}"
            yield f"{month} {d}, {day.year}"
            yield f"{month} {d} {day.year}"


def _japanese(day: date) -> Iterator[str]:
    from detectors.text.dates import ERAS

    for d, m in _one_and_two(day):
        yield f"{day.year}年{m}月{d}日"
    for era in ERAS:
        if not era.start <= day <= era.end:
            continue
        number = day.year - era.base
        years = dict.fromkeys((str(number), f"{number:02}", *(("元",) if number == 1 else ())))
        for word in (era.name, era.name[0], era.letter, era.ligature):
            for n in years:
                for d, m in _one_and_two(day):
                    yield f"{word}{n}年{m}月{d}日"
                    for sign in ("/", "-", "."):
                        yield f"{word}{sign.join((n, m, d))}"
        kanji = "元" if number == 1 else _in_kanji(number)
        yield f"{era.name}{kanji}年{_in_kanji(day.month)}月{_in_kanji(day.day)}日"
        for head in (era.code, era.letter):
            yield f"{head}{number:02}{day.month:02}{day.day:02}"
            yield f"{head}-{number:02}{day.month:02}{day.day:02}"


def _in_kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"{'' if tens < 2 else _KANJI[tens]}{'十' if tens else ''}{_KANJI[ones] if ones or not tens else ''}"
