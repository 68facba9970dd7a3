"""Reading a file again for one person: in which record does a value stand, and what else identifies whom it is about.

A record is the row of a table, or the stretch of a text that is about one person. Nothing is written; what leaves the
worker are places, masks and keyed hashes, as in a scan.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from detectors.model import (
    CONTEXTUAL,
    NEGATIVE,
    SPECIAL_CATEGORIES,
    ColumnVerdict,
    Entity,
    Evidence,
    Match,
    TableVerdict,
)
from scanner.crawl import Job
from scanner.document import Location, Step, StepKind, TableBlock, TextBlock
from scanner.executors import ProcessExecutor, Setup
from scanner.folding import Folder, Names, places
from scanner.masking import Hasher, mask
from scanner.results import FileRef, FileResult, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detectors.model import ClassVerdict, DateClue, Passage, PeopleEstimate, Table

IDENTIFIERS = frozenset(Entity) - SPECIAL_CATEGORIES - NEGATIVE - CONTEXTUAL - {Entity.AGE}
"""What is told of a record."""

FOLLOWED = IDENTIFIERS - {
    Entity.ADDRESS,
    Entity.DATE_OF_BIRTH,
    Entity.UK_POSTCODE,
    Entity.JP_POSTAL_CODE,
}
"""What leads to the same person elsewhere: an address is a household's, a birthday is shared."""

NEAR = 300
"""Characters of text between two identifiers of one record at most, when nobody else is named between them."""

LINE = 100
"""Characters: a longer line is a paragraph, which stands by itself; shorter ones make a record together."""

SHARED = 2
"""A value in the rows of more than so many different names is nobody's own (a switchboard, a manager's name)."""

_SHORTEST_NUMBER = 6
"""Letters and digits: a staff number shorter than this is also somebody else's, elsewhere."""

_MOST_RECORDS = 500
"""Records of one file or member that are told; a person who stands in more rows is found all the same."""

_MOST_OF_ONE = 2_000
"""Identifiers of a document about one person that are held."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: hashes of values, and of family and given names that stand in one row together."""

    hashes: frozenset[int]
    pairs: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class RereadJob(Job):
    """A file to be read again, and for what."""

    wanted: Wanted = field(default_factory=lambda: Wanted(frozenset()))


@dataclass(frozen=True, slots=True)
class Mark:
    """An identifying value at its exact place. ``follow``: it leads to the same person elsewhere; '' where not,
    "sure", or "reading" for a name's other script only."""

    at: str
    entity: str
    hash: int
    mask: str
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a file or member (``path``) says of one person: the values asked for, and those beside them."""

    path: str
    hits: tuple[Mark, ...]
    beside: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Reread(FileResult):
    """The result of a file read again, its members' records among its own. ``complete`` is false where some of them
    were left out for their number."""

    records: tuple[Record, ...] = ()
    complete: bool = True


def reread(
    jobs: Sequence[Job], setup: Setup, processes: int, seconds: float, work: str = "scanner.rereading:work"
) -> Iterator[FileResult]:
    """Read the files in worker processes, confined as in a scan; one result for each, a ``Reread`` where the file could
    be opened. After ``seconds`` no more results come. Raises ExecutorError where no worker can be started.

    ``setup.folder`` is private, and removed by the caller.
    """
    limits = setup.limits
    until = time.monotonic() + seconds
    executor = ProcessExecutor(
        processes, limits.seconds, setup, work=work, bytes_per_second=limits.bytes_per_second, rules="rereading"
    )
    with closing(executor):
        for result in executor.run(iter(jobs)):
            yield result
            if time.monotonic() > until:
                return


def work(job: RereadJob) -> FileResult:
    """In the worker: find the records of one file."""
    from dataclasses import replace

    from scanner.worker import ready, work_with

    folders: list[Records] = []

    def folder(ref: FileRef, hasher: Hasher, names: Names) -> Folder:
        folders.append(Records(ref.path, hasher, names, job.wanted))
        return folders[-1]

    result = work_with(job, replace(ready(), folder=folder, profiler=NoProfile))
    told = {f.name: getattr(result, f.name) for f in fields(FileResult)}
    records = tuple(record for each in folders for record in each.records)
    return Reread(**told, records=records, complete=not any(each.cut for each in folders))


@dataclass(frozen=True, slots=True)
class _Value:
    """A value met, in the worker: the text is in it. ``own`` is false where its place says that it is another's."""

    entity: str
    text: str
    hash: int
    at: Location
    own: bool = True


