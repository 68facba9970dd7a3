"""Surnames alone on one sheet (森様, Baker) and full names on another (森 清, Tom Baker): the same people, as far as is
known. Only the low bound heeds it; the names of long lists are not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from detectors.names.writing import HONORIFICS, name_keys
from detectors.people.name_columns import is_half
from detectors.people.name_numbers import name_number
from detectors.text.normalise import fold, view_of

_LONG_LIST = 20_000
"""Rows from which on names are not looked at."""
_LONGEST = 4
"""Characters of a Japanese surname at most."""
_HONORIFIC = re.compile(rf"(?<=.)(?:{HONORIFICS})$")


class ShortForms:
    """The surnames that stand alone in columns of such, and what full names begin with."""

    def __init__(self) -> None:
        self._alone: dict[int, str] = {}
        self._parts: set[str] = set()

    def note(self, named: Sequence[str]) -> None:
        """Add the names of a table."""
        if len(named) > _LONG_LIST:
            return
        names = sorted(filter(None, set(named)))
        if not names:
            return
        if is_half(names):
            self._alone |= {name_number(key): _bare(key) for key in name_keys(names) if key}
            return
        for name in names:
            self._parts.update(_begins(_bare(fold(view_of(name).text).strip())))

    def numbers(self) -> frozenset[int]:
        """The numbers of the names that may be short for a full one."""
        return frozenset(number for number, bare in self._alone.items() if bare in self._parts)

    def others(self, keys: Iterable[str]) -> list[str]:
        """Those of some names that are not short for a full one."""
        return [key for key in keys if _bare(key) not in self._parts]


def _bare(key: str) -> str:
    return _HONORIFIC.sub("", key)


def _begins(name: str) -> Iterable[str]:
    """What a full name may be called by: each of its words, what comes before the blank, or what it begins with."""
    words = name.split()
    if name.isascii():
        return [word.strip(".,") for word in words if len(word) > 2]
    if len(words) > 1:
        return words[:1]
    return [name[:length] for length in range(1, min(_LONGEST, len(name) - 1) + 1)]
