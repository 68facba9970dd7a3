"""Promises of lists of payments as banks take them: without a header, accounts are told by what stands beside."""

from __future__ import annotations

import random

import pytest

from tests.detectors.sheets import EN, JA, SURNAME_KANA, entities, judged

RNG = random.Random(7)
INITIALLED = [f"{p.given[0]} {p.surname.upper()}" for p in EN]


def digits(n: int) -> str:
    return "".join(str(RNG.randrange(10)) for _ in range(n))


def bacs(names: list[str]) -> list[list[str]]:
    return [
        [f"20{digits(4)}", f"4{digits(7)}", name, f"{i + 900}.20", "WAGES W31", "99"] for i, name in enumerate(names)
    ]


def zengin(names: list[str]) -> list[list[str]]:
    banks = [("0005", "ﾐﾂﾋﾞｼUFJ", "421", "ﾋﾗｶﾀ"), ("0161", "ｼｶﾞ", "105", "ｸｻﾂ"), ("9900", "ﾕｳﾁﾖ", "418", "ﾖﾝｲﾁﾊﾁ")]
    return [
        ["2", *banks[i % 3], "", "1", f"7{digits(6)}", name, str(150_000 + i), "0", f"{i + 1:010}"]
        for i, name in enumerate(names)
    ]


KANA = [f"{kana} ﾖｳｺ" for kana in "ｻﾄｳ ｽｽﾞｷ ﾀｶﾊｼ ﾀﾅｶ ｲﾄｳ ﾜﾀﾅﾍﾞ ﾔﾏﾓﾄ ﾅｶﾑﾗ ｺﾊﾞﾔｼ ｶﾄｳ ﾖｼﾀﾞ ﾔﾏﾀﾞ".split()]


def test_sort_codes_and_accounts_beside_names_are_both_parts_of_accounts():
    found = {0: "UK_BANK_ACCOUNT", 1: "UK_BANK_ACCOUNT", 2: "PERSON"}
    assert entities(judged(bacs(INITIALLED))) == found
    assert entities(judged([["Dest sort", "Dest a/c", "Payee", "£", "Ref", "Type"], *bacs(INITIALLED)])) == found


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (["Name", "S/C", "Account"], ["20 44 {:02}", "4182 93{:02}"]),
        (["Name", "Sort", "Acc ending"], ["20-44-{:02}", "***3{:02}"]),
        (["氏名", "記号", "番号"], ["14320", "18827{:02}1"]),
    ],
)
def test_accounts_are_read_under_headers_that_only_speak_of_banks(header, value):
    people = JA if header[0] == "氏名" else EN
    rows = [header, *([p.name, value[0].format(i), value[1].format(i)] for i, p in enumerate(people, 10))]
    kind = "JP_BANK_ACCOUNT" if people is JA else "UK_BANK_ACCOUNT"
    assert entities(judged(rows)) == {0: "PERSON", 1: kind, 2: kind}


def test_figures_of_any_length_under_other_headers_are_no_accounts():
    rows = [["Name", "Bonus", "Total"], *([p.name, f"4{i}1200", f"12{i}3400"] for i, p in enumerate(EN, 10))]
    assert entities(judged(rows)) == {0: "PERSON"}


def test_accounts_stand_between_bank_and_branch_and_names_in_kana():
    assert entities(judged(zengin(KANA))) == {7: "JP_BANK_ACCOUNT", 8: "PERSON"}


def test_accounts_stand_behind_their_kind_in_words():
    rows = [[p.name, "島根銀行", "本店", "普通", f"3{digits(6)}", "52000"] for p in JA]
    assert entities(judged(rows)) == {0: "PERSON", 4: "JP_BANK_ACCOUNT"}


def test_such_numbers_beside_nobody_are_nobodys_accounts():
    goods = ["Gravel", "Masking tape", "Copper elbow", "Office chair"]
    assert entities(judged([[*row[:2], goods[i % 4], *row[3:]] for i, row in enumerate(bacs(INITIALLED))])) == {}


def test_a_number_of_seven_digits_beside_a_name_alone_is_no_account():
    rows = [[p.name, f"7{digits(6)}"] for p in JA]
    assert "JP_BANK_ACCOUNT" not in entities(judged(rows)).values()


def test_initials_and_various_words_are_names_and_the_same_initial_throughout_is_not():
    rare = (
        "Threlkeld Twelvetrees Nkemelu Brassington Tregidga Pinnock Varughese Ollerenshaw Kettleborough Wragg".split()
    )
    rows = [[f"{'GSPTDFIAKM'[i]} {word.upper()}", f"{i}.50"] for i, word in enumerate(rare)]
    assert entities(judged(rows)) == {0: "PERSON"}
    assert entities(judged([[f"M {word.upper()}", "1.50"] for word in SURNAME_KANA])) == {}


def test_accounts_are_told_though_some_pay_otherwise():
    paid = ["20-33-70 40918827", "cash", "09-01-28 55104473", "40-47-31 21880946", "standing order"]
    rows = [["Name", "Pays from"], *([p.name, how] for p, how in zip(EN, paid, strict=False))]
    assert entities(judged(rows)).get(1) == "UK_BANK_ACCOUNT"
