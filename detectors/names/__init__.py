"""Names of people, Japanese and English: in running text (the recognizers) and as whole values (``looks_like_name``).

Everything is loaded when it is first used: importing this package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detectors.names.cells import looks_like_name
    from detectors.names.english import EnglishNameRecognizer
    from detectors.names.japanese import JapaneseNameRecognizer

__all__ = ["EnglishNameRecognizer", "JapaneseNameRecognizer", "looks_like_name"]

_HOMES = {"EnglishNameRecognizer": "english", "JapaneseNameRecognizer": "japanese", "looks_like_name": "cells"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
