"""The engine: overlaps settled by the written rules, special categories tied to somebody, offsets that lead back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.engine import Detector
from detectors.model import NEGATIVE, Evidence, EvidenceKind, Match, Passage


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def match(entity: str, start: int, end: int, score: float) -> Match:
    return Match(entity, start, end, score, (), "test")


def kept(detector: Detector, *matches: Match) -> set[str]:
    return {m.entity for m in detector.settle(matches)}


def test_the_more_probable_of_two_wins(detector: Detector) -> None:
    assert kept(detector, match("UK_NHS", 0, 10, 0.9), match("PHONE_NUMBER", 0, 10, 0.7)) == {"UK_NHS"}


def test_below_its_threshold_nothing_pushes_anything_out(detector: Detector) -> None:
    assert kept(detector, match("UK_NHS", 0, 10, 0.4), match("UK_UTR", 0, 10, 0.3)) == {"UK_NHS", "UK_UTR"}


def test_an_address_goes_before_the_surer_place_inside_it(detector: Detector) -> None:
    assert kept(detector, match("ADDRESS", 0, 20, 0.8), match("LOCATION", 0, 6, 0.99)) == {"ADDRESS"}


def test_a_form_of_its_own_goes_before_what_a_model_says(detector: Detector) -> None:
    said = (Evidence(EvidenceKind.MODEL, 5.0, "names"),)
    firm = Match("ORGANIZATION", 5, 16, 0.99, said, "test")
    assert kept(detector, firm, match("EMAIL_ADDRESS", 0, 16, 0.95)) == {"EMAIL_ADDRESS"}


def test_a_postcode_may_stand_inside_an_address(detector: Detector) -> None:
    both = kept(detector, match("ADDRESS", 0, 30, 0.9), match("UK_POSTCODE", 22, 30, 0.8))
    assert both == {"ADDRESS", "UK_POSTCODE"}


def test_something_not_personal_keeps_its_number_to_itself(detector: Detector) -> None:
    assert kept(detector, match("JP_CORPORATE_NUMBER", 0, 13, 0.9), match("PHONE_NUMBER", 0, 13, 0.6)) == {
        "JP_CORPORATE_NUMBER"
    }


@pytest.mark.parametrize(("distance", "stays"), [(10, True), (290, True), (400, False)])
def test_a_special_category_stays_only_near_somebody(detector: Detector, distance: int, stays: bool) -> None:
    found = kept(detector, match("PERSON", 0, 4, 0.9), match("HEALTH", 4 + distance, 8 + distance, 0.8))
    assert ("HEALTH" in found) is stays


def test_a_special_category_about_nobody_is_dropped(detector: Detector) -> None:
    assert kept(detector, match("HEALTH", 0, 4, 0.8), match("LOCATION", 10, 14, 0.9)) == {"LOCATION"}


def test_a_span_longer_than_any_value_is_a_mistake(detector: Detector) -> None:
    assert kept(detector, match("ADDRESS", 0, 900, 0.99)) == set()


_PIECES = [
    "山田太郎様",
    "㈱ﾔﾏﾀﾞ",
    "０９０－１２３４－５６７８",
    "taro@example.com",
    "マイナンバー123456789018",
    "\n",
    " ",
]
_PIECES += ["、", "Mr John Smith", "SW1A 1AA", "昭和60年4月1日生", "東京都千代田区丸の内1-2-3", "か\u3099", "\ud800"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(_PIECES),
        max_size=12,
    ).map("".join)
    | st.text(max_size=200)
)
def test_any_text_gives_findings_inside_it_in_order_and_apart_by_entity(text: str) -> None:
    found = Detector().find([Passage(text)])[0]
    assert [(m.start, m.end) for m in found] == sorted((m.start, m.end) for m in found)
    for m in found:
        assert 0 <= m.start < m.end <= len(text)
        assert 0.0 <= m.score <= 1.0
        assert m.entity not in NEGATIVE
    for a, b in itertools.pairwise(found):
        assert a.entity != b.entity or a.end <= b.start


def test_each_passage_has_its_own_answer(detector: Detector) -> None:
    passages = [Passage("个"), Passage("taro@example.com"), Passage(""), Passage("電話 03-1234-5678")]
    assert [[m.entity for m in found] for found in detector.find(passages)] == [
        [],
        ["EMAIL_ADDRESS"],
        [],
        ["PHONE_NUMBER"],
    ]


def test_a_least_score_outside_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Detector(1.5)
