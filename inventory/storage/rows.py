"""The inventory as data: what queries give to exports, registers and reports. Read-only, free of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from detectors.model import DateClue, PeopleEstimate, WordClue


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem. ``path`` as in FileRow; ``at`` is the place inside the file, '' for the file as a whole."""

    root: str
    path: str
    kind: str
    stage: str
    detail: str
    at: str


@dataclass(frozen=True, slots=True)
class EntityCount:
    """How often an entity stands in a file and how many distinct values it has there."""

    count: int
    distinct: int


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """The retention verdict for a file: the rule, the clock it ran from and how far that can be trusted.

    ``due`` is the ISO date on which the period ends ('' where no clock could be read). ``overdue_days`` is negative
    before that. ``clock`` is a word of inventory.retention.clocks; ``legal_hold`` (then nothing is due) or
    ``keep_until`` where a decision goes before the rule. ``trust`` is one of strong, medium, weak, none,
    ``basis_kind`` statutory, regulator, recommended or destroy-by.
    """

    rule: str
    basis_kind: str
    due: str
    overdue_days: int
    clock: str
    trust: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file, or one member of a file, as the inventory knows it."""

    id: int
    root: str
    path: str
    member_of: str
    format: str
    outcome: str
    problems: tuple[ProblemRow, ...]
    size: int
    modified: str  # ISO 8601, UTC
    content_hash: str
    doc_class: str
    class_evidence: tuple[str, ...]
    entities: Mapping[str, EntityCount]
    people: PeopleEstimate
    special: tuple[str, ...]
    protection: str
    risk: int  # 0 to 100
    retention: RetentionRow | None
    clues: tuple[DateClue, ...]
    mode: int
    owner: int
    characters: int
    decision: str = ""  # the decision that holds for it: legal_hold, keep_until, approved_for_disposal
    told: tuple[WordClue, ...] = ()
    acl: str = ""  # the access control list beside the mode, as scanner.acl writes it
    risk_parts: Mapping[str, float] = field(default_factory=dict)  # points by part, as judging.risk names them


@dataclass(frozen=True, slots=True)
class DatedRow:
    """Of a file whose retention period ends on a day, what a calendar says."""

    root: str
    path: str
    doc_class: str
    people: PeopleEstimate
    rule: str
    due: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """Files of a part of an information asset whose period ends on one day by one rule; kind, clock and trust are those
    of the first of them, ``first`` the numbers of some. ``folder`` is the asset's, ``within`` the one on disk in which
    they lie."""

    root: str
    folder: str
    doc_class: str
    due: str  # ISO date
    rule: str
    basis_kind: str
    clock: str
    trust: str
    files: int
    first: tuple[int, ...]
    within: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, as exported. ``sheet``, ``letter`` and ``header`` are '' where it is not about a column."""

    root: str
    path: str
    at: str
    entity: str
    count: int
    distinct: int
    score: float
    evidence: tuple[str, ...]
    masked: tuple[str, ...]
    is_column: bool
    sheet: str
    letter: str
    header: str


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One run of the scanner. Times are ISO 8601 UTC; ``finished`` is '' while it runs or after an interruption."""

    id: int
    roots: tuple[str, ...]
    started: str
    finished: str
    rules: str
    counts: Mapping[str, int]  # by outcome, as that scan left them


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was examined and what was not: the counts add up to ``files``."""

    roots: tuple[str, ...]
    files: int
    bytes: int
    characters: int
    outcomes: Mapping[str, int]
    problems: Mapping[str, int]  # files by problem kind
    last_scan: ScanRow | None


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Files with identical content, the likely original first. ``people`` is the estimate of one of them."""

    content_hash: str
    paths: tuple[tuple[str, str], ...]  # (root, path)
    size: int
    people: PeopleEstimate


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """How many groups of identical files hold people, how many surplus files those come to, and how many groups hold
    nobody."""

    groups: int
    surplus: int
    impersonal: int


class Relation(StrEnum):
    """How two files that are not identical hold the same people."""

    NEAR = "near"  # nearly the same list: another format, or a few rows changed
    PART = "part"  # a list whose people are in a larger one of its kind
    OVERLAP = "overlap"  # about the same people: documents of different kinds or times, or lists that overlap


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """Two files that hold the same people; both as (root, path). Where they are nearly the same the one likely to be
    kept comes first, else the one with more people.

    ``shared`` values of ``entity`` stand in both, the others in one only; ``counts_people`` says that either file has
    about as many of them as people, so that they may be called people. ``marked``: the second's path says that it is a
    copy (コピー, old, (2)); ``older``: it was last changed before the first. ``own_folder``: the second lies in
    somebody's own folder and the first does not. ``other_class``: they are documents of different classes.
    """

    relation: Relation
    first: tuple[str, str]
    second: tuple[str, str]
    entity: str
    counts_people: bool
    shared: int
    first_only: int
    second_only: int
    other_format: bool
    marked: bool
    older: bool
    own_folder: bool = False
    other_class: bool = False


@dataclass(frozen=True, slots=True)
class AssetRow:
    """Files that people would call one information asset: a folder family and a document class.

    ``key`` is stable from run to run and identifies the register's row. Years are 0 where none is known. ``folders``
    are those its files lie in, two levels below the root at most ('' for its top).
    """

    key: str
    root: str
    folder: str
    doc_class: str
    files: int
    bytes: int
    people: PeopleEstimate
    entities: Mapping[str, EntityCount]
    special: tuple[str, ...]
    first_year: int
    last_year: int
    retention: RetentionRow | None  # the member due first
    overdue_files: int
    protection: tuple[str, ...]
    formats: tuple[str, ...]
    copies: int
    example: str  # path of one of its files
    world_readable: bool
    first_seen: str  # ISO date
    last_modified: str  # ISO date
    problems: int  # files of it with something that could not be read
    examples: tuple[str, ...] = ()  # paths of files of different titles, that of ``example`` first
    last_due: str = ""  # ISO date of the member due last
    folders: tuple[str, ...] = ()
    split_years: bool = False  # each year is a business year that ends in the next
    risk: int = 0  # of its riskiest file, 0 to 100
