"""A database that cannot be used is told in one sentence with its reason; one that can be used survives anything."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from inventory.questions.queries import InventoryView
from inventory.storage import database as module
from inventory.storage.migrations import HEAD, VERSION_TABLE
from inventory.storage.migrations.run import upgrade
from inventory.storage.store import Store, StoreError, StoreReason
from inventory.storage.tables import Base
from tests.inventory.samples import ROOT, RULES, finding, full_result, result, rows, scan

NOBODY = 65534


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "inventory.db"


def open_store(database: Path) -> Store:
    return Store.open(f"sqlite:///{database}")


def refused(database: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_store(database)
    return caught.value


def one_sentence(error: StoreError) -> bool:
    text = str(error)
    return text.endswith(".") and "\n" not in text and "sqlite3" not in text and "sqlalche.me" not in text


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may read and write everything: where the tests run as root, be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def reachable(tmp_path: Path) -> Iterator[Path]:
    """A folder that an unprivileged user can reach: pytest's own are closed to others."""
    closed = [p for p in (tmp_path, *tmp_path.parents) if p.stat().st_uid == os.getuid() and p.stat().st_mode & 5 != 5]
    modes = [(p, stat.S_IMODE(p.stat().st_mode)) for p in closed]
    for folder, mode in modes:
        folder.chmod(mode | 0o055)
    yield tmp_path
    for folder, mode in modes:
        folder.chmod(mode)


def test_a_new_database_and_the_files_beside_it_are_for_their_owner_only(database: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(database) as store, store.reading():
            scan(store, result("a.txt"))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in database.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"inventory.db": 0o600, "inventory.db-wal": 0o600, "inventory.db-shm": 0o600}


def test_missing_folders_are_made_for_their_owner_only(tmp_path: Path) -> None:
    with open_store(tmp_path / "data" / "inventory.db"):
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_the_settings_that_keep_data_safe_are_on_in_every_connection(database: Path) -> None:
    with open_store(database) as store, store.reading() as one, store.reading() as other:
        for connection in (one, other):
            settings = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
            assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_make_the_tables_of_today(database: Path) -> None:
    with open_store(database) as store, store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        # Indexes on expressions are not compared.
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'ix_files_root_id_path'").scalar()
        assert made == "CREATE INDEX ix_files_root_id_path ON files (root_id, substr(path, 1, 200))"


