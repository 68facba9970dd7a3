"""A name ends where the next field or the next column of its line begins."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Entity, Passage

DETECTOR = Detector()


def people(text: str) -> list[str]:
    return [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == Entity.PERSON]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Childs name   Isla Haddow      D.O.B  09/02/2009", "Isla Haddow"),
        ("Name: Ruth Penman D.o.B: 12/03/1950", "Ruth Penman"),
        ("Employee: Ruth Penman  N.I. No AB123456C", "Ruth Penman"),
        ("Ruth Penman  NI No: AB123456C", "Ruth Penman"),
        ("Patient Ruth Penman DOB: 12/03/1950", "Ruth Penman"),
        ("Ruth Penman   CHI  0102601234", "Ruth Penman"),
        ("RUTH PENMAN DOB 01/02/1950", "RUTH PENMAN"),
        ("Ruth Penman  Ward: 6", "Ruth Penman"),
        ("患者 Ruth Penman  DOB 1950/3/12", "Ruth Penman"),
    ],
)
def test_the_label_of_the_next_field_is_no_part_of_a_name(text: str, name: str) -> None:
    assert people(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("氏名 長屋 清 生年月日 昭和50年3月4日", "長屋 清"),
        ("氏名　長屋　清　　電話　03-1234-5678", "長屋　清"),
        ("氏名 各務 ゆき TEL 052-123-4567", "各務 ゆき"),
        ("児童氏名　石川　りく　　学年　3年", "石川　りく"),
    ],
)
def test_nor_is_it_in_japanese(text: str, name: str) -> None:
    assert people(text) == [name]


def test_people_who_stand_side_by_side_are_several() -> None:
    assert people("Adam Low    Ann Penman") == ["Adam Low", "Ann Penman"]


@pytest.mark.parametrize("name", ["Ruth  Penman", "Mary Ann   Smith", "Ruth Ward", "Ruth D. Penman", "Dr Ruth Post"])
def test_a_name_typed_with_two_blanks_or_like_a_label_stays_whole(name: str) -> None:
    assert people(f"We met {name} at the gate.") == [name.removeprefix("Dr ")]


def test_whose_signature_a_field_asks_for_is_nobody() -> None:
    assert people("Childs name   ____________") == []
