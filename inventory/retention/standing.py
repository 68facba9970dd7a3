"""Files for which no period runs: regulations in force and blank forms, told by what they are called, and files with
nothing in them.

A regulation holds until another takes its place, and a blank form is no record of anything: to call either overdue
would be wrong, whatever the period of the class that its words look like.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import yaml

from inventory.retention.model import FileFacts
from scanner.lock_files import is_lock_file

_VOCABULARY = Path(__file__).with_name("standing.yaml")
_FEW = 3
"""People that a regulation may name: who made it, whom to ask."""
_PARTS = re.compile(r"[/\\]| > ")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}$")
_ASIDE = re.compile(r"[(（【\[].*?[)）】\]]")
_VERSION = re.compile(
    r"(?:[\s_.-]|(?<![a-z])(?:v|ver|version|rev|draft|final|copy)\.? ?[0-9]*"
    r"|改定|改訂|改正|最新|現行|最終|旧|新|案|版|全文|のコピー|コピー"
    r"|(?:明治|大正|昭和|平成|令和|[mtshr])? ?[0-9元]+ ?(?:年度?|月|日)?)+$"
)
"""What stands behind the name itself: the year, the version."""


class Standing(StrEnum):
    """Why no period runs."""

    IN_FORCE = "in_force"
    BLANK = "blank"
    EMPTY = "empty"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class _Words:
    words: re.Pattern[str]
    but: re.Pattern[str]


@cache
def _vocabulary() -> dict[Standing, _Words]:
    data = yaml.safe_load(_VOCABULARY.read_text("utf-8"))
    named = (Standing.IN_FORCE, Standing.BLANK)
    return {kind: _Words(_pattern(data[kind]["words"]), _pattern(data[kind]["but"])) for kind in named}


def _pattern(words: list[str]) -> re.Pattern[str]:
    def one(word: str) -> str:
        plain = re.escape(unicodedata.normalize("NFKC", word).casefold()).replace(r"\ ", "[ _-]+")
        return rf"(?<![a-z]){plain}(?![a-z])" if word.isascii() else plain

    return re.compile("|".join(map(one, words)))


def standing(facts: FileFacts) -> Standing | None:
    """Why no period runs for such a file; None where one may."""
    if facts.size == 0:
        return Standing.EMPTY
    if is_lock_file(facts.path):
        return Standing.LOCK
    if facts.people > _FEW:
        return None
    kind = _called(facts.path)
    return None if kind is Standing.BLANK and facts.people else kind


@lru_cache(4096)
def _called(path: str) -> Standing | None:
    stem = _EXTENSION.sub("", unicodedata.normalize("NFKC", _PARTS.split(path)[-1]).casefold())
    known = _vocabulary()
    blank, in_force = known[Standing.BLANK], known[Standing.IN_FORCE]
    if blank.words.search(stem) and not blank.but.search(stem):
        return Standing.BLANK
    name = _VERSION.sub("", _ASIDE.sub(" ", stem).strip())
    ends = any(m.end() == len(name) for m in in_force.words.finditer(name))
    return Standing.IN_FORCE if ends and not in_force.but.search(name) else None
