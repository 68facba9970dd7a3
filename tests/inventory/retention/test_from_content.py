"""From what stands in a file to the day its period ends: every way to write a year, and the trust of each clock.

The days are worked out by hand. The files are as the detectors see them; only the class and the country are given.
"""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

from datetime import date

import pytest

from detectors.documents.profile import DocumentProfile
from detectors.model import Passage, Table
from inventory.retention.evaluate import evaluate
from inventory.retention.model import FileFacts
from inventory.retention.rules import load_rules
from tests.detectors.sheets import judged

TODAY = date(2026, 11, 22)
RULES = load_rules(nation="england")

# rule, class, country, path, text, clock, trust, end
TEXTS = [
    # Invoices: seven years from the filing deadline, two months after the end of the year
    ("jp.books", "invoice", "jp", "2018年度/請求書.pdf", "", "period medium", "2026-05-31"),
    ("jp.books", "invoice", "jp", "平成30年度 請求書.pdf", "", "period medium", "2026-05-31"),
    ("jp.books", "invoice", "jp", "H30年度_請求書.pdf", "", "period medium", "2026-05-31"),
    ("jp.books", "invoice", "jp", "請求書.pdf", "平成３０年度　請求書一覧", "period strong", "2026-05-31"),
    ("jp.books", "invoice", "jp", "請求書.pdf", "2019年3月期", "period strong", "2026-05-31"),
    ("jp.books", "invoice", "jp", "FY2018/invoices.csv", "", "period medium", "2026-05-31"),
    # 年分: seven years from 11 January of the year after the deadline's
    ("jp.tax-declarations", "tax_declaration", "jp", "扶養控除.pdf", "令和元年分 扶養控除等申告書", "period strong",
     "2027-01-10"),
    ("jp.tax-declarations", "tax_declaration", "jp", "平成31年分扶養控除.pdf", "", "period medium", "2027-01-10"),
    ("jp.tax-declarations", "tax_declaration", "jp", "R1年分_扶養控除.pdf", "", "period medium", "2027-01-10"),
    # Fields
    ("jp.staff-roll", "staff_list", "jp", "名簿.docx", "退職日：令和元年５月３１日", "field strong", "2024-05-31"),
    ("jp.overtime-agreement", "none", "jp", "36協定.docx", "有効期間満了日：令和2年3月31日", "field strong", "2025-03-31"),
    ("uk.right-to-work", "right_to_work", "uk", "copies.docx", "Leaving date: 31/03/2019", "field strong", "2021-03-31"),
    ("uk.contract", "contract", "uk", "agreement.docx", "Valid until: 31 March 2019", "field strong", "2025-03-31"),
    ("uk.customer-list", "customer_list", "uk", "x.docx", "Last order date: 2 March 2015", "field strong", "2021-03-02"),
    # UK tax years
    ("uk.paye", "payroll", "uk", "Payroll tax year 2018-19.csv", "", "period medium", "2022-04-05"),
    ("uk.paye", "payroll", "uk", "payroll.docx", "Tax year 2018/19", "period strong", "2022-04-05"),
    ("uk.paye", "payroll", "uk", "payroll.docx", "Year ended 5 April 2019", "period strong", "2022-04-05"),
    # The date of something else is weak: a document is not made on the day somebody leaves
    ("jp.staff-roll", "staff_list", "jp", "退職者/名簿_2015年度.docx", "", "period weak", "2021-03-31"),
    ("jp.staff-roll", "staff_list", "jp", "退職者/名簿.docx", "", "modified weak", "2025-01-02"),
    # A name may tell the end itself
    ("jp.staff-roll", "staff_list", "jp", "退職者名簿_2015年度.docx", "", "field medium", "2021-03-31"),
    ("uk.personnel-file", "personnel_file", "uk", "A Example (left Nov 2019)/file 2012.docx", "", "field medium",
     "2025-11-30"),
    ("uk.contract", "contract", "uk", "Example (terminated 2019)/agreement 2012.docx", "", "field medium", "2025-12-31"),
    ("jp.dispatch-ledger", "dispatch_ledger", "jp", "003_見本商会_R1解約/台帳.xlsx", "", "field medium", "2022-12-31"),
]  # fmt: skip


