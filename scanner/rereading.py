"""Reading a file again for one person: in which records does a value stand, and what else identifies whom it is about.

Nothing is written; what leaves the worker are places, masks and keyed hashes, as in a scan.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from detectors.model import Match, TableVerdict
from scanner.crawl import Job
from scanner.executors import ProcessExecutor, Setup
from scanner.folding import Folder, Names
from scanner.masking import Hasher
from scanner.records import Record, Records, Wanted
from scanner.results import FileRef, FileResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detectors.model import ClassVerdict, DateClue, Passage, PeopleEstimate, Table, WordClue


@dataclass(frozen=True, slots=True)
class RereadJob(Job):
    """A file to be read again, and for what."""

    wanted: Wanted = field(default_factory=lambda: Wanted(frozenset()))


@dataclass(frozen=True, slots=True)
class Reread(FileResult):
    """The result of a file read again, its members' records among its own. ``complete`` is false where some of them
    were left out for their number."""

    records: tuple[Record, ...] = ()
    complete: bool = True


def reread(
    jobs: Sequence[Job], setup: Setup, processes: int, seconds: float, work: str = "scanner.rereading:work"
) -> Iterator[FileResult]:
    """Read the files in worker processes, confined as in a scan; one result for each, a ``Reread`` where the file could
    be opened. After ``seconds`` no more results come. Raises ExecutorError where no worker can be started.

    ``setup.folder`` is private, and removed by the caller.
    """
    limits = setup.limits
    until = time.monotonic() + seconds
    executor = ProcessExecutor(
        processes, limits.seconds, setup, work=work, bytes_per_second=limits.bytes_per_second, rules="rereading"
    )
    with closing(executor):
        for result in executor.run(iter(jobs)):
            yield result
            if time.monotonic() > until:
                return


def work(job: RereadJob) -> FileResult:
    """In the worker: find the records of one file."""
    from dataclasses import replace

    from scanner.worker import ready, work_with

    folders: list[Records] = []

    def folder(ref: FileRef, hasher: Hasher, names: Names) -> Folder:
        folders.append(Records(ref.path, hasher, names, job.wanted))
        return folders[-1]

    result = work_with(job, replace(ready(), folder=folder, profiler=NoProfile))
    told = {f.name: getattr(result, f.name) for f in fields(FileResult)}
    records = tuple(record for each in folders for record in each.records)
    return Reread(**told, records=records, complete=not any(each.cut for each in folders))


class NoProfile:
    """Nothing is said of the document as a whole: the inventory knows that already."""

    special: tuple[str, ...] = ()
    clues: tuple[DateClue, ...] = ()
    told: tuple[WordClue, ...] = ()

    def __init__(self) -> None:
        from detectors.model import ClassVerdict, PeopleEstimate

        self.doc_class: ClassVerdict = ClassVerdict("none", 0.0)
        self.people: PeopleEstimate = PeopleEstimate(0, 0)

    def text(self, passage: Passage, matches: Sequence[Match]) -> None: ...

    def table(self, table: Table, verdict: TableVerdict) -> None: ...

    def properties(self, values: Mapping[str, str]) -> None: ...

    def finish(self) -> NoProfile:
        return self

    def under(self, path: str) -> NoProfile:
        return self
