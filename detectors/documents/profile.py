"""What a document is: its class, the dates a retention clock may start from, how many people, which special categories.

Fed with the document's texts and tables as they are read; asks little of each. The class is told by the first 200,000
characters, the people by all of it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from detectors.documents.classes import Place, WordsSeen, plain
from detectors.documents.dated_fields import dates_in_line, field_event, find_dated_fields
from detectors.documents.ended import dated_ends
from detectors.documents.letters import LETTER, MAIL, LetterSeen
from detectors.documents.minors import Youngest
from detectors.documents.periods import find_periods, holds_japanese
from detectors.documents.prose.weights import BEGINNING, beginning_of
from detectors.documents.signs import signs_of
from detectors.layout.headers import header_of, spread
from detectors.layout.regions import layout_of
from detectors.model import (
    CONTEXTUAL,
    NEGATIVE,
    SPECIAL_CATEGORIES,
    UNDER_18,
    ClassVerdict,
    ClueKind,
    DateClue,
    Entity,
    Match,
    Passage,
    PeopleEstimate,
    Table,
    TableVerdict,
    WordClue,
)
from detectors.sheet import Region
from detectors.text.blanks import BLANKS, BlanksSeen
from detectors.text.dates import parse_date
from detectors.text.lexicon import labels_in
from detectors.text.normalise import View, fold, view_of
from detectors.text.nothing import is_nothing

_MOST_TEXT = 200_000
"""Characters of running text that decide the class."""
_HEADINGS = 8
"""Lines at the beginning of a text that may be headings or bear its date."""
_HEADING = 60
"""Characters: longer lines are sentences."""
_TABLE_HEAD = 200
"""Rows of a table looked at for its headers."""
_DATES = 2_000
"""Distinct values of a column looked at for its newest date."""
_FIELD_LINES = 600
"""Lines looked at for dated fields; a long one counts as several."""
_LINE, _LONGEST_LINE = 130, 1_000
"""Characters of a line as people write it, and of one that several were joined to."""
_NEWEST = 3
"""Newest dates kept of each kind: the first of them may be still to come."""
_OF_A_LIFE = frozenset({"cv"})
"""Kinds of documents that tell somebody's school and career years: no time of their own."""
_ENDS = frozenset({"leaving", "contract_end"})
"""Events that somebody in a list may still have before them."""
_SUBJECT = frozenset({Entity.PERSON, Entity.MEMBER_ID})

_ASIDE = re.compile(r"[(（【\[].*?[)）】\]]")
"""What a heading adds in brackets: 本人確認記録書（犯罪収益移転防止法 第6条）."""
_SENTENCE = re.compile(r"。|^.{30,}[a-z]\.$")
"""A line that is no heading: sentences name what they are not."""
_GAP = re.compile(r"\t+| {3,}|\u3000+")
"""What sets the title of a text apart from what else stands on its line."""
_TITLES = 3
"""Lines at the beginning of a text that may hold its title beside other things."""
_REPLY = re.compile(r"(?:(?:re|fw|fwd|返信|転送|回复)(?:\[[0-9]+\])? ?[:：] ?)+", re.I)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_PARTS = re.compile(r"[/\\]| > ")
_FIELD = re.compile(
    r"^[\s・■○●◆*-]{0,4}(?P<label>[^:：\t0-9]{2,40}?)\s*(?:[:：\t]|\s{2,}|(?=[0-9明大昭平令MTSHR]))\s*(?P<value>.{4,80})$"
)
_DATE_LIKE = re.compile(r"[0-9]{4}|[0-9]{1,2}[./-][0-9]{1,2}|年")
_BLANK_AFTER = re.compile(r"[\s:：_＿.…・()（）〒男女様印年月日明大昭平令治正和成□☐]*")

