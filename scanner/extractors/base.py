"""What an extractor is, what it gets, and the helpers that all of them share."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, ClassVar, NoReturn, Protocol

from scanner.document import (
    Detail,
    ExtractionError,
    Item,
    Location,
    Problem,
    ProblemKind,
    Properties,
    Runs,
    StepKind,
    TableBlock,
    TextBlock,
    extract_problem,
)
from scanner.options import Limits
from scanner.passwords import Passwords, Tries

BLOCK = 16_000  # characters after which a block of text is cut
LONGEST = 32_000  # characters that no block of text exceeds
TABLE_ROWS = 100_000  # rows of one TableBlock; a longer table comes as several


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """How far an extractor may go. ``ocr`` allows character recognition where Tesseract is installed; ``passwords``
    are tried on what is protected."""

    limits: Limits = field(default_factory=Limits)
    ocr: bool = True
    passwords: Passwords = field(default_factory=Passwords)

    def tries(self) -> Tries:
        """The passwords for one file, with the time that they may take."""
        return Tries(self.passwords, self.limits.seconds)


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file: a seekable stream, the name it bore (without folders), and its size in bytes."""

    stream: BinaryIO
    name: str
    size: int
    format: str = ""

    def rewound(self) -> BinaryIO:
        """The stream, at its beginning."""
        self.stream.seek(0)
        return self.stream

    def data(self) -> bytes:
        """All bytes. For formats whose readers want them at once."""
        return self.rewound().read()


@dataclass(frozen=True, slots=True)
class Head:
    """What is known before an extractor is chosen: the format word of ``identify``, the name, the first bytes."""

    format: str
    name: str
    start: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes of a file without its protection, which are read in its place."""

    data: bytes


class Extractor(Protocol):
    """Reads files of some formats into blocks.

    ``accepts`` gives 0 to decline; the highest is tried first, and the next one only where that one could not read
    anything at all. ``extract`` yields as it reads, and raises ``ExtractionError`` when it cannot go on.
    Raise ``version`` and files it read are read again by the next scan.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def formats(self) -> frozenset[str]: ...

    def accepts(self, head: Head) -> int: ...

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item | Opened]: ...


class ByFormat:
    """The common way to choose: by the format word alone."""

    formats: ClassVar[frozenset[str]] = frozenset()
    rank: ClassVar[int] = 10

    def accepts(self, head: Head) -> int:
        """``rank`` for the formats listed, else 0."""
        return self.rank if head.format in self.formats else 0


def damaged(error: BaseException | str = "", at: Location | None = None) -> Problem:
    """CORRUPT for a file or part that cannot be read; the cause is the exception's class name."""
    cause = error if isinstance(error, str) else type(error).__name__
    return extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED if at is None else Detail.DAMAGED_PART, at, cause)


def encrypted(at: Location | None = None) -> Problem:
    """ENCRYPTED for the file, or for one of its parts when a place is given."""
    return extract_problem(ProblemKind.ENCRYPTED, Detail.PASSWORD if at is None else Detail.PARTS_ENCRYPTED, at)


def fail(problem: Problem, error: BaseException | None = None) -> NoReturn:
    """Raise the problem as ``ExtractionError``."""
    raise ExtractionError(problem) from error


def is_panic(error: BaseException) -> bool:
    """Whether a native library panicked: pyo3's PanicException is a BaseException and cannot be imported."""
    return any(c.__name__ == "PanicException" for c in type(error).__mro__)


def properties(values: Mapping[str, object]) -> list[Properties]:
    """One Properties item of the non-empty values, or none at all."""
    kept = {key: text for key, value in values.items() if value and (text := str(value).strip())}
    return [Properties(kept)] if kept else []


