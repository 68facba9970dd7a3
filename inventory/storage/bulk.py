"""Many rows written at once, by the quickest way that each database has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(value: Any) -> str:
    """A value as the columns of type JSON keep it."""
    return _encode(value)


def insert_many(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Adds rows, each with a value for each of the columns named. Values are handed over as they are: what goes into a
    column of type JSON is text already (``as_json``)."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_insert("INSERT", table, names), list(map(tuple, rows)))
        return
    _copy(connection, f"COPY {table.name} ({_columns(names)}) FROM STDIN", rows)


def insert_new(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """As :func:`insert_many`, without the rows whose key is there already."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_insert("INSERT OR IGNORE", table, names), list(map(tuple, rows)))
        return
    columns = _columns(names)
    # COPY knows no conflicts: through a table that is gone with the transaction.
    made = f"CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {table.name} WITH NO DATA"
    connection.exec_driver_sql(made)
    _copy(connection, f"COPY arriving ({columns}) FROM STDIN", rows)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) SELECT * FROM arriving ON CONFLICT DO NOTHING")


def new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Numbers for so many new rows of a table. The caller holds the lock of the one writer."""
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar() or 0
        return list(range(last + 1, last + 1 + count))
    query = f"SELECT nextval(pg_get_serial_sequence('{table.name}', 'id')) FROM generate_series(1, {count})"
    return list(connection.exec_driver_sql(query).scalars())


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _insert(how: str, table: Table, names: Sequence[str]) -> str:
    return f"{how} INTO {table.name} ({_columns(names)}) VALUES ({', '.join('?' * len(names))})"


def _copy(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    import psycopg

    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        # As SQLAlchemy would have said it: callers know one kind of failure. The server quotes the row it refuses.
        raise DBAPIError(statement, None, error, hide_parameters=True) from None
