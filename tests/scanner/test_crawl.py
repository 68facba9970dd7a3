"""Every entry is met once, whatever it is called and whatever it is; nothing is opened that should not be."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import crawl as crawl_module
from scanner.crawl import Exclusions, Job, PatternError, RootError, crawl, find_root, shown
from scanner.document import Detail, ProblemKind
from scanner.opening import open_file
from scanner.results import FileResult, Outcome


def met(root: Path | str, *exclude: str) -> list[Job | FileResult]:
    return list(crawl(find_root(str(root)), Exclusions(exclude)))


def paths(found: list[Job | FileResult]) -> list[str]:
    return [m.ref.path for m in found]


def only(found: list[Job | FileResult], path: str) -> Job | FileResult:
    (one,) = [m for m in found if m.ref.path == path]
    return one


def problem(one: Job | FileResult) -> tuple[Outcome, ProblemKind, Detail]:
    assert isinstance(one, FileResult)
    (found,) = one.problems
    return one.outcome, found.kind, found.detail


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[bytes]:
    """A folder more than 4096 bytes of path down, made and removed step by step."""
    name = b"d" * 200
    folders = [os.open(tmp_path, os.O_RDONLY)]
    for _ in range(30):
        os.mkdir(name, dir_fd=folders[-1])
        folders.append(os.open(name, os.O_RDONLY, dir_fd=folders[-1]))
    with open(os.open(b"bottom.txt", os.O_CREAT | os.O_WRONLY, dir_fd=folders[-1]), "w") as file:
        file.write("reached")
    yield b"/".join([name] * 30 + [b"bottom.txt"])
    os.unlink(b"bottom.txt", dir_fd=folders[-1])
    for folder in reversed(folders[:-1]):
        os.rmdir(name, dir_fd=folder)
    for folder in folders:
        os.close(folder)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"plain.txt", "plain.txt"),
        ("名簿😀.xlsx".encode(), "名簿😀.xlsx"),
        (b"two\nlines.txt", "two\nlines.txt"),
        (b"\xff\xfe.txt", "\\xff\\xfe.txt"),
        ("名簿.txt".encode("cp932"), "\\x96\\xbc\\x95\\xeb.txt"),
        (b"\\xff.txt", "\\x5cxff.txt"),
        (b"back\\slash", "back\\slash"),
        (b"a.zip > b.txt", "a.zip \\> b.txt"),
        (b"x" * 255, "x" * 255),
        (b"-rf *", "-rf *"),
        (b" ", " "),
        (b"...", "..."),
    ],
)
def test_odd_names_survive(tmp_path: Path, name: bytes, path: str) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(b"content")
    (job,) = met(tmp_path)
    assert isinstance(job, Job)
    assert (job.ref.path, job.ref.raw, job.stat.size) == (path, name, 7)
    with open_file(job.root, job.ref.raw) as opened:
        assert opened.stream.read() == b"content"


_names = st.binary(min_size=1, max_size=12) | st.lists(
    st.sampled_from([b"\\", b"x", b"5c", b">", b"\\>", b" ", b"ff", b"\xff", b"\\xff", b"a"]), min_size=1, max_size=6
).map(b"".join)


@given(_names, _names)
def test_two_paths_never_look_alike(one: bytes, other: bytes) -> None:
    assert (shown(one) == shown(other)) == (one == other)
    assert " > " not in shown(one), "a path on disk looks like a member's"
    shown(one).encode("utf-8")


def test_a_path_deeper_than_the_system_allows_is_read(tmp_path: Path, deep: bytes) -> None:
    (job,) = met(tmp_path)
    assert isinstance(job, Job)
    assert job.ref.raw == deep
    assert len(deep) > 4096
    with open_file(job.root, job.ref.raw) as opened:
        assert opened.stream.read() == b"reached"


def test_more_folders_deep_than_may_be_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl_module, "_OPEN_FOLDERS", 3)
    folder = tmp_path
    expected = []
    for level in range(10):
        for name in ("a", "c"):
            (folder / name).mkdir()
            (folder / name / "file").touch()
        folder = folder / "b"
        folder.mkdir()
        (folder / "file").touch()
        prefix = "b/" * level
        expected += [f"{prefix}a/file", f"{prefix}b/file", f"{prefix}c/file"]
    before = len(os.listdir("/proc/self/fd"))
    assert sorted(paths(met(tmp_path))) == sorted(expected)
    assert len(os.listdir("/proc/self/fd")) == before


def test_the_order_is_stable_and_by_bytes(tmp_path: Path) -> None:
    for name in ("b/2", "b/1", "a/x", "é", "z", "A"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert paths(met(tmp_path)) == ["A", "z", "é", "a/x", "b/1", "b/2"]


def test_links_are_recorded_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    (tmp_path / "folder" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to("nowhere")
    found = met(tmp_path)
    assert paths(found) == ["dangling", "folder/file", "folder/loop"]
    for path in ("dangling", "folder/loop"):
        assert problem(only(found, path)) == (Outcome.SKIPPED, ProblemKind.UNSUPPORTED, Detail.SYMLINK)


def test_pipes_sockets_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
    found = met(tmp_path)  # opening the pipe would wait for a writer for ever
    assert paths(found) == ["pipe", "socket"]
    for one in found:
        assert problem(one) == (Outcome.SKIPPED, ProblemKind.UNSUPPORTED, Detail.SPECIAL_FILE)


def test_excluded_files_and_folders_are_one_row_each(tmp_path: Path) -> None:
    for name in ("keep.txt", "a.tmp", "private/deep/x.txt", "sub/private.txt", "sub/b.tmp"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = met(tmp_path, "*.tmp", "/private/")
    assert sorted(paths(found)) == ["a.tmp", "keep.txt", "private", "sub/b.tmp", "sub/private.txt"]
    for path in ("a.tmp", "private", "sub/b.tmp"):
        assert problem(only(found, path)) == (Outcome.SKIPPED, ProblemKind.UNSUPPORTED, Detail.EXCLUDED)


@pytest.mark.parametrize("pattern", ["!", "[]-[]", "a[z-[]"])
def test_a_pattern_that_means_nothing_is_told(pattern: str) -> None:
    with pytest.raises(PatternError, match="bad_exclusion pattern="):
        Exclusions(["*.tmp", pattern])


def test_a_folder_met_again_below_itself_is_not_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a bind mount of a folder into itself looks: the same device and inode further down."""
    (tmp_path / "a" / "again").mkdir(parents=True)
    (tmp_path / "a" / "again" / "file").touch()
    real_stat, top = os.stat, os.stat(tmp_path)

    def stat(path: bytes, *, dir_fd: int, follow_symlinks: bool) -> os.stat_result:
        return top if path == b"again" else real_stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)

    monkeypatch.setattr("scanner.crawl.os.stat", stat)
    (row,) = list(crawl(crawl_module.Root(os.fsencode(tmp_path)), Exclusions([])))
    assert row.ref.path == "a/again"
    assert problem(row) == (Outcome.SKIPPED, ProblemKind.UNSUPPORTED, Detail.OTHER_FILESYSTEM_LOOP)


