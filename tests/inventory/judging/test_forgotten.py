"""Which lists are forgotten ones: old, and long for the share that they lie on, or sensitive."""

from __future__ import annotations

import json
from pathlib import Path

from inventory.judging.forgotten import Candidate, choose
from inventory.questions.queries import InventoryView
from inventory.storage.store import Store
from tests.cli.running import Place

BEFORE = "2023-12-01"


def lists(*people: int, newest: str = "2018-04-01", special: bool = False, is_list: bool = True) -> list[Candidate]:
    return [Candidate(100 * n + number, n, is_list, special, newest) for number, n in enumerate(people)]


def chosen(candidates: list[Candidate]) -> list[int]:
    return [c.people for c in choose(candidates, BEFORE)[0]]


def test_many_is_what_half_of_the_lists_of_the_share_do_not_reach() -> None:
    small, large = lists(5, 12, 14, 30, 40), lists(5, 60, 70, 80, 400)
    assert (chosen(small), choose(small, BEFORE)[1:]) == ([40, 30, 14], (14, 2))
    assert (chosen(large), choose(large, BEFORE)[1:]) == ([400, 80, 70], (70, 2))


def test_fewer_than_ten_are_never_many_and_a_hundred_always_are() -> None:
    assert chosen(lists(4, 5, 9)) == []
    assert chosen(lists(99, 100, 5000, 5000, 5000)) == [5000, 5000, 5000, 100]


def test_a_list_with_special_categories_is_told_first_and_however_short() -> None:
    assert chosen([*lists(20, 30, 40), *lists(3, special=True)]) == [3, 40, 30]


def test_what_is_new_or_has_no_date_is_not_forgotten_and_no_old_list_is_left_uncounted() -> None:
    new, undated = lists(50, newest="2026-01-01"), lists(50, newest="")
    assert choose([*new, *undated, *lists(11)], BEFORE) == ([], 50, 1)


def test_text_that_is_no_list_counts_from_a_hundred_people_on() -> None:
    text = lists(30, 99, is_list=False, special=True)
    assert choose([*text, *lists(150, is_list=False)], BEFORE)[0] == lists(150, is_list=False)


def test_a_table_of_people_is_a_list_and_a_letter_is_none(tmp_path: Path) -> None:
    place = Place(tmp_path)
    share = place.folder / "share"
    share.mkdir()
    names = [f"山田 {a}{b}" for a in "太一二三四" for b in "郎"] + [
        f"鈴木 {a}" for a in ("花子", "京子", "良子", "恵子", "幸子", "直子")
    ]
    rows = "\n".join(f"{name},2015/04/{day:02}" for day, name in enumerate(names, 1))
    (share / "名簿.csv").write_text(f"氏名,申込日\n{rows}\n", encoding="utf-8")
    (share / "手紙.txt").write_text("2015年4月1日\n" + "、".join(f"{name}様" for name in names), encoding="utf-8")
    assert place.tana("-q", "scan", share, "--jobs", "1").returncode == 0
    exported = [json.loads(line) for line in place.tana("export", "files").stdout.splitlines()]
    assert {row["path"]: row["people"]["high"] >= 3 for row in exported} == {"名簿.csv": True, "手紙.txt": True}
    with Store.open(f"sqlite:///{place.database}") as store:
        found = InventoryView(store).forgotten("2099-01-01", "2099-01-01", 10)
    assert ([row.path for row in found.rows], found.seen, found.smaller) == (["名簿.csv"], 1, 0)
