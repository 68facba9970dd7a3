"""How many different people: low and high bounds from the rows of tables and from names in prose.

Rows are one person where the strongest number in them agrees (My Number, staff number ...), else where the name agrees:
then the low bound takes equal names for one person, the high bound tells them apart by birth date, telephone or mail.
Keys are hashes of normalised names, kept in the worker's memory only. Beyond ``KEPT`` of them only those stay whose
hash ends in so many zeros, with all that is known of each (distinct sampling, Gibbons 2001): memory stays the same, and
both bounds are widened by three standard errors of what the sample says.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, sqrt

import numpy as np

from detectors.layout.headers import header_of
from detectors.layout.parts import BOXES
from detectors.layout.roles import is_beside
from detectors.model import (
    SPECIAL_CATEGORIES,
    CellMatch,
    ColumnVerdict,
    Entity,
    EvidenceKind,
    Match,
    PeopleEstimate,
    Table,
)
from detectors.names.writing import name_keys
from detectors.people.bounds import bounded
from detectors.people.candidates import Candidates
from detectors.people.kept_people import Pairs, Readings, Sheet, counted
from detectors.people.members import tells_people
from detectors.people.mentions import Mention, mentioned, mentions
from detectors.people.name_columns import name_columns, reading_columns, same_pool
from detectors.people.name_numbers import NOBODY, name_number, name_numbers
from detectors.people.organisations import bodies
from detectors.people.others_named import Beside, apart, beside_rows
from detectors.people.short_forms import ShortForms
from detectors.text.lines import Lines, Numbers, number_of, numbers_of
from detectors.text.normalise import view_of

_STRONG = (
    Entity.JP_MY_NUMBER,
    Entity.UK_NINO,
    Entity.UK_NHS,
    Entity.JP_PENSION_NUMBER,
    Entity.JP_EMPLOYMENT_INSURANCE,
    Entity.JP_DRIVER_LICENSE,
    Entity.UK_DRIVING_LICENCE,
    Entity.JP_PASSPORT,
    Entity.UK_PASSPORT,
    Entity.JP_RESIDENCE_CARD,
    Entity.JP_RESIDENT_RECORD_CODE,
    Entity.UK_UTR,
    Entity.MEMBER_ID,
)
"""One person has one of each, and nobody shares it; the first that a table has decides."""

_KIN = (Entity.JP_MY_NUMBER, Entity.UK_NINO, Entity.UK_NHS)
"""Numbers that a list of people may also have of their families, in columns of their own."""

_WEAK = (Entity.DATE_OF_BIRTH, Entity.EMAIL_ADDRESS, Entity.PHONE_NUMBER)
"""What tells people of the same name apart. Mail and telephone may be shared or change: for the high bound only."""

_ALONE = (*_STRONG, Entity.EMAIL_ADDRESS, Entity.PHONE_NUMBER, Entity.CREDIT_CARD, Entity.IBAN_CODE)
"""What counts people where there are no names."""

_HALVES = 2_000
"""Names that tell whether a column holds whole names."""

_TURNS = 0.9
"""How often a reading and a name follow one another where each name has its reading in a row by itself."""

_SIDE_ROWS = 200
"""Rows in which a column must be blank to stand between two tables."""

_WIDE = 3.0
"""Standard errors by which the bounds are wider where only a sample was kept."""

_SELDOM = 0.1
"""Share of names that come again, below which a name's rows may be different people."""

_LIST = 3
"""Rows that have a number by which people are counted, that make a list."""

_FILLED = 0.6
"""Share of its cells from which on a row is one of the list."""

_OTHERS = 100_000
"""Names beside those that rows are about, at most."""

_MOBILE = re.compile(r"(?:0|(?:00)?440?|(?:00)?810?)?(?:7[1-57-9][0-9]{8}|[789]0[1-9][0-9]{7})$")
"""Telephone numbers that somebody has; any other may be an office's."""
_KANA = re.compile(r"[ァ-ヺーぁ-ゖ]+")
_OTHER = re.compile(r"[\W_]+")


