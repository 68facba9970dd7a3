"""What a file says of one person: the records in which a value stands, and what else identifies whom each is about.

A record is the row of a table, or the stretch of a text that is about one person. What leaves the worker are places,
masks and keyed hashes, as in a scan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from detectors.model import (
    CONTEXTUAL,
    NEGATIVE,
    SPECIAL_CATEGORIES,
    Entity,
    Evidence,
    EvidenceKind,
    Match,
    TableVerdict,
)
from detectors.people.firms import heads_firms, numbers_of_firms
from scanner.comparing import Compared, compared, one_writing
from scanner.document import Location, Step, StepKind, TableBlock, TextBlock
from scanner.folding import Folder, Names, places
from scanner.masking import Hasher, mask
from scanner.results import Finding
from scanner.row_names import NameColumn, couples, is_whole, part_of_label, same_person, script, shared
from scanner.value_forms import bare_name, letters

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

_SHORTEST_NUMBER = 6
"""Letters and digits: a staff number shorter than this is also somebody else's, elsewhere."""

_MOST_RECORDS = 500
"""Records of one file or member that are told; a person who stands in more rows is found all the same."""

_MOST_OF_ONE = 2_000
"""Identifiers of a document about one person that are held."""

_MOST_ALONE = 20
"""Places of one part of a name that are told."""

_MOST_NAMES = 20_000
"""Whole names of a file that are held, to see whose a surname is that stands alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: hashes of values; pairs of family and given name that stand in one row together; and surnames
    that stand alone."""

    hashes: frozenset[int]
    pairs: frozenset[tuple[int, int]] = frozenset()
    surnames: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """An identifying value at its exact place. ``follow``: it leads to the same person elsewhere; '' where not,
    "sure", or "reading" for a name's other script only; "firm": it would, were it not a firm's, or several people's.
    ``compared`` is its form for comparison with what else is known of the person; None where it is another's, or cannot
    be compared."""

    at: str
    entity: str
    hash: int
    mask: str
    follow: str = ""
    compared: Compared | None = None


class Kind(StrEnum):
    """What the values of a record have to do with one another."""

    RECORD = "record"  # they are about one person
    APART = "apart"  # family and given name, each by itself: of one person or of two
    SURNAME = "surname"  # the surname alone, of which no whole name is in the file
    NAMESAKE = "namesake"  # the surname alone, and another whole name in the file that it may be short for


@dataclass(frozen=True, slots=True)
class Record:
    """What a file or member (``path``) says of one person: the values asked for, and those beside them. ``pairs`` are
    the family and given names among them that stand together (or, ``kind`` being APART, do not); where labels say which
    is which, that may be the other way round than asked for. ``row``: it is a row of a table, of which the next may be
    about another of the same name."""

    path: str
    hits: tuple[Mark, ...]
    beside: tuple[Mark, ...]
    pairs: tuple[tuple[int, int], ...] = ()
    kind: Kind = Kind.RECORD
    row: bool = False


@dataclass(frozen=True, slots=True)
class _Value:
    """A value met, in the worker: the text is in it. ``own`` is false where its place says that it is another's, and
    ``firms`` true where that is a firm, or several people;
    ``part`` is ``surname`` or ``given_name`` where a label says so; ``close`` is false in a text where it does not
    stand right below the name, so that a telephone may as well be the letterhead's."""

    entity: str
    text: str
    hash: int
    at: Location
    own: bool = True
    part: str = ""
    close: bool = True
    firms: bool = False


