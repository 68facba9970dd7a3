"""Columns judged as columns: what the header says, what share of the distinct values passes, what stands beside.

One finding for each column of each table on a sheet. Forms, notes and cells that no column verdict covers are read as
text (``detectors.tables.cells``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from detectors.layout.category_headers import column_category, is_of_animals
from detectors.layout.headers import is_numeric, spread
from detectors.layout.regions import layout_of
from detectors.layout.roles import column_header, reads_somebody
from detectors.model import (
    CONTEXTUAL,
    NEGATIVE,
    SPECIAL_CATEGORIES,
    CellMatch,
    ColumnVerdict,
    Entity,
    Evidence,
    EvidenceKind,
    Match,
    Table,
    TableVerdict,
    score,
)
from detectors.own.allow import OWN
from detectors.people.name_columns import is_half
from detectors.sheet import Region
from detectors.tables.asking import Asking
from detectors.tables.bank_lists import accounts
from detectors.tables.beside_names import beside_names, births
from detectors.tables.cells import Passages
from detectors.tables.column import LONG, Column, GoesOn
from detectors.tables.form_values import read_forms
from detectors.tables.long_tables import LongTable, LongTables, long_table
from detectors.tables.name_odds import NAME_FAMILIES, as_pairs, beside_numbers, in_posts, is_kana
from detectors.tables.readings import (
    GOODS,
    SAMPLE,
    Reading,
    as_names,
    header_evidence,
    may_be_pair,
    readings_of,
    restored,
    scan,
    specs,
    taken_of,
)
from detectors.tables.shared_names import below_days, named_again, on_duty
from detectors.tables.spread_columns import spread_columns
from detectors.tables.telling import measured, only_checked, telling_cells, tells
from detectors.text.lines import Lines, no_digits
from detectors.text.normalise import view_of
from detectors.text.nothing import is_nothing

if TYPE_CHECKING:
    from detectors.finder import Finder
    from detectors.tables.own_columns import OwnColumn

RECOGNIZER = "columns"

_NEIGHBOUR, _READINGS, _AMONG_GOODS, _NOT_OF_A_PERSON = 1.5, 3.0, -2.0, -8.0

LINKING = (
    frozenset(Entity)
    - SPECIAL_CATEGORIES
    - NEGATIVE
    - CONTEXTUAL
    - {Entity.AGE, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE, Entity.UK_VEHICLE_REGISTRATION}
)
"""Entities a column of which makes a table one about people."""

_UNLIKELY = 0.1
"""A reading less probable than this keeps no other from a column."""

_PLACES = frozenset({Entity.LOCATION, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE})
_ASIDE = frozenset({Entity.AGE, Entity.GENDER})
"""What says nothing of anybody in a table of things that has nobody."""
_ANIMALS = frozenset({Entity.AGE, Entity.GENDER, Entity.DATE_OF_BIRTH})
"""What is an animal's where animals are listed."""

_NUMBERED = 0.1
"""Share of addresses at least that hold figures."""

_SMALL = 3
"""Rows: tables with no more are too small to be judged by their values."""

_UNMISTAKABLE = frozenset({Entity.EMAIL_ADDRESS, Entity.UK_POSTCODE})
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


