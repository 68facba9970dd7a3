"""Promises of columns that are told by the names beside them: numbers, ages and sexes, births, insurance."""

from __future__ import annotations

import pytest

from tests.detectors.sheets import EN, JA, entities, judged


def distinct(people):
    """Some people, each of another name."""
    return list({p.name: p for p in people}.values())[:10]


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("Clk", "3{:02}8"),
        ("ID", "6{:02}7"),
        ("Ref", "HWC-00{:02}"),
        ("#", "K{:02}41"),
        ("M'ship", "G10{:02}"),
        ("File", "W/1{:02}0"),
    ],
)
def test_a_code_that_everybody_has_is_somebodys_number(header, number):
    rows = [[header, "Name", "Paid"], *([number.format(i * 7), p.name, "Y"] for i, p in enumerate(distinct(EN)))]
    assert entities(judged(rows)) == {0: "MEMBER_ID", 1: "PERSON"}


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("No", "{}"),
        ("Room no", "1{:02}"),
        ("Permit", "P{:03}"),
        ("Voucher code", "V{:03}"),
        ("Invoice", "A26-{:02}"),
        ("Locker no", "L-0{:02}"),
        ("Joined", "20{:02}"),
        ("Date", "{:02}/11"),
        ("2.部屋番号", "5{:02}"),
        ("予約ID", "R{:03}"),
    ],
)
def test_rooms_rows_orders_and_years_are_no_numbers_of_people(header, number):
    rows = [[header, "Name", "Paid"], *([number.format(i), p.name, "Y"] for i, p in enumerate(distinct(EN), 1))]
    assert "MEMBER_ID" not in entities(judged(rows)).values()


def test_numbers_of_orders_by_the_same_people_are_theirs_and_not_the_peoples():
    people = distinct(EN)[:4] * 3
    rows = [["Ref", "Name", "Paid"], *([f"HWC-00{i:02}", p.name, "Y"] for i, p in enumerate(people, 11))]
    assert entities(judged(rows)) == {1: "PERSON"}


def test_numbers_of_books_beside_their_authors_are_the_books():
    titles = ["Hedges", "The Mill", "Slow Trains", "Salt", "Over Moor", "Two Wells", "Ash", "Tin", "Low Tide", "Ebb"]
    rows = [
        ["ID", "Author", "Title"],
        *([f"60{i:02}", p.name, t] for i, (p, t) in enumerate(zip(distinct(EN), titles, strict=False))),
    ]
    assert "MEMBER_ID" not in entities(judged(rows)).values()


def test_ages_and_sexes_beside_names_need_no_header():
    rows = [[p.name, str(71 + i % 19), "男" if i % 2 else "女", p.phone] for i, p in enumerate(distinct(JA))]
    assert entities(judged(rows)) == {0: "PERSON", 1: "AGE", 2: "GENDER", 3: "PHONE_NUMBER"}
    rows = [["Name", "G"], *([p.name, "MF"[i % 2]] for i, p in enumerate(distinct(EN)))]
    assert entities(judged(rows)) == {0: "PERSON", 1: "GENDER"}


def test_school_years_beside_sexes_are_no_ages():
    rows = [[p.name, "男" if i % 2 else "女", str(1 + i % 6)] for i, p in enumerate(distinct(JA))]
    assert "AGE" not in entities(judged(rows)).values()


def test_numbers_of_insurances_are_told_by_their_hyphens_beside_names():
    rows = [[p.name, f"4417-3309{i:02}", f"1405-8820{i:02}-3"] for i, p in enumerate(distinct(JA), 10)]
    found = {0: "PERSON", 1: "JP_PENSION_NUMBER", 2: "JP_EMPLOYMENT_INSURANCE"}
    assert entities(judged(rows)) == found


def test_the_halves_of_an_insurance_card_are_read_beside_the_insurers_number():
    rows = [["氏名", "保険者番号", "記号", "番号"]]
    rows += [[p.name, f"063200{i}", f"1{i}", f"12{i}"] for i, p in enumerate(distinct(JA), 10)]
    assert entities(judged(rows)) == {
        0: "PERSON",
        1: "JP_HEALTH_INSURANCE",
        2: "JP_HEALTH_INSURANCE",
        3: "JP_HEALTH_INSURANCE",
    }


