"""What calamine leaves out of xlsx, xlsm and xlsb: comments, text boxes, headers and footers, Japanese date formats."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from scanner.document import Item, Location, StepKind, place
from scanner.extractors.base import text_blocks
from scanner.extractors.packages import REL, UNZIP_ERRORS, Package, local
from scanner.extractors.xlsx_stream import grid_cells

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_JAPANESE_IDS = frozenset((*range(27, 37), *range(50, 59)))
"""Built-in number formats of East Asian Excel that are dates or parts of one (ECMA-376 18.8.30)."""
_DATE_IDS = frozenset((14, 15, 16, 17, 22))
_TAIL = 1 << 18
_CODES = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|[0-9]{1,3}|[A-Z+\-])", re.I)


class WorkbookParts:
    """The parts of one workbook package. Unreadable ones are noted as problems of the package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._main = package.main_part("xl/workbook.xml")
        self.binary = self._main.endswith(".bin")
        self._sheets: dict[str, str] = {}  # sheet name -> part
        self._hidden: set[str] = set()
        self._epoch = dt.datetime(1899, 12, 30)
        relations = package.relations(self._main)
        root = None if self.binary else package.xml(self._main)
        for element in root.iter() if root is not None else ():
            kind = local(element)
            if kind == "workbookPr" and element.get("date1904") in ("1", "true"):
                self._epoch = dt.datetime(1904, 1, 1)
            elif kind == "sheet":
                target = relations.get(element.get(REL + "id") or "")
                name = element.get("name") or ""
                if target:
                    self._sheets[name] = target[1]
                if element.get("state") in ("hidden", "veryHidden"):
                    self._hidden.add(name)
        if self.binary:
            self._sheets = {t: t for k, t in relations.values() if k in ("worksheet", "dialogsheet", "chartsheet")}
        if not self._sheets:  # the workbook part is damaged
            found = sorted(n for n in package.names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n))
            self._sheets = {n.rpartition("/")[2].removesuffix(".xml"): n for n in found}
        self._all_dates: frozenset[str] = frozenset()
        self._date_styles = frozenset() if self.binary else self._japanese_styles()

    @property
    def sheets(self) -> dict[str, str]:
        """Sheet name -> part, in the order of the workbook."""
        return self._sheets

    def is_hidden(self, sheet: str) -> bool:
        """Whether the sheet as a whole is hidden."""
        return sheet in self._hidden

    def grid_cells(self, sheet: str) -> int:
        """How many cells the whole grid of a sheet has; 0 where that is not known."""
        part = self._sheets.get(sheet)
        stream = self.package.open(part) if part and not self.binary else None
        if stream is None:
            return 0
        with stream:
            try:
                return grid_cells(stream)
            except UNZIP_ERRORS:
                return 0  # whoever reads the sheet reports its damage

    def date(self, style: str | None, serial: str) -> str:
        """The ISO date of a number in a cell of that style (index into cellXfs); '' where it is no date."""
        return self._date(serial) if style in self._all_dates else ""

    def japanese_dates(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) counted from 0 -> ISO date, for cells whose Japanese date format other readers do not know."""
        part = self._sheets.get(sheet)
        if not self._date_styles or part is None:
            return {}
        stream = self.package.open(part)
        if stream is None:
            return {}
        from lxml import etree

        found: dict[tuple[int, int], str] = {}
        with stream:
            try:
                for _, cell in etree.iterparse(
                    stream, tag=MAIN + "c", resolve_entities=False, no_network=True, huge_tree=False
                ):
                    if cell.get("s") in self._date_styles and cell.get("t", "n") == "n":
                        value = cell.findtext(MAIN + "v")
                        where = _position(cell.get("r") or "")
                        date = self._date(value) if value else ""
                        if where and date:
                            found[where] = date
                    cell.clear()
            except (SyntaxError, OSError, ValueError):
                return found  # calamine reads the same part and reports its damage
        return found

    def items(self) -> Iterator[Item]:
        """Comments, drawings, headers and footers, sheet by sheet."""
        for name, part in self._sheets.items():
            at = place(StepKind.SHEET, "" if self.binary else name)
            for kind, target in self.package.relations(part).values():
                if kind in ("comments", "threadedComment") and target.endswith(".xml"):
                    yield from self._comments(target, at)
                elif kind in ("drawing", "chart"):
                    yield from self._drawing(target, at)
            if not self.binary:
                yield from self._header_footer(part, at)

    def _comments(self, part: str, at: Location) -> Iterator[Item]:
        root = self.package.xml(part)
        if root is None:
            return
        authors = [a.text or "" for a in root.iter(MAIN + "author")]
        for comment in root.iter():
            if local(comment) not in ("comment", "threadedComment"):
                continue
            text = "".join(t.text or "" for t in comment.iter() if local(t) in ("t", "text"))
            number = comment.get("authorId") or ""
            author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
            labels = (author,) if author and author not in text else ()
            if author and labels:
                text = f"{author}: {text}"
            yield from text_blocks(text, at.child(StepKind.COMMENT, comment.get("ref") or ""))

    def _drawing(self, part: str, at: Location) -> Iterator[Item]:
        root = self.package.xml(part)
        if root is None:
            return
        yield from text_blocks("\n".join(drawing_texts(root)), at.child(StepKind.TEXTBOX))
        for kind, target in self.package.relations(part).values():
            if kind in ("chart", "diagramData"):
                inner = self.package.xml(target)
                if inner is not None:
                    yield from text_blocks("\n".join(drawing_texts(inner)), at.child(StepKind.TEXTBOX))

    def _header_footer(self, part: str, at: Location) -> Iterator[Item]:
        stream = self.package.open(part)
        if stream is None:
            return
        tail = b""
        with stream:
            try:
                while chunk := stream.read(1 << 20):
                    tail = (tail + chunk)[-_TAIL:]
            except (OSError, EOFError, ValueError, RuntimeError):
                return  # calamine reads the same part and reports its damage
        found = re.search(rb"<(?:\w+:)?headerFooter\b.*?</(?:\w+:)?headerFooter>", tail, re.S)
        if not found:
            return
        for match in re.finditer(rb"<(?:\w+:)?(odd|even|first)(Header|Footer)\b[^>]*>(.*?)</", found[0], re.S):
            import html

            text = header_text(html.unescape(match[3].decode("utf-8", "replace")))
            kind = StepKind.HEADER if match[2] == b"Header" else StepKind.FOOTER
            yield from text_blocks(text, at.child(kind))

    def _japanese_styles(self) -> frozenset[str]:
        """Indices into cellXfs whose number format is a Japanese date that calamine does not know for one."""
        root = self.package.xml("xl/styles.xml")
        if root is None:
            return frozenset()
        custom = {
            int(f.get("numFmtId") or -1)
            for f in root.iter(MAIN + "numFmt")
            if (f.get("numFmtId") or "").isdigit() and is_era_format(f.get("formatCode") or "")
        }
        dates = custom | _JAPANESE_IDS
        plain = _DATE_IDS | {
            int(f.get("numFmtId") or -1)
            for f in root.iter(MAIN + "numFmt")
            if (f.get("numFmtId") or "").isdigit() and is_date_format(f.get("formatCode") or "")
        }
        xfs = root.find(MAIN + "cellXfs")
        used = [
            (str(i), int(xf.get("numFmtId") or 0))
            for i, xf in enumerate(xfs if xfs is not None else ())
            if (xf.get("numFmtId") or "").isdigit()
        ]
        self._all_dates = frozenset(i for i, number in used if number in dates or number in plain)
        return frozenset(i for i, number in used if number in dates)

    def _date(self, serial: str) -> str:
        try:
            number = float(serial)
            moment = self._epoch + dt.timedelta(days=number)
        except (ValueError, OverflowError):
            return ""
        if number < 1:
            return ""
        return moment.date().isoformat() if number.is_integer() else moment.isoformat(timespec="seconds")


def is_era_format(code: str) -> bool:
    """Whether an Excel number format shows a date in a Japanese way: with an era (g, gg, ggg) or era year (e)."""
    if re.search(r"\[\$-[^\]]*(?:411|ja-jp)[^\]]*\]", code, re.I):
        bare = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.|_.|\*.", "", code)
        return bool(re.search("[gemdy]", bare, re.I)) and "#" not in bare
    bare = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.|_.|\*.", " ", code)
    if "0" in bare or "#" in bare or "general" in bare.lower():
        return False
    return bool(re.search(r"(?<![a-z])(?:g{1,3}|e{1,4})(?![a-df-z])", bare, re.I))


def is_date_format(code: str) -> bool:
    """Whether an Excel number format shows a day: it has a year or a day in it, outside of quotes and colours."""
    bare = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.|_.|\*.", "", code).lower()
    return bool(re.search("[yd]", bare)) and "general" not in bare


def header_text(code: str) -> str:
    """A header's text without its formatting codes (&L, &"Arial,Bold", &12, &P)."""
    text = re.sub(r"&[LCR]", "\n", code.replace("&&", "\x00"))
    return _CODES.sub("", text).replace("\x00", "&").strip()


def drawing_texts(root: object) -> Iterator[str]:
    """The paragraphs of DrawingML text bodies, and alternative texts of the shapes."""
    for element in root.iter():  # type: ignore[attr-defined]
        kind = local(element)
        if kind == "p" and "drawingml" in element.tag:
            text = "".join(t.text or "" if local(t) == "t" else "\n" for t in element.iter() if local(t) in ("t", "br"))
            if text.strip():
                yield text
        elif kind in ("cNvPr", "docPr"):
            for key in ("descr", "title"):
                if element.get(key):
                    yield element.get(key)
        elif kind == "v" and element.text and "chart" in element.tag:
            yield element.text


def _position(ref: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", ref)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1
