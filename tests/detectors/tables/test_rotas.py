"""Promises of rotas and registers: whoever is named in one column is named in others, whatever heads them."""

from __future__ import annotations

import random

import pytest

from tests.detectors.sheets import EN, FIRST, JA, SURNAMES, entities, judged, people_of

DAYS = {"en": ["Mon", "Tue", "Wed", "Thu", "Fri"], "ja": ["月", "火", "水", "木", "金"]}


def rota(names: list[str], days: list[str], seed: int = 3) -> list[list[str]]:
    rng = random.Random(seed)
    return [["", *days], *([shift, *rng.sample(names, len(days))] for shift in "ABCDEFGH")]


def test_names_below_days_are_people_in_all_columns():
    for names, language in ((FIRST[:10], "en"), (SURNAMES[:10], "ja")):
        rows = rota(names, DAYS[language])
        assert entities(judged(rows)) == dict.fromkeys(range(1, 6), "PERSON"), language


def test_everybody_on_a_rota_is_counted():
    rows = rota(FIRST[:10], DAYS["en"])
    everybody = len({cell for row in rows[1:] for cell in row[1:]})
    assert people_of(rows) == (everybody, everybody)


def test_names_met_in_another_column_are_names_below_any_header():
    rows = [["Date", "Reader", "Coffee"]]
    rows += [[f"{i + 1:02}/06/2024", p.name, EN[i + 1].name] for i, p in enumerate(EN[:12])]
    assert entities(judged(rows)) == {1: "PERSON", 2: "PERSON"}


def test_goods_beside_names_are_goods():
    rows = [["氏名", "商品"], *([p.name, f"{i % 4}号鍋"] for i, p in enumerate(JA))]
    assert entities(judged(rows)) == {0: "PERSON"}


def test_two_people_a_row_who_are_never_the_same_are_counted_by_the_first():
    rows = [["Pupil", "Parent"], *([p.name, f"Mrs {p.surname}"] for p in EN)]
    assert people_of(rows) == people_of([row[:1] for row in rows])


def test_dishes_shifts_and_places_below_days_are_nobody():
    dishes = "Pasta Curry Salad Pizza Lasagne Soup Rice Chilli".split()
    shifts = "早番 遅番 夜勤 公休 有休 明け 日勤 研修".split()
    places = "札幌 仙台 東京 福岡 大阪 高松 広島 金沢".split()
    for things, language in ((dishes, "en"), (shifts, "ja"), (places, "ja")):
        assert entities(judged(rota(things, DAYS[language]))) == {}


def test_shifts_of_one_character_below_days_are_nobody():
    rng = random.Random(5)
    days = [str(n) for n in range(1, 15)]
    week = list("土日月火水木金" * 2)
    rows = [
        ["", "", *days],
        ["職名", "氏名", *week],
        *(["介", p.name, *rng.choices("早遅夜明休日", k=14)] for p in JA[:14]),
    ]
    assert entities(judged(rows)) == {1: "PERSON"}
    assert people_of(rows) == (14, 14)


@pytest.mark.parametrize(
    ("first", "days", "shifts"),
    [
        ("w/c 30 Nov", ["M", "T", "W", "T", "F", "S", "S"], ["N", "off", "E", "AL", "N", "-", "L"]),
        ("2026", ["Jan", "Feb", "Mar", "Apr", "May"], ["2", "AL", "0", "5", "1"]),
        ("11月", ["月", "火", "水", "木", "金"], ["早", "遅", "休", "泊", "早"]),
        ("", ["1日", "2日", "3日", "4日"], ["早", "休", "遅", "夜"]),
    ],
)
def test_whoever_stands_before_shifts_is_somebody_though_a_week_or_nothing_heads_them(first, days, shifts):
    names = SURNAMES[:9] if first in ("11月", "") else FIRST[:9]
    rows = [[first, *days], *([name, *shifts[i % 3 :], *shifts[: i % 3]] for i, name in enumerate(names))]
    assert entities(judged(rows)) == {0: "PERSON"}


def test_machines_and_places_before_shifts_are_nobody():
    for things in (["Kitchen", "Main hall", "Cellar", "Front desk"], ["厨房", "会議室", "受付", "倉庫"]):
        rows = [["", "Mon", "Tue", "Wed", "Thu"], *([thing, "E", "L", "off", "N"] for thing in things)]
        assert entities(judged(rows)) == {}


def test_those_who_take_turns_at_duties_are_people_below_any_header():
    names = ["Moira", "Celia O", "Jago", "Wendy T", "Huw"]
    turns = [names[i:] + names[:i] for i in range(5)]
    rows = [
        ["Date", "Bells", "Prayers", "Coffee", "Locking", "Sound"],
        *([f"{3 + 7 * i} Jan", *t] for i, t in enumerate(turns[:4])),
    ]
    assert entities(judged(rows)) == dict.fromkeys(range(1, 6), "PERSON")
    goods = ["Tiles", "Paint", "Grout", "Timber", "Sand"]
    rows = [
        ["Date", "Bay 1", "Bay 2", "Bay 3", "Bay 4", "Bay 5"],
        *([f"{3 + i} Jan", *goods[i:], *goods[:i]] for i in range(4)),
    ]
    assert entities(judged(rows)) == {}
