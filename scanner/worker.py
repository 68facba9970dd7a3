"""What happens inside a worker process: it is made ready once, then examines one file after the other.

Imported in workers and in the process they are forked from, never by the command line: it brings everything heavy.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import os
import signal
import tempfile

from detectors.documents.profile import DocumentProfile
from detectors.engine import Detector
from scanner import extractors
from scanner.confinement import cut_off, limit_memory, silence
from scanner.crawl import Job
from scanner.document import Detail
from scanner.executors import Setup
from scanner.extractors.base import ExtractOptions
from scanner.folding import Names
from scanner.masking import Hasher
from scanner.options import Limits
from scanner.pipeline import PIPELINE_VERSION, Context, examine
from scanner.results import FileResult
from scanner.signature import whole

_GRACE = 30.0  # seconds after the time limit until an orphaned worker ends itself


@functools.cache
def detector() -> Detector:
    """The one Detector of this process without own rules; made before the processes part, so that they share it."""
    return Detector()


def rules(ocr: bool, mine: Detector, passwords: str, limits: Limits) -> str:
    """The signature of everything that decides what a scan finds; ``passwords`` is the list's digest."""
    reading = f"{PIPELINE_VERSION}|{extractors.SIGNATURE}|{mine.vocabulary}|ocr={ocr}"
    return whole(hashlib.sha256(reading.encode()).hexdigest()[:16], mine.signature, passwords, limits.digest)


def new_context(setup: Setup) -> Context:
    """What files are examined with."""
    hasher = Hasher(setup.key)
    mine = Detector(own=setup.own, hashed=hasher.value) if setup.own else detector()
    return Context(
        detector=mine,
        profiler=DocumentProfile,
        extract=lambda stream, name, size, options: iter(extractors.extract(stream, name, size, options)),
        identify=extractors.identify,
        hasher=hasher,
        names=Names(mine.find),
        options=ExtractOptions(setup.limits, setup.ocr, setup.passwords),
        rules=rules(setup.ocr, mine, setup.passwords.digest(setup.key), setup.limits),
    )


_context: Context | None = None


def start(setup: Setup) -> None:
    """Make this process a worker: silent, offline, limited, with the detectors loaded."""
    global _context
    silence()
    _context = new_context(setup)
    if setup.folder:
        tempfile.tempdir = setup.folder
        os.environ["TMPDIR"] = setup.folder
    cut_off()
    limit_memory(setup.limits.memory_bytes)


def signature() -> str:
    """The rules' signature of this worker. Needs ``start`` before it."""
    return ready().rules


def work(job: Job) -> FileResult:
    """Examine one file. Needs ``start`` before it."""
    return work_with(job, ready())


def work_with(job: Job, context: Context) -> FileResult:
    """Examine one file with this context, within its time."""
    # Where the parent was killed nobody watches the time any more; the kernel then ends a process stuck in native code.
    signal.setitimer(signal.ITIMER_REAL, context.options.limits.seconds_for(job.stat.size) + _GRACE)
    try:
        result = examine(job.root.rstrip(b"/") + b"/" + job.ref.raw, job.ref, job.stat, context, job.known)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if any(p.detail is Detail.MEMORY_LIMIT for p in result.problems):
        gc.collect()
    return result


def ready() -> Context:
    """What this worker was started with. Raises RuntimeError where it was not."""
    if _context is None:
        raise RuntimeError("the worker has not been started")
    return _context
