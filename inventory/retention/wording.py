"""The explanation of a verdict in English and Japanese, as sentences for the person who has to decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from detectors.model import DateClue, WordClue
from inventory.retention.clocks import RECORD_EVENTS, last_day
from inventory.retention.model import (
    BasisKind,
    Clock,
    Confidence,
    Event,
    Longer,
    Nation,
    Period,
    Reading,
    Rule,
    Trust,
    Verdict,
)
from inventory.retention.rules import RuleSet

_Pair = tuple[str, str]  # English, Japanese

_MONTHS = re.findall(
    "[A-Z][a-z]+", "January February March April May June July August September October November December"
)
_EVENTS: Mapping[Event, _Pair] = {
    Event.LEAVING: ("the day the person left", "退職・退会などの日"),
    Event.CONTRACT_END: ("the end of the contract", "契約の終了日"),
    Event.VALID_UNTIL: ("the last day of validity", "有効期間の満了日"),
    Event.LAST_TRANSACTION: ("the last transaction", "最終の取引日"),
    Event.LAST_ENTRY: ("the last entry", "最後の記入日"),
    Event.MADE: ("the day it was made", "作成日"),
    Event.ISSUED: ("the day it was issued", "発行日"),
    Event.DECISION: ("the day of the decision", "決定日"),
    Event.MEETING: ("the day of the meeting", "開催日"),
    Event.PERIOD_END: ("the end of the period it is about", "対象期間の末日"),
    Event.FISCAL_YEAR_END: ("the end of the business year", "事業年度の末日"),
    Event.TAX_YEAR_END: ("the end of the tax year (5 April)", "英国の課税年度の末日（4月5日）"),
    Event.CALENDAR_YEAR_END: ("the end of the calendar year", "その年の12月31日"),
}
_PERIODS: Mapping[BasisKind, _Pair] = {
    BasisKind.STATUTORY: ("keep at least {period} (statutory minimum)", "{period}以上保存（法定の最低保存期間）"),
    BasisKind.REGULATOR: ("keep at least {period} (regulator's minimum)", "{period}以上保存（監督当局の定める期間）"),
    BasisKind.RECOMMENDED: (
        "keep for {period} (recommended, no legal duty)",
        "{period}保存（推奨。法定の義務ではない）",
    ),
    BasisKind.DESTROY_BY: ("destroy once {period} have passed", "{period}の経過後に廃棄"),
}
_CLOCKS: Mapping[Clock | str, _Pair] = {
    Clock.FIELD: ("a dated field in the file ({days})", "ファイル内の日付の項目（{days}）"),
    "named_end": ("the end given in its {place} ({days})", "{place}に記された日（{days}）"),
    Clock.PERIOD: ("the period stated in its {place} ({days})", "{place}に記された期間（{days}）"),
    Clock.DOCUMENT_DATE: ("the document's own date ({days})", "文書の日付（{days}）"),
    Clock.NEWEST_DATE: ("the newest date in its data ({days})", "データの中で最も新しい日付（{days}）"),
    "mentioned": ("the newest date in its text ({days})", "本文の中で最も新しい日付（{days}）"),
    Clock.MODIFIED: (
        "the file system's date (copying resets it)",
        "ファイルの更新日（コピーすると変わることがあります）",
    ),
    Clock.WAITING: ("nothing", "なし"),
    Clock.NONE: ("nothing", "なし"),
}
_PLACES: Mapping[str, _Pair] = {
    "name": ("name", "ファイル名"),
    "folder": ("folder's name", "フォルダー名"),
    "content": ("text", "本文"),
    "property": ("properties", "プロパティ"),
}
_WHERE_NAMED = ("name", "folder")
_WORDS: Mapping[str, _Pair] = {
    "path": ("its path has “{word}”", "パスに「{word}」とある"),
    "name": ("its name has “{word}”", "ファイル名に「{word}」とある"),
    "folder": ("the name of its folder has “{word}”", "フォルダー名に「{word}」とある"),
    "heading": ("a heading in it has “{word}”", "見出しに「{word}」とある"),
    "label": ("a label or header in it has “{word}”", "項目名・列見出しに「{word}」とある"),
    "text": ("its text speaks of “{word}”", "本文に「{word}」とある"),
    "": ("it speaks of “{word}”", "文書に「{word}」とある"),
}
_TRUST: Mapping[Trust, _Pair] = {
    Trust.STRONG: (
        "This clock is sure: it is the date the rule asks for.",
        "この日付は確かです。規則の求める日付そのものです。",
    ),
    Trust.MEDIUM: (
        "This clock is fairly sure: it stands for the date the rule asks for.",
        "この日付はおおむね確かです。規則の求める日付に準じるものです。",
    ),
    Trust.WEAK: (
        "This clock is rough: check the date the rule asks for before acting.",
        "この日付は目安です。処分の前に、規則の求める日付を確認してください。",
    ),
    Trust.NONE: (
        "No usable date was found, so no end can be given.",
        "使える日付が見つからないため、保存期限を示せません。",
    ),
}
_TRUST_WORDS: Mapping[Trust, _Pair] = {
    Trust.STRONG: ("sure", "確か"),
    Trust.MEDIUM: ("fairly sure", "おおむね確か"),
    Trust.WEAK: ("rough", "目安"),
    Trust.NONE: ("none", "なし"),
}
_PASSED: Mapping[BasisKind, _Pair] = {
    BasisKind.STATUTORY: (
        "The minimum period has passed: no reason to keep the file is known. This is not a duty to delete it.",
        "最低保存期間は満了しています。保存を続けるべき理由は確認されていません。廃棄を義務付けるものではありません。",
    ),
    BasisKind.RECOMMENDED: (
        "The recommended period has passed: no reason to keep the file is known. Decide whether it is still needed.",
        "推奨される保存期間は満了しています。保存を続けるべき理由は確認されていません。"
        "引き続き必要かどうかを判断してください。",
    ),
    BasisKind.DESTROY_BY: (
        "The individual numbers must be deleted as soon as possible so that they cannot be restored, unless a task that"
        " needs them goes on.",
        "個人番号は、必要とする事務が続いていない限り、できるだけ速やかに復元できない方法で廃棄又は削除しなければなりません。",
    ),
}  # the regulator's minimum reads like the statutory one
_RUNNING: Mapping[BasisKind, _Pair] = {
    BasisKind.STATUTORY: ("The file has to be kept until then.", "それまでは保存が必要です。"),
    BasisKind.RECOMMENDED: ("Until then keeping the file is usual.", "それまでの保存は通例の範囲です。"),
    BasisKind.DESTROY_BY: (
        "Until then the numbers may be kept for the tasks that need them.",
        "それまでは、必要な事務のために個人番号を保管できます。",
    ),
}
_CONFIDENCE: Mapping[Confidence, _Pair] = {
    Confidence.CONFIRMED: ("", ""),
    Confidence.SECONDARY: (" It was checked in secondary sources only.", "二次資料でのみ確認しています。"),
    Confidence.UNCONFIRMED: (
        " It is not confirmed: check it before relying on it.",
        "この規則は未確認です。適用する前に確認してください。",
    ),
}

_WAITING = (
    "When the period begins is not known: it runs from {event}, and nothing in the file or its folder tells that this"
    " has come. It counts neither as overdue nor as due.",
    "起算日不明：起算の基準は{event}ですが、ファイルにもフォルダー名にも、それが到来したことを示す記載がありません。"
    "満了・満了間近のどちらにも数えません。",
)
_NO_EARLIER = (
    "By {clue} it ends no earlier than {day}.",
    "{clue}からみて、保存期限が{day}より前になることはありません。",
)
_HOW_TO_TELL: Mapping[Event, _Pair] = {
    Event.LEAVING: (
        "To tell when somebody left: give the date in the file (leaving date), move it to a leaver's folder with the"
        " date in its name, such as “(left March 2024)”, or record a decision (tana decide).",
        "退職日などが分かる場合は、ファイル内の退職日の欄に記入する、「退職_R6.3」のように日付を付けた退職者のフォルダーに"
        "移す、又は判断を記録してください（tana decide）。",
    ),
    Event.DECISION: (
        "To tell when it was decided: give the date in the file (decision date), or record a decision (tana decide).",
        "決定日が分かる場合は、ファイル内の決定日の欄に記入する、又は判断を記録してください（tana decide）。",
    ),
}
_END_OF_CONTRACT = (
    "To tell when it ended: give the date in the file (contract end), move it to a folder with the date in its name,"
    " such as “(ended March 2024)”, or record a decision (tana decide).",
    "終了日が分かる場合は、ファイル内の契約終了日の欄に記入する、「解約_R6.3」のように日付を付けたフォルダーに移す、"
    "又は判断を記録してください（tana decide）。",
)


_NATIONS: Mapping[Nation, _Pair] = {
    Nation.ENGLAND: ("England", "イングランド"),
    Nation.WALES: ("Wales", "ウェールズ"),
    Nation.SCOTLAND: ("Scotland", "スコットランド"),
    Nation.NORTHERN_IRELAND: ("Northern Ireland", "北アイルランド"),
    Nation.JAPAN: ("Japan", "日本"),
}


def day_text(day: date, lang: str) -> str:
    """10 January 2027, or 2027年1月10日."""
    if lang == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def period_text(period: Period, lang: str) -> str:
    """21 years 3 months, or 21年3か月."""
    parts = ((period.years, "year", "年"), (period.months, "month", "か月"), (period.days, "day", "日"))
    if lang == "ja":
        return "".join(f"{n}{ja}" for n, _, ja in parts if n)
    return " ".join(f"{n} {en}{'' if n == 1 else 's'}" for n, en, _ in parts if n)


def _clue_text(clock: Clock, clue: DateClue | None, lang: str) -> str:
    pick = lang == "ja"
    days = place = ""
    if clue is not None:
        first, last = (day_text(date.fromisoformat(d), lang) for d in (clue.first, clue.last))
        days = first if first == last else (f"{first}～{last}" if pick else f"{first} to {last}")
        place = _PLACES.get(clue.source, _PLACES["content"])[pick]
    said: Clock | str = clock
    if clue is not None and clue.event == "mentioned":
        said = clue.event
    elif clue is not None and clock is Clock.FIELD and clue.source in _WHERE_NAMED:
        said = "named_end"
    return _CLOCKS[said][pick].format(days=days, place=place)


def _kind(kind: BasisKind) -> BasisKind:
    return BasisKind.STATUTORY if kind is BasisKind.REGULATOR else kind


def _due_text(verdict: Verdict, due: date, lang: str) -> str:
    day, late = day_text(due, lang), verdict.overdue_days
    if lang == "ja":
        when = f"{late:,}日前に満了" if late > 0 else "本日満了" if late == 0 else f"満了まで{-late:,}日"
        return f"保存期限：{day}（{when}）。"
    plural = "" if abs(late) == 1 else "s"
    if late > 0:
        return f"The period ended on {day}, {late:,} day{plural} ago."
    return f"The period ends on {day}, " + (f"in {-late:,} day{plural}." if late else "today.")


def rule_text(rule: Rule, lang: str) -> str:
    """One sentence: the rule, its period, its basis, its source and how well it was confirmed."""
    pick = lang == "ja"
    period = _PERIODS[rule.basis_kind][pick].format(period=period_text(rule.period, lang))
    day = day_text(rule.as_of, lang)
    if pick:
        return (
            f"規則：{rule.name.ja}（{rule.id}）。{period}。根拠：{rule.basis.ja}。"
            f"出典：{rule.source.ja}（{day}現在）。{_CONFIDENCE[rule.confidence][1]}"
        )
    return (
        f"Rule: {rule.name.en} ({rule.id}): {period}. Basis: {rule.basis.en}. "
        f"Source: {rule.source.en}, as of {day}.{_CONFIDENCE[rule.confidence][0]}"
    )


def explain(verdict: Verdict, rules: RuleSet, lang: str) -> list[str]:
    """Why a file has its verdict, in sentences (``lang`` en or ja): rule and basis, clock and trust, end and meaning.

    Raises KeyError where the rule is not in ``rules`` (the rules have changed since the verdict).
    """
    pick = lang == "ja"
    rule = rules.get(verdict.rule_id)
    said = [rule_text(rule, lang)]
    if rules.nation is not None and rule.law_of and rules.nation not in rule.law_of:
        said.append(_foreign_text(rule, rules.nation, lang))
    if verdict.by is not None:
        said.append(_word_text(verdict.by, lang))
    if rule.note:
        said.append(rule.note.text(lang))
    if verdict.due is None or verdict.start is None:
        waiting = verdict.clock is Clock.WAITING
        said += _waiting_text(rule, verdict, lang) if waiting else [_TRUST[Trust.NONE][pick]]
        if verdict.others:
            said.append(_others_text(verdict, lang))
        return [*said, _closing(lang)]
    said.append(_clock_text(verdict, verdict.start, lang))
    if verdict.rival is not None and verdict.rival_due is not None:
        said.append(_rival_text(verdict.rival, verdict.rival_due, lang))
    if others := [r for r in verdict.readings[1:] if r.clue is None or r.clue != verdict.rival]:
        said.append(_readings_text(others, lang))
    said.append(_due_text(verdict, verdict.due, lang))
    # What makes the period longer for children is no duty.
    kind = _kind(verdict.basis_kind) if verdict.longer is None else BasisKind.RECOMMENDED
    said.append((_PASSED if verdict.overdue_days > 0 else _RUNNING)[kind][pick])
    if verdict.longer is not None:
        said.append(_children_text(verdict.longer, lang))
    for case in rule.longer_when:
        if case == verdict.longer:
            continue
        until, when = day_text(last_day(verdict.start, case.period), lang), case.when.text(lang)
        said.append(f"{when}は、{until}まで保存します。" if pick else f"Keep it until {until} if {when}.")
    if verdict.others:
        said.append(_others_text(verdict, lang))
    return [*said, _closing(lang)]


def _waiting_text(rule: Rule, verdict: Verdict, lang: str) -> list[str]:
    """That the period has no known beginning, what it cannot end before, and how to tell it."""
    pick = lang == "ja"
    event = _EVENTS[verdict.event][pick]
    said = [_WAITING[pick].format(event=event)]
    for bound in verdict.readings[:1]:
        clue, day = _clue_text(bound.clock, bound.clue, lang), day_text(bound.due, lang)
        said.append(_NO_EARLIER[pick].format(clue=clue, day=day))
    return [*said, _HOW_TO_TELL.get(rule.trigger[0].event, _END_OF_CONTRACT)[pick]]


def _foreign_text(rule: Rule, nation: Nation, lang: str) -> str:
    """That the basis is the law or the practice of other nations than the organisation's."""
    pick = lang == "ja"
    here, theirs = _NATIONS[nation][pick], ("・" if pick else " and ").join(_NATIONS[n][pick] for n in rule.law_of)
    if pick:
        return f"この根拠は{theirs}のものです。{here}の法については確認していません。"
    return f"This basis is that of {theirs}; the law of {here} was not looked up."


