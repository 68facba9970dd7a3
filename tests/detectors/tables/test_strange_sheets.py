"""Promises about sheets as strangers keep them: what stands around, above and inside tables."""

from __future__ import annotations

import pytest

from detectors.documents.profile import DocumentProfile
from detectors.layout.regions import layout
from detectors.model import Table, TableVerdict
from tests.detectors.sheets import british, entities, japanese, judged, people_of

JA = japanese(8, seed=21)
EN = british(8, seed=22)


def found(verdict: TableVerdict, rows: list[list[str]]) -> set[tuple[str, str]]:
    """What was found in cells: entity and text."""
    return {(c.match.entity, rows[c.row][c.column][c.match.start : c.match.end]) for c in verdict.cells}


def test_a_line_of_place_and_time_above_a_list_is_not_its_header():
    rows = [
        ["防災訓練 参加者名簿"],
        ["日時", "2023年9月1日 10:00", "", "会場", "公民館"],
        ["番号", "お名前", "ご住所", "当日の体調", "サイン"],
        *([str(n), p.name, "国分町2-3-4", "良", ""] for n, p in enumerate(JA, 1)),
    ]
    assert entities(judged(rows))[1] == "PERSON"
    assert people_of(rows) == (len({p.name for p in JA}),) * 2


def test_labels_each_before_its_value_are_no_header_inside_a_form():
    rows = [
        ["New starter form"],
        ["Applicant name", EN[0].name, "Parent/guardian", EN[1].name],
        ["Date of birth", "31/10/2002", "Gender", "Male"],
        ["NI number", "BW941641B", "Medical conditions", "Migraine"],
        ["Reason for application", "Annual renewal", "Amount requested", "47,000.00"],
    ]
    assert {("UK_NINO", "BW941641B"), ("HEALTH", "Migraine")} <= found(judged(rows), rows)


@pytest.mark.parametrize(
    "days",
    [
        ["1(金)", "2(土)", "3(日)", "4(月)"],
        ["月", "火", "水", "木"],
        ["1", "2", "3", "4"],
        ["Mon", "Tue", "Wed", "Thurs"],
        ["Jan-24", "Feb-24", "Mar-24", "Total"],
    ],
)
def test_a_row_of_days_heads_a_rota_and_no_word_of_it_is_anybody(days: list[str]) -> None:
    rows = [["氏名", *days], *([p.name, "早", "遅", "休", "夜"] for p in JA), ["人数", "3", "2", "2", "3"]]
    [region] = layout(rows).tables
    assert region.header_row == 0
    assert people_of(rows) == (len({p.name for p in JA}),) * 2


def test_numbers_that_do_not_rise_are_no_days():
    rows = [["檜垣", "3", "7", "1"], ["蓮見", "4", "4", "9"], ["百瀬", "8", "5", "6"]]
    assert [r.header_row for r in layout(rows).tables] == [-1]


@pytest.mark.parametrize("head", ["Row Labels", "行ラベル"])
def test_the_labels_of_a_pivot_table_are_its_header(head: str) -> None:
    rows = [["Sum of Amount", "Column Labels"], [head, "2022", "2023"], *([p.name, "12", "13"] for p in EN)]
    table = layout(rows).tables[-1]
    assert (table.header_row, table.spans) == (1, [(2, 10)])


def test_whom_a_ledger_is_about_stands_in_pairs_above_its_months():
    rows = [
        ["賃金台帳"],
        ["氏名", "檜垣 琴葉", "性別", "女"],
        ["生年月日", "昭和58年4月12日", "雇入年月日", "平成25年4月1日"],
        ["賃金計算期間", "1月", "2月", "3月"],
        ["労働日数", "20", "19", "21"],
        ["基本給", "230,000", "230,000", "230,000"],
        ["健康保険料", "11,500", "11,500", "11,500"],
        ["差引支給額", "226,300", "226,300", "226,300"],
    ]
    told = found(judged(rows), rows)
    assert told == {("PERSON", "檜垣 琴葉"), ("GENDER", "女"), ("DATE_OF_BIRTH", "昭和58年4月12日")}
    assert people_of(rows) == (1, 1)


