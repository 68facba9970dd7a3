"""Whose files are: the department by the names of folders and by how many kinds of documents lie in them. The same in
work lists, registers and on the review page.

A folder is a department that is named like one (営業部, Finance team); else the outermost one that is not named by a
kind of document, a state or a year (Clients, 不採用, 2019), or that holds many kinds of documents all the same.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from inventory.storage.assets import NO_CLASS, is_period, is_vague, unnumbered
from inventory.storage.places import place_of
from inventory.storage.rows import AssetRow
from reports import wording
from reports.locale import Messages
from reports.registers import suggest
from reports.registers.layout import RootNote
from reports.text import visible

MANY_KINDS = 3
"""A folder with so many classes of documents is a department, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Held:
    """That documents of a class lie in a folder of a root (as ``PlaceRow`` says it)."""

    root: str
    folder: str
    doc_class: str


class Departments:
    """The departments of an inventory. ``roots`` is what the settings say of roots, ``held`` what lies in folders."""

    def __init__(self, roots: Mapping[str, RootNote], held: Iterable[Held]) -> None:
        self._roots = roots
        kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in held:
            if each.folder and each.doc_class and each.doc_class not in NO_CLASS:
                kinds[each.root, each.folder.split("/")[0]].add(each.doc_class)
        self._many = {place for place, classes in kinds.items() if len(classes) >= MANY_KINDS}

    def named(self, root: str, folder: str, family: str) -> str:
        """The department of files by their folder and its family below a root; '' where nothing names one."""
        if said := self._roots.get(root, RootNote()).department:
            return said
        parts = [part for part in folder.split("/") if part]
        parts += [part for part in family.split("/") if part and part not in parts]
        return visible(_named(tuple(parts), bool(parts) and (root, parts[0]) in self._many))

    def of(self, root: str, folder: str, family: str) -> str:
        """The same; where nothing names one, the outermost folder that is no year, else the root's own name."""
        if found := self.named(root, folder, family):
            return found
        outermost = next((part for part in folder.split("/") if part and not is_period(part)), "")
        return visible(unnumbered(outermost) or root.rstrip("/").rsplit("/", 1)[-1] or "/")

    def of_asset(self, m: Messages, asset: AssetRow) -> str:
        """The departments that the folders of an asset name; '' where none does."""
        found = (self.named(asset.root, folder, asset.folder) for folder in asset.folders or (asset.folder,))
        return wording.joined(m, filter(None, dict.fromkeys(found)))

    def of_path(self, root: str, path: str) -> str:
        """The same by the path of a file, or of a member."""
        place = place_of(0, path, path if " > " in path else "", "")
        return self.of(root, place.folder, place.family)


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


@lru_cache(maxsize=65_536)
def _named(parts: tuple[str, ...], many: bool) -> str:
    words = _words()
    for part in reversed(parts):
        name = _lower(part)
        # A name is more than the ending: 課 alone is a section of somebody's book.
        if name not in words["exceptions"] and name not in words["endings"] and _ends(name, words["endings"]):
            return unnumbered(part)
    for place, part in enumerate(parts):
        name = _lower(part)
        if is_period(part) or name in words["umbrellas"]:
            continue
        kind = is_vague(part) or name in words["kinds"] or _ends(name, words["kind_endings"])
        if not kind or (many and place == 0 and not is_vague(part)):
            return unnumbered(part)
        # Below a kind or a state stand only more of it (Clients/A-F), unless it is a business area.
        return next((unnumbered(inner) for inner in parts[place + 1 :] if _is_area(inner)), "")
    return ""


def _is_area(part: str) -> bool:
    name, words = _lower(part), _words()
    return bool(suggest.area_of(part)) and name not in words["kinds"] and not _ends(name, words["kind_endings"])
