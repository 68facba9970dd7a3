"""Entities of an XML text: those that it declares itself are read as text, within bounds; nothing is fetched."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING, Any

from scanner.document import Detail, Location, Problem, ProblemKind, extract_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

AT_MOST = 1_000_000
"""Characters that the entities of one document may come to: a few kilobytes of them can stand for gigabytes."""
DEPTH = 20
"""Entities within entities."""

_REFERENCE = re.compile(r"&([^#&;\s][^&;\s]*);")
_MARKUP = re.compile(r"<[^<>]*>")


def fill_in(root: _Element) -> None:
    """Puts in place of each reference the text that the document declares for it (without markup), or the character
    that HTML knows by that name. References to anything else, and what goes beyond ``AT_MOST``, stay as they are."""
    from lxml import etree

    texts = _Texts(root)
    room = AT_MOST
    where: tuple[Any, str] | None = None  # the element, and which of its texts
    gathered: list[str] = []  # put there at once: there may be very many in one place
    found: list[Any] = list(root.iter(etree.Entity))
    for reference in found:
        text = texts.of(str(reference.name))
        parent = reference.getparent()
        if text is None or len(text) > room or parent is None:
            continue
        room -= len(text)
        before = reference.getprevious()
        here = (parent, "text") if before is None else (before, "tail")
        if where != here:
            if where:
                setattr(*where, "".join(gathered))
            where, gathered = here, [getattr(*here) or ""]
        gathered += (text, reference.tail or "")
        reference.tail = None
        parent.remove(reference)
    if where:
        setattr(*where, "".join(gathered))


def left_out(root: _Element) -> Problem | None:
    """What is to be said where references are left in a tree: text is missing there."""
    from lxml import etree

    if next(iter(root.iter(etree.Entity)), None) is None:
        return None
    return extract_problem(ProblemKind.CORRUPT, Detail.ENTITIES, Location())


class _Texts:
    """The texts of the entities that a document declares, each made once."""

    def __init__(self, root: _Element) -> None:
        declared: Any = root.getroottree().docinfo.internalDTD
        self._declared = {e.name: e.content for e in declared.iterentities()} if declared is not None else {}
        self._known: dict[str, str | None] = {}

    def of(self, name: str, depth: int = 0) -> str | None:
        """The text; None where it stands elsewhere, is unknown, hangs on itself, or is longer or deeper than may be."""
        if name not in self._known and depth <= DEPTH:
            self._known[name] = None  # what is met again on the way hangs on itself
            self._known[name] = self._made(name, depth)
        return self._known.get(name)

    def _made(self, name: str, depth: int) -> str | None:
        if name not in self._declared:
            return chr(name2codepoint[name]) if name in name2codepoint else None
        content = self._declared[name]
        if content is None:
            return None
        parts: list[str] = []
        length = last = 0
        for reference in _REFERENCE.finditer(content):
            inner = self.of(reference[1], depth + 1)
            if inner is None:
                return None
            parts += (content[last : reference.start()], inner)
            length += len(inner) + reference.start() - last
            if length > AT_MOST:
                return None
            last = reference.end()
        return _MARKUP.sub(" ", "".join(parts) + content[last:])
