"""Promises of forms asked of many values at once: the same answer as for each by itself."""

from __future__ import annotations

import random
from collections import Counter

from detectors.nothing import filled, is_nothing
from detectors.readings import specs
from detectors.whole import WholeForm

VALUES = [
    *"090-1234-5678 03(3456)1234 山田太郎 仙台市青葉区国分町2-3-4 980-0803 〒9800803 AB123456C".split(),
    *"TQ9 jo@example.com".split(),
    *"12 男 F M 1980-01-02 A-100 1234567 X1 859406755151 - なし ß É Ｌｏｎｄｏｎ 10.0.0.1 1 a".split(),
    *("4 Badger Rise, Totnes", "two\nlines 7", "Leeds\n", "Leeds", "x" * 300, "山田 太郎", " padded "),
]


def test_many_values_are_told_as_each_of_them_is():
    rng = random.Random(1)
    many = [rng.choice(VALUES) for _ in range(1_500)]
    for spec in specs().values():
        if spec.form is not None:
            assert spec.form.others(many) == [i for i, v in enumerate(many) if not spec.form.fits(v)], spec.entity


def test_a_value_never_goes_on_in_the_next_one():
    form = WholeForm("AA|AA BB")
    assert form.others(["AA", "BB", "AA BB", "aa\nbb"]) == [1]
    assert form.others([]) == []


def test_what_is_filled_in_is_counted_without_blanks_around_it_and_in_order():
    cells = Counter(["b", " a", "-", "なし", "", "a ", "N/A", "nadia", "b", "(x)", "　"])
    assert filled(cells) == {"b": 2, "a": 2, "nadia": 1, "(x)": 1}
    assert list(filled(cells)) == ["b", "a", "nadia", "(x)"]
    assert is_nothing("なし")
    assert not is_nothing("nadia")
