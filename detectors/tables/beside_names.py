"""What stands beside names and is told by that: numbers of people, their ages and sexes where no header says so.

A code whose header says nothing of it is somebody's number where every person of the table has one and always the same.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import pstdev

from detectors.layout.header_rows import is_day
from detectors.layout.headers import Header, is_numeric, plain_label, spread
from detectors.layout.roles import column_header, is_beside, is_numbered, is_thing
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.tables.column import Column
from detectors.tables.hypotheses import Hypotheses
from detectors.tables.name_odds import NAME_FAMILIES
from detectors.tables.readings import SAMPLE, Reading, header_evidence, specs
from detectors.text.dates import parse_date
from detectors.text.normalise import fold, view_of

_BESIDE, _SURE, _DOUBTFUL = 8.0, 0.5, 0.5
"""What it is worth to stand so, from which score a column is one of names, and up to which others may be this."""
_SAMPLE, _FEWEST, _MOST = 300, 4, 0.8
_LETTERED = re.compile(
    r"(?=.*[A-Z\u3041-\u30ff\u3400-\u9fff])(?=.*[0-9])"
    r"[A-Z0-9\u3041-\u30ff\u3400-\u9fff]{1,5}(?:[-/ ._]?[A-Z0-9]{1,8}){0,3}",
    re.I,
)
_DIGITS = re.compile(r"[0-9]{3,12}|[0-9]{2,6}-[0-9]{3,7}")
_DIGITS_ALONE, _DIGITS_UNSAID, _FIGURES_ALONE = 3, 2, 4
"""Digits at least that make a code without a header, and under one that does not say so, with letters, and without;
rooms have fewer."""
_YEARS = range(1900, 2040)
_OF_WHAT = re.compile(
    r"(?<=.)(?:の?(?:番号|ナンバー|コード)|(?:(?<![a-z])|(?<=[^\x00-\x7f]))(?:cd|id|no|num|number|ref|reference|code))$"
)
_NUMBERED = re.compile(r"^\(?[0-9]{1,2}[.．)）]\s*")
_IDENTITY = frozenset("id cd no num number key code uid 番号 no. № # コード 番 管理no 会番 clk clock file fan".split())
"""Whole headers of what is somebody's number where everybody has one."""
_ANY_NUMBER = frozenset(
    "契約番号 登録番号 管理番号 整理番号 受付no 番号 認定番号 ref reference file folder".split()
) | {"ref no", "reference number", "our ref", "case no"}
"""Words for numbers of anything: of people where everybody has one."""
_HYPHENED = {
    Entity.JP_PENSION_NUMBER: re.compile(r"[0-9]{4}[- ][0-9]{6}"),
    Entity.JP_EMPLOYMENT_INSURANCE: re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]"),
}
_INSURANCE = re.compile(r"保険者|被保険|健保|国保|社保|保険証|保険種|資格確認")
_CARD = {"記号": re.compile(r".{1,12}"), "番号": re.compile(r"[0-9]{1,8}"), "枝番": re.compile(r"[0-9]{1,2}")}
"""What stands on an insurance card, in columns of their own."""
_OTHER_DAY = re.compile(r"日$|\b[Dd](?:ate|t)\b|DATE")
"""Headers that say what day it is; were it that of birth, they would be in the vocabulary."""
FEWEST_BIRTHS = 6
"""Dates that show without a header that they are of births."""
_BORN = 1.5
"""What it is worth to dates that somebody is named beside them."""
_AGES, _OLDEST = re.compile(r"[0-9]{1,3}"), 110
_SEXES, _NEITHER = (frozenset("mf"), frozenset("男女")), frozenset({"x", "nb", "u", "o", "?", "他"})
_MOST_SEXES = 6
_OF_YEARS, _COUNTED = (
    frozenset({"", "年", "yr", "y"}),
    re.compile(r"[0-9] ?(?:[歳才代]|[ヶかカ]月|[ym](?![a-z]))", re.I),
)
"""Headers that may mean years of age, and what such values say that they count."""
_SPREAD_OF_AGES = 8.0
"""Standard deviation of ages at least, where only that they stand behind a name speaks for them."""
_NEAR = 2
"""Columns between a number and the name."""


