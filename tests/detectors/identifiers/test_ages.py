"""Promises of ages: told in every way of both languages, and numbers that are nobody's age."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage

DETECTOR = Detector()


def _ages(text: str) -> list[str]:
    return [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == "AGE"]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Injured person: Florrie Haslingden, 7 yrs, swim school", "7 yrs"),
        ("Key safe. Agnes Rowbottom 88F. Seen at home", "88F"),
        ("Client is 93, hard of hearing", "93"),
        ("I am 44. I was a driver.", "44"),
        ("Jane Smith   11 Jul 1946 (80y)", "80y"),
        ("Iris Pomfret, 84, rang about the rent", "84"),
        ("Iris Pomfret (84) rang about the rent", "84"),
        ("Jane Smith  67 years   Male", "67 years"),
        ("she is in her late eighties now", "eighties"),
        ("Tom Brown, aged eighty-four, of Leeds", "eighty-four"),
        ("He turned 80 in May", "80"),
        ("with my 9-month-old son", "9"),
        ("a 21yo student", "21yo"),
        ("世帯主 土方 勇二(54)単身", "54"),
        ("対象 乾 利雄（71）", "71"),
        ("古閑 ヒサ 86F 7A病棟", "86F"),
        ("平成三年二月九日寂 行年七十八 脳溢血", "七十八"),
        ("先生は九十六歳で", "九十六歳"),
        ("家族 母(61)・姉", "61"),
        ("同居：長男（8）、祖母（88）", "88"),
        ("they matched us with a boy of four", "four"),
        ("Cell 9: lad of 16, appropriate adult on the way", "16"),
        ("a woman of 82 was found on the landing", "82"),
    ],
)
def test_an_age_is_found_however_it_is_told(text, age):
    assert age in _ages(text)


@pytest.mark.parametrize(
    "text",
    [
        "Flat 12F, Seat Gold 12F",
        "Main Road, 84, left",
        "Windows Server, 19, is out",
        "if you are 65 and over, or when you are 18",
        "Mr Lal is 5 minutes late and he is 3rd",
        "Tom Brown, 12 High Street; Tom Brown, 3 December",
        "会議 資料(12) 東京 大阪(12)",
        "a warranty (5 years), boiler, 12 yrs, new",
        "父母会(12) 兄弟会社(3) 王子(5)",
        "every child of 3 or 4 may apply; a man of 100 years ago",
    ],
)
def test_other_numbers_are_nobodys_age(text):
    assert _ages(text) == []
