"""What the inventory remembers from scan to scan: decisions, history, moves, sweeps, the index of values, audits,
look-ups and disposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", ID, nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.Column("withdraws", sa.BigInteger(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("newest_scan", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_table(
        "disposals",
        sa.Column("id", ID, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("path", PATH, nullable=False),
        sa.Column("root_raw", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("newest_scan", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals")),
    )
    op.create_index(op.f("ix_disposals_item"), "disposals", ["item"], unique=False)
    op.create_table(
        "file_states",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("people_low", sa.BigInteger(), nullable=False),
        sa.Column("people_high", sa.BigInteger(), nullable=False),
        sa.Column("special", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("file_id", "scan_id", name=op.f("pk_file_states")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_file_states_scan_id", "file_states", ["scan_id"], unique=False)
    op.create_index(
        "ix_file_states_due",
        "file_states",
        ["due"],
        unique=False,
        sqlite_where=sa.text("due <> ''"),
        postgresql_where=sa.text("due <> ''"),
    )
    op.create_table(
        "occurrences",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "file_id", name=op.f("pk_occurrences")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audits",
        sa.Column("id", ID, nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("cleans", sa.BigInteger(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_audits_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
    )
    op.create_table(
        "moves",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_moves_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", "from_id", name=op.f("pk_moves")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_totals",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("assessed", sa.Text(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("examined", sa.BigInteger(), nullable=False),
        sa.Column("examined_bytes", sa.BigInteger(), nullable=False),
        sa.Column("characters", sa.BigInteger(), nullable=False),
        sa.Column("personal_files", sa.BigInteger(), nullable=False),
        sa.Column("people_low", sa.BigInteger(), nullable=False),
        sa.Column("people_high", sa.BigInteger(), nullable=False),
        sa.Column("special", sa.BigInteger(), nullable=False),
        sa.Column("copies", sa.BigInteger(), nullable=False),
        sa.Column("overdue_files", sa.BigInteger(), nullable=False),
        sa.Column("overdue_person_years", sa.Double(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["roots.id"], name=op.f("fk_scan_totals_root_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_totals_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", "root_id", name=op.f("pk_scan_totals")),
    )
    op.create_table(
        "sweeps",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("since_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_sweeps_scan_id")),
        sa.ForeignKeyConstraint(["since_id"], ["scans.id"], name=op.f("fk_sweeps_since_id")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_sweeps")),
    )
    op.create_table(
        "audit_samples",
        sa.Column("audit_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_audit_samples_audit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audit_id", "number", name=op.f("pk_audit_samples")),
    )
    op.add_column("assessments", sa.Column("standing", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("assessments", sa.Column("decision_id", sa.BigInteger(), nullable=True))
    op.add_column("files", sa.Column("found", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("files", sa.Column("indexed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("files", sa.Column("expired", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_files_indexed",
        "files",
        ["id"],
        unique=False,
        sqlite_where=sa.text("indexed = 0"),
        postgresql_where=sa.text("NOT indexed"),
    )
    op.add_column("scans", sa.Column("retention_rules", sa.Text(), server_default=sa.text("''"), nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        _findings_anew()
    else:
        for column in _findings_columns():
            op.add_column("findings", column)


def _findings_columns() -> list[sa.Column[int]]:
    return [
        sa.Column("false_by", sa.BigInteger(), nullable=True),
        sa.Column("false_values", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    ]


def _findings_anew() -> None:
    """SQLite adds columns at the end only, and reading what stands behind the hashes would read all of them."""
    before = 'id, file_id, identity, entity, at, count, "distinct", score, recognizer, evidence, masked, column_ref'
    op.drop_index("ix_findings_file_id", "findings")
    op.rename_table("findings", "findings_before")
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
        *_findings_columns(),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_findings_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.execute(f"INSERT INTO findings ({before}, hashes) SELECT {before}, hashes FROM findings_before")
    op.drop_table("findings_before")
    op.create_index(op.f("ix_findings_file_id"), "findings", ["file_id"], unique=False)
