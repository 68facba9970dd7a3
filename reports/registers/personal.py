"""Whose own folder files lie in, where they lie in one: 個人/花田, Users/jsmith, Jane/Desktop. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from inventory.lineage.folders import Begins, Own, holds_people, is_person, own_part
from inventory.storage.assets import is_period, is_vague, unnumbered
from reports.registers.folder_words import is_area, is_department, is_kind, is_umbrella


@dataclass(frozen=True, slots=True)
class Owner:
    """One person's folder, or where nothing names the person the folder that holds such. ``name`` is the way there.

    Of the folders ``shared`` are those that all share, ``begins`` is the place of the one at which it turns personal,
    ``end`` the place behind the last that tells whose it is.
    """

    name: str
    shared: int
    begins: int
    end: int


@lru_cache(maxsize=65_536)
def owner(root: str, folders: tuple[str, ...]) -> Owner | None:
    """Whose the folder is that these lead to, the outermost first, below a root of that name; None where it is nobody's
    own.

    Where several could be meant the innermost is: no one person is to be shown what is another's.
    """
    own = _owner(folders)
    if own is None and folders:
        # Of a root like /srv/home its own name tells it.
        whole = _owner((root, *folders))
        if whole is not None and not whole.begins and whole.end > 1:
            own = Owner(_name(folders[: whole.end - 1], 0), 0, 0, whole.end - 1)
    return own


def _owner(folders: tuple[str, ...]) -> Owner | None:
    part = own_part(folders)
    if part is None:
        return None
    before = folders[part.at - 1] if part.at else ""
    # 顧客/個人 are private customers, and nobody's desk.
    if part.by is not Begins.PERSON and is_kind(before) and not holds_people(before):
        return None
    end = _end(folders, part, before)
    return Owner(_name(folders[:end], part.at), min(part.start, end - 1), part.at, end)


def _name(folders: Sequence[str], begins: int) -> str:
    # Of two of one name the leaver's folder is another's: 個人/退職者/田中.
    told = [
        unnumbered(each)
        for place, each in enumerate(folders)
        if not (is_period(each) or is_umbrella(each) or (place < begins and is_vague(each)))
    ]
    return "/".join(told or map(unnumbered, folders[-1:]))


def _end(folders: tuple[str, ...], part: Own, before: str) -> int:
    """How many of the folders it takes to say whose it is."""
    if part.by is Begins.PERSON:
        return part.at + 1
    inner = part.at + 1
    while part.by is Begins.SHELF and inner < len(folders) and _is_level(folders, inner):
        inner += 1
    below = folders[inner] if inner < len(folders) else ""
    if is_person(below) or (below and part.by is Begins.SHELF and not is_kind(below) and not is_person(before)):
        return inner + 1
    if is_person(before):
        return part.at
    if part.by is Begins.SHELF:
        return inner
    # A desktop is that of the person, or the computer, whose folder it lies in; a department has several.
    return part.at if before and not _says_nobody(before) else part.at + 1


def _is_level(folders: tuple[str, ...], place: int) -> bool:
    """Whether people's folders are sorted by this one: by departments, years, those who left."""
    folder, below = folders[place], folders[place + 1] if place + 1 < len(folders) else ""
    if is_kind(folder) or (is_department(folder) and is_person(folder) and not is_area(folder)):
        return is_person(below)  # 田中 and 渡部 end like a state and a department
    return _says_nobody(folder)


def _says_nobody(folder: str) -> bool:
    return any(says(folder) for says in (is_department, is_umbrella, is_area, is_period, is_vague, is_kind))
