"""What an xls holds beside its cells, in one pass over its records ([MS-XLS] 2.4): what is hidden, comments, text
boxes, headers and footers, links, names, validation lists, cells of other workbooks; and numbers in formats that
calamine does not show. Of Excel 5 and 95 (BIFF5) only the names of sheets, and what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from scanner.document import Detail, Item, Location, ProblemKind, Runs, StepKind, column_letter, extract_problem, place
from scanner.document import runs as to_runs
from scanner.extractors.base import text_blocks
from scanner.extractors.biff import number_text, records, rk
from scanner.extractors.encodings import decode
from scanner.extractors.number_formats import (
    DATE_IDS,
    EPOCH,
    EPOCH_1904,
    JAPANESE_IDS,
    digits_shown,
    is_digit_format,
    is_era_format,
    serial_date,
)
from scanner.extractors.sparse import Cells, SparseTables
from scanner.extractors.xlsx_sheet import header_text, link_text

_URL = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")  # CLSID of a moniker of an address
_FILE = bytes.fromhex("0303000000000000c000000000000046")
_STRING_TOKEN = 0x17  # ptgStr


@dataclass(slots=True)
class _Sheet:
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    links: dict[int, Cells] = field(default_factory=dict)
    texts: list[tuple[StepKind, str, str]] = field(default_factory=list)  # kind of place, its name, text
    boxes: dict[int, str] = field(default_factory=dict)  # number of the object -> its text
    lists: dict[str, None] = field(default_factory=dict)


class BookRecords:
    """The records of a workbook stream. ``broken`` of them could not be understood. ``unfit`` means that cells lie
    beyond the sheet or not in order: calamine would reserve memory for thousands of millions of them."""

    def __init__(self, book: bytes) -> None:
        self.broken = 0
        self.unfit = False
        self._names: list[str] = []
        self._hidden: set[str] = set()
        self._sheets: list[_Sheet] = [_Sheet()]  # the globals are the first
        self._depth = 0
        self._wide = True  # BIFF8
        self._epoch = EPOCH
        self._formats: dict[int, str] = {}
        self._digits: dict[int, str] = {}  # style -> format code
        self._japanese: set[int] = set()
        self._styles = 0
        self._object = self._pending = 0
        self._defined: dict[str, None] = {}
        self._outside: list[tuple[str, list[str], dict[str, dict[int, Cells]]]] = []  # path, sheets, cells
        self._outer = ""
        first = last = -1
        for kind, body in records(book):
            if kind in _CELLS:
                last = int.from_bytes(body[:2], "little")
                first = last if first < 0 else first
                self.unfit = self.unfit or len(body) < 6 or body[3] > 0
                if kind in _UNREAD:
                    continue
            elif kind in (0x809, 0x0A):
                self.unfit, first = self.unfit or last < first, -1
            take = _TAKERS.get(kind)
            if take is None or not (self._wide or kind in _BOTH):
                continue
            try:
                take(self, body)
            except (struct.error, IndexError):
                self.broken += 1

    def hidden_cells(self, sheet: str) -> tuple[Runs, Runs]:
        """The rows and columns of a sheet that are hidden, as ``TableBlock`` has them."""
        found = self._of(sheet)
        return to_runs(found.rows), to_runs(found.columns)

    def shown_otherwise(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) counted from 0 -> text, for numbers that calamine gives otherwise than they are shown."""
        return self._of(sheet).shown

    def _of(self, name: str) -> _Sheet:
        number = self._names.index(name) + 1 if name in self._names else 0
        return self._sheets[number] if 0 < number < len(self._sheets) else _Sheet()

    def items(self) -> Iterator[Item]:
        """All texts, sheet by sheet; then what the workbook keeps of others."""
        for number, sheet in enumerate(self._sheets):
            name = self._names[number - 1] if 0 < number <= len(self._names) else ""
            at = place(StepKind.SHEET, name)
            for kind, where, text in sheet.texts:
                yield from text_blocks(text, at.child(kind, where))
            for text in sheet.boxes.values():
                yield from text_blocks(text, at.child(StepKind.TEXTBOX))
            yield from text_blocks("\n".join(sheet.lists), at.child(StepKind.FIELD, "data validation"))
            hiding = (name in self._hidden, *self.hidden_cells(name)) if name else (False, (), ())
            yield from _sparse(sheet.links, at.child(StepKind.PART, "links"), name, *hiding)
        yield from text_blocks("\n".join(self._defined), place(StepKind.FIELD, "defined names"))
        for number, (path, _, sheets) in enumerate(self._outside, 1):
            at = place(StepKind.PART, f"external link {number}")
            yield from text_blocks(path, at)
            for name, rows in sheets.items():
                yield from _sparse(rows, at, name, True)
        if self.broken:
            yield extract_problem(ProblemKind.CORRUPT, Detail.DAMAGED_PART, cause=f"{self.broken} records")

    # One method for each kind of record.

    def _bof(self, body: bytes) -> None:
        self._depth += 1
        self._wide = struct.unpack_from("<H", body)[0] >= 0x600
        if self._depth == 1 and struct.unpack_from("<H", body, 2)[0] != 5:
            self._sheets.append(_Sheet())

    def _eof(self, _: bytes) -> None:
        self._depth = max(0, self._depth - 1)

    def _boundsheet(self, body: bytes) -> None:
        name = string(body[8:], body[6], body[7]) if self._wide else decode(body[7 : 7 + body[6]])[0]
        self._names.append(name)
        if body[4] & 3:
            self._hidden.add(name)

    def _1904(self, body: bytes) -> None:
        if body[:1] == b"\x01":
            self._epoch = EPOCH_1904

    def _format(self, body: bytes) -> None:
        number, length = struct.unpack_from("<HH", body)
        self._formats[number] = string(body[5:], length, body[4])

    def _xf(self, body: bytes) -> None:
        (number,) = struct.unpack_from("<H", body, 2)
        code = self._formats.get(number, "")
        if number in JAPANESE_IDS or is_era_format(code):
            self._japanese.add(self._styles)
        elif number not in DATE_IDS and code and is_digit_format(code):
            self._digits[self._styles] = code
        self._styles += 1

    def _row(self, body: bytes) -> None:
        if body[12] & 0x20:
            self._sheets[-1].rows.add(struct.unpack_from("<H", body)[0] + 1)

    def _column_info(self, body: bytes) -> None:
        first, last, width, _, flags = struct.unpack_from("<5H", body)
        if flags & 1 or not width:
            self._sheets[-1].columns.update(range(first, min(last, 255) + 1))

    def _number(self, body: bytes) -> None:
        self._show(*struct.unpack_from("<HHHd", body))

    def _packed(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        if style in self._digits or style in self._japanese:
            self._show(row, column, style, float(rk(struct.unpack_from("<I", body, 6)[0])))

    def _many_packed(self, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        for n in range((len(body) - 6) // 6):
            style, value = struct.unpack_from("<HI", body, 4 + 6 * n)
            if style in self._digits or style in self._japanese:
                self._show(row, column + n, style, float(rk(value)))

    def _show(self, row: int, column: int, style: int, value: float) -> None:
        text = ""
        if style in self._japanese:
            text = serial_date(value, self._epoch)
        elif style in self._digits:
            text = digits_shown(repr(value), self._digits[style])
        if text:
            self._sheets[-1].shown[row, column] = text

    def _header(self, body: bytes) -> None:
        self._page(StepKind.HEADER, body)

    def _footer(self, body: bytes) -> None:
        self._page(StepKind.FOOTER, body)

    def _page(self, kind: StepKind, body: bytes) -> None:
        if len(body) > 3:
            (length,) = struct.unpack_from("<H", body)
            self._sheets[-1].texts.append((kind, "", header_text(string(body[3:], length, body[2]))))

    def _obj(self, body: bytes) -> None:
        (self._object,) = struct.unpack_from("<H", body, 6)

    def _txo(self, body: bytes) -> None:
        (self._pending,) = struct.unpack_from("<H", body, 10)

    def _continue(self, body: bytes) -> None:
        if self._pending and body:
            boxes = self._sheets[-1].boxes
            key = self._object if self._object not in boxes else -len(boxes)
            boxes[key] = string(body[1:], self._pending, body[0])
            self._pending = 0

    def _note(self, body: bytes) -> None:
        row, column, _, number, length = struct.unpack_from("<5H", body)
        author = string(body[11:], length, body[10])
        text = self._sheets[-1].boxes.pop(number, "")
        text = f"{author}: {text}" if author and author not in text else text
        self._sheets[-1].texts.append((StepKind.COMMENT, f"{column_letter(column)}{row + 1}", text))

    def _link(self, body: bytes) -> None:
        row, _, column, _ = struct.unpack_from("<4H", body)
        target = _link_target(body[24:])
        if target:
            self._sheets[-1].links.setdefault(row, {})[column] = link_text(target)

    def _name(self, body: bytes) -> None:
        flags, _, length = struct.unpack_from("<HBB", body)
        name = "" if flags & 0x20 else string(body[15:], length, body[14])
        width = 1 + length * (2 if body[14] & 1 else 1)
        text = _constant(body[14 + width :])
        if name:
            self._defined[f"{name}: {text}" if text else name] = None

    def _validation(self, body: bytes) -> None:
        position = 4
        lists = self._sheets[-1].lists
        for _ in range(4):
            length, flags = struct.unpack_from("<HB", body, position)
            text = string(body[position + 3 :], length, flags)
            position += 3 + length * (2 if flags & 1 else 1)
            lists.update(dict.fromkeys(filter(None, (text.strip("\0"),))))
        lists.update(dict.fromkeys(filter(None, _constant(body[position + 4 :]).split("\0"))))

    def _supbook(self, body: bytes) -> None:
        count, length = struct.unpack_from("<HH", body)
        if length in (0x0401, 0x3A01):  # this workbook itself, or an add-in
            self._outside.append(("", [], {}))
            return
        path = string(body[5:], length, body[4])
        position = 5 + length * (2 if body[4] & 1 else 1)
        sheets: list[str] = []
        for _ in range(min(count, 1000)):
            if position + 3 > len(body):
                break
            size, flags = struct.unpack_from("<HB", body, position)
            sheets.append(string(body[position + 3 :], size, flags))
            position += 3 + size * (2 if flags & 1 else 1)
        clean = "".join(c if c.isprintable() else "/" for c in path).strip("/")
        self._outside.append((clean, sheets, {}))

    def _cache(self, body: bytes) -> None:
        _, number = struct.unpack_from("<HH", body)
        sheets = self._outside[-1][1]
        self._outer = sheets[number] if number < len(sheets) else ""

    def _cached(self, body: bytes) -> None:
        last, first, row = struct.unpack_from("<BBH", body)
        cells = self._outside[-1][2].setdefault(self._outer, {}).setdefault(row, {})
        position = 4
        for column in range(first, last + 1):
            kind = body[position]
            position += 1
            if kind == 2:
                length, flags = struct.unpack_from("<HB", body, position)
                text = string(body[position + 3 :], length, flags)
                position += 3 + length * (2 if flags & 1 else 1)
            else:
                text = number_text(struct.unpack_from("<d", body, position)[0]) if kind == 1 else ""
                position += 8
            if text:
                cells[column] = text


_CELLS = frozenset((0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E))
_UNREAD = _CELLS - {0xBD, 0x203, 0x27E}
_BOTH = frozenset((0x809, 0x0A, 0x85, 0x208, 0x7D))  # records that BIFF5 has in the same form
_TAKERS: dict[int, Callable[[BookRecords, bytes], None]] = {
    0x809: BookRecords._bof,
    0x0A: BookRecords._eof,
    0x85: BookRecords._boundsheet,
    0x22: BookRecords._1904,
    0x41E: BookRecords._format,
    0xE0: BookRecords._xf,
    0x208: BookRecords._row,
    0x7D: BookRecords._column_info,
    0x203: BookRecords._number,
    0x27E: BookRecords._packed,
    0xBD: BookRecords._many_packed,
    0x14: BookRecords._header,
    0x15: BookRecords._footer,
    0x5D: BookRecords._obj,
    0x1B6: BookRecords._txo,
    0x3C: BookRecords._continue,
    0x1C: BookRecords._note,
    0x1B8: BookRecords._link,
    0x18: BookRecords._name,
    0x1BE: BookRecords._validation,
    0x1AE: BookRecords._supbook,
    0x59: BookRecords._cache,
    0x5A: BookRecords._cached,
}


def _sparse(
    rows: dict[int, Cells],
    at: Location,
    name: str,
    hidden: bool,
    hidden_rows: Runs = (),
    hidden_columns: Runs = (),
) -> Iterator[Item]:
    tables = SparseTables(at, name, hidden, hidden_rows, hidden_columns)
    for row in sorted(rows):
        yield from tables.add(row, rows[row])
    yield from tables.flush()


def string(data: bytes, length: int, flags: int) -> str:
    """So many characters, of two bytes each where the flags say so."""
    if flags & 1:
        return data[: 2 * length].decode("utf-16-le", "replace")
    return data[:length].decode("latin-1")


def _constant(formula: bytes) -> str:
    """The text of a formula that is one text constant."""
    if len(formula) < 3 or formula[0] != _STRING_TOKEN:
        return ""
    return string(formula[3:], formula[1], formula[2])


def _link_target(data: bytes) -> str:
    """The address in a hyperlink object ([MS-OSHARED] 2.3.7.1)."""
    (flags,) = struct.unpack_from("<I", data, 4)
    position = 8
    for bit in (0x10, 0x80):  # what it shows, and the frame it opens in
        if flags & bit:
            position += 4 + 2 * struct.unpack_from("<I", data, position)[0]
    if not flags & 1:
        return ""
    if flags & 0x100:
        (length,) = struct.unpack_from("<I", data, position)
        return data[position + 4 : position + 4 + 2 * length].decode("utf-16-le", "replace").rstrip("\0")
    kind, rest = data[position : position + 16], data[position + 16 :]
    if kind == _URL:
        (size,) = struct.unpack_from("<I", rest)
        return rest[4 : 4 + size].decode("utf-16-le", "replace").partition("\0")[0]
    if kind == _FILE:
        (size,) = struct.unpack_from("<I", rest, 2)
        return rest[6 : 6 + size].decode("cp932", "replace").rstrip("\0")
    return ""


def pivot_texts(stream: bytes, number: int) -> Iterator[Item]:
    """The texts of a pivot cache stream ([MS-XLS] 2.1.7.22): values copied from the rows it was made of."""
    found: dict[str, None] = {}
    for kind, body in records(stream):
        if kind == 0xCD and len(body) > 3:  # SXString
            found[string(body[3:], int.from_bytes(body[:2], "little"), body[2])] = None
    yield from text_blocks("\n".join(found), place(StepKind.PART, f"pivot cache {number}"), hidden=True)
