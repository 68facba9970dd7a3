"""The options of a scan: one frozen model, checked before the first file is opened."""

from __future__ import annotations

import hashlib
import os
from dataclasses import astuple, dataclass, field

from detectors.own.model import OwnRules
from scanner.passwords import Passwords

MIB = 1 << 20

MOST_JOBS = 256
"""Processes that read at the same time: more than any machine here has use for, and each takes time to start."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Reaching a limit is a recorded problem for that file, never the end of the run."""

    seconds: float = 120.0
    memory_bytes: int = 4096 * MIB  # address space of a worker
    file_bytes: int = 4096 * MIB
    characters: int = 200_000_000  # text of one file on disk, members included; a larger file may have one a byte
    rows: int = 1_100_000  # of one table; a worksheet has at most 1,048,576
    members: int = 10_000
    member_bytes: int = 1024 * MIB  # one unpacked member
    unpacked_bytes: int = 4096 * MIB  # all members of one file on disk together
    depth: int = 8  # archives in archives
    ratio: float = 200.0  # unpacked to packed size, above 10 MB unpacked
    bytes_per_second: float = 200_000.0  # a file on disk has a second more for each so many bytes

    @property
    def digest(self) -> str:
        """Tells limits apart, in one word."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:8]

    def seconds_for(self, size: int) -> float:
        """The time limit of a file on disk of so many bytes."""
        return self.seconds + size / self.bytes_per_second

    def characters_for(self, size: int) -> int:
        """The text limit of a file on disk of so many bytes: plain text is read to its end, however long it is."""
        return max(self.characters, size)


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What to scan and how. Raises ValueError where a value makes no sense."""

    roots: tuple[str, ...]
    jobs: int = field(default_factory=lambda: max(1, len(os.sched_getaffinity(0))))
    full: bool = False  # read unchanged files again
    exclude: tuple[str, ...] = ()  # gitignore-style patterns, relative to the root
    ocr: bool = True
    limits: Limits = field(default_factory=Limits)
    passwords: Passwords = field(default_factory=Passwords)  # tried on protected files
    own: OwnRules = field(default_factory=OwnRules)  # the organisation's own rules for the detectors

    def __post_init__(self) -> None:
        if not self.roots:
            raise ValueError("at least one root is needed")
        if not 1 <= self.jobs <= MOST_JOBS:
            raise ValueError(f"--jobs must be between 1 and {MOST_JOBS}")
