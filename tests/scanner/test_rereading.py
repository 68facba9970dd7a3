"""A file read again for one person: the record in which a value stands, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from detectors.model import CellMatch, ColumnVerdict, Entity, Evidence, EvidenceKind, Match, TableVerdict
from scanner.document import Location, StepKind, TableBlock, TextBlock, place
from scanner.folding import Names
from scanner.masking import Hasher
from scanner.records import Kind, Record, Records, Wanted
from tests.scanner.standin import KEY

HASHER = Hasher(KEY)
WHY = (Evidence(EvidenceKind.PATTERN, 4.0),)
NAME, MAIL, PHONE, STAFF = Entity.PERSON, Entity.EMAIL_ADDRESS, Entity.PHONE_NUMBER, Entity.MEMBER_ID
ENTITIES = {"Name": NAME, "氏名": NAME, "フリガナ": NAME, "姓": NAME, "名": NAME, "Manager": NAME, "Mail": MAIL}
ENTITIES |= {"Phone": PHONE, "勤務先電話番号": PHONE, "Staff no.": STAFF, "セイ": NAME, "メイ": NAME, "旧姓": NAME}
ENTITIES |= {"First name": NAME, "Surname": NAME, "Contact first name": NAME, "Contact surname": NAME}
LABELLED = {"Surname": "surname", "First name": "first name"}


def wanted(*values: tuple[str, str], pairs: Sequence[tuple[str, str]] = (), surnames: Sequence[str] = ()) -> Wanted:
    halves = frozenset((HASHER.value(NAME, a), HASHER.value(NAME, b)) for a, b in pairs)
    alone = frozenset(HASHER.value(NAME, surname) for surname in surnames)
    return Wanted(frozenset(HASHER.value(entity, text) for entity, text in values), halves, alone)


def records(asked: Wanted, *items: TextBlock | tuple[TableBlock, TableVerdict], **found: str) -> list[Record]:
    """The records of a file of these blocks; ``found`` are the values in the texts, by entity."""
    folder = Records("list.xlsx", HASHER, Names(lambda passages: [[] for _ in passages]), asked)
    for item in items:
        if isinstance(item, TextBlock):
            folder.text(item, matches(item.text, found))
        else:
            folder.table(*item)
    assert folder.findings() == ()
    return folder.records


def matches(text: str, found: dict[str, str]) -> list[Match]:
    out = []
    for entity, values in found.items():
        for value in values.split("|"):
            start = text.find(value)
            while start >= 0:
                line = text[text.rfind("\n", 0, start) + 1 : start].strip(" :")
                label = (Evidence(EvidenceKind.LABEL, 1.0, LABELLED[line]),) if line in LABELLED else ()
                said = (Evidence(EvidenceKind.DICTIONARY, 2.0, "UK mobile"),) if value[:2] == "07" else ()
                out.append(Match(entity, start, start + len(value), 0.9, WHY + label + said, "test"))
                start = text.find(value, start + 1)
    return sorted(out, key=lambda m: m.start)


def sheet(header: Sequence[str], *rows: Sequence[str]) -> tuple[TableBlock, TableVerdict]:
    columns = []
    for index, name in enumerate(header):
        values = tuple(dict.fromkeys(row[index] for row in rows if row[index]))
        if name in ENTITIES:
            columns.append(
                ColumnVerdict(ENTITIES[name], index, name, 1, len(rows), len(values), values, 0.99, WHY, "test")
            )
    block = TableBlock([tuple(header), *map(tuple, rows)], place(StepKind.SHEET, "社員"), "社員")
    return block, TableVerdict(tuple(columns))


def hits(found: Sequence[Record]) -> list[str]:
    return [mark.at for record in found for mark in record.hits]


def followed(found: Sequence[Record]) -> set[tuple[str, str]]:
    """What leads on, as (entity, how)."""
    return {(mark.entity, mark.follow) for record in found for mark in record.beside if mark.follow}


def beside(found: Sequence[Record]) -> set[int]:
    return {mark.hash for record in found for mark in record.beside}


PEOPLE = sheet(
    ("Name", "Mail", "Phone", "Staff no.", "Manager"),
    ("Joan Invented", "joan@example.com", "07700 900111", "S-10001", "Max Example"),
    ("Karl Madeup", "karl@example.com", "07700 900222", "S-10002", "Max Example"),
    ("Lena Fiction", "lena@example.com", "07700 900222", "77", "Max Example"),
    ("Otto Fable", "otto@example.com", "07700 900222", "S-10004", "Max Example"),
)


def test_a_row_is_a_record_with_the_exact_cells() -> None:
    (record,) = records(wanted((MAIL, "JOAN@example.com")), PEOPLE)
    assert hits([record]) == ["社員!B2"]
    assert {(m.at, m.entity) for m in record.beside} == {
        ("社員!A2", NAME), ("社員!C2", PHONE), ("社員!D2", STAFF), ("社員!E2", NAME)
    }  # fmt: skip
    assert HASHER.value(NAME, "Joan Invented") in beside([record])
    assert HASHER.value(NAME, "Karl Madeup") not in beside([record])


def test_nothing_told_of_a_record_holds_a_value() -> None:
    told = repr(records(wanted((NAME, "Joan Invented")), PEOPLE))
    assert not any(value in told for value in ("Joan", "joan@", "900111", "10001", "Max"))


def test_the_manager_beside_somebody_leads_nowhere() -> None:
    (record,) = records(wanted((MAIL, "joan@example.com")), PEOPLE)
    manager = next(m for m in record.beside if m.at == "社員!E2")
    assert manager.follow == ""
    assert followed([record]) == {(NAME, "sure"), (PHONE, "sure"), (STAFF, "sure")}


def test_rows_of_a_managers_staff_are_theirs_not_the_managers() -> None:
    found = records(wanted((NAME, "Max Example")), PEOPLE)
    assert hits(found) == ["社員!E2", "社員!E3", "社員!E4", "社員!E5"]
    assert followed(found) == set()


def test_a_telephone_of_several_people_leads_to_none_of_them() -> None:
    found = records(wanted((PHONE, "07700 900222")), PEOPLE)
    assert len(found) == 3
    assert followed(found) == set()


def test_a_short_staff_number_is_not_followed() -> None:
    assert (STAFF, "sure") not in followed(records(wanted((MAIL, "lena@example.com")), PEOPLE))


def test_family_and_given_name_in_two_columns_are_one_name() -> None:
    table = sheet(("姓", "名", "Mail"), ("架空", "花子", "hanako@example.com"), ("架空", "太郎", "taro@example.com"))
    found = records(wanted(pairs=[("架空", "花子")]), table)
    assert hits(found) == ["社員!A2", "社員!B2"]
    assert followed(found) == {(MAIL, "sure")}
    by_mail = records(wanted((MAIL, "taro@example.com")), table)
    assert followed(by_mail) == {(NAME, "sure")}
    assert HASHER.value(NAME, "架空太郎") in beside(by_mail)


COUPLES = sheet(
    ("First name", "Surname", "Contact first name", "Contact surname"),
    ("Joan", "Fable", "Otto", "Invented"),
    ("Karl", "Invented", "Joan", "Madeup"),
)


@pytest.mark.parametrize(
    ("given", "family", "cells"),
    [
        ("Joan", "Invented", []),  # of two people, in different rows or of the same row
        ("Karl", "Fable", []),
        ("Otto", "Fable", []),
        ("Karl", "Invented", ["社員!A3", "社員!B3"]),
        ("Joan", "Madeup", ["社員!C3", "社員!D3"]),
    ],
)
def test_two_cells_are_a_name_only_where_they_are_of_one_person(given: str, family: str, cells: list[str]) -> None:
    assert hits(records(wanted(pairs=[(given, family)]), COUPLES)) == cells


@pytest.mark.parametrize("asked", [("Invented", "Karl"), ("Karl", "Invented")])
def test_which_of_two_cells_is_the_surname_is_told_as_their_headers_say(asked: tuple[str, str]) -> None:
    (record,) = records(wanted(pairs=[asked]), COUPLES)
    assert record.pairs == ((HASHER.value(NAME, "Invented"), HASHER.value(NAME, "Karl")),)


@pytest.mark.parametrize(
    "header", [("姓", "名", "セイ", "メイ"), ("姓", "セイ", "名", "メイ"), ("姓", "名", "Phone", "旧姓")]
)
def test_names_and_readings_in_columns_of_their_own_are_told_apart(header: tuple[str, ...]) -> None:
    cells = {"姓": "架空", "名": "花子", "セイ": "カクウ", "メイ": "ハナコ", "Phone": "07700 900111", "旧姓": "虚構"}
    table = sheet(header, tuple(cells[name] for name in header))
    whole = {("架空", "花子")} | ({("カクウ", "ハナコ")} if "セイ" in header else {("虚構", "花子")})
    for family, given in whole:
        (record,) = records(wanted(pairs=[(family, given)]), table)
        assert {mark.hash for mark in record.hits} == {HASHER.value(NAME, family), HASHER.value(NAME, given)}
    assert records(wanted(pairs=[("架空", "ハナコ"), ("虚構", "ハナコ")]), table) == []


FORM = "Surname: Invented\nFirst name: Joan\nPhone: 07700 900111\nThank you."


def test_family_and_given_name_below_each_other_in_a_form_are_one_name() -> None:
    found = records(
        wanted(pairs=[("Joan", "Invented")]), text(FORM), PERSON="Invented|Joan", PHONE_NUMBER="07700 900111"
    )
    assert (hits(found), followed(found)) == (["line 1", "line 2"], {(PHONE, "sure")})
    by_phone = records(wanted((PHONE, "07700900111")), text(FORM), PERSON="Invented|Joan", PHONE_NUMBER="07700 900111")
    assert HASHER.value(NAME, "Joan Invented") in beside(by_phone)


def test_family_and_given_name_without_labels_are_told_to_be_apart() -> None:
    content = "Mr Invented rang.\nLater Joan came.\nKarl Madeup was there."
    (record,) = records(wanted(pairs=[("Joan", "Invented")]), text(content), PERSON="Invented|Joan|Karl Madeup")
    assert (record.kind, hits([record]), record.beside) == (Kind.APART, ["line 2", "line 1"], ())


def kinds(asked: Wanted, *items: TextBlock | tuple[TableBlock, TableVerdict], **found: str) -> list[Kind]:
    return [record.kind for record in records(asked, *items, **found)]


def test_a_surname_alone_is_told_apart_by_whether_somebody_of_that_name_is_named_in_full() -> None:
    asked = wanted(surnames=["架空", "Invented"])
    assert kinds(asked, text("架空様は欠席"), PERSON="架空") == [Kind.SURNAME]
    assert kinds(asked, text("架空様は欠席\n出席: 架空太郎"), PERSON="架空様|架空太郎") == [Kind.NAMESAKE]
    assert kinds(asked, text("Mr Invented rang"), PERSON="Mr Invented") == [Kind.SURNAME]
    both = text("Mr Invented rang\nfor Otto Invented")
    assert kinds(asked, both, PERSON="Mr Invented|Otto Invented") == [Kind.NAMESAKE]
    assert kinds(asked, sheet(("姓", "名"), ("架空", "太郎"), ("虚構", "花子"))) == []
    assert kinds(asked, sheet(("姓", "名"), ("架空", ""), ("虚構", "花子"))) == [Kind.SURNAME]


def test_the_reading_beside_a_name_leads_on_as_a_reading_only() -> None:
    table = sheet(("氏名", "フリガナ", "Mail"), ("架空花子", "カクウ ハナコ", "hanako@example.com"))
    assert followed(records(wanted((NAME, "架空花子")), table)) == {(NAME, "reading"), (MAIL, "sure")}
    assert followed(records(wanted((NAME, "カクウハナコ")), table)) == {(NAME, "sure"), (MAIL, "sure")}


def test_a_number_whose_leading_nought_is_lost_is_found() -> None:
    block, verdict = sheet(("Name", "Phone"), ("Joan Invented", "07700900111"))
    block.rows[1] = ("Joan Invented", "7700900111")
    assert hits(records(wanted((PHONE, "07700 900111")), (block, verdict))) == ["社員!B2"]


def test_a_remark_in_the_row_belongs_to_the_record() -> None:
    block, verdict = sheet(("Name", "Remark"), ("Joan Invented", "call 07700 900111"), ("Karl Madeup", ""))
    cell = CellMatch(1, 1, Match(PHONE, 5, 17, 0.9, WHY, "test"))
    found = records(wanted((PHONE, "07700900111")), (block, TableVerdict(verdict.columns, (cell,))))
    assert (hits(found), followed(found)) == (["社員!B2"], {(NAME, "sure")})


TEXT = (
    "Joan Invented asked to close the account. Her number is 07700 900111.\n"
    "Karl Madeup wrote from karl@example.com and will call from 07700 900222."
)


def text(content: str, at: Location | None = None) -> TextBlock:
    return TextBlock(content, at or place(StepKind.LINE, 1))


def test_in_text_a_record_ends_where_somebody_else_is_named() -> None:
    found = records(
        wanted((PHONE, "07700 900111")),
        text(TEXT),
        PERSON="Joan Invented|Karl Madeup",
        PHONE_NUMBER="07700 900111|07700 900222",
        EMAIL_ADDRESS="karl@example.com",
    )
    assert hits(found) == ["line 1"]
    assert beside(found) == {HASHER.value(NAME, "Joan Invented")}


@pytest.mark.parametrize("gap", ["\n", "\nRemarks: none\n"])
def test_the_lines_of_a_form_make_one_record(gap: str) -> None:
    content = f"Name: Joan Invented{gap}Phone: 07700 900111{gap}Mail: joan@example.com\n\nName: Karl Madeup"
    found = records(
        wanted((NAME, "Invented Joan"), (NAME, "Joan Invented")),
        text(content),
        PERSON="Joan Invented|Karl Madeup",
        PHONE_NUMBER="07700 900111",
        EMAIL_ADDRESS="joan@example.com",
    )
    assert followed(found) == {(PHONE, "sure"), (MAIL, "sure")}


def test_far_from_the_name_nothing_is_taken_for_theirs_where_two_are_named() -> None:
    content = "Name: Joan Invented\n" + "Nothing happened.\n" * 30 + "Phone: 07700 900111\nName: Karl Madeup"
    found = records(
        wanted((NAME, "Joan Invented")), text(content), PERSON="Joan Invented|Karl Madeup", PHONE_NUMBER="07700 900111"
    )
    assert (len(found), beside(found)) == (1, set())


def test_what_a_document_about_one_person_has_one_of_is_theirs() -> None:
    content = "Dear Joan Invented\n" + "Nothing happened.\n" * 30 + "Phone: 07700 900111"
    found = records(wanted((NAME, "Joan Invented")), text(content), PERSON="Joan Invented", PHONE_NUMBER="07700 900111")
    assert followed(found) == {(PHONE, "sure")}
    two = records(
        wanted((NAME, "Joan Invented")),
        text(content + "\n" * 310 + "Phone: 07700 900222"),
        PERSON="Joan Invented",
        PHONE_NUMBER="07700 900111|07700 900222",
    )
    assert followed(two) == set()


def test_sender_and_receivers_of_a_mail_are_different_people() -> None:
    content = "From: Joan Invented <joan@example.com>\nTo: karl@example.com\nCc: Otto Fable <otto@example.com>"
    found = records(
        wanted((NAME, "Joan Invented")),
        text(content, place(StepKind.FIELD, "From")),
        PERSON="Joan Invented|Otto Fable",
        EMAIL_ADDRESS="joan@example.com|karl@example.com|otto@example.com",
    )
    assert beside(found) == {HASHER.value(MAIL, "joan@example.com")}


def test_two_addresses_without_a_name_are_not_one_persons() -> None:
    found = records(
        wanted((MAIL, "joan@example.com")),
        text("Send to: joan@example.com, karl@example.com"),
        EMAIL_ADDRESS="joan@example.com|karl@example.com",
    )
    assert (len(found), followed(found)) == (1, set())


FIXED, MOBILE = "01632 960111", "07700 900222"


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (f"Joan Invented\nEmployer: Acme, Leith, tel. {FIXED}", "firm"),
        (f"Joan Invented\nSample Works tel. {FIXED}", "firm"),
        (f"Joan Invented\n事業所の電話 {FIXED}", "firm"),
        (f"Employer of Joan Invented, tel. {FIXED}", "sure"),
        (f"Joan Invented\nEmployer: Acme, Leith\nHome tel. {FIXED}", "sure"),
        (f"Joan Invented\nEmployer: Acme, Leith\n\n\nTel. {FIXED}", "sure"),
        (f"Joan Invented\nEmployer: Acme, tel. {MOBILE}", "sure"),
    ],
)
def test_the_telephone_of_a_firm_leads_to_nobody_and_is_told(content: str, how: str) -> None:
    found = records(
        wanted((NAME, "Joan Invented")),
        text(content),
        PERSON="Joan Invented",
        ORGANIZATION="Sample Works",
        PHONE_NUMBER=f"{FIXED}|{MOBILE}",
    )
    assert followed(found) == {(PHONE, how)}


def test_a_column_of_employers_telephones_leads_to_nobody() -> None:
    found = records(
        wanted((NAME, "見本 花子")), sheet(("氏名", "勤務先電話番号", "Phone"), ("見本 花子", "03-0000-0001", MOBILE))
    )
    assert followed(found) == {(PHONE, "firm"), (PHONE, "sure")}
