"""Access (mdb, accdb) by the programs of mdbtools where they are installed: each table with its columns as headers."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator

from scanner import programs
from scanner.document import Detail, ExtractionError, Item, ProblemKind, StepKind, extract_problem, place
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, fail, table_blocks
from scanner.extractors.libarchived import not_installed

PROGRAMS = ("mdb-tables", "mdb-export")
_SHARE = 0.6  # of the time limit for the programs
_DATE = "%Y-%m-%d"


class Access(ByFormat):
    """The tables that a person made; those of the program itself and values of binary columns are left out."""

    name = "access"
    version = 1
    formats = frozenset({"mdb", "accdb"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        if not all(map(shutil.which, PROGRAMS)):
            fail(not_installed(src.format))
        with tempfile.NamedTemporaryFile(suffix=".mdb") as copy:  # the programs want a path; this one is ours
            shutil.copyfileobj(src.rewound(), copy, 1 << 20)
            copy.flush()
            names = _run(["mdb-tables", "-1", copy.name], options).decode("utf-8", "replace").splitlines()
            for number, name in enumerate(n for n in names if n):
                if number >= options.limits.members:
                    yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
                    return
                at = place(StepKind.TABLE, name)
                command = ["mdb-export", "-b", "strip", "-D", _DATE, "-T", f"{_DATE} %H:%M:%S", "--", copy.name, name]
                try:
                    text = _run(command, options).decode("utf-8", "replace")
                except ExtractionError as error:
                    if error.problem.kind is not ProblemKind.CORRUPT:
                        raise
                    yield damaged(error.problem.cause, at)
                    continue
                rows = (tuple(row) for row in csv.reader(io.StringIO(text)))
                yield from table_blocks(rows, at, options.limits, name)


def _run(command: list[str], options: ExtractOptions) -> bytes:
    """What the program says. Raises ExtractionError where it fails or takes too long."""
    try:
        done = programs.run(command, options.limits.seconds * _SHARE)
    except subprocess.TimeoutExpired as error:
        fail(extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT, cause=command[0]), error)
    except OSError as error:
        fail(damaged(error), error)
    if done.returncode:
        fail(damaged(command[0]))
    return done.stdout
