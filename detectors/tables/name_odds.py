"""What values say of being names of people: each by itself, and all those of a column together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import log

from detectors.layout.headers import spread
from detectors.layout.roles import ROLE, is_nobody
from detectors.model import Evidence, EvidenceKind, share
from detectors.names.writing import FAMILY, TITLES
from detectors.tables.whole import WholeForm
from detectors.text.lexicon import load_yaml
from detectors.text.normalise import view_of

NAME_FAMILIES = frozenset({"person_name", "surname", "given_name", "kana_name", "roman_name", ROLE})
"""Label families of headers that names of people stand below."""

NAME_SAMPLE = 300
_SURE, LEAST_SURE, _SURE_SHARE, _SURE_CHANCE, _SURE_CAP, _FEW_CAP = 1.5, 3, 0.4, 0.03, 4.5, 2.0
"""Names beyond doubt: from which odds, how many at least, their share among rare names and among other words, and what
they say at most, fewer of them only beside what else speaks of people."""
UNKNOWN_NAME, UNKNOWN_IN_A_PART, OTHER_WORDS = -1.1, -2.0, -7.0
"""Log-odds at least of a name in no list under a label of names, and under a part that people play; those of what is
made of other words."""

_SURE_TITLED = 2.0
"""The odds of what a title stands before."""
_KANA = re.compile(r"[ァ-ヺーぁ-ゖ・ 　.()（）]+")
_ONE_KANJI = re.compile(r"(?![有無可否済未同別他要不良男女父母祖兄姉弟妹夫妻子親本])[\u3400-\u9fff]")
UNHEADED = "unheaded"
"""In the place of a family, where a table has no header."""
_SPACED = re.compile(r"([\u3400-\u9fff々ヶケノ]{2,5})[ \u3000]+[\u3400-\u9fff々ぁ-ゖァ-ヺー]{1,5}")
_WRITTEN_LIKE_BOTH = 0.3
_KANJI = re.compile(r"[\u3400-\u9fff々ヶケノ]{2,5}")
_MAY_BE_SURNAME, _MAY_BE_HALF = -0.3, -0.7
"""The odds of what is written like a name and is no word for anything else, where somebody is to be named."""
_TITLED = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|mstr|dr|revd?|prof|cllr)\.? ?(?:&|and|\+|/)? ?)+ [A-Z][^\W\d_]+(?:[-' ][A-Z][^\W\d_]*)*",
    re.I,
)
"""Titles that nobody but people have, and what they stand before."""
_THE_FAMILY = re.compile(r"The ([A-Z][^\W\d_]+(?:['’-][A-Z][^\W\d_]+)??)(?:e?s)?")
"""The Milnes, and the Milne family, whose last word is not looked at."""
_REMARK = r"[(（][^()（）@\n]{1,24}[)）]"
NAME_FORM = WholeForm(rf"(?=.*[^\W\d_])[^\d@/\\=<>\n]{{1,60}}(?:/[^\d@/\\=<>\n]{{3,60}})?(?:{_REMARK})?")
_REMARK_BEHIND = re.compile(rf"(?<=.)\s*{_REMARK}$")
"""山本 空（3-2）, Ann Lee (wife): a name with something said of it."""
_BEFORE_LAST = re.compile(r"^.*(?:&|\+|\band\b| / )\s*(?=.)", re.I)
"""What stands before the last of several names: Tom & Ann Lee."""
_RANK_BEHIND = re.compile(
    r"(?<=[\u3400-\u9fff])\s*(?:Dr\.?|医師|先生|師長|教諭|教授|弁護士|税理士|主任|コーチ|監督|ケアマネ|CM|NS|[課部係所店院園校社班]長)$",
    re.I,
)
_IN_A_DEPARTMENT = re.compile(r"[ァ-ヺー\u3400-\u9fff]{2,4}[ \u3000]+[\u3400-\u9fff々]{2,3}")
"""品管 須藤: whoever is named is named last."""
_NUMBER_BEHIND = re.compile(
    r"(?:[A-Z][^\W\d_]+(?:['’-][A-Z]?[^\W\d_]+)?[ ,]{1,2}){2,3}[-:( ]{0,3}\+?[0-9(][0-9 ()-]{8,}$|"
    r"[\u3400-\u9fff々]{2,6}(?:[ \u3000][\u3400-\u9fff々ぁ-ゖァ-ヺー]{1,4})?(?:様|さん)?[ \u3000:：]{1,3}0[0-9-]{9,}$"
)
_PASSPORT = re.compile(r"([A-Z][A-Z' -]+)/([A-Z][A-Z' -]*?)(?: ?(?:MR|MRS|MS|MISS|MSTR|DR|CHD))?")
"""MISONOU/TAKASHI MR: a name as tickets have it."""
_TITLE_BEHIND = re.compile(rf"^(.+?),?\s+((?:{'|'.join(TITLES)})\.?)$", re.I)


def is_kana(value: str) -> bool:
    """Whether a normalised value is kana and nothing else."""
    return _KANA.fullmatch(value) is not None


def mean(odds: Sequence[float]) -> float:
    """The mean of log-odds (one at least), each counted up to 2 either way."""
    return sum(max(-2.0, min(2.0, o)) for o in odds) / len(odds)


def unnamed_weight(odds: Sequence[float]) -> float:
    """What the values of a column without a telling header say: on the whole, or by how many are names beyond doubt.

    Of rare names only some are in any list, of words that are no names hardly one (``_SURE_CHANCE``).
    """
    n = len(odds)
    whole = (mean(odds) * (3.5 + min(2.0, n / 20)) - 0.5) * n / (n + 2.0)
    sure = sum(1 for o in odds if o >= _SURE)
    if sure < LEAST_SURE - 1:
        return whole
    ratio = sure * log(_SURE_SHARE / _SURE_CHANCE) + (n - sure) * log((1 - _SURE_SHARE) / (1 - _SURE_CHANCE))
    return max(whole, min(_SURE_CAP if sure >= LEAST_SURE else _FEW_CAP, ratio))


def as_pairs(pairs: Sequence[tuple[str, str]]) -> Evidence | None:
    """What distinct pairs of cells of one row say, read as surname and given name in either order; None if too few."""
    if len(pairs) < LEAST_SURE:
        return None
    some = spread(sorted(f"{a}\n{b}" for a, b in pairs), NAME_SAMPLE)
    odds = [max(name_odds(p.replace("\n", " "), ""), name_odds(" ".join(p.split("\n")[::-1]), "")) for p in some]
    return Evidence(
        EvidenceKind.COLUMN, round(unnamed_weight(odds), 2), share(sum(1 for o in odds if o > 0), len(odds))
    )


def name_odds(value: str, family: str) -> float:
    """Log-odds that a value is a name under a header of a family ('' without one that names people, ``UNHEADED`` where
    the table has no header)."""
    from detectors.names.cells import looks_like_name, written_like_english_name, written_like_surname

    odds = looks_like_name(value)
    bare = _bare_name(value)
    if bare != value and (family or not _REMARK_BEHIND.search(value)):
        odds = max(odds, looks_like_name(bare))
    if _TITLED.fullmatch(bare):
        odds = max(odds, _SURE_TITLED)
    if family and (several := _THE_FAMILY.fullmatch(bare)) is not None:
        odds = max(odds, looks_like_name(f"Mr {several[1]}"))
    if family == UNHEADED:
        return max(odds, _WRITTEN_LIKE_BOTH) if _written_like_both(view_of(bare).text) else odds
    if not family:
        return odds
    if _IN_A_DEPARTMENT.fullmatch(bare):
        odds = max(odds, looks_like_name(bare.split()[-1]))
    plain = view_of(bare).text
    if _KANA.fullmatch(plain) or _ONE_KANJI.fullmatch(plain):
        return max(odds, 1.0)  # a reading, or 林 and 誠: only the header tells them from any other word
    if family == ROLE and _KANJI.fullmatch(plain) and not is_nobody(plain) and written_like_surname(plain):
        return max(odds, _MAY_BE_SURNAME)
    if family == ROLE and plain.isascii() and written_like_english_name(plain):
        return max(odds, _MAY_BE_SURNAME if " " in plain else _MAY_BE_HALF)
    if plain.isalpha():
        return odds + (2.5 if family in ("surname", "given_name") else 1.0)  # half a name is seldom more than likely
    return odds


@cache
def _words_before() -> Mapping[str, str]:
    """The words of data/pointing.yaml for what somebody is, before the name, by kind, as alternatives."""
    words = load_yaml("pointing.yaml")["before"]
    if not isinstance(words, Mapping):
        raise ValueError("pointing.yaml: before is not a mapping")
    return {key: "|".join(map(re.escape, sorted(some, key=len, reverse=True))) for key, some in words.items()}


@cache
def who_before() -> re.Pattern[str]:
    """Whose kin somebody is, or what, before the name: son Graeme, 衛)古川, Dr.岩切, 長女 戸ノ崎."""
    kin, kin_ja = (_words_before()[key] for key in ("kin", "kin_ja"))
    return re.compile(
        rf"(?:[^\s)）]{{1,3}}[)）]|dr\.?|(?:{kin})(?:-in-law)?[ :.-])\s*(?=\S)|"
        rf"(?:{kin_ja})(?:[ \u3000:：・(（]+(?=\S)|(?=[ァ-ヺー]{{2}}))",
        re.I,
    )


@cache
def _post_before() -> re.Pattern[str]:
    """What somebody is, before the name that ends the value: 介護職員 大野 茂, Support worker Jane Holt."""
    ends, ja, en = (_words_before()[key] for key in ("ends", "ja", "en"))
    return re.compile(
        rf"(?=.{{4,30}}$)(?:[ァ-ヺー\u3400-\u9fff]{{1,12}}(?:{ends})|{ja})[ \u3000:：・]{{1,2}}"
        r"(?=[^\W\d_]{1,5}(?:[ \u3000][^\W\d_]{1,6})?$)|"
        rf"(?=.{{6,40}}$)(?:[A-Z]?[a-z]+ ){{0,2}}(?i:{en})[ :,-]{{1,2}}(?=[A-Z][^\W\d_]*\.?(?: [A-Z][^\W\d_'-]+)?$)"
    )


def in_posts(values: Sequence[str]) -> bool:
    """Whether most values are names with what somebody is before them: their names are found by reading them."""
    return sum(_post_before().match(v.strip()) is not None for v in values) > len(values) / 2


def beside_numbers(values: Sequence[str]) -> bool:
    """Whether most values are names with a number behind them, as of whom to ring: Wendy Clarke 07700 900123."""
    return sum(_NUMBER_BEHIND.match(v.strip()) is not None for v in values) > len(values) / 2


def _written_like_both(plain: str) -> bool:
    """Whether a value is written like a surname and a given name: 曳馬 のぶ子, Adaeze Umeh."""
    from detectors.names.cells import written_like_english_name, written_like_surname

    if (parts := _SPACED.fullmatch(plain)) is not None:
        return written_like_surname(parts[1])
    return " " in plain and written_like_english_name(plain)


def _bare_name(value: str) -> str:
    """One name out of what stands under a header of names: without a remark behind it, of several the last one, with
    its title before it."""
    said = FAMILY.sub("", _REMARK_BEHIND.sub("", value.strip()))
    last = _RANK_BEHIND.sub("", _BEFORE_LAST.sub("", said))
    if (passport := _PASSPORT.fullmatch(last)) is not None:
        return f"{passport[2]} {passport[1]}".title()
    if before := who_before().match(last):
        last = last[before.end() :]
    return _TITLE_BEHIND.sub(r"\2 \1", last)