def _judge_region(
    table: Table, region: Region, finder: Finder, passages: Passages, held: LongTables
) -> Asking[list[ColumnVerdict]]:
    before = long_table(table, region, held)
    columns: list[Column] = []
    doubtful: list[Column] = []
    best: dict[int, Reading] = {}
    for column in _columns(table, region):
        if (settled := before.goes_on(column, finder)) is not None:
            best[column.index] = settled
        elif not before.is_nothing(column) or column.holds_more_than_figures:
            if not column.filled:
                continue
            doubtful.append(column)
        columns.append(column)
    yield from scan(doubtful, finder)
    for column in doubtful:
        found = max(readings_of(column), key=lambda r: r.score, default=None)
        if found is not None:
            best[column.index] = found
    _pairs_of_names(table, region, columns, best, before)
    _neighbours(columns, best)
    for column in columns:
        doubtful_still = column.index not in best or best[column.index].score < _UNLIKELY
        if doubtful_still and not before.is_nothing(column) and (found := births(columns, column, best)):
            best[column.index] = found
    best |= accounts(doubtful, best)
    best |= on_duty(doubtful, best)
    best |= below_days(columns, best)
    animals = is_of_animals(region.headers)
    if not animals:
        best |= beside_names(doubtful, columns, best)
    standing = {i: r for i, r in best.items() if r.score >= finder.threshold(r.spec.entity)}
    standing |= named_again(columns, standing)
    _leave_out_streets(columns, standing)
    for column in columns:
        if column.index in standing and _reaches(column):
            del standing[column.index]  # neither of both alone
    before.settle(columns, standing)
    linked = any(r.spec.entity in LINKING for r in standing.values())
    tell = linked and not animals
    # Towns and countries in tables of things are no part of anybody's address, nor are postcodes beside them; ages and
    # sexes are those of ships and dogs.
    towns = any(r.spec.entity is Entity.LOCATION for r in standing.values())
    nobodys = NEGATIVE | (_PLACES if towns and not linked else frozenset())
    if animals:
        nobodys |= _ANIMALS
    elif not linked and any(c.index not in standing and _names_things(c) for c in columns):
        nobodys |= _ASIDE
    told = {
        c.index: spoken
        for c in columns
        if tell and c.index not in standing and c.category is None and (spoken := tells(c, finder)) is not None
    }
    verdicts = []
    for column in columns:
        reading = standing.get(column.index)
        if column.category is not None and only_checked(column):
            column.category = None
        if told and column.category is None and column.index not in told:
            column.category = measured(column, columns, [entity for entity, _ in told.values()])
        own = _own_column(column, finder)
        if own is not None and own.whole:
            verdicts.append(_own_verdict(region, column, own, finder))
        elif (own is not None and reading is None) or _is_read(region, column):
            passages.column(region, column, linked)
        elif column.category is not None and tell and not (reading is not None and _is_known(reading)):
            entity, word, weight = column.category
            verdicts.append(_special(region, column, entity, Evidence(EvidenceKind.LABEL, weight, word)))
        elif column.index in told:
            verdicts.append(_special(region, column, *told[column.index]))
        elif reading is None:
            unread = _read_as_text(region, column, linked, passages)
            if tell and unread and (telling := telling_cells(column, finder, unread)):
                passages.column(region, column, linked, only=telling)
        elif reading.spec.entity not in nobodys:
            if column.goes_on is not None:
                verdicts.append(_going_on(region, column, reading, column.goes_on))
                continue
            verdicts.append(_verdict(region, column, reading, finder))
            before.remember(column, verdicts[-1].values)
    return [v for v in verdicts if v.count]


def _names_things(column: Column) -> bool:
    """Whether each row has a word of its own here: what it is about, and nobody."""
    some = spread(column.values, SAMPLE)
    words = sum(not is_numeric(v) and any(map(str.isalpha, v)) for v in some)
    return len(some) >= _SMALL and len(some) >= 0.8 * column.filled and words >= 0.8 * len(some)


def _is_known(reading: Reading) -> bool:
    """Whether a header names people or their numbers: then it does not name a special category besides."""
    return reading.own and reading.spec.entity in (Entity.PERSON, Entity.MEMBER_ID, Entity.GENDER)


def _is_mixed(column: Column) -> bool:
    """Whether cells of several kinds come one below another, as on a sheet of mailing labels: such columns are read."""
    shares = {entity: len(lines) / len(column.sample) for entity, lines in column.passed.items()}
    parts = {entity for entity, share in shares.items() if share >= _PART}
    told = not parts.isdisjoint(_UNMISTAKABLE) or (Entity.ADDRESS in parts and len(parts) > 1)
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


def _leave_out_streets(columns: Sequence[Column], standing: dict[int, Reading]) -> None:
    """Streets without numbers, and nobody beside them: gritting rounds, not addresses."""
    if any(r.settled or r.spec.entity in LINKING - {Entity.ADDRESS} for r in standing.values()):
        return
    for column in columns:
        if column.index in standing and standing[column.index].spec.entity is Entity.ADDRESS:
            some = spread(column.values, SAMPLE)
            if sum(any(map(str.isdigit, v)) for v in some) < _NUMBERED * len(some):
                del standing[column.index]


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


def _columns(table: Table, region: Region) -> list[Column]:
    """The columns of which any cell is filled."""
    out = []
    for index, whole in enumerate(table.columns):
        cells: list[str] = []
        for start, end in region.spans:
            cells += whole[start:end]
        if any(cells):
            header = region.headers[index] if index < len(region.headers) else ""
            lines = partial(_lines, table, region, index, cells)
            out.append(Column(index, header, column_header(header), column_category(header), cells, lines))
    for column in out:
        column.category = column.category or measured(column, out)
    return out


