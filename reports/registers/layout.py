"""How a register lies in its workbook: what the writer and the reader of the next run both have to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from inventory.storage.rows import AssetRow
from reports.excel import Formula
from reports.locale import Messages
from reports.registers.merge import Dated, MachineRow
from reports.rules import RuleNames

ID_ROW, TITLE_ROW, SOURCE_ROW, LEGEND_ROW, GROUP_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6, 7
SPARE_ROWS = 300  # below the table, with drop-downs, for rows that people add
MARK = "tana:"  # before every column id in the hidden first row
STATE, KEY = "state", "key"
COMMENT = "tana: "  # before a comment of ours, in every language
OWN = "own:"  # before the heading of a column that a person added
MEMORY_SHEET = "_tana"
MEMORY_MARK, MEMORY_VERSION = "tanaoroshi register", 1


class RegisterError(Exception):
    """The register cannot be written; the text is one sentence for the user, in the language asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``id`` is also the key of its heading (``register.<words>.column.<id>``)."""

    id: str
    width: float
    choices: Sequence[str] = ()
    strict: bool = True  # only the choices may be entered
    scale: tuple[int, int] | None = None  # whole numbers from, to
    group: str = ""  # key of the heading over several columns
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What one template makes of the inventory: everything that its sheet shows, before people had a say.

    ``formulas`` are the columns that are computed in rows that people add, too. ``warn`` gives, by key, the columns to
    be shown in red. ``notes`` are the paragraphs of the explanation sheet. ``files`` are those of all rows together.
    """

    template: str  # what the workbook remembers that it is
    words: str  # the group of its wording (``register.<words>.column.<id>``)
    title: str
    source: str
    columns: Sequence[Column]
    rows: Sequence[MachineRow]
    dated: Dated
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    warn: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notes: Sequence[tuple[str, str]] = ()
    files: int = 0


@dataclass(frozen=True, slots=True)
class RootNote:
    """What the organisation's settings say of a root: the medium (of IPA's list) and the department."""

    medium: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a template works from."""

    assets: Sequence[AssetRow]
    messages: Messages
    today: date
    roots: Mapping[str, RootNote]
    rules: RuleNames
    department: Callable[[AssetRow], str]  # '' where nothing names one
    edition: str = "v3.1"  # of the IPA form
