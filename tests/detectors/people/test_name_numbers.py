"""The numbers of many names and readings are those of their keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from detectors.names.writing import name_keys, reading_key
from detectors.people.name_numbers import NOBODY, name_number, name_numbers, reading_numbers

_latin = st.text("aOrsm' .,-MDé1\n_", max_size=10) | st.sampled_from(
    ["Mr John Smith", "Smith, John", "dr. o'neil", "Mrs", "van der Berg-Hart", "John  Smith ", "'Smith", "mr-smith"]
)
_japanese = st.text("山髙﨑太様さん殿氏先生君ーｰ-\u3000 ,.・O'aMr1\U00020bb7\u3099", max_size=8)
_readings = st.text("ヒガキこと・ \u3000ーKotohaŌ\u0304mnb'", max_size=10) | st.sampled_from(
    ["ヒガキ コトハ", "ひがき　ことは", "Kotoha HIGAKI", "Ōno Shimpei", "オオノ シンペイ", "Ono Shinpei"]
)


@given(st.lists(_latin) | st.lists(_japanese) | st.lists(_latin | _japanese))
def test_names_have_the_numbers_of_their_keys(names: list[str]) -> None:
    assert name_numbers(names).tolist() == [name_number(name_keys([name])[0]) for name in names]


def test_words_of_a_name_may_stand_in_any_order() -> None:
    one, other, third = name_numbers(["John O'Neil", "O'NEIL, John", "John Neil"]).tolist()
    assert one == other != third
    assert name_numbers(["", "  "]).tolist() == [NOBODY, NOBODY]


@given(st.lists(_readings))
def test_readings_have_the_numbers_of_their_keys(readings: list[str]) -> None:
    keys = [reading_key(reading) for reading in readings]
    assert reading_numbers(readings) == [name_number(key) if key else 0 for key in keys]