_ABOUT_SOMEBODY = frozenset(
    {
        "person_name", "surname", "given_name", "kana_name", "address", "postal_code", "phone", "email", "birth_date",
        "age", "gender", "my_number", "nino", "nhs", "bank_account_jp", "bank_account_uk", "passport", "pension_number",
        "employment_insurance", "health_insurance", "employee_number", "member_number", "relationship", "nationality",
    }
)  # fmt: skip
_LIST, _SOME = 3, 100
"""Different names in a column that make a list of people; values that are looked at for them."""
_TEMPLATE_LABELS = 4
"""Different labels of personal data, all of them empty, that make a form."""

_PROPERTIES = {"created": "created", "modified": "modified", "sent": "sent"}
_TRUST = tuple(ClueKind)
_MOST_CLUES = 60


@dataclass(frozen=True, slots=True)
class Profile:
    """What a document is, in terms that may leave the worker: no text of it. ``clues`` are its dates, ``told`` what
    else it tells of itself."""

    doc_class: ClassVerdict
    clues: tuple[DateClue, ...]
    told: tuple[WordClue, ...]
    people: PeopleEstimate
    special: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentProfile:
    """What a document's content says of it, whatever its name: made once for all files of the same bytes.

    Words of our vocabularies, kinds, numbers and dates; no text of it, so it may leave the worker.
    """

    words: WordsSeen
    entities: frozenset[str]
    clues: tuple[DateClue, ...]
    columns: tuple[DateClue, ...]
    people: PeopleEstimate
    signs: frozenset[str]
    youngest: Youngest
    japanese: bool

    def under(self, path: str) -> Profile:
        """The profile of a file with this content. ``path`` is its path, '/'-separated, members after ' > '."""
        *folders, name = _PARTS.split(path)
        stem = _EXTENSION.sub("", name)
        words = self.words.copy()
        words.look(plain(stem), Place.NAME)
        for folder in folders[-3:]:
            words.look(plain(folder), Place.FOLDER)
        # The file's own name first: a folder's year says less than a file's, and of when somebody left nothing of when
        # the papers in it are from.
        named = [*find_periods(stem, "name"), *dated_ends(stem, "name")]
        for folder in reversed(folders[-2:]):
            ends = list(dated_ends(folder, "folder"))
            named += ends or [replace(clue, source="folder") for clue in find_periods(folder, "name")]
        clues = list(dict.fromkeys([*named, *self.clues]))[:_MOST_CLUES]
        found = words.verdict(self.people.high, self.signs | self.entities)
        dated = [*clues, *self.columns]
        if self.japanese or holds_japanese(path):
            # 27.3.26 is the 27th year of an era that nobody has written, and 26 March: not the 27th of March 2026.
            dated = [c for c in dated if c.form != "dmyy"]
        if found.doc_class in _OF_A_LIFE:
            dated = [c for c in dated if not _of_a_life(c)]
        told = (*((UNDER_18,) if self.youngest.under_18(dated) else ()), *words.told(found))
        clues = sorted(dated, key=lambda c: _TRUST.index(c.kind))
        special = tuple(sorted(e for e in self.entities if e in SPECIAL_CATEGORIES))
        return Profile(found, tuple(clues[:_MOST_CLUES]), told, self.people, special)


