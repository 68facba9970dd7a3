"""The last register read back: what it shows, and what the machine had written there."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import Formula, Value
from reports.locale import LANGUAGES, Messages, messages
from reports.registers.layout import (
    COMMENT,
    FIRST_ROW,
    HEADING_ROW,
    ID_ROW,
    KEY,
    MARK,
    MEMORY_MARK,
    MEMORY_SHEET,
    MEMORY_VERSION,
    OWN,
    STATE,
    RegisterError,
)
from reports.registers.merge import Memory, OldCell, OldRow, State, canonical


@dataclass(frozen=True, slots=True)
class Previous:
    """The last register. ``book`` holds the sheets that people added, and those only; None where there are none."""

    rows: tuple[OldRow, ...] = ()
    memories: Mapping[str, Memory] | None = None
    own_columns: tuple[str, ...] = ()
    book: Workbook | None = None


def read(path: Path, template: str, m: Messages) -> Previous:
    """The register at ``path``; an empty one where there is no file yet.

    Raises RegisterError where the file is no register of this template: nothing of a person's is overwritten unseen.
    """
    if not path.exists():
        return Previous()
    try:
        book = load_workbook(path)
        memory_sheet = book[MEMORY_SHEET]
        mark, kept_template, version, sheets = (memory_sheet.cell(1, c).value for c in (1, 2, 3, 4))
        known = mark == MEMORY_MARK
        ours = [str(name) for name in json.loads(str(sheets))] if known else []
        memories = dict(_memories(memory_sheet)) if version == MEMORY_VERSION else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise RegisterError(m.text("register.error.not_ours", file=path)) from error
    except (zipfile.BadZipFile, InvalidFileException) as error:
        raise RegisterError(m.text("register.error.not_ours", file=path)) from error
    if not known:
        raise RegisterError(m.text("register.error.not_ours", file=path))
    if kept_template != template:
        raise RegisterError(m.text("register.error.other_template", file=path, template=kept_template))
    if not isinstance(version, int) or version > MEMORY_VERSION:
        raise RegisterError(m.text("register.error.newer", file=path))
    main = next((s for s in book.worksheets if str(s.cell(ID_ROW, 1).value or "").startswith(MARK)), None)
    if main is None:
        raise RegisterError(m.text("register.error.no_table", file=path))
    ids = _column_ids(main)
    rows = tuple(_rows(main, ids))
    own = tuple(i for i in ids.values() if i.startswith(OWN))
    for sheet in list(book.worksheets):
        if sheet is main or sheet.title in ours or sheet.title == MEMORY_SHEET:
            book.remove(sheet)
    return Previous(rows, memories, own, book if book.worksheets else None)


def _column_ids(sheet: Worksheet) -> dict[int, str]:
    ids: dict[int, str] = {}
    for column in range(1, sheet.max_column + 1):
        mark = str(sheet.cell(ID_ROW, column).value or "")
        heading = str(sheet.cell(HEADING_ROW, column).value or "").strip()
        if mark.startswith(MARK):
            identifier = mark.removeprefix(MARK)
            ids[column] = f"{OWN}{heading}" if identifier.startswith(OWN) and heading else identifier
        elif heading or any(sheet.cell(r, column).value is not None for r in range(FIRST_ROW, sheet.max_row + 1)):
            ids[column] = f"{OWN}{heading}"
    return _distinct(ids)


def _distinct(ids: dict[int, str]) -> dict[int, str]:
    """A copied column comes with a copy of its mark: the second one is a person's own."""
    seen: set[str] = set()
    for column, identifier in ids.items():
        name, number = identifier, 2
        while name in seen:
            name, number = f"{OWN}{identifier.removeprefix(OWN)} ({number})", number + 1
        ids[column] = name
        seen.add(name)
    return ids


def _rows(sheet: Worksheet, ids: Mapping[int, str]) -> Iterator[OldRow]:
    state_words = {messages(lang).text(f"register.state.{s}") for lang in LANGUAGES for s in State}
    for row in range(FIRST_ROW, sheet.max_row + 1):
        key = ""
        cells: dict[str, OldCell] = {}
        for column, identifier in ids.items():
            cell = sheet.cell(row, column)
            value = _value(cell.value, cell.data_type)
            comment = _comment(cell.comment.text) if cell.comment else ""
            if identifier == KEY:
                key = str(value or "")
            elif identifier == STATE and value in state_words:
                continue
            elif canonical(value) != "" or comment:
                origin = cell.coordinate if isinstance(value, Formula) else ""
                cells[identifier] = OldCell(value, cell.number_format, comment, origin)
        if key or cells:
            yield OldRow(key, cells)


def _comment(text: str) -> str:
    """A comment that a person left; ours is written anew on each run."""
    return "" if text.startswith(COMMENT) else text


def _value(value: object, data_type: str) -> Value:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    return Formula(value) if data_type == "f" and isinstance(value, str) else str(value)


def remembered(values: Mapping[str, Value]) -> dict[str, object]:
    """Values as the memory sheet keeps them."""
    return {c: {"formula": str(v)} if isinstance(v, Formula) else canonical(v) for c, v in values.items()}


def _recalled(values: Mapping[str, object]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for column, value in values.items():
        if isinstance(value, Mapping):
            found[column] = Formula(value.get("formula", ""))
        elif isinstance(value, (str, int, float)):
            found[column] = value
    return found


def _memories(sheet: Worksheet) -> Iterator[tuple[str, Memory]]:
    for row in sheet.iter_rows(min_row=2, values_only=True):
        if row[0] is not None:
            kept = json.loads("".join(str(part) for part in row[1:] if part is not None))
            yield str(row[0]), Memory(_recalled(kept["machine"]), kept["human"])
