"""What headers, labels of forms and label cells name, by the vocabulary of labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from detectors.text.lexicon import labels
from detectors.text.normalise import fold, view_of

Rows = Sequence[Sequence[str]]

LONGEST_HEADER = 40
"""Characters: longer cells are sentences, not headers."""

_SHORT_HEADER, _SHORT_IN_LATIN = 16, 28
"""Characters: in a header no longer its last word alone says what it is (保護者電話, parent 1 name)."""

# Words of these families are also ordinary values of cells (Manager, Sales, 普通): they make no header by themselves.
_WEAK = frozenset(
    {"department", "occupation", "organisation", "product", "bank_account_jp", "relationship", "vehicle", "role"}
)
_WEAK_NAMES = re.compile(r"(?!.*(?:name|氏名|名前|者名|員名|客名|様名))")

_BETWEEN_JAPANESE = re.compile(r"(?<=[\u3041-\u30ff\u3400-\u9fff々]) +(?=[\u3041-\u30ff\u3400-\u9fff々])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
HOLDERS = frozenset({"口座名義", "口座名義人"})
"""Words of the bank account family that name somebody."""
_COUNTERS = frozenset({"番地", "号室"})
"""Labels that behind a digit are a part of a value."""
EDGES = " \t\r\n:：*※・■□●○◆◇.。、,_-#/"
_PLURAL = re.compile(r"(?<=[a-z])\((s|es|ren)\)")
_POST = "郵便番号"
"""What 〒 says; behind another word it would be part of that."""
_TAIL = re.compile(r"(?<=[a-z)])[ _-]?[0-9]{1,2}$")
_NUMERIC = re.compile(r"[-+(¥$£]{0,3}[0-9][0-9,./:%() -]*(?:[年月日円人件個時分年度%]+[0-9]*)*\)?")
_FIGURE = re.compile(r"[-0-9 .,:/()+%¥$£]*")
_LONG_NUMBER = re.compile(r"[0-9](?:[^0-9]{0,3}[0-9]){4}")
"""What stands in values and never in headers: asked of nearly every cell, for the vocabulary costs far more."""
SENTENCE = re.compile(r"^\s*(?:※|＊|\*|注[)）: ]|\(注|Note:)|。\s*$|[a-z)]\.\s*$")
_BEHIND = re.compile(
    r"(?![\u3041-\u30ff\u3400-\u9fff々])|(?:欄|地|等|名|用|[①-⑳]|[上下](?:[34]桁)?|[前後]半)+(?![\u3041-\u30ff\u3400-\u9fff々])"
)
"""What may stand behind the label's word in a header: the end, another word, or 住所欄, 連絡先等."""
_JANUARY = re.compile(r"(?:[0-9]{1,2} ?[Jj]an|Jan)[ '0-9/-]*")
"""A month or a day of it; JAN is a code."""
_REMARK = re.compile(r"[\r\n※＊]")
"""What begins a remark for whoever fills the column in: its second line, ※必須."""
_VALUE = re.compile(r" *- *value$")
"""What exports of address books put behind what they have several of: Phone 1 - Value."""
_CONDITION = re.compile(r" (?:if|where|when) .*")
"""UTR if self-employed: what the column is stands before."""
_NUMBERED = re.compile(r"^(?:\(?[0-9]{1,2}[.．)）]|[①-⑳])\s*")
_OPENING, _CLOSING = frozenset("【[<「『"), frozenset("】]>」』")
_IN_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says: the label family, the vocabulary's word, and whether that word is all of it."""

    family: str
    word: str
    whole: bool


@lru_cache(20_000)
def plain_label(text: str) -> str:
    shown = _CAMEL.sub(" ", text) if text.isascii() and not text.isupper() else view_of(text).text
    plain = _PLURAL.sub(r"\1", fold(shown)).replace("_", " ").replace("\n", " ").replace("\r", " ").replace("〒", _POST)
    plain = _BETWEEN_JAPANESE.sub("", " ".join(plain.split())).strip(EDGES)
    if plain.count("(") != plain.count(")"):
        plain = plain.replace("(", "").replace(")", "")
    return _TAIL.sub("", plain)


