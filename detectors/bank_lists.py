"""Lists of payments without a header, as banks take them: accounts are told by what stands beside them.

BACS has sort code, account, name and amount side by side; a 全銀 record has bank, branch, kind of account, account and
the name in kana. A number of seven or eight digits alone is nobody's account.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from detectors.column import Column
from detectors.headers import spread
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.name_odds import is_kana
from detectors.normalise import view_of
from detectors.readings import Reading, specs

_SORT_CODE = re.compile(r"[0-9]{5,6}|[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2} [0-9]{2} [0-9]{2}")
_UK_ACCOUNT, _JP_ACCOUNT = re.compile(r"[0-9]{7,8}"), re.compile(r"[0-9]{7}")
_BANK, _BRANCH, _KIND = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{3}"), re.compile(r"[1249]|普通|当座|貯蓄")
_KIND_IN_WORDS = re.compile(r"普通?|当座?|貯蓄?")
_BESIDE, _SURE = 8.0, 0.7
_MOST, _SOME, _SAMPLE = 0.9, 3, 200
_BEFORE = 8
"""Columns before an account in which bank and branch are looked for."""


def accounts(columns: Sequence[Column], best: Mapping[int, Reading]) -> dict[int, Reading]:
    """The columns of accounts in a table without a header, by number: empty where nobody is named beside them."""
    named = [c for c in columns if c.index in best and _is_named(best[c.index])]
    if not named:
        return {}
    out = {}
    for left, right in itertools.pairwise(columns):
        if right.index != left.index + 1:
            continue
        if _are(left, _SORT_CODE) and _are(right, _UK_ACCOUNT):
            out[right.index] = _reading(Entity.UK_BANK_ACCOUNT, right, "sort code")
        elif _are(left, _UK_ACCOUNT) and _are(right, _SORT_CODE):
            out[left.index] = _reading(Entity.UK_BANK_ACCOUNT, left, "sort code")
        elif _are(left, _KIND_IN_WORDS, 1) and _are(right, _JP_ACCOUNT):
            out[right.index] = _reading(Entity.JP_BANK_ACCOUNT, right, "kind of account")
        elif right in named and _in_kana(right) and _are(left, _JP_ACCOUNT):
            before = [c for c in columns if left.index - _BEFORE <= c.index < left.index]
            if all(any(_are(c, form, 1) for c in before) for form in (_BANK, _BRANCH, _KIND)):
                out[left.index] = _reading(Entity.JP_BANK_ACCOUNT, left, "bank and branch")
    return out


def _is_named(reading: Reading) -> bool:
    return reading.spec.entity is Entity.PERSON and reading.score >= _SURE


def _are(column: Column, form: re.Pattern[str], fewest: int = _SOME) -> bool:
    """Whether nearly all values of a column have a form, as many of them different at least."""
    some = spread(column.values, _SAMPLE)
    return len(some) >= fewest and sum(form.fullmatch(v) is not None for v in some) >= _MOST * len(some)


def _in_kana(column: Column) -> bool:
    some = [view_of(v).text for v in spread(column.values, _SAMPLE)]
    return sum(map(is_kana, some)) >= _MOST * len(some)


def _reading(entity: Entity, column: Column, beside: str) -> Reading:
    spec = specs()[entity]
    form = _UK_ACCOUNT if entity is Entity.UK_BANK_ACCOUNT else _JP_ACCOUNT
    some = spread(column.values, _SAMPLE)
    right = sum(form.fullmatch(v) is not None for v in some)
    evidence = [
        Evidence(EvidenceKind.COLUMN, 0.0, share(right, len(some))),
        Evidence(EvidenceKind.NEIGHBOUR, _BESIDE, beside),
    ]
    return Reading(spec, evidence, False, lambda v, _: form.fullmatch(v) is not None)
