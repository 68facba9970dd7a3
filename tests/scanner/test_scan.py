"""Every file met is exactly one result; what has not changed is not read; an interruption keeps what is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from scanner.crawl import Job, PatternError, RootError
from scanner.document import Detail
from scanner.executors import SerialExecutor
from scanner.options import ScanOptions
from scanner.pipeline import examine
from scanner.progress import Silent
from scanner.results import FileResult, Outcome
from scanner.scan import find_roots, scan
from tests.scanner.standin import KEY, context

CONTEXT = context()


def serial() -> SerialExecutor:
    def work(job: Job) -> FileResult:
        return examine(job.root + b"/" + job.ref.raw, job.ref, job.stat, CONTEXT)

    return SerialExecutor(work, "rules 1")


def changed(jobs: Sequence[Job], rules: str) -> list[bool]:
    return [False] * len(jobs)


class Told(Silent):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.files = self.bytes = 0
        self.results: list[FileResult] = []

    def found(self, files: int, bytes_: int) -> None:
        assert files >= self.files
        self.files, self.bytes = files, bytes_

    def finished(self, result: FileResult) -> None:
        self.results.append(result)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    for n in range(30):
        folder = tmp_path / f"folder {n % 4}"
        folder.mkdir(exist_ok=True)
        (folder / f"{n}.txt").write_text(f"person{'x' * n}@example.com")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "a.tmp").touch()
    return tmp_path


def test_every_file_met_is_exactly_one_result(share: Path) -> None:
    told = Told()
    results = list(scan(ScanOptions((str(share),), exclude=("*.tmp",)), KEY, changed, told, serial()))
    assert Counter(r.outcome for r in results) == {Outcome.SCANNED: 30, Outcome.SKIPPED: 2}
    assert len({r.ref.path for r in results}) == 32
    assert told.results == results
    assert told.files == 32
    assert told.bytes == sum(r.stat.size for r in results)


def test_what_has_not_changed_is_not_read(share: Path) -> None:
    asked: list[tuple[str, str]] = []

    def unchanged(jobs: Sequence[Job], rules: str) -> list[bool]:
        asked.extend((job.ref.path, rules) for job in jobs)
        return [job.ref.path.startswith("folder 1/") for job in jobs]

    results = list(scan(ScanOptions((str(share),)), KEY, unchanged, Silent(), serial()))
    same = [r for r in results if r.outcome is Outcome.UNCHANGED]
    assert len(same) == 8
    assert all(r.ref.path.startswith("folder 1/") and not r.findings and not r.content_hash for r in same)
    assert {rules for _, rules in asked} == {"rules 1"}
    assert len(asked) == 31, "links are not asked about"
    asked.clear()
    full = list(scan(ScanOptions((str(share),), full=True), KEY, unchanged, Silent(), serial()))
    assert not asked
    assert Outcome.UNCHANGED not in {r.outcome for r in full}


def test_bad_roots_and_patterns_are_told_before_anything_is_read(share: Path) -> None:
    with pytest.raises(RootError, match="root_missing"):
        scan(ScanOptions((str(share), str(share / "nowhere"))), KEY, changed, Silent(), serial())
    with pytest.raises(PatternError):
        scan(ScanOptions((str(share),), exclude=("!",)), KEY, changed, Silent(), serial())


def test_roots_are_taken_once(share: Path) -> None:
    assert len(find_roots([str(share), f"{share}/", f"{share}/folder 1/.."])) == 1
    with pytest.raises(RootError, match=r"root_inside inner=.*folder 1 outer="):
        find_roots([str(share / "folder 1"), str(share)])
    assert len(find_roots([str(share / "folder 1"), str(share / "folder 2")])) == 2


def test_a_file_as_root_is_one_result(share: Path) -> None:
    (result,) = scan(ScanOptions((str(share / "folder 1" / "1.txt"),)), KEY, changed, Silent(), serial())
    assert (result.ref.root, result.ref.path) == (str(share / "folder 1"), "1.txt")


def test_leaving_early_ends_the_crawl(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.scan._AHEAD", 2)
    results = scan(ScanOptions((str(share),)), KEY, changed, Silent(), serial())
    next(results)
    results.close()
    import threading

    assert "crawl" not in {t.name for t in threading.enumerate()}


_INTERRUPTED = """
import sys
from scanner.executors import ProcessExecutor
from scanner.options import ScanOptions
from scanner.progress import Silent
from scanner.scan import scan
here = "tests.scanner.standin"
if __name__ == "__main__":
    executor = ProcessExecutor(2, 60.0, None, f"{here}:work", f"{here}:start", f"{here}:describe", here)
    try:
        new = lambda jobs, _: [False] * len(jobs)
        for result in scan(ScanOptions((sys.argv[1],)), b"key", new, Silent(), executor):
            print(result.ref.path, flush=True)
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_ctrl_c_ends_all_workers_and_keeps_what_is_done(tmp_path: Path) -> None:
    for name in ("good 1", "good 2", "stuck 1", "stuck 2"):
        (tmp_path / name).touch()
    with subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert sorted([process.stdout.readline(), process.stdout.readline()]) == ["good 1\n", "good 2\n"]
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
        out, err = process.communicate(timeout=30)
    assert (out, err) == ("interrupted\n", "")
    deadline = time.monotonic() + 10
    while _alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(process.pid), "a process of the scan outlived it"


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


