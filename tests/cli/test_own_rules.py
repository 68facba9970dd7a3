"""Own rules on the command line: the hashes that detect prints are those that it allows, and mistakes are told."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import Place, assert_one_sentence

TEXT = b"Write to ann.sample@example.com please"


def test_a_hash_that_detect_prints_allows_the_value(place: Place) -> None:
    line = place.tana("detect", "--hashes", stdin=TEXT).stdout.decode().strip()
    hashed = line.split()[-1]
    assert hashed.startswith("EMAIL_ADDRESS:")
    row = json.dumps({"id": 1, "text": TEXT.decode()}).encode()
    (span,) = json.loads(place.tana("detect", "--hashes", "--jsonl", stdin=row).stdout)["spans"]
    assert span["hash"] == hashed
    (place.folder / "tana.toml").write_text(f'[detect]\nallow.hashes = ["{hashed}"]\n')
    done = place.tana("detect", stdin=TEXT + b" or to ben.sample@example.com")
    assert [found.split()[0] for found in done.stdout.decode().splitlines()] == ["45-67"]


def test_hashes_without_their_key_are_told(place: Place) -> None:
    (place.folder / "tana.toml").write_text('[detect]\nallow.hashes = ["PERSON:0123456789abcdef"]\n')
    assert ".key" in assert_one_sentence(place.tana("detect", stdin=TEXT), 2)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "detect.allow.wordz is not a known key"), ("ja", "detect.allow.wordz という項目はありません")],
)
@pytest.mark.parametrize("command", ["detect", "scan"])
def test_a_mistake_in_the_rules_is_one_sentence_in_the_chosen_language(
    place: Place, lang: str, said: str, command: str
) -> None:
    (place.folder / "tana.toml").write_text("[detect]\nallow.wordz = []\n")
    arguments = ["scan", str(place.folder)] if command == "scan" else ["detect"]
    assert said in assert_one_sentence(place.tana("--lang", lang, *arguments, stdin=TEXT), 2)


def test_a_rule_out_of_time_ends_detect_with_one_and_the_rest_is_printed(place: Place) -> None:
    (place.folder / "tana.toml").write_text(
        "[[detect.recognizers]]\nname = 'slow'\nsupported_entity = 'SLOW'\n"
        "patterns = [{name = 's', regex = '(a|a)*$', score = 0.9}]\n"
    )
    done = place.tana("detect", stdin=TEXT + b" " + b"a" * 60 + b"!")
    assert done.returncode == 1
    assert b"EMAIL_ADDRESS" in done.stdout
    assert b"slow" in done.stderr
