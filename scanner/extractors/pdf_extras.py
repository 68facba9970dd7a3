"""What a PDF holds beside its pages: bookmarks, attachments for every system, the data of XFA forms."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from typing import Any

from scanner.document import Detail, Embedded, Item, Location, Problem, ProblemKind, StepKind, extract_problem, place
from scanner.extractors.base import ExtractOptions, damaged, text_blocks
from scanner.extractors.packages import local, parse_xml

_BOOKMARKS = 10_000
_PACKET = 64 << 20
_SYSTEMS = ("DOS", "Mac", "Unix")  # variants of an attachment (ISO 32000-1, 7.11.4), beside the general one


def wide(call: Any) -> str:
    """A UTF-16 text from a PDFium function that fills a buffer and returns the size it needs in bytes."""
    from pypdfium2 import raw

    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()


def bookmarks(document: Any) -> Iterator[Item]:
    """The titles of the table of contents that viewers show beside the pages."""
    from pypdfium2 import raw

    titles: list[str] = []
    met: set[int] = set()
    waiting = [raw.FPDFBookmark_GetFirstChild(document, None)]
    while waiting and len(met) < _BOOKMARKS:
        mark = waiting.pop()
        if not mark:
            continue
        address = ctypes.cast(mark, ctypes.c_void_p).value or 0
        if address in met:  # chained in a ring
            continue
        met.add(address)
        if title := wide(lambda b, n: raw.FPDFBookmark_GetTitle(mark, b, n)):  # noqa: B023 - called at once
            titles.append(title)
        waiting.append(raw.FPDFBookmark_GetNextSibling(document, mark))
        waiting.append(raw.FPDFBookmark_GetFirstChild(document, mark))
    yield from text_blocks("\n".join(titles), place(StepKind.PART, "bookmarks"))


def attachments(document: Any, data: bytes, options: ExtractOptions) -> Iterator[Embedded | Problem]:
    """Attached files, those of a portfolio too, and what is attached instead for other systems."""
    import pypdfium2

    count = document.count_attachments()
    for number in range(min(count, options.limits.members)):
        try:
            yield _attached(document.get_attachment(number), f"attachment {number + 1}")
        except pypdfium2.PdfiumError as error:
            yield damaged(error, place(StepKind.MEMBER, str(number + 1)))
    if count > options.limits.members:
        yield extract_problem(ProblemKind.TRUNCATED, Detail.TOO_MANY_MEMBERS)
    elif count:
        yield from _for_systems(data, options.limits.members)


def attached(annotation: Any, name: str) -> Embedded | Problem | None:
    """The file that an annotation carries, if any."""
    import pypdfium2
    from pypdfium2 import raw

    handle = raw.FPDFAnnot_GetFileAttachment(annotation)
    if not handle:
        return None
    try:
        return _attached(pypdfium2.PdfAttachment(handle, None), name)
    except pypdfium2.PdfiumError as error:
        return damaged(error, place(StepKind.MEMBER, name))


def _attached(attachment: Any, name: str) -> Embedded:
    content = bytes(attachment.get_data())
    return _embedded(attachment.get_name() or name, content)


def _embedded(name: str, content: bytes) -> Embedded:
    return Embedded(name.replace("\\", "/").rpartition("/")[2], lambda: io.BytesIO(content), len(content))


def _for_systems(data: bytes, most: int) -> Iterator[Embedded | Problem]:
    """Files that stand under /DOS, /Mac or /Unix alone: PDFium gives the general one of each."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import PDFStream, resolve1

    try:
        catalog = PDFDocument(PDFParser(io.BytesIO(data))).catalog
        names = resolve1(catalog.get("Names")) or {}
        waiting, met = [names.get("EmbeddedFiles")], 0
        while waiting and met < most:
            node = resolve1(waiting.pop())
            met += 1
            if not isinstance(node, dict):
                continue
            waiting.extend(resolve1(node.get("Kids")) or [])
            for entry in (resolve1(node.get("Names")) or [])[1::2]:
                entry = resolve1(entry)
                files = resolve1(entry.get("EF")) or {}
                general = {_number(files.get(key)) for key in ("F", "UF")}
                for system in _SYSTEMS:
                    stream = resolve1(files.get(system))
                    if isinstance(stream, PDFStream) and _number(files.get(system)) not in general:
                        name = resolve1(entry.get(system)) or resolve1(entry.get("F")) or system.encode()
                        yield _embedded(f"{system} {_text(name)}", stream.get_data())
    except (MemoryError, GeneratorExit):
        raise
    except Exception as error:  # noqa: BLE001 - pdfminer raises of any kind on damage; recorded
        yield damaged(error, place(StepKind.PART, "attachments"))


def _number(reference: Any) -> int:
    return int(getattr(reference, "objid", 0))


def _text(value: Any) -> str:
    from pdfminer.utils import decode_text

    return decode_text(value) if isinstance(value, bytes) else str(value)


def xfa(document: Any) -> Iterator[Item]:
    """The fields of an XFA form that were filled in, and the captions of its template."""
    from pypdfium2 import raw

    for number in range(min(max(raw.FPDF_GetXFAPacketCount(document), 0), 100)):
        name = _narrow(lambda b, n: raw.FPDF_GetXFAPacketName(document, number, b, n))  # noqa: B023 - called at once
        if name not in ("datasets", "template"):
            continue
        content = _packet(document, number)
        at = place(StepKind.PART, f"XFA {name}")
        try:
            root: Any = parse_xml(content)
        except SyntaxError as error:
            yield damaged(error, at)
            continue
        yield from _leaves(root, at) if name == "datasets" else _captions(root, at)


def _packet(document: Any, number: int) -> bytes:
    from pypdfium2 import raw

    size = ctypes.c_ulong()
    raw.FPDF_GetXFAPacketContent(document, number, None, 0, size)
    if not 0 < size.value <= _PACKET:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDF_GetXFAPacketContent(document, number, buffer, size.value, size)
    return buffer.raw


def _narrow(call: Any) -> str:
    size = call(None, 0)
    if size <= 1:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(buffer, size)
    return buffer.raw[: size - 1].decode("utf-8", "replace")


def _leaves(root: Any, at: Location) -> Iterator[Item]:
    lines = [
        f"{local(element)}: {element.text.strip()}"
        for element in root.iter()
        if isinstance(element.tag, str) and not len(element) and element.text and element.text.strip()
    ]
    yield from text_blocks("\n".join(lines), at)


def _captions(root: Any, at: Location) -> Iterator[Item]:
    texts = [
        " ".join("".join(element.itertext()).split())
        for element in root.iter()
        if isinstance(element.tag, str) and local(element) in ("text", "exData")
    ]
    yield from text_blocks("\n".join(t for t in texts if t), at)
