"""Work lists: one workbook for each department with the files it has to decide about, answered from drop-downs.

``tana decide --from FILE.xlsx`` reads them back; the contract with it is ``inventory.questions.worklist``. Written
again into the same folder, the lists keep what people have answered and not yet handed in.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from inventory.questions.twins import Twin
from inventory.questions.undecided import Group, Undecided, weight
from inventory.questions.worklist import CONTENT, FILE_ID, HEADERS, WORDS, Answer
from inventory.retention.model import NAMEABLE, Trust
from inventory.storage.personal import personal
from inventory.storage.rows import FileRow
from inventory.storage.totals import PlaceRow
from reports import excel, wording
from reports.excel import Value
from reports.known import Known
from reports.locale import LANGUAGES, Messages, messages
from reports.registers import suggest
from reports.registers.departments import Departments, Held
from reports.registers.layout import RegisterError, RootNote
from reports.rules import RuleNames
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
    **{"risk": 7, "decision": 16, "until": 13, "right_kind": 18, "only_wrong": 18, "who": 14, "why": 34},
}
_PARTS = 2
"""Of the parts of a risk so many are named as a reason."""
_CENTRED = frozenset({"number", "due", "risk", "decision", "until"})
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class View(Protocol):
    """What the lists are made from: ``inventory.questions.queries.InventoryView``."""

    def undecided(self, risk: int, most: int, group: Group, only: str | None = None) -> dict[str, Undecided]:
        """By group the first files that no decision speaks of, with this risk, a period that is over, or
        that are surplus copies."""

    def places(self) -> Sequence[PlaceRow]:
        """What the files of each place add up to."""

    def still_open(self, files: Collection[int]) -> Undecided:
        """Those of these files on disk that no decision speaks of."""

    def twins(self, files: Collection[int]) -> Mapping[int, Sequence[Twin]]:
        """What holds the same as each of these files."""


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


@dataclass(frozen=True, slots=True)
class _List:
    """The list of one department, and how many of its files did not find room."""

    rows: Sequence[FileRow] = ()
    more: int = 0


def _list(answered: Sequence[FileRow], found: Undecided | None, pressing: int) -> _List:
    """What was answered always stays, of the rest what matters most: risk, then how long it has been overdue. So many
    of ``found`` were answered (``pressing``)."""
    known = {row.id for row in answered}
    others = [row for row in (found.rows if found else ()) if row.id not in known][:MOST]
    listed = [row for row in answered if _matters(row)]
    left = (found.total if found else 0) - pressing - len(others)
    return _List(sorted([*listed, *others], key=lambda r: (-_weight(r), r.root, r.path)), max(0, left))


def _weight(row: FileRow) -> int:
    return weight(row.risk, row.retention.overdue_days if row.retention and row.retention.due else 0)


def _pressing(row: FileRow) -> bool:
    """Whether a file is listed without having been answered."""
    late = row.retention is not None and row.retention.due != "" and row.retention.overdue_days > 0
    return row.risk >= RISK or late


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
    only: str | None = None,
) -> list[Written]:
    """Write the lists into ``folder``, which is made where it is missing; gives them by department. Given ``only`` one,
    its list alone: nothing where there is nothing to decide and no list of it yet.

    A department is what the settings say of a root (``roots``), else what the folders say (``departments``); what lies
    in a person's own folder is on a list of its own, and its name on no other.
    A list is in Japanese where the department's name is, else in ``lang``. ``rules`` are the retention rules in force
    (None: the presets). Lists already there keep their answers, as long as the file is there and nothing was decided.
    Raises RegisterError where a file of that name is no such list, OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = dict(_old_lists(folder))
    answers = {n: said for each in old.values() if only in (None, each.department) for n, said in each.answers.items()}
    answered: dict[str, list[FileRow]] = defaultdict(list)
    pressing: Counter[str] = Counter()
    places = (Held(place.root, place.folder) for place in view.places())
    departments = Departments(roots or {}, places)
    left = view.still_open(answers.keys())
    for row in left.rows:
        if _handed_in(answers[row.id], row):
            del answers[row.id]
            continue
        whose = departments.of_path(row.root, row.path)
        answered[only or whose].append(row)
        pressing[whose] += _pressing(row) or row.id in left.surplus
    most = MOST + max(map(len, answered.values()), default=0)
    found = view.undecided(RISK, most, departments.of_path, only)
    lists = {
        name: _list(answered.get(name, ()), found.get(name), pressing[name]) for name in found.keys() | answered.keys()
    }
    lists = {name: each for name, each in lists.items() if each.rows}
    # A list keeps its file; everything on one that is made empty was decided, is gone, or stands on another one now.
    paths = {each.department: path for path, each in old.items() if only in (None, each.department)}
    held = {n: each for some in (left, *found.values()) for n, each in some.inside.items()}
    copies = {n: each for some in (left, *found.values()) for n, each in some.surplus.items()}
    made: list[Written] = []
    for name in sorted(lists.keys() | paths):
        m, each = _messages(name, lang), lists.get(name, _List())
        path = paths.setdefault(name, _path(folder, m, name, {*paths.values(), *old}))
        if path.exists() and path not in old:
            raise RegisterError(messages(lang).text("register.error.not_ours", file=path))
        known = Known(view.twins, departments, name, m, held, copies)
        _write(path, m, name, each, answers, RuleNames(m, rules), known.told(each.rows), today)
        made.append(Written(path, name, len(each.rows)))
    return made


