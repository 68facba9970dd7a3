"""Promises of columns as people make them: odd headers, names with remarks, things that are called like people."""

from __future__ import annotations

import pytest

from tests.detectors.sheets import EN, JA, entities, judged


@pytest.mark.parametrize("header", ["竣工年月日", "回収日", "Date installed", "Last audit date"])
def test_dates_of_something_else_beside_people_are_no_birth_dates(header):
    rows = [["氏名", header], *([p.name, p.iso_born] for p in JA)]
    assert entities(judged(rows)) == {0: "PERSON"}


def test_headers_in_kana_of_old_programs_name_columns_and_nobody():
    header = ["ﾊﾞﾝｺﾞｳ", "ｼﾒｲ", "ｾｲﾈﾝｶﾞｯﾋﾟ", "ｼｬﾋﾞ", "ｼﾃﾝ", "ｺｳｻﾞ"]
    rows = [header, *([f"{n:03d}", p.kana, p.iso_born, "H10.4.1", "001", f"{n}23456"] for n, p in enumerate(JA, 10))]
    verdict = judged(rows)
    assert entities(verdict) == {1: "PERSON", 2: "DATE_OF_BIRTH", 5: "JP_BANK_ACCOUNT"}
    assert not verdict.cells


@pytest.mark.parametrize(
    ("form", "entity"), [("3801-{:06d}-1", "JP_EMPLOYMENT_INSURANCE"), ("{:010d}", "JP_HEALTH_INSURANCE")]
)
def test_a_number_of_the_insured_is_told_by_its_form(form, entity):
    rows = [["被保険者氏名", "被保険者番号"], *([p.name, form.format(n * 7919)] for n, p in enumerate(JA, 11))]
    assert entities(judged(rows)) == {0: "PERSON", 1: entity}


def test_postcodes_beside_towns_and_nobody_are_a_list_of_places():
    towns = ["札幌市", "松本市", "町田市", "高松市", "那覇市"] * 4
    rows = [["郵便番号", "市区町村"], *([f"{i + 100}-0001", town] for i, town in enumerate(towns))]
    assert entities(judged(rows)) == {}
    rows = [["氏名", *rows[0]], *([p.name, *row] for p, row in zip(JA, rows[1:], strict=False))]
    assert entities(judged(rows)) == {0: "PERSON", 1: "JP_POSTAL_CODE", 2: "LOCATION"}


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Guest", ["Smith Mr", "Khan Mrs", "Patel Dr", "Wright Ms", "Hughes Mr"]),
        ("Tenant", ["Tom & Ann Lee", "Mr & Mrs Khan", "Ivy Wright", "Jack and Ella Hughes", "Noah Patel"]),
        ("NOK", ["Ann Lee (wife)", "Tom Khan (dad)", "Ivy Wright (mum)", "Ella Hughes (partner)"]),
        ("児童名", ["山本誠（3-2）", "木村愛（1-1）", "佐藤健一（6-3）", "林千尋（2-2）"]),
        ("確認者", ["総務 木村", "木村", "林", "総務 清水"]),
        ("主治医", ["林医師", "木村先生", "佐藤 医師", "清水院長"]),
        ("Auth by", ["K Smith", "Ann L", "Tom Wright", "Ella Khan"]),
        ("担当", ["衛)佐藤", "Dr.木村", "衛)林", "Dr.清水"]),
        ("NOK", ["son Tom (Canada)", "friend Ann", "dtr-in-law Ella", "son Jack"]),
    ],
)
def test_names_are_known_with_a_title_or_remark_behind_them_and_for_two(header, values):
    assert entities(judged([[header, "数"], *([v, "3"] for v in values)])) == {0: "PERSON"}


def test_colours_called_like_people_are_nobody():
    colours = ["Elizabeth Rose", "Charlotte Grey", "Setting Plaster", "Savage Ground", "Olive Smith", "Borrowed Light"]
    rows = [
        ["SKU", "Colour name", "EAN", "Price"],
        *([f"{i}1", c, f"50{i}4567890128", "9.99"] for i, c in enumerate(colours)),
    ]
    assert entities(judged(rows)) == {}


