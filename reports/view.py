"""What reports read: ``inventory.queries.InventoryView`` as a protocol, so that tests can answer from memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from inventory.rows import AssetRow, CopyGroup, Coverage, FileRow, FindingRow, ProblemRow


class View(Protocol):
    """The inventory, read-only. Every answer is in a stable order (root, path)."""

    def files(self) -> Iterator[FileRow]:
        """Every file and member."""

    def not_examined(self) -> Iterator[FileRow]:
        """Files not looked at in full: partial, failed, or skipped."""

    def findings(self) -> Iterator[FindingRow]:
        """Every finding."""

    def problems(self) -> Iterator[ProblemRow]:
        """Every problem."""

    def coverage(self) -> Coverage:
        """What was examined and what was not."""

    def copies(self) -> Sequence[CopyGroup]:
        """Groups of identical files."""

    def assets(self) -> Sequence[AssetRow]:
        """The information assets."""
