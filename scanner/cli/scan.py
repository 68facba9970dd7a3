"""``tana scan ROOT...``: look at every file, keep the inventory, say what was found and what could not be read."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.store import Seen, Store
    from reports.locale import Messages
    from scanner.cli.summary import Summary
    from scanner.options import ScanOptions
    from scanner.results import FileRef, FileResult, FileStat


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("roots", metavar="ROOT", nargs="+", help=say.text("cli.scan.roots"))
    parser.add_argument("--jobs", metavar="N", type=int, help=say.text("cli.scan.jobs"))
    parser.add_argument("--full", action="store_true", help=say.text("cli.scan.full"))
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[], help=say.text("cli.scan.exclude"))
    parser.add_argument("--no-ocr", action="store_true", help=say.text("cli.scan.no_ocr"))


def run(context: Context) -> int:
    """Scan; exit code 1 where a file of these roots could not be read, or only in part."""
    from scanner.cli.summary import Summary

    options = _options(context)
    summary = Summary(options.roots)
    try:
        run_scan(context, options, summary)
    except KeyboardInterrupt:
        again = context.text("cli.scan.interrupted", n=summary.met, inventory=context.database_shown)
        context.error(again)
        return codes.INTERRUPTED
    return codes.DONE_WITH_PROBLEMS if summary.problems else codes.DONE


def run_scan(context: Context, options: ScanOptions, summary: Summary) -> None:
    """Scan into the context's inventory, assess it, and print the summary. What was saved stays, come what may."""
    from inventory.assess import assess
    from inventory.queries import InventoryView

    from inventory.keys import load_key
    from scanner.cli.progress import reporter
    from scanner.scan import rules_signature, scan

    rules = context.rules  # a mistake in them is told before the first file is opened
    started = time.monotonic()
    with context.store(create=True) as store:
        key = load_key(context.database)
        memory = _Memory(store, options)
        with reporter(context) as progress, store.run(options.roots, rules_signature()) as running:
            results = scan(options, key, memory.unchanged, progress)
            try:
                for result in results:
                    running.save(result)
                    summary.add(memory.outcome(result), result)
            finally:
                results.close()
            running.finish()
        context.note(context.text("cli.scan.assessing"))
        assess(store, rules, date.today())
        summary.write(context, InventoryView(store), time.monotonic() - started)


class _Memory:
    """What earlier scans know of the roots: whether a file needs another look, and how the last look ended."""

    def __init__(self, store: Store, options: ScanOptions) -> None:
        self._full = options.full
        self._seen: Mapping[str, Mapping[bytes, Seen]] = {root: store.seen(root) for root in options.roots}

    def unchanged(self, ref: FileRef, stat: FileStat, rules: str) -> bool:
        """True where the inventory's knowledge of the file still holds."""
        from inventory.incremental import why_rescan

        return not self._full and why_rescan(self._seen[ref.root].get(ref.raw), stat, rules) is None

    def outcome(self, result: FileResult) -> str:
        """The outcome to count: an unchanged file that could not be read before is still one that could not."""
        seen = self._seen[result.ref.root].get(result.ref.raw)
        if result.outcome == "unchanged" and seen is not None and seen.outcome != "scanned":
            return str(seen.outcome)
        return str(result.outcome)


def _options(context: Context) -> ScanOptions:
    """The settings, overruled by the command line. Raises UsageError."""
    from scanner.options import MIB, Limits, ScanOptions

    args, settings = context.args, context.settings.scan
    defaults = Limits()
    limits = Limits(
        seconds=settings.seconds if settings.seconds is not None else defaults.seconds,
        memory_bytes=settings.memory_mb * MIB if settings.memory_mb is not None else defaults.memory_bytes,
    )
    jobs = args.jobs if args.jobs is not None else settings.jobs
    try:
        return ScanOptions(
            roots=_roots(context, args.roots),
            full=args.full,
            exclude=(*settings.exclude, *args.exclude),
            ocr=settings.ocr and not args.no_ocr,
            limits=limits,
            **({} if jobs is None else {"jobs": jobs}),
        )
    except ValueError as error:
        raise codes.UsageError(str(error)) from None


def _roots(context: Context, given: Sequence[str]) -> tuple[str, ...]:
    """The folders as absolute paths, each once. Raises UsageError where one is missing or no folder."""
    roots: dict[str, None] = {}
    for text in given:
        root = Path(text).absolute()
        try:
            missing = not root.exists()
        except OSError:
            missing = False  # the crawl records why it cannot be read
        if missing:
            raise codes.UsageError(context.text("cli.scan.missing_root", root=shown(text)))
        if root.is_file():
            raise codes.UsageError(context.text("cli.scan.file_root", root=shown(text)))
        roots[str(root.resolve())] = None
    return tuple(roots)
