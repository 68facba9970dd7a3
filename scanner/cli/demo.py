"""``tana demo``: a sample share of invented people, scanned, with registers and report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from reports.locale import Messages

DATABASE = "demo.db"
SHARE = "share"


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("--out", metavar="DIR", required=True, help=say.text("cli.demo.out"))


def run(context: Context) -> int:
    """Make the share, scan it, write registers and report, and print where everything is.

    Some files of the share cannot be read, on purpose; that the scan says so is no problem of the demonstration.
    """
    from inventory.questions.queries import InventoryView
    from scanner.cli.register import write_register
    from scanner.cli.report import write_report
    from scanner.cli.sample.share import write_share
    from scanner.cli.scan import root_names, run_scan
    from scanner.cli.summary import Summary
    from scanner.options import ScanOptions

    folder = Path(context.args.out).absolute()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / DATABASE).is_file())):
        raise codes.UsageError(context.text("cli.demo.not_empty", folder=shown(str(folder))))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATABASE).touch(mode=0o600)  # the mark by which the next run knows its own
    share = folder / SHARE
    count = write_share(share)
    context.use_database(folder / DATABASE)
    options = ScanOptions((str(share),))
    run_scan(context, options, Summary(root_names(options)))
    context.out()
    context.out(context.text("cli.demo.made", folder=shown(str(share)), n=count))
    context.out(context.text("cli.demo.database", file=shown(str(folder / DATABASE))))
    with context.store() as store:
        view = InventoryView(store)
        for template in ("ipa", "iar"):
            write_register(context, template, view, folder / f"register-{template}.xlsx")
        write_report(context, view, folder / "report.html")
    program = sys.argv[0] if Path(sys.argv[0]).name == "tana" else "tana"
    context.out(context.text("cli.demo.look", program=shown(program), db=shown(str(folder / DATABASE))))
    return codes.DONE