def _word_text(clue: WordClue, lang: str) -> str:
    """By which word a rule is about the file; keys of the detectors' vocabulary are read as words."""
    pick = lang == "ja"
    why = _WORDS[clue.place][pick].format(word=clue.word.replace("_", " "))
    return f"{why}ため、この規則に当たります。" if pick else f"This rule is about the file because {why}."


def _children_text(case: Longer, lang: str) -> str:
    period, when = period_text(case.period, lang), case.when.text(lang)
    if lang == "ja":
        return f"18歳未満の人が含まれるため、長いほうの期間（{period}、{when}）で計算しています。"
    return f"People under 18 are in it: the end is that of the longer period, {period} if {when}."


def _clock_text(verdict: Verdict, start: date, lang: str) -> str:
    day, event = day_text(start, lang), _EVENTS[verdict.event][lang == "ja"]
    clue, trust = _clue_text(verdict.clock, verdict.clue, lang), _TRUST[verdict.trust][lang == "ja"]
    known = verdict.clock is Clock.FIELD or (verdict.clock is not Clock.MODIFIED and verdict.event in RECORD_EVENTS)
    if lang == "ja":
        why = f"起算の基準は{event}で、{clue}によります。" if known else f"{event}は不明のため、{clue}で代えています。"
        return f"起算日：{day}。{why}{trust}"
    if known:
        return f"The period runs from {day}, after {event} by {clue}. {trust}"
    return f"The period is reckoned from {day}: {event} is not known, and {clue} was taken in its place. {trust}"


