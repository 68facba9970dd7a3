"""Lists with people in common: told from hashes, whatever the names of the files."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import PeopleEstimate
from inventory.lineage.copying import related_rows
from inventory.lineage.overlap import Holding, candidate_pairs, in_order, relate
from inventory.storage import indexing
from inventory.storage.rows import RelatedRow, Relation
from inventory.storage.store import Store
from scanner.results import FileResult
from tests.inventory.samples import LONG_AGO, finding, result, scan, stat


def hashes(seed: int, number: int) -> list[int]:
    rng = random.Random(seed)
    return [rng.getrandbits(64) for _ in range(number)]


PEOPLE = sorted(hashes(1, 400))


def people_file(
    path: str, people: Iterable[int], *, days: int = 0, form: str = "xlsx", content: str = ""
) -> FileResult:
    modified = LONG_AGO + days * 86_400 * 1_000_000_000
    return result(
        path,
        format=form,
        content_hash=content or path,
        findings=(finding("PERSON", people),),
        people=PeopleEstimate(len(list(people)), len(list(people))),
        stat=stat(modified_ns=modified),
    )


def told(store: Store, *results: FileResult) -> list[RelatedRow]:
    scan(store, *results)
    indexing.fill(store)
    return related_rows(store)


def test_a_list_in_another_format_is_nearly_the_same(store: Store) -> None:
    (row,) = told(
        store,
        people_file("営業/顧客名簿.xlsx", PEOPLE, days=9),
        people_file("営業/顧客名簿.csv", PEOPLE[:-4], form="csv"),
    )
    assert (row.relation, row.shared, row.first_only, row.second_only) == (Relation.NEAR, 396, 4, 0)
    assert (row.first[1], row.second[1]) == ("営業/顧客名簿.xlsx", "営業/顧客名簿.csv")
    assert (row.other_format, row.older, row.marked) == (True, True, False)


def test_an_older_list_with_people_who_left_overlaps(store: Store) -> None:
    (row,) = told(store, people_file("2024.xlsx", PEOPLE[100:], days=9), people_file("2019.xlsx", PEOPLE[:230]))
    assert (row.relation, row.first[1], row.second[1]) == (Relation.OVERLAP, "2024.xlsx", "2019.xlsx")
    assert (row.shared, row.first_only, row.second_only) == (130, 170, 100)


@pytest.mark.parametrize("copy", ["旧/顧客.xlsx", "顧客 - コピー.xlsx", "顧客 (2).xlsx", "backup/customers.xlsx"])
def test_a_file_marked_as_a_copy_is_not_the_master_though_it_is_newer(store: Store, copy: str) -> None:
    (row,) = told(store, people_file("顧客.xlsx", PEOPLE[:99]), people_file(copy, PEOPLE[:97], days=9))
    assert (row.first[1], row.second[1], row.marked, row.older) == ("顧客.xlsx", copy, True, False)


def test_strangers_with_a_shared_telephone_number_are_not_related(store: Store) -> None:
    def staff(path: str, people: Iterable[int]) -> FileResult:
        return result(path, content_hash=path, findings=(finding("PERSON", people), finding("PHONE_NUMBER", (1, 2))))

    assert told(store, staff("a.xlsx", PEOPLE[:50]), staff("b.xlsx", PEOPLE[50:100])) == []


def test_identical_files_take_part_once(store: Store) -> None:
    found = told(
        store,
        people_file("a.xlsx", PEOPLE[:50], content="same"),
        people_file("copy of a.xlsx", PEOPLE[:50], content="same"),
        people_file("b.csv", PEOPLE[:49], form="csv"),
    )
    assert [{row.first[1], row.second[1]} for row in found] == [{"a.xlsx", "b.csv"}]


def test_a_hundred_versions_of_one_list_are_one_chain_not_thousands_of_pairs(store: Store) -> None:
    found = told(store, *(people_file(f"{n:03}.xlsx", PEOPLE[: 300 + n], days=n) for n in range(100)))
    assert len(found) == 99
    assert {row.second[1] for row in found} == {f"{n:03}.xlsx" for n in range(99)}


def test_files_that_are_gone_are_not_told(store: Store) -> None:
    first = people_file("a.xlsx", PEOPLE)
    scan(store, first, people_file("b.xlsx", PEOPLE[:-1]))
    assert told(store, first) == []


def test_lists_without_names_are_compared_by_their_mail_addresses() -> None:
    def listed(path: str, mails: Iterable[int]) -> Holding:
        values = tuple(mails)
        return Holding(("r", path), "csv", False, 0, len(values), {"EMAIL_ADDRESS": (values, len(values))})

    row = relate(listed("a", PEOPLE[:20]), listed("b", PEOPLE[:10]))
    assert row is not None and (row.entity, row.shared, row.first_only) == ("EMAIL_ADDRESS", 10, 10)


def test_of_sets_that_were_cut_the_people_in_common_are_estimated_closely() -> None:
    everyone = hashes(2, 30_000)
    mine, theirs = sorted(everyone[:20_000]), sorted(everyone[10_000:])
    one = Holding(("r", "a"), "csv", False, 2, len(mine), {"PERSON": (mine[:5000], len(mine))})
    other = Holding(("r", "b"), "csv", False, 1, len(theirs), {"PERSON": (theirs[:5000], len(theirs))})
    row = relate(one, other)
    assert row is not None and abs(row.shared - 10_000) < 500
    assert row.shared + row.first_only == 20_000 == row.shared + row.second_only


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=60))
def test_candidates_have_as_many_values_in_common_as_they_should(pairs: list[tuple[int, int]]) -> None:
    held: dict[int, set[int]] = {}
    for value, file in pairs:
        held.setdefault(file, set()).add(value)
    expected = {(a, b) for a in held for b in held if a < b and len(held[a] & held[b]) >= 3}
    assert set(candidate_pairs(sorted(set(pairs)))) == expected


def test_two_families_that_overlap_are_told_once() -> None:
    def holding(path: str, people: Iterable[int], modified: int) -> Holding:
        values = tuple(people)
        return Holding(("r", path), "csv", False, modified, len(values), {"PERSON": (values, len(values))})

    files = [
        holding("new", PEOPLE[:100], 4), holding("new2", PEOPLE[:99], 3),
        holding("old", PEOPLE[50:150], 2), holding("old2", PEOPLE[50:149], 1),
    ]  # fmt: skip
    rows = [row for i, a in enumerate(files) for b in files[i + 1 :] if (row := relate(a, b))]
    assert len(rows) == 6
    assert [(row.relation, row.first[1], row.second[1]) for row in in_order(rows)] == [
        (Relation.NEAR, "new", "new2"), (Relation.NEAR, "old", "old2"), (Relation.OVERLAP, "new", "old"),
    ]  # fmt: skip


def test_names_in_two_columns_are_not_counted_as_people_where_mail_addresses_are() -> None:
    def listed(path: str, modified: int) -> Holding:
        halves, mails = PEOPLE[:60], PEOPLE[100:250]
        return Holding(
            ("r", path), "csv", False, modified, 150, {"PERSON": (halves, 60), "EMAIL_ADDRESS": (mails, 150)}
        )

    row = relate(listed("new", 2), listed("old", 1))
    assert row is not None and (row.entity, row.shared, row.counts_people) == ("EMAIL_ADDRESS", 150, True)


def test_names_with_their_readings_alone_are_called_values_not_people() -> None:
    def listed(path: str, modified: int) -> Holding:
        return Holding(("r", path), "csv", False, modified, 50, {"PERSON": (PEOPLE[:100], 100)})

    row = relate(listed("new", 2), listed("old", 1))
    assert row is not None and (row.entity, row.shared, row.counts_people) == ("PERSON", 100, False)


def test_of_many_pairs_those_with_the_most_in_common_are_taken() -> None:
    occurrences = [(value, file) for value in range(6) for file in (1, 2, 3) if file != 3 or value < 4]
    assert candidate_pairs(occurrences, 1) == [(1, 2), (1, 3), (2, 3)]
    assert candidate_pairs(occurrences, 1, 2) == [(1, 2), (1, 3)]
    assert candidate_pairs(occurrences, 5, 2) == [(1, 2)]
