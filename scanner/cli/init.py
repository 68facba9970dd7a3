"""``tana init``: a commented configuration file to begin with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import CONFIG_NAME, Context, shown

if TYPE_CHECKING:
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command has no options of its own: ``--config`` says where the file goes."""


def run(context: Context) -> int:
    """Write the file; a file that is there is never overwritten."""
    path = Path(getattr(context.args, "config", None) or CONFIG_NAME)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(context.text("cli.init.template"))
    except FileExistsError:
        raise codes.UsageError(context.text("cli.init.exists", file=shown(str(path)))) from None
    context.out(context.text("cli.init.written", file=shown(str(path.absolute()))))
    return codes.DONE
