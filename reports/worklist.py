"""Work lists: one workbook for each department with the files it has to decide about, answered from drop-downs.

``tana decide --from FILE.xlsx`` reads them back; the contract with it is ``inventory.worklist``. Written again into the
same folder, the lists keep what people have answered and not yet handed in.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from inventory.assets import family
from inventory.rows import FileRow
from inventory.worklist import CONTENT, FILE_ID, HEADERS, WORDS, Answer
from reports import excel, wording
from reports.excel import Value, put
from reports.locale import LANGUAGES, Messages, messages
from reports.registers import suggest
from reports.registers.layout import RegisterError, RootNote
from reports.rules import RuleNames
from reports.summary import Top
from reports.text import visible

if TYPE_CHECKING:
    from inventory.retention.rules import RuleSet

RISK = 40
"""A file without a period that is over is listed from this risk on: what the report calls medium."""

MOST = 2000
"""Files on one list: what nobody will get through in a quarter is counted, not listed."""

MEMORY_SHEET, MARK, VERSION = "_tana", "tanaoroshi work list", 1
ANSWERS = tuple(HEADERS)
_TOLD = ("number", "file", "folder", "kind", "people", "found", "reason", "due", "risk")
_WIDTHS = {
    **{"number": 6, "file": 34, "folder": 34, "kind": 18, "people": 15, "found": 28, "reason": 34, "due": 12},
    **{"risk": 7, "decision": 16, "until": 13, "who": 14, "why": 34},
}
_CENTRED = frozenset({"number", "due", "risk", "decision", "until"})
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class View(Protocol):
    """What the lists are made from: ``inventory.queries.InventoryView``."""

    def undecided(self, risk: int, also: Collection[int] = ()) -> Iterator[FileRow]:
        """Files that no decision speaks of, with this risk or a period that is over, and those of these numbers."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """What a person typed for a file, and the content that it was typed for."""

    cells: Mapping[str, Value]
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Old:
    """A list that is there already."""

    department: str
    answers: Mapping[int, _Answered]


@dataclass(slots=True)
class _List:
    """The list of one department: what was answered always stays, of the rest what matters most."""

    answered: list[FileRow] = field(default_factory=list)
    others: Top[FileRow] = field(default_factory=lambda: Top(MOST, _weight))

    def rows(self) -> list[FileRow]:
        """Risk first, then how long it has been overdue."""
        return sorted([*self.answered, *self.others.rows], key=lambda r: (-_weight(r), r.root, r.path))


def _weight(row: FileRow) -> int:
    days = row.retention.overdue_days if row.retention and row.retention.due else 0
    return row.risk * 1_000_000 + max(0, min(days, 999_999))


@dataclass(frozen=True, slots=True)
class Written:
    """One workbook written."""

    path: Path
    department: str
    files: int


def write(
    view: View,
    folder: Path,
    lang: str,
    today: date,
    *,
    roots: Mapping[str, RootNote] | None = None,
    rules: RuleSet | None = None,
) -> list[Written]:
    """Write the lists into ``folder``, which is made where it is missing; gives them by department.

    A department is what the settings say of a root (``roots``), else a folder named like one, else the first folder.
    A list is in Japanese where the department's name is, else in ``lang``. ``rules`` are the retention rules in force
    (None: the presets). Lists already there keep their answers, as long as the file is there and nothing was decided.
    Raises RegisterError where a file of that name is no such list, OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = dict(_old_lists(folder))
    answers = {number: said for each in old.values() for number, said in each.answers.items()}
    lists: dict[str, _List] = defaultdict(_List)
    for row in view.undecided(RISK, answers.keys()):
        found = lists[department(row, roots or {})]
        if row.id in answers:
            if _matters(row):
                found.answered.append(row)
        else:
            found.others.add(row)
    made: list[Written] = []
    names: dict[Path, str] = {}
    for name in sorted(lists):
        m = _messages(name, lang)
        path = _path(folder, m, name, names)
        if path.exists() and path not in old:
            raise RegisterError(messages(lang).text("register.error.not_ours", file=path))
        _write(path, m, name, lists[name], answers, RuleNames(m, rules), today)
        made.append(Written(path, name, len(lists[name].rows())))
    for path in sorted(old.keys() - names.keys()):
        # Everything on it was decided, or is gone, or stands on another list now.
        name = old[path].department
        m = _messages(name, lang)
        _write(path, m, name, _List(), {}, RuleNames(m, rules), today)
        made.append(Written(path, name, 0))
    return made


def _messages(name: str, lang: str) -> Messages:
    return messages("ja" if _JAPANESE.search(name) else lang)


def _matters(row: FileRow) -> bool:
    """Whether there is still something to decide: what was found may have been a false match by now."""
    overdue = row.retention is not None and row.retention.due != "" and row.retention.overdue_days > 0
    return row.risk >= RISK or overdue or bool(wording.personal(row.entities)) or bool(row.special)


