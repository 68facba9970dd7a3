"""Columns judged as columns: what the header says, what share of the distinct values passes, what stands beside.

One finding for each column of each table on a sheet. Forms, notes and cells that no column verdict covers are read as
text (``detectors.tables.cells``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from detectors.layout.category_headers import column_category, is_of_animals
from detectors.layout.headers import is_numeric, spread
from detectors.layout.regions import layout_of
from detectors.layout.roles import column_header
from detectors.model import (
    NEGATIVE,
    SPECIAL_CATEGORIES,
    CellMatch,
    ColumnVerdict,
    Entity,
    Match,
    Table,
    TableVerdict,
)
from detectors.sheet import Region
from detectors.tables.asking import Asking
from detectors.tables.bank_lists import accounts
from detectors.tables.beside_names import beside_names, births
from detectors.tables.cells import Passages
from detectors.tables.column import LONG, Column
from detectors.tables.form_values import read_forms
from detectors.tables.hypotheses import LINKING, Argument, Hypotheses, by_themselves
from detectors.tables.learnt.columns import learnt
from detectors.tables.long_tables import LongTables, long_table
from detectors.tables.name_odds import NAME_FAMILIES, beside_numbers, in_posts
from detectors.tables.neighbours import addresses, beside_sure, names_of_kin, pairs_of_names, readings_of_names
from detectors.tables.passports import passports_abroad
from detectors.tables.readings import SAMPLE, scan
from detectors.tables.shared_names import below_days, named_again, on_duty
from detectors.tables.spread_columns import spread_columns
from detectors.tables.telling import UNMISTAKABLE, categories, is_questionnaire, measured, telling_cells
from detectors.tables.verdicts import own_column, own_verdict, special_verdict, verdict_of
from detectors.text.lines import Lines

if TYPE_CHECKING:
    from detectors.finder import Finder

_PLACES = frozenset({Entity.LOCATION, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE})
_ASIDE = frozenset({Entity.AGE, Entity.GENDER})
"""What says nothing of anybody in a table of things that has nobody."""
_ANIMALS = frozenset({Entity.AGE, Entity.GENDER, Entity.DATE_OF_BIRTH})
"""What is an animal's where animals are listed."""

_NUMBERED = 0.1
"""Share of addresses at least that hold figures."""

_SMALL = 3
"""Rows: tables with no more are too small to be judged by their values."""

_PART, _MOST_OF_ALL = 0.12, 0.5
"""Share of the values that makes a kind a part of a column, and that which makes it the kind of the column."""

_OF_WHOM = NAME_FAMILIES | {"phone"}
_LONG_TEXT = 25
"""Characters: columns whose cells are longer on average are read as text."""


def judging(table: Table, finder: Finder, held: LongTables) -> Asking[TableVerdict]:
    """What each column of a table holds, and what was found in cells not judged by column.

    Any grid will do: ragged, empty, one column, several tables. Raises nothing for any content. A long table may come
    in several calls with the same name and header: what its first rows were taken for goes for the others too, until
    the finder is told of another file.
    """
    taken_apart = layout_of(table)
    if table.continued:
        taken_apart = taken_apart.without_first_row()  # it was looked at with the rows before
    passages = Passages(table, finder)
    verdicts: list[ColumnVerdict] = []
    for region in taken_apart.tables:
        passages.headers(region)
        if region.size:
            judged = yield from _judge_region(table, region, finder, passages, held)
            judged += spread_columns(table, region, {v.column for v in judged}, finder)
            verdicts += sorted(judged, key=lambda v: v.column)
    passages.loose(taken_apart.loose)
    in_boxes, in_fields = read_forms(table, taken_apart.forms, finder)
    verdicts += in_boxes
    in_passages = yield from passages.found()
    cells = tuple(sorted(in_passages + in_fields, key=lambda c: (c.row, c.column, c.match.start, c.match.end)))
    for start, end in taken_apart.transposed:
        cells += yield from _judge_transposed(table, start, end, finder, held)
    return TableVerdict(tuple(verdicts), cells)


