"""Debian's PostgreSQL for the tests: a cluster in a temporary folder, reached by a socket in it, gone afterwards."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy

ACCOUNT = "postgres"


@dataclass
class Server:
    """A running server. ``template`` is a database in which today's schema was made, copied for each test."""

    socket: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{ACCOUNT}@/{database}?host={self.socket}"

    def database(self, template: str = "template0") -> str:
        """The address of a new database."""
        name = f"test{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE {sqlalchemy.make_url(url).database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        engine = sqlalchemy.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()


def why_not() -> str:
    """Why there can be no server here, '' where there can."""
    if _programs() is None:
        return "PostgreSQL (Debian: postgresql) is not installed"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    if os.geteuid() == 0 and not _account():
        return "PostgreSQL does not run as root, and there is no account postgres"
    return ""


@contextmanager
def running() -> Iterator[Server]:
    """A server for the time of the tests: without fsync, since its data need not survive the machine."""
    programs = _programs()
    assert programs is not None
    # A socket's path is at most 107 bytes long, and pytest's folders are deep.
    folder = Path(tempfile.mkdtemp(prefix="tana-pg-"))
    who = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        command = [programs / program, "--pgdata", data, *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)  # type: ignore[call-overload]

    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    try:
        call(
            "initdb", "--username", ACCOUNT, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"
        )
        call("pg_ctl", "--wait", "--log", str(folder / "log"), "--options", options, "start")
        try:
            yield Server(folder)
        finally:
            call("pg_ctl", "--wait", "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path | None:
    beside = shutil.which("initdb")
    found = [Path(beside).resolve().parent] if beside else []
    # Debian keeps the server's programs out of the search path.
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _account() -> bool:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return True