def _rival_text(clue: DateClue, due: date, lang: str) -> str:
    text, until = _clue_text(Clock(clue.kind.value.lower()), clue, lang), day_text(due, lang)
    if lang == "ja":
        return f"ほかの日付と食い違っています：{text}によれば、保存期限は{until}です。"
    return f"Other evidence disagrees: by {text} the period would end on {until}."


def _readings_text(readings: Sequence[Reading], lang: str) -> str:
    """The clocks that were not used: where they agree, that too is worth knowing."""
    pick = lang == "ja"
    listed = []
    for reading in readings:
        clue, end = _clue_text(reading.clock, reading.clue, lang), day_text(reading.due, lang)
        trust = _TRUST_WORDS[reading.trust][pick]
        listed.append(f"{clue}によれば{end}（{trust}）" if pick else f"{clue}: {end} ({trust})")
    return (
        f"ほかの日付による保存期限：{'／'.join(listed)}。"
        if pick
        else f"Ends by the other clocks: {'; '.join(listed)}."
    )


def _others_text(verdict: Verdict, lang: str) -> str:
    pick = lang == "ja"
    listed = [f"{o.rule_id} ({o.due.isoformat() if o.due else '-'})" for o in verdict.others]
    return f"ほかに該当する規則：{'、'.join(listed)}。" if pick else f"Other rules that apply: {', '.join(listed)}."


def _closing(lang: str) -> str:
    return "法的助言ではありません。" if lang == "ja" else "This is not legal advice."
