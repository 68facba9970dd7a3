"""Promises of the class of lists of people, by their names and headers as offices and clubs write them."""

from __future__ import annotations

import pytest

from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from detectors.model import Table
from tests.detectors.sheets import EN, JA


def told(path: str, headers: list[str]) -> str:
    """The class of a list of people with these headers, the names in the first column."""
    people = JA if any(ord(c) > 255 for h in headers for c in h) else EN
    rows = [headers, *([p.name, *["3"] * (len(headers) - 1)] for p in people[:12])]
    detector, profile = Detector(), DocumentProfile()
    table = Table("Sheet1", [tuple(r) for r in rows])
    profile.table(table, detector.judge(table))
    return profile.finish().under(path).doc_class.doc_class


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("受注_202605.csv", ["注文者氏名", "お届け先", "個数"], "customer_list"),
        ("宿泊者台帳.xlsx", ["宿泊者氏名", "部屋", "前泊地"], "customer_list"),
        ("Guest list June.xlsx", ["Guest", "Room", "Pax"], "customer_list"),
        ("export.csv", ["Name", "Address", "Phone", "Email"], "customer_list"),
        ("問い合わせ履歴.xlsx", ["お客様名", "内容", "状況"], "prospect_list"),
        ("Open day sign-ups.xlsx", ["Name", "Interest"], "prospect_list"),
        ("檀家台帳.xlsx", ["施主", "回忌"], "membership_list"),
        ("寄付者名簿.xlsx", ["寄付者名", "金額"], "membership_list"),
        ("Electoral Roll 2026.xlsx", ["Name", "Roll no"], "membership_list"),
        ("U9 squad.xlsx", ["Player", "Kit"], "membership_list"),
        ("運転者台帳.xlsx", ["乗務員", "免許種類"], "staff_list"),
        ("Staff contacts.xlsx", ["Name", "Ext", "NOK"], "staff_list"),
        ("面接者一覧.xlsx", ["氏名", "一次", "二次"], "applicants"),
        ("有給管理.xlsx", ["社員名", "付与", "前年繰越"], "leave_record"),
        ("Holiday planner 2026.xlsx", ["Name", "B/fwd", "Taken", "Remaining"], "leave_record"),
        ("当番表.xlsx", ["氏名", "早番", "遅番"], "timesheet"),
        ("Duty roster.xlsx", ["Name", "Sat", "Sun"], "timesheet"),
        ("Tenancy schedule.xlsx", ["Tenant", "Rent pcm", "Deposit"], "tenants"),
        ("入居者台帳.xlsx", ["契約者", "号室", "共益費"], "tenants"),
        ("リコール対象.xlsx", ["患者名", "最終来院日"], "medical_record"),
        ("Recall list.xlsx", ["Patient", "Last exam"], "medical_record"),
        ("在留カード一覧.xlsx", ["氏名", "在留期限"], "right_to_work"),
        ("DBS renewals.xlsx", ["Name", "DBS cert no", "Renewal due"], "dbs_check"),
    ],
)
def test_a_list_of_people_is_what_its_name_and_headers_say(path, headers, expected):
    assert told(path, headers) == expected


def test_a_list_without_any_telling_word_is_of_no_class():
    assert told("Book1.xlsx", ["Name", "Colour", "Size"]) == "none"
