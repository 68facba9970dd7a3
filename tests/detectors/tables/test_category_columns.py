"""Promises of columns of special categories: by headers as offices write them, by short words, by neighbours."""

from __future__ import annotations

import pytest

from detectors.layout.category_headers import column_category
from tests.detectors.sheets import EN, JA, entities, judged


def beside_names(header: str, values: list[str]) -> str | None:
    """What a column is taken for beside names in the language of its header."""
    people = EN if header.isascii() else JA
    name = "Name" if header.isascii() else "氏名"
    rows = [[name, header], *([p.name, v] for p, v in zip(people, values * 3, strict=False))]
    return entities(judged(rows)).get(1)


@pytest.mark.parametrize(
    ("header", "category"),
    [
        ("Any conditions", "HEALTH"), ("BP", "HEALTH"), ("HSE cat L", "HEALTH"), ("Medical decl.", "HEALTH"),
        ("Preg?", "HEALTH"), ("Diet / allergy", "HEALTH"), ("On anticoag.", "HEALTH"), ("血圧(上)", "HEALTH"),
        ("産業医意見", "HEALTH"), ("アレルギー・服薬", "HEALTH"), ("けが・持病", "HEALTH"), ("要介護度", "HEALTH"),
        ("Disab", "DISABILITY"), ("SEN stage", "DISABILITY"), ("Mobility aids", "DISABILITY"),
        ("手帳種別・等級", "DISABILITY"), ("支援区分", "DISABILITY"), ("Relig.", "RELIGION"), ("Baptised?", "RELIGION"),
        ("檀信徒区分", "RELIGION"), ("Ethn", "ETHNICITY"), ("16+1", "ETHNICITY"), ("T/U subs", "UNION"),
        ("組合費", "UNION"), ("Endorse.", "CRIMINAL"), ("DBS outcome", "CRIMINAL"), ("違反・事故歴", "CRIMINAL"),
    ],
)  # fmt: skip
def test_short_headers_name_a_category_and_flags_below_them_tell_it(header, category):
    assert column_category(header)[0] == category
    assert beside_names(header, ["Y", "N"]) == category


@pytest.mark.parametrize(
    "header",
    [
        "Total spent",
        "Vaccine batch no",
        "Next dose",
        "Date of baptism",
        "Probation end",
        "Confirmation",
        "Pcs",
        "SATs",
        "Med",
        "Medical centre",
        "通院日",
        "健診費",
        "感染症担当",
        "検査日",
    ],
)
def test_words_that_mean_something_else_name_none(header):
    assert column_category(header) is None


@pytest.mark.parametrize(
    ("header", "values", "category"),
    [
        ("Outcome", ["fit", "temp unfit, refer GP", "fit w/ review", "days only"], "HEALTH"),
        ("Access", ["raised bed - wheelchair", "ramp to gate", "hearing loop", "-"], "DISABILITY"),
        ("Wishes", ["requiem mass", "Methodist chapel", "woodland", "humanist"], "RELIGION"),
        ("食事", ["刻み食", "常食", "とろみ", "減塩食"], "HEALTH"),
        ("配慮事項", ["車椅子", "静かな席", "手話", "筆談"], "DISABILITY"),
    ],
)
def test_under_a_header_that_hints_at_a_category_some_short_words_tell_it(header, values, category):
    assert beside_names(header, values) == category


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Outcome", ["paid", "left message", "moved to May", "sold"]),
        ("Access", ["key safe", "side gate", "ring first", "shared drive"]),
        ("食事", ["和食", "洋食", "弁当", "なし"]),
        ("Colour", ["white", "black", "asian gold", "mixed"]),
    ],
)
def test_under_such_a_header_other_words_tell_nothing(header, values):
    assert beside_names(header, values) is None


def test_measures_are_of_health_beside_others_that_are():
    values = ["171.2", "158.0", "168.4", "175.9"]
    alone = [["氏名", "身長"], *([p.name, v] for p, v in zip(JA, values, strict=False))]
    assert entities(judged(alone)) == {0: "PERSON"}
    beside = [["氏名", "身長", "血圧", "LDL"], *([p.name, v, "118/72", "98"] for p, v in zip(JA, values, strict=False))]
    assert entities(judged(beside)) == {0: "PERSON", 1: "HEALTH", 2: "HEALTH", 3: "HEALTH"}


@pytest.mark.parametrize(
    "header",
    [
        ["Owner", "Dog", "Age", "Sex", "Allergies"],
        ["Owner", "Breed", "DOB", "Sex", "Condition"],
        ["飼い主", "犬種", "年齢", "性別", "既往歴"],
    ],
)
def test_what_is_said_of_animals_is_nobodys(header):
    people = JA if header[0] == "飼い主" else EN
    born = ["12/04/2019", "30/09/2021", "01/02/2023"] if "DOB" in header else ["6", "9", "12"]
    kinds = ["Basset", "Whippet", "Saluki"]
    rows = [header, *([p.name, kinds[i % 3], born[i % 3], "MF"[i % 2], "colic"] for i, p in enumerate(people[:12]))]
    assert entities(judged(rows)) == {0: "PERSON"}


def test_ages_of_things_are_nobodys():
    ships = ["Sula Girl", "Grace Darlene", "Henrietta", "Sigrid", "William K"]
    rows = [["Vessel", "Age", "Berth"], *([s, f"{20 + i}y", "3 W"] for i, s in enumerate(ships))]
    assert entities(judged(rows)) == {}


@pytest.mark.parametrize(
    ("header", "values", "category"),
    [
        ("Where", ["L knee", "ankle sprain", "bruised ribs", "wrist"], "HEALTH"),
        ("As told", ["T2DM, insulin", "asthma, inhaler", "none", "home O2"], "HEALTH"),
        ("本人から", ["腰痛", "右膝", "高血圧", "なし"], "HEALTH"),
        ("Seen by us as", ["hoist x2", "zimmer frame", "w/chair", "deaf L ear"], "DISABILITY"),
        ("Where", ["by the gate", "canteen", "yard", "lane 4"], None),
        ("Order", ["milk x2", "eggs", "bread", "flour"], None),
        ("本人から", ["希望あり", "来月", "検討中", "なし"], None),
    ],
)
def test_short_words_tell_a_category_under_headers_that_say_nothing(header, values, category):
    assert beside_names(header, values) == category


def test_headers_that_end_like_those_of_a_category_tell_it_where_values_do():
    assert beside_names("請求等級", ["2級(身体障害)", "療育B", "精神2級"]) == "DISABILITY"
    assert beside_names("必要な配慮", ["車いす", "手話通訳", "特になし"]) == "DISABILITY"


def test_mail_addresses_are_no_category_whatever_heads_them():
    assert beside_names("Send to", ["a.b@example.org", "c.d@example.org", "e.f@example.org"]) == "EMAIL_ADDRESS"
