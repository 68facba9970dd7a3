"""Alembic's entry: runs the revisions on the connection that inventory.storage.migrations.run hands over."""

from __future__ import annotations

from alembic import context

import inventory.storage.logbooks  # noqa: F401  its tables are among Base's
from inventory.storage.migrations import VERSION_TABLE
from inventory.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
