"""Promises of the column verdicts: what a table's columns are, and above all what they are not."""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.model import Table
from tests.detectors.sheets import (
    EN,
    EN_ENTITIES,
    EN_TABLE,
    JA,
    JA_ENTITIES,
    JA_TABLE,
    PRICES_EN,
    PRICES_JA,
    entities,
    judged,
    my_number,
    nhs_number,
    people_of,
)

# ------------------------------------------------------------------------------------------------ columns with headers


@pytest.mark.parametrize(("table", "expected"), [(JA_TABLE, JA_ENTITIES), (EN_TABLE, EN_ENTITIES)])
def test_every_column_of_a_list_of_people_is_one_finding_with_rows_and_distinct_values(table, expected):
    verdict = judged(table)
    assert entities(verdict) == dict(enumerate(expected))
    for column in verdict.columns:
        assert column.count == 40
        assert (column.first_row, column.last_row) == (1, 40)
        assert column.header == table[0][column.column]
        assert len(column.values) == len({row[column.column] for row in table[1:]})
        assert column.score >= 0.9
    assert verdict.cells == ()


@pytest.mark.parametrize(("table", "expected"), [(JA_TABLE, JA_ENTITIES), (EN_TABLE, EN_ENTITIES)])
def test_without_a_header_the_values_speak(table, expected):
    assert entities(judged(table[1:])) == dict(enumerate(expected))


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("姓", [p.surname for p in JA], "PERSON"),
        ("名", [p.given for p in JA], "PERSON"),
        ("ﾌﾘｶﾞﾅ", ["ｻﾄｳ ﾀﾛｳ", "ｽｽﾞｷ ﾊﾅｺ", "ﾀﾅｶ ｹﾝｲﾁ", "ｲﾄｳ ﾕﾐ"], "PERSON"),
        ("セイ", ["サトウ", "スズキ", "タナカ", "イトウ"], "PERSON"),
        ("担当者", ["佐藤", "鈴木", "田中", "佐藤"], "PERSON"),
        ("社員氏名", [p.name for p in JA], "PERSON"),
        ("Fname", [p.given for p in EN], "PERSON"),
        ("Surname", [p.surname for p in EN], "PERSON"),
        ("customer_name", [p.name for p in EN], "PERSON"),
        ("CustomerName", [f"{p.surname}, {p.given}" for p in EN], "PERSON"),
        ("口座名義(カナ)", ["サトウ タロウ", "スズキ ハナコ", "タナカ マコト"], "PERSON"),
        ("氏名【必須】", [p.name for p in JA], "PERSON"),
        ("Mother's name", [p.name for p in EN], "PERSON"),
        ("保護者電話", [p.phone for p in JA], "PHONE_NUMBER"),
        ("NI-Number", [p.nino for p in EN], "UK_NINO"),
        ("Line Manager", [p.name for p in EN], "PERSON"),
        ("マイナンバー", [p.number for p in JA], "JP_MY_NUMBER"),
        ("個人番号（12桁）", [f"{p.number[:4]}-{p.number[4:8]}-{p.number[8:]}" for p in JA], "JP_MY_NUMBER"),
        ("生 年 月 日", [p.born for p in JA], "DATE_OF_BIRTH"),
        ("生年月日(西暦)", [p.iso_born for p in JA], "DATE_OF_BIRTH"),
        ("誕生日", ["31138", "29221", "33970"], "DATE_OF_BIRTH"),
        ("生年月日", ["3600401", "4020511", "3551231"], "DATE_OF_BIRTH"),
        ("D.O.B.", [p.born for p in EN], "DATE_OF_BIRTH"),
        ("年齢", ["34", "51", "28", "77"], "AGE"),
        ("Age", ["34", "51", "28", "77"], "AGE"),
        ("性別", ["男", "女", "女", "男"], "GENDER"),
        ("Sex", ["M", "F", "F", "M"], "GENDER"),
        ("社員番号", ["10023", "10024", "10031"], "MEMBER_ID"),
        ("Membership No.", ["M-0012", "M-0044", "M-1043"], "MEMBER_ID"),
        ("診察券番号", ["0012345", "0044211", "0098231"], "MEMBER_ID"),
        ("携帯電話", [p.phone for p in JA], "PHONE_NUMBER"),
        ("TEL", ["9012345678", "8098765432", "9011112222"], "PHONE_NUMBER"),
        ("Mobile", ["7700900123", "7700900456", "7700900789"], "PHONE_NUMBER"),
        ("緊急連絡先電話番号", [p.phone for p in JA], "PHONE_NUMBER"),
        ("Home phone 2", [p.phone for p in EN], "PHONE_NUMBER"),
        ("郵便番号", ["600001", "640941", "600005"], "JP_POSTAL_CODE"),
        ("Post Code", ["LS1 4AB", "M1 1AE", "CB2 3QG"], "UK_POSTCODE"),
        ("Address line 1", ["12 High Street", "3 Station Road", "Flat 2, 8 Church Lane"], "ADDRESS"),
        ("現住所", [p.address for p in JA], "ADDRESS"),
        ("基礎年金番号", ["1234-567890", "2345-678901", "3456-789012"], "JP_PENSION_NUMBER"),
        ("雇用保険被保険者番号", ["1301-123456-7", "1301-654321-0"], "JP_EMPLOYMENT_INSURANCE"),
        ("口座番号", ["0123456", "7654321", "1112223"], "JP_BANK_ACCOUNT"),
        ("口座番号", ["123456", "7654321", "1112223"], "JP_BANK_ACCOUNT"),
        ("Account number", ["12345678", "87654321", "11223344"], "UK_BANK_ACCOUNT"),
        ("National Insurance", ["AB123456C", "JG103759A"], "UK_NINO"),
        ("NHS No", [nhs_number(random.Random(i)) for i in range(9)], "UK_NHS"),
        ("在留カード番号", ["AB12345678CD", "CD87654321EF"], "JP_RESIDENCE_CARD"),
        ("パスポート番号", ["TR1234567", "TK7654321"], "JP_PASSPORT"),
        ("Passport No", ["123456789", "987654321"], "UK_PASSPORT"),
        ("Car reg", ["AB51 ABC", "LS20 XYZ"], "UK_VEHICLE_REGISTRATION"),
    ],
)
def test_a_header_and_values_that_agree_make_a_verdict(header, values, entity):
    rows = [["連番", header, "区分"], *([str(i), v, "A" if i % 2 else "B"] for i, v in enumerate(values, 1))]
    verdict = judged(rows)
    mine = [c for c in verdict.columns if c.column == 1]
    assert [c.entity for c in mine] == [entity]
    assert mine[0].count == len(values)
    assert [c for c in verdict.columns if c.column != 1] == []


