"""What an inventory adds up to, kept by place; copies and related lists, kept; indexes of what lists are read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SOME = (
    ("ix_files_outcome", "files", ["outcome", "id"], "outcome <> 'scanned'"),
    ("ix_files_people_high", "files", ["people_high", "id"], "people_high > 0"),
    ("ix_file_entities_my_number", "file_entities", ["file_id"], "entity = 'JP_MY_NUMBER'"),
    ("ix_findings_cut", "findings", ["file_id"], '"distinct" > 100000'),
    ("ix_assessments_due", "assessments", ["due", "file_id"], "due <> ''"),
    ("ix_assessments_destroy", "assessments", ["due", "file_id"], "due <> '' AND basis_kind = 'destroy-by'"),
    ("ix_assessments_risk", "assessments", ["risk", "file_id"], "risk > 0"),
    ("ix_places_changed", "places", ["id"], "changes <> counted"),
)


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("id", ID, nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(16), nullable=False),
        sa.Column("folder", PATH, nullable=False),
        sa.Column("family", PATH, nullable=False),
        sa.Column("doc_class", sa.Text(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name=op.f("fk_places_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("identity", name=op.f("uq_places_identity")),
    )
    op.create_table(
        "copy_sets",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("people_low", sa.BigInteger(), nullable=False),
        sa.Column("people_high", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_copy_sets")),
    )
    op.create_table(
        "copy_files",
        sa.Column("file_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_copy_files")),
    )
    op.create_index(op.f("ix_copy_files_content_hash"), "copy_files", ["content_hash"])
    op.create_table(
        "related_files",
        sa.Column("id", ID, nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("second_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("counts_people", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.BigInteger(), nullable=False),
        sa.Column("first_only", sa.BigInteger(), nullable=False),
        sa.Column("second_only", sa.BigInteger(), nullable=False),
        sa.Column("other_format", sa.Boolean(), nullable=False),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.Column("older", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_files")),
    )
    # Files get their place when the inventory is next added up.
    op.add_column("files", sa.Column("place_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_files_place_id", "files", ["place_id"])
    for name, table, columns, condition in SOME:
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    # Lists are now read from what was judged: files that are gone have no part in it.
    op.execute("DELETE FROM assessments WHERE file_id IN (SELECT id FROM files WHERE gone)")