@pytest.mark.parametrize("age", ["2y 4m", "3歳5か月", "27y", "60+", "20s", "25ish", "65-69", "0歳児", "U12"])
def test_ages_are_read_with_units_months_and_more_or_less(age):
    people = EN if age.isascii() else JA
    rows = [["Name", "Age"] if people is EN else ["氏名", "年齢"], *([p.name, age] for p in people[:6])]
    assert entities(judged(rows))[1] == "AGE"


@pytest.mark.parametrize(
    "born", ["1954", "S29", "09/2018", "3.9.90", "1-1-49", "11 Dec 1964", "12 March", "c. 1948", "昭和41年"]
)
def test_births_are_read_in_every_style_under_their_header(born):
    rows = [
        ["Name", "Born"] if born.isascii() else ["氏名", "生年"],
        *([p.name, born] for p in (EN if born.isascii() else JA)[:6]),
    ]
    assert entities(judged(rows))[1] == "DATE_OF_BIRTH"


@pytest.mark.parametrize("header", ["", "年"])
def test_figures_of_years_behind_names_are_ages(header):
    ages = ["52", "47", "33", "24", "61", "68", "29", "71", "19", "83"]
    rows = [[p.name, a, "伐倒"] for p, a in zip(distinct(JA), ages, strict=False)]
    judged_rows = [["氏名", header, "作業"], *rows] if header else rows
    assert entities(judged(judged_rows)).get(1) == "AGE"


def test_what_is_counted_in_years_beside_sexes_is_an_age():
    ages = ["8y", "19", "34", "5y 6m", "61", "23", "15", "46"]
    rows = [[p.name, a, "MF"[i % 2]] for i, (p, a) in enumerate(zip(distinct(EN), ages, strict=False))]
    assert entities(judged(rows)).get(1) == "AGE"


def test_two_columns_of_figures_behind_names_are_marks_and_no_ages():
    rows = [[p.name, str(31 + 7 * i % 60), str(40 + 11 * i % 50)] for i, p in enumerate(distinct(EN))]
    assert "AGE" not in entities(judged(rows)).values()


@pytest.mark.parametrize(("header", "number"), [("Wkr", "SL2{:02}"), ("Our no.", "S{}"), ("利用C", "H008{:02}")])
def test_codes_before_names_are_numbers_of_people_under_headers_that_hardly_say_so(header, number):
    rows = [[header, "Name", "Paid"], *([number.format(i * 3), p.name, "Y"] for i, p in enumerate(distinct(EN)))]
    assert entities(judged(rows)) == {0: "MEMBER_ID", 1: "PERSON"}


def test_numbers_of_insurances_are_told_under_headers_cut_short():
    rows = [
        ["氏名", "基年", "雇保"],
        *([p.name, f"4417-3309{i:02}", f"0301-8820{i:02}-3"] for i, p in enumerate(JA, 10)),
    ]
    assert entities(judged(rows)) == {0: "PERSON", 1: "JP_PENSION_NUMBER", 2: "JP_EMPLOYMENT_INSURANCE"}


def test_houses_and_streets_beside_postcodes_are_addresses_whatever_heads_them():
    where = [
        "3 Wheal Rose Cotts, Carnkie",
        "Bosvean, Church Hill, Lanner",
        "17 Fore St",
        "8 Clijah Croft",
        "22 Albany Gdns",
    ]
    rows = [
        ["Customer", "Where", "PC"],
        *([p.name, w, f"TR15 {i}DU"] for i, (p, w) in enumerate(zip(EN, where, strict=False), 1)),
    ]
    assert entities(judged(rows)) == {0: "PERSON", 1: "ADDRESS", 2: "UK_POSTCODE"}


def test_towns_beside_postcodes_are_no_addresses():
    towns = ["Redruth", "Camborne", "Truro", "Hayle", "Penryn"]
    rows = [
        ["Customer", "Where", "PC"],
        *([p.name, t, f"TR15 {i}DU"] for i, (p, t) in enumerate(zip(EN, towns, strict=False), 1)),
    ]
    assert entities(judged(rows)).get(1) != "ADDRESS"
