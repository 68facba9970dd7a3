"""The tables of the inventory; those of what people did are in ``inventory.storage.logbooks``.

Types are those that SQLite and PostgreSQL both have; 64-bit hashes are packed as bytes.

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
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# PostgreSQL would sort paths by the server's language; the order of reports must not depend on that.
PathText = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers rows by itself only where the type is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

EMPTY, NOUGHT = text("''"), text("0")
"""Defaults of columns that came later, so that the rows there were have a value."""

PATH_PREFIX_LENGTH = 200
PATH_PREFIX = f"substr(path, 1, {PATH_PREFIX_LENGTH})"
"""The part of a path that is indexed: PostgreSQL cannot index values above 2.7 kB, and paths may be longer."""


def _some(name: str, *columns: str, where: str) -> Index:
    """An index of the rows of which the condition holds. Lists read in its order end with the number of the file: what
    comes first among equals is then known without looking at all of them."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


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
    """Facts about the database itself: ``key`` (the fingerprint of the key in use), ``contents`` (counts how often the
    contents of files have changed), ``copies`` (what that was when the copies were last looked for), and what files
    were last judged by (``inventory.judging.basis``)."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Scan(Base):
    """One run of the scanner. ``finished`` is '' while it runs and after an interruption.

    ``rules`` is the signature of extractors and recognizers, ``retention_rules`` that of the retention rules by which
    the files were judged after it ('' before that).
    """

    __tablename__ = "scans"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    started: Mapped[str] = mapped_column(Text)
    started_ns: Mapped[int] = mapped_column(BigInteger)
    finished: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    roots: Mapped[list[str]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    retention_rules: Mapped[str] = mapped_column(Text, server_default=EMPTY)


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

    ``people_low``, ``people_high`` (``beside_low``, ``beside_high``: of others whom its lists name with them) and
    ``special`` are what counts: without what people decided to be false matches. Where that differs from what was
    found, ``found`` keeps the latter as [low, high, [special], beside low, beside high]; it is NULL elsewhere.
    ``indexed``: all hashes of its findings are in ``occurrences`` (true where it has none). ``expired``: it has been
    gone for so long that its findings were deleted. ``acl`` is the access control list beside ``mode``
    (``scanner.acl``). ``clues`` are the dates in it, ``told`` what else it tells of itself: word and place of each
    (``detectors.model.WordClue``). ``place_id`` is where it is added up (NULL only in files of earlier schemas).
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
    told: Mapped[list[list[str]]] = mapped_column(JSON, server_default=text("'[]'"))
    people_low: Mapped[int] = mapped_column(BigInteger)
    people_high: Mapped[int] = mapped_column(BigInteger)
    special: Mapped[list[str]] = mapped_column(JSON)
    protection: Mapped[str] = mapped_column(Text)
    characters: Mapped[int] = mapped_column(BigInteger)
    rules: Mapped[str] = mapped_column(Text)
    found: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    indexed: Mapped[bool] = mapped_column(server_default=false())
    expired: Mapped[bool] = mapped_column(server_default=false())
    acl: Mapped[str] = mapped_column(Text, server_default=EMPTY)
    place_id: Mapped[int | None] = mapped_column(BigInteger)
    beside_low: Mapped[int] = mapped_column(BigInteger, server_default=NOUGHT)
    beside_high: Mapped[int] = mapped_column(BigInteger, server_default=NOUGHT)

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
        # Only what is still to be done is in this one.
        Index("ix_files_indexed", "id", sqlite_where=text("indexed = 0"), postgresql_where=text("NOT indexed")),
        Index("ix_files_place_id", "place_id"),
        Index("ix_files_first_seen_scan", "first_seen_scan"),
        _some("ix_files_gone_scan", "gone_scan", where="gone_scan IS NOT NULL"),
        _some("ix_files_outcome", "outcome", "id", where="outcome <> 'scanned'"),
        _some("ix_files_people_high", "people_high", "id", where="people_high > 0"),
    )


class FileEntity(Base):
    """How often an entity stands in a file, and how many distinct values: its findings summed up when saved."""

    __tablename__ = "file_entities"
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    entity: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    distinct: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        # The one entity whose files are looked for among all: where individual numbers may not be.
        _some("ix_file_entities_my_number", "file_id", where="entity = 'JP_MY_NUMBER'"),
        {"sqlite_with_rowid": False},
    )


class FoundItem(Base):
    """A finding. ``identity`` is what decisions hold on to: entity and values, never the position.

    ``false_by`` is the decision that makes all of it a false match (NULL: none does); ``false_values`` is how many of
    its distinct values decisions about single values make false. ``hashes`` stands last: SQLite then reads its pages
    only when it is asked for.
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
    false_by: Mapped[int | None] = mapped_column(BigInteger)
    false_values: Mapped[int] = mapped_column(BigInteger, server_default=NOUGHT)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)

    # Those of which not all values are kept (inventory.storage.hashes.SKETCH).
    __table_args__ = (_some("ix_findings_cut", "file_id", where='"distinct" > 100000'),)


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
    """Risk and retention of a file. ``rule`` is '' where no rule speaks of the file.

    ``due`` is the last day of its period (ISO date, '' for none); how far past it the file is follows from the day as
    of which all were judged (``inventory.judging.basis``). ``again`` is the first day on which anything here comes out
    differently while nothing but the day changes ('' for none); when the period ends need not be said again.
    ``risk_parts`` are as ``inventory.judging.risk`` keeps them, without what grows from day to day.
    ``standing`` is the kind of the decision that holds for it (``inventory.decisions.model.Kind``, '' for none) and
    ``decision_id`` its number; ``due`` takes it into account. A file that is gone has none.
    """

    __tablename__ = "assessments"
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    risk: Mapped[int] = mapped_column(Integer)
    risk_parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule: Mapped[str] = mapped_column(Text)
    basis_kind: Mapped[str] = mapped_column(Text)
    due: Mapped[str] = mapped_column(Text)
    clock: Mapped[str] = mapped_column(Text)
    trust: Mapped[str] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(Text, server_default=EMPTY)
    decision_id: Mapped[int | None] = mapped_column(BigInteger)
    again: Mapped[str] = mapped_column(Text, server_default=EMPTY)

    __table_args__ = (
        _some("ix_assessments_due", "due", "file_id", where="due <> ''"),
        _some("ix_assessments_destroy", "due", "file_id", where="due <> '' AND basis_kind = 'destroy-by'"),
        _some("ix_assessments_risk", "risk", "file_id", where="risk > 0"),
        _some("ix_assessments_again", "again", "file_id", where="again <> ''"),
    )