ARGUMENTS: tuple[Argument, ...] = (
    by_themselves,  # header and values of each
    pairs_of_names,  # surnames beside given names
    beside_sure,
    readings_of_names,
    births,
    accounts,
    on_duty,
    below_days,
    addresses,
    names_of_kin,
    beside_names,  # numbers, sexes, ages, insurances
    passports_abroad,
    learnt,
)
"""All ways to tell columns, in order: each knows what those before it found, and goes before it where it finds more."""


def taken_for(
    table: Table, region: Region, finder: Finder, held: LongTables, arguments: Sequence[Argument] = ARGUMENTS
) -> Asking[Hypotheses]:
    """What the columns of a region are taken for by some arguments."""
    known = _columns(table, region, finder, held)
    yield from scan(known.doubtful, finder)
    for argument in arguments:
        known.best |= argument(known)
    return known


def _judge_region(
    table: Table, region: Region, finder: Finder, passages: Passages, held: LongTables
) -> Asking[list[ColumnVerdict]]:
    known = yield from taken_for(table, region, finder, held)
    known.best = {i: r for i, r in known.best.items() if r.score >= finder.threshold(r.spec.entity)}
    known.best |= named_again(known)
    for index in (*_streets_alone(known), *(c.index for c in known.columns if _reaches(c))):
        known.best.pop(index, None)
    known.before.settle(known.columns, known.best)
    linked = any(r.spec.entity in LINKING for r in known.best.values())
    tell = (linked or is_questionnaire(known)) and not known.animals
    said = linked or table.of_somebody
    told = categories(known, finder) if tell else {}
    nobodys = _nobodys(known, linked) | (frozenset() if tell else SPECIAL_CATEGORIES)
    verdicts = []
    for column in known.columns:
        reading = known.best.get(column.index)
        own = own_column(column, finder)
        if own is not None and own.whole:
            verdicts.append(own_verdict(region, column, own, finder))
        elif (own is not None and reading is None) or _is_read(region, column):
            passages.column(region, column, said)
        elif column.index in told:
            verdicts.append(special_verdict(region, column, *told[column.index]))
        elif reading is None:
            unread = _read_as_text(region, column, said, passages)
            if tell and unread and (telling := telling_cells(column, finder, unread)):
                passages.column(region, column, said, only=telling)
        elif reading.spec.entity not in nobodys:
            verdicts.append(verdict_of(region, column, reading, finder))
            if column.goes_on is None:
                known.before.remember(column, verdicts[-1].values)
    return [v for v in verdicts if v.count]


def _nobodys(known: Hypotheses, linked: bool) -> frozenset[Entity]:
    """What is said of nobody in a table: towns and countries where nobody is, for they are no part of anybody's
    address, nor are postcodes beside them; ages and sexes of animals and of things."""
    found = {r.spec.entity for r in known.best.values()}
    nobodys = NEGATIVE | (_PLACES if Entity.LOCATION in found and not linked else frozenset())
    if known.animals:
        return nobodys | _ANIMALS
    things = not linked and any(c.index not in known.best and _names_things(c) for c in known.columns)
    return nobodys | (_ASIDE if things else frozenset())


def _names_things(column: Column) -> bool:
    """Whether each row has a word of its own here: what it is about, and nobody."""
    some = spread(column.values, SAMPLE)
    words = sum(not is_numeric(v) and any(map(str.isalpha, v)) for v in some)
    return len(some) >= _SMALL and len(some) >= 0.8 * column.filled and words >= 0.8 * len(some)


def _is_mixed(column: Column) -> bool:
    """Whether cells of several kinds come one below another, as on a sheet of mailing labels: such columns are read."""
    shares = {entity: len(lines) / len(column.sample) for entity, lines in column.passed.items()}
    parts = {entity for entity, share in shares.items() if share >= _PART}
    told = not parts.isdisjoint(UNMISTAKABLE) or (Entity.ADDRESS in parts and len(parts) > 1)
    return told and max(shares.values()) <= _MOST_OF_ALL


def _reaches(column: Column) -> bool:
    """Whether telephone numbers and mail addresses come one below another, as under Contact: such columns are read."""
    mails, numbers = column.passed.get(Entity.EMAIL_ADDRESS), column.passed.get(Entity.PHONE_NUMBER)
    return bool(mails and numbers) and min(map(len, (mails or (), numbers or ()))) >= _PART * len(column.sample)


