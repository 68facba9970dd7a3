"""An installed spaCy model as one more recognizer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult

from detectors.model import Entity

_ENTITIES = (Entity.PERSON, Entity.LOCATION, Entity.ORGANIZATION)

# Labels of spaCy's own models and of GiNZA (Sekine's extended named entities, those that mean what ours mean).
_LABELS: Mapping[str, Entity] = {
    "PERSON": Entity.PERSON,
    "PER": Entity.PERSON,
    "Person": Entity.PERSON,
    **dict.fromkeys(("GPE", "LOC", "FAC"), Entity.LOCATION),
    **dict.fromkeys("City Province Country County Domestic_Region GPE_Other Location_Other".split(), Entity.LOCATION),
    "ORG": Entity.ORGANIZATION,
    **dict.fromkeys(
        "Company Corporation_Other Company_Group Government Political_Party School Organization_Other".split(),
        Entity.ORGANIZATION,
    ),
}
_SCRIPTS = {"ja": re.compile("[\u3041-\u30ff\u3400-\u9fff]")}
_OTHER_SCRIPT = re.compile("[A-Za-z]{2}")
_SCORE = 0.6
"""spaCy's models say no probability; this is above our thresholds for names and below what ours are sure of."""


class ModelRecognizer(EntityRecognizer):
    """People, places and organisations by an installed spaCy model (``en_core_web_sm``, ``ja_ginza``).

    The model is loaded with the first text in its script. Raises ImportError where the package is not installed.
    """

    def __init__(self, model: str) -> None:
        try:
            release = version(model)
        except PackageNotFoundError:
            raise ImportError(f"the model {model} is not installed") from None
        super().__init__([str(e) for e in _ENTITIES], name=model, supported_language=model[:2], version=release)
        self._model = model
        self._nlp: Any = None

    def load(self) -> None:
        """Nothing before the first text."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """What the model sees, all with one score."""
        if not _SCRIPTS.get(self.supported_language, _OTHER_SCRIPT).search(text):
            return []
        if self._nlp is None:
            import spacy

            self._nlp = spacy.load(self._model)
        out = []
        for found in self._nlp(text).ents:
            entity = _LABELS.get(found.label_)
            if entity is not None and entity in entities:
                out.append(RecognizerResult(str(entity), found.start_char, found.end_char, _SCORE))
        return out
