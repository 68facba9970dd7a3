"""The tables of the inventory. Types that SQLite and PostgreSQL both have; 64-bit hashes are packed as bytes.

Texts have no length: PostgreSQL would refuse a longer one, and no single file may end a run.

A column that changes here changes through a migration too (inventory/migrations); a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# PostgreSQL would sort paths by the server's language; the order of reports must not depend on that.
PathText = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers rows by itself only where the type is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

PATH_PREFIX_LENGTH = 200
PATH_PREFIX = f"substr(path, 1, {PATH_PREFIX_LENGTH})"
"""The part of a path that is indexed: PostgreSQL cannot index values above 2.7 kB, and paths may be longer."""


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Meta(Base):
    """Facts about the database itself: ``product``, ``created``, ``key`` (the fingerprint of the key in use)."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Scan(Base):
    """One run of the scanner. ``finished`` is '' while it runs and after an interruption."""

    __tablename__ = "scans"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    started: Mapped[str] = mapped_column(Text)
    started_ns: Mapped[int] = mapped_column(BigInteger)
    finished: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    roots: Mapped[list[str]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class Root(Base):
    """A folder that was scanned: its exact bytes, and the text shown for it."""

    __tablename__ = "roots"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    path: Mapped[str] = mapped_column(PathText)


class File(Base):
    """A file on disk, or a member of one, and what the last read of it said.

    ``identity`` is a digest of the raw path, the member path and the ordinal among members of the same name.
    ``container_id`` is the file on disk that holds a member. ``outcome`` is what the last read said;
    ``last_seen_scan`` above ``last_read_scan`` means it was met again unchanged.
    """

    __tablename__ = "files"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("roots.id"))
    identity: Mapped[bytes] = mapped_column(LargeBinary(16))
    container_id: Mapped[int | None] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), index=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    path: Mapped[str] = mapped_column(PathText)
    member_of: Mapped[str] = mapped_column(PathText)
    ordinal: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(BigInteger)
    modified_ns: Mapped[int] = mapped_column(BigInteger)
    changed_ns: Mapped[int] = mapped_column(BigInteger)
    mode: Mapped[int] = mapped_column(BigInteger)
    owner: Mapped[int] = mapped_column(BigInteger)
    group: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[int] = mapped_column(BigInteger)
    links: Mapped[int] = mapped_column(BigInteger)
    first_seen_scan: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    last_seen_scan: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    last_read_scan: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    gone_scan: Mapped[int | None] = mapped_column(ForeignKey("scans.id"))
    gone: Mapped[bool]
    read: Mapped[bool]
    outcome: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text)
    doc_class: Mapped[str] = mapped_column(Text)
    class_evidence: Mapped[list[str]] = mapped_column(JSON)
    clues: Mapped[list[list[str]]] = mapped_column(JSON)
    people_low: Mapped[int] = mapped_column(BigInteger)
    people_high: Mapped[int] = mapped_column(BigInteger)
    special: Mapped[list[str]] = mapped_column(JSON)
    protection: Mapped[str] = mapped_column(Text)
    characters: Mapped[int] = mapped_column(BigInteger)
    rules: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("root_id", "identity"),
        Index("ix_files_root_id_path", "root_id", literal_column(PATH_PREFIX)),
        # Files without content to compare (folders of links, empty files, failures) stay out of the index.
        Index(
            "ix_files_content_hash",
            "content_hash",
            sqlite_where=text("content_hash <> ''"),
            postgresql_where=text("content_hash <> ''"),
        ),
    )


class FileEntity(Base):
    """How often an entity stands in a file, and how many distinct values: its findings summed up when saved."""

    __tablename__ = "file_entities"
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    entity: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    distinct: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = ({"sqlite_with_rowid": False},)


class FoundItem(Base):
    """A finding. ``identity`` is what decisions hold on to: entity and values, never the position.

    ``hashes`` stands last: SQLite then reads its pages only when it is asked for.
    """

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), index=True)
    identity: Mapped[bytes] = mapped_column(LargeBinary(16))
    entity: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column(BigInteger)
    distinct: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[float] = mapped_column(Double)
    recognizer: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[str]] = mapped_column(JSON)
    masked: Mapped[list[str]] = mapped_column(JSON)
    column_ref: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # sheet, letter, header
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class FileProblem(Base):
    """A problem of a file, in the order in which they arose. ``detail`` is the name of a ``Detail``."""

    __tablename__ = "problems"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text, index=True)
    stage: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class Assessment(Base):
    """Risk and retention of a file as of ``assessed`` (ISO date). ``rule`` is '' where no rule speaks of the file."""

    __tablename__ = "assessments"
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    assessed: Mapped[str] = mapped_column(Text)
    risk: Mapped[int] = mapped_column(Integer)
    risk_parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule: Mapped[str] = mapped_column(Text)
    basis_kind: Mapped[str] = mapped_column(Text)
    due: Mapped[str] = mapped_column(Text)
    overdue_days: Mapped[int] = mapped_column(BigInteger)
    clock: Mapped[str] = mapped_column(Text)
    trust: Mapped[str] = mapped_column(Text)
