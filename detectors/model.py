"""The words of the detectors: what goes in (Passage, Table), what comes out (Match, ColumnVerdict).

Plain frozen data, picklable, free of files, databases and clocks. Values found are carried here as
offsets or, for columns, as the values themselves: they stay in the worker's memory, and only masks and
keyed hashes of them leave it (``scanner.folding``).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from detectors.sheet import Layout
    from detectors.text.lines import Lines
    from detectors.text.normalise import View


class Entity(StrEnum):
    """What can be found, named as Presidio names it where Presidio has a name."""

    PERSON = "PERSON"
    ADDRESS = "ADDRESS"
    LOCATION = "LOCATION"
    ORGANIZATION = "ORGANIZATION"
    EMAIL_ADDRESS = "EMAIL_ADDRESS"
    PHONE_NUMBER = "PHONE_NUMBER"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    AGE = "AGE"
    GENDER = "GENDER"
    CREDIT_CARD = "CREDIT_CARD"
    IBAN_CODE = "IBAN_CODE"
    IP_ADDRESS = "IP_ADDRESS"
    UK_NINO = "UK_NINO"
    UK_NHS = "UK_NHS"
    UK_UTR = "UK_UTR"
    UK_PASSPORT = "UK_PASSPORT"
    UK_DRIVING_LICENCE = "UK_DRIVING_LICENCE"
    UK_BANK_ACCOUNT = "UK_BANK_ACCOUNT"
    UK_POSTCODE = "UK_POSTCODE"
    UK_VEHICLE_REGISTRATION = "UK_VEHICLE_REGISTRATION"
    JP_MY_NUMBER = "JP_MY_NUMBER"
    JP_PASSPORT = "JP_PASSPORT"
    JP_DRIVER_LICENSE = "JP_DRIVER_LICENSE"
    JP_RESIDENCE_CARD = "JP_RESIDENCE_CARD"
    JP_RESIDENT_RECORD_CODE = "JP_RESIDENT_RECORD_CODE"
    JP_PENSION_NUMBER = "JP_PENSION_NUMBER"
    JP_EMPLOYMENT_INSURANCE = "JP_EMPLOYMENT_INSURANCE"
    JP_HEALTH_INSURANCE = "JP_HEALTH_INSURANCE"
    JP_BANK_ACCOUNT = "JP_BANK_ACCOUNT"
    JP_POSTAL_CODE = "JP_POSTAL_CODE"
    JP_VEHICLE_NUMBER = "JP_VEHICLE_NUMBER"
    MEMBER_ID = "MEMBER_ID"
    # Special categories (UK GDPR Art 9 and 10) and 要配慮個人情報 (APPI Art 2(3)).
    HEALTH = "HEALTH"
    DISABILITY = "DISABILITY"
    RELIGION = "RELIGION"
    ETHNICITY = "ETHNICITY"
    POLITICS = "POLITICS"
    UNION = "UNION"
    SEX_LIFE = "SEX_LIFE"
    CRIMINAL = "CRIMINAL"
    BIOMETRIC = "BIOMETRIC"
    SOCIAL_STATUS = "SOCIAL_STATUS"
    # Negative: recognised so that they are not taken for personal data; never reported.
    JP_CORPORATE_NUMBER = "JP_CORPORATE_NUMBER"
    UK_COMPANY_NUMBER = "UK_COMPANY_NUMBER"
    UK_VAT_NUMBER = "UK_VAT_NUMBER"
    EAN_CODE = "EAN_CODE"


SPECIAL_CATEGORIES: frozenset[Entity] = frozenset(
    {
        Entity.HEALTH,
        Entity.DISABILITY,
        Entity.RELIGION,
        Entity.ETHNICITY,
        Entity.POLITICS,
        Entity.UNION,
        Entity.SEX_LIFE,
        Entity.CRIMINAL,
        Entity.BIOMETRIC,
        Entity.SOCIAL_STATUS,
    }
)
NEGATIVE: frozenset[Entity] = frozenset(
    {
        Entity.JP_CORPORATE_NUMBER,
        Entity.UK_COMPANY_NUMBER,
        Entity.UK_VAT_NUMBER,
        Entity.EAN_CODE,
    }
)
CONTEXTUAL: frozenset[Entity] = frozenset({Entity.LOCATION, Entity.ORGANIZATION, Entity.IP_ADDRESS, Entity.GENDER})
"""Found and recorded, but not by themselves evidence that a file is about people."""


class EvidenceKind(StrEnum):
    """Why something was taken for what it is; the wording for people is in reports/locale."""

    PATTERN = "PATTERN"  # it has the form of the thing
    CHECK_DIGIT = "CHECK_DIGIT"  # the check digit agrees (detail: which check)
    LABEL = "LABEL"  # a label, column header or form field names it (detail: the vocabulary's word)
    CONTEXT = "CONTEXT"  # a supporting word stands near (detail: the vocabulary's word)
    DICTIONARY = "DICTIONARY"  # it is in a list of surnames, municipalities, postcode areas (detail: which)
    MODEL = "MODEL"  # a statistical model says so (detail: which)
    MENTION = "MENTION"  # a name in full elsewhere in the same text has this part
    NEIGHBOUR = "NEIGHBOUR"  # another finding stands beside it (detail: its entity)
    COLUMN = "COLUMN"  # share of the column's distinct values that pass (detail: the share)
    HIDDEN = "HIDDEN"  # it is not shown where the file is opened (detail: what hides it); weighs nothing
    RIVAL = "RIVAL"  # it may nearly as well be something else (detail: which class), weight not above zero
    AGAINST = "AGAINST"  # something speaks against it (detail: what), weight below zero


class Evidence(NamedTuple):
    """One reason, with its weight in log-odds (natural logarithm; negative speaks against).

    ``detail`` is a word of our own vocabularies or a short number; it never quotes the text examined.
    """

    kind: EvidenceKind
    weight: float
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}" if self.detail else str(self.kind)


def score(evidence: Sequence[Evidence], prior: float) -> float:
    """Probability that the finding is right: logistic of the prior (log-odds) and all the evidence."""
    total = 0.0
    for reason in evidence:
        total += reason.weight
    total += prior
    if total < -40.0:
        return 0.0
    return round(1.0 / (1.0 + math.exp(-total)), 4)


def share(part: int, whole: int) -> str:
    """A share as evidence shows it."""
    return f"{part / whole:.2f}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of running text. ``labels`` are its context: column header, form field, mail subject."""

    text: str
    labels: tuple[str, ...] = ()
    _views: list[View] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def view(self) -> View:
        """The normalised view of it, made once."""
        if not self._views:
            from detectors.text.normalise import (
                View,  # with tables of characters, and not all that knows passages reads them
            )

            self._views.append(View(self.text, self.labels))
        return self._views[0]


class Match(NamedTuple):
    """A finding in one passage. ``start`` and ``end`` are code points of ``Passage.text`` as given."""

    entity: str
    start: int
    end: int
    score: float
    evidence: tuple[Evidence, ...]
    recognizer: str


_AT_ONCE = 256
"""Rows turned round together."""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cell texts as the extractor gave it; ragged rows are allowed, absent cells are ''.

    ``name`` is the sheet's name or '' for tables that have none. Rows and columns count from 0 here;
    the extractor's Location says where the grid begins in the file. ``continued`` says that the first row is that of a
    table which began in another call: its header, or what stands there. ``kind`` is what the file's format says that
    the table is, where nobody wrote its header. ``of_somebody`` says that the document has said whom it is about.
    """

    name: str
    rows: Sequence[Sequence[str]]
    continued: bool = False
    kind: str = ""
    of_somebody: bool = False
    _columns: list[list[str]] = field(default_factory=list, init=False, repr=False, compare=False)
    _parts: list[list[str]] = field(default_factory=list, init=False, repr=False, compare=False)
    _lines: dict[int, Lines] = field(default_factory=dict, init=False, repr=False, compare=False)
    layouts: dict[int, Layout] = field(default_factory=dict, init=False, repr=False, compare=False)
    """How so many of its first rows are laid out: kept by ``detectors.layout.regions`` for whoever asks next."""

    @property
    def columns(self) -> Sequence[list[str]]:
        """The same cells by column, each as long as the table; turned round once."""
        if not self._columns:
            for start in range(0, len(self.rows), _AT_ONCE):  # a few rows at a time, while they are near
                rows = self.rows[start : start + _AT_ONCE]
                for at, cells in enumerate(itertools.zip_longest(*rows, fillvalue="")):
                    if at == len(self._columns):
                        self._columns.append([""] * start)
                        self._parts.append(["\n" * start])
                    self._columns[at].extend(cells)
                    self._parts[at] += "\n".join(cells), "\n"
                for at, column in enumerate(self._columns):
                    if (missing := start + len(rows) - len(column)) > 0:
                        column.extend([""] * missing)
                        self._parts[at].append("\n" * missing)
        return self._columns

    def lines(self, column: int) -> Lines:
        """The cells of a column, a line each; made once."""
        if column not in self._lines:
            from detectors.text.lines import (
                Lines,  # with numpy, which a long table needs, and not all that knows tables
            )

            cells, parts = self.columns[column], self._parts[column]
            self._lines[column] = Lines(cells, "".join(parts))
            parts.clear()
        return self._lines[column]


@dataclass(frozen=True, slots=True)
class ColumnVerdict:
    """What one column of one table holds.

    ``count`` is the number of filled cells taken for the entity, ``values`` their distinct texts (raw: never to leave
    the worker), ``lines`` the same where they were looked at as such. Where a long table goes on, ``values`` may have a
    text more than once, and ``lines`` may leave out those that were in the calls before. ``first_row`` and ``last_row``
    (inclusive) and ``column`` count from 0.
    """

    entity: str
    column: int
    header: str
    first_row: int
    last_row: int
    count: int
    values: tuple[str, ...]
    score: float
    evidence: tuple[Evidence, ...]
    recognizer: str
    lines: Lines | None = field(default=None, repr=False, compare=False)

    @property
    def writings(self) -> frozenset[str]:
        """The values as the cells may have them: with the leading zeros that were restored, and without."""
        zeros = [v.lstrip("0") for v in self.values if v[:1] == "0"]
        return frozenset([*self.values, *zeros]) if zeros else frozenset(self.values)


@dataclass(frozen=True, slots=True)
class CellMatch:
    """A finding inside a single cell (a free-text column, or a table too small or odd to be judged by column)."""

    row: int
    column: int
    match: Match


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """All that was found in one table. A cell is covered by a column verdict or by cell matches, not both."""

    columns: tuple[ColumnVerdict, ...] = ()
    cells: tuple[CellMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleEstimate:
    """How many distinct people: a low and a high bound, both inclusive. ``low`` and ``high`` are those whom a document
    is about; the rows of its lists name between ``beside_low`` and ``beside_high`` others with them."""

    low: int
    high: int
    beside_low: int = 0
    beside_high: int = 0

    @property
    def everybody(self) -> PeopleEstimate:
        """All who are identified in it, whatever the part they play."""
        return PeopleEstimate(self.low + self.beside_low, self.high + self.beside_high)


class ClueKind(StrEnum):
    """Evidence for a retention clock, in the order of trust of regulation.md C.3."""

    FIELD = "FIELD"  # an explicit date field: 退職日, leaving date, 契約終了日, valid until
    PERIOD = "PERIOD"  # a period in the title or name: 2019年度, R1, FY2019, 平成31年分, tax year 2018-19
    DOCUMENT_DATE = "DOCUMENT_DATE"  # the document's own date (作成日, Date:, mail date, document properties)
    NEWEST_DATE = "NEWEST_DATE"  # the newest date in the data rows, or spoken of in the text


@dataclass(frozen=True, slots=True)
class DateClue:
    """A date or period that a retention clock may start from.

    ``first`` and ``last`` are ISO dates (equal for a single day). ``event`` names what happened then
    (``leaving``, ``contract_end``, ``fiscal_year``, ``tax_year``, ``calendar_year``, ``valid_until``,
    ``last_transaction``, ``created``, ``modified``, ``sent``, ``data``, ``mentioned`` ...). ``source`` is ``name``,
    ``folder``, ``content`` or ``property``. ``form`` is how it was written in general terms ("和暦年度", "FY"): never
    the text itself.
    """

    kind: ClueKind
    event: str
    first: str
    last: str
    source: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class WordClue:
    """What a document tells of itself, beside dates: a word of the vocabulary of its class, or a key of
    detectors/data/told.yaml, that stood in it; ``under_18`` where such people are in it.

    ``place`` is ``name``, ``folder``, ``heading``, ``label`` or ``text``: the best one in which it was met; '' where
    that is not known, or where no word told it. In the inventory it is also ``path``, for a word of a rule.
    """

    word: str
    place: str


UNDER_18 = WordClue("under_18", "")


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """The document class (an id of detectors/data/classes.yaml, or ``none``) with the reasons, those of most weight
    first."""

    doc_class: str
    score: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The first reasons, as they are shown to people."""
        return tuple(map(str, self.evidence[:_SHOWN]))


_SHOWN = 6
