"""From the dates found in a file to the day its retention period ends. Pure; the order is that of ``ClueKind``.

The day of the event is not counted, so that a period of 5 years from 31 March 2019 runs from 1 April 2019 and ends with
31 March 2024. Weekends and holidays do not move a deadline here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from detectors.model import ClueKind, DateClue
from detectors.text.dates import month_span
from inventory.retention.model import Clock, Event, Period, Reading, Rule, Trigger, Trust, month_day

_DAY = timedelta(days=1)
_DATED = frozenset({"created", "issued", "submitted", "sent", "meeting"})
_FIELDS: dict[Event, frozenset[str]] = {
    Event.LEAVING: frozenset({"leaving"}),
    Event.CONTRACT_END: frozenset({"contract_end"}),
    Event.VALID_UNTIL: frozenset({"valid_until"}),
    Event.LAST_TRANSACTION: frozenset({"last_transaction"}),
    Event.LAST_ENTRY: frozenset({"last_entry"}),
    Event.MADE: _DATED,
    Event.ISSUED: frozenset({"issued"}),
    Event.DECISION: frozenset({"decision"}),
    Event.MEETING: frozenset({"meeting"}),
}
_IN_A_PERIOD = _DATED | {"leaving", "contract_end", "last_transaction", "last_entry", "decision"}
_PERIOD_EVENTS = frozenset({Event.PERIOD_END, Event.FISCAL_YEAR_END, Event.TAX_YEAR_END, Event.CALENDAR_YEAR_END})
_YEAR_OF = {
    Event.FISCAL_YEAR_END: "fiscal_year",
    Event.TAX_YEAR_END: "tax_year",
    Event.CALENDAR_YEAR_END: "calendar_year",
}
_YEAR_CLUES = frozenset(_YEAR_OF.values())
# The date of the record itself is a fair stand-in for these; for the day somebody left it is not.
RECORD_EVENTS = _PERIOD_EVENTS | {Event.MADE, Event.LAST_ENTRY, Event.ISSUED, Event.MEETING}
ENDS = frozenset({Event.LEAVING, Event.CONTRACT_END, Event.VALID_UNTIL, Event.DECISION})
"""Events, a decision on the paper among them, that have not come as far as is known: until something tells that they
have, other dates of a file only say that they came no earlier."""
_ON_A_DAY = frozenset({Event.MADE, Event.ISSUED, Event.MEETING, Event.DECISION})
"""Events of one day: a day that is named tells them better than the year it lies in."""
# A fiscal year named by its year alone: which days it covers is for the organisation's year end to say.
_NOMINAL_FISCAL = frozenset({"年度", "和暦年度", "FY"})
_TRUST_ORDER = (Trust.NONE, Trust.WEAK, Trust.MEDIUM, Trust.STRONG)
_NAMES = frozenset({"name", "folder"})
_MONTH = 31
_YEAR = 366
"""Days: ends that lie further apart do not agree."""
UNSET_UNTIL = date(1980, 1, 2)
"""File times up to here are no times: 1970 is a cleared field, 1 January 1980 what ZIP and FAT write for none."""


def last_day(start: date, period: Period) -> date:
    """The last day of a period that begins on ``start``; where the last month has no such day, its end.

    1 June 2019 and 7 years: 31 May 2026. 29 February 2020 and 1 year: 28 February 2021. Beyond the calendar:
    ``date.max``.
    """
    months = start.month - 1 + period.months
    year, month = start.year + period.years + months // 12, months % 12 + 1
    if year >= date.max.year:
        return date.max
    end_of_month = month_span(year, month)[1]
    if start.day > end_of_month.day:
        end = end_of_month
    else:
        end = date(year, month, start.day) - _DAY
    return end + timedelta(days=period.days)


def extended(due: date, period: Period, longer: Period) -> date:
    """The last day by a longer period of what ends on ``due`` by ``period``; never before that."""
    if due >= date.max - _DAY:
        return due
    after = due - timedelta(days=period.days) + _DAY
    year, month = divmod(after.year * 12 + after.month - 1 - period.years * 12 - period.months, 12)
    start = date(year, month + 1, min(after.day, month_span(year, month + 1)[1].day))
    return max(due, last_day(start, longer))


def next_day(after: date, month: int, day: int) -> date:
    """The first such day of the year on or after a date; 28 and 29 February mean the last of that month."""
    for year in (after.year, after.year + 1):
        last = month_span(year, month)[1]
        found = last if (month == 2 and day >= 28) or day > last.day else date(year, month, day)
        if found >= after:
            return found
    raise AssertionError("every day comes round within a year")


def _anchor(event: Event, last: date, clue: DateClue | None, fiscal_year_end: tuple[int, int]) -> date:
    """The day of the event, from the last day that the evidence covers."""
    if event is Event.FISCAL_YEAR_END:
        if clue is not None and clue.event == "fiscal_year" and clue.form in _NOMINAL_FISCAL:
            # Given as April to March: its year is the one it begins in, unless the year is the calendar's.
            year = last.year - 1 if fiscal_year_end == (12, 31) else last.year
            return next_day(date(year, 1, 1), *fiscal_year_end)
        return next_day(last, *fiscal_year_end)
    if event is Event.TAX_YEAR_END:
        return next_day(last, 4, 5)
    if event is Event.CALENDAR_YEAR_END:
        return date(last.year, 12, 31)
    if event is Event.PERIOD_END:
        return month_span(last.year, last.month)[1]
    return last


def _moved(anchor: date, trigger: Trigger) -> date:
    if trigger.plus:
        anchor = last_day(anchor + _DAY, trigger.plus)
    if trigger.next:
        anchor = next_day(anchor + _DAY, *month_day(trigger.next))
    return anchor


def _trust(event: Event, clue: DateClue, over: Collection[str]) -> Trust | None:
    """How far a clue can be trusted to date this event; None if it does not. ``NONE``: the event came no earlier."""
    if clue.kind is ClueKind.FIELD:
        if clue.source in _NAMES:  # somebody's end, and no date of the record itself
            ends = {Event.LEAVING: ("leaving",), Event.CONTRACT_END: ("leaving", "contract_end")}
            return Trust.MEDIUM if clue.event in ends.get(event, ()) else None
        if clue.event in (_IN_A_PERIOD if event in _PERIOD_EVENTS else _FIELDS.get(event, frozenset())):
            return Trust.STRONG
        return None
    if _is_open(event, over):
        return Trust.NONE
    if clue.kind is ClueKind.PERIOD:
        if event not in RECORD_EVENTS:
            return Trust.WEAK
        # "Year ended 5 April 2019" names a tax year without the word.
        named = clue.event == _YEAR_OF.get(event) or (event is Event.TAX_YEAR_END and clue.last.endswith("-04-05"))
        exact = event in _PERIOD_EVENTS and (clue.event not in _YEAR_CLUES or named)
        return Trust.STRONG if exact and clue.source not in _NAMES else Trust.MEDIUM
    if clue.event == "mentioned":
        return Trust.WEAK
    if clue.kind is ClueKind.NEWEST_DATE and event is Event.LAST_TRANSACTION:
        return Trust.MEDIUM
    return Trust.MEDIUM if event in RECORD_EVENTS else Trust.WEAK


def _as_document_date(clue: DateClue) -> DateClue:
    """A dated field (作成日) says, for any rule, at least what the document's own date is."""
    if clue.kind is ClueKind.FIELD and clue.event in _DATED:
        return DateClue(ClueKind.DOCUMENT_DATE, clue.event, clue.first, clue.last, clue.source, clue.form)
    return clue


