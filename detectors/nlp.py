"""For users of Presidio: an NLP engine that needs no model to download.

``SudachiNlpEngine`` gives Presidio's AnalyzerEngine tokens, lemmas and keywords (which its context words are compared
with), and the people, places and organisations that our own models see.
"""

from __future__ import annotations

import re
from typing import Any

from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

from detectors.model import Entity, Passage

_ENTITIES = (Entity.PERSON, Entity.LOCATION, Entity.ORGANIZATION)
_PLURAL = re.compile(r"[a-z]{3,}(?<![sui])s")
_SCORES = "tanaoroshi.scores"


class SudachiNlpEngine(SpacyNlpEngine):
    """Presidio's NLP engine for Japanese (tokens and dictionary forms by Sudachi) and English (spaCy's tokeniser).

    ``names``: whether ``NlpArtifacts.entities`` hold what our name models see, for Presidio's SpacyRecognizer; leave it
    out where ``presidio_registry()`` brings those recognizers itself. ``models`` gives the languages as Presidio's
    configuration files do (``model_name`` is not heeded); raises ValueError for any but en and ja.
    """

    engine_name = "sudachi"

    def __init__(
        self,
        models: list[dict[str, str]] | None = None,
        ner_model_configuration: NerModelConfiguration | None = None,
        names: bool = True,
    ) -> None:
        models = models or [{"lang_code": code, "model_name": "sudachi"} for code in ("en", "ja")]
        if unknown := [m.get("lang_code", "") for m in models if m.get("lang_code") not in ("en", "ja")]:
            raise ValueError(f"languages are en and ja, not {', '.join(unknown)}")
        if ner_model_configuration is None:
            ner_model_configuration = NerModelConfiguration(
                model_to_presidio_entity_mapping={str(e): str(e) for e in _ENTITIES}
            )
        super().__init__(models=models, ner_model_configuration=ner_model_configuration)
        self._names = names

    def load(self) -> None:
        """Makes the pipelines; Presidio calls this when it finds the engine not loaded."""
        import spacy

        self.nlp = {}  # type: ignore[assignment]
        for model in self.models:
            code = model["lang_code"]
            pipeline = spacy.blank(code)
            if code == "en":
                pipeline.add_pipe(_component("tanaoroshi_lemmas", lambda: _lemmas))
            if self._names:
                pipeline.add_pipe(_component(f"tanaoroshi_names_{code}", _Names))
            self.nlp[code] = pipeline  # type: ignore[index]

    def _get_scores_for_entities(self, doc: Any) -> list[float]:
        """The score of each entity, in the order of ``doc.ents``."""
        scores = doc.user_data.get(_SCORES, {})
        return [scores.get((e.start_char, e.end_char), self.ner_model_configuration.default_score) for e in doc.ents]


def _component(name: str, make: Any) -> str:
    """Registers a component with spaCy once; gives its name back."""
    from spacy.language import Language

    if not Language.has_factory(name):
        Language.factory(name, func=lambda nlp, name: make())
    return name


def _lemmas(doc: Any) -> Any:
    """English without a model: lower case, and a plain plural as its singular, which is what context words need."""
    for token in doc:
        low = token.text.lower()
        token.lemma_ = low[:-1] if _PLURAL.fullmatch(low) else low
    return doc


class _Names:
    """Sets ``doc.ents`` to the people, places and organisations that our recognizers find, each with its score."""

    def __init__(self) -> None:
        from detectors import addresses
        from detectors.finder import Finder
        from detectors.names import recognizers as names

        # Municipalities come from the list of places, not from the model.
        self._finder = Finder(recognizers=[cls() for cls in (*names.RECOGNIZERS, *addresses.RECOGNIZERS)])

    def __call__(self, doc: Any) -> Any:
        spans, scores, end = [], {}, 0
        for match in self._finder.find([Passage(doc.text)])[0]:
            span = doc.char_span(match.start, match.end, label=str(match.entity), alignment_mode="expand")
            if match.entity in _ENTITIES and span is not None and span.start >= end:
                spans.append(span)
                scores[span.start_char, span.end_char] = match.score
                end = span.end
        doc.ents = spans
        doc.user_data[_SCORES] = scores
        return doc