def test_an_unreadable_folder_is_one_failed_row() -> None:
    """In a process without the rights of root, which may read everything."""
    script = """
import os, pathlib, shutil, sys, tempfile
from scanner.crawl import Exclusions, crawl, find_root
top = pathlib.Path(tempfile.mkdtemp()); os.chmod(top, 0o755)
for name in ("closed", "open"):
    (top / name).mkdir(); (top / name / "file").touch()
(top / "closed").chmod(0)
if os.getuid() == 0:
    os.chown(top / "closed", 1, 1); child = os.fork()
else:
    child = os.fork()
if child == 0:
    if os.getuid() == 0:
        os.setgid(65534); os.setuid(65534)
    for m in crawl(find_root(str(top)), Exclusions([])):
        problems = [f"{p.kind} {p.stage} {p.detail.name}" for p in getattr(m, "problems", ())]
        print(m.ref.path, getattr(m, "outcome", "job"), *problems)
    sys.stdout.flush(); os._exit(0)
os.waitpid(child, 0)
(top / "closed").chmod(0o700); shutil.rmtree(top)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["closed failed UNREADABLE CRAWL PERMISSION", "open/file job"]


def test_what_vanishes_meanwhile_is_a_row(tmp_path: Path) -> None:
    for name in ("a/1", "b/1", "c/1"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    walk = crawl(find_root(str(tmp_path)), Exclusions([]))
    first = next(walk)
    shutil.rmtree(tmp_path / "b")
    found = [first, *walk]
    assert paths(found) == ["a/1", "b", "c/1"]
    assert problem(only(found, "b")) == (Outcome.FAILED, ProblemKind.UNREADABLE, Detail.VANISHED)


def test_a_folder_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / "a").mkdir(parents=True)
    (root / "b").mkdir()
    (root / "a" / "file").touch()
    elsewhere.mkdir()
    (elsewhere / "secret").touch()
    walk = crawl(find_root(str(root)), Exclusions([]))
    first = next(walk)
    (root / "b").rmdir()
    (root / "b").symlink_to(elsewhere)
    assert paths([first, *walk]) == ["a/file", "b"]


def test_a_file_as_root_is_looked_at_alone(tmp_path: Path) -> None:
    for name in ("this.txt", "that.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    (job,) = met(tmp_path / "this.txt")
    assert (job.ref.root, job.ref.path) == (str(tmp_path), "this.txt")


def test_a_link_may_be_named_as_root(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").touch()
    (tmp_path / "link").symlink_to("real")
    assert paths(met(tmp_path / "link")) == ["file"]


def test_a_missing_root_or_a_device_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RootError, match=r"root_missing root=.*nowhere"):
        find_root(str(tmp_path / "nowhere"))
    with pytest.raises(RootError, match="root_not_folder root=/dev/null"):
        find_root("/dev/null")


def test_crawling_moves_no_access_time(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("x")
    old = 1_000_000_000_000_000_000
    for path in (tmp_path / "folder" / "file", tmp_path / "folder", tmp_path):
        os.utime(path, ns=(old, old + 1))
    met(tmp_path)
    for path in (tmp_path, tmp_path / "folder", tmp_path / "folder" / "file"):
        assert path.stat().st_atime_ns == old