class PeopleCounter:
    """Adds up tables and prose of one document; the same name on two sheets is one person."""

    def __init__(self) -> None:
        self._sheets: dict[str, Sheet] = {}
        self._numbers: dict[str, Pairs] = defaultdict(Pairs)  # by entity
        self._named = Candidates()
        self._others: set[str] = set()
        self._beside = Beside()
        self._addressed: set[int] = set()
        self._mask = 0
        self._readings = Readings()
        self._short = ShortForms()

    def table(self, table: Table, columns: Sequence[ColumnVerdict], cells: Sequence[CellMatch] = ()) -> None:
        """Add a table by its verdict."""
        sheet = self._sheets.setdefault(table.name, Sheet())
        boxed = [c for c in columns if _in_boxes(c)]
        groups = _groups([c for c in columns if not _in_boxes(c)])
        for group in itertools.chain.from_iterable(_side_by_side(table, g) for g in groups):
            kept = (self._readings, self._short, self._beside)
            self._besides(_add_rows(table, group, sheet, self._numbers, self._mask, *kept))
            self._thin()
        of_rows, aside = _of_rows(table, columns, cells)
        self._beside.add_names([table.rows[c.row][c.column][c.match.start : c.match.end] for c in aside])
        counted_cells, others = apart(columns, of_rows)
        self._besides(table.rows[c.row][c.column][c.match.start : c.match.end] for c in others)
        named, beside = _whole_names(table, counted_cells, boxed)
        self._values(named, prose=False)
        self._besides(beside)

    def text(self, text: str, matches: Iterable[Match]) -> None:
        """Add running text by what was found in it."""
        self._values(mentions(text, matches), prose=True)

    def _thin(self) -> None:
        """Half of the keys, again and again, until they are few enough."""
        while any(sheet.many for sheet in self._sheets.values()):
            mask = self._mask = self._mask << 1 | 1
            for sheet in self._sheets.values():
                sheet.thin(mask)
            for numbers in self._numbers.values():
                numbers.thin(mask)

    def _besides(self, names: Iterable[str]) -> None:
        """Add names of people who may be others than those counted."""
        some = list(itertools.islice(names, max(0, _OTHERS - len(self._others))))
        self._others.update(filter(None, name_keys(some)))

    def _values(self, found: Iterable[Mention], prose: bool) -> None:
        names: list[Mention] = []
        for mention in found:
            if mention.entity == Entity.PERSON:
                names.append(mention)
            elif mention.entity in _ALONE and (mention.entity != Entity.PHONE_NUMBER or _is_mobile(mention.value)):
                self._addressed.add(number_of(f"{mention.entity} {_OTHER.sub('', mention.value)}"))
        keys = self._named.add(names, prose)
        named = [(m.value, name_number(key)) for m, key in zip(names, keys, strict=True) if key]
        if named and not self._readings.full(False):
            self._readings.note(*zip(*named, strict=True))

    def estimate(self) -> PeopleEstimate:
        """Both bounds. Raises nothing; no names and no numbers is nobody."""
        counts: dict[int, int] = {}
        sure: dict[int, int] = {}
        nameless: set[int] = set()
        firms: set[int] = set()
        for sheet in self._sheets.values():
            nameless |= sheet.nameless
            firms |= sheet.firms
            _raise_to(counts, self._readings.as_written(sheet.of_name()))
        for numbers in self._numbers.values():
            _raise_to(sure, self._readings.as_written(counted(numbers.names)))
        _raise_to(counts, sure)
        fresh, other = (
            [k for k in keys if self._readings.name_of(name_number(k)) not in counts]
            for keys in (self._named, self._others.difference(self._named))
        )
        more = bounded(*self._named.chances(fresh, set(fresh).difference(self._short.others(fresh))))
        times = self._mask + 1
        called = self._short.numbers()  # surnames of people who are counted by their full names
        told = times * sum(max(1, sure.get(k, 1)) for k in counts if k not in called)
        low = max(told + more.low, times * len(nameless))
        high = times * (sum(counts.values()) + len(nameless | firms)) + more.high + len(other)
        if self._mask:
            off = _WIDE / sqrt(max(1, len(counts) + len(nameless | firms)))
            low, high = int(low * (1 - off)), ceil(high * (1 + off))
        if not high and self._addressed:
            return PeopleEstimate(1, len(self._addressed))
        known = {*counts, *map(name_number, [*fresh, *other])}
        return PeopleEstimate(low, max(low, high), *self._beside.bounds(known))


def _is_mobile(value: str) -> bool:
    return _MOBILE.match(_OTHER.sub("", view_of(value).text)) is not None


def _in_boxes(column: ColumnVerdict) -> bool:
    """Whether a verdict is about one value spread over boxes: no cell holds it."""
    return column.first_row == column.last_row and any(e.detail == BOXES for e in column.evidence)


