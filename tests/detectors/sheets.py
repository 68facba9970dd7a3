"""Invented people and things for building sheets. The same seed gives the same sheet."""

# ruff: noqa: E501 (Japanese characters count double)
from __future__ import annotations

import random

from detectors.engine import Detector
from detectors.model import PeopleEstimate, Table, TableVerdict
from detectors.people.estimate import PeopleCounter

SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水".split()
GIVEN = "太郎 花子 健一 美咲 翔太 由美 大輔 恵子 直樹 陽子 拓也 真由美 誠 愛 隆 裕子 和也 千尋 亮 麻衣".split()
SURNAME_KANA = (
    "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ ササキ ヤマグチ マツモト イノウエ "
    "キムラ ハヤシ サイトウ シミズ"
).split()
GIVEN_KANA = (
    "タロウ ハナコ ケンイチ ミサキ ショウタ ユミ ダイスケ ケイコ ナオキ ヨウコ タクヤ マユミ マコト アイ タカシ ユウコ カズヤ チヒロ "
    "リョウ マイ"
).split()
FIRST = "Oliver Amelia George Isla Noah Ava Jack Emily Harry Sophie Thomas Grace William Ella James Lucy Henry Chloe".split()
LAST = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker Robinson Thompson Hughes Khan".split()
)


def my_number(rng: random.Random, good: bool = True) -> str:
    """A My Number with a right or a wrong check digit."""
    digits = [rng.randrange(10) for _ in range(11)]
    total = sum(d * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(digits), 1)) % 11
    check = 0 if total <= 1 else 11 - total
    return "".join(map(str, digits)) + str(check if good else (check + rng.randrange(1, 10)) % 10)


def nhs_number(rng: random.Random) -> str:
    """An NHS number with a right check digit."""
    while True:
        digits = [9, *(rng.randrange(10) for _ in range(8))]
        check = 11 - sum(d * (10 - i) for i, d in enumerate(digits)) % 11
        if check != 10:
            return "".join(map(str, digits)) + str(check % 11)


class Japanese:
    """One invented person of Japan; every attribute as text."""

    def __init__(self, rng: random.Random) -> None:
        a, b = rng.randrange(len(SURNAMES)), rng.randrange(len(GIVEN))
        self.surname, self.given = SURNAMES[a], GIVEN[b]
        self.name = self.surname + rng.choice(["", " ", "\u3000"]) + self.given
        self.kana = f"{SURNAME_KANA[a]} {GIVEN_KANA[b]}"
        year, month, day = rng.randrange(1940, 2004), rng.randrange(1, 13), rng.randrange(1, 29)
        self.born = f"{year}-{month:02d}-{day:02d}" if year > 1988 else f"昭和{year - 1925}年{month}月{day}日"
        self.iso_born = f"{year}-{month:02d}-{day:02d}"
        self.postcode = f"{rng.randrange(100, 999)}-{rng.randrange(10000):04d}"
        place = rng.choice(
            ["東京都千代田区丸の内", "大阪府大阪市北区梅田", "北海道札幌市中央区北一条西", "福岡県福岡市博多区博多駅前"]
        )
        self.address = f"{place}{rng.randrange(1, 9)}-{rng.randrange(1, 20)}-{rng.randrange(1, 20)}"
        self.phone = f"090-{rng.randrange(1000, 9999)}-{rng.randrange(10000):04d}"
        self.mail = f"{SURNAME_KANA[a].lower()}{rng.randrange(10**6)}@example.com".encode("ascii", "ignore").decode()
        self.mail = f"u{self.mail}" if not self.mail.startswith("u") else self.mail
        self.number = my_number(rng)
        self.staff = f"E{rng.randrange(10**5):05d}"


