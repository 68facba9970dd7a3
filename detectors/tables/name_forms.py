"""What values say by being written alike: forms that only names have where nearly all values of a column have them.

A surname in no list is worth little by itself; a column of Hartnoll, Giles and Dutt, Sanjoy is one of names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.tables.name_odds import name_odds, who_before

_INITIALS = re.compile(
    r"(?:[A-Z]\.? ?){1,3} [A-Z](?:[A-Z'’-]+|[^\W\d_A-Z][^\W\d_A-Z'’-]*(?:[A-Z][a-z]+)?)(?: [A-Z][A-Za-z'’-]+)?|"
    r"(?:O'|D')?[A-Z][^\W\d_A-Z'’]+(?:-?[A-Z][a-z]+)?,? [A-Z]\.?|[A-Z'’-]{3,},? (?:[A-Z]\.? ?){1,2}|"
    r"[A-Z'’-]{3,},? (?:MISS|MRS|MR|MS|DR)"
)
_SURNAME_FIRST = re.compile(
    r"(?:[A-Z]['’])?[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)?, [A-Z][^\W\d_]*\.?(?:[ -][A-Z][a-z]*\.?)?"
)
_HIRAGANA = re.compile(r"[ぁ-ゖー]{2,6}[ \u3000]+[ぁ-ゖァ-ヺー]{1,7}")
"""Of these no list says whether they are words."""
_JAPANESE = re.compile(
    r"[\u3400-\u9fff々ヶケノ]{1,5}[ \u3000]+(?:[\u3400-\u9fff々]{1,3}|[ぁ-ゖ]{1,5}|[ァ-ヺー]{1,7})|"
    rf"{_HIRAGANA.pattern}|[ァ-ヺー]{{2,7}}[ \u3000]+[ァ-ヺー]{{1,7}}"
)
_BARE_INITIALS = re.compile(r"(?:[A-Z]\. ?){2,3}|[A-Z]{2,3}")
_ALIKE, _VARIOUS, _GIVEN_NAMES = 0.85, 4, 0.8
"""Share of values that have a form, how many first and last parts of them differ, and the share of given names that
differ in Japanese lists."""
_INITIALLED, _IN_FULL, _KIN = 1.5, 1.0, 1.5
"""The odds of values of each form."""
_OTHER_WORDS = -4.0
"""From which odds down a value is surely words for something else."""
_LEAST_KIN = 0.6
"""Share of values that say whose kin somebody is before the name."""
_FEWEST_NAMED = 2


def in_initials(values: Sequence[str]) -> bool:
    """Whether values are initials of people, and various: JT, K.M."""
    fits = sum(_BARE_INITIALS.fullmatch(v.strip()) is not None for v in values)
    return len(values) >= _VARIOUS and fits >= 0.9 * len(values)


def written_alike(values: Sequence[str], odds: Sequence[float]) -> list[float]:
    """The odds of values, given those of each by itself, where nearly all are written in one of the ways of names, and
    various: P TWELVETREES, Bryony F; Hartnoll, Giles; 帖佐原 栄, りょうけ あおと; 嫁 さと子, Grandad Ron."""
    for likes in (_as_initials(values), _as_full(values, odds), _as_kin(values)):
        if any(likes):
            odds = [max(o, like) if like else o for o, like in zip(odds, likes, strict=True)]
    return list(odds)


def without_kin(values: Sequence[str]) -> Sequence[str]:
    """Values without those that only say whose kin somebody is, where others name somebody."""
    others = [v for v in values if not is_kin(v)]
    return others if len(others) >= _FEWEST_NAMED else values


def is_kin(value: str) -> bool:
    """Whether a value only says whose kin somebody is: mum, 長女."""
    found = who_before().match(f"{value.strip()} .")
    return found is not None and found.end() == len(value.strip()) + 1


def _as_initials(values: Sequence[str]) -> list[float]:
    found = [v.strip() for v in values if _INITIALS.fullmatch(v.strip())]
    various = min(len({v[0] for v in found}), len({v.split()[-1] for v in found})) if found else 0
    if len(found) < _ALIKE * len(values) or various < _VARIOUS:
        return []
    return [_INITIALLED if _INITIALS.fullmatch(v.strip()) else 0.0 for v in values]


def _as_full(values: Sequence[str], odds: Sequence[float]) -> list[float]:
    """Surname and given name, in no list: what is surely other words is none."""
    for form in (_SURNAME_FIRST, _JAPANESE):
        bare = [v.strip() for v in values]
        like = [
            form.fullmatch(v) is not None and (o > _OTHER_WORDS or _HIRAGANA.fullmatch(v) is not None)
            for v, o in zip(bare, odds, strict=True)
        ]
        found = [v.replace(",", " ").split() for v, fits in zip(bare, like, strict=True) if fits]
        if len(found) < max(_VARIOUS, _ALIKE * len(values)):
            continue
        if len({v[0] for v in found}) >= _VARIOUS and len({v[-1] for v in found}) >= _GIVEN_NAMES * len(found):
            return [_IN_FULL if fits else 0.0 for fits in like]
    return []


def _as_kin(values: Sequence[str]) -> list[float]:
    """Whose kin somebody is, and a name that is no other word."""
    found = [(v.strip(), who_before().match(v.strip())) for v in values]
    rests = [v[before.end() :].strip(" ()（）") if before else "" for v, before in found]
    like = [bool(rest) and name_odds(rest, "given_name") > _OTHER_WORDS for rest in rests]
    if len({rest for rest, fits in zip(rests, like, strict=True) if fits}) < max(
        _VARIOUS - 1, _LEAST_KIN * len(values)
    ):
        return []
    return [_KIN if fits else 0.0 for fits in like]
