"""What calamine leaves out of xlsx, xlsm and xlsb: comments, text boxes, what is hidden, links, validation lists,
headers and footers, and numbers whose format shows a Japanese date or leading zeros."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.document import Item, Location, Runs, StepKind, place
from scanner.extractors.base import text_blocks
from scanner.extractors.number_formats import (
    DATE_IDS,
    EPOCH,
    EPOCH_1904,
    JAPANESE_IDS,
    digits_shown,
    is_date_format,
    is_digit_format,
    is_era_format,
    serial_date,
)
from scanner.extractors.packages import REL, UNZIP_ERRORS, Package, local
from scanner.extractors.sparse import GRID, SparseTables
from scanner.extractors.xlsx_caches import caches
from scanner.extractors.xlsx_sheet import (
    MAIN,
    SheetScan,
    around_texts,
    hidden_columns,
    links,
    parsed_around,
    position,
    scan,
)
from scanner.options import Limits


class WorkbookParts:
    """The parts of one workbook package. Unreadable ones are noted as problems of the package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        binary = "xl/workbook.bin"
        self._main = package.main_part(binary if binary in package.names else "xl/workbook.xml")
        self.binary = self._main.endswith(".bin")
        self._sheets: dict[str, str] = {}  # sheet name -> part
        self._hidden: set[str] = set()
        self._scans: dict[str, SheetScan] = {}
        self._epoch = EPOCH
        relations = package.relations(self._main)
        self._book = None if self.binary else package.xml(self._main)
        for element in self._book.iter() if self._book is not None else ():
            kind = local(element)
            if kind == "workbookPr" and element.get("date1904") in ("1", "true"):
                self._epoch = EPOCH_1904
            elif kind == "sheet":
                target = relations.get(element.get(REL + "id") or "")
                name = element.get("name") or ""
                if target:
                    self._sheets[name] = target[1]
                if element.get("state") in ("hidden", "veryHidden"):
                    self._hidden.add(name)
        if self.binary:
            from scanner.extractors.xlsb import sheet_names

            self._sheets = sheet_names(package, self._main, relations)
        if not self._sheets:  # the workbook part is damaged
            found = sorted(n for n in package.names if n.startswith("xl/worksheets/") and n.endswith(".xml"))
            self._sheets = {n.rpartition("/")[2].removesuffix(".xml"): n for n in found}
        self._dates: frozenset[str] = frozenset()
        self._japanese: frozenset[str] = frozenset()
        self._digits: dict[str, str] = {}
        if not self.binary:
            self._read_styles()

    @property
    def sheets(self) -> dict[str, str]:
        """Sheet name -> part, in the order of the workbook."""
        return self._sheets

    def is_hidden(self, sheet: str) -> bool:
        """Whether the sheet as a whole is hidden."""
        return sheet in self._hidden

    def scan(self, sheet: str) -> SheetScan:
        """What one pass over the sheet tells; nothing where there is no such part, or a damaged one."""
        if sheet not in self._scans:
            part = self._sheets.get(sheet)
            stream = self.package.open(part) if part else None
            found = SheetScan(GRID + 1) if self.binary else SheetScan()
            if stream is not None and part is not None:
                with stream:
                    try:
                        if self.binary:
                            from scanner.extractors.xlsb import scan_sheet

                            found = scan_sheet(stream)
                        else:
                            found = scan(stream)
                    except UNZIP_ERRORS:
                        # Whoever reads the sheet reports its damage; calamine would trust the rows of an xlsb.
                        found = SheetScan(GRID + 1) if self.binary else SheetScan()
            self._scans[sheet] = found
        return self._scans[sheet]

    def hidden_cells(self, sheet: str) -> tuple[Runs, Runs]:
        """The rows and columns of a sheet that are hidden, as ``TableBlock`` has them."""
        found = self.scan(sheet)
        if self.binary:
            return found.hidden_rows, found.hidden_columns
        if b"<cols" not in found.around and b":cols" not in found.around:
            return found.hidden_rows, ()
        around = parsed_around(found)
        return found.hidden_rows, hidden_columns(around) if around is not None else ()

    def shown(self, style: str | None, value: str) -> str:
        """What a number looks like in a cell of that style (index into cellXfs); '' where it is shown as it is."""
        if style in self._dates:
            return serial_date(value, self._epoch)
        return digits_shown(value, self._digits[style]) if style in self._digits else ""

    def shown_otherwise(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) counted from 0 -> text, for numbers that calamine gives otherwise than they are shown: Japanese
        dates, leading zeros."""
        part = self._sheets.get(sheet)
        if not (self._japanese or self._digits) or part is None:
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
                    style = cell.get("s")
                    if (style in self._japanese or style in self._digits) and cell.get("t", "n") == "n":
                        value = cell.findtext(MAIN + "v")
                        where = position(cell.get("r") or "")
                        text = self.shown(style, value) if value else ""
                        if where and text:
                            found[where] = text
                    cell.clear()
            except (SyntaxError, OSError, ValueError):
                return found  # calamine reads the same part and reports its damage
        return found

    def items(self, limits: Limits) -> Iterator[Item]:
        """Comments, drawings, links, headers and footers, sheet by sheet; then what the workbook keeps beside them."""
        for name, part in self._sheets.items():
            at = place(StepKind.SHEET, name)
            for kind, target in self.package.relations(part).values():
                if kind in ("comments", "threadedComment") and target.endswith(".xml"):
                    yield from self._comments(target, at)
                elif kind == "comments":
                    from scanner.extractors.xlsb import comments

                    yield from comments(self.package.read(target) or b"", at)
                elif kind in ("drawing", "chart"):
                    yield from self._drawing(target, at)
            around = None if self.binary else parsed_around(self.scan(name))
            if around is not None:
                yield from around_texts(around, at)
                yield from self._links(links(around, self.package.targets(part)), at, name)
        yield from caches(self.package, self._main, self._book, limits)

    def _links(self, found: dict[int, dict[int, str]], at: Location, name: str) -> Iterator[Item]:
        tables = SparseTables(at.child(StepKind.PART, "links"), name, self.is_hidden(name), *self.hidden_cells(name))
        for row in sorted(found):
            yield from tables.add(row, found[row])
        yield from tables.flush()

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

    def _read_styles(self) -> None:
        """Which styles have a number format that shows a day, a Japanese one, or a code of digits."""
        root = self.package.xml("xl/styles.xml")
        if root is None:
            return
        codes = {
            int(f.get("numFmtId") or -1): f.get("formatCode") or ""
            for f in root.iter(MAIN + "numFmt")
            if (f.get("numFmtId") or "").isdecimal()
        }
        japanese = JAPANESE_IDS | {number for number, code in codes.items() if is_era_format(code)}
        dates = japanese | DATE_IDS | {number for number, code in codes.items() if is_date_format(code)}
        digits = {number: code for number, code in codes.items() if number not in dates and is_digit_format(code)}
        xfs = root.find(MAIN + "cellXfs")
        used = [
            (str(i), int(xf.get("numFmtId") or 0))
            for i, xf in enumerate(xfs if xfs is not None else ())
            if (xf.get("numFmtId") or "").isdecimal()
        ]
        self._dates = frozenset(i for i, number in used if number in dates)
        self._japanese = frozenset(i for i, number in used if number in japanese)
        self._digits = {i: digits[number] for i, number in used if number in digits}


def drawing_texts(root: object) -> Iterator[str]:
    """The paragraphs of DrawingML text bodies, and alternative texts of the shapes."""
    for element in root.iter("{*}p", "{*}cNvPr", "{*}docPr", "{*}v"):  # type: ignore[attr-defined]
        kind = local(element)
        if kind == "p":
            if "drawingml" not in element.tag:
                continue
            runs = element.iter("{*}t", "{*}br")
            text = "".join([t.text or "" if local(t) == "t" else "\n" for t in runs])
            if text.strip():
                yield text
        elif kind in ("cNvPr", "docPr"):
            for key in ("descr", "title"):
                if element.get(key):
                    yield element.get(key)
        elif kind == "v" and element.text and "chart" in element.tag:
            yield element.text
