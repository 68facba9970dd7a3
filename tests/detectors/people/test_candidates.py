"""Promises of the people of running text: who is one person, and bounds as wide as the names leave doubt."""

from __future__ import annotations

import pytest

from detectors.model import Entity, Evidence, EvidenceKind, Match, PeopleEstimate
from detectors.people.bounds import bounded
from detectors.people.estimate import PeopleCounter

SURE, DOUBTFUL = 0.99, 0.6


def _bounds(text: str, *names: str, score: float = SURE) -> tuple[int, int]:
    counter, at = PeopleCounter(), 0
    matches = []
    for name in names:
        at = text.index(name, at)
        evidence = (Evidence(EvidenceKind.MODEL, 2.0, "test"),)
        matches.append(Match(Entity.PERSON, at, at + len(name), score, evidence, "test"))
        at += len(name)
    counter.text(text, matches)
    found = counter.estimate()
    return found.low, found.high


@pytest.mark.parametrize(
    ("text", "names", "people"),
    [
        ("Tobias Yeadon, manager.\nWitness: T Yeadon", ("Tobias Yeadon", "T Yeadon"), 1),
        ("Employee: Leon Chambers\nLC said so.", ("Leon Chambers", "LC"), 1),
        ("Present: D. Lacey, B. Lacey. Mrs Lacey left.", ("D. Lacey", "B. Lacey", "Lacey"), 2),
        ("Dear Mr and Mrs Wray,\nTerry", ("Wray", "Terry"), 3),
        ("矢上様ご夫妻、設計 安里", ("矢上", "安里"), 3),
        ("瀬尾 琢磨は休み。瀬尾さんへ", ("瀬尾 琢磨", "瀬尾"), 1),
        ("取締役 相馬はるみ、相馬喜八郎。はるみ様", ("相馬はるみ", "相馬喜八郎", "はるみ"), 2),
        ("アグネス、大悟さん、グエン・ティ・ハー", ("アグネス", "大悟", "グエン・ティ・ハー"), 3),
        ("前橋市 丸茂 淳・佳織", ("丸茂 淳・佳織",), 2),
        ("J Treadgold           Sarah Hampson", ("J Treadgold           Sarah Hampson",), 2),
    ],
)
def test_the_middle_of_the_bounds_is_how_many_are_named(text, names, people):
    low, high = _bounds(text, *names)
    assert (low + high) / 2 == people
    assert high - low <= 2


def test_a_name_that_is_hardly_likely_makes_the_bounds_wide_and_a_sure_one_does_not():
    text = "Kerr met Poole."
    assert _bounds(text, "Kerr", "Poole") == (2, 2)
    low, high = _bounds(text, "Kerr", "Poole", score=DOUBTFUL)
    assert low < 2 <= high


def test_what_a_title_calls_somebody_is_less_in_doubt():
    plain = _bounds("Kerr met Poole.", "Kerr", "Poole", score=DOUBTFUL)
    called = _bounds("Mr Kerr met Mrs Poole.", "Kerr", "Poole", score=DOUBTFUL)
    assert called[0] > plain[0]


def test_one_doubtful_name_alone_may_be_nobodys():
    assert _bounds("Kerr was there.", "Kerr", score=DOUBTFUL)[0] == 0
    assert _bounds("Kerr was there.", "Kerr") == (1, 1)


def test_nobody_named_is_nobody():
    assert bounded([], 0) == PeopleEstimate(0, 0)


@pytest.mark.parametrize("many", [3, 30, 300, 3000])
def test_bounds_hold_what_is_likely_however_many_there_are(many):
    found = bounded([0.97] * many, 0)
    assert 1 <= found.low <= round(0.97 * many) <= found.high
    assert found.high - found.low <= max(2, many * 0.2)