class Waiting(Base):
    """A file that has come, gone or changed since it was judged and its state kept (``inventory.judging.assess``)."""

    __tablename__ = "waiting"
    file_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class Place(Base):
    """Where files are added up (``inventory.storage.places``), and what they add up to (``inventory.storage.totals``).

    ``changes`` counts what has changed in it; ``counted`` is what that was when ``totals`` was made.
    """

    __tablename__ = "places"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("roots.id"))
    identity: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    folder: Mapped[str] = mapped_column(PathText)
    family: Mapped[str] = mapped_column(PathText)
    doc_class: Mapped[str] = mapped_column(Text)
    changes: Mapped[int] = mapped_column(BigInteger)
    counted: Mapped[int] = mapped_column(BigInteger)
    totals: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (_some("ix_places_changed", "id", where="changes <> counted"),)


class DueDay(Base):
    """The files of a place whose period ends on one day by one rule: how many, and the numbers of the first of them;
    kind, clock and trust are those of the first. Made with the place's totals."""

    __tablename__ = "due_days"
    place_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    due: Mapped[str] = mapped_column(Text, primary_key=True)
    rule: Mapped[str] = mapped_column(Text, primary_key=True)
    basis_kind: Mapped[str] = mapped_column(Text)
    clock: Mapped[str] = mapped_column(Text)
    trust: Mapped[str] = mapped_column(Text)
    files: Mapped[int] = mapped_column(BigInteger)
    first: Mapped[list[int]] = mapped_column(JSON)

    __table_args__ = ({"sqlite_with_rowid": False},)


class CopySet(Base):
    """A content that stands in several files. The size and people are those of the likely original."""

    __tablename__ = "copy_sets"
    content_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    files: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    people_low: Mapped[int] = mapped_column(BigInteger)
    people_high: Mapped[int] = mapped_column(BigInteger)


class CopyFile(Base):
    """A file of a copy set: ``rank`` is 0 for the likely original, then in the order in which they are shown.
    ``again``: one of lower rank lies in the same asset, so that its people and values are counted there already."""

    __tablename__ = "copy_files"
    file_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content_hash: Mapped[str] = mapped_column(Text, index=True)
    rank: Mapped[int] = mapped_column(Integer)
    again: Mapped[bool]


