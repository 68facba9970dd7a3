"""Promises of English names that are told by what stands beside them, whatever the name; other things are none."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Entity, Passage

DETECTOR = Detector()


def _people(text: str) -> list[str]:
    return [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == Entity.PERSON]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Resident: Mrs Hepzibah Crabtree-Wong  Rm 22", "Hepzibah Crabtree-Wong"),
        ("MISS LETTICE HEBBLETHWAITE   11 Jul 1946", "LETTICE HEBBLETHWAITE"),
        ("Rm 5 Miss Beddoes refused her tablets.", "Beddoes"),
        ("The year's winner was Mrs Onions at 31.", "Onions"),
        ("I did Mr Lord's letters.", "Lord"),
        ("Back on the ward with Chef Lorcan.", "Lorcan"),
        ("Let me know by Friday.\n\nRegards\nSioned Wyn-Ellis, Physiotherapist", "Sioned Wyn-Ellis"),
        ("The forms are in the folder.\nGraeme", "Graeme"),
        ("Weigh weekly.\nLachlan Birse RD", "Lachlan Birse"),
        ("Taken by EB, 13/11", "EB"),
        ("Signed for the company by the clerk.\nSigned: C Abara    Date: 16/2/11", "C Abara"),
        ("All dogs welcome. Call Suki on 07700 900154", "Suki"),
        ("Morning Bea,\n\nHeads up.", "Bea"),
    ],
)
def test_titles_greetings_closings_and_what_somebody_did_point_at_names(text, name):
    assert name in _people(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dear Customer,\nThank you for your order.",
        "Dear Sir or Madam,\nThank you.",
        "Hi Team,\nSee below.",
        "Hello World!\n",
        "Signed by Borrower and bank.",
        "It was raised by ArgumentParser objects.",
        "It runs under MS Windows and at PC World.",
        "Dr M. Tarn & Partners, Surgery",
        "She lives at 17 Cheriton Dr Extension.",
        "We offered your mother Room 3 instead.",
        "Praise the Father, Son and Spirit.",
        "Regards\n",
        "Doctor: Rothschild House",
        "Read the manual first.\nOverview",
        "Please do not reply.\nThanks",
    ],
)
def test_who_is_greeted_in_general_programs_streets_and_firms_are_no_names(text):
    assert _people(text) == []
