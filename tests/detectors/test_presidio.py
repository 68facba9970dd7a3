"""Our recognizers in the hands of a Presidio user, and a Presidio recognizer in ours."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from detectors.engine import Detector
from detectors.model import Passage
from detectors.nlp import SudachiNlpEngine
from detectors.own.loading import identity_rules
from detectors.own.model import OwnRules
from detectors.registry import presidio_registry, recognizers
from detectors.spacy_models import ModelRecognizer


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


# The NLP engine


def test_the_engine_gives_tokens_lemmas_and_keywords_in_both_languages() -> None:
    engine = SudachiNlpEngine()
    engine.load()
    japanese = engine.process_text("社員番号を申し上げました。", "ja")
    assert [t.text for t in japanese.tokens][:2] == ["社員", "番号"]
    assert "申す" in japanese.lemmas
    assert "番号" in japanese.keywords
    assert "を" not in japanese.keywords
    english = engine.process_text("The Cards and their numbers", "en")
    assert english.lemmas == ["the", "card", "and", "their", "number"]
    assert english.keywords == ["card", "number"]
    assert (engine.get_supported_languages(), engine.is_loaded()) == (["en", "ja"], True)


@pytest.mark.parametrize(
    ("text", "language", "entity", "value"),
    [
        ("担当は山田花子です。", "ja", "PERSON", "山田花子"),
        ("本社は大阪市にあります。", "ja", "LOCATION", "大阪市"),
        ("Please call Margaret Thompson in Leeds tomorrow.", "en", "PERSON", "Margaret Thompson"),
    ],
)
def test_our_models_names_reach_presidios_own_recognizer_with_scores_of_their_own(
    text: str, language: str, entity: str, value: str
) -> None:
    registry = RecognizerRegistry(supported_languages=["en", "ja"])
    for code in ("en", "ja"):
        registry.add_recognizer(SpacyRecognizer(supported_language=code))
    presidio = AnalyzerEngine(registry=registry, nlp_engine=SudachiNlpEngine(), supported_languages=["en", "ja"])
    found = {(r.entity_type, text[r.start : r.end]): r.score for r in presidio.analyze(text, language)}
    assert (entity, value) in found
    assert 0.4 <= found[entity, value] <= 1.0
    assert found[entity, value] != 0.85


@pytest.mark.parametrize(
    ("language", "context", "text"),
    [("ja", "会員", "会員の番号は AB-77 です"), ("en", "membership", "his memberships: AB-77")],
)
def test_context_words_raise_a_score_in_both_languages(language: str, context: str, text: str) -> None:
    registry = RecognizerRegistry(supported_languages=["en", "ja"])
    registry.add_recognizer(
        PatternRecognizer(
            "MEMBER", patterns=[Pattern("m", r"AB-\d\d", 0.3)], context=[context], supported_language=language
        )
    )
    presidio = AnalyzerEngine(
        registry=registry, nlp_engine=SudachiNlpEngine(names=False), supported_languages=["en", "ja"]
    )
    assert [round(r.score, 2) for r in presidio.analyze(text, language)] == [0.65]
    assert presidio.analyze("the code AB-77" if language == "en" else "コード AB-77", language)[0].score == 0.3
    assert presidio.analyze("AB-77", language, score_threshold=0.5) == []


def test_the_decision_process_is_traced(caplog: pytest.LogCaptureFixture) -> None:
    presidio = AnalyzerEngine(
        registry=presidio_registry(),
        nlp_engine=SudachiNlpEngine(names=False),
        supported_languages=["en", "ja"],
        log_decision_process=True,
    )
    with caplog.at_level("INFO", logger="decision_process"):
        presidio.analyze("個人番号 123456789018", "ja", return_decision_process=True)
    assert "JP_MY_NUMBER" in caplog.text
    assert "CHECK_DIGIT mod 11" in caplog.text


def test_the_engine_comes_from_presidios_configuration_too() -> None:
    provider = NlpEngineProvider(
        nlp_engines=(SudachiNlpEngine,),
        nlp_configuration={"nlp_engine_name": "sudachi", "models": [{"lang_code": "ja", "model_name": "sudachi"}]},
    )
    engine = provider.create_engine()
    assert isinstance(engine, SudachiNlpEngine)
    assert engine.get_supported_languages() == ["ja"]


def test_other_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="not fr"):
        SudachiNlpEngine(models=[{"lang_code": "fr", "model_name": "x"}])


# Installed models


def test_a_model_that_is_not_installed_is_said() -> None:
    with pytest.raises(ImportError, match="en_core_web_none"):
        ModelRecognizer("en_core_web_none")


def test_an_installed_model_joins_with_the_labels_that_mean_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tiny spaCy package made here: an entity ruler stands in for a trained model."""
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Zorblax"}, {"label": "CARDINAL", "pattern": "seven"}])
    package = tmp_path / "en_tiny_model"
    package.mkdir()
    pipeline.to_disk(package / "data")
    (package / "__init__.py").write_text(
        "from pathlib import Path\nimport spacy\n"
        "def load(**options): return spacy.load(Path(__file__).parent / 'data', **options)\n"
    )
    info = tmp_path / "en_tiny_model-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: en_tiny_model\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    detector = Detector(own=identity_rules(OwnRules(), models=("en_tiny_model",)))
    found = detector.find([Passage("Give Zorblax the seven keys."), Passage("鍵")])
    assert [(m.entity, m.score, m.recognizer) for m in found[0]] == [("PERSON", 0.6, "presidio.en_tiny_model")]
    assert found[1] == []
    assert detector.signature != Detector().signature


def test_the_example_of_the_docs_runs(capsys: pytest.CaptureFixture[str]) -> None:
    docs = (Path(__file__).resolve().parents[2] / "docs/detectors.md").read_text(encoding="utf-8")
    code = docs.split("```python\n")[1].split("```")[0]
    exec(compile(code, "docs/detectors.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("JP_MY_NUMBER １２３４５６７８９０１８") and "CHECK_DIGIT" in line for line in lines)
    assert any(line.startswith("TICKET TK-1234 0.65") for line in lines)
    assert any(line.startswith("PERSON Margaret Thompson") for line in lines)
    assert any(line.startswith("ADDRESS 12 High Street, Leeds, LS1 4AP") for line in lines)