def test_what_people_are_called_by_alone_is_no_name_where_no_value_is_one():
    rows = [
        ["Guest", "Captain", "Address"],
        *([p.name, w, p.address] for p, w in zip(EN, ["Soup", "Melon", "Bread", "Pâté"] * 4, strict=False)),
    ]
    assert 1 not in entities(judged(rows))


def test_given_names_beside_surnames_need_no_more_than_first():
    rows = [["Surname", "First", "Role"], *([p.surname, p.given, "HCA"] for p in EN)]
    assert entities(judged(rows)) == {0: "PERSON", 1: "PERSON"}


def test_readings_of_words_that_name_nobody_are_nobodys():
    places = [
        ("上野", "ウエノ"),
        ("中山", "ナカヤマ"),
        ("石田", "イシダ"),
        ("小松", "コマツ"),
        ("桜井", "サクライ"),
        ("三好", "ミヨシ"),
    ]
    assert entities(judged([["字", "ヨミ", "世帯"], *([a, b, "31"] for a, b in places)])) == {}
    assert entities(judged([["氏名", "ヨミ"], *([p.name, p.kana] for p in JA)])) == {0: "PERSON", 1: "PERSON"}


def test_trades_in_charge_are_nobody():
    rows = [
        ["工程", "日数", "担当"],
        *([w, "3", t] for w, t in zip(["基礎", "建方", "屋根", "内装"], ["大工", "電気", "左官", "電気"], strict=True)),
    ]
    assert entities(judged(rows)) == {}


def test_streets_without_numbers_and_without_anybody_are_no_addresses():
    streets = ["Albert Street", "Victoria Road", "George Lane", "Ellen Terrace", "Cromwell Mount", "Nelson Street"]
    assert entities(judged([["Route", "Street", "Length"], *(["2", s, "310"] for s in streets)])) == {}
    rows = [["Name", "Street"], *([p.name, s] for p, s in zip(EN, streets, strict=False))]
    assert entities(judged(rows)) == {0: "PERSON", 1: "ADDRESS"}


def test_the_day_of_an_examination_tells_nothing_of_health():
    rows = [["氏名", "健康診断日", "健康診断結果"], *([p.name, "2026-05-01", "要再検査"] for p in JA)]
    assert entities(judged(rows)) == {0: "PERSON", 2: "HEALTH"}


def test_sort_codes_beside_account_numbers_are_parts_of_accounts():
    rows = [
        ["Name", "Bank Sort Code", "Bank Account No"],
        *([p.name, f"60{i}11"[:6].ljust(6, "7"), f"{i}1234567"[:8]] for i, p in enumerate(EN, 10)),
    ]
    assert entities(judged(rows)) == {0: "PERSON", 1: "UK_BANK_ACCOUNT", 2: "UK_BANK_ACCOUNT"}


@pytest.mark.parametrize(
    ("header", "reasons"),
    [
        ("Reason", ["Flu", "Migraine", "Back pain", "Depression", "Chest infection"]),
        ("med_notes", ["asthma", "eczema", "none"]),
        ("理由", ["腰痛", "骨折", "発熱", "手術", "私用"]),
    ],
)
def test_a_column_most_of_whose_remarks_are_illnesses_tells_of_health_beside_people_only(header, reasons):
    rows = [["氏名", header], *([p.name, reasons[i % len(reasons)]] for i, p in enumerate(JA))]
    assert entities(judged(rows)) == {0: "PERSON", 1: "HEALTH"}
    rows = [["機種", header], *([f"M-{i}", reasons[i % len(reasons)]] for i in range(len(JA)))]
    assert entities(judged(rows)) == {}


def test_a_column_with_one_illness_among_other_reasons_is_no_column_of_illnesses():
    reasons = ["私用", "家庭の都合", "忌引", "引越", "腰痛"]
    assert entities(judged([["氏名", "理由"], *([p.name, reasons[i % 5]] for i, p in enumerate(JA))])) == {0: "PERSON"}


@pytest.mark.parametrize("header", ["Tel or email", "電話・メール", "連絡方法"])
def test_telephone_numbers_and_mail_addresses_below_one_another_are_both_told(header):
    rows = [["氏名", header], *([p.name, f"hana{i}@example.jp" if i % 2 else p.phone] for i, p in enumerate(JA))]
    found = [c.match.entity for c in judged(rows).cells]
    assert found.count("EMAIL_ADDRESS") == len(JA) // 2
    assert found.count("PHONE_NUMBER") == len(JA) - len(JA) // 2