@pytest.mark.parametrize(
    ("header", "numbers", "nationality", "entity"),
    [
        ("Passport No", ["123456789", "987654321", "K1234567"], ["American", "Polish", "Indian"], "MEMBER_ID"),
        ("Passport No", ["123456789", "987654321", "192837465"], ["British", "UK", "British/Irish"], "UK_PASSPORT"),
        ("パスポート番号", ["TR1234567", "TK7654321", "EA1928374"], ["中国", "中国", "ベトナム"], "MEMBER_ID"),
        ("パスポート番号", ["TR1234567", "TK7654321", "TZ1928374"], ["日本", "", "日本"], "JP_PASSPORT"),
        ("パスポート番号", ["K1234567", "C7654321", "N1928374"], ["", "", ""], "MEMBER_ID"),
    ],
)
def test_a_passport_of_another_state_is_a_number_of_a_person(header, numbers, nationality, entity):
    people = zip([p.name for p in EN], numbers, nationality, strict=False)
    verdict = judged([["Name", header, "国籍" if header != "Passport No" else "Nationality"], *map(list, people)])
    assert entities(verdict)[1] == entity


def test_on_a_form_a_nationality_tells_whose_passport_it_is():
    def found(state: str) -> list[str]:
        rows = [["Name", EN[0].name], ["Nationality", state], ["Passport no", "512345678"], ["Visa", ""]]
        return [c.match.entity for c in judged(rows).cells if c.row == 2]

    assert (found("Chinese"), found("British")) == (["MEMBER_ID"], ["UK_PASSPORT"])


