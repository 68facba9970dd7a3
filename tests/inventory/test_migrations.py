"""A database of every earlier schema is brought to today's with all that is in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy

from inventory.database import parse_url, writing
from inventory.migrations.run import upgrade
from inventory.occurrences import fill
from inventory.queries import InventoryView
from inventory.store import Store

FILE = (
    "INSERT INTO files VALUES (1, 1, x'01', NULL, x'61', 'a.csv', '', 0, 10, 5, 5, 420, 1, 1, 1, 7, 1, 1, 1, 1, NULL,"
    " 0, 1, 'scanned', 'csv', 'ab', 'none', '[]', '[]', 2, 2, '[]', 'none', 40, 'r')"
)
CONTENTS = (
    "INSERT INTO scans VALUES (1, '2026-01-01T00:00:00Z', 1, '2026-01-01T00:01:00Z', 'r', '[\"/s\"]', '{}')",
    "INSERT INTO roots VALUES (1, x'2f73', '/s')",
    FILE,
    "INSERT INTO findings VALUES (3, 1, x'02', 'PERSON', '!A2:A3', 2, 2, 0.9, 'jp.name', '[]', '[\"山***\"]',"
    ' \'["", "A", "氏名"]\', x\'00000000000000010000000000000002\')',
    "INSERT INTO file_entities VALUES (1, 'PERSON', 2, 2)",
    "INSERT INTO assessments VALUES (1, '2026-01-01', 20, '{}', '', '', '', 0, '', '')",
)


def first_schema(database: Path) -> None:
    engine = sqlalchemy.create_engine(parse_url(f"sqlite:///{database}"))
    with writing(engine) as connection:
        upgrade(connection, "0001")
        for statement in CONTENTS:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_first_schema_comes_over_whole(tmp_path: Path) -> None:
    first_schema(tmp_path / "inventory.db")
    with Store.open(f"sqlite:///{tmp_path / 'inventory.db'}") as store:
        view = InventoryView(store)
        (file,) = view.files()
        (finding,) = view.findings()
        assert (file.path, file.risk, file.decision) == ("a.csv", 20, "")
        assert (finding.entity, finding.count, finding.header, finding.masked) == ("PERSON", 2, "氏名", ("山***",))
        assert fill(store) == 2
    with sqlite3.connect(tmp_path / "inventory.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        columns = [row[1] for row in connection.execute("PRAGMA table_info(findings)")]
    connection.close()
    assert columns[-1] == "hashes"
