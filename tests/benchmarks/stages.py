"""Where the time of a scan goes, by kind of file: crawl, identify, extract, detect, fold, store.

Processor seconds of one process that has everything loaded, over the shares of ``speed`` (made there where they are
not) or over the folder in ``STAGES_SHARE``. A stage inside another is not counted in it too: they add up to the whole.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

from detectors.documents.profile import DocumentProfile
from detectors.model import Match, Passage, Table, TableVerdict
from detectors.special.whose import Subject
from inventory.storage.store import Store
from scanner import worker
from scanner.crawl import Exclusions, Job, crawl, find_root
from scanner.executors import Setup
from scanner.options import Limits
from scanner.results import FileResult
from tests.benchmarks import speed

STAGES = ("crawl", "identify", "extract", "text", "tables", "profile", "fold and hash", "store")
_LOADED = 3  # files of each kind that are examined first, so that everything is loaded


class _Clock:
    """Seconds by kind of file and stage; a stage inside another is taken out of it."""

    def __init__(self) -> None:
        self.spent: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.kind = ""
        self._stack: list[str] = []
        self._since = process_time()

    def _charge(self) -> None:
        now = process_time()
        if self._stack:
            self.spent[self.kind, self._stack[-1]] += now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._charge()
        self._stack.append(name)
        try:
            yield
        finally:
            self._charge()
            self._stack.pop()

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            with self.stage(name):
                return call(*args)

        return run

    def each(self, name: str, call: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """A generator whose steps are timed, not what is done between them."""

        def run(*args: Any) -> Iterator[Any]:
            items = call(*args)
            while True:
                with self.stage(name):
                    item = next(items, None)
                if item is None:
                    return
                yield item

        return run


class _Detector:
    """The detector with its two ways of being asked timed."""

    def __init__(self, detector: Any, clock: _Clock) -> None:
        self._detector, self._clock = detector, clock

    def find(self, passages: Sequence[Passage], subject: Subject | None = None) -> list[list[Match]]:
        with self._clock.stage("text"):
            found: list[list[Match]] = self._detector.find(passages, subject)
            return found

    def judge_all(self, tables: Sequence[Table]) -> list[TableVerdict]:
        with self._clock.stage("tables"):
            verdicts: list[TableVerdict] = self._detector.judge_all(tables)
            return verdicts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._detector, name)


class _Profile:
    """A document's profile, timed."""

    def __init__(self, clock: _Clock) -> None:
        self._profile, self._clock = DocumentProfile(), clock

    def __getattr__(self, name: str) -> Any:
        return self._clock.timed("profile", getattr(self._profile, name))


def profile(share: Path) -> tuple[Mapping[tuple[str, str], float], Mapping[str, int]]:
    """Seconds by kind and stage over the files of a folder, and how many files of each kind."""
    clock = _Clock()
    context = worker.new_context(Setup(key=bytes(32), limits=Limits(), ocr=False))
    timed = replace(
        context,
        detector=_Detector(context.detector, clock),
        profiler=lambda: _Profile(clock),
        extract=clock.each("extract", context.extract),
        identify=clock.timed("identify", context.identify),
    )
    counts: defaultdict[str, int] = defaultdict(int)
    jobs = [item for item in crawl(find_root(str(share)), Exclusions(())) if isinstance(item, Job)]
    for job in jobs:
        kind = Path(job.ref.raw.decode("utf-8", "replace")).suffix.lower()
        counts[kind] += 1
        if counts[kind] <= _LOADED:
            worker.work_with(job, context)
    results: dict[str, list[FileResult]] = defaultdict(list)
    clock.kind = "all"
    for item in clock.each("crawl", crawl)(find_root(str(share)), Exclusions(())):
        if isinstance(item, Job):
            clock.kind = Path(item.ref.raw.decode("utf-8", "replace")).suffix.lower()
            with clock.stage("fold and hash"):
                results[clock.kind].append(worker.work_with(item, timed))
            clock.kind = "all"
    with Store.in_memory() as store, store.run([find_root(str(share)).shown], timed.rules) as run:
        for clock.kind, some in results.items():
            with clock.stage("store"):
                for result in some:
                    run.save(result)
                run.flush()
    return clock.spent, counts


def measure() -> None:
    """Prints a table for each share: a line for each kind, milliseconds a file by stage."""
    given = os.environ.get("STAGES_SHARE")
    shares = {Path(given).name: Path(given)} if given else {name: speed.share(name) for name in speed.SHARES}
    for name, share in shares.items():
        spent, counts = profile(share)
        total = sum(spent.values())
        print(f"\n{name}: {sum(counts.values())} files, {total:.1f} s; milliseconds a file")
        print(f"| kind | files | {' | '.join(STAGES[1:])} | all |\n| --- | {'---: | ' * (len(STAGES) + 1)}".rstrip())
        for kind, count in sorted(counts.items()):
            cells = [1000 * spent.get((kind, stage), 0.0) / count for stage in STAGES[1:]]
            print(f"| {kind or '-'} | {count} | {' | '.join(f'{c:.1f}' for c in cells)} | {sum(cells):.1f} |")
        shares_of = {stage: sum(s for (_, of), s in spent.items() if of == stage) / total for stage in STAGES}
        print("\n" + ", ".join(f"{stage} {share_of:.0%}" for stage, share_of in shares_of.items()))
