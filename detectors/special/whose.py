"""Whose: what says that an illness, a faith or a conviction is somebody's, and no matter in general.

A sentence may say so by itself: her epilepsy; he told us that he has asthma; 本人は腰痛で通院中. That is asked of the
few words of the special categories, with the folded text around them. Else somebody must be pointed at near by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detectors.model import (
    NEGATIVE,
    SPECIAL_CATEGORIES,
    Entity,
    Evidence,
    EvidenceKind,
    Match,
    Table,
    TableVerdict,
    score,
)

IDENTIFYING = (
    frozenset(Entity)
    - SPECIAL_CATEGORIES
    - NEGATIVE
    - {
        Entity.LOCATION,
        Entity.ORGANIZATION,
        Entity.IP_ADDRESS,
        Entity.AGE,
        Entity.GENDER,
        Entity.UK_POSTCODE,
        Entity.JP_POSTAL_CODE,
    }
)
"""Entities that point at a person: what a special category must stand beside to be about somebody."""

PRIOR = -2.0
"""Log-odds that a word of a special category is said of somebody, before any evidence."""

_ABOUT_WHOM = IDENTIFYING - {Entity.PHONE_NUMBER, Entity.ADDRESS}
"""What says whom running text is about: a number to call and an address stand in every leaflet."""

_NEAR = 300
"""Characters: a special category further from anybody than this is about nobody in particular."""

_SPOKEN_OF = 3_000
"""Characters: how far from any name a special category may stand whose sentence says that it is somebody's, or from a
birth date or number of the one whom the text is about."""

_TOLD_ABOUT = frozenset({Entity.DATE_OF_BIRTH, Entity.UK_NHS, Entity.UK_NINO, Entity.JP_MY_NUMBER})
"""What is told of the one whom a record or a letter is about, and of nobody else in it."""

_RECORD, _BESIDE = 1_500, 40
"""Characters: how far behind the one whom it is about a record goes on, and within how many of a name what is told of
that one stands."""

_OF_ONE = _TOLD_ABOUT | {Entity.AGE, Entity.GENDER, Entity.MEMBER_ID, Entity.JP_HEALTH_INSURANCE}
"""What is told of a person beside the name where a text is about that one."""

_GOES_ON = 4_000
"""Characters of further texts of a document for which it goes whom it was said to be about."""

_SHORT_TABLE, _SENTENCE = 120, 25
"""Rows of a table at most that goes with the text around it, and characters of a cell that may be a sentence."""

_DEALS_WITH_IT = re.compile(
    r"担当|作成|記入|記録|報告|責任|承認|確認|著|編集|医師|講師|連絡|author|contact|signed|prepared|written|manager|doctor|editor|by$|from$"
)
"""In labels of those who wrote a text or look after whom it is about."""

_NOTED_UNDER = re.compile(r"[^\n]*(?:\n[ \t\u3000]*[・\-*•●○◆■→‣–][^\n]*)+")
"""Lines of notes under a name."""

_AUTHOR = re.compile(
    r"(?:(?:^|[\n,.(][ ]?)by|(?:written|edited|compiled|illustrated|presented|led|talk|a novel) by|"
    r"(?:^|\n)(?:ed|editor)[.:]{0,2}|著者|監修|文責|執筆|編集|編者|講師(?:は|:|：)?|文:|文：)[ \u3000]?$",
    re.IGNORECASE,
)
"""Before who wrote or tells what others are to read: it is not about them."""

_SENTENCE_END = re.compile(r"[。！？!?]|(?<![A-Z])\.(?=\s|$)|\n[ \t]*\n")

ILLNESS, _BY_SOMEBODY = 1.9, 1.5
"""What an illness by name and the like is worth, and what it adds to that to stand beside somebody."""
SILENCE = "nothing around it"
"""What speaks against a word that nothing around it says anything of anybody (``detectors.said``)."""
_REACH = 80
"""Characters before a word in which its subject is looked for."""
_BEHIND = 24
_RELATIVE = (
    "mother|father|mum|dad|parents?|wife|husband|partner|son|daughter|brother|sister|child|baby|grandmother|grandfather|"
    "aunt|uncle|carer"
)
_OWNED = re.compile(
    rf"(?<![a-z])(?:my|his|her|their|(?P<you>your))(?: (?:{_RELATIVE})'s)? (?:[a-z'-]+ ){{0,2}}(?:the |an? )?$"
)
_SUBJECT = re.compile(
    rf"(?<![a-z])(?:he|she|i|who|(?P<you>you)|(?:his|her|my) (?:{_RELATIVE}))(?:'s|'ve|'d)?\s[^.!?]*$"
)
_LETTER = re.compile(
    r"(?:^|\n)\W*dear (?!all|both|sirs?|madam|members?|parents?|carers?|customers?|colleagues?|residents?|patients?|"
    r"friends?|students?|everyone|everybody|team|valued|tenants?|neighbours?|volunteers?|supporters?)[a-z]"
)
"""Who is written to: without one, "you" is anybody."""
_SUBJECT_JA = re.compile(
    r"(?:本人|ご本人|私|彼|彼女|貴殿|あなた|母|父|妻|夫|祖父|祖母|長男|長女|次男|次女|二男|二女|息子|娘|兄|弟|姉|妹|両親|配偶者|お子|"
    r"(?<!お子)(?<!患者)(?<!皆)(?<!業者)(?<!利用者)さん|さま|様|氏|殿|くん|君|ちゃん|先生|被災者|負傷者|患者|利用者|入居者|児童|生徒|本児|対象者|相談者|申出人|請求者)"
    r"(?:(?:に|から|より)?[はもが]|の|に|から|より|、)[^。!?\n]*$"
)
_BEFELL = re.compile(
    r"(?<![a-z])(?:was|were|been|being|got|gets)(?: (?:[a-z]+ly|also|again|first|later|once|then|twice))? $"
)
"""Before what befell somebody: was arrested, has been recently hospitalised."""
_PLIGHT_JA = re.compile(
    r"(?:などで|等で|で|のため|の為|により|につき|が原因で|を理由に|との?|を)[^。\n]{0,10}?(?:通院|入院|休職|休業|休暇を|欠勤|早退|療養|服薬|内服|手術を受|"
    r"加療|経過観察|退職|休養|診断を?さ?れ|診断を受|発症し|罹患し|患い|患って|悪化し|闘病|申し?出|お持ち|持って(?:いる|おり))"
)
"""What somebody does about it: うつ病で通院しています, 腰痛のため休職."""


_MOBILE = re.compile(r"(?:44)?0?7[1-9][0-9]{8}|(?:81)?0?(?:[79]0[0-9]|80[1-9])[0-9]{7}")
"""British and Japanese ranges (ITU E.129); 0800 is nobody's."""
_LABEL_BETWEEN = re.compile(r"[^\n]{0,10}\n[^\n:：]{1,40}[:：]\s*")
_NOTE_ENDS = re.compile(r"[ \t\u3000]*(?:[,;.、，。)）\n]|$)")
_MARKS = " \t\u3000,;:、，：/|-–—()（）"
"""What stands between a number and what is noted of whoever has it."""


