"""Promises of columns told by what is learnt: under headers that no vocabulary has, and never of nobody."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.layout.category_headers import column_category
from detectors.layout.roles import column_header
from detectors.tables.learnt.learning import Example, trained
from detectors.tables.learnt.weights import Weights, weights
from detectors.tables.train import digest
from tests.detectors.sheets import EN, JA, entities, judged


def beside_names(header: str, values: list[str]) -> str | None:
    """What a column is taken for beside names in the language of its values."""
    people = EN if "".join(values).isascii() else JA
    rows = [["Name" if people is EN else "氏名", header], *([p.name, v] for p, v in zip(people, values, strict=False))]
    return entities(judged(rows)).get(1)


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("介度", ["介3", "支2", "介4", "介1"], "HEALTH"),
        ("薬ｱﾘ", ["ﾜｰﾌｧﾘﾝ", "-", "ｲﾝｽﾘﾝ", "-"], "HEALTH"),
        ("Tabs", ["amlod 5mg", "-", "metf 500", "levothyrox"], "HEALTH"),
        ("Epi?", ["y", "n", "y - bag", "n"], "HEALTH"),
    ],
)
def test_a_header_that_no_vocabulary_has_is_told_by_its_parts_and_its_values(header, values, entity):
    assert column_header(header) is None
    assert column_category(header) is None
    assert beside_names(header, values) == entity


def test_what_is_learnt_of_special_categories_is_said_of_people_alone():
    rows = [["Shed", "Tabs"], *([f"{n}", v] for n, v in enumerate(["amlod 5mg", "-", "metf 500", "levothyrox"]))]
    assert entities(judged(rows)) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [["Rose", "Type", "Strain", "Cond."], ["Iceberg", "FL", "good", "poor"], ["Peace", "HT", "weak", "fair"]],
        [["号機", "症状", "処置"], ["3", "異音", "給油"], ["5", "油漏れ", "ﾊﾟｯｷﾝ交換"], ["8", "停止", "再起動"]],
        [["Dish", "Cont.", "Kcal"], ["Lasagne", "G M E", "640"], ["Dal", "Mu", "420"], ["Trifle", "M E", "510"]],
    ],
)
def test_lists_of_plants_machines_and_dishes_hold_nothing_of_anybody(rows):
    assert entities(judged(rows)) == {}


@pytest.mark.parametrize("header", ["介度", "Tabs"])
def test_numbers_alone_are_no_names_whatever_is_learnt_of_their_header(header):
    assert beside_names(header, ["1", "2", "3", "4"]) != "PERSON"


def test_the_weights_are_made_from_the_lists_that_come_with_them():
    assert weights().learnt == digest()


def test_weights_are_the_same_when_they_are_read_again(tmp_path):
    some = [Example({"h": {w: 1.0, "x": 1.0}}, w * (w != "b"), "a") for w in "abc" * 400]
    model = trained(some)
    model.save(tmp_path / "w.npz")
    again = Weights.load(tmp_path / "w.npz")
    assert again.kinds == model.kinds == ("", "a", "c")
    sums = [[m.sum_of("h", {w: 1.0}) for w in "abc"] for m in (model, again)]
    told = [m.chances(s) for m, s in zip((model, again), sums, strict=True)]
    assert np.allclose(*told, atol=0.02)
    assert [model.kinds[row.argmax()] for row in told[0]] == ["a", "", "c"]
