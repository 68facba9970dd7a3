"""What the fields of forms hold: each value read under its label, then what only the form as a whole can say.

A labelled illness is about somebody where the form names somebody; a labelled name need not be in any list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detectors.identifiers.passports import HOME, of_another_state
from detectors.layout.headers import is_weak
from detectors.model import (
    SPECIAL_CATEGORIES,
    CellMatch,
    ColumnVerdict,
    Entity,
    Evidence,
    EvidenceKind,
    Match,
    Table,
    score,
)
from detectors.model import Passage as Text
from detectors.special.sensitive import may_tell
from detectors.special.whose import Subject, reaches_one
from detectors.tables.forms import (
    IN_BOXES,
    Field,
    birth_text,
    chosen,
    chosen_sex,
    fields_of,
    is_choice,
    name_span,
    says_no,
)
from detectors.tables.name_odds import NAME_FAMILIES, OTHER_WORDS, UNKNOWN_NAME, name_odds
from detectors.tables.readings import specs
from detectors.text.blanks import filled_in, without_lines
from detectors.text.dates import parse_labelled_date
from detectors.text.normalise import view_of

if TYPE_CHECKING:
    from detectors.finder import Finder

_RECOGNIZER = "columns"
_SHORT = 40
_ABROAD = str(Entity.MEMBER_ID)
_PLACES = frozenset({Entity.LOCATION, Entity.ORGANIZATION})
_PART_LABEL = 1.5
"""What a label is worth less where its word is only a part of it."""
_DEPARTMENT = re.compile(r"(?:課|部|室|係|局|店|所|社|会|担当|窓口)$")
_AGE_BEHIND = re.compile(r"\s*(?:生(?:まれ)?\s*)?(?:[(（]?\s*満?\s*\d{1,3}\s*[歳才]\s*[)）]?)?\s*$")
_CHOSEN, _FORM, _FORM_PRIOR = 1.5, 1.5, -2.0
_BY_FORM = frozenset(
    {Entity.MEMBER_ID, Entity.PHONE_NUMBER, Entity.UK_NINO, Entity.JP_POSTAL_CODE, Entity.UK_POSTCODE, Entity.AGE}
)
"""Entities that a value under their own label need only look like, as in columns."""
_TELLING = frozenset(
    {
        Entity.PERSON, Entity.DATE_OF_BIRTH, Entity.EMAIL_ADDRESS, Entity.MEMBER_ID, Entity.JP_MY_NUMBER,
        Entity.UK_NINO, Entity.UK_NHS,
    }
)  # fmt: skip
"""Entities that say that a form is about somebody."""

Found = tuple[Field, list[Match]]


def read_forms(
    table: Table, blocks: Iterable[tuple[int, int]], finder: Finder
) -> tuple[list[ColumnVerdict], tuple[CellMatch, ...]]:
    """Findings in the forms (first row, end) of a table: values in boxes as verdicts, the others by cell.

    Raises nothing for any content.
    """
    fields = [f for start, end in blocks for f in fields_of(table.rows, start, end)]
    read = _read(fields, finder)
    read = _of_their_states(read)
    about_somebody = table.of_somebody or any(
        m.entity in _TELLING or reaches_one(m, f.text) for f, matches in read for m in matches
    )
    if about_somebody:
        read = [*_answered(read, finder)]
    verdicts: list[ColumnVerdict] = []
    cells: list[CellMatch] = []
    for field, matches in read:
        kept = [m for m in matches if about_somebody or m.entity not in SPECIAL_CATEGORIES]
        if about_somebody and not any(m.entity in SPECIAL_CATEGORIES for m in kept):
            kept += _category(field, finder)
        kept = [m for m in kept if not _allowed(field, m, finder)]
        row, column = field.cells[0]
        if field.parts:
            verdicts += [_verdict(field, m) for m in kept]
        else:
            shift = field.start
            cells += [CellMatch(row, column, m._replace(start=m.start + shift, end=m.end + shift)) for m in kept]
    order = sorted(cells, key=lambda c: (c.row, c.column, c.match.start, c.match.end, c.match.entity))
    return verdicts, tuple(order)


def _read(fields: Sequence[Field], finder: Finder) -> list[Found]:
    """What the recognizers say of each filled field, and what its label says where they say nothing."""
    filled: list[tuple[Field, str]] = []
    for field in fields:
        text = without_lines(field.text) if field.family == "gender" else filled_in(field.text)
        if field.family == "birth_date" and field.parts:
            text = birth_text(text)
        if text:
            filled.append((replace(field, text=text), text))
    said = finder.find([Text(text, _context(f)) for f, text in filled])
    return [(f, _completed(f, matches, finder)) for (f, _), matches in zip(filled, said, strict=True)]


def _of_their_states(read: Sequence[Found]) -> list[Found]:
    """Passports of somebody of another nationality are another state's."""
    nationality = next((f.text for f, _ in read if f.family == "nationality"), "")
    return [
        (
            f,
            [
                m._replace(entity=_ABROAD) if m.entity in HOME and of_another_state(m.entity, nationality) else m
                for m in some
            ],
        )
        for f, some in read
    ]