def is_somebodys(folded: str, start: int, end: int) -> bool | None:
    """Whether the sentence says of somebody what stands at ``start`` to ``end``, by who has it or what they do for it;
    None where it does not say.

    "You" is somebody only in a letter to one by name, and anybody else.
    """
    before = folded[max(0, start - _REACH) : start]
    told = _OWNED.search(before) or _SUBJECT.search(before)
    if told is not None:
        return told["you"] is None or _LETTER.search(folded) is not None
    return bool(_SUBJECT_JA.search(before) or _PLIGHT_JA.match(folded, end, end + _BEHIND)) or None


def befell(folded: str, start: int, end: int) -> str:
    """The word before a verb at ``start`` to ``end`` by which it befell somebody ("was" in "was arrested"), or ''."""
    found = _BEFELL.search(folded, max(0, start - _BEHIND), start) if folded.startswith("ed", end - 2) else None
    return found[0].split()[0] if found is not None else ""


class Subject:
    """Whether a document has said whom it is about, for the texts of it that are read one after the other."""

    def __init__(self) -> None:
        self.left = 0
        """Characters of what comes next for which that goes."""

    def copy(self) -> Subject:
        """One that knows the same."""
        other = Subject()
        other.left = self.left
        return other

    def read(self, found: Sequence[Match], length: int) -> None:
        """A text of some characters was read. One birth date or number alone is told of somebody, too, whom it may name
        by initials."""
        names = [m for m in found if m.entity == Entity.PERSON]
        told = bool(_subjects(names, [m for m in found if m.entity in _OF_ONE]))
        told |= sum(m.entity in _TOLD_ABOUT for m in found) == 1
        self.left = _GOES_ON if told else max(0, self.left - length)

    def is_told(self) -> None:
        """What comes next is about somebody."""
        self.left = _GOES_ON

    def filled(self, found: Sequence[Match]) -> None:
        """A form was read: a name and where that one lives or what else is told of one person alone."""
        entities = {m.entity for m in found}
        if Entity.PERSON in entities and not entities.isdisjoint(_OF_ONE | {Entity.ADDRESS}):
            self.is_told()


