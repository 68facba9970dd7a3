"""``tana retention``: what is overdue, why, by which rules; and the check of a rules file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.locale import Messages

SOON_DAYS = 90


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", "explain", "rules", "check"),
        default="list",
        help=say.text("cli.retention.action"),
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help=say.text("cli.retention.file"))
