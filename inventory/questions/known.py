"""What is known of the person asked for, in the forms in which it is compared with what files say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from detectors.finder import Finder
from detectors.model import Entity, EvidenceKind, Passage
from detectors.registry import recognizers
from scanner.comparing import compared, one_writing
from scanner.date_forms import date_forms
from scanner.masking import Hasher
from scanner.name_forms import How, name_forms

ONE_ONLY = {
    Entity.DATE_OF_BIRTH: "生年月日",
    Entity.UK_NINO: "NI number",
    Entity.UK_NHS: "NHS number",
    Entity.UK_UTR: "UTR",
    Entity.UK_PASSPORT: "passport number",
    Entity.JP_MY_NUMBER: "個人番号",
    Entity.JP_PASSPORT: "旅券番号",
    Entity.JP_RESIDENT_RECORD_CODE: "住民票コード",
    Entity.JP_PENSION_NUMBER: "基礎年金番号",
    Entity.JP_EMPLOYMENT_INSURANCE: "雇用保険被保険者番号",
}
"""What a person has only one of, with a label under which a number is recognised as one: another is somebody else's."""

SEVERAL = frozenset(
    {
        *(Entity.PHONE_NUMBER, Entity.EMAIL_ADDRESS, Entity.ADDRESS, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE),
        *(Entity.UK_DRIVING_LICENCE, Entity.JP_DRIVER_LICENSE, Entity.JP_RESIDENCE_CARD, Entity.JP_HEALTH_INSURANCE),
    }
)
"""What people have several of, or another after a while: another one leaves it open whose it is."""


@dataclass(slots=True)
class Known:
    """The values asked for by what they are compared as. ``certain`` are the kinds of which a person has one and that
    a value surely is of: ten digits alone may be a pension number or a telephone. ``named``: a name is among them."""

    forms: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    certain: set[str] = field(default_factory=set)
    named: bool = False


def known(values: Sequence[str], hasher: Hasher) -> Known:
    """What the values, all of one person, are. Loads the recognizers of numbers."""
    found = Known()
    for value in values:
        if not _NO_NAME.search(value):
            found.named = True
            for name in name_forms(value):
                if name.how in (How.GIVEN, How.WRITING) and (form := compared(Entity.PERSON, name.text, hasher)):
                    found.forms[form.kind].add(form.value)
            continue
        kinds = {Entity.DATE_OF_BIRTH} if date_forms(value) else _kinds(value)
        for kind in kinds:
            if form := compared(kind, one_writing(kind, value), hasher):
                found.forms[form.kind].add(form.value)
        if len(kinds) == 1:
            found.certain |= kinds & ONE_ONLY.keys()
    return found


_NO_NAME = re.compile(r"[\d@]")


def _kinds(value: str) -> set[Entity]:
    """What a value is by itself, or would be under a label; where it has the check digit of some, those only."""
    whole = (0, len(value))
    checked: set[Entity] = set()
    found: set[Entity] = set()
    passages = [Passage(value), *(Passage(value, (label,)) for label in ONE_ONLY.values())]
    for number, matches in enumerate(_finder().find(passages)):
        for match in matches:
            entity = Entity(match.entity)
            if (match.start, match.end) == whole and (entity in ONE_ONLY or (number == 0 and entity in SEVERAL)):
                found.add(entity)
                if any(reason.kind is EvidenceKind.CHECK_DIGIT for reason in match.evidence):
                    checked.add(entity)
    return checked or found


@cache
def _finder() -> Finder:
    told = ONE_ONLY.keys() | SEVERAL
    return Finder(recognizers=[r for r in recognizers() if not told.isdisjoint(r.ENTITIES)])
