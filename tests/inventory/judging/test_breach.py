"""The breach tests: what each law asks of a file, with yes, no and depends, and the clause that says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import SPECIAL_CATEGORIES, Entity, PeopleEstimate
from inventory.judging.breach import (
    Answer,
    BreachFacts,
    Clause,
    Reason,
    Result,
    breach_tests,
    facts_of_asset,
    facts_of_file,
    facts_of_files,
)
from inventory.judging.risk import RiskFacts, assess_risk
from inventory.storage.rows import AssetRow, EntityCount, FileRow
from reports.breach import breach_line, breach_lines
from reports.locale import LANGUAGES, messages
from tests.reports.memory import counts, file

YES, NO, DEPENDS = Answer.YES, Answer.NO, Answer.DEPENDS


def facts(low: int, high: int, *entities: str, special: tuple[str, ...] = (), **more: object) -> BreachFacts:
    counts = dict.fromkeys(entities, high)
    known: dict[str, object] = {"exposure": "owner", "protection": "none", **more}
    return BreachFacts(counts, special, PeopleEstimate(low, high), **known)  # type: ignore[arg-type]


def answer(about: BreachFacts, clause: Clause) -> Result:
    return next(result for result in breach_tests(about) if result.clause is clause)


NAMES = facts(50, 50, "PERSON")

CASES = [
    # 施行規則7条1号: one person's health is enough; what only UK law calls special is not; no linked category, no.
    (Clause.APPI_SENSITIVE, facts(1, 1, "PERSON", special=("HEALTH",)), YES, Reason.SENSITIVE),
    (Clause.APPI_SENSITIVE, facts(1, 1, "PERSON", special=("SOCIAL_STATUS",)), YES, Reason.SENSITIVE),
    (Clause.APPI_SENSITIVE, facts(9, 9, "PERSON", special=("UNION", "SEX_LIFE", "BIOMETRIC")), NO, Reason.NOTHING),
    (Clause.APPI_SENSITIVE, facts(9, 9, "PERSON", "HEALTH"), NO, Reason.NOTHING),
    (Clause.APPI_SENSITIVE, facts(9, 9, "PERSON", unread=True), DEPENDS, Reason.UNREAD),
    # 2号
    (Clause.APPI_PROPERTY, facts(1, 1, "CREDIT_CARD"), YES, Reason.CARDS),
    (Clause.APPI_PROPERTY, facts(1, 1, "JP_BANK_ACCOUNT"), DEPENDS, Reason.ACCOUNTS_ONLY),
    (Clause.APPI_PROPERTY, facts(1, 1, "IBAN_CODE", "CREDIT_CARD"), YES, Reason.CARDS),
    (Clause.APPI_PROPERTY, NAMES, NO, Reason.NOTHING),
    # 3号
    (Clause.APPI_IMPROPER, facts(1, 1, "PERSON"), YES, Reason.SOMEBODY),
    (Clause.APPI_IMPROPER, facts(0, 1, "PERSON"), DEPENDS, Reason.PERHAPS_SOMEBODY),
    (Clause.APPI_IMPROPER, facts(0, 0, "UK_POSTCODE"), DEPENDS, Reason.PERHAPS_SOMEBODY),
    (Clause.APPI_IMPROPER, facts(0, 0), NO, Reason.NOTHING),
    # 4号: more than 1,000, not 1,000
    (Clause.APPI_PEOPLE, facts(1001, 1001, "PERSON"), YES, Reason.MANY),
    (Clause.APPI_PEOPLE, facts(1000, 1001, "PERSON"), DEPENDS, Reason.PERHAPS_MANY),
    (Clause.APPI_PEOPLE, facts(1000, 1000, "PERSON"), NO, Reason.FEW),
    (Clause.APPI_PEOPLE, facts(1000, 1000, "PERSON", unread=True), DEPENDS, Reason.UNREAD),
    (Clause.APPI_PEOPLE, facts(0, 0), NO, Reason.NOTHING),
    # 番号法: its own tests, with its own number
    (Clause.MY_NUMBER_PEOPLE, facts(101, 101, "JP_MY_NUMBER"), YES, Reason.MANY),
    (Clause.MY_NUMBER_PEOPLE, facts(100, 101, "JP_MY_NUMBER"), DEPENDS, Reason.PERHAPS_MANY),
    (Clause.MY_NUMBER_PEOPLE, facts(100, 100, "JP_MY_NUMBER"), NO, Reason.FEW),
    (Clause.MY_NUMBER_PEOPLE, facts(5000, 5000, "PERSON"), NO, Reason.NOTHING),
    (Clause.MY_NUMBER_IMPROPER, facts(1, 1, "JP_MY_NUMBER"), YES, Reason.NUMBERS),
    (Clause.MY_NUMBER_IMPROPER, NAMES, NO, Reason.NOTHING),
    (Clause.MY_NUMBER_EXPOSED, facts(1, 1, "JP_MY_NUMBER", exposure="others"), YES, Reason.OPEN),
    (Clause.MY_NUMBER_EXPOSED, facts(1, 1, "JP_MY_NUMBER", exposure="group"), NO, Reason.CLOSED),
    (Clause.MY_NUMBER_EXPOSED, facts(1, 1, "PERSON", exposure="others"), NO, Reason.NOTHING),
    # UK: no figure in the law; identifiability x sensitivity x volume
    (Clause.UK_RISK, facts(1, 1, "PERSON"), NO, Reason.SCORE),
    (Clause.UK_RISK, facts(1, 1, "PERSON", "ADDRESS"), YES, Reason.SCORE),
    (Clause.UK_RISK, facts(5, 20, "PERSON"), DEPENDS, Reason.PERHAPS_SCORE),
    (Clause.UK_RISK, facts(0, 0, "UK_POSTCODE"), NO, Reason.SCORE),
    (Clause.UK_RISK, facts(0, 0), NO, Reason.NOTHING),
    (Clause.UK_RISK, facts(0, 0, "UK_BANK_ACCOUNT", "ADDRESS"), DEPENDS, Reason.PERHAPS_SCORE),  # a firm's, or not
    (Clause.UK_HIGH_RISK, facts(1, 1, "PERSON", special=("UNION",)), YES, Reason.SCORE),
    (Clause.UK_HIGH_RISK, facts(1, 1, "PERSON", grave=True), YES, Reason.SCORE),
    (Clause.UK_HIGH_RISK, facts(5000, 5000, "PERSON"), NO, Reason.SCORE),
    # Protection: what is strong spares, what is not does not
    (Clause.APPI_PEOPLE, facts(2000, 2000, "PERSON", protection="aes"), NO, Reason.ENCRYPTED),
    (Clause.APPI_PEOPLE, facts(2000, 2000, "PERSON", protection="aes", key_beside=True), YES, Reason.MANY),
    (Clause.APPI_PEOPLE, facts(2000, 2000, "PERSON", protection="zipcrypto"), YES, Reason.MANY),
    (Clause.APPI_PEOPLE, facts(2000, 2000, "PERSON", protection="office"), DEPENDS, Reason.CIPHER_UNKNOWN),
    (Clause.APPI_PEOPLE, facts(2000, 2000, "PERSON", protection="pdf"), DEPENDS, Reason.CIPHER_UNKNOWN),
    (Clause.APPI_PEOPLE, facts(5, 5, "PERSON", protection="office"), NO, Reason.FEW),
    (Clause.APPI_IMPROPER, facts(0, 0, protection="zipcrypto", unread=True), DEPENDS, Reason.UNREAD),
    (Clause.APPI_IMPROPER, facts(0, 0, protection="aes", unread=True), NO, Reason.ENCRYPTED),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "about", "expected", "reason"), CASES)
def test_each_clause_is_answered_with_its_reason(
    clause: Clause, about: BreachFacts, expected: Answer, reason: Reason
) -> None:
    result = answer(about, clause)
    assert (result.answer, result.reason) == (expected, reason)


def test_the_laws_of_the_two_countries_do_not_answer_for_each_other() -> None:
    numbers = facts(500, 500, "JP_MY_NUMBER")
    assert answer(numbers, Clause.MY_NUMBER_PEOPLE).answer is YES
    assert answer(numbers, Clause.APPI_PEOPLE).answer is NO


def test_one_person_has_one_individual_number() -> None:
    # The same number in two sheets counts twice in what was found: at least as many people as there are, no more.
    found = BreachFacts({"JP_MY_NUMBER": 150}, (), PeopleEstimate(75, 80), "owner", "none")
    assert answer(found, Clause.MY_NUMBER_PEOPLE).answer is DEPENDS


_facts = st.builds(
    BreachFacts,
    st.dictionaries(st.sampled_from([*map(str, Entity), "SOMETHING"]), st.integers(1, 10**9)),
    st.lists(st.sampled_from([*map(str, SPECIAL_CATEGORIES)]), unique=True).map(tuple),
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda p: PeopleEstimate(min(p), max(p))),
    st.sampled_from(["others", "group", "named", "owner", "unknown"]),
    st.sampled_from(["none", "aes", "zipcrypto", "office", "pdf"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(_facts)
def test_every_answer_can_be_said_in_both_languages(about: BreachFacts) -> None:
    results = breach_tests(about)
    assert [result.clause for result in results] == list(Clause)
    for lang in LANGUAGES:
        for result in results:
            assert breach_line(messages(lang), result)
        text = "\n".join(breach_lines(messages(lang), results))
        assert "must be reported" not in text and "報告しなければ" not in text


@given(_facts, st.integers(0, 10**6))
def test_more_people_never_make_a_leak_harmless(about: BreachFacts, more: int) -> None:
    order = (NO, DEPENDS, YES)
    bigger = replace(about, people=PeopleEstimate(about.people.low + more, about.people.high + more))
    for few, many in zip(breach_tests(about), breach_tests(bigger), strict=True):
        assert order.index(many.answer) >= order.index(few.answer), few.clause


def test_a_threshold_that_is_not_confirmed_says_so() -> None:
    about = facts(150, 150, "JP_MY_NUMBER")
    for result in breach_tests(about):
        unsure = result.clause is Clause.MY_NUMBER_PEOPLE
        assert result.confirmed is not unsure and result.as_of == "2026-11-22"
        assert ("not confirmed" in breach_line(messages("en"), result)) is unsure
        assert ("現行の規則による確認ができていません" in breach_line(messages("ja"), result)) is unsure


def test_what_is_said_is_a_sentence_of_a_clerk() -> None:
    (line,) = (breach_line(messages("ja"), r) for r in breach_tests(facts(1200, 1500, "PERSON")) if r.limit == 1000)
    assert line == (
        "該当し得る: 本人の数が1,000人を超える漏えい等（同法26条・施行規則7条4号）。"
        "1,200～1,500人の個人データがあります。"
    )
    (line,) = (breach_line(messages("en"), r) for r in breach_tests(facts(900, 1500, "PERSON")) if r.limit == 1000)
    assert line == (
        "Depends: more than 1,000 people (Japan, APPI Art 26, rules Art 7 no 4). The estimate is 900 to 1,500 people: "
        "count them."
    )


def test_only_the_laws_of_the_organisations_countries_are_asked() -> None:
    assert {r.clause for r in breach_tests(NAMES, ("uk",))} == {Clause.UK_RISK, Clause.UK_HIGH_RISK}
    assert {r.clause for r in breach_tests(NAMES, ("jp",))} == set(Clause) - {Clause.UK_RISK, Clause.UK_HIGH_RISK}


def test_nothing_found_is_one_line() -> None:
    (line,) = breach_lines(messages("en"), breach_tests(facts(0, 0)))
    assert line == "No personal data was found in it: a leak would meet no test."


def file_row(**fields: object) -> FileRow:
    values: dict[str, object] = {
        "id": 1, "root": "/s", "path": "名簿.xlsx", "member_of": "", "format": "xlsx", "outcome": "scanned",
        "problems": (), "size": 1, "modified": "", "content_hash": "", "doc_class": "staff_list", "class_evidence": (),
        "entities": {"PERSON": EntityCount(3, 2)}, "people": PeopleEstimate(2, 2), "special": (),
        "protection": "none", "risk": 0, "retention": None, "clues": (), "mode": 0o100640, "owner": 0,
        "characters": 1, **fields,
    }  # fmt: skip
    return FileRow(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("名簿_pw1234.zip", True),
        ("名簿（パスワードは2019）.zip", True),
        ("Password list.7z", True),
        ("spwd.zip", False),
    ],
)
def test_a_password_in_the_name_is_beside_the_file(path: str, beside: bool) -> None:
    assert facts_of_file(file_row(path=path)).key_beside is beside


def test_firms_and_goods_are_no_facts() -> None:
    row = file_row(
        people=PeopleEstimate(0, 0), entities={"ORGANIZATION": EntityCount(1, 1), "EAN_CODE": EntityCount(9, 9)}
    )
    assert facts_of_file(row).entities == {}


def test_the_facts_of_a_file_are_its_rows() -> None:
    row = file_row(acl="u1001:r g:- m:r", doc_class="pupils", outcome="partial", protection="aes")
    assert facts_of_file(row) == BreachFacts({"PERSON": 2}, (), PeopleEstimate(2, 2), "named", "aes", True, False, True)


@pytest.mark.parametrize(
    ("protection", "weakest"), [(("aes",), "aes"), (("aes", "none"), "none"), (("aes", "pdf"), "pdf"), ((), "none")]
)
def test_an_asset_is_as_weak_as_its_weakest_file(protection: tuple[str, ...], weakest: str) -> None:
    found = {"JP_MY_NUMBER": EntityCount(9, 9)}
    asset = AssetRow(
        "k", "/s", "人事", "payroll", 2, 1, PeopleEstimate(5, 9), found, (), 0, 0, None, 0, protection,
        ("xlsx",), 0, "人事/給与.xlsx", True, "", "", 0,
    )  # fmt: skip
    about = facts_of_asset(asset)
    assert (about.protection, about.exposure, about.unread) == (weakest, "others", False)


def test_an_invoice_about_nobody_is_said_to_hold_data_wherever_it_is_spoken_of() -> None:
    """Registers list its account and address; the breach tests may not say that there is no personal data in it."""
    lines = list(breach_lines(messages("en"), breach_tests(facts(0, 0, "UK_BANK_ACCOUNT", "ADDRESS"), ("uk",))))
    assert "No personal data was found in it: a leak would meet no test." not in lines
    one = RiskFacts(("UK_BANK_ACCOUNT", "ADDRESS"), (), PeopleEstimate(0, 0), 0o100600, "none")
    many = RiskFacts(("PERSON", "ADDRESS", "UK_POSTCODE"), (), PeopleEstimate(300, 310), 0o100600, "none")
    assert assess_risk(one).score < assess_risk(many).score


def test_contacts_and_guarantors_beside_the_people_of_a_list_are_lost_with_them() -> None:
    listed = PeopleEstimate(600, 600, 598, 600)
    row = file_row(people=listed)
    assert answer(facts_of_file(row), Clause.APPI_PEOPLE).answer is YES
    together = facts_of_files([row, file_row(path="b.csv", people=PeopleEstimate(2, 3))])
    assert together.people == PeopleEstimate(1198, 1203)


def test_files_lost_together_are_one_loss_each_content_once() -> None:
    rows = [
        file("a.csv", id=1, content_hash="aa", people=PeopleEstimate(40, 40), entities=counts(PERSON=40)),
        file("copy/a.csv", id=2, content_hash="aa", people=PeopleEstimate(40, 40), entities=counts(PERSON=40)),
        file(
            "b.xlsx",
            id=3,
            content_hash="bb",
            people=PeopleEstimate(5, 9),
            entities=counts(UK_NINO=9),
            special=("HEALTH",),
        ),
        file(
            "locked.xlsx",
            id=4,
            content_hash="",
            outcome="failed",
            protection="office",
            people=PeopleEstimate(0, 0),
            entities={},
        ),
    ]
    together = facts_of_files(rows)
    assert (together.people, dict(together.entities)) == (PeopleEstimate(40, 49), {"PERSON": 40, "UK_NINO": 9})
    assert (together.special, together.protection, together.unread) == (("HEALTH",), "none", True)
