"""Promises of lists of people whose file says nothing: what stands beside the people tells their class."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from detectors.model import Table
from tests.detectors.sheets import EN, JA

PEOPLE = {"ja": [p.name for p in JA[:14]], "en": [p.name for p in EN[:14]]}


def told(headers: list[str], cell: Callable[[int, int], str], language: str, people: bool = True) -> str:
    """The class of Book1 with these headers, names (or names of machines) in the first column."""
    names = PEOPLE[language] if people else [f"Pump {i}" for i in range(14)]
    rows = [tuple(headers), *((n, *(cell(r, c) for c in range(1, len(headers)))) for r, n in enumerate(names))]
    table, detector, profile = Table("Sheet1", rows), Detector(), DocumentProfile()
    profile.table(table, detector.judge(table))
    return profile.finish().under("Book1.xlsx").doc_class.doc_class


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["氏名", "健保", "厚年", "差引支給"], "payroll"),
        (["Name", "Gross", "PAYE", "EE NI"], "payroll"),
        (["氏名", "今年度付与", "前年残"], "leave_record"),
        (["Name", "Allowance", "C/f", "Booked"], "leave_record"),
        (["氏名", "書類", "一次面接", "合否"], "applicants"),
        (["Candidate", "1st int", "2nd int"], "applicants"),
        (["氏名", "年組", "算数", "国語"], "pupils"),
        (["Pupil", "Form", "Parent tel", "FSM"], "pupils"),
        (["氏名", "号室", "敷金", "契約開始"], "tenants"),
        (["Name", "Flat", "Rent", "Deposit"], "tenants"),
        (["氏名", "年会費", "納入日", "総会出欠"], "membership_list"),
        (["Name", "Subs due", "Boat name", "Mooring"], "membership_list"),
        (["氏名", "受傷日", "けがの部位", "処置"], "accident_record"),
        (["Name", "How it happened", "Body part"], "accident_record"),
        (["お名前", "苦情の内容", "対応状況"], "complaint"),
        (["Name", "Complaint type", "Reply due", "Upheld"], "complaint"),
        (["氏名", "反響日", "希望エリア", "次回アクション"], "prospect_list"),
        (["Name", "Quote date", "Won/lost", "Budget"], "prospect_list"),
        (["氏名", "前回来店日", "メニュー", "指名"], "customer_list"),
        (["Name", "Stylist", "Patch test", "Last visit"], "customer_list"),
        (["氏名", "入職日", "保有資格", "勤務地"], "staff_list"),
        (["Name", "Contracted hours", "Reports to", "Induction", "Probation ends"], "staff_list"),
    ],
)
def test_a_list_is_told_by_what_heads_its_columns(headers, expected):
    assert told(headers, lambda row, _: str(row % 3 + 40), "ja" if ord(headers[0][0]) > 255 else "en") == expected


MONTHS = {"ja": [f"{m}月" for m in range(4, 13)], "en": ["Apr", "May", "Jun", "Jul", "Aug", "Sep"]}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("pounds", "yen", "expected"),
    [
        (lambda r, c: str(1500 + 11 * r + c), lambda r, c: f"{200_000 + 1100 * r + c:,}", "payroll"),
        (lambda r, c: "✓" if (r + c) % 3 else "", lambda r, c: "○" if (r + c) % 3 else "", "membership_list"),
        (lambda r, c: str((r + c) % 3), lambda r, c: str((r + c) % 3), "leave_record"),
    ],
)
def test_months_beside_people_are_of_pay_of_fees_or_of_leave_by_what_stands_below(language, pounds, yen, expected):
    cell = yen if language == "ja" else pounds
    assert told(["氏名" if language == "ja" else "Name", *MONTHS[language]], cell, language) == expected


@pytest.mark.parametrize(
    ("headers", "shift"),
    [
        (["氏名", *map(str, range(1, 29))], "早"),
        (["Name", "Mon 21", "Tue 22", "Wed 23", "Thu 24", "Fri 25"], "7-3"),
    ],
)
def test_days_beside_people_are_a_rota_but_temperatures_are_none(headers, shift):
    language = "ja" if headers[0] == "氏名" else "en"
    assert told(headers, lambda r, c: "休" if (r + c) % 5 == 0 else shift, language) == "timesheet"
    assert told(headers, lambda r, c: f"36.{(r + c) % 9}", language) == "none"


def test_questions_as_headers_are_answers_of_people_who_asked_for_something():
    headers = [
        "What is your name?",
        "How did you come across our little shop?",
        "May we write to you from time to time?",
    ]
    assert told(headers, lambda r, _: ["Yes", "No"][r % 2], "en") == "prospect_list"


def test_neither_days_nor_months_tell_anything_where_nobody_is_named():
    for headers in (["Pump", "Mon", "Tue", "Wed", "Thu"], ["Pump", *MONTHS["en"]]):
        assert told(headers, lambda r, c: str(r + c + 900), "en", people=False) == "none"


def test_one_ordinary_word_beside_people_tells_nothing():
    for headers in (["Name", "Colour"], ["Name", "Level"], ["氏名", "商品"], ["氏名", "色"]):
        assert told(headers, lambda r, _: str(r % 3), "ja" if headers[0] == "氏名" else "en") == "none"
