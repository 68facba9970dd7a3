"""Promises of special categories in few cells, in findings of few kinds, and of columns of checks."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Entity, Table

DETECTOR = Detector()
_NAMES = "Carol Haigh,Keith Mirza,Linda Crabtree,Malcolm Lister,Maureen Doyle,Piotr Ramsden,Hazel Oldroyd,Barry Fox"
NAMES = _NAMES.split(",")
CHILDREN = ["森 美智子", "各務 和子", "日比野 結衣", "野々村 由美", "青木 悠真", "郷 和子", "田口 健一", "鷲見 勝"]


def _table(headers: list[str], *columns: list[str]) -> Table:
    return Table("", [headers, *map(list, zip(*columns, strict=True))])


def _columns(table: Table) -> dict[str, Entity]:
    return {c.header: c.entity for c in DETECTOR.judge(table).columns if c.entity in SPECIAL_CATEGORIES}


def _cells(table: Table) -> set[tuple[str, str]]:
    found = DETECTOR.judge(table).cells
    return {(c.match.entity, table.rows[c.row][c.column]) for c in found if c.match.entity in SPECIAL_CATEGORIES}


def test_each_cell_with_a_conviction_is_found_however_few():
    content = ["Clear"] * 6 + ["Caution 1998 theft", "Clear"]
    table = _table(["Name", "Role", "Content"], NAMES, ["Youth worker"] * 8, content)
    assert _columns(table) == {}
    assert _cells(table) == {(Entity.CRIMINAL, "Caution 1998 theft")}


def test_so_is_one_illness_in_a_column_of_other_things():
    remarks = ["窓側"] * 6 + ["てんかんの薬を服用", "窓側"]
    assert _cells(_table(["氏名", "座席", "その他"], CHILDREN, list("12345678"), remarks)) == {
        (Entity.HEALTH, "てんかんの薬を服用")
    }


def test_an_ordinary_word_in_a_cell_says_nothing_by_itself():
    status = ["Permanent"] * 5 + ["Probation", "Leaver", "Court Road"]
    table = _table(["Name", "Start", "Kind"], NAMES, ["2014"] * 8, status)
    assert _columns(table) == {}
    assert _cells(table) == set()


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Disclosure no", [f"0015{i}0654949" for i in range(8)]),
        ("DBS certificate number", [f"0015{i}0654949" for i in range(8)]),
        ("DBS?", ["Y", "N", "Y", "Y", "N", "Y", "Y", "N"]),
        ("DBS check", [f"1{i}/03/2016" for i in range(8)]),
    ],
)
def test_that_there_was_a_check_and_its_number_are_no_offences(header, values):
    assert _columns(_table(["Name", "Role", header], NAMES, ["Youth worker"] * 8, values)) == {}


@pytest.mark.parametrize("header", ["DBS", "DBS result", "Convictions"])
def test_what_a_check_gave_is(header):
    values = ["Clear"] * 4 + ["Caution 1998 theft", "Conviction for assault 2003", "Clear", "Clear"]
    table = _table(["Name", "Role", header], NAMES, ["Youth worker"] * 8, values)
    assert _columns(table) == {header: Entity.CRIMINAL}


def test_childrens_health_checks_are_health_by_their_findings_and_measures():
    table = _table(
        ["組", "園児氏名", "身長", "体重", "内科", "歯科"],
        ["すみれ"] * 8,
        CHILDREN,
        [f"9{i}.0" for i in range(8)],
        [f"14.{i}" for i in range(8)],
        ["異常なし", "心雑音 要精検"] * 4,
        ["う歯2本", "異常なし"] * 4,
    )
    assert _columns(table) == dict.fromkeys(["身長", "体重", "内科", "歯科"], Entity.HEALTH)


def test_departments_of_a_hospital_alone_are_not():
    table = _table(["氏名", "科"], CHILDREN, ["内科", "外科"] * 4)
    assert _columns(table) == {}
