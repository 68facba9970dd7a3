"""csv and tsv: encoding, delimiter and quoting found out, rows streamed."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from scanner.document import Item, Location
from scanner.extractors.base import ByFormat, ExtractOptions, Source, damaged, table_blocks
from scanner.extractors.encodings import Decoder
from scanner.extractors.plain import line_blocks
from scanner.extractors.sniff import DELIMITERS, delimiter, outside_quotes

csv.field_size_limit(1 << 24)

COLUMNS = 16_384
"""The columns of a worksheet: a line of more fields is no row of a table."""

OF_ONE_LINE = 256
"""A file of one line with more fields is a dump without line ends, in which records follow one another."""

_SAID = re.compile(r"\ufeff?sep=(?P<mark>[^\w\s\"']|\t)\r?\n", re.IGNORECASE)


class Delimited(ByFormat):
    """One table; cells are shown as !C2. A file whose quotes never close is read as plain text instead, and so is one
    without line ends."""

    name = "csv"
    version = 3
    formats = frozenset({"csv", "tsv"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        decoder = Decoder(src.rewound())
        texts = decoder.texts()
        first = next(texts, "")
        said = _SAID.match(first)  # its row is for the spreadsheet program, not of the table
        first = first[said.end() :] if said else first
        mark = said["mark"] if said else delimiter(first) or _most_frequent(first)
        if not mark or _endless(first, mark):
            yield from line_blocks(itertools.chain([first], texts))
            yield from decoder.problems()
            return
        lines = _lines(itertools.chain([first], texts))
        quote = _quote(first, mark)
        reader = csv.reader(lines, delimiter=mark, quotechar=quote, quoting=_quoting(first) if quote == '"' else 0)
        try:
            yield from table_blocks(map(tuple, reader), Location(), options.limits, first_row=2 if said else 1)
        except csv.Error as error:
            yield damaged(error, Location())
        yield from decoder.problems()


def _endless(text: str, mark: str) -> bool:
    """Whether the first line is too long for a row; what is given ends with a line, if it has line ends."""
    line, *more = re.split(r"[\r\n]", text, maxsplit=1)
    return line.count(mark) >= (COLUMNS if more and more[0].strip() else OF_ONE_LINE)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """Lines with their ends, as the csv module wants them, from pieces of text; NULs dropped."""
    return itertools.chain.from_iterable(_in_lines(texts))


def _in_lines(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = ""
    for text in texts:
        lines = (rest + text).replace("\x00", "").splitlines(keepends=True) if "\x00" in text else _split(rest + text)
        rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
        yield lines
    if rest:
        yield [rest]


def _split(text: str) -> list[str]:
    # str.splitlines would also cut at form feeds and U+2028 inside cells
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")
    return list(io.StringIO(text, newline="\n"))


def _most_frequent(text: str) -> str:
    """For ragged tables: the delimiter that more than half of the lines have."""
    lines = text[:20_000].splitlines()
    counts = {mark: sum(mark in line for line in lines) for mark in DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] * 2 > len(lines) else ""


def _quote(text: str, mark: str) -> str:
    """The character around fields: the single quote where most fields stand between two of them."""
    fields = [f.strip() for line in text[:20_000].splitlines()[:200] for f in line.split(mark)]
    single = sum(1 for f in fields if len(f) > 1 and f[0] == f[-1] == "'")
    return "'" if single * 2 > len(fields) else '"'


def _quoting(text: str) -> Literal[0, 3]:
    """Quotes count where more fields open and close with one than not (a lone inch mark must not swallow the file)."""
    sample = text[:200_000]
    if '"' not in sample:
        return csv.QUOTE_NONE
    outside, fields = outside_quotes(sample)
    return csv.QUOTE_MINIMAL if fields and fields >= outside.count('"') else csv.QUOTE_NONE
