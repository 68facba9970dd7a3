"""``tana register``: the information asset register as an Excel workbook."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.queries import InventoryView
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument(
        "--template", choices=("ipa", "iar", "ropa", "pmark"), required=True, help=say.text("cli.register.template")
    )
    parser.add_argument("--edition", choices=("v3.1", "v3"), default="v3.1", help=say.text("cli.register.edition"))
    parser.add_argument("--out", metavar="FILE.xlsx", required=True, help=say.text("cli.register.out"))


def run(context: Context) -> int:
    """Write the register and print where it is."""
    from inventory.queries import InventoryView

    with context.store() as store:
        write_register(
            context, context.args.template, InventoryView(store), Path(context.args.out), context.args.edition
        )
    return codes.DONE


def write_register(context: Context, template: str, view: InventoryView, out: Path, edition: str = "v3.1") -> None:
    """Write one register, with what the configuration says of the roots, and print where it is."""
    from reports import registers

    roots = {
        str(Path(root).absolute()): registers.RootNote(said.medium, said.department)
        for root, said in context.settings.roots.items()
    }
    try:
        registers.write(
            template, view, out, context.lang, date.today(), roots=roots, rules=context.rules, edition=edition
        )
    except registers.RegisterError as error:
        raise codes.UsageError(str(error)) from None
    context.out(context.text("cli.register.written", file=shown(str(out))))
