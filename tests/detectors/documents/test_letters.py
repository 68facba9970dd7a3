"""Promises of the classes of documents without tables: letters by their form, titles beside other things."""

from __future__ import annotations

import pytest

from detectors.documents.letters import LetterSeen
from tests.detectors.documents.test_profile import _profile


@pytest.mark.parametrize(
    "text",
    [
        "Dear Winifred,\nThank you for the marmalade.\nWith much love,\nOttilie",
        "Dear Mr Brown\r\nThe boiler is mended.\r\nYours sincerely\r\nJ Smith",
        "拝啓　春暖の候\n本文です。\n敬具",
        "To whom it may concern:\nShe worked here.\nKind regards,\nT Brown",
    ],
)
def test_a_letter_is_known_by_how_it_opens_and_closes(text: str) -> None:
    seen = LetterSeen()
    seen.look(text)
    assert seen.seen
    assert _profile("Document1.docx", text).doc_class.doc_class == "letter"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Winifred,\nThank you for the marmalade.",
        "Oh dear, the boiler.\nWith much love,\nOttilie",
        "With much love,\nOttilie\nDear Winifred,\n",
        "本文です。\n敬具",
    ],
)
def test_half_a_letter_is_none(text: str) -> None:
    seen = LetterSeen()
    seen.look(text)
    assert not seen.seen


def test_a_letter_may_come_in_parts() -> None:
    seen = LetterSeen()
    for part in ("Dear Winifred,", "Thank you.", "With love,"):
        seen.look(part)
    assert seen.seen


def test_a_letter_that_is_something_else_is_that() -> None:
    text = "Dear Clive,\nYour position is at risk of redundancy\nThank you.\nYours sincerely,\nRoland Fairclough"
    assert _profile("Document1.docx", text).doc_class.doc_class == "redundancy"


def test_a_mail_is_no_letter_and_is_told_by_its_subject() -> None:
    text = "Dear Winifred,\nThank you.\nKind regards,\nOttilie Brown"
    mail = {"subject": "lunch", "sent": "2025-01-15T14:22:51+00:00"}
    assert _profile("m1.eml", text, properties=mail).doc_class.doc_class == "none"
    mail["subject"] = "RE: Safeguarding referral - as discussed"
    text += "\nChild protection, as told to the duty worker. She lives with her father."
    assert _profile("m1.eml", text, properties=mail).doc_class.doc_class == "social_care_case"


@pytest.mark.parametrize(
    ("line", "cls"),
    [
        ("IDENTITY CHECK - FILE NOTE                       matter: purchase of 14 North Street", "identity_check"),
        ("本人確認記録書（犯罪収益移転防止法　第６条）", "identity_check"),
        ("訪問記録　　代田 征四郎様　　S13.5.20生　　飯田市鼎切石", "medical_record"),
        ("2/25 面接　ドライバー職　（面接者：大迫、塩見）", "applicants"),
        ("処　方　箋　（控）", "prescription"),
    ],
)
def test_a_title_is_read_beside_what_else_stands_on_its_line(line: str, cls: str) -> None:
    assert _profile("Untitled.txt", f"{line}\n担当 山田太郎さん\nName: Jane Smith").doc_class.doc_class == cls


def test_a_sentence_is_no_title() -> None:
    text = "会議室の使い方\n予約表に記入してください。面接や来客を優先します。\n総務部 佐藤まで"
    assert _profile("文書1.docx", text).doc_class.doc_class == "none"


def test_a_licence_is_no_contract_though_it_has_the_words_of_one() -> None:
    words = "this agreement, liability, warranties, termination, governing law, indemnity, the parties"
    text = f"Copyright Jane Smith\n{'All of this is free to use by anybody. ' * 300}\n{words}."
    assert _profile("c14.txt", text).doc_class.doc_class == "none"
