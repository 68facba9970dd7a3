"""A copy of a file met before in the scan gives what reading it would give, and is not read again."""

from __future__ import annotations

import gzip
import pickle
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.crawl import Job
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.duplicates import MOST, SMALLEST, Duplicates
from scanner.executors import ProcessExecutor, SerialExecutor, Setup
from scanner.extractors.base import ExtractOptions
from scanner.options import Limits, ScanOptions
from scanner.pipeline import Context
from scanner.progress import Silent
from scanner.results import FileRef, FileResult, FileStat, Outcome
from scanner.scan import scan
from scanner.worker import new_context, work_with
from tests.end_to_end.planted import found_in, write_share

KEY = b"a key for tests"
PEOPLE = "氏名,電話番号,退職日\n" + "\n".join(
    f"架空{name}子,03-0000-00{n:02},2016-03-{1 + n % 28:02}" for n, name in enumerate("花幸和良友昭節秋" * 5)
)


@pytest.fixture(scope="module")
def real() -> Context:
    return new_context(Setup(KEY, Limits(), False))


class Counted:
    """A context that counts what its extractor is given."""

    def __init__(self, of: Context) -> None:
        self.read: Counter[str] = Counter()

        def extract(stream, name: str, size: int, options: ExtractOptions):  # type: ignore[no-untyped-def]
            self.read[name] += 1
            return of.extract(stream, name, size, options)

        self.context = replace(of, extract=extract)

    def executor(self) -> SerialExecutor:
        return SerialExecutor(lambda job: work_with(job, self.context), "rules 1")


def changed(jobs: Sequence[Job], rules: str) -> list[bool]:
    return [False] * len(jobs)