class Records(Folder):
    """Takes the place of the findings' folder: keeps of a file's matches only the records asked for."""

    def __init__(self, path: str, hasher: Hasher, names: Names, wanted: Wanted) -> None:
        super().__init__(hasher, names)
        self.records: list[Record] = []
        self.cut = False
        self._path = path
        self._wanted = wanted
        self._parts = wanted.surnames.union(*wanted.pairs)
        self._stretch: list[_Value] = []
        self._whose: _Value | None = None
        self._since = NEAR  # characters since the last identifier
        self._close = False  # whether the lines since the last name all have identifiers
        self._all: list[_Value] = []  # of the whole document, while it names one person only
        self._people: set[int] = set()
        self._alone: dict[int, list[_Value]] = defaultdict(list)  # parts of the name, each by itself
        self._whole: set[str] = set()  # the names of which a surname may be short

    def _hash(self, entity: str, text: str) -> int:
        return self._hasher.value(entity, one_writing(entity, text))

    # Text

    def text(self, block: TextBlock, matches: Sequence[Match]) -> None:
        """The matches of one block, line by line."""
        met = [(m, at) for m, at in places(block, matches) if m.entity in IDENTIFIERS]
        firms = numbers_of_firms(block.text, matches)
        start = index = 0
        headers = bool(block.at.steps) and block.at.steps[-1] == Step(StepKind.FIELD, "From")
        for line in block.text.split("\n"):
            end = start + len(line)
            values = []
            while index < len(met) and met[index][0].start <= end:
                match, at = met[index]
                value = self._value(match.entity, block.text[match.start : match.end], at, match.evidence)
                values.append(replace(value, own=False, firms=True) if match.start in firms else value)
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
        labels = [e.detail for e in evidence if e.kind is EvidenceKind.LABEL] if entity == Entity.PERSON else ()
        part = next(filter(None, map(part_of_label, labels)), "")
        return _Value(entity, text, self._hash(entity, text), at, own, part)

    def _line(self, length: int, values: Sequence[_Value]) -> None:
        if not values:
            self._since += length
            return
        if length > LINE or self._since + length > NEAR:
            self._finish_stretch()
        named = [v for v in values if v.entity == Entity.PERSON]
        self._close = bool(named) or (self._close and not self._since)
        if not self._close:
            values = [replace(v, close=False) for v in values]
        if named and all(same_person(named[0].text, v.text) for v in named):
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
        before = self._whose
        if before is not None and _are_parts(before, person):
            return
        if before is not None and not same_person(before.text, person.text):
            self._finish_stretch()
            before = None
        if before is None or len(person.text) > len(before.text):
            self._whose = person

    def _finish_stretch(self) -> None:
        values, self._stretch, self._whose, self._since = self._stretch, [], None, NEAR
        people = [v for v in values if v.entity == Entity.PERSON]
        parts = [pair for pair in pairwise(people) if _are_parts(*pair)]
        together = [pair for pair in parts if self._are_pair(pair[0].hash, pair[1].hash)]
        self._stands_alone([v for v in people if not any(v in pair for pair in parts)])
        values += [self._joined(*pair) for pair in parts if pair not in together]
        if together or any(self._is_wanted(v) for v in values):
            self._tell(values, together)

    def _joined(self, one: _Value, other: _Value) -> _Value:
        """Family and given name as one value, in the order in which they are usual; its place is the first's."""
        if {one.part, other.part} == {"surname", "given_name"}:
            last = "given_name" if script(one.text + other.text) != "latin" else "surname"
            first, second = (other, one) if one.part == last else (one, other)
        else:
            first, second = one, other
        whole = f"{first.text} {second.text}"
        self._whole_names([whole])
        return _Value(Entity.PERSON, whole, self._hash(Entity.PERSON, whole), one.at, one.own and other.own)

    def _are_pair(self, one: int, other: int) -> bool:
        return (one, other) in self._wanted.pairs or (other, one) in self._wanted.pairs

    # Tables

    def table(self, block: TableBlock, verdict: TableVerdict) -> None:
        """The verdict about one table, or one block of a long one."""
        self._finish_stretch()
        told = [c for c in verdict.columns if c.entity in IDENTIFIERS]
        columns = [NameColumn(c, self._hash, self._wanted.hashes | self._parts) for c in told]
        if any(c.entity == Entity.PERSON for c in told):
            self._several_people()
        for each in told if self._wanted.surnames else ():
            if each.entity == Entity.PERSON:
                self._whole_names(each.values)
        loose: dict[int, list[_Value]] = defaultdict(list)
        for cell in verdict.cells:
            if cell.match.entity in IDENTIFIERS:
                text = block.rows[cell.row][cell.column][cell.match.start : cell.match.end]
                at = block.cells(cell.row, cell.column)
                loose[cell.row].append(self._value(cell.match.entity, text, at, cell.match.evidence))
        rows = {row for column in columns for row in column.wanted_rows(block.rows)}
        rows |= {row for row, values in loose.items() if any(self._is_met(v) for v in values)}
        judged = [range(c.verdict.first_row, c.verdict.last_row + 1) for c in columns]
        common = shared([c for c in columns if c.verdict.entity in FOLLOWED], block.rows, rows)
        for row in sorted(rows):
            if any(row in span for span in judged):
                self._row(block, row, columns, loose.get(row, ()), common)
        # What stands outside the judged tables is a form or a note: read as lines.
        for row in sorted(loose):
            if not any(row in span for span in judged):
                self._line(sum(map(len, block.rows[row])), loose[row])
        self._finish_stretch()

    def _row(
        self,
        block: TableBlock,
        row: int,
        columns: Sequence[NameColumn],
        loose: Sequence[_Value],
        common: frozenset[tuple[int, str]],
    ) -> None:
        values: list[_Value] = []
        cells: dict[int, _Value] = {}  # by number of the column
        for column in columns:
            text = column.at(block.rows, row)
            if not text:
                continue
            entity, number = column.verdict.entity, column.verdict.column
            firms = (number, text) in common or (entity == Entity.PHONE_NUMBER and heads_firms(column.verdict.header))
            own = column.own and not firms
            value = self._value(entity, text, block.cells(row, number), column.verdict.evidence, own)
            value = replace(value, part=column.part, firms=firms)
            values.append(value)
            cells[number] = value
        together: list[tuple[_Value, _Value]] = []
        coupled: set[int] = set()
        for one, other in couples(columns, {number: v.text for number, v in cells.items()}):
            coupled |= {one, other}
            first, second = cells[one], cells[other]
            joined = self._joined(first, second)
            if self._are_pair(first.hash, second.hash):
                together.append((first, second))
            elif joined.own:
                values.append(joined)
        values += loose
        alone = [v for number, v in cells.items() if number not in coupled] + list(loose)
        self._stands_alone([v for v in alone if v.entity == Entity.PERSON])
        if together or any(self._is_wanted(v) for v in values):
            met = [*(v for pair in together for v in pair), *(v for v in values if self._is_wanted(v))]
            self._tell(values, together, nobodys=not any(v.own for v in met), row=True)

    # Both

    def _is_wanted(self, value: _Value) -> bool:
        return value.hash in self._wanted.hashes

    def _is_met(self, value: _Value) -> bool:
        return value.hash in self._wanted.hashes or value.hash in self._parts

    def _stands_alone(self, people: Iterable[_Value]) -> None:
        """Names in a text, or in a row without the other part."""
        for value in people:
            if value.hash in self._parts and len(self._alone[value.hash]) < _MOST_ALONE:
                self._alone[value.hash].append(value)
        self._whole_names(v.text for v in people)

    def _whole_names(self, names: Iterable[str]) -> None:
        for name in names if self._wanted.surnames else ():
            if len(self._whole) >= _MOST_NAMES:
                return
            if is_whole(bare := bare_name(name)):
                self._whole.add(bare)

    def _tell(
        self,
        values: Sequence[_Value],
        together: Sequence[tuple[_Value, _Value]] = (),
        nobodys: bool = False,
        row: bool = False,
    ) -> None:
        """Keep a record. The pairs ``together`` are wanted as well; where the value asked for is ``nobodys`` own,
        nothing leads on, and nothing is compared."""
        halves = [half for pair in together for half in pair]
        hits = [v for v in values if self._is_wanted(v) or v in halves]
        if len(self.records) >= _MOST_RECORDS:
            self.cut = True
            return
        beside = [v for v in values if v not in hits]
        scripts = {script(v.text) for v in hits if v.entity == Entity.PERSON}
        alike: set[str] = set()
        if not any(v.entity == Entity.PERSON for v in values):
            # Nobody is named: two mail addresses may well be two people's.
            alike = {v.entity for v in hits}
        marks = [
            self._mark(v, "" if nobodys or v.entity in alike else _follow(v, scripts), not nobodys and v.close)
            for v in beside
        ]
        met = [self._mark(v, "", not nobodys) for v in hits]
        pairs = {self._ordered(one, other) for one, other in together}
        unique = tuple(dict.fromkeys(met)), tuple(dict.fromkeys(marks))
        self.records.append(Record(self._path, *unique, tuple(sorted(pairs)), row=row))

    def _ordered(self, one: _Value, other: _Value) -> tuple[int, int]:
        """Family and given name, as their labels say, else as asked for."""
        if _are_parts(one, other):
            return (one.hash, other.hash) if one.part == "surname" else (other.hash, one.hash)
        return (one.hash, other.hash) if (one.hash, other.hash) in self._wanted.pairs else (other.hash, one.hash)

    def _marks(self, values: Iterable[_Value]) -> tuple[Mark, ...]:
        return tuple(dict.fromkeys(self._mark(v, "") for v in values))

    def _mark(self, value: _Value, follow: str, comparable: bool = False) -> Mark:
        form = compared(value.entity, value.text, self._hasher) if comparable and value.own else None
        at, shown = str(self.clean(value.at)), mask(value.entity, value.text)
        return Mark(at, str(value.entity), value.hash, shown, follow, form)

    def findings(self) -> tuple[Finding, ...]:
        """None: the file's end is reached, and what is still open is told."""
        self._finish_stretch()
        one = self._all if len(self._people) == 1 else []
        if any(self._is_wanted(v) for v in one):
            # Only one person is named in all of the text: what it has one of is theirs, wherever it stands.
            several = {e for e, n in Counter(e for e, _ in {(v.entity, v.hash) for v in one}).items() if n > 1}
            told = {m.hash for r in self.records for m in r.beside}
            self._tell([v for v in one if self._is_wanted(v) or (v.entity not in several and v.hash not in told)])
        self._tell_parts()
        return ()

    def _tell_parts(self) -> None:
        """Parts of the name that stand by themselves: both of them, or the surname, whether or not somebody is named
        in full of whose name it is a part."""
        apart = sorted(pair for pair in self._wanted.pairs if all(self._alone.get(half) for half in pair))
        halves = dict.fromkeys(half for pair in apart for half in pair)
        if halves:
            marks = self._marks(v for half in halves for v in self._alone[half])
            self.records.append(Record(self._path, marks, (), tuple(apart), Kind.APART))
        surnames: dict[Kind, list[_Value]] = {Kind.SURNAME: [], Kind.NAMESAKE: []}
        for surname in sorted(self._wanted.surnames.intersection(self._alone)):
            for value in self._alone[surname]:
                short = any(_is_short_for(bare_name(value.text), whole) for whole in self._whole)
                surnames[Kind.NAMESAKE if short else Kind.SURNAME].append(value)
        for kind, values in surnames.items():
            if values:
                self.records.append(Record(self._path, self._marks(values), (), kind=kind))


def _are_parts(one: _Value, other: _Value) -> bool:
    """Whether two names one behind the other are family and given name, by their labels."""
    return bool(one.part and other.part) and one.part != other.part


def _is_short_for(surname: str, whole: str) -> bool:
    """Whether a surname may be short for a whole name: 佐藤 for 佐藤一郎, okafor for oliver okafor."""
    return whole.replace(" ", "").startswith(surname) if script(surname) != "latin" else surname in whole.split()


def _follow(value: _Value, hit_scripts: set[str]) -> str:
    """Whether a value beside one that was asked for leads further. A second name in the same script is another
    person's; in another script it is the same name, read or romanised, which others have too. What is a firm's does
    not, and is told."""
    if value.entity not in FOLLOWED or not (value.own or value.firms):
        return ""
    if value.firms:
        return "firm"
    if value.entity == Entity.PERSON:
        if not is_whole(value.text) or (writing := script(value.text)) in hit_scripts:
            return ""
        return "sure" if not hit_scripts or writing == "kanji" else "reading"
    if value.entity == Entity.MEMBER_ID and len(letters(value.text)) < _SHORTEST_NUMBER:
        return ""
    return "sure"
