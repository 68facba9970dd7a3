"""All wording for people, in English and Japanese: TOML catalogues, one folder a language.

Every ``*.toml`` in ``reports/locale/<lang>/`` belongs to that language's catalogue. Nested tables become dotted keys
exactly as written in the file (``[entity] PERSON = ...`` is ``entity.PERSON``; the file's name is no part of the key),
and a key may stand in one file only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ja")


class Messages:
    """The catalogue of one language."""

    def __init__(self, lang: str, texts: Mapping[str, str]) -> None:
        self.lang = lang
        self._texts = dict(texts)

    def text(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``{name}`` fields filled from ``values`` (``{n:,}`` works).

        A key whose table has ``one`` and ``other`` is a text that counts: ``n`` in ``values`` chooses.
        Raises KeyError where the key, or a value its text asks for, is missing.
        """
        found = self._texts.get(key)
        if found is None and f"{key}.other" in self._texts:
            found = self._texts[f"{key}.{'one' if values['n'] == 1 else 'other'}"]
        if found is None:
            raise KeyError(key)
        return found.format(**values)

    def word(self, group: str, name: str) -> str:
        """The wording of a word from an open vocabulary (clocks, dictionaries); the word itself where there is none."""
        return self._texts.get(f"{group}.{name}", name)

    def keys(self) -> Iterator[str]:
        """Every dotted key, in the order of the files' names."""
        return iter(self._texts)


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield f"{prefix}{name}", value
        else:
            raise ValueError(f"{prefix}{name} is not a text")


@cache
def messages(lang: str) -> Messages:
    """The catalogue of ``en`` or ``ja``. Raises ValueError for any other language, or where a key stands twice."""
    if lang not in LANGUAGES:
        raise ValueError(f"no such language: {lang}")
    texts: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / lang).glob("*.toml")):
        for key, value in _flatten(tomllib.loads(file.read_text(encoding="utf-8"))):
            if key in texts:
                raise ValueError(f"{file.name}: {key} stands in another catalogue already")
            texts[key] = value
    return Messages(lang, texts)
