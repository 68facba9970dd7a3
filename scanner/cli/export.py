"""``tana export files|findings|problems``: the inventory as data on stdout."""

from __future__ import annotations

import argparse
import io
import sys
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context

if TYPE_CHECKING:
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("what", choices=("files", "findings", "problems"), help=say.text("cli.export.what"))
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help=say.text("cli.export.format"))


def run(context: Context) -> int:
    """Write the rows, in UTF-8 whatever the terminal speaks: it is data. Beside findings it is said of how many files
    nothing is known, or not all."""
    from inventory.questions.coverage import coverage
    from inventory.questions.quarantined import quarantine
    from inventory.questions.queries import InventoryView
    from reports.data import export

    with context.store() as store, data_output() as out:
        export(InventoryView(store), context.args.what, context.args.format, out)
        if context.args.what == "findings":
            known = coverage(store, quarantine(store))
            if known.none or known.partly:
                context.note(
                    context.text("cli.export.uninspected", none=known.none, partly=known.partly, n=known.files)
                )
    return codes.DONE


def data_output() -> io.TextIOWrapper:
    """Standard output for data: UTF-8, line ends as written. A lone surrogate comes out as a JSON escape."""
    sys.stdout.flush()
    return io.TextIOWrapper(
        io.FileIO(sys.stdout.fileno(), "w", closefd=False), "utf-8", errors="backslashreplace", newline=""
    )
