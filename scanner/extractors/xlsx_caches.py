"""What an xlsx keeps of data that no sheet shows: pivot caches, cells of other workbooks, old contents of shared
workbooks, defined names, the people of threaded comments.

A pivot table keeps a copy of all the rows it was made of, also after the sheet with them was deleted or never was
part of this workbook. ECMA-376 part 1, 18.10 (pivot caches), 18.14 (external links), 18.11 (revisions).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.document import Item, Location, StepKind, place
from scanner.extractors.base import damaged, table_blocks, text_blocks
from scanner.extractors.packages import UNZIP_ERRORS, Package, local
from scanner.extractors.sparse import Cells, SparseTables
from scanner.extractors.xlsx_sheet import elements, link_text, plain_number, position
from scanner.options import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_DAMAGE: tuple[type[Exception], ...] = (*UNZIP_ERRORS, SyntaxError)


def caches(package: Package, main: str, book: _Element | None, limits: Limits) -> Iterator[Item]:
    """All of them, of the workbook part ``main`` with its root element; in the order of the relations."""
    yield from defined_names(book)
    numbers: dict[str, int] = {}
    for kind, target in dict.fromkeys(package.relations(main).values()):
        number = numbers[kind] = numbers.get(kind, 0) + 1
        if kind == "pivotCacheDefinition":
            yield from pivot_cache(package, target, number, limits)
        elif kind == "externalLink":
            yield from external_link(package, target, number)
        elif kind == "revisionHeaders":
            yield from revisions(package, target, _sheet_names(book))
        elif kind in ("usernames", "person"):
            yield from _people(package, target)


def _sheet_names(book: _Element | None) -> dict[str, str]:
    sheets = (e for e in book.iter() if local(e) == "sheet") if book is not None else ()
    return {e.get("sheetId") or "": e.get("name") or "" for e in sheets}


def defined_names(book: _Element | None) -> Iterator[Item]:
    """The names that the workbook gives to cells and constants, with the texts in their formulas and the comments on
    them."""
    lines: list[str] = []
    for element in (e for e in book.iter() if local(e) == "definedName") if book is not None else ():
        name = element.get("name") or ""
        if name.startswith("_xlnm.") or ("#REF!" in (element.text or "") and len(lines) > 1000):
            continue
        texts = [t.replace('""', '"') for t in _LITERAL.findall(element.text or "") if t]
        texts += [element.get(k) or "" for k in ("comment", "description") if element.get(k)]
        lines.append(f"{name}: {', '.join(texts)}" if texts else name)
    yield from text_blocks("\n".join(dict.fromkeys(lines)), place(StepKind.FIELD, "defined names"))


def pivot_cache(package: Package, part: str, number: int, limits: Limits) -> Iterator[Item]:
    """The rows that a pivot table was made of, as a hidden table at the cells from which they were copied; where no
    rows were kept, the distinct values of each field, field by field in columns."""
    root = package.xml(part)
    if root is None:
        return
    at = place(StepKind.PART, f"pivot cache {number}")
    source = next((e for e in root.iter() if local(e) == "worksheetSource"), None)
    name = (source.get("sheet") or source.get("name") or "") if source is not None else ""
    corner = position((source.get("ref") or "") if source is not None else "") or (0, 0)
    fields = [e for e in root.iter() if local(e) == "cacheField"]
    titles = tuple(e.get("name") or "" for e in fields)
    shared = [_shared_items(e) for e in fields]
    targets = [t for k, t in package.relations(part).values() if k == "pivotCacheRecords"]
    rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]
    if targets and targets[0] in package.names:
        rows = _records(package, targets[0], titles, shared)
    else:
        longest = min(limits.rows, max(map(len, shared), default=0))
        rows = [titles, *(tuple(v[n] if n < len(v) else "" for v in shared) for n in range(longest))]
        if longest == 0:
            rows = []
    try:
        yield from table_blocks(rows, at, limits, name, corner[0] + 1, corner[1], hidden=True)
    except _DAMAGE as error:
        yield damaged(error, at)


def _shared_items(field: _Element) -> list[str]:
    items = next((e for e in field if local(e) == "sharedItems"), None)
    return [_value(e) for e in items] if items is not None else []


def _value(element: _Element) -> str:
    value = element.get("v") or ""
    kind = local(element)
    if kind == "n":
        return plain_number(value)
    if kind == "d":
        return value.removesuffix("T00:00:00")
    return {"1": "TRUE", "0": "FALSE"}.get(value, value) if kind == "b" else value


def _records(
    package: Package, part: str, titles: tuple[str, ...], shared: list[list[str]]
) -> Iterator[tuple[str, ...]]:
    stream = package.open(part)
    if stream is None:
        return
    yield titles
    with stream:
        for record in elements(stream, "r", recover=False):
            row: list[str] = []
            for value in record:
                if local(value) != "x":
                    row.append(_value(value))
                    continue
                index = value.get("v") or ""
                known = shared[len(row)] if len(row) < len(shared) else []
                row.append(known[int(index)] if index.isdecimal() and int(index) < len(known) else "")
            yield tuple(row)


def external_link(package: Package, part: str, number: int) -> Iterator[Item]:
    """The cells of another workbook as they were when they were last fetched, and where that workbook was."""
    root = package.xml(part)
    if root is None:
        return
    at = place(StepKind.PART, f"external link {number}")
    lines = [link_text(target) for target in package.targets(part).values()]
    names = [e.get("val") or "" for e in root.iter() if local(e) == "sheetName"]
    lines += [e.get("name") or "" for e in root.iter() if local(e) in ("definedName", "ddeItem", "oleItem")]
    yield from text_blocks("\n".join(dict.fromkeys(filter(None, lines))), at)
    for sheet in (e for e in root.iter() if local(e) == "sheetData"):
        index = sheet.get("sheetId") or ""
        name = names[int(index)] if index.isdecimal() and int(index) < len(names) else ""
        rows: dict[int, Cells] = {}
        for cell in (e for e in sheet.iter() if local(e) == "cell"):
            where = position(cell.get("r") or "")
            text = "".join(v.text or "" for v in cell if local(v) == "v")
            if where and text:
                text = text if cell.get("t", "n") != "n" else plain_number(text)
                rows.setdefault(where[0], {})[where[1]] = text
        yield from _sparse(rows, at, name)


def _sparse(rows: dict[int, Cells], at: Location, name: str) -> Iterator[Item]:
    tables = SparseTables(at, name, hidden=True)
    for row in sorted(rows):
        yield from tables.add(row, rows[row])
    yield from tables.flush()


def revisions(package: Package, headers: str, sheets: dict[str, str]) -> Iterator[Item]:
    """What cells of a shared workbook held before they were changed or their rows deleted, and who did that."""
    root = package.xml(headers)
    users = [e.get("userName") or "" for e in root.iter() if local(e) == "header"] if root is not None else []
    at = place(StepKind.PART, "change history")
    yield from text_blocks("\n".join(dict.fromkeys(filter(None, users))), at)
    for kind, target in dict.fromkeys(package.relations(headers).values()):
        log = package.xml(target) if kind == "revisionLog" else None
        number = posixpath.basename(target).removeprefix("revisionLog").removesuffix(".xml")
        old: dict[str, dict[int, Cells]] = {}
        for change in (e for e in log.iter() if local(e) == "rcc") if log is not None else ():
            for cell in (e for e in change if local(e) == "oc"):
                where = position(cell.get("r") or "")
                text = "".join(t.text or "" for t in cell.iter() if local(t) in ("t", "v"))
                if where and text:
                    rows = old.setdefault(change.get("sId") or "", {})
                    kept = rows.setdefault(where[0], {})
                    kept[where[1]] = f"{kept[where[1]]}\n{text}" if where[1] in kept else text
        for sheet, rows in old.items():
            yield from _sparse(rows, place(StepKind.PART, f"change history {number}"), sheets.get(sheet, ""))


def _people(package: Package, part: str) -> Iterator[Item]:
    root = package.xml(part)
    found: list[str] = []
    for person in root.iter() if root is not None else ():
        if local(person) in ("person", "userInfo"):
            account = next((p for p in (person.get("userId") or "").split("::") if "@" in p), "")
            found.append(" ".join(filter(None, (person.get("displayName") or person.get("name"), account))))
    yield from text_blocks("\n".join(dict.fromkeys(found)), place(StepKind.PART, "people"))
