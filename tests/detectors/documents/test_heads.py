"""Promises of what headers tell of a table's class, and of the weights that were learnt for it."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.documents.heads.train import COURSE, lists
from detectors.documents.heads.weights import WHOLE, heads, known, words_of
from detectors.documents.learning.training import measured, trained
from detectors.documents.learning.weights import NONE
from detectors.model import Evidence, EvidenceKind
from detectors.text.lexicon import load_yaml


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Order total", {"=order total", "order", "total"}),
        ("OrderTotal", {"=order total", "order", "total"}),
        ("差引支給額", {"=差引支給額", "差引", "引支", "支給", "給額"}),
        ("組", {"=組", "組"}),
        ("給与No", {"=給与no", "給与", "no"}),
        ("12", set()),
        ("4月分", set()),
        ("Jan 2026", set()),
        ("Mon 21", set()),
        ("", set()),
    ],
)
def test_a_header_is_weighed_as_a_whole_and_by_its_parts_but_days_months_and_figures_are_not(header, words):
    assert words_of(header) == words


def _told(headers: list[str]) -> str:
    sums = heads().sums(number for header in headers for number in known(header))
    return heads().classes[int(sums.argmax())]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["社員番号", "氏名", "差引支給額計"], "payroll"),
        (["Employee", "Net to bank"], "payroll"),
        (["患者名", "初診の日", "主訴"], "medical_record"),
        (["Tenant", "Rent owed", "Flat number"], "tenants"),
        (["品番", "在庫の数", "発注点"], NONE),
        (["Sensor", "Reading", "Battery"], NONE),
    ],
)
def test_headers_that_no_list_has_are_told_by_their_parts(headers, expected):
    assert any(WHOLE + word not in heads().words for word in headers)
    assert _told(headers) == expected


def test_nothing_known_says_nothing():
    assert not heads().sums([]).any()
    assert heads().sums(known("qqqq")).tolist() == [0.0] * len(heads().classes)


def test_the_reasons_add_up_and_quote_nothing_but_words_that_were_learnt():
    headers = [known(h) for h in ("氏名", "佐藤様の差引支給額", "Net pay 3")]
    torn = Evidence(EvidenceKind.NEIGHBOUR, 0.0, "parts")
    reasons = heads().reasons(headers, "payroll", EvidenceKind.LABEL, WHOLE, torn)
    assert {r.detail for r in reasons} == {"氏名", "parts", "net pay"}
    at = heads().classes.index("payroll")
    bias = float(heads().bias[at] - heads().bias[heads().classes.index(NONE)])
    whole = float(heads().sums(n for header in headers for n in header)[at])
    assert sum(r.weight for r in reasons) + bias == pytest.approx(whole, abs=0.02)


def test_no_torn_word_is_given_as_a_reason():
    headers = [known(h) for h in ("従業者でなくなった日", "従業者証明書番号", "主たる職務内容", "氏名")]
    torn = Evidence(EvidenceKind.NEIGHBOUR, 0.0, "parts")
    told = [r.detail for r in heads().reasons(headers, "staff_list", EvidenceKind.LABEL, WHOLE, torn)]
    assert "氏名" in told and told.count("parts") == 1
    assert not {"でな", "者証", "務内"} & set(told)


def test_the_weights_are_those_that_the_lists_give():
    made, kept = trained(list(lists()), COURSE), heads()
    assert (made.classes, made.words) == (kept.classes, kept.words)
    apart = np.abs(made.weights * made.step - kept.weights * kept.step)
    assert float(np.quantile(apart, 0.999)) < 0.1


def test_every_class_that_was_learnt_is_one_of_the_vocabulary():
    assert set(heads().classes) <= {*load_yaml("classes.yaml"), NONE}


def test_lists_of_hands_that_were_not_learnt_from_are_told():
    some = [one for one in lists() if one.hand in ("a1", "a2", "b1", "b2", "d", "n1")]
    for hand, classes, nothing, _ in measured(some, COURSE):
        if hand in ("a2", "b2"):
            assert classes > 0.6, hand
            assert nothing > 0.7, hand
