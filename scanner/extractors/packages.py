"""Documents that are zip packages (OOXML, OpenDocument): their parts, relations and properties, read with guards."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from scanner.document import Detail, Embedded, ExtractionError, Location, Problem, ProblemKind, extract_problem
from scanner.extractors.base import Source, damaged, fail
from scanner.extractors.entities import fill_in, left_out
from scanner.extractors.zip_salvage import UNZIP_ERRORS as UNZIP_ERRORS
from scanner.extractors.zip_salvage import open_zip
from scanner.options import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

RATIO_FROM = 10 << 20  # bytes unpacked below which no ratio is suspicious
TREE_BYTES = 256 << 20  # the largest part that is read as a tree

REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def parse_xml(data: bytes, recover: bool = False) -> _Element:
    """The root of an XML text. Of entities only those that it declares itself are read, within bounds
    (``scanner.extractors.entities``); nothing is fetched, huge nodes are refused.

    Raises lxml's XMLSyntaxError (a SyntaxError) for what is not well-formed, unless ``recover`` is set and something
    can be made of it.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise SyntaxError("no root element")
    fill_in(root)
    return root


def local(element: Any) -> str:
    """The tag without its namespace; '' for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Package:
    """A zip package opened for reading its parts. Problems met on the way are gathered in ``problems``."""

    def __init__(self, src: Source, limits: Limits) -> None:
        """Raises ExtractionError for what is no zip file, and for a bomb."""
        self._limits = limits
        self.problems: list[Problem] = []
        self._zip, problem = open_zip(src.stream, limits)
        if problem is not None:
            self.note(problem)
        self.names: dict[str, zipfile.ZipInfo] = {i.filename.replace("\\", "/"): i for i in self._zip.infolist()}
        self._folded = {name.lower(): name for name in self.names}
        unpacked = sum(i.file_size for i in self._zip.infolist())
        if unpacked > limits.unpacked_bytes or (unpacked > RATIO_FROM and unpacked > limits.ratio * max(1, src.size)):
            fail(extract_problem(ProblemKind.BOMB, Detail.COMPRESSION_RATIO))

    def read(self, name: str) -> bytes | None:
        """A part's bytes; None if it is absent, or damaged or too large (then a problem is noted)."""
        info = self.names.get(name) or self.names.get(self._folded.get(name.lower(), ""))
        if info is None:
            return None
        limit = min(self._limits.member_bytes, TREE_BYTES)
        try:
            with self._zip.open(info) as part:
                data = part.read(limit + 1)
        except UNZIP_ERRORS as error:
            self.note(encrypted_part(info) or damaged(error, Location()))
            return None
        if len(data) > limit:
            self.note(extract_problem(ProblemKind.TOO_LARGE, Detail.TOO_MUCH_TEXT))
            return None
        return data

    def open(self, name: str) -> BinaryIO | None:
        """A part as a stream, for those that are too large to be held; None if it is absent or damaged."""
        info = self.names.get(name) or self.names.get(self._folded.get(name.lower(), ""))
        if info is None:
            return None
        try:
            return self._zip.open(info)  # type: ignore[return-value]
        except UNZIP_ERRORS as error:
            self.note(damaged(error, Location()))
            return None

    def xml(self, name: str) -> _Element | None:
        """A part's root element; None if it is absent, or not to be read at all (then a problem is noted).

        A part that is not well-formed is read as far as it goes, and noted.
        """
        data = self.read(name)
        return None if data is None else self.parsed(data)

    def parsed(self, data: bytes) -> _Element | None:
        """The root element of a part's bytes, as ``xml``."""
        try:
            root = parse_xml(data)
        except SyntaxError as error:
            self.note(damaged(error, Location()))
            try:
                root = parse_xml(data, recover=True)
            except SyntaxError:
                return None  # noted above
        if missing := left_out(root):
            self.note(missing)
        return root

    def note(self, problem: Problem) -> None:
        """Keep a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """OOXML: id -> (last word of the relation's type, target part) of the internal relations of a part."""
        folder, _, name = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        for rel in root if root is not None else ():
            if local(rel) != "Relationship" or rel.get("TargetMode") == "External":
                continue
            target = (rel.get("Target") or "").replace("\\", "/")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[rel.get("Id") or ""] = ((rel.get("Type") or "").rpartition("/")[2], full)
        return found

    def targets(self, part: str) -> dict[str, str]:
        """OOXML: id -> target of the relations of a part that lead out of the package (addresses, files)."""
        folder, _, name = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found = (e for e in root if e.get("TargetMode") == "External") if root is not None else ()
        return {e.get("Id") or "": e.get("Target") or "" for e in found}

    def main_part(self, default: str) -> str:
        """OOXML: the part that the package's own relations call the office document."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self.names:
                return target
        return default

    def embedded(self, prefixes: tuple[str, ...]) -> Iterator[Embedded]:
        """The parts below these folders as files of their own."""
        for name, info in sorted(self.names.items()):
            if name.startswith(prefixes) and not info.is_dir() and info.file_size:
                yield Embedded(posixpath.basename(name), self._opener(info), info.file_size)

    def _opener(self, info: zipfile.ZipInfo) -> Any:
        def open_() -> BinaryIO:
            try:
                return io.BytesIO(self._zip.open(info).read(self._limits.member_bytes))
            except UNZIP_ERRORS as error:
                raise ExtractionError(encrypted_part(info) or damaged(error)) from error

        return open_

    def ooxml_properties(self) -> dict[str, str]:
        """Title, author, dates and so on of docProps/core.xml and app.xml."""
        found: dict[str, str] = {}
        custom: list[str] = []
        for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
            root = self.xml(part)
            for element in root if root is not None else ():
                text = "".join(map(str, element.itertext())).strip()
                key = _PROPERTY.get(local(element))
                if part.endswith("custom.xml") and text:
                    custom.append(f"{element.get('name') or ''}: {text}")
                elif key and text:
                    found.setdefault(key, text)
        if custom:
            found["custom"] = "\n".join(custom)
        return found


_PROPERTY = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "lastModifiedBy": "last_modified_by",
    "keywords": "keywords",
    "description": "description",
    "category": "category",
    "created": "created",
    "modified": "modified",
    "Company": "company",
    "Manager": "manager",
}


def encrypted_part(info: zipfile.ZipInfo) -> Problem | None:
    """The problem of a member that needs a password."""
    if info.flag_bits & 1:
        return extract_problem(ProblemKind.ENCRYPTED, Detail.PARTS_ENCRYPTED)
    return None
