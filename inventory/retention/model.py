"""The words of retention: the rule as data, what is known of a file, and the verdict.

A rule is not legal advice: it carries its basis, its source, the date it was looked up, how well that was confirmed,
and a switch. ``statutory`` and ``regulator`` periods are minimums: when one has passed there is "no known reason to
keep", never "must delete". Only ``destroy-by`` asks for deletion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from detectors.model import DateClue, Entity, WordClue

NAMEABLE: tuple[str, ...] = tuple(
    """customer_list prospect_list membership_list staff_list payroll wage_ledger withholding_record tax_declaration
    my_number_form timesheet leave_record employment_contract cv applicants personnel_file redundancy right_to_work
    dbs_check health_check health_surveillance stress_check medical_record prescription medical_claim accident_record
    disability_document employment_insurance social_insurance labour_insurance dispatch_ledger pension_record
    maternity_pay parental_pay sick_pay working_time_optout ledger invoice financial_statements corporate_tax vat_record
    self_assessment contract minutes safety_minutes complaint pupils childcare tenants social_care_case identity_check
    third_party_record sar_file cctv letter form_template""".split()
)
"""The kinds that a document can be said to be of: the ids of the detectors' classes, what belongs together side by
side."""

DOC_CLASSES: frozenset[str] = frozenset({*NAMEABLE, "none"})
"""The document classes a rule may name: these, and ``none`` for files of no class."""


class Country(StrEnum):
    UK = "uk"
    JP = "jp"


class Nation(StrEnum):
    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    JAPAN = "japan"


class Form(StrEnum):
    """What an organisation is in law."""

    COMPANY = "company"
    SOLE_TRADER = "sole-trader"
    ASSOCIATION = "association"  # and any other body that is no company


class BasisKind(StrEnum):
    """What stands behind a period: a law's minimum, a regulator's, a custom or limitation period, a duty to destroy."""

    STATUTORY = "statutory"
    REGULATOR = "regulator"
    RECOMMENDED = "recommended"
    DESTROY_BY = "destroy-by"


class Confidence(StrEnum):
    """How well the rule's source was checked; ``unconfirmed`` is always said when the rule is shown."""

    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


class Event(StrEnum):
    """What a period runs from."""

    LEAVING = "leaving"
    CONTRACT_END = "contract_end"
    VALID_UNTIL = "valid_until"
    LAST_TRANSACTION = "last_transaction"
    LAST_ENTRY = "last_entry"
    MADE = "made"
    ISSUED = "issued"
    DECISION = "decision"
    MEETING = "meeting"
    PERIOD_END = "period_end"  # the month, quarter or year the record is about
    FISCAL_YEAR_END = "fiscal_year_end"
    TAX_YEAR_END = "tax_year_end"  # United Kingdom: 5 April
    CALENDAR_YEAR_END = "calendar_year_end"


class Clock(StrEnum):
    """Which evidence gave the clock its date, in the order of trust."""

    FIELD = "field"
    PERIOD = "period"
    DOCUMENT_DATE = "document_date"
    NEWEST_DATE = "newest_date"
    MODIFIED = "modified"  # of the file system: reset by copying
    WAITING = "waiting"  # for an end that nothing tells to have come
    NONE = "none"


class Trust(StrEnum):
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    NONE = "none"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


def _iso_date(value: Any) -> Any:
    """Dates as YAML reads them or as ISO text; never a number of seconds, nor a time."""
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    raise PydanticCustomError("not_a_date", "must be a date such as 2026-11-22")