def _of_rows(
    table: Table, columns: Sequence[ColumnVerdict], cells: Sequence[CellMatch]
) -> tuple[Sequence[CellMatch], Sequence[CellMatch]]:
    """The cells, and apart from them the names of those who stand beside the people that rows are about, as in
    (name + no.)."""
    names = [c.first_row for c in columns if c.entity == Entity.PERSON and not _in_boxes(c)]
    head = min(names, default=0) - 1
    if head < 0:
        return cells, ()
    headers = table.rows[head]

    def is_aside(c: CellMatch) -> bool:
        named = c.match.entity == Entity.PERSON and c.row > head and c.column < len(headers)
        return named and is_beside(headers[c.column])

    return [c for c in cells if not is_aside(c)], [c for c in cells if is_aside(c)]


def _whole_names(
    table: Table, cells: Sequence[CellMatch], boxed: Sequence[ColumnVerdict] = ()
) -> tuple[list[Mention], list[str]]:
    """What was found in cells and in boxes, and the names of those who stand beside the one whom a form is about.
    Surname above given name, or beside it, each with its label, is one name.

    Names of whoever looks after somebody count where nobody else is named, readings where no name is.
    """
    found = [
        (c.column, mention, _label_of(table, c))
        for c in cells
        for mention in mentioned(table.rows[c.row][c.column], c.match)
    ]
    found += [(c.column, Mention(c.entity, value, c.score), c.header) for c in boxed for value in c.values]
    out: list[Mention] = []
    beside: list[Mention] = []
    readings: list[Mention] = []
    alone: list[tuple[int, Mention]] = []  # names of one word, by column
    halves: dict[int, dict[str, Mention]] = {}
    for column, mention, label in found:
        named = header_of(label) if mention.entity == Entity.PERSON else None
        family = named.family if named else ""
        if family in ("surname", "given_name"):
            # The other half stands below it, or right of it with a label of its own.
            at = next((k for k, v in halves.items() if family not in v), column)
            halves.setdefault(column if column in halves else at, {}).setdefault(family, mention)
        elif family and is_beside(label):
            beside.append(mention)
        elif family in ("kana_name", "roman_name"):
            readings.append(mention)
        elif mention.entity == Entity.PERSON and len(mention.value.split()) == 1:
            alone.append((column, mention))
        else:
            out.append(mention)
    for column, mention in alone:
        if halves.get(column, {}).keys() == {"surname"}:
            halves[column]["given_name"] = mention  # MEMBER above SURNAME
        else:
            out.append(mention)
    if not halves and not any(m.entity == Entity.PERSON for m in out):
        out += readings or beside
    for names in halves.values():
        parts = [names[family] for family in sorted(names, reverse=True)]
        out.append(parts[0]._replace(value=" ".join(m.value for m in parts), score=max(m.score for m in parts)))
    about_one = len({m.value for m in out if m.entity == Entity.PERSON}) == 1
    return out, [m.value for m in beside] if about_one else []


def _label_of(table: Table, cell: CellMatch) -> str:
    """The label of what was found in a cell: the word that the evidence names, or what begins its row."""
    if cell.match.entity != Entity.PERSON:
        return ""
    for evidence in cell.match.evidence:
        if evidence.kind is EvidenceKind.LABEL and header_of(evidence.detail) is not None:
            return evidence.detail
    return table.rows[cell.row][0].strip() if cell.column else ""


def _raise_to(most: dict[int, int], mine: Mapping[int, int]) -> None:
    """Each count as high as the other has it."""
    if not most:
        most.update(mine)
        return
    for key, n in mine.items():
        if n > most.get(key, 0):
            most[key] = n


def _groups(columns: Sequence[ColumnVerdict]) -> list[list[ColumnVerdict]]:
    """The columns of each table on a sheet: a column met again, or rows apart, begin another table."""
    out: list[list[ColumnVerdict]] = []
    seen: set[int] = set()
    for column in columns:
        if not out or column.column in seen or column.column < max(seen, default=-1):
            out.append([])
            seen = set()
        seen.add(column.column)
        out[-1].append(column)
    return out


def _side_by_side(table: Table, columns: list[ColumnVerdict]) -> list[list[ColumnVerdict]]:
    """The columns of tables side by side: a column of blanks between names of people, and the headers come again."""
    names = [c.column for c in columns if c.entity == Entity.PERSON]
    if len(names) < 2:
        return [columns]
    first, last = min(c.first_row for c in columns), max(c.last_row for c in columns)
    rows = table.rows[max(0, first - 1) : min(last + 1, first + _SIDE_ROWS)]
    out: list[list[ColumnVerdict]] = [[]]
    before = -1
    for column in columns:
        blank = any(not any(at < len(r) and r[at].strip() for r in rows) for at in range(before + 1, column.column))
        seen = {c.header.strip() for c in out[-1] if c.entity == Entity.PERSON}
        again = any(
            c.column >= column.column and c.entity == Entity.PERSON and c.header.strip() in seen for c in columns
        )
        if before >= 0 and blank and again:
            out.append([])
        out[-1].append(column)
        before = column.column
    return out


