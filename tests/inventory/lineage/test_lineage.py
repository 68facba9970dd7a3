"""Lists with people in common: told from hashes, whatever the names of the files."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import PeopleEstimate
from inventory.lineage.copying import related_rows
from inventory.lineage.holding import BESIDE, GIVEN, READING, SURNAME, Holding, kind_of
from inventory.lineage.overlap import candidate_pairs, in_order, relate
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


def test_whoever_wrote_a_document_is_none_of_the_people_in_it(store: Store) -> None:
    def written(path: str) -> FileResult:
        writer = replace(finding("PERSON", [999], "property author"), column=None)
        return replace(people_file(path, PEOPLE[:20]), findings=(finding("PERSON", PEOPLE[:20]), writer))

    (row,) = told(store, written("給与_a.xlsx"), people_file("給与_b.xlsx", PEOPLE[:20]))
    assert (row.relation, row.shared, row.first_only, row.second_only) == (Relation.NEAR, 20, 0, 0)


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


def holding(
    path: str,
    values: Mapping[str, Sequence[int]],
    people: int,
    modified: int = 0,
    *,
    doc_class: str = "customer_list",
    periods: tuple[tuple[str, str], ...] = (),
    distinct: int = 0,
) -> Holding:
    """A list whose columns hold these values."""
    kinds = {kind: (sorted(some), distinct or len(some)) for kind, some in values.items()}
    entities = frozenset("PERSON" if kind in (SURNAME, GIVEN, READING) else kind for kind in kinds)
    where = ("r", path)
    return Holding(
        where, "csv", False, modified, (people, people), kinds, doc_class, periods, frozenset(kinds), entities
    )


def test_lists_without_names_are_compared_by_their_mail_addresses() -> None:
    one, other = (holding(path, {"EMAIL_ADDRESS": PEOPLE[:n]}, n) for path, n in (("a", 20), ("b", 10)))
    row = relate(one, other)
    assert row is not None and (row.entity, row.shared, row.first_only) == ("EMAIL_ADDRESS", 10, 10)


def test_of_sets_that_were_cut_the_people_in_common_are_estimated_closely() -> None:
    everyone = hashes(2, 30_000)
    mine, theirs = sorted(everyone[:20_000]), sorted(everyone[10_000:])
    one, other = (
        holding(path, {"PERSON": some[:5000]}, 20_000, distinct=20_000) for path, some in (("a", mine), ("b", theirs))
    )
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


def ordered(files: Sequence[Holding]) -> list[tuple[Relation, str, str]]:
    rows = [row for i, a in enumerate(files) for b in files[i + 1 :] if (row := relate(a, b))]
    return [(row.relation, row.first[1], row.second[1]) for row in in_order(rows, {f.where: f.rank for f in files})]


def test_two_families_that_overlap_are_told_once() -> None:
    some = {"new": (0, 100, 4), "new2": (0, 99, 3), "old": (50, 150, 2), "old2": (50, 149, 1)}
    files = [holding(path, {"PERSON": PEOPLE[a:b]}, b - a, when) for path, (a, b, when) in some.items()]
    assert ordered(files) == [
        (Relation.NEAR, "new", "new2"), (Relation.NEAR, "old", "old2"), (Relation.OVERLAP, "new", "old"),
    ]  # fmt: skip


def test_of_a_chain_of_versions_no_list_is_named_as_the_one_to_keep_and_as_a_copy() -> None:
    files = [holding(f"{n}.csv", {"PERSON": PEOPLE[: 100 + 6 * n]}, 100 + 6 * n, n) for n in range(8)]
    found = ordered(files)
    near = [row for row in found if row[0] is Relation.NEAR]
    assert {first for _, first, _ in near}.isdisjoint({second for _, _, second in near})
    assert sorted(second for _, _, second in found) == [f"{n}.csv" for n in range(7)]


def test_names_in_two_columns_are_not_counted_as_people_where_mail_addresses_are() -> None:
    def listed(path: str, modified: int) -> Holding:
        return holding(path, {SURNAME: PEOPLE[:60], "EMAIL_ADDRESS": PEOPLE[100:250]}, 150, modified)

    row = relate(listed("new", 2), listed("old", 1))
    assert row is not None and (row.entity, row.shared, row.counts_people) == ("EMAIL_ADDRESS", 150, True)


def test_lists_of_nothing_but_the_halves_of_names_are_the_same_people_where_nearly_all_of_both_agree() -> None:
    def halves(path: str, surnames: Sequence[int], given: Sequence[int]) -> Holding:
        return holding(path, {SURNAME: surnames, GIVEN: given}, 40)

    one = halves("a", PEOPLE[:40], PEOPLE[100:140])
    row = relate(one, halves("b", PEOPLE[:39], PEOPLE[100:139]))
    assert row is not None
    assert (row.relation, row.entity, row.shared) == (Relation.NEAR, "PERSON", 39)
    assert relate(one, halves("b", PEOPLE[:39], PEOPLE[200:239])) is None
    # Ten usual surnames and given names are among those of any long list.
    assert relate(holding("c", {SURNAME: PEOPLE[:10], GIVEN: PEOPLE[100:110]}, 10), one) is None


def test_strangers_whose_surnames_and_given_names_are_the_usual_ones_are_not_related() -> None:
    halves = {SURNAME: PEOPLE[:60], GIVEN: PEOPLE[60:120], READING: PEOPLE[120:180]}
    assert relate(holding("a", halves, 310), holding("b", halves, 450)) is None


def test_more_names_than_people_are_no_whole_names_and_prove_nothing() -> None:
    assert relate(*(holding(path, {"PERSON": PEOPLE[:100]}, 50) for path in "ab")) is None


@pytest.mark.parametrize("kind", ["ADDRESS", "UK_POSTCODE", "DATE_OF_BIRTH", "MEMBER_ID"])
def test_lists_with_nothing_else_are_the_same_where_addresses_and_halves_of_names_agree_throughout(kind: str) -> None:
    official = {SURNAME: PEOPLE[:40], GIVEN: PEOPLE[40:80], kind: PEOPLE[100:200]}
    row = relate(holding("Finance/list", official, 110), holding("Staff/Sandra P/list", official, 110, 9))
    assert row is not None and (row.relation, row.first[1]) == (Relation.NEAR, "Finance/list")


def test_neighbours_are_no_people_in_common() -> None:
    street = PEOPLE[100:200]
    assert relate(holding("a", {"UK_POSTCODE": street}, 110), holding("b", {"UK_POSTCODE": street[:60]}, 400)) is None
    assert relate(holding("a", {"ADDRESS": street}, 110), holding("b", {"ADDRESS": PEOPLE[160:260]}, 110)) is None
    strangers = [{SURNAME: PEOPLE[:40], "ADDRESS": street}, {SURNAME: PEOPLE[200:240], "ADDRESS": street}]
    row = relate(*(holding(path, some, 110) for path, some in zip("ab", strangers, strict=True)))
    assert row is None


def test_documents_of_different_kinds_about_the_same_people_are_no_copies() -> None:
    wages = holding("wages", {"PERSON": PEOPLE[:12]}, 12, doc_class="wage_ledger")
    row = relate(wages, holding("staff", {"PERSON": PEOPLE[:12]}, 12, 9, doc_class="staff_list"))
    assert row is not None and row.relation is Relation.OVERLAP


@pytest.mark.parametrize(
    ("other", "relation"),
    [(("2018-04-01", "2019-03-31"), Relation.NEAR), (("2019-04-01", "2020-03-31"), Relation.OVERLAP)],
)
def test_the_records_of_two_years_are_no_copies_of_each_other(other: tuple[str, str], relation: Relation) -> None:
    def wages(path: str, period: tuple[str, str]) -> Holding:
        return holding(path, {"PERSON": PEOPLE[:20]}, 20, doc_class="wage_ledger", periods=(period,))

    row = relate(wages("a", ("2018-04-01", "2019-03-31")), wages("b", other))
    assert row is not None and row.relation is relation


def test_an_extract_is_part_of_the_list_it_was_made_from() -> None:
    clients = holding("Advice/clients", {"EMAIL_ADDRESS": PEOPLE[:400]}, 400)
    extract = holding("Staff/Sandra P/clients", {"EMAIL_ADDRESS": PEOPLE[:300]}, 300, 9)
    found = ordered([extract, clients])
    assert found == [(Relation.PART, "Advice/clients", "Staff/Sandra P/clients")]


@pytest.mark.parametrize("doc_class", ["tenants", "membership_list", "pupils", "staff_list", "none"])
def test_labels_are_part_of_the_list_whose_people_they_are_for_whatever_kind_that_is(doc_class: str) -> None:
    numbers = {"PERSON": PEOPLE[:9], "PHONE_NUMBER": PEOPLE[20:29], "DATE_OF_BIRTH": PEOPLE[40:49]}
    people = holding("lettings/people", numbers, 9, doc_class=doc_class, periods=(("2026-01-01", "2026-12-31"),))
    addresses = {"PERSON": PEOPLE[:6], "ADDRESS": PEOPLE[60:66], "UK_POSTCODE": PEOPLE[70:76]}
    labels = holding("Jo/Desktop/labels", addresses, 6, 9, periods=(("2025-01-01", "2025-12-31"),))
    assert ordered([labels, people]) == [(Relation.PART, "lettings/people", "Jo/Desktop/labels")]
    with_notes = replace(labels, entities=labels.entities | {"HEALTH"})
    row = relate(people, with_notes)
    assert row is not None and row.relation is Relation.OVERLAP


def test_what_all_work_with_is_the_source_and_not_a_list_on_somebodys_desktop() -> None:
    official = holding("Reception/recalls", {"PERSON": PEOPLE[:100]}, 100)
    desktop = holding("Staff/Kelly/Desktop/to phone", {"PERSON": PEOPLE[:60]}, 60, 9)
    export = holding("exports/sms", {"PERSON": PEOPLE[:40]}, 40, 5)
    found = ordered([official, desktop, export])
    assert {(first, second) for _, first, second in found} == {
        ("Reception/recalls", "exports/sms"),
        ("Reception/recalls", "Staff/Kelly/Desktop/to phone"),
    }


def test_a_list_with_fewer_columns_is_part_of_the_fuller_one_and_never_the_one_to_keep() -> None:
    master = holding(
        "master", dict.fromkeys(("EMAIL_ADDRESS", "PHONE_NUMBER", "ADDRESS", "MEMBER_ID"), PEOPLE[:100]), 100
    )
    row = relate(master, holding("export", {"EMAIL_ADDRESS": PEOPLE[:100]}, 100, 9))
    assert row is not None and row.relation is Relation.PART


def test_running_text_about_the_same_people_is_no_copy_unless_a_second_kind_of_value_agrees() -> None:
    def minutes(path: str, **more: Sequence[int]) -> Holding:
        found = holding(path, {"PERSON": PEOPLE[:8], **more}, 8, doc_class="minutes")
        return replace(found, listed=frozenset())

    assert [row.relation for row in (relate(minutes("a"), minutes("b")),) if row] == [Relation.OVERLAP]
    numbers = {"PHONE_NUMBER": PEOPLE[10:18]}
    assert [row.relation for row in (relate(minutes("a", **numbers), minutes("b", **numbers)),) if row] == [
        Relation.NEAR
    ]


def test_a_few_names_in_running_text_that_stand_in_a_long_list_too_prove_nothing() -> None:
    text = replace(holding("minutes", {"PERSON": PEOPLE[:4]}, 4, doc_class="minutes"), listed=frozenset())
    assert relate(holding("donors", {"PERSON": PEOPLE}, 400), text) is None


def test_copies_in_somebodys_own_folder_come_first() -> None:
    files = [
        holding("a", {"PERSON": PEOPLE[:100]}, 100, 9), holding("a2", {"PERSON": PEOPLE[:99]}, 99),
        holding("b", {"PERSON": PEOPLE[200:250]}, 50),
        holding("個人フォルダ/棚橋/b", {"PERSON": PEOPLE[200:249]}, 49, 9),
    ]  # fmt: skip
    assert ordered(files) == [
        (Relation.NEAR, "b", "個人フォルダ/棚橋/b"), (Relation.NEAR, "a", "a2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entity", "label", "header", "kind"),
    [
        ("PERSON", "surname", "Surname", SURNAME), ("PERSON", "名", "", GIVEN), ("PERSON", "フリガナ", "", READING),
        ("PERSON", "氏名", "氏名", "PERSON"), ("PERSON", "next of kin", "Next of kin", BESIDE),
        ("PHONE_NUMBER", "緊急連絡先", "緊急連絡先（電話）", BESIDE), ("PHONE_NUMBER", "tel", "Tel", "PHONE_NUMBER"),
        ("MEMBER_ID", "client ref", "Client ref", "MEMBER_ID"),
    ],
)  # fmt: skip
def test_the_label_of_a_column_says_whose_names_they_are(entity: str, label: str, header: str, kind: str) -> None:
    assert kind_of(entity, (f"LABEL {label}", "COLUMN 1.00"), header) == kind


def test_the_original_of_identical_files_is_the_one_that_others_are_compared_with(store: Store) -> None:
    found = told(
        store,
        people_file("Fundraising/master.xlsx", PEOPLE, content="same"),
        people_file("Staff/Priya/for phoning.xlsx", PEOPLE, content="same", days=9),
        people_file("Staff/Sandra P/labels.csv", PEOPLE[:-3], form="csv", days=5),
    )
    assert [(row.first[1], row.second[1], row.own_folder) for row in found] == [
        ("Fundraising/master.xlsx", "Staff/Sandra P/labels.csv", True)
    ]


def test_of_many_pairs_those_with_the_most_in_common_are_taken() -> None:
    occurrences = [(value, file) for value in range(6) for file in (1, 2, 3) if file != 3 or value < 4]
    assert candidate_pairs(occurrences, 1) == [(1, 2), (1, 3), (2, 3)]
    assert candidate_pairs(occurrences, 1, 2) == [(1, 2), (1, 3)]
    assert candidate_pairs(occurrences, 5, 2) == [(1, 2)]