def test_a_sentence_below_a_table_is_read_though_it_stands_in_its_first_column():
    rows = [
        ["品番", "品名", "数量", "単価"],
        ["A-100", "六角ナット", "10", "50"],
        ["A-101", "養生テープ", "3", "300"],
        ["A-102", "感熱紙", "7", "80"],
        ["時間指定あり。不在時は奥様（佐藤花子様）の電話 090-1234-5678 へ"],
    ]
    assert ("PHONE_NUMBER", "090-1234-5678") in found(judged(rows), rows)


def test_a_number_a_digit_in_each_column_of_a_list_is_one_column_of_numbers():
    numbers = ["859406755151", "231312851743", "360229780278", "421986353858"]
    rows = [["氏名", "マイナンバー", *[""] * 11], *([p.name, *n] for p, n in zip(JA, numbers, strict=False))]
    [numbered] = [c for c in judged(rows).columns if c.entity == "JP_MY_NUMBER"]
    assert (numbered.count, numbered.values) == (4, tuple(numbers))


@pytest.mark.parametrize("header", ["Pupil", "Visitor", "Issued to", "Driver"])
def test_whoever_a_register_is_about_heads_its_names(header: str) -> None:
    rows = [["Key no", header, "Date out"], *([str(n), p.name, f"0{n}/02/2024"] for n, p in enumerate(EN, 1))]
    assert entities(judged(rows))[1] == "PERSON"
    goods = [["Key no", header, "Date out"], *([str(n), f"{n * 17}", f"0{n}/02/2024"] for n in range(1, 9))]
    assert "PERSON" not in entities(judged(goods)).values()


RIREKISHO = [
    ["", "履 歴 書", "", "", "令和5年10月1日現在"],
    ["ふりがな", "ひがき　ことは", "", "", ""],
    ["氏　名", "檜垣　琴葉", "", "", "写真"],
    ["", "昭和58年4月12日生（満40歳）", "", "", ""],
    ["ふりがな", "みやぎけんせんだいしあおばくこくぶんちょう", "", "", "電話"],
    ["現住所", "〒980-0803 宮城県仙台市青葉区国分町2-3-4", "", "", "022-234-5678"],
]


def test_a_cv_is_read_around_its_photograph_and_the_reading_of_an_address_is_nobody():
    told = found(judged(RIREKISHO), RIREKISHO)
    assert {t for t in told if t[0] == "PERSON"} == {("PERSON", "ひがき　ことは"), ("PERSON", "檜垣　琴葉")}
    assert {"DATE_OF_BIRTH", "JP_POSTAL_CODE", "ADDRESS", "PHONE_NUMBER"} <= {e for e, _ in told}


def test_a_heading_spaced_out_names_the_class():
    profile = DocumentProfile()
    profile.table(Table("Sheet1", RIREKISHO), judged(RIREKISHO))
    assert profile.finish().under("Book1.xlsx").doc_class.doc_class == "cv"


def test_the_holder_of_an_account_is_named_on_a_form():
    rows = [["振込先", "七十七銀行"], ["口座番号", "普通 1234567"], ["口座名義", "ヒガキ コトハ"]]
    assert ("PERSON", "ヒガキ コトハ") in found(judged(rows), rows)


@pytest.mark.parametrize(
    ("choice", "year", "born"),
    [("昭和・平成", "58", "昭和58年04月12日"), ("大・昭・平", "40", "昭和40年04月12日"), ("昭和・平成", "20", None)],
)
def test_an_era_that_nobody_marked_is_the_only_one_with_so_many_years(choice: str, year: str, born: str | None) -> None:
    rows = [
        ["氏名", "檜垣 琴葉", *[""] * 9],
        ["生年月日", choice, *year, "年", "0", "4", "月", "1", "2", "日"],
        ["住所", "仙台市青葉区国分町2-3-4", *[""] * 9],
    ]
    births = [c.values for c in judged(rows).columns if c.entity == "DATE_OF_BIRTH"]
    assert births == ([(born,)] if born else [])
