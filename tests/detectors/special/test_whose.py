"""Promises of whom special categories are about: what a document says of that once goes for what follows."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import SPECIAL_CATEGORIES, Passage, Table
from detectors.special.whose import Subject

DETECTOR = Detector()


def _special(texts: list[str], subject: Subject | None) -> list[set[str]]:
    found = DETECTOR.find([Passage(t) for t in texts], subject)
    return [
        {t[m.start : m.end] for m in some if m.entity in SPECIAL_CATEGORIES}
        for t, some in zip(texts, found, strict=True)
    ]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (
            "氏名: 山田太郎 生年月日: 昭和15年4月2日",
            "ひざが痛くて買い物に行けない。糖尿病の疑い。",
            {"ひざが痛く", "糖尿病"},
        ),
        (
            "Client: Jane Smith, born 4 September 1938",
            "Chest infection. Wheezing at night.",
            {"Wheezing", "Chest infection"},
        ),
    ],
)
def test_what_the_first_text_says_of_whom_it_is_about_goes_for_the_next(first, then, said):
    assert _special([first, then], Subject()) == [set(), said]
    assert _special([first, then], None) == [set(), set()]


def test_a_form_says_whom_the_texts_of_its_document_are_about():
    form = Table("", [("氏名", "山田 太郎"), ("生年月日", "昭和58年9月21日"), ("住所", "新潟県十日町市川治上町1147-3")])
    subject = Subject()
    subject.filled([cell.match for cell in DETECTOR.judge(form).cells])
    assert _special(["病名は腰椎椎間板ヘルニア"], subject) == [{"腰椎椎間板ヘルニア"}]


@pytest.mark.parametrize(
    "first", ["Author: Jane Smith", "担当: 山田太郎", "Tom Brown and Jane Smith met in Leeds.", "A guide for carers"]
)
def test_who_wrote_a_guide_is_not_whom_it_is_about(first):
    assert _special([first, "Chest infection. Wheezing at night."], Subject()) == [set(), set()]


def test_whom_a_document_is_about_is_forgotten_far_behind():
    texts = ["Client: Jane Smith, born 4 September 1938", "It rained. " * 600, "Wheezing at night."]
    assert _special(texts, Subject()) == [set(), set(), set()]


def test_in_a_record_of_one_person_every_line_is_about_that_one():
    text = "Patient: Jane Smith, 84 years old\n" + "Visited. Rain. Tea made.\n" * 12 + "Wheezing. Low mood."
    assert _special([text], None) == [{"Wheezing", "Low mood"}]


@pytest.mark.parametrize("by", ["by Jane Smith", "講師 山田花子", "written by Jane Smith"])
def test_who_writes_or_teaches_is_not_ill(by):
    assert _special([f"{by}\nAsthma, low mood, 腰痛."], None) == [set()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("07700 900111 asthma\n07700 900222 migraine, wants mornings", ["asthma", "migraine"]),
        ("電話 090-1234-5678 喘息で通院中", ["喘息"]),
        ("携帯：090-1234-5678\n症状：喘息", ["喘息"]),
        ("Asthma helpline: 07700 900111", []),
        ("07700 900111 asthma support group, Tuesdays", []),
        ("喘息でお困りの方は090-1234-5678へ。", []),
        ("020 7946 0000 asthma", []),
        ("0800 222 5800 asthma", []),
    ],
)
def test_what_is_noted_with_a_mobile_telephone_is_somebodys_and_a_helpline_is_nobodys(
    text: str, told: list[str]
) -> None:
    assert _special([text], None) == [set(told)]


def test_a_form_with_a_mobile_telephone_is_about_whoever_has_it():
    def health(number: str) -> list[str]:
        form = Table("", [("電話番号", number), ("症状", "喘息"), ("希望日", "5月1日")])
        return [str(cell.match.entity) for cell in DETECTOR.judge(form).cells if cell.match.entity == "HEALTH"]

    assert (health("090-1234-5678"), health("03-1234-5678")) == (["HEALTH"], [])
