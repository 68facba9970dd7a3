"""The access control list of each file, beside its mode."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("acl", sa.Text(), server_default=sa.text("''"), nullable=False))
