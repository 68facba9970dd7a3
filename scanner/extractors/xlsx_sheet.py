"""One pass over an xlsx sheet part before its cells are read: how large its grid is, what of it is hidden, and the XML
around its rows (columns, validation lists, links, headers and footers)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote

from scanner.document import Item, Location, Runs, StepKind, runs
from scanner.extractors.base import text_blocks
from scanner.extractors.packages import REL, local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_COLUMN = re.compile(rb' r="([A-Z]{1,3})[0-9]')  # as all programs write it; found three times as fast as
_ODD_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})[0-9]")  # what XML allows as well
_ODD_MARKS = ((b"'", b" r='"), (b"\t", b"\tr="), (b"\n", b"\nr="), (b"\r", b"\rr="), (b" ", b"r ="), (b" ", b"r= "))
"""What tells of them, each with a character that is in few sheets and found ten times as fast."""
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]{1,7})")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_UNSEEN = re.compile(rb"\b(?:hidden=[\"'](?:1|true)|ht=[\"']0(?:\.0+)?[\"'])")
_UNSEEN_MARKS = ((b"h", b"hidden="), (b'"', b'ht="0'), (b"'", b"ht='0"))
_BEGIN = re.compile(rb"<(?:\w+:)?sheetData\b")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_CHUNK = 1 << 20
_AROUND = 16 << 20  # bytes of XML before the rows, and behind them, that are looked at
_CODES = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|[0-9]{1,3}|[A-Z+\-])", re.I)
_PROMPTS = ("promptTitle", "prompt", "errorTitle", "error")


OUT_OF_ORDER = 1 << 62
"""Instead of the number of cells, where the last row does not come last: calamine would reserve memory without end."""


@dataclass(frozen=True, slots=True)
class SheetScan:
    """``cells``: how many cells a reader would hold that keeps the whole grid, rows times columns, counted by the cells
    that are there (the dimension that a sheet declares is often wrong and sometimes a trap). ``around``: the part
    without its rows."""

    cells: int = 0
    hidden_rows: Runs = ()
    hidden_columns: Runs = ()  # of an xlsb; an xlsx has them in ``around``
    around: bytes = b""


def scan(stream: BinaryIO) -> SheetScan:
    """Read a sheet part. Raises what zipfile raises for damaged parts."""
    letters: set[bytes] = set()
    first = last = final = 0
    hidden: set[int] = set()
    before = behind = rest = b""
    begun = ended = False
    while chunk := stream.read(_CHUNK):
        if ended:
            behind += chunk[: _AROUND - len(behind)]
            continue
        window = rest + chunk
        if not begun and len(before) < _AROUND:
            before += chunk
            if found := _BEGIN.search(before):
                begun, before = True, before[: found.start()]
        near = window.rfind(b"sheetData")
        if near >= 0 and (end := _END.search(window, max(0, near - 64), near + 64)):
            ended = True
            behind = window[end.end() :]
            window = window[: end.start()]
        letters.update((_ODD_COLUMN if _has(window, _ODD_MARKS) else _COLUMN).findall(window))
        if not first and (found := _ROW.search(window)):
            first = int(found[1])
        position = window.rfind(b"row ")
        if position > 0 and (found := _ROW.search(window, max(0, position - 64))):
            final = int(found[1])
            last = max(last, final)
        if _has(window, _UNSEEN_MARKS):
            hidden.update(_hidden_rows(window))
        rest = window[-512:]
    columns = [column_number(letter.decode("ascii")) for letter in letters]
    cells = (last - first + 1) * (max(columns) - min(columns) + 1) if columns else 0
    if final < first:
        cells = OUT_OF_ORDER
    return SheetScan(cells, runs(hidden), around=before + behind if begun else b"")


def _has(window: bytes, marks: tuple[tuple[bytes, bytes], ...]) -> bool:
    """Whether one of some marks is there, each behind a character without which it cannot be."""
    return any(character in window and mark in window for character, mark in marks)


def _hidden_rows(window: bytes) -> Iterator[int]:
    for tag in _ROW_TAG.findall(window):
        if _UNSEEN.search(tag) and (number := _ROW.match(tag)):
            yield int(number[1])


def column_number(letters: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def position(ref: str) -> tuple[int, int] | None:
    """(row, column), both counted from 0, of a reference or of the corner of one (B2:C9); None for anything else."""
    match = re.match(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?![0-9A-Z])", ref)
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def hidden_columns(around: _Element) -> Runs:
    """The columns that are hidden or of no width, counted from 0."""
    found: set[int] = set()
    for column in (e for e in around.iter() if local(e) == "col"):
        narrow = (column.get("width") or "").rstrip("0").rstrip(".") in ("0", "") and column.get("width") is not None
        if column.get("hidden") in ("1", "true") or narrow:
            first, last = column.get("min") or "", column.get("max") or ""
            if first.isdecimal() and last.isdecimal() and 0 < int(first) <= int(last) <= 16_384:
                found.update(range(int(first) - 1, int(last)))
    return runs(found)


def around_texts(around: _Element, at: Location) -> Iterator[Item]:
    """The literal lists and messages of data validation, headers and footers, of the XML around the rows."""
    lists: list[str] = []
    for element in around.iter():
        kind = local(element)
        if kind == "dataValidation":
            lists.extend(_validation(element))
        elif kind in ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"):
            step = StepKind.HEADER if kind.endswith("Header") else StepKind.FOOTER
            yield from text_blocks(header_text(element.text or ""), at.child(step))
    yield from text_blocks("\n".join(dict.fromkeys(lists)), at.child(StepKind.FIELD, "data validation"))


def _validation(element: _Element) -> Iterator[str]:
    for formula in (e for e in element.iter() if local(e) in ("formula1", "formula2")):
        text = "".join(map(str, formula.itertext())).strip()
        if len(text) > 1 and text[0] == text[-1] == '"':
            yield from text[1:-1].replace('""', '"').split(",")
    for key in _PROMPTS:
        if element.get(key):
            yield element.get(key) or ""


def links(around: _Element, targets: dict[str, str]) -> dict[int, dict[int, str]]:
    """Row -> column -> where the cell's link leads to (both counted from 0): mail addresses, addresses, files. Links
    within the workbook are left out."""
    found: dict[int, dict[int, str]] = {}
    for link in (e for e in around.iter() if local(e) == "hyperlink"):
        where = position(link.get("ref") or "")
        target = targets.get(link.get(REL + "id") or link.get(_STRICT_ID) or "", "")
        tip = link.get("tooltip") or ""
        text = " ".join(filter(None, (link_text(target), tip if tip not in target else "")))
        if where and text:
            found.setdefault(where[0], {})[where[1]] = text
    return found


_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def link_text(target: str) -> str:
    """A link's target for reading: the address of a mailto:, with what it fills in; others without their %-codes."""
    text = unquote(target, errors="replace")
    if text[:7].lower() == "mailto:":
        address, _, more = text[7:].partition("?")
        filled = [part.partition("=")[2] for part in more.split("&") if part]
        return " ".join(filter(None, (address, *filled)))
    return text


def header_text(code: str) -> str:
    """A header's text without its formatting codes (&L, &"Arial,Bold", &12, &P)."""
    text = re.sub(r"&[LCR]", "\n", code.replace("&&", "\x00"))
    return _CODES.sub("", text).replace("\x00", "&").strip()


def parsed_around(found: SheetScan) -> _Element | None:
    """The XML around the rows, where there is anything in it to be read."""
    wanted = (b"<cols", b":cols", b"dataValidation", b"hyperlink", b"Header", b"Footer")
    if not any(word in found.around for word in wanted):
        return None
    try:
        return parse_xml(found.around, recover=True)
    except SyntaxError:
        return None  # the reader of the cells reads the same part and reports its damage


def elements(stream: BinaryIO, name: str, recover: bool = True) -> Iterator[_Element]:
    """The elements of that name as they are read, each forgotten after its turn. Raises SyntaxError at what is not
    well-formed, unless ``recover`` is set."""
    from lxml import etree

    wanted = (MAIN + name, STRICT + name)
    for _, element in etree.iterparse(
        stream, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
    ):
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def plain_number(value: str) -> str:
    """A number as Excel stores it, whole ones without a decimal point or exponent."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e17 else value
