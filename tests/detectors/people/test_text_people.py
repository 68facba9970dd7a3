"""Promises of people in running text: surname and given name with labels of their own, telephone numbers alone."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Entity, Passage
from detectors.people.estimate import PeopleCounter

DETECTOR = Detector()


def _people(text: str) -> tuple[int, int]:
    counter = PeopleCounter()
    counter.text(text, DETECTOR.find([Passage(text)])[0])
    found = counter.estimate()
    return found.low, found.high


@pytest.mark.parametrize(
    "text",
    [
        "Details of employee leaving work\nSurname Whitfield  First name Gary\nLeaving date 30 06 2015\n",
        "First name: Gary\nSurname: Whitfield\n",
        "姓：山田\n名：太郎\n",
    ],
)
def test_surname_and_given_name_of_a_form_are_one_person(text):
    assert _people(text) == (1, 1)


def test_so_they_are_where_the_whole_name_stands_too():
    assert _people("Surname: Whitfield\nFirst name: Gary\n\nGary Whitfield left on 30 June 2015.\n") == (1, 1)


def test_two_of_them_are_two():
    text = "Surname: Whitfield\nFirst name: Gary\n\nSurname: Thompson\nFirst name: Margaret\n"
    assert _people(text) == (2, 2)


def test_the_birth_date_as_hmrc_prints_it_is_read_and_figures_are_not():
    text = "Surname Whitfield  First name Gary\nLeaving date 30 06 2015\nDate of birth 11 09 1968\n"
    found = [text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity == Entity.DATE_OF_BIRTH]
    assert found == ["11 09 1968"]
    assert Entity.DATE_OF_BIRTH not in {
        m.entity for m in DETECTOR.find([Passage("Date of birth unknown, scores 7 11 09 1968 3")])[0]
    }


@pytest.mark.parametrize("number", ["0800 917 2222", "0113 270 1234", "03-5555-0100", "0120-123-456"])
def test_a_number_of_an_office_alone_is_nobody(number):
    assert _people(f"Call us on {number} / 電話 {number}\n") == (0, 0)


@pytest.mark.parametrize("number", ["07700 900123", "+44 (0)7700 900123", "090-1234-5678"])
def test_the_number_of_a_mobile_is_somebodys(number):
    assert _people(f"Call {number} / 電話 {number}\n") == (1, 1)
