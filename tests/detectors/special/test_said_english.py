"""Promises of the English words of the special categories, field by field, as said of somebody named near by; and that
the same words in another sense say nothing."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Passage

DETECTOR = Detector()

SAID = {
    "UNION": [
        "Jane Smith will be accompanied by her Unison rep.",
        "Tom Brown joined Prospect in March.",
        "Sarah Jones asked for facility time on Friday.",
        "Peter Moss (GMB) spoke for the night shift.",
        "Alan Ford voted for strike action.",
        "Ruth Pike stood down as rep at Easter.",
        "Helen White was victimised for union activities.",
        "Mark Hale, regional officer, Unite, will attend.",
    ],
    "CRIMINAL": [
        "Tom Brown was arrested and bailed on Sunday.",
        "Jane Smith pleaded not guilty to assault by beating.",
        "Alan Ford is on a youth rehabilitation order.",
        "Peter Moss was recalled to prison.",
        "Mark Hale: TT99, back on the road in May.",
        "Sarah Jones: DBS came back clear.",
        "Ruth Pike was assaulted by her ex-partner.",
        "Tom Brown had nine penalty points on his licence.",
        "Helen White was served with a community protection notice.",
        "Ian Rowe was groomed online.",
    ],
    "RELIGION": [
        "Amina Yusuf would like time off for Eid al-Adha.",
        "Ruth Pike attends the Methodist chapel.",
        "Tom Brown wears a kippah at work.",
        "Jane Smith is a Seventh-day Adventist.",
        "Mary Dale asked for a visit from the priest.",
        "Harpreet Gill: uncut hair, wears a kara.",
        "Alan Ford does not eat pork or ham.",
        "Sarah Jones had her bat mitzvah in June.",
    ],
    "ETHNICITY": [
        "Jane Smith is of Nigerian parentage.",
        "Tom Brown is half Jamaican.",
        "Ruth Pike comes from the Traveller community.",
        "Ali Karim is Kurdish.",
        "Mark Hale describes himself as mixed race.",
    ],
    "DISABILITY": [
        "Jane Smith is profoundly deaf in her left ear.",
        "Tom Brown walks with two sticks.",
        "Ruth Pike receives PIP daily living.",
        "Alan Ford has no sight in his right eye.",
        "Mark Hale uses Makaton.",
        "Sarah Jones is on the autism pathway.",
        "Peter Moss has a moderate learning disability.",
    ],
    "HEALTH": [
        "Jane Smith: it has gone to her liver.",
        "Tom Brown had two falls last week.",
        "Ruth Pike tried to take her own life.",
        "Alan Ford is being seen by cardiology.",
        "Sarah Jones is 32 weeks pregnant.",
        "Mark Hale, Osgood-Schlatter, no sprinting.",
    ],
}

NOTHING = [
    "Jane Smith signed the lease for the Students' Union.",
    "David Hughes, sales rep, will call about the strike rate of the bowler.",
    "Mr Patel is the branch manager and looks after subs and dues.",
    "Peter Moss will charge the battery and tag the parcels.",
    "Anna Reed is in charge of handling complaints.",
    "Mary Kay passed her probation; the probation review was short.",
    "Sarah Cole broke into a smile.",
    "Bob Lee renewed the licence of the software.",
    "Tom Brown leads the team in mass spectrometry.",
    "The prime minister met Jane Smith in Chapel Street.",
    "Karen Mills: I am Karen.",
    "Joan Price ordered Indian ink and a Chinese takeaway.",
    "Rob Kerr hung the frame in the hall.",
    "The feature was disabled by mistake, says Lucy Gray.",
    "Roy Cook is expecting delivery.",
    "Graham Neal has an appointment with the specialist paint supplier.",
]


def _found(text: str) -> set[str]:
    return {str(m.entity) for m in DETECTOR.find([Passage(text)])[0]} & {str(e) for e in SPECIAL_CATEGORIES}


@pytest.mark.parametrize(("entity", "text"), [(entity, text) for entity, some in SAID.items() for text in some])
def test_what_is_said_of_somebody_named_beside_it_is_found(entity, text):
    assert entity in _found(text)


@pytest.mark.parametrize("text", NOTHING)
def test_the_same_words_in_another_sense_say_nothing_of_anybody(text):
    assert _found(text) == set()


def test_what_is_said_of_nobody_named_is_not_reported():
    assert _found("Whoever was recalled to prison may ask for a visit from the priest.") == set()
