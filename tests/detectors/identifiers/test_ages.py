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
        ("She's nine and her brother is at school", "nine"),
        ("when I was eleven, we moved", "eleven"),
        ("he'll be 90 in May, she is pushing 80", "80"),
        ("I left school at 15 and went to sea", "15"),
        ("before his 18th birthday", "18th"),
        ("a six-year-old in the blue coat", "six"),
        ("seen with a 45yr male", "45yr male"),
        ("Pt (F, 45) seen at home", "45"),
        ("Female, 82, fell in the lounge", "82"),
        ("our two boys, five and seven", "seven"),
        ("My mum, 87, lives alone", "87"),
        ("Her daughter Zoe, 12, is in the choir", "12"),
        ("Daughter Elsie 3, son Max 6", "6"),
        ("Child A, 13, did not want to speak", "13"),
        ("Chloe (17) has asked for help", "17"),
        ("Tom, 14, was seen at home", "14"),
        ("Child Ellis Moorcroft, 7, party of twelve", "7"),
        ("Iris Pomfret, seventy-one, of Back Lane", "seventy-one"),
        ("対象者 N・ショウヘイ（23）", "23"),
        ("入居者　春日井 守　六十六　五月より入居", "六十六"),
        ("笹本 花子 女 32", "32"),
        ("氏名　年齢\n笹本 花子　32\nタパ・スニル　24", "24"),
        ("氏名・性別・年齢\n笹本 花子　女　32", "32"),
        ("No. 氏名 年齢 住まい\n1 笹本 花子 32 青葉町\n2 牛島 翔太 9 若葉町", "9"),
        ("Name\tAge\tTown\nMaya Lunn\t24\tOtley\nDora Pitt\t9\tIlkley", "9"),
        ("Name, age\nMaya Lunn, 24\nDora Pitt, 102", "102"),
        ("Name Age\nMaya Lunn - 24\nDora Pitt - 7", "7"),
        ("参加者（最年長は90歳）\n① 笹本 花子　85\n② 牛島 翔太　92\n③ 百瀬 千春　78", "92"),
        ("グエン（男・26）", "26"),
        ("老人扶養 母 タツ 81 同居", "81"),
        ("夫58、妻55、長男20", "55"),
        ("長女莉子（17）が付き添う", "17"),
        ("父は今年で七十三です", "七十三"),
        ("① 我妻 由紀夫 58 食堂を三十年\n② 笹本 信也 24 専門学校を卒業\n③ 百瀬 千春 33 ホール希望", "33"),
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
        "one, two, three, four",
        "children aged six to eleven, children of three and over",
        "he is two minutes late and she was one of ten people",
        "Table (3), Paris (12), Windows, 11, and Section, 4,",
        "two boys and 3 girls; two girls, 5 of them new",
        "笹本 花子 85\n牛島 翔太 92\n百瀬 千春 78",
        "順位 笹本 花子 12 青葉小\n牛島 翔太 13 若葉小\n百瀬 千春 14 双葉小",
        "夫 1,200 妻 2,300 父2人 母の日(3) 母親学級(12)",
        "担当 笹本 花子 12 総務部",
        "男 54 女 32",
        "総代 若月様　　10,000",
        "氏名 点数 年齢\n笹本 花子 85 12\n",
    ],
)
def test_other_numbers_are_nobodys_age(text):
    assert _ages(text) == []