def _lines(table: Table, region: Region, column: int, cells: list[str]) -> Lines:
    """The cells of a column in a region, a line each."""
    return table.lines(column).between(*region.spans[0]) if len(region.spans) == 1 else Lines(cells)


def _pairs_of_names(
    table: Table, region: Region, columns: Sequence[Column], best: dict[int, Reading], before: LongTable
) -> None:
    """Surnames and given names in two columns without a header: together they are names, alone seldom known."""
    spec = specs()[Entity.PERSON]
    some = list(itertools.islice(region.rows(), SAMPLE))
    for left, right in itertools.pairwise(columns):
        known = [(c, best[c.index].spec) for c in (left, right) if c.index in best and best[c.index].score >= 0.5]
        if right.index != left.index + 1 or len(known) == 2 or (before.stands(left) and before.stands(right)):
            continue
        if any(s.entity is not Entity.PERSON or not is_half(c.values) for c, s in known):
            continue  # something else, or the whole name
        if not may_be_pair(left, right):
            continue
        rows = (row for row in map(table.rows.__getitem__, some) if len(row) > right.index)
        cells = ((row[left.index].strip(), row[right.index].strip()) for row in rows)
        evidence = as_pairs(list({(a, b) for a, b in cells if a and b}))
        if evidence is not None and score([evidence], spec.prior) >= 0.5:
            for column in (left, right):
                against = header_evidence(column, spec, False)
                best[column.index] = as_names(spec, [*against, evidence], False)


def _neighbours(columns: Sequence[Column], best: Mapping[int, Reading]) -> None:
    """What stands beside: a name column beside an address column; a reading beside a company's name."""
    sure = {r.spec.entity: i for i, r in sorted(best.items(), reverse=True) if r.score >= (0.5 if r.own else 0.7)}
    goods = sum(1 for c in columns if c.family in GOODS) >= 2
    names = next((c for c in columns if c.index in best and _are_names(best[c.index])), None)
    before = ""
    # A reading belongs to the name that comes before it, and to a department only where nobody is named.
    others = {"organisation", "product"}
    if not any(c.family in NAME_FAMILIES - {"kana_name"} for c in columns):
        others.add("department")
    # Readings of words that are nobody's name, where nothing else speaks of people: terms, places.
    readings = {c.index for c in columns if c.family == "kana_name"}
    people = any(r.score >= 0.7 and r.spec.entity in LINKING for i, r in best.items() if i not in readings)
    things = not people and any(
        c.index + 1 in readings and not all(map(is_numeric, spread(c.values, 50))) for c in columns
    )
    for column in columns:
        reading = best.get(column.index)
        if reading is not None and not reading.settled and 0.02 < reading.score < 0.9:
            entity = reading.spec.entity
            beside = next((e for e, i in sure.items() if e in LINKING and i != column.index and e is not entity), None)
            if beside is not None and (reading.own or entity in LINKING):
                reading.evidence.append(Evidence(EvidenceKind.NEIGHBOUR, _NEIGHBOUR, str(beside)))
            elif beside is None and goods and not reading.own:
                reading.evidence.append(Evidence(EvidenceKind.AGAINST, _AMONG_GOODS, "goods"))
        doubtful = (
            reading is not None
            and not reading.settled
            and reading.spec.entity is Entity.PERSON
            and 0 < reading.score < 0.7
        )
        if doubtful and reading and names and column is not names and _may_be_readings(column, names):
            reading.evidence.append(Evidence(EvidenceKind.NEIGHBOUR, _READINGS, str(Entity.PERSON)))
        if (
            column.family == "kana_name"
            and reading is not None
            and not reading.settled
            and (before in others or things)
            and not reads_somebody(column.header)
        ):
            reading.evidence.append(Evidence(EvidenceKind.AGAINST, _NOT_OF_A_PERSON, before or "words"))
        codes = column.family == "department" and all(map(is_numeric, spread(column.values, 50)))
        if column.family in NAME_FAMILIES | others and column.family != "kana_name" and not codes:
            before = column.family


def _are_names(reading: Reading) -> bool:
    return reading.spec.entity is Entity.PERSON and reading.score >= 0.7


