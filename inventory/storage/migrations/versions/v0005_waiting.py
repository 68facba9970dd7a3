"""Files wait to be judged one by one; what is due is added up by place and day; days overdue follow from the day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SOME = (
    ("ix_files_gone_scan", "files", ["gone_scan"], "gone_scan IS NOT NULL"),
    ("ix_assessments_again", "assessments", ["again", "file_id"], "again <> ''"),
)


def upgrade() -> None:
    op.create_table(
        "waiting",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_waiting")),
    )
    op.create_table(
        "due_days",
        sa.Column("place_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("basis_kind", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("place_id", "due", "rule", name=op.f("pk_due_days")),
        sqlite_with_rowid=False,
    )
    op.add_column("assessments", sa.Column("again", sa.Text(), server_default="", nullable=False))
    for name, table, columns, condition in SOME:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_files_first_seen_scan", "files", ["first_seen_scan"])
    # Until the next scan judges everything anew, what was judged holds as of the day on which that was.
    newest = "SELECT 'judged', max(assessed) FROM assessments HAVING max(assessed) IS NOT NULL"
    op.execute(f"INSERT INTO meta (name, value) {newest}")
    op.drop_column("assessments", "assessed")
    op.drop_column("assessments", "overdue_days")
    # Every place is added up again: the days of what is due are not known yet.
    op.execute("UPDATE places SET changes = changes + 1")
