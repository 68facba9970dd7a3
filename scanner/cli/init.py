"""``tana init``: a commented configuration file to begin with, or a new key to begin again with."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import CONFIG_NAME, Context, shown

if TYPE_CHECKING:
    from reports.locale import Messages


NATIONS = ("england", "wales", "scotland", "northern-ireland", "japan")
FORMS = ("company", "sole-trader", "association")
"""As the settings name them (``scanner.settings.Nation``, ``Form``), which takes too long to load for ``--help``."""


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options; ``--config`` says where the file goes."""
    parser.add_argument("--nation", choices=NATIONS, help=say.text("cli.init.nation"))
    parser.add_argument("--form", choices=FORMS, help=say.text("cli.init.form"))
    parser.add_argument("--new-key", action="store_true", help=say.text("cli.init.new_key"))


def run(context: Context) -> int:
    """Write the file; a file that is there is never overwritten. With ``--new-key`` replace the inventory's key."""
    if context.args.new_key:
        return _new_key(context)
    path, nation = Path(getattr(context.args, "config", None) or CONFIG_NAME), context.args.nation
    text, form = context.text("cli.init.template"), context.args.form
    set_to = [("country", f'country = ["{_country(nation)}"]'), ("nation", f'nation = "{nation}"')] if nation else []
    set_to += [("form", f'form = "{form}"')] if form else []
    for key, line in set_to:
        text = re.sub(rf"^# {key} = .*$", line, text, flags=re.MULTILINE)
    try:
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink()  # a part of it would be in force, and the next init would leave it alone
                raise
    except FileExistsError:
        lines = [line for _, line in set_to]
        key = "cli.init.exists_set" if set_to else "cli.init.exists"
        raise codes.UsageError(context.text(key, file=shown(str(path)), lines=", ".join(lines))) from None
    context.out(context.text("cli.init.written", file=shown(str(path.absolute()))))
    return codes.DONE


def _country(nation: str | None) -> str:
    return "jp" if nation == "japan" else "uk"


def _new_key(context: Context) -> int:
    from inventory.decisions.rotation import rotate
    from inventory.storage.keys import key_path

    with context.store() as store:
        path = key_path(context.database)
        ended = rotate(context.database, store)
    context.out(context.text("cli.init.key_changed", file=shown(str(path))))
    if ended.decisions:
        context.out(context.text("cli.init.key_ended", n=ended.decisions))
    return codes.DONE