def test_towns_are_columns_of_their_own_beside_people_and_nothing_beside_things():
    towns = ["Leeds", "York", "Hull", "Bradford"]
    people = judged([["Name", "Town"], *([p.name, t] for p, t in zip(EN, towns, strict=False))])
    assert entities(people) == {0: "PERSON", 1: "LOCATION"}
    assert judged([["Product", "Town"], *([f"pump {t}", t] for t in towns)]).columns == ()


def test_a_header_of_two_lines_is_read_as_one():
    rows = [
        ["社員番号", "氏名", "連絡先", ""],
        ["", "", "電話番号", "メール"],
        *([p.staff, p.name, p.phone, p.mail] for p in JA),
    ]
    verdict = judged(rows)
    assert entities(verdict) == {0: "MEMBER_ID", 1: "PERSON", 2: "PHONE_NUMBER", 3: "EMAIL_ADDRESS"}
    assert {(c.first_row, c.count) for c in verdict.columns} == {(2, 40)}


def test_a_header_that_no_vocabulary_knows_is_told_by_what_comes_back_below():
    verdict = judged([["Who", "Colour"], *([p.name, "red" if i % 2 else "blue"] for i, p in enumerate(EN))])
    assert [(c.entity, c.header, c.first_row, c.count) for c in verdict.columns] == [("PERSON", "Who", 1, 40)]


def test_names_at_the_head_of_a_rota_are_found():
    rows = [
        ["日付", "佐藤", "鈴木", "田中"],
        ["4/1", "早番", "遅番", "休"],
        ["4/2", "休", "早番", "遅番"],
        ["4/3", "遅番", "休", "早番"],
    ]
    assert {(c.row, c.column, c.match.entity) for c in judged(rows).cells} == {(0, i, "PERSON") for i in (1, 2, 3)}


def test_part_numbers_in_the_form_of_a_national_insurance_number_are_told_by_their_prefix():
    assert (
        judged([["コード", "摘要"], *([f"AB{i * 7919 % 10**6:06d}C", "保守部品"] for i in range(1, 60))]).columns == ()
    )


@pytest.mark.parametrize(
    ("header", "written", "restored"),
    [
        ("電話番号", "9012345678", "09012345678"),
        ("Telephone", "7700900123", "07700900123"),
        ("郵便番号", "600001", "0600001"),
        ("口座番号", "12345", "0012345"),
    ],
)
def test_leading_zeros_that_a_number_cell_lost_are_restored_when_the_header_says_so(header, written, restored):
    verdict = judged([["No", header], ["1", written], ["2", written[:-1] + "9"]])
    assert restored in verdict.columns[0].values


def test_cells_that_say_there_is_nothing_are_not_counted():
    rows = [
        ["氏名", "電話番号"],
        ["佐藤太郎", "090-1234-5678"],
        ["鈴木花子", "-"],
        ["田中誠", "なし"],
        ["合計", "3"],
        ["伊藤愛", "N/A"],
    ]
    verdict = judged(rows)
    assert {c.entity: c.count for c in verdict.columns} == {"PERSON": 4, "PHONE_NUMBER": 1}


# -------------------------------------------------------------------------------------------------------- number columns


def _numbers(n: int, share: float, seed: int = 3) -> list[str]:
    rng = random.Random(seed)
    return [my_number(rng, good=i < n * share) for i in range(n)]


