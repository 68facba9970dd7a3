"""``tana report``: the inventory as one self-contained page."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.questions.queries import InventoryView
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("--out", metavar="FILE.html", required=True, help=say.text("cli.report.out"))


def run(context: Context) -> int:
    """Write the page and print where it is."""
    from inventory.questions.queries import InventoryView

    with context.store() as store:
        write_report(context, InventoryView(store), Path(context.args.out))
    return codes.DONE


def write_report(context: Context, view: InventoryView, out: Path) -> None:
    """Write the page and print where it is."""
    from reports import html

    html.write(view, out, context.lang, date.today(), rules=context.rules, home=context.home)
    context.out(context.text("cli.report.written", file=shown(str(out))))
