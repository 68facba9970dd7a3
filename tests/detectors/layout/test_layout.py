"""Promises of the layout: where the tables on a sheet are, whatever stands around them."""

from __future__ import annotations

import random

import pytest

from detectors.layout.regions import layout
from tests.detectors.sheets import (
    EN,
    JA,
    JA_ENTITIES,
    JA_TABLE,
    PRICES_EN,
    PRICES_JA,
    entities,
    judged,
    people_of,
)


def test_title_rows_and_blank_rows_above_the_header_do_not_hide_it():
    rows = [
        ["顧客名簿", "", ""],
        ["2019年度版"],
        [],
        ["", "", ""],
        ["氏名", "電話番号", "来店回数"],
        *([p.name, p.phone, "3"] for p in JA),
    ]
    verdict = judged(rows)
    assert entities(verdict) == {0: "PERSON", 1: "PHONE_NUMBER"}
    assert {(c.first_row, c.last_row, c.count) for c in verdict.columns} == {(5, 44, 40)}


def test_two_tables_on_one_sheet_are_judged_apart():
    verdict = judged([*JA_TABLE, [], *PRICES_JA, [], ["Name", "Telephone"], *([p.name, p.phone] for p in EN)])
    assert [(c.column, c.entity, c.first_row) for c in verdict.columns] == [
        *((i, e, 1) for i, e in enumerate(JA_ENTITIES)),
        (0, "PERSON", 85),
        (1, "PHONE_NUMBER", 85),
    ]


def test_a_transposed_table_is_read_row_by_row():
    rows = [
        ["支店別名簿"],
        ["社員番号", *(p.staff for p in JA[:4])],
        ["氏名", *(p.name for p in JA[:4])],
        ["年齢", "34", "51", "28", "77"],
        ["応募職種", "営業", "経理", "営業", "倉庫"],
        ["携帯", *(p.phone for p in JA[:4])],
    ]
    verdict = judged(rows)
    assert verdict.columns == ()
    found = {row: {c.match.entity for c in verdict.cells if c.row == row} for row in range(6)}
    assert found == {0: set(), 1: {"MEMBER_ID"}, 2: {"PERSON"}, 3: {"AGE"}, 4: set(), 5: {"PHONE_NUMBER"}}
    assert all(sum(c.row == row for c in verdict.cells) == 4 for row in (1, 2, 3, 5))
    assert people_of(rows) == (len({(p.surname, p.given) for p in JA[:4]}),) * 2


def test_halves_of_names_in_a_transposed_table_are_one_person():
    people = EN[:4]
    rows = [
        ["Surname", *(p.surname for p in people)],
        ["First name", *(p.given for p in people)],
        ["Postcode", *(p.postcode for p in people)],
        ["Mobile", *(p.phone for p in people)],
    ]
    assert people_of(rows)[1] == len({p.name for p in people})


@pytest.mark.parametrize("word", ["合計", "小計", "Total", "Grand total"])
def test_a_row_of_totals_is_no_row_of_data(word):
    rows = [
        ["Name", "Account number"],
        *([p.name, f"{10**7 + i * 7919}"] for i, p in enumerate(EN)),
        [word, "23456789"],
    ]
    assert {c.entity: c.count for c in judged(rows).columns} == {"PERSON": 40, "UK_BANK_ACCOUNT": 40}


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (["社員番号", "苗字", "名", "年齢", "連絡先", ""], ["", "", "", "", "電話番号", "メール"]),
        (["社員番号", "氏名", "", "年齢", "電話番号", "メール"], ["", "姓", "名", "", "", ""]),
        (["社員番号", "氏名", "名", "年齢", "電話番号", "メール"], ["", "苗字", "", "", "", ""]),
    ],
)
def test_the_upper_line_of_a_header_counts_where_the_lower_one_is_blank(upper, lower):
    people = [[p.staff, p.surname, p.given, str(20 + i), p.phone, p.mail] for i, p in enumerate(JA)]
    expected = ["MEMBER_ID", "PERSON", "PERSON", "AGE", "PHONE_NUMBER", "EMAIL_ADDRESS"]
    assert entities(judged([upper, lower, *people])) == dict(enumerate(expected))


