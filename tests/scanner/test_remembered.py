"""What is remembered of the rules saves loading the detectors, and is never mistaken for what holds now."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner import remembered


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "tanaoroshi" / "rules.json"


def test_a_signature_comes_back_for_its_mark_and_for_no_other() -> None:
    remembered.remember("mark", "rules-1")
    assert (remembered.recall("mark"), remembered.recall("other")) == ("rules-1", "")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"mark": 7}', b"\xff\xfe\x00"])
def test_a_damaged_file_is_nothing_remembered_and_is_written_anew(cache: Path, content: bytes) -> None:
    cache.parent.mkdir()
    cache.write_bytes(content)
    assert remembered.recall("mark") == ""
    remembered.remember("mark", "rules-1")
    assert remembered.recall("mark") == "rules-1"


def test_the_oldest_marks_are_dropped() -> None:
    for number in range(remembered.MOST + 3):
        remembered.remember(str(number), "rules")
    assert remembered.recall("2") == ""
    assert remembered.recall("3") == "rules"


def test_a_changed_file_of_the_program_is_another_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in remembered.ROOMS:
        (tmp_path / "program" / room).mkdir(parents=True)
    rule = tmp_path / "program" / "detectors" / "rule.py"
    rule.write_text("a")
    monkeypatch.setattr(remembered, "__file__", str(tmp_path / "program" / "scanner" / "remembered.py"))
    before = remembered.mark("ocr")
    assert remembered.mark("ocr") == before
    assert remembered.mark("no ocr") != before
    os.utime(rule, ns=(1, 1))
    assert remembered.mark("ocr") != before
