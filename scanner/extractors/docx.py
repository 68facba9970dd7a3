"""docx, docm, dotx: body, tables, headers, footers, notes, comments, text boxes, tracked changes, alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.document import Item, Location, StepKind, TextBlock, place
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Paragraphs,
    Source,
    damaged,
    fail,
    properties,
    table_blocks,
    text_blocks,
)
from scanner.extractors.docx_numbers import Numbers
from scanner.extractors.packages import Package, local
from scanner.extractors.xlsx_parts import drawing_texts
from scanner.extractors.xlsx_sheet import link_text

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_T, _DELETED, _BOX = W + "t", W + "delText", W + "txbxContent"
_P, _TBL, _TR, _TC, _SPAN = W + "p", W + "tbl", W + "tr", W + "tc", W + "gridSpan"
_BREAKS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_TEXT = (_T, *_BREAKS)
_AROUND = frozenset(
    W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "hdr", "ftr")
)
_FORM = tuple(
    W + name for name in ("default", "listEntry", "helpText", "statusText", "alias", "tag", "listItem", "date", "text")
)
_LINK = re.compile(r'HYPERLINK\s+(?!\\l)"?([^"\s]+)"?')
_KINDS = {"header": StepKind.HEADER, "footer": StepKind.FOOTER, "footnotes": StepKind.NOTE, "endnotes": StepKind.NOTE}


class WordDocument(ByFormat):
    """The parts that the main part's relations name, in reading order."""

    name = "docx"
    version = 2
    formats = frozenset({"docx", "docm", "dotx", "dotm"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        package = Package(src, options.limits)
        yield from properties(package.ooxml_properties())
        main = package.main_part("word/document.xml")
        body = _root(package, main)
        if body is None:
            yield from package.problems[1:]
            fail(package.problems[0] if package.problems else damaged("no main part"))
        yield from Story(options, Location(), numbers=_numbers(package, body)).items(body)
        yield from _forms(body)
        found = [link_text(t) for t in (*package.targets(main).values(), *_field_links(body))]
        yield from text_blocks("\n".join(dict.fromkeys(found)), place(StepKind.PART, "links"))
        yield from _document_variables(package)
        for kind, target in dict.fromkeys(package.relations(main).values()):
            if kind in _KINDS:
                root = _root(package, target)
                if root is not None:
                    yield from Story(options, Location(), _KINDS[kind]).items(root)
            elif kind == "comments":
                yield from _comments(package, target)
            elif kind == "people":
                yield from _people(package, target)
            elif kind in ("diagramData", "chart"):
                root = package.xml(target)
                if root is not None:
                    yield from text_blocks("\n".join(drawing_texts(root)), place(StepKind.TEXTBOX))
        yield from package.embedded(("word/embeddings/", "word/afchunk", "word/afChunk", "word/altChunk"))
        chunks = [t for k, t in package.relations(main).values() if k == "aFChunk"]
        yield from package.embedded(
            tuple(c for c in chunks if not c.lower().startswith(("word/afchunk", "word/altchunk")))
        )
        yield from package.problems


def _root(package: Package, part: str) -> _Element | None:
    """A part's root with the strict namespaces made transitional and the duplicates for old readers taken out."""
    data = package.read(part)
    if data is None:
        return None
    if STRICT[1:-1].encode() in data:
        data = data.replace(STRICT[1:-1].encode(), W[1:-1].encode())
    root = package.parsed(data)
    if root is not None:
        for copy in list(root.iter(_FALLBACK)):
            _detach(copy)
    return root


def _detach(element: _Element) -> None:
    above = element.getparent()
    if above is not None:
        element.tail = None
        above.remove(element)


class Story:
    """One flow of paragraphs and tables: the body, a header, the footnotes."""

    def __init__(
        self, options: ExtractOptions, above: Location, kind: StepKind | None = None, numbers: Numbers | None = None
    ) -> None:
        self._numbers = numbers
        self._options = options
        self._above = above.child(kind) if kind else above
        self._texts = Paragraphs(StepKind.PARAGRAPH, self._above)
        self._tables = 0
        self._deleted: list[tuple[int, str]] = []

    def items(self, root: _Element) -> Iterator[Item]:
        boxes = list(root.iter(_BOX))
        for box in boxes:
            _detach(box)
        yield from self._flow(root)
        yield from self._texts.flush()
        for box in boxes:
            text = "\n".join(_paragraph(p) for p in box.iter(_P))
            yield from text_blocks(text, self._above.child(StepKind.TEXTBOX))
        for number, text in self._deleted:
            yield TextBlock(text, self._above.child(StepKind.PARAGRAPH, number), hidden=True)
        spoken = [d.get(k) or "" for d in root.iter(_DRAWING) for k in ("descr", "title") if d.get(k)]
        yield from text_blocks("\n".join(spoken), self._above.child(StepKind.TEXTBOX))

    def _flow(self, parent: _Element) -> Iterator[Item]:
        for element in parent:
            if element.tag == _P:
                text = _paragraph(element)
                if self._numbers:
                    number = self._numbers.before(element)  # empty paragraphs count as well
                    text = number + text if text else text
                yield from self._texts.add(text)
                gone = "".join(d.text or "" for d in element.iter(_DELETED))
                if gone.strip():
                    self._deleted.append((max(1, self._texts.count), gone))
            elif element.tag == _TBL:
                yield from self._texts.flush()
                self._tables += 1
                yield from table_blocks(
                    _rows(element), self._above.child(StepKind.TABLE, self._tables), self._options.limits
                )
            elif isinstance(element.tag, str):
                yield from self._flow(element)


def _paragraph(paragraph: _Element) -> str:
    return "".join([e.text or "" if e.tag == _T else _BREAKS[e.tag] for e in paragraph.iter(*_TEXT)])


def _rows(table: _Element) -> Iterator[tuple[str, ...]]:
    wide = next(table.iter(_SPAN), None) is not None  # most tables have no such cell
    for row in _within(table, _TR):
        cells: list[str] = []
        for cell in _within(row, _TC):
            cells.append("\n".join([t for p in cell.iter(_P) if (t := _paragraph(p))]))
            span = cell.find(f"{W}tcPr/{_SPAN}") if wide else None
            width = (span.get(W + "val") or "1") if span is not None else "1"
            if width.isdigit() and 1 < int(width) < 64:
                cells.extend([""] * (int(width) - 1))
        yield tuple(cells)


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Children of that tag, also where content controls or tracked insertions stand around them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _within(child, tag)


def _numbers(package: Package, body: _Element) -> Numbers | None:
    """The counter of the lists, where there may be any."""
    part = "word/numbering.xml"
    if part not in package.names or next(body.iter(W + "numPr", W + "pStyle"), None) is None:
        return None
    return Numbers(_root(package, part), _root(package, "word/styles.xml"), body) or None


def _forms(body: _Element) -> Iterator[Item]:
    """What form fields offer and hold beside the text that is shown: defaults, entries of lists, help, dates."""
    found: list[str] = []
    for form in body.iter(W + "ffData", W + "sdtPr"):
        for element in form.iter(*_FORM):
            values = (element.get(W + key) for key in ("val", "displayText", "value", "fullDate"))
            found.extend(dict.fromkeys(v for v in values if v))
    yield from text_blocks("\n".join(dict.fromkeys(found)), place(StepKind.FIELD, "form fields"))


def _field_links(body: _Element) -> Iterator[str]:
    """Targets of links that are written as fields."""
    for code in body.iter(W + "instrText"):
        if code.text and "HYPERLINK" in code.text:
            yield from _LINK.findall(code.text)


def _document_variables(package: Package) -> Iterator[Item]:
    """Values that programs keep in the document, which are not shown unless a field shows them."""
    data = package.read("word/settings.xml") or b""
    root = package.parsed(data) if b"docVar" in data else None
    found = [e.get(W + "val") or "" for e in root.iter(W + "docVar")] if root is not None else []
    yield from text_blocks(
        "\n".join(dict.fromkeys(filter(None, found))), place(StepKind.PART, "variables"), hidden=True
    )


def _people(package: Package, part: str) -> Iterator[Item]:
    """Who has changed or commented the document, with their accounts."""
    root = package.xml(part)
    found: list[str] = []
    for element in root.iter() if root is not None else ():
        if local(element) in ("person", "presenceInfo"):
            found.extend(str(v) for k, v in element.attrib.items() if str(k).endswith(("}author", "}userId")))
    names = [next((p for p in n.split("::") if "@" in p), n) for n in found]
    yield from text_blocks("\n".join(dict.fromkeys(names)), place(StepKind.PART, "people"))


def _comments(package: Package, part: str) -> Iterator[Item]:
    root = _root(package, part)
    for number, comment in enumerate(root.iter(W + "comment") if root is not None else (), 1):
        author = comment.get(W + "author") or ""
        text = "\n".join(_paragraph(p) for p in comment.iter(_P))
        yield from text_blocks(f"{author}: {text}" if author else text, place(StepKind.COMMENT, number))
