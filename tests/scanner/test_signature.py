"""A file is subject only to what was asked of it: a changed recognizer is no reason to read a film again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from detectors.engine import Detector
from detectors.registry import recognizers
from scanner import worker
from scanner.crawl import Job
from scanner.executors import Setup
from scanner.options import Limits
from scanner.pipeline import Context
from scanner.results import FileRef, FileResult, FileStat
from scanner.signature import holds, of_file, whole
from scanner.worker import new_context, work_with

SCAN = whole("r", "d", "p")


@pytest.fixture(scope="module")
def real() -> Context:
    return new_context(Setup(b"a key for tests", Limits(), False))


def look(path: Path, real: Context) -> FileResult:
    ref = FileRef(str(path.parent), path.name, path.name.encode())
    return work_with(Job(bytes(path.parent), ref, FileStat(path.stat().st_size, 1)), real)


@pytest.mark.parametrize(
    ("detected", "shut", "own"),
    [(True, True, "r.d/p"), (True, False, "r.d"), (False, True, "r/p"), (False, False, "r")],
)
def test_a_files_own_part_holds_until_that_part_changes(detected: bool, shut: bool, own: str) -> None:
    assert of_file(SCAN, detected=detected, shut=shut) == own
    assert holds(own, SCAN)
    assert not holds(own, whole("R", "d", "p"))
    assert holds(own, whole("r", "D", "p")) is not detected
    assert holds(own, whole("r", "d", "P")) is not shut


def test_what_the_recognizers_saw_nothing_of_is_not_subject_to_them(tmp_path: Path, real: Context) -> None:
    film, text = tmp_path / "film.mp4", tmp_path / "text.txt"
    film.write_bytes(b"\0\0\0\x20ftypisom" + bytes(range(256)) * 40)
    text.write_text("hello")
    for name, member in (("films.zip", film), ("texts.zip", text)):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.write(member, member.name)
    subject = {p.name: "." in look(p, real).rules for p in tmp_path.iterdir()}
    assert subject == {"film.mp4": False, "text.txt": True, "films.zip": False, "texts.zip": True}


def test_a_changed_recognizer_leaves_the_readers_part_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    before = worker.rules(True, Detector(), "p", Limits())
    changed = recognizers()
    monkeypatch.setattr(type(changed[0]), "VERSION", 999)
    after = worker.rules(True, Detector(recognizers=changed), "p", Limits())
    assert after != before
    assert holds(of_file(before, detected=False, shut=False), after)
    monkeypatch.setattr(worker.extractors, "SIGNATURE", "other readers")
    assert not holds(of_file(before, detected=False, shut=False), worker.rules(True, Detector(), "p", Limits()))
