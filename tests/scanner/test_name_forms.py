"""How else a name may be written: either order, either kana, its reading, marked as weaker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.name_forms import How, Kind, name_forms, name_kind, surnames


@pytest.mark.parametrize(
    ("asked", "how", "forms"),
    [
        ("Joan Invented", How.WRITING, {"Joan Invented", "Invented Joan"}),
        ("Invented, Joan May", How.WRITING, {"Joan May Invented", "Invented Joan May", "Joan Invented"}),
        ("Ms Joan Invented", How.WRITING, {"Joan Invented"}),
        ("Anna van Dyke", How.WRITING, {"van Dyke Anna", "Dyke Anna van"}),
        ("Joan Invented", How.INITIAL, {"J Invented", "Invented J", "Joan B Invented"}),
        ("Joan May Invented", How.INITIAL, {"J M Invented", "J Invented", "Joan M Invented"}),
        ("ヤマダ タロウ", How.WRITING, {"やまだ たろう"}),
        ("架空 ふみ", How.WRITING, {"架空 フミ"}),
        ("やまだ　たろう", How.WRITING, {"ヤマダ タロウ"}),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", How.WRITING, {"ヤマダ タロウ", "やまだ たろう"}),
        ("やまだ たろう", How.READING, {"tarou yamada", "yamada taro", "taroh yamada"}),
        ("山田太郎", How.WRITING, {"山田 太郎"}),
        ("山田太郎様", How.READING, {"ヤマダ タロウ", "やまだ たろう", "yamada taro"}),
        ("髙橋 恵子", How.READING, {"タカハシ ケイコ"}),
        ("Kenichi Sato", How.READING, {"サトウ ケンイチ", "けんいち さと"}),
        ("Shinichi Ohno", How.READING, {"オオノ シンイチ"}),
        ("Tarō Kōno", How.READING, {"コウノ タロウ"}),
    ],
)
def test_a_name_is_looked_up_in_its_other_forms(asked: str, how: How, forms: set[str]) -> None:
    made = {form.text for form in name_forms(asked) if form.how is how}
    assert forms - made == set()


@pytest.mark.parametrize("value", ["joan@example.com", "07700 900123", "QQ 12 34 56 C", "渡邉", "", " "])
def test_what_is_no_whole_name_has_no_other_form(value: str) -> None:
    assert {form.text for form in name_forms(value)} == {value}


def test_an_english_name_is_not_read_as_japanese() -> None:
    assert How.READING not in {form.how for form in name_forms("John Smith")}


def test_family_and_given_name_are_told_apart_where_that_can_be() -> None:
    halves = {(form.family, form.given) for form in name_forms("山田太郎")}
    assert ("山田", "太郎") in halves


@given(st.text(max_size=40))
def test_any_text_has_itself_as_a_form_and_not_too_many_others(text: str) -> None:
    forms = name_forms(text)
    assert forms[0].how is How.GIVEN
    assert len(forms) <= 2_000
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(
    ("asked", "halves"),
    [
        ("Mary Ann Invented", {("Invented", "Mary Ann"), ("Ann Invented", "Mary"), ("Invented", "Mary")}),
        ("Joan Invented", {("Invented", "Joan"), ("Invented", "J")}),
        ("Invented, Joan", {("Invented", "Joan")}),
        ("Taro Yamada", {("Yamada", "Taro"), ("Taro", "Yamada")}),
        ("山田太郎", {("山田", "太郎"), ("ヤマダ", "タロウ")}),
        ("森茂", {("森", "茂")}),
        ("ヤマダタロウ", {("ヤマダ", "タロウ"), ("やまだ", "たろう")}),
    ],
)
def test_a_name_is_looked_up_in_two_cells_wherever_it_may_be_parted(asked: str, halves: set[tuple[str, str]]) -> None:
    assert halves - {(form.family, form.given) for form in name_forms(asked)} == set()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Invented", Kind.ONE_WORD),
        ("架空", Kind.ONE_WORD),
        ("J. Invented", Kind.INITIALS),
        ("Invented J", Kind.INITIALS),
        ("ヤマダ タロウ", Kind.KANA),
        ("Taro Yamada", Kind.ROMAJI),
        ("Joan Invented", None),
        ("山田 太郎", None),
        ("07700 900111", None),
        ("joan@example.com", None),
    ],
)
def test_it_is_known_what_a_name_as_typed_leaves_out(value: str, kind: Kind | None) -> None:
    assert name_kind(value) is kind


@pytest.mark.parametrize(
    ("value", "family"),
    [
        ("Joan Invented", ["Invented"]),
        ("van Dyke, Anna", ["van Dyke"]),
        ("Anna van Dyke", ["van Dyke"]),
        ("架空 花子", ["架空"]),
        ("ヤマダ タロウ", ["ヤマダ", "やまだ"]),
        ("ドナルド・スミス", ["スミス", "すみす"]),
        ("架空", []),
        ("J. Invented", []),
        ("07700 900111", []),
    ],
)
def test_the_surname_of_a_whole_name_is_known(value: str, family: list[str]) -> None:
    assert surnames(value) == family


def test_only_of_a_japanese_name_either_word_may_be_the_surname() -> None:
    def families(name: str) -> set[str]:
        return {form.family for form in name_forms(name) if form.how is How.WRITING and form.family}

    assert families("Oliver Invented") == {"Invented"}
    assert families("Taro Yamada") == {"Taro", "Yamada"}
    assert families("Yamada, Taro") == {"Yamada"}
