"""pdf: text by page with PDFium, by pdfminer.six where that is damaged; forms, notes, attachments; pictures by OCR."""

from __future__ import annotations

import ctypes
import io
import itertools
import logging
import re
from collections.abc import Generator, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from scanner.document import (
    Detail,
    Item,
    Location,
    Problem,
    ProblemKind,
    Protected,
    Protection,
    StepKind,
    extract_problem,
    place,
)
from scanner.extractors import ocr, pdf_extras, pdf_fonts, pdf_unlocking
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
from scanner.extractors.pdf_extras import wide
from scanner.extractors.pdf_lines import Boxes, Line, page_lines, paragraphs
from scanner.extractors.pdf_tables import Grid, tables

_DPI = 300
_PIXELS = 40_000_000  # a page rendered larger than this is rendered coarser
_BROKEN = re.compile("\\(cid:[0-9]+\\)|[\ufffd\ufffe\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_KEYS = {
    "Title": "title",
    "Subject": "subject",
    "Author": "author",
    "Keywords": "keywords",
    "Creator": "",
    "Producer": "",
}


class Pdf(ByFormat):
    """A page is a block. A password that only restricts printing or copying is none for reading."""

    name = "pdf"
    version = 3
    formats = frozenset({"pdf"})

    def extract(self, src: Source, options: ExtractOptions) -> Iterator[Item]:
        import pypdfium2

        pdf_fonts.install()
        for library in ("pypdfium2", "pdfminer"):
            logging.getLogger(library).setLevel(logging.ERROR)  # their warnings are our problems, or none
        data = src.data()
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            opened = yield from _unopened(data, error, options)
            if opened is None:
                return
            data = opened
            document = pypdfium2.PdfDocument(data)
        try:
            if pypdfium2.raw.FPDF_GetSecurityHandlerRevision(document) != -1:
                yield Protected(Protection.PDF)
            yield from _Reader(document, data, options).items()
        finally:
            document.close()


def _unopened(data: bytes, error: Any, options: ExtractOptions) -> Generator[Item, None, bytes | None]:
    """What can be said of a file that PDFium refuses; its bytes without protection where a listed password fits."""
    import pypdfium2

    if error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
        yield Protected(Protection.PDF)
        tries = options.tries()
        opened = pdf_unlocking.unlocked(data, tries)
        if opened is None:
            yield tries.problem()
        return opened
    found = False
    for number, text in _miner_pages(data):
        found = True
        yield from text_blocks(text, place(StepKind.PAGE, number))
    if not found:
        fail(damaged(error), error)
    yield damaged(error, Location())
    return None


