"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "roots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("path", PATH, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roots")),
        sa.UniqueConstraint("raw", name=op.f("uq_roots_raw")),
    )
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("started_ns", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("roots", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_table(
        "files",
        sa.Column("id", ID, nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=16), nullable=False),
        sa.Column("container_id", ID, nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("path", PATH, nullable=False),
        sa.Column("member_of", PATH, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("group", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("links", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_scan", sa.Integer(), nullable=False),
        sa.Column("last_seen_scan", sa.Integer(), nullable=False),
        sa.Column("last_read_scan", sa.Integer(), nullable=False),
        sa.Column("gone_scan", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("read", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("doc_class", sa.Text(), nullable=False),
        sa.Column("class_evidence", sa.JSON(), nullable=False),
        sa.Column("clues", sa.JSON(), nullable=False),
        sa.Column("people_low", sa.BigInteger(), nullable=False),
        sa.Column("people_high", sa.BigInteger(), nullable=False),
        sa.Column("special", sa.JSON(), nullable=False),
        sa.Column("protection", sa.Text(), nullable=False),
        sa.Column("characters", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["container_id"], ["files.id"], name=op.f("fk_files_container_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["first_seen_scan"], ["scans.id"], name=op.f("fk_files_first_seen_scan")),
        sa.ForeignKeyConstraint(["gone_scan"], ["scans.id"], name=op.f("fk_files_gone_scan")),
        sa.ForeignKeyConstraint(["last_read_scan"], ["scans.id"], name=op.f("fk_files_last_read_scan")),
        sa.ForeignKeyConstraint(["last_seen_scan"], ["scans.id"], name=op.f("fk_files_last_seen_scan")),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name=op.f("fk_files_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("root_id", "identity", name=op.f("uq_files_root_id_identity")),
    )
    op.create_index(op.f("ix_files_container_id"), "files", ["container_id"], unique=False)
    op.create_index(
        "ix_files_root_id_path", "files", ["root_id", sa.literal_column("substr(path, 1, 200)")], unique=False
    )
    op.create_index(
        "ix_files_content_hash",
        "files",
        ["content_hash"],
        unique=False,
        sqlite_where=sa.text("content_hash <> ''"),
        postgresql_where=sa.text("content_hash <> ''"),
    )
    op.create_table(
        "assessments",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("assessed", sa.Text(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("risk_parts", sa.JSON(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("basis_kind", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("overdue_days", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_assessments_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_assessments")),
    )
    op.create_table(
        "file_entities",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("distinct", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_file_entities_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("file_id", "entity", name=op.f("pk_file_entities")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "findings",
        sa.Column("id", ID, nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("identity", sa.LargeBinary(length=16), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("distinct", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("recognizer", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("masked", sa.JSON(), nullable=False),
        sa.Column("column_ref", sa.JSON(), nullable=True),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_findings_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_file_id"), "findings", ["file_id"], unique=False)
    op.create_table(
        "problems",
        sa.Column("id", ID, nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_problems_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index(op.f("ix_problems_file_id"), "problems", ["file_id"], unique=False)
    op.create_index(op.f("ix_problems_kind"), "problems", ["kind"], unique=False)
