"""Opening the database: address, file modes, pragmas, migration, and every failure as a StoreError."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from inventory.storage.bulk import as_json
from inventory.storage.errors import StoreError, StoreReason
from inventory.storage.migrations import HEAD, VERSION_TABLE

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""

_ONE_WRITER = 0x74616E61
"""The number of PostgreSQL's advisory lock that writers take: any constant, the same in every version."""

_MEMORY = ("cache_size=-65536", "wal_autocheckpoint=8000")
"""64 MiB of pages kept, and the log carried over every 32 MiB: the rows of a batch are scattered over the indexes of a
large inventory, and every page would be read and written for each batch again."""

_WRITE = "tanaoroshi_write"
_HEADER = b"SQLite format 3\0"


def parse_url(text: str) -> URL:
    """Raises StoreError where the text is no database address."""
    try:
        return make_url(text)
    except ArgumentError as error:
        sentence = "The database address makes no sense: it must look like sqlite:////path/to/inventory.db."
        raise StoreError(StoreReason.KIND, sentence) from error


def sqlite_path(url: URL) -> Path | None:
    """The file of an SQLite address, None for a database in memory."""
    return Path(url.database) if url.database and url.database != ":memory:" else None


def shown(url: URL) -> str:
    """The address for messages: a path for SQLite, else the address without its password."""
    return url.database or "in memory" if url.get_backend_name() == "sqlite" else url.render_as_string()


def open_engine(url: URL) -> Engine:
    """An engine on a database whose schema is today's: made, or migrated, where it was not. Raises StoreError."""
    with errors_of(url):
        path = sqlite_path(url) if url.get_backend_name() == "sqlite" else None
        if path is not None:
            _prepare_file(path)
        engine = _engine(url)
        try:
            _migrate(engine, url)
        except BaseException:
            engine.dispose()
            raise
        return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction, committed at the end. There is one writer at a time, and its lock is taken at once: what a
    transaction has read stays true until it has written. (SQLite would refuse it without waiting when another one
    wrote in between; PostgreSQL would let two scans look for the same file and both insert it.)"""
    with errors_of(engine.url), engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            # Statements after the lock see what was committed before it: read committed, the server's default.
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read transaction: everything read in it belongs to the same moment."""
    with errors_of(engine.url), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def errors_of(url: URL) -> Iterator[None]:
    """Turns what the driver raises into StoreError."""
    try:
        yield
    except DBAPIError as error:
        if url.get_backend_name() == "sqlite":
            raise _translate(error.orig, url) from error
        # A server's message quotes the row that it refuses.
        raise _translate(error.orig, url) from None
    except sqlite3.Error as error:
        raise _translate(error, url) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        sentence = f"There is no database driver for {url.drivername}, or it is not installed."
        raise StoreError(StoreReason.KIND, sentence) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise StoreError(StoreReason.DAMAGED, f"The database {shown(url)} holds what nobody wrote into it.") from error
    except SQLAlchemyError as error:
        sentence = f"The database {shown(url)} cannot be used ({type(error).__name__})."
        raise StoreError(StoreReason.UNREADABLE, sentence) from error