def _is_open(event: Event, over: Collection[str]) -> bool:
    """Whether nothing tells that an end, or a decision, has come. What was valid up to a day is a contract's."""
    if event is Event.DECISION:
        return True
    return event in ENDS and ("leaving" if event is Event.LEAVING else "contract_end") not in over


def waits(rule: Rule, over: Collection[str]) -> bool:
    """Whether a period runs only from an end that nothing tells to have come."""
    return all(_is_open(trigger.event, over) for trigger in rule.trigger)


def _places(clue: DateClue) -> int:
    """Where a clue stands in the order of trust: what the file tells of itself goes before its folder, and that before
    its properties, which are new where it was saved again."""
    if clue.kind is ClueKind.FIELD:
        return 0
    if clue.kind is ClueKind.PERIOD:
        return 3 if clue.source == "folder" else 1
    if clue.kind is ClueKind.DOCUMENT_DATE:
        return 4 if clue.source == "property" and clue.event != "sent" else 2
    return 5


def read_clocks(
    rule: Rule,
    clues: Sequence[DateClue],
    modified: date,
    today: date,
    fiscal_year_end: tuple[int, int],
    over: Collection[str] = (),
) -> list[Reading]:
    """Every clock that can be read for a rule, the one to be used first.

    Of each kind of clue, the document's own day with the period it lies in, the most trusted is taken, then that of the
    rule's first event, then, for what happens on one day, a day before a month and that before a year, then the latest:
    the last person to leave, the last year named. Where another clue of the same kind speaks for an end more than a
    year later, its reading comes right behind. Document and data dates in the future are not believed, nor any date
    beyond 2150 (9999-12-31 means none). The file system's date comes behind them, and not at all where it is unset
    (1970, 1980) or in the future; last of all a day that the text merely speaks of. Empty where nothing is left.

    ``over`` are the ends that the file or its folder tells to have come without telling the day (``leaving``,
    ``contract_end``). Where a period runs only from an end that nothing tells to have come, the last date of the file
    is given with the trust ``NONE``: the period ends no earlier, and nobody knows when.
    """
    found: dict[int, list[tuple[tuple[int, int, int, date], Reading]]] = defaultdict(list)
    spans = [(clue.first, clue.last) for clue in clues if clue.kind is ClueKind.PERIOD]
    mentioned: list[Reading] = []
    bounds: list[Reading] = []
    for clue in dict.fromkeys([*clues, *map(_as_document_date, clues)]):
        first, last = date.fromisoformat(clue.first), date.fromisoformat(clue.last)
        if last.year > 2150 or (first > today and clue.kind in (ClueKind.DOCUMENT_DATE, ClueKind.NEWEST_DATE)):
            continue
        for place, trigger in enumerate(rule.trigger):
            trust = _trust(trigger.event, clue, over)
            if trust is None:
                continue
            reading = _reading(rule, trigger, Clock(clue.kind.value.lower()), trust, clue, last, fiscal_year_end)
            if trust is Trust.NONE:
                bounds.append(reading)
            elif clue.event == "mentioned":
                mentioned.append(reading)
            else:
                level, exact = _places(clue), 0
                if trigger.event in _ON_A_DAY:
                    exact = -(last - first).days if (last - first).days <= _MONTH else -_YEAR
                    own = clue.kind is ClueKind.DOCUMENT_DATE and clue.event != "modified"
                    if own and any(start <= clue.first and clue.last <= end for start, end in spans):
                        level = min(level, 1)
                found[level].append(((_TRUST_ORDER.index(trust), -place, exact, reading.due), reading))
    readings: list[Reading] = []
    for _, same in sorted(found.items()):
        best = max(same, key=lambda f: f[0])[1]
        latest = max((reading for _, reading in same), key=lambda r: r.due)
        readings += [best, latest] if (latest.due - best.due).days > _YEAR else [best]
    if waits(rule, over):
        return readings or sorted(bounds, key=lambda r: r.due)[-1:]
    if UNSET_UNTIL < modified <= today + _DAY:
        trigger = next(t for t in rule.trigger if not _is_open(t.event, over))
        readings.append(_reading(rule, trigger, Clock.MODIFIED, Trust.WEAK, None, modified, fiscal_year_end))
    told = {reading.due for reading in readings if reading.clue is not None}
    return [*readings, *[r for r in sorted(mentioned, key=lambda r: r.due)[-1:] if r.due not in told]]


