"""odt, odp and the parts of ods beside its cells: OpenDocument 1.x packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.document import Item, Location, Protected, Protection, StepKind, TextBlock, place
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Paragraphs,
    Source,
    damaged,
    encrypted,
    fail,
    properties,
    table_blocks,
    text_blocks,
)
from scanner.extractors.packages import Package, local

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_PARAGRAPHS = (TEXT + "p", TEXT + "h")
_APART = frozenset({TEXT + "note", OFFICE + "annotation", DRAW + "text-box", SVG + "title", SVG + "desc", DRAW + "g"})
_META = {
    "title": "title",
    "subject": "subject",
    "initial-creator": "author",
    "creator": "last_modified_by",
    "keyword": "keywords",
    "description": "description",
    "creation-date": "created",
    "date": "modified",
}


class OpenDocument(ByFormat):
    """Text documents and presentations; the page styles' headers and footers come last."""

    name = "opendocument"
    version = 2
    formats = frozenset({"odt", "odp", "odg"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        package = Package(src, options.limits)
        if is_encrypted(package):
            yield Protected(Protection.AES)
            yield encrypted()
            return
        yield from properties(_properties(package))
        root = package.xml("content.xml")
        if root is None:
            yield from package.problems[1:]
            fail(package.problems[0] if package.problems else damaged("no content part"))
        pages = list(root.iter(DRAW + "page"))
        if pages:
            for number, page in enumerate(pages, 1):
                yield from _Flow(place(StepKind.SLIDE, number), options, whole=True).items(page)
        else:
            yield from _Flow(Location(), options).items(root)
        yield from _page_styles(package, options)
        yield from _objects(package)
        yield from package.problems


def ods_parts(package: Package, options: ExtractOptions) -> Iterator[Item]:
    """What a spreadsheet has as any document has it: properties, headers and footers, macros, objects."""
    yield from properties(_properties(package))
    yield from _page_styles(package, options)
    yield from _objects(package)


def is_encrypted(package: Package) -> bool:
    """Whether the manifest names encryption data."""
    manifest = package.read("META-INF/manifest.xml") or b""
    return b"encryption-data" in manifest


def _properties(package: Package) -> dict[str, str]:
    root = package.xml("meta.xml")
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        key = _META.get(local(element))
        if key and element.text:
            found.setdefault(key, element.text)
    return found


def _page_styles(package: Package, options: ExtractOptions) -> Iterator[Item]:
    root = package.xml("styles.xml")
    for page in (e for e in root.iter() if local(e) == "master-page") if root is not None else ():
        for part in page:
            if local(part).startswith(("header", "footer")):
                kind = StepKind.HEADER if local(part).startswith("header") else StepKind.FOOTER
                yield from text_blocks(all_text(part), place(kind))
            elif local(part) in ("frame", "custom-shape"):
                yield from text_blocks(all_text(part), place(StepKind.FOOTER))


def _objects(package: Package) -> Iterator[Item]:
    for name in sorted(package.names):
        if (
            name.startswith("Basic/")
            and name.endswith(".xml")
            and not name.endswith(("script-lb.xml", "script-lc.xml"))
        ):
            root = package.xml(name)
            if root is not None:
                yield from text_blocks("".join(map(str, root.itertext())), place(StepKind.PART, name))
        elif name.startswith("Object ") and name.endswith("/content.xml"):
            root = package.xml(name)
            if root is not None:
                yield from text_blocks(all_text(root), place(StepKind.PART, name.partition("/")[0]))


def all_text(element: _Element) -> str:
    """The paragraphs below an element, a line each."""
    return "\n".join(t for p in element.iter(*_PARAGRAPHS) if (t := paragraph_text(p)).strip())


class _Flow:
    """One flow of paragraphs, lists and tables. ``whole`` gathers all paragraphs at one place (a slide)."""

    def __init__(self, above: Location, options: ExtractOptions, whole: bool = False) -> None:
        self._above = above
        self._options = options
        self._whole: list[str] | None = [] if whole else None
        self._texts = Paragraphs(StepKind.PARAGRAPH, above)
        self._tables = 0
        self._apart: list[Item] = []

    def items(self, root: _Element) -> Iterator[Item]:
        yield from self._walk(root)
        yield from self._texts.flush()
        if self._whole:
            yield from text_blocks("\n".join(self._whole), self._above)
        yield from self._apart

    def _walk(self, parent: _Element) -> Iterator[Item]:
        for element in parent:
            tag = element.tag
            if tag in _PARAGRAPHS:
                text = paragraph_text(element)
                for inner in element.iter(*_APART):
                    self._aside(inner)
                if self._whole is not None:
                    self._whole.append(text)
                else:
                    yield from self._texts.add(text)
            elif tag == TABLE + "table":
                yield from self._texts.flush()
                self._tables += 1
                at = self._above.child(StepKind.TABLE, self._tables)
                name = element.get(TABLE + "name") or ""
                yield from table_blocks(_rows(element), at, self._options.limits, name)
            elif local(element) == "notes":
                self._apart.extend(text_blocks(all_text(element), self._above.child(StepKind.NOTE)))
            elif tag in (OFFICE + "annotation", SVG + "title", SVG + "desc"):
                self._aside(element)
            elif local(element) == "tracked-changes":
                for text in (all_text(e) for e in element):
                    if text:
                        self._apart.append(TextBlock(text, self._above.child(StepKind.PARAGRAPH), hidden=True))
            elif local(element) not in ("automatic-styles", "font-face-decls", "scripts", "forms", "image"):
                yield from self._walk(element)

    def _aside(self, element: _Element) -> None:
        if element.tag in (SVG + "title", SVG + "desc"):
            self._apart.extend(text_blocks("".join(map(str, element.itertext())), self._above.child(StepKind.TEXTBOX)))
            return
        kinds = {TEXT + "note": StepKind.NOTE, OFFICE + "annotation": StepKind.COMMENT}
        text = annotation_text(element) if element.tag == OFFICE + "annotation" else all_text(element)
        self._apart.extend(text_blocks(text, self._above.child(kinds.get(element.tag, StepKind.TEXTBOX))))


def annotation_text(element: _Element) -> str:
    """A comment with its author before it."""
    author = next((e.text or "" for e in element if local(e) == "creator"), "")
    return f"{author}: {all_text(element)}" if author else all_text(element)


def times(element: _Element, key: str, most: int) -> int:
    """How often the element stands there."""
    said = element.get(key) or "1"
    return max(1, min(int(said), most)) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def paragraph_text(paragraph: _Element) -> str:
    """The text of a paragraph, without its notes, comments and text boxes, which come apart."""
    parts: list[str] = []
    _gather(paragraph, parts)
    return "".join(parts)


def _gather(element: _Element, parts: list[str]) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        tag = child.tag
        if tag == TEXT + "s":
            count = child.get(TEXT + "c") or "1"
            parts.append(" " * min(int(count) if count.isdigit() else 1, 100))
        elif tag == TEXT + "tab":
            parts.append("\t")
        elif tag == TEXT + "line-break":
            parts.append("\n")
        elif tag not in _APART and isinstance(tag, str) and local(child) != "ruby-text":
            _gather(child, parts)
        if child.tail:
            parts.append(child.tail)


def _rows(table: _Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter(TABLE + "table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            cells.extend([all_text(cell)] * times(cell, TABLE + "number-columns-repeated", 256))
        yield tuple(cells)
