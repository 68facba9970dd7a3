"""Programs that help to read a file end with the worker, at their time limit, and hear nothing but their input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanner import programs


def test_input_and_output_are_carried() -> None:
    assert programs.run(["cat"], 10, b"Aiko Mihon").stdout == b"Aiko Mihon"
    assert programs.run(["cat"], 10).stdout == b""
    assert programs.run(["sh", "-c", "exit 3"], 10).returncode == 3
    assert programs.run(["sh", "-c", "echo $MORE"], 10, more={"MORE": "more"}).stdout == b"more\n"


def test_a_program_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        programs.run(["sleep", "60"], 0.2)
    assert time.monotonic() - began < 10


def test_a_program_ends_with_its_worker_even_where_that_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"from scanner import programs; programs.run(['sh', '-c', 'echo $$ > {told}; exec sleep 60'], 50)"
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2])
    try:
        child = int(_wait(lambda: told.exists() and told.read_text()))
        assert _alive(child)
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait()
    _wait(lambda: not _alive(child) and "gone")


def _wait(ready: object) -> str:
    for _ in range(200):
        if found := ready():  # type: ignore[operator]
            return str(found)
        time.sleep(0.05)
    raise AssertionError("waited ten seconds in vain")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