def _handed_in(said: _Answered, row: FileRow) -> bool:
    """Whether all that was answered is of which kind the file is, or what in it is not so, and it counts as that: what
    becomes of it is still to be decided."""
    answer, named, wrong = (str(said.cells.get(column) or "") for column in ("decision", "right_kind", "only_wrong"))
    entities = wording.entities_named(wrong)
    if entities is None:
        return False
    alone = {"", *(WORDS[Answer.RULE] if named else ()), *(WORDS[Answer.WRONG] if entities else ())}
    done = (not named or wording.kind_named(named) == row.doc_class) and row.entities.keys().isdisjoint(entities)
    return bool(named or entities) and answer in alone and done


def _messages(name: str, lang: str) -> Messages:
    return messages("ja" if _JAPANESE.search(name) else lang)


def _matters(row: FileRow) -> bool:
    """Whether there is still something to decide: what was found may have been a false match by now."""
    return _pressing(row) or bool(personal(row.entities, row.people))


def _path(folder: Path, m: Messages, name: str, taken: Collection[Path]) -> Path:
    plain = _UNSAFE.sub("_", m.text("worklist.file", department=visible(name))).strip("._")[:80]
    path, number = folder / f"{plain}.xlsx", 2
    while path in taken:
        path, number = folder / f"{plain}_{number}.xlsx", number + 1
    return path


def _old_lists(folder: Path) -> Iterator[tuple[Path, _Old]]:
    """Our lists in ``folder`` with what people typed into them; other workbooks are none of our business."""
    for path in sorted(folder.glob("*.xlsx")):
        try:
            with closing(load_workbook(path, read_only=True)) as book:
                marks = next(book[MEMORY_SHEET].iter_rows(max_row=1, values_only=True), ())
                if marks[:1] == (MARK,):
                    name = str((marks[2] if len(marks) > 2 else "") or path.stem)
                    yield path, _Old(name, dict(answer for sheet in book.worksheets for answer in _answers(sheet)))
        except (OSError, ValueError, KeyError, TypeError, InvalidFileException, zipfile.BadZipFile):
            continue


def _answers(sheet: Any) -> Iterator[tuple[int, _Answered]]:
    rows = sheet.iter_rows(values_only=True)
    heads = {str(value).strip(): column for column, value in enumerate(next(rows, ())) if value is not None}
    if FILE_ID not in heads or CONTENT not in heads:
        return
    places = {a: heads[w] for a, words in HEADERS.items() for w in words if w in heads}
    for row in rows:
        # What is left empty at the end of a row need not be there.
        values = defaultdict[int, Any](lambda: None, enumerate(row))
        cells = {a: _typed(values[column]) for a, column in places.items()}
        if isinstance(values[heads[FILE_ID]], int | float) and any(value not in (None, "") for value in cells.values()):
            yield int(values[heads[FILE_ID]]), _Answered(cells, str(values[heads[CONTENT]] or ""))