def cut(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The text in pieces no longer than ``longest`` characters, cut at a line end or space where there is one."""
    start = 0
    while len(text) - start > longest:
        window = text[start : start + longest]
        end = max(window.rfind("\n"), window.rfind("。") + 1)
        if end < longest // 2:
            end = max(window.rfind(" ") + 1, end)
        end = end if end >= longest // 2 else longest
        yield text[start : start + end]
        start += end
    if start < len(text):
        yield text[start:]


def text_blocks(text: str, at: Location, labels: tuple[str, ...] = (), hidden: bool = False) -> Iterator[TextBlock]:
    """Blocks of the text, none for white space alone."""
    if not text.strip():
        return
    for piece in cut(text):
        yield TextBlock(piece, at, labels, hidden)


class Paragraphs:
    """Gathers small paragraphs of one part into blocks: detection works on batches, not on thousands of lines.

    Paragraphs are counted as a person counts them on the page: those with text in them. A block stands at the number
    of its first one, and knows the numbers of the others where lines and paragraphs are not the same.
    """

    def __init__(self, kind: StepKind, above: Location | None = None, labels: tuple[str, ...] = ()) -> None:
        self._kind = kind
        self._above = above or Location()
        self._labels = labels
        self._texts: list[str] = []
        self._size = 0
        self._broken = False  # a paragraph of several lines is among them
        self.count = 0
        """How many there were until now."""

    def add(self, text: str) -> Iterator[TextBlock]:
        """Count a paragraph; yields the gathered block when it is full."""
        if not text or text.isspace():
            return
        self.count += 1
        self._texts.append(text)
        self._broken = self._broken or "\n" in text
        self._size += len(text) + 1
        if self._size >= BLOCK:
            yield from self.flush()

    def all(self, texts: Iterable[str]) -> Iterator[TextBlock]:
        """All of these paragraphs, and then the last block."""
        for text in texts:
            yield from self.add(text)
        yield from self.flush()

    def flush(self) -> Iterator[TextBlock]:
        """The block gathered so far, if any."""
        texts, self._texts, self._size = self._texts, [], 0
        if not texts:
            return
        first = self.count - len(texts) + 1
        numbers: tuple[int, ...] = ()
        if self._broken or sum(map(len, texts)) + len(texts) > LONGEST:
            numbers = tuple(n for n, text in enumerate(texts, first) for _ in range(text.count("\n") + 1))
            self._broken = False
        line = 0
        for piece in cut("\n".join(texts)):
            number = numbers[line] if numbers else first
            block = TextBlock(piece, self._above.child(self._kind, number), self._labels, False, numbers[line:])
            line += piece.count("\n")
            if piece.strip():
                yield block


def header_index(rows: Sequence[Sequence[str]]) -> int:
    """The row most likely to hold the headers: the first of twenty that fills at least six tenths of the width."""
    filled = [sum(1 for c in row if c) for row in rows[:20]]
    if not filled:
        return 0
    enough = max(filled) * 0.6
    return next(i for i, n in enumerate(filled) if n >= enough)


def table_blocks(
    rows: Iterable[tuple[str, ...]],
    at: Location,
    limits: Limits,
    name: str = "",
    first_row: int = 1,
    first_column: int = 0,
    hidden: bool = False,
    hidden_rows: Runs = (),
    hidden_columns: Runs = (),
) -> Iterator[TableBlock | Problem]:
    """The table in blocks of at most ``TABLE_ROWS`` rows; empty rows at the end of a block are dropped.

    Every block after the first begins with the header row again (it stands in the place of the row before),
    so that each can be judged by its headers. Rows beyond ``limits.rows`` are reported, not read. Raises what ``rows``
    raises, after the rows before it.
    """
    unseen = (hidden, hidden_rows, hidden_columns)
    header: tuple[str, ...] | None = None
    batch: list[tuple[str, ...]] = []
    start = first_row
    seen = 0
    coming = iter(rows)
    failure: Exception | None = None
    try:
        while True:
            before = len(batch)
            room = min(TABLE_ROWS - before, limits.rows - seen)
            batch += itertools.islice(coming, room)  # those before a failure, too
            seen += len(batch) - before
            if len(batch) >= TABLE_ROWS:
                repeated, header = header, header or batch[header_index(batch)]
                if repeated is None or any(map(any, batch[1:])):
                    yield from _table(batch, at, name, start, first_column, unseen, start > first_row)
                start = first_row + seen - 1
                batch = [header]
            elif seen < limits.rows:
                break
            if seen == limits.rows:
                if next(coming, None) is not None:
                    yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_ROWS, at)
                break
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (raised again below, after the rows that came before it)
        failure = error
    if header is None or any(map(any, batch[1:])):
        yield from _table(batch, at, name, start, first_column, unseen, start > first_row)
    if failure is not None:
        raise failure


def _table(
    rows: list[tuple[str, ...]],
    at: Location,
    name: str,
    first_row: int,
    first_column: int,
    unseen: tuple[bool, Runs, Runs],
    continued: bool,
) -> Iterator[TableBlock]:
    while rows and not any(rows[-1]):
        rows.pop()
    if rows:
        yield TableBlock(rows, at, name, first_row, first_column, *unseen, continued)
