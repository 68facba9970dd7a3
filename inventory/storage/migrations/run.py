"""Brings a database to today's schema, on a connection whose transaction is open; no configuration file is needed."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from inventory.storage.migrations import HEAD


def known(revision: str) -> bool:
    """Whether this version of the program has the revision in its history."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Upgrades inside the open transaction, so that a failure leaves the old schema whole."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    # A percent sign in the path would be taken for an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
