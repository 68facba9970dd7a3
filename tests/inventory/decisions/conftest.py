"""What the tests of disposal start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.storage.store import Store
from tests.inventory.decisions.disposing import Share


@pytest.fixture
def share(tmp_path: Path) -> Share:
    (tmp_path / "share").mkdir()
    return Share(tmp_path, Store.open(f"sqlite:///{tmp_path / 'inventory.db'}"))
