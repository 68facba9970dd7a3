"""What extractors yield: text, tables, members, properties and problems, each with its place.

An extractor is a stream. Whatever it yielded before the damage is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO


class StepKind(StrEnum):
    """One step of a path into a file; the value is the word shown before the number or name."""

    MEMBER = "member"  # archive member or attachment; shown as its bare name
    CELL = "cell"  # shown as 社員!C12 or 社員!C2:C4813; the name may be empty (csv: !C2)
    SHEET = "sheet"
    PAGE = "page"
    SLIDE = "slide"
    PARAGRAPH = "paragraph"
    LINE = "line"
    PART = "part"  # a part of a message or container without a better name
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"  # footnote, endnote, speaker note
    COMMENT = "comment"
    TEXTBOX = "textbox"
    FIELD = "field"  # form field, mail header, XML or JSON path
    PROPERTY = "property"  # document property


_CELL = re.compile(r".*![A-Z]{1,3}[1-9][0-9]*(:[A-Z]{1,3}[1-9][0-9]*)?", re.DOTALL)
_WORDS = "|".join(k.value for k in StepKind if k not in (StepKind.MEMBER, StepKind.CELL))
_WORD = re.compile(rf"({_WORDS})(?: (.*))?", re.DOTALL)
_ESCAPES = {"\\": "\\\\", ">": "\\>", "\n": "\\n", "\r": "\\r"}
_UNESCAPES = {"\\": "\\", ">": ">", "n": "\n", "r": "\r", "e": "!"}


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: _UNESCAPES.get(m[1], m[1]), text)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its kind and its name or number as text."""

    kind: StepKind
    value: str

    def __str__(self) -> str:
        value = _escape(self.value)
        if self.kind is StepKind.CELL:
            return value if not value.startswith("./") else ".\\" + value[1:]
        if self.kind is StepKind.MEMBER:
            # A member called "page 3" or "A!B2" is told apart from a step by "./" before it.
            ambiguous = not value or value.startswith("./") or _WORD.fullmatch(value) or _CELL.fullmatch(value)
            return f"./{value}" if ambiguous else value
        # An exclamation mark would make a cell of it.
        return f"{self.kind} {value.replace('!', chr(92) + 'e')}" if value else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> Step:
        """The inverse of ``str``; every text parses to some step."""
        if text.startswith("./"):
            return cls(StepKind.MEMBER, _unescape(text[2:]))
        plain = _unescape(text)
        if _CELL.fullmatch(text):
            return cls(StepKind.CELL, plain)
        if word := _WORD.fullmatch(text):
            return cls(StepKind(word[1]), _unescape(word[2] or ""))
        return cls(StepKind.MEMBER, plain)


@dataclass(frozen=True, slots=True)
class Location:
    """Where something was, as the chain of steps from the file inwards, outermost first.

    ``str`` gives ``2023.zip > 名簿.xlsx > 社員!C12`` and ``parse`` reads that back.
    """

    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return " > ".join(str(s) for s in self.steps)

    @classmethod
    def parse(cls, text: str) -> Location:
        """The inverse of ``str``; an empty text is the file itself."""
        return cls(tuple(Step.parse(t) for t in text.split(" > "))) if text else cls()

    def child(self, kind: StepKind, value: str | int = "") -> Location:
        """This place with one more step."""
        return Location((*self.steps, Step(kind, str(value))))


def place(kind: StepKind, value: str | int = "") -> Location:
    """A place one step below the file."""
    return Location((Step(kind, str(value)),))


