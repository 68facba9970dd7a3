"""Whether a file lies in somebody's own folder: told from the names of its folders. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)?")
_SIGNS = re.compile(r"[\s_-]+")
_SORTING = re.compile(r"^\d{1,3}[\s._-]+")
_LEAST = -1.0
"""Odds (logarithm) from which a folder among those of people is taken for a person: a given name alone is about -0.5,
an ordinary word below -2."""


def in_own_folder(path: str) -> bool:
    """Whether a folder of the path (of a member: of the file that holds it) is one person's: a desktop, a folder among
    those of people, what somebody left behind."""
    return _own(path.split(" > ", 1)[0].rpartition("/")[0])


@lru_cache(maxsize=65_536)
def _own(folders: str) -> bool:
    own, holders, left = _vocabulary()
    before = ""
    for folder in folders.split("/"):
        plain = _SORTING.sub("", unicodedata.normalize("NFKC", folder).strip())
        word = _SIGNS.sub("", plain.lower())
        if word in own or ((before in holders or left.search(plain)) and _is_person(left.sub("", plain))):
            return True
        before = word
    return False


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    text = files("inventory.lineage").joinpath("data/own_folders.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    # Behind a name: 退職者一覧 is a subject, 大野(退職) a person.
    left = re.compile(rf"(?:\s*\(\s*|[\s_-]+)(?:{'|'.join(found['left'])})[^)]*\)?$", re.IGNORECASE)
    return frozenset(found["own"]), frozenset(found["holders"]), left


@lru_cache(maxsize=4096)
def _is_person(folder: str) -> bool:
    from detectors.names.cells import looks_like_name, written_like_surname  # lists of names, for few paths only

    name = _IN_BRACKETS.sub("", folder).removesuffix("'s").strip()
    return bool(name) and (looks_like_name(name) >= _LEAST or written_like_surname(name))