class Records(Folder):
    """Takes the place of the findings' folder: keeps of a file's matches only the records asked for."""

    def __init__(self, path: str, hasher: Hasher, names: Names, wanted: Wanted) -> None:
        super().__init__(hasher, names)
        self.records: list[Record] = []
        self.cut = False
        self._path = path
        self._hash = hasher.value
        self._wanted = wanted
        self._halves = frozenset(half for pair in wanted.pairs for half in pair)
        self._stretch: list[_Value] = []
        self._whose = ""
        self._since = NEAR  # characters since the last identifier
        self._all: list[_Value] = []  # of the whole document, while it names one person only
        self._people: set[int] = set()

    # Text

    def text(self, block: TextBlock, matches: Sequence[Match]) -> None:
        """The matches of one block, line by line."""
        met = [(m, at) for m, at in places(block, matches) if m.entity in IDENTIFIERS]
        start = index = 0
        headers = bool(block.at.steps) and block.at.steps[-1] == Step(StepKind.FIELD, "From")
        for line in block.text.split("\n"):
            end = start + len(line)
            values = []
            while index < len(met) and met[index][0].start <= end:
                match, at = met[index]
                values.append(self._value(match.entity, block.text[match.start : match.end], at, match.evidence))
                index += 1
            if headers and values:
                # Each header of a mail is about somebody else.
                self._finish_stretch()
                self._stretch += values
                self._finish_stretch()
            else:
                self._line(len(line) + 1, values)
            start = end + 1

    def _value(
        self, entity: str, text: str, at: Location, evidence: Sequence[Evidence] = (), own: bool = True
    ) -> _Value:
        own = own and not any(e.detail == "role account" for e in evidence)
        return _Value(entity, text, self._hash(entity, text), at, own)

    def _line(self, length: int, values: Sequence[_Value]) -> None:
        if not values:
            self._since += length
            return
        if length > LINE or self._since + length > NEAR:
            self._finish_stretch()
        named = [v for v in values if v.entity == Entity.PERSON]
        if named and all(_same_person(named[0].text, v.text) for v in named):
            # One person in the line: also what stands before the name is about them.
            self._turn_to(named[0])
            self._stretch += values
        else:
            for value in values:
                if value.entity == Entity.PERSON:
                    self._turn_to(value)
                self._stretch.append(value)
        if length > LINE:
            self._finish_stretch()
        self._since = 0
        if len(self._people) <= 1:
            self._all += values
            self._people |= {v.hash for v in named}
        if len(self._people) > 1 or len(self._all) > _MOST_OF_ONE:
            self._several_people()

    def _several_people(self) -> None:
        self._all.clear()
        self._people |= {-1, -2}

    def _turn_to(self, person: _Value) -> None:
        if self._whose and not _same_person(self._whose, person.text):
            self._finish_stretch()
        if len(person.text) > len(self._whose):
            self._whose = person.text

    def _finish_stretch(self) -> None:
        values, self._stretch, self._whose, self._since = self._stretch, [], "", NEAR
        if any(self._is_wanted(v) for v in values):
            self._tell(values)

    # Tables

    def table(self, block: TableBlock, verdict: TableVerdict) -> None:
        """The verdict about one table, or one block of a long one."""
        self._finish_stretch()
        told = [c for c in verdict.columns if c.entity in IDENTIFIERS]
        columns = [_Column(c, self._hash, self._wanted.hashes | self._halves) for c in told]
        if any(c.entity == Entity.PERSON for c in told):
            self._several_people()
        loose: dict[int, list[_Value]] = defaultdict(list)
        for cell in verdict.cells:
            if cell.match.entity in IDENTIFIERS:
                text = block.rows[cell.row][cell.column][cell.match.start : cell.match.end]
                at = block.cells(cell.row, cell.column)
                loose[cell.row].append(self._value(cell.match.entity, text, at, cell.match.evidence))
        rows = {row for column in columns for row in column.wanted_rows(block.rows)}
        rows |= {row for row, values in loose.items() if any(self._is_wanted(v) for v in values)}
        judged = [range(c.verdict.first_row, c.verdict.last_row + 1) for c in columns]
        shared = _shared(columns, block.rows)
        for row in sorted(rows):
            if any(row in span for span in judged):
                self._row(block, row, columns, loose.get(row, ()), shared)
        # What stands outside the judged tables is a form or a note: read as lines.
        for row in sorted(loose):
            if not any(row in span for span in judged):
                self._line(sum(map(len, block.rows[row])), loose[row])
        self._finish_stretch()

    def _row(
        self,
        block: TableBlock,
        row: int,
        columns: Sequence[_Column],
        loose: Sequence[_Value],
        shared: frozenset[tuple[int, int]],
    ) -> None:
        values: list[_Value] = []
        parts: list[_Value] = []
        anyone_else = False
        for column in columns:
            text = column.at(block.rows, row)
            if not text:
                continue
            entity, place = column.verdict.entity, block.cells(row, column.verdict.column)
            value = self._value(entity, text, place, column.verdict.evidence, column.own)
            anyone_else |= value.hash in self._wanted.hashes and (
                not column.own or (column.verdict.column, value.hash) in shared
            )
            values.append(value)
            if entity == Entity.PERSON and column.own and not _whole(text):
                parts.append(value)
        if len(parts) == 2:
            whole = f"{parts[0].text} {parts[1].text}"
            values.append(_Value(Entity.PERSON, whole, self._hash(Entity.PERSON, whole), parts[0].at))
        values += loose
        met = {v.hash for v in values}
        pairs = {half for pair in self._wanted.pairs if met.issuperset(pair) for half in pair}
        if pairs or any(self._is_wanted(v) for v in values):
            self._tell(values, pairs, nobodys=anyone_else)

    # Both

    def _is_wanted(self, value: _Value) -> bool:
        return value.hash in self._wanted.hashes

    def _tell(self, values: Sequence[_Value], also: Iterable[int] = (), nobodys: bool = False) -> None:
        """Keep a record. ``also`` is wanted as well; where the value asked for is ``nobodys`` own, nothing leads on."""
        wanted = self._wanted.hashes | frozenset(also)
        hits = [v for v in values if v.hash in wanted]
        if len(self.records) >= _MOST_RECORDS:
            self.cut = True
            return
        beside = [v for v in values if v.hash not in wanted]
        scripts = {_script(v.text) for v in hits if v.entity == Entity.PERSON}
        alike: set[str] = set()
        if not any(v.entity == Entity.PERSON for v in values):
            # Nobody is named: two mail addresses may well be two people's.
            alike = {v.entity for v in hits}
        marks = [self._mark(v, "" if nobodys or v.entity in alike else _follow(v, scripts)) for v in beside]
        self.records.append(
            Record(
                self._path,
                tuple(dict.fromkeys(self._mark(v, "") for v in hits)),
                tuple(dict.fromkeys(marks)),
            )
        )

    def _mark(self, value: _Value, follow: str) -> Mark:
        return Mark(str(self.clean(value.at)), str(value.entity), value.hash, mask(value.entity, value.text), follow)

    def findings(self) -> tuple[Finding, ...]:
        """None: the file's end is reached, and what is still open is told."""
        self._finish_stretch()
        one = self._all if len(self._people) == 1 else []
        if any(self._is_wanted(v) for v in one):
            # Only one person is named in all of the text: what it has one of is theirs, wherever it stands.
            several = {e for e, n in Counter(e for e, _ in {(v.entity, v.hash) for v in one}).items() if n > 1}
            told = {m.hash for r in self.records for m in r.beside}
            self._tell([v for v in one if self._is_wanted(v) or (v.entity not in several and v.hash not in told)])
        return ()


