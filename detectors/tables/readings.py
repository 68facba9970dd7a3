"""What a column may be: its values scanned once in a batch, and each possible reading weighed.

A share of passing values is compared with the share that other columns of the same look would reach (``chance`` in
data/columns.yaml), so that all of fifty passing a check digit is decisive and a tenth of fifty speaks against.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import TYPE_CHECKING

from detectors.layout.header_rows import is_day
from detectors.layout.headers import HOLDERS, is_numeric, is_weak, spread
from detectors.layout.roles import ROLE, is_beside
from detectors.model import NEGATIVE, SPECIAL_CATEGORIES, Entity, Evidence, EvidenceKind, Match, score, share
from detectors.tables.asking import NAMES, Asking, Question
from detectors.tables.births import ISO_DAY, is_birth
from detectors.tables.column import Column
from detectors.tables.name_forms import in_initials, without_kin, written_alike
from detectors.tables.name_odds import (
    NAME_FORM,
    NAME_SAMPLE,
    OTHER_WORDS,
    UNHEADED,
    UNKNOWN_IN_A_PART,
    UNKNOWN_NAME,
    mean,
    name_odds,
    unnamed_weight,
)
from detectors.tables.whole import WholeForm
from detectors.text.lexicon import load_yaml
from detectors.text.lines import Lines, table_of
from detectors.text.normalise import View, fold, view_of

if TYPE_CHECKING:
    from detectors.finder import Finder

SAMPLE = 1_000
"""Distinct values looked at to find out what a column is, spread evenly over it."""

_AT_ONCE = 5_000
"""Values looked at in one batch after the sample."""

GOODS = frozenset({"product", "amount", "order_number", "ean"})

_LABEL, _PART_LABEL, _OTHER_LABEL, _UNKNOWN_LABEL, _OTHER_NUMBER = 6.0, 4.5, -5.0, -1.0, -4.0
_CAP = 8.0
_ANY, _ANY_CAP = 0.9, 1.5
"""From which chance on a form is that of any number as long, and what a column of such numbers says at most, however
many there are: nine digits are a passport's, and those of any list of orders."""
_COVER: Mapping[str, float] = {Entity.ADDRESS: 0.5, Entity.PHONE_NUMBER: 0.5}
_OPEN = frozenset({"remarks", "occupation", "relationship", "nationality", "url"})
"""Header families that do not say what their values are; the values may hold anything."""
_FIGURES = frozenset({"amount", "date", "salary", "joined", "left", "order_number", "ean"})
_CHECKED = frozenset(
    {
        Entity.JP_MY_NUMBER, Entity.UK_NHS, Entity.UK_UTR, Entity.CREDIT_CARD, Entity.IBAN_CODE,
        Entity.JP_DRIVER_LICENSE, Entity.JP_RESIDENT_RECORD_CODE,
    }
)  # fmt: skip
"""Entities with a check digit: under their own header, too, it is the share that passes which counts."""

_REACHED = frozenset(
    {*"緊急連絡先 連絡先 ご連絡先 緊急時 緊急 緊急時連絡 緊急時の連絡 contact nok emergency emerg".split()}
    | {"emergency contact", "next of kin", "in emergency", "in case of emergency"}
)
"""Words for whom or how to reach: names, numbers and mail addresses stand below."""
_WHERE = frozenset({"居住地", "お住まい", "所在地", "居住先"})
"""Words for where somebody lives: a whole address, or the town alone."""
_EMPLOYED = re.compile(r"[0-9]{4}-[0-9]{6}(?:-[0-9])?")
"""被保険者番号 of 雇用保険, which its form alone tells from those of 健康保険."""
_TOWN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]{1,8}[都道府県市区町村郡]")
_LETTERED = frozenset({Entity.UK_NINO, Entity.JP_PASSPORT, Entity.UK_PASSPORT, Entity.JP_RESIDENCE_CARD})
"""Entities that begin with letters, which differ from person to person: the same throughout, they are part numbers."""
_EACH_BY_ITSELF = NAMES | SPECIAL_CATEGORIES | {Entity.GENDER, Entity.DATE_OF_BIRTH}
_ONLY_FORM = _LETTERED | {Entity.UK_DRIVING_LICENCE, Entity.JP_RESIDENT_RECORD_CODE}
_NUMBER = re.compile(
    r"(?:番号|コード|ナンバー|シリアル|証券|型番|(?<![a-z])(?:no|num|number|ref|code|serial|s/n|id)\.?)(?:\(.*\))?$",
    re.I,
)
"""Headers of numbers: were these somebody's, they would be in the vocabulary."""
_MANY, _SAME_PREFIX = 10, -8.0
_MOST = 0.8

