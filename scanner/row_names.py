"""Names in columns: which of them are one name in two cells, whose a column is, and what is a whole name.

The texts are in the worker only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from detectors.model import ColumnVerdict, Entity
from scanner.value_forms import letters

SHARED = 2
"""A value in the rows of more than so many different names is nobody's own (a switchboard, a manager's name)."""

_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_FORMER = re.compile(r"旧姓|maiden|former|previous|née|\bnee\b", re.IGNORECASE)
_PARTS = frozenset({"surname", "given_name"})


def script(text: str) -> str:
    """``latin``, ``kana`` or ``kanji`` (which may have kana in it)."""
    plain = letters(text)
    return "latin" if plain.isascii() else "kana" if _KANA.fullmatch(plain) else "kanji"


def is_whole(name: str) -> bool:
    """Whether a name is a whole one rather than a surname or a given name alone."""
    name = name.strip()
    if re.search(r"[\s,・=]", name):
        return True
    least = {"latin": 99, "kana": 6, "kanji": 3}[script(name)]
    return len(name) >= least


def same_person(one: str, other: str) -> bool:
    """Whether one name may be the other, shortened or read: 山田様 after 山田太郎, Ms Jones after Ann Jones."""
    if {script(one), script(other)} == {"kanji", "kana"}:
        return True
    a, b = letters(one).casefold(), letters(other).casefold()
    if a in b or b in a:
        return True
    words = [{w for w in re.split(r"[\W_]+", n.casefold()) if len(w) > 2} for n in (one, other)]
    small, large = sorted(words, key=len)
    return len(small - {"mrs", "miss"}) == 1 and small - {"mrs", "miss"} <= large


def part_of_label(word: str) -> str:
    """``surname`` or ``given_name`` where a label says so, else ''."""
    from detectors.layout.headers import header_of

    found = header_of(word)
    return found.family if found is not None and found.family in _PARTS else ""


class NameColumn:
    """A judged column, in the worker: from the texts of its cells to the values, and which are wanted. ``own``: it is
    about whom the row is about; ``part`` is ``surname``, ``given_name`` or '' (neither, or not known)."""

    def __init__(self, verdict: ColumnVerdict, hashed: Callable[[str, str], int], wanted: frozenset[int]) -> None:
        from detectors.layout.roles import column_header, is_beside

        self.verdict = verdict
        self.own = not is_beside(verdict.header)
        self.former = bool(_FORMER.search(verdict.header))
        head = column_header(verdict.header) if verdict.header and verdict.entity == Entity.PERSON else None
        self.part = head.family if head is not None and head.family in _PARTS and not self.former else ""
        self.wanted = {v: h for v in verdict.values if (h := hashed(verdict.entity, v)) in wanted}
        self._values = {text: v for v in verdict.values for text in ((v, v.lstrip("0")) if v[:1] == "0" else (v,))}

    def at(self, rows: Sequence[Sequence[str]], row: int) -> str:
        """The value in a row, '' where the cell holds none."""
        column = self.verdict.column
        if not self.verdict.first_row <= row <= self.verdict.last_row or column >= len(rows[row]):
            return ""
        return self._values.get(rows[row][column].strip(), "")

    def wanted_rows(self, rows: Sequence[Sequence[str]]) -> Iterator[int]:
        """The rows in which a wanted value stands."""
        if self.wanted:
            yield from (row for row in self.span(rows) if self.at(rows, row) in self.wanted)

    def span(self, rows: Sequence[Sequence[str]]) -> range:
        """The rows in which it may have values."""
        return range(self.verdict.first_row, min(self.verdict.last_row + 1, len(rows)))


def couples(columns: Sequence[NameColumn], texts: Mapping[int, str]) -> list[tuple[int, int]]:
    """Which cells of a row (``texts`` by number of column) are family and given name of one person.

    Headers tell where they do; else the columns go two by two. Those of another person in the row (a partner, a
    contact) go with each other. A former surname goes with the given name as well.
    """
    found: list[tuple[int, int]] = []
    for own in (True, False):
        people = [
            c
            for c in columns
            if c.verdict.entity == Entity.PERSON and c.verdict.column in texts and c.own is own and not c.former
        ]
        called = [c for c in people if c.part]
        # Of those beside, each header names somebody else: 担当者, 承認者.
        others = [c for c in people if own and not c.part and not is_whole(texts[c.verdict.column])]
        found += _by_header(called)
        if len(called) == len(others) == 1:
            # One of the two has a header that is not known.
            others = sorted([*called, *others], key=lambda c: c.verdict.column)
        found += [
            (one.verdict.column, other.verdict.column) for one, other in zip(others[::2], others[1::2], strict=False)
        ]
    given = next(
        (c.verdict.column for c in columns if c.own and c.part == "given_name" and c.verdict.column in texts), -1
    )
    former = [c.verdict.column for c in columns if c.former and c.verdict.column in texts] if given >= 0 else []
    return [*found, *((column, given) for column in former if not is_whole(texts[column]))]


def _by_header(columns: Sequence[NameColumn]) -> Iterator[tuple[int, int]]:
    """Family and given name, in whichever order; a second one of the same kind is a middle name, or a name at birth."""
    waiting: NameColumn | None = None
    before = ""
    for column in columns:
        if waiting is not None and waiting.part != column.part:
            yield waiting.verdict.column, column.verdict.column
            waiting = None
        elif before != column.part:
            waiting = column
        before = column.part


def shared(
    columns: Sequence[NameColumn], rows: Sequence[Sequence[str]], met: Collection[int]
) -> frozenset[tuple[int, str]]:
    """The values of the rows ``met``, as (column, value), that stand in the rows of several people."""
    names = next((c for c in columns if c.verdict.entity == Entity.PERSON and c.own), None)
    found: set[tuple[int, str]] = set()
    for column in columns if names is not None else ():
        if names is None or column.verdict.entity == Entity.PERSON:
            continue
        whose: dict[str, set[str]] = {value: set() for row in met if (value := column.at(rows, row))}
        for row in column.span(rows) if whose else ():
            if (value := column.at(rows, row)) in whose:
                whose[value].add(names.at(rows, row))
        found |= {(column.verdict.column, value) for value, people in whose.items() if len(people) > SHARED}
    return frozenset(found)