class _Column:
    """A judged column, in the worker: from the texts of its cells to the values, and which are wanted."""

    def __init__(self, verdict: ColumnVerdict, hashed: Any, wanted: frozenset[int]) -> None:
        from detectors.layout.roles import is_beside

        self.verdict = verdict
        self.own = not is_beside(verdict.header)
        self.wanted = {v: h for v in verdict.values if (h := hashed(verdict.entity, v)) in wanted}
        self._values = {text: v for v in verdict.values for text in ((v, v.lstrip("0")) if v[:1] == "0" else (v,))}

    def at(self, rows: Sequence[Sequence[str]], row: int) -> str:
        """The value in a row, '' where the cell holds none."""
        column = self.verdict.column
        if not self.verdict.first_row <= row <= self.verdict.last_row or column >= len(rows[row]):
            return ""
        return self._values.get(rows[row][column].strip(), "")

    def wanted_rows(self, rows: Sequence[Sequence[str]]) -> Iterator[int]:
        """The rows in which a wanted value stands."""
        if self.wanted:
            span = range(self.verdict.first_row, min(self.verdict.last_row + 1, len(rows)))
            yield from (row for row in span if self.at(rows, row) in self.wanted)


def _shared(columns: Sequence[_Column], rows: Sequence[Sequence[str]]) -> frozenset[tuple[int, int]]:
    """The wanted values, as (column, hash), that stand in the rows of several people."""
    names = next((c for c in columns if c.verdict.entity == Entity.PERSON and c.own), None)
    found: set[tuple[int, int]] = set()
    if names is None:
        return frozenset()
    for column in columns:
        whose: dict[int, set[str]] = defaultdict(set)
        if column is not names and column.verdict.entity != Entity.PERSON:
            for row in column.wanted_rows(rows):
                whose[column.wanted[column.at(rows, row)]].add(names.at(rows, row))
        found |= {(column.verdict.column, value) for value, people in whose.items() if len(people) > SHARED}
    return frozenset(found)