def _typed(value: Any) -> Value:
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
    known: Mapping[int, Sequence[str]],
    today: date,
) -> None:
    book = Workbook(write_only=True)
    columns = (*_TOLD, *ANSWERS)
    looks: list[excel.Look | None] = [
        excel.Look(excel.MACHINE if c in _TOLD else excel.HUMAN, centre=c in _CENTRED) for c in columns
    ]
    stream = excel.Stream(book, m.text("worklist.title"), m.lang, looks)
    sheet, last = stream.sheet, max(2, len(found.rows) + 1)
    excel.fit(sheet, [_WIDTHS[c] for c in columns])
    for hidden in (len(columns) + 1, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(hidden)].hidden = True
    sheet.freeze_panes = "C2"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    excel.landscape(sheet, "1:1", heading=m.text("worklist.heading", department=name), paper=excel.A3)
    headings = [*(m.text(f"worklist.column.{c}") for c in _TOLD), *(HEADERS[a][_tongue(m)] for a in ANSWERS)]
    headings += [FILE_ID, CONTENT]
    colours = [excel.HEAD if index < len(_TOLD) else excel.GROUP for index in range(len(headings))]
    stream.headings(headings, colours, 34)
    for number, row in enumerate(found.rows, 1):
        why = "\n".join(_reasons(m, row, answers.get(row.id), rules, known[row.id]))
        values = _row(number, row, answers.get(row.id), m, why)
        texts = [(v, _WIDTHS[c]) for v, c in zip(values, columns, strict=False) if isinstance(v, str)]
        stream.add(values, excel.height(texts, most=14), raw=len(_TOLD))
    _answer_columns(sheet, columns, last, len(_entities(m, found.rows)), m)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns) + 2)}{last}"
    _notes(book, m, name, len(found.rows), found.more, today)
    memory = excel.Stream(book, MEMORY_SHEET, m.lang, ())
    memory.add((MARK, VERSION, name), raw=0)
    # The drop-downs take them from here: they are too many for a rule of Excel's.
    kinds = (wording.doc_class(m, kind) for kind in NAMEABLE)
    for told in zip_longest(kinds, _entities(m, found.rows)):
        memory.add(told)
    memory.sheet.sheet_state = "veryHidden"
    excel.save(book, path, today)


def _tongue(m: Messages) -> int:
    """Which of the two words of ``inventory.questions.worklist`` is in the list's language."""
    return LANGUAGES.index(m.lang)


def _row(number: int, row: FileRow, said: _Answered | None, m: Messages, why: str) -> list[Value]:
    """A line of the list, in the order of its columns."""
    folder, _, name = row.path.rpartition("/")
    due = row.retention.due if row.retention else ""
    told: list[Value] = [
        number,
        name,
        f"{row.root.rstrip('/')}/{folder}".rstrip("/"),
        wording.doc_class(m, row.doc_class),
        wording.people(m, row.people),
        suggest.categories(m, row),
        why,
        wording.day(due) if due else "",
        row.risk,
    ]
    typed = [said.cells.get(column) if said else None for column in ANSWERS]
    # An answer stays with the content that it was given for: reading it back tells where that has changed.
    return [*told, *typed, row.id, said.content_hash if said else row.content_hash]


def _reasons(m: Messages, row: FileRow, said: _Answered | None, rules: RuleNames, known: Sequence[str]) -> list[str]:
    """Why a file is listed, what counts most first, then what else there is to know."""
    parts: list[str] = []
    if said and said.content_hash != row.content_hash:
        parts.append(m.text("worklist.reason.changed"))
    if row.retention and row.retention.due and row.retention.overdue_days > 0:
        late = wording.overdue(m, row.retention.overdue_days)
        parts.append(m.text("worklist.reason.overdue", late=late, rule=rules.name(row.retention.rule)))
        if row.retention.trust == Trust.WEAK:
            parts.append(m.text("worklist.reason.rough", clock=m.word("clock", row.retention.clock)))
        parts += rules.until(row, date.today())
    if row.special:
        parts.append(
            m.text("worklist.reason.special", which=wording.joined(m, (wording.entity(m, e) for e in row.special)))
        )
    if harm := sorted(suggest.HIGH_HARM & row.entities.keys()):
        parts.append(m.text("worklist.reason.numbers", which=wording.joined(m, (wording.entity(m, e) for e in harm))))
    if row.people.everybody.high > suggest.MANY_PEOPLE:
        parts.append(m.text("worklist.reason.many"))
    if not parts and (_pressing(row) or not known):
        # Nothing by itself: what makes the number, the greatest parts first.
        greatest = sorted((p for p in row.risk_parts.items() if p[1] > 0), key=lambda p: -p[1])[:_PARTS]
        which = wording.joined(m, (m.word("risk.part", name) for name, _ in greatest))
        parts.append(m.text("worklist.reason.risk", risk=row.risk, which=which))
    if row.mode & 0o004:
        parts.append(m.text("worklist.reason.open"))
    return [*parts, *known]


