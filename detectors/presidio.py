"""Our recognizers as Presidio's, for its users alone: a scan need not load Presidio, which takes most of a second."""

from __future__ import annotations

from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from detectors.recognizer import Recognizer, Scene
from detectors.text.normalise import view_of


class ForPresidio(EntityRecognizer):
    """One of ours, asked by Presidio's engine for texts of one language; evidence comes in the explanation."""

    def __init__(self, recognizer: Recognizer, supported_language: str = "en") -> None:
        self.recognizer = recognizer
        self.name: str = type(recognizer).__name__
        super().__init__(
            supported_entities=[str(e) for e in recognizer.ENTITIES],
            supported_language=supported_language,
            name=self.name,
            version=str(recognizer.VERSION),
        )

    def load(self) -> None:
        """Nothing to load before the first text; heavy data is loaded when it is first needed."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Offsets are those of ``text`` as given; ``entities`` empty means all."""
        view = view_of(text)
        if not self.recognizer.wants(view):
            return []
        out = []
        for match in self.recognizer.find(Scene(view)):
            if entities and match.entity not in entities:
                continue
            start, end = view.source(match.start, match.end)
            explanation = AnalysisExplanation(
                recognizer=self.name,
                original_score=match.score,
                textual_explanation="; ".join(str(e) for e in match.evidence),
            )
            metadata = {
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            }
            out.append(RecognizerResult(str(match.entity), start, end, match.score, explanation, metadata))
        return out
