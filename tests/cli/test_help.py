"""``tana --help``: complete, honest, quick, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.cli.parser import COMMANDS, chosen_language, columns, wrapped
from tests.cli.running import Place, assert_one_sentence

ROOT = Path(__file__).resolve().parents[2]
PROMISED = [
    "scan",
    "report",
    "register",
    "retention",
    "copies",
    "who",
    "sweep",
    "decide",
    "dispose",
    "serve",
    "export",
    "extract",
    "detect",
    "init",
    "doctor",
    "demo",
]


@pytest.mark.parametrize(("lang", "word"), [("en", "Usage:"), ("ja", "使い方:")])
def test_help_lists_every_command_in_the_chosen_language(place: Place, lang: str, word: str) -> None:
    done = place.tana("--help", "--lang", lang)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.startswith(word)
    assert re.findall(r"^    ([a-z]+) ", text, re.MULTILINE) == PROMISED == list(COMMANDS)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("command", PROMISED)
def test_each_command_has_help_in_both_languages(place: Place, command: str, lang: str) -> None:
    done = place.tana(command, "--help", "--lang", lang)
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "--config" in text
    assert bool(re.search("[ぁ-ん]", text)) == (lang == "ja")
    assert "cli." not in text


def test_help_imports_nothing_heavy() -> None:
    heavy = "sqlalchemy alembic presidio_analyzer spacy pydantic lxml rich openpyxl yaml jinja2 pebble numpy sudachipy"
    script = (
        "import sys, json; from scanner.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print('\\n' + json.dumps(sorted(set(m.partition('.')[0] for m in sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "scanner" in loaded
    assert loaded & set(heavy.split()) == set()


def test_a_command_imports_no_other_command() -> None:
    call = "from scanner.cli import main; main(['copies', '--help'])"
    script = f"import sys; {call}; print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, text=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert [name for name in COMMANDS if f"scanner.cli.{name}" in loaded] == ["copies"]


@pytest.mark.parametrize(
    ("arguments", "environ", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "ja_JP.UTF-8"}, "ja"),
        ([], {"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "ja_JP.eucJP"}, "ja"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["--lang", "ja"], {"LANG": "en_GB"}, "ja"),
        (["scan", "x", "--lang=en"], {"LANG": "ja_JP"}, "en"),
        (["--lang"], {"LANG": "ja_JP"}, "ja"),
        (["--lang", "de"], {"LANG": "ja_JP"}, "ja"),
        (["detect", "--", "--lang=ja"], {}, "en"),
    ],
)
def test_the_language_is_the_options_then_the_environments(
    arguments: list[str], environ: dict[str, str], lang: str
) -> None:
    assert chosen_language(arguments, environ) == lang


def test_global_options_stand_before_or_after_the_command(place: Place) -> None:
    before = place.tana("--db", place.folder / "a.db", "--lang", "ja", "export", "files")
    after = place.tana("export", "files", "--lang", "ja", "--db", place.folder / "a.db")
    assert assert_one_sentence(before, 3) == assert_one_sentence(after, 3)
    assert "a.db" in before.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "COMMAND"),
        (["tidy"], "tidy"),
        (["sweep", "--audit", "few"], "few"),
        (["decide"], "keep-until"),
        (["decide", "--from", "absent.xlsx"], "absent.xlsx"),
        (["dispose"], "action"),
        (["scan"], "ROOT"),
        (["scan", "--jobs", "many", "."], "many"),
        (["scan", "--jobs", "0", "."], "--jobs"),
        (["scan", "--bogus", "."], "--bogus"),
        (["export", "people"], "people"),
        (["export", "files", "--format", "xml"], "xml"),
        (["register", "--template", "gdpr", "--out", "x.xlsx"], "gdpr"),
        (["register", "--template", "ipa"], "--out"),
        (["report"], "--out"),
        (["detect", "--min-score", "2", "x"], "--min-score"),
        (["detect", "absent.txt"], "absent.txt"),
        (["extract", "absent.txt"], "absent.txt"),
        (["retention", "explain"], "explain"),
        (["retention", "list", "x"], "list"),
        (["--lang", "de", "doctor"], "de"),
        (["doctor", "--db"], "--db"),
        (["doctor", "--quiet=yes"], "--quiet"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_usage_error_is_one_sentence_that_names_what_is_wrong(
    place: Place, arguments: list[str], word: str, lang: str
) -> None:
    done = place.tana(*arguments, LANG={"en": "en_GB.UTF-8", "ja": "ja_JP.UTF-8"}[lang])
    sentence = assert_one_sentence(done, 2)
    assert word in sentence
    assert bool(re.search("[ぁ-ん]", sentence)) == (lang == "ja"), sentence


def test_every_command_of_the_help_is_described_in_the_docs() -> None:
    docs = (ROOT / "docs/usage.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## tana ([a-z]+)$", docs, re.MULTILINE)) == set(COMMANDS)
    for command in COMMANDS:
        section = docs.split(f"## tana {command}\n")[1].split("\n## ")[0]
        assert f"```\ntana {command}" in section or f"| tana {command}" in section, command


def test_every_option_of_every_command_is_described_in_the_docs(place: Place) -> None:
    docs = (ROOT / "docs/usage.md").read_text(encoding="utf-8")
    options = set()
    for command in COMMANDS:
        options |= set(re.findall(r"--[a-z-]+", place.tana(command, "--help").stdout.decode()))
    assert {option for option in options - {"--help", "--quiet", "--verbose"} if option not in docs} == set()


def test_wrapped_lines_fit_the_screen_and_lose_nothing() -> None:
    text = "指定したフォルダーの下にある全ファイルを調べ、結果を tana.toml に従って台帳に記録します。" * 3
    lines = list(wrapped(text, 40))
    assert all(columns(line) <= 42 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.startswith(("、", "。")) for line in lines)
