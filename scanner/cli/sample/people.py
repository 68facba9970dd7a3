"""Invented people, the same ones for the same seed.

Telephone numbers are of ranges that are not assigned: Ofcom's numbers for drama (07700 900xxx) and Japanese numbers
whose exchange is 0000. Mail goes to example.com and example.jp, which are reserved. NHS numbers begin with 999, which
is kept for tests. Streets and the Japanese 町 do not exist. My Numbers have right check digits and are drawn at random.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta


def _table(text: str) -> tuple[tuple[str, ...], ...]:
    """Rows of words, one row after each slash."""
    return tuple(tuple(row.split()) for row in text.split("/"))


_JAPANESE_SURNAMES = _table("""
    佐藤 サトウ sato / 鈴木 スズキ suzuki / 高橋 タカハシ takahashi / 田中 タナカ tanaka / 渡辺 ワタナベ watanabe /
    伊藤 イトウ ito / 山本 ヤマモト yamamoto / 中村 ナカムラ nakamura / 小林 コバヤシ kobayashi / 加藤 カトウ kato /
    吉田 ヨシダ yoshida / 山田 ヤマダ yamada / 佐々木 ササキ sasaki / 松本 マツモト matsumoto / 井上 イノウエ inoue /
    木村 キムラ kimura / 清水 シミズ shimizu / 斎藤 サイトウ saito / 森 モリ mori / 池田 イケダ ikeda
""")
_JAPANESE_GIVEN = _table("""
    陽子 ヨウコ 女 / 健一 ケンイチ 男 / 美咲 ミサキ 女 / 翔太 ショウタ 男 / 由美 ユミ 女 /
    大輔 ダイスケ 男 / 恵子 ケイコ 女 / 拓也 タクヤ 男 / 直美 ナオミ 女 / 誠 マコト 男 /
    香織 カオリ 女 / 浩二 コウジ 男 / さくら サクラ 女 / 隆 タカシ 男 / 千尋 チヒロ 女 /
    和也 カズヤ 男 / 真由美 マユミ 女 / 修 オサム 男 / 優子 ユウコ 女 / 悠斗 ユウト 男
""")
_JAPANESE_PLACES = _table("""
    160-0000 東京都新宿区見本町 / 220-0000 神奈川県横浜市西区架空町 / 530-0000 大阪府大阪市北区見本町 /
    460-0000 愛知県名古屋市中区架空町 / 810-0000 福岡県福岡市中央区見本町 / 980-0000 宮城県仙台市青葉区架空町
""")
_ENGLISH_SURNAMES = """
    Ashworth Barlow Clegg Dawson Ellison Fairclough Grimshaw Hargreaves Ibbotson Jowett
    Kershaw Lockwood Mortimer Naylor Openshaw Pickering Ramsden Sutcliffe Thackray Wadsworth
""".split()
_ENGLISH_GIVEN = """
    Amelia Benjamin Charlotte Daniel Eleanor Frederick Grace Harriet Isaac Jessica
    Katherine Liam Margaret Nathan Olivia Patrick Rebecca Samuel Thomas Victoria
""".split()
_ENGLISH_PLACES = _table("Leeds LS1 / York YO10 / Sheffield S10 / Bristol BS8 / Norwich NR3 / Exeter EX4")
_STREETS = ("Sample Street", "Example Lane", "Specimen Road", "Fiction Close", "Invention Hill", "Model Terrace")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. Fields that only the other country has are ''."""

    name: str
    reading: str
    gender: str
    born: date
    postcode: str
    address: str
    phone: str
    mail: str
    joined: date
    """First day at work, or last order."""
    number: str
    """Staff or customer number."""
    my_number: str = ""
    nino: str = ""
    nhs: str = ""


def my_number_check_digit(eleven: str) -> int:
    """The check digit of a 個人番号 (総務省令, 平成26年85号, art. 5)."""
    total = sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(eleven), start=1))
    rest = total % 11
    return 0 if rest <= 1 else 11 - rest


def nhs_check_digit(nine: str) -> int:
    """The check digit of an NHS number; 10 means that there is no such number (NHS Data Dictionary)."""
    return (11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11


def japanese(count: int, seed: int) -> list[Person]:
    """So many people with addresses in Japan."""
    random_ = random.Random(f"jp {seed}")
    pairs = [(s, g) for s in _JAPANESE_SURNAMES for g in _JAPANESE_GIVEN]
    people = []
    for number, ((surname, s_kana, romaji), (given, g_kana, gender)) in enumerate(
        random_.sample(pairs, count), start=1
    ):
        postcode, place = random_.choice(_JAPANESE_PLACES)
        eleven = "".join(random_.choices("0123456789", k=11))
        people.append(
            Person(
                name=f"{surname} {given}",
                reading=f"{s_kana} {g_kana}",
                gender=gender,
                born=_day(random_, 1950, 2000),
                postcode=postcode,
                address=f"{place}{random_.randint(1, 5)}-{random_.randint(1, 30)}-{random_.randint(1, 20)}",
                phone=f"{random_.choice(('06', '080'))}-0000-{random_.randrange(10_000):04}",
                mail=f"{romaji}.{number:03}@example.jp",
                joined=_day(random_, 2000, 2011),
                number=f"{seed % 10}{number:04}",
                my_number=f"{eleven}{my_number_check_digit(eleven)}",
            )
        )
    return people


def english(count: int, seed: int) -> list[Person]:
    """So many people with addresses in the United Kingdom."""
    random_ = random.Random(f"uk {seed}")
    pairs = [(g, s) for s in _ENGLISH_SURNAMES for g in _ENGLISH_GIVEN]
    people = []
    for number, (given, surname) in enumerate(random_.sample(pairs, count), start=1):
        town, district = random_.choice(_ENGLISH_PLACES)
        letters = "".join(random_.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
        people.append(
            Person(
                name=f"{given} {surname}",
                reading="",
                gender="",
                born=_day(random_, 1950, 2000),
                postcode=f"{district} {random_.randint(1, 9)}{letters}",
                address=f"{random_.randint(1, 180)} {random_.choice(_STREETS)}, {town}",
                phone=f"07700 900{random_.randrange(1000):03}",
                mail=f"{given}.{surname}{number}@example.com".lower(),
                joined=_day(random_, 2000, 2011),
                number=f"{seed % 10}{number:04}",
                nino=_nino(random_),
                nhs=_nhs(random_),
            )
        )
    return people


def _day(random_: random.Random, first: int, last: int) -> date:
    start = date(first, 1, 1)
    return start + timedelta(days=random_.randrange((date(last, 12, 31) - start).days))


def _nino(random_: random.Random) -> str:
    prefix = random_.choice(("AB", "CE", "EH", "HJ", "JK", "LM", "PR", "SE", "WK", "YT"))
    digits = f"{random_.randrange(1_000_000):06}"
    return f"{prefix} {digits[:2]} {digits[2:4]} {digits[4:]} {random_.choice('ABCD')}"


def _nhs(random_: random.Random) -> str:
    while True:
        nine = f"999{random_.randrange(1_000_000):06}"
        check = nhs_check_digit(nine)
        if check < 10:
            return f"{nine[:3]} {nine[3:6]} {nine[6:]}{check}"
