"""What one file on disk may cost, its members included: time, text, members, unpacked bytes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.extractors.base import ExtractOptions
from scanner.options import MIB

_BOMB_FROM = 10 * MIB  # below this much unpacked data no ratio is suspicious
_SOFT_LIMIT = 0.85  # of the time limit: then we stop by ourselves and keep what was found


class Stop(Exception):
    """The file is not read any further; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def extract_problem(kind: ProblemKind, detail: Detail) -> Problem:
    """A problem of the file as a whole."""
    return Problem(kind, Stage.EXTRACT, detail)


@dataclass(slots=True)
class Budget:
    """What one file on disk may cost, its members included."""

    options: ExtractOptions
    size: int
    members: int = 0
    unpacked: int = 0
    characters: int = 0
    started: float = field(default_factory=time.monotonic)

    def check_time(self) -> None:
        """Whether there is time left. Raises Stop."""
        if time.monotonic() - self.started > self.options.limits.seconds_for(self.size) * _SOFT_LIMIT:
            raise Stop(extract_problem(ProblemKind.TIMEOUT, Detail.TIME_LIMIT))

    def add_text(self, characters: int) -> None:
        """So much text more was read. Raises Stop."""
        self.characters += characters
        if self.characters > self.options.limits.characters_for(self.size):
            raise Stop(extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MUCH_TEXT))

    def add_member(self) -> None:
        """One member more was met. Raises Stop."""
        self.members += 1
        if self.members > self.options.limits.members:
            raise Stop(extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS))

    def check_unpacked(self, more: int) -> None:
        """Whether so many bytes more may be unpacked. Raises Stop."""
        limits = self.options.limits
        total = self.unpacked + more
        if total > max(_BOMB_FROM, limits.ratio * self.size):
            raise Stop(extract_problem(ProblemKind.BOMB, Detail.COMPRESSION_RATIO))
        if total > limits.unpacked_bytes:
            raise Stop(extract_problem(ProblemKind.TOO_LARGE, Detail.FILE_TOO_LARGE))