def test_surnames_and_given_names_in_columns_of_their_own_need_no_header():
    rows = [[p.surname, p.given, str(i * 37), f"部品{i}"] for i, p in enumerate(JA)]
    assert entities(judged(rows)) == {0: "PERSON", 1: "PERSON"}
    assert people_of(rows)[0] == len({(p.surname, p.given) for p in JA})


def test_readings_beside_names_need_no_header():
    assert entities(judged([[p.name, str(i * 37), p.kana] for i, p in enumerate(JA)])) == {0: "PERSON", 2: "PERSON"}


@pytest.mark.parametrize(
    "header", ["氏名\n※必須", "【氏名】", "氏名（漢字）\n例：山田 太郎", "【氏名（全角）】", "1.氏名", "氏名*"]
)
def test_what_is_said_to_whoever_fills_in_a_column_does_not_hide_its_header(header):
    verdict = judged([[header, "区分"], *([p.name, "A"] for p in JA)])
    assert [(c.entity, c.first_row) for c in verdict.columns] == [("PERSON", 1)]


def test_a_header_that_is_also_a_surname_is_nobody():
    rows = [["Patient No", "Full name", "Ward", "Age"], *([p.staff, p.name, "7", "44"] for p in EN)]
    assert judged(rows).cells == ()


def test_random_numbers_of_ten_digits_are_no_telephone_numbers():
    rng = random.Random(5)
    rows = [["Code", "Capacity"], *([str(rng.randrange(10**9, 10**10)), str(i)] for i in range(60))]
    assert judged(rows).columns == ()


def test_rows_that_repeat_a_word_are_no_form():
    rows = [["氏名", "メール", "経路"], *([p.name, p.mail, "Web"] for p in JA[:3])]
    assert entities(judged(rows)) == {0: "PERSON", 1: "EMAIL_ADDRESS"}


def test_a_second_table_without_a_gap_begins_at_its_header():
    verdict = judged([*PRICES_EN, ["Name", "E-mail"], *([p.name, p.mail] for p in EN)])
    assert [(c.column, c.entity, c.first_row, c.count) for c in verdict.columns] == [
        (0, "PERSON", 42, 40),
        (1, "EMAIL_ADDRESS", 42, 40),
    ]


def test_a_header_printed_on_each_page_goes_on_with_the_same_table():
    rows = [*JA_TABLE[:21], *JA_TABLE[:1], *JA_TABLE[21:]]
    verdict = judged(rows)
    assert [c.count for c in verdict.columns] == [40] * 8


def test_a_gap_of_blank_rows_does_not_end_a_table():
    verdict = judged([*JA_TABLE[:11], [], [], *JA_TABLE[11:]])
    assert [c.count for c in verdict.columns] == [40] * 8
    assert {c.last_row for c in verdict.columns} == {42}


def test_footnotes_and_totals_are_not_rows():
    rows = [
        ["氏名", "年会費"],
        *([p.name, "5000"] for p in JA),
        ["合計", "200000"],
        ["※本名簿は社外秘とし、会員以外の第三者に渡してはならないことを総会で決議している。"],
    ]
    verdict = judged(rows)
    assert [(c.entity, c.count) for c in verdict.columns] == [("PERSON", 40)]


def test_ragged_rows_and_huge_cells_are_fine():
    rows = [["氏名", "備考"], ["佐藤太郎"], ["鈴木花子", "あ" * 50_000, "余り"], [], ["田中誠", "済"]]
    verdict = judged(rows)
    assert [(c.entity, c.count) for c in verdict.columns] == [("PERSON", 3)]


def test_a_table_of_one_column_is_a_table():
    verdict = judged([["メールアドレス"], *([p.mail] for p in JA)])
    assert [(c.entity, c.count) for c in verdict.columns] == [("EMAIL_ADDRESS", 40)]


def test_one_row_under_known_headers_is_enough():
    assert entities(judged(JA_TABLE[:2])) == dict(enumerate(JA_ENTITIES))