def _may_be_readings(column: Column, names: Column) -> bool:
    """Whether a column may be the readings of the names in another one: kana, two words each, and as various."""
    some = [view_of(v).text for v in spread(column.values, 100)]
    if column.named is not None:
        return False
    kana = sum(1 for v in some if is_kana(v) and len(v.split()) == 2)
    return kana >= 0.8 * len(some) and len(column.values) >= 0.7 * len(names.values)


def _verdict(region: Region, column: Column, reading: Reading, finder: Finder) -> ColumnVerdict:
    found = taken_of(column.short, column, reading, finder)
    taken, mine = _sifted(reading.spec.entity, found.texts, finder)
    values: Iterable[str] = taken
    if reading.own and reading.spec.zeros and not found.holding(no_digits()).all():
        values = dict.fromkeys(restored(v, reading.spec) for v in taken)
    first, last, count = _cells_of(region, column, taken)
    return ColumnVerdict(
        str(reading.spec.entity),
        column.index,
        column.header,
        first,
        last,
        count,
        tuple(values),
        reading.score,
        (*reading.evidence, OWN) if mine else tuple(reading.evidence),
        reading.recognizer or RECOGNIZER,
        found if values is found.texts else None,
    )


def _going_on(region: Region, column: Column, reading: Reading, goes_on: GoesOn) -> ColumnVerdict:
    """The verdict of the rows before goes for these, too."""
    rows, back = zip(region.rows(), column.cells, strict=True), zip(region.backwards(), column.cells[::-1], strict=True)
    return ColumnVerdict(
        str(reading.spec.entity),
        column.index,
        column.header,
        next(row for row, cell in rows if cell not in goes_on.others),
        next(row for row, cell in back if cell not in goes_on.others),
        len(goes_on.values),
        goes_on.values,
        reading.score,
        tuple(reading.evidence),
        reading.recognizer or RECOGNIZER,
        goes_on.fresh,
    )


def _own_column(column: Column, finder: Finder) -> OwnColumn | None:
    """What an own rule of the organisation says of a column; it knows its own numbers best."""
    if not finder.own_recognizers:
        return None
    from detectors.tables.own_columns import own_reading

    thresholds = {r.rule.entity: finder.threshold(r.rule.entity) for r in finder.own_recognizers}
    return own_reading(column, finder.own_recognizers, thresholds)


def _own_verdict(region: Region, column: Column, own: OwnColumn, finder: Finder) -> ColumnVerdict:
    kept, mine = _sifted(own.entity, own.values, finder)
    evidence = (*own.evidence, OWN) if mine else own.evidence
    first, last, count = _cells_of(region, column, kept)
    return ColumnVerdict(
        own.entity, column.index, column.header, first, last, count, tuple(kept), own.score, evidence, own.recognizer
    )


def _sifted(entity: str, values: Sequence[str], finder: Finder) -> tuple[Sequence[str], bool]:
    """The values without what the organisation allows, and whether the rest is its own."""
    if finder.own is None:
        return values, False
    return finder.own.sifted_values(entity, values)


def _cells_of(region: Region, column: Column, taken: Sequence[str]) -> tuple[int, int, int]:
    """The first and the last row of a region whose cell in a column is one of some of its values; how many are."""
    others = set(column.values).difference(taken) if len(taken) < len(column.values) else frozenset[str]()

    def holds(cell: str) -> bool:
        bare = cell.strip()
        return not is_nothing(bare) and bare not in others

    count = column.filled - sum(cell.strip() in others for cell in column.cells) if others else column.filled
    forwards = (row for row, cell in zip(region.rows(), column.cells, strict=True) if holds(cell))
    backwards = (row for row, cell in zip(region.backwards(), reversed(column.cells), strict=True) if holds(cell))
    first = next(forwards, region.spans[0][0])
    return first, next(backwards, first), count


def _special(region: Region, column: Column, entity: Entity, reason: Evidence) -> ColumnVerdict:
    """A column that tells a special category, by its header or its values, in a table about people: every filled cell
    says something."""
    evidence = (reason, Evidence(EvidenceKind.NEIGHBOUR, _NEIGHBOUR, str(Entity.PERSON)))
    first, last, count = _cells_of(region, column, column.values)
    return ColumnVerdict(
        str(entity),
        column.index,
        column.header,
        first,
        last,
        count,
        tuple(column.values),
        score(evidence, -2.0),
        evidence,
        RECOGNIZER,
    )


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
