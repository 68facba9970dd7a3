"""People named in full once are found again by a part of their name, and words are not taken for them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.model import EvidenceKind, Passage
from detectors.names.mentions import mentioned

DETECTOR = Detector()


def people(text: str) -> list[str]:
    return [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == "PERSON"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ben Player won the event again. It did not dawn on Player as he paddled out that afternoon.",
            ["Ben Player", "Player"],
        ),
        (
            "Delbert Langejans built furniture at first. For a Langejans guitar there is a waiting list today.",
            ["Delbert Langejans", "Langejans"],
        ),
        ("Mrs Amy Price called on Monday. We told Price that the part is late.", ["Amy Price", "Price"]),
        # A genitive's s is no part of the name.
        ("Mrs Amy Price called on Monday. The order was changed at Price's request.", ["Amy Price", "Price"]),
        # A word that opens a sentence counts where it is also used as a name where no capital is due.
        (
            "Ben Player won the event again. Later on Player was ill for a year. Player returns to defend his title.",
            ["Ben Player", "Player", "Player"],
        ),
    ],
)
def test_a_part_of_a_full_name_is_the_same_person(text: str, expected: list[str]) -> None:
    assert people(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mrs Amy Price called on Monday.\nPrice per unit is listed below in pounds.",  # it opens the line
        "Mrs Amy Price called on Monday.\nNew Price List\n",  # a heading
        "Mrs Amy Price called on Monday.\nItem Price Total\n",
        "Mrs Amy Price called on Monday. The south end of the new Price Playfield is lit.",  # part of something else
        "Mrs Amy Price called on Monday. The price of the part is listed below.",  # no capital
    ],
)
def test_a_word_that_is_also_somebodys_name_stays_a_word(text: str) -> None:
    assert people(text) == ["Amy Price"]


def test_without_a_full_name_nothing_changes() -> None:
    text = "Later on Player was ill for a whole year."
    found = [(9, 15, "PER", 0.3)]
    assert mentioned(text, [(0, text)], found, lambda _: True) == (set(), [])


def test_the_reason_is_told() -> None:
    text = "Mrs Amy Price called on Monday. We told Price that the part is late."
    last = DETECTOR.find([Passage(text)])[0][-1]
    assert [e.kind for e in last.evidence] == [EvidenceKind.MODEL, EvidenceKind.MENTION]


WORDS = st.sampled_from(["Amy", "Price", "told", "the", "Player", "Ltd", "a", "late", ".", "Price's", "O'Brien"])


@given(st.lists(WORDS, min_size=1, max_size=20), st.integers(0, 5), st.floats(0.3, 0.99))
def test_what_was_found_stays_and_nothing_overlaps(words: list[str], at: int, probability: float) -> None:
    text = " ".join(words)
    end = min(len(text), at + 9)
    found = [(at, end, "PER", probability)] if at < end else []
    again, new = mentioned(text, [(0, text)], found, lambda word: word == "price")
    assert all(0 <= i < len(found) for i in again)
    spans = sorted(f[:2] for f in (*found, *new))
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
