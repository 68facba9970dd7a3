"""Progress on stderr: a bar on a terminal, a plain line every few seconds elsewhere, nothing with ``-q``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from scanner.progress import Progress
    from scanner.results import FileResult

LINE_EVERY_SECONDS = 5.0
MEGABYTE = 1_000_000
ENOUGH_TO_TELL = 0.03
"""The share that has to be done before a time is told."""


class _Counts:
    """How far the scan is."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.started = time.monotonic()
        self.files = self.bytes = self.all_files = self.all_bytes = 0

    def found(self, files: int, bytes_: int) -> None:
        """So many files and bytes were met in the folders (more than at the last call)."""
        if not self.all_files:
            self.started = time.monotonic()  # what went before was loading
        self.all_files, self.all_bytes = files, bytes_
        self.show()

    def finished(self, result: FileResult) -> None:
        """One file is done."""
        self.files += 1
        self.bytes += result.stat.size
        if self.context.verbose:
            self.say(_line(result))
        self.show()

    def note(self, text_key: str, **values: object) -> None:
        """Something worth saying, by its key in the catalogue."""
        self.say(self.context.text(text_key, **values))

    def say(self, line: str) -> None:
        """A line of text beside the progress."""
        self.context.note(line)

    def show(self) -> None:
        """Bring the display up to date."""

    def seconds_left(self) -> float | None:
        """By files and bytes in equal parts, as small files cost more than their bytes; None while it is too early."""
        if not self.all_files:
            return None
        of_files = self.files / self.all_files
        done = (of_files + self.bytes / self.all_bytes) / 2 if self.all_bytes else of_files
        spent = time.monotonic() - self.started
        return spent * (1 - done) / done if done >= ENOUGH_TO_TELL else None


class _Lines(_Counts):
    """Plain lines for logs and pipes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._next = self.started + LINE_EVERY_SECONDS

    def show(self) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + LINE_EVERY_SECONDS
        left = self.seconds_left()
        self.context.note(
            self.context.text(
                "cli.progress.line",
                files=self.files,
                all_files=self.all_files,
                mb=self.bytes / MEGABYTE,
                all_mb=self.all_bytes / MEGABYTE,
                rate=self.bytes / MEGABYTE / max(now - self.started, 0.001),
                left=duration(self.context, left) if left is not None else "?",
            )
        )


class _Terminal(_Counts):
    """The bar."""

    def __init__(self, context: Context, bar: Bar) -> None:
        super().__init__(context)
        self._bar = bar
        self._task = bar.add_task("", total=None, files=0, all_files=0)

    def say(self, line: str) -> None:
        self._bar.console.print(shown(line), markup=False, highlight=False, soft_wrap=True)

    def show(self) -> None:
        # A share of empty files has no bytes to go by.
        total, done = (self.all_bytes, self.bytes) if self.all_bytes else (self.all_files, self.files)
        self._bar.update(self._task, total=total, completed=done, files=self.files, all_files=self.all_files)


@contextmanager
def reporter(context: Context) -> Iterator[Progress]:
    """The progress fit for where stderr goes."""
    if context.quiet or not sys.stderr.isatty():
        yield _Counts(context) if context.quiet else _Lines(context)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    files = TextColumn(
        context.text("cli.progress.files", files="{task.fields[files]}", all_files="{task.fields[all_files]}")
    )
    with Progress(
        BarColumn(), files, DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        yield _Terminal(context, bar)


def _line(result: FileResult) -> str:
    kinds = ", ".join(dict.fromkeys(str(problem.kind) for problem in result.problems))
    return shown(f"{result.outcome:<9} {result.ref.path}{f' ({kinds})' if kinds else ''}")


def duration(context: Context, seconds: float) -> str:
    """A length of time in words: seconds, minutes and seconds, or hours and minutes."""
    whole = max(0, round(seconds))
    if whole < 60:
        return context.text("cli.duration.seconds", s=whole)
    if whole < 3600:
        return context.text("cli.duration.minutes", m=whole // 60, s=whole % 60)
    return context.text("cli.duration.hours", h=whole // 3600, m=whole % 3600 // 60)
