"""Names that are told by the rows they stand in: where most rows of a list begin with somebody, the others do too.

A wages list or a rota in plain text names people by a given name or a name in no list, which says little by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from detectors.model import Evidence, EvidenceKind
from detectors.recognizer import Scene

_FEWEST = 2
"""So many rows have to begin with somebody who is known."""
_SHARE = 0.5
"""The share of rows that have to."""
_IN_ROW = 3.5
"""What it says to stand where the other rows have somebody."""


def in_rows(
    scene: Scene, row: re.Pattern[str], known: set[int], may_be_name: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, tuple[Evidence, ...]]]:
    """Where rows begin with somebody who is not known yet. ``row`` is a declared pattern with the group ``name``;
    ``known`` are the places where people begin; ``may_be_name`` tells what can be a name at all."""
    rows = [m.span("name") for m in scene.search(row)]
    people = sum(start in known for start, _ in rows)
    if people < _FEWEST or people < _SHARE * len(rows):
        return
    for start, end in rows:
        if start not in known and may_be_name(start, end):
            yield start, end, (Evidence(EvidenceKind.CONTEXT, _IN_ROW, "row"),)