class British:
    """One invented person of the UK; telephone numbers from Ofcom's range for drama."""

    def __init__(self, rng: random.Random) -> None:
        self.given, self.surname = rng.choice(FIRST), rng.choice(LAST)
        self.name = f"{self.given} {self.surname}"
        self.born = f"{rng.randrange(1, 28):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(1940, 2004)}"
        self.address = f"{rng.randrange(1, 199)} {rng.choice(['High Street', 'Station Road', 'Church Lane'])}, Leeds"
        self.postcode = f"LS{rng.randrange(1, 28)} {rng.randrange(1, 9)}{rng.choice('ABDEFGH')}{rng.choice('ABDEFGH')}"
        self.phone = f"07700 900{rng.randrange(1000):03d}"
        self.mail = f"{self.given.lower()}.{self.surname.lower()}{rng.randrange(10**5)}@example.com"
        self.nino = f"{rng.choice(['AB', 'JG', 'SK', 'CE'])} {rng.randrange(10**6):06d} {rng.choice('ABCD')}"
        self.nhs = nhs_number(rng)
        self.staff = f"S{rng.randrange(10**5):05d}"


def japanese(n: int, seed: int = 1) -> list[Japanese]:
    """n people."""
    rng = random.Random(seed)
    return [Japanese(rng) for _ in range(n)]


def british(n: int, seed: int = 1) -> list[British]:
    """n people."""
    rng = random.Random(seed)
    return [British(rng) for _ in range(n)]


JA = japanese(40)
EN = british(40)
JA_TABLE = [
    ["氏名", "フリガナ", "生年月日", "郵便番号", "住所", "電話番号", "メールアドレス", "個人番号"],
    *([p.name, p.kana, p.born, p.postcode, p.address, p.phone, p.mail, p.number] for p in JA),
]
JA_ENTITIES = [
    "PERSON",
    "PERSON",
    "DATE_OF_BIRTH",
    "JP_POSTAL_CODE",
    "ADDRESS",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "JP_MY_NUMBER",
]
EN_TABLE = [
    ["Name", "DOB", "Address", "Postcode", "Tel (home)", "E-mail", "NI No", "NHS number"],
    *([p.name, p.born, p.address, p.postcode, p.phone, p.mail, p.nino, p.nhs] for p in EN),
]
EN_ENTITIES = [
    "PERSON",
    "DATE_OF_BIRTH",
    "ADDRESS",
    "UK_POSTCODE",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "UK_NINO",
    "UK_NHS",
]
PRICES_JA = [["管理番号", "品名", "部門", "拠点", "数量", "単価", "金額", "備考"]] + [
    [
        f"A{i * 37:05d}",
        f"{k}{i}型",
        "営業部",
        "名古屋工場",
        str(i),
        str(i * 110),
        str(i * i * 110),
        "値上げ予定" if i % 3 else "",
    ]
    for i, k in enumerate(["小型モーター", "産業用ポンプ", "制御基板", "温度計", "紙容器"] * 8)
]
PRICES_EN = [["Reference", "Item", "Department", "Site", "Quantity", "Unit price", "Amount", "Remarks"]] + [
    [
        f"B{i * 31:05d}",
        k,
        "Procurement",
        "the coastal warehouse",
        str(i),
        f"{i * 1.2:.2f}",
        f"{i * i * 1.2:.2f}",
        "new price",
    ]
    for i, k in enumerate(["Small motors", "Control boards", "Packaging film", "Thermometers"] * 10)
]


_DETECTOR = Detector()


def judged(rows: list[list[str]], name: str = "Sheet1") -> TableVerdict:
    """The verdict of the default detector."""
    return _DETECTOR.judge(Table(name, rows))


def people_of(rows: list[list[str]]) -> tuple[int, int]:
    """The low and the high bound of the people in one table."""
    found = estimate_of(rows)
    return found.low, found.high


def estimate_of(rows: list[list[str]]) -> PeopleEstimate:
    """How many people are in one table, with those beside them."""
    table = Table("Sheet1", rows)
    verdict = _DETECTOR.judge(table)
    counter = PeopleCounter()
    counter.table(table, verdict.columns, verdict.cells)
    return counter.estimate()


def entities(verdict: TableVerdict) -> dict[int, str]:
    """Column -> entity, for tables with one region."""
    return {c.column: c.entity for c in verdict.columns}
