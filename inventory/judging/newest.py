"""The newest date of a file: what stands in it, the same for the same bytes whatever the file is called."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.model import ClueKind, DateClue


def newest_day(clues: Iterable[DateClue], modified: str, today: str) -> str:
    """The newest day up to ``today`` that stands in the content or the properties of a file, else ``modified``, the day
    of the file system; ISO dates, '' for none.

    The end of a year or month that a name or heading speaks of stands nowhere, and is none.
    """
    inside = [c.last for c in clues if "" < c.last <= today and _stands_there(c)]
    return max(inside) if inside else modified


def _stands_there(clue: DateClue) -> bool:
    if clue.source in ("name", "folder") or (clue.kind is ClueKind.PERIOD and clue.event != "day"):
        return False
    a_month = clue.first < clue.last and clue.first[:7] == clue.last[:7] and clue.first.endswith("-01")
    return not a_month
