"""Reading built samples in tests: all items of some bytes, members read in turn."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from scanner.document import (
    Embedded,
    ExtractionError,
    Item,
    Problem,
    ProblemKind,
    Properties,
    Protected,
    Protection,
    TableBlock,
    TextBlock,
)
from scanner.extractors import ExtractOptions, extract
from scanner.options import Limits

NO_OCR = ExtractOptions(ocr=False)


def read(data: bytes, name: str = "sample", options: ExtractOptions = NO_OCR) -> list[Item]:
    """The items of one file, members unopened."""
    return list(extract(io.BytesIO(data), name, len(data), options))


def read_all(data: bytes, name: str = "sample", options: ExtractOptions = NO_OCR, depth: int = 4) -> Iterator[Item]:
    """The items of a file and of its members, as deep as ``depth``."""
    for item in extract(io.BytesIO(data), name, len(data), options):
        yield item
        if isinstance(item, Embedded) and depth:
            parts: list[bytes] = []
            try:
                source = item.open()
                while chunk := source.read(1 << 16):
                    parts.append(chunk)
            except ExtractionError as error:
                yield error.problem
                if not parts or error.problem.kind is not ProblemKind.CORRUPT:
                    continue
            yield from read_all(b"".join(parts), item.name, options, depth - 1)


def text_of(items: Iterable[Item]) -> str:
    """All text in the items: blocks, cells, properties, member names."""
    parts: list[str] = []
    for item in items:
        if isinstance(item, TextBlock):
            parts.append(item.text)
        elif isinstance(item, TableBlock):
            parts.append(item.name)
            parts.extend(" ".join(row) for row in item.rows)
        elif isinstance(item, Properties):
            parts.extend(item.values.values())
        elif isinstance(item, Embedded):
            parts.append(item.name)
    return "\n".join(parts)


def places(items: Iterable[Item]) -> dict[str, str]:
    """Place -> text of the text blocks."""
    return {str(i.at): i.text for i in items if isinstance(i, TextBlock)}


def tables(items: Iterable[Item]) -> list[TableBlock]:
    return [i for i in items if isinstance(i, TableBlock)]


def kinds(items: Iterable[Item]) -> list[ProblemKind]:
    return [i.kind for i in items if isinstance(i, Problem)]


def protections(items: Iterable[Item]) -> list[Protection]:
    return [i.how for i in items if isinstance(i, Protected)]


def said_of(items: Iterable[Item]) -> dict[str, str]:
    """The document's properties."""
    return {k: v for i in items if isinstance(i, Properties) for k, v in i.values.items()}


def bare(text: str) -> str:
    """NFKC without white space, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def zipped(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def limited(**values: int | float) -> ExtractOptions:
    return ExtractOptions(Limits(**values), ocr=False)  # type: ignore[arg-type]
