"""``tana scan ROOT...``: look at every file, keep the inventory, say what was found and what could not be read."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import remembered
from scanner.cli import codes
from scanner.cli.context import Context
from scanner.cli.ending import code_of

if TYPE_CHECKING:
    from inventory.storage.store import Store
    from reports.locale import Messages
    from scanner.cli.summary import Summary
    from scanner.crawl import Job
    from scanner.options import ScanOptions
    from scanner.results import FileResult


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("roots", metavar="ROOT", nargs="+", help=say.text("cli.scan.roots"))
    parser.add_argument("--jobs", metavar="N", type=int, help=say.text("cli.scan.jobs"))
    parser.add_argument("--full", action="store_true", help=say.text("cli.scan.full"))
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[], help=say.text("cli.scan.exclude"))
    parser.add_argument("--no-ocr", action="store_true", help=say.text("cli.scan.no_ocr"))


def run(context: Context) -> int:
    """Scan; exit code 1 where a file of these roots could not be read, or only in part."""
    from scanner.forking import prepare

    if context.no_inventory_yet:
        prepare()  # every file will be read: the detectors load while the rest of this command does
        import numpy  # noqa: F401 - sorts the values at the end; here nothing waits for it, nor for the labels

        from detectors.text.lexicon import labels

        labels()
    from scanner.cli.summary import Summary

    options = _options(context)
    summary = Summary(root_names(options))
    try:
        run_scan(context, options, summary)
    except KeyboardInterrupt as interrupt:
        again = context.text("cli.scan.interrupted", n=summary.met, inventory=context.database_shown)
        context.error(again)
        return code_of(interrupt)
    return codes.DONE_WITH_PROBLEMS if summary.problems else codes.DONE


def run_scan(context: Context, options: ScanOptions, summary: Summary) -> None:
    """Scan into the context's inventory, assess it, and print the summary. What was saved stays, come what may."""
    from inventory.judging.assess import assess
    from inventory.questions.queries import InventoryView
    from scanner.cli.progress import reporter
    from scanner.executors import ExecutorError
    from scanner.private_folder import private_folder
    from scanner.scan import processes, scan

    _ = context.rules  # a mistake in them is told before the first file is opened
    started = time.monotonic()
    with context.store(create=True) as store:
        key = store.key()
        memory = _Memory(store)
        reading = f"ocr={options.ocr} limits={options.limits.digest}"
        mark = remembered.mark(reading, options.own.signature, options.passwords.digest(key))
        known = remembered.recall(mark)
        try:
            with (
                private_folder() as folder,
                closing(processes(options, key, folder, known)) as executor,
                reporter(context) as progress,
                store.run(summary.roots, executor.rules) as running,
                closing(scan(options, key, memory.unchanged, progress, executor, memory.held)) as results,
            ):
                for result in results:
                    running.save(result)
                    summary.add(memory.outcome(result), result)
                running.finish()
                if executor.rules != known:
                    _remember(context, mark, executor.rules)
        except ExecutorError as error:
            raise codes.CannotRun(context.mistake(error)) from None
        context.note(context.text("cli.scan.assessing"))
        context.presume(store)
        assess(store, context.rules, date.today(), context.settings.inventory.keep_gone_days)
        summary.write(context, InventoryView(store), time.monotonic() - started)


def _remember(context: Context, mark: str, rules: str) -> None:
    try:
        remembered.remember(mark, rules)
    except OSError as error:
        context.detail(context.text("cli.scan.not_remembered", reason=error.strerror or type(error).__name__))


class _Memory:
    """What earlier scans know: whether a file needs another look, and how the last look ended."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._incomplete: dict[tuple[str, bytes], str] = {}

    def unchanged(self, jobs: Sequence[Job], rules: str) -> list[bool]:
        """For each file whether the inventory's knowledge of it still holds. All are of one root."""
        from inventory.storage.incremental import why_rescan

        known = self._store.seen(jobs[0].ref.root).among([job.ref.raw for job in jobs])
        same = [why_rescan(known.get(job.ref.raw), job.stat, rules) is None for job in jobs]
        for job, holds in zip(jobs, same, strict=True):
            if holds and (outcome := known[job.ref.raw].outcome) != "scanned":
                self._incomplete[job.ref.root, job.ref.raw] = str(outcome)
        return same

    def held(self, root: str) -> bool:
        """Whether an earlier scan left files below this root."""
        return self._store.seen(root).present

    def outcome(self, result: FileResult) -> str:
        """The outcome to count: an unchanged file that could not be read before is still one that could not."""
        return self._incomplete.get((result.ref.root, result.ref.raw), str(result.outcome))


def _options(context: Context) -> ScanOptions:
    """The settings, overruled by the command line. Raises UsageError."""
    from scanner.crawl import Exclusions, PatternError
    from scanner.options import MIB, MOST_JOBS, Limits, ScanOptions

    args, settings = context.args, context.settings.scan
    defaults = Limits()
    limits = Limits(
        seconds=settings.seconds if settings.seconds is not None else defaults.seconds,
        memory_bytes=settings.memory_mb * MIB if settings.memory_mb is not None else defaults.memory_bytes,
    )
    jobs = args.jobs if args.jobs is not None else settings.jobs
    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise codes.UsageError(context.text("cli.scan.bad_jobs", most=MOST_JOBS))
    _check_roots(context, args.roots)
    exclude = (*settings.exclude, *args.exclude, *_own_files(context, args.roots))
    try:
        Exclusions(exclude)
    except PatternError as error:
        raise codes.UsageError(context.mistake(error)) from None
    return ScanOptions(
        roots=tuple(args.roots),
        full=args.full,
        exclude=exclude,
        ocr=settings.ocr and not args.no_ocr,
        limits=limits,
        passwords=context.passwords,
        own=context.own,
        **({} if jobs is None else {"jobs": jobs}),
    )


def _check_roots(context: Context, roots: Sequence[str]) -> None:
    """Raises UsageError where one of them cannot be a root."""
    from scanner.crawl import RootError
    from scanner.scan import find_roots

    for root in roots:
        # A single file would be a root of its own folder, and the rest of that folder would seem to be gone.
        if Path(root).is_file():
            raise codes.UsageError(context.text("cli.scan.file_root", root=root))
        if not os.path.lexists(root):
            raise codes.UsageError(context.text("cli.scan.missing_root", root=root))
    try:
        find_roots(roots)
    except RootError as error:
        raise codes.UsageError(context.mistake(error)) from None


def _own_files(context: Context, roots: Sequence[str]) -> Iterator[str]:
    """Patterns for our own files where they lie below a root: the inventory and its key change while the scan writes
    them, and the list of passwords is nobody's document."""
    inventory, passwords = context.database_file, context.settings.scan.passwords
    for file, ends in ((inventory, ("", "-wal", "-shm", "-journal", ".key")), (passwords, ("",))):
        for root in roots:
            if file is None:
                continue
            below = os.path.relpath(os.path.realpath(file), os.path.realpath(root))
            if not below.startswith(".."):
                escaped = re.sub(r"([\\*?\[\]!# ])", r"\\\1", below)
                yield from (f"/{escaped}{end}" for end in ends)


def root_names(options: ScanOptions) -> tuple[str, ...]:
    """The roots by the names that the inventory has for them."""
    from scanner.scan import find_roots

    return tuple(root.shown for root in find_roots(options.roots))