def _add_rows(
    table: Table,
    columns: Sequence[ColumnVerdict],
    sheet: Sheet,
    known: dict[str, Pairs],
    mask: int,
    readings: Readings,
    short: ShortForms,
    aside: Beside,
) -> Iterable[str]:
    """Add the rows of one table; ``known`` are the numbers of people met so far, with their names, by entity. Gives the
    names of others in it."""
    by_entity: dict[str, ColumnVerdict] = {}
    names = name_columns([c for c in columns if c.entity == Entity.PERSON])
    for column in columns:
        if column.entity != Entity.MEMBER_ID or tells_people(column, names):
            by_entity.setdefault(column.entity, column)
    strong = [by_entity[e] for e in _STRONG if e in by_entity][:1]
    weak = [by_entity[e] for e in _WEAK if e in by_entity]
    if not names and not (alone := [by_entity[e] for e in _ALONE if e in by_entity]):
        sheet.firms |= _kept_numbers("row", _answers(table, columns), mask)
        return ()
    used = [*names, *strong, *weak] if names else alone[:1]
    others = [c for c in columns if c.entity in _KIN and c is not by_entity[c.entity]]
    first, last = min(c.first_row for c in used), max(c.last_row for c in used)

    def cells(column: ColumnVerdict, rows: Iterable[int] | None = None) -> list[str]:
        """A column's cells, of some rows or of all, counted from the first; '' for those that it does not hold."""
        whole = table.columns[column.column]
        some = itertools.islice(whole, first, last + 1) if rows is None else (whole[first + at] for at in rows)
        bare = list(map(str.strip, some))
        if column.count == last + 1 - first:
            return bare  # all of them are what the column holds
        values = column.writings
        return [cell if cell in values else "" for cell in bare]

    if not names:
        # Telephone numbers and mail addresses of firms may be somebody's, or nobody's.
        numbers = sheet.firms if _of_firms(table, first) else sheet.nameless
        entity = alone[0].entity
        numbers |= _kept_numbers(entity, set(cells(alone[0])), mask)
        sheet.firms |= _kept_numbers("row", _rows_without(table, columns, alone[0]), mask)
        return ()
    for other in others:  # 個人番号①: members of the family, each with a number
        sheet.nameless |= _kept_numbers(other.entity, other.values, mask)
    named = _without_readings(_joined([cells(c) for c in names]))
    keys = name_numbers(named)
    keys[bodies(named)] = NOBODY
    short.note(named)
    beside = reading_columns(columns, names)
    aside.add(columns, [*names, *beside])
    if not readings.full(beside):
        first_rows = _first_rows(named)
        read = _joined([cells(c) for c in beside]) if beside else named
        tell = readings.link if beside else readings.note
        tell([read[at] for at in first_rows], keys[first_rows].tolist())
    # The rows whose names are kept, by number.
    kept = ((keys != NOBODY) & (keys & np.uint64(mask) == 0)).nonzero()[0]
    if strong:
        entity, of_row = strong[0].entity, cells(strong[0], kept.tolist())
        numbered = np.fromiter(map(bool, of_row), bool, len(of_row))
        pairs = [hash((entity, number)) for number in of_row if number]
        sheet.strong.add(pairs, keys[kept[numbered]])
        known[entity].add(pairs, keys[kept[numbered]])
        kept = kept[~numbered]
    rows_of, names_of = kept.tolist(), keys[kept]
    told = [cells(c, rows_of) for c in weak]
    sheet.pairs.add([hash(each) for each in zip(names_of.tolist(), *told, strict=True)], names_of)
    if not strong and not weak:
        for other in same_pool(names, columns):  # a rota: each row names several
            more = name_numbers(cells(other))
            more = more[(more != NOBODY) & (more & np.uint64(mask) == 0)]
            sheet.pairs.add([hash((key,)) for key in more.tolist()], more)
    rows = [table.rows[first + at] for at in rows_of]
    sheet.raise_to(_several(rows, names_of, {c.column for c in columns if c.entity == Entity.PERSON}))
    if unnamed := (keys == NOBODY).nonzero()[0].tolist():
        # A firm, or somebody whose name is not given: may be a person.
        reached = by_entity.get(Entity.EMAIL_ADDRESS) or by_entity.get(Entity.PHONE_NUMBER)
        known_by = cells(reached, unnamed) if reached is not None else [""] * len(unnamed)
        told_by = {number or named[at] for at, number in zip(unnamed, known_by, strict=True)}
        sheet.firms |= _kept_numbers(reached.entity if reached is not None else Entity.PERSON, told_by, mask)
    return () if others else beside_rows(columns, [*names, *beside])  # members of the family are counted by number


