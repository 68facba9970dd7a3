"""Promises of numbers, birth dates and addresses as they stand in letters, notes and minutes."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage

DETECTOR = Detector()


def _found(text: str) -> list[tuple[str, str]]:
    return [(str(m.entity), text[m.start : m.end]) for m in DETECTOR.find([Passage(text)])[0]]


@pytest.mark.parametrize(
    ("text", "entity", "said"),
    [
        ("Policy holder: Jane Smith, policy PF-558120", "MEMBER_ID", "PF-558120"),
        ("Tom Brown (cand 4417) 25% extra time", "MEMBER_ID", "4417"),
        ("Caller Mrs Brown acct 900417726 at home", "MEMBER_ID", "900417726"),
        ("越智山 玲奈(A10552) 評価者 簗田", "MEMBER_ID", "A10552"),
        ("受講者番号 T-60418 の納所と申します", "MEMBER_ID", "T-60418"),
        ("組合員番号 組-2274", "MEMBER_ID", "組-2274"),
        ("paid to account 41770926, sort code 40-28-15.", "UK_BANK_ACCOUNT", "41770926"),
        ("RE: Gethin Maddocks, 02/11/1973, 943 476 5919", "UK_NHS", "943 476 5919"),
        ("SHABNAM LOCKHART-AZIZ  25.10.95 NHS 943 476 5919", "DATE_OF_BIRTH", "25.10.95"),
        ("lives at 8 Tanyard Brow, Hyde and wishes", "ADDRESS", "8 Tanyard Brow, Hyde"),
        ("of Top Flat, 60 Mill Lane, Penzance, TR18 2ST", "ADDRESS", "Top Flat, 60 Mill Lane, Penzance, TR18 2ST"),
        ("七類在住の山田太郎さん", "LOCATION", "七類"),
    ],
)
def test_it_is_found_in_running_text(text, entity, said):
    assert (entity, said) in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "保険者番号 06391056 事業者番号 1234567",
        "our client 2024 review and the staff 2025 plan",
        "会議 資料(A10552) 第一 会議室(B-1234)",
        "Part Number (A10552), see Table Six (B1234)",
        "He said 5 Steps and 3 Woods were enough",
        "Report 02/11/2024 NHS Lothian board",
    ],
)
def test_other_numbers_are_nobodys(text):
    assert not {e for e, _ in _found(text)} & {"MEMBER_ID", "ADDRESS", "DATE_OF_BIRTH", "UK_NHS", "UK_BANK_ACCOUNT"}


@pytest.mark.parametrize("text", ["市内在住の方", "地元在住の山田太郎さん", "海外在住者向け"])
def test_living_somewhere_is_no_place(text):
    assert "LOCATION" not in {e for e, _ in _found(text)}
