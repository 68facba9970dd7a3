"""Promises of the document profile: class, dates, people and special categories of a document."""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

import time

import pytest

from detectors.documents.classes import vocabulary
from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from detectors.model import ClueKind, Passage, Table
from tests.detectors.sheets import british, japanese, judged

DETECTOR = Detector()
JA = japanese(30, seed=21)
EN = british(30, seed=22)

CLASS_IDS = (
    "customer_list prospect_list membership_list staff_list payroll wage_ledger withholding_record tax_declaration my_number_form "
    "timesheet leave_record employment_contract cv applicants personnel_file redundancy right_to_work dbs_check health_check "
    "health_surveillance stress_check medical_record prescription medical_claim accident_record disability_document "
    "employment_insurance social_insurance labour_insurance dispatch_ledger pension_record maternity_pay parental_pay sick_pay "
    "working_time_optout ledger invoice financial_statements corporate_tax vat_record self_assessment contract minutes safety_minutes "
    "complaint pupils childcare tenants social_care_case identity_check third_party_record sar_file cctv letter form_template"
).split()


def _profile(path="文書.docx", text="", rows=None, sheet="Sheet1", properties=None):
    profile = DocumentProfile()
    if properties:
        profile.properties(properties)
    if text:
        passage = Passage(text)
        profile.text(passage, DETECTOR.find([passage])[0])
    if rows:
        profile.table(Table(sheet, rows), judged(rows, sheet))
    return profile.finish().under(path)


def test_the_vocabulary_has_every_class_and_no_other():
    assert sorted(c.id for c in vocabulary().classes) == sorted([*CLASS_IDS, "none"])


@pytest.mark.parametrize(
    ("path", "header", "people", "doc_class"),
    [
        (
            "営業/顧客名簿_2019.xlsx",
            ["氏名", "住所", "電話番号"],
            lambda p: [p.name, p.address, p.phone],
            "customer_list",
        ),
        (
            "2023.zip > data.xlsx",
            ["顧客番号", "氏名", "電話番号", "最終来店日", "来店回数", "購入履歴"],
            lambda p: [p.staff, p.name, p.phone, "2019-04-01", "3", "有"],
            "customer_list",
        ),
        ("Sales/customers.csv", ["Name", "Address", "E-mail"], lambda p: [p.name, p.address, p.mail], "customer_list"),
        ("見込み客リスト.xlsx", ["氏名", "メールアドレス", "見込度"], lambda p: [p.name, p.mail, "A"], "prospect_list"),
        (
            "会員名簿.xls",
            ["会員番号", "氏名", "入会日", "年会費"],
            lambda p: [p.staff, p.name, "2010-04-01", "済"],
            "membership_list",
        ),
        (
            "総務/社員名簿.xlsx",
            ["社員番号", "氏名", "入社日", "所属"],
            lambda p: [p.staff, p.name, "2010-04-01", "営業部"],
            "staff_list",
        ),
        (
            "x.xlsx",
            ["社員番号", "氏名", "基本給", "控除額", "差引支給額"],
            lambda p: [p.staff, p.name, "200000", "40000", "160000"],
            "payroll",
        ),
        (
            "HR/payslips March.xlsx",
            ["Employee No", "Name", "Gross pay", "Net pay"],
            lambda p: [p.staff, p.name, "2000", "1600"],
            "payroll",
        ),
        (
            "給与/賃金台帳_平成25年.xlsx",
            ["社員番号", "氏名", "支給年月", "基本給", "健康保険料", "差引支給額"],
            lambda p: [p.staff, p.name, "平成25年1月", "240000", "11964", "196300"],
            "wage_ledger",
        ),
        ("class list 7B.xlsx", ["Pupil name", "DOB", "Form tutor"], lambda p: [p.name, p.born, "Mr Hughes"], "pupils"),
        ("tenants.xlsx", ["Tenant name", "Property address", "Rent"], lambda p: [p.name, p.address, "650"], "tenants"),
        (
            "健診結果.xlsx",
            ["氏名", "血圧", "BMI", "総合判定"],
            lambda p: [p.name, "120", "22.1", "要再検査"],
            "health_check",
        ),
        ("応募者一覧.xlsx", ["氏名", "応募日", "合否"], lambda p: [p.name, "2023-04-01", "不採用"], "applicants"),
    ],
)
def test_lists_are_told_by_name_headers_and_what_is_in_them(path, header, people, doc_class):
    staff = EN if header[0].isascii() else JA
    assert _profile(path, rows=[header, *map(people, staff)]).doc_class.doc_class == doc_class


