"""What lies on the sample share: the files of a small firm with an office in Japan and one in Britain.

Personal data where it belongs, where it was forgotten, and none at all where it only looks like it (prices, bar codes,
company numbers).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from scanner.cli.sample import writers
from scanner.cli.sample.people import english, japanese
from scanner.cli.sample.writers import Row

SEED = 2024


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: where it lies below the share, its bytes, and when it was last changed."""

    path: str
    data: bytes
    modified: date


def write_share(folder: Path) -> int:
    """Write all files below ``folder`` and give their number. Files of the same name are replaced."""
    count = 0
    for sample in samples():
        path = folder / sample.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sample.data)
        changed = datetime(sample.modified.year, sample.modified.month, sample.modified.day, 9, tzinfo=UTC)
        os.utime(path, (changed.timestamp(), changed.timestamp()))
        count += 1
    return count


def samples() -> Iterator[Sample]:
    """Every file of the share."""
    yield from _japanese_office()
    yield from _british_office()


def _japanese_office() -> Iterator[Sample]:
    staff, left, customers = japanese(60, SEED), japanese(12, SEED + 1), japanese(120, SEED + 2)
    roster: list[Row] = [
        (
            "社員番号",
            "氏名",
            "フリガナ",
            "性別",
            "生年月日",
            "郵便番号",
            "住所",
            "電話番号",
            "メールアドレス",
            "入社年月日",
        )
    ]
    roster += [
        (p.number, p.name, p.reading, p.gender, _wareki(p.born), p.postcode, p.address, p.phone, p.mail, p.joined)
        for p in staff
    ]
    gone: list[Row] = [_row("社員番号|氏名|住所|退職日")]
    gone += [(p.number, p.name, p.address, date(2012 + n % 6, 3, 31)) for n, p in enumerate(left)]
    yield Sample(
        "総務部/人事/社員名簿_2023年度.xlsx",
        writers.workbook({"社員": roster, "退職者": gone}, date(2023, 4, 3), hidden=("退職者",)),
        date(2023, 4, 3),
    )
    numbers: list[Row] = [("令和元年分 給与所得者の扶養控除等(異動)申告書 個人番号一覧",), ()]
    numbers += [("社員番号", "氏名", "生年月日", "住所", "個人番号")]
    numbers += [(p.number, p.name, p.born, p.address, p.my_number) for p in staff[:40]]
    yield Sample(
        "総務部/年末調整/令和元年分_扶養控除等申告書_一覧.xlsx",
        writers.workbook({"一覧": numbers}, date(2019, 12, 2)),
        date(2019, 12, 2),
    )
    for person in staff[:3]:
        form = [
            "令和元年分 給与所得者の扶養控除等(異動)申告書",
            f"氏名 {person.name}",
            f"フリガナ {person.reading}",
            f"個人番号 {person.my_number}",
            f"生年月日 {_wareki(person.born)}",
            f"住所 〒{person.postcode} {person.address}",
            "給与の支払者 株式会社みほん商事",
        ]
        yield Sample(
            f"総務部/年末調整/令和元年分/扶養控除等申告書_{person.number}.docx",
            writers.document(form),
            date(2019, 11, 20),
        )
    wages: list[Row] = [
        ("平成25年分 賃金台帳",),
        ("社員番号", "氏名", "支給年月", "基本給", "健康保険料", "厚生年金", "差引支給額"),
    ]
    wages += [
        (p.number, p.name, f"平成25年{month}月", 240_000, 11_964, 20_544, 196_300)
        for p in left
        for month in range(1, 13)
    ]
    yield Sample(
        "総務部/給与/賃金台帳_平成25年.xlsx",
        writers.workbook({"賃金台帳": wages}, date(2014, 1, 15)),
        date(2014, 1, 15),
    )
    health: list[Row] = [_row("社員番号|氏名|受診日|血圧|所見|判定")]
    health += [
        (
            p.number,
            p.name,
            "2016-06-14",
            "128/82",
            "高血圧症で治療中" if n % 9 == 0 else "異常なし",
            "D" if n % 9 == 0 else "A",
        )
        for n, p in enumerate(staff[:30])
    ]
    yield Sample("総務部/健康診断/健康診断結果_2016年度.csv", writers.delimited(health, "cp932"), date(2016, 7, 4))
    for person in japanese(3, SEED + 3):
        cv = [
            "履 歴 書",
            "2018年5月10日現在",
            f"ふりがな {person.reading}",
            f"氏名 {person.name}",
            f"生年月日 {_wareki(person.born)}",
            f"現住所 〒{person.postcode} {person.address}",
            f"電話 {person.phone}　E-mail {person.mail}",
            "学歴・職歴",
            "平成20年4月 架空商事株式会社 入社",
            "志望動機 貴社の事業に共感し、応募いたしました。",
        ]
        yield Sample(f"総務部/採用/2018年度/履歴書_応募者{person.number}.docx", writers.document(cv), date(2018, 5, 12))
    book: list[Row] = [
        ("顧客番号", "会社名", "ご担当者名", "郵便番号", "住所", "電話番号", "メールアドレス", "最終取引日")
    ]
    book += [
        (p.number, "株式会社みほん" + str(n), p.name, p.postcode, p.address, p.phone, p.mail, p.joined)
        for n, p in enumerate(customers)
    ]
    list_ = writers.workbook({"顧客": book}, date(2022, 9, 30))
    yield Sample("営業部/顧客名簿.xlsx", list_, date(2022, 9, 30))
    yield Sample("営業部/old/顧客名簿 - コピー.xlsx", list_, date(2022, 9, 30))
    yield Sample("共有/一時/顧客名簿(山本作業用).xlsx", list_, date(2022, 10, 3))
    yield Sample("営業部/年賀状/宛名_2015.csv", writers.delimited([r[2:6] for r in book], "cp932"), date(2015, 12, 1))
    yield Sample(
        "backup/2016年_旧パソコン.zip",
        writers.archive(
            {
                "デスクトップ/名簿.csv": writers.delimited([r[:6] for r in roster], "cp932"),
                "デスクトップ/顧客名簿.xlsx": list_,
                "デスクトップ/議事録.txt": "2016年3月1日 営業会議 出席者 5名。新製品の価格について。".encode("cp932"),
            }
        ),
        date(2016, 4, 1),
    )
    yield Sample(
        "営業部/メール/名簿送付.eml",
        writers.mail(
            "taro.mihon@example.jp",
            "hanako.mihon@example.jp",
            "顧客名簿をお送りします",
            datetime(2017, 6, 20, 10, 5, tzinfo=UTC),
            "お世話になっております。\n名簿を添付します。\n"
            f"{customers[0].name} 様（{customers[0].phone}）のご住所が変わりました。\n",
            {"顧客名簿抜粋.xlsx": writers.workbook({"顧客": book[:31]}, date(2017, 6, 20))},
        ),
        date(2017, 6, 20),
    )
    random_ = random.Random(f"goods {SEED}")
    goods: list[Row] = [_row("商品コード|JANコード|商品名|単価|在庫数")]
    goods += [
        (f"A-{n:04}", _jan(random_), f"見本ノート B5 {n}号", 120 + n * 10, random_.randrange(500)) for n in range(80)
    ]
    yield Sample("営業部/商品価格表.xlsx", writers.workbook({"価格表": goods}, date(2024, 2, 1)), date(2024, 2, 1))
    firms: list[Row] = [_row("法人番号|商号|登録番号")]
    firms += [
        (number, f"株式会社みほん{n}", f"T{number}") for n, number in enumerate(_corporate(random_) for _ in range(40))
    ]
    yield Sample("経理/取引先法人番号.csv", writers.delimited(firms, "utf-8-sig"), date(2023, 10, 2))


