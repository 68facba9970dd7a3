"""One person followed across files: what was typed, looked up; the files read again; what identifies the same person
beside it, looked up too.

The values typed are here, in memory, to be hashed; nothing that comes out of this module holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from detectors.model import Entity
from inventory.questions.subject import (
    CutColumn,
    DiskFile,
    SubjectFile,
    Uninspected,
    disk_files,
    find,
    may_be_missed,
    uninspected,
)
from inventory.storage.store import Store
from scanner.document import Detail, Problem, ProblemKind, Stage
from scanner.masking import Hasher
from scanner.name_forms import How, name_forms
from scanner.options import MIB
from scanner.rereading import IDENTIFIERS, Mark, Record, Reread, RereadJob, Wanted
from scanner.results import FileResult, Outcome

Rereader = Callable[[Sequence[RereadJob]], Iterable[FileResult]]

ASKED_AS = IDENTIFIERS - {Entity.DATE_OF_BIRTH, Entity.UK_POSTCODE, Entity.JP_POSTAL_CODE} | {Entity.IP_ADDRESS}
"""What a value that is typed may be: what many people share finds nobody."""

MOST_FILES = 200
MOST_BYTES = 500 * MIB
"""Files, and bytes, that are read again in one call."""

MOST_LINKS = 500
"""Identifiers that are followed in one call: a name that half the share bears is not."""


class Sure(IntEnum):
    """How sure it is that a file is about the person asked for; the surest first."""

    GIVEN = 0  # the value as typed
    WRITING = 1  # another way to write it
    PARTS = 2  # family and given name in two cells of a row
    LINKED = 3  # another identifier that stands beside it in a record
    READING = 4  # a name that is read alike
    LINKED_READING = 5  # an identifier beside a name that is read alike, or the reading beside the name


_HOW = {How.GIVEN: Sure.GIVEN, How.WRITING: Sure.WRITING, How.READING: Sure.READING}


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """How a file was found: by what kind of value, and through which identifier (its mask) where it was a link."""

    sure: Sure
    entity: str
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person stands. ``exact``: the cell or line; else the column in which it is."""

    at: str
    entity: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A file or member about the person. ``beside`` are other identifiers of the records; ``problems`` say why it could
    not be read again, or only in part."""

    file: SubjectFile
    ways: tuple[Way, ...]
    places: tuple[Place, ...]
    beside: tuple[Mark, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of where a person occurs. ``not_reread`` counts files beyond the limits of one call, ``links``
    the identifiers that were followed."""

    files: tuple[Found, ...]
    missed: tuple[CutColumn, ...]
    uninspected: Uninspected
    reread: int
    not_reread: int
    links: int
    unfollowed: int

    @property
    def incomplete(self) -> bool:
        """Whether something could not be looked at, so that more may be there than is told."""
        unread = any(f.problems for f in self.files) or self.not_reread or self.unfollowed
        return bool(self.missed or self.uninspected.none or self.uninspected.partly or unread)


@dataclass(slots=True)
class _Question:
    """The hashes asked for, each with how it came about and what it is."""

    values: dict[int, Way] = field(default_factory=dict)
    pairs: dict[tuple[int, int], Way] = field(default_factory=dict)

    def add(self, hashed: int, way: Way) -> None:
        if hashed not in self.values or way < self.values[hashed]:
            self.values[hashed] = way


def _question(values: Sequence[str], hasher: Hasher) -> _Question:
    question = _Question()
    for value in values:
        for entity in ASKED_AS:
            question.add(hasher.value(entity, value), Way(Sure.GIVEN, entity))
        for form in name_forms(value):
            question.add(hasher.value(Entity.PERSON, form.text), Way(_HOW[form.how], Entity.PERSON))
            if form.family and form.given and form.how is not How.READING:
                halves = (hasher.value(Entity.PERSON, form.family), hasher.value(Entity.PERSON, form.given))
                question.pairs[halves] = Way(Sure.PARTS, Entity.PERSON)
    return question


def look_up(store: Store, hasher: Hasher, values: Sequence[str], rereader: Rereader) -> Answer:
    """Where the person whom the values (all of one person) identify occurs. Raises StoreError, and what ``rereader``
    raises."""
    question = _question(values, hasher)
    first = find(store, question.values, question.pairs)
    entities = {value: way.entity for value, way in question.values.items() if way.sure <= Sure.WRITING}
    cut = may_be_missed(store, entities)
    again = _Again(store, question, rereader)
    again.read(first, cut)
    links = again.links(question.values)
    followed = dict(sorted(links.items(), key=lambda item: item[1])[:MOST_LINKS])
    known_files = {file.id for file in first}
    perhaps = {c.file.id: c.file for c in cut if c.file.id not in known_files}
    found = {f.file.id: f for f in again.found([*first, *perhaps.values()]) if f.ways}
    second = find(store, followed) if followed else []
    for file in second:
        ways = {followed[place.hash] for place in file.places}
        known = found.get(file.id)
        if known is None:
            found[file.id] = Found(file, tuple(sorted(ways)), _stored(file))
        elif known.ways[0].sure > Sure.PARTS:
            found[file.id] = _with_ways(known, ways)
    missed = again.still_missed(cut)
    return Answer(
        tuple(sorted(found.values(), key=lambda f: (f.ways[0].sure > Sure.LINKED, f.file.root, f.file.path))),
        tuple(missed),
        uninspected(store),
        again.count,
        again.left_out,
        len(followed),
        len(links) - len(followed),
    )