@pytest.mark.parametrize(
    ("path", "text", "doc_class"),
    [
        (
            "a.docx",
            "雇用契約書\n\n氏名 佐藤太郎 メール taro@example.com\n就業の場所 本社\n従事すべき業務 営業\n試用期間 3か月\n賃金締切日 末日",
            "employment_contract",
        ),
        (
            "a.docx",
            "履歴書\n氏名 佐藤太郎 taro@example.com\n学歴・職歴\n2001年4月 入学\n志望動機\n免許・資格\n本人希望記入欄",
            "cv",
        ),
        (
            "cv_emily.docx",
            "Curriculum Vitae\nEmily Taylor\nemily@example.com\nEmployment history\nEducation\nReferences available on request",
            "cv",
        ),
        (
            "a.docx",
            "取締役会議事録\n開催日時 2019年6月20日\n出席者 取締役3名\n議案 決算承認の件\n承認可決された。\n閉会",
            "minutes",
        ),
        (
            "Minutes of the meeting.docx",
            "Present: the committee\nApologies for absence\nMatters arising\nAny other business",
            "minutes",
        ),
        (
            "請求書_0412.pdf",
            "請求書\n株式会社みなと商事 御中\n御請求金額 110,000円\n支払期限 5月末日\n振込先 みなと銀行",
            "invoice",
        ),
        ("invoice 1123.pdf", "Invoice number 1123\nAmount due £120.00\nPayment terms 30 days\nVAT", "invoice"),
        ("基本契約書.docx", "取引基本契約書\n第1条 甲及び乙は\n解除\n損害賠償\n管轄裁判所\n秘密保持", "contract"),
        (
            "accident report.docx",
            "Accident report\nInjured person: Jack Brown, jack@example.com\nNature of injury: fractured wrist\nWitness: none\nFirst aid given",
            "accident_record",
        ),
        (
            "扶養控除等(異動)申告書.pdf",
            "令和元年分 給与所得者の扶養控除等(異動)申告書\n氏名 佐藤太郎 taro@example.com\n個人番号 123456789018\n控除対象扶養親族",
            "tax_declaration",
        ),
        (
            "letter.docx",
            "Dear Mrs Taylor,\nFurther to your letter\nYours sincerely\nour ref 12, emily@example.com",
            "letter",
        ),
        (
            "complaint_Hughes.docx",
            "Complaint form\nComplainant: lucy@example.com\nNature of complaint: late delivery\nResolution\nOutcome: apology",
            "complaint",
        ),
        ("週次報告.docx", "営業部は新しい受注管理システムを見直した。出荷は順調に進んでいる。", "none"),
        ("weekly.txt", "Shipments of small motors are on track. Logistics confirmed the timeline.", "none"),
        ("空.txt", "", "none"),
    ],
)
def test_documents_are_told_by_title_and_words(path, text, doc_class):
    assert _profile(path, text).doc_class.doc_class == doc_class


@pytest.mark.parametrize(
    ("header", "people", "doc_class"),
    [
        (["お名前", "電話", "最終購入日"], lambda p: [p.name, p.phone, "2019-04-01"], "customer_list"),
        (["氏名", "メールアドレス", "確度"], lambda p: [p.name, p.mail, "A"], "prospect_list"),
        (["氏名", "個人番号"], lambda p: [p.name, p.number], "my_number_form"),
        (["社員番号", "氏名", "支給年月", "基本給", "労働日数", "労働時間数", "所得税", "健康保険料"], lambda p: [p.staff, p.name, "2018-01", "200000", "20", "160", "9000", "11000"], "wage_ledger"),
        (["Unit", "Name", "Monthly rent", "Tenancy start"], lambda p: [p.name[:3], p.name, "650", "2018-01-01"], "tenants"),
        (["Item", "In stock", "Reorder level"], lambda p: ["Hex bolts", "30", "12"], "none"),
    ],
)  # fmt: skip
def test_a_table_of_people_is_told_by_its_headers_whatever_the_file_is_called(header, people, doc_class):
    staff = EN if header[0].isascii() else JA
    assert _profile("Book1.xlsx", rows=[header, *map(people, staff)]).doc_class.doc_class == doc_class


