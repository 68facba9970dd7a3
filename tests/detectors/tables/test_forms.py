"""Promises of forms: what was written is found whatever the layout, and what is only printed is not."""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.layout.regions import layout
from detectors.model import Table
from detectors.tables.forms import chosen, chosen_era, fields_of
from detectors.text.blanks import filled_in
from tests.benchmarks.columns.form_score import FormResult, add
from tests.benchmarks.columns.forms import forms
from tests.detectors.sheets import judged, people_of

FORM = [
    ["入会申込書"],
    ["氏名", "佐藤太郎", "フリガナ", "サトウ タロウ"],
    ["生年月日", "昭和60年4月1日", "性別", "男"],
    ["住所", "東京都千代田区丸の内1-2-3", "電話番号", "090-1234-5678"],
    ["メールアドレス", "taro@example.com", "", ""],
]


def test_a_filled_form_is_read_label_by_label():
    found = {(c.row, c.column): c.match.entity for c in judged(FORM).cells}
    assert found[1, 1] == "PERSON"
    assert found[2, 1] == "DATE_OF_BIRTH"
    assert found[3, 1] == "ADDRESS"
    assert found[3, 3] == "PHONE_NUMBER"
    assert found[4, 1] == "EMAIL_ADDRESS"
    assert people_of(FORM)[0] == 1


def test_an_empty_form_has_no_finding():
    empty = [[c if i % 2 == 0 else "" for i, c in enumerate(row)] for row in FORM]
    verdict = judged(empty)
    assert (verdict.columns, verdict.cells) == ((), ())


def test_a_list_of_label_and_value_is_a_form():
    rows = [
        ["Name", "Emily Taylor"],
        ["DOB", "03/04/1971"],
        ["Address", "12 High Street, Leeds LS1 4AB"],
        ["Tel", "07700 900123"],
    ]
    found = {c.match.entity for c in judged(rows).cells}
    assert {"PERSON", "DATE_OF_BIRTH", "PHONE_NUMBER"} <= found


def found_on(rows):
    verdict = judged(rows)
    cells = {(str(c.match.entity), rows[c.row][c.column][c.match.start : c.match.end]) for c in verdict.cells}
    return cells | {(str(v.entity), value) for v in verdict.columns for value in v.values}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([["氏名", "檜", "垣", "", "琴", "葉"], ["住所", "埼玉県川越市新富町1-2-3"]], ("PERSON", "檜垣 琴葉")),
        ([["フリガナ", "ヒ", "ガ", "キ", "コ", "ト", "ハ"], ["氏名", "檜垣琴葉"]], ("PERSON", "ヒガキコトハ")),
        ([["氏名", "檜垣", "琴葉"], ["生年月日", "昭和60年4月1日"]], ("PERSON", "檜垣 琴葉")),
        ([["氏名", "檜垣琴葉"], ["生年月日", "昭・(平)・令", "5", "年", "4", "月", "1", "日"]], ("DATE_OF_BIRTH", "平成5年4月1日")),
        ([["氏名", "檜垣琴葉"], ["生年月日", "1985", "年", "4", "月", "1", "日"]], ("DATE_OF_BIRTH", "1985年4月1日")),
        ([["Name", "Keziah Uttley"], ["Date of birth", *"09021986"]], ("DATE_OF_BIRTH", "09/02/1986")),
        ([["Name", *"Keziah", "", *"Uttley"], ["Postcode", "LS1 4AB"]], ("PERSON", "Keziah Uttley")),
        ([["氏名", "", "", "檜", "垣", "琴", "葉"], ["電話", "", "", *"0312345678"]], ("PHONE_NUMBER", "0312345678")),
        ([["氏名", "檜垣琴葉"], ["性別", "□男　■女"]], ("GENDER", "女")),
        ([["氏名", "檜垣琴葉"], ["性別", "(男)・女"]], ("GENDER", "男")),
        ([["氏名", "檜垣琴葉"], ["性別", "☐", "男", "☑", "女"]], ("GENDER", "☐　男　☑　女")),
        ([["Name", "Keziah Uttley"], ["Sex", "☒ Male ☐ Female"]], ("GENDER", "Male")),
        ([["氏名", "檜垣琴葉"], ["病名", "糖尿病"]], ("HEALTH", "糖尿病")),
        ([["Name", "Keziah Uttley"], ["Diagnosis", "Asthma"]], ("HEALTH", "Asthma")),
        ([["氏名：＿＿檜垣琴葉＿＿"], ["メール：___k.higaki@example.com___"]], ("PERSON", "檜垣琴葉")),
        ([["氏名：＿＿檜垣琴葉＿＿"], ["メール：___k.higaki@example.com___"]], ("EMAIL_ADDRESS", "k.higaki@example.com")),
        ([["フリガナ", "氏名"], ["ヒガキ コトハ", "檜垣琴葉"], ["住所", "病名"], ["埼玉県川越市新富町1-2-3", "喘息"]], ("HEALTH", "喘息")),
        ([["Name", "Date of birth"], ["Keziah Uttley", "1 Feb 1971"], ["Phone", "Email"], ["07700 900123", "k@example.com"]], ("DATE_OF_BIRTH", "1 Feb 1971")),
    ],
)  # fmt: skip
def test_what_was_written_is_found_whatever_the_layout(rows, wanted):
    if wanted[0] == "GENDER" and "　" in wanted[1]:
        assert {value for entity, value in found_on(rows) if entity == "GENDER"} == {"女"}
    else:
        assert wanted in found_on(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [["氏名", "　　　　印"], ["生年月日", "明・大・昭・平・令　　年　　月　　日生"], ["性別", "男・女"]],
        [["氏名", "㊞"], ["住所", "〒　　－"], ["電話", "（　　）　　－"], ["性別", "□男　□女"]],
        [["氏名：＿＿＿＿＿＿"], ["生年月日：　　年　　月　　日"], ["病名：＿＿＿＿"]],
        [["Name", "________"], ["Date of birth", "DD/MM/YYYY"], ["Sex", "M / F"], ["Diagnosis", ""]],
        [
            ["氏名", "生年月日", "性別"],
            ["　　　印", "　　年　　月　　日", "男・女"],
            ["住所", "電話", "メール"],
            ["〒　　－", "", ""],
        ],
        [["氏名", "", "", "", ""], ["生年月日", "昭・平・令", "", "年", "", "月", "", "日"]],
    ],
)
def test_a_blank_form_holds_nobody(rows):
    assert found_on(rows) == set()
    assert people_of(rows) == (0, 0)


