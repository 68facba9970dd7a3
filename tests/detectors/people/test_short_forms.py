"""Promises of surnames on one sheet and full names on another: the low bound has each person once."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage, Table
from detectors.people.estimate import PeopleCounter

DETECTOR = Detector()
SURNAMES = ["森", "林", "大野"]
FULL = ["森 清", "林 茂", "大野 恵", "森 隆", "林 勝", "大野 和子", "森 幸子", "林 正夫", "大野 由美", "森 千鶴"]
ENGLISH = ["Tom Baker", "Ann Sugden", "Leslie Tordoff", "Gary Whitfield", "Nadia Malik", "Jane Holt"]


def _people(*tables: Table, text: str = "") -> tuple[int, int]:
    counter = PeopleCounter()
    for table, verdict in zip(tables, DETECTOR.judge_all(tables), strict=True):
        counter.table(table, verdict.columns, verdict.cells)
    if text:
        counter.text(text, DETECTOR.find([Passage(text)])[0])
    found = counter.estimate()
    return found.low, found.high


def _list(name: str, header: str, names: list[str]) -> Table:
    return Table(name, [["番号", header], *([str(n), name] for n, name in enumerate(names, 1))])


def test_surnames_with_sama_are_those_of_the_full_names():
    called = [f"{SURNAMES[n % 3]}様" for n in range(10)]
    assert _people(_list("送迎", "利用者", called), _list("連絡先", "利用者", FULL)) == (10, 13)


def test_the_order_of_the_sheets_does_not_matter():
    called = [f"{SURNAMES[n % 3]}様" for n in range(10)]
    assert _people(_list("連絡先", "利用者", FULL), _list("送迎", "利用者", called))[0] == 10


def test_so_it_is_in_english():
    surnames = [name.split()[1] for name in ENGLISH]
    low, high = _people(_list("a", "Client name", ENGLISH), _list("b", "Surname", surnames))
    assert low == 6
    assert high >= 6


@pytest.mark.parametrize("other", ["長屋様", "纐纈様"])
def test_a_surname_of_nobody_named_in_full_is_one_more(other):
    called = [f"{SURNAMES[n % 3]}様" for n in range(9)] + [other]
    assert _people(_list("送迎", "利用者", called), _list("連絡先", "利用者", FULL))[0] == 11


def test_a_surname_in_a_text_beside_the_list_is_nobody_new_for_the_low_bound():
    assert _people(_list("連絡先", "利用者", FULL), text="大野さんより電話があった。")[0] == 10
