"""Promises of what is said of bodies: parts and what befell them, medicines with doses, tests with results."""

from __future__ import annotations

import pytest

from detectors.engine import Detector
from detectors.model import Passage

DETECTOR = Detector()


def _said(text: str) -> set[str]:
    return {text[m.start : m.end] for m in DETECTOR.find([Passage(text)])[0] if m.entity in ("HEALTH", "DISABILITY")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jane Smith slipped and has a broken left wrist.", "broken left wrist"),
        ("Tom Brown, cut above the left ear, taken home.", "cut above the left ear"),
        ("Mrs Brown says her knees are still very painful.", "her knees are still very painful"),
        ("Tom Brown: pain in his lower back since Friday", "pain in his lower back"),
        ("Jane Smith rang, bad knees again", "bad knees"),
        ("Tom Brown fell and his ankle gave way", "his ankle gave way"),
        ("Jane Smith hit her head on the rail", "hit her head"),
        ("山田太郎さんはひざが痛くて歩けない", "ひざが痛く"),
        ("山田太郎さん 腰を痛めて休み", "腰を痛め"),
        ("山田花子さんは指先のしびれが残る", "指先のしびれ"),
        ("山田花子さんは足が不自由で来られない", "足が不自由"),
        ("被災者 山田太郎 右示指・中指末節骨開放骨折", "中指末節骨開放骨折"),
        ("山田太郎さんは左手首をひねった", "左手首をひねっ"),
    ],
)
def test_what_befell_a_part_of_somebodys_body_is_found(text, said):
    assert said in _said(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jane Smith takes Ramipril 5mg od", "Ramipril 5mg od"),
        ("Tom Brown: newdrugol 40mg tabs - two in the morning", "newdrugol 40mg tabs - two in the morning"),
        ("山田太郎さん エフィエント3.75mg 朝食後", "エフィエント3.75mg 朝"),
        ("山田太郎さんにメプチン吸入", "メプチン吸入"),
        ("Mr Brown BP 150/95 today", "BP 150/95"),
        ("山田太郎さんの血圧160/95", "血圧160/95"),
        ("Jane Smith, HbA1c 62 mmol/mol", "HbA1c 62 mmol/mol"),
        ("Tom Brown has T2DM and HTN", "T2DM"),
    ],
)
def test_medicines_with_doses_results_and_shorthand_are_found(text, said):
    assert said in _said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Smith reported the broken hand rail in the hall.",
        "Tom Brown keeps the bad back garden gate shut.",
        "Tom Brown: the broken arm chair",
        "Tom Brown: the swollen door",
        "山田太郎さんが手を打った。項目に異常はない。",
        "山田太郎さんと打ち合わせ。相手を打ち負かす。",
        "Jane Smith was confused by the invoice and stressed that it was wrong.",
        "Mr Brown gave us HT, DM and RA as part codes",
        "Tom Brown sent the key ef4c88b1",
        "Bread by Peter Long. Add 200 ml milk and 500 g flour.",
    ],
)
def test_things_figures_of_speech_and_codes_are_nobodys_body(text):
    assert _said(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Owner: Jane Smith. Breed: terrier, spayed. Diagnosis: chronic kidney disease. Heart murmur.",
        "飼い主 山田太郎様 犬種 柴犬 去勢済 糖尿病でインスリン、白内障あり",
        "A novel in paperback: when Ada Brown is diagnosed with cancer she drives to the sea.",
        "ケーススタディ: 山田花子さんは糖尿病です。事例はすべて架空です。",
    ],
)
def test_what_ails_animals_and_people_in_books_is_nobodys(text):
    assert _said(text) == set()
