"""pptx, pptm, ppsx: slides in order with tables, notes, comments, charts; hidden slides marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.document import Item, StepKind, place
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
from scanner.extractors.packages import REL, Package, local
from scanner.extractors.xlsx_parts import drawing_texts

if TYPE_CHECKING:
    from lxml.etree import _Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class Presentation(ByFormat):
    """Each slide one block of text, its tables apart; then what the slide's relations name."""

    name = "pptx"
    version = 1
    formats = frozenset({"pptx", "pptm", "ppsx", "ppsm", "potx", "potm"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        package = Package(src, options.limits)
        yield from properties(package.ooxml_properties())
        main = package.main_part("ppt/presentation.xml")
        slides = _slides(package, main)
        if not slides and main not in package.names:
            yield from package.problems
            fail(damaged("no main part"))
        authors = _authors(package, main)
        for number, part in enumerate(slides, 1):
            yield from _slide(package, part, number, options, authors)
        for kind, target in package.relations(main).values():
            if kind in ("slideMaster", "handoutMaster", "notesMaster"):
                yield from _footers(package, target)
        yield from package.embedded(("ppt/embeddings/",))
        yield from package.problems


def _slides(package: Package, main: str) -> list[str]:
    """Slide parts in the order shown; by their names where the presentation's list is lost."""
    relations = package.relations(main)
    root = package.xml(main)
    listed = [
        relations[rid][1]
        for e in (root.iter() if root is not None else ())
        if local(e) == "sldId" and (rid := e.get(REL + "id") or "") in relations
    ]
    if listed:
        return list(dict.fromkeys(p for p in listed if p in package.names))
    return sorted(
        (n for n in package.names if n.startswith("ppt/slides/slide") and n.endswith(".xml")),
        key=lambda n: (len(n), n),
    )


def _authors(package: Package, main: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for kind, target in package.relations(main).values():
        if kind in ("commentAuthors", "authors"):
            root = package.xml(target)
            for e in root.iter() if root is not None else ():
                if e.get("id") and e.get("name"):
                    names[e.get("id") or ""] = e.get("name") or ""
    return names


def _slide(
    package: Package, part: str, number: int, options: ExtractOptions, authors: dict[str, str]
) -> Iterator[Item]:
    root = package.xml(part)
    if root is None:
        return
    at = place(StepKind.SLIDE, number)
    hidden = root.get("show") in ("0", "false")
    for copy in list(root.iter(_FALLBACK)):
        above = copy.getparent()
        if above is not None:
            above.remove(copy)
    tables = list(root.iter(A + "tbl"))
    for count, table in enumerate(tables, 1):
        yield from table_blocks(_rows(table), at.child(StepKind.TABLE, count), options.limits, hidden=hidden)
        above = table.getparent()
        if above is not None:
            above.remove(table)
    yield from text_blocks("\n".join(drawing_texts(root)), at, hidden=hidden)
    for kind, target in package.relations(part).values():
        if kind == "notesSlide":
            yield from _notes(package, target, number)
        elif kind == "comments":
            yield from _comments(package, target, number, authors)
        elif kind in ("chart", "diagramData"):
            inner = package.xml(target)
            if inner is not None:
                yield from text_blocks("\n".join(drawing_texts(inner)), at.child(StepKind.TEXTBOX), hidden=hidden)


def _rows(table: _Element) -> Iterator[tuple[str, ...]]:
    for row in table.iter(A + "tr"):
        yield tuple("\n".join(drawing_texts(cell)) for cell in row.iter(A + "tc"))


def _notes(package: Package, part: str, number: int) -> Iterator[Item]:
    root = package.xml(part)
    if root is not None:
        yield from text_blocks("\n".join(drawing_texts(root)), place(StepKind.SLIDE, number).child(StepKind.NOTE))


def _comments(package: Package, part: str, number: int, authors: dict[str, str]) -> Iterator[Item]:
    root = package.xml(part)
    for count, comment in enumerate((e for e in root.iter() if local(e) == "cm") if root is not None else (), 1):
        author = authors.get(comment.get("authorId") or "", "")
        text = "".join(t.text or "" for t in comment.iter() if local(t) in ("t", "text"))
        at = place(StepKind.SLIDE, number).child(StepKind.COMMENT, count)
        yield from text_blocks(f"{author}: {text}" if author else text, at)


def _footers(package: Package, part: str) -> Iterator[Item]:
    """Header and footer placeholders of a master; its other texts are prompts of the program."""
    root = package.xml(part)
    for shape in (e for e in root.iter() if local(e) == "sp") if root is not None else ():
        kinds = [e.get("type") for e in shape.iter() if local(e) == "ph"]
        if not kinds or kinds[0] in ("ftr", "hdr"):
            kind = StepKind.HEADER if kinds == ["hdr"] else StepKind.FOOTER
            yield from text_blocks("\n".join(drawing_texts(shape)), place(kind))