def beside_names(known: Hypotheses) -> dict[int, Reading]:
    """The columns that are told by the names beside them; none where nobody is named, or in lists of animals."""
    some, columns, best = known.doubtful, known.columns, known.best
    names = [c for c in known.people(_SURE) if not is_beside(c.header)]
    if not names or known.animals:
        return {}
    out = {}
    things = any(map(is_of_things, some))
    for column in some:
        if known.score(column) > _DOUBTFUL:
            continue
        if not things and (number := _as_number(column, columns, names)) is not None:
            out[column.index] = number
        elif column.named is None and len(column.header) <= _FEWEST and (sex := _as_sex(column)) is not None:
            out[column.index] = sex
    out |= _insured(some, best)
    told = {i for i, r in [*best.items(), *out.items()] if r.spec.entity is Entity.GENDER}
    ages = [c for c in some if c.index not in best and c.index not in out and _may_be_ages(c)]
    for column in ages:
        near = any(abs(column.index - i) == 1 for i in told)
        behind = any(0 < column.index - n.index <= _NEAR for n in names)
        if near or (behind and (_says_ages(column) or (ages == [column] and _vary_as_ages(column)))):
            out[column.index] = _as_age(Entity.GENDER if near else Entity.PERSON)
    return out


def is_of_things(column: Column) -> bool:
    """Whether each row is about another thing: its number is the thing's."""
    if column.family != "product":
        return False
    return len(column.values) >= _MOST * column.filled and not all(map(is_numeric, spread(column.values, _SAMPLE)))


def _may_number(header: str, named: Header | None) -> bool:
    """Whether a header may head numbers of people: it says nothing, or whose they are, or numbers of anything."""
    plain = plain_label(_NUMBERED.sub("", header)).strip(" .:-,、")
    if named is not None and (named.whole or named.word not in _ANY_NUMBER):
        return named.family in NAME_FAMILIES or named.word in _ANY_NUMBER
    if plain in _IDENTITY or not plain or is_numbered(plain):
        return True
    bare = _OF_WHAT.sub("", plain).strip(" .-")
    return bare != plain and column_header(bare) is None and not is_thing(bare)


def counts(column: Column) -> bool:
    """Whether numbers are surely nobody's: of things, years, or of the rows."""
    values = [v.strip() for v in spread(column.values, _SAMPLE)]
    return _numbers_things(column.header) or _are_years(values) or _are_serial(values, column.filled)


def _numbers_things(header: str) -> bool:
    plain = plain_label(_NUMBERED.sub("", header)).strip(" .:-,、")
    return is_thing(plain) or is_thing(_OF_WHAT.sub("", plain).strip(" .-"))


def _as_number(column: Column, columns: Sequence[Column], names: Sequence[Column]) -> Reading | None:
    """The numbers of people: codes of one look left of the names, or words and figures right of them."""
    name = next((c for c in names if abs(c.index - column.index) <= _NEAR), None)
    if name is None or column.category is not None or is_day(column.header):
        return None
    unsaid = not _may_number(column.header, column.named)
    if unsaid and (column is not columns[0] or column.named is not None or _numbers_things(column.header)):
        return None
    before = column.index < name.index
    if before and column is not columns[0] and name.index - column.index > 1:
        return None
    values = [v.strip() for v in spread(column.values, _SAMPLE)]
    fewest = _DIGITS_ALONE if not column.header else _DIGITS_UNSAID if unsaid else 1
    lettered = [v for v in values if _LETTERED.fullmatch(v) and _digits(v) >= fewest]
    figures = [v for v in values if _DIGITS.fullmatch(v) and before and (column.header or _is_figure(v)) and not unsaid]
    if all(v.startswith("000") for v in figures):
        figures = []  # amounts of a file for a bank
    codes = max(lettered, figures, key=len)
    if len(values) < _FEWEST or len(codes) < _MOST * len(values) or column.filled < _MOST * name.filled:
        return None
    look = len if codes is figures else _look
    if max(Counter(map(look, codes)).values()) < _MOST * len(codes) or sum(map(_is_date, codes)) > 0.2 * len(codes):
        return None
    if _are_years(codes) or _are_serial(values, column.filled):
        return None
    if not _each_has_one(column, name):
        return None
    spec = specs()[Entity.MEMBER_ID]
    evidence = [
        *(() if column.named else header_evidence(column, spec, False)),
        Evidence(EvidenceKind.COLUMN, 0.0, share(len(codes), len(values))),
        Evidence(EvidenceKind.NEIGHBOUR, _BESIDE, str(Entity.PERSON)),
    ]
    column.sample = column.sample or spread(column.short.texts, SAMPLE)  # figures are not looked at under some headers
    mine = _DIGITS if codes is figures else _LETTERED
    return Reading(spec, evidence, False, lambda v, _: mine.fullmatch(v.strip()) is not None)


