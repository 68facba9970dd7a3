"""Promises of headers in romaji: the columns of Japanese databases say in Latin letters what 氏名 and 住所 say."""

from __future__ import annotations

import pytest

from detectors.layout.roles import column_header, is_beside, spelt_out
from detectors.text.romaji import in_japanese
from tests.detectors.sheets import JA, entities, judged


@pytest.mark.parametrize(
    ("header", "family"),
    [
        ("SHAIN_NO", "employee_number"),
        ("SHIMEI", "person_name"),
        ("SHIMEI_KANA", "kana_name"),
        ("KOKYAKU_CD", "member_number"),
        ("KokyakuMei", "person_name"),
        ("KOKYAKU_MEI_KANA", "kana_name"),
        ("SEI", "surname"),
        ("MEI", "given_name"),
        ("YUBIN_NO", "postal_code"),
        ("JUSHO1", "address"),
        ("DENWA_NO", "phone"),
        ("KEITAI_TEL", "phone"),
        ("SEINENGAPPI", "birth_date"),
        ("TANJOBI", "birth_date"),
        ("SEIBETSU_KBN", "gender"),
        ("NENREI", "age"),
        ("KOJIN_BANGO", "my_number"),
        ("KOZA_NO", "bank_account_jp"),
        ("NYUSHA_BI", "joined"),
        ("SHOHIN_CD", "product"),
        ("KINGAKU", "amount"),
        ("HIZUKE", "date"),
    ],
)
def test_headers_in_romaji_say_what_they_say_in_japanese(header, family):
    found = column_header(header)
    assert found is not None and found.family == family


@pytest.mark.parametrize("spelling", ["jusho", "jyusho", "juusho", "zyuusyo", "JUUSYO", "jūsho", "Zyûsyo", "JŪSHO1"])
def test_hepburn_kunrei_and_long_vowels_are_one_word(spelling):
    assert spelt_out(spelling) == "住所"


@pytest.mark.parametrize("header", ["shainno", "SYAINBANGO", "kokyakumeikana", "DenwaBango", "tanjoubi"])
def test_words_run_together_are_taken_apart(header):
    assert not spelt_out(header).isascii()


@pytest.mark.parametrize(
    "header", ["Name", "Name no", "Order no", "Email address", "Mail code", "1", "Mon 21", "Seismic", "Meio", "Date"]
)
def test_english_headers_are_left_as_they_are(header):
    assert spelt_out(header).isascii()


def test_a_word_that_is_not_known_leaves_the_whole_header_alone():
    assert in_japanese(["shain", "xyzzy"]) == ""
    assert in_japanese([]) == ""


def test_whoever_deals_with_it_stands_beside_in_romaji_too():
    assert is_beside("TANTOSHA_MEI")
    assert not is_beside("SHIMEI")


def test_a_table_with_headers_in_romaji_is_read_like_one_in_japanese():
    rows = [
        ["SYAIN_CD", "SIMEI", "SIMEI_KANA", "SEIBETU", "SEINENGAPPI", "YUBIN_NO", "JYUSYO1", "DENWA_NO", "BUSYO"],
        *([p.staff, p.name, p.kana, "1", p.iso_born, p.postcode, p.address, p.phone, "総務課"] for p in JA),
    ]
    told = ["MEMBER_ID", "PERSON", "PERSON", "GENDER", "DATE_OF_BIRTH", "JP_POSTAL_CODE", "ADDRESS", "PHONE_NUMBER"]
    assert entities(judged(rows)) == dict(enumerate(told))
