"""Small stand-ins for the detectors and for a worker's task, so that the scan's own promises are tested alone."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from detectors.model import (
    ClassVerdict,
    ColumnVerdict,
    DateClue,
    Entity,
    Evidence,
    EvidenceKind,
    Match,
    Passage,
    PeopleEstimate,
    Table,
    TableVerdict,
    WordClue,
)
from detectors.special.whose import Subject
from scanner.crawl import Job
from scanner.document import Item
from scanner.extractors.base import ExtractOptions
from scanner.folding import Names
from scanner.masking import Hasher
from scanner.options import Limits
from scanner.pipeline import Context
from scanner.results import FileResult, Outcome

KEY = b"a key for tests"
EVIDENCE = (Evidence(EvidenceKind.PATTERN, 4.0),)
_PATTERNS = {
    Entity.EMAIL_ADDRESS: re.compile(r"[a-z.]+@example\.com"),
    Entity.PERSON: re.compile(r"山田[太花]郎|Joan Invented"),
    Entity.LOCATION: re.compile("東京"),
    Entity.JP_CORPORATE_NUMBER: re.compile(r"PO-[0-9]+"),
}


class Detector:
    """Finds invented people, their mail addresses, 東京, and order numbers (negative)."""

    signature = "stand-in 1"

    def find(self, passages: Sequence[Passage], subject: Subject | None = None) -> list[list[Match]]:
        return [list(self._matches(p.text)) for p in passages]

    def _matches(self, text: str) -> Iterator[Match]:
        if "make the detector fail" in text:
            raise ValueError(text)
        for entity, pattern in _PATTERNS.items():
            for m in pattern.finditer(text):
                yield Match(entity, m.start(), m.end(), 0.9, EVIDENCE, "stand-in")

    def judge_all(self, tables: Sequence[Table]) -> list[TableVerdict]:
        return list(map(self._verdict, tables))

    def _verdict(self, table: Table) -> TableVerdict:
        if any("make the detector fail" in row for row in table.rows):
            raise ValueError(table.name)
        columns = []
        for index, header in enumerate(table.rows[0]):
            values = [row[index] for row in table.rows[1:] if index < len(row) and row[index]]
            for entity, pattern in _PATTERNS.items():
                if values and all(pattern.fullmatch(v) for v in values):
                    last = len(table.rows) - 1
                    distinct = tuple(dict.fromkeys(values))
                    columns.append(
                        ColumnVerdict(entity, index, header, 1, last, len(values), distinct, 0.99, EVIDENCE, "stand-in")
                    )
        return TableVerdict(tuple(columns))

    def out_of_time(self) -> tuple[str, ...]:
        return ()

    def restart(self) -> None: ...


@dataclass
class Profile:
    doc_class: ClassVerdict = field(default_factory=lambda: ClassVerdict("letter", 0.8))
    clues: tuple[DateClue, ...] = ()
    told: tuple[WordClue, ...] = ()
    people: PeopleEstimate = field(default_factory=lambda: PeopleEstimate(1, 2))
    special: tuple[str, ...] = ()

    def under(self, path: str) -> Profile:
        return self


class Profiler:
    def text(self, passage: Passage, matches: Sequence[Match]) -> None: ...

    def table(self, table: Table, verdict: TableVerdict) -> None: ...

    def properties(self, values: Mapping[str, str]) -> None: ...

    def finish(self) -> Profile:
        return Profile()


Extract = Callable[[BinaryIO, str, int, ExtractOptions], Iterable[Item]]


def context(extract: Extract | None = None, limits: Limits | None = None) -> Context:
    """A context with the stand-ins; ``extract`` replaces the real extractors."""
    from scanner import extractors

    detector = Detector()
    chosen = extract or extractors.extract
    return Context(
        detector=detector,
        profiler=Profiler,
        extract=lambda stream, name, size, options: iter(chosen(stream, name, size, options)),
        identify=extractors.identify if extract is None else lambda stream, name: "text",
        hasher=Hasher(KEY),
        names=Names(detector.find),
        options=ExtractOptions(limits or Limits()),
        rules="rules 1",
    )


# A worker's functions, for executors: what happens is told by the file's name.


def start(setup: object) -> None:
    if setup == "refuse":
        raise ImportError("no detectors here")
    if setup == "offline":
        from scanner.confinement import cut_off

        cut_off()
    if setup == "limited":
        from scanner.confinement import limit_memory

        limit_memory(300 << 20)


def work_on_copies(job: Job) -> FileResult:
    """Says of a file whether it would be read or is known; takes its time."""
    if job.known:
        return FileResult(job.ref, Outcome.SCANNED, job.stat, "copy")
    time.sleep(0.3)
    return FileResult(job.ref, Outcome.SCANNED, job.stat, "read", content_hash="c1", again=b"said")


def describe() -> str:
    return "rules 1"


def work(job: Job) -> FileResult:
    name = job.ref.path
    if name.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("segfault"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if name.startswith("stuck"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # as native code does: it does not listen
        while True:
            time.sleep(1)
    if name.startswith("slow"):
        time.sleep(0.5)
    if name.startswith("balloon"):
        held = []
        while True:
            held.append(bytearray(16 << 20))
    if name.startswith("raise"):
        raise ValueError("山田太郎")
    if name.startswith("network"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    if name.startswith("interrupt"):
        os.kill(os.getpid(), signal.SIGINT)
    return FileResult(job.ref, Outcome.SCANNED, job.stat, rules="rules 1")