def _answered(read: Sequence[Found], finder: Finder) -> Iterator[Found]:
    """The fields of a form about somebody: what is answered there in words to a question is said of that one."""
    asked = [
        field
        for field, matches in read
        if field.label and not field.family and not matches and may_tell(field.text) and not says_no(field.text)
    ]
    subject = Subject()
    subject.is_told()
    said = finder.find([Text(field.text, _context(field)) for field in asked], subject)
    more = dict(zip(map(id, asked), said, strict=True))
    for field, matches in read:
        yield field, [*matches, *(m for m in more.get(id(field), ()) if m.entity in SPECIAL_CATEGORIES)]


def _context(field: Field) -> tuple[str, ...]:
    """The label as context, without what is meant for whoever fills the field in."""
    named = field.named
    return (named.word if named is not None and named.whole else field.label,) if field.label else ()


def _completed(field: Field, matches: list[Match], finder: Finder) -> list[Match]:
    family, text = field.family, field.text
    if family == "gender":
        span = chosen_sex(text)
        return _labelled(field, Entity.GENDER, span, finder) if span else []
    if len(text) <= _SHORT:
        matches = [m for m in matches if m.entity not in _PLACES]
    if field.parts:
        # Boxes are one value: what is found must be all of it.
        matches = [m for m in matches if m.start == 0 and m.end >= len(text) - 1]
    if family in NAME_FAMILIES:
        span = name_span(text)
        found = _name(field, span, finder) if span else []
        return found or [m for m in matches if m.end - m.start > 1]
    # Behind the label of something else a word or two is hardly anybody's name; whom to call has no number in it.
    if field.label and len(text) <= 12 and family and not (family == "phone" and not any(map(str.isdigit, text))):
        matches = [m for m in matches if m.entity != Entity.PERSON]
    if family == "birth_date" and not any(m.entity == Entity.DATE_OF_BIRTH for m in matches):
        day = _AGE_BEHIND.sub("", text)
        if parse_labelled_date(birth_text(day).strip()) is not None:
            matches = [*matches, *_labelled(field, Entity.DATE_OF_BIRTH, _core(day), finder)]
    if matches:
        return matches
    plain = view_of(text).text.strip()
    for entity in _BY_FORM:
        spec = specs().get(entity)
        if spec and family in spec.families and spec.form and spec.form.fits(plain):
            return _labelled(field, entity, _core(text), finder)
    return []


def _core(text: str) -> tuple[int, int]:
    begin = len(text) - len(text.lstrip())
    return begin, begin + len(text.strip())


def _name(field: Field, span: tuple[int, int], finder: Finder) -> list[Match]:
    """A labelled name that is all there is in its field: its letters hardly matter."""
    named = field.named
    assert named is not None
    # A label that may head other things (担当, Manager) needs a name that is known to be one.
    value = field.text[slice(*span)]
    told = name_odds(value, named.family)
    other = told <= OTHER_WORDS or _DEPARTMENT.search(value) is not None
    doubtful = other and is_weak(named)
    odds = max(-2.0 if other else UNKNOWN_NAME, min(2.0, told))
    label = specs()[Entity.PERSON].label - (0.0 if named.whole and not doubtful else _PART_LABEL)
    evidence = (
        Evidence(EvidenceKind.LABEL, label, named.word),
        Evidence(EvidenceKind.DICTIONARY, round(1.5 * odds, 2), "names"),
    )
    return _reported(Entity.PERSON, span, evidence, specs()[Entity.PERSON].prior, finder)


def _labelled(field: Field, entity: Entity, span: tuple[int, int], finder: Finder) -> list[Match]:
    """A value that its label alone tells, because it looks like it or was chosen."""
    named = field.named
    assert named is not None
    label = specs()[entity].label - (0.0 if named.whole else _PART_LABEL)
    evidence = (
        Evidence(EvidenceKind.LABEL, label, named.word),
        Evidence(EvidenceKind.PATTERN, _FORM, "form"),
    )
    return _reported(entity, span, evidence, specs()[entity].prior, finder)


def _category(field: Field, finder: Finder) -> list[Match]:
    """Something of a special category that its label names, written or chosen, on a form about somebody."""
    found = field.category
    if found is None or not field.text.strip():
        return []
    entity, word, weight = found
    span: tuple[int, int] | None = _core(field.text)
    if is_choice(field.text):
        span = chosen(field.text)
    if span is None or says_no(field.text[slice(*span)]):
        return []
    evidence = (
        Evidence(EvidenceKind.LABEL, weight, word),
        Evidence(EvidenceKind.NEIGHBOUR, _CHOSEN, str(Entity.PERSON)),
    )
    return _reported(entity, span, evidence, _FORM_PRIOR, finder)


def _reported(
    entity: Entity, span: tuple[int, int], evidence: tuple[Evidence, ...], prior: float, finder: Finder
) -> list[Match]:
    match = Match(entity, span[0], span[1], score(evidence, prior), evidence, _RECOGNIZER)
    return [match] if match.score >= finder.threshold(entity) else []


def _allowed(field: Field, match: Match, finder: Finder) -> bool:
    own = finder.own
    return own is not None and own.allowed(match.entity, field.text[match.start : match.end])


def _verdict(field: Field, match: Match) -> ColumnVerdict:
    row, column = field.cells[0]
    value = field.text[match.start : match.end]
    evidence = (*match.evidence, IN_BOXES)
    return ColumnVerdict(
        match.entity, column, field.label, row, row, 1, (value,), match.score, evidence, match.recognizer
    )
