"""A scan: crawl, leave out what has not changed, have the rest examined. Every file met comes out exactly once."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence

from scanner.crawl import Exclusions, Job, Root, RootError, crawl, find_root
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.duplicates import Duplicates
from scanner.executors import Executor, ProcessExecutor, Setup
from scanner.options import ScanOptions
from scanner.private_folder import private_folder
from scanner.progress import Progress
from scanner.results import FileRef, FileResult, FileStat, Outcome

_AHEAD = 20_000  # entries that the crawl may be ahead of the reading

_ASKED = 200  # files about which the inventory is asked at once

Unchanged = Callable[[Sequence[Job], str], Sequence[bool]]
"""Says for each of some files of one root whether an earlier scan with these rules looked at it as it is now."""

Held = Callable[[str], bool]
"""Says whether an earlier scan left files below a root."""


def _held_nothing(root: str) -> bool:
    return False


def find_roots(names: Sequence[str]) -> list[Root]:
    """The roots named, each once. Raises RootError for one that is missing, unreadable or part of another."""
    roots: list[Root] = []
    for name in names:
        root = find_root(name)
        if root not in roots:
            roots.append(root)
    folders = [root for root in roots if not root.only]
    for inner in roots:
        for outer in folders:
            if inner is not outer and (inner.path + b"/").startswith(outer.path.rstrip(b"/") + b"/"):
                raise RootError("root_inside", inner=inner.shown, outer=outer.shown)
    return roots


def scan(
    options: ScanOptions,
    key: bytes,
    unchanged: Unchanged,
    progress: Progress,
    executor: Executor | None = None,
    held: Held = _held_nothing,
) -> Generator[FileResult, None, None]:
    """Scan the roots; yields one result for each file met, members inside, as they are finished.

    A root below which nothing was met though it ``held`` files comes out as a failed result of its own, with an empty
    path: that is what a share looks like which is not mounted. ``unchanged`` is not asked where ``options.full``.
    ``key`` keys all hashes. Roots and patterns are checked at once, before the first file is opened: raises RootError,
    PatternError, and, on the first result, ExecutorError.
    Closing the iterator, or Ctrl-C, ends all workers; results handed out before stay good. ``executor`` replaces the
    worker processes.
    """
    roots = find_roots(options.roots)
    exclusions = Exclusions(options.exclude)
    return _scan(options, key, unchanged, progress, executor, held, roots, exclusions)


def _scan(
    options: ScanOptions,
    key: bytes,
    unchanged: Unchanged,
    progress: Progress,
    executor: Executor | None,
    held: Held,
    roots: Sequence[Root],
    exclusions: Exclusions,
) -> Generator[FileResult, None, None]:
    ahead = _Ahead(roots, exclusions)
    with contextlib.ExitStack() as ending:
        ending.callback(ahead.stop)
        if executor is None:
            folder = ending.enter_context(private_folder())
            executor = processes(options, key, folder)
        ending.callback(executor.close)
        duplicates = ending.enter_context(contextlib.closing(Duplicates()))
        rules = executor.rules

        def jobs() -> Iterator[Job | FileResult | None]:
            met_in: set[str] = set()
            for some in ahead:
                met_in.add(some[0].ref.root)
                progress.found(ahead.files, ahead.bytes)
                files = [met for met in some if isinstance(met, Job)]
                holds = unchanged(files, rules) if files and not options.full else [False] * len(files)
                same = {job.ref for job, still in zip(files, holds, strict=True) if still}
                for met in some:
                    if not isinstance(met, Job):
                        yield met
                    elif met.ref in same:
                        yield FileResult(met.ref, Outcome.UNCHANGED, met.stat, rules=rules)
                    else:
                        yield from duplicates.jobs(met)
                    yield from duplicates.freed()
            yield from (_empty(root) for root in roots if root.shown not in met_in and held(root.shown))
            while duplicates.waiting:
                yield from duplicates.freed()
                yield None

        for result in executor.run(jobs()):
            duplicates.done(result)
            progress.finished(result)
            yield result


def _empty(root: Root) -> FileResult:
    problem = Problem(ProblemKind.UNREADABLE, Stage.CRAWL, Detail.ROOT_EMPTY)
    return FileResult(FileRef(root.shown, ".", b""), Outcome.FAILED, FileStat(0, 0), problems=(problem,))


def processes(options: ScanOptions, key: bytes, folder: str, rules: str = "") -> ProcessExecutor:
    """The worker processes of a scan; ``folder``, private and removed by the caller, is for their temporary files.

    ``rules`` is their signature where it is known: then they start with the first file that has to be read.
    """
    setup = Setup(key, options.limits, options.ocr, folder, options.own, options.passwords)
    return ProcessExecutor(
        options.jobs, options.limits.seconds, setup, bytes_per_second=options.limits.bytes_per_second, rules=rules
    )


class _Ahead:
    """The crawl of all roots in a thread of its own, some way ahead of the reading, so that the whole is known early.

    ``files`` and ``bytes`` are what was met so far.
    """

    def __init__(self, roots: Sequence[Root], exclusions: Exclusions) -> None:
        self.files = 0
        self.bytes = 0
        self._roots = roots
        self._exclusions = exclusions
        self._queue: queue.Queue[Job | FileResult | BaseException | None] = queue.Queue(_AHEAD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._crawl, name="crawl", daemon=True)

    def __iter__(self) -> Iterator[list[Job | FileResult]]:
        """All entries in order, as many of one root at a time as are at hand."""
        self._thread.start()
        some: list[Job | FileResult] = []
        while True:
            try:
                met = self._queue.get(block=not some)
            except queue.Empty:
                yield some
                some = []
                continue
            if some and (met is None or isinstance(met, BaseException) or met.ref.root != some[0].ref.root):
                yield some
                some = []
            if met is None:
                return
            if isinstance(met, BaseException):
                raise met
            some.append(met)
            if len(some) == _ASKED:
                yield some
                some = []

    def stop(self) -> None:
        """End the thread, if it still runs."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _crawl(self) -> None:
        try:
            for root in self._roots:
                for met in crawl(root, self._exclusions):
                    self.files += 1
                    self.bytes += met.stat.size
                    if not self._put(met):
                        return
            self._put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where the entries are consumed
            self._put(error)

    def _put(self, met: Job | FileResult | BaseException | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(met, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False