def _rows_without(table: Table, columns: Sequence[ColumnVerdict], numbered: ColumnVerdict) -> Iterator[str]:
    """The rows of a list of people without names that lack the number by which the others are counted; totals, notes
    and rows that are hardly filled are none."""
    if numbered.count < _LIST:
        return
    held = numbered.writings
    first, last = min(c.first_row for c in columns), max(c.last_row for c in columns)
    least = _FILLED * len(table.rows[numbered.first_row])
    for at, row in enumerate(itertools.islice(table.rows, first, None), first):
        if numbered.column < len(row) and row[numbered.column].strip() in held:
            continue
        filled = [cell for cell in row if cell.strip()]
        if len(filled) >= least and any(map(str.isalpha, "".join(filled))):
            yield "\n".join(row)
        elif at > last:
            return  # what stands below the list


def _answers(table: Table, columns: Sequence[ColumnVerdict]) -> Iterator[str]:
    """The rows of a list of answers with special categories in which nobody is named, each perhaps somebody's."""
    told = [c for c in columns if c.entity in SPECIAL_CATEGORIES]
    if told:
        for row in range(min(c.first_row for c in told), max(c.last_row for c in told) + 1):
            yield f"{table.name} {row}"


def _kept_numbers(entity: str, values: Iterable[str], mask: int) -> set[int]:
    """What numbers of an entity are known by, those that are kept."""
    found = [f"{entity} {_OTHER.sub('', value)}" for value in values if value]
    return {key for key in numbers_of(Lines(found).codes).tolist() if not key & mask}


def _joined(columns: Sequence[list[str]]) -> list[str]:
    """The filled cells of each row as one text."""
    return columns[0] if len(columns) == 1 else [" ".join(filter(None, parts)) for parts in zip(*columns, strict=True)]


def _without_readings(named: list[str]) -> list[str]:
    """The names, '' for readings where each name has its own above or below it, in a row by itself."""
    filled = [n for n in named if n]
    if not 0.4 * len(filled[:_HALVES]) <= sum(map(_is_reading, filled[:_HALVES])) <= 0.6 * len(filled[:_HALVES]):
        return named
    lines = list(map(_is_reading, filled))
    turns = sum(a != b for a, b in itertools.pairwise(lines))
    if turns < _TURNS * (len(lines) - 1):
        return named
    return ["" if n and _is_reading(n) else n for n in named]


def _is_reading(name: str) -> bool:
    return _KANA.fullmatch(_OTHER.sub("", name)) is not None


def _first_rows(named: Sequence[str]) -> list[int]:
    """The row in which each name stands first, in order."""
    rows = dict(zip(reversed(named), range(len(named) - 1, -1, -1), strict=True))
    return sorted(row for name, row in rows.items() if name)


def _several(rows: Sequence[Sequence[str]], keys: Numbers, written: set[int]) -> dict[int, int]:
    """Names that come again where names hardly ever do, with their different rows: two people of one name, or one with
    two entries. ``written`` are the columns of names, for a name may be written in several ways."""
    names, of_rows, often = np.unique(keys, return_inverse=True, return_counts=True)
    rows_of: dict[int, set[int]] = {}
    again = (often > 1)[of_rows].nonzero()[0]
    for at, key in zip(again.tolist(), keys[again].tolist(), strict=True):
        rest = tuple([c for i, c in enumerate(rows[at]) if i not in written])
        rows_of.setdefault(key, set()).add(hash(rest))
    repeated = {key: len(different) for key, different in rows_of.items() if len(different) > 1}
    return repeated if len(repeated) <= _SELDOM * len(names) else {}


def _of_firms(table: Table, first: int) -> bool:
    """Whether a header above a row names organisations."""
    above = (c for row in table.rows[max(0, first - 3) : first] for c in row)
    return any(h.family == "organisation" for h in map(header_of, above) if h is not None)
