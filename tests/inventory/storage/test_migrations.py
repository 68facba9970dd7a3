"""A database of every earlier schema is brought to today's with all that is in it."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import inventory.storage.logbooks  # noqa: F401  its tables are among Base's
from detectors.model import WordClue
from inventory.questions.queries import InventoryView
from inventory.storage.checking import check
from inventory.storage.database import parse_url, writing
from inventory.storage.indexing import fill
from inventory.storage.migrations import HEAD, VERSION_TABLE
from inventory.storage.migrations.run import upgrade
from inventory.storage.store import Store
from inventory.storage.tables import Base

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


RELEASED = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every schema that a version of the program has had."""


def old_schema(address: str, revision: str) -> None:
    """A database as the first version filled it, brought by later ones to this schema."""
    engine = sqlalchemy.create_engine(parse_url(address))
    with writing(engine) as connection:
        upgrade(connection, "0001")
        for statement in CONTENTS:
            if engine.dialect.name == "postgresql":
                # The same rows as PostgreSQL writes them.
                statement = re.sub(r"x'([0-9a-f]+)'", r"'\\x\1'", statement).replace(
                    " NULL, 0, 1,", " NULL, false, true,"
                )
            connection.execute(sqlalchemy.text(statement.replace(":", "\\:")))
        upgrade(connection, revision)
    engine.dispose()


def test_every_revision_is_among_the_released_schemas_or_the_newest() -> None:
    assert HEAD in (*RELEASED, f"{int(RELEASED[-1]) + 1:04}")


@pytest.mark.parametrize("revision", RELEASED)
def test_every_released_schema_comes_over_whole(empty_address: str, revision: str) -> None:
    old_schema(empty_address, revision)
    with Store.open(empty_address) as store:
        view = InventoryView(store)
        (file,) = view.files()
        (finding,) = view.findings()
        assert (file.path, file.risk, file.decision) == ("a.csv", 20, "")
        assert (finding.entity, finding.count, finding.header, finding.masked) == ("PERSON", 2, "氏名", ("山***",))
        assert fill(store) == 2
        assert check(store) == []
        with store.reading() as connection:
            columns = [column["name"] for column in sqlalchemy.inspect(connection).get_columns("findings")]
    # SQLite reads what stands before the hashes without reading them; PostgreSQL keeps them apart by itself.
    assert columns[-1] == "hashes" or empty_address.startswith("postgresql")


def test_what_a_document_tells_of_itself_comes_over_into_one_list(empty_address: str) -> None:
    old_schema(empty_address, "0006")
    engine = sqlalchemy.create_engine(parse_url(empty_address))
    date, deed = (
        ["FIELD", "leaving", "2019-03-31", "2019-03-31", "content", ""],
        ["ABOUT", "deed", "", "", "content", ""],
    )
    reasons = ["RIVAL letter", "LABEL 取締役会議事録", "CONTEXT 議長", "NEIGHBOUR its words"]
    with writing(engine) as connection:
        values = {"clues": json.dumps([date, deed]), "reasons": json.dumps(reasons)}
        connection.execute(sqlalchemy.text("UPDATE files SET clues = :clues, class_evidence = :reasons"), values)
    engine.dispose()
    with Store.open(empty_address) as store:
        (file,) = InventoryView(store).files()
    assert [clue.event for clue in file.clues] == ["leaving"]
    assert file.told == (WordClue("deed", ""), WordClue("取締役会議事録", ""), WordClue("議長", "text"))


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_make_the_tables_of_today_on_both_databases(store: Store) -> None:
    with store.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
