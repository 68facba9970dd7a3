"""Lists of payments, as banks take them: accounts are told by what stands beside them, whatever heads them.

BACS has sort code, account, name and amount side by side; a 全銀 record has bank, branch, kind of account, account and
the name in kana; ゆうちょ has 記号 and 番号. A number of seven or eight digits alone is nobody's account.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from detectors.layout.headers import spread
from detectors.model import Entity, Evidence, EvidenceKind, share
from detectors.tables.column import Column
from detectors.tables.hypotheses import Hypotheses
from detectors.tables.name_odds import is_kana
from detectors.tables.readings import Reading, as_names, specs
from detectors.text.normalise import view_of

_SORT_CODE = re.compile(r"[0-9]{5,6}|[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2} [0-9]{2} [0-9]{2}")
_BOTH = re.compile(
    r"(?:[A-Z][A-Z&' .]{0,20}[ :]{1,2})?[0-9]{2}([- ]?)[0-9]{2}\1[0-9]{2}[ /,|-]{1,3}(?:a/?c|acc|account)?[ :.]{0,2}"
    r"[0-9]{8}",
    re.I,
)
_PASSBOOK, _PASSBOOK_NUMBER = re.compile(r"1[0-9]{3}0(?:-?[0-9])?"), re.compile(r"[0-9]{1,7}1")
"""記号 of ゆうちょ, and 番号, which ends in 1 for ordinary savings."""
_UK_ACCOUNT, _JP_ACCOUNT = re.compile(r"[0-9]{7,8}|[0-9]{4} [0-9]{4}|[*xX•.]{1,6} ?[0-9]{3,4}"), re.compile(r"[0-9]{7}")
_MASKS = "*xX•."
_BANK, _BRANCH, _KIND = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{3}"), re.compile(r"[1249]|普通|当座|貯蓄")
_KIND_IN_WORDS = re.compile(r"普通?|当座?|貯蓄?")
_BESIDE, _SURE, _PAYEE = 8.0, 0.7, 0.1
"""What it is worth to stand so, and from which score a column is one of names, with headers and without."""
_MOST, _SOME, _SAMPLE = 0.9, 3, 200
_ENOUGH = 0.4
"""Share of sort codes with accounts at least; nothing else looks like them, and some pay in cash."""
_BANKING = frozenset({"bank_account_uk", "bank_account_jp"})
_OF_BANKS = re.compile(
    r"^\W*(?:記号|番号)\W*$|口座|銀行|振込|引落|通帳|ゆうちょ|\b(?:sort|bacs|bank|acc|acct|account|a/c|ac|s/c)\b", re.I
)
_OF_ACCOUNTS = re.compile(r"口座|口番|\b(?:acc|acct|account|a/c|ac)\b", re.I)
"""What headers say of accounts, in part."""
_ACCOUNTS = frozenset({Entity.UK_BANK_ACCOUNT, Entity.JP_BANK_ACCOUNT})
_BEFORE = 8
"""Columns before an account in which bank and branch are looked for."""


def accounts(known: Hypotheses) -> dict[int, Reading]:
    """The columns of accounts in a table, and of their holders in kana; none where neither anybody is named beside them
    nor another account is."""
    columns, best = known.doubtful, known.best
    figures = {c.index for c in columns if any(v[0].isdigit() or v[0] in _MASKS for v in c.values[:_SOME])}
    if not figures:
        return {}
    headed = any(c.header for c in columns)
    sure = known.people(_SURE if headed else _PAYEE)
    named = [c for c in columns if c in sure]
    told = any(r.spec.entity in _ACCOUNTS and r.score >= _SURE for r in best.values())
    if not named and not told and headed:
        return {}
    out = {
        c.index: _reading(Entity.UK_BANK_ACCOUNT, c, _BOTH, "sort code")
        for c in columns
        if c.index in figures and named and _are(c, _BOTH, least=_ENOUGH)
    }
    out |= {c.index: r for c in columns if named and c.header and (r := _under_half_a_header(c, best)) is not None}
    for left, right in itertools.pairwise(columns):
        if right.index != left.index + 1 or figures.isdisjoint((left.index, right.index)):
            continue
        parts = (named or told) and _may_be(left, best) and _may_be(right, best)
        if parts and _are(left, _PASSBOOK, 1) and _are(right, _PASSBOOK_NUMBER):
            out |= _both(Entity.JP_BANK_ACCOUNT, (left, _PASSBOOK), (right, _PASSBOOK_NUMBER))
        elif parts and _are(left, _SORT_CODE) and _are(right, _UK_ACCOUNT):
            out |= _both(Entity.UK_BANK_ACCOUNT, (left, _SORT_CODE), (right, _UK_ACCOUNT))
        elif parts and _are(left, _UK_ACCOUNT) and _are(right, _SORT_CODE):
            out |= _both(Entity.UK_BANK_ACCOUNT, (left, _UK_ACCOUNT), (right, _SORT_CODE))
        elif named and _are(left, _KIND_IN_WORDS, 1) and _are(right, _JP_ACCOUNT):
            out[right.index] = _reading(Entity.JP_BANK_ACCOUNT, right, _JP_ACCOUNT, "kind of account")
        elif _are(left, _JP_ACCOUNT) and _in_kana(right):
            before = [c for c in columns if left.index - _BEFORE <= c.index < left.index]
            if all(any(_are(c, form, 1) for c in before) for form in (_BANK, _BRANCH, _KIND)):
                if right not in named:
                    beside = Evidence(EvidenceKind.NEIGHBOUR, _BESIDE, "account")
                    out[right.index] = as_names(specs()[Entity.PERSON], [beside], False)
                out[left.index] = _reading(Entity.JP_BANK_ACCOUNT, left, _JP_ACCOUNT, "bank and branch")
    return out


def _are(column: Column, form: re.Pattern[str], fewest: int = _SOME, least: float = _MOST) -> bool:
    """Whether nearly all values of a column have a form, as many of them different at least."""
    some = spread(column.values, _SAMPLE)
    fits = sum(form.fullmatch(v) is not None for v in some)
    return fits >= fewest and fits >= least * len(some)


def _in_kana(column: Column) -> bool:
    some = [view_of(v).text for v in spread(column.values, _SAMPLE)]
    return sum(map(is_kana, some)) >= _MOST * len(some)


def _under_half_a_header(column: Column, best: Mapping[int, Reading]) -> Reading | None:
    """Accounts under a header that only says that it is of banks: Acc, 口番."""
    if column.named is not None or not _OF_ACCOUNTS.search(column.header) or not _may_be(column, best):
        return None
    if _are(column, _JP_ACCOUNT) and not column.header.isascii():
        return _reading(Entity.JP_BANK_ACCOUNT, column, _JP_ACCOUNT, "header")
    return _reading(Entity.UK_BANK_ACCOUNT, column, _UK_ACCOUNT, "header") if _are(column, _UK_ACCOUNT) else None


def _may_be(column: Column, best: Mapping[int, Reading]) -> bool:
    """Whether a column may be part of an account: nothing says that it is anything else."""
    if column.header and column.family not in _BANKING and not _OF_BANKS.search(column.header):
        return False
    reading = best.get(column.index)
    return reading is None or reading.score < _SURE or reading.spec.entity in _ACCOUNTS


def _both(entity: Entity, *parts: tuple[Column, re.Pattern[str]]) -> dict[int, Reading]:
    """The two parts of accounts, side by side."""
    return {column.index: _reading(entity, column, form, "parts of accounts") for column, form in parts}


def _reading(entity: Entity, column: Column, form: re.Pattern[str], beside: str) -> Reading:
    spec = specs()[entity]
    some = spread(column.values, _SAMPLE)
    right = sum(form.fullmatch(v) is not None for v in some)
    evidence = [
        Evidence(EvidenceKind.COLUMN, 0.0, share(right, len(some))),
        Evidence(EvidenceKind.NEIGHBOUR, _BESIDE, beside),
    ]
    return Reading(spec, evidence, False, lambda v, _: form.fullmatch(v) is not None)
