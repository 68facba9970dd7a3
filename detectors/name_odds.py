"""What values say of being names of people: each by itself, and all those of a column together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log

from detectors.headers import spread
from detectors.model import Evidence, EvidenceKind, share
from detectors.normalise import view_of
from detectors.roles import ROLE
from detectors.whole import WholeForm
from detectors.writing import TITLES

NAME_FAMILIES = frozenset({"person_name", "surname", "given_name", "kana_name", "roman_name", ROLE})
"""Label families of headers that names of people stand below."""

NAME_SAMPLE = 300
_SURE, LEAST_SURE, _SURE_SHARE, _SURE_CHANCE, _SURE_CAP = 1.5, 3, 0.4, 0.03, 4.5
"""Names beyond doubt: from which odds, how many at least, their share among rare names and among other words."""
UNKNOWN_NAME, UNKNOWN_IN_A_PART, OTHER_WORDS = -1.1, -2.0, -7.0
"""Log-odds at least of a name in no list under a label of names, and under a part that people play; those of what is
made of other words."""

_KANA = re.compile(r"[ァ-ヺーぁ-ゖ・ 　.()（）]+")
_ONE_KANJI = re.compile(r"[\u3400-\u9fff]")
_REMARK = r"[(（][^()（）@\n]{1,24}[)）]"
NAME_FORM = WholeForm(rf"(?=.*[^\W\d_])[^\d@/\\=<>\n]{{1,60}}(?:{_REMARK})?")
_REMARK_BEHIND = re.compile(rf"(?<=.)\s*{_REMARK}$")
"""山本 空（3-2）, Ann Lee (wife): a name with something said of it."""
_BEFORE_LAST = re.compile(r"^.*(?:&|\+|\band\b)\s*(?=.)", re.I)
"""What stands before the last of several names: Tom & Ann Lee."""
_RANK_BEHIND = re.compile(
    r"(?<=[\u3400-\u9fff])\s*(?:医師|先生|師長|教諭|教授|弁護士|税理士|主任|[課部係所店院園校社班]長)$"
)
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
    if sure < LEAST_SURE:
        return whole
    ratio = sure * log(_SURE_SHARE / _SURE_CHANCE) + (n - sure) * log((1 - _SURE_SHARE) / (1 - _SURE_CHANCE))
    return max(whole, min(_SURE_CAP, ratio))


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
    """Log-odds that a value is a name under a header of a family ('' without one that names people)."""
    from detectors.names import looks_like_name

    odds = looks_like_name(value)
    if not family:
        return odds
    if (bare := _bare_name(value)) != value:
        odds = max(odds, looks_like_name(bare))
    plain = view_of(bare).text
    if _KANA.fullmatch(plain) or _ONE_KANJI.fullmatch(plain):
        return max(odds, 1.0)  # a reading, or 林 and 誠: only the header tells them from any other word
    if plain.isalpha():
        return odds + (2.5 if family in ("surname", "given_name") else 1.0)  # half a name is seldom more than likely
    return odds


def _bare_name(value: str) -> str:
    """One name out of what stands under a header of names: without a remark behind it, of several the last one, with
    its title before it."""
    last = _RANK_BEHIND.sub("", _BEFORE_LAST.sub("", _REMARK_BEHIND.sub("", value.strip())))
    return _TITLE_BEHIND.sub(r"\2 \1", last)