def _is_figure(code: str) -> bool:
    return code.isdecimal() and len(code) >= _FIGURES_ALONE


def _digits(code: str) -> int:
    return sum(map(str.isdigit, code))


def _look(code: str) -> str:
    return re.sub("[0-9]+", "9", re.sub("[A-Za-z]+", "A", code))


def _is_date(code: str) -> bool:
    return parse_date(code) is not None


def _are_years(codes: Sequence[str]) -> bool:
    return all(len(c) == 4 and c.isdecimal() and int(c) in _YEARS for c in codes)


def _are_serial(values: Sequence[str], rows: int) -> bool:
    """Whether numbers only count so many rows: none is much greater."""
    return all(map(str.isdecimal, values)) and max(map(int, values)) <= 1.2 * rows


def _each_has_one(column: Column, name: Column) -> bool:
    """Whether everybody has a number, and always the same: orders are numbered otherwise."""
    cells = itertools.islice(zip(column.cells, name.cells, strict=True), SAMPLE)
    pairs = {(a.strip(), b.strip()) for a, b in cells if a.strip() and b.strip()}
    numbers, people = {a for a, _ in pairs}, {b for _, b in pairs}
    return len(people) >= _FEWEST and len(pairs) <= 1.1 * len(people) and len(pairs) <= 1.1 * len(numbers)


def _insured(columns: Sequence[Column], best: Mapping[int, Reading]) -> dict[int, Reading]:
    """Numbers of pension and employment insurance by their hyphens, where no header says what they are; 記号 and 番号
    of a card of health insurance where another header does."""
    out = {}
    insured = any(_INSURANCE.search(c.header) for c in columns)
    for column in columns:
        form = _CARD.get(plain_label(column.header)) if insured else None
        forms = (
            [(Entity.JP_HEALTH_INSURANCE, form)] if form else list(_HYPHENED.items()) if column.named is None else []
        )
        some = spread(column.values, _SAMPLE)
        for entity, pattern in forms:
            if len(some) >= _FEWEST - 1 and sum(pattern.fullmatch(v.strip()) is not None for v in some) >= _MOST * len(
                some
            ):
                reading = best.get(column.index)
                if reading is None or not reading.own:
                    out[column.index] = _by_form(entity, pattern)
    return out


def _by_form(entity: Entity, pattern: re.Pattern[str]) -> Reading:
    told = [Evidence(EvidenceKind.NEIGHBOUR, _BESIDE, str(Entity.PERSON))]
    return Reading(specs()[entity], told, False, lambda v, _: pattern.fullmatch(v.strip()) is not None)


def births(known: Hypotheses) -> dict[int, Reading]:
    """Dates without a telling header beside people: birth dates where they spread over generations, none of them late.

    The newest date on the sheet stands in for today, for there is no clock here.
    """
    if not known.people(_SURE):
        return {}
    found = {c.index: _as_births(c, known.columns) for c in known.columns if known.open(c)}
    return {i: reading for i, reading in found.items() if reading is not None}