def _entities(m: Messages, rows: Sequence[FileRow]) -> list[str]:
    """What was found in any of these files, in words."""
    return sorted({wording.entity(m, entity) for row in rows for entity in personal(row.entities, row.people)})


def _answer_columns(sheet: Any, columns: Sequence[str], last: int, entities: int, m: Messages) -> None:
    """The drop-downs, hints, and red where an answer still lacks its date or its reason."""
    letters = {c: get_column_letter(columns.index(c) + 1) for c in ANSWERS}
    choices = {
        "decision": '"' + ",".join(WORDS[a][_tongue(m)] for a in Answer) + '"',
        "right_kind": f"{MEMORY_SHEET}!$A$2:$A${len(NAMEABLE) + 1}",
        "only_wrong": f"{MEMORY_SHEET}!$B$2:$B${max(1, entities) + 1}",
    }
    for column, letter in letters.items():
        cells = f"{letter}2:{letter}{last}"
        if column in choices:
            excel.dropdown_from(sheet, cells, choices[column], strict=column != "only_wrong")
        else:
            hint = DataValidation(
                type="date" if column == "until" else "textLength",
                operator="greaterThan",
                formula1="0",
                showErrorMessage=False,
            )
            sheet.data_validations.append(hint)
            hint.add(cells)
        rule = sheet.data_validations.dataValidation[-1]
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = HEADERS[column][_tongue(m)][:32], m.text(f"worklist.hint.{column}")
    decision, missing = f"${letters['decision']}2", excel.fill(excel.MISSING)
    answered = ",".join(f'${letters[c]}2<>""' for c in ("decision", "right_kind", "only_wrong"))
    lacks = {
        "until": f'AND({decision}="{WORDS[Answer.KEEP][_tongue(m)]}",{letters["until"]}2="")',
        "why": f'AND(OR({answered}),{letters["why"]}2="")',
    }
    for column, formula in lacks.items():
        cells = f"{letters[column]}2:{letters[column]}{last}"
        sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], fill=missing))  # type: ignore[no-untyped-call]


def _notes(book: Workbook, m: Messages, name: str, files: int, more: int, today: date) -> None:
    stream = excel.Stream(
        book, m.text("register.notes.title"), m.lang, (excel.Look(excel.NOTE, bold=True), excel.Look())
    )
    excel.fit(stream.sheet, [22, 100])
    stream.sheet.sheet_view.showGridLines = False
    excel.landscape(stream.sheet)
    stream.title(m.text("worklist.heading", department=name))
    words = {f"{a}_word": WORDS[a][_tongue(m)] for a in Answer}
    lines = [(m.text("worklist.notes.made"), today.isoformat()), (m.text("worklist.notes.files"), f"{files:,}")]
    if more:
        lines.append((m.text("worklist.notes.more"), m.text("worklist.more", n=more)))
    names = (
        "what",
        "archive",
        "decision",
        "keep",
        "hold",
        "delete",
        "wrong",
        "wrong_rule",
        "right_kind",
        "only_wrong",
        "who",
        "back",
    )
    lines += [
        (m.text(f"worklist.notes.{n}.label", **words), m.text(f"worklist.notes.{n}.text", **words)) for n in names
    ]
    for label, text in lines:
        stream.add((label, text), excel.height([(label, 22), (text, 100)], most=20))
