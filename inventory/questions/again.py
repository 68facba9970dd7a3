"""The files found, read again: each content once, the surest first, where they lie now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from detectors.model import Entity
from inventory.questions.asked import Question, Sure, Way
from inventory.questions.known import Known
from inventory.questions.quarantined import Kept
from inventory.questions.subject import CutColumn, DiskFile, SubjectFile, disk_files
from inventory.questions.whose import NOT_JUDGED, Judgement, Whose, judged
from inventory.storage.store import Store
from scanner.document import Problem
from scanner.options import MIB
from scanner.records import Kind, Mark, Record, Wanted
from scanner.rereading import Reread, RereadJob
from scanner.results import FileRef, FileResult, FileStat, Outcome
from scanner.row_names import SHARED

Rereader = Callable[[Sequence[RereadJob]], Iterable[FileResult]]

MOST_FILES = 200
MOST_BYTES = 500 * MIB
"""Files, and bytes, that are read again in one call."""


class Lost(StrEnum):
    """Why what the scan found was not met on reading again, although all of the file was read."""

    CHANGED = "changed"  # the file is another by now
    UNSEEN = "unseen"  # the same content, looked at with other settings than in the scan


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person stands. ``exact``: the cell or line; else the column in which it is."""

    at: str
    entity: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What of a file is about one person: ``beside`` are other identifiers of the records."""

    ways: tuple[Way, ...]
    places: tuple[Place, ...]
    beside: tuple[Mark, ...] = ()
    judgement: Judgement = NOT_JUDGED

    @property
    def is_sure(self) -> bool:
        """Whether it is about the person, as far as values can tell, rather than maybe about somebody else."""
        theirs = self.judgement.whose is Whose.THEIRS
        return theirs and (self.judgement.proven or self.ways[0].sure <= Sure.LINKED)


@dataclass(frozen=True, slots=True)
class Found:
    """A file or member about the person, or about somebody of whom the same was asked: what of it is most surely the
    person's, and ``others``, the rest. ``problems`` say why it could not be read again, or only ``in_part``. ``kept``:
    it lies in quarantine."""

    file: SubjectFile
    part: Part
    others: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    kept: Kept | None = None
    lost: Lost | None = None
    in_part: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the file is about the person, as far as values can tell."""
        return self.part.is_sure and self.lost is None