@pytest.mark.parametrize("said", ["なし", "無", "特になし", "None", "□あり　■なし"])
def test_an_illness_that_somebody_says_not_to_have_is_no_finding(said):
    assert not [
        f
        for f in found_on([["氏名", "檜垣琴葉"], ["病名", said], ["住所", "埼玉県川越市新富町1-2-3"]])
        if f[0] == "HEALTH"
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Host name", "srv01"],
            ["IP", "10.0.0.1"],
            ["Port", "8080"],
            ["Owner", "Operations"],
            ["Contact", "Help Desk"],
        ],
        [
            ["商品名", "産業用ポンプ"],
            ["型番", "PX-1200"],
            ["担当", "営業部"],
            ["単価", "12,000円"],
            ["備考", "特になし"],
        ],
        [
            ["Invoice no", "INV-2231"],
            ["Company", "Larkhill Fabrications Ltd"],
            ["Contact", "Accounts Department"],
            ["Amount", "1,200.00"],
        ],
        [["会議名", "月次定例"], ["場所", "第二会議室"], ["担当", "総務課"], ["議題", "予算"]],
        [
            ["Project", "Warehouse move"],
            ["Manager", "Facilities Team"],
            ["Start date", "2023-04-01"],
            ["Status", "Open"],
        ],
        [
            ["Field", "Type", "Length"],
            ["customer_id", "int", "10"],
            ["Date of birth", "date", "8"],
            ["Address", "varchar", "200"],
        ],
    ],
)
def test_labels_and_values_of_things_are_about_nobody(rows):
    assert not [f for f in found_on(rows) if f[0] in ("PERSON", "MEMBER_ID", "DATE_OF_BIRTH", "ADDRESS")]
    assert people_of(rows) == (0, 0)


def test_an_illness_on_a_form_that_names_nobody_is_about_nobody():
    assert found_on([["病名", "糖尿病"], ["記入日", "2023-04-01"], ["診療科", "内科"]]) == set()


def test_name_in_boxes_reading_and_surname_beside_given_name_are_one_person():
    assert people_of([["フリガナ", "ヒガキ コトハ"], ["氏名", *"檜垣琴葉"], ["住所", "埼玉県川越市新富町1-2-3"]]) == (
        1,
        1,
    )
    assert people_of(
        [["姓", "檜垣", "名", "琴葉"], ["セイ", "ヒガキ", "メイ", "コトハ"], ["電話", "03-1234-5678"]]
    ) == (1, 1)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("□男　■女", "女"), ("☑ Yes ☐ No", "Yes"), ("(男)・女", "男"), ("男・女", None), ("□男　□女", None),
        ("■男　■女", None), ("女", "女"), ("", None),
    ],
)  # fmt: skip
def test_of_choices_only_a_single_marked_one_counts(text, word):
    span = chosen(text)
    assert (text[slice(*span)] if span else None) == word


@pytest.mark.parametrize(
    ("text", "era"), [("昭・(平)・令", "平成"), ("○昭・平・令", "昭和"), ("昭・平・令", ""), ("令和", "令和")]
)
def test_the_marked_era_counts(text, era):
    assert chosen_era(text) == era


def test_a_table_of_one_row_is_still_a_table():
    rows = [["氏名", "住所", "電話"], ["檜垣琴葉", "埼玉県川越市新富町1-2-3", "03-1234-5678"]]
    assert layout(rows).forms == []


@given(
    st.lists(
        st.lists(st.sampled_from(["氏名", "", "男", "□", "Name:", "1", "Sex", "昭・平", "病名：あ", "x"]), max_size=6),
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_block_is_taken_apart_and_every_cell_is_in_one_field_at_most(rows):
    cells = [cell for field in fields_of(rows, 0, len(rows)) for cell in field.cells]
    assert len(cells) == len(set(cells))
    judged(rows)


@given(st.text(max_size=60))
def test_what_is_made_blank_keeps_its_length(text):
    shown = filled_in(text)
    assert shown == "" or len(shown) == len(text)


def test_on_generated_forms_nearly_everything_is_found_and_nothing_on_blank_ones():
    result = FormResult()
    detector = Detector()
    for form in forms(5, each=3):
        add(result, form, detector)
    right, wrong, missed = (sum(getattr(c, n) for c in result.layouts.values()) for n in ("right", "wrong", "missed"))
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.95
    assert result.blank_found <= 0.1 * result.blank


@pytest.mark.parametrize("address", ["兵庫県丹波篠山市福住1033番地", "京都府舞鶴市字吉坂88番地"])
def test_an_address_that_ends_with_its_house_number_is_a_value(address):
    found = Detector().judge(Table("", [("氏名", "生駒 千鶴"), ("生年月日", "昭和58年9月21日"), ("住所", address)]))
    assert ("ADDRESS", len(address)) in {(c.match.entity, c.match.end - c.match.start) for c in found.cells}
