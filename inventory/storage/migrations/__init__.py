"""The schema's history. A new revision: a file in versions/, and HEAD raised to it (a test compares both)."""

from __future__ import annotations

HEAD = "0007"
"""The revision of today. Known without loading Alembic, so that opening an up-to-date database costs nothing."""

VERSION_TABLE = "tanaoroshi_revision"
"""A name of our own: a PostgreSQL database may hold other programs' tables, and their Alembic table."""
