"""Promises of short names: who is named in full and signs by an initial is one person."""

from __future__ import annotations

import pytest

from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from detectors.model import Passage

DETECTOR = Detector()


def _people(text: str) -> tuple[int, int]:
    profile, passage = DocumentProfile(), Passage(text)
    profile.text(passage, DETECTOR.find([passage])[0])
    people = profile.finish().people
    return people.low, people.high


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Operations Manager, Tobias Yeadon.\nSigned for the Installer: T Yeadon", 1),
        (
            "between Mrs Clemency Garrity and Mr Dilwyn Garrity.\nSigned by the Customer: C. Garrity        D. Garrity",
            2,
        ),
        ("Operations Manager, Tobias Yeadon.\nWitness: P. Ravensdale", 2),
    ],
)
def test_who_is_named_in_full_is_counted_once(text, people):
    low, high = _people(text)
    assert low <= people <= high <= people + 1


def test_an_illness_called_after_somebody_and_the_mailbox_of_an_office_are_nobody():
    assert _people("Jane Smith has Parkinson's. Write to operations@example.org or allstaff@example.org.") == (1, 1)
    assert _people("Rooms may be booked with operations@example.org by all staff.") == (0, 0)
