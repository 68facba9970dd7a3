"""html: visible text, tables, title, descriptions and alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scanner.document import Item, Location, StepKind, TextBlock
from scanner.extractors.base import (
    ByFormat,
    ExtractOptions,
    Paragraphs,
    Source,
    damaged,
    properties,
    table_blocks,
    text_blocks,
)
from scanner.extractors.encodings import decode
from scanner.options import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_SILENT = frozenset({"script", "style", "head"})
_BLOCK = frozenset(
    "p div br li ul ol dl dt dd h1 h2 h3 h4 h5 h6 hr table tr td th caption pre blockquote section article header "
    "footer nav aside main address form fieldset legend option select textarea body html center figure "
    "figcaption".split()
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_NAMES = {"author": "author", "keywords": "keywords", "description": "subject", "dcterms.created": "created"}
_TELLING = re.compile(r"[^\x00-\x7f]|@|[A-Za-z]{2} +[A-Za-z]|\d[\d -]{5,}\d")  # rather a text or number than a setting
_SPACE = re.compile(r"[ \t\r\n\f]+")


class Html(ByFormat):
    """Scripts and styles are not text; comments are, and the JSON that scripts work on."""

    name = "html"
    version = 2
    formats = frozenset({"html"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        data = src.data()
        declared = _CHARSET.search(data[:4096])
        text, problems = decode(data, declared[1].decode("ascii") if declared else "")
        yield from html_items(text, Location(), (), options.limits, document=True)
        yield from problems


def html_items(
    text: str, at: Location, labels: tuple[str, ...], limits: Limits, document: bool = False
) -> Iterator[Item]:
    """Blocks and tables of an HTML text; its title and description as Properties where it is a document of its own."""
    from lxml import etree

    if not text.strip():
        return
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_pis=True, encoding="utf-8")
    try:
        root: Any = etree.fromstring(_printable(text).encode("utf-8", "replace"), parser)
    except SyntaxError as error:
        yield damaged(error, at)
        return
    if parser.error_log.filter_from_fatals():
        # nested too deep or a text too long: the parser gave up, what stands between the tags is still text
        yield from text_blocks(re.sub(r"<[^<>]*>", " ", text), at, labels)
        yield damaged("HTMLParser", at)
        return
    if root is None:
        return
    if document:
        yield from properties(_meta(root))
    walker = _Walker(at, labels, limits)
    yield from walker.items(root)


def _printable(text: str) -> str:
    text = re.sub(r"^\s*<\?xml[^>]*\?>|</(?:body|html)\s*>", "", text, flags=re.I)  # text after the end is dropped
    return re.sub("[\x00-\x08\x0b\x0e-\x1f]", " ", text)


def _meta(root: _Element) -> dict[str, object]:
    found: dict[str, object] = {}
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            found.setdefault("title", _SPACE.sub(" ", element.text or ""))
        elif key := _NAMES.get((element.get("name") or "").lower()):
            found.setdefault(key, element.get("content") or "")
    return found


class _Walker:
    def __init__(self, at: Location, labels: tuple[str, ...], limits: Limits) -> None:
        self._at = at
        self._limits = limits
        self._texts = Paragraphs(StepKind.PARAGRAPH, at, labels)
        self._line: list[str] = []
        self._pending: list[Item] = []
        self._tables = 0

    def items(self, root: _Element) -> Iterator[Item]:
        # an explicit stack: hostile pages nest deeper than Python may recurse
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                if tag in _BLOCK:
                    self._end_line()
                self._say(element.tail)
            elif tag == "table" and _is_data(element):
                self._end_line()
                self._pending.extend(self._texts.flush())
                self._tables += 1
                rows = list(_rows(element))
                self._pending.extend(table_blocks(rows, self._at.child(StepKind.TABLE, self._tables), self._limits))
                self._say(element.tail)
            elif tag in _SILENT:
                self._silent(element)
                self._say(element.tail)
            elif not tag:
                self._comment(element)
                self._say(element.tail)
            else:
                if tag in _BLOCK:
                    self._end_line()
                self._attributes(element)
                self._say(element.text)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
            if self._pending:
                yield from self._pending
                self._pending.clear()
        self._end_line()
        yield from self._pending
        yield from self._texts.flush()

    def _say(self, text: str | None) -> None:
        if text:
            self._line.append(text)

    def _end_line(self) -> None:
        if self._line:
            line = _SPACE.sub(" ", "".join(self._line)).strip(" ")
            self._line.clear()
            if line:
                self._pending.extend(self._texts.add(line))

    def _attributes(self, element: _Element) -> None:
        for name in ("alt", "title", "placeholder", "value", "content", "srcdoc"):
            value = element.get(name)
            if not value or (name == "value" and element.get("type") in ("submit", "button", "reset")):
                continue
            if name == "srcdoc":
                self._pending.extend(html_items(value, self._at, (), self._limits))
            else:
                # a field that is not shown has no other label than its name
                unseen = name == "value" and element.get("type") == "hidden" and element.get("name")
                self._line.append(f" {unseen}: {value} " if unseen else f" {value} ")
        for key, setting in element.items():
            text = str(setting)
            if str(key).startswith("data-") and len(text) < 10_000 and _TELLING.search(text):
                self._line.append(f" {str(key).removeprefix('data-')}: {text} ")
        href = element.get("href") or ""
        if href.lower().startswith(("mailto:", "tel:")):
            self._line.append(f" {href.partition(':')[2].partition('?')[0]} ")

    def _silent(self, element: _Element) -> None:
        """The data that scripts of a page work on, and what its head says beyond title and author."""
        for script in [element] if element.tag == "script" else element.iter("script"):
            if "json" in (script.get("type") or "").lower() and script.text:
                at = self._at.child(StepKind.PART, "script")
                self._pending.extend(TextBlock(b.text, b.at, (), hidden=True) for b in text_blocks(script.text, at))
        for meta in element.iter("meta"):
            name = (meta.get("name") or meta.get("property") or "").lower()
            content = meta.get("content") or ""
            if name and name not in _NAMES and _TELLING.search(content):
                self._pending.extend(text_blocks(f"{name}: {content}", self._at.child(StepKind.FIELD, name)))

    def _comment(self, element: _Element) -> None:
        text = element.text or ""
        if text.strip() and not text.lstrip().startswith(("[if", "[endif", "<!")) and len(text) < 100_000:
            self._pending.extend(
                TextBlock(b.text, b.at, b.labels, hidden=True)
                for b in text_blocks(text, self._at.child(StepKind.COMMENT))
            )


def _is_data(table: _Element) -> bool:
    """A table of data rather than of layout: no table inside, and more than one row and column."""
    if next(iter(table.iterdescendants("table")), None) is not None:
        return False
    widths = [sum(1 for c in row if c.tag in ("td", "th")) for row in table.iter("tr")]
    return len(widths) > 1 and max(widths) > 1


def _rows(table: _Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row:
            if cell.tag in ("td", "th"):
                cells.append(_SPACE.sub(" ", " ".join(_cell(cell))).strip())
                span = cell.get("colspan") or "1"
                cells.extend([""] * (min(int(span), 64) - 1 if span.isdigit() else 0))
        yield tuple(cells)


def _cell(cell: _Element) -> Iterator[str]:
    for element in cell.iter():
        if isinstance(element.tag, str) and element.tag not in _SILENT:
            if element.text:
                yield element.text
            for name in ("alt", "value"):
                if element.get(name):
                    yield element.get(name) or ""
        if element.tail and element is not cell:
            yield element.tail
