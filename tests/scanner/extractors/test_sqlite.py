"""SQLite databases by table, read without doing anything that the file asks for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scanner.document import Embedded, ProblemKind
from tests.scanner.extractors.helpers import kinds, limited, places, read, read_all, tables, text_of, zipped


def database(*statements: str | tuple[str, tuple[object, ...]], encoding: str = "UTF-8") -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute(f"PRAGMA encoding='{encoding}'")
        for statement in statements:
            connection.execute(*([statement] if isinstance(statement, str) else statement))
        connection.commit()
        data: bytes = connection.serialize()
    connection.close()
    return data


STAFF = (
    'CREATE TABLE "社員 ""A""" (番号 INTEGER, 氏名 TEXT, 率 REAL)',
    "INSERT INTO [社員 \"A\"] VALUES (1, '山田 花子', 0.5), (2, '佐藤 一郎', 2.0), (3, NULL, NULL)",
)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le"])
def test_each_table_is_a_table_with_its_columns_as_headers(encoding: str) -> None:
    items = read(database(*STAFF, "CREATE TABLE empty (a)", encoding=encoding))
    first = tables(items)[0]
    assert (first.name, str(first.at)) == ('社員 "A"', 'table 社員 "A"')
    assert first.rows == [("番号", "氏名", "率"), ("1", "山田 花子", "0.5"), ("2", "佐藤 一郎", "2"), ("3", "", "")]
    assert kinds(items) == []


def test_a_database_in_write_ahead_mode_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    for statement in STAFF:
        connection.execute(statement)
    connection.commit()
    connection.close()
    assert "佐藤 一郎" in text_of(read(path.read_bytes()))
    assert [p.name for p in tmp_path.iterdir()] == ["a.db"]


def test_text_in_an_old_encoding_is_read() -> None:
    row = ("INSERT INTO t VALUES (CAST(? AS TEXT))", ("東京都千代田区の山田太郎".encode("cp932"),))
    assert "山田太郎" in text_of(read(database("CREATE TABLE t (a TEXT)", row)))


def test_files_in_binary_columns_are_members() -> None:
    inner = zipped({"deep.txt": "the deepest text"})
    data = database("CREATE TABLE files (name TEXT, content BLOB)", ("INSERT INTO files VALUES ('a', ?)", (inner,)))
    items = list(read_all(data))
    assert [i.name for i in items if isinstance(i, Embedded)] == ["files.content 1", "deep.txt"]
    assert "the deepest text" in text_of(items)


def test_full_text_tables_are_read_by_the_tables_behind_them() -> None:
    data = database("CREATE VIRTUAL TABLE mails USING fts5(body)", "INSERT INTO mails VALUES ('to Aiko Mihon')")
    assert "to Aiko Mihon" in text_of(read(data))


def test_views_and_triggers_are_quoted_never_run() -> None:
    forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    items = read(database(*STAFF, f"CREATE VIEW endless AS {forever}"))
    assert forever in places(items)["table endless"]
    assert kinds(items) == []


def test_a_column_that_computes_too_much_costs_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.extractors.sqlite._LONGEST", 1000)
    hostile = "CREATE TABLE h (a INTEGER, b TEXT GENERATED ALWAYS AS (hex(zeroblob(a))) VIRTUAL)"
    items = read(database(hostile, "INSERT INTO h VALUES (900)", *STAFF))
    assert kinds(items) == [ProblemKind.CORRUPT]
    assert "山田 花子" in text_of(items)


def test_limits_and_damage_are_problems() -> None:
    many = database("CREATE TABLE t (a)", *[f"INSERT INTO t VALUES ('value {n}')" for n in range(2000)])
    assert kinds(read(many, options=limited(rows=10))) == [ProblemKind.TRUNCATED]
    assert kinds(read(many[:200])) == [ProblemKind.CORRUPT]
    items = read(many[: len(many) // 2])
    assert kinds(items) == [ProblemKind.CORRUPT]
    damaged = bytearray(many)
    damaged[len(many) // 2 : len(many) // 2 + 4096] = bytes(4096)
    items = read(bytes(damaged))
    assert (kinds(items), "value 5" in text_of(items)) == ([ProblemKind.CORRUPT], True)


def test_a_huge_number_of_rows_is_cut_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.extractors.sqlite._OPERATIONS", 10)
    assert kinds(read(database(*STAFF), options=limited(seconds=0))) in (
        [ProblemKind.TIMEOUT],
        [ProblemKind.CORRUPT],
    )
