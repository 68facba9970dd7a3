"""Whether a file lies in somebody's own folder, and where that begins: told from the names of its folders. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)?")
_SIGNS = re.compile(r"[\s_-]+")
_SORTING = re.compile(r"^\d{1,3}[\s._-]+")
_TITLED = re.compile(r"^(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Rev)\b\.? *\S|\S(?:先生|さん|様|氏)$", re.IGNORECASE)
_LEAST = -1.0
"""Odds (logarithm) from which a folder among those of people is taken for a person: a given name alone is about -0.5,
an ordinary word below -2."""


class Begins(StrEnum):
    """What makes a folder somebody's own."""

    PERSON = "person"  # it is named like a person: 大野(退職), and Sandra P below Staff
    SHELF = "shelf"  # it holds a folder for each person: 個人フォルダ, Users
    DESK = "desk"  # it is one person's, whose it does not say: Desktop, 私用


class Own(NamedTuple):
    """The first folder of a path (``at``: its place) from which on it is somebody's own, and by what. ``start`` is the
    place before which the folders are those that all share."""

    at: int
    start: int
    by: Begins


def in_own_folder(path: str) -> bool:
    """Whether a folder of the path (of a member: of the file that holds it) is one person's: a desktop, a folder among
    those of people, what somebody left behind."""
    folders = path.split(" > ", 1)[0].rpartition("/")[0]
    return own_part(tuple(folders.split("/"))) is not None


@lru_cache(maxsize=65_536)
def own_part(folders: Sequence[str]) -> Own | None:
    """From where on these folders, the outermost first (a tuple), are somebody's own; None where they are not."""
    words, left = _vocabulary()
    before = ""
    for at, folder in enumerate(folders):
        plain = _plain(folder)
        word = _SIGNS.sub("", plain.lower())
        if word in words["shelves"]:
            return Own(at, at, Begins.SHELF)
        if word in words["desks"]:
            return Own(at, at, Begins.DESK)
        held = before in words["holders"]
        if (held or left.search(plain)) and is_person(left.sub("", plain)):
            return Own(at, at - held, Begins.PERSON)
        before = word
    return None


def holds_people(folder: str) -> bool:
    """Whether folders below it that are named like a person are a person's own: Staff, 職員."""
    return _SIGNS.sub("", _plain(folder).lower()) in _vocabulary()[0]["holders"]


def _plain(folder: str) -> str:
    return _SORTING.sub("", unicodedata.normalize("NFKC", folder).strip())


@cache
def _vocabulary() -> tuple[dict[str, frozenset[str]], re.Pattern[str]]:
    text = files("inventory.lineage").joinpath("data/own_folders.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    # Behind a name: 退職者一覧 is a subject, 大野(退職) a person.
    left = re.compile(rf"(?:\s*\(\s*|[\s_-]+)(?:{'|'.join(found['left'])})[^)]*\)?$", re.IGNORECASE)
    return {name: frozenset(found[name]) for name in ("shelves", "desks", "holders")}, left


@lru_cache(maxsize=4096)
def is_person(folder: str) -> bool:
    """Whether a folder is named like a person."""
    from detectors.names.cells import looks_like_name, written_like_surname  # lists of names, for few paths only

    name = _IN_BRACKETS.sub("", folder).removesuffix("'s").strip()
    if _TITLED.search(name):
        return True
    return bool(name) and (looks_like_name(name) >= _LEAST or written_like_surname(name))
