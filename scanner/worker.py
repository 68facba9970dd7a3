"""What happens inside a worker process: it is made ready once, then examines one file after the other.

Imported in workers and in the process they are forked from, never by the command line: it brings everything heavy.
"""

from __future__ import annotations

import faulthandler
import functools
import gc
import hashlib
import logging
import os
import resource
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from detectors.profile import DocumentProfile

from detectors.engine import Detector
from scanner import extractors
from scanner.crawl import Job
from scanner.document import Detail
from scanner.executors import Setup
from scanner.extractors.base import ExtractOptions
from scanner.folding import Names
from scanner.masking import Hasher
from scanner.pipeline import PIPELINE_VERSION, Context, examine
from scanner.results import FileResult

_GRACE = 30.0  # seconds after the time limit until an orphaned worker ends itself
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


@functools.cache
def detector() -> Detector:
    """The one Detector of this process."""
    return Detector()


def rules(ocr: bool) -> str:
    """The signature of everything that decides what a scan finds; another signature is a reason to read again."""
    parts = f"{PIPELINE_VERSION}|{extractors.SIGNATURE}|{detector().signature}|ocr={ocr}"
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def new_context(setup: Setup) -> Context:
    """What files are examined with."""
    return Context(
        detector=detector(),
        profiler=DocumentProfile,
        extract=lambda stream, name, size, options: iter(extractors.extract(stream, name, size, options)),
        identify=extractors.identify,
        hasher=Hasher(setup.key),
        names=Names(detector().find),
        options=ExtractOptions(setup.limits, setup.ocr),
        rules=rules(setup.ocr),
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
    sys.addaudithook(_offline)
    limit_memory(setup.limits.memory_bytes)


def signature() -> str:
    """The rules' signature of this worker. Needs ``start`` before it."""
    return _ready().rules


def work(job: Job) -> FileResult:
    """Examine one file. Needs ``start`` before it."""
    context = _ready()
    # Where the parent was killed nobody watches the time any more; the kernel then ends a process stuck in native code.
    signal.setitimer(signal.ITIMER_REAL, context.options.limits.seconds + _GRACE)
    try:
        result = examine(job.root.rstrip(b"/") + b"/" + job.ref.raw, job.ref, job.stat, context)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if any(p.detail is Detail.MEMORY_LIMIT for p in result.problems):
        gc.collect()
    return result


def _ready() -> Context:
    if _context is None:
        raise RuntimeError("the worker has not been started")
    return _context


def silence() -> None:
    """Nothing that a library prints, logs or dumps leaves the process: it might quote the file being read."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


def limit_memory(more: int) -> None:
    """Let this process map so many bytes more than it has already."""
    mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + more
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _offline(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: no worker ever connects to anything, whatever a library would like to fetch."""
    if event in _NETWORK:
        raise PermissionError("a scan opens no network connection")