def may_be_of_somebody(table: Table, verdict: TableVerdict) -> bool:
    """Whether a table may be of sentences about whomever its document is about: short, no column naming anybody."""
    named = any(column.entity == Entity.PERSON for column in verdict.columns)
    if named or table.continued or len(table.rows) > _SHORT_TABLE:
        return False
    return any(len(cell) >= _SENTENCE for row in table.rows for cell in row)


def reaches_one(match: Match, text: str) -> bool:
    """Whether a match is the number of a mobile telephone, which one person carries: a line may be an office's."""
    if match.entity != Entity.PHONE_NUMBER:
        return False
    return _MOBILE.fullmatch("".join(str(int(c)) for c in text[match.start : match.end] if c.isdecimal())) is not None


def about_people(kept: list[Match], text: str, sure: Callable[[Match], bool], known: int = 0) -> list[Match]:
    """Of what was found in a text, special categories only where something that is reported points at a person: in the
    same sentence or the one beside it; further before it where only one person is spoken of or one birth date or number
    is told; or anywhere in a letter or note where a name stands and the sentence says that it is somebody's; or noted
    with the number of somebody's mobile telephone.

    ``sure`` says whether a match is reported; ``known`` for how many characters of the text it goes that the document
    has said whom it is about. What is beside somebody is more probable for it.
    """
    special = [m for m in kept if m.entity in SPECIAL_CATEGORIES]
    if not special:
        return kept
    told = _Told.of(kept, text, sure)
    people, names = told.people, told.names
    out = [m for m in kept if m.entity not in SPECIAL_CATEGORIES]
    mobiles = [m for m in kept if reaches_one(m, text) and sure(m)]
    for match in special:
        beside = _linked(match, people, text, told.alone) or match.start < known or told.goes_on_to(match.start)
        if beside or any(_noted_with(number, match, text) for number in mobiles):
            out.append(_beside_somebody(match, sure))
        elif any(e.kind is EvidenceKind.NEIGHBOUR for e in match.evidence) and any(
            max(n.start - match.end, match.start - n.end) <= _SPOKEN_OF for n in names
        ):
            out.append(match)
    return out


@dataclass(frozen=True, slots=True)
class _Told:
    """Who is pointed at in a text: whoever it is by, the names among them, whether they are one alone, the one birth
    date or number that is told, and whom records in it are about."""

    people: Sequence[Match]
    names: Sequence[Match]
    alone: bool
    subject: Match | None
    subjects: Sequence[Match]

    @classmethod
    def of(cls, kept: Sequence[Match], text: str, sure: Callable[[Match], bool]) -> _Told:
        people = [
            m
            for m in kept
            if m.entity in _ABOUT_WHOM
            and sure(m)
            and not any(e.detail == "role account" for e in m.evidence)
            and not _AUTHOR.search(text, max(0, m.start - 20), m.start)
        ]
        names = [m for m in people if m.entity == Entity.PERSON]
        alone = len({text[m.start : m.end] for m in names or people}) == 1
        told = [m for m in people if m.entity in _TOLD_ABOUT]
        subject = told[0] if told and names and len({m.entity for m in told}) == len(told) else None
        subjects = _subjects(names, [m for m in kept if m.entity in _OF_ONE and sure(m)])
        return cls(people, names, alone, subject, subjects)

    def goes_on_to(self, place: int) -> bool:
        """Whether a place is of a record of somebody that began before it."""
        if self.subject is not None and 0 <= place - self.subject.end <= _SPOKEN_OF:
            return True
        return any(0 <= place - one.end <= _RECORD for one in self.subjects)


