"""Whole values: what is nothing but a name, and what only looks a little like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names import looks_like_name

SURE = [
    "山田太郎",
    "山田 太郎",
    "山田　花子",
    "髙橋 誠",
    "林 誠",
    "五十嵐美咲",
    "勅使河原恵",
    "福島一郎",
    "千葉 直樹",
    "田中みどり",
    "山田様",
    "鈴木一郎 様",
    "ヤマダ タロウ",
    "ヤマダ　タロウ",
    "ﾔﾏﾀﾞ ﾀﾛｳ",
    "やまだ たろう",
    "ジョン・スミス",
    "Taro Yamada",
    "YAMADA Taro",
    "Yamada Taro",
    "John Smith",
    "JOHN SMITH",
    "SMITH John",
    "Smith, John",
    "SMITH, JOHN",
    "Mary Smith-Jones",
    "Niamh O'Sullivan",
    "Niamh O’Sullivan",
    "Agnieszka Kowalska",
    "Chinedu Okafor",
    "Mohammed Khan",
    "Priya Patel",
    "Rhys Llewellyn",
    "Mr Patel",
    "Dr. Sarah Evans",
]

NEVER = [
    "産業用ポンプ",
    "小型モーター",
    "高圧ホース",
    "金属部品",
    "コピー用紙",
    "プリンター",
    "ノートパソコン",
    "営業部",
    "営業第一課",
    "総務部",
    "東京支店",
    "第一工場",
    "本社",
    "大阪",
    "東京都",
    "千葉市",
    "中野区",
    "上田市",
    "株式会社佐藤工務店",
    "佐藤工務店",
    "山田商店",
    "小松製作所",
    "健康診断",
    "安全管理",
    "森林整備",
    "在庫",
    "正社員",
    "課長",
    "平成31年",
    "A12345",
    "090-1234-5678",
    "",
    "男",
    "control boards",
    "Control Boards",
    "Industrial Pumps",
    "Laser Printer",
    "Steel Brackets",
    "Copper Pipe",
    "Human Resources",
    "Head Office",
    "High Street",
    "London",
    "New York",
    "Smith Ltd",
    "Smith & Sons",
    "Sales",
    "Pending",
    "Approved",
    "Full Time",
    "Not Applicable",
    "Monday",
    "Manager",
    "Project Manager",
    "john@example.com",
    "Customer Service",
    "Purchase Order",
]


@pytest.mark.parametrize("value", SURE)
def test_a_name_alone_is_seen(value: str) -> None:
    assert looks_like_name(value) > 1.0


@pytest.mark.parametrize("value", NEVER)
def test_what_is_no_name_is_clearly_refused(value: str) -> None:
    assert looks_like_name(value) <= -2.0


def test_a_surname_alone_is_weaker_than_a_full_name() -> None:
    assert 0.0 < looks_like_name("佐藤") < looks_like_name("佐藤花子")
    assert looks_like_name("Khan") < looks_like_name("Imran Khan")


def test_a_surname_that_is_a_place_too_is_weaker_than_one_that_is_not() -> None:
    assert looks_like_name("福島") <= looks_like_name("佐藤")


@given(st.text(max_size=60))
def test_any_text_gets_finite_odds(value: str) -> None:
    assert -20.0 <= looks_like_name(value) <= 15.0


def test_a_long_column_is_judged_in_a_moment() -> None:
    values = [
        f"{s}{g}" for s in ("山田", "佐藤", "産業", "Control ") for g in ("太郎", "花子", "ポンプ", "Boards")
    ] * 2000
    looks_like_name("山田太郎")
    began = time.process_time()
    for value in values:
        looks_like_name(value)
    assert time.process_time() - began < 1.0  # 32,000 values; some 0.1 s on an idle core


def test_importing_the_package_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys, detectors.names; print([m for m in ('numpy','sudachipy','presidio_analyzer') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