class DocumentProfile:
    """Collects what a document shows of itself."""

    def __init__(self) -> None:
        from detectors.people.estimate import PeopleCounter  # with numpy, which nothing but an examination needs

        self._words = WordsSeen()
        self._people = PeopleCounter()
        self._clues: dict[DateClue, None] = {}
        self._newest: dict[tuple[ClueKind, str], list[DateClue]] = {}
        self._youngest = Youngest()
        self._open: set[str] = set()
        self._labels: set[tuple[str, bool]] = set()
        self._empty_labels: set[str] = set()
        self._entities: set[str] = set()
        self._room = _MOST_TEXT
        self._lines = _FIELD_LINES
        self._texts = 0
        self._is_read = False  # like a document, line by line, rather than by columns
        self._beginning = self._cells = ""
        self._signs: set[str] = set()
        self._letter = LetterSeen()
        self._blanks = BlanksSeen()
        self._sent = False
        self._japanese = False

    def text(self, passage: Passage, matches: Sequence[Match]) -> None:
        """Add running text with what was found in it."""
        text = passage.text
        self._japanese = self._japanese or holds_japanese(text)
        self._entities.update(m.entity for m in matches)
        self._people.text(text, _of_people(matches))
        self._youngest.text(text, matches)
        if self._room > 0:
            view = passage.view if len(text) <= self._room else view_of(text[: self._room])
            self._room -= len(view.folded)
            self._words.look(view.folded, Place.TEXT)
            if len(self._beginning) < BEGINNING:
                self._beginning += view.folded[:BEGINNING] + "\n"
            self._is_read = True
            self._labels_of(view)
        if self._texts < 3:
            self._headings(text)
        self._letter.look(text)
        self._blanks.look(text)
        self._texts += 1
        self._fields(text)

    def table(self, table: Table, verdict: TableVerdict) -> None:
        """Add a table with its verdict."""
        self._entities.update(c.entity for c in verdict.columns)
        self._entities.update(c.match.entity for c in verdict.cells)
        self._people.table(table, verdict.columns, verdict.cells)
        self._youngest.table(table, verdict)
        people_listed = any(c.entity == Entity.PERSON and len({*c.values[:_SOME]}) >= _LIST for c in verdict.columns)
        self._heading(table.name)
        self._heading(table.kind)
        head = table.rows[:_TABLE_HEAD]
        taken_apart = layout_of(table, _TABLE_HEAD)
        if people_listed:
            self._signs.update(signs_of(table, taken_apart.tables, verdict.columns))
            # People without such a column (current staff on one sheet, leavers on another) are still there.
            self._open |= _ENDS - {field_event(h) for region in taken_apart.tables for h in region.headers if h}
        births = {c.column for c in verdict.columns if c.entity == Entity.DATE_OF_BIRTH}
        for region in taken_apart.tables:
            size = region.size
            for index, header in enumerate(region.headers):
                if not table.kind:  # else nobody wrote it
                    self._label(header, size == 0)
                    self._words.look_at_column(header)
                if header and size and index not in births:
                    if (event := field_event(header)) in _ENDS and _is_open(table, region, index, verdict):
                        self._open.add(event or "")
                    self._column_dates(table, region.spans[0][0], index, header)
        for row, column in taken_apart.loose[:_HEADINGS]:
            self._heading(head[row][column])
        for start, end in taken_apart.forms:
            self._form(head[start:end])
        for start, end in taken_apart.transposed:
            self._transposed(head[start:end])
        cells = [*itertools.chain.from_iterable(head)]
        self._japanese = self._japanese or any(map(holds_japanese, cells))
        self._room -= sum(map(len, cells))
        if self._room > 0:
            folded = fold("\n".join([c for c in cells if len(c) > 1]))
            self._words.look(folded, Place.TEXT)
            if len(self._cells) < BEGINNING:
                self._cells += folded[:BEGINNING] + "\n"

    def properties(self, values: Mapping[str, str]) -> None:
        """Add what the document says of itself (keys of scanner.document.Properties)."""
        if title := values.get("title", ""):
            self._words.look(plain(title), Place.HEADING)
            self._add(find_periods(title, "property"))
        self._words.look(plain(_REPLY.sub("", values.get("subject", ""))), Place.HEADING)
        self._words.look(plain(values.get("keywords", "")), Place.LABEL)
        self._sent = self._sent or "sent" in values
        for key, event in _PROPERTIES.items():
            day = parse_date(values.get(key, "")[:40])
            if day is not None:
                clue = DateClue(
                    ClueKind.DOCUMENT_DATE, event, day.first.isoformat(), day.last.isoformat(), "property", day.form
                )
                self._add([clue])

    def finish(self) -> ContentProfile:
        """What all that was added says; may be called once or again."""
        words = self._words.copy()
        if self._is_read:
            text = beginning_of(self._beginning)
            words.read(text, self._cells[: BEGINNING - len(text)])
        columns = [
            replace(c, kind=ClueKind.NEWEST_DATE, event="data") if c.event in self._open else c
            for c in itertools.chain.from_iterable(self._newest.values())
        ]
        people = self._people.estimate()
        signs = {*self._signs, *((MAIL,) if self._sent else (LETTER,) if self._letter.seen else ())}
        nobody = not people.high and not self._entities - NEGATIVE - CONTEXTUAL
        if self._blanks.seen or (nobody and len(self._empty_labels) >= _TEMPLATE_LABELS):
            signs.add(BLANKS)
        return ContentProfile(
            words,
            frozenset(self._entities),
            tuple(self._clues),
            tuple(columns),
            people,
            frozenset(signs),
            replace(self._youngest),
            self._japanese,
        )

    def _add(self, clues: Iterable[DateClue]) -> None:
        for clue in clues:
            if len(self._clues) < _MOST_CLUES:
                self._clues[clue] = None

    def _keep_newest(self, clue: DateClue) -> None:
        kept = self._newest.setdefault((clue.kind, clue.event), [])
        if all(clue.last != known.last for known in kept):
            most = 1 if clue.kind is ClueKind.FIELD else _NEWEST
            kept[:] = sorted([*kept, clue], key=lambda c: c.last, reverse=True)[:most]

    def _heading(self, line: str) -> None:
        line = line.strip()
        if not line or len(line) > _HEADING:
            return
        if not _SENTENCE.search(line):
            self._words.look(plain(line), Place.HEADING)
        day = parse_date(line)
        if day is None or not day.is_day:
            self._add(find_periods(line, "content"))
            return
        first, last = day.first.isoformat(), day.last.isoformat()
        self._add([DateClue(ClueKind.DOCUMENT_DATE, "created", first, last, "content", day.form)])

    def _headings(self, text: str) -> None:
        lines = [line.strip() for line in text[:4000].splitlines() if line.strip()]
        for number, line in enumerate(lines[:_HEADINGS]):
            self._heading(line)
            bare = _ASIDE.sub(" ", line).strip()
            if _SENTENCE.search(bare):
                continue
            parts = [bare, *(part.strip() for part in _GAP.split(bare))] if number < _TITLES else [bare]
            for part in dict.fromkeys(parts):
                if part != line and 1 < len(part) <= _HEADING:
                    self._words.look(plain(part), Place.HEADING)

    def _fields(self, text: str) -> None:
        for line in text.splitlines():
            if self._lines <= 0:
                return
            if len(line) > _LONGEST_LINE or not _DATE_LIKE.search(line):
                continue
            self._lines -= 1 + len(line) // _LINE
            if len(line) <= _LINE and (found := _FIELD.match(line)):
                self._add(find_dated_fields(found["label"], found["value"]))
            for clue in dates_in_line(line):
                if clue.kind is ClueKind.NEWEST_DATE:
                    self._keep_newest(clue)
                else:
                    self._add([clue])

    def _label(self, text: str, empty: bool) -> None:
        if not text or (text, empty) in self._labels:
            return
        self._labels.add((text, empty))
        self._words.look(plain(text), Place.LABEL)
        if empty and (found := header_of(text)) is not None and found.family in _ABOUT_SOMEBODY:
            self._empty_labels.add(found.word)

    def _labels_of(self, view: View) -> None:
        """Form labels in running text, and which of them have nothing behind them."""
        folded, hits = view.folded, labels_in(view)
        for hit, following in zip(hits, [*hits[1:], None], strict=False):
            if ":" in folded[hit.end : hit.end + 3] or "\t" in folded[hit.end : hit.end + 2]:
                self._words.look(hit.word, Place.LABEL)
            if hit.key not in _ABOUT_SOMEBODY or hit.word in self._empty_labels:
                continue
            blank = _BLANK_AFTER.match(folded, hit.end)
            end = blank.end() if blank else hit.end
            empty = (
                end == len(folded)
                or "\n" in folded[hit.end : end]
                or (following is not None and end == following.start)
            )
            if empty:
                self._empty_labels.add(hit.word)

    def _form(self, rows: Sequence[Sequence[str]]) -> None:
        self._is_read = True
        labels = [any(header_of(c.strip()) for c in row) for row in rows]
        for row in rows[: next((i for i, labelled in enumerate(labels) if labelled), 0)]:
            for cell in filter(None, row):
                self._heading(cell)
        for row in rows:
            left = ""
            filled = False
            for cell in (c.strip() for c in row if c.strip()):
                if header_of(cell) is not None:
                    if left:
                        self._label(left, not filled)
                    left, filled = cell, False
                elif left:
                    filled = True
                    self._add(find_dated_fields(left, cell))
            if left:
                self._label(left, not filled)

    def _transposed(self, rows: Sequence[Sequence[str]]) -> None:
        """Labels down the first column, people side by side."""
        for row in rows:
            values = [c.strip() for c in row[1:]]
            self._label(row[0].strip(), not any(values))
            if sum(map(bool, values)) >= _LIST:
                self._words.look_at_column(row[0].strip())
            event = field_event(row[0])
            if event and (event not in _ENDS or not any(map(is_nothing, values))):
                for value in filter(None, values):
                    self._add(find_dated_fields(row[0], value))

    def _column_dates(self, table: Table, start: int, index: int, header: str) -> None:
        """The newest date of a dated column: a field's (退職日) or just data."""
        rows = table.rows
        if not any(parse_date(rows[r][index]) for r in range(start, min(len(rows), start + 5)) if index < len(rows[r])):
            return
        values = sorted({row[index] for row in rows[start:] if index < len(row) and _DATE_LIKE.search(row[index][:40])})
        newest: date | None = None
        form = ""
        for value in [*spread(values, _DATES), *values[-50:]]:
            day = parse_date(value)
            if day is not None and (newest is None or day.last > newest):
                newest, form = day.last, day.form
        found = header_of(header)
        if newest is None or (found is not None and found.family == "birth_date"):
            return
        event = field_event(header)
        kind = ClueKind.FIELD if event else ClueKind.NEWEST_DATE
        if event is None:  # the day somebody came is none of the record
            event = "joined" if found is not None and found.family == "joined" else "data"
        self._keep_newest(DateClue(kind, event, newest.isoformat(), newest.isoformat(), "content", form))


