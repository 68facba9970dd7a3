"""Two runs of a register made one: what the scan says now, and what people typed into the last one.

Pure: rows in, rows out. The rules, cell by cell:

- A cell that still shows what the machine wrote is the machine's, and shows what it says now.
- A cell that shows anything else is a person's, also an emptied one, and stays as it is, on every later run too, even
  if the machine comes to say the same. Where the machine says something else by then, that is a ``Difference``.
- A person who empties a cell that they had filled gives it back to the machine.
- Rows keep the order that people gave them; new ones follow. A row without a key is a person's own and stays.
- A row whose asset is gone stays, marked, if a person had a hand in it; else it goes with the asset.
- A row whose files lie in another folder now, or count as another kind, goes on as the row of the asset in which most
  of them are, with all that people entered.
- A row that a person removed comes back, marked, while its files are there: the register must not hide them.
- A copied row (the same key twice) is one row of the machine, the one least changed, and one of the person's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from reports.excel import Formula, Value


class State(StrEnum):
    """What became of a row; the wording is in ``reports/locale`` under ``register.state``."""

    NEW = "new"
    KNOWN = "known"
    RETURNED = "returned"  # a person removed it, its files are still there
    GONE = "gone"  # a person wrote in it, its files are no longer found
    MOVED = "moved"  # its files lie in another folder now, or count as another kind
    OWN = "own"  # a row that a person added


@dataclass(frozen=True, slots=True)
class MachineRow:
    """What the scan says of one asset: values by column id, in a row known by ``key``."""

    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class OldCell:
    """A cell as the last register shows it, with what else of it is a person's.

    ``origin`` is where a formula stood ("M7"), for it to be moved with its row.
    """

    value: Value
    number_format: str = "General"
    comment: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class OldRow:
    """A row as the last register shows it. ``key`` is '' for a row that a person added."""

    key: str
    cells: Mapping[str, OldCell]


@dataclass(frozen=True, slots=True)
class Memory:
    """What was written of one row last time: the machine's values, and the columns that were a person's by then,
    each with whether anything stood in it."""

    machine: Mapping[str, Value]
    human: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A person's entry and what the scan says instead; ``changed`` where it said something else last time."""

    column: str
    entered: Value
    found: Value
    changed: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """The columns that the register itself hands out and keeps.

    ``stamp`` holds the date of the row's last change: the machine moves it only where another of its values changed.
    ``serial`` holds a number after ``prefix`` that a row keeps for good.
    """

    stamp: str = ""
    serial: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row to be written. ``human`` are the columns that are a person's."""

    key: str
    state: State
    cells: Mapping[str, OldCell]
    machine: Mapping[str, Value]
    human: frozenset[str]
    differences: tuple[Difference, ...] = ()


def canonical(value: Value) -> Value:
    """``value`` as compared: what Excel or LibreOffice change on their own (kinds of number, line ends) is no edit."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("_x000D_", "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and str(int(text)) == text else text
    return value


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Formula) and isinstance(other, Formula):
        return True  # a formula is the column's; it changes with the row it stands in
    return canonical(one) == canonical(other)


def _people_columns(row: OldRow, memory: Memory) -> dict[str, Value]:
    """The columns of an old row that are a person's, with what they show. '' is a cell that was emptied."""
    found: dict[str, Value] = {}
    for column in {*row.cells, *memory.machine}:
        shown = row.cells[column].value if column in row.cells else None
        if column in memory.human:
            emptied = canonical(shown) == "" and memory.human[column]
            if not emptied:
                found[column] = shown
        elif not _same(shown, memory.machine.get(column)):
            found[column] = shown
    return found


def _known(fresh: MachineRow, row: OldRow, memory: Memory, dated: Dated) -> MergedRow:
    human = _people_columns(row, memory)
    machine = dict(fresh.values)
    kept = {dated.serial, dated.stamp} & machine.keys() & row.cells.keys() - human.keys()
    if any(not _same(machine.get(c), memory.machine.get(c)) for c in {*machine, *memory.machine} - kept):
        kept -= {dated.stamp}
    machine.update({c: row.cells[c].value for c in kept})
    cells = {c: row.cells.get(c, OldCell(None)) if c in human else _dressed(v, row, c) for c, v in machine.items()}
    cells.update({c: row.cells.get(c, OldCell(None)) for c in human})
    # An emptied cell is an answer too. Numbers and dates that we hand out are nothing to disagree about.
    differences = tuple(
        Difference(c, human[c], v, changed=not _same(v, memory.machine.get(c)))
        for c, v in machine.items()
        if c in human
        and c not in (dated.stamp, dated.serial)
        and not isinstance(v, Formula)
        and canonical(v) != ""
        and not _same(human[c], v)
    )
    return MergedRow(fresh.key, State.KNOWN, cells, machine, frozenset(human), differences)


