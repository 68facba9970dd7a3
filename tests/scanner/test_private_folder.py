"""Temporary files go with their scan, and with the next one where the scan was killed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from scanner.private_folder import LOCK, private_folder


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def old(folder: Path) -> None:
    os.utime(folder, (1_500_000_000, 1_500_000_000))


def left_behind(temp: Path, name: str, *, lock: bool = True) -> Path:
    folder = temp / name
    folder.mkdir()
    (folder / "copy.sqlite").write_text("Ann Example")
    if lock:
        (folder / LOCK).touch()
    old(folder)
    return folder


def test_a_folder_is_gone_after_its_use_and_for_its_owner_only(temp: Path) -> None:
    with private_folder() as folder:
        assert Path(folder).stat().st_mode & 0o777 == 0o700
        assert Path(folder).parent == temp
    assert not list(temp.iterdir())


def test_what_a_killed_process_left_is_removed_and_nothing_else(temp: Path) -> None:
    killed = left_behind(temp, "tana-killed")
    other = left_behind(temp, "tana-of-somebody", lock=False)
    with private_folder() as living:
        old(Path(living))
        with private_folder():
            assert not killed.exists()
            assert other.exists()
            assert Path(living).exists(), "its process lives"