def test_a_row_of_titles_above_tables_side_by_side_hides_neither_header():
    names = [f"{p.surname}{p.given}" for p in JA[:16]]
    rows = [
        ["Aチーム", "", "", "", "Bチーム", "", ""],
        ["背番号", "選手", "学年", "", "背番号", "選手", "学年"],
        *([str(i), a, "2", "", str(i + 20), b, "1"] for i, (a, b) in enumerate(zip(names[:8], names[8:], strict=True))),
    ]
    verdict = judged(rows)
    assert [(c.column, c.entity, c.first_row, c.count) for c in verdict.columns] == [
        (1, "PERSON", 2, 8),
        (5, "PERSON", 2, 8),
    ]


@pytest.mark.parametrize(
    ("before", "days", "behind"),
    [
        (["社員名", "入社日", "基準日", "付与"], ["4月", "5月", "6月", "7月"], ["残"]),
        (["氏名"], ["1", "2", "3", "4"], ["日数"]),
        (["Child"], ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28"], []),
        (["Name", "Start date", "Entitlement"], ["Jan", "Feb", "Mar", "Apr"], ["Taken", "Remaining"]),
        (["Child"], ["7/9/26", "14/9/26", "21/9/26"], ["Total"]),
    ],
)
def test_days_between_other_words_head_a_table_and_none_of_them_is_anybody(before, days, behind):
    people = JA if any(ord(c) > 255 for c in before[0]) else EN
    rows = [[*before, *days, *behind]]
    rows += [[p.name, *["2020-04-01"] * (len(before) - 1), *["1"] * len(days + behind)] for p in people[:12]]
    (names,) = [c for c in judged(rows).columns if c.entity == "PERSON"]
    assert (names.column, names.first_row, names.count) == (0, 1, 12)


def test_dates_that_do_not_rise_head_nothing():
    rows = [
        ["Ann Lee", "2026-09-14", "2026-09-07", "2026-09-21"],
        ["Tom Hill", "2026-09-15", "2026-09-02", "2026-09-11"],
    ]
    assert layout([*rows] * 4).tables[0].header_row == -1


def test_a_table_of_sums_is_not_about_people_of_those_ages():
    rows = [
        ["設問", "良い", "普通", "計"],
        ["料金", "12", "8", "20"],
        ["性別", "9", "9", "18"],
        ["年齢", "31", "40", "71"],
        ["お住まい", "3", "4", "7"],
    ]
    verdict = judged(rows)
    assert not verdict.columns and not verdict.cells


def test_mailing_labels_side_by_side_are_read_cell_by_cell():
    rows = []
    for a, b in zip(JA[:20:2], JA[1:20:2], strict=True):
        rows += [
            ["〒" + a.postcode, "〒" + b.postcode],
            [a.address, b.address],
            [a.name + "　様", b.name + "　様"],
            ["", ""],
        ]
    verdict = judged(rows)
    assert not verdict.columns
    for entity in ("JP_POSTAL_CODE", "ADDRESS", "PERSON"):
        assert sum(c.match.entity == entity for c in verdict.cells) == 20


def test_a_month_beside_the_title_does_not_hide_the_header():
    rows = [["体温", "", "", "6月"], ["番号", "氏名", "1日", "2日", "3日"]]
    rows += [[str(i), p.name, "36.4", "36.5", "36.6"] for i, p in enumerate(JA[:12], 1)]
    assert [(c.column, c.entity, c.first_row, c.count) for c in judged(rows).columns] == [(1, "PERSON", 2, 12)]


def test_a_list_of_fields_is_about_nobody():
    fields = [
        ("first_name", "Jane"),
        ("last_name", "Doe"),
        ("dob", "YYYY-MM-DD"),
        ("email", "lower"),
        ("postcode", "AA1 1AA"),
        ("gender", "M/F"),
    ]
    rows = [["Field", "Type", "Example", "Used in"], *([name, "varchar", example, "CRM"] for name, example in fields)]
    assert people_of(rows) == (0, 0)


def test_titles_that_stand_beside_the_header_do_not_hide_it():
    rows = [["6H", "", "", "", "Spring", "", "", "Notes"], ["", "Name", "Level", "R", "W", "M", "Sci", ""]]
    rows += [[str(i + 1), p.name, "K", "WTS", "EXS", str(90 + i % 9), "EXS", ""] for i, p in enumerate(EN)]
    verdict = judged(rows)
    assert entities(verdict) == {1: "PERSON"}
    assert verdict.columns[0].count == len(EN)


def test_whom_a_ledger_is_about_stands_above_its_months():
    months = [f"{i}月" for i in range(1, 13)]
    rows = [
        ["賃　金　台　帳"],
        ["氏名", JA[0].name, "", "性別", "女", "", "生年月日", "昭和37年11月26日", "", "所属", "製造2課"],
        ["賃金計算期間", *months, "計"],
        *([word, *(["212000"] * 13)] for word in ("労働日数", "労働時間数", "基本給", "健康保険料", "差引支給額")),
    ]
    assert {c.match.entity for c in judged(rows).cells} == {"PERSON", "GENDER", "DATE_OF_BIRTH"}
    assert people_of(rows) == (1, 1)


def test_marks_of_two_judges_headed_alike_do_not_hide_a_transposed_table():
    people = EN[:9]
    rows = [
        ["No", *map(str, range(1, 10))],
        ["Candidate", *(p.name for p in people)],
        ["Contact", *(p.phone for p in people)],
        *([judge, *(str(i % 7 + 3) for i in range(9))] for judge in ("SW", "RH", "SW", "RH")),
        ["Total", *(str(i + 20) for i in range(9))],
        ["Shortlisted", *("YN"[i % 2] for i in range(9))],
    ]
    found = [c for c in judged(rows).cells if c.match.entity == "PERSON"]
    assert [c.row for c in found] == [1] * 9


def test_lines_with_a_date_and_an_office_beside_the_title_stand_above_the_header():
    header = ["CD", "氏名", "ﾌﾘｶﾞﾅ", "生年月日", "携帯", "免許種類"]
    rows = [
        ["乗務員一覧", "", "", "", "更新日", "2025/2/10"],
        ["営業所：八代", "", "", "", "作成", "総務課"],
        header,
        *([str(1001 + i), p.name, "ｻﾄｳ ﾊﾅｺ", "1980-01-01", p.phone, "中型"] for i, p in enumerate(JA[:12])),
    ]
    (table,) = layout([tuple(r) for r in rows]).tables
    assert table.headers == tuple(header)
    assert table.size == 12


def test_titles_in_two_rows_above_a_blank_one_head_no_table():
    rows = [
        ["令和6年度　頒布会　発送先", "", ""],
        ["締切　1月20日", "", ""],
        ["", "", ""],
        ["No", "お届け先〒", "お届け先氏名"],
    ]
    rows += [[str(i), p.postcode, p.name] for i, p in enumerate(JA, 1)]
    assert entities(judged(rows)) == {1: "JP_POSTAL_CODE", 2: "PERSON"}


def test_a_header_may_have_a_word_and_letters_twice():
    rows = [["Child", "DOB", "Collector 1", "Tel", "Collector 2", "Tel", "M", "T", "W", "T", "F"]]
    rows += [[p.name, p.born, q.name, p.phone, "", "", "x", "", "x", "x", ""] for p, q in zip(EN, EN[5:], strict=False)]
    assert layout(rows).tables[0].header_row == 0
    assert entities(judged(rows)) == {0: "PERSON", 1: "DATE_OF_BIRTH", 2: "PERSON", 3: "PHONE_NUMBER"}


@pytest.mark.parametrize(
    "upper",
    [
        ["", "Application form", "Eq. ops (detach)", "", "Essential"],
        ["12月予定", "", "", "7", "8"],
        ["", "", "Monitoring", "", "/15"],
    ],
)
def test_a_header_below_groups_months_or_days_is_the_header(upper):
    rows = [upper, ["Candidate", "DOB", "Ethn", "Disab", "Score"]]
    rows += [[p.name, p.born, "WB", "N", "11"] for p in EN[:12]]
    assert entities(judged(rows)) == {0: "PERSON", 1: "DATE_OF_BIRTH", 2: "ETHNICITY", 3: "DISABILITY"}


def test_a_cell_with_an_at_alone_does_not_make_data_of_a_header():
    rows = [
        ["Linguist", "IBAN", "Words", "@"],
        *([p.name, f"GB29NWBK601613319268{i:02}", "900", "0.08"] for i, p in enumerate(EN)),
    ]
    assert layout(rows).tables[0].header_row == 0
