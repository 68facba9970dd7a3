"""The corpora beside the checkout, which are not part of the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPORA = SHARED / "corpora"


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The JSON rows of a corpus file, by its path below the corpora folder."""
    with (CORPORA / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
