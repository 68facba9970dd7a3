"""What the command line says: every sentence exists, in both languages alike, and none is there that nobody says."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from reports.locale import messages
from scanner.cli.parser import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "scanner/cli").rglob("*.py")))
LITERAL = set(re.findall(r"""["'](cli\.[a-z_.]+)["']""", SOURCE))
STEMS = set(re.findall(r"""["'](cli\.(?:[a-z_]+\.)*)\{""", SOURCE))


def keys(lang: str) -> set[str]:
    return {re.sub(r"\.(one|other)$", "", key) for key in messages(lang).keys() if key.startswith("cli.")}  # noqa: SIM118


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_sentence_that_is_said_exists(lang: str) -> None:
    assert len(LITERAL) > 80
    assert LITERAL - keys(lang) == set()
    assert all(any(key.startswith(stem) for key in keys(lang)) for stem in STEMS)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_sentence_is_there_that_nobody_says(lang: str) -> None:
    def said(key: str) -> bool:
        return key in LITERAL or any(re.fullmatch(re.escape(stem) + r"[A-Za-z_]+", key) for stem in STEMS - {"cli."})

    commands = rf"cli\.({'|'.join(COMMANDS)})\.(help|description)"
    assert {key for key in keys(lang) if not said(key) and not re.fullmatch(commands, key)} == set()


def test_both_languages_fill_in_the_same_values() -> None:
    english, japanese = messages("en"), messages("ja")

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key in english.keys():  # noqa: SIM118
        if key.startswith("cli.") and not key.endswith(".one"):
            assert fields(english._texts[key]) == fields(japanese._texts[key]), key
