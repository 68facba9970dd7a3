"""Exit codes, and the errors that end a command with one of them and one sentence."""

from __future__ import annotations

from typing import ClassVar

DONE = 0
DONE_WITH_PROBLEMS = 1
USAGE = 2
COULD_NOT_RUN = 3
INTERRUPTED = 130


class Stop(Exception):
    """Ends the command: ``sentence`` goes to the person, ``code`` to the shell. It quotes no file's content."""

    code: ClassVar[int] = COULD_NOT_RUN

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class UsageError(Stop):
    """The command line, the configuration or a rules file is wrong."""

    code = USAGE


class CannotRun(Stop):
    """Everything was asked for rightly, but it cannot be done here and now."""

    code = COULD_NOT_RUN
