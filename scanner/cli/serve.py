"""``tana serve``: the review page in a browser, on this computer only."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context

if TYPE_CHECKING:
    from reports.locale import Messages

IDLE_SECONDS = 1800.0


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """No options of its own."""


def run(context: Context) -> int:
    """Serve until Ctrl-C (exit code 130), or until nobody has asked for anything for half an hour."""
    from inventory.storage.keys import existing_key
    from scanner.cli.review.actions import Review
    from scanner.cli.review.http import Server

    with context.store() as store:
        key = existing_key(context.database)
        if key is None:
            raise codes.CannotRun(context.text("cli.decide.no_key"))
        store.check_key(key)
        with Server() as server:
            server.site = Review(context, store, key, server.csrf)
            context.note(context.text("cli.serve.address"))
            context.out(server.address)
            sys.stdout.flush()
            context.note(context.text("cli.serve.ends"))
            server.serve(IDLE_SECONDS)
        context.note(context.text("cli.serve.idle"))
    return codes.DONE
