"""How many people the lists of a file name beside those whom it is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("beside_low", "beside_high"):
        op.add_column("files", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False))
