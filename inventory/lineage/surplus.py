"""Surplus copies: files that hold what another holds, and that by their place or name nobody works with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from inventory.lineage.copies import copy_marks
from inventory.lineage.folders import in_own_folder
from inventory.storage.chunking import chunks
from inventory.storage.rows import Relation
from inventory.storage.tables import CopyFile, File, RelatedFiles, Root

SEVERAL = 3
"""People from whom on a copy is worth asking about."""


@dataclass(frozen=True, slots=True)
class Surplus:
    """What a surplus copy is one of: the file at ``root`` and ``path``; ``own``: it lies in somebody's own folder, else
    its path calls it a copy."""

    root: str
    path: str
    own: bool


def surplus(connection: Connection, files: Collection[int] | None = None) -> dict[int, Surplus]:
    """The files on disk (or those of these) about several people that are identical with another or nearly so, and lie
    in somebody's own folder or are called a copy. Copies must have been looked for (``copying.refresh``)."""
    found: dict[int, Surplus] = {}
    for number, path, root, original in _copies(connection, files):
        own = in_own_folder(path)
        if number not in found and (own or copy_marks(path)):
            found[number] = Surplus(root, original, own)
    return found


def _copies(connection: Connection, files: Collection[int] | None) -> Iterator[tuple[int, str, str, str]]:
    """Number and path of each that is not the likely original, with root and path of that: first identical ones."""
    first, original = aliased(CopyFile), aliased(File)
    same: Any = select(File.id, File.path, Root.path, original.path).join(CopyFile, CopyFile.file_id == File.id)
    same = same.join(first, (first.content_hash == CopyFile.content_hash) & (first.rank == 0))
    same = same.join(original, original.id == first.file_id).where(CopyFile.rank > 0).order_by(File.id)
    near: Any = select(File.id, File.path, Root.path, original.path)
    near = near.join(RelatedFiles, RelatedFiles.second_id == File.id)
    near = near.join(original, original.id == RelatedFiles.first_id).order_by(RelatedFiles.id)
    near = near.where(RelatedFiles.relation == Relation.NEAR.value)
    for query in (same, near):
        query = query.join(Root, Root.id == original.root_id)
        query = query.where(File.container_id.is_(None), File.gone.is_(False), File.people_low >= SEVERAL)
        for part in chunks(sorted(files)) if files is not None else (None,):
            some = query if part is None else query.where(File.id.in_(part))
            for row in connection.execute(some):
                yield row[0], row[1], row[2], row[3]