def test_a_transposed_table_gives_the_class_and_its_leaving_dates():
    rows = [
        ["社員番号", *(p.staff for p in JA[:4])],
        ["氏名", *(p.name for p in JA[:4])],
        ["退職日", *["2018-03-31"] * 4],
    ]
    found = _profile("x.xlsx", rows=[*rows, ["入社日", *["2008-04-01"] * 4]])
    assert found.doc_class.doc_class == "staff_list"
    assert {e for e, *_ in _clues(found, ClueKind.FIELD)} >= {"leaving"}
    rows[2][2] = "-"
    still = _profile("x.xlsx", rows=[*rows, ["入社日", *["2008-04-01"] * 4]])
    assert "leaving" not in {e for e, *_ in _clues(still, ClueKind.FIELD)}


def test_a_price_list_is_no_class_of_people():
    rows = [["管理番号", "品名", "数量", "単価"], *([f"A{i:04d}", f"部品{i}", str(i), "100"] for i in range(30))]
    found = _profile("価格表.xlsx", rows=rows)
    assert found.doc_class.doc_class == "none"
    assert found.people.high == 0
    assert found.special == ()


@pytest.mark.parametrize(
    "text",
    [
        "入会申込書\n氏名:\nフリガナ:\n生年月日:   年  月  日\n住所:\n電話番号:\nメールアドレス:\n",
        "Registration form\nName: ____________\nDate of birth: __________\nAddress: ______\nTelephone: ______\nE-mail: ______\n",
    ],
)
def test_a_form_that_nobody_filled_in_is_a_template(text):
    found = _profile("申込書.docx", text)
    assert found.doc_class.doc_class == "form_template"
    assert found.people.high == 0


def test_an_empty_form_in_a_table_is_a_template_and_a_filled_one_is_not():
    form = [
        ["履歴書"],
        ["氏名", "", "フリガナ", ""],
        ["生年月日", "", "性別", ""],
        ["住所", "", "電話番号", ""],
        ["メールアドレス", ""],
    ]
    assert _profile("履歴書.xlsx", rows=form).doc_class.doc_class == "form_template"
    form[1][1], form[4][1] = "佐藤太郎", "taro@example.com"
    assert _profile("履歴書.xlsx", rows=form).doc_class.doc_class == "cv"


def test_the_reasons_quote_our_vocabulary_and_nothing_else():
    found = _profile("顧客名簿_佐藤太郎.xlsx", rows=[["氏名", "住所"], *([p.name, p.address] for p in JA)])
    assert found.doc_class.evidence
    assert not any("佐藤" in e.detail for e in found.doc_class.evidence)


# --------------------------------------------------------------------------------------------------------------- dates


def _clues(profile, kind):
    return [(c.event, c.first, c.last, c.source) for c in profile.clues if c.kind is kind]


def test_a_period_in_the_name_is_a_clue():
    found = _profile("経理/総勘定元帳_2019年度.xlsx")
    assert _clues(found, ClueKind.PERIOD) == [("fiscal_year", "2019-04-01", "2020-03-31", "name")]


def test_the_newest_leaving_date_of_a_column_is_a_field_clue():
    rows = [
        ["氏名", "生年月日", "退職日"],
        *([p.name, p.iso_born, f"2015-{i % 12 + 1:02d}-{i % 27 + 1:02d}"] for i, p in enumerate(JA)),
        ["伊藤愛", "1980-01-01", "2018-03-31"],
    ]
    found = _profile("退職者.xlsx", rows=rows)
    assert _clues(found, ClueKind.FIELD) == [("leaving", "2018-03-31", "2018-03-31", "content")]


_LEFT = [f"2015-{i % 12 + 1:02d}-{i % 27 + 1:02d}" for i in range(len(JA))]


