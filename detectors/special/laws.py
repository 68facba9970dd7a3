"""Under which laws a special category is one: read from the vocabulary's file, without loading any recognizer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from detectors.model import SPECIAL_CATEGORIES, Entity
from detectors.text.lexicon import load_yaml

UK_GDPR_9, UK_GDPR_10, APPI = "uk_gdpr_9", "uk_gdpr_10", "appi_2_3"
"""Special category data (UK GDPR Art 9), criminal offence data (Art 10), 要配慮個人情報 (個人情報保護法 2条3項)."""


@cache
def _laws() -> Mapping[str, tuple[str, ...]]:
    entries = load_yaml("special.yaml")
    laws = {
        name: tuple(entry["laws"]) for name, entry in entries.items() if isinstance(entry, dict) and "laws" in entry
    }
    if set(laws) != {str(e) for e in SPECIAL_CATEGORIES}:
        raise ValueError("special.yaml: every special category needs its laws, and nothing else has them")
    return laws


def laws(entity: str) -> tuple[str, ...]:
    """The laws under which an entity is a special category; () for any other. Raises ValueError for a wrong file."""
    return _laws().get(str(entity), ())


def special_under(*names: str) -> frozenset[Entity]:
    """The special categories of some laws."""
    return frozenset(e for e in SPECIAL_CATEGORIES if not set(names).isdisjoint(laws(e)))
