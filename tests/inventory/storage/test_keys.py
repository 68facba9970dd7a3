"""The key lies in a file of its own that nobody else can read, and belongs to one database."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inventory.storage.keys import existing_key, fingerprint, key_path, load_key
from inventory.storage.store import Store, StoreError, StoreReason
from tests.inventory.samples import ROOT, RULES, full_result, rows, scan


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/inventory.db"


def test_a_key_is_made_once_beside_the_database_for_its_owner_only(url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert existing_key(url) is None
        key = load_key(url)
    finally:
        os.umask(before)
    file = tmp_path / "inventory.db.key"
    assert file.read_bytes() == key
    assert (len(key), stat.S_IMODE(file.stat().st_mode)) == (32, 0o600)
    assert load_key(url) == key == existing_key(url)


def test_each_database_has_a_key_of_its_own(tmp_path: Path) -> None:
    assert load_key(f"sqlite:///{tmp_path}/a.db") != load_key(f"sqlite:///{tmp_path}/b.db")


def test_programs_that_start_at_once_get_one_key(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(load_key, [url] * 16))) == 1


def test_the_key_of_a_server_database_lies_in_the_user_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    url = "postgresql+psycopg://clerk:secret@db.example.com/inventory"
    path = key_path(url)
    assert path is not None
    assert path.parent == tmp_path / "tanaoroshi"
    assert "secret" not in str(path)
    # A new password does not make it another database.
    assert key_path(url.replace("secret", "changed")) == path
    assert key_path(url.replace("/inventory", "/other")) != path


def test_the_key_of_an_inventory_in_memory_is_never_written() -> None:
    assert key_path("sqlite://") is None
    assert load_key("sqlite://") != load_key("sqlite://")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(url: str, tmp_path: Path, mode: int) -> None:
    load_key(url)
    (tmp_path / "inventory.db.key").chmod(mode)
    with pytest.raises(StoreError, match="chmod 600") as caught:
        load_key(url)
    assert caught.value.reason is StoreReason.KEY


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_the_wrong_length_is_refused(url: str, tmp_path: Path, length: int) -> None:
    file = tmp_path / "inventory.db.key"
    file.write_bytes(b"k" * length)
    file.chmod(0o600)
    with pytest.raises(StoreError, match="32 bytes") as caught:
        load_key(url)
    assert caught.value.reason is StoreReason.KEY


def test_another_databases_key_is_refused_before_anything_is_saved(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        load_key(url)
        scan(store, full_result())
    file = tmp_path / "inventory.db.key"
    kept = file.read_bytes()
    file.unlink()
    load_key(url)  # the file was lost, and a new one is made
    with Store.open(url) as store:
        with pytest.raises(StoreError, match="does not belong") as caught:
            store.run([ROOT], RULES)
        assert caught.value.reason is StoreReason.KEY
        assert rows(tmp_path / "inventory.db", "SELECT count(*) FROM scans") == [(1,)]
        file.write_bytes(kept)
        scan(store, full_result())


def test_a_lost_key_is_told_and_no_other_is_made_in_its_place(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        key = store.key()
        scan(store, full_result())
        file = tmp_path / "inventory.db.key"
        file.rename(tmp_path / "kept")
        with pytest.raises(StoreError, match="is missing") as caught:
            store.key()
        assert caught.value.reason is StoreReason.KEY_MISSING
        assert not file.exists()
        (tmp_path / "kept").rename(file)
        assert store.key() == key


def test_a_database_on_a_server_has_one_key_however_its_driver_is_written() -> None:
    drivers = ("postgresql", "postgresql+psycopg")
    addresses = [f"{driver}://clerk:{word}@db.example.com/inv" for driver in drivers for word in ("a", "b")]
    assert len({key_path(address) for address in addresses}) == 1


def test_the_database_does_not_hold_the_key(url: str, tmp_path: Path) -> None:
    key = load_key(url)
    with Store.open(url) as store:
        scan(store, full_result())
    for file in tmp_path.glob("inventory.db*"):
        if file.suffix != ".key":
            assert key not in file.read_bytes()
            assert key.hex().encode() not in file.read_bytes()
    assert rows(tmp_path / "inventory.db", "SELECT value FROM meta WHERE name = 'key'") == [(fingerprint(key),)]


def test_an_address_that_is_none_is_told_in_one_sentence() -> None:
    with pytest.raises(StoreError, match="address"):
        load_key("inventory.db")
