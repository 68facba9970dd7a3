"""Whose files are: the department by the names of folders and by how many kinds of documents lie in them. The same in
work lists, registers and on the review page.

A folder is a department that is named like one (営業部, Finance team); else the outermost one that is not named by a
kind of document, a state or a year (Clients, 不採用, 2019), or that holds many kinds of documents all the same. What
lies in a person's own folder is that person's, and nobody else's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from inventory.storage.assets import NO_CLASS, is_period, is_vague, unnumbered
from inventory.storage.places import place_of
from inventory.storage.rows import AssetRow
from reports import wording
from reports.locale import Messages
from reports.registers.folder_words import is_area, is_department, is_kind, is_opposite, is_umbrella
from reports.registers.layout import RootNote
from reports.registers.personal import Owner, owner
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
        self._names: dict[str, str] = {}
        self._customers: set[tuple[str, tuple[str, ...]]] = set()
        self._of_folder: dict[tuple[str, str], str] = {}
        kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in held:
            folders = _folders(each.folder)
            self._names[each.root] = _last(each.root)
            self._customers.update((each.root, folders[:at]) for at, f in enumerate(folders) if is_opposite(f))
            if folders and each.doc_class and each.doc_class not in NO_CLASS:
                kinds[each.root, folders[0]].add(each.doc_class)
        self._many = {place for place, classes in kinds.items() if len(classes) >= MANY_KINDS}

    def named(self, root: str, folder: str, family: str) -> str:
        """The department of files by their folder and its family below a root; '' where nothing names one. What lies in
        somebody's own folder is of the department that this folder lies in."""
        if said := self._roots.get(root, RootNote()).department:
            return said
        parts = _folders(folder)
        if own := self._owner(root, parts):
            return visible(_named(parts[: own.shared], False))
        parts += tuple(part for part in _folders(family) if part not in parts)
        return visible(_named(parts, bool(parts) and (root, parts[0]) in self._many))

    def of_path(self, root: str, path: str) -> str:
        """Whose a file, or a member, is by its path: the person in whose own folder it lies, by the way there; else the
        department; where nothing names one, the outermost folder that is no year, else the root's own name."""
        on_disk = path.split(" > ", 1)[0]
        place = root, on_disk.rpartition("/")[0]
        if place not in self._of_folder:
            own = self._owner(root, _folders(place[1]))
            self._of_folder[place] = self._of_person(root, own) if own else self._of(root, on_disk)
        return self._of_folder[place]

    def shows(self, whose: str, root: str, path: str) -> bool:
        """Whether on the list of ``whose`` the name of this file may stand: not what lies in another's own folder."""
        folders = _folders(path.split(" > ", 1)[0].rpartition("/")[0])
        return self._owner(root, folders) is None or self.of_path(root, path) == whose

    def _of_person(self, root: str, own: Owner) -> str:
        # Of two sites each may have its Tanaka.
        site = self._roots.get(root, RootNote()).department
        if not site and len(self._names) > 1:
            site = self._names.get(root, "")
            site = site if Counter(self._names.values())[site] < 2 else root
        return visible(f"{site}/{own.name}" if site else own.name)

    def _owner(self, root: str, folders: tuple[str, ...]) -> Owner | None:
        own = owner(_last(root), folders)
        # 個人 beside 法人 are private customers.
        return None if own and (root, folders[: own.begins]) in self._customers else own

    def _of(self, root: str, path: str) -> str:
        place = place_of(0, path, "", "")
        if found := self.named(root, place.folder, place.family):
            return found
        outermost = next((part for part in _folders(place.folder) if not is_period(part)), "")
        return visible(unnumbered(outermost) or _last(root) or "/")

    def of_asset(self, m: Messages, asset: AssetRow) -> str:
        """The departments that the folders of an asset name; '' where none does."""
        found = (self.named(asset.root, folder, asset.folder) for folder in asset.folders or (asset.folder,))
        return wording.joined(m, filter(None, dict.fromkeys(found)))


def _folders(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part)


def _last(root: str) -> str:
    return root.rstrip("/").rsplit("/", 1)[-1]


@lru_cache(maxsize=65_536)
def _named(parts: tuple[str, ...], many: bool) -> str:
    for part in reversed(parts):
        if is_department(part):
            return unnumbered(part)
    for place, part in enumerate(parts):
        if is_period(part) or is_umbrella(part):
            continue
        if not (is_vague(part) or is_kind(part)) or (many and place == 0 and not is_vague(part)):
            return unnumbered(part)
        # Below a kind or a state stand only more of it (Clients/A-F), unless it is a business area.
        return next((unnumbered(inner) for inner in parts[place + 1 :] if is_area(inner)), "")
    return ""
