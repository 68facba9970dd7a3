"""Promises of sentences about what is done for an illness: undergone it is somebody's, a matter of many it is not."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Entity, Passage

DETECTOR = Detector()


def _special(text: str) -> set[str]:
    return {m.entity for m in DETECTOR.find([Passage(text)])[0]} & SPECIAL_CATEGORIES


@pytest.mark.parametrize(
    "text",
    [
        "Mr Haddon is receiving treatment for bipolar disorder.",
        "Mr Haddon was admitted for treatment of schizophrenia.",
        "Jane Haddon finished treatment for breast cancer.",
        "Jane Haddon, born 12 May 1970, is undergoing treatment for hepatitis C at the clinic.",
        "Jane Haddon was discharged from hospital after treatment for bipolar disorder.",
        "Tom Baker has been on treatment for HIV since May.",
        "Tom Baker is living with epilepsy.",
        "Tom Baker shows symptoms of psychosis.",
        "山田太郎さんは統合失調症の治療で通院中です。",
    ],
)
def test_treatment_that_is_undergone_is_somebodys(text):
    assert _special(text) == {Entity.HEALTH}


@pytest.mark.parametrize(
    "text",
    [
        "People receiving treatment for cancer can call Jane Haddon.",
        "Many women undergoing treatment for breast cancer are helped by Jane Haddon.",
        "Patients having treatment for bipolar disorder may contact Jane Haddon.",
        "If you are receiving treatment for cancer, tell Jane Haddon.",
        "Jane Haddon has a new treatment for breast cancer in trial.",
        "The treatment of epilepsy is taught by Jane Haddon.",
        "Jane Haddon talks about the symptoms of diabetes.",
    ],
)
def test_treatment_as_a_matter_or_of_many_is_nobodys(text):
    assert _special(text) == set()


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Tom Baker had 14 days of stress-related absence in 2014.", Entity.HEALTH),
        ("Tom Baker, absent due to work stress for 3 weeks.", Entity.HEALTH),
        ("山田太郎は2014年にストレスによる休職。", Entity.HEALTH),
        ("Tom Baker was arrested on Saturday for assaulting his neighbour.", Entity.CRIMINAL),
        ("Tom Baker has recently been prosecuted.", Entity.CRIMINAL),
    ],
)
def test_what_befell_somebody_and_why_somebody_was_absent_is_found(text, entity):
    assert entity in _special(text)


def test_a_word_of_offences_that_befell_nobody_needs_another():
    assert _special("Tom Baker wrote to the arrested development society.") == set()


@pytest.mark.parametrize("text", ["Please tell Ruth about allergies.", "Ask Mrs Bain about any food allergies."])
def test_who_is_to_be_told_about_allergies_has_none(text):
    assert _special(text) == set()


def test_an_allergy_that_somebody_has_is_told():
    assert _special("Ruth Penman has a nut allergy.") == {Entity.HEALTH}