def within_reach(
    proposed: Sequence[Match], text: str, sure: Callable[[Match], bool], known: int = 0
) -> list[tuple[int, int]]:
    """The stretches of a text, in order, in which ``about_people`` may leave what a sentence says of somebody."""
    told = _Told.of(proposed, text, sure)
    reach = [(0, known)] if known else []
    reach += [(max(0, m.start - _NEAR), m.end + _NEAR) for m in told.people]
    reach += [(m.end, m.end + _RECORD) for m in told.subjects]
    if told.subject is not None:
        reach.append((told.subject.end, told.subject.end + _SPOKEN_OF))
    out: list[tuple[int, int]] = []
    for start, end in sorted(reach):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _subjects(names: Sequence[Match], told: Sequence[Match]) -> list[Match]:
    """The people whom a record is about: named behind a label, or with an age, a birth date or a number beside them."""
    return [
        n
        for n in names
        if any(e.kind is EvidenceKind.LABEL and not _DEALS_WITH_IT.search(e.detail) for e in n.evidence)
        or any(0 <= t.start - n.end <= _BESIDE or 0 <= n.start - t.end <= _BESIDE for t in told)
    ]


def _beside_somebody(match: Match, sure: Callable[[Match], bool]) -> Match:
    says = max((e.weight for e in match.evidence if e.kind is EvidenceKind.DICTIONARY), default=0.0)
    spoken = any(
        e.kind is EvidenceKind.NEIGHBOUR or (e.kind is EvidenceKind.AGAINST and e.detail != SILENCE)
        for e in match.evidence
    )
    if spoken or says < ILLNESS or sure(match):
        return match
    evidence = (*match.evidence, Evidence(EvidenceKind.NEIGHBOUR, _BY_SOMEBODY, Entity.PERSON))
    return match._replace(evidence=evidence, score=score(evidence, PRIOR))


def _noted_with(number: Match, special: Match, text: str) -> bool:
    """Whether a special category is noted of whoever has this number: right behind it, in a sentence of the same line
    that says that it is somebody's, or both behind labels of their own, one line below the other. That it stands near
    a number is not enough: leaflets say whom to call."""
    first, second = sorted((number, special), key=lambda m: m.start)
    between = text[first.end : second.start]
    labelled = any(e.kind is EvidenceKind.LABEL for e in special.evidence)
    if "\n" in between:
        own_label = any(e.kind is EvidenceKind.LABEL for e in number.evidence)
        return labelled and own_label and _LABEL_BETWEEN.fullmatch(between) is not None
    if any(e.kind is EvidenceKind.NEIGHBOUR for e in special.evidence):
        return _SENTENCE_END.search(between) is None
    noted = between.strip(_MARKS) == "" or (labelled and len(between) <= _BESIDE)
    return first is number and noted and _NOTE_ENDS.match(text, special.end) is not None


def _linked(special: Match, people: Sequence[Match], text: str, alone: bool) -> bool:
    """Whether a special category stands near enough to somebody to be about them: with at most one end of a sentence
    between (She was diagnosed ...; lines of a record are none), or behind the only person spoken of."""
    for person in people:
        if person.start - special.end > _NEAR or special.start - person.end > _NEAR:
            continue
        if alone and person.end <= special.start:
            return True
        between = text[person.end : special.start] or text[special.end : person.start]
        if len(_SENTENCE_END.findall(between)) <= 1:
            return True
        if person.end <= special.start and _NOTED_UNDER.fullmatch(between):
            return True
    return False
