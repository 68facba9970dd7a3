"""Promises of forms asked of many values at once: the same answer as for each by itself."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from detectors.tables.filled import filled
from detectors.tables.readings import specs
from detectors.tables.whole import WholeForm
from detectors.text.lines import Lines
from detectors.text.nothing import is_nothing

VALUES = [
    *"090-1234-5678 03(3456)1234 山田太郎 仙台市青葉区国分町2-3-4 980-0803 〒9800803 AB123456C TQ9 a@b.jp".split(),
    *"12 男 F M 1980-01-02 A-100 1234567 X1 859406755151 - なし ß É Ｌｏｎｄｏｎ 10.0.0.1 1 a".split(),
    *("4 Badger Rise, Totnes", "two\nlines 7", "Leeds\n", "Leeds", "x" * 300, "山田 太郎", " padded "),
]


def test_many_values_are_told_as_each_of_them_is():
    rng = random.Random(1)
    many = [rng.choice(VALUES) for _ in range(1_500)]
    for spec in specs().values():
        if spec.form is not None:
            assert spec.form.others(Lines(many)) == [i for i, v in enumerate(many) if not spec.form.fits(v)], (
                spec.entity
            )


def test_a_value_never_goes_on_in_the_next_one():
    form = WholeForm("AA|AA BB")
    assert form.others(Lines(["AA", "BB", "AA BB", "aa\nbb"])) == [1]
    assert form.others(Lines([])) == []


def filled_in(cells: list[str]) -> tuple[Lines, int]:
    return filled(cells, lambda: Lines(cells))


def test_what_is_filled_in_is_counted_without_blanks_around_it_and_in_order():
    lines, count = filled_in(["b", " a", "-", "なし", "", "a ", "N/A", "nadia", "b", "(x)", "　", "n", "合計"])
    assert lines.texts == ["b", "a", "nadia", "(x)", "n"]
    assert count == 7
    assert filled_in(["x", "", "x"])[1] == 2
    assert (len(filled_in(["", "-"])[0]), filled_in([])[1]) == (0, 0)


@given(st.lists(st.sampled_from([*VALUES, "-", "", "n/a", "Ｎ/Ａ", "合計", "計", "#N/A", " なし ", "Total", "t"])))
def test_the_quick_look_at_what_is_filled_in_misses_nothing(cells: list[str]):
    lines, count = filled_in(cells)
    wanted = [bare for cell in cells if not is_nothing(bare := cell.strip())]
    assert (lines.texts, count) == (list(dict.fromkeys(wanted)), len(wanted))
