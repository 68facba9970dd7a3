"""Lists of households: a family is one person at least and perhaps a few; years head columns."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Entity, PeopleEstimate, Table
from detectors.names.writing import name_keys
from detectors.people.estimate import PeopleCounter
from detectors.people.name_numbers import name_number, name_numbers
from scanner.value_forms import normalised

DETECTOR = Detector()
NAMES = ["Wilma Lindsay", "Ruth Penman", "Adam Low", "Moira Keith", "Graeme Bain", "Ina Soutar"]
SURNAMES = ["Milne", "Lindsay", "Penman", "Keith", "Bain", "Soutar"]
PLACES = ["12 Dens Road", "4 Craigie Lane", "31 Lyon Street", "7 Albert Street", "18 Arklay Street", "5 Mains Loan"]
JAPANESE = ["山田様ご一家", "佐藤様ご家族", "長屋 清様ご家族", "各務様御一家", "国枝 恵様", "棚橋 隆様ご一同"]
JAPANESE_PLACES = [f"岐阜県岐阜市司町1-{number}" for number in range(2, 8)]


def judged(names: list[str], places: list[str], headers: list[str]) -> tuple[dict[str, int], PeopleEstimate]:
    rows = [headers, *([name, place, *["x"] * (len(headers) - 2)] for name, place in zip(names, places, strict=True))]
    table = Table("x", rows)
    DETECTOR.restart()
    verdict = DETECTOR.judge(table)
    counter = PeopleCounter()
    counter.table(table, verdict.columns, verdict.cells)
    return {c.entity: c.count for c in verdict.columns}, counter.estimate()


@pytest.mark.parametrize("who", ["Name", "Who"])
@pytest.mark.parametrize("years", [["2017", "2018"], ["2023/24", "2024/25"], ["2018", "2017"]])
def test_years_head_columns_and_the_words_beside_them_are_nobody(who: str, years: list[str]) -> None:
    found, people = judged(NAMES, PLACES, [who, "Address", *years])
    assert found == {Entity.PERSON: 6, Entity.ADDRESS: 6}
    assert (people.low, people.high) == (6, 6)


def test_years_head_columns_in_japanese() -> None:
    found, people = judged(
        [n.removesuffix("様") for n in JAPANESE], JAPANESE_PLACES, ["氏名", "住所", "2023年", "2024年"]
    )
    assert found == {Entity.PERSON: 6, Entity.ADDRESS: 6}
    assert people.low == 6


def test_a_row_of_years_like_those_below_it_is_no_header() -> None:
    rows = [["Milne", "2015", "2018"], ["Penman", "2016", "2019"], ["Keith", "2014", "2020"], ["Bain", "2011", "2012"]]
    table = Table("x", rows)
    assert all(not column.header for column in DETECTOR.judge(table).columns)


@pytest.mark.parametrize(
    "names",
    [
        [f"{name} & family" for name in NAMES],
        [f"{name} and the kids" for name in NAMES],
        [f"Mr & Mrs {name} and family" for name in SURNAMES],
        [f"The {name}s" for name in SURNAMES],
        [f"The {name} family" for name in SURNAMES],
    ],
)
def test_a_family_is_one_person_at_least_and_a_few_at_most(names: list[str]) -> None:
    found, people = judged(names, PLACES, ["Who", "Address", "2017", "2018"])
    assert found[Entity.PERSON] == 6
    assert people.low == 6
    assert 12 <= people.high <= 36


def test_so_it_is_in_japanese() -> None:
    found, people = judged(JAPANESE, JAPANESE_PLACES, ["宛名", "住所"])
    assert found[Entity.PERSON] == 6
    assert people.low == 6
    assert 15 <= people.high <= 30


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Wilma Lindsay & family", "Wilma Lindsay"),
        ("Lindsay family", "Lindsay"),
        ("長屋 清様ご家族", "長屋清"),
        ("山田様ご一家", "山田"),
    ],
)
def test_whoever_is_named_with_a_family_is_found_by_the_name(written: str, plain: str) -> None:
    assert normalised(Entity.PERSON, [written]) == normalised(Entity.PERSON, [plain])
    assert name_keys([written]) == name_keys([plain])
    assert name_numbers([written]).tolist() == [name_number(name_keys([plain])[0])]


@pytest.mark.parametrize("name", ["Family", "Ann Kids", "家族"])
def test_what_only_looks_like_it_stays(name: str) -> None:
    assert name_keys([name]) != [""]
