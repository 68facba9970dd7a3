"""A new key makes the old one's hashes useless, tells what ends with it, and the next scan fills them again."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inventory.decisions.deciding import load, record
from inventory.decisions.model import Decision, Kind, Scope
from inventory.decisions.rotation import rotate
from inventory.judging.assess import assess
from inventory.questions.queries import InventoryView
from inventory.questions.sweeping import bounds, changes
from inventory.retention.rules import RuleSet
from inventory.storage.checking import check
from inventory.storage.incremental import Reason, why_rescan
from inventory.storage.indexing import fill
from inventory.storage.keys import existing_key, key_path, load_key
from inventory.storage.occurrences import files_of
from inventory.storage.store import Store, StoreError, StoreReason
from inventory.storage.tables import File, FileState, FoundItem, Occurrence
from tests.inventory.samples import ROOT, RULES, finding, result, scan, stat

VALUE = 0x1122334455667788


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the key of a server's database lies."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def filled(address: str, store: Store) -> bytes:
    key = load_key(address)
    scan(store, result("名簿.xlsx", findings=(finding(hashes=(VALUE, 5)),), content_hash="ab" * 32))
    assess(store, RuleSet(()), date(2026, 1, 1))
    return key


def test_nothing_by_the_old_key_is_left_and_everything_else_is(address: str, store: Store) -> None:
    old = filled(address, store)
    rotate(address, store)
    new = existing_key(address)
    assert new is not None
    assert new != old
    assert (store.knows_key(new), store.knows_key(old)) == (True, False)
    with store.reading() as connection:
        assert files_of(connection, [VALUE, 5]) == {}
        assert connection.execute(select(func.count()).select_from(Occurrence)).scalar_one() == 0
        assert connection.execute(select(FoundItem.hashes, FoundItem.identity)).all() == [(b"", b"")]
        assert connection.execute(select(File.content_hash)).scalars().all() == [""]
        assert connection.execute(select(FileState.content)).scalars().all() == [""]
    (row,) = InventoryView(store).files()
    assert (row.path, row.entities["PERSON"].count) == ("名簿.xlsx", 3)
    assert check(store) == []


def test_the_next_scan_reads_every_file_again_and_values_are_found_again(address: str, store: Store) -> None:
    filled(address, store)
    rotate(address, store)
    seen = store.seen(ROOT)["名簿.xlsx".encode()]
    assert why_rescan(seen, stat(), RULES) is Reason.RULES
    scan(store, result("名簿.xlsx", findings=(finding(hashes=(99,)),), content_hash="cd" * 32))
    fill(store)
    with store.reading() as connection:
        assert set(files_of(connection, [99, VALUE])) == {99}


def test_decisions_about_values_and_approvals_end_and_are_counted_and_stay_recorded(address: str, store: Store) -> None:
    filled(address, store)
    about = {"who": "clerk", "why": "test"}
    record(store, Decision(0, Kind.FALSE_MATCH, Scope.VALUE, entity="PERSON", value=VALUE, **about))
    record(store, Decision(0, Kind.LEGAL_HOLD, Scope.PATH, path="**", **about))
    assert rotate(address, store).decisions == 1
    recorded = load(store, date(2026, 1, 1)).entries
    assert [decision.kind for decision in recorded] == [Kind.FALSE_MATCH, Kind.LEGAL_HOLD]


def test_an_interruption_leaves_a_key_that_is_refused_until_it_is_repeated(
    address: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(address, store)

    def power_cut(*_: object) -> None:
        raise OSError(errno.EIO, "power cut")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", power_cut)
        with pytest.raises(OSError, match="power cut"):
            rotate(address, store)
    with pytest.raises(StoreError) as caught:
        store.run([ROOT], RULES)
    assert caught.value.reason is StoreReason.KEY
    rotate(address, store)
    scan(store, result("名簿.xlsx"))


def test_the_old_key_is_in_no_file_any_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'inventory.db'}"
    with Store.open(url) as store:
        old = filled(url, store)
        rotate(url, store)
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
        assert not any(old in content for content in files.values())
        # Neither are its hashes: free pages are overwritten, and the log is emptied.
        assert not any(VALUE.to_bytes(8, "big") in content for content in files.values())
        assert files["inventory.db-wal"] == b""
    path = key_path(url)
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_inventory_in_memory_has_no_key_to_change() -> None:
    with Store.in_memory() as store, pytest.raises(ValueError, match="memory"):
        rotate("sqlite://", store)


def test_after_a_new_key_a_sweep_does_not_call_every_file_changed(address: str, store: Store) -> None:
    filled(address, store)
    rotate(address, store)
    scan(store, result("名簿.xlsx", findings=(finding(hashes=(99, 98)),), content_hash="cd" * 32))
    assess(store, RuleSet(()), date(2026, 1, 2))
    between = bounds(store, "1")
    assert between is not None
    assert list(changes(store, between)) == []
