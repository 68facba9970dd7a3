"""Promises of what the words of a text tell of a document's class, and of the weights that were learnt for it."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.documents.learning.training import measured, trained
from detectors.documents.learning.weights import NONE
from detectors.documents.profile import DocumentProfile
from detectors.documents.prose.train import COURSE, documents
from detectors.documents.prose.weights import BEGINNING, FIRST, WORDS, beginning_of, prose, words_of
from detectors.finder import Finder
from detectors.model import Passage
from detectors.text.lexicon import load_yaml
from detectors.text.normalise import view_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear Sirs", {">dear", "dear", "sirs"}),
        ("  - Arrived 17.05, tea", {">arrived", "arrived", "tea"}),
        ("御見積書のこと", {">御見", "御見", "見積", "積書", "書の"}),
        ("From: A <a@example.com>\nSubject: Chairs\nhello", {"chairs", ">chairs", "hello", ">hello"}),
        ("差出人：総務\n件名：棚", set()),
        ("12 345", set()),
        ("", set()),
    ],
)
def test_words_are_weighed_and_those_that_begin_lines_once_more_but_the_head_of_a_mail_is_not(text, words):
    assert words_of(beginning_of(view_of(text).folded)) == words


def test_the_weights_are_those_that_the_documents_give():
    made, kept = trained(list(documents()), COURSE), prose()
    assert (made.classes, made.words) == (kept.classes, kept.words)
    apart = np.abs(made.weights * made.step - kept.weights * kept.step)
    assert float(np.quantile(apart, 0.999)) < 0.1


def test_every_class_that_was_learnt_is_one_that_documents_are_told_by():
    assert set(prose().classes) <= {*load_yaml("classes.yaml"), NONE, "form_template"}


def test_documents_of_hands_that_were_not_learnt_from_are_told():
    for hand, classes, nothing, _ in measured([one for one in documents() if one.hand[0] in "abd"], COURSE):
        if hand[0] in "ab":
            assert classes > 0.4, hand
            assert nothing > 0.7, hand


def _class_of(text: str) -> str:
    profile = DocumentProfile()
    profile.text(Passage(text), [])
    return profile.finish().under("x/scan0012.txt").doc_class.doc_class


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (
            "minutes",
            "Tea room, 6.30. Here: Wilf, Nasreen, Jo (chair). Sorry: Pat.\n"
            "1. Last time's notes agreed.\n2. Roof - Nasreen has two quotes, agreed to go with the lower.\n"
            "3. Fete: date moved to 12 July, Wilf to book the band.\n4. AOB: key to shed is missing again.\n"
            "Next meeting first Tuesday of May.",
        ),
        (
            "social_care_case",
            "8.15 call. Arthur up and dressed, had porridge. Meds given from the blister pack, signed chart.\n"
            "Pad changed, skin on heels intact, creamed. Said he slept poorly and was low in mood.\n"
            "Daughter rang, visiting Sunday. Left with drink and call bell to hand.",
        ),
        (
            "employment_contract",
            "下記のとおり採用の条件をお知らせします。\n就業場所　本店および現場\n仕事　配管工見習い\n"
            "時間　8時から17時（休憩60分）\n休日　日曜・祝日\n賃金　日給1万1千円　月末締め翌月10日払い\n試用　3か月",
        ),
        (
            "complaint",
            "先週買った座椅子の背もたれが、3日で折れました。お店に電話したところ「使い方が悪い」の一点張りで、"
            "とても不愉快です。返金と、きちんとした説明を求めます。誠意ある対応がなければ消費生活センターに相談します。",
        ),
    ],
)
def test_a_document_without_any_title_is_told_by_its_words(expected, text):
    assert _class_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "To make a complaint, fill in the form on our website. We answer within ten working days.",
        "Beat the eggs with the sugar until pale, fold in the flour and bake for 25 minutes at 180 degrees.",
        "本機のフィルターは月に一度、ぬるま湯で洗い、よく乾かしてから取り付けてください。",
        "防災訓練のお知らせ。避難はしごの使い方を消防署の方に教わります。動きやすい服装でお越しください。",
        "ok",
        "",
    ],
)
def test_what_is_addressed_to_everybody_is_of_no_class(text):
    assert _class_of(text) == NONE


def test_only_the_beginning_of_a_text_is_read():
    text = "Notes on bees. " * (BEGINNING // 10)
    assert _class_of(text) == _class_of(text + "\nDear Mr Hartnoll, I am writing to complain about the refund.\n" * 3)


@pytest.mark.parametrize("name", ["sarah", "winifred", "smith", "patel", "pettifer", "佐藤", "鈴木", "太郎", "花子"])
def test_no_name_is_learnt_and_no_word_of_a_text_is_told_as_a_reason(name: str) -> None:
    assert not {name, FIRST + name} & {*prose().words}
    profile = DocumentProfile()
    text = (
        f"I am writing to complain. {name} was rude on the telephone, the sofa you delivered is broken and I have "
        f"waited three weeks for a reply. I want a refund and an apology. {name}"
    )
    profile.text(Passage(text), [])
    verdict = profile.finish().under("x/scan0012.txt").doc_class
    assert verdict.doc_class == "complaint"
    assert WORDS in {e.detail for e in verdict.evidence}
    assert not any(name in e.detail for e in verdict.evidence)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "PVG disclosures/Scheme record 2019.pdf",
            "DISCLOSURE SCOTLAND\nSCHEME RECORD\nName: Ailsa Crombie\nDate of issue 8 October 2019\n"
            "Vetting information: convictions, Wick Sheriff Court, theft, admonished",
            "dbs_check",
        ),
        (
            "scan.pdf",
            "AccessNI\nEnhanced disclosure certificate\nSurname Magee   Forenames Orla\nDate of issue 3 May 2022\n"
            "Police records of convictions, cautions and informed warnings: none recorded",
            "dbs_check",
        ),
        (
            "scan.pdf",
            "NOTICE TO LEAVE\nPrivate Housing (Tenancies) (Scotland) Act 2016\nTo: Neil Farrow, 44 Abbot Wynd\n"
            "Ground 12: rent arrears over three consecutive months",
            "tenants",
        ),
        ("Policies/Child protection policy.docx", "CHILD PROTECTION POLICY\nWhat to do about neglect or abuse", "none"),
        ("手引き.docx", "ボランティア活動の手引き\n活動で知った利用者さんのことは外で話さないでください。", "none"),
    ],
)
def test_a_document_is_what_its_title_calls_it(path, text, expected):
    profile = DocumentProfile()
    passage = Passage(text)
    profile.text(passage, Finder().find([passage])[0])
    assert profile.finish().under(path).doc_class.doc_class == expected
