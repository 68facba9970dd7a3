"""Whether a file must be read again: one question, every reason named, no clock and no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scanner.document import ProblemKind
from scanner.results import FileStat, Outcome
from scanner.signature import holds

TRANSIENT = frozenset({ProblemKind.UNREADABLE, ProblemKind.CHANGED})
"""Problems that may be gone next time though the file is the same: permissions, a writer at work. What ran out of time
or memory would cost as much again every night: it waits for other limits, which are in its signature."""

COARSE_STEP_NS = 2_000_000_000
"""The coarsest step of a modification time in use: FAT and some network shares count in 2 s."""
FINE_STEP_NS = 20_000_000
"""Other file systems stamp with the kernel's tick, at most 10 ms; twice that to be safe."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store knows of a file on disk. Times in ns since 1970.

    ``scan_started_ns`` is when the scan began that last read it; ``read`` is False where no scan ever opened it
    (a link then, or excluded); ``problems`` are the kinds recorded when it was last read.
    """

    size: int
    modified_ns: int
    rules: str
    outcome: Outcome
    scan_started_ns: int
    read: bool = True
    problems: frozenset[str] = frozenset()


class Reason(StrEnum):
    """Why a file is read (again)."""

    NEW = "new"
    NEVER_READ = "never_read"
    SIZE = "size"
    MODIFIED = "modified"
    RULES = "rules"
    TRANSIENT = "transient"
    RACY = "racy"


def why_rescan(seen: Seen | None, stat: FileStat, rules: str) -> Reason | None:
    """The first reason to read the file again, or None where the earlier result still stands.

    ``rules`` is the signature of the extractors and recognisers of today. Inode and change time are left out on
    purpose: inodes are unstable on network shares, and keeping a file's access time touches its change time.
    """
    if seen is None:
        return Reason.NEW
    if not seen.read:
        return Reason.NEVER_READ
    if seen.size != stat.size:
        return Reason.SIZE
    if seen.modified_ns != stat.modified_ns:
        return Reason.MODIFIED
    if not holds(seen.rules, rules):
        return Reason.RULES
    if not TRANSIENT.isdisjoint(seen.problems):
        return Reason.TRANSIENT
    # Stamped as late as the scan that read it: it may have been written again after the read, within one clock step.
    step = COARSE_STEP_NS if seen.modified_ns % 1_000_000_000 == 0 else FINE_STEP_NS
    if seen.modified_ns + step >= seen.scan_started_ns:
        return Reason.RACY
    return None