def _with_ways(found: Found, ways: Iterable[Way]) -> Found:
    return Found(found.file, tuple(sorted({*found.ways, *ways})), found.places, found.beside, found.problems)


def _stored(file: SubjectFile) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(Place(p.at, p.entity, ":" not in p.at.rpartition("!")[2]) for p in file.places))


class _Again:
    """The reading again of files, each content once."""

    def __init__(self, store: Store, question: _Question, rereader: Rereader) -> None:
        self._store = store
        self._question = question
        self._rereader = rereader
        self._results: dict[int, FileResult] = {}  # by file on disk
        self._disk: dict[int, DiskFile] = {}
        self._source: dict[int, int] = {}  # a copy: which file was read for it
        self.left_out = 0

    @property
    def count(self) -> int:
        """How many files were read again."""
        return len(self._results)

    def read(self, files: Sequence[SubjectFile], cut: Sequence[CutColumn]) -> None:
        """Read what can be read within the limits, the surest first."""
        best: dict[int, Sure] = {}
        for file in files:
            if not file.gone:
                best[file.disk_id] = min(best.get(file.disk_id, Sure.LINKED_READING), self._ways(file)[0].sure)
        for column in cut:
            best.setdefault(column.file.disk_id, Sure.LINKED_READING)
        self._disk = {f.id: f for f in disk_files(self._store, best)}
        jobs: list[DiskFile] = []
        size = 0
        contents: dict[str, int] = {}
        for disk in sorted(self._disk.values(), key=lambda f: (best[f.id], f.stat.size, f.id)):
            same = contents.get(disk.content_hash) if disk.content_hash else None
            if same is not None:
                self._source[disk.id] = same
            elif len(jobs) < MOST_FILES and size + disk.stat.size <= MOST_BYTES:
                jobs.append(disk)
                size += disk.stat.size
                self._source[disk.id] = disk.id
                contents[disk.content_hash] = disk.id
        wanted = Wanted(frozenset(self._question.values), frozenset(self._question.pairs))
        asked = [RereadJob(f.root_raw, f.ref, f.stat, wanted) for f in jobs]
        named = {(f.ref.root, f.ref.raw): f.id for f in jobs}
        for result in self._rereader(asked) if asked else ():
            self._results[named[result.ref.root, result.ref.raw]] = result
        self.left_out = sum(self._source.get(number) not in self._results for number in self._disk)

    def _ways(self, file: SubjectFile, records: Sequence[Record] = ()) -> list[Way]:
        values = {place.hash for place in file.places} | {mark.hash for record in records for mark in record.hits}
        ways = {self._question.values[v] for v in values if v in self._question.values}
        ways |= {way for pair, way in self._question.pairs.items() if values.issuperset(pair)}
        return sorted(ways)

    def found(self, files: Iterable[SubjectFile]) -> Iterator[Found]:
        """The files looked up, with exact places where they were read again."""
        for file in files:
            result = self._results.get(self._source.get(file.disk_id, 0))
            records = self._records(file)
            problems: tuple[Problem, ...] = ()
            if result is not None and (result.outcome is Outcome.FAILED or not isinstance(result, Reread)):
                problems = result.problems
            elif result is not None and not records and not file.gone:
                # What the scan found is not there any more, or the part in which it stood cannot be read today.
                problems = result.problems or (Problem(ProblemKind.CHANGED, Stage.EXTRACT, Detail.CHANGED_WHILE_READ),)
            places = tuple(dict.fromkeys(Place(m.at, m.entity, True) for r in records for m in r.hits))
            beside = tuple(dict.fromkeys(m for r in records for m in r.beside))
            yield Found(file, tuple(self._ways(file, records)), places or _stored(file), beside, problems)

    def _records(self, file: SubjectFile) -> list[Record]:
        source = self._source.get(file.disk_id)
        result = self._results.get(source) if source is not None else None
        if source is None or not isinstance(result, Reread):
            return []
        mine, theirs = self._disk[file.disk_id].ref.path, self._disk[source].ref.path
        inner = file.path.removeprefix(mine)
        return [r for r in result.records if r.path.removeprefix(theirs) == inner]

    def links(self, asked: Mapping[int, Way]) -> dict[int, Way]:
        """The identifiers of the records that lead to the same person elsewhere, and were not asked for themselves."""
        found: dict[int, Way] = {}
        for result in self._results.values():
            for record in result.records if isinstance(result, Reread) else ():
                sure = min((asked[m.hash].sure for m in record.hits if m.hash in asked), default=Sure.PARTS)
                for mark in record.beside:
                    if not mark.follow or (mark.hash in asked and asked[mark.hash].sure < Sure.READING):
                        continue
                    by_reading = sure >= Sure.READING or mark.follow == "reading"
                    way = Way(Sure.LINKED_READING if by_reading else Sure.LINKED, mark.entity, mark.mask)
                    if mark.hash not in found or way < found[mark.hash]:
                        found[mark.hash] = way
        return found

    def still_missed(self, cut: Iterable[CutColumn]) -> list[CutColumn]:
        """The columns of which reading the file again did not tell whether the person is in them."""
        return [c for c in cut if not isinstance(self._results.get(self._source.get(c.file.disk_id, 0)), Reread)]
