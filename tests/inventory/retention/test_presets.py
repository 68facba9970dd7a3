"""Every rule of the presets that is switched on: a file that breaches it, one that does not, and what is said of both.

The dates of the table are worked out by hand from the wording of the rules, not by the code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import detectors
from detectors.documents.learning.weights import NONE
from detectors.model import ClueKind, DateClue, WordClue
from inventory.retention.evaluate import applies, evaluate, explain
from inventory.retention.model import DOC_CLASSES, BasisKind, Confidence, Event, FileFacts, Rule
from inventory.retention.rules import PRESETS, RuleSet, load_rules
from inventory.retention.wording import period_text

ASLEEP = (
    "uk.accounting-plc",
    "uk.employers-liability-certificate",
    "jp.electronic-transactions",
    "jp.third-party-records",
)
"""Rules that come switched off: for some organisations only, or not confirmed."""


def _all_in_force() -> RuleSet:
    """The presets with every rule in force, as an organisation in Scotland could have them."""
    rules = load_rules(nation="scotland")
    return replace(rules, rules=tuple(r.model_copy(update={"enabled": True}) for r in rules.rules))


RULES = _all_in_force()


def _alone(rule: Rule) -> RuleSet:
    """This rule and no other, in the nation it is of."""
    return replace(RULES, rules=(rule,), nation=rule.nation)


_CHARITIES = ("uk.charity-accounts-scotland", "uk.charity-accounts-northern-ireland")

# rule, document class, path, kind and event of the clue, its last day, the last day of the period
CASES = [
    ("uk.accounting-plc", "ledger", "ledger.csv", "DOCUMENT_DATE created", "2019-03-31", "2025-03-31"),
    ("uk.contract-scotland", "contract", "lease.docx", "FIELD contract_end", "2019-03-31", "2024-03-31"),
    ("uk.employers-liability-certificate", "none", "EL certificate", "FIELD valid_until", "1984-03-31", "2024-03-31"),
    ("jp.electronic-transactions", "invoice", "電子取引/請求.pdf", "PERIOD fiscal_year", "2019-03-31", "2026-05-31"),
    ("jp.third-party-records", "third_party_record", "提供記録.xlsx", "FIELD created", "2019-03-31", "2022-03-31"),
    ("uk.tenant-applicants", "tenants", "applicants 2021.csv", "FIELD decision", "2021-03-31", "2022-03-31"),
    ("uk.right-to-rent", "none", "Right to rent/scan.png", "FIELD contract_end", "2019-07-31", "2020-07-31"),
    ("uk.leaver-papers", "letter", "Leavers/A Example/letter.docx", "FIELD leaving", "2017-12-15", "2023-12-15"),
    ("uk.dental-record", "medical_record", "dental records.docx", "FIELD last_entry", "2011-03-31", "2026-03-31"),
    ("uk.accounting-private", "ledger", "ledger.csv", "DOCUMENT_DATE created", "2019-03-31", "2022-03-31"),
    ("uk.company-tax", "corporate_tax", "CT600.pdf", "FIELD created", "2018-11-05", "2025-03-31"),
    ("uk.self-assessment", "self_assessment", "SA100.pdf", "PERIOD tax_year", "2019-04-05", "2025-01-31"),
    ("uk.vat", "vat_record", "VAT return.csv", "PERIOD quarter", "2019-06-30", "2025-06-30"),
    ("uk.paye", "payroll", "payslips.csv", "FIELD created", "2019-04-05", "2022-04-05"),
    ("uk.paye", "withholding_record", "P60.pdf", "FIELD created", "2019-04-06", "2023-04-05"),
    ("uk.maternity-pay", "maternity_pay", "SMP.xlsx", "PERIOD tax_year", "2019-04-05", "2022-04-05"),
    ("uk.parental-pay", "parental_pay", "ShPP.xlsx", "PERIOD tax_year", "2019-04-05", "2022-04-05"),
    ("uk.sick-pay", "sick_pay", "fit notes.xlsx", "PERIOD tax_year", "2019-04-05", "2022-04-05"),
    ("uk.minimum-wage", "timesheet", "timesheets.csv", "PERIOD month", "2019-03-31", "2025-04-30"),
    ("uk.working-time", "working_time_optout", "opt-outs.pdf", "FIELD created", "2019-03-31", "2021-03-31"),
    ("uk.accident", "accident_record", "accident book.docx", "FIELD last_entry", "2019-03-31", "2022-03-31"),
    ("uk.coshh", "health_surveillance", "COSHH.xlsx", "FIELD last_entry", "1979-06-30", "2019-06-30"),
    ("uk.asbestos-lead", "health_surveillance", "Asbestos/x.xlsx", "FIELD last_entry", "1979-06-30", "2019-06-30"),
    ("uk.asbestos-lead-certificate", "none", "Asbestos_certificate.pdf", "FIELD issued", "2019-03-31", "2023-03-31"),
    ("uk.ionising-radiation", "health_check", "radiation work.xls", "FIELD last_entry", "1959-06-30", "2019-06-30"),
    ("uk.right-to-work", "right_to_work", "share codes.xlsx", "FIELD leaving", "2019-03-31", "2021-03-31"),
    ("uk.recruitment", "applicants", "applicants.xlsx", "FIELD decision", "2019-03-31", "2020-03-31"),
    ("uk.personnel-file", "personnel_file", "appraisals.docx", "FIELD leaving", "2019-03-31", "2025-03-31"),
    ("uk.redundancy", "redundancy", "leavers.xlsx", "FIELD leaving", "2019-03-31", "2025-03-31"),
    ("uk.auto-enrolment", "pension_record", "enrolment.csv", "FIELD last_entry", "2019-03-31", "2025-03-31"),
    ("uk.auto-enrolment-opt-out", "pension_record", "opt-out forms.pdf", "FIELD created", "2019-03-31", "2023-03-31"),
    ("uk.pension-scheme-events", "none", "notifiable events.docx", "PERIOD fiscal_year", "2019-03-31", "2025-03-31"),
    ("uk.dbs", "dbs_check", "DBS.xlsx", "FIELD decision", "2019-03-31", "2019-09-30"),
    ("uk.contract", "contract", "agreement.docx", "FIELD contract_end", "2019-03-31", "2025-03-31"),
    ("uk.contract-deed", "contract", "deed of lease.docx", "FIELD valid_until", "2009-03-31", "2021-03-31"),
    ("uk.personal-injury", "none", "Personal injury claims.xlsx", "FIELD last_entry", "2019-03-31", "2022-03-31"),
    ("uk.board-minutes", "minutes", "directors' minutes.docx", "FIELD meeting", "2009-03-31", "2019-03-31"),
    ("uk.identity-check", "identity_check", "KYC.xlsx", "FIELD contract_end", "2019-03-31", "2024-03-31"),
    ("uk.cctv", "cctv", "camera 3.csv", "FIELD created", "2019-03-01", "2019-03-31"),
    ("uk.nhs-adult-record", "medical_record", "patients.csv", "FIELD last_entry", "2011-03-31", "2019-03-31"),
    ("uk.childcare", "childcare", "register.xlsx", "FIELD last_entry", "1998-03-31", "2019-06-30"),
    ("uk.childcare-contacts", "childcare", "emergency contacts.xlsx", "FIELD leaving", "2019-03-31", "2021-03-31"),
    ("uk.childcare-fees", "childcare", "Fees.xlsx", "PERIOD fiscal_year", "2019-03-31", "2025-03-31"),
    ("uk.childcare-other", "childcare", "photo consents.csv", "FIELD last_entry", "2019-03-31", "2021-03-31"),
    ("uk.child-protection", "social_care_case", "safeguarding.docx", "FIELD last_entry", "1998-03-31", "2023-03-31"),
    ("uk.care-records", "social_care_case", "support notes.docx", "FIELD last_entry", "2011-03-31", "2019-03-31"),
    ("uk.charity-accounts-scotland", "ledger", "SCIO.csv", "PERIOD fiscal_year", "2019-03-31", "2025-03-31"),
    ("uk.charity-accounts-northern-ireland", "ledger", "charity.csv", "PERIOD fiscal_year", "2019-03-31", "2025-03-31"),
    ("uk.gift-aid", "membership_list", "Gift Aid claim.xlsx", "PERIOD fiscal_year", "2019-03-31", "2025-03-31"),
    ("uk.subject-access", "sar_file", "SAR.docx", "FIELD last_entry", "2019-03-31", "2020-03-31"),
    ("uk.customer-list", "customer_list", "customers.xlsx", "FIELD last_transaction", "2019-03-31", "2025-03-31"),
    ("jp.books", "invoice", "請求書.xlsx", "PERIOD fiscal_year", "2019-03-31", "2026-05-31"),
    ("jp.books-loss-year", "invoice", "欠損金/請求書.xlsx", "PERIOD fiscal_year", "2016-03-31", "2026-05-31"),
    ("jp.company-books", "ledger", "総勘定元帳.csv", "PERIOD fiscal_year", "2016-03-31", "2026-03-31"),
    ("jp.financial-statements", "financial_statements", "決算書.pdf", "FIELD created", "2016-05-20", "2026-05-20"),
    ("jp.tax-declarations", "tax_declaration", "扶養控除.xlsx", "PERIOD calendar_year", "2019-12-31", "2027-01-10"),
    ("jp.withholding-book", "withholding_record", "源泉徴収簿.csv", "PERIOD calendar_year", "2018-12-31", "2026-01-10"),
    ("jp.staff-roll", "staff_list", "労働者名簿.xlsx", "FIELD leaving", "2019-03-31", "2024-03-31"),
    ("jp.wage-ledger", "wage_ledger", "賃金台帳.xlsx", "FIELD last_entry", "2019-03-31", "2024-03-31"),
    ("jp.employment-documents", "employment_contract", "雇用契約書.pdf", "FIELD leaving", "2019-03-31", "2024-03-31"),
    ("jp.hiring-leaving-papers", "none", "佐伯_退職届.pdf", "FIELD leaving", "2019-03-31", "2024-03-31"),
    ("jp.leaver-papers", "none", "退職者/佐伯/誓約書.docx", "FIELD leaving", "2019-03-31", "2024-03-31"),
    ("jp.timesheets", "timesheet", "勤怠.xlsx", "NEWEST_DATE data", "2019-03-31", "2024-03-31"),
    ("jp.overtime-agreement", "none", "３６協定.docx", "FIELD valid_until", "2019-03-31", "2024-03-31"),
    ("jp.accident-compensation", "accident_record", "労働災害.xlsx", "FIELD last_entry", "2019-03-31", "2024-03-31"),
    ("jp.employment-insurance", "employment_insurance", "離職票.pdf", "FIELD leaving", "2019-03-31", "2023-03-31"),
    ("jp.employment-insurance-other", "none", "雇用保険適用事業所.pdf", "FIELD last_entry", "2019-03-31", "2021-03-31"),
    ("jp.social-insurance", "social_insurance", "資格喪失届.pdf", "FIELD leaving", "2019-03-31", "2021-03-31"),
    ("jp.workers-compensation", "none", "労災保険給付.pdf", "FIELD last_entry", "2019-03-31", "2022-03-31"),
    ("jp.labour-insurance", "labour_insurance", "概算確定保険料.pdf", "FIELD last_entry", "2019-03-31", "2022-03-31"),
    ("jp.labour-insurance-register", "none", "届出事務等処理簿.xlsx", "FIELD last_entry", "2019-03-31", "2023-03-31"),
    ("jp.health-check", "health_check", "健診結果.xlsx", "FIELD created", "2019-03-31", "2024-03-31"),
    ("jp.special-check-solvent-lead", "health_check", "鉛.xlsx", "FIELD created", "2019-03-31", "2024-03-31"),
    ("jp.special-check-dust", "health_surveillance", "じん肺.xlsx", "FIELD created", "2017-03-31", "2024-03-31"),
    ("jp.special-check-radiation-chemicals", "health_check", "電離.xls", "FIELD created", "1990-03-31", "2020-03-31"),
    ("jp.special-check-asbestos", "health_check", "石綿.xlsx", "FIELD created", "1980-03-31", "2020-03-31"),
    ("jp.doctor-interview", "none", "面接指導.docx", "FIELD created", "2019-03-31", "2024-03-31"),
    ("jp.safety-minutes", "safety_minutes", "安全衛生委員会.docx", "FIELD meeting", "2019-03-31", "2022-03-31"),
    ("jp.special-training", "none", "特別教育記録.xlsx", "FIELD created", "2019-03-31", "2022-03-31"),
    ("jp.dispatch-ledger", "dispatch_ledger", "派遣先管理台帳.xlsx", "FIELD contract_end", "2019-03-31", "2022-03-31"),
    ("jp.disability-documents", "disability_document", "手帳の写し.pdf", "FIELD leaving", "2019-03-31", "2022-03-31"),
    ("jp.medical-record", "medical_record", "カルテ.docx", "FIELD last_entry", "2019-03-31", "2024-03-31"),
    ("jp.medical-claims", "medical_claim", "レセプト.csv", "FIELD last_entry", "2019-03-31", "2022-03-31"),
    ("jp.care-records", "social_care_case", "ケア記録.docx", "FIELD last_entry", "2019-03-31", "2024-03-31"),
    ("jp.prescriptions", "prescription", "調剤録.csv", "FIELD last_entry", "2019-03-31", "2022-03-31"),
    ("jp.rejected-cv", "cv", "不採用/履歴書.docx", "FIELD decision", "2019-08-31", "2020-02-29"),
    ("jp.applicants", "applicants", "応募者.xlsx", "FIELD decision", "2019-08-31", "2020-02-29"),
    ("jp.qualified-invoice", "vat_record", "適格請求書控.csv", "PERIOD fiscal_year", "2019-03-31", "2026-05-31"),
    ("jp.leave-book", "leave_record", "年休管理簿.xlsx", "PERIOD fiscal_year", "2019-03-31", "2024-03-31"),
    ("jp.stress-check", "stress_check", "結果.xlsx", "FIELD created", "2019-03-31", "2024-03-31"),
    ("jp.identity-check", "identity_check", "確認記録.xlsx", "FIELD contract_end", "2019-03-31", "2026-03-31"),
    ("jp.minutes", "minutes", "取締役会議事録.docx", "FIELD meeting", "2009-06-30", "2019-06-30"),
    ("jp.minutes-other", "minutes", "通常総会議事録.docx", "FIELD meeting", "2009-06-30", "2019-06-30"),
    ("jp.medical-record-other", "medical_record", "連絡先.txt", "FIELD last_entry", "2019-03-31", "2024-03-31"),
    ("jp.care-records-other", "social_care_case", "要援護者名簿.csv", "FIELD last_entry", "2019-03-31", "2024-03-31"),
    ("jp.estate-agent-staff-list", "staff_list", "従業者名簿.xlsx", "FIELD last_entry", "2014-03-31", "2024-03-31"),
    ("jp.payment-records", "tenants", "家賃入金明細.csv", "PERIOD fiscal_year", "2014-03-31", "2021-05-31"),
    ("jp.estate-agent-book", "none", "取引台帳.xlsx", "PERIOD fiscal_year", "2019-03-31", "2024-03-31"),
    ("uk.minutes-other", "minutes", "PTA minutes.docx", "FIELD meeting", "2009-03-31", "2019-03-31"),
    ("jp.my-number", "my_number_form", "マイナンバー.xlsx", "FIELD leaving", "2018-07-31", "2026-01-10"),
    ("jp.my-number-employment-insurance", "employment_insurance", "x.pdf", "FIELD leaving", "2023-03-31", "2027-03-31"),
    ("jp.my-number-social-insurance", "social_insurance", "喪失届.pdf", "FIELD leaving", "2023-03-31", "2025-03-31"),
    ("jp.financial-statements-other", "financial_statements", "収支.pdf", "FIELD created", "2016-05-20", "2026-05-20"),
    ("jp.subsidy", "none", "両立支援等助成金.pdf", "FIELD decision", "2019-03-31", "2024-03-31"),
    ("jp.sickness-maternity-benefit", "sick_pay", "傷病手当金.pdf", "FIELD last_entry", "2019-03-31", "2021-03-31"),
    ("jp.childcare-leave-benefit", "parental_pay", "育休給付.xlsx", "FIELD last_entry", "2019-03-31", "2023-03-31"),
    ("jp.customer-list", "membership_list", "会員名簿.xlsx", "FIELD last_transaction", "2019-03-31", "2024-03-31"),
]  # fmt: skip


def facts_of(rule: Rule, doc_class: str, path: str, clue: str, last: str) -> FileFacts:
    kind, event = clue.split()
    made = DateClue(ClueKind(kind), event, last, last, "content")
    told = tuple(
        WordClue(word, "text") for word in ("deed", "right to rent", "dental") if word in rule.applies_to.path_words
    )
    entities: dict[str, int] = {str(e): 3 for e in rule.applies_to.entities}
    return FileFacts(doc_class, path, entities, (made,), date(2026, 1, 1), rule.country, told=told)


@pytest.mark.parametrize(("rule_id", "doc_class", "path", "clue", "last", "due"), CASES)
def test_a_file_breaches_a_rule_on_the_day_after_its_period_and_not_before(
    rule_id: str, doc_class: str, path: str, clue: str, last: str, due: str
) -> None:
    rule, end = RULES.get(rule_id), date.fromisoformat(due)
    alone, facts = _alone(rule), facts_of(rule, doc_class, path, clue, last)
    kept = evaluate(facts, alone, end)
    breached = evaluate(facts, alone, end + timedelta(days=1))
    assert kept is not None and breached is not None
    assert (kept.rule_id, kept.due, kept.overdue_days) == (rule_id, end, 0)
    assert (breached.due, breached.overdue_days) == (end, 1)
    for verdict in (kept, breached):
        english, japanese = explain(verdict, alone, "en"), explain(verdict, alone, "ja")
        assert rule.basis.en in english[0] and rule.source.en in english[0]
        assert rule.basis.ja in japanese[0]
        assert ("secondary sources" in english[0]) is (rule.confidence is Confidence.SECONDARY)
        assert ("二次資料" in japanese[0]) is (rule.confidence is Confidence.SECONDARY)
        assert ("not confirmed" in english[0]) is (rule.confidence is Confidence.UNCONFIRMED)
        assert ("未確認です" in japanese[0]) is (rule.confidence is Confidence.UNCONFIRMED)
    passed, passed_ja = " ".join(explain(breached, RULES, "en")), "".join(explain(breached, RULES, "ja"))
    if rule.basis_kind is BasisKind.DESTROY_BY:
        assert "must be deleted" in passed and "廃棄又は削除しなければなりません" in passed_ja
    else:
        assert "no reason to keep the file is known" in passed and "満了" in passed_ja
        assert "must be deleted" not in passed and "しなければなりません" not in passed_ja


@pytest.mark.parametrize(("rule_id", "doc_class", "path", "clue", "last", "due"), CASES)
def test_of_two_files_the_older_breaches_the_rule_and_the_next_does_not(
    rule_id: str, doc_class: str, path: str, clue: str, last: str, due: str
) -> None:
    rule, first_late_day = RULES.get(rule_id), date.fromisoformat(due) + timedelta(days=1)
    # Where a whole year or month counts, the file of the next one; otherwise that of the next day.
    step = timedelta(days=366 if rule.trigger[0].event in _WHOLE_PERIODS else 1)
    next_one = (date.fromisoformat(last) + step).isoformat()
    alone = _alone(rule)
    older = evaluate(facts_of(rule, doc_class, path, clue, last), alone, first_late_day)
    newer = evaluate(facts_of(rule, doc_class, path, clue, next_one), alone, first_late_day)
    assert older is not None and newer is not None
    assert older.overdue_days == 1 and newer.overdue_days <= 0


_WHOLE_PERIODS = (Event.PERIOD_END, Event.FISCAL_YEAR_END, Event.TAX_YEAR_END, Event.CALENDAR_YEAR_END)
EXPLANATIONS = yaml.safe_load((Path(__file__).parent / "explanations.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("rule_id", "doc_class", "path", "clue", "last", "due"), CASES)
def test_the_explanation_reads_as_it_was_approved(
    rule_id: str, doc_class: str, path: str, clue: str, last: str, due: str
) -> None:
    rule, end = RULES.get(rule_id), date.fromisoformat(due)
    facts = facts_of(rule, doc_class, path, clue, last)
    verdict = evaluate(facts, _alone(rule), end + timedelta(days=1))
    assert verdict is not None
    name = f"{rule_id} {last}"
    assert {lang: explain(verdict, _alone(rule), lang) for lang in ("en", "ja")} == EXPLANATIONS[name]


def test_no_explanation_is_left_over() -> None:
    assert set(EXPLANATIONS) == {f"{case[0]} {case[4]}" for case in CASES}


@pytest.mark.parametrize(("rule_id", "doc_class", "path", "clue", "last", "due"), CASES)
def test_among_all_rules_each_is_seen_for_its_file(
    rule_id: str, doc_class: str, path: str, clue: str, last: str, due: str
) -> None:
    rule = RULES.get(rule_id)
    facts = facts_of(rule, doc_class, path, clue, last)
    rules = replace(RULES, nation=rule.nation, form=rule.forms[0] if rule.forms else None)
    verdict = evaluate(facts, rules, date(2026, 11, 22))
    assert verdict is not None
    seen = {verdict.rule_id: verdict.due} | {o.rule_id: o.due for o in verdict.others}
    assert seen[rule_id] == date.fromisoformat(due)
    if verdict.basis_kind is not BasisKind.DESTROY_BY:
        assert verdict.due == max(d for r, d in seen.items() if d and _tier(r) == _tier(verdict.rule_id))


def _tier(rule_id: str) -> bool:
    return RULES.get(rule_id).basis_kind is BasisKind.RECOMMENDED


def test_every_rule_stands_in_the_table() -> None:
    assert {case[0] for case in CASES} == {r.id for r in RULES.rules}


def test_the_rules_that_come_switched_off_are_these() -> None:
    presets = load_rules()
    assert {r.id for r in presets.rules if not r.enabled} == set(ASLEEP)
    assert {r.id for r in presets.rules if r not in presets.enabled} == {*ASLEEP, "uk.contract-scotland", *_CHARITIES}


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda r: r.id)
def test_a_rule_is_complete_in_both_languages(rule: Rule) -> None:
    assert rule.id.startswith(rule.country + ".")
    assert date(2026, 11, 22) <= rule.as_of <= date(2026, 12, 1)
    for wording in (rule.name, rule.basis, rule.note):
        assert wording is None or (wording.en.isascii() and not wording.ja.isascii())


def test_what_nobody_confirmed_is_off() -> None:
    for rule in load_rules().rules:
        unknown = rule.confidence is Confidence.UNCONFIRMED
        assert unknown is (rule.source.en == "Not looked up"), rule.id
        assert not (unknown and rule.enabled), rule.id


_LOOKED_UP_ONCE = (
    "jp.applicants jp.identity-check jp.minutes jp.qualified-invoice jp.stress-check jp.leave-book "
    "uk.identity-check uk.ionising-radiation uk.minimum-wage uk.sick-pay uk.cctv uk.nhs-adult-record "
    "jp.customer-list uk.customer-list uk.gift-aid jp.rejected-cv jp.care-records "
    "uk.dental-record uk.right-to-rent uk.leaver-papers uk.tenant-applicants "
    "jp.hiring-leaving-papers jp.leaver-papers uk.childcare-other uk.child-protection uk.care-records"
).split()


@pytest.mark.parametrize("rule_id", _LOOKED_UP_ONCE)
def test_a_period_that_is_ours_or_was_looked_up_only_once_is_never_called_confirmed(rule_id: str) -> None:
    assert RULES.get(rule_id).confidence is not Confidence.CONFIRMED


def test_a_rule_that_is_not_confirmed_says_so_when_switched_on(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("rules: [{id: jp.third-party-records, enabled: true}]")
    rules = load_rules(files=[own])
    facts = FileFacts("third_party_record", "提供記録_2019年.xlsx", {}, (), date(2020, 1, 1))
    verdict = evaluate(facts, rules, date(2026, 11, 22))
    assert verdict is not None
    assert "It is not confirmed: check it before relying on it." in explain(verdict, rules, "en")[0]
    assert "この規則は未確認です。適用する前に確認してください。" in explain(verdict, rules, "ja")[0]


def test_a_period_that_no_law_names_is_said_to_be_a_starting_value_or_a_custom() -> None:
    for rule_id in (
        *("uk.customer-list", "jp.customer-list", "jp.applicants", "uk.cctv", "uk.minutes-other"),
        *("jp.minutes-other", "jp.medical-record-other", "jp.care-records-other", "uk.tenant-applicants"),
        "jp.leaver-papers",
        *("uk.childcare-other", "uk.child-protection", "uk.care-records"),
    ):
        rule = RULES.get(rule_id)
        assert rule.basis_kind is BasisKind.RECOMMENDED
        assert rule.note is not None and "not the law's" in rule.note.en and "法定の期間ではありません" in rule.note.ja


def test_only_the_individual_number_asks_for_destruction() -> None:
    assert [r.id for r in RULES.rules if r.basis_kind is BasisKind.DESTROY_BY] == [
        "jp.my-number",
        "jp.my-number-employment-insurance",
        "jp.my-number-social-insurance",
    ]


def test_a_latin_path_word_stands_alone() -> None:
    deed = RULES.get("uk.contract-deed")
    for path, expected in (("indeed contract.pdf", False), ("deed_of_gift.pdf", True), ("Title-Deeds.pdf", True)):
        assert applies(deed, FileFacts("contract", path, {}, (), date(2020, 1, 1))) is expected, path


def test_the_classes_that_rules_may_name_are_those_the_detectors_tell_apart() -> None:
    classes = Path(detectors.__file__).parent / "data" / "classes.yaml"
    assert {*yaml.safe_load(classes.read_text("utf-8")), NONE} == DOC_CLASSES


def test_the_presets_hold_no_key_that_a_later_one_overrides() -> None:
    ids = [r["id"] for name in ("uk", "jp") for r in yaml.safe_load((PRESETS / f"{name}.yaml").read_text())["rules"]]
    assert len(ids) == len(set(ids))


def test_the_document_lists_every_rule_with_its_period_and_its_confidence() -> None:
    document = (Path(__file__).resolve().parents[3] / "docs" / "retention.md").read_text("utf-8")
    table = [line.split("|") for line in document.splitlines()]
    listed = {cells[1].strip(" `"): cells for cells in table if len(cells) == 8}
    for rule in load_rules().rules:
        row = [cell.strip() for cell in listed[rule.id]]
        assert row[3] == period_text(rule.period, "en") and row[4] == rule.basis_kind
        assert row[6] == rule.confidence + ("" if rule.enabled else ", off")


@pytest.mark.parametrize(
    ("doc_class", "path", "rule_id"),
    [
        ("social_care_case", "Nursery/Child protection/chronology.docx", "uk.child-protection"),
        ("social_care_case", "Outreach/support notes.docx", "uk.care-records"),
        ("childcare", "Nursery/Accidents/forms 2013.pdf", "uk.childcare"),
        ("childcare", "Nursery/Fees/outstanding.xlsx", "uk.childcare-fees"),
        ("childcare", "Gala/attendants.xlsx", "uk.childcare-other"),
        ("tenants", "Housing/Applications/2021 lets.xlsx", "uk.tenant-applicants"),
        ("ledger", "Charity/ledger 2019.xlsx", "uk.charity-accounts-scotland"),
        ("ledger", "Shop/ledger 2019.xlsx", "uk.company-tax"),
    ],
)
def test_in_scotland_a_file_has_the_rule_of_what_it_is_about(doc_class: str, path: str, rule_id: str) -> None:
    facts = FileFacts(doc_class, path, {}, (), date(2020, 1, 1))
    verdict = evaluate(facts, load_rules(nation="scotland"), date(2026, 12, 1))
    assert verdict is not None and verdict.rule_id == rule_id


def test_the_law_on_money_laundering_is_named_only_where_a_file_speaks_of_it() -> None:
    for path, expected in (("Scans/0117.pdf", False), ("Clients/KYC/0117.pdf", True)):
        facts = FileFacts("identity_check", path, {}, (), date(2020, 1, 1))
        assert (evaluate(facts, load_rules(nation="england"), date(2026, 12, 1)) is not None) is expected


def test_a_basis_in_the_law_of_another_nation_is_said_to_be_one() -> None:
    facts = FileFacts("personnel_file", "appraisal.docx", {}, (), date(2015, 1, 1))
    for nation, said in (("scotland", True), ("northern-ireland", True), ("england", False), (None, False)):
        rules = load_rules(presets=("uk",), nation=nation)
        verdict = evaluate(facts, rules, date(2026, 12, 1))
        assert verdict is not None
        assert ("that of England and Wales" in " ".join(explain(verdict, rules, "en"))) is said
        assert ("イングランド・ウェールズのもの" in "".join(explain(verdict, rules, "ja"))) is said


@pytest.mark.parametrize(
    ("doc_class", "path", "told", "rule_id"),
    [
        ("minutes", "第15期通常総会議事録.txt", ("総会議事録",), "jp.minutes-other"),
        ("minutes", "議事録.docx", ("取締役会議事録",), "jp.minutes"),
        ("minutes", "PTA meeting.docx", ("committee",), "uk.minutes-other"),
        ("minutes", "Board/trustees.docx", (), "uk.minutes-other"),
        ("minutes", "2019/minutes.docx", ("meeting of the directors",), "uk.board-minutes"),
        ("medical_record", "講師連絡先.vcf", ("note",), "jp.medical-record-other"),
        ("medical_record", "2019/0012.docx", ("患者氏名",), "jp.medical-record"),
        ("social_care_case", "防災/要援護者名簿.csv", ("要援護者名簿",), "jp.care-records-other"),
        ("social_care_case", "記録.docx", ("サービス提供記録",), "jp.care-records"),
    ],
)
def test_a_law_for_one_kind_of_body_is_named_only_where_something_says_that_it_is_one(
    doc_class: str, path: str, told: tuple[str, ...], rule_id: str
) -> None:
    nation = "japan" if rule_id.startswith("jp") else "england"
    facts = FileFacts(doc_class, path, {}, (), date(2020, 1, 1), told=tuple(WordClue(w, "label") for w in told))
    verdict = evaluate(facts, load_rules(nation=nation), date(2026, 11, 22))
    assert verdict is not None
    assert verdict.rule_id == rule_id
    assert not any(other.rule_id.removesuffix("-other") == rule_id.removesuffix("-other") for other in verdict.others)


@pytest.mark.parametrize(
    ("form", "doc_class", "path", "rule_id"),
    [
        (None, "ledger", "総勘定元帳.csv", "jp.company-books"),
        ("company", "ledger", "総勘定元帳.csv", "jp.company-books"),
        ("sole-trader", "ledger", "総勘定元帳.csv", "jp.books"),
        ("company", "financial_statements", "決算書.xlsx", "jp.financial-statements"),
        ("association", "financial_statements", "収支決算書.xlsx", "jp.financial-statements-other"),
        ("association", "minutes", "取締役会議事録.docx", "jp.minutes-other"),
        ("company", "wage_ledger", "助成金/雇調金_休業実績一覧.xlsx", "jp.subsidy"),
    ],
)
def test_company_law_is_for_companies_and_papers_of_a_subsidy_wait_for_its_decision(
    form: str | None, doc_class: str, path: str, rule_id: str
) -> None:
    year = DateClue(ClueKind.PERIOD, "fiscal_year", "2014-04-01", "2015-03-31", "content", "年度")
    facts = FileFacts(doc_class, path, {}, (year,), date(2020, 1, 1))
    verdict = evaluate(facts, load_rules(nation="japan", form=form), date(2026, 11, 22))
    assert verdict is not None and verdict.rule_id == rule_id
    assert (verdict.due is None) is (rule_id == "jp.subsidy")


def test_the_books_of_a_household_are_under_no_law_of_business() -> None:
    for path in ("個人/家計簿2024.xlsx", "Users/Ann/household budget 2024.xlsx"):
        assert evaluate(FileFacts("ledger", path, {}, (), date(2020, 1, 1)), load_rules(), date(2026, 11, 22)) is None