class Wording(_Model):
    """A text in both languages; a bare text stands for both."""

    en: Text
    ja: Text

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_both(cls, value: Any) -> Any:
        return {"en": value, "ja": value} if isinstance(value, str) else value

    def text(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


class Period(_Model):
    """A length of time; years, months and days are added up in that order."""

    years: Annotated[int, Field(ge=0, le=150, strict=True)] = 0
    months: Annotated[int, Field(ge=0, le=1800, strict=True)] = 0
    days: Annotated[int, Field(ge=0, le=36500, strict=True)] = 0

    @model_validator(mode="after")
    def _not_nothing(self) -> Period:
        if not (self.years or self.months or self.days):
            raise PydanticCustomError("empty_period", "must give years, months or days above zero")
        return self


class Trigger(_Model):
    """An event and how its day becomes the day before the period begins.

    ``plus`` is added to the event (a filing deadline two months after the year end), then ``next`` takes the next such
    day of the year after it (MM-DD: 01-31 for the UK self-assessment deadline, 01-10 for the day before 11 January).
    """

    event: Event
    plus: Period | None = None
    next: str | None = None

    @field_validator("next")
    @classmethod
    def _is_a_day(cls, value: str | None) -> str | None:
        if value is not None:
            month_day(value)
        return value


class Longer(_Model):
    """A case in which the period is longer. Where ``children`` says that it is about them, the longer period is used
    for a file with people under 18 in it; any other case cannot be seen in the file."""

    period: Period
    when: Wording
    children: bool = False


class AppliesTo(_Model):
    """Each list that is given must be met: by the document class, by an entity found, by a word of the path or of what
    the document tells of itself. A word of ``not_path_words`` in the path must not be met."""

    classes: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    path_words: tuple[Text, ...] = ()
    not_path_words: tuple[Text, ...] = ()

    @field_validator("classes")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in DOC_CLASSES:
                raise PydanticCustomError("unknown_class", "unknown document class {name}", {"name": name})
        return value

    @model_validator(mode="after")
    def _not_everything(self) -> AppliesTo:
        if not (self.classes or self.entities or self.path_words):
            raise PydanticCustomError("applies_to_nothing", "must name classes, entities or path_words")
        return self


class Rule(_Model):
    """One retention rule. The YAML keys are the field names; docs/retention.md explains them. ``law_of`` are the
    nations whose law its basis is, where that is not the whole country's; elsewhere the explanation says so. ``forms``
    are the forms of organisation that its basis is about, where it is not about all."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    country: Country
    nation: Nation | None = None
    law_of: tuple[Nation, ...] = ()
    forms: tuple[Form, ...] = ()
    name: Wording
    basis: Wording
    basis_kind: BasisKind
    period: Period
    trigger: Annotated[tuple[Trigger, ...], Field(min_length=1)]
    applies_to: AppliesTo
    longer_when: tuple[Longer, ...] = ()
    replaces: tuple[str, ...] = ()
    source: Wording
    as_of: Annotated[date, BeforeValidator(_iso_date)]
    confidence: Confidence
    enabled: bool = True
    note: Wording | None = None

    @field_validator("enabled", mode="before")
    @classmethod
    def _switch(cls, value: Any) -> Any:
        if not isinstance(value, bool):
            raise PydanticCustomError("not_a_switch", "must be true or false")
        return value


def month_day(text: str) -> tuple[int, int]:
    """``MM-DD`` as (month, day). Raises PydanticCustomError (a ValueError) if it is no day of the year."""
    if m := re.fullmatch(r"(\d{2})-(\d{2})", text):
        month, day = int(m[1]), int(m[2])
        if 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
            return month, day
    raise PydanticCustomError("not_a_month_day", "must be a day of the year as MM-DD")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What retention needs to know of a file. ``modified`` is the file system's date, ``path`` as in ``FileRef``.

    ``entities`` gives the number found by entity, ``people`` how many people it is about at most, ``size``
    its bytes (None: not told). ``country_hint`` is ``uk``, ``jp`` or ''; with '' it is worked out from the entities,
    the clues and the path. ``clues`` are its dates, ``told`` what else it tells of itself.
    """

    doc_class: str
    path: str
    entities: Mapping[str, int]
    clues: tuple[DateClue, ...]
    modified: date
    country_hint: str = ""
    people: int = 0
    size: int | None = None
    told: tuple[WordClue, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of evidence as a clock: the period runs from ``start`` and ends with ``due``. ``clue`` is None for the
    file system's date."""

    clock: Clock
    trust: Trust
    event: Event
    clue: DateClue | None
    start: date
    due: date


@dataclass(frozen=True, slots=True)
class RuleDue:
    """Another rule that applies to the file, and when its period ends by the same evidence."""

    rule_id: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that decides, and when its period ends.

    ``start`` is the first day of the period and ``due`` its last (None where no clock could be read); a file is overdue
    from the day after. ``overdue_days`` is negative before that. ``clue`` is the evidence used, None for the file
    system's date. ``rival`` is other evidence by which the period would end ``rival_due``, over a year from ``due``.
    ``readings`` are all clocks that could be read, the one used first; without a day, what it ends no earlier than by
    (trust ``NONE``). ``longer`` is the case for which the period was
    taken longer, because people under 18 are in the file. ``by`` is the word by which the rule is about the file: of
    its path, or of what it tells of itself; None for a rule that asks for none.
    """

    rule_id: str
    basis_kind: BasisKind
    due: date | None
    overdue_days: int
    clock: Clock
    trust: Trust
    event: Event
    start: date | None = None
    clue: DateClue | None = None
    rival: DateClue | None = None
    rival_due: date | None = None
    others: tuple[RuleDue, ...] = ()
    readings: tuple[Reading, ...] = ()
    longer: Longer | None = None
    by: WordClue | None = None