# With the real detectors and worker processes.


@pytest.fixture(scope="module")
def real_share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("share")
    (root / "staff.csv").write_text(
        "name,e-mail,phone\nJoan Invented,joan@example.com,07700 900123\nJack Made,jack@example.com,07700 900456\n"
    )
    (root / "letter.txt").write_text(
        "ご連絡先は山田太郎様、電話０９０－１２３４－５６７８、taro@example.comです。\n", encoding="utf-8"
    )
    (root / "empty").touch()
    (root / "broken.zip").write_bytes(b"PK\x03\x04 this is no archive")
    return root


@pytest.fixture(scope="module")
def real_results(real_share: Path) -> list[FileResult]:
    options = ScanOptions((str(real_share),), jobs=2)
    return sorted(scan(options, KEY, changed, Silent()), key=lambda r: r.ref.raw)


def test_a_real_scan_finds_people_and_problems(real_results: list[FileResult]) -> None:
    broken, empty, letter, staff = real_results
    assert [r.outcome for r in real_results] == [Outcome.FAILED, Outcome.SCANNED, Outcome.SCANNED, Outcome.SCANNED]
    assert broken.problems and not empty.findings
    assert {"EMAIL_ADDRESS", "PHONE_NUMBER"} <= {f.entity for f in letter.findings}
    assert {"EMAIL_ADDRESS", "PHONE_NUMBER"} <= {f.entity for f in staff.findings}


def test_no_value_leaves_a_worker(real_results: list[FileResult]) -> None:
    said = repr(real_results)
    for value in ("Invented", "joan@", "07700 900", "山田", "taro@", "０９０", "１２３４"):
        assert value not in said
    # Few figures may stand in a hash or an inode by chance, so these are sought where values are shown.
    shown = [mask for result in real_results for finding in result.findings for mask in finding.masked]
    assert shown and not any(figures in mask for mask in shown for figures in ("123", "900", "456", "5678", "５６"))


def test_two_scans_and_any_number_of_processes_agree(real_share: Path, real_results: list[FileResult]) -> None:
    options = ScanOptions((str(real_share),), jobs=1)
    again = sorted(scan(options, KEY, changed, Silent()), key=lambda r: r.ref.raw)
    assert again == real_results


def test_another_key_gives_other_hashes(real_share: Path, real_results: list[FileResult]) -> None:
    options = ScanOptions((str(real_share / "letter.txt"),), jobs=1)
    (other,) = scan(options, b"another key", changed, Silent())
    (same,) = [r for r in real_results if r.ref.path == "letter.txt"]
    assert other.content_hash != same.content_hash
    assert not {h for f in other.findings for h in f.hashes} & {h for f in same.findings for h in f.hashes}


_OFFLINE = """
import sys
from scanner.options import ScanOptions
from scanner.progress import Silent
from scanner.scan import scan
def refuse(event, arguments):
    if event == "socket.getaddrinfo" or event == "socket.connect" and isinstance(arguments[1], tuple):
        print("network:", event, flush=True)
        raise PermissionError(event)
if __name__ == "__main__":
    sys.addaudithook(refuse)
    for result in scan(ScanOptions((sys.argv[1],), jobs=1), b"key", lambda jobs, _: [False] * len(jobs), Silent()):
        print(result.ref.path, result.outcome, *[p.cause for p in result.problems])
"""


def test_a_scan_opens_no_network(real_share: Path) -> None:
    """In the scan's own process it is refused here; a worker refuses it by itself, which would be a problem's cause."""
    done = subprocess.run(
        [sys.executable, "-c", _OFFLINE, str(real_share)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    lines = sorted(done.stdout.splitlines())
    assert [line.split()[:2] for line in lines] == [
        ["broken.zip", "failed"],
        ["empty", "scanned"],
        ["letter.txt", "scanned"],
        ["staff.csv", "scanned"],
    ]
    assert "PermissionError" not in done.stdout


def test_a_root_without_anything_in_it_is_a_failure_only_where_it_held_files_before(share: Path) -> None:
    empty = share / "folder 9"
    empty.mkdir()
    options = ScanOptions((str(share / "folder 1"), str(empty)))
    assert all(r.ref.raw for r in scan(options, KEY, changed, Silent(), serial()))
    asked: list[str] = []

    def held(root: str) -> bool:
        asked.append(root)
        return True

    results = list(scan(options, KEY, changed, Silent(), serial(), held))
    (row,) = [r for r in results if not r.ref.raw]
    assert (row.ref.root, row.outcome, row.problems[0].detail) == (str(empty), Outcome.FAILED, Detail.ROOT_EMPTY)
    assert asked == [str(empty)], "a root in which something was met need not be asked about"
