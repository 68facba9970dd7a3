"""Every recognizer keeps the promises of its table, and every recognizer has one."""

from __future__ import annotations

import dataclasses

import pytest

from detectors.engine import Detector
from detectors.model import NEGATIVE, Match, Passage
from detectors.model import Table as Grid
from detectors.registry import recognizers
from tests.detectors.promises import TABLES
from tests.detectors.promises.model import Table

NAMES = ("山田太郎", "佐藤花子", "鈴木一郎", "高橋健一", "田中美咲", "伊藤翔太")
_REPORTED = 0.5


def cases(*kinds: str) -> list[tuple[str, str, str]]:
    return [(name, *case) for name, table in TABLES.items() for kind in kinds for case in getattr(table, kind)]


def texts(*kinds: str) -> list[tuple[str, str]]:
    return [(name, text) for name, table in TABLES.items() for kind in kinds for text in getattr(table, kind)]


@pytest.fixture(scope="module")
def normal() -> Detector:
    return Detector()


@pytest.fixture(scope="module")
def everything() -> Detector:
    return Detector(0.0)


def reported(table: Table, text: str, normal: Detector, everything: Detector) -> list[Match]:
    """What is reported; of what is never reported, what would be."""
    if table.entity not in NEGATIVE:
        return [m for m in normal.find([Passage(text)])[0] if m.entity == table.entity]
    shown = everything.find([Passage(text)])[0]
    return [m for m in shown if m.entity == table.entity and m.score >= _REPORTED]


def test_every_registered_recognizer_has_a_table() -> None:
    assert TABLES.keys() == {r.ID for r in recognizers()}


@pytest.mark.parametrize("name", TABLES)
def test_no_part_of_a_table_is_empty_and_it_is_about_its_recognizer(name: str) -> None:
    table = TABLES[name]
    assert all(getattr(table, field.name) for field in dataclasses.fields(table))
    (recognizer,) = (r for r in recognizers() if name == r.ID)
    assert table.entity in recognizer.ENTITIES


@pytest.mark.parametrize(("name", "text", "value"), cases("must", "wide", "touching"))
def test_it_is_found_from_end_to_end(name: str, text: str, value: str, normal: Detector, everything: Detector) -> None:
    found = reported(TABLES[name], text, normal, everything)
    assert value in [text[m.start : m.end] for m in found]
    assert {m.recognizer for m in found if text[m.start : m.end] == value} == {name}


@pytest.mark.parametrize(("name", "text"), texts("must_not", "look_alikes"))
def test_what_cannot_be_it_or_is_something_else_is_not_reported(
    name: str, text: str, normal: Detector, everything: Detector
) -> None:
    assert [text[m.start : m.end] for m in reported(TABLES[name], text, normal, everything)] == []


@pytest.mark.parametrize("name", TABLES)
def test_a_column_of_them_is_one_finding(name: str, normal: Detector) -> None:
    table = TABLES[name]
    header, values = table.column
    rows = [["氏名", header], *([n, v] for n, v in zip(NAMES, values, strict=False))]
    verdicts = [v for v in normal.judge(Grid("", rows)).columns if v.column == 1]
    if table.entity in NEGATIVE:
        assert verdicts == []
    else:
        assert [(v.entity, v.count) for v in verdicts] == [(table.entity, len(values))]


@pytest.mark.parametrize("name", TABLES)
def test_on_a_form_it_is_found_behind_the_label_in_another_cell(name: str, normal: Detector) -> None:
    table = TABLES[name]
    row, value = table.split
    rows = [["申込書"], ["氏名", "山田太郎"], list(row), ["備考", "特になし"]]
    verdict = normal.judge(Grid("", rows))
    found = [v.values[0] for v in verdict.columns if v.entity == table.entity]
    found += [
        rows[c.row][c.column][c.match.start : c.match.end] for c in verdict.cells if c.match.entity == table.entity
    ]
    if table.entity in NEGATIVE:
        assert found == []
    else:
        assert value in found