_BARE_CHANCE = 0.6
"""Share of random runs of ten digits that are somebody's telephone number but for a zero."""
_UNUSUAL = re.compile(r"[\u2000-\u206f\u2100-\u2fff\u3200-\u33ff\uf900-\uffef]")
"""What normal forms may change into something that a value must not hold."""
_unusual = cache(lambda: table_of(_UNUSUAL.match))
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[^\W\d_]+")
_SEXES = frozenset("男 女 男性 女性 男子 女子 male female".split())


@dataclass(frozen=True, slots=True)
class Spec:
    """How columns of one entity are judged: an entry of data/columns.yaml."""

    entity: Entity
    families: frozenset[str]
    prior: float
    chance: float
    form: WholeForm | None
    zeros: int
    lost: int
    label: float


@cache
def specs() -> Mapping[str, Spec]:
    """Entity -> how its columns are judged. Raises ValueError where the file is wrong."""
    out = {}
    for name, entry in load_yaml("columns.yaml").items():
        if not isinstance(entry, dict):
            raise ValueError(f"columns.yaml: {name} is not a mapping")
        form = entry.get("form")
        out[name] = Spec(
            Entity(name),
            frozenset(entry["families"]),
            float(entry["prior"]),
            float(entry["chance"]),
            WholeForm(form) if form else None,
            int(entry.get("zeros", 0)),
            int(entry.get("lost", 2)),
            float(entry.get("label", _LABEL)),
        )
    return out


@dataclass(slots=True)
class Reading:
    """The best reading of a column so far. ``takes`` is asked of a value and of its normal form, where the value does
    not have the ``form`` as it stands.

    ``shapes`` are those of the values that were taken in the sample; ``settled`` is the reading of a long table, from
    its first rows, which the others go by.
    """

    spec: Spec
    evidence: list[Evidence]
    own: bool
    takes: Callable[[str, str], bool]
    recognizer: str = ""
    form: WholeForm | None = None
    shapes: frozenset[str] | None = None
    settled: bool = False

    @property
    def score(self) -> float:
        """Probability that the reading is right."""
        return score(self.evidence, self.spec.prior)

    @property
    def by_form(self) -> bool:
        """Whether each value is what the reading says by its own look, so that none needs to be in the sample."""
        return self.form is not None or self.spec.entity in _EACH_BY_ITSELF

    def taken(self, values: Lines) -> Lines:
        """Those of the values that are what the reading says, in order."""
        # Nearly all values are in normal form; only what is not taken as it stands needs to be put into it.
        odd = values.holding(_unusual()).nonzero()[0].tolist()
        if self.form is not None:
            rest = {*self.form.others(values), *odd}
        else:
            unlike = set(odd)
            rest = unlike.union(i for i, v in enumerate(values.texts) if i not in unlike and not self.takes(v, v))
        numbers = sorted(rest)
        doubtful = [values.texts[i] for i in numbers]
        plain_ones = _plain(doubtful)
        return values.without(
            {i for i, v, plain in zip(numbers, doubtful, plain_ones, strict=True) if not self.takes(v, plain)}
        )


def _plain(values: Sequence[str]) -> list[str]:
    """The normal forms of values, made in one go where they are not plain already."""
    if "".join(values).isascii():
        return list(values)
    return [line.strip() for line in _batch(values)[1]]


def _own(column: Column) -> list[Spec]:
    if column.named and column.named.word in HOLDERS:
        return [specs()[Entity.PERSON]]
    if column.named and column.named.word in _REACHED:
        return [specs()[entity] for entity in (Entity.PERSON, Entity.PHONE_NUMBER, Entity.EMAIL_ADDRESS)]
    if column.named and column.named.word in _WHERE and _are_towns(column):
        return [specs()[Entity.LOCATION]]
    if column.family == "health_insurance" and all(map(_EMPLOYED.fullmatch, column.plain)):
        return [specs()[Entity.JP_EMPLOYMENT_INSURANCE]]
    return _named_by(column.family)


def _are_towns(column: Column) -> bool:
    """Whether nothing but the names of towns stands below a header."""
    some = spread(column.values, 200)
    return sum(_TOWN.fullmatch(v) is not None for v in some) >= _MOST * len(some)


