"""Whose files are: the department by the names of folders. The same in work lists, registers and on the review page.

A folder is a department that is named like one (営業部, Finance team), but for what lies below clients or a kind of
documents (Clients, 契約書); else the outermost one that is named by nothing but what a department does (経理, Finance,
Lunch Club). By other folders somebody files things. What lies in a person's own folder is that person's alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from inventory.storage.assets import unnumbered
from inventory.storage.places import place_of
from inventory.storage.rows import AssetRow
from reports import wording
from reports.locale import Messages
from reports.registers.folder_words import is_department, is_function, is_kind, is_opposite
from reports.registers.layout import RootNote
from reports.registers.personal import Owner, owner
from reports.text import visible


@dataclass(frozen=True, slots=True)
class Held:
    """That documents lie in a folder of a root (as ``PlaceRow`` says it)."""

    root: str
    folder: str


class Departments:
    """The departments of an inventory. ``roots`` is what the settings say of roots, ``held`` in which folders documents
    lie."""

    def __init__(self, roots: Mapping[str, RootNote], held: Iterable[Held]) -> None:
        self._roots = roots
        self._names: dict[str, str] = {}
        self._customers: set[tuple[str, tuple[str, ...]]] = set()
        self._of_folder: dict[tuple[str, str], str] = {}
        for each in held:
            folders = _folders(each.folder)
            self._names[each.root] = _last(each.root)
            self._customers.update((each.root, folders[:at]) for at, f in enumerate(folders) if is_opposite(f))

    def named(self, root: str, folder: str, family: str) -> str:
        """The department of files by their folder and its family below a root; '' where nothing names one. What lies in
        somebody's own folder is of the department that this folder lies in."""
        if said := self._roots.get(root, RootNote()).department:
            return said
        parts = _folders(folder)
        if own := self._owner(root, parts):
            return visible(_named(parts[: own.shared]))
        parts += tuple(part for part in _folders(family) if part not in parts)
        return visible(_named(parts))

    def of_path(self, root: str, path: str) -> str:
        """Whose a file, or a member, is by its path: the person in whose own folder it lies, by the way there; else the
        department; where nothing names one, the root's own name."""
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
        return self.named(root, place.folder, place.family) or visible(_last(root) or "/")

    def of_asset(self, m: Messages, asset: AssetRow) -> str:
        """The departments that the folders of an asset name; '' where none does."""
        found = (self.named(asset.root, folder, asset.folder) for folder in asset.folders or (asset.folder,))
        return wording.joined(m, filter(None, dict.fromkeys(found)))


def _folders(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part)


def _last(root: str) -> str:
    return root.rstrip("/").rsplit("/", 1)[-1]


@lru_cache(maxsize=65_536)
def _named(parts: tuple[str, ...]) -> str:
    above = tuple(takewhile(lambda part: not is_kind(part), parts))
    named = [*filter(is_department, reversed(above)), *filter(is_function, parts)]
    return unnumbered(named[0]) if named else ""