_NO_LETTERS = re.compile(r"[\W_]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")


def _script(text: str) -> str:
    letters = _NO_LETTERS.sub("", text)
    return "latin" if letters.isascii() else "kana" if _KANA.fullmatch(letters) else "kanji"


def _whole(name: str) -> bool:
    """Whether a name is a whole one rather than a surname or a given name alone."""
    name = name.strip()
    if re.search(r"[\s,・=]", name):
        return True
    least = {"latin": 99, "kana": 6, "kanji": 3}[_script(name)]
    return len(name) >= least


def _same_person(one: str, other: str) -> bool:
    """Whether one name may be the other, shortened or read: 山田様 after 山田太郎, Ms Jones after Ann Jones."""
    if {_script(one), _script(other)} == {"kanji", "kana"}:
        return True
    a, b = (_NO_LETTERS.sub("", n).casefold() for n in (one, other))
    if a in b or b in a:
        return True
    words = [{w for w in re.split(r"[\W_]+", n.casefold()) if len(w) > 2} for n in (one, other)]
    small, large = sorted(words, key=len)
    return len(small - {"mrs", "miss"}) == 1 and small - {"mrs", "miss"} <= large


def _follow(value: _Value, hit_scripts: set[str]) -> str:
    """Whether a value beside one that was asked for leads further. A second name in the same script is another
    person's; in another script it is the same name, read or romanised, which others have too."""
    if value.entity not in FOLLOWED or not value.own:
        return ""
    if value.entity == Entity.PERSON:
        if not _whole(value.text) or (script := _script(value.text)) in hit_scripts:
            return ""
        return "sure" if not hit_scripts or script == "kanji" else "reading"
    if value.entity == Entity.MEMBER_ID and len(_NO_LETTERS.sub("", value.text)) < _SHORTEST_NUMBER:
        return ""
    return "sure"


class NoProfile:
    """Nothing is said of the document as a whole: the inventory knows that already."""

    special: tuple[str, ...] = ()
    clues: tuple[DateClue, ...] = ()

    def __init__(self) -> None:
        from detectors.model import ClassVerdict, PeopleEstimate

        self.doc_class: ClassVerdict = ClassVerdict("none", 0.0)
        self.people: PeopleEstimate = PeopleEstimate(0, 0)

    def text(self, passage: Passage, matches: Sequence[Match]) -> None: ...

    def table(self, table: Table, verdict: TableVerdict) -> None: ...

    def properties(self, values: Mapping[str, str]) -> None: ...

    def finish(self) -> NoProfile:
        return self

    def under(self, path: str) -> NoProfile:
        return self