def _of_a_life(clue: DateClue) -> bool:
    """Whether a date of a document about somebody's life is one of it: a year or month in its text, or in its tables.
    A day may be its own."""
    if clue.kind is ClueKind.PERIOD:
        return clue.source == "content" and clue.event != "day"
    return clue.kind is ClueKind.NEWEST_DATE and clue.event in ("data", "joined")


def _of_people(matches: Sequence[Match]) -> list[Match]:
    """What counts people: no mailbox of an office, and no name that an illness is called by (Parkinson's)."""
    ailing = [m for m in matches if m.entity == Entity.HEALTH]
    return [
        m
        for m in matches
        if not any(e.detail == "role account" for e in m.evidence)
        and not (m.entity == Entity.PERSON and any(a.start <= m.start and m.end <= a.end for a in ailing))
    ]


def _is_open(table: Table, region: Region, index: int, verdict: TableVerdict) -> bool:
    """Whether a row about somebody has no date in a column of leaving or ending dates: they are still there.

    Rows about somebody are those with a name or number of a person; without such columns, those filled by half.
    """
    start = region.spans[0][0]
    who = [
        c for c in verdict.columns if c.entity in _SUBJECT and c.column != index and c.first_row <= region.spans[-1][1]
    ]
    who = [c for c in who if c.last_row >= start]
    if who:
        first, last = min(c.first_row for c in who), max(c.last_row for c in who)
        rows: Iterable[int] = range(max(first, start), last + 1)
        columns, needed = sorted({c.column for c in who}), 1
    else:
        columns = [i for i, h in enumerate(region.headers) if h and i != index]
        rows, needed = region.rows(), max(1, (len(columns) + 1) // 2)
    return any(
        not _says(table.rows[r], index) and sum(_says(table.rows[r], c) for c in columns) >= needed for r in rows
    )


def _says(row: Sequence[str], column: int) -> bool:
    return column < len(row) and bool(value := row[column].strip()) and not is_nothing(value)