def next_usable(clues: Sequence[DateClue], modified: date, today: date) -> date | None:
    """The first later day on which a clock may be read that is not believed today, its date being in the future; None
    where there is none."""
    dated = (ClueKind.DOCUMENT_DATE, ClueKind.NEWEST_DATE)
    coming = [date.fromisoformat(c.first) for c in map(_as_document_date, clues) if c.kind in dated]
    coming.append(modified - _DAY)
    return min((day for day in coming if day > today), default=None)


def _reading(
    rule: Rule,
    trigger: Trigger,
    clock: Clock,
    trust: Trust,
    clue: DateClue | None,
    last: date,
    fiscal_year_end: tuple[int, int],
) -> Reading:
    start = _moved(_anchor(trigger.event, last, clue, fiscal_year_end), trigger) + _DAY
    return Reading(clock, trust, trigger.event, clue, start, last_day(start, rule.period))


def rival_of(readings: Sequence[Reading]) -> Reading | None:
    """Of the evidence inside or about the document, the reading furthest from the first, if more than a year away.

    The file system's date is no rival: a copy made yesterday says nothing against a document of 2012. Nor is an earlier
    day that the text speaks of, unless the first is the document's own date, which is new where it was saved again.
    """
    if not readings or readings[0].clock is Clock.MODIFIED:
        return None
    used = readings[0]
    others = [r for r in readings[1:] if r.clock is not Clock.MODIFIED]
    if used.clock is not Clock.DOCUMENT_DATE:
        others = [r for r in others if r.due > used.due or r.clue is None or r.clue.event != "mentioned"]
    if not others:
        return None
    furthest = max(others, key=lambda r: abs((r.due - readings[0].due).days))
    return furthest if abs((furthest.due - readings[0].due).days) > _YEAR else None


def lowered(trust: Trust) -> Trust:
    """One step less trust, but not none."""
    return _TRUST_ORDER[max(1, _TRUST_ORDER.index(trust) - 1)]
