"""What the head of a column names: the vocabulary of labels, and whoever is named by a part that they play.

確認者, handled by and player head columns of names, 顧客CD and PatRef columns of numbers of people, Colour name one of
colours. In forms and in running text these are ordinary words, so only columns are asked this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from detectors.layout.headers import Header, header_of, is_no_header, plain_label
from detectors.text.lexicon import Lexicon, labels, load_yaml
from detectors.text.normalise import fold, view_of
from detectors.text.romaji import in_japanese, without_marks

ROLE = "role"
"""The family of such headers; what stands below has to look like names more than under 氏名."""

_BESIDE_WORDS = re.compile(
    r"保護者|緊急|旧姓|maiden|emerg|世帯主|配偶者|担当|上司|紹介|代表|連絡|記入|作成|講師|主治医|医師|保証人|同居|manager|supervisor|guardian|parent|"
    r"next of kin|spouse|partner|witness|contact|author|signed|prepared|doctor|\bgp\b|keyworker|assigned"
)
"""Words in headers of names that stand beside the person the row is about."""
_FORMER = re.compile(r"旧姓|旧氏|maiden|former|née|\bnee\b|previous")
_NAMED = frozenset({"person_name", "surname", "given_name", ROLE})
_PARTS = frozenset({"somebody", "beside"})
_UNSAID = frozenset({"whose", "numbered", "nobody", "thing"})
_NOBODY_IN_CHARGE, _THING = "nobody", "thing"
"""Words that stand where others name somebody (departments, what has been done), and those of things."""
_ALONE = frozenset({"surname", "given_name", "age", "gender", "birth_date", "kana_name"})
"""Families whose words are the whole header, or stand behind a word for somebody."""
"""Words of the vocabulary that mean nobody by themselves. All other keys are label families."""

_BY_END = re.compile(
    r"[おご御]?[ァ-ヺー\u3400-\u9fff々]{1,6}(?:者|(?<![定人要満全増欠総動])員|師|(?<!同)士|(?<=[\u3400-\u9fff]{2})官|(?<=[\u3400-\u9fff]{2})人)|"
    r"[ぁ-ん\u3400-\u9fff]{1,6}[ぁ-ん][たるうす]人"
)
_HOW_OLD = re.compile(
    r"(?:approx\.? |current )?age(?: (?:at|on|as|in|when|by|next|last|now|then)\b.*|[^a-z]*)|how old.*"
)
_BY_END_EN = re.compile(
    r"(?:our |the |my |named |main |lead |assistant |asst |senior |deputy )?[a-z]{2,}(?<!met)(?:er|or|ist|ian|ee|eur)s?"
)
"""Agents: translator, linguist, technician, hirer."""
_NOBODY = re.compile(r"(?<!作)業者|(?<!被)保険者|[前後両]者|法人|個人|[外他]国人|日本人|社会人|大人")
_NAMES = re.compile(r"(?<=.)の?(?:お?名前|氏名|名|様|さま|殿)$")
_NUMBER = re.compile(
    r"(?<=.)(?:の?(?:番号|ナンバー|コード)|(?:(?<![a-z])|(?<=[^\x00-\x7f]))(?:cd|id|no|num|number|ref|reference|code)\.?)$"
)
_BY_WHOM = re.compile(
    r"(?:[a-z]+ )?(?!due |sort|group|use )[a-z.']+(?:ed|en|ld|pt|ght|th|d|n) by|"
    r"(?:rtw|interview|check|entry|visit|repair|call|work|photo|sign[ -]?(?:off|out|in)|lesson|survey) by|by whom"
)
_TO_WHOM = re.compile(
    r"(?:lent|loaned|issued|sold|assigned|allocated|given|gifted|hired|let|awarded|paid|payable|addressed|delivered|returned|"
    r"(?:signed|booked|checked) out|on loan) to|(?:to|for) whom"
)
_CALLED = re.compile(r" ?names?$")
_READ = re.compile(
    r"(?<=.)(?:の?(?:カナ|かな|フリガナ|ふりがな|よみ|ヨミ|よみがな|ヨミガナ)|\((?:カナ|かな|フリガナ|ふりがな|よみ|ヨミ|読み)\))$"
)
"""What says that names are in kana: 従業員姓(フリガナ)."""
_SURNAME = re.compile(r"[^\x00-\x7f]{1,7}姓")
_COUNTED = re.compile(r"(?<=[^\x00-\x7f])[0-9①-⑳]{1,2}$")
_WORDS = re.compile(r"[^\W\d_]+|&")
_PARTS_OF_HEADER = re.compile(r"\s*(?:[/／・,、(（)）]|\bor\b|または|又は)\s*")
_RUN_TOGETHER = re.compile(r"(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")
"""Between NHS and Number, where they are written as one."""
_IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_MOST_PARTS = 3
_LONGEST_END = 2
"""Blanks: in a longer header its last word alone says little."""


@cache
def _short() -> Mapping[str, object]:
    """What words in headers of databases are short for."""
    return load_yaml("abbreviations.yaml")


@cache
def _roles() -> Lexicon:
    return Lexicon.load("roles.yaml")


def column_header(text: str) -> Header | None:
    """What the head of a column names, or None: as ``headers.header_of``, and of parts that people play."""
    if is_no_header(text):
        return None
    text = _RUN_TOGETHER.sub(" ", text)
    found = _column_header(text) or _column_header(spelt_out(text)) or _of_parts(text)
    if (found is None or found.family == "relationship") and (outer := _IN_BRACKETS.sub("", text).strip()) != text:
        return _column_header(outer) or found  # 性(1男2女), 扶養親族(続柄)
    return found


@lru_cache(20_000)
def _of_parts(text: str) -> Header | None:
    """What a header of two words says that mean the same: née / former, 保護者・家族; From (patient or rep.)."""
    parts = [part.strip() for part in _PARTS_OF_HEADER.split(text) if part.strip()]
    found = [h for h in map(_column_header, parts) if h is not None] if 1 < len(parts) <= _MOST_PARTS else []
    return found[0] if found and found[0].family in _NAMED and len({h.family in _NAMED for h in found}) == 1 else None


@lru_cache(20_000)
def spelt_out(text: str) -> str:
    """A header in Latin letters with its short words in full (``BIRTH_DT``, ``cust_nm``), Japanese ones in Japanese
    (``SHAIN_NO``)."""
    latin = without_marks(text)
    if not latin.isascii():
        return text
    words = plain_label(latin).replace("-", " ").split()
    return in_japanese(words) or " ".join(str(_short().get(word, word)) for word in plain_label(latin).split())


@lru_cache(20_000)
def _column_header(text: str) -> Header | None:
    found = header_of(text)
    if found is not None and found.whole:
        return found
    plain = _COUNTED.sub("", plain_label(text))
    if found is not None and found.word in ("name", "names"):
        return found if _is_somebodys(plain) else _played(_CALLED.sub("", plain), frozenset())
    if (bare := _NUMBER.sub("", plain).strip(" .-")) != plain and _is_somebody(bare):
        return Header("member_number", plain, False)
    if reads_somebody(plain):
        return Header("kana_name", plain, False)
    if found is not None:
        half = found.family == "person_name" and _key_of(plain)
        return Header(half, plain, False) if half in ("surname", "given_name") else found
    if _SURNAME.fullmatch(plain):
        return Header("surname", plain, False)
    if (bare := _NAMES.sub("", plain)) != plain and (_is_somebody(bare) or _key_of(bare) == "beside"):
        return Header("person_name", plain, False)
    return _played(plain, _PARTS)


def _played(plain: str, parts: frozenset[str]) -> Header | None:
    """The header that a word of this vocabulary is, parts that people play as far as asked for."""
    key = _key_of(plain)
    if key in _PARTS:
        return Header(ROLE, plain, False) if key in parts else None
    return Header(key, plain, False) if key and key not in _UNSAID else None


def reads_somebody(text: str) -> bool:
    """Whether a header says whose names are read below it: 受取人名(カナ), not カナ."""
    plain = plain_label(text)
    named = _column_header(bare) if (bare := _READ.sub("", plain)) != plain else None
    return named is not None and named.family in _NAMED


def is_beside(text: str) -> bool:
    """Whether a header names those who look after the person a row is about, or deal with it."""
    full = spelt_out(text)
    if _BESIDE_WORDS.search(fold(view_of(text).text)) or (full != text and _BESIDE_WORDS.search(full)):
        return True
    plain = _COUNTED.sub("", plain_label(text))
    return _key_of(plain) == "beside" or _key_of(_NAMES.sub("", plain)) == "beside"


def is_former(text: str) -> bool:
    """Whether a header of names is of those that the people of the rows had before: 旧姓, maiden name."""
    return _FORMER.search(fold(view_of(text).text)) is not None


def is_thing(word: str) -> bool:
    """Whether a word, or each of several things, has numbers that are nobody's: plot, 伝票."""
    return _roles().key_of(word) == _THING or _roles().key_of(word.rstrip("s")) == _THING