def _as_births(column: Column, columns: Sequence[Column]) -> Reading | None:
    if column.named is not None or len(column.values) < FEWEST_BIRTHS or _OTHER_DAY.search(column.header):
        return None
    days = [d.first for d in map(parse_date, spread(column.values, 200)) if d is not None]
    if len(days) < FEWEST_BIRTHS or len(days) < 0.9 * min(200, len(column.values)):
        return None
    others = [
        d.first
        for c in columns
        if c is not column
        for d in map(parse_date, spread([v for v in c.values if is_numeric(v)], 50))
        if d is not None
    ]
    newest = max([*days, *others, date(2018, 1, 1)])
    years = [d.year for d in days]
    if pstdev(years) < 7 or max(days).year > newest.year - 10 or min(years) < newest.year - 110:
        return None
    evidence = [*header_evidence(column, specs()[Entity.DATE_OF_BIRTH], False)]
    evidence.append(Evidence(EvidenceKind.COLUMN, 3.0, "ages"))
    evidence.append(Evidence(EvidenceKind.NEIGHBOUR, _BORN, str(Entity.PERSON)))
    return Reading(specs()[Entity.DATE_OF_BIRTH], evidence, False, lambda v, _: parse_date(v) is not None)


def is_of_sexes(column: Column) -> bool:
    """Whether M and F stand in a column, both of them, and nothing else."""
    if column.filled < _FEWEST or len(column.values) > _MOST_SEXES:
        return False
    folded = {fold(view_of(v).text).strip() for v in column.values}
    return any(both <= folded <= both | _NEITHER for both in _SEXES)


def _as_sex(column: Column) -> Reading | None:
    if not is_of_sexes(column):
        return None
    spec = specs()[Entity.GENDER]
    told = Evidence(EvidenceKind.COLUMN, 4.0, "1.00")
    return Reading(spec, [*header_evidence(column, spec, False), told], False, lambda v, _: True)


def _may_be_ages(column: Column) -> bool:
    """Whether figures without a header, or under one that may mean years of age, may be ages: mostly of two digits, for
    school years, rooms and days worked have fewer; or with what says so behind them."""
    values = [v.strip() for v in spread(column.values, _SAMPLE)]
    if fold(column.header.strip()) not in _OF_YEARS or len(values) < _FEWEST:
        return False
    form = specs()[Entity.AGE].form
    fits = [v for v in values if (_is_age(v) if v.isdecimal() else form is not None and form.fits(view_of(v).text))]
    two = sum(len(v) > 1 and v[:2].isdecimal() and not v[2:3].isdecimal() for v in fits)
    return len(fits) >= _MOST * len(values) and (two >= 0.9 * len(fits) or _says_ages(column))


def _says_ages(column: Column) -> bool:
    """Whether a header means years, or several values say what they count: 8y, 66才."""
    return bool(column.header) or sum(_COUNTED.search(v) is not None for v in column.values) >= _FEWEST / 2


def _vary_as_ages(column: Column) -> bool:
    """Whether figures are as various as the ages of a list of people, none of them impossible."""
    figures = [int(v) for v in map(str.strip, column.values) if v.isdecimal()]
    return len(figures) > _FEWEST and pstdev(figures) >= _SPREAD_OF_AGES and max(figures) <= _OLDEST


def _as_age(beside: Entity) -> Reading:
    spec = specs()[Entity.AGE]
    evidence = [Evidence(EvidenceKind.COLUMN, 0.0, "1.00"), Evidence(EvidenceKind.NEIGHBOUR, _BESIDE / 2, str(beside))]
    form = spec.form

    def takes(value: str, plain: str) -> bool:
        return _is_age(value.strip()) if value.strip().isdecimal() else form is not None and form.fits(plain)

    return Reading(spec, evidence, False, takes)


def _is_age(value: str) -> bool:
    return _AGES.fullmatch(value) is not None and 0 < int(value) <= _OLDEST