def department(row: FileRow, roots: Mapping[str, RootNote]) -> str:
    """Who has to decide about a file."""
    said = roots.get(row.root, RootNote()).department
    if said:
        return said
    on_disk = row.path.split(" > ", 1)[0] if row.member_of else row.path
    folders = [f for f in family(on_disk).split("/") if f]
    return visible(suggest.department_among(folders) or row.root.rstrip("/").rsplit("/", 1)[-1] or "/")


def _path(folder: Path, m: Messages, name: str, names: dict[Path, str]) -> Path:
    plain = _UNSAFE.sub("_", m.text("worklist.file", department=visible(name))).strip("._")[:80]
    path, number = folder / f"{plain}.xlsx", 2
    while path in names:
        path, number = folder / f"{plain}_{number}.xlsx", number + 1
    names[path] = name
    return path


def _old_lists(folder: Path) -> Iterator[tuple[Path, _Old]]:
    """Our lists in ``folder`` with what people typed into them; other workbooks are none of our business."""
    for path in sorted(folder.glob("*.xlsx")):
        try:
            book = load_workbook(path)
        except (OSError, ValueError, KeyError, TypeError, InvalidFileException, zipfile.BadZipFile):
            continue
        if MEMORY_SHEET in book.sheetnames and book[MEMORY_SHEET].cell(1, 1).value == MARK:
            answers = {number: said for sheet in book.worksheets for number, said in _answers(sheet)}
            yield path, _Old(str(book[MEMORY_SHEET].cell(1, 3).value or path.stem), answers)


def _answers(sheet: Worksheet) -> Iterator[tuple[int, _Answered]]:
    heads = {str(cell.value).strip(): cell.column for cell in sheet[1] if cell.value is not None}
    if FILE_ID not in heads or CONTENT not in heads:
        return
    places = {a: heads[w] for a, words in HEADERS.items() for w in words if w in heads}
    for row in range(2, sheet.max_row + 1):
        number = sheet.cell(row, heads[FILE_ID]).value
        cells = {a: _typed(sheet.cell(row, column)) for a, column in places.items()}
        if isinstance(number, int | float) and any(value not in (None, "") for value in cells.values()):
            yield int(number), _Answered(cells, str(sheet.cell(row, heads[CONTENT]).value or ""))


def _typed(cell: Any) -> Value:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)


def _write(
    path: Path,
    m: Messages,
    name: str,
    found: _List,
    answers: Mapping[int, _Answered],
    rules: RuleNames,
    today: date,
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = excel.sheet_name(m.text("worklist.title"))
    columns = (*_TOLD, *ANSWERS)
    headings = [*(m.text(f"worklist.column.{c}") for c in _TOLD), *(HEADERS[a][_tongue(m)] for a in ANSWERS)]
    for index, text in enumerate([*headings, FILE_ID, CONTENT], 1):
        colour = excel.HEAD if index <= len(_TOLD) else excel.GROUP
        excel.heading(put(sheet, 1, index, text), m.lang, colour)
    rows = found.rows()
    for number, row in enumerate(rows, 1):
        _row(sheet, number, row, answers.get(row.id), m, rules)
    last = max(2, len(rows) + 1)
    _answer_columns(sheet, columns, last, m)
    excel.fit(sheet, [_WIDTHS[c] for c in columns])
    for hidden in (len(columns) + 1, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(hidden)].hidden = True
    sheet.row_dimensions[1].height = 34
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns) + 2)}{last}"
    sheet.freeze_panes = "C2"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    excel.landscape(sheet, "1:1", heading=m.text("worklist.heading", department=name))
    _notes(book, m, name, len(rows), found.others.more, today)
    memory = book.create_sheet(MEMORY_SHEET)
    marks: tuple[Value, ...] = (MARK, VERSION, name)
    for column, mark in enumerate(marks, 1):
        put(memory, 1, column, mark)
    memory.sheet_state = "veryHidden"
    excel.save(book, path, today)


def _tongue(m: Messages) -> int:
    """Which of the two words of ``inventory.worklist`` is in the list's language."""
    return LANGUAGES.index(m.lang)