def due(facts: FileFacts, rule_id: str) -> tuple[str, str]:
    rule = RULES.get(rule_id)
    verdict = evaluate(facts, type(RULES)((rule,), RULES.fiscal_year_end, RULES.nation), TODAY)
    assert verdict is not None and verdict.due is not None
    return f"{verdict.clock} {verdict.trust}", verdict.due.isoformat()


@pytest.mark.parametrize(("rule_id", "doc_class", "country", "path", "text", "clock", "end"), TEXTS)
def test_the_end_of_the_period_is_read_from_names_and_text(
    rule_id: str, doc_class: str, country: str, path: str, text: str, clock: str, end: str
) -> None:
    profile = DocumentProfile()
    if text:
        profile.text(Passage(text), ())
    facts = FileFacts(doc_class, path, {}, profile.finish().under(path).clues, date(2020, 1, 2), country)
    assert due(facts, rule_id) == (clock, end)


COLUMNS = [
    ("jp.staff-roll", "jp", "退職日", ["平成27年3月31日", "令和元年5月31日", "H28.9.30"], "field strong", "2024-05-31"),
    ("jp.staff-roll", "jp", "退職年月日", ["2015/3/31", "2019/5/31", "2016/9/30"], "field strong", "2024-05-31"),
    ("jp.customer-list", "jp", "最終購入日", ["2015/3/31", "2019/5/31", "2016/9/30"], "field strong", "2024-05-31"),
    ("uk.customer-list", "uk", "Last order", ["31/03/2015", "31/05/2019", "30/09/2016"], "field strong", "2025-05-31"),
    ("uk.personnel-file", "uk", "Leaving date", ["31/03/2015", "31/05/2019", "30/09/2016"], "field strong", "2025-05-31"),
]  # fmt: skip


@pytest.mark.parametrize(("rule_id", "country", "header", "dates", "clock", "end"), COLUMNS)
def test_the_last_of_a_column_of_dates_decides(
    rule_id: str, country: str, header: str, dates: list[str], clock: str, end: str
) -> None:
    people = ["山田太郎", "佐藤花子", "鈴木一郎"] if country == "jp" else ["Ann Example", "Bob Sample", "Cat Instance"]
    rows = [["氏名" if country == "jp" else "Name", header], *map(list, zip(people, dates, strict=True))]
    profile = DocumentProfile()
    profile.table(Table("", rows), judged(rows, ""))
    doc_class = RULES.get(rule_id).applies_to.classes[0]
    facts = FileFacts(doc_class, "x.csv", {}, profile.finish().under("x.csv").clues, date(2020, 1, 2), country)
    assert due(facts, rule_id) == (clock, end)


def test_the_properties_of_a_document_are_its_date() -> None:
    profile = DocumentProfile()
    profile.properties({"created": "2016-05-20T09:00:00Z"})
    facts = FileFacts(
        "financial_statements", "決算書.docx", {}, profile.finish().under("決算書.docx").clues, date(2020, 1, 2), "jp"
    )
    assert due(facts, "jp.financial-statements") == ("document_date medium", "2026-05-20")


@pytest.mark.parametrize(
    ("fiscal_year_end", "end"), [("03-31", "2026-05-31"), ("12-31", "2026-02-28"), ("09-30", "2026-11-30")]
)
def test_the_fiscal_year_is_the_organisations_own(fiscal_year_end: str, end: str) -> None:
    rules = load_rules(fiscal_year_end=fiscal_year_end)
    profile = DocumentProfile()
    facts = FileFacts(
        "invoice",
        "2018年度/請求書.pdf",
        {},
        profile.finish().under("2018年度/請求書.pdf").clues,
        date(2020, 1, 2),
        "jp",
    )
    alone = type(rules)((rules.get("jp.books"),), rules.fiscal_year_end)
    verdict = evaluate(facts, alone, TODAY)
    assert verdict is not None and str(verdict.due) == end