def by_path(folder: Path, executor: SerialExecutor | ProcessExecutor) -> dict[str, FileResult]:
    return {r.ref.path: r for r in scan(ScanOptions((str(folder),)), KEY, changed, Silent(), executor)}


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A csv, an archive of it and a gz of it, each with a copy whose name says another class and another year."""
    for folder in ("a", "人事"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a/data.csv").write_text(PEOPLE, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a/all.zip", "w") as archive:
        archive.writestr("2015/名簿.csv", PEOPLE)
        archive.writestr("readme.txt", "nothing much " * 90)
    (tmp_path / "a/part.csv.gz").write_bytes(gzip.compress(PEOPLE.encode(), 0))
    shutil.copy(tmp_path / "a/data.csv", tmp_path / "人事/退職者名簿_2017年度.csv")
    shutil.copy(tmp_path / "a/all.zip", tmp_path / "人事/給与台帳_2018.zip")
    shutil.copy(tmp_path / "a/part.csv.gz", tmp_path / "人事/採用.csv.gz")
    return tmp_path


def test_a_copy_gives_what_reading_it_gives(share: Path, real: Context) -> None:
    anew = {
        path: work_with(Job(bytes(share), FileRef(str(share), path, path.encode()), r.stat), real)
        for path, r in by_path(share, Counted(real).executor()).items()
    }
    counted = Counted(real)
    found = by_path(share, counted.executor())
    assert found == anew
    assert found["人事/退職者名簿_2017年度.csv"].clues != found["a/data.csv"].clues
    assert {m.ref.path for m in found["人事/給与台帳_2018.zip"].members} == {
        "人事/給与台帳_2018.zip > 2015/名簿.csv",
        "人事/給与台帳_2018.zip > readme.txt",
    }


def test_what_is_kept_for_copies_holds_no_value(tmp_path: Path, real: Context) -> None:
    write_share(tmp_path / "share")
    waiting = list(by_path(tmp_path / "share", Counted(real).executor()).values())
    kept = 0
    while waiting:
        result = waiting.pop()
        waiting += result.members
        kept += bool(result.again)
        assert found_in(pickle.dumps(result)) == set(), result.ref.path
    assert kept > 5


def test_a_copy_is_not_read_again(share: Path, real: Context) -> None:
    counted = Counted(real)
    by_path(share, counted.executor())
    # What is inside a gz is named after it: such a copy is another file to its readers.
    assert counted.read == Counter(
        ["data.csv", "all.zip", "名簿.csv", "readme.txt", "part.csv.gz", "part.csv", "採用.csv.gz", "採用.csv"]
    )


def test_the_ending_is_part_of_what_a_file_is(tmp_path: Path, real: Context) -> None:
    for name in ("a.csv", "b.txt", "c.CSV"):
        (tmp_path / name).write_text(PEOPLE, encoding="utf-8")
    counted = Counted(real)
    by_path(tmp_path, counted.executor())
    assert counted.read == {"a.csv": 1, "b.txt": 1}


def test_worker_processes_read_many_copies_once(tmp_path: Path) -> None:
    """The first one is read for long enough that all others would be under way meanwhile."""
    for n in range(12):
        (tmp_path / f"{n}.csv").write_text(PEOPLE, encoding="utf-8")
    here = "tests.scanner.standin"
    executor = ProcessExecutor(3, 30.0, None, f"{here}:work_on_copies", f"{here}:start", f"{here}:describe", here)
    found = by_path(tmp_path, executor)
    assert sorted(r.format for r in found.values()) == [*["copy"] * 11, "read"]


# The parent's side alone


def job(name: str, size: int = SMALLEST) -> Job:
    return Job(b"/r", FileRef("/r", name, name.encode()), FileStat(size, 1))


def result(of: Job, content: str, again: bytes = b"said", **more: object) -> FileResult:
    """As it comes from a worker."""
    told = FileResult(of.ref, Outcome.SCANNED, of.stat, content_hash=content, again=again, **more)  # type: ignore[arg-type]
    return FileResult.unpack(told.pack())


@pytest.fixture
def duplicates() -> Iterator[Duplicates]:
    made = Duplicates()
    yield made
    made.close()


def test_a_file_like_one_under_way_waits_and_is_then_compared(duplicates: Duplicates) -> None:
    first, second = job("a.csv"), job("b.csv")
    assert list(duplicates.jobs(first)) == [first]
    assert list(duplicates.jobs(second)) == []
    assert duplicates.waiting
    assert list(duplicates.freed()) == []
    duplicates.done(result(first, "c1"))
    (now,) = duplicates.freed()
    assert (now, [content for content, _ in now.known]) == (second, ["c1"])
    assert not duplicates.waiting


def test_where_many_contents_are_of_one_length_nothing_waits(duplicates: Duplicates) -> None:
    for n in range(MOST):
        (now,) = duplicates.jobs(job(f"{n}.csv"))
        duplicates.done(result(now, f"c{n}"))
    assert [j.known for name in ("x.csv", "y.csv") for j in duplicates.jobs(job(name))] == [(), ()]


def test_tiny_files_never_wait(duplicates: Duplicates) -> None:
    assert [len(list(duplicates.jobs(job(name, SMALLEST - 1)))) for name in ("a.csv", "b.csv")] == [1, 1]


INSIDE = FileRef("/r", "a.csv.gz > a.csv", b"a.csv.gz", "a.csv.gz")


@pytest.mark.parametrize(
    "more",
    [
        {"outcome": Outcome.PARTIAL},
        {"again": b""},
        {"problems": (Problem(ProblemKind.CHANGED, Stage.CRAWL, Detail.ACCESS_TIME),)},
        {"members": (FileResult(INSIDE, Outcome.SCANNED, FileStat(1, 1)),)},
    ],
)
def test_what_may_not_hold_for_a_copy_is_not_kept(duplicates: Duplicates, more: dict[str, object]) -> None:
    (first,) = duplicates.jobs(job("a.csv.gz"))
    duplicates.done(replace(result(first, "c1"), **more))  # type: ignore[arg-type]
    (second,) = duplicates.jobs(job("b.csv.gz"))
    assert second.known == ()


def test_a_full_disk_costs_nothing_but_time(duplicates: Duplicates) -> None:
    duplicates._kept.execute("PRAGMA max_page_count = 4")
    for n in range(3):
        (now,) = duplicates.jobs(job("a.csv", SMALLEST + n))
        duplicates.done(result(now, f"c{n}", again=bytes(10_000)))
    (now,) = duplicates.jobs(job("b.csv", SMALLEST))
    assert now.known == ()
