"""What is shown only when everything that can be considered is asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.model import Match, Passage

POSSIBLE = [
    # text, entity, value: written loosely, of another country, or part of something longer
    ("Ring 030//123-4567", "PHONE_NUMBER", "030//123-4567"),
    ("(55) 1234 5678", "PHONE_NUMBER", "(55) 1234 5678"),
    ("135 0013 8000", "PHONE_NUMBER", "135 0013 8000"),
    ("10.2 - 33.44 - 55.66", "PHONE_NUMBER", "10.2 - 33.44 - 55.66"),
    ("+49-123456 ext. 12", "PHONE_NUMBER", "+49-123456 ext. 12"),
    ("version 10.20.30.40.50", "IP_ADDRESS", "10.20.30.40"),
    ("法人番号 7000012050002", "JP_CORPORATE_NUMBER", "7000012050002"),
    ("VAT no. GB 980 7806 84", "UK_VAT_NUMBER", "GB 980 7806 84"),
]


@pytest.fixture(scope="module")
def everything() -> Callable[[str], list[Match]]:
    detector = Detector(0.0)
    return lambda text: detector.find([Passage(text)])[0]


@pytest.fixture(scope="module")
def normal() -> Callable[[str], list[Match]]:
    detector = Detector()
    return lambda text: detector.find([Passage(text)])[0]


@pytest.mark.parametrize(("text", "entity", "value"), POSSIBLE)
def test_what_only_just_could_be_is_shown_at_score_zero_and_never_reported(
    everything: Callable[[str], list[Match]], normal: Callable[[str], list[Match]], text: str, entity: str, value: str
) -> None:
    shown = [m for m in everything(text) if m.entity == entity]
    assert [text[m.start : m.end] for m in shown] == [value]
    assert entity not in {m.entity for m in normal(text)}


@given(st.text(alphabet="0123456789 -./()+x", min_size=1, max_size=40))
def test_whatever_is_reported_at_the_default_is_shown_at_score_zero(text: str) -> None:
    at_zero = {(m.entity, m.start, m.end) for m in Detector(0.0).find([Passage(text)])[0]}
    assert {(m.entity, m.start, m.end) for m in Detector().find([Passage(text)])[0]} <= at_zero


@pytest.mark.parametrize(
    "text", ["Tel: 135 0013 8000", "連絡先:(55) 1234 5678", "phone no. 512 345 678", "携帯 98765 43210"]
)
def test_a_number_of_another_country_is_reported_behind_its_label(
    normal: Callable[[str], list[Match]], text: str
) -> None:
    assert [m.entity for m in normal(text)] == ["PHONE_NUMBER"]


def test_several_spellings_of_a_card_in_a_row_are_each_found(everything: Callable[[str], list[Match]]) -> None:
    text = "4539148803436467 4539-1488-0343-6467 4539 1488 0343 6467"
    found = [text[m.start : m.end] for m in everything(text) if m.entity == "CREDIT_CARD"]
    assert found == ["4539148803436467", "4539-1488-0343-6467", "4539 1488 0343 6467"]
