"""What a column gains and loses by those that stand beside it: names beside sure findings, readings beside names."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from detectors.layout.headers import is_numeric, spread
from detectors.layout.roles import reads_somebody
from detectors.model import Entity, Evidence, EvidenceKind, score
from detectors.people.name_columns import is_half
from detectors.tables.beside_names import is_of_sexes
from detectors.tables.column import Column
from detectors.tables.hypotheses import LINKING, Hypotheses
from detectors.tables.name_forms import is_kin
from detectors.tables.name_odds import NAME_FAMILIES, NAME_FORM, as_pairs, is_kana, name_odds
from detectors.tables.readings import GOODS, SAMPLE, Reading, as_names, header_evidence, may_be_pair, specs
from detectors.text.normalise import view_of

_NEIGHBOUR, _READINGS, _AMONG_GOODS, _NOT_OF_A_PERSON = 1.5, 3.0, -2.0, -8.0
_SURE, _SURE_BY_HEADER, _MAYBE = 0.7, 0.5, 0.3
"""From which score a column speaks for others, by its values and under its own header; and from which one may be names
where readings stand beside it."""
_LOST, _SETTLED = 0.02, 0.9
"""Between these scores a reading is open to what stands beside it."""
_SOME, _MOST, _AS_VARIOUS = 100, 0.8, 0.7
_BESIDE_KIN, _KIN, _LONGEST, _OTHER_WORDS = 5.0, 0.6, 30, -6.5
"""What it is worth to stand before a column of kin, the share of it that is, characters of a name at most, and the odds
of other words."""
_BEFORE_POSTCODES, _FEWEST, _HOUSES = 5.0, 4, 0.6
_OF_A_HOUSE = re.compile(
    r"^(?:(?:flat|unit|apt|no\.?) )?[0-9]+[a-z]?,? [A-Z]|^[A-Z][^,]{3,}, (?:[0-9]+ )?[A-Z]|[都道府県市区町村郡].*[0-9]",
    re.I,
)
"""House and street: 3 Wheal Rose Cotts; Bosvean, Church Hill; 花巻市好地8-41."""


def pairs_of_names(known: Hypotheses) -> dict[int, Reading]:
    """Surnames and given names in two columns without a header: together they are names, alone seldom known."""
    spec = specs()[Entity.PERSON]
    out: dict[int, Reading] = {}
    for left, right in itertools.pairwise(known.columns):
        told = [c for c in (left, right) if c.index in out or known.score(c) >= _SURE_BY_HEADER]
        if right.index != left.index + 1 or len(told) == 2 or all(map(known.before.stands, (left, right))):
            continue
        if any((c.index not in out and known.entity(c) is not Entity.PERSON) or not is_half(c.values) for c in told):
            continue  # something else, or the whole name
        if may_be_pair(left, right):
            cells = itertools.islice(zip(left.cells, right.cells, strict=True), SAMPLE)
            evidence = as_pairs(list({(a.strip(), b.strip()) for a, b in cells if a.strip() and b.strip()}))
            if evidence is not None and score([evidence], spec.prior) >= _SURE_BY_HEADER:
                for column in (left, right):
                    against = header_evidence(column, spec, False)
                    out[column.index] = as_names(spec, [*against, evidence], False)
    return out


def beside_sure(known: Hypotheses) -> dict[int, Reading]:
    """Doubtful columns beside sure ones of people, or among goods."""
    sure = [
        (known.best[c.index].spec.entity, c.index)
        for c in reversed(known.columns)
        if known.score(c) >= (_SURE_BY_HEADER if c.index in known.best and known.best[c.index].own else _SURE)
    ]
    goods = sum(c.family in GOODS for c in known.columns) >= 2
    sexes = any(map(is_of_sexes, known.columns))
    out = {}
    for column in known.columns:
        reading = known.best.get(column.index)
        if reading is None or reading.settled or not _LOST < reading.score < _SETTLED:
            continue
        entity = reading.spec.entity
        others = (e for e, i in sure if e in LINKING and i != column.index and (e is not entity or reading.own))
        beside = next(others, None)
        if beside is None and entity is Entity.PERSON and (sexes or _is_read(column, known)):
            beside = Entity.GENDER if sexes else Entity.PERSON
        if beside is not None and (reading.own or entity in LINKING):
            out[column.index] = _with(reading, Evidence(EvidenceKind.NEIGHBOUR, _NEIGHBOUR, str(beside)))
        elif beside is None and goods and not reading.own:
            out[column.index] = _with(reading, Evidence(EvidenceKind.AGAINST, _AMONG_GOODS, "goods"))
    return out


def readings_of_names(known: Hypotheses) -> dict[int, Reading]:
    """Readings in kana: of the names beside them, whatever heads them, or of what is nobody's."""
    names = next(iter(known.people(_SURE)), None)
    out = {}
    for column in known.columns:
        reading = known.best.get(column.index)
        if reading is None or reading.settled:
            continue
        doubtful = reading.spec.entity is Entity.PERSON and 0 < reading.score < _SURE
        if doubtful and names is not None and column is not names and _may_be_readings(column, names):
            out[column.index] = _with(reading, Evidence(EvidenceKind.NEIGHBOUR, _READINGS, str(Entity.PERSON)))
        elif (of_what := _read_of_nobody(column, known)) is not None:
            out[column.index] = _with(reading, Evidence(EvidenceKind.AGAINST, _NOT_OF_A_PERSON, of_what))
    return out