def is_code(text: str) -> bool:
    """Whether a cell is surely a figure or a code, which is no header: a test that pays where most cells are such."""
    return text[-5:].isdecimal() and text.isalnum() and text.isascii()


def is_no_header(text: str) -> bool:
    """Whether a cell is surely no header or label: a figure, a long number, a mail address, a sentence."""
    if not text or len(text) > LONGEST_HEADER or "@" in text:
        return True
    return _FIGURE.fullmatch(text) is not None or _LONG_NUMBER.search(text) is not None


def header_of(text: str) -> Header | None:
    """What a header, form field or label cell names, or None. ``姓``, ``Fname``, ``Tel (home)``, ``customer_name``."""
    return None if is_no_header(text) or _JANUARY.fullmatch(text.strip()) else _header_of(text)


@lru_cache(20_000)
def _header_of(text: str) -> Header | None:
    plain = plain_label(text)
    if not plain:
        return None
    first = plain_label(_REMARK.split(_NUMBERED.sub("", text.strip()), maxsplit=1)[0])
    if first[:1] in _OPENING and first[-1:] in _CLOSING:
        first = first[1:-1]
    inside = _IN_BRACKETS.sub("", first).strip(EDGES)
    whole = fold(text).strip(EDGES) if text.isascii() else plain  # DoB is one word
    bare = _VALUE.sub("", plain)
    others = (
        plain.replace("-", " "),
        plain.replace(".", " "),
        plain.replace("の", ""),
        _TAIL.sub("", bare),
        _CONDITION.sub("", plain),
    )
    for form in (plain, whole, inside, first, *others):
        if form and (family := labels().key_of(form)) is not None:
            return Header(family, form, True)
    outer = _IN_BRACKETS.sub(lambda m: "\0" * len(m[0]), plain)
    hits = labels().find(outer) or labels().find(plain)
    if not hits:
        return None
    # Both languages put the noun that says what it is last: "customer phone", "担当者 電話番号"; but "name of child".
    of = outer.find(" of ")
    before = [h for h in hits if of < 0 or h.start < of] or hits
    hit = before[-1]
    if hit.word in _COUNTERS and outer[hit.start - 1 : hit.start].isdecimal():
        return None  # 字吉坂88番地: a value
    if not _BEHIND.match(outer, hit.end):
        return None  # 生年 in 厚生年金, 健康保険 in 健康保険料: another word
    covered = sum(h.end - h.start for h in hits)
    short = len(plain) <= (_SHORT_IN_LATIN if plain.isascii() else _SHORT_HEADER) and plain.count(" ") <= 2
    ends = short and hit.end == len(outer.rstrip("\0 "))
    return Header(hit.key, hit.word, False) if ends or covered * 2 >= len(plain.replace(" ", "")) else None


def is_label(text: str) -> bool:
    """Whether a cell is a label and nothing else."""
    found = header_of(text)
    return found is not None and (found.whole or len(text) <= 20)


def names_something(text: str) -> bool:
    """Whether a cell is a label that is hardly ever a value: 住所, not Manager or Sales."""
    found = header_of(text)
    return found is not None and found.whole and not is_weak(found)


def is_weak(found: Header) -> bool:
    """Whether a header is of a word that is also an ordinary value, or names people by the part that they play."""
    return found.family in _WEAK or (found.family == "person_name" and _WEAK_NAMES.match(found.word) is not None)


def spread(values: Sequence[str], most: int) -> list[str]:
    """At most so many of the values, evenly over them."""
    if len(values) <= most:
        return list(values)
    return [values[i * len(values) // most] for i in range(most)]


def is_numeric(text: str) -> bool:
    """Whether a cell is a number, an amount, a date or the like, rather than words."""
    return _NUMERIC.fullmatch(text) is not None
