"""A file that kills, stops or bloats its worker costs itself alone; the others come back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import pytest

from scanner.crawl import Job
from scanner.document import Detail, ProblemKind
from scanner.executors import (
    BATCH_BYTES,
    BATCH_FILES,
    IN_FLIGHT,
    Executor,
    ExecutorError,
    ProcessExecutor,
    SerialExecutor,
    _batches,
)
from scanner.results import FileRef, FileResult, FileStat, Outcome
from tests.scanner import standin


def job(name: str, size: int = 1) -> Job:
    return Job(b"/root", FileRef("/root", name, name.encode()), FileStat(size, 2))


def processes(count: int = 2, seconds: float = 20.0, setup: object = None, recycle: int = 500) -> ProcessExecutor:
    here = "tests.scanner.standin"
    return ProcessExecutor(count, seconds, setup, f"{here}:work", f"{here}:start", f"{here}:describe", here, recycle)


def run(executor: Executor, names: Sequence[str]) -> dict[str, FileResult]:
    try:
        results = list(executor.run(map(job, names)))
    finally:
        executor.close()
    assert sorted(r.ref.path for r in results) == sorted(names), "one result for each file"
    return {r.ref.path: r for r in results}


def good(count: int) -> list[str]:
    return [f"good {n}" for n in range(count)]


def check(results: dict[str, FileResult], name: str, kind: ProblemKind, detail: Detail) -> None:
    """The file failed so, and no other did."""
    (problem,) = results[name].problems
    assert (results[name].outcome, problem.kind, problem.detail) == (Outcome.FAILED, kind, detail)
    assert results[name].rules == "rules 1"
    assert {r.outcome for path, r in results.items() if path.startswith("good")} == {Outcome.SCANNED}


def test_serial_and_processes_agree() -> None:
    serial = run(SerialExecutor(standin.work, "rules 1"), good(20))
    assert run(processes(), good(20)) == serial


@pytest.mark.parametrize(("name", "cause"), [("kill", "SIGKILL"), ("segfault", "SIGSEGV")])
def test_a_dead_worker_costs_one_file(name: str, cause: str) -> None:
    results = run(processes(), [*good(5), name, *good(12)[5:]])
    check(results, name, ProblemKind.CRASHED, Detail.WORKER_DIED)
    assert results[name].problems[0].cause == cause


def test_many_dead_workers_cost_their_files() -> None:
    names = [name for n in range(6) for name in (f"kill {n}", f"good {n}")]
    results = run(processes(), names)
    for n in range(6):
        check(results, f"kill {n}", ProblemKind.CRASHED, Detail.WORKER_DIED)


def test_a_stuck_worker_costs_one_file_and_its_time() -> None:
    started = time.monotonic()
    results = run(processes(seconds=1.0), ["stuck", *good(10)])
    check(results, "stuck", ProblemKind.TIMEOUT, Detail.TIME_LIMIT)
    assert time.monotonic() - started < 15


def test_a_file_that_needs_too_much_memory_costs_itself() -> None:
    check(run(processes(setup="limited"), ["balloon", *good(5)]), "balloon", ProblemKind.CRASHED, Detail.MEMORY_LIMIT)


def test_an_error_in_a_worker_is_told_by_its_class_alone() -> None:
    results = run(processes(), ["raise", *good(3)])
    check(results, "raise", ProblemKind.CRASHED, Detail.UNEXPECTED)
    assert results["raise"].problems[0].cause == "ValueError"


def test_a_worker_cut_off_connects_to_nothing() -> None:
    results = run(processes(setup="offline"), ["network", *good(3)])
    check(results, "network", ProblemKind.CRASHED, Detail.UNEXPECTED)
    assert results["network"].problems[0].cause == "PermissionError"


def test_workers_do_not_hear_ctrl_c() -> None:
    assert {r.outcome for r in run(processes(), ["interrupt", *good(3)]).values()} == {Outcome.SCANNED}


def test_workers_are_replaced_from_time_to_time() -> None:
    assert len(run(processes(recycle=3), good(20))) == 20


def test_results_that_need_no_work_pass_through() -> None:
    executor = processes()
    done = FileResult(FileRef("/root", "link", b"link"), Outcome.SKIPPED, FileStat(0, 0))
    try:
        results = list(executor.run([done, job("good"), done]))
    finally:
        executor.close()
    assert sorted(r.ref.path for r in results) == ["good", "link", "link"]


def test_where_the_rules_are_known_and_nothing_is_new_no_worker_starts() -> None:
    executor = ProcessExecutor(2, 20.0, None, start="no.such:module", describe="no.such:module", rules="rules 1")
    same = FileResult(FileRef("/root", "same", b"same"), Outcome.UNCHANGED, FileStat(0, 0))
    assert (executor.rules, list(executor.run([same]))) == ("rules 1", [same])
    with pytest.raises(ExecutorError):  # with the first file to be read they do
        list(executor.run([same, job("new")]))


@pytest.mark.parametrize(("size", "most"), [(1, 2 * IN_FLIGHT * BATCH_FILES), (BATCH_BYTES, 2 * IN_FLIGHT)])
def test_no_more_jobs_are_drawn_than_can_be_under_way(size: int, most: int) -> None:
    drawn = 0

    def jobs() -> Iterator[Job]:
        nonlocal drawn
        for name in good(300):
            drawn += 1
            yield job(name, size)

    executor = processes()
    try:
        results = executor.run(jobs())
        next(results)
        assert drawn <= most + 1
        results.close()  # type: ignore[attr-defined]
    finally:
        executor.close()


def test_workers_that_cannot_start_are_a_clear_error() -> None:
    executor = processes(setup="refuse")
    with pytest.raises(ExecutorError, match=r"no_detectors reason=ImportError"):
        list(executor.run([job("good")]))


def test_leaving_early_ends_the_workers() -> None:
    executor = processes(seconds=60.0)
    results = executor.run(job(name, BATCH_BYTES) for name in ["good", "stuck 1", "stuck 2", "stuck 3"])
    assert next(results).ref.path == "good"
    started = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 3


def test_small_files_are_handed_out_together_and_large_ones_alone() -> None:
    link = FileResult(FileRef("/root", "link", b"link"), Outcome.SKIPPED, FileStat(0, 0))
    small, large = [job(f"s{n}") for n in range(BATCH_FILES + 2)], job("large", BATCH_BYTES)
    halves = [job(f"h{n}", BATCH_BYTES // 2) for n in range(2)]
    given = [small[0], link, large, *small[1:BATCH_FILES], *halves, small[-2], None, small[-1]]
    assert list(_batches(given)) == [
        link,
        (large,),
        tuple(small[:BATCH_FILES]),
        tuple(halves),
        (small[-2],),
        None,
        (small[-1],),
    ]


def test_results_do_not_wait_for_the_slow_files_of_their_batch() -> None:
    executor = processes(1)
    started = time.monotonic()
    try:
        met = [
            (result.ref.path, time.monotonic() - started)
            for result in executor.run(map(job, ["slow 1", "good", "slow 2"]))
        ]
    finally:
        executor.close()
    (first, begun), (second, _), (third, ended) = met
    assert (first, second, third) == ("slow 1", "good", "slow 2")
    assert ended - begun > 0.4, "the first one came before the last one was done"
