"""Exact copies within a scan: what is said of a content once holds for every file that has it.

The parent keeps the results of this scan by length and ending, and sends along with a file those that it may be a copy
of. The worker reads and hashes the file; where the hash is that of a known one, nothing is unpacked or looked through
again. Only what depends on the name, the class and the periods in it, is worked out anew.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

from detectors.model import ClassVerdict, DateClue, PeopleEstimate, WordClue
from scanner.crawl import Job
from scanner.document import Stage
from scanner.results import FileRef, FileResult, FileStat, Outcome

SMALLEST = 1_000
"""Bytes: a shorter file is read again sooner than it is compared, and many of one length are no copies."""

MOST = 8
"""Contents of one length and ending. Where there are more, the length says little: no further file is compared."""

_CACHE = 16_000  # KiB of memory that the results may take; beyond it they go to a file without a name
_PAGES = 262_144  # of 4 KiB, on the disk: then no more are kept

Key = tuple[int, str]


class Profile(Protocol):
    """What detectors.documents.profile says of a document as a whole."""

    @property
    def doc_class(self) -> ClassVerdict: ...

    @property
    def clues(self) -> tuple[DateClue, ...]: ...

    @property
    def told(self) -> tuple[WordClue, ...]: ...

    @property
    def people(self) -> PeopleEstimate: ...

    @property
    def special(self) -> tuple[str, ...]: ...


def with_profile(result: FileResult, profile: Profile) -> FileResult:
    """The result with what the profile says."""
    return replace(
        result,
        doc_class=profile.doc_class.doc_class,
        class_evidence=profile.doc_class.shown,
        clues=profile.clues,
        told=profile.told,
        people=profile.people,
        special=profile.special,
    )


def as_copy(known: bytes, ref: FileRef, stat: FileStat) -> FileResult:
    """What examining a file would give whose content and ending are those of a known one. In the worker alone."""
    of = FileResult.unpack(known)
    return replace(_moved(of, of.ref.path, ref), stat=stat, packed=b"")


def _moved(of: FileResult, outer: str, to: FileRef) -> FileResult:
    """This result, and those of its members, for the file ``to`` instead of the file at the path ``outer``."""
    path = to.path + of.ref.path[len(outer) :]
    above = to.path + of.ref.member_of[len(outer) :] if of.ref.member_of else ""
    members = tuple(_moved(member, outer, to) for member in of.members)
    moved = replace(of, ref=FileRef(to.root, path, to.raw, above), members=members)
    return with_profile(moved, pickle.loads(of.again).under(path)) if of.again else moved


class Duplicates:
    """The parent's side: which files wait, what goes along with a job, what is kept of a result."""

    def __init__(self) -> None:
        # A database without a name: nobody else's, and gone when it is closed.
        self._kept = sqlite3.connect("", isolation_level=None)
        for setting in ("journal_mode = MEMORY", "synchronous = OFF", f"cache_size = -{_CACHE}"):
            self._kept.execute(f"PRAGMA {setting}")
        self._kept.execute(f"PRAGMA max_page_count = {_PAGES}")
        self._kept.execute("CREATE TABLE kept (size INTEGER, ending TEXT, content TEXT, result BLOB)")
        self._kept.execute("CREATE INDEX by_key ON kept (size, ending)")
        self._full = False
        self._under_way: dict[FileRef, Key] = {}
        self._busy: set[Key] = set()
        self._held: dict[Key, list[Job]] = defaultdict(list)
        self._free: deque[Job] = deque()

    def close(self) -> None:
        """Give up what was kept."""
        self._kept.close()

    def jobs(self, job: Job) -> Iterator[Job]:
        """The job as it is to be done now, with what it may be a copy of; none while one like it is under way."""
        key = job.stat.size, PurePosixPath(_name(job.ref)).suffix.lower()
        if job.stat.size < SMALLEST:
            yield job
        elif key in self._busy:
            self._held[key].append(job)
        else:
            query = "SELECT content, result FROM kept WHERE size = ? AND ending = ? LIMIT ?"
            known = tuple(self._kept.execute(query, (*key, MOST)))
            if len(known) < MOST:
                self._under_way[job.ref] = key
                self._busy.add(key)
                job = replace(job, known=known)
            yield job

    def freed(self) -> Iterator[Job]:
        """Those that waited and whose turn it is."""
        while self._free:
            yield from self.jobs(self._free.popleft())

    @property
    def waiting(self) -> bool:
        """Whether any job waits for another one's end."""
        return bool(self._held or self._free)

    def done(self, result: FileResult) -> None:
        """To be told of each result."""
        key = self._under_way.pop(result.ref, None)
        if key is None:
            return
        self._busy.remove(key)
        self._free.extend(self._held.pop(key, ()))
        if not self._full and _can_be_repeated(result):
            row = (*key, result.content_hash, result.packed)
            known = "SELECT 1 FROM kept WHERE size = ? AND ending = ? AND content = ?"
            try:
                if self._kept.execute(known, row[:3]).fetchone() is None:
                    self._kept.execute("INSERT INTO kept VALUES (?, ?, ?, ?)", row)
            except sqlite3.OperationalError:  # no room left: it costs nothing but time
                self._full = True


def _can_be_repeated(result: FileResult) -> bool:
    """Whether all of it holds for a copy: read in full, nothing befell this very file, no member is named after it."""
    name = _name(result.ref)
    return (
        result.outcome is Outcome.SCANNED
        and bool(result.again)
        and not any(problem.stage is Stage.CRAWL for problem in result.problems)
        and not any(member.ref.path[len(result.ref.path) + 3 :] in name for member in result.members)
    )


def _name(ref: FileRef) -> str:
    return ref.path.rpartition("/")[2]
