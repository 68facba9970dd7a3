"""Cells read as text: titles and notes, remarks, and columns that hold something inside their cells."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from detectors.column import Column
from detectors.engine import IDENTIFYING
from detectors.headers import header_of
from detectors.model import SPECIAL_CATEGORIES, CellMatch, Entity, Evidence, EvidenceKind, Match, Passage, Table, score
from detectors.name_odds import NAME_FAMILIES, name_odds
from detectors.normalise import view_of
from detectors.nothing import is_nothing
from detectors.regions import Region
from detectors.sensitive import PRIOR as _SPECIAL_PRIOR

if TYPE_CHECKING:
    from detectors.engine import Detector

_AT_ONCE = 4_000
"""Characters of short cells read together."""

_BETWEEN = "\n\n"
"""Between cells read together: no label reaches over it."""

_ALONE = 200
"""Characters: longer cells are passages of their own."""

_SHORT = 40
_PLACES = frozenset({Entity.LOCATION, Entity.ORGANIZATION})


class Passages:
    """Cells waiting to be read, each once for its text and labels; then what was found in them."""

    def __init__(self, table: Table, detector: Detector) -> None:
        self._table = table
        self._detector = detector
        self._cells: dict[tuple[str, tuple[str, ...], bool], list[tuple[int, int]]] = defaultdict(list)
        self._columns: list[tuple[tuple[str, ...], bool, int, Region, Column]] = []

    def headers(self, region: Region) -> None:
        """Header cells that the vocabulary does not know may be names (rotas, cross tables)."""
        known = sum(1 for h in region.headers if h and header_of(h) is not None)
        if region.header_row >= 0 and known < 0.5 * sum(map(bool, region.headers)):
            for column, cell in enumerate(self._table.rows[region.header_row]):
                if cell and header_of(cell.strip()) is None:
                    self._add(region.header_row, column, (), False)

    def column(self, region: Region, column: Column, linked: bool, shortest: int = 1) -> None:
        """The cells of a column of at least ``shortest`` characters; ``linked`` says that its rows are about people."""
        labels = (column.header,) if column.header else ()
        for text in dict.fromkeys(column.cells):
            if len(text) >= shortest and not is_nothing(text.strip()):
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

    def found(self) -> tuple[CellMatch, ...]:
        """Everything found, in order of place."""
        out: list[CellMatch] = []
        batches: dict[tuple[tuple[str, ...], bool], list[str]] = defaultdict(list)
        for text, labels, linked in self._cells:
            batches[labels, linked].append(text)
        for (labels, linked), texts in batches.items():
            inside = {text: matches for text, matches in self._read(texts, labels, linked) if matches}
            for text, matches in inside.items():
                out += [CellMatch(row, column, m) for row, column in self._cells[text, labels, linked] for m in matches]
            for *read_as, shortest, region, of in self._columns:
                if inside and read_as == [labels, linked]:
                    hits = {text: matches for text, matches in inside.items() if len(text) >= shortest}
                    places = zip(region.rows(), of.cells, strict=True)
                    out += [CellMatch(row, of.index, m) for row, text in places if text in hits for m in hits[text]]
        return tuple(sorted(out, key=lambda c: (c.row, c.column, c.match.start, c.match.end, c.match.entity)))

    def _read(self, texts: list[str], labels: tuple[str, ...], linked: bool) -> Iterable[tuple[str, list[Match]]]:
        find = self._detector.find
        alone = [t for t in texts if len(t) > _ALONE]
        for text, matches in zip(alone, find([Passage(t, labels) for t in alone]), strict=True):
            yield text, self._completed(text, labels, linked, matches)
        for batch in _batches([t for t in texts if len(t) <= _ALONE]):
            starts = list(itertools.accumulate((len(t) + len(_BETWEEN) for t in batch), initial=0))
            inside: list[list[Match]] = [[] for _ in batch]
            for match in find([Passage(_BETWEEN.join(batch), labels)])[0]:
                at = bisect_right(starts, match.start) - 1
                if match.end <= starts[at] + len(batch[at]):
                    inside[at].append(match._replace(start=match.start - starts[at], end=match.end - starts[at]))
            for text, matches in zip(batch, inside, strict=True):
                yield text, self._completed(text, labels, linked, matches)

    def _completed(self, text: str, labels: tuple[str, ...], linked: bool, matches: list[Match]) -> list[Match]:
        """Adds a labelled name that stands alone, and special categories in rows about people."""
        if not linked and not any(m.entity in IDENTIFYING for m in matches):
            # Cells are read together; whoever is named in another cell is not who this one is about.
            matches = [m for m in matches if m.entity not in SPECIAL_CATEGORIES]
        if len(text) <= _SHORT:
            # Towns and firms in short cells are what most tables are about.
            matches = [m for m in matches if m.entity not in _PLACES]
        named = header_of(labels[0]) if labels else None
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


def _batches(texts: list[str]) -> Iterable[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if size + len(text) > _AT_ONCE and batch:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch
