"""The inventory's words as sentences for a clerk: evidence, problems, people, sizes, retention."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo

from detectors.model import Entity, EvidenceKind, PeopleEstimate
from inventory.retention.model import NAMEABLE
from inventory.storage.rows import FileRow, RetentionRow
from reports.locale import LANGUAGES, Messages, messages
from scanner.document import Detail, Location, ProblemKind, Stage, Step, StepKind
from scanner.results import Outcome

_DETAILS: Mapping[str, str] = {d.value: d.name for d in Detail}
_NONE = "0.00"
"""The share of a column of which no value by itself says what the column is: its header does, or its neighbours."""
_UNITS = ("B", "kB", "MB", "GB", "TB")
_ERROR = re.compile(r"[A-Z]\w*(?:Error|Exception|File|Warning)\)")
DUE_SOON_DAYS = 90
"""A file whose period ends within so many days is listed as due soon: what the next quarterly sweep will meet."""


def entity(m: Messages, name: str) -> str:
    """The name of an entity; the identifier itself for one that some other recogniser brought along."""
    return m.word("entity", name)


def doc_class(m: Messages, name: str) -> str:
    """The name of a document class; the identifier itself for an organisation's own class."""
    return m.word("doc_class", name or "none")


def kind_named(text: str) -> str | None:
    """The document class that somebody names in words of either language, or by its identifier; None for no class."""
    plain = _plain(text)
    names = ((name, _plain(doc_class(messages(lang), name))) for name in NAMEABLE for lang in LANGUAGES)
    return next((name for name, said in names if plain in (name, said)), None)


def entities_named(text: str) -> list[str] | None:
    """The entities that somebody names in words of either language, or by their identifiers, with commas or the like
    between; None where something else stands there."""
    names = {_plain(entity(messages(lang), name)): str(name) for name in Entity for lang in LANGUAGES}
    names |= {_plain(name): str(name) for name in Entity}
    # The longest first: some have a comma in them, and some begin with another.
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    plain = _plain(text)
    return None if pattern.sub("", plain).strip(_BETWEEN) else [names[said] for said in pattern.findall(plain)]


_BETWEEN = " 、,;\n・"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def evidence(m: Messages, reason: str) -> str:
    """One ``str(Evidence)`` (``LABEL 氏名``) as a clause. An unknown kind is shown as it stands."""
    kind, _, detail = reason.partition(" ")
    if kind not in EvidenceKind.__members__:
        return reason
    if not detail:
        return m.text(f"evidence.bare.{kind}")
    if (sign := m.word("evidence_sign", detail)) != detail:
        return sign
    if detail in Entity.__members__:
        detail = entity(m, detail)
    elif kind == EvidenceKind.RIVAL:
        detail = doc_class(m, detail)
    elif kind == EvidenceKind.COLUMN and detail == _NONE:
        return m.text("evidence.none_of_column")
    elif kind == EvidenceKind.COLUMN:
        detail = _share(m.word("evidence_word", detail))
    elif kind not in (EvidenceKind.LABEL, EvidenceKind.CONTEXT):  # those quote a vocabulary's word
        detail = m.word("evidence_word", detail)
    return m.text(f"evidence.{kind}", detail=detail)


def _share(detail: str) -> str:
    """A share of a column as whole per cent; what is no share as it is."""
    try:
        share = float(detail)
    except ValueError:
        return detail
    if not 0.0 <= share <= 1.0:
        return detail
    return f"{percent(share)}%"


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent, without the sign; 0.998 is not yet 100 %, and 0.002 is more than none."""
    if 0.0 < share < 0.005:
        return "<1"
    return str(min(round(share * 100), 100 if share == 1.0 else 99))


def problem(m: Messages, detail: str) -> str:
    """A problem's English sentence, as stored, in the language of ``m``; a cause in brackets is kept behind it, but for
    the name of a program's error."""
    if detail in _DETAILS:
        return m.text(f"detail.{_DETAILS[detail]}")
    sentence, _, cause = detail.partition(" (")
    if sentence in _DETAILS and _ERROR.fullmatch(cause):
        return m.text(f"detail.{_DETAILS[sentence]}")
    if sentence in _DETAILS and cause:
        return f"{m.text(f'detail.{_DETAILS[sentence]}')} ({cause}"
    return detail


def place(m: Messages, at: str) -> str:
    """Where in a file something stands (``str(Location)``), step by step: ``規程.zip > 3ページ``, ``社員!C12``."""
    return " > ".join(_step(m, step) for step in Location.parse(at).steps)


def _step(m: Messages, step: Step) -> str:
    if step.kind in (StepKind.MEMBER, StepKind.CELL):
        return str(step)
    if not step.value:
        return m.word("place", step.kind)
    value = m.word("place.property_of", step.value) if step.kind is StepKind.PROPERTY else step.value
    return m.text(f"place.of.{step.kind}", value=value)


def people(m: Messages, estimate: PeopleEstimate) -> str:
    """``1,000 to 1,200 people``, with those whom rows name beside them; 'none' for nobody."""
    if estimate.beside_high > 0:
        beside = people(m, PeopleEstimate(estimate.beside_low, estimate.beside_high))
        return m.text("people.beside", people=people(m, PeopleEstimate(estimate.low, estimate.high)), beside=beside)
    if estimate.high <= 0:
        return m.text("people.none")
    if estimate.low == estimate.high:
        return m.text("people.exact", n=estimate.low)
    if estimate.low <= 0:
        return m.text("people.up_to", high=estimate.high)
    return m.text("people.range", low=estimate.low, high=estimate.high)


def size(m: Messages, count: int) -> str:
    """A number of bytes in the unit that reads best (steps of 1,024, as file managers count)."""
    value, unit = float(count), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return m.text(f"size.{_UNITS[unit]}", value=count if unit == 0 else value)


def joined(m: Messages, words: Iterable[str]) -> str:
    """A list in running text."""
    return m.text("list.join").join(words)


def not_examined(row: FileRow) -> bool:
    """Whether something of a file that should have been looked at was not: failed, read in part, or without a reader.

    Links, devices and excluded files are left out on purpose; their problem arose on the walk through the folders.
    """
    if row.outcome == Outcome.SKIPPED:
        return any(p.kind == ProblemKind.UNSUPPORTED and p.stage != Stage.CRAWL for p in row.problems)
    return row.outcome in (Outcome.PARTIAL, Outcome.FAILED)


def retention_state(retention: RetentionRow | None) -> str:
    """``no_rule``, ``unknown`` (no clock), ``overdue``, ``due_soon`` or ``within``."""
    if retention is None:
        return "no_rule"
    if not retention.due:
        return "unknown"
    if retention.overdue_days > 0:
        return "overdue"
    return "due_soon" if retention.overdue_days >= -DUE_SOON_DAYS else "within"


def overdue(m: Messages, days: int) -> str:
    """How far past its date (or before it, for a negative number of days) something is."""
    if days == 0:
        return m.text("retention.due_today")
    return m.text("retention.overdue_by", n=days) if days > 0 else m.text("retention.due_in", n=-days)


def moment(text: str, zone: tzinfo | None = None) -> str:
    """An ISO time in UTC as the clock on the wall shows it, to the minute, with its zone (``zone``, None: the
    machine's); '' for ''."""
    if not text:
        return ""
    local = datetime.fromisoformat(text).astimezone(zone)
    # Where the machine has no name for its zone, the name is the distance itself.
    name = local.tzname() or ""
    offset = f"{local:%z}"
    told = f"UTC{offset[:3]}:{offset[3:5]}" if local.utcoffset() else "UTC"
    return f"{local:%Y-%m-%d %H:%M} {name if name.isalpha() else told}"


def local_day(text: str, zone: tzinfo | None = None) -> str:
    """The ISO day of an ISO time in UTC as the calendar on the wall shows it; '' for ''."""
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d}" if text else ""


def day(text: str) -> date | str:
    """An ISO date or time as a date; '' and what is no date stay text."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