class RelatedFiles(Base):
    """Two files that hold the same people, as ``rows.RelatedRow`` says; numbered in the order in which to look at
    them."""

    __tablename__ = "related_files"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    first_id: Mapped[int] = mapped_column(BigInteger)
    second_id: Mapped[int] = mapped_column(BigInteger)
    relation: Mapped[str] = mapped_column(Text)
    entity: Mapped[str] = mapped_column(Text)
    counts_people: Mapped[bool]
    shared: Mapped[int] = mapped_column(BigInteger)
    first_only: Mapped[int] = mapped_column(BigInteger)
    second_only: Mapped[int] = mapped_column(BigInteger)
    other_format: Mapped[bool]
    marked: Mapped[bool]
    older: Mapped[bool]


class Move(Base):
    """A file that a scan recognised elsewhere: ``from_id`` is gone since this scan, ``to_id`` is new. ``how`` is
    ``content`` (same content and size) or ``inode``."""

    __tablename__ = "moves"
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    from_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    to_id: Mapped[int] = mapped_column(BigInteger)
    how: Mapped[str] = mapped_column(Text)

    __table_args__ = ({"sqlite_with_rowid": False},)


class FileState(Base):
    """A file as it was after a scan, written where something of this changed: what it was at another scan is the newest
    row up to that one.

    ``content`` is the beginning of the content hash, enough to see a change. ``special`` counts categories. ``due`` is
    the day on which its retention period ends, decisions considered ('' for none), ``rule`` the rule that says so.
    ``doc_class`` is '' where it was not kept yet. No foreign key on the file: there is one row for each of millions of
    files.
    """

    __tablename__ = "file_states"
    file_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    scan_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    present: Mapped[bool]
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    people_low: Mapped[int] = mapped_column(BigInteger)
    people_high: Mapped[int] = mapped_column(BigInteger)
    special: Mapped[int] = mapped_column(Integer)
    risk: Mapped[int] = mapped_column(Integer)
    due: Mapped[str] = mapped_column(Text)
    doc_class: Mapped[str] = mapped_column(Text, server_default=EMPTY)
    rule: Mapped[str] = mapped_column(Text, server_default=EMPTY)

    __table_args__ = (
        Index("ix_file_states_scan_id", "scan_id"),
        Index("ix_file_states_due", "due", sqlite_where=text("due <> ''"), postgresql_where=text("due <> ''")),
        {"sqlite_with_rowid": False},
    )


class ScanTotal(Base):
    """What was below a root after a scan, for the trend and the statement of coverage. ``assessed`` is the day (ISO) on
    which it was judged.

    ``files`` and ``bytes`` are those on disk, ``examined`` and ``examined_bytes`` the part of them that was looked at
    in full. People are counted once for each file they stand in. ``special`` adds up the special categories of all
    files, ``copies`` the surplus identical files with personal data; ``overdue_person_years`` is years overdue times
    people (high).
    """

    __tablename__ = "scan_totals"
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("roots.id"), primary_key=True)
    assessed: Mapped[str] = mapped_column(Text)
    files: Mapped[int] = mapped_column(BigInteger)
    members: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)
    examined: Mapped[int] = mapped_column(BigInteger)
    examined_bytes: Mapped[int] = mapped_column(BigInteger)
    characters: Mapped[int] = mapped_column(BigInteger)
    personal_files: Mapped[int] = mapped_column(BigInteger)
    people_low: Mapped[int] = mapped_column(BigInteger)
    people_high: Mapped[int] = mapped_column(BigInteger)
    special: Mapped[int] = mapped_column(BigInteger)
    copies: Mapped[int] = mapped_column(BigInteger)
    overdue_files: Mapped[int] = mapped_column(BigInteger)
    overdue_person_years: Mapped[float] = mapped_column(Double)
    outcomes: Mapped[dict[str, int]] = mapped_column(JSON)
    problems: Mapped[dict[str, int]] = mapped_column(JSON)


class Sweep(Base):
    """A comparison that was shown: of the scan ``scan_id`` with the scan ``since_id`` (NULL: with nothing). The next
    one begins where it ended."""

    __tablename__ = "sweeps"
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    since_id: Mapped[int | None] = mapped_column(ForeignKey("scans.id"))
    made: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)


class Occurrence(Base):
    """In which files a value occurs, by its keyed hash (as a signed number). Written in the order of the hashes at the
    end of a scan (``indexing``); a file whose hashes are not all here yet has ``files.indexed`` false.

    No foreign key: looking up the file for each of a hundred million rows would double the time of writing.
    """

    __tablename__ = "occurrences"
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    file_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)