@cache
def _named_by(family: str) -> list[Spec]:
    return [s for s in specs().values() if family in s.families]


def restored(value: str, spec: Spec | None) -> str:
    """A number cell of an entity with the leading zeros it lost; anything else as it is."""
    if spec is None or not spec.zeros or not value.isascii() or not value.isdigit() or value[0] == "0":
        return value
    if spec.entity is Entity.PHONE_NUMBER:  # 10 or 11 digits with one zero
        return "0" + value if len(value) in (spec.zeros - 1, spec.zeros) else value
    return value.zfill(spec.zeros) if spec.zeros - spec.lost <= len(value) < spec.zeros else value


def _zeros(column: Column) -> Spec | None:
    """The entity by whose rule leading zeros of a column are restored: the longest that its header names."""
    return max((s for s in _own(column) if s.zeros), key=lambda s: s.zeros, default=None)


def _dismissed(column: Column) -> bool:
    """Nothing to look for: figures under a header that says so."""
    if column.family in _FIGURES or column.family in GOODS:
        some = spread(column.values, 200)
        return sum(map(is_numeric, some)) >= 0.9 * len(some) or (
            column.family == "order_number" and not any("@" in v or len(v) > 30 for v in some)
        )
    return False


def scan(columns: Iterable[Column], finder: Finder) -> Asking[None]:
    """Ask the recognizers, names apart, about a sample of the values of each column; notes the answers in the
    columns."""
    asked: list[Column] = []
    views: list[View] = []
    for column in columns:
        if not _dismissed(column):
            column.sample = spread(column.short.texts, SAMPLE)
        if column.sample:
            zeros = _zeros(column)
            view, column.plain = _batch([restored(v, zeros) for v in column.sample])
            asked.append(column)
            views.append(view)
    answers = yield Question(values=views)
    for column, matches in zip(asked, answers, strict=True):
        for line, match, covers in _by_line(matches, column.plain):
            if not covers:
                if match.entity not in NEGATIVE and match.score >= finder.threshold(match.entity):
                    column.embedded = True
            elif line not in column.passed.setdefault(match.entity, set()):
                column.passed[match.entity].add(line)
                column.found_by[match.entity] = match.recognizer
                less = sum(e.weight for e in match.evidence if e.kind is EvidenceKind.AGAINST)
                column.against[match.entity] = column.against.get(match.entity, 0.0) + less


def taken_of(values: Lines, column: Column, reading: Reading, finder: Finder) -> Lines:
    """Those of a column's values that are what a reading says. What was not sampled is asked of the entity's
    recognizers alone."""
    if reading.by_form or (column.sample and len(values) <= SAMPLE):
        return reading.taken(values)
    known = set(reading.taken(Lines(column.sample)).texts)
    sampled = set(column.sample)
    rest = [v for v in values.texts if v not in sampled] if sampled else values.texts
    for at in range(0, len(rest), _AT_ONCE):
        known |= _accepted(rest[at : at + _AT_ONCE], column, reading, finder)
    return values.without({i for i, v in enumerate(values.texts) if v not in known})


def _accepted(values: Sequence[str], column: Column, reading: Reading, finder: Finder) -> set[str]:
    """Those of the values, not in the sample, that are the entity too.

    Where a check digit decides each is asked about; elsewhere those of a shape that the sample showed to be it.
    """
    entity = reading.spec.entity
    if entity in _CHECKED:
        view, lines = _batch(values)
        found = _by_line(finder.candidates(view, {entity}), lines)
        return {values[i] for i, m, covers in found if covers and m.entity == entity}
    if reading.shapes is None:
        all_shapes = Counter(map(_shape, column.sample))
        mine = Counter(map(_shape, reading.taken(Lines(column.sample)).texts))
        reading.shapes = frozenset(s for s, n in mine.items() if n >= 0.8 * all_shapes[s])
    return {v for v in values if _shape(v) in reading.shapes}


def _shape(value: str) -> str:
    """The look of a value: digits as 9, letters as A, runs of words as one."""
    return _WORDS.sub("A", _DIGIT.sub("9", value)) if len(value) < 24 else ""


def _batch(values: Sequence[str]) -> tuple[View, list[str]]:
    """Many values as one view, a line each, and the lines as they are in it."""
    view = view_of("\n".join(v.replace("\n", " ") for v in values))
    return view, view.text.split("\n")