@pytest.mark.parametrize(
    ("headers", "parts", "entity"),
    [
        (["市外局番", "市内局番", "番号"], ["011", "231", "4567"], "PHONE_NUMBER"),
        (["郵便番号上", "郵便番号下"], ["100", "0005"], "JP_POSTAL_CODE"),
        (["郵便番号上3桁", "郵便番号下4桁"], ["100", "0005"], "JP_POSTAL_CODE"),
    ],
)
def test_numbers_in_columns_for_their_parts_are_one_finding(headers, parts, entity):
    found = judged([["氏名", *headers], *([p.name, *parts] for p in JA)]).columns
    assert [(c.entity, c.values) for c in found[1:]] == [(entity, ("-".join(parts),))]


def test_first_and_last_alone_head_names_but_not_dates():
    rows = [["First", "Last", "Last visit"], *([*p.name.split(), "2026-05-01"] for p in EN)]
    assert entities(judged(rows)) == {0: "PERSON", 1: "PERSON"}
    assert entities(judged([["Name", "Last"], *([p.name, "2026-05-01"] for p in EN)])) == {0: "PERSON"}


def test_readings_behind_a_code_of_a_branch_are_those_of_whoever_is_paid():
    rows = [["支店CD", "口座番号", "受取人カナ"], *([str(100 + i), f"{1234567 + i}", p.kana] for i, p in enumerate(JA))]
    assert entities(judged(rows))[2] == "PERSON"


def test_long_questions_head_columns_too():
    question = "Is there anything that we should know about you or about your family before you come?"
    rows = [["What is your name?", question], *([p.name, "No"] for p in EN)]
    assert [c.count for c in judged(rows).columns] == [len(EN)]


@pytest.mark.parametrize("marks", [["有", "無"], ["可", "否"], ["有"]])
def test_marks_below_a_header_of_people_are_no_names(marks):
    rows = [["氏名", "配偶者"], *([p.name, marks[i % len(marks)]] for i, p in enumerate(JA))]
    assert entities(judged(rows)) == {0: "PERSON"}


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("LTC", ["COPD", "Asthma", "Dementia", "Epilepsy"]),
        ("Medical", ["Eczema", "Asthma"]),
        ("備え", ["喘息", "糖尿病", "てんかん", "卵"]),
    ],
)
def test_a_column_beside_people_tells_of_illness_by_its_values_whatever_heads_it(header, values):
    rows = [["Name", header], *([p.name, values[i % len(values)]] for i, p in enumerate(EN))]
    assert entities(judged(rows)) == {0: "PERSON", 1: "HEALTH"}
    assert entities(judged([["Product", header], *(["Cream", v] for v in values * 4)])) == {}


def test_classes_of_a_school_are_no_registration_marks():
    rows = [["Name", "Reg"], *([p.name, f"{7 + i % 5}{'LPW'[i % 3]}"] for i, p in enumerate(EN))]
    assert entities(judged(rows)) == {0: "PERSON"}


def test_any_number_as_long_as_a_passports_is_none_however_many_there_are():
    rows = [
        ["First name", "Last name", "LEID"],
        *([p.given, p.surname, str(523961504 + 7919 * i)] for i, p in enumerate(EN)),
    ]
    assert 2 not in entities(judged(rows))


@pytest.mark.parametrize(
    ("header", "value", "entity"),
    [
        ("年代", "40代", "AGE"),
        ("氏名または法人名", None, "PERSON"),
        ("手帳", "精神", "DISABILITY"),
        ("ケースNo", "S-231", "MEMBER_ID"),
    ],
)
def test_headers_that_offices_write_are_known(header, value, entity):
    rows = [["氏名", header], *([p.name, value or q.name] for p, q in zip(JA[:15], JA[15:30], strict=True))]
    rows = [
        [r[0], r[1] if value is None or i == 0 else f"{value}{i}" if "S-" in value else value]
        for i, r in enumerate(rows)
    ]
    assert entities(judged(rows))[1] == entity
