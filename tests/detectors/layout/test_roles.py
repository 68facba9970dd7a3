"""Promises of what the head of a column names: parts that people play, numbers of people, and names of things."""

from __future__ import annotations

import pytest

from detectors.layout.roles import ROLE, column_header, is_beside
from tests.detectors.sheets import entities, judged


def family(header: str) -> str:
    found = column_header(header)
    return found.family if found else ""


@pytest.mark.parametrize(
    "header",
    [
        "確認者",
        "承認者",
        "被災者",
        "注文者",
        "購入者",
        "相続人",
        "管理人",
        "指導員",
        "部員",
        "薬剤師",
        "保育士",
        "主治医",
        "飼い主",
        "喪主",
        "連名",
        "顧客",
        "Player",
        "Guest",
        "Landlord",
        "Handled by",
        "Seen by",
        "First aider",
        "Key worker",
        "NOK",
        "Dad",
        "Instructor",
        "Emergency landlord",
    ],
)
def test_whoever_is_named_by_the_part_that_they_play_heads_a_column_of_names(header):
    assert family(header) in (ROLE, "person_name")


@pytest.mark.parametrize(
    "header",
    [
        "定員",
        "人員",
        "要員",
        "業者",
        "事業者",
        "保険者",
        "法人",
        "個人",
        "大人",
        "身長",
        "会員区分",
        "Server",
        "Host",
        "Number",
    ],
)
def test_words_that_only_end_like_a_part_name_nobody(header):
    assert family(header) not in (ROLE, "person_name")


@pytest.mark.parametrize(
    "header",
    [
        "顧客CD",
        "生徒ID",
        "カルテNo",
        "檀家番号",
        "寄付者番号",
        "教習生コード",
        "会員証番号",
        "社員CD",
        "PatRef",
        "Pupil ref",
        "Roll No",
        "Guest ID",
        "emp_cd",
        "Player number",
    ],
)
def test_numbers_of_people_are_told_by_whose_they_are(header):
    assert family(header) in ("member_number", "employee_number")


@pytest.mark.parametrize(
    "header",
    ["商品CD", "発注番号", "担当CD", "担当者コード", "業者コード", "Vendor ID", "Order ref", "Contact no", "Part no"],
)
def test_other_numbers_are_nobodys(header):
    assert family(header) not in ("member_number", "employee_number")


@pytest.mark.parametrize("header", ["Colour name", "Ship name", "Name of school", "Pet name", "Screen name"])
def test_names_of_things_are_not_said_to_be_names_of_people(header):
    assert family(header) in ("", "product")


@pytest.mark.parametrize(
    "header",
    ["Player name", "Parent 1 name", "Name of child", "Your name", "Pt Name", "Billing name", "作業員名", "飼い主様"],
)
def test_names_of_somebody_are(header):
    assert family(header) == "person_name"


def test_half_a_name_is_told_by_whose_it_is():
    assert family("注文者姓") == "surname"
    assert family("購入者姓") == "surname"


@pytest.mark.parametrize("header", ["確認者", "受付者", "主治医", "Handled by", "First aider", "Landlord", "Guardian"])
def test_who_looks_after_somebody_stands_beside(header):
    assert is_beside(header)


@pytest.mark.parametrize("header", ["被災者", "注文者", "Player", "Guest", "Member"])
def test_whom_a_row_is_about_does_not(header):
    assert not is_beside(header)


@pytest.mark.parametrize("header", ["Held by", "Auth by", "Work checked by", "Issued by", "Sold by"])
def test_whoever_did_something_is_named_below_and_stands_beside(header):
    assert family(header) in (ROLE, "person_name")
    assert is_beside(header)


@pytest.mark.parametrize("header", ["Due by", "Use by", "Sort by", "By"])
def test_other_words_before_by_name_nobody(header):
    assert family(header) in ("", "product")