def _by_line(matches: Iterable[Match], lines: Sequence[str]) -> Iterator[tuple[int, Match, bool]]:
    """The matches that lie within one line: line, match, and whether it covers (nearly) all of it."""
    starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
    for match in matches:
        line = bisect_right(starts, match.start) - 1
        if match.end < starts[line + 1]:
            share = _COVER.get(match.entity, 0.75)
            yield line, match, match.end - match.start >= share * len(lines[line].strip())


def readings_of(column: Column) -> list[Reading]:
    own = _own(column)
    out = []
    for spec in own:
        if spec.entity is Entity.PERSON:
            out.append(_as_names(column, spec, True))
        elif spec.entity is Entity.DATE_OF_BIRTH:
            out.append(_as_births(column, spec))
        elif column.sample:
            out.append(_as_named(column, spec))
    for entity in column.passed:
        spec_ = specs().get(entity)
        if spec_ is not None and spec_ not in own:
            out.append(_as_unnamed(column, spec_))
    if not own and (not column.named or column.family in _OPEN) and _name_like(column):
        out.append(_as_names(column, specs()[Entity.PERSON], False))
    if not column.named and column.sample and (sexes := _as_sexes(column)):
        out.append(sexes)
    return out


def _ratio(k: int, n: int, chance: float) -> float:
    """Log-likelihood ratio of ``k`` of ``n`` values passing: such a column (nearly all pass) against chance."""
    likely = min(max(k / n, 0.7, chance), 0.99)  # never below chance, or failing would speak for it
    return max(-_CAP, min(_CAP, k * log(likely / chance) + (n - k) * log((1 - likely) / (1 - chance))))


def header_evidence(column: Column, spec: Spec, own: bool) -> list[Evidence]:
    if own and column.named:
        weight = spec.label if column.named.whole else spec.label - (_LABEL - _PART_LABEL)
        return [Evidence(EvidenceKind.LABEL, weight, column.named.word)]
    if column.named and column.family not in _OPEN:
        return [Evidence(EvidenceKind.AGAINST, _OTHER_LABEL, column.named.word)]
    if spec.entity in _ONLY_FORM and _NUMBER.search(column.header.strip()):
        return [Evidence(EvidenceKind.AGAINST, _OTHER_NUMBER, "number")]
    if column.header:
        return [Evidence(EvidenceKind.AGAINST, _UNKNOWN_LABEL, "header")]
    return []


def _as_named(column: Column, spec: Spec) -> Reading:
    """Under a header that names it: values need only look like it, unless there is a check digit."""
    evidence = header_evidence(column, spec, True)
    passed = column.passed.get(spec.entity, set())
    n = len(column.sample)
    if spec.entity in _CHECKED:
        k = len(passed)
        evidence.append(Evidence(EvidenceKind.COLUMN, round(_ratio(k, n, spec.chance), 2), share(k, n)))
    else:
        looks = {i for i, v in enumerate(column.plain) if spec.form and spec.form.fits(v.strip())}
        # Several entities may share a header (passport); their forms tell them apart.
        k = len(looks | passed if spec.entity in _COVER or spec.form is None else looks)
        weight = 1.5 - 12.0 * max(0.0, 0.9 - k / n)
        evidence.append(Evidence(EvidenceKind.COLUMN, round(weight, 2), share(k, n)))
    form = spec.form
    zeros = _zeros(column)
    accepted = {column.sample[i] for i in passed}

    def takes(value: str, plain: str) -> bool:
        if value in accepted or form is None:
            return value in accepted
        return form.fits(plain) or form.fits(restored(plain, zeros))

    return Reading(spec, evidence, True, takes, column.found_by.get(spec.entity, ""), form)


def _as_unnamed(column: Column, spec: Spec) -> Reading:
    """Without such a header: the share that the recognizer accepts, against the share it would accept by chance."""
    passed = column.passed[spec.entity]
    if spec.form is not None and spec.entity not in _COVER:
        passed = {i for i in passed if spec.form.fits(column.plain[i].strip())} or passed
    k, n = len(passed), len(column.sample)
    evidence = header_evidence(column, spec, False)
    chance = spec.chance
    if spec.entity is Entity.PHONE_NUMBER and sum(map(_bare, (column.plain[i] for i in passed))) > 0.5 * k:
        chance = _BARE_CHANCE
    weight = _ratio(k, n, chance)
    if chance >= _ANY:
        weight = min(weight, _ANY_CAP)
    evidence.append(Evidence(EvidenceKind.COLUMN, round(weight, 2), share(k, n)))
    if (less := column.against[spec.entity] / k) < -0.5:
        evidence.append(Evidence(EvidenceKind.AGAINST, round(less, 2), "values"))
    if n >= _MANY and spec.entity in _LETTERED and len({column.plain[i].strip()[:2].upper() for i in passed}) == 1:
        evidence.append(Evidence(EvidenceKind.AGAINST, _SAME_PREFIX, "prefix"))
    known = {column.sample[i] for i in passed}
    if spec.entity in _COVER and k >= _MOST * n and spec.form is not None:
        # What the column is is settled; the rest need only look like it.
        form = spec.form
        return Reading(
            spec,
            evidence,
            False,
            lambda v, plain: v in known or (_DIGIT.search(plain) is not None and form.fits(plain)),
            column.found_by[spec.entity],
        )
    return Reading(spec, evidence, False, lambda v, _: v in known, column.found_by[spec.entity])