def _dressed(value: Value, row: OldRow, column: str) -> OldCell:
    """The machine's value with the comment that a person left on the cell."""
    return OldCell(value, comment=row.cells[column].comment if column in row.cells else "")


def _own(row: OldRow) -> MergedRow:
    filled = frozenset(c for c, cell in row.cells.items() if canonical(cell.value) != "")
    return MergedRow("", State.OWN, row.cells, {}, filled)


def merge(
    fresh: Sequence[MachineRow],
    old: Sequence[OldRow],
    memories: Mapping[str, Memory],
    dated: Dated | None = None,
    successors: Mapping[str, str] | None = None,
) -> list[MergedRow]:
    """The rows of the next register.

    ``old`` and ``memories`` (by key) are the last register; both empty the first time. ``successors`` gives for keys of
    it that are no more the one that their files go by now, in the order in which rows may claim it.
    Raises ValueError where two fresh rows have one key.
    """
    dated = dated or Dated()
    now = {row.key: row for row in fresh}
    if len(now) != len(fresh):
        raise ValueError("two rows with one key")
    followed = _followed(successors or {}, memories, now)
    old = [replace(row, key=followed.get(row.key, row.key)) for row in old]
    memories = {followed.get(key, key): memory for key, memory in memories.items()}
    originals = _originals(old, memories)
    merged: list[MergedRow] = []
    for place, row in enumerate(old):
        memory = memories.get(row.key)
        if memory is None or originals[row.key] != place:
            if any(canonical(c.value) != "" for c in row.cells.values() if not isinstance(c.value, Formula)):
                merged.append(_own(row))
        elif row.key in now:
            known = _known(now[row.key], row, memory, dated)
            merged.append(replace(known, state=State.MOVED) if row.key in followed.values() else known)
        elif human := _people_columns(row, memory):
            merged.append(MergedRow(row.key, State.GONE, row.cells, memory.machine, frozenset(human)))
    shown = {row.key for row in merged if row.key}
    serial = _last_serial(old, dated)
    for machine_row in fresh:
        if machine_row.key not in shown:
            serial += 1
            values = dict(machine_row.values)
            if dated.serial:
                values[dated.serial] = f"{dated.prefix}{serial:04d}"
            state = State.RETURNED if machine_row.key in memories else State.NEW
            merged.append(
                MergedRow(machine_row.key, state, {c: OldCell(v) for c, v in values.items()}, values, frozenset())
            )
    return merged


def _followed(
    successors: Mapping[str, str], memories: Mapping[str, Memory], now: Mapping[str, MachineRow]
) -> dict[str, str]:
    """For keys of the last register that are gone: the key that their files go by now, which is no other row's."""
    found: dict[str, str] = {}
    for former, key in successors.items():
        free = key in now and key not in memories and key not in found.values()
        if free and former in memories and former not in now:
            found[former] = key
    return found


def _last_serial(old: Sequence[OldRow], dated: Dated) -> int:
    texts = (str(row.cells[dated.serial].value or "") for row in old if dated.serial in row.cells)
    numbers = (t.removeprefix(dated.prefix) for t in texts if t.startswith(dated.prefix))
    return max((int(n) for n in numbers if n.isascii() and n.isdigit()), default=0)


def _originals(old: Sequence[OldRow], memories: Mapping[str, Memory]) -> dict[str, int]:
    """For each key the place of its row: of copies the one that people changed least, the first of equals."""
    best: dict[str, tuple[int, int]] = {}
    for place, row in enumerate(old):
        if row.key in memories:
            changed = len(_people_columns(row, memories[row.key]))
            best[row.key] = min(best.get(row.key, (changed, place)), (changed, place))
    return {key: place for key, (_, place) in best.items()}
