"""Individual numbers (個人番号) where they may not be: outside the places approved, or past their period there.

番号法20条 (保管制限) and the duty of secure handling. Within an approved place, keeping the number of somebody who is
still employed is no finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from detectors.model import Entity
from inventory.storage.rows import FileRow
from scanner.globs import path_patterns


class NumberFinding(StrEnum):
    """What is wrong with the individual numbers of a file."""

    OVERDUE = "overdue"  # past the period after which they have to go, and outside every approved place
    OUTSIDE = "outside"  # outside every approved place


class ApprovedPlaces:
    """Patterns as in .gitignore for the places approved, matched below the root and with the root before them.

    Raises ValueError for a pattern that means nothing.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self.named = bool(patterns)
        self._spec = path_patterns(patterns)

    def hold(self, root: str, path: str) -> bool:
        """Whether a file lies in one of them; a member lies where the file on disk does that holds it."""
        on_disk = path.split(" > ", 1)[0]
        whole = f"{root.rstrip('/')}/{on_disk}".lstrip("/")
        return self._spec.match_file(on_disk) or self._spec.match_file(whole)


def number_finding(row: FileRow, places: ApprovedPlaces) -> NumberFinding | None:
    """What is wrong with the individual numbers of a file; None where it has none, or where nothing is wrong.

    Where no place is approved, only numbers past their period are a finding: otherwise every one would be.
    """
    if Entity.JP_MY_NUMBER not in row.entities or places.hold(row.root, row.path):
        return None
    retention = row.retention
    if retention and retention.basis_kind == "destroy-by" and retention.due and retention.overdue_days > 0:
        return NumberFinding.OVERDUE
    return NumberFinding.OUTSIDE if places.named else None
