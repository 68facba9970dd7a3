"""In which form what a file says of somebody is compared with what else is known of them.

The same day, house or name is written in many ways; two values disagree only where no way of writing explains it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.model import Entity
from detectors.text.dates import parse_labelled_date
from scanner.masking import Hasher
from scanner.row_names import is_whole, script
from scanner.value_forms import bare_name, normalised


class Compared(NamedTuple):
    """A value in the form in which it is compared with others of its ``kind``: keyed, as all hashes are."""

    kind: str
    value: int


def one_writing(entity: str, text: str) -> str:
    """A birth date as ISO has it, where it is a whole day; anything else as it is."""
    day = parse_labelled_date(text) if entity == Entity.DATE_OF_BIRTH else None
    return day.first.isoformat() if day is not None and day.is_day else text


def compared(entity: str, text: str, hasher: Hasher) -> Compared | None:
    """The form of a value, None where it does not tell one person from another: part of a name, a birthday without its
    year, an address without a number. Names are compared with those of the same script (of a name read or romanised
    nobody can say that it is another)."""
    kind, form = str(entity), text
    if entity == Entity.PERSON:
        kind = name_kind(text)
        form = _name(text)
    elif entity == Entity.DATE_OF_BIRTH:
        form = _day(text)
    elif entity == Entity.ADDRESS:
        form = _house(text)
    return Compared(kind, hasher.value(entity, form)) if form else None


def name_kind(name: str) -> str:
    """What a name is compared as: PERSON and its script."""
    return f"{Entity.PERSON} {script(bare_name(name))}"


def _name(text: str) -> str:
    """First and last word of a name in Latin letters, in either order, for middle names are often left out; a name in
    Japanese as it is, in katakana where it is in kana. '' for part of a name, and for one with initials."""
    name = bare_name(text)
    if not is_whole(name):
        return ""
    writing = script(name)
    if writing == "latin":
        ends = (name.split()[0], name.split()[-1])
        return " ".join(sorted(ends)) if min(map(len, ends)) > 1 else ""
    if writing == "kana":
        import jaconv

        return str(jaconv.hira2kata(name))
    return name


def _day(text: str) -> str:
    """A day without its century, which is often left out, and with day and month in either order where both are
    possible."""
    found = parse_labelled_date(text)
    if found is None or not found.is_day:
        return ""
    day = found.first
    order = sorted((day.day, day.month)) if day.day <= _MONTHS else (day.month, day.day)
    return f"{day.year % 100}-{order[0]}-{order[1]}"


def _house(text: str) -> str:
    """The number of the house, the longest of an address: towns and names of buildings are often left out."""
    plain = _POSTCODE.sub(" ", normalised(Entity.ADDRESS, [_POSTCODE.sub(" ", text)])[0])
    return max(reversed(_NUMBERS.findall(plain)), key=len, default="")


_MONTHS = 12
_NUMBERS = re.compile(r"[0-9]+(?:-[0-9]+)*")
_POSTCODE = re.compile(r"〒?\s*[0-9]{3}-[0-9]{4}(?![0-9-])|\b[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2}\b")
