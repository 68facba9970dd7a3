"""The single-file XML of Office 2003: WordprocessingML and SpreadsheetML."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.document import Embedded, Item, Location, Problem, Runs, StepKind, place, runs
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Source,
    damaged,
    fail,
    properties,
    table_blocks,
    text_blocks,
)
from scanner.extractors.docx import Story, W
from scanner.extractors.entities import left_out
from scanner.extractors.packages import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

WORD = b"http://schemas.microsoft.com/office/word/2003/wordml"
EXCEL = b"urn:schemas-microsoft-com:office:spreadsheet"
_PROPERTIES = {
    "Title": "title",
    "Subject": "subject",
    "Author": "author",
    "LastAuthor": "last_modified_by",
    "Keywords": "keywords",
    "Description": "description",
    "Company": "company",
    "Manager": "manager",
    "Created": "created",
    "LastSaved": "modified",
}


class Office2003(ByFormat):
    """Word's body, headers, notes and pictures; Excel's worksheets with notes, headers and links."""

    name = "office2003"
    version = 2
    formats = frozenset({"xml-word", "xml-excel"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data().replace(WORD, W[1:-1].encode())
        broken: Problem | None = None
        try:
            root = parse_xml(data)
        except SyntaxError as error:
            broken = damaged(error, Location())
            try:
                root = parse_xml(data, recover=True)
            except SyntaxError:
                fail(damaged(error), error)
        broken = broken or left_out(root)
        info = next((e for e in root.iter() if local(e) == "DocumentProperties"), None)
        yield from properties(
            {key: e.text for e in (info if info is not None else ()) if (key := _PROPERTIES.get(local(e)))}
        )
        yield from _word(root, options) if src.format == "xml-word" else _excel(root, options)
        if broken is not None:
            yield broken


def _word(root: _Element, options: ExtractOptions) -> Iterator[Item]:
    pictures: list[tuple[str, str]] = []
    for binary in list(root.iter(W + "binData")):
        pictures.append(((binary.get(W + "name") or "picture").rpartition("/")[2], binary.text or ""))
        binary.text = None
    for comment in root.iter():
        if local(comment) == "annotation" and (author := comment.get(next(iter(comment.attrib), ""), "")):
            yield from text_blocks(author, place(StepKind.COMMENT))
            break
    yield from Story(options, Location()).items(root)
    for name, text in pictures:
        try:
            content = base64.b64decode(text)
        except (binascii.Error, ValueError) as error:
            yield damaged(error, place(StepKind.MEMBER, name))
            continue
        yield Embedded(name, lambda content=content: io.BytesIO(content), len(content))  # type: ignore[misc]


def _excel(root: _Element, options: ExtractOptions) -> Iterator[Item]:
    space = "{" + EXCEL.decode() + "}"
    for sheet in (e for e in root.iter() if local(e) == "Worksheet"):
        name = sheet.get(space + "Name") or ""
        at = place(StepKind.SHEET, name)
        hidden = any(local(e) == "Visible" and (e.text or "").startswith("Sheet") for e in sheet.iter())
        for table in (e for e in sheet if local(e) == "Table"):
            unseen = _hidden(table, space, "Row", 1), _hidden(table, space, "Column", 0)
            yield from table_blocks(_rows(table, space, options), at, options.limits, name, 1, 0, hidden, *unseen)
        links = [
            value
            for e in sheet.iter()
            for key in ("HRef", "Data", "Author")
            if (value := e.get(space + key) or (e.get("{urn:schemas-microsoft-com:office:excel}" + key)))
        ]
        comments = ["".join(map(str, e.itertext())) for e in sheet.iter() if local(e) == "Comment"]
        yield from text_blocks("\n".join(dict.fromkeys([*links, *comments])), at.child(StepKind.COMMENT))


def _hidden(table: _Element, space: str, kind: str, first: int) -> Runs:
    """The rows or columns that are hidden or of no size; ``first`` is the number of the first one."""
    found: set[int] = set()
    number = first - 1
    size = "Height" if kind == "Row" else "Width"
    for element in (e for e in table if local(e) == kind):
        index, span = element.get(space + "Index") or "", element.get(space + "Span") or "0"
        number = int(index) - 1 + first if index.isdecimal() and len(index) < 8 else number + 1
        more = min(int(span), 16_384) if span.isdecimal() and len(span) < 8 else 0
        if element.get(space + "Hidden") == "1" or element.get(space + ("Auto" + size)) == "0" == element.get(
            space + size
        ):
            found.update(range(number, number + more + 1))
        number += more
    return runs(found)


def _rows(table: _Element, space: str, options: ExtractOptions) -> Iterator[tuple[str, ...]]:
    count = 0
    for row in table:
        if local(row) != "Row":
            continue
        index = row.get(space + "Index") or ""
        while index.isdigit() and count + 1 < int(index) <= options.limits.rows:
            count += 1
            yield ()
        cells: list[str] = []
        for cell in row:
            index = cell.get(space + "Index") or ""
            if index.isdigit() and len(cells) < int(index) - 1 < 16_384:
                cells.extend([""] * (int(index) - 1 - len(cells)))
            data = next((e for e in cell if local(e) == "Data"), None)
            cells.append("".join(map(str, data.itertext())).removesuffix("T00:00:00.000") if data is not None else "")
        count += 1
        yield tuple(cells)
