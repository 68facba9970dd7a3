"""The index of values says what the findings say, whatever was read, read again, interrupted or gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from inventory.storage import indexing
from inventory.storage.hashes import unpack
from inventory.storage.indexing import fill
from inventory.storage.occurrences import files_of, signed, unsigned
from inventory.storage.store import Store
from inventory.storage.tables import FoundItem, Occurrence
from tests.inventory.samples import finding, result, scan

BIG = (1 << 64) - 1


def indexed(store: Store) -> set[tuple[int, int]]:
    with store.reading() as connection:
        rows = connection.execute(select(Occurrence.hash, Occurrence.file_id))
        return {(unsigned(value), file) for value, file in rows}


def found(store: Store) -> set[tuple[int, int]]:
    with store.reading() as connection:
        rows = connection.execute(select(FoundItem.hashes, FoundItem.file_id)).all()
    return {(value, file) for packed, file in rows for value in unpack(packed)}


@given(st.integers(0, BIG))
def test_every_hash_fits_a_signed_column_and_comes_back(value: int) -> None:
    assert -(1 << 63) <= signed(value) < 1 << 63
    assert unsigned(signed(value)) == value


def test_a_value_is_found_in_every_file_it_stands_in(store: Store) -> None:
    scan(store, result("a", findings=(finding(hashes=(1, BIG)),)), result("b", findings=(finding(hashes=(BIG,)),)))
    assert fill(store) == 3
    assert fill(store) == 0
    with store.reading() as connection:
        assert {value: len(files) for value, files in files_of(connection, [1, BIG, 5]).items()} == {1: 1, BIG: 2}


def test_before_the_index_is_filled_the_findings_are_looked_through(store: Store) -> None:
    scan(store, result("a", findings=(finding(hashes=(1, 7)),)))
    with store.reading() as connection:
        assert list(files_of(connection, [7])) == [7]


def test_what_a_file_holds_no_longer_leaves_the_index_at_once(store: Store) -> None:
    scan(store, result("a", findings=(finding(hashes=(1, 2)),)))
    fill(store)
    scan(store, result("a", findings=(finding(hashes=(2, 3)),)))
    assert {value for value, _ in indexed(store)} == {2}
    fill(store)
    assert indexed(store) == found(store)


_contents = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 5), max_size=4, unique=True)), max_size=4
)


@settings(max_examples=25, deadline=None)
@given(_contents, st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_index_is_never_ahead_of_the_findings_and_complete_when_filled(
    scans: list[dict[str, list[int]]], filled: list[bool]
) -> None:
    with Store.in_memory() as store:
        for contents, fill_now in zip(scans, filled, strict=False):
            scan(
                store,
                *(
                    result(name, findings=(finding(hashes=sorted(values)),) if values else ())
                    for name, values in contents.items()
                ),
            )
            assert indexed(store) <= found(store)
            expected: dict[int, set[int]] = defaultdict(set)
            for value, file in found(store):
                expected[value].add(file)
            with store.reading() as connection:
                assert files_of(connection, list(range(6))) == expected
            if fill_now:
                fill(store)
        fill(store)
        assert indexed(store) == found(store)


def test_a_large_index_is_written_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "SORTED", 10)
    monkeypatch.setattr(indexing, "RUN", 4)
    monkeypatch.setattr(indexing, "FILES_AT_ONCE", 2)
    scan(store, *(result(f"{n}", findings=(finding(hashes=(n, n + 1, n + 2)),)) for n in range(20)))
    assert fill(store) == 60
    assert indexed(store) == found(store)


def test_a_file_that_another_scan_reads_again_meanwhile_is_indexed_as_it_is_now(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(store, result("a", findings=(finding(hashes=(1, 2)),)), result("b", findings=(finding(hashes=(3,)),)))
    sort = indexing._sorted_pairs

    def meanwhile(blobs: Sequence[tuple[int, bytes]]) -> object:
        monkeypatch.setattr(indexing, "_sorted_pairs", sort)
        scan(store, result("a", findings=(finding(hashes=(2, BIG)),)), result("b", findings=()))
        return sort(blobs)

    monkeypatch.setattr(indexing, "_sorted_pairs", meanwhile)
    fill(store)
    assert {value for value, _ in indexed(store)} == {2, BIG}
    assert indexed(store) == found(store)
