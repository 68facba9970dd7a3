"""Japanese words in Latin letters, as the columns of databases have them: SHAIN_NO, KOKYAKUMEI_KANA, syain-cd."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from detectors.text.lexicon import load_yaml

_SPELLINGS = [
    (re.compile(other), hepburn)
    for other, hepburn in (
        ("sy", "sh"), ("ty", "ch"), ("[zj]y", "j"), ("si", "shi"), ("ti", "chi"), ("tu", "tsu"), ("zi", "ji"),
        ("(?<![sc])hu", "fu"), ("cch", "tch"), ("m(?=[bpm])", "n"),
        ("o[ou]|oh(?![aiueoy])", "o"), ("uu", "u"),
    )
]  # fmt: skip
"""Kunrei, and what else is written for Hepburn; long vowels are written as short ones."""
_FIGURES = re.compile(r"([0-9]*)$")
_RUN_TOGETHER = 4
"""Letters: shorter words stand by themselves, for they begin many others."""
_LONGEST = 40
"""Letters of words run together, at most."""


def in_japanese(words: list[str]) -> str:
    """A header's words in Japanese, joined as Japanese joins them; '' where any of them is no such word."""
    known, parts = _vocabulary()
    out, told = [], False
    for word in words:
        figures = _FIGURES.search(word)
        bare = word[: figures.start()] if figures else word
        plain = _plain(bare)
        pieces = [known[plain]] if plain in known else [parts[bare]] if bare in parts else _taken_apart(plain)
        if not pieces and bare:
            return ""
        told = told or plain in known or len(pieces) > 1
        out += [*pieces, word[len(bare) :]]
    return "".join(out) if told else ""


def _taken_apart(plain: str, shortest: int = _RUN_TOGETHER) -> list[str]:
    """Words that are run together, in Japanese: the first of them no short one."""
    if len(plain) > _LONGEST:
        return []
    known, parts = _vocabulary()
    for end in range(len(plain) - 1, shortest - 1, -1):
        if plain[:end] in known:
            rest = plain[end:]
            behind = [known.get(rest) or parts[rest]] if rest in known or rest in parts else _taken_apart(rest, 1)
            if behind:
                return [known[plain[:end]], *behind]
    return []


def _plain(word: str) -> str:
    """The spelling of the vocabulary: Hepburn, long vowels as short ones."""
    for other, hepburn in _SPELLINGS:
        word = other.sub(hepburn, word)
    return word


def without_marks(text: str) -> str:
    """Latin letters without the marks of long vowels."""
    return text if text.isascii() else "".join(c for c in unicodedata.normalize("NFD", text) if c not in "\u0304\u0302")


@cache
def _vocabulary() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The words, and the parts, by their spelling."""
    data = load_yaml("romaji.yaml")
    words, parts = data["words"], data["parts"]
    if not isinstance(words, dict) or not isinstance(parts, dict):
        raise ValueError("romaji.yaml: words and parts are mappings")
    return {_plain(str(k)): str(v) for k, v in words.items()}, {str(k): str(v) for k, v in parts.items()}
