"""What the head of a column names: the vocabulary of labels, and whoever is named by a part that they play.

確認者, handled by and player head columns of names, 顧客CD and PatRef columns of numbers of people, Colour name one of
colours. In forms and in running text these are ordinary words, so only columns are asked this.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from detectors.headers import Header, header_of, is_no_header, plain_label
from detectors.lexicon import Lexicon, labels
from detectors.normalise import fold, view_of

ROLE = "role"
"""The family of such headers; what stands below has to look like names more than under 氏名."""

_BESIDE_WORDS = re.compile(
    r"保護者|緊急|世帯主|配偶者|担当|上司|紹介|代表|連絡|記入|作成|講師|主治医|医師|保証人|同居|manager|supervisor|guardian|parent|"
    r"emergency|next of kin|spouse|partner|witness|contact|author|signed|prepared|doctor|\bgp\b|keyworker|assigned"
)
"""Words in headers of names that stand beside the person the row is about."""
_UNSAID = frozenset({"whose", "numbered"})
"""Words of the vocabulary that mean nobody by themselves."""

_BY_END = re.compile(
    r"[ァ-ヺー\u3400-\u9fff々]{1,6}(?:者|(?<![定人要満全増欠総動])員|師|(?<!同)士|(?<=[\u3400-\u9fff]{2})人)[①-⑳0-9]{0,2}"
)
_NOBODY = re.compile(r"業者|(?<!被)保険者|[前後両]者|法人|個人|[外他]国人|日本人|社会人|大人")
_NAMES = re.compile(r"(?<=.)の?(?:お?名前|氏名|名|様|さま|殿)$")
_NUMBER = re.compile(
    r"(?<=.)(?:の?(?:番号|ナンバー|コード)|(?:(?<![a-z])|(?<=[^\x00-\x7f]))(?:cd|id|no|num|number|ref|reference|code)\.?)$"
)
_WORDS = re.compile(r"[^\W\d_]+|&")
_LONGEST_END = 2
"""Blanks: in a longer header its last word alone says little."""


@cache
def _roles() -> Lexicon:
    return Lexicon.load("roles.yaml")


def column_header(text: str) -> Header | None:
    """What the head of a column names, or None: as ``headers.header_of``, and of parts that people play."""
    return None if is_no_header(text) else _column_header(text)


@lru_cache(20_000)
def _column_header(text: str) -> Header | None:
    found = header_of(text)
    if found is not None and found.whole:
        return found
    plain = plain_label(text)
    if found is not None and found.word in ("name", "names"):
        return found if _is_somebodys(plain) else None
    if (bare := _NUMBER.sub("", plain).strip(" .-")) != plain and _is_somebody(bare):
        return Header("member_number", plain, False)
    if found is not None:
        return found
    if plain[-1:] == "姓" and _is_somebody(plain[:-1]):
        return Header("surname", plain, False)
    if (bare := _NAMES.sub("", plain)) != plain and _is_somebody(bare):
        return Header("person_name", plain, False)
    return Header(ROLE, plain, False) if _is_role(plain) else None


def is_beside(text: str) -> bool:
    """Whether a header names those who look after the person a row is about, or deal with it."""
    if _BESIDE_WORDS.search(fold(view_of(text).text)):
        return True
    plain = plain_label(text)
    hits = _roles().find(plain)
    return bool(hits) and hits[-1].key == "beside" and hits[-1].end == len(plain)


def _is_role(plain: str) -> bool:
    if (key := _roles().key_of(plain)) is not None:
        return key not in _UNSAID
    if _BY_END.fullmatch(plain):
        return _NOBODY.search(plain) is None
    hits = _roles().find(plain)
    ends = bool(hits) and hits[-1].end == len(plain) and hits[-1].key not in _UNSAID
    return ends and plain.count(" ") <= _LONGEST_END


def _is_somebody(plain: str) -> bool:
    """Whether a word means people, not what they are called: 顧客 and patient, not 氏名."""
    if is_beside(plain):
        return False
    found = header_of(plain)
    if found is not None and found.whole:
        return found.family == "person_name" and "name" not in plain and not plain.endswith("名")
    return _is_role(plain) or _roles().key_of(plain) == "numbered"


def _is_somebodys(plain: str) -> bool:
    """Whether what stands before "name" says whose it is, or nothing."""
    people = [h for h in labels().find(plain) if h.key == "person_name" and "name" not in h.word]
    known = sum(len(_WORDS.findall(h.word)) for h in [*_roles().find(plain), *people] if h.word != "names")
    return known >= len(_WORDS.findall(plain)) - 1