def column_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA. Raises ValueError below 0."""
    if index < 0:
        raise ValueError("columns count from 0")
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class ProblemKind(StrEnum):
    """Why something could not be looked at. Scripts rely on these words."""

    ENCRYPTED = "ENCRYPTED"
    CORRUPT = "CORRUPT"
    UNSUPPORTED = "UNSUPPORTED"
    TOO_LARGE = "TOO_LARGE"
    UNREADABLE = "UNREADABLE"
    CHANGED = "CHANGED"
    TIMEOUT = "TIMEOUT"
    CRASHED = "CRASHED"
    TRUNCATED = "TRUNCATED"
    NEEDS_OCR = "NEEDS_OCR"
    NESTED_TOO_DEEP = "NESTED_TOO_DEEP"
    BOMB = "BOMB"
    ENCODING_GUESSED = "ENCODING_GUESSED"
    RULE_TIMEOUT = "RULE_TIMEOUT"


class Stage(StrEnum):
    """Where in the flow a problem arose."""

    CRAWL = "CRAWL"
    EXTRACT = "EXTRACT"
    DETECT = "DETECT"
    STORE = "STORE"


class Detail(StrEnum):
    """Every sentence a problem may carry: fixed words, so that a problem can never quote personal data.

    The wording in other languages is in reports/locale under the member's name.
    """

    SYMLINK = "symbolic link, not followed"
    SPECIAL_FILE = "device, pipe or socket, never opened"
    EXCLUDED = "excluded by a pattern"
    OTHER_FILESYSTEM_LOOP = "folder met before, not entered again"
    PERMISSION = "no permission to read"
    VANISHED = "gone before it could be read"
    ROOT_EMPTY = "nothing is in it, where an earlier scan met files"
    READ_ERROR = "reading failed"
    ACCESS_TIME = "the access time could not be kept"
    CHANGED_WHILE_READ = "changed while it was read"
    PASSWORD = "a password is needed to open it"
    PARTS_ENCRYPTED = "some of its parts need a password"
    PASSWORDS_TRIED = "a password is needed, and none of those listed fits"
    PASSWORDS_TIME = "a password is needed, and there was time to try only some of those listed"
    DAMAGED = "damaged, could not be read"
    DAMAGED_PART = "damaged, read up to a point"
    NO_READER = "no reader for this type"
    NOT_INSTALLED = "the reader for this type is not installed"
    NO_READER_EMBEDDED = "holds an object of a type without a reader"
    NO_TEXT_LAYER = "pictures without text, needs character recognition"
    OCR_OFF = "character recognition is switched off"
    OCR_MISSING = "character recognition is not installed"
    OCR_NOTHING = "character recognition found no text"
    OCR_UNSURE = "character recognition was unsure, words may be wrong"
    PICTURE_TINY = "too small a picture to hold readable text"
    FILE_TOO_LARGE = "larger than the size limit"
    TOO_MUCH_TEXT = "more text than the limit, the rest was not read"
    TOO_MANY_MEMBERS = "more members than the limit, the rest were not read"
    TOO_MANY_ROWS = "more rows than the limit, the rest were not read"
    COMPRESSION_RATIO = "unpacks to far more than its size, not unpacked"
    DEPTH = "nested deeper than the limit, not unpacked"
    MEMBERS_UNREAD = "files inside it were not examined, or not in full"
    ENTITIES = "text that it only refers to was not read"
    UNSAFE_NAME = "a member's name points outside the archive"
    ENCODING = "the text encoding was guessed"
    CHARACTERS_LOST = "some bytes are no characters in the chosen encoding"
    TIME_LIMIT = "took longer than the time limit"
    MEMORY_LIMIT = "needed more memory than the limit"
    WORKER_DIED = "the reading process died"
    RULE_TIME = "a recogniser took too long on this text"
    UNEXPECTED = "unexpected error"


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure as data. ``cause`` may add a type name or a number (an exception class, a MIME type), never text."""

    kind: ProblemKind
    stage: Stage
    detail: Detail
    at: Location = field(default_factory=Location)
    cause: str = ""

    def sentence(self) -> str:
        """The English detail as exported, with the cause behind it."""
        return f"{self.detail} ({self.cause})" if self.cause else str(self.detail)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Running text of one place, at most some tens of kilobytes (extractors cut at line or paragraph ends).

    ``labels`` give context that is not in the text (a form field's name, a mail subject, a slide title).
    ``numbers`` are the numbers that the lines of the text have in the file, where they do not simply count on from
    the place's own: a paragraph may be of several lines.
    """

    text: str
    at: Location
    labels: tuple[str, ...] = ()
    hidden: bool = False
    numbers: tuple[int, ...] = ()


Runs = tuple[tuple[int, int], ...]
"""Numbers as runs (first, last), both inclusive, in rising order and apart from each other."""


def runs(numbers: Iterable[int]) -> Runs:
    """The numbers, in any order, as runs."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def within(spans: Runs, number: int) -> bool:
    """Whether the number is in one of the runs."""
    index = bisect_right(spans, number, key=lambda span: span[0]) - 1
    return index >= 0 and number <= spans[index][1]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A grid of cell texts: a worksheet, a CSV file, a table in a document.

    ``at`` is the sheet (``StepKind.SHEET``), table, or, for CSV, the file itself. ``first_row`` and ``first_column``
    say where the grid's corner lies (1 and 0 for A1). Dates come as ISO texts (2019-04-01), whole numbers
    without a decimal point; empty cells are ''. ``hidden`` says that the sheet as a whole is hidden, ``hidden_rows``
    and ``hidden_columns`` which of its rows and columns are: numbers as the file counts them (1 and 0 for A1), whether
    or not they are in the grid. ``continued`` says that the table began in a block before, of which the first row is
    repeated as the first row here. ``kind`` is what the format says that the table is (an address book), where the
    first row are the extractor's own labels rather than a header that somebody wrote.
    """

    rows: list[tuple[str, ...]]
    at: Location
    name: str = ""
    first_row: int = 1
    first_column: int = 0
    hidden: bool = False
    hidden_rows: Runs = ()
    hidden_columns: Runs = ()
    continued: bool = False
    kind: str = ""

    def hiding(self, column: int, row: int, last_row: int | None = None) -> str:
        """What hides the cells of a run down one column (counted from 0 in the grid): "hidden sheet", "hidden column",
        "hidden row" for all of them, "partly hidden" for some; '' where they are shown."""
        if self.hidden:
            return "hidden sheet"
        if within(self.hidden_columns, self.first_column + column):
            return "hidden column"
        first, last = self.first_row + row, self.first_row + (row if last_row is None else last_row)
        if first == last:
            return "hidden row" if within(self.hidden_rows, first) else ""
        covered = sum(max(0, min(last, end) - max(first, start) + 1) for start, end in self.hidden_rows)
        if covered == 0:
            return ""
        return "hidden row" if covered == last - first + 1 else "partly hidden"

    def cells(self, row: int, column: int, last_row: int | None = None) -> Location:
        """The place of a cell of the grid, or of a run of cells down one column (all counted from 0)."""
        letter = column_letter(self.first_column + column)
        ref = f"{letter}{self.first_row + row}"
        if last_row is not None and last_row != row:
            ref += f":{letter}{self.first_row + last_row}"
        above = self.at.steps
        if above and above[-1].kind is StepKind.SHEET:
            above = above[:-1]
        return Location((*above, Step(StepKind.CELL, f"{self.name}!{ref}")))


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside the file: archive member, mail attachment, embedded object. It goes round as a file of its own.

    ``open`` may be called once, while the extractor's iterator stands at this item; it returns a readable binary
    stream, not necessarily seekable, and raises ``ExtractionError`` if the member cannot be read.
    ``size`` is the declared unpacked size, or -1. ``modified`` is a Unix time in ns, or 0.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int = -1
    modified_ns: int = 0


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself. Keys: title subject author last_modified_by company keywords created modified
    sent; dates as ISO texts. Values are text read from the file and are scanned like text, never stored."""

    values: Mapping[str, str]
    at: Location = field(default_factory=Location)


class Protection(StrEnum):
    """How the file as a whole is protected."""

    NONE = "none"
    AES = "aes"
    ZIPCRYPTO = "zipcrypto"
    OFFICE = "office"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Protected:
    """The file is protected, and how; a Problem ENCRYPTED goes with it where the content could not be read."""

    how: Protection


Item = TextBlock | TableBlock | Embedded | Properties | Protected | Problem


class ExtractionError(Exception):
    """The file cannot be read (any further): carries the Problem to be recorded. What was yielded before stays."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence())
        self.problem = problem


def extract_problem(kind: ProblemKind, detail: Detail, at: Location | None = None, cause: str = "") -> Problem:
    """A Problem of the EXTRACT stage."""
    return Problem(kind, Stage.EXTRACT, detail, at or Location(), cause)


Items = Iterable[Item]
