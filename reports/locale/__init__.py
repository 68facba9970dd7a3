"""All wording for people, in English and Japanese: TOML catalogues, one folder a language.

Every ``*.toml`` in ``reports/locale/<lang>/`` belongs to that language's catalogue. Nested tables become dotted keys
exactly as written in the file (``[entity] PERSON = ...`` is ``entity.PERSON``; the file's name is no part of the key),
and a key may stand in one file only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ja")
_COUNTS = "\0"  # stands for a table with "one" and "other"; no text holds it


class Messages:
    """The catalogue of one language. Its files are read one after the other as keys are asked for: the command line
    needs its own only, and parsing them all would double the time until it answers."""

    def __init__(self, lang: str, files: Sequence[Path]) -> None:
        self.lang = lang
        self._unread = list(files)
        self._texts: dict[str, str] = {}

    def text(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``{name}`` fields filled from ``values`` (``{n:,}`` works).

        A key whose table has ``one`` and ``other`` is a text that counts: ``n`` in ``values`` chooses.
        Raises KeyError where the key, or a value its text asks for, is missing.
        """
        found = self._find(key)
        if found is None:
            raise KeyError(key)
        if found == _COUNTS:
            found = self._texts[f"{key}.{'one' if values['n'] == 1 else 'other'}"]
        return found.format(**values)

    def word(self, group: str, name: str) -> str:
        """The wording of a word from an open vocabulary (clocks, dictionaries); the word itself where there is none."""
        found = self._find(f"{group}.{name}")
        return name if found is None or found == _COUNTS else found

    def keys(self) -> Iterator[str]:
        """Every dotted key."""
        while self._unread:
            self._read()
        return iter(self._texts)

    def _find(self, key: str) -> str | None:
        while True:
            if key in self._texts:
                return self._texts[key]
            if f"{key}.other" in self._texts:
                return _COUNTS
            if not self._unread:
                return None
            self._read()

    def _read(self) -> None:
        file = self._unread.pop(0)
        for key, value in _flatten(tomllib.loads(file.read_text(encoding="utf-8"))):
            if key in self._texts:
                raise ValueError(f"{file.name}: {key} stands in another catalogue already")
            self._texts[key] = value


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
    """The catalogue of ``en`` or ``ja``. Raises ValueError for any other language.

    What is asked of it raises ValueError where a key stands in two files or is no text.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no such language: {lang}")
    return Messages(lang, sorted((Path(__file__).parent / lang).glob("*.toml")))
