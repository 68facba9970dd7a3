"""Examines one file as a worker does, in a process of its own with limited memory: ``python -m ... PATH MEGABYTES``.

Prints one JSON object: outcome, problems of the file and its members, characters, findings, seconds, peak in MB.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scanner.results import FileResult


@dataclass(frozen=True)
class Seen:
    """What came of it. ``kinds`` are the problem kinds of the file and of all members, ``found`` the findings."""

    outcome: str
    kinds: list[str]
    found: list[str]
    characters: int
    files: int
    seconds: float
    peak_mb: int


class Died(Exception):
    """The process was ended by the signal named."""


def confined(path: Path, megabytes: int = 1024, seconds: float = 60.0) -> Seen:
    """Examine the file in a process that may map so much memory more than its libraries need."""
    command = [sys.executable, "-m", "tests.scanner.extractors.confined", str(path), str(megabytes), str(seconds)]
    done = subprocess.run(command, capture_output=True, timeout=seconds + 60, cwd=Path(__file__).parents[3])
    if done.returncode < 0:
        raise Died(signal.Signals(-done.returncode).name)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return Seen(**json.loads(done.stdout))


def _all(result: FileResult) -> list[FileResult]:
    return [result, *(inner for member in result.members for inner in _all(member))]


def _peak() -> int:
    """The most memory held, in MB; getrusage would tell of the process this one was started from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def main(path: str, megabytes: str, seconds: str) -> None:
    import kreuzberg  # noqa: F401 (mapped before the limit is set, as in a worker)
    import lxml.etree  # noqa: F401
    import pypdfium2  # noqa: F401
    import python_calamine  # noqa: F401

    from scanner.confinement import limit_memory
    from scanner.opening import file_stat
    from scanner.options import Limits
    from scanner.pipeline import examine
    from scanner.results import FileRef
    from tests.scanner.standin import context

    file = Path(path)
    ref = FileRef(str(file.parent), file.name, os.fsencode(file.name))
    given = context(limits=Limits(seconds=float(seconds)))
    limit_memory(int(megabytes) << 20)
    started = time.monotonic()
    result = examine(os.fsencode(file), ref, file_stat(file.stat()), given)
    spent = time.monotonic() - started
    files = _all(result)
    seen = Seen(
        outcome=str(result.outcome),
        kinds=sorted({str(p.kind) for f in files for p in f.problems}),
        found=sorted({f"{f.entity} {f.at}" for r in files for f in r.findings}),
        characters=sum(f.characters for f in files),
        files=len(files),
        seconds=spent,
        peak_mb=_peak(),
    )
    print(json.dumps(seen.__dict__))


if __name__ == "__main__":
    main(*sys.argv[1:])