@pytest.mark.parametrize(
    "header", ["退職日", "退職年月日", "契約終了日", "Leaving date", "Contract end date", "tenancy end"]
)
@pytest.mark.parametrize("still", ["", "-", "なし"])
def test_a_list_in_which_somebody_has_not_left_starts_no_clock(header, still):
    rows = [["氏名", "生年月日", header], *([p.name, p.iso_born, d] for p, d in zip(JA, _LEFT, strict=True))]
    assert len(_clues(_profile("x.xlsx", rows=rows), ClueKind.FIELD)) == 1
    rows[5][2] = still
    found = _profile("x.xlsx", rows=rows)
    assert _clues(found, ClueKind.FIELD) == []
    assert [c.last for c in found.clues if c.kind is ClueKind.NEWEST_DATE] == [
        max(r[2] for r in rows[1:] if r[2] != still)
    ]


def test_blank_rows_and_totals_are_nobody_who_has_not_left():
    people = [[p.name, p.phone, d] for p, d in zip(JA, _LEFT, strict=True)]
    rows = [["氏名", "電話番号", "退職日"], *people[:9], [], *people[9:], ["合計", "40", ""], ["※社外秘", "", ""]]
    assert len(_clues(_profile("x.xlsx", rows=rows), ClueKind.FIELD)) == 1


def test_one_sheet_of_current_staff_keeps_the_leavers_of_another_from_starting_the_clock():
    profile = DocumentProfile()
    for sheet, last in (("退職者", "2016-03-31"), ("在職者", "")):
        rows = [["社員番号", "氏名", "退職日"], *([p.staff, p.name, last] for p in JA)]
        profile.table(Table(sheet, rows), judged(rows, sheet))
    assert _clues(profile.finish().under("x.xlsx"), ClueKind.FIELD) == []


def test_staff_on_a_sheet_without_leaving_dates_are_still_there():
    profile = DocumentProfile()
    current = [["社員番号", "氏名", "入社日"], *([p.staff, p.name, "2008-04-01"] for p in JA)]
    gone = [["社員番号", "氏名", "退職日"], *([p.staff, p.name, "2016-03-31"] for p in JA)]
    for sheet, rows in (("社員", current), ("退職者", gone)):
        profile.table(Table(sheet, rows), judged(rows, sheet))
    assert _clues(profile.finish().under("x.xlsx"), ClueKind.FIELD) == []


@pytest.mark.parametrize(
    ("path", "text", "dated"),
    [
        ("健診/結果.txt", "受診日 5.9.12\n山田 太郎", False),  # 令和5年, or of another era
        ("36kyotei.txt", "三六協定届\n27.3.26 受付", False),
        ("健診 5.9.12/結果.txt", "結果", False),
        ("visit.txt", "Date of report: 5.9.12", True),
        ("健診/結果.txt", "受診日 R5.9.12", True),
    ],
)
def test_a_short_date_without_an_era_is_no_british_date_in_a_japanese_document(path, text, dated):
    assert bool([c for c in _profile(path, text).clues if c.first]) is dated


def test_birth_dates_never_start_a_clock():
    found = _profile("名簿.xlsx", rows=[["氏名", "生年月日"], *([p.name, p.iso_born] for p in JA)])
    assert found.clues == ()


def test_the_newest_date_in_the_rows_is_a_clue_of_the_last_resort():
    found = _profile(
        "x.xlsx", rows=[["日付", "品名"], ["2018-05-01", "机"], ["2019-12-24", "椅子"], ["2019-02-03", "棚"]]
    )
    assert [c.kind for c in found.clues] == [ClueKind.NEWEST_DATE]
    assert found.clues[0].last == "2019-12-24"


def test_fields_in_text_headings_and_properties_give_clues_in_the_order_of_trust():
    found = _profile(
        "a.docx",
        "2018年度 取引記録\n契約終了日:2019年3月31日\n本文",
        properties={"created": "2018-04-02T10:00:00", "modified": "2020-01-01", "title": "FY2018"},
    )
    kinds = [c.kind for c in found.clues]
    assert kinds == sorted(
        kinds, key=[ClueKind.FIELD, ClueKind.PERIOD, ClueKind.DOCUMENT_DATE, ClueKind.NEWEST_DATE].index
    )
    assert ("contract_end", "2019-03-31", "2019-03-31", "content") in _clues(found, ClueKind.FIELD)
    assert {e for e, *_ in _clues(found, ClueKind.DOCUMENT_DATE)} == {"created", "modified"}
    assert {s for *_, s in _clues(found, ClueKind.PERIOD)} == {"content", "property"}


