"""What reports read: ``queries.InventoryView`` as a protocol, so that tests can answer from memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from inventory.judging.forgotten import Forgotten
from inventory.lineage.copying import CopyOrder
from inventory.storage.rows import (
    AssetRow,
    CopyCounts,
    CopyGroup,
    Coverage,
    FileRow,
    FindingRow,
    ProblemRow,
    RelatedRow,
    Relation,
)
from inventory.storage.totals import PlaceRow


class View(Protocol):
    """The inventory, read-only. What goes through all files or findings does it in a stable order (root, path); lists
    give the first few by what matters."""

    def files(self) -> Iterator[FileRow]:
        """Every file and member."""

    def findings(self) -> Iterator[FindingRow]:
        """Every finding."""

    def findings_of(self, files: Collection[int]) -> Iterator[FindingRow]:
        """The findings of these files."""

    def problems(self) -> Iterator[ProblemRow]:
        """Every problem."""

    def coverage(self) -> Coverage:
        """What was examined and what was not."""

    def places(self) -> Sequence[PlaceRow]:
        """What the files of each place add up to."""

    def riskiest(self, most: int) -> Sequence[FileRow]:
        """The files with personal data that are most at risk."""

    def due(self, first: str, upto: str, most: int | None) -> tuple[Sequence[FileRow], int]:
        """The files whose period ends within these days, the earliest first, and how many there are."""

    def not_examined(self, most: int | None) -> Sequence[FileRow]:
        """Files not looked at in full: failed, partial, without a reader, then those left out on purpose."""

    def unruled(self, most: int | None) -> tuple[Sequence[FileRow], int]:
        """The files with personal data that no retention rule is about, those most at risk first, and how many there
        are."""

    def forgotten(self, before: str, today: str, most: int) -> Forgotten:
        """Old lists of many people, or with special categories, without a date after ``before``."""

    def copies(self, order: CopyOrder, most: int | None = None, *, people: bool | None = None) -> Sequence[CopyGroup]:
        """Groups of identical files, with people in them or without."""

    def copy_counts(self) -> CopyCounts:
        """How many groups of identical files there are."""

    def related(self, relation: Relation | None = None, most: int | None = None) -> Sequence[RelatedRow]:
        """Files that hold the same people without being identical, in the order in which to look at them."""

    def related_count(self, relation: Relation) -> int:
        """How many pairs of such files there are."""

    def assets(self) -> Sequence[AssetRow]:
        """The information assets."""

    def successors(self, lost: Collection[str]) -> Mapping[str, str]:
        """For keys of assets that are no more: that of the asset in which most of their files are by now, those of most
        files first."""
