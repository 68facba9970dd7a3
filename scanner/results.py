"""What a scan says of one file: plain, picklable, free of raw values."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from detectors.model import DateClue, PeopleEstimate, WordClue
from scanner.document import Problem, Protection


class Outcome(StrEnum):
    """How the visit to a file ended. Every file met has exactly one."""

    SCANNED = "scanned"  # all of it was looked at
    PARTIAL = "partial"  # some of it was looked at; the problems say what was not
    SKIPPED = "skipped"  # deliberately not looked at (link, device, excluded, no reader); the problem says why
    FAILED = "failed"  # could not be looked at; the problems say why
    UNCHANGED = "unchanged"  # looked at by an earlier scan and the same since


@dataclass(frozen=True, slots=True)
class FileRef:
    """Which file. ``path`` is for people: relative to the root, '/'-separated, non-UTF-8 bytes as \\xNN, members
    as ``outer.zip > inner.xlsx``. ``raw`` is the exact relative path of the file on disk (of the outermost file for a
    member) as bytes. ``member_of`` is the path of the containing file, '' for a file on disk."""

    root: str
    path: str
    raw: bytes
    member_of: str = ""


@dataclass(frozen=True, slots=True)
class FileStat:
    """What stat said. Times in ns since 1970. ``owner`` and ``group`` are numeric ids.

    ``acl`` is the access control list beside the mode, as ``scanner.acl`` writes it; '' for none.
    """

    size: int
    modified_ns: int
    changed_ns: int = 0
    mode: int = 0
    owner: int = -1
    group: int = -1
    device: int = 0
    inode: int = 0
    links: int = 1
    acl: str = ""


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """The table column a finding is about. ``header`` is '' where the header itself might be personal data."""

    sheet: str
    letter: str
    header: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in one place (a column of a table, or one place in running text).

    ``masked`` holds at most three masked samples. ``hashes`` are the sorted 64-bit keyed hashes of the distinct
    values (the smallest 100,000 of them beyond that number; beyond 400,000 ``distinct`` is an estimate). ``evidence``
    are ``str(Evidence)``.
    """

    at: str
    entity: str
    count: int
    distinct: int
    score: float
    evidence: tuple[str, ...]
    masked: tuple[str, ...]
    hashes: tuple[int, ...]
    recognizer: str
    column: ColumnRef | None = None

    def __reduce__(self) -> tuple[type[Finding], tuple[Any, ...]]:
        # There may be a hundred thousand of a file; as dataclasses are pickled they take three times as long.
        return Finding, _all_of(self)


_all_of = attrgetter(*(f.name for f in fields(Finding)))


@dataclass(frozen=True, slots=True)
class FileResult:
    """Everything a scan learnt about one file; its members are results of their own in ``members``."""

    ref: FileRef
    outcome: Outcome
    stat: FileStat
    format: str = ""  # "xlsx", "zip", "text", "empty"; '' where it was not opened
    content_hash: str = ""  # keyed, hex; '' where the content was not read to the end
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    doc_class: str = "none"
    class_evidence: tuple[str, ...] = ()
    clues: tuple[DateClue, ...] = ()
    told: tuple[WordClue, ...] = ()
    people: PeopleEstimate = field(default_factory=lambda: PeopleEstimate(0, 0))
    special: tuple[str, ...] = ()
    protection: Protection = Protection.NONE
    characters: int = 0  # of text examined
    rules: str = ""  # signature of extractors and recognisers that looked at it (scanner.signature.of_file)
    members: tuple[FileResult, ...] = ()
    # What a worker needs to say the same of a copy by another name (scanner.duplicates); stored nowhere.
    again: bytes = field(default=b"", repr=False, compare=False)
    packed: bytes = field(default=b"", repr=False, compare=False)  # the whole result as it came from the worker

    def pack(self) -> bytes:
        """The result as it travels to the parent."""
        return pickle.dumps(self, pickle.HIGHEST_PROTOCOL)

    @staticmethod
    def unpack(packed: bytes) -> FileResult:
        """The inverse, for what a worker of ours has packed; what it came as is kept with it."""
        result: FileResult = pickle.loads(packed)
        return replace(result, packed=packed)


Known = tuple[tuple[str, bytes], ...]
"""Results that may hold for another file too, pickled, each with its content's hash."""
