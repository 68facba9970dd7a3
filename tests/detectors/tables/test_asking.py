"""Tables judged together: each is judged as it would be by itself."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.engine import Detector
from detectors.model import Table, TableVerdict
from tests.detectors.sheets import EN_TABLE, JA_TABLE, PRICES_EN, PRICES_JA
from tests.detectors.tables.test_long_tables import FIRST, HEADER, people

FORM = [
    ["氏名", "山田 太郎", "電話", "03-1234-5678"],
    ["住所", "東京都千代田区丸の内1-1-1", "生年月日", "昭和58年3月4日"],
]
TRANSPOSED = [["Name", "Ann Lee", "Tom Khan"], ["Email", "ann@example.com", "tom@example.com"], ["Age", "41", "38"]]
REMARKS = [["品名", "備考"], *([f"部品{i}", f"担当の佐藤花子（090-1234-56{i:02d}）に連絡のこと。"] for i in range(30))]
NOTE = [["Please ring Mrs Grace Taylor on 0161 496 0123 about this."]]
SHEETS = (JA_TABLE, PRICES_JA, EN_TABLE[:4], FORM, TRANSPOSED, REMARKS, NOTE, PRICES_EN, [])


def one_by_one(tables: Iterable[Table]) -> list[TableVerdict]:
    detector = Detector()
    return [detector.judge(table) for table in tables]


def test_tables_judged_together_are_judged_as_each_by_itself():
    together = Detector().judge_all([Table("", rows) for rows in SHEETS])
    assert together == one_by_one(Table("", rows) for rows in SHEETS)
    assert [bool(v.columns or v.cells) for v in together] == [True, False, True, True, True, True, True, False, False]


def test_what_a_long_table_was_taken_for_goes_for_those_behind_it_and_for_none_before():
    few = [HEADER, *((*row[:2], row[2] if i < 2 else f"see file {i}", *row[3:]) for i, row in enumerate(people(6)))]
    sheets = (few, [HEADER, *people(FIRST)], few)
    before, _, behind = together = Detector().judge_all([Table("名簿", rows) for rows in sheets])
    assert together == one_by_one(Table("名簿", rows) for rows in sheets)
    assert before != behind
