"""Identical files: grouped, with the likely original first. Pure: records in, groups out (``copying`` keeps them)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from detectors.model import PeopleEstimate
from inventory.lineage.folders import in_own_folder

# Marks that people and programs put on copies. 旧姓, 旧住所 and the like are data, not marks.
_MARKS = re.compile(
    r"コピー|複製|バックアップ|控え?(?:\.|$)"
    r"|(?<![a-z])(?:copy|copies|backups?|bak|old)(?![a-z])"
    r"|\(\d{1,2}\)(?=[._-]|$)"
    r"|(?:^|[\s_.()-])旧(?!姓|氏|名|住|字|法|社|制|漢|仮)|旧(?=\.|\)|$)",
    re.IGNORECASE,
)


# The second folder that somebody made without giving it a name is no copy of the first.
_NEW_FOLDER = re.compile(r"(?:新しい|new)[ _-]?(?:フォルダ?ー?|folder) ?\(\d{1,2}\)", re.IGNORECASE)

# Marks of a version: somebody saved the file again under another name. Which of two versions counts they do not say.
_VERSIONS = re.compile(
    r"最新|最終|修正|改訂?版?|確定|(?<![a-z])(?:final|latest|new|rev|v\d{1,2})(?![a-z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One file whose content occurs more than once. ``modified_ns`` is 0 where it is unknown; ``doc_class`` tells, with
    root and path, in which information asset it is."""

    file_id: int
    content_hash: str
    root: str
    path: str
    is_member: bool
    size: int
    modified_ns: int
    people: PeopleEstimate
    doc_class: str


def copy_marks(path: str) -> int:
    """How many folders and names of the path carry a mark of being a copy: コピー, (2), copy, 旧, backup ..."""
    # NFKC makes （２） of full-width forms and half-width ｺﾋﾟｰ alike.
    parts = unicodedata.normalize("NFKC", path).split("/")
    return sum(1 for part in parts if _MARKS.search(part) and not _NEW_FOLDER.fullmatch(part))


def standing(path: str, is_member: bool) -> tuple[bool, int, bool]:
    """What speaks against a file being the one that all work with, the least first: it lies in somebody's own folder,
    its path carries marks of a copy, it is part of an archive or mail."""
    return in_own_folder(path), copy_marks(path), is_member


def _is_version(path: str) -> bool:
    return _VERSIONS.search(unicodedata.normalize("NFKC", path).rpartition("/")[2]) is not None


def _rank(copy: Copy) -> tuple[object, ...]:
    own, marks, is_member = standing(copy.path, copy.is_member)
    unknown = copy.modified_ns == 0
    return own, marks, _is_version(copy.path), is_member, unknown, copy.modified_ns, copy.root, copy.path


def group_copies(copies: Iterable[Copy]) -> Iterator[list[Copy]]:
    """Groups of at least two, each with the likely original first. The copies come sorted by content.

    The likely original is the one outside people's own folders, without a mark of being a copy or another version, on
    disk rather than inside an archive or mail, and oldest by modification time.
    """
    for _, found in groupby(copies, key=lambda copy: copy.content_hash):
        same = sorted(found, key=_rank)
        if len(same) > 1:
            yield same
