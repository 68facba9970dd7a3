"""Progress: a bar on a terminal, plain lines elsewhere, and times in words."""

from __future__ import annotations

import os
import pty
import subprocess
from argparse import Namespace
from pathlib import Path

import pytest

from reports.locale import messages
from scanner.cli import progress
from scanner.cli.context import Context, shown
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.results import FileRef, FileResult, FileStat, Outcome
from tests.cli.running import TANA, Place


def context(lang: str = "en", **options: bool) -> Context:
    return Context(Namespace(**options), messages(lang))


def result(path: str = "a.txt", size: int = 1_000_000) -> FileResult:
    problem = Problem(ProblemKind.ENCRYPTED, Stage.EXTRACT, Detail.PASSWORD)
    return FileResult(FileRef("/r", path, path.encode()), Outcome.FAILED, FileStat(size, 0), problems=(problem,))


@pytest.mark.parametrize(
    ("seconds", "english", "japanese"),
    [(0, "0 s", "0秒"), (59.6, "1 min 0 s", "1分0秒"), (75, "1 min 15 s", "1分15秒"), (7260, "2 h 1 min", "2時間1分")],
)
def test_times_are_told_in_words(seconds: float, english: str, japanese: str) -> None:
    assert progress.duration(context(), seconds) == english
    assert progress.duration(context("ja"), seconds) == japanese


def test_plain_lines_come_every_few_seconds_with_files_bytes_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with progress.reporter(context()) as reporter:
        reporter.found(4, 4_000_000)
        now += 4.9
        reporter.finished(result())
        assert capsys.readouterr().err == ""
        now += 5.1
        reporter.finished(result())
    line = capsys.readouterr().err
    assert line == "2 of 4 files, 2.0 of 4.0 MB, 0.2 MB/s, time left: 10 s\n"


def test_no_time_is_told_before_there_is_something_to_tell_it_by(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with progress.reporter(context()) as reporter:
        now += 30  # loading
        reporter.found(200, 10_000_000_000)
        now += 6
        reporter.finished(result(size=10))
    assert capsys.readouterr().err.splitlines()[-1].endswith("0.0 MB/s, time left: ?")


def test_quiet_says_nothing_and_verbose_names_each_file_with_its_problems(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.reporter(context(quiet=True, verbose=True)) as reporter:
        reporter.finished(result())
    assert capsys.readouterr().err == ""
    with progress.reporter(context(verbose=True)) as reporter:
        reporter.finished(result("\x1b[2Jevil\n.txt"))
    assert capsys.readouterr().err == "failed    \\x1b[2Jevil\\n.txt (ENCRYPTED)\n"


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("名簿　2023.xlsx", "名簿　2023.xlsx"),
        ("a\tb\r\n", "a\\tb\\r\\n"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\udcff", "\\udcff"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_what_could_move_the_cursor_or_turn_the_writing_is_escaped(raw: str, safe: str) -> None:
    assert shown(raw) == safe


def test_a_terminal_gets_a_bar_and_stdout_only_the_summary(place: Place) -> None:
    share = place.folder / "share"
    share.mkdir()
    for name in ("a.txt", "b.txt"):
        (share / name).write_text("x", encoding="utf-8")
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [TANA, "scan", share],
        stdout=subprocess.PIPE,
        stderr=child,
        cwd=place.folder,
        env=place.environment(TERM="xterm", COLUMNS="120"),
    )
    os.close(child)
    drawn = b""
    while True:
        try:
            drawn += os.read(parent, 65536)
        except OSError:
            break
    out, _ = process.communicate(timeout=60)
    os.close(parent)
    assert process.returncode == 0
    assert b"2 of 2 files" in drawn
    assert b"\x1b[" in drawn
    assert b"\x1b[" not in out
    assert out.decode().startswith(str(Path(share)))