def _british_office() -> Iterator[Sample]:
    staff, customers, patients = english(45, SEED), english(150, SEED + 1), english(25, SEED + 2)
    roster: list[Row] = [
        ("Staff no", "Name", "Date of birth", "Address", "Postcode", "Phone", "E-mail", "NI number", "Start date")
    ]
    roster += [
        (p.number, p.name, p.born.strftime("%d/%m/%Y"), p.address, p.postcode, p.phone, p.mail, p.nino, p.joined)
        for p in staff
    ]
    staff_list = writers.workbook({"Staff": roster}, date(2024, 1, 8))
    yield Sample("UK/HR/Staff list 2024.xlsx", staff_list, date(2024, 1, 8))
    pay: list[Row] = [
        ("Payroll, tax year 2015-16",),
        ("Staff no", "Name", "NI number", "Tax code", "Gross pay", "Tax", "Net pay"),
    ]
    pay += [(p.number, p.name, p.nino, "1060L", 24_000, 2_680, 19_540) for p in staff[:30]]
    yield Sample(
        "UK/HR/Payroll/Payroll 2015-16.xlsx", writers.workbook({"Payroll": pay}, date(2016, 4, 8)), date(2016, 4, 8)
    )
    for person in english(3, SEED + 3):
        cv = [
            "CURRICULUM VITAE",
            f"Name: {person.name}",
            f"Address: {person.address} {person.postcode}",
            f"Telephone: {person.phone}",
            f"E-mail: {person.mail}",
            f"Date of birth: {person.born:%d %B %Y}",
            "Employment history",
            "2009 to 2017: Warehouse supervisor, Example Ltd",
            "References available on request. Application received 14 March 2018.",
        ]
        yield Sample(
            f"UK/HR/Recruitment 2018/CV applicant {person.number}.docx", writers.document(cv), date(2018, 3, 15)
        )
    first = staff[0]
    letter = [
        "Example Ltd, 1 Sample Street, Leeds",
        "12 May 2014",
        f"Dear {first.name},",
        f"National Insurance number: {first.nino}",
        "Thank you for the fit note of 2 May 2014. We understand that you have been",
        "diagnosed with type 2 diabetes and will be on sick leave until 30 May 2014.",
        f"Please call us on {first.phone} if anything changes.",
        "Yours sincerely, Human Resources",
    ]
    yield Sample("UK/HR/Sickness/Sickness absence letter 2014.pdf", writers.pdf(letter), date(2014, 5, 12))
    book: list[Row] = [
        ("Customer no", "First name", "Surname", "Address", "Postcode", "Telephone", "E-mail", "Last order")
    ]
    book += [
        (p.number, *p.name.split(" ", 1), p.address, p.postcode, p.phone, p.mail, p.joined.strftime("%d/%m/%Y"))
        for p in customers
    ]
    list_ = writers.workbook({"Customers": book}, date(2021, 11, 2))
    yield Sample("UK/Sales/Customers.xlsx", list_, date(2021, 11, 2))
    yield Sample("UK/Sales/Copy of Customers.xlsx", list_, date(2021, 11, 2))
    yield Sample("UK/Old laptop/Desktop/mailing list 2012.csv", writers.delimited(book, "cp1252"), date(2012, 12, 4))
    care: list[Row] = [_row("Client|NHS number|DOB|Condition|Visits per week")]
    care += [
        (p.name, p.nhs, p.born.strftime("%d/%m/%Y"), "dementia" if n % 4 == 0 else "none", 3)
        for n, p in enumerate(patients)
    ]
    yield Sample("UK/Care/Clients 2017.xlsx", writers.workbook({"Clients": care}, date(2017, 8, 1)), date(2017, 8, 1))
    yield Sample(
        "UK/Sales/Mail/Customer extract.eml",
        writers.mail(
            "sales@example.com",
            "agency@example.com",
            "Customer extract for the mailing",
            datetime(2018, 10, 1, 14, 30, tzinfo=UTC),
            f"Hello,\n\nthe list is attached. {customers[0].name} ({customers[0].phone}) asked to be left out.\n",
            {"Customers extract.xlsx": writers.workbook({"Customers": book[:41]}, date(2018, 10, 1))},
        ),
        date(2018, 10, 1),
    )
    yield Sample(
        "UK/HR/Confidential/Salary review.xlsx", writers.protected(staff_list, "demonstration"), date(2023, 2, 1)
    )
    yield Sample(
        "UK/HR/Confidential/Staff list for agency.zip",
        writers.weakly_protected_archive("Staff list 2024.xlsx", staff_list, b"demonstration"),
        date(2024, 1, 9),
    )
    yield Sample("UK/Finance/Forecast Q3 (damaged).xlsx", staff_list[: len(staff_list) // 2], date(2020, 7, 1))
    random_ = random.Random(f"stock {SEED}")
    stock: list[Row] = [_row("Part no|EAN|Description|Price|Order ref")]
    stock += [
        (
            f"PN-{random_.randrange(10**6):06}",
            _jan(random_),
            f"Sample bracket {n}",
            4.5 + n,
            f"ORD{random_.randrange(10**10):010}",
        )
        for n in range(80)
    ]
    yield Sample(
        "UK/Warehouse/Price list.xlsx", writers.workbook({"Prices": stock}, date(2024, 3, 1)), date(2024, 3, 1)
    )
    yield Sample(
        "UK/README.txt",
        b"Everyone on this share is invented. It was made by the command tana demo.\n",
        date(2024, 3, 1),
    )


def _row(words: str) -> Row:
    """A row of headings, written with bars between them."""
    return words.split("|")


def _wareki(day: date) -> str:
    """A date of 1926 or later in the era of its day, as forms write it."""
    for name, start in (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25))):
        if day >= start:
            year = day.year - start.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError("before 昭和")


def _jan(random_: random.Random) -> str:
    """A bar code of thirteen digits with its check digit (modulus 10, weights 1 and 3)."""
    twelve = f"49{random_.randrange(10**10):010}"
    total = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def _corporate(random_: random.Random) -> str:
    """A 法人番号 of thirteen digits, its check digit in front (Ordinance of the Ministry of Finance 70 of 2014)."""
    twelve = f"{random_.randrange(10**11, 10**12)}"
    total = sum(int(d) * (1 if n % 2 else 2) for n, d in enumerate(reversed(twelve), start=1))
    return f"{9 - total % 9}{twelve}"
