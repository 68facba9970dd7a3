"""Carrying jobs to workers and results back. Serial or in processes, the interface is one; no file ends the run."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from detectors.own.mistakes import Mistake
from detectors.own.model import OwnRules
from scanner.crawl import Job
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.forking import PRELOAD, prepare
from scanner.options import Limits
from scanner.passwords import Passwords
from scanner.results import FileResult, Outcome

if TYPE_CHECKING:
    from pebble import ProcessPool

IN_FLIGHT = 3  # jobs handed out for each process: the next is at hand while the writer is busy
BATCH_FILES = 16
BATCH_BYTES = 32_000  # small files are handed out together, so many and so large at most
_ENOUGH = 0.25  # seconds after which a worker gives back what it has of a batch: results wait for no slow file
_AT_MOST = 20.0  # seconds after which a batch is given up and each of its files is done alone
RECYCLE = 500  # batches after which a process is replaced: native readers leak
_STUCK = 30.0  # seconds beyond the time limit without any news after which the whole pool is replaced
_ATTEMPTS = 3  # pools in a row that break without having finished anything; jobs lost twice are given up

Work = Callable[[Job], FileResult]


@dataclass(frozen=True, slots=True)
class Setup:
    """What scanner.worker needs to know. ``folder`` is a private temporary folder that the parent removes."""

    key: bytes = field(repr=False)
    limits: Limits
    ocr: bool
    folder: str = ""
    own: OwnRules = field(default_factory=OwnRules, repr=False)
    passwords: Passwords = field(default_factory=Passwords)


class ExecutorError(Mistake):
    """No work can be done at all: the worker processes do not start."""


class Executor(Protocol):
    """Runs jobs. Results that need no work may stand among the jobs; they come out with the others. None among the jobs
    says that the next one waits for one that is under way."""

    @property
    def rules(self) -> str:
        """The signature of extractors and recognizers. Raises ExecutorError where they cannot be loaded."""

    def run(self, jobs: Iterable[Job | FileResult | None]) -> Iterator[FileResult]:
        """One result for each job, in the order in which they are finished. ``jobs`` is drawn from as work is done.
        Closing the iterator ends the work."""

    def close(self) -> None:
        """End all processes at once."""


def failed(job: Job, kind: ProblemKind, detail: Detail, rules: str, cause: str = "") -> FileResult:
    """The result of a file whose worker did not come back with one."""
    problem = Problem(kind, Stage.EXTRACT, detail, cause=cause)
    return FileResult(job.ref, Outcome.FAILED, job.stat, problems=(problem,), rules=rules)


class SerialExecutor:
    """In this process, one file after the other, without limits of time and memory: for tests and debugging."""

    def __init__(self, work: Work, rules: str) -> None:
        self._work = work
        self.rules = rules

    def run(self, jobs: Iterable[Job | FileResult | None]) -> Iterator[FileResult]:
        """See Executor."""
        for job in jobs:
            if job is not None:
                yield job if isinstance(job, FileResult) else FileResult.unpack(self._work(job).pack())

    def close(self) -> None:
        """Nothing to end."""


class ProcessExecutor:
    """In ``processes`` worker processes, each watched: one that dies or takes longer than ``seconds``, and one
    more for each ``bytes_per_second`` of its file, costs that file.

    ``work``, ``start`` (called once in each process, with ``setup``) and ``describe`` (gives the rules' signature) are
    module-level functions named as ``module:function``, so that this process need not import what they need.
    ``preload`` is a module that the processes share. ``rules`` is the signature where it is known already: then no
    process starts before there is a job.
    """

    def __init__(
        self,
        processes: int,
        seconds: float,
        setup: object,
        work: str = "scanner.worker:work",
        start: str = "scanner.worker:start",
        describe: str = "scanner.worker:signature",
        preload: str = PRELOAD,
        recycle: int = RECYCLE,
        bytes_per_second: float = float("inf"),
        rules: str = "",
    ) -> None:
        self._processes = processes
        self._seconds = seconds
        self._rate = bytes_per_second
        self._setup = setup
        self._work = work
        self._start = start
        self._describe = describe
        self._preload = preload
        self._recycle = recycle
        self._pool: ProcessPool | None = None
        self._rules = rules
        self._broken = 0

    @property
    def rules(self) -> str:
        """See Executor."""
        while not self._rules:
            # No time limit of a file here: loading the detectors for the first time may take long on a slow machine.
            try:
                future: Future[str] = self._ready().schedule(_call, args=(self._describe,))
                self._rules = future.result(timeout=self._seconds + 300)
            except StartError as error:
                raise self._not_started(error) from None
            except (BrokenExecutor, CancelledError, TimeoutError, OSError):
                self._replace()
        return self._rules

    def run(self, jobs: Iterable[Job | FileResult | None]) -> Iterator[FileResult]:
        """See Executor."""
        rules = self.rules
        waiting = _batches(jobs)
        more = True
        running: dict[Future[list[bytes]], tuple[Job, ...]] = {}
        lost_before: set[Job] = set()
        try:
            while more or running:
                while more and len(running) < self._processes * IN_FLIGHT:
                    try:
                        batch = next(waiting)
                    except StopIteration:
                        more = False
                        break
                    if batch is None:
                        break
                    if isinstance(batch, FileResult):
                        yield batch
                    else:
                        running[self._schedule(batch)] = batch
                if not running:
                    continue
                longest = max(map(self._limit, running.values()))
                done, _ = wait(running, timeout=longest + _STUCK, return_when=FIRST_COMPLETED)
                broken = not done
                for future in done:
                    results = self._outcome(future, running[future], rules)
                    if results is None:
                        broken = True
                        continue
                    batch = running.pop(future)
                    self._broken = 0
                    yield from results
                    rest = [batch[len(results) :]] if results else [(job,) for job in batch]
                    running |= {self._schedule(some): some for some in rest if some}
                if broken:
                    # Not a file's worker but the pool itself is dead or silent: a new one gets what was on its way.
                    lost = [job for batch in running.values() for job in batch]
                    running.clear()
                    self._replace()
                    for job in lost:
                        if job in lost_before:
                            yield failed(job, ProblemKind.CRASHED, Detail.WORKER_DIED, rules)
                        else:
                            running[self._schedule((job,))] = (job,)
                    lost_before.update(lost)
        finally:
            if more or running:
                self.close()

    def _schedule(self, batch: tuple[Job, ...]) -> Future[list[bytes]]:
        pool = self._ready()
        future: Future[list[bytes]] = pool.schedule(_call_each, args=(self._work, batch), timeout=self._limit(batch))
        return future

    def _limit(self, batch: tuple[Job, ...]) -> float:
        seconds = self._seconds if len(batch) == 1 else min(self._seconds, _AT_MOST)
        return seconds + sum(job.stat.size for job in batch) / self._rate

    def _outcome(self, future: Future[list[bytes]], batch: tuple[Job, ...], rules: str) -> list[FileResult] | None:
        """The results, of the first files of the batch or of all; none where one of several files failed, and each has
        to be done alone; None where the pool broke."""
        from pebble import ProcessExpired

        job, several = batch[0], len(batch) > 1
        try:
            return list(map(FileResult.unpack, future.result()))
        except (BrokenExecutor, CancelledError):
            return None
        except StartError as error:
            raise self._not_started(error) from None
        except BaseException as error:  # noqa: BLE001 - recorded: it arose in the worker
            if several:
                return []
            if isinstance(error, TimeoutError):
                return [failed(job, ProblemKind.TIMEOUT, Detail.TIME_LIMIT, rules)]
            if isinstance(error, ProcessExpired):
                cause = _signal_name(error.exitcode)
                return [failed(job, ProblemKind.CRASHED, Detail.WORKER_DIED, rules, cause)]
            if isinstance(error, MemoryError):
                return [failed(job, ProblemKind.CRASHED, Detail.MEMORY_LIMIT, rules)]
            return [failed(job, ProblemKind.CRASHED, Detail.UNEXPECTED, rules, type(error).__name__)]

    def _not_started(self, error: StartError) -> ExecutorError:
        self.close()
        return ExecutorError("no_detectors", reason=error)

    def _ready(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool

            prepare(self._preload)
            self._pool = ProcessPool(
                max_workers=self._processes,
                max_tasks=self._recycle,
                initializer=_begin,
                initargs=(self._start, self._setup),
                context=multiprocessing.get_context("forkserver"),
            )
        return self._pool

    def _replace(self) -> None:
        self.close()
        self._broken += 1
        if self._broken >= _ATTEMPTS:
            raise ExecutorError("workers_end")

    def close(self) -> None:
        """End all processes at once."""
        pool, self._pool = self._pool, None
        if pool is not None:
            from pebble.pool.process import WORKERS_NAME

            pool.stop()  # type: ignore[no-untyped-call]
            # What they were doing is lost either way, and asking politely takes three seconds for each that is stuck.
            workers = [p for p in multiprocessing.active_children() if p.name == WORKERS_NAME]
            for process in workers:
                process.kill()
            for process in workers:
                process.join()
            # Its threads look up ten times a second: nobody needs to wait for that.
            threading.Thread(target=pool.join, name="end of the pool").start()


class StartError(Exception):
    """A worker could not be made ready; carries the class name of the reason, and the module that is missing."""


_start_failure = ""


def _begin(function: str, setup: object) -> None:
    """Make the worker ready. The first call tells of a failure: an initialiser that raises is tried for ever."""
    global _start_failure
    try:
        _resolve(function)(setup)
    except Exception as error:  # noqa: BLE001 - told by _call
        missing = error.name if isinstance(error, ImportError) else None
        _start_failure = f"{type(error).__name__} {missing}" if missing else type(error).__name__


def _call(function: str, *arguments: Any) -> Any:
    """Call ``module:function`` in the worker."""
    if _start_failure:
        raise StartError(_start_failure)
    return _resolve(function)(*arguments)


def _call_each(function: str, jobs: tuple[Job, ...]) -> list[bytes]:
    """Call ``module:function`` in the worker for some jobs, one after the other, and at least the first; the results,
    packed."""
    begun = time.monotonic()
    results = []
    for job in jobs:
        results.append(_call(function, job).pack())
        if time.monotonic() - begun > _ENOUGH:
            break
    return results


def _batches(jobs: Iterable[Job | FileResult | None]) -> Iterator[tuple[Job, ...] | FileResult | None]:
    """Small files by several, so that handing them out costs less than reading them; all else as it comes."""
    batch: list[Job] = []
    room = BATCH_BYTES
    for job in jobs:
        if isinstance(job, FileResult):
            yield job
            continue
        if job is not None:
            if job.stat.size > BATCH_BYTES // 2:
                yield (job,)
                continue
            batch.append(job)
            room -= job.stat.size
        if batch and (job is None or room <= 0 or len(batch) == BATCH_FILES):
            yield tuple(batch)
            batch, room = [], BATCH_BYTES
        if job is None:
            yield None
    if batch:
        yield tuple(batch)


def _resolve(function: str) -> Callable[..., Any]:
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _signal_name(code: int | None) -> str:
    try:
        return signal.Signals(-code).name if code is not None and code < 0 else ""
    except ValueError:
        return ""
