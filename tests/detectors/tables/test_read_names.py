"""Promises of names with what somebody is before them, and of whom to call: found by themselves."""

from __future__ import annotations

from detectors.engine import Detector
from detectors.model import Entity, Table

DETECTOR = Detector()


def _names(rows: list[list[str]]) -> list[str]:
    table = Table("", rows)
    verdict = DETECTOR.judge(table)
    columns = [value for c in verdict.columns if c.entity == Entity.PERSON for value in c.values]
    cells = [c for c in verdict.cells if c.match.entity == Entity.PERSON]
    return columns + [rows[c.row][c.column][c.match.start : c.match.end] for c in cells]


def test_a_column_of_posts_and_names_has_the_names_alone():
    rows = [
        ["発生日", "利用者", "場所", "報告者"],
        ["2014/5/3", "青木 勝", "浴室", "介護職員 郷 結衣"],
        ["2014/5/4", "若園 真理子", "浴室", "介護職員 可児 大輔"],
        ["2014/5/5", "林 由美", "浴室", "看護師 松井 ふみ"],
        ["2014/5/6", "各務 茂", "浴室", "介護職員 大野 美智子"],
    ]
    assert {"郷 結衣", "可児 大輔", "松井 ふみ", "大野 美智子"} <= set(_names(rows))


def test_so_has_an_english_one():
    rows = [
        ["Date", "Resident", "Place", "Reported by"],
        ["03/05/2014", "Alan Firth", "Bathroom", "Care assistant Jane Holt"],
        ["04/05/2014", "Ann Sugden", "Lounge", "Senior carer Tom Baker"],
        ["05/05/2014", "Leslie Tordoff", "Hall", "Nurse Nadia Malik"],
        ["06/05/2014", "Gary Whitfield", "Hall", "Support worker Joe Ogden"],
    ]
    assert {"Jane Holt", "Tom Baker", "Nadia Malik", "Joe Ogden"} <= set(_names(rows))


def test_whom_to_call_is_named_behind_the_label_of_a_telephone():
    rows = [
        ["フェイスシート", "", "", ""],
        ["氏名", "河合 千鶴", "フリガナ", "カワイ チヅル"],
        ["生年月日", "昭和9年3月2日", "性別", "女"],
        ["緊急連絡先①", "各務 隆（長男）", "電話", "090-2231-7700"],
        ["緊急連絡先②", "国枝 由美（長女）", "電話", "080-3344-1209"],
    ]
    assert {"各務 隆", "国枝 由美"} <= set(_names(rows))


def test_whom_to_ring_and_the_number_in_one_cell_are_found_apart():
    rows = [
        ["Room", "Date", "Group", "Contact", "Fee"],
        ["Hall", "04/05/2019", "Zumba", "Wendy Clarke 07700 900123", "20"],
        ["Hall", "05/05/2019", "Slimming World", "Priya Nair 07700 900124", "25"],
        ["Meeting 1", "06/05/2019", "AA", "Alan Firth 07700 900321", "10"],
    ]
    assert {"Wendy Clarke", "Priya Nair", "Alan Firth"} <= set(_names(rows))
    numbers = [c for c in DETECTOR.judge(Table("", rows)).cells if c.match.entity == Entity.PHONE_NUMBER]
    assert [c.row for c in numbers] == [1, 2, 3]
