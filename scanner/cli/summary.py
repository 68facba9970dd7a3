"""What ``tana scan`` says at its end, on stdout: counts that add up, then the files a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.lineage.copying import CopyOrder
from inventory.storage.totals import Totals, together
from reports import wording
from reports.country import country_lines
from scanner.cli.context import Context, shown
from scanner.cli.progress import MEGABYTE, duration

if TYPE_CHECKING:
    from inventory.questions.queries import InventoryView
    from scanner.results import FileResult

OUTCOMES = ("scanned", "partial", "skipped", "failed", "unchanged")
RISKIEST = 20
SHOWN = 10


class Summary:
    """Counts of one scan while it runs, and the closing words. ``roots`` are the roots of this scan."""

    def __init__(self, roots: Sequence[str]) -> None:
        self.roots = roots
        self._outcomes: Counter[str] = Counter()
        self._members: Counter[str] = Counter()
        self._bytes = 0
        self.problems = False

    @property
    def met(self) -> int:
        """Files on disk with a result so far."""
        return self._outcomes.total()

    def add(self, outcome: str, result: FileResult) -> None:
        """Count a file's result under ``outcome`` and its members under theirs."""
        self._outcomes[outcome] += 1
        self._bytes += result.stat.size
        for member in _members(result):
            self._members[str(member.outcome)] += 1

    def write(self, context: Context, view: InventoryView, seconds: float) -> None:
        """Print the summary. ``view`` is the inventory after the scan; ``seconds`` how long it took."""
        found = reduce(together, (p.totals for p in view.places() if p.root in self.roots), Totals())
        self.problems = found.not_examined > 0
        context.out(
            context.text(
                "cli.summary.done",
                roots=shown(", ".join(self.roots)),
                mb=self._bytes / MEGABYTE,
                time=duration(context, seconds),
            )
        )
        context.out(context.text("cli.summary.files", n=self.met, **_all(self._outcomes)))
        if self._members:
            context.out(context.text("cli.summary.members", n=self._members.total(), **_all(self._members)))
        if len(view.scans()) == 1:
            context.out(context.text("cli.summary.new", file=shown(context.database_shown)))
        say = context.say
        for line in country_lines(say, context.home):
            context.out(line)
        risky = [
            f"{row.risk:>3}  {wording.doc_class(say, row.doc_class)}, {wording.people(say, row.people)}"
            f"  {self._place(row.root, row.path)}"
            for row in view.riskiest(RISKIEST, self.roots)
        ]
        _section(context, "riskiest", risky, found.at_risk)
        late, total = view.due("", (date.today() - timedelta(days=1)).isoformat(), SHOWN, self.roots)
        lines = [
            f"{row.retention.due}  {wording.doc_class(say, row.doc_class)}  {self._place(row.root, row.path)}"
            for row in late
            if row.retention
        ]
        _section(context, "overdue", lines, total)
        unruled, total = view.unruled(SHOWN, self.roots)
        lines = [
            f"{row.risk:>3}  {wording.doc_class(say, row.doc_class)}, {wording.people(say, row.people)}"
            f"  {self._place(row.root, row.path)}"
            for row in unruled
        ]
        _section(context, "unruled", lines, total)
        self._copies(context, view)
        kinds = [
            f"{context.text('problem.' + kind)} ({kind}): {files:,}"
            + _below(context, [self._unread(context, *file) for file in view.unread(kind, SHOWN, self.roots)], files)
            for kind, files in sorted(found.unread.items())
        ]
        _section(context, "unread", kinds, found.not_examined, left_out=False)
        context.out()
        context.out(context.text("cli.summary.next"))

    def _place(self, root: str, path: str) -> str:
        """Where a file is, on one line: below the root, and with it where the scan had several."""
        return shown(path if len(self.roots) == 1 else str(Path(root) / path))

    def _unread(self, context: Context, root: str, path: str) -> str:
        return context.text("cli.summary.root", root=shown(root)) if path == "." else self._place(root, path)

    def _copies(self, context: Context, view: InventoryView) -> None:
        groups = view.copies(CopyOrder.FILES, SHOWN, people=True, roots=self.roots)
        lines = [
            context.text("cli.summary.copy", n=len(group.paths), people=wording.people(context.say, group.people))
            + "".join(f"\n      {self._place(*path)}" for path in group.paths[:SHOWN])
            for group in groups
        ]
        _section(context, "copies", lines, view.copy_counts(self.roots).groups)


def _below(context: Context, lines: list[str], total: int) -> str:
    if total > len(lines):
        lines = [*lines, context.text("cli.summary.more", n=total - len(lines))]
    return "".join(f"\n      {line}" for line in lines)


def _members(result: FileResult) -> Iterable[FileResult]:
    for member in result.members:
        yield member
        yield from _members(member)


def _all(outcomes: Counter[str]) -> dict[str, int]:
    return {outcome: outcomes[outcome] for outcome in OUTCOMES}


def _section(context: Context, what: str, lines: Sequence[str], total: int, left_out: bool = True) -> None:
    """A heading, its lines (fit for a terminal), and how many of the ``total`` were left out; one line where there is
    nothing to show."""
    context.out()
    if not total:
        context.out(context.text(f"cli.summary.none.{what}"))
        return
    context.out(context.text(f"cli.summary.{what}", n=total))
    for line in lines:
        context.out(f"  {line}")
    if left_out and total > len(lines):
        context.out("  " + context.text("cli.summary.more", n=total - len(lines)))