class _Reader:
    def __init__(self, document: Any, data: bytes, options: ExtractOptions) -> None:
        self._document = document
        self._data = data
        self._options = options
        self._problems: list[Problem] = []
        self._last_table: Grid | None = None  # at the end of the page before
        self._unread: list[int] = []  # pages of pictures that OCR could not be used on

    def items(self) -> Iterator[Item]:
        document = self._document
        yield from properties(self._properties())
        form = document.get_formtype() > 0
        if form:
            form = document.init_forms() is not None or document.formenv is not None
        broken: list[int] = []
        for index in range(len(document)):
            yield from self._page(index, broken, form)
        if broken:
            yield from self._again(broken)
        yield from pdf_extras.bookmarks(document)
        yield from pdf_extras.xfa(document)
        yield from pdf_extras.attachments(document, self._data, self._options)
        if self._unread:
            problem = ocr.unavailable(self._options, place(StepKind.PAGE, self._unread[0]))
            if problem:
                yield problem
        yield from self._problems
        if not len(document):
            fail(damaged("no pages"))

    def _page(self, index: int, broken: list[int], form: bool) -> Iterator[Item]:
        import pypdfium2

        at = place(StepKind.PAGE, index + 1)
        try:
            page = self._document[index]
        except pypdfium2.PdfiumError as error:
            self._problems.append(damaged(error, at))
            return
        try:
            textpage = page.get_textpage()
            lines, boxes = page_lines(textpage)
            text = "\n".join(line.text for line in lines)
            if len(_BROKEN.findall(text)) > 0.1 * len(text):
                broken.append(index)
            else:
                yield from self._written(page, lines, boxes, at)
            textpage.close()
            yield from self._annotations(page, at, form)
            if len(text.strip()) < 8 and _has_picture(page):
                yield from self._recognise(page, index + 1)
        except pypdfium2.PdfiumError as error:
            self._problems.append(damaged(error, at))
        finally:
            page.close()

    def _written(self, page: Any, lines: Sequence[Line], boxes: Boxes, at: Location) -> Iterator[Item]:
        """The text of a page: paragraphs, then its tables. One that goes on from the page before gets its header."""
        grids, rest = tables(page, lines, boxes)
        yield from text_blocks("\n".join(paragraphs(rest, page.get_width())), at)
        for number, grid in enumerate(grids, 1):
            rows, before = grid.rows, self._last_table
            if number == 1 and before is not None and grid.continues(before) and rows[0] != before.rows[0]:
                grid.rows = rows = [before.rows[0], *rows]
            yield from table_blocks(rows, at.child(StepKind.TABLE, number), self._options.limits)
        self._last_table = grids[-1] if grids else None

    def _annotations(self, page: Any, at: Location, form: bool) -> Iterator[Item]:
        from pypdfium2 import raw

        fields: list[tuple[str, str]] = []
        for number in range(min(raw.FPDFPage_GetAnnotCount(page), 10_000)):
            annotation = raw.FPDFPage_GetAnnot(page, number)
            if not annotation:
                continue
            try:
                kind = raw.FPDFAnnot_GetSubtype(annotation)
                if kind == raw.FPDF_ANNOT_WIDGET:
                    if form and (field := self._field(annotation)):
                        fields.append(field)
                    continue
                if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                    file = pdf_extras.attached(annotation, f"attachment {at} {number + 1}")
                    if file is not None:
                        yield file
                text = _target(self._document, annotation) if kind == raw.FPDF_ANNOT_LINK else ""
                text = text or _said(annotation, b"Contents")
                author = _said(annotation, b"T")
                if text or author:
                    whole = f"{author}: {text}" if author else text
                    yield from text_blocks(whole, at.child(StepKind.COMMENT, number + 1))
            finally:
                raw.FPDFPage_CloseAnnot(annotation)
        lines = dict.fromkeys(f"{label}: {value}" if label else value for label, value in _combed(fields))
        yield from text_blocks("\n".join(lines), at.child(StepKind.FIELD))

    def _field(self, annotation: Any) -> tuple[str, str] | None:
        """Label and value of a form field that is filled in; the label is its tooltip, else its name."""
        from pypdfium2 import raw

        env = self._document.formenv
        value = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldValue(env, annotation, b, n))
        if not value or value == "Off":
            return None
        label = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldAlternateName(env, annotation, b, n))
        name = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldName(env, annotation, b, n))
        # "form[0].page[0].name[0]": the last part tells
        return label or re.sub(r"\[\d+\]$", "", name).rpartition(".")[2], value

    def _again(self, broken: list[int]) -> Iterator[Item]:
        """Pages whose text PDFium could not map to characters, by pdfminer; OCR is the last resort."""
        for number, text in _miner_pages(self._data, broken):
            at = place(StepKind.PAGE, number)
            if len(_BROKEN.findall(text)) <= 0.1 * len(text):
                yield from text_blocks(text, at)
                continue
            page = self._document[number - 1]
            try:
                yield from self._recognise(page, number)
            finally:
                page.close()
            yield extract_problem(ProblemKind.ENCODING_GUESSED, Detail.CHARACTERS_LOST, at)

    def _recognise(self, page: Any, number: int) -> Iterator[Item]:
        at = place(StepKind.PAGE, number)
        if ocr.unavailable(self._options):
            self._unread.append(number)
            return
        width, height = page.get_size()
        scale = min(_DPI / 72, (_PIXELS / max(1.0, width * height)) ** 0.5)

        def render(degrees: int) -> bytes:
            # PDFium turns clockwise
            bitmap = page.render(scale=scale, grayscale=True, rotation=-degrees % 360)
            try:
                return _pnm(bitmap)
            finally:
                bitmap.close()

        yield from ocr.picture_items(render, int(width * height * scale * scale), self._options, at)

    def _properties(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for key, value in self._document.get_metadata_dict(skip_empty=True).items():
            if key in ("CreationDate", "ModDate"):
                values["created" if key == "CreationDate" else "modified"] = pdf_date(value)
            elif _KEYS.get(key):
                values[_KEYS[key]] = value
        return values


def _said(annotation: Any, key: bytes) -> str:
    from pypdfium2 import raw

    return wide(lambda b, n: raw.FPDFAnnot_GetStringValue(annotation, key, b, n))


def _target(document: Any, annotation: Any) -> str:
    """The mail address or telephone number that a link leads to."""
    from pypdfium2 import raw

    action = raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(annotation))
    if not action or not (size := raw.FPDFAction_GetURIPath(document, action, None, 0)):
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    uri = unquote(buffer.value.decode("utf-8", "replace"))
    return uri.partition(":")[2].partition("?")[0] if uri.lower().startswith(("mailto:", "tel:")) else ""


def _combed(fields: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields, those of one character each and of one name but for a number (a box for each digit) as one."""
    for stem, group in itertools.groupby(fields, key=lambda f: len(f[1]) == 1 and re.sub(r"\d+", "", f[0])):
        boxes = list(group)
        if stem is False or len(boxes) < 4:
            yield from boxes
        else:
            yield str(stem).strip(" _-."), "".join(value for _, value in boxes)


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _pnm(bitmap: Any) -> bytes:
    """A greyscale bitmap as a PGM file."""
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    raw = bytes(bitmap.buffer)
    rows = raw if stride == width else b"".join(raw[r * stride : r * stride + width] for r in range(height))
    return b"P5 %d %d 255\n" % (width, height) + rows


def _miner_pages(data: bytes, only: list[int] | None = None) -> Iterator[tuple[int, str]]:
    """(page number, text) by pdfminer.six, as far as it gets; nothing where it fails at once."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextContainer

    try:
        for layout in extract_pages(io.BytesIO(data), page_numbers=only, maxpages=0 if only else 500):
            text = "".join(e.get_text() for e in layout if isinstance(e, LTTextContainer))
            if text.strip():
                yield layout.pageid, text
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (pdfminer raises of any kind on damage; the caller reports what was not read)
        return


def pdf_date(value: str) -> str:
    """D:20190401093000+09'00' as an ISO text, '' if it is none (ISO 32000-1, 7.9.4)."""
    match = re.match(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?", value.strip())
    if not match or not "1900" <= match[1] <= "2999":
        return ""
    year, month, day, hour, minute, second = (
        g or d for g, d in zip(match.groups(), ("", "01", "01", "00", "00", "00"), strict=True)
    )
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}"