@pytest.mark.parametrize(
    "header",
    [
        "Cocktail",
        "Breed",
        "Brewery",
        "Boat name",
        "Storm",
        "Starter",
        "Film",
        "Hymn 1",
        "品種",
        "曲名",
        "船名",
        "チーム名",
        "ペット名",
    ],
)
def test_things_that_are_called_like_people_are_things(header):
    assert family(header) == "product"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("LAST_NM", "surname"),
        ("fst_nm", "given_name"),
        ("BIRTH_DT", "birth_date"),
        ("CUST_NM", "person_name"),
        ("mbr_no", "member_number"),
        ("EMERG_PH", "phone"),
        ("PROD_NM", ""),
        ("SHIP_DT", "date"),
    ],
)
def test_short_words_in_the_headers_of_databases_are_spelt_out(header, expected):
    assert family(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [("Phone 1 - Value", "phone"), ("E-mail 2 - Value", "email"), ("雇用保険の被保険者番号", "employment_insurance")],
)
def test_what_exports_put_around_a_label_does_not_hide_it(header, expected):
    assert family(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Child last", "surname"),
        ("Child first", "given_name"),
        ("Preferred surname", "surname"),
        ("保護者姓", "surname"),
        ("生徒姓（カナ）", "kana_name"),
        ("受取人名（カナ）", "kana_name"),
        ("主治医名", "person_name"),
        ("お申出者", "role"),
        ("面接官", "role"),
        ("Lent to", "role"),
        ("By whom", "role"),
        ("Plotholder", "role"),
        ("お子様名", "person_name"),
        ("なまえ", "person_name"),
        ("ジュウショ1", "address"),
        ("ユウビン", "postal_code"),
        ("P/Code", "postal_code"),
        ("M/F", "gender"),
        ("性", "gender"),
        ("Hosp no", "member_number"),
        ("属性", ""),
        ("器官", ""),
        ("Reply to", ""),
    ],
)
def test_halves_readings_parts_and_old_spellings_are_known_and_what_only_looks_alike_is_not(header, expected):
    assert family(header) == expected


@pytest.mark.parametrize("header", ["Agent", "Guarantor", "SW", "Assignee", "担任", "主治医名", "担当営業"])
def test_whoever_deals_with_the_matter_is_not_whom_a_row_is_about(header):
    assert is_beside(header)


@pytest.mark.parametrize(
    ("header", "family"),
    [
        ("Guest(s)", "role"),
        ("née / former", "role"),
        ("From (patient or rep.)", "person_name"),
        ("Linguist", "role"),
        ("Our driver", "person_name"),
        ("Name on account", "role"),
        ("お届け先〒", "postal_code"),
        ("相談支援専門員", "role"),
        ("Age at 1 Sept", "age"),
        ("Sx", "gender"),
        ("船齢", None),
        ("樹齢", None),
        ("Ring first", "phone"),
        ("Printer", None),
        ("Number", None),
        ("3 Jan", None),
    ],
)
def test_headers_say_who_is_named_and_nothing_of_things(header, family):
    found = column_header(header)
    assert (found.family if found else None) == family


@pytest.mark.parametrize(
    ("header", "values", "named"),
    [
        ("確認者", ["苫米地"], True),
        ("担当", ["勝目", "笠沙", "曳馬"], True),
        ("主治医", ["御厨子Dr", "阿万Dr", "賀集Dr"], True),
        ("担当", ["総務", "製造", "経理"], False),
        ("担当", ["左官", "電気", "大工"], False),
        ("確認者", ["済", "未", "済"], False),
        ("Driver", ["Kenton Amos", "Rahel Fitsum", "Olu Fadipe"], True),
        ("Client", ["JT", "KM", "RP", "DW"], True),
        ("Payee", ["J M SOWTER", "MR T EBBAGE", "F HADLOW", "LOXTON C"], True),
        ("Maker", ["Mavic", "Fulcrum", "Rondo"], False),
        ("Passport name", ["MISONOU/TAKASHI MR", "TOKITA/AYA MS", "HANA/GEN MR"], True),
    ],
)
def test_names_in_no_list_are_told_by_how_they_are_written_where_somebody_is_to_be_named(header, values, named):
    rows = [["Date", header], *([f"{i + 3}/11/2025", v] for i, v in enumerate(values * 3))]
    assert (entities(judged(rows)).get(1) == "PERSON") is named


@pytest.mark.parametrize(
    ("header", "family"),
    [
        ("性(1男2女)", "gender"),
        ("扶養親族(続柄)", "role"),
        ("UTR if s/e", "utr"),
        ("NHSNumber", "nhs"),
        ("b.", "birth_date"),
    ],
)
def test_what_is_said_of_a_header_besides_does_not_hide_it(header, family):
    assert column_header(header).family == family
