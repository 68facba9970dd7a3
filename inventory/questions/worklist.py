"""The work list that a department fills in: how ``tana decide --from FILE.xlsx`` reads it back.

The contract for whoever writes the workbook: each sheet to be read back has in row 1, in hidden columns or not, the
cells ``FILE_ID`` and ``CONTENT``, and the cells of ``HEADERS`` in any order; below them one row for each file. In the
answer column stands one of the words of ``WORDS`` (in either language) or one of the names of ``Answer``; where that,
the right kind and what only is wrong are empty, nothing was decided. Header cells are recognised by their text in
``HEADERS``. Sheets without both id columns are left alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from inventory.decisions.writing import iso_day

FILE_ID = "tana:file"
"""Header of the column with the number of the file in the inventory."""

CONTENT = "tana:content"
"""Header of the column with the content hash that the list was made for; '' in it where there was none."""


class Answer(StrEnum):
    """What a person may answer for a file."""

    KEEP = "keep_until"
    HOLD = "legal_hold"
    DELETE = "delete"
    WRONG = "wrong"
    RULE = "wrong_rule"


WORDS: Mapping[Answer, tuple[str, str]] = {
    Answer.KEEP: ("keep until", "期限まで保管"),
    Answer.HOLD: ("legal hold", "法的保全"),
    Answer.DELETE: ("delete", "廃棄"),
    Answer.WRONG: ("wrong", "誤検出"),
    Answer.RULE: ("wrong rule or kind", "規則・種別の誤り"),
}
"""English and Japanese, for the drop-down."""

HEADERS: Mapping[str, tuple[str, str]] = {
    "decision": ("Decision", "判断"),
    "until": ("Keep until", "いつまで保管"),
    "right_kind": ("Right kind", "正しい種別"),
    "only_wrong": ("Only this is wrong", "この項目だけ誤り"),
    "who": ("Decided by", "判断者"),
    "why": ("Reason", "理由"),
}
"""The columns that a person fills in, by their header in English and Japanese."""

_MOST_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Row:
    """One answered row. ``sheet`` and ``number`` say where it stands; ``until`` is an ISO date, or the text as given
    where that is none; ``right_kind`` is the name of a kind of document as given, ``only_wrong`` names what of the
    findings is not so. ``answer`` is None where the word ``given`` is not known, or nothing is given; a right kind
    without any other answer says that the present one is wrong."""

    sheet: str
    number: int
    file_id: int
    content_hash: str
    answer: Answer | None
    given: str
    until: str
    right_kind: str
    only_wrong: str
    who: str
    why: str


class WorkListError(Exception):
    """The file is no work list, or cannot be read; ``reason`` is ``unreadable`` or ``no_list``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(path: Path) -> list[Row]:
    """The rows in which something was decided. Raises WorkListError."""
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise WorkListError("unreadable") from error
    try:
        found: list[Row] = []
        lists = 0
        for sheet in workbook.worksheets:
            rows = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
            columns = _columns(next(rows, ()))
            if columns is not None:
                lists += 1
                found += _rows(sheet.title, columns, rows)
    finally:
        workbook.close()
    if not lists:
        raise WorkListError("no_list")
    return found


def _columns(header: Sequence[Any]) -> dict[str, int] | None:
    texts = {str(cell).strip(): place for place, cell in enumerate(header) if cell is not None}
    if FILE_ID not in texts or CONTENT not in texts:
        return None
    places = {FILE_ID: texts[FILE_ID], CONTENT: texts[CONTENT]}
    for name, words in HEADERS.items():
        place = next((texts[word] for word in words if word in texts), None)
        if place is not None:
            places[name] = place
    return places if "decision" in places else None


def _rows(sheet: str, columns: Mapping[str, int], rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 2):

        def text(name: str, cells: Sequence[Any] = cells) -> str:
            place = columns.get(name)
            value = cells[place] if place is not None and place < len(cells) else None
            if isinstance(value, datetime.datetime | datetime.date):
                return value.isoformat()[:10]
            if isinstance(value, float) and value.is_integer():
                return str(int(value))
            return "" if value is None else str(value).strip()

        given, named, wrong, file_id = text("decision"), text("right_kind"), text("only_wrong"), text(FILE_ID)
        if not (given or named or wrong) or not (file_id.isascii() and file_id.isdecimal()):
            continue
        yield Row(
            sheet,
            number,
            int(file_id),
            text(CONTENT),
            _answer(given) if given else Answer.RULE if named else None,
            given,
            iso_day(text("until")),
            named,
            wrong,
            text("who"),
            text("why"),
        )


def _answer(given: str) -> Answer | None:
    plain = given.casefold()
    for answer, words in WORDS.items():
        if plain == answer or plain in (word.casefold() for word in words):
            return answer
    return None