@pytest.mark.parametrize(
    ("header", "share", "found"),
    [
        (None, 1.0, True),
        (None, 0.96, True),
        (None, 0.1, False),
        (None, 0.0, False),
        ("番号", 1.0, True),
        ("番号", 0.1, False),
        ("個人番号", 1.0, True),
        ("個人番号", 0.1, False),
        ("注文番号", 0.1, False),
        ("Order number", 0.1, False),
        ("伝票番号", 0.0, False),
    ],
)
def test_twelve_digits_are_my_numbers_when_all_pass_and_order_numbers_when_a_tenth_passes(header, share, found):
    rows = [[n, str(i * 7)] for i, n in enumerate(_numbers(50, share))]
    verdict = judged(([[header, "数量"]] if header else []) + rows)
    assert [c.entity for c in verdict.columns] == (["JP_MY_NUMBER"] if found else [])
    assert verdict.cells == ()


def test_two_twelve_digit_numbers_that_happen_to_pass_are_not_enough():
    verdict = judged([["番号", "数量"], *([n, "1"] for n in _numbers(2, 1.0))])
    assert verdict.columns == ()


def test_a_my_number_column_with_a_few_slips_counts_its_rows_within_two_per_cent():
    column = next(c for c in judged([["マイナンバー"], *([n] for n in _numbers(200, 0.98))]).columns)
    assert abs(column.count - 200) <= 4


@pytest.mark.parametrize("length", [7, 8, 9, 10, 11, 12, 13, 16])
def test_running_numbers_of_any_length_are_nothing(length):
    start = 3 * 10 ** (length - 1) + 123
    verdict = judged([["管理コード", "品名"], *([str(start + 7 * i), f"部品{i}"] for i in range(60))])
    assert verdict.columns == ()
    assert verdict.cells == ()


@pytest.mark.parametrize("stamp", ["2019{:02d}{:02d}1030", "2023-{:02d}-{:02d} 10:30:00", "2019/{:02d}/{:02d}"])
def test_timestamps_are_nothing(stamp):
    rows = [[stamp.format(i % 12 + 1, i % 28 + 1), "INFO", "service started"] for i in range(80)]
    verdict = judged(rows)
    assert verdict.columns == ()


# ----------------------------------------------------------------------------------------------------- what is not personal


@pytest.mark.parametrize("table", [PRICES_JA, PRICES_EN, PRICES_JA[1:], PRICES_EN[1:]])
def test_a_price_list_has_no_finding(table):
    verdict = judged(table)
    assert verdict.columns == ()
    assert verdict.cells == ()
    assert people_of(table) == (0, 0)


@pytest.mark.parametrize(
    "rows",
    [
        [["部署", "内線", "場所"], ["営業部", "101", "2階"], ["経理部", "102", "3階"], ["総務部", "103", "1階"], ["人事部", "104", "1階"]],
        [["Department", "Budget", "Cost code"], *([d, "1200", f"CC{i}"] for i, d in enumerate(["Sales", "Finance", "Audit", "Legal"]))],
        [["都道府県", "人口", "面積"], ["山口県", "1300000", "6112"], ["福島県", "1800000", "13784"], ["宮崎県", "1000000", "7735"]],
        [["日付", "売上高", "来客数"], *([f"2023-04-{i:02d}", str(i * 999), str(i)] for i in range(1, 31))],
        [["JANコード", "商品名", "定価"], ["4901234567894", "鉛筆", "100"], ["4512345678906", "消しゴム", "80"]],
        [["法人番号", "会社名"], ["7000012050002", "東洋精機工業株式会社"], ["2010401000001", "株式会社みなと商事"]],
        [["Company", "Company number", "VAT number"], ["Harbour Trading plc", "01234567", "GB 123 4567 82"]],
        [["得意先名", "カナ", "売上"], ["佐藤工務店", "サトウコウムテン", "12000"], ["鈴木商店", "スズキショウテン", "3400"]],
        [["支給年月", "基本給", "健康保険料", "厚生年金", "雇用保険"], ["平成25年1月", "240000", "11964", "20544", "1200"], ["平成25年2月", "240000", "11964", "20544", "1200"]],
        [["勘定科目", "借方", "貸方"], ["売掛金", "1000", ""], ["現金", "", "1000"], ["普通預金", "500", "500"]],
        [["host", "ip", "status"], *([f"srv{i:03d}", "-", "ok"] for i in range(20))],
        [["商品", "色", "サイズ"], ["シャツ", "白", "M"], ["シャツ", "青", "L"], ["パンツ", "黒", "S"]],
        [["Part", "Supplier", "Qty"], *([f"PX-{i:04d}", "Northern Pumps Limited", str(i)] for i in range(30))],
        [["1月", "2月", "3月"], ["100", "200", "300"], ["101", "201", "301"]],
    ],
)  # fmt: skip
def test_tables_of_things_have_no_column_of_people(rows):
    verdict = judged(rows)
    assert [c.entity for c in verdict.columns if c.entity not in ("LOCATION", "IP_ADDRESS")] == []
    assert [m.match.entity for m in verdict.cells if m.match.entity not in ("LOCATION", "ORGANIZATION")] == []