def is_numbered(word: str) -> bool:
    """Whether a word is one of what people's numbers are on: M'ship, カルテ."""
    return _roles().key_of(word) == "numbered"


def is_nobody(value: str) -> bool:
    """Whether a value is one that often stands where others name somebody: 総務, 完了, 大工, 担当者."""
    return _roles().key_of(value) is not None or _BY_END.fullmatch(value) is not None


def _key_of(plain: str) -> str:
    """What the vocabulary says of a header, or of the last word of a short one; '' for nothing."""
    if (key := _roles().key_of(plain)) is not None:
        return "" if key in (_NOBODY_IN_CHARGE, _THING) else key
    if _HOW_OLD.fullmatch(plain):
        return "age"
    if _BY_END.fullmatch(plain):
        return "" if _NOBODY.search(plain) else "somebody"
    if _BY_END_EN.fullmatch(plain) and not is_thing(plain.split()[-1]):
        return "somebody"
    if _TO_WHOM.fullmatch(plain):
        return "somebody"
    if _BY_WHOM.fullmatch(plain):
        return "beside"
    hits = [h for h in _roles().find(plain) if h.key not in (_NOBODY_IN_CHARGE, _THING)]
    ends = bool(hits) and hits[-1].end == len(plain) and plain.count(" ") <= _LONGEST_END
    if not ends or (hits[-1].key in _ALONE and not _is_about_somebody(plain[: hits[-1].start])):
        return ""
    return hits[-1].key


def _is_about_somebody(before: str) -> bool:
    """Whether what stands before a word that many things have says that it is somebody's: 船齢 is a ship's."""
    key = _roles().key_of(before.strip(" -./"))
    return key in _PARTS | _UNSAID or (key is None and _is_named(before))


def _is_named(before: str) -> bool:
    found = header_of(before.strip(" -./")) if before.strip() else None
    return found is not None and found.whole and found.family == "person_name"


def _is_somebody(plain: str) -> bool:
    """Whether a word means people, not what they are called: 顧客 and patient, not 氏名."""
    if is_beside(plain):
        return False
    found = header_of(plain)
    if found is not None and found.whole:
        return found.family == "person_name" and "name" not in plain and not plain.endswith("名")
    return _key_of(plain) in ("somebody", "numbered")


def _is_somebodys(plain: str) -> bool:
    """Whether what stands before "name" says whose it is, or nothing."""
    people = [h for h in labels().find(plain) if h.key == "person_name" and "name" not in h.word]
    said = [h for h in _roles().find(plain) if h.key in _PARTS | _UNSAID and h.word != "names"]
    known = sum(len(_WORDS.findall(h.word)) for h in [*said, *people])
    return known >= len(_WORDS.findall(plain)) - 1
