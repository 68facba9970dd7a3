"""What the name of a folder is: a department's, a level above departments, a kind of document. The words are in
``departments.toml``, those for what departments do in ``business_areas.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from inventory.storage.assets import unnumbered
from reports.registers import suggest


def is_department(folder: str) -> bool:
    """Whether it is named like a department: 営業部, Finance team."""
    # A name is more than the ending: 課 alone is a section of somebody's book.
    name, words = _lower(folder), _words()
    return name not in words["exceptions"] and name not in words["endings"] and _ends(name, words["endings"])


def is_function(folder: str) -> bool:
    """Whether it is named by nothing but what a department does: 経理, 人事・労務, 保育園, Finance and HR. There is
    more to 旧給与ソフト, and Invoices is named by what lies in it."""
    return _function().fullmatch(_lower(folder).replace("-", " ")) is not None and not is_kind(folder)


def is_umbrella(folder: str) -> bool:
    """Whether departments stand below it, and it says nothing itself: 共有, Shared."""
    return _lower(folder) in _words()["umbrellas"]


def is_kind(folder: str) -> bool:
    """Whether it says what kind of documents lie in it, or whom they are about."""
    name, words = _lower(folder), _words()
    return name in words["kinds"] or _ends(name, words["kind_endings"])


def is_area(folder: str) -> bool:
    """Whether it has a word for what a department does, and is named by no kind of document: Finance, 総務."""
    return bool(suggest.area_of(folder)) and not is_kind(folder)


def is_opposite(folder: str) -> bool:
    """Whether it stands beside a folder for private people as customers: 法人 beside 個人."""
    return _lower(folder) in _words()["opposites"]


@cache
def _function() -> re.Pattern[str]:
    words = sorted((word.replace("-", " ") for word in suggest.area_words()), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    others = "|".join(re.escape(word) for word in words if not word.isascii())
    one = rf"(?:(?:{others})+(?:関係|関連|担当|部門|業務|事業|園|所)?|(?:{latin}))"
    return re.compile(rf"{one}(?:(?: *[・、&+,/] *| and |と| ){one})*")


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = (Path(__file__).parent / "departments.toml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}


def _lower(folder: str) -> str:
    return unicodedata.normalize("NFKC", unnumbered(folder)).lower().replace("_", " ").strip()


def _ends(name: str, words: Iterable[str]) -> bool:
    for word in words:
        if word.isascii():
            if name == word or name.endswith((f" {word}", f"-{word}")):
                return True
        elif name.endswith(word):
            return True
    return False
