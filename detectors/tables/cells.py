"""Cells read as text: titles and notes, remarks, and columns that hold something inside their cells."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from detectors.layout.headers import header_of, plain_label
from detectors.model import SPECIAL_CATEGORIES, CellMatch, Entity, Evidence, EvidenceKind, Match, Passage, Table, score
from detectors.sheet import Region
from detectors.special.whose import IDENTIFYING
from detectors.special.whose import PRIOR as _SPECIAL_PRIOR
from detectors.tables.asking import Asking, Question
from detectors.tables.column import Column
from detectors.tables.name_odds import NAME_FAMILIES, name_odds
from detectors.text.normalise import view_of
from detectors.text.nothing import is_nothing

if TYPE_CHECKING:
    from detectors.finder import Finder

_AT_ONCE = 4_001
"""Characters of short cells read together, with one between each two."""

_ASKED = 64_000
"""Characters of such that are asked about together: more would no longer stay near."""

_BETWEEN = "\n\n"
"""Between cells read together: no label reaches over it."""

_ALONE = 200
"""Characters: longer cells are passages of their own."""

_ReadAs = tuple[tuple[str, ...], bool]
"""The labels that cells are read with, and whether their rows are about people."""

_T = TypeVar("_T")

_SHORT = 40
_HEADED = 0.3
"""Share of the headers that no vocabulary knows which are names, where a word among them may be one."""
_SURE_WORD = 0.7
"""How probable a name of one word has to be that stands alone in its cell."""
_KANA = re.compile("[ァ-ヺー]+")
_PLACES = frozenset({Entity.LOCATION, Entity.ORGANIZATION})


class Passages:
    """Cells waiting to be read, each once for its text and labels; then what was found in them."""

    def __init__(self, table: Table, finder: Finder) -> None:
        self._table = table
        self._detector = finder
        self._cells: dict[tuple[str, tuple[str, ...], bool], list[tuple[int, int]]] = defaultdict(list)
        self._heads: list[list[tuple[int, int]]] = []
        self._columns: list[tuple[tuple[str, ...], bool, int, Region, Column]] = []

    def headers(self, region: Region) -> None:
        """Header cells that the vocabulary does not know may be names (rotas, cross tables)."""
        known = sum(1 for h in region.headers if h and header_of(h) is not None)
        if known and all(_KANA.fullmatch(plain_label(h)) for h in region.headers if h):
            return  # an old program's words: ｼﾒｲ, ｼｬﾋﾞ, ｺｳｻﾞ
        if region.header_row >= 0 and known < 0.5 * sum(map(bool, region.headers)):
            cells = enumerate(self._table.rows[region.header_row])
            heads = [(region.header_row, c) for c, cell in cells if cell and header_of(cell.strip()) is None]
            for row, column in heads:
                self._add(row, column, (), False)
            self._heads.append(heads)

    def column(
        self, region: Region, column: Column, linked: bool, shortest: int = 1, only: Collection[str] = ()
    ) -> None:
        """The cells of a column of at least ``shortest`` characters, and ``only`` some values where such are given;
        ``linked`` says that its rows are about people."""
        labels = (column.header,) if column.header else ()
        for text in dict.fromkeys(column.cells):
            if len(text) >= shortest and (not only or text.strip() in only) and not is_nothing(text.strip()):
                self._cells[text, labels, linked] += ()
        self._columns.append((labels, linked, shortest, region, column))

    def loose(self, cells: Iterable[tuple[int, int]]) -> None:
        """Titles, notes, text between tables."""
        for row, column in cells:
            self._add(row, column, (), False)

    def _add(self, row: int, column: int, labels: tuple[str, ...], linked: bool) -> None:
        text = self._table.rows[row][column]
        if not is_nothing(text.strip()):
            self._cells[text, labels, linked].append((row, column))

    def found(self) -> Asking[tuple[CellMatch, ...]]:
        """Everything found, in order of place."""
        texts: dict[_ReadAs, list[str]] = defaultdict(list)
        for text, labels, linked in self._cells:
            texts[labels, linked].append(text)
        batches = [(read_as, batch) for read_as, some in texts.items() for batch in _batches(some)]
        inside: dict[_ReadAs, dict[str, list[Match]]] = defaultdict(dict)
        for some_batches in _up_to(_ASKED, batches, lambda batch: sum(map(len, batch[1]))):
            passages = [Passage(_BETWEEN.join(batch), labels) for (labels, _), batch in some_batches]
            answers = yield Question(passages=passages)
            for ((labels, linked), batch), found in zip(some_batches, answers, strict=True):
                for text, matches in zip(batch, _by_text(batch, found), strict=True):
                    if completed := self._completed(text, labels, linked, matches):
                        inside[labels, linked][text] = completed
        out: list[CellMatch] = []
        for (labels, linked), hits in inside.items():
            for text, matches in hits.items():
                out += [CellMatch(row, column, m) for row, column in self._cells[text, labels, linked] for m in matches]
        for labels, linked, shortest, region, of in self._columns:
            if hits := inside.get((labels, linked), {}):
                cells = zip(region.rows(), of.cells, strict=True)
                places = ((row, hits[text]) for row, text in cells if len(text) >= shortest and text in hits)
                out += [CellMatch(row, of.index, m) for row, matches in places for m in matches]
        out = self._without_words(out)
        return tuple(sorted(out, key=lambda c: (c.row, c.column, c.match.start, c.match.end, c.match.entity)))

    def _without_words(self, found: list[CellMatch]) -> list[CellMatch]:
        """What was found without headers of one word that only look like names (Ward, Miles): names that head columns
        stand beside others."""
        for heads in self._heads:
            named = [c for c in found if c.match.entity == Entity.PERSON and (c.row, c.column) in heads]
            if named and len(named) < max(2, _HEADED * len(heads)):
                words = [c for c in named if len(self._table.rows[c.row][c.column].split()) == 1]
                found = [c for c in found if c not in words]
        return found

    def _completed(self, text: str, labels: tuple[str, ...], linked: bool, matches: list[Match]) -> list[Match]:
        """Adds a labelled name that stands alone, and special categories in rows about people."""
        if not linked and not any(m.entity in IDENTIFYING for m in matches):
            # Cells are read together; whoever is named in another cell is not who this one is about.
            matches = [m for m in matches if m.entity not in SPECIAL_CATEGORIES]
        if len(text) <= _SHORT:
            # Towns and firms in short cells are what most tables are about.
            matches = [m for m in matches if m.entity not in _PLACES]
        named = header_of(labels[0]) if labels else None
        if (named is None or named.family not in NAME_FAMILIES) and text.isascii() and text.strip().isalpha():
            # So may one word be that could be a name as well as a place or a class.
            matches = [m for m in matches if m.entity != Entity.PERSON or m.score >= _SURE_WORD]
        if named is not None and named.family in NAME_FAMILIES and not matches and len(text) <= 40:
            odds = name_odds(text.strip(), named.family)
            evidence = (
                Evidence(EvidenceKind.LABEL, 4.0, named.word),
                Evidence(EvidenceKind.DICTIONARY, round(odds, 2), "names"),
            )
            match = Match(Entity.PERSON, 0, len(text), score(evidence, -2.5), evidence, "columns")
            own = self._detector.own
            if match.score >= self._detector.threshold(Entity.PERSON) and not (own and own.allowed(match.entity, text)):
                return [match]
        if linked and not any(m.entity in SPECIAL_CATEGORIES for m in matches):
            view = view_of(text, labels)
            for match in self._detector.candidates(view, SPECIAL_CATEGORIES):
                reasons = (*match.evidence, Evidence(EvidenceKind.NEIGHBOUR, 1.5, str(Entity.PERSON)))
                probability = score(reasons, _SPECIAL_PRIOR)
                if probability >= self._detector.threshold(match.entity):
                    start, end = view.source(match.start, match.end)
                    found = match._replace(start=start, end=end, score=probability, evidence=reasons)
                    matches = [*matches, found]
        return matches


def _batches(texts: list[str]) -> Iterator[list[str]]:
    """The texts that are read as one: each long one by itself, short ones together."""
    yield from ([text] for text in texts if len(text) > _ALONE)
    yield from _up_to(_AT_ONCE, [text for text in texts if len(text) <= _ALONE], lambda text: len(text) + 1)


def _up_to(most: int, items: Iterable[_T], size: Callable[[_T], int]) -> Iterator[list[_T]]:
    """The items in runs of at most a size, or of one."""
    some: list[_T] = []
    left = most
    for item in items:
        if size(item) > left and some:
            yield some
            some, left = [], most
        some.append(item)
        left -= size(item)
    if some:
        yield some


def _by_text(texts: list[str], found: Iterable[Match]) -> list[list[Match]]:
    """What was found in texts that were read as one, for each of them what lies in it, at its place there."""
    starts = list(itertools.accumulate((len(text) + len(_BETWEEN) for text in texts), initial=0))
    inside: list[list[Match]] = [[] for _ in texts]
    for match in found:
        at = bisect_right(starts, match.start) - 1
        if match.end <= starts[at] + len(texts[at]):
            inside[at].append(match._replace(start=match.start - starts[at], end=match.end - starts[at]))
    return inside