def _is_read(region: Region, column: Column) -> bool:
    """Whether what a column holds stands inside its cells, beside other things, so that each has to be read."""
    if column.family in _OF_WHOM and (in_posts(column.sample) or beside_numbers(column.sample)):
        return True
    return _reaches(column) or (not region.headers and _is_mixed(column))


def _streets_alone(known: Hypotheses) -> list[int]:
    """The columns of streets without numbers where nobody is beside them: gritting rounds, not addresses."""
    if any(r.settled or r.spec.entity in LINKING - {Entity.ADDRESS} for r in known.best.values()):
        return []
    out = []
    for column in known.columns:
        if known.entity(column) is Entity.ADDRESS:
            some = spread(column.values, SAMPLE)
            if sum(any(map(str.isdigit, v)) for v in some) < _NUMBERED * len(some):
                out.append(column.index)
    return out


def _judge_transposed(
    table: Table, start: int, end: int, finder: Finder, held: LongTables
) -> Asking[tuple[CellMatch, ...]]:
    """A table with its headers down the first column, judged as if it stood upright; a finding for each cell."""
    block = table.rows[start:end]
    upright = list(itertools.zip_longest(*block, fillvalue=""))
    turned = Table(table.name, upright)
    region = Region(0, tuple(c.strip() for c in upright[0]), [(1, len(upright))])
    passages = Passages(turned, finder)
    out = []
    for verdict in (yield from _judge_region(turned, region, finder, passages, held)):
        values = verdict.writings
        for record in range(verdict.first_row, verdict.last_row + 1):
            cell = upright[record][verdict.column]
            if cell.strip() in values:
                match = Match(verdict.entity, 0, len(cell), verdict.score, verdict.evidence, verdict.recognizer)
                out.append(CellMatch(start + verdict.column, record, match))
    in_passages = yield from passages.found()
    out += [CellMatch(start + c.column, c.row, c.match) for c in in_passages]
    return tuple(sorted(out, key=lambda c: (c.row, c.column, c.match.start)))


def _columns(table: Table, region: Region, finder: Finder, held: LongTables) -> Hypotheses:
    """The columns of which any cell is filled, and what the rows of calls before settled."""
    before = long_table(table, region, held)
    some = []
    for index, whole in enumerate(table.columns):
        cells: list[str] = []
        for start, end in region.spans:
            cells += whole[start:end]
        if any(cells):
            header = region.headers[index] if index < len(region.headers) else ""
            lines = partial(_lines, table, region, index, cells)
            some.append(Column(index, header, column_header(header), column_category(header), cells, lines))
    for column in some:
        column.category = column.category or measured(column, some)
    known = Hypotheses([], [], before, is_of_animals(region.headers))
    for column in some:
        if (settled := before.goes_on(column, finder)) is not None:
            known.best[column.index] = settled
        elif not before.is_nothing(column) or column.holds_more_than_figures:
            if not column.filled:
                continue
            known.doubtful.append(column)
        known.columns.append(column)
    return known


def _lines(table: Table, region: Region, column: int, cells: list[str]) -> Lines:
    """The cells of a column in a region, a line each."""
    return table.lines(column).between(*region.spans[0]) if len(region.spans) == 1 else Lines(cells)


def _read_as_text(region: Region, column: Column, linked: bool, passages: Passages) -> int:
    """Cells of a column without a verdict: read as text where they are sentences or hold something inside. Gives how
    long those are at least that are; 0 where all are."""
    small = region.size <= _SMALL and column.named is None
    read = column.family == "remarks" or column.embedded or small
    long = len(column.cells) < SAMPLE or int(column.in_lines().lengths.max()) >= _LONG_TEXT
    if read or (long and column.mean_length >= _LONG_TEXT):
        passages.column(region, column, linked)
        return 0
    if long and max(map(len, column.values)) > _LONG_TEXT * 2:
        passages.column(region, column, linked, shortest=_LONG_TEXT)
        return _LONG_TEXT
    return LONG