# ------------------------------------------------------------------------------------------------------- text in cells


def test_a_header_without_data_is_nothing():
    verdict = judged([JA_TABLE[0]])
    assert (verdict.columns, verdict.cells) == ((), ())


def test_remarks_are_read_as_text():
    rows = [["品名", "備考"], ["机", "返品の連絡は taro.sato@example.com まで"], ["椅子", ""], ["棚", "在庫僅少"]]
    verdict = judged(rows)
    assert [(c.row, c.column, c.match.entity) for c in verdict.cells] == [(1, 1, "EMAIL_ADDRESS")]
    start, end = verdict.cells[0].match.start, verdict.cells[0].match.end
    assert rows[1][1][start:end] == "taro.sato@example.com"


def test_a_cell_is_covered_by_its_column_or_by_cell_matches_but_not_by_both():
    verdict = judged([*JA_TABLE, [], ["備考", "担当は佐藤太郎、電話 090-1234-5678"]])
    columns = {(r, c.column) for c in verdict.columns for r in range(c.first_row, c.last_row + 1)}
    assert columns.isdisjoint((m.row, m.column) for m in verdict.cells)


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("既往歴", ["高血圧", "なし", "喘息", "なし"], "HEALTH"),
        ("病名", ["胃潰瘍", "肺炎", "骨折", "腰痛"], "HEALTH"),
        ("障害等級", ["2級", "", "3級", ""], "DISABILITY"),
        ("Religion", ["Christian", "Hindu", "None", "Muslim"], "RELIGION"),
        ("Ethnicity", ["White British", "Asian British", "White Irish", "Mixed"], "ETHNICITY"),
        ("Trade union", ["Unison", "", "GMB", ""], "UNION"),
        ("本籍", ["東京都", "大阪府", "京都府", "東京都"], "SOCIAL_STATUS"),
    ],
)
def test_special_categories_beside_names_are_columns_of_their_own(header, values, entity):
    verdict = judged([["氏名", header], *([p.name, v] for p, v in zip(JA, values, strict=False))])
    assert (1, entity) in [(c.column, c.entity) for c in verdict.columns]


def test_special_categories_without_anybody_are_statistics():
    verdict = judged([["病名", "患者数"], ["肺炎", "120"], ["骨折", "80"], ["喘息", "44"]])
    assert verdict.columns == ()


def test_remarks_in_a_row_about_a_person_tell_of_health_without_naming_them_again():
    rows = [
        ["社員番号", "氏名", "備考"],
        *([p.staff, p.name, "うつ病のため休職中" if i == 3 else ""] for i, p in enumerate(JA)),
    ]
    assert ("HEALTH", 4) in {(c.match.entity, c.row) for c in judged(rows).cells}


# ------------------------------------------------------------------------------------------------------------- any grid


