"""Which rule decides about a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detectors.documents.periods import find_periods
from detectors.model import UNDER_18, ClueKind, DateClue, WordClue
from inventory.retention.evaluate import applicable, country_hints, evaluate, explain
from inventory.retention.model import AppliesTo, BasisKind, Clock, Country, FileFacts, Trust, Verdict
from inventory.retention.rules import RuleSet, load_rules
from inventory.retention.standing import Standing, standing

RULES = load_rules()
TODAY = date(2026, 11, 22)


def facts(
    doc_class: str, path: str, *clues: DateClue | WordClue, modified: date = date(2025, 6, 1), **entities: int
) -> FileFacts:
    dates = [clue for clue in clues if isinstance(clue, DateClue)]
    told = tuple(clue for clue in clues if isinstance(clue, WordClue))
    return FileFacts(doc_class, path, entities, (*find_periods(path, "name"), *dates), modified, told=told)


def decided(file: FileFacts, rules: RuleSet = RULES) -> Verdict:
    verdict = evaluate(file, rules, TODAY)
    assert verdict is not None
    return verdict


def test_a_file_that_no_rule_is_about_has_no_verdict() -> None:
    assert evaluate(facts("none", "readme 2009.txt"), RULES, TODAY) is None
    assert evaluate(facts("letter", "letter 2009.docx", UK_POSTCODE=3), RULES, TODAY) is None
    assert evaluate(facts("ledger", "ledger 2009.csv"), load_rules(()), TODAY) is None


def test_the_longest_minimum_decides_and_the_others_are_listed() -> None:
    verdict = decided(facts("ledger", "総勘定元帳_2015年度.xlsx"))
    assert (verdict.rule_id, verdict.due) == ("jp.company-books", date(2026, 3, 31))
    assert [(o.rule_id, o.due) for o in verdict.others] == [("jp.books", date(2023, 5, 31))]


def test_a_minimum_goes_before_a_longer_recommendation(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("rules: [{id: uk.personnel-file, applies_to: {classes: [payroll]}}]")
    rules = load_rules(files=[path])
    assert decided(facts("payroll", "payroll 2019-20.xls", UK_NINO=3), rules).rule_id == "uk.paye"


def test_a_specific_rule_replaces_the_general_one() -> None:
    clue = DateClue(ClueKind.FIELD, "created", "2019-03-31", "2019-03-31", "content")
    verdict = decided(facts("pension_record", "opt-out notices.pdf", clue, UK_NINO=2))
    assert (verdict.rule_id, verdict.others) == ("uk.auto-enrolment-opt-out", ())


def test_individual_numbers_are_flagged_before_everything_else() -> None:
    verdict = decided(facts("tax_declaration", "扶養控除_平成29年分.xlsx", JP_MY_NUMBER=30))
    assert (verdict.rule_id, verdict.basis_kind) == ("jp.my-number", BasisKind.DESTROY_BY)
    assert (verdict.due, verdict.overdue_days) == (date(2025, 1, 10), 681)


def test_individual_numbers_are_never_due_before_a_minimum_for_the_same_file_has_passed() -> None:
    verdict = decided(facts("ledger", "元帳_2018年度.xlsx", JP_MY_NUMBER=1))
    assert verdict.rule_id == "jp.my-number"
    assert verdict.due == date(2029, 3, 31)  # the company's books: ten years
    assert verdict.overdue_days < 0


def test_no_individual_number_no_destruction() -> None:
    assert (
        decided(facts("tax_declaration", "扶養控除_平成29年分.xlsx", JP_MY_NUMBER=0)).rule_id == "jp.tax-declarations"
    )


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (facts("ledger", "a.csv", JP_POSTAL_CODE=1), {Country.JP}),
        (facts("ledger", "a.csv", UK_NINO=1), {Country.UK}),
        (facts("ledger", "a.csv", UK_NINO=1, JP_POSTAL_CODE=1), set(Country)),
        (facts("ledger", "a.csv", UK_NINO=0, PERSON=4), set()),
        (facts("ledger", "元帳.csv"), {Country.JP}),
        (facts("ledger", "ﾓﾄﾁｮｳ.csv"), {Country.JP}),
        (facts("ledger", "tax year 2018-19.csv"), {Country.UK}),
        (facts("ledger", "H30.csv"), {Country.JP}),
        (FileFacts("ledger", "元帳.csv", {}, (), TODAY, "uk"), {Country.UK}),
    ],
)
def test_a_file_points_to_countries_by_entities_clues_and_path(file: FileFacts, expected: set[Country]) -> None:
    assert country_hints(file) == expected


def test_the_rules_of_one_country_where_the_file_points_there_and_of_both_where_it_points_nowhere() -> None:
    british = decided(facts("invoice", "invoices 2015.csv", UK_POSTCODE=9))
    nowhere = decided(facts("invoice", "invoices 2015.csv"))
    assert {british.rule_id[:2], *(o.rule_id[:2] for o in british.others)} == {"uk"}
    assert {nowhere.rule_id[:2], *(o.rule_id[:2] for o in nowhere.others)} == {"uk", "jp"}
    assert nowhere.rule_id == "jp.books"  # the longer


def test_an_organisation_with_one_countrys_rules_uses_them_for_every_file() -> None:
    rules = load_rules(("uk",))
    assert decided(facts("invoice", "請求書_2015年度.csv", JP_POSTAL_CODE=9), rules).rule_id == "uk.company-tax"


def test_without_any_usable_date_the_rule_is_named_and_no_day() -> None:
    verdict = decided(facts("customer_list", "customers.csv", modified=date(1970, 1, 1), UK_POSTCODE=5))
    assert (verdict.rule_id, verdict.due, verdict.overdue_days) == ("uk.customer-list", None, 0)
    assert (verdict.clock, verdict.trust) == (Clock.NONE, Trust.NONE)
    assert "No usable date was found, so no end can be given." in explain(verdict, RULES, "en")
    assert "使える日付が見つからないため、保存期限を示せません。" in explain(verdict, RULES, "ja")


def test_the_file_systems_date_is_weak_and_said_to_be() -> None:
    verdict = decided(facts("staff_list", "Leavers/staff.xlsx", modified=date(2012, 5, 1), UK_NINO=5))
    assert (verdict.clock, verdict.trust, verdict.due) == (Clock.MODIFIED, Trust.WEAK, date(2018, 5, 1))
    said = " ".join(explain(verdict, RULES, "en"))
    assert "the day the person left is not known" in said and "copying resets" in said
    assert "退職・退会などの日は不明" in "".join(explain(verdict, RULES, "ja"))


def test_later_dates_inside_lower_the_trust_and_are_shown() -> None:
    newest = DateClue(ClueKind.NEWEST_DATE, "data", "2008-01-01", "2021-03-01", "content")
    verdict = decided(facts("customer_list", "customers_2012.xlsx", newest, UK_POSTCODE=5))
    assert (verdict.clock, verdict.due, verdict.rival_due) == (Clock.PERIOD, date(2018, 12, 31), date(2027, 3, 1))
    assert verdict.trust is Trust.WEAK
    assert any("Other evidence disagrees" in s and "1 March 2027" in s for s in explain(verdict, RULES, "en"))
    assert any("食い違っています" in s and "2027年3月1日" in s for s in explain(verdict, RULES, "ja"))


def test_earlier_dates_inside_are_shown_and_leave_the_trust() -> None:
    made = DateClue(ClueKind.DOCUMENT_DATE, "created", "2010-03-01", "2010-03-01", "property")
    verdict = decided(facts("invoice", "請求書_2018年度.xlsx", made))
    assert (verdict.trust, verdict.rival_due) == (Trust.MEDIUM, date(2017, 5, 31))


def test_the_cases_in_which_a_period_is_longer_are_said_with_their_day() -> None:
    verdict = decided(facts("invoice", "請求書_2018年度.xlsx"))
    assert (
        "Keep it until 31 May 2029 if the business year made a loss (years begun on or after 1 April 2018)."
        in explain(verdict, RULES, "en")
    )
    assert any("2029年5月31日まで保存します" in s for s in explain(verdict, RULES, "ja"))


@pytest.mark.parametrize(
    ("today", "english", "japanese"),
    [
        (date(2027, 1, 9), "The period ends on 10 January 2027, in 1 day.", "保存期限：2027年1月10日（満了まで1日）。"),
        (date(2027, 1, 10), "The period ends on 10 January 2027, today.", "保存期限：2027年1月10日（本日満了）。"),
        (date(2027, 1, 11), "The period ended on 10 January 2027, 1 day ago.", "（1日前に満了）。"),
        (date(2030, 1, 11), "The period ended on 10 January 2027, 1,097 days ago.", "（1,097日前に満了）。"),
    ],
)  # fmt: skip
def test_the_end_of_the_period_is_told_in_days(today: date, english: str, japanese: str) -> None:
    verdict = evaluate(facts("tax_declaration", "扶養控除_令和元年分.xlsx"), RULES, today)
    assert verdict is not None
    assert english in explain(verdict, RULES, "en")
    assert any(s.startswith("保存期限：2027年1月10日") and s.endswith(japanese) for s in explain(verdict, RULES, "ja"))


def test_an_explanation_needs_the_rule_it_is_about() -> None:
    verdict = decided(facts("invoice", "請求書_2018年度.xlsx"))
    with pytest.raises(KeyError):
        explain(verdict, load_rules(("uk",)), "en")


def test_the_same_facts_give_the_same_verdict_in_any_order_of_clues() -> None:
    clues = [
        DateClue(ClueKind.FIELD, "leaving", f"201{n}-03-31", f"201{n}-03-31", "content") for n in range(9)
    ] + find_periods("2015年度", "content")
    verdicts = {
        evaluate(FileFacts("staff_list", "名簿.xlsx", {}, order, date(2024, 1, 1)), RULES, TODAY)
        for order in (tuple(clues), tuple(reversed(clues)))
    }
    assert len(verdicts) == 1


NATIONS = [
    (None, "uk.contract", "2025-03-31"),
    ("england", "uk.contract", "2025-03-31"),
    ("scotland", "uk.contract-scotland", "2024-03-31"),
    ("northern-ireland", "uk.contract", "2025-03-31"),
]


@pytest.mark.parametrize(("nation", "rule_id", "due"), NATIONS)
def test_the_rules_of_another_nation_are_not_in_force(nation: str | None, rule_id: str, due: str) -> None:
    rules = load_rules(nation=nation)
    end = DateClue(ClueKind.FIELD, "contract_end", "2019-03-31", "2019-03-31", "content")
    verdict = evaluate(
        FileFacts("contract", "lease.docx", {}, (end,), date(2026, 1, 1), "uk"), rules, date(2026, 11, 22)
    )
    assert verdict is not None and (verdict.rule_id, str(verdict.due)) == (rule_id, due)


@pytest.mark.parametrize(
    ("nation", "country"), [("japan", "jp"), ("england", "uk"), ("wales", "uk"), ("scotland", "uk"), (None, "jp uk")]
)
def test_a_file_that_points_nowhere_gets_the_rules_of_the_nation(nation: str | None, country: str) -> None:
    found = applicable(FileFacts("customer_list", "list.csv", {}, (), date(2019, 1, 1)), load_rules(nation=nation))
    assert {str(rule.country) for rule in found} == set(country.split())


def test_the_nation_says_nothing_against_what_stands_in_a_file() -> None:
    facts = FileFacts("customer_list", "顧客名簿.csv", {"JP_POSTAL_CODE": 9}, (), date(2019, 1, 1))
    assert {rule.country for rule in applicable(facts, load_rules(nation="scotland"))} == {"jp"}


def test_every_clock_of_a_file_is_shown_with_its_end_and_its_trust() -> None:
    clues = (
        DateClue(ClueKind.FIELD, "leaving", "2019-03-31", "2019-03-31", "content"),
        DateClue(ClueKind.PERIOD, "fiscal_year", "2012-04-01", "2013-03-31", "name", "年度"),
        DateClue(ClueKind.DOCUMENT_DATE, "created", "2019-05-01", "2019-05-01", "property"),
    )
    facts = FileFacts("staff_list", "退職者/労働者名簿_2012年度.xlsx", {}, clues, date(2021, 2, 3))
    rules = load_rules()
    verdict = evaluate(facts, rules, date(2026, 11, 22))
    assert verdict is not None
    assert [(r.clock, r.trust, str(r.due)) for r in verdict.readings] == [
        ("field", "strong", "2024-03-31"),
        ("period", "weak", "2018-03-31"),
        ("document_date", "weak", "2024-05-01"),
        ("modified", "weak", "2026-02-03"),
    ]
    english, japanese = explain(verdict, rules, "en"), explain(verdict, rules, "ja")
    assert (
        "Other evidence disagrees: by the period stated in its name (1 April 2012 to 31 March 2013) the period would "
        "end on 31 March 2018."
    ) in english
    assert (
        "Ends by the other clocks: the document's own date (1 May 2019): 1 May 2024 (rough); "
        "the file system's date (copying resets it): 3 February 2026 (rough)."
    ) in english
    assert (
        "ほかの日付による保存期限：文書の日付（2019年5月1日）によれば2024年5月1日（目安）／"
        "ファイルの更新日（コピーすると変わることがあります）によれば2026年2月3日（目安）。"
    ) in japanese


def test_a_contract_that_says_that_it_is_a_deed_is_one_whatever_it_is_called() -> None:
    end = DateClue(ClueKind.FIELD, "contract_end", "2017-03-30", "2017-03-30", "content")
    deed = WordClue("deed", "text")
    said = decided(facts("contract", "agreement.docx", end, deed, UK_POSTCODE=1))
    assert (said.rule_id, said.due) == ("uk.contract-deed", date(2029, 3, 30))
    assert decided(facts("contract", "agreement.docx", end, UK_POSTCODE=1)).rule_id == "uk.contract"


DEED, LEASE, DEEDS = WordClue("deed", "text"), WordClue("lease", "heading"), WordClue("title deeds", "heading")


@pytest.mark.parametrize(
    ("path", "told", "by", "english", "japanese"),
    [
        ("deed.docx", (), WordClue("deed", "path"), "its path has “deed”", "パスに「deed」とある"),
        ("x.docx", (DEED,), DEED, "its text speaks of “deed”", "本文に「deed」とある"),
        ("x.docx", (LEASE, DEEDS), DEEDS, "a heading in it has “title deeds”", "見出しに「title deeds」とある"),
    ],
)
def test_the_explanation_says_by_which_word_the_rule_is_about_the_file(
    path: str, told: tuple[WordClue, ...], by: WordClue, english: str, japanese: str
) -> None:
    verdict = decided(facts("contract", path, *told, UK_POSTCODE=1))
    assert (verdict.rule_id, verdict.by) == ("uk.contract-deed", by)
    assert english in explain(verdict, RULES, "en")[1] and japanese in explain(verdict, RULES, "ja")[1]


def test_a_rule_that_asks_for_no_word_is_told_by_none() -> None:
    assert decided(facts("ledger", "総勘定元帳_2015年度.xlsx")).by is None


def test_an_end_that_is_stated_goes_before_a_year_in_the_name() -> None:
    end = DateClue(ClueKind.FIELD, "contract_end", "2022-08-31", "2022-08-31", "content")
    verdict = decided(facts("tenants", "AST Example 2014.docx", end, UK_POSTCODE=1))
    assert (verdict.due, verdict.trust) == (date(2028, 8, 31), Trust.STRONG)


def test_records_of_patients_who_were_children_are_kept_until_the_last_of_them_is_grown() -> None:
    seen = DateClue(ClueKind.FIELD, "last_transaction", "2011-02-14", "2011-02-14", "content")
    adults = decided(facts("medical_record", "patients.csv", seen, UK_NHS=3))
    children = decided(facts("medical_record", "patients.csv", seen, UNDER_18, UK_NHS=3))
    assert (adults.due, children.due) == (date(2019, 2, 14), date(2036, 2, 14))
    teeth = WordClue("dental", "text")
    assert decided(facts("medical_record", "patients.csv", seen, teeth, UK_NHS=3)).due == date(2026, 2, 14)


def test_copies_for_the_right_to_rent_are_no_due_diligence_and_a_tenancy_is_no_such_copy() -> None:
    end = DateClue(ClueKind.FIELD, "contract_end", "2019-07-31", "2019-07-31", "content")
    told = WordClue("right_to_rent", "heading")
    for doc_class in ("identity_check", "none"):
        verdict = decided(facts(doc_class, "scan.png", end, told, UK_PASSPORT=1))
        assert (verdict.rule_id, verdict.due, verdict.others) == ("uk.right-to-rent", date(2020, 7, 31), ())
    assert decided(facts("contract", "AST.docx", end, told, UK_POSTCODE=1)).rule_id == "uk.contract"


def test_an_accident_book_with_children_in_it_is_kept_until_they_are_grown() -> None:
    entry = DateClue(ClueKind.FIELD, "last_entry", "2012-12-31", "2012-12-31", "content")
    adults = decided(facts("accident_record", "Accident book.xlsx", entry, UK_POSTCODE=1))
    assert (adults.rule_id, adults.due, adults.longer) == ("uk.accident", date(2015, 12, 31), None)
    children = decided(facts("accident_record", "Accident book.xlsx", entry, UNDER_18, UK_POSTCODE=1))
    assert children.due == date(2033, 12, 31)
    english, japanese = explain(children, RULES, "en"), explain(children, RULES, "ja")
    assert any("People under 18 are in it" in line and "21 years" in line for line in english)
    assert any("18歳未満の人が含まれる" in line for line in japanese)
    assert not any(line.startswith("Keep it until") for line in english)  # it is not said twice


def test_children_change_nothing_where_the_rule_is_not_about_them() -> None:
    end = DateClue(ClueKind.FIELD, "contract_end", "2014-03-31", "2014-03-31", "content")
    assert decided(facts("tenants", "tenancies.xlsx", end, UNDER_18, UK_POSTCODE=1)).due == date(2020, 3, 31)


def test_the_more_particular_rule_goes_before_the_general_one() -> None:
    end = DateClue(ClueKind.FIELD, "valid_until", "2015-03-31", "2015-03-31", "content")
    agreement = decided(facts("contract", "36協定_平成26年度.docx", end))
    assert (agreement.rule_id, agreement.due, agreement.others) == ("jp.overtime-agreement", date(2020, 3, 31), ())
    rejected = decided(facts("cv", "採用/不採用/履歴書_2017.docx"))
    assert (rejected.rule_id, rejected.others) == ("jp.rejected-cv", ())
    assert decided(facts("cv", "人事/履歴書_2017.docx")).rule_id == "jp.employment-documents"
    assert decided(facts("membership_list", "Gift Aid claim 2018-19.xlsx", UK_POSTCODE=9)).rule_id == "uk.gift-aid"


STANDING = [
    ("contract", "個人情報保護規程.docx", Standing.IN_FORCE),
    ("contract", "規程集/就業規則_2015改訂.docx", Standing.IN_FORCE),
    ("accident_record", "事故対応マニュアル（第3版）.docx", Standing.IN_FORCE),
    ("accident_record", "Accident reporting policy v2 2014.docx", Standing.IN_FORCE),
    ("employment_contract", "職員退職届（様式）.docx", Standing.BLANK),
    ("accident_record", "accident book template.xlsx", Standing.BLANK),
    ("contract", "Employers liability insurance policy 2014.pdf", None),
    ("contract", "規程違反の契約_2014.docx", None),
    ("contract", "見本市出展契約書.docx", None),
]


@pytest.mark.parametrize(("doc_class", "path", "why"), STANDING)
def test_what_is_in_force_or_blank_has_no_period(doc_class: str, path: str, why: Standing | None) -> None:
    file = facts(doc_class, path)
    assert standing(file) is why
    assert (evaluate(file, RULES, TODAY) is None) is (why is not None)


def test_a_filled_in_form_and_a_list_of_many_have_their_period_whatever_they_are_called() -> None:
    assert evaluate(replace(facts("cv", "履歴書（様式）.docx"), people=1), RULES, TODAY) is not None
    assert evaluate(replace(facts("contract", "組合規約.docx"), people=40), RULES, TODAY) is not None
    assert evaluate(replace(facts("contract", "組合規約.docx"), people=1), RULES, TODAY) is None


def test_a_blank_form_has_no_period_by_what_its_path_says() -> None:
    assert evaluate(facts("form_template", "36協定.docx"), RULES, TODAY) is None


def test_individual_numbers_are_flagged_whatever_the_file_is_called() -> None:
    assert decided(facts("my_number_form", "個人番号取扱規程_2015.docx", JP_MY_NUMBER=2)).rule_id == "jp.my-number"


def test_a_year_of_a_folder_is_not_called_that_of_the_files_name() -> None:
    year = DateClue(ClueKind.PERIOD, "calendar_year", "2012-01-01", "2012-12-31", "folder")
    verdict = decided(
        FileFacts("contract", "Former tenants/Shop 2012/agreement.docx", {}, (year,), date(2025, 6, 1), "uk")
    )
    assert (verdict.due, verdict.trust) == (date(2018, 12, 31), Trust.WEAK)
    assert any("the period stated in its folder's name (1 January 2012" in s for s in explain(verdict, RULES, "en"))
    assert any("フォルダー名に記された期間" in s for s in explain(verdict, RULES, "ja"))


def test_where_nobody_is_known_to_have_left_the_start_is_not_known_and_how_to_tell_it_is_said() -> None:
    hired = DateClue(ClueKind.NEWEST_DATE, "data", "2012-04-01", "2012-04-01", "content")
    verdict = decided(facts("staff_list", "staff.xlsx", hired, UK_NINO=5))
    assert (verdict.due, verdict.clock, verdict.trust) == (None, Clock.WAITING, Trust.NONE)
    english, japanese = " ".join(explain(verdict, RULES, "en")), "".join(explain(verdict, RULES, "ja"))
    assert "ends no earlier than 1 April 2018" in english and "tana decide" in english
    assert "起算日不明" in japanese and "2018年4月1日より前" in japanese


@pytest.mark.parametrize(
    "path", ["Leavers/Example.docx", "Staff/former_employees/x.docx", "Staff/A Example (left)/contract.docx"]
)
def test_what_lies_in_a_leavers_folder_has_a_rough_start(path: str) -> None:
    made = DateClue(ClueKind.DOCUMENT_DATE, "created", "2012-04-01", "2012-04-01", "content")
    verdict = decided(facts("personnel_file", path, made, UK_NINO=1))
    assert (verdict.due, verdict.trust) == (date(2018, 4, 1), Trust.WEAK)


def test_a_period_that_waits_ends_after_one_that_is_known() -> None:
    made = DateClue(ClueKind.DOCUMENT_DATE, "created", "2012-04-01", "2012-04-01", "content")
    minutes = RULES.get("uk.board-minutes").model_copy(update={"applies_to": AppliesTo(classes=("dispatch_ledger",))})
    rules = replace(RULES, rules=(minutes, RULES.get("jp.dispatch-ledger")), nation=None)
    about = FileFacts("dispatch_ledger", "ledger.xlsx", {"JP_PHONE": 1, "UK_PHONE": 1}, (made,), date(2025, 6, 1))
    verdict = evaluate(about, rules, TODAY)
    assert verdict is not None and (verdict.rule_id, verdict.due) == ("jp.dispatch-ledger", None)
