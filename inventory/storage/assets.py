"""What people would call an information asset: the files of one folder family and one document class.

Pure; ``inventory.questions.asset_rows`` adds them up. That what is handled alike goes on one row is the register's
own rule (IPA 付録7).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import NamedTuple

from detectors.model import ClueKind, DateClue

FAMILY_DEPTH = 2
"""Folders below the root that make a family: department and subject. Deeper ones are how somebody files things."""

NO_CLASS = frozenset({"none", "form_template"})
"""A file of these is an asset only where there is something about people in it."""

_ERA = r"(?:明治|大正|昭和|平成|令和|[mtshr])\.?(?:元|\d{1,2})"
_YEAR = rf"(?:(?:19|20)\d\d|{_ERA})"
# A folder that says only when, not what: 2015年度, FY2020, 2018-19, 平成27年分, H27, 2019-04, 4月, Q1, April.
_PERIOD = re.compile(
    rf"(?:fy|cy|tax year|year)?[ _-]*{_YEAR}(?:年度?分?|fy)?(?:[-_/.~〜～ ]+(?:{_YEAR}|\d\d)(?:年度?分?)?)?"
    rf"|fy[ _-]?\d\d|{_YEAR}(?:年度?)?[-_. ]?\d{{1,2}}月?(?:分|[-_.]?\d{{1,2}}日?)?|\d{{1,2}}月(?:分|度)?"
    r"|(?:第)?[1-4一二三四]四半期|(?:上|下)(?:半)?期|q[1-4]|\d{1,2}|第\d{1,3}期"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|(?:nov|dec)(?:ember)?"
)
_NEW_FOLDER = re.compile(r"(?:新しい|new)[ _-]?(?:フォルダ?ー?|folder)")
_NUMBERED = re.compile(r" ?\(\d+\)$")
_BETWEEN = re.compile(r"[\s_・、()-]+")

_SORTING = re.compile(r"^(?:_+|(?:\d{1,3}|[①-⑳])[._\-\s、．）)]+(?=\D))+(?=.)")
_NO_TITLE = re.compile(
    r"明治|大正|昭和|平成|令和|(?<![a-z])[mtshr](?=\d)|\d|年度?|月|[\W_]|コピー|のコピー|最新版?|修正版?|改訂?版|旧|確定|"
    r"(?<![a-z])(?:copy|of|final|old|new|ver?|rev|draft|v)(?![a-z])"
)


def is_period(folder: str) -> bool:
    """Whether a folder's name only says when: 2019年度, FY2020, 4月."""
    return _PERIOD.fullmatch(_plain(folder)) is not None


def is_vague(folder: str) -> bool:
    """Whether a folder's name says nothing of what lies in it: 新しいフォルダー, old, backup, and states of affairs
    (_解約, Closed cases, H29退職)."""
    name = _NUMBERED.sub("", _plain(folder))
    if _NEW_FOLDER.fullmatch(name):
        return True
    idle, things = _idle()
    parts = [part for part in _BETWEEN.split(name) if part]
    left = [part for part in parts if not idle.fullmatch(part)]
    return len(left) < len(parts) and all(part in things or _PERIOD.fullmatch(part) for part in left)


@cache
def _idle() -> tuple[re.Pattern[str], frozenset[str]]:
    """What says nothing of what lies in a folder, with or without when, and what may stand beside that."""
    found = tomllib.loads(files("inventory.storage").joinpath("folders.toml").read_text(encoding="utf-8"))
    words, behind = ("|".join(map(re.escape, of)) for of in ([*found["vague"], *found["states"]], found["behind"]))
    when = f"(?:{_PERIOD.pattern})?"
    return re.compile(f"{when}(?:{words})(?:{behind})?{when}"), frozenset(found["things"])


def unnumbered(folder: str) -> str:
    """A folder's name without what stands before it for sorting: 02_デイサービスセンター, 1. Finance, _共通."""
    return _SORTING.sub("", folder.strip(), count=1)


def title(path: str) -> str:
    """What a file's name says besides years, numbers and marks of copies, to tell titles apart: 職員名簿_令和8年度 and
    職員名簿 - コピー are one."""
    name = path.rsplit("/", 1)[-1].rsplit(" > ", 1)[-1]
    plain = unicodedata.normalize("NFKC", name.rpartition(".")[0] or name).lower()
    return _NO_TITLE.sub("", plain) or plain


def _plain(folder: str) -> str:
    return unnumbered(unicodedata.normalize("NFKC", folder)).lower()


def family(path: str) -> str:
    """The folder family of a file's path (of a member: of the file that holds it): at most two folders, without those
    that only name a period or nothing at all. '' for files that lie at the top."""
    return _family(path.rpartition("/")[0])


@lru_cache(maxsize=65_536)
def _family(folders: str) -> str:
    kept: list[str] = []
    for folder in folders.split("/"):
        if folder and not is_period(folder) and not is_vague(folder):
            kept.append(folder)
        if len(kept) == FAMILY_DEPTH:
            break
    return "/".join(kept)


_BUSINESS_YEARS = frozenset({"fiscal_year", "tax_year"})
_IN_DATA = frozenset({ClueKind.NEWEST_DATE, ClueKind.FIELD})
_OWN_DATE = frozenset({"created", "issued", "submitted", "meeting"})
_TELLING: tuple[Callable[[DateClue], bool], ...] = (
    lambda c: c.kind is ClueKind.PERIOD,
    lambda c: c.event in _OWN_DATE and c.source == "content",
    lambda c: c.kind is ClueKind.NEWEST_DATE and c.event == "data",
    lambda c: c.kind is ClueKind.FIELD and c.event != "valid_until",
    lambda c: c.kind is ClueKind.DOCUMENT_DATE and c.event != "modified",
)
"""Clues that tell the years of a file, the most telling first."""


class Years(NamedTuple):
    """The first and the last year that a file is about, 0 where none is known; ``split`` where all are business or tax
    years that begin in one and end in the next, each named by its beginning."""

    first: int = 0
    last: int = 0
    split: bool = False


def years(clues: Sequence[DateClue], saved: int) -> Years:
    """The years a file is about, from its most telling clues: a period in the title or name, before the date that the
    document says to have, before dates in its data, before those that programs keep of it, which are new where it was
    saved again. Up to when something is valid says nothing of it, nor do dates in its data after the year it was
    ``saved`` in: those are still to come."""
    for tells in _TELLING:
        found: set[int] = set()
        split = True
        for clue in clues:
            if not tells(clue):
                continue
            first, last = clue.first[:4], clue.last[:4]
            if first.isdecimal() and last.isdecimal() and not (clue.kind in _IN_DATA and int(last) > saved):
                found.add(int(first))
                # Whole years beyond one: the period runs to the year in which its last one began.
                found.add(max(int(first), int(last) - (clue.first[5:10] > "01-01")))
                split = split and clue.event in _BUSINESS_YEARS and clue.first[5:10] > "01-01"
        if found:
            return Years(min(found), max(found), split)
    return Years()


def asset_key(root: str, folder: str, doc_class: str) -> str:
    """Identifies an asset from run to run: 16 hexadecimal digits of its root, folder family and class."""
    return blake2b("\0".join((root, folder, doc_class)).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