class Again:
    """The reading again. ``kept`` are the files in quarantine by number, ``folder`` where quarantine is (exact bytes,
    None where that is not known)."""

    def __init__(
        self,
        store: Store,
        question: Question,
        known: Known,
        rereader: Rereader,
        kept: Mapping[int, Kept],
        folder: bytes | None,
    ) -> None:
        self._store = store
        self._question = question
        self._known = known
        self._rereader = rereader
        self._kept = kept
        self._folder = folder
        self._results: dict[int, FileResult] = {}  # by file on disk
        self._disk: dict[int, DiskFile] = {}
        self._source: dict[int, int] = {}  # which file was read for this one: itself, or one of the same content
        self._left = MOST_BYTES
        self._told: dict[int, list[Judgement]] = {}  # of the records of each file on disk
        self._namesakes = False

    @property
    def count(self) -> int:
        """How many files were read again."""
        return len(self._results)

    def left_out(self, files: Iterable[SubjectFile]) -> int:
        """How many of these should have been read again and were not, for the limits of one call; on disk."""
        return sum(self._result(number) is None for number in {f.disk_id for f in files} & self._disk.keys())

    def read(
        self, files: Sequence[SubjectFile], cut: Sequence[CutColumn], surnames: Sequence[SubjectFile] = ()
    ) -> None:
        """Read what can be read within the limits, the surest first, those with the surname only at the end; and judge
        whose the records of all that was read are."""
        best: dict[int, int] = {}
        for file in files:
            best[file.disk_id] = min(best.get(file.disk_id, len(Sure)), self._stored_ways(file)[0].sure)
        for column in cut:
            best.setdefault(column.file.disk_id, Sure.LINKED_READING)
        for file in surnames:
            best.setdefault(file.disk_id, len(Sure))
        there = self._where(best)
        self._disk |= there
        waiting = sorted(there.values(), key=lambda f: (best[f.id], f.stat.size, f.id))
        while waiting:
            jobs: dict[str, DiskFile] = {}
            later: list[DiskFile] = []
            for disk in waiting:
                content = disk.content_hash or f"file {disk.id}"
                if content in jobs:
                    later.append(disk)
                elif len(self._results) + len(jobs) < MOST_FILES and disk.stat.size <= self._left:
                    jobs[content] = disk
                    self._left -= disk.stat.size
            read = self._read(list(jobs.values()))
            # A copy of what could not be read, or is another by now, is read itself.
            for disk in later:
                if (source := jobs[disk.content_hash].id) in read:
                    self._source[disk.id] = source
            met = all(disk.id in self._results for disk in jobs.values())
            waiting = [disk for disk in later if disk.id not in self._source] if jobs and met else []
        self._judge()

    def _judge(self) -> None:
        every = [
            (number, record)
            for number, result in self._results.items()
            for record in (result.records if isinstance(result, Reread) else ())
        ]
        told = judged([((number, record.path), record) for number, record in every], self._question, self._known)
        self._told = {number: [] for number, _ in every}
        for (number, record), judgement in zip(every, told, strict=True):
            self._told[number].append(judgement)
            named = bool(record.pairs) or any(mark.entity == Entity.PERSON for mark in record.hits)
            self._namesakes |= judgement.whose is Whose.ONE_OF or (judgement.whose is Whose.OTHER and named)

    def _where(self, numbers: Iterable[int]) -> dict[int, DiskFile]:
        """The files on disk, on the share or in quarantine; those that are nowhere any more are left out."""
        wanted = set(numbers)
        away = {number: self._kept[number].item for number in wanted & self._kept.keys() if self._kept[number].away}
        found = {disk.id: disk for disk in disk_files(self._store, wanted - away.keys())}
        for number, item in away.items() if self._folder is not None else ():
            ref, stat = FileRef(item.root, item.path, item.target), FileStat(item.size, 0)
            found[number] = DiskFile(number, self._folder or b"", ref, stat, item.content_hash)
        return found

    def _read(self, files: Sequence[DiskFile]) -> set[int]:
        """Reads these; the numbers of those that were read in full and are what they were."""
        wanted = Wanted(
            frozenset(self._question.values), frozenset(self._question.pairs), frozenset(self._question.surnames)
        )
        jobs = [RereadJob(f.root_raw, f.ref, f.stat, wanted) for f in files]
        named = {(f.ref.root, f.ref.raw): f for f in files}
        good: set[int] = set()
        for result in self._rereader(jobs) if jobs else ():
            disk = named[result.ref.root, result.ref.raw]
            self._results[disk.id] = result
            self._source[disk.id] = disk.id
            if isinstance(result, Reread) and result.outcome is not Outcome.FAILED and not _changed(disk, result):
                good.add(disk.id)
        return good

    def _result(self, disk_id: int) -> FileResult | None:
        return self._results.get(self._source.get(disk_id, 0))

    def _stored_ways(self, file: SubjectFile) -> list[Way]:
        """What the inventory says: of family and given name only that both are in the file."""
        asked, values = self._question, {place.hash for place in file.places}
        ways = {asked.values[v] for v in values if v in asked.values}
        if any(values.issuperset(pair) for pair in asked.pairs):
            ways.add(_APART)
        return sorted(ways) or [_SURNAME]

    def _ways(self, records: Sequence[Record]) -> list[Way]:
        asked = self._question
        ways: set[Way] = set()
        for record in records:
            if record.kind is Kind.APART:
                ways.add(_APART)
            elif record.kind is Kind.SURNAME:
                ways.add(_SURNAME)
            elif record.kind is Kind.NAMESAKE:
                ways.add(_NAMESAKE)
            else:
                ways |= {asked.values[mark.hash] for mark in record.hits if mark.hash in asked.values}
                ways |= {asked.pairs.get(pair, _TURNED) for pair in record.pairs}
        return sorted(ways)

    def found(self, files: Iterable[SubjectFile]) -> Iterator[Found]:
        """The files looked up that may be about the person, with exact places where they were read again."""
        for file in files:
            found = self._found(file)
            if found is not None:
                yield found

    def _found(self, file: SubjectFile) -> Found | None:
        result, kept = self._result(file.disk_id), self._kept.get(file.disk_id)
        stored = self._stored_ways(file)
        if result is None or result.outcome is Outcome.FAILED or not isinstance(result, Reread):
            if stored == [_SURNAME]:
                return None  # known to stand in it, and in half of all files
            problems = result.problems if result is not None else ()
            return Found(file, self._unread(file, stored), (), problems, kept)
        records = self._records(file, result)
        about = [(r, j) for r, j in records if r.kind is Kind.RECORD] or records
        seen = _member(result, result.ref.path + self._inner(file)) or result
        in_part = seen.outcome is Outcome.PARTIAL
        if about:
            best, *others = self._parts(about)
            return Found(file, best, tuple(others), seen.problems if in_part else (), kept, in_part=in_part)
        if in_part or result.outcome is Outcome.PARTIAL or not result.complete:
            # It may stand in the part that cannot be read today.
            return Found(file, self._unread(file, stored), (), seen.problems or result.problems, kept, in_part=in_part)
        values = [way for way in stored if way not in (_APART, _SURNAME)]
        if not values:
            return None  # family and given name, but of different people
        lost = Lost.CHANGED if _changed(self._disk[self._source[file.disk_id]], result) else Lost.UNSEEN
        return Found(file, self._unread(file, values), (), (), kept, lost)

    def _unread(self, file: SubjectFile, ways: Sequence[Way]) -> Part:
        """What the inventory knows of a file. Where there are namesakes, a name says nothing."""
        open_ = self._namesakes and ways[0].entity == Entity.PERSON
        judgement = Judgement(Whose.DOUBTFUL) if open_ else NOT_JUDGED
        return Part(tuple(ways), stored_places(file), (), judgement)

    def _parts(self, about: Sequence[tuple[Record, Judgement]]) -> list[Part]:
        """The records by whose they are, the surest first."""
        of: dict[tuple[int, int], list[tuple[Record, Judgement]]] = defaultdict(list)
        for record, judgement in about:
            of[list(Whose).index(judgement.whose), judgement.group].append((record, judgement))
        return [self._part(some) for _, some in sorted(of.items(), key=lambda item: item[0])]

    def _part(self, some: Sequence[tuple[Record, Judgement]]) -> Part:
        judgement = replace(
            some[0][1],
            against=tuple(sorted({kind for _, j in some for kind in j.against})),
            proven=any(j.proven for _, j in some),
        )
        places = tuple(dict.fromkeys(Place(m.at, m.entity, True) for r, _ in some for m in r.hits))
        beside = tuple(dict.fromkeys(m for r, j in some if self.leads(r, j) for m in r.beside))
        return Part(tuple(self._ways([r for r, _ in some])), places, beside, judgement)

    def _records(self, file: SubjectFile, result: Reread) -> list[tuple[Record, Judgement]]:
        source = self._source[file.disk_id]
        theirs = self._disk[source].ref.path
        inner = self._inner(file)
        told = zip(result.records, self._told.get(source, ()), strict=True)
        return [(r, j) for r, j in told if r.path.removeprefix(theirs) == inner]

    def _inner(self, file: SubjectFile) -> str:
        """The path of a member within the file on disk, '' for that itself."""
        return file.path.removeprefix(self._disk[file.disk_id].ref.path)

    def leads(self, record: Record, judgement: Judgement) -> bool:
        """Whether what stands beside the values asked for says something of the person: not where the record may be
        another's, or all that was met is what others share."""
        if record.kind is not Kind.RECORD or judgement.whose is not Whose.THEIRS:
            return False
        ways = self._ways([record])
        return bool(ways) and (judgement.proven or ways[0].sure in _LEAD)

    def links(self) -> tuple[dict[int, Way], dict[int, Way]]:
        """The identifiers of the records that lead to the same person elsewhere, and were not asked for themselves; and
        those that would, were they not nobody's own."""
        asked = self._question.values
        found: dict[int, Way] = {}
        nobodys: dict[int, Way] = {}
        for number, result in self._results.items():
            records = result.records if isinstance(result, Reread) else ()
            for record, judgement in zip(records, self._told.get(number, ()), strict=True):
                if not self.leads(record, judgement):
                    continue
                read_alike = self._ways([record])[0].sure >= Sure.READING and not judgement.proven
                for mark in record.beside:
                    if not mark.follow or (mark.hash in asked and asked[mark.hash].sure <= Sure.WRITING):
                        continue
                    by_reading = read_alike or mark.follow == "reading"
                    way = Way(Sure.LINKED_READING if by_reading else Sure.LINKED, mark.entity, mark.mask)
                    some = nobodys if mark.follow == "firm" else found
                    some[mark.hash] = min(way, some.get(mark.hash, way))
        return {value: way for value, way in found.items() if value not in nobodys}, nobodys

    def of_several(self, values: Collection[int]) -> set[int]:
        """Those of these values that stand in the records of several other people: they are nobody's own, as in a list
        (``scanner.row_names.shared``)."""
        names: dict[tuple[int, str], set[int]] = defaultdict(set)
        for result in self._results.values():
            for record in result.records if isinstance(result, Reread) else ():
                people = [m.compared for m in record.beside if m.entity == Entity.PERSON]
                for value in {m.hash for m in record.hits} & set(values):
                    for name in filter(None, people):
                        names[value, name.kind].add(name.value)
        return {value for (value, _), people in names.items() if len(people) > SHARED}

    def leave(self, values: Collection[int]) -> None:
        """Takes these values for not asked for, and judges whose the records are without them."""
        self._question.leave(values)
        for number, result in self._results.items():
            if isinstance(result, Reread):
                kept = (_without(record, values) for record in result.records)
                self._results[number] = replace(result, records=tuple(r for r in kept if r.hits))
        self._judge()

    def still_missed(self, cut: Iterable[CutColumn]) -> list[CutColumn]:
        """The columns of which reading the file again did not tell whether the person is in them."""
        return [c for c in cut if not isinstance(self._result(c.file.disk_id), Reread)]

    def not_read(self, files: Iterable[SubjectFile]) -> int:
        """How many of these files could not be read again."""
        return sum(not isinstance(self._result(f.disk_id), Reread) for f in files)


