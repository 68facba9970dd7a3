"""``tana register``: the information asset register as an Excel workbook."""

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
    from reports.registers import RootNote


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("--template", choices=("ipa", "iar", "ropa", "pmark"), help=say.text("cli.register.template"))
    parser.add_argument("--edition", choices=("v3.1", "v3"), default="v3.1", help=say.text("cli.register.edition"))
    parser.add_argument("--out", metavar="FILE.xlsx", help=say.text("cli.register.out"))
    parser.add_argument("--worklist", metavar="FOLDER", help=say.text("cli.register.worklist"))
    parser.add_argument("--department", metavar="NAME", help=say.text("cli.register.department"))


def run(context: Context) -> int:
    """Write the register, or the work lists, and print where they are."""
    from inventory.questions.queries import InventoryView

    args = context.args
    both = bool(args.worklist) == bool(args.template or args.out) or bool(args.template) != bool(args.out)
    if both or (args.department and not args.worklist):
        raise codes.UsageError(context.text("cli.register.which"))
    if args.worklist:
        _worklists(context, Path(args.worklist))
        return codes.DONE
    with context.store() as store:
        write_register(
            context, context.args.template, InventoryView(store), Path(context.args.out), context.args.edition
        )
    return codes.DONE


def _worklists(context: Context, folder: Path) -> None:
    from inventory.questions.queries import InventoryView
    from reports import worklist
    from reports.registers import RegisterError

    with context.store() as store:
        try:
            made = worklist.write(
                InventoryView(store),
                folder,
                context.lang,
                date.today(),
                roots=root_notes(context),
                rules=context.rules,
                only=context.args.department,
            )
        except RegisterError as error:
            raise codes.UsageError(str(error)) from None
    for each in made:
        context.out(context.text("cli.register.list", file=shown(str(each.path)), n=each.files))
    if not made:
        context.note(context.text("cli.register.no_list"))


def root_notes(context: Context) -> dict[str, RootNote]:
    """What the configuration says of the roots, by their absolute paths."""
    from reports.registers import RootNote

    said = context.settings.roots
    return {str(Path(root).absolute()): RootNote(note.medium, note.department) for root, note in said.items()}


def write_register(context: Context, template: str, view: InventoryView, out: Path, edition: str = "v3.1") -> None:
    """Write one register, with what the configuration says of the roots, and print where it is."""
    from reports import registers

    roots = root_notes(context)
    try:
        registers.write(
            template, view, out, context.lang, date.today(), roots=roots, rules=context.rules, edition=edition
        )
    except registers.RegisterError as error:
        raise codes.UsageError(str(error)) from None
    context.out(context.text("cli.register.written", file=shown(str(out))))
