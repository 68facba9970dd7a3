"""sql: the rows of a database's dump as tables, with the names of their columns; everything else as text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scanner.document import Item, StepKind, place
from scanner.extractors.base import ByFormat, ExtractOptions, Source, table_blocks
from scanner.extractors.encodings import Decoder
from scanner.extractors.plain import line_blocks

_NAME = r"[^\s(;,]+"
_START = re.compile(
    rf"^[ \t]*(?:(?:INSERT|REPLACE)\s+(?:(?:IGNORE|DELAYED|LOW_PRIORITY|OR\s+\w+)\s+)?(?:INTO\s+)?"
    rf"(?P<into>{_NAME})\s*(?:\((?P<columns>[^()']*)\))?"
    r"(?:\s*OVERRIDING \w+ VALUE)?\s*VALUES?\s*(?=\()"
    rf"|COPY\s+(?P<copy>{_NAME})\s*\((?P<copied>[^()']*)\)\s*FROM\s+stdin[^;]*;[ \t]*\r?\n"
    rf"|CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<create>{_NAME})\s*\()",
    re.I | re.M,
)
_VALUE = re.compile(
    r"\s*(?:(?:[NEe]|_\w+\s*|[xXbB])?'(?P<text>(?:[^'\\]|\\.|'')*)'(?:::[\w ]+)?"
    r"|(?P<bare>[^'(),]*(?:\([^()]*\)[^'(),]*)*))\s*(?P<end>[,)])",
    re.S,
)
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": "", "b": ""}
_KEYWORDS = frozenset("PRIMARY KEY UNIQUE CONSTRAINT INDEX FOREIGN CHECK FULLTEXT SPATIAL EXCLUDE LIKE PERIOD".split())
_LONGEST = 16 << 20  # characters of one row; what is longer is no row
_HEAD = 20_000  # characters in which a statement's head must be complete

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of a table, or (where ``table`` is empty) text between the statements."""

    table: str
    columns: Row
    row: Row = ()
    text: str = ""


class SqlDump(ByFormat):
    """INSERT and COPY statements, by table."""

    name = "sql"
    version = 1
    formats = frozenset({"sql"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        decoder = Decoder(src.rewound())
        rows: dict[str, int] = {}
        parts = _Dump(decoder.texts()).parts()
        for (table, columns), group in itertools.groupby(parts, key=lambda part: (part.table, part.columns)):
            if not table:
                yield from line_blocks(part.text for part in group)
                continue
            head = [columns] if columns else []
            body = (part.row for part in group)
            counted = _Counted(itertools.chain(head, body))
            first = rows.get(table, 0) + 1
            yield from table_blocks(counted, place(StepKind.TABLE, table), options.limits, table, first)
            rows[table] = first + counted.count - 1
        yield from decoder.problems()


@dataclass(slots=True)
class _Counted:
    rows: Iterable[Row]
    count: int = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


@dataclass(slots=True)
class _Dump:
    """Text arriving in pieces, taken apart. ``rest`` is what is not yet understood."""

    texts: Iterator[str]
    rest: str = ""
    ended: bool = False
    known: dict[str, Row] = field(default_factory=dict)

    def parts(self) -> Iterator[_Part]:
        while self.rest or self._more():
            start = _START.search(self.rest)
            if start is None:
                yield from self._plain()
            elif len(self.rest) - start.start() < _HEAD and self._more():
                continue  # the head may be cut off
            else:
                if before := self.rest[: start.start()].strip():
                    yield _Part("", (), text=before + "\n")
                yield from self._statement(start)

    def _more(self) -> bool:
        """One more piece of text; False at the end."""
        piece = next(self.texts, None)
        self.ended = piece is None
        self.rest += piece or ""
        return piece is not None

    def _plain(self) -> Iterator[_Part]:
        """Text up to the last line end, before which no statement can begin."""
        end = self.rest.rfind("\n") + 1
        if not self._more():
            end = len(self.rest)
        elif end == 0:
            end = len(self.rest) if len(self.rest) > _LONGEST else 0
        text, self.rest = self.rest[:end], self.rest[end:]
        if text.strip():
            yield _Part("", (), text=text)

    def _statement(self, start: re.Match[str]) -> Iterator[_Part]:
        table = _bare(start["into"] or start["copy"] or start["create"])
        head = start[0]
        self.rest = self.rest[start.end() :]
        if start["create"]:
            yield _Part("", (), text=head)
            self._definition(table)
        elif start["copy"]:
            yield from self._copied(table, _columns(start["copied"]))
        else:
            columns = _columns(start["columns"]) if start["columns"] else self.known.get(table, ())
            yield from self._inserted(table, columns)

    def _definition(self, table: str) -> None:
        """Remember the columns of a CREATE TABLE; its text is read as text."""
        body = re.split(r"\n\s*\)|\)\s*;", self.rest[:_HEAD], maxsplit=1)[0]
        body = re.sub(r"\([^()]*\)|'[^']*'|--[^\n]*", "", body)
        words = (definition.split() for definition in body.split(","))
        self.known[table] = tuple(_bare(w[0]) for w in words if w and w[0].upper() not in _KEYWORDS)

    def _copied(self, table: str, columns: Row) -> Iterator[_Part]:
        """Lines of fields with tabs between them, to the line "\\."."""
        while True:
            line, newline, rest = self.rest.partition("\n")
            if not newline and len(self.rest) < _LONGEST and self._more():
                continue
            self.rest = rest
            line = line.rstrip("\r")
            if line == "\\." or not (line or newline):
                return
            yield _Part(table, columns, tuple("" if f == "\\N" else _unescaped(f) for f in line.split("\t")))

    def _inserted(self, table: str, columns: Row) -> Iterator[_Part]:
        """The rows in brackets after VALUES."""
        position = 0
        while True:
            found = self._row(position)
            if found is None:
                if len(self.rest) - position < _LONGEST and self._more():
                    continue
                self.rest = self.rest[position:].removeprefix("(")
                return
            row, position = found
            yield _Part(table, columns, row)
            follow = re.compile(r"\s*,\s*(?=\()").match(self.rest, position)
            if follow is None and len(self.rest) - position < 100 and self._more():
                follow = re.compile(r"\s*,\s*(?=\()").match(self.rest, position)
            if follow is None:
                self.rest = self.rest[position:].lstrip(" \t\r\n;")
                return
            position = follow.end()
            if position > 1 << 20:
                self.rest, position = self.rest[position:], 0

    def _row(self, position: int) -> tuple[Row, int] | None:
        """The row whose bracket opens at ``position`` and where it ends, None where it is not all there."""
        cells: list[str] = []
        position += 1
        while True:
            value = _VALUE.match(self.rest, position)
            if value is None:
                return None
            text = value["text"]
            if text is None:
                text = value["bare"].strip()
                cells.append("" if text.upper() in ("NULL", "DEFAULT") else text)
            else:
                cells.append(_unescaped(text))
            position = value.end()
            if value["end"] == ")":
                return tuple(cells), position


def _bare(name: str) -> str:
    """A name without its schema and quotes."""
    return name.rpartition(".")[2].strip('`"[] \t\r\n')


def _columns(names: str) -> Row:
    return tuple(map(_bare, names.split(",")))


def _unescaped(text: str) -> str:
    return (
        _ESCAPE.sub(lambda m: _LETTERS.get(m[1], m[1]) if m[1] else "'", text) if "\\" in text or "'" in text else text
    )
