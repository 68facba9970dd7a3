"""csv as programs really write it, and lists of JSON lines."""

from __future__ import annotations

import pytest

from tests.scanner.extractors.helpers import kinds, read, tables, text_of

ROWS = [("name", "mail", "no"), *((f"Person {c}", f"{c}@example.com", "7") for c in "abcdefgh")]


def written(mark: str = ",", end: str = "\n") -> str:
    return end.join(mark.join(row) for row in ROWS) + end


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "mac"])
def test_any_delimiter_and_line_end(mark: str, end: str) -> None:
    [table] = tables(read(written(mark, end).encode(), "a.csv"))
    assert table.rows == ROWS


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_nul_bytes_in_a_table_are_dropped(name: str) -> None:
    [table] = tables(read(written().replace("Person a", "Per\0son\0 a").encode(), name))
    assert table.rows == ROWS


def test_lines_above_the_header_are_kept() -> None:
    [table] = tables(read(("Export of customers\nmade 2024-04-01\n\n" + written()).encode(), "a.csv"))
    assert table.rows[0] == ("Export of customers",)
    assert table.rows[3:] == ROWS


def test_quotes_hold_line_ends_and_a_lone_inch_mark_swallows_nothing() -> None:
    [quoted] = tables(read(b'"name","note"\n"Kenji","a, ""b""\nc"\n"Aiko","x"\n', "a.csv"))
    assert quoted.rows[1] == ("Kenji", 'a, "b"\nc')
    [inch] = tables(read(b'name,size\nKenji,17" screen\nAiko,19" screen\nJo,none\n', "a.csv"))
    assert [row[0] for row in inch.rows] == ["name", "Kenji", "Aiko", "Jo"]


def test_a_last_json_line_that_is_cut_off_does_not_undo_the_table() -> None:
    items = read(b'{"name": "Kenji", "no": 1}\n{"name": "Aiko", "no": 2}\n{"name": "Jo', "a.jsonl")
    assert [t.rows for t in tables(items)] == [[("name", "no"), ("Kenji", "1"), ("Aiko", "2")]]
    assert "Jo" in text_of(items)
    assert kinds(items) == []


def test_a_line_that_says_the_delimiter_is_no_row_and_rows_keep_their_numbers() -> None:
    [table] = tables(read(b"sep=;\r\n" + written(";", "\r\n").encode(), "a.csv"))
    assert (table.rows, table.first_row) == (ROWS, 2)


def test_single_quotes_around_most_fields_are_no_part_of_them() -> None:
    [table] = tables(read(b"'surname','note'\n'Uttley','a, b'\n'O''Shaughnessy','x'\n'Venables',''\n", "a.csv"))
    assert table.rows == [("surname", "note"), ("Uttley", "a, b"), ("O'Shaughnessy", "x"), ("Venables", "")]
    [names] = tables(read(b"name,note\nO'Neill,'tis\nD'Arcy,none\n", "a.csv"))
    assert names.rows[1:] == [("O'Neill", "'tis"), ("D'Arcy", "none")]


def test_a_dump_without_line_ends_is_read_as_text_and_not_as_one_row() -> None:
    record = "Ann Example,ann@example.com,0161 496 0121,"
    items = read(record.encode() * 100, "a.csv")
    assert not tables(items)
    assert text_of(items).count("ann@example.com") == 100
    few = read(record.encode() * 3 + b"\n", "a.csv")
    assert [len(row) for row in tables(few)[0].rows] == [10]
    wide = ",".join(f"question {n}" for n in range(400)) + "\n" + ",".join(map(str, range(400))) + "\n"
    assert [len(row) for row in tables(read(wide.encode(), "a.csv"))[0].rows] == [400, 400]
    assert not tables(read(b"x," * 20_000 + b"\n1,2\n", "a.csv"))