def addresses(known: Hypotheses) -> dict[int, Reading]:
    """Houses and streets before the postcodes of people, in Japan behind them, whatever heads them: Where, Door."""
    if not known.people(_SURE_BY_HEADER):
        return {}
    spec = specs()[Entity.ADDRESS]
    beside = {c.index - 1 for c in known.columns if known.entity(c) is Entity.UK_POSTCODE and known.score(c) >= _SURE}
    beside |= {
        c.index + 1 for c in known.columns if known.entity(c) is Entity.JP_POSTAL_CODE and known.score(c) >= _SURE
    }
    out = {}
    for column in known.doubtful:
        if column.index not in beside or column.named is not None or known.score(column) >= _SURE_BY_HEADER:
            continue
        some = spread(column.values, _SOME)
        if len(some) >= _FEWEST and sum(_OF_A_HOUSE.search(v) is not None for v in some) >= _HOUSES * len(some):
            told = Evidence(EvidenceKind.NEIGHBOUR, _BEFORE_POSTCODES, "postcode")
            evidence = [*header_evidence(column, spec, False), told]
            out[column.index] = Reading(spec, evidence, False, lambda v, _: sum(map(str.isalpha, v)) > 1)
    return out


def names_of_kin(known: Hypotheses) -> dict[int, Reading]:
    """Names before a column that says whose kin each is, whatever heads them: Chidi, husband."""
    spec = specs()[Entity.PERSON]
    out = {}
    for column, kin in itertools.pairwise(known.columns):
        said_already = column.named is not None or column.category is not None
        if column not in known.doubtful or said_already or known.score(column) >= _SURE_BY_HEADER:
            continue
        said, some = spread(kin.values, _SOME), spread(column.values, _SOME)
        if sum(map(is_kin, said)) < max(_FEWEST - 1, _KIN * len(said)) or any(map(is_kin, some)):
            continue
        if len(some) >= _FEWEST and sum(map(_may_name, some)) >= _MOST * len(some):
            told = Evidence(EvidenceKind.NEIGHBOUR, _BESIDE_KIN, "relationship")
            out[column.index] = as_names(spec, [*header_evidence(column, spec, False), told], False)
    return out


def _may_name(value: str) -> bool:
    return len(value) <= _LONGEST and NAME_FORM.fits(value) and name_odds(value, "given_name") > _OTHER_WORDS


def _with(reading: Reading, evidence: Evidence) -> Reading:
    return replace(reading, evidence=[*reading.evidence, evidence])


def _read_of_nobody(column: Column, known: Hypotheses) -> str | None:
    """What the readings of a column are of, where that is nobody: of the last thing named before them, and of a
    department only where nobody is named; of words and places where nothing else in the table speaks of people."""
    if column.family != "kana_name" or reads_somebody(column.header):
        return None
    named = any(c.family in NAME_FAMILIES - {"kana_name"} for c in known.columns)
    others = {"organisation", "product"} if named else {"organisation", "product", "department"}
    before = ""
    for other in known.columns[: known.columns.index(column)]:
        if other.family == "department" and all(map(is_numeric, spread(other.values, 50))):
            continue  # codes
        if other.family in (NAME_FAMILIES | others) - {"kana_name"}:
            before = other.family
    if before in others:
        return before
    readings = {c.index for c in known.columns if c.family == "kana_name"}
    for other in known.columns:
        if other.index in readings:
            continue
        linked = known.score(other) >= _SURE and known.entity(other) in LINKING
        if linked or (_is_read(other, known) and other in known.people(_MAYBE)):
            return None
    words = any(c.index + 1 in readings and not all(map(is_numeric, spread(c.values, 50))) for c in known.columns)
    return before or "words" if words else None


def _is_read(column: Column, known: Hypotheses) -> bool:
    """Whether readings stand behind a column of two words each, as names in full have."""
    if not any(c.index == column.index + 1 and c.family == "kana_name" for c in known.columns):
        return False
    some = spread(column.values, _SOME)
    return sum(len(v.split()) == 2 for v in some) >= _MOST * len(some)


def _may_be_readings(column: Column, names: Column) -> bool:
    """Whether a column may be the readings of the names in another one: kana, two words each, and as various."""
    if column.named is not None:
        return False
    some = [view_of(v).text for v in spread(column.values, _SOME)]
    kana = sum(1 for v in some if is_kana(v) and len(v.split()) == 2)
    return kana >= _MOST * len(some) and len(column.values) >= _AS_VARIOUS * len(names.values)
