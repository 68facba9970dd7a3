"""Dates behind their labels, from which a retention clock may start: 退職日 2019/3/31, Invoice date 12 September 2017.

``find_dated_fields`` reads a label and its value; ``dates_in_line`` a line in which they may stand between anything
else, as where the lines of a PDF were joined. Pure, no clock of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from detectors.documents.periods import BIRTH, OTHER_TIME
from detectors.model import ClueKind, DateClue
from detectors.text.dates import BOXED, ParsedDate, find_dates, fold, parse_boxed_date, parse_labelled_date

# Labels of dated fields. Japanese ones may stand anywhere in the label, English ones as whole words of it.
_LABELS: tuple[tuple[str, str], ...] = (
    ("last_entry", "最終記入 最終記載"),
    ("last_transaction", "最終取引 最終購入 最終注文 最終受注 最終利用 最終来店 最終来院 最終入金 最終受診"),
    (
        "leaving",
        "退職日 退職年月日 退社日 退社年月日 離職日 離職年月日 退会日 退会年月日 退園日 退所日 転出日 退職予定日",
    ),
    ("leaving", "解雇日 解雇年月日"),
    ("contract_end", "契約終了 契約満了 契約期間満了 契約解除日 解約日 解約年月日 雇用期間満了 派遣終了"),
    ("contract_end", "取引終了日 退去日 利用終了日"),
    ("valid_until", "有効期限 有効期間満了 満了日 満了年月日 在留期限 満期日"),
    ("decision", "採否決定日 不採用決定日 採用決定日 選考結果通知日 決定日"),
    ("meeting", "開催日 開催年月日"),
    ("issued", "発行日 発行年月日 交付日 交付年月日 請求日 請求年月日"),
    ("submitted", "提出日 提出年月日 届出日 届出年月日"),
    ("created", "作成日 作成年月日 記入日 記入年月日 記載日"),
)
_ENDED = (
    r"(?:(?:has|had|was|were|is|will|will be|to be) )?"
    r"(?:end(?:s|ed|ing)?|expire[sd]?|terminate[sd]?|cease[sd]?|surrendered|came to an end|comes to an end)"
)
"""How sentences tell an end: the tenancy ended on, her employment was terminated with effect from."""
_ENGLISH_LABELS: tuple[tuple[str, str], ...] = (
    ("last_entry", r"(?:date of )?last entry(?: date)?"),
    (
        "last_transaction",
        r"(?:date of )?last (?:transaction|order|purchase|sale|visit|contact|activity|seen|attend(?:ed|ance)|"
        r"appointment|treatment|treated|consultation)(?: date)?",
    ),
    ("leaving", r"(?:leaving|leave|left|leaver|termination|redundancy|resignation) date"),
    ("leaving", r"date (?:left|of (?:leaving|termination|redundancy))|last working day|employment end(?: date)?"),
    (
        "leaving",
        rf"(?:employment|(?:period|contract) of employment|apprenticeship)(?: with (?:us|the [a-z]+))? {_ENDED}"
        r"|left (?:us|(?:our|the) (?:employ|employment|company|firm|practice|organisation|school|service))"
        r"|last day (?:at work|of (?:work|service|employment))",
    ),
    ("contract_end", r"contract (?:end|ends|ended|expiry|termination)(?: date)?|end of (?:contract|tenancy)"),
    ("contract_end", r"tenancy end(?: date)?|account (?:was )?closed(?: date)?"),
    ("contract_end", rf"(?:contract|tenancy|lease|letting|agreement|engagement|hire) {_ENDED}"),
    ("valid_until", r"(?:valid|expires?) (?:until|to|on|till)|expir(?:y|ation|es)(?: date)?|date of expiry"),
    ("decision", r"decision date|date of decision|date (?:rejected|decided)"),
    ("meeting", r"meeting date|date of meeting|(?<!be )held on"),
    ("issued", r"date of issue|issue date|date issued|issued(?: on)?|invoice date|date of invoice|tax point(?: date)?"),
    ("submitted", r"date submitted|submission date|submitted(?: on)?"),
    ("created", r"dated|date (?:made|created|completed|signed|of record|of report)|created(?: on)?|report date"),
)
_JA_EVENTS = tuple((event, tuple(words.split())) for event, words in _LABELS)
_EN_EVENTS = tuple((event, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")) for event, words in _ENGLISH_LABELS)
_WHOLE = {
    "日時": (ClueKind.FIELD, "meeting"),
    "会議日": (ClueKind.FIELD, "meeting"),
    "日付": (ClueKind.DOCUMENT_DATE, "created"),
    "date": (ClueKind.DOCUMENT_DATE, "created"),
}
"""Labels that say something where they are the whole label, beside one value: over a column they are any date."""
_TERMS = (
    ("valid_until", re.compile(r"有効期間|(?<![a-z])validity(?: period)?(?![a-z])")),
    (
        "contract_end",
        re.compile(
            r"(?:契約|雇用|賃貸借|派遣|利用)期間|(?<![a-z])(?:(?:contract|tenancy) (?:period|term)|"
            r"(?:period|term) of (?:the )?(?:contract|agreement|tenancy|lease|hire))(?![a-z])"
        ),
    ),
)
"""Labels of a time from one day to another: it is the last that counts, and only where it is told."""
_UP_TO = re.compile(r"^ ?(?:\([^()]{1,6}\) ?)?(?:まで|迄)")
_FROM_TO = re.compile(
    r" ?(?:\([^()]{1,6}\))? ?(?:から|より|至|[~〜～-]|to|until|till|up to|and ending(?: on)?|[,、])? ?(?:至|to)? ?"
)
"""What stands between the first and the last day of such a time."""
_REACH = 64
"""Characters before a date in which its label stands."""
_BESIDE = r"(?: ?\([^()]{1,12}\))? ?(?:[:=.\-]{1,3}|は|を|が)? ?"
_JA_BEFORE = tuple((event, re.compile(rf"(?:{'|'.join(words)})[年月日]*{_BESIDE}$")) for event, words in _JA_EVENTS)
_EN_BEFORE = tuple(
    (
        event,
        re.compile(
            rf"(?<![a-z])(?:{words}) ?(?:\([^()]{{1,12}}\))?(?P<mark>[ :=.\-]{{0,4}})"
            r"(?:(?:on|was|is|of|with effect from) )?(?:the )?$"
        ),
    )
    for event, words in _ENGLISH_LABELS
)
_ON = (
    r"^ ?(?:\([^()]{1,6}\) ?)?(?:付け?|をもって|をもちまして|を以て|限り|に|で)(?:で|に|にて)?[、,]? ?[^。、\n]{0,16}?"
)
_DONE = r"(?=し|する|いたし|致し|され|とな|です|済|予定|。|、|\)|$)"
_JA_AFTER = (
    ("leaving", re.compile(rf"{_ON}(?:退職|離職|退社|退会|退園|退所|解雇){_DONE}")),
    ("contract_end", re.compile(rf"{_ON}(?:契約[はがを]?(?:終了|満了|解除|解約)|合意解除|解約|退去){_DONE}")),
)
"""What sentences tell behind the day it happened on: 2017年12月15日をもって退職しました."""
_JA_ENDED = re.compile(rf"{_ON}(?:終了|満了){_DONE}")
_JA_CONTRACT = re.compile(r"(?:契約|賃貸借|取引)[^。]{0,12}$")
_BEFORE_US = re.compile(
    r"前職|職歴|前の(?:会社|勤務先)|(?:previous|former|last) (?:employment|employer|contract|tenancy|lease)"
)
"""Ends that somebody had elsewhere, before."""
_LOOSE = frozenset({"issued", "submitted", "created"})
"""Events that sentences tell of other papers too: your letter dated 3 May. There the label must begin as one."""
_TOLD = frozenset({"leaving", "contract_end"})
"""Events that sentences tell of other times, too: her previous employment ended on 3 May."""
_BEGINS = re.compile(r"(?:^|[\t.,;|)0-9] ?|  )$")
_DAYS = re.compile(rf"(?<![0-9])(?<![0-9][ -]){BOXED}")
_MENTIONED = "mentioned"
_DATED = re.compile(r"[0-9](?:(?<=1)[89][0-9]|(?<=2)0[0-9]|[./・-][0-9]{1,2}[./・-])|年")
_SPACED = re.compile(r"[0-9] {1,3}[01] ?[0-9] {1,3}[0-3]")
"""What every date has, and what every one in boxes: a quick look, since most lines have neither."""


@lru_cache(20_000)
def field_event(label: str) -> str | None:
    """The event that a label, column header or form field dates (``leaving``, ``created`` ...), or None."""
    if not label or len(label) > 60:
        return None
    plain = fold(label).casefold()
    if OTHER_TIME.search(plain):
        return None
    compact = plain.replace(" ", "").replace("\n", "")
    for event, words in _JA_EVENTS:
        if any(w in compact for w in words):
            return event
    english = re.sub(r"[\s_-]+", " ", plain)
    return next((event for event, words in _EN_EVENTS if words.search(english)), None)


def find_dated_fields(label: str, value: str) -> list[DateClue]:
    """The clue of a labelled value: event by the label, date by the value; [] where either says nothing.

    Of several dates in the value (a period) ``first`` and ``last`` are the earliest and the latest. Marked ``content``.
    """
    if not label or not value or len(value) > 200:
        return []
    plain = fold(label).casefold().strip(" :")
    kind, event = _WHOLE.get(plain.replace(" ", ""), (ClueKind.FIELD, field_event(label)))
    term = event is None
    if event is None:
        event = _term(plain)
    if event is None:
        return []
    whole = parse_labelled_date(value)
    found = [(0, len(value), whole)] if whole else list(find_dates(value))
    if not found or (term and len(found) == 1 and not _UP_TO.match(fold(value)[found[0][1] :])):
        return []
    return [_clue(kind, event, [day for _, _, day in found])]


def _term(plain: str) -> str | None:
    return None if OTHER_TIME.search(plain) else next((e for e, words in _TERMS if words.search(plain)), None)


def _clue(kind: ClueKind, event: str, days: list[ParsedDate]) -> DateClue:
    first, last = min(d.first for d in days), max(d.last for d in days)
    return DateClue(kind, event, first.isoformat(), last.isoformat(), "content", days[0].form)


def dates_in_line(line: str) -> Iterator[DateClue]:
    """The dates of a line of text: a FIELD clue where a label stands right before one, whatever is before that; and
    each day, whatever is said of it, as NEWEST_DATE with the event ``mentioned``. Not those of births, nor of what
    comes next time."""
    text = fold(line)
    spaced = _SPACED.search(text) is not None
    if not spaced and _DATED.search(text) is None:
        return
    plain = text.casefold()
    if len(plain) != len(text):  # a few letters are two in small ones
        plain = text
    found = sorted([*find_dates(text), *(_boxed(text) if spaced else ())], key=lambda f: f[0])
    stop = 0
    for (start, end, day), (after, until, next_day) in pairwise([*found, (len(text), len(text), None)]):
        before = plain[max(stop, start - _REACH) : start]
        stop = end
        if day is None or BIRTH.search(before) or BIRTH.match(plain, end - 1) or OTHER_TIME.search(before):
            continue
        boxed = day.form == "boxed"
        if (
            event := _event_before(text[max(0, start - _REACH) : start], before)
            or _event_after(before, plain[end:until])
        ) is not None:
            yield _clue(ClueKind.FIELD, event, [day])
        elif (event := _term_before(before)) is not None:
            if next_day is not None and _FROM_TO.fullmatch(plain, end, after):
                yield _clue(ClueKind.FIELD, event, [day, next_day])
            elif _UP_TO.match(plain[end:until]):
                yield _clue(ClueKind.FIELD, event, [day])
        elif boxed:
            continue
        if day.is_day and not day.odd:
            yield _clue(ClueKind.NEWEST_DATE, _MENTIONED, [day])


def _boxed(text: str) -> Iterator[tuple[int, int, ParsedDate]]:
    for m in _DAYS.finditer(text):
        if (day := parse_boxed_date(m[0])) is not None:
            yield m.start(), m.end(), day


def _event_before(given: str, before: str) -> str | None:
    for event, words in _JA_BEFORE:
        if words.search(before):
            return event
    for event, words in _EN_BEFORE:
        if (m := words.search(before)) is None:
            continue
        given = given[len(given) - len(before) :]
        begins = given[m.start() : m.start() + 1].isupper() or _BEGINS.search(before[: m.start()]) or ":" in m["mark"]
        if event in _TOLD and _BEFORE_US.search(before):
            continue
        if event not in _LOOSE or begins:
            return event
    return None


def _event_after(before: str, after: str) -> str | None:
    if _BEFORE_US.search(before) or _BEFORE_US.search(after[:_REACH]):
        return None
    if _JA_ENDED.search(after) and _JA_CONTRACT.search(before):
        return "contract_end"
    return next((event for event, words in _JA_AFTER if words.search(after)), None)


def _term_before(before: str) -> str | None:
    for event, words in _TERMS:
        if (m := list(words.finditer(before))) and re.fullmatch(rf"{_BESIDE}(?:自|from)? ?", before[m[-1].end() :]):
            return event
    return None
