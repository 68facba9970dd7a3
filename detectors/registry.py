"""The explicit list of recognizers; adding one is one line here. Also the way in for users of Presidio."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from detectors.recognizer import Recognizer

if TYPE_CHECKING:
    from presidio_analyzer import RecognizerRegistry

_MODULES = (
    "detectors.identifiers.japan",
    "detectors.identifiers.japan_groups",
    "detectors.identifiers.uk",
    "detectors.identifiers.education",
    "detectors.identifiers.passports",
    "detectors.identifiers.mrz",
    "detectors.identifiers.everywhere",
    "detectors.identifiers.phones",
    "detectors.identifiers.birth_dates",
    "detectors.identifiers.ages",
    "detectors.identifiers.gender",
    "detectors.addresses",
    "detectors.names.recognizers",
    "detectors.special.sensitive",
)
"""Each has a tuple ``RECOGNIZERS`` of classes."""


def recognizers() -> list[Recognizer]:
    """All of ours, freshly made. Raises ValueError when two share an id."""
    made: list[Recognizer] = [cls() for name in _MODULES for cls in import_module(name).RECOGNIZERS]
    ids = [r.ID for r in made]
    if doubled := {i for i in ids if ids.count(i) > 1}:
        raise ValueError(f"recognizer ids used twice: {', '.join(sorted(doubled))}")
    return made


def presidio_registry(languages: tuple[str, ...] = ("en", "ja")) -> RecognizerRegistry:
    """A Presidio registry with all of ours for each language, for use with Presidio's own AnalyzerEngine.

    Presidio decides by language which recognizers it asks, so each is there once for every language it serves.
    """
    from presidio_analyzer import RecognizerRegistry

    from detectors.presidio import ForPresidio

    registry = RecognizerRegistry(supported_languages=list(languages))
    for recognizer in recognizers():
        for language in languages:
            if language in recognizer.LANGUAGES:
                registry.add_recognizer(ForPresidio(recognizer, language))
    return registry
