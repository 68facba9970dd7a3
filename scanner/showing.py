"""Reading a file again to show a person what stands in it: the only place where values leave a worker.

They go to the review page of the one who asked, in memory, and nowhere else; each time is logged by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from detectors.model import CONTEXTUAL, NEGATIVE, Match, TableVerdict
from scanner.crawl import Job
from scanner.document import TableBlock, TextBlock
from scanner.folding import Folder, Names, places
from scanner.masking import Hasher
from scanner.rereading import NoProfile
from scanner.results import FileRef, FileResult, Finding

MOST = 500
"""Values of one file that are shown."""

MOST_OF_COLUMN = 20
"""Cells of one column: enough to judge it by."""

CONTEXT = 60
"""Characters of the text before and behind a value."""


@dataclass(frozen=True, slots=True)
class ShowJob(Job):
    """A file on disk to be read again; ``path`` is the file or member whose values are to be shown."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value as it stands in the file, with the text around it. Raw: not to be stored, logged or cached."""

    at: str
    entity: str
    before: str = field(repr=False)
    value: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown(FileResult):
    """The result of a file read again, with the values of the file or member asked for. ``cut``: there are more."""

    values: tuple[ShownValue, ...] = field(default=(), repr=False)
    cut: bool = False


def work(job: ShowJob) -> FileResult:
    """In the worker: read the file, keep the values."""
    from scanner.worker import ready, work_with

    folders: list[_Values] = []

    def folder(ref: FileRef, hasher: Hasher, names: Names) -> Folder:
        made = _Values(hasher, names)
        if ref.path == job.path:
            folders.append(made)
        return made

    result = work_with(job, replace(ready(), folder=folder, profiler=NoProfile))
    told = {f.name: getattr(result, f.name) for f in fields(FileResult)}
    values = tuple(value for each in folders for value in each.values)
    return Shown(**told, values=values, cut=any(each.cut for each in folders))


class _Values(Folder):
    """Takes the place of the findings' folder."""

    def __init__(self, hasher: Hasher, names: Names) -> None:
        super().__init__(hasher, names)
        self.values: list[ShownValue] = []
        self.cut = False

    def text(self, block: TextBlock, matches: Sequence[Match]) -> None:
        """The matches of one block, each with the text around it."""
        for match, at in places(block, matches):
            before = block.text[max(0, match.start - CONTEXT) : match.start]
            after = block.text[match.end : match.end + CONTEXT]
            self._add(str(at), match.entity, before, block.text[match.start : match.end], after)

    def table(self, block: TableBlock, verdict: TableVerdict) -> None:
        """The first cells of each column judged, and what was found in single cells."""
        for column in verdict.columns:
            kept, shown = column.writings, 0
            for row in range(column.first_row, min(column.last_row + 1, len(block.rows))):
                cells = block.rows[row]
                text = cells[column.column].strip() if column.column < len(cells) else ""
                if text not in kept:
                    continue
                if shown == MOST_OF_COLUMN:
                    self.cut = True
                    break
                shown += 1
                self._add(str(block.cells(row, column.column)), column.entity, "", text, "")
        for cell in verdict.cells:
            text, match = block.rows[cell.row][cell.column], cell.match
            before, after = text[: match.start][-CONTEXT:], text[match.end :][:CONTEXT]
            at = str(block.cells(cell.row, cell.column))
            self._add(at, match.entity, before, text[match.start : match.end], after)

    def _add(self, at: str, entity: str, before: str, value: str, after: str) -> None:
        if entity in NEGATIVE or entity in CONTEXTUAL:
            return
        if len(self.values) >= MOST:
            self.cut = True
            return
        self.values.append(ShownValue(at, str(entity), before, value, after))

    def findings(self) -> tuple[Finding, ...]:
        """None: what was found is known."""
        return ()