def test_the_revision_of_today_is_the_newest_migration() -> None:
    folder = Path(module.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


def test_opening_again_changes_nothing_and_needs_no_alembic(database: Path) -> None:
    with open_store(database) as store:
        scan(store, full_result())
    code = f"""
        import sys
        from inventory.storage.store import Store
        Store.open("sqlite:///{database}").close()
        sys.exit("alembic" in sys.modules)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False).returncode == 0
    with open_store(database) as store:
        assert len(list(InventoryView(store).files())) == 2


def test_a_newer_database_is_refused_and_left_as_it_is(database: Path) -> None:
    open_store(database).close()
    with sqlite3.connect(database) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    error = refused(database)
    assert error.reason is StoreReason.NEWER
    assert "newer version" in str(error)
    assert one_sentence(error)
    assert rows(database, f"SELECT version_num FROM {VERSION_TABLE}") == [("9999",)]


def test_a_migration_that_fails_leaves_nothing_behind(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection) -> None:
        upgrade(connection)
        raise OSError(errno.EIO, "power cut")

    with monkeypatch.context() as patched:
        patched.setattr("inventory.storage.migrations.run.upgrade", fail)
        with pytest.raises(OSError, match="power cut"):
            open_store(database)
    assert rows(database, "SELECT count(*) FROM sqlite_master") == [(0,)]
    with open_store(database) as store:
        scan(store, result("a.txt"))


@pytest.mark.parametrize("content", [b"a letter\n" * 100, b"x"])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    error = refused(database)
    assert error.reason is StoreReason.NOT_A_DATABASE
    assert one_sentence(error)
    assert database.read_bytes() == content


def test_an_empty_file_beside_a_key_was_an_inventory_and_is_refused(database: Path) -> None:
    with open_store(database) as store:
        store.key()
        scan(store, full_result())
    for file in database.parent.glob("*.db*"):
        if file.suffix != ".key":
            file.unlink()
    database.touch()
    assert refused(database).reason is StoreReason.EMPTY
    assert database.stat().st_size == 0


def test_another_programs_database_is_refused_and_left_as_it_is(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    error = refused(database)
    assert error.reason is StoreReason.NOT_A_DATABASE
    assert "another program" in str(error)
    assert rows(database, "SELECT name FROM sqlite_master") == [("bookmarks",)]


def test_a_damaged_database_is_told_as_damaged(database: Path) -> None:
    with open_store(database) as store:
        scan(store, full_result())
    content = bytearray(database.read_bytes())
    content[100:] = b"\x5a" * (len(content) - 100)
    database.write_bytes(content)
    error = refused(database)
    assert error.reason is StoreReason.DAMAGED
    assert one_sentence(error)


@contextmanager
def another_writer(database: Path) -> Iterator[None]:
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_locked_database_is_told_after_a_while_and_nothing_is_lost(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    with open_store(database) as store, store.run([ROOT], RULES) as run:
        run.save(result("a.txt"))
        with another_writer(database):
            started = time.monotonic()
            with pytest.raises(StoreError) as caught:
                run.flush()
            assert time.monotonic() - started >= 0.2
            # Reading goes on meanwhile.
            assert list(InventoryView(store).files()) == []
        assert caught.value.reason is StoreReason.LOCKED
        assert one_sentence(caught.value)
        run.finish()
        assert [row.path for row in InventoryView(store).files()] == ["a.txt"]


def test_a_short_lock_is_waited_for(database: Path) -> None:
    with open_store(database) as store, store.run([ROOT], RULES) as run:
        hold = f"""
            import sqlite3, time
            other = sqlite3.connect({str(database)!r}, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            print("held", flush=True)
            time.sleep(0.5)
            other.execute("ROLLBACK")
        """
        with subprocess.Popen([sys.executable, "-c", textwrap.dedent(hold)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            run.save(result("a.txt"))
            run.flush()
        assert rows(database, "SELECT path FROM files") == [("a.txt",)]


def test_programs_that_start_at_once_share_a_new_database(database: Path) -> None:
    code = f"""
        from inventory.storage.store import Store
        from tests.inventory.samples import full_result, scan
        for number in range(20):
            with Store.open("sqlite:///{database}") as store:
                scan(store, full_result(f"{{number}}.xlsx"), finish=False)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    programs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [program.communicate()[1] for program in programs] == ["", "", ""]
    with open_store(database) as store:
        assert len(list(InventoryView(store).files())) == 40


def test_a_full_disk_is_told_and_what_was_saved_is_kept(database: Path) -> None:
    with open_store(database) as store:
        scan(store, result("before.txt"))
        pages = rows(database, "PRAGMA page_count")[0][0]

        def small(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages}")

        store._engine.dispose()
        event.listen(store._engine, "connect", small)
        with pytest.raises(StoreError) as caught, store.run([ROOT], RULES) as run:
            for number in range(500):
                run.save(result(f"{number}.txt", findings=(finding(hashes=range(500)),)))
            run.finish()
        assert caught.value.reason is StoreReason.FULL
        assert one_sentence(caught.value)
        event.remove(store._engine, "connect", small)
        store._engine.dispose()
        assert "before.txt" in [row.path for row in InventoryView(store).files()]
        assert rows(database, "PRAGMA integrity_check") == [("ok",)]
        scan(store, result("after.txt"))


def test_a_quota_that_is_used_up_is_told_as_a_full_disk(database: Path) -> None:
    open_store(database).close()
    code = f"""
        import resource, sys
        from inventory.storage.store import Store, StoreError
        from tests.inventory.samples import ROOT, RULES, finding, result
        store = Store.open("sqlite:///{database}")
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        try:
            with store.run([ROOT], RULES) as run:
                for number in range(2000):
                    run.save(result(f"{{number}}.txt", findings=(finding(hashes=range(500)),)))
        except StoreError as error:
            print(error.reason)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("full\n", "")
    with open_store(database) as store:
        assert rows(database, "PRAGMA integrity_check") == [("ok",)]
        scan(store, result("after.txt"))


def test_no_permission_to_open_is_told(reachable: Path) -> None:
    file = reachable / "inventory.db"
    open_store(file).close()
    file.chmod(0)
    with unprivileged():
        error = refused(file)
    assert error.reason is StoreReason.PERMISSION
    assert one_sentence(error)


def test_no_permission_to_make_it_is_told(reachable: Path) -> None:
    closed = reachable / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    with unprivileged():
        error = refused(closed / "inventory.db")
    assert error.reason is StoreReason.PERMISSION


def test_a_database_that_may_only_be_read_is_told_when_it_is_written(reachable: Path) -> None:
    folder = reachable / "shared"
    folder.mkdir()
    file = folder / "inventory.db"
    with open_store(file) as store:
        scan(store, result("a.txt"))
    file.chmod(0o444)
    folder.chmod(0o777)
    with unprivileged(), open_store(file) as store:
        assert [row.path for row in InventoryView(store).files()] == ["a.txt"]
        with pytest.raises(StoreError) as caught:
            store.run([ROOT], RULES)
    assert caught.value.reason is StoreReason.READ_ONLY
    assert one_sentence(caught.value)


def test_a_folder_in_the_place_of_the_database_is_told(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert error.reason is StoreReason.UNREADABLE
    assert one_sentence(error)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("inventory.db", "address"),
        ("nonsense://somewhere/db", "driver"),
        ("postgresql+asyncpg_of_nowhere://clerk:secret@db.example.com/inventory", "driver"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Store.open(url)
    assert caught.value.reason is StoreReason.KIND
    assert "secret" not in str(caught.value)


def test_an_error_of_the_driver_does_not_quote_what_was_stored(database: Path) -> None:
    with open_store(database) as store:
        scan(store, full_result())
        with pytest.raises(StoreError) as caught, store.writing() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('a', '山田太郎')")
            connection.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", ("a", "山田花子"))
    seen = str(caught.value) + str(caught.value.__cause__)
    assert "山田" not in seen
