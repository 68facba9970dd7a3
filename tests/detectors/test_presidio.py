"""Our recognizers in the hands of a Presidio user, and a Presidio recognizer in ours."""

from __future__ import annotations

import pytest
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer

from detectors.engine import Detector
from detectors.model import Passage
from detectors.nlp import SudachiNlpEngine
from detectors.registry import presidio_registry, recognizers


@pytest.fixture(scope="module")
def analyzer() -> AnalyzerEngine:
    return AnalyzerEngine(registry=presidio_registry(), nlp_engine=SudachiNlpEngine(), supported_languages=["en", "ja"])


@pytest.mark.parametrize(
    ("text", "language", "entity", "value"),
    [
        ("個人番号は１２３４５６７８９０１８です", "ja", "JP_MY_NUMBER", "１２３４５６７８９０１８"),
        ("国民保険番号AB123456Cです", "ja", "UK_NINO", "AB123456C"),
        ("住所:東京都千代田区丸の内1-2-3", "ja", "ADDRESS", "東京都千代田区丸の内1-2-3"),
        ("NHS number 943 476 5870", "en", "UK_NHS", "943 476 5870"),
        ("Write to 12 High Street, Leeds, LS1 4AP", "en", "ADDRESS", "12 High Street, Leeds, LS1 4AP"),
    ],
)
def test_presidios_own_engine_finds_what_ours_finds(
    analyzer: AnalyzerEngine, text: str, language: str, entity: str, value: str
) -> None:
    results = analyzer.analyze(text, language, score_threshold=0.5)
    assert (entity, value) in [(r.entity_type, text[r.start : r.end]) for r in results]


def test_the_explanation_names_the_evidence(analyzer: AnalyzerEngine) -> None:
    results = analyzer.analyze("個人番号 123456789018", "ja", entities=["JP_MY_NUMBER"], return_decision_process=True)
    assert results[0].analysis_explanation.textual_explanation == "PATTERN; CHECK_DIGIT mod 11; LABEL 個人番号"


def test_a_presidio_recognizer_joins_ours_and_finds_text_that_touches_kana() -> None:
    ticket = PatternRecognizer("TICKET", patterns=[Pattern("ticket", r"\bTK-\d{4}\b", 0.9)])
    detector = Detector(recognizers=[*recognizers(), ticket])
    text = "番号はＴＫ-1234です"
    assert [(m.entity, text[m.start : m.end]) for m in detector.find([Passage(text)])[0]] == [("TICKET", "ＴＫ-1234")]


def test_ids_are_unique_and_part_of_the_signature() -> None:
    ids = [r.ID for r in recognizers()]
    assert len(ids) == len(set(ids)) > 20
    assert Detector().signature == Detector().signature != Detector(0.1).signature