def _row(sheet: Worksheet, number: int, row: FileRow, said: _Answered | None, m: Messages, rules: RuleNames) -> None:
    folder, _, name = row.path.rpartition("/")
    if row.member_of:  # the archive says where a clerk finds it
        folder, _, inner = row.path.partition(" > ")
        name = f"{folder.rpartition('/')[2]} > {inner}"
        folder = folder.rpartition("/")[0]
    due = row.retention.due if row.retention else ""
    told: dict[str, Value] = {
        "number": number,
        "file": name,
        "folder": f"{row.root.rstrip('/')}/{folder}".rstrip("/"),
        "kind": wording.doc_class(m, row.doc_class),
        "people": wording.people(m, row.people),
        "found": suggest.categories(m, row.entities),
        "reason": _reasons(m, row, said, rules),
        "due": wording.day(due) if due else "",
        "risk": row.risk,
    }
    line = number + 1
    texts: list[tuple[str, float]] = []
    for index, column in enumerate((*_TOLD, *ANSWERS), 1):
        value: Value = told[column] if column in told else said.cells.get(column) if said else None
        cell = put(sheet, line, index, value, raw=column not in told)
        excel.body(cell, m.lang, excel.MACHINE if column in told else excel.HUMAN, column in _CENTRED)
        if isinstance(value, str):
            texts.append((value, _WIDTHS[column]))
    put(sheet, line, len(_WIDTHS) + 1, row.id)
    # An answer stays with the content that it was given for: reading it back tells where that has changed.
    put(sheet, line, len(_WIDTHS) + 2, said.content_hash if said else row.content_hash)
    sheet.row_dimensions[line].height = excel.height(texts)


def _reasons(m: Messages, row: FileRow, said: _Answered | None, rules: RuleNames) -> str:
    parts: list[str] = []
    if said and said.content_hash != row.content_hash:
        parts.append(m.text("worklist.reason.changed"))
    if row.retention and row.retention.due and row.retention.overdue_days > 0:
        late = wording.overdue(m, row.retention.overdue_days)
        parts.append(m.text("worklist.reason.overdue", late=late, rule=rules.name(row.retention.rule)))
    if row.special:
        parts.append(
            m.text("worklist.reason.special", which=wording.joined(m, (wording.entity(m, e) for e in row.special)))
        )
    if harm := sorted(suggest.HIGH_HARM & row.entities.keys()):
        parts.append(m.text("worklist.reason.numbers", which=wording.joined(m, (wording.entity(m, e) for e in harm))))
    if row.people.high > suggest.MANY_PEOPLE:
        parts.append(m.text("worklist.reason.many"))
    if row.mode & 0o004:
        parts.append(m.text("worklist.reason.open"))
    return "\n".join(parts)


def _answer_columns(sheet: Worksheet, columns: Sequence[str], last: int, m: Messages) -> None:
    """The drop-down, hints, and red where an answer still lacks its date or its reason."""
    letters = {c: get_column_letter(columns.index(c) + 1) for c in ANSWERS}
    words = [WORDS[a][_tongue(m)] for a in Answer]
    excel.dropdown(sheet, f"{letters['decision']}2:{letters['decision']}{last}", words)
    for column in ANSWERS:
        hint = DataValidation(type="date" if column == "until" else "textLength", operator="greaterThan", formula1="0")
        rule = sheet.data_validations.dataValidation[-1] if column == "decision" else hint
        rule.showInputMessage, rule.showErrorMessage = True, column == "decision"
        rule.promptTitle, rule.prompt = HEADERS[column][_tongue(m)][:32], m.text(f"worklist.hint.{column}")
        if rule is hint:
            sheet.add_data_validation(hint)
            hint.add(f"{letters[column]}2:{letters[column]}{last}")
    decision, missing = f"${letters['decision']}2", excel.fill(excel.MISSING)
    lacks = {
        "until": f'AND({decision}="{WORDS[Answer.KEEP][_tongue(m)]}",{letters["until"]}2="")',
        "why": f'AND({decision}<>"",{letters["why"]}2="")',
    }
    for column, formula in lacks.items():
        cells = f"{letters[column]}2:{letters[column]}{last}"
        sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], fill=missing))  # type: ignore[no-untyped-call]


def _notes(book: Workbook, m: Messages, name: str, files: int, more: int, today: date) -> None:
    sheet = book.create_sheet(excel.sheet_name(m.text("register.notes.title")))
    put(sheet, 1, 1, m.text("worklist.heading", department=name)).font = excel.font(m.lang, 14, True, excel.HEAD)
    words = {f"{a}_word": WORDS[a][_tongue(m)] for a in Answer}
    lines = [(m.text("worklist.notes.made"), today.isoformat()), (m.text("worklist.notes.files"), f"{files:,}")]
    if more:
        lines.append((m.text("worklist.notes.more"), m.text("worklist.more", n=more)))
    names = ("what", "decision", "keep", "hold", "delete", "wrong", "who", "back")
    lines += [
        (m.text(f"worklist.notes.{n}.label", **words), m.text(f"worklist.notes.{n}.text", **words)) for n in names
    ]
    for number, (label, text) in enumerate(lines, 3):
        first, second = put(sheet, number, 1, label), put(sheet, number, 2, text)
        excel.body(first, m.lang, excel.NOTE, bold=True)
        excel.body(second, m.lang)
        sheet.row_dimensions[number].height = excel.height([(label, 22), (text, 100)], most=20)
    excel.fit(sheet, [22, 100])
    sheet.sheet_view.showGridLines = False
    excel.landscape(sheet)