_TURNED = Way(Sure.TURNED, "PERSON")
_APART, _SURNAME = Way(Sure.APART, "PERSON"), Way(Sure.SURNAME, "PERSON")
_NAMESAKE = Way(Sure.NAMESAKE, "PERSON")
_LEAD = frozenset({Sure.GIVEN, Sure.WRITING, Sure.PARTS, Sure.READING})


def _without(record: Record, values: Collection[int]) -> Record:
    """A record as if these values had not been asked for."""
    hits = tuple(m for m in record.hits if m.hash not in values)
    return replace(record, hits=hits, beside=(*record.beside, *(m for m in record.hits if m not in hits)))


def _member(result: FileResult, path: str) -> FileResult | None:
    """What was read of a file or of a member within it; None where it was not met."""
    if result.ref.path == path:
        return result
    return next((found for m in result.members if (found := _member(m, path)) is not None), None)


def _changed(disk: DiskFile, result: FileResult) -> bool:
    return bool(disk.content_hash and result.content_hash and disk.content_hash != result.content_hash)


def stored_places(file: SubjectFile) -> tuple[Place, ...]:
    """The places as the inventory has them."""
    return tuple(dict.fromkeys(Place(p.at, p.entity, ":" not in p.at.rpartition("!")[2]) for p in file.places))