_CELLS = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "氏名",
            "Name",
            "佐藤太郎",
            "090-1234-5678",
            "2019-04-01",
            "123456789018",
            "-",
            "合計",
            "a@example.com",
            "備考",
            "\n",
            " ",
        ]
    ),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=5), max_size=12))
def test_any_grid_is_judged_without_a_crash_and_within_its_bounds(rows):
    verdict = judged(rows)
    for column in verdict.columns:
        assert 0 <= column.first_row <= column.last_row < len(rows)
        assert any(column.column < len(row) for row in rows)
        assert column.count >= len(column.values) > 0
    for cell in verdict.cells:
        text = rows[cell.row][cell.column]
        assert 0 <= cell.match.start < cell.match.end <= len(text)
    low, high = people_of(rows)
    assert 0 <= low <= high


def test_the_same_table_gives_the_same_verdict_with_another_detector():
    assert Detector().judge(Table("S", JA_TABLE)) == judged(JA_TABLE, "S")


def test_what_the_first_block_of_a_long_table_was_taken_for_goes_for_the_next_ones():
    detector = Detector()
    dates = [f"{1950 + i % 50}-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in range(25_000)]
    first = [
        ["氏名", "会員番号", "生年月日"],
        *([f"{a.name}", f"M{i:06d}", d] for (i, d), a in zip(enumerate(dates), JA * 625, strict=True)),
    ]
    words = ["".join("アイウエオカキクケコ"[int(d)] for d in str(i)) for i in range(25_000)]
    second = [first[0], *([a, words[i] if i % 4 else b, d] for i, (a, b, d) in enumerate(first[1:]))]
    kinds = [{c.column: c.entity for c in detector.judge(Table("名簿", rows)).columns} for rows in (first, second)]
    assert kinds[0] == kinds[1] == {0: "PERSON", 1: "MEMBER_ID", 2: "DATE_OF_BIRTH"}
    detector.restart()
    assert {c.column: c.entity for c in detector.judge(Table("名簿", second)).columns} != kinds[0]


def test_the_first_row_is_counted_once_where_a_table_without_a_header_goes_on():
    rows = [[p.name, f"user{i}@example.com", str(i)] for i, p in enumerate(JA * 5)]
    detector = Detector()
    counts = [
        {c.entity: (c.first_row, c.count) for c in detector.judge(Table("名簿", rows, continued)).columns}
        for continued in (False, True)
    ]
    assert counts[0]["EMAIL_ADDRESS"] == (0, len(rows))
    assert counts[1]["EMAIL_ADDRESS"] == (1, len(rows) - 1)


def test_a_long_column_of_addresses_of_machines_is_counted_to_its_end():
    rows = [["Host", "IP address"], *([f"srv{i:05d}", f"10.{i % 7}.{i // 250 % 250}.{i % 250}"] for i in range(3_000))]
    [verdict] = judged(rows).columns
    assert (verdict.entity, verdict.count) == ("IP_ADDRESS", 3_000)


def test_a_block_of_a_long_table_that_holds_something_else_is_judged_by_itself():
    detector = Detector()
    people = [["氏名", "連絡先"], *([p.name, f"user{i}@example.com"] for i, p in enumerate(JA * 600))]
    phones = [people[0], *([row[0], f"090-{i % 9000 + 1000}-{i % 7000 + 1000}"] for i, row in enumerate(people[1:]))]
    kinds = [entities(detector.judge(Table("名簿", rows))) for rows in (people, phones, people)]
    assert [k[1] for k in kinds] == ["EMAIL_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS"]


def test_twenty_thousand_rows_take_a_few_seconds():
    rng = random.Random(5)
    rows = [
        JA_TABLE[0],
        *([*JA_TABLE[rng.randrange(1, 41)][:6], f"u{i}@example.com", my_number(rng)] for i in range(20_000)),
    ]
    judged(rows[:10])
    started = time.process_time()
    verdict = judged(rows)
    assert [c.count for c in verdict.columns] == [20_000] * 8
    assert time.process_time() - started < 10
