"""Values spread over neighbouring cells: boxes of a form, columns of parts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.model import ColumnVerdict, Table


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def verdicts(detector: Detector, rows: list[list[str]]) -> list[ColumnVerdict]:
    return [v for v in detector.judge(Table("", rows)).columns if v.entity != "PERSON"]


BOXES = [
    # a row of a form, entity, the value as it is joined
    (["個人番号", *"123456789018"], "JP_MY_NUMBER", "123456789018"),
    (["個人番号", *"１２３４５６７８９０１８"], "JP_MY_NUMBER", "１２３４５６７８９０１８"),
    (["マイナンバー", "1234", "5678", "9018"], "JP_MY_NUMBER", "1234-5678-9018"),
    (["電話番号", "03", "1234", "5678"], "PHONE_NUMBER", "03-1234-5678"),
    (["郵便番号", "100", "0005"], "JP_POSTAL_CODE", "100-0005"),
    (["生年月日", "S", "60", "4", "1"], "DATE_OF_BIRTH", "S60.4.1"),
    (["生年月日", "昭和", "60", "年", "4", "月", "1", "日"], "DATE_OF_BIRTH", "昭和60年4月1日"),
    (["生年月日", "1985", "4", "1"], "DATE_OF_BIRTH", "1985.4.1"),
    (["基礎年金番号", "1234", "567890"], "JP_PENSION_NUMBER", "1234-567890"),
    (["雇用保険被保険者番号", "1301", "123456", "7"], "JP_EMPLOYMENT_INSURANCE", "1301-123456-7"),
    (["NHS number", "943", "476", "5870"], "UK_NHS", "943-476-5870"),
    (["National Insurance number", "AB", "12", "34", "56", "C"], "UK_NINO", "AB-12-34-56-C"),
    (["Date of birth", "01", "04", "1985"], "DATE_OF_BIRTH", "01/04/1985"),
    (["Card number", "4539", "1488", "0343", "6467"], "CREDIT_CARD", "4539-1488-0343-6467"),
]


@pytest.mark.parametrize(("row", "entity", "value"), BOXES)
def test_boxes_behind_a_label_are_one_value(detector: Detector, row: list[str], entity: str, value: str) -> None:
    found = verdicts(detector, [["申込書"], row, ["備考", "特になし"]])
    assert [(v.entity, v.column, v.values) for v in found] == [(entity, 1, (value,))]
    assert "parts in neighbouring cells" in {e.detail for e in found[0].evidence}


NOT_VALUES = [
    ["個人番号", *"123456789012"],  # the check digit fails
    ["個人番号", "1234", "5678"],
    ["注文番号", "1234", "5678", "9018"],
    ["金額", "943", "476", "5870"],
    ["電話番号", "内線", "12"],
    ["生年月日", "S", "60", "13", "1"],
]


@pytest.mark.parametrize("row", NOT_VALUES)
def test_what_does_not_make_a_whole_value_is_not_joined(detector: Detector, row: list[str]) -> None:
    assert verdicts(detector, [["申込書"], row, ["備考", "特になし"]]) == []


def test_a_telephone_number_in_three_columns_is_one_column_of_numbers(detector: Detector) -> None:
    rows = [["氏名", "電話1", "電話2", "電話3"]]
    rows += [[n, "090", "1234", f"567{i}"] for i, n in enumerate(["山田太郎", "佐藤花子", "鈴木一郎", "高橋健"])]
    found = verdicts(detector, rows)
    assert [(v.entity, v.column, v.first_row, v.last_row, v.count) for v in found] == [("PHONE_NUMBER", 1, 1, 4, 4)]
    assert found[0].values[0] == "090-1234-5670"


def test_the_symbol_and_number_of_an_insured_person_in_two_columns_are_one_value(detector: Detector) -> None:
    rows = [["氏名", "保険証記号", "保険証番号"]]
    rows += [[n, "1234", f"56{i}"] for i, n in enumerate(["山田太郎", "佐藤花子", "鈴木一郎"])]
    assert [(v.entity, v.values[0]) for v in verdicts(detector, rows)] == [("JP_HEALTH_INSURANCE", "1234-560")]


def test_columns_of_parts_that_make_no_numbers_are_left_alone(detector: Detector) -> None:
    rows = [["氏名", "電話1", "電話2", "電話3"]]
    rows += [[n, "1", "2", str(i)] for i, n in enumerate(["山田太郎", "佐藤花子", "鈴木一郎", "高橋健"])]
    assert verdicts(detector, rows) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["個人番号", "電話", "1", "12", "0312", "年", "S", "", "山"]), max_size=8), max_size=6
    )
)
def test_any_grid_of_parts_is_judged_within_its_bounds(rows: list[list[str]]) -> None:
    for v in Detector().judge(Table("", rows)).columns:
        assert 0 <= v.first_row <= v.last_row < len(rows)
        assert v.count >= 1