def _bare(value: str) -> bool:
    """A run of digits that neither begins nor is set like a telephone number."""
    return value.strip().isdigit() and value.strip()[0] != "0"


def _name_like(column: Column) -> bool:
    some = spread(column.sample, 200)
    return len(some) >= 3 and sum(1 for v in some if len(v) <= 30 and NAME_FORM.fits(v)) >= 0.8 * len(some)


def _as_names(column: Column, spec: Spec, own: bool) -> Reading:
    evidence = header_evidence(column, spec, own)
    some = spread([v for v in column.sample if NAME_FORM.fits(v)], NAME_SAMPLE)
    n = len(column.sample)
    if some:
        part = column.named is not None and is_weak(column.named)
        if own and in_initials(some) and not is_beside(column.header):
            evidence.append(Evidence(EvidenceKind.COLUMN, 0.0, "initials"))
            return as_names(spec, evidence, own)
        family = (ROLE if part else column.family) if own else "" if column.header else UNHEADED
        some = list(without_kin(some))
        odds = written_alike(some, [name_odds(v, family) for v in some])
        unknown = UNKNOWN_IN_A_PART if part else UNKNOWN_NAME
        shaped = sum(1 for v in column.sample if NAME_FORM.fits(v)) / n
        weight = 3.0 * mean([max(o, unknown) if o > OTHER_WORDS else o for o in odds]) if own else unnamed_weight(odds)
        weight -= 8.0 * max(0.0, 0.8 - shaped)
        evidence.append(
            Evidence(EvidenceKind.COLUMN, round(weight, 2), share(sum(1 for o in odds if o > 0), len(odds)))
        )
    else:
        evidence.append(Evidence(EvidenceKind.COLUMN, -_CAP, "0.00"))
    return as_names(spec, evidence, own)


def as_names(spec: Spec, evidence: list[Evidence], own: bool) -> Reading:
    """A reading as names: a value may be one that has letters and no digits."""
    return Reading(spec, evidence, own, lambda v, _: NAME_FORM.fits(v), form=NAME_FORM)


_LETTERS = 2
"""Latin letters of headers that are days or marks."""


def _heads_marks(header: str) -> bool:
    """Whether a header is a day, in full or in letters."""
    return is_day(header) or (header.isascii() and 0 < len(header) <= _LETTERS)


def may_be_pair(left: Column, right: Column) -> bool:
    """Whether two columns side by side may be surnames and given names: words, and no header says anything else."""
    if left.named or right.named or any(map(_heads_marks, (left.header, right.header))):
        return False
    return _name_like(left) and _name_like(right)


def _as_births(column: Column, spec: Spec) -> Reading:
    evidence = header_evidence(column, spec, True)
    k, n = sum(map(is_birth, column.sample)), max(1, len(column.sample))
    evidence.append(Evidence(EvidenceKind.COLUMN, round(1.5 - 12.0 * max(0.0, 0.9 - k / n), 2), share(k, n)))
    return Reading(spec, evidence, True, lambda v, _: is_birth(v), form=ISO_DAY)


def _as_sexes(column: Column) -> Reading | None:
    if len(column.values) > 6:
        return None
    folded = {fold(v) for v in column.values}
    if not folded & _SEXES or len(folded & _SEXES) < 0.6 * len(folded) or column.filled < 4:
        return None
    evidence = [*header_evidence(column, specs()[Entity.GENDER], False), Evidence(EvidenceKind.COLUMN, 4.0, "1.00")]
    return Reading(specs()[Entity.GENDER], evidence, False, lambda v, _: fold(v) in _SEXES)
