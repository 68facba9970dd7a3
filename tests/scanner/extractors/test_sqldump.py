"""sql: customer lists live in dumps; their rows come as tables with the columns' names."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.extractors import identify
from scanner.extractors.sqldump import _Dump
from tests.scanner.extractors.helpers import kinds, read, tables, text_of

MYSQL = """-- MySQL dump 10.13
DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int(11) NOT NULL,
  `name` varchar(80) DEFAULT 'a, b',
  `mail` varchar(80),
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `customers` VALUES (1,'Kenji O\\'Mihon','kenji@example.com'),(2,'見本; 花子','hanako@example.com'),
(3,NULL,'x(y)@example.com');
INSERT INTO `customers` VALUES (4,'Ann ''Other''','ann@example.com');
"""
POSTGRES = """CREATE TABLE public.staff (
    id integer NOT NULL,
    name text
);
COPY public.staff (id, name, phone) FROM stdin;
1\tKenji Mihon\t07700 900123
2\tAiko\\tMihon\t\\N
\\.
INSERT INTO public.staff (id, name) VALUES (3, 'Jo Ba');
"""
SERVER = "INSERT [dbo].[Staff] ([Id], [Name]) VALUES (1, N'見本太郎')\nGO\n"


def test_rows_of_a_dump_are_tables_with_their_columns_names() -> None:
    items = read(MYSQL.encode(), "backup.sql")
    [table] = tables(items)
    assert (str(table.at), table.name, kinds(items)) == ("table customers", "customers", [])
    assert table.rows == [
        ("id", "name", "mail"),
        ("1", "Kenji O'Mihon", "kenji@example.com"),
        ("2", "見本; 花子", "hanako@example.com"),
        ("3", "", "x(y)@example.com"),
        ("4", "Ann 'Other'", "ann@example.com"),
    ]
    assert "MySQL dump" in text_of(items) and "PRIMARY KEY" in text_of(items)


def test_copied_lines_are_rows() -> None:
    first, second = tables(read(POSTGRES.encode(), "backup"))
    assert first.rows == [("id", "name", "phone"), ("1", "Kenji Mihon", "07700 900123"), ("2", "Aiko\tMihon", "")]
    assert second.rows == [("id", "name"), ("3", "Jo Ba")]
    assert second.first_row > len(first.rows)


@pytest.mark.parametrize("into", ["INSERT [dbo].[Staff]", "INSERT INTO [dbo].[Staff]"])
def test_other_spellings_are_read(into: str) -> None:
    [table] = tables(read(SERVER.replace("INSERT [dbo].[Staff]", into).encode("utf-16"), "backup.sql"))
    assert table.rows == [("Id", "Name"), ("1", "見本太郎")]


def test_what_is_cut_off_is_kept_as_text() -> None:
    items = read(MYSQL.encode()[:-20], "backup.sql")
    assert "Ann" in text_of(items)


@pytest.mark.parametrize(
    "text", ["Insert the key into the lock; values matter.\n", "CREATE TABLE reservations are open\n"]
)
def test_prose_is_no_dump(text: str) -> None:
    assert identify(io.BytesIO(text.encode() * 3), "note.txt") == "text"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_where_the_pieces_of_text_end_makes_no_difference(sizes: list[int]) -> None:
    text, pieces, at = MYSQL + POSTGRES, [], 0
    for size in sizes:
        pieces.append(text[at : at + size])
        at += size
    rows = [p.row for p in _Dump(iter([*pieces, text[at:]])).parts() if p.table]
    assert rows == [p.row for p in _Dump(iter([text])).parts() if p.table]
    assert len(rows) == 7
