"""A Presidio NLP engine that needs no model: spaCy's own tokenisers for English and Japanese (Sudachi).

Presidio's AnalyzerEngine wants an NLP engine for each language. Our recognizers bring what they need themselves, so
tokens are enough, and nothing is downloaded.
"""

from __future__ import annotations

from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine


class TokenNlpEngine(SpacyNlpEngine):
    """Blank spaCy pipelines by language: tokens, no entities. Raises ImportError for a language spaCy lacks."""

    engine_name = "tokens"

    def __init__(self, languages: tuple[str, ...] = ("en", "ja")) -> None:
        super().__init__(
            models=[{"lang_code": code, "model_name": "blank"} for code in languages],
            ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping={}),
        )
        self._languages = languages

    def load(self) -> None:
        """Makes the pipelines; Presidio calls this when it finds the engine not loaded."""
        import spacy

        self.nlp = {code: spacy.blank(code) for code in self._languages}  # type: ignore[assignment]
