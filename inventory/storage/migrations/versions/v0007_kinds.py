"""The kind of document that a person said a file to be of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("doc_class", sa.Text(), server_default=sa.text("''"), nullable=False))
