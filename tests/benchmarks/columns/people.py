"""Invented people: every attribute as text, by the name of the field it fills."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, timedelta

from tests.benchmarks.columns import words

Person = dict[str, str]

_ROMAN = dict(zip("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン", (
    "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo "
    "ra ri ru re ro wa n"
).split(), strict=True))  # fmt: skip


def my_number(rng: random.Random, good: bool = True) -> str:
    """Twelve digits with the check digit of 総務省令第85号 (2014) Article 5, or with another one."""
    body = [rng.randrange(10) for _ in range(11)]
    total = sum(p * (n + 1 if n <= 6 else n - 5) for n, p in enumerate(reversed(body), 1)) % 11
    check = 0 if total <= 1 else 11 - total
    return "".join(map(str, body)) + str(check if good else (check + rng.randrange(1, 10)) % 10)


def _nhs(rng: random.Random) -> str:
    while True:
        body = [rng.randrange(1, 10), *(rng.randrange(10) for _ in range(8))]
        check = (11 - sum(d * (10 - i) for i, d in enumerate(body)) % 11) % 11
        if check != 10:
            return "".join(map(str, body)) + str(check)


def _day(rng: random.Random, first: int, last: int) -> date:
    return date(first, 1, 1) + timedelta(days=rng.randrange((date(last, 12, 31) - date(first, 1, 1)).days))


def date_text(day: date, style: str) -> str:
    """A date as offices write it. Styles: iso, slash, kanji, era (和暦), short (S55.4.1), uk, uk_words."""
    eras = (("令和", "R", date(2019, 5, 1)), ("平成", "H", date(1989, 1, 8)), ("昭和", "S", date(1926, 12, 25)))
    name, letter, start = next(e for e in eras if day >= e[2])
    year = day.year - start.year + 1
    return {
        "iso": day.isoformat(),
        "slash": f"{day.year}/{day.month}/{day.day}",
        "kanji": f"{day.year}年{day.month}月{day.day}日",
        "era": f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日",
        "short": f"{letter}{year}.{day.month}.{day.day}",
        "uk": day.strftime("%d/%m/%Y"),
        "uk_words": f"{day.day} {day:%b} {day.year}",
    }[style]


def _roman(kana: str) -> str:
    plain = "".join(unicodedata.normalize("NFD", c)[0] for c in kana)
    return "".join(_ROMAN.get(c, "") for c in plain) or "user"


def _shared(rng: random.Random, number: int, child: bool) -> tuple[Person, date]:
    born = _day(rng, 2008, 2016) if child else _day(rng, 1938, 2003)
    return {
        "age": str(2024 - born.year),
        "staff_no": f"{10_000 + number * 7}",
        "member_no": f"{rng.choice('AMK')}-{20_000 + number * 3}",
    }, born


def japanese(rng: random.Random, number: int, dates: str, child: bool = False) -> Person:
    """Somebody in Japan."""
    person, born = _shared(rng, number, child)
    (surname, kana), (given, reading, sex) = rng.choice(words.SURNAMES_JA), rng.choice(words.GIVEN_JA)
    parent, _, _ = rng.choice(words.GIVEN_JA)
    prefecture, city, town, post = rng.choice(words.TOWNS_JA)
    mobile = f"0{rng.choice('789')}0-{rng.randrange(1000, 10000)}-{rng.randrange(10_000):04d}"
    landline = f"0{rng.choice(['3-3', '6-6'])}{rng.randrange(100, 1000)}-{rng.randrange(10_000):04d}"
    return person | {
        "surname": surname, "given": given, "name": f"{surname}{given}", "kana": f"{kana} {reading}",
        "kana_surname": kana, "kana_given": reading, "guardian": f"{surname}{parent}",
        "birth": date_text(born, dates), "gender": sex, "postcode": f"{post}-{rng.randrange(10_000):04d}",
        "prefecture": prefecture,
        "address": f"{prefecture}{city}{town}{rng.randrange(1, 9)}-{rng.randrange(1, 30)}-{rng.randrange(1, 20)}",
        "phone": rng.choice([mobile, mobile, landline]), "mobile": mobile,
        "mail": f"{_roman(kana)}.{_roman(reading)}{number}@example.{rng.choice(['com', 'jp', 'org'])}",
        "my_number": my_number(rng), "pension": f"{rng.randrange(1000, 10000)}-{rng.randrange(10**6):06d}",
        "insurance": f"{rng.randrange(1000, 10000)}-{rng.randrange(10**6):06d}-{rng.randrange(10)}",
        "account": f"{rng.randrange(10**7):07d}",
        "illness": rng.choice(words.ILLNESSES_JA), "firm": rng.choice(words.FIRMS_JA),
        "department": rng.choice(words.DEPARTMENTS_JA), "role": rng.choice(words.ROLES_JA),
        "remarks": rng.choice(words.REMARKS_JA),
    }  # fmt: skip


def british(rng: random.Random, number: int, dates: str, child: bool = False) -> Person:
    """Somebody in the United Kingdom."""
    person, born = _shared(rng, number, child)
    surname, (given, sex) = rng.choice(words.SURNAMES_EN), rng.choice(words.GIVEN_EN)
    parent, _ = rng.choice(words.GIVEN_EN)
    town, area = rng.choice(words.TOWNS_EN)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    nino = f"{rng.choice('ABCEHJKLMPRSTWXYZ')}{rng.choice('ABCEHJKLMPRSTWXYZ')}"
    nino = "JC" if nino in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ") else nino
    digits = rng.randrange(10**6)
    mobile = f"07700 900{rng.randrange(1000):03d}"
    return person | {
        "surname": surname, "given": given, "name": f"{given} {surname}", "guardian": f"{parent} {surname}",
        "birth": date_text(born, dates), "gender": sex,
        "postcode": f"{area} {rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}",
        "prefecture": town, "address": f"{rng.randrange(1, 190)} {rng.choice(words.STREETS_EN)}, {town}",
        "street": f"{rng.randrange(1, 190)} {rng.choice(words.STREETS_EN)}",
        "phone": rng.choice([mobile, f"01632 960{rng.randrange(1000):03d}", f"020 7946 0{rng.randrange(1000):03d}"]),
        "mobile": mobile,
        "mail": f"{given}.{surname}{number}@example.{rng.choice(['com', 'org'])}".lower().replace("'", ""),
        "nino": f"{nino}{digits:06d}{rng.choice('ABCD')}", "nhs": _nhs(rng),
        "sort_code": f"{rng.randrange(10, 99)}-{rng.randrange(10, 99)}-{rng.randrange(10, 99)}",
        "account": f"{rng.randrange(10**8):08d}",
        "illness": rng.choice(words.ILLNESSES_EN), "firm": rng.choice(words.FIRMS_EN),
        "department": rng.choice(words.DEPARTMENTS_EN), "role": rng.choice(words.ROLES_EN),
        "remarks": rng.choice(words.REMARKS_EN),
    }  # fmt: skip
