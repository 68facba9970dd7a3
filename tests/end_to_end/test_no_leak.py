"""The scanner must not become the leak: values planted in a share are in nothing that a scan leaves behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.running import Place
from tests.end_to_end.planted import VALUES, found_in, leaks, write_share


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A share with planted values, scanned, reported and exported; all output is in ``out``."""
    folder = tmp_path_factory.mktemp("leak")
    place = Place(folder)
    write_share(folder / "share")
    out = folder / "out"
    out.mkdir()
    commands = [
        ["-v", "scan", "share"],
        ["report", "--out", "out/report-en.html"],
        ["report", "--out", "out/report-ja.html", "--lang", "ja"],
        ["register", "--template", "ipa", "--out", "out/ipa.xlsx", "--lang", "ja"],
        ["register", "--template", "iar", "--out", "out/iar.xlsx"],
        ["retention", "list"],
        ["retention", "explain", "share/book.xlsx"],
        ["export", "files"],
        ["export", "findings"],
        ["export", "problems"],
        ["export", "findings", "--format", "csv"],
    ]
    for number, command in enumerate(commands):
        done = place.program(*command)
        assert done.returncode == (1 if "scan" in command else 0), (command, done.stderr)
        (out / f"{number}.stdout").write_bytes(done.stdout)
        (out / f"{number}.stderr").write_bytes(done.stderr)
    return place


def test_the_search_itself_finds_every_planted_value(tmp_path: Path) -> None:
    write_share(tmp_path / "share")
    in_sight = set().union(*leaks(tmp_path / "share").values())
    # What only lies inside compressed members of archives, or in the streams of mails, is not in plain sight.
    assert set(VALUES) - in_sight <= {"in an archive in a mail", "in a damaged file"}
    assert found_in("x 蜂須賀 寅次郎".encode("cp932")) == {"UTF-16 text"}


def test_the_scan_found_what_was_planted(scanned: Place) -> None:
    text = b"".join(file.read_bytes() for file in (scanned.folder / "out").glob("*.stdout")).decode("utf-8", "replace")
    for entity in ("JP_MY_NUMBER", "UK_NINO", "PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "PERSON", "ADDRESS"):
        assert f'"entity":"{entity}"' in text.replace('": "', '":"'), entity


def test_no_planted_value_is_in_anything_that_was_left_behind(scanned: Place, tmp_path: Path) -> None:
    left = tmp_path / "left"
    shutil.copytree(scanned.folder, left, ignore=shutil.ignore_patterns("share"), symlinks=True)
    assert any(file.name == "inventory.db" for file in left.iterdir())
    assert leaks(left) == {}


def test_the_temporary_folder_is_left_empty(scanned: Place) -> None:
    assert list(scanned.temp.iterdir()) == []


def test_inventory_and_key_can_be_read_by_their_owner_only(scanned: Place) -> None:
    ours = [file for file in scanned.folder.iterdir() if file.name.startswith("inventory.db")]
    assert len(ours) >= 2
    for file in ours:
        assert file.stat().st_mode & 0o077 == 0, file