def test_a_letters_own_date_is_its_date():
    found = _profile("手紙.docx", "2017年5月8日\n佐藤太郎様\n拝啓 時下ますますご清栄のこととお慶び申し上げます。\n敬具")
    assert ("created", "2017-05-08", "2017-05-08", "content") in _clues(found, ClueKind.DOCUMENT_DATE)


def test_a_form_fields_date_is_a_field_clue():
    found = _profile(
        "退職.xlsx", rows=[["退職届", ""], ["氏名", "佐藤太郎"], ["退職日", "平成30年3月31日"], ["住所", JA[0].address]]
    )
    assert ("leaving", "2018-03-31", "2018-03-31", "content") in _clues(found, ClueKind.FIELD)


# ----------------------------------------------------------------------------------------------- people, special, cost


def test_people_of_text_and_tables_are_added_up_and_special_categories_named():
    profile = DocumentProfile()
    for sheet in ("本社", "支店"):
        rows = [["氏名", "病名"], *([p.name, "喘息"] for p in JA[:10])]
        profile.table(Table(sheet, rows), judged(rows, sheet))
    found = profile.finish().under("x.xlsx")
    distinct = len({(p.surname, p.given) for p in JA[:10]})
    assert (found.people.low, found.people.high) == (distinct, distinct)
    assert found.special == ("HEALTH",)


def test_huge_documents_cost_little_and_finish_may_be_called_again():
    profile = DocumentProfile()
    block = "営業部は新しい受注管理システムを見直した。注文番号12は出荷済みである。\n" * 400
    started = time.process_time()
    for _ in range(300):
        profile.text(Passage(block), [])
    assert time.process_time() - started < 3
    assert profile.finish().under("big.txt") == profile.finish().under("big.txt")


@pytest.mark.parametrize("path", ["", "/", "a > b > ", "\udcff.xlsx", "x" * 5000, "....", "名簿\n.csv"])
def test_any_path_will_do(path):
    assert DocumentProfile().finish().under(path).people.high == 0


def test_an_application_with_amounts_in_it_is_no_invoice():
    rows = [
        ("物品購入申請書", "", "", ""),
        ("申請者氏名", "山田 太郎", "所属", "総務部"),
        ("品名", "数量", "単価", "金額"),
        ("机", "2", "12000", "24000"),
        ("", "", "小計", "24000"),
        ("", "", "合計金額", "26400"),
        ("支払期限", "2024-05-31", "振込先", "みずほ銀行"),
    ]
    titled = _profile("form1.xlsx", rows=rows).doc_class.doc_class
    untitled = _profile("form1.xlsx", rows=rows[1:]).doc_class.doc_class
    assert (titled, untitled) == ("none", "invoice")


def test_a_period_says_whether_the_file_or_its_folder_is_called_so() -> None:
    clues = DocumentProfile().finish().under("Shop (sold 2012)/list 2014.xlsx").clues
    assert {(c.source, c.last[:4]) for c in clues} == {("name", "2014"), ("folder", "2012")}


def test_school_and_career_years_are_no_time_of_a_cv():
    text = "履歴書\n氏名 見本太郎\n学歴・職歴\n2003年3月 見本大学 卒業\n2005年4月 見本商事 入社\n2019年5月7日\n志望動機"
    found = _profile("履歴書.docx", text)
    assert found.doc_class.doc_class == "cv"
    assert not [c for c in found.clues if c.kind is ClueKind.PERIOD and c.event != "day"]
    assert "2019-05-07" in {c.last for c in found.clues}


def test_the_days_on_which_people_came_are_none_of_the_list():
    rows = [["社員番号", "氏名", "入社日"], *([p.staff, p.name, "2008-04-01"] for p in JA)]
    assert {c.event for c in _profile("名簿.xlsx", rows=rows).clues} == {"joined"}