def _engine(url: URL) -> Engine:
    options: dict[str, Any] = {
        # An exception must not quote what was being stored.
        "hide_parameters": True,
        "json_serializer": as_json,
    }
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, **options)
    options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling begins too late for BEGIN IMMEDIATE: we begin by ourselves (see _begin).
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        # FULL: what was committed survives a power cut too; NORMAL may take back the last commits.
        _into_wal(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", *_MEMORY):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        cursor.close()


def _into_wal(cursor: Any) -> None:
    """Write-ahead logging. Two programs that open a new database at once both switch to it, and SQLite refuses one of
    them without waiting as it does elsewhere: so the waiting is done here."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare_file(path: Path) -> None:
    """Makes a new file with mode 0600 (SQLite gives its WAL and SHM files the mode of the database), or checks what is
    there before SQLite touches it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            return
        except FileExistsError:
            pass  # the usual case: looked at below
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
        if not head and path.with_name(path.name + ".key").exists() and not _has_log(path):
            # What a full disk or a restore gone wrong leaves: a new inventory in its place would look like a whole one.
            raise StoreError(StoreReason.EMPTY, f"The database {path} is an empty file.")
    except PermissionError as error:
        raise StoreError(StoreReason.PERMISSION, f"No permission to open the database {path}.") from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = StoreReason.FULL if full else StoreReason.READ_ONLY if error.errno == errno.EROFS else None
        sentence = f"The database {path} cannot be opened: {error.strerror}."
        raise StoreError(reason or StoreReason.UNREADABLE, sentence) from error
    if head and head != _HEADER:
        raise StoreError(StoreReason.NOT_A_DATABASE, f"The file {path} is not a database.")


def is_empty(path: Path) -> bool:
    """Whether there is nothing in the file of an SQLite database, nor in its log. Raises OSError."""
    return path.stat().st_size == 0 and not _has_log(path)


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _migrate(engine: Engine, url: URL) -> None:
    with reading(engine) as connection:
        if _revision(connection, url) == HEAD:
            return
    from inventory.storage.migrations.run import known, upgrade

    with writing(engine) as connection:
        # Asked again under the lock: another process may have done the work meanwhile.
        revision = _revision(connection, url)
        if revision == HEAD:
            return
        if revision is not None and not known(revision):
            sentence = (
                f"The database {shown(url)} was made by a newer version of Tanaoroshi: please update the program."
            )
            raise StoreError(StoreReason.NEWER, sentence)
        upgrade(connection)


def _revision(connection: Connection, url: URL) -> str | None:
    """The schema's revision, None for an empty database. Raises StoreError for another program's."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        row = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").first()
        return str(row[0]) if row else None
    if tables and url.get_backend_name() == "sqlite":
        raise StoreError(StoreReason.NOT_A_DATABASE, f"The database {shown(url)} belongs to another program.")
    return None


_SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: (StoreReason.LOCKED, "is in use by another program: try again when that has finished"),
    sqlite3.SQLITE_LOCKED: (StoreReason.LOCKED, "is in use by another program: try again when that has finished"),
    sqlite3.SQLITE_FULL: (StoreReason.FULL, "cannot be written: the disk is full"),
    sqlite3.SQLITE_READONLY: (StoreReason.READ_ONLY, "can be read but not written"),
    sqlite3.SQLITE_PERM: (StoreReason.PERMISSION, "may not be opened by this account"),
    sqlite3.SQLITE_CANTOPEN: (StoreReason.PERMISSION, "or a file beside it cannot be opened by this account"),
    # It begins as a database does: that was looked at before.
    sqlite3.SQLITE_NOTADB: (StoreReason.DAMAGED, "is damaged"),
    sqlite3.SQLITE_CORRUPT: (StoreReason.DAMAGED, "is damaged"),
}
_CONNECTING = {"OperationalError", "ConnectionTimeout", "InterfaceError"}
"""What drivers raise where there is no connection, or no longer."""

_WRITE_FAILURES = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMSIZE}


_SQLSTATES = {
    "55P03": (StoreReason.LOCKED, "is in use by another program: try again when that has finished"),
    "40P01": (StoreReason.LOCKED, "is in use by another program: try again when that has finished"),
    "53100": (StoreReason.FULL, "cannot be written: the server's disk is full"),
    "25006": (StoreReason.READ_ONLY, "can be read but not written"),
    "42501": (StoreReason.PERMISSION, "may not be used in this way by this account"),
    "28000": (StoreReason.PERMISSION, "may not be opened by this account"),
    "28P01": (StoreReason.PERMISSION, "may not be opened by this account: the password is wrong or missing"),
    "3D000": (StoreReason.NO_DATABASE, "does not exist on its server: have it made first"),
    "57P01": (StoreReason.NO_ANSWER, "is no longer served: the server is shutting down"),
    "57P02": (StoreReason.NO_ANSWER, "is no longer served: the server has crashed"),
    "57P03": (StoreReason.NO_ANSWER, "cannot be reached: the server is starting or shutting down"),
    "XX001": (StoreReason.DAMAGED, "is damaged"),
    "XX002": (StoreReason.DAMAGED, "is damaged"),
}
"""PostgreSQL's error codes (its manual, appendix A)."""

_NO_DATABASE = re.compile(r'database "[^"]*" does not exist')
_NO_ENTRY = re.compile(r"authentication failed|no password supplied|role .* does not exist|pg_hba", re.IGNORECASE)
"""What the server says before there is a connection: then its codes do not come through. In another language of the
server it comes under those that do not answer, which names these causes too."""


def _translate(error: BaseException | None, url: URL) -> StoreError:
    state = getattr(error, "sqlstate", None)
    if state in _SQLSTATES:
        reason, says = _SQLSTATES[state]
        return StoreError(reason, f"The database {shown(url)} {says}.")
    if state is None and url.get_backend_name() != "sqlite" and type(error).__name__ in _CONNECTING:
        said = str(error)
        if _NO_DATABASE.search(said):
            return StoreError(StoreReason.NO_DATABASE, f"The database {shown(url)} does not exist on its server.")
        if _NO_ENTRY.search(said):
            return StoreError(StoreReason.PERMISSION, f"The database {shown(url)} may not be opened by this account.")
        return StoreError(StoreReason.NO_ANSWER, f"The server of the database {shown(url)} does not answer.")
    if isinstance(error, sqlite3.Error) and "decode" in str(error):
        return StoreError(StoreReason.DAMAGED, f"The database {shown(url)} holds text that is none.")
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        if code in _WRITE_FAILURES:
            # What a quota, a file size limit or a full memory-mapped file looks like from SQLite.
            sentence = "cannot be written any further: the disk may be full or a quota used up"
            return StoreError(StoreReason.FULL, f"The database {shown(url)} {sentence}.")
        # The low byte is the family; the rest tells members apart.
        found = _SQLITE_REASONS.get(code & 0xFF)
        if found:
            return StoreError(found[0], f"The database {shown(url)} {found[1]}.")
    name = getattr(error, "sqlite_errorname", None) or state or type(error).__name__
    return StoreError(StoreReason.UNREADABLE, f"The database {shown(url)} cannot be used ({name}).")
