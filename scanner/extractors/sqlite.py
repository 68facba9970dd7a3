"""SQLite: each table's rows, read-only, from a copy in the worker's private folder. Nothing the schema says is done."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from scanner.document import Detail, Embedded, Item, Location, ProblemKind, StepKind, extract_problem, place
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail, table_blocks, text_blocks
from scanner.extractors.encodings import choose

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_PRAGMAS = frozenset({"trusted_schema", "cell_size_check", "mmap_size"})
_OPERATIONS = 100_000  # of SQLite's machine between two looks at the clock
_LONGEST = 64 << 20  # bytes of one value
_BLOB = 16  # bytes below which a binary value is no file


class Sqlite(ByFormat):
    """Ordinary tables only: virtual ones are read by the tables behind them, views say nothing of their own."""

    name = "sqlite"
    version = 1
    formats = frozenset({"sqlite"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        with tempfile.NamedTemporaryFile() as copy:
            shutil.copyfileobj(src.rewound(), copy, 1 << 20)
            copy.flush()
            # immutable: no journal beside it is looked for, and nothing is ever written
            database = sqlite3.connect(f"{Path(copy.name).as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                yield from _Reader(database, options).items()
            finally:
                database.close()


class _Reader:
    def __init__(self, database: sqlite3.Connection, options: ExtractOptions) -> None:
        self._database = database
        self._options = options
        end = time.monotonic() + options.limits.seconds * 0.8
        database.text_factory = _text
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
            database.execute(f"PRAGMA {pragma}")
        database.set_progress_handler(lambda: int(time.monotonic() > end), _OPERATIONS)
        database.set_authorizer(_authorise)

    def items(self) -> Iterator[Item]:
        try:
            schema = self._database.execute("SELECT type, name, rootpage, sql FROM sqlite_master").fetchmany(
                self._options.limits.members
            )
        except (sqlite3.Error, ValueError) as error:
            fail(damaged(error), error)
        for kind, name, root, sql in schema:
            if not isinstance(name, str):
                continue
            at = place(StepKind.TABLE, name)
            if kind == "table" and isinstance(root, int) and root > 0:
                yield from self._table(name, at)
            elif kind in ("view", "trigger") and isinstance(sql, str):
                yield from text_blocks(sql, at)

    def _table(self, name: str, at: Location) -> Iterator[Item]:
        blobs: dict[int, str] = {}
        try:
            yield from table_blocks(self._rows(name, blobs), at, self._options.limits, name)
            for column in blobs.values():
                yield from self._blobs(name, column)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                fail(extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT), error)
            yield damaged(error, at)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            yield damaged(error, at)

    def _rows(self, name: str, blobs: dict[int, str]) -> Iterator[tuple[str, ...]]:
        cursor = self._database.execute(f"SELECT * FROM {_quoted(name)}")
        headers = [str(d[0]) for d in cursor.description]
        yield tuple(headers)
        for row in cursor:
            for number, value in enumerate(row):
                if type(value) is bytes and len(value) >= _BLOB:
                    blobs.setdefault(number, headers[number])
            yield tuple([_cell(value) for value in row])

    def _blobs(self, name: str, column: str) -> Iterator[Item]:
        """The binary values of a column as files of their own."""
        cursor = self._database.execute(f"SELECT {_quoted(column)} FROM {_quoted(name)}")
        for number, (value,) in enumerate(cursor, 1):
            if type(value) is bytes and len(value) >= _BLOB:
                yield Embedded(f"{name}.{column} {number}", _opener(value), len(value))


def _authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Reading is all that is allowed: no function, no write, no attached file, no virtual table's module."""
    allowed = action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _opener(value: bytes) -> Any:
    def opened() -> BinaryIO:
        return BytesIO(value)

    return opened


def _text(raw: bytes) -> str:
    """Old programs put their own encoding into what should be UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(choose(raw).encoding, "replace")


def _cell(value: object) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    return str(value)
