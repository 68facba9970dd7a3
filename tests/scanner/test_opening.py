"""A file is opened for reading without a trace, and only if it is still a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.document import Detail, ProblemKind
from scanner.opening import OpeningError, open_file

OLD = 1_000_000_000_000_000_000  # before the file's modification: relatime would move it on reading


def refused(root: Path, name: str) -> tuple[ProblemKind, Detail]:
    with pytest.raises(OpeningError) as caught:
        open_file(os.fsencode(root), name.encode())
    return caught.value.problem.kind, caught.value.problem.detail


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    os.utime(file, ns=(OLD, OLD + 5))
    return file


def test_reading_does_not_move_the_access_time(old_file: Path) -> None:
    with open_file(os.fsencode(old_file.parent), b"file") as opened:
        assert opened.stream.read() == b"content"
        assert opened.problems() == []
    assert old_file.stat().st_atime_ns == OLD


def _without_noatime(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a user who does not own the file: the quiet way is refused."""
    real = os.open

    def opener(name: bytes, flags: int, **how: int) -> int:
        if flags & os.O_NOATIME:
            raise PermissionError(1, "not the owner")
        return real(name, flags, **how)

    monkeypatch.setattr("scanner.opening.os.open", opener)


def test_a_moved_access_time_is_put_back(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_noatime(monkeypatch)
    with open_file(os.fsencode(old_file.parent), b"file") as opened:
        opened.stream.read()
        os.utime(old_file, ns=(OLD + 10, OLD + 5))  # what the file system may have done
        assert opened.problems() == []
        assert opened.stat.changed_ns == old_file.stat().st_ctime_ns
    assert (old_file.stat().st_atime_ns, old_file.stat().st_mtime_ns) == (OLD, OLD + 5)


def test_an_access_time_that_could_not_be_kept_is_said(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_noatime(monkeypatch)
    with open_file(os.fsencode(old_file.parent), b"file") as opened:
        opened.stream.read()
        os.utime(old_file, ns=(OLD + 10, OLD + 5))

        def forbidden(*_: object, **__: object) -> None:
            raise PermissionError(1, "not the owner")

        monkeypatch.setattr("scanner.opening.os.utime", forbidden)
        (problem,) = opened.problems()
    assert (problem.kind, problem.detail) == (ProblemKind.CHANGED, Detail.ACCESS_TIME)


def test_a_file_that_changes_while_it_is_read_is_said(old_file: Path) -> None:
    with open_file(os.fsencode(old_file.parent), b"file") as opened:
        opened.stream.read()
        with old_file.open("ab") as writer:
            writer.write(b" and more")
        (problem,) = opened.problems()
    assert (problem.kind, problem.detail) == (ProblemKind.CHANGED, Detail.CHANGED_WHILE_READ)


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    assert refused(tmp_path, "gone") == (ProblemKind.UNREADABLE, Detail.VANISHED)
    assert refused(tmp_path, "gone/too") == (ProblemKind.UNREADABLE, Detail.VANISHED)


def test_a_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("secret")
    (tmp_path / "file").symlink_to("target")
    (tmp_path / "folder").symlink_to(tmp_path)
    assert refused(tmp_path, "file") == (ProblemKind.UNREADABLE, Detail.VANISHED)
    assert refused(tmp_path, "folder/target") == (ProblemKind.UNREADABLE, Detail.VANISHED)


def test_a_file_that_became_a_pipe_does_not_stop_us(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    signal.alarm(10)  # waiting for a writer would end the test
    try:
        assert refused(tmp_path, "pipe") == (ProblemKind.UNSUPPORTED, Detail.SPECIAL_FILE)
    finally:
        signal.alarm(0)


def test_an_unreadable_file_is_a_problem() -> None:
    script = """
import os, pathlib, shutil, tempfile
from scanner.opening import OpeningError, open_file
top = pathlib.Path(tempfile.mkdtemp()); os.chmod(top, 0o755)
(top / "file").touch(); (top / "file").chmod(0)
child = os.fork()
if child == 0:
    if os.getuid() == 0:
        os.setgid(65534); os.setuid(65534)
    try:
        open_file(os.fsencode(top), b"file")
    except OpeningError as error:
        print(error.problem.kind, error.problem.detail.name, flush=True)
    os._exit(0)
os.waitpid(child, 0); shutil.rmtree(top)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "UNREADABLE PERMISSION\n"


def test_nothing_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").touch()
    before = os.listdir("/proc/self/fd")
    with open_file(os.fsencode(tmp_path), b"a/b/file"):
        pass
    refused(tmp_path, "a/b/gone")
    refused(tmp_path, "a/gone/file")
    refused(tmp_path, "a/b")
    assert os.listdir("/proc/self/fd") == before
