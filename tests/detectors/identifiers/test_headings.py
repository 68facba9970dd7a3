"""A table that came as text: the labels of its header speak for what follows, to where sentences begin again."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage

JAPANESE = (
    "氏名 フリガナ 生年月日 電話番号 個人番号".split(),
    ["山田翼", "ヤマダ ツバサ", "昭和45年8月19日", "090-1234-5678"],
    ["荒木義雄", "アラキ ヨシオ", "1954/07/15", "080-6423-7554"],
    ["福田 幸子", "フクダ サチコ", "平成9年7月6日", "070-9876-5432"],
)
ENGLISH = (
    ["Name", "Date of birth", "Postcode", "Telephone"],
    ["Craig Glover", "1943-04-03", "LS1 4AP", "020 7946 0123"],
    ["Malcolm Bond", "08/05/1952", "M1 1AE", "020 7946 0456"],
    ["Louis Baker", "11 March 2008", "NR2 7DY", "020 7946 0789"],
)


def births(text: str) -> list[str]:
    return [text[m.start : m.end] for m in Detector().find([Passage(text)])[0] if m.entity == "DATE_OF_BIRTH"]


@pytest.mark.parametrize("apart", ["\t", "\n", " ", " | "])
@pytest.mark.parametrize("rows", [JAPANESE, ENGLISH])
def test_every_row_has_the_birth_date_that_the_header_names(rows: tuple[list[str], ...], apart: str) -> None:
    text = "\n".join(apart.join(row) for row in rows)
    column = 2 if rows is JAPANESE else 1
    assert births(text) == [row[column] for row in rows[1:]]


def test_an_individual_number_far_below_its_label_is_found() -> None:
    filling = ["東京都千代田区丸の内1丁目2-3 グリーンハイツ丸の内101号室"] * 6
    text = "\n".join(["氏名\n生年月日\n住所\n電話番号\n個人番号", *filling, "123456789018"])
    found = [m for m in Detector().find([Passage(text)])[0] if m.entity == "JP_MY_NUMBER"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "text",
    [
        "氏名\t生年月日\t住所\t電話番号\t入社日\n山田翼\t昭和45年8月19日\t大阪市\t06-6123-4567\t平成9年7月6日",
        "氏名\t生年月日\t住所\t電話番号\nこの一覧は毎年春と秋に担当者が集まって見直している。前回からの変更点は別紙のとおりである。次は2026/07/15に行う。"
        + "在庫を確認した。" * 20,
        "Name, address and telephone are kept. " * 3 + "The lease ends on 08/05/2032 and may be renewed.",
    ],
)
def test_other_dates_and_dates_of_sentences_are_no_birth_dates(text: str) -> None:
    assert not [found for found in births(text) if found in ("平成9年7月6日", "2026/07/15", "08/05/2032")]
