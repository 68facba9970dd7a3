"""What ``tana scan`` says at its end, on stdout: counts that add up, then the files a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from reports import wording
from scanner.cli.context import Context, shown
from scanner.cli.progress import MEGABYTE, duration
from scanner.cli.retention import overdue

if TYPE_CHECKING:
    from inventory.queries import InventoryView
    from inventory.rows import FileRow
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
        rows = [row for row in view.files() if row.root in self.roots]
        unread = [row for row in rows if wording.not_examined(row)]
        self.problems = bool(unread)
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
        self._riskiest(context, rows)
        self._overdue(context, rows)
        self._copies(context, view)
        self._unread(context, unread)
        context.out()
        context.out(context.text("cli.summary.next"))

    def _riskiest(self, context: Context, rows: Iterable[FileRow]) -> None:
        risky = sorted((row for row in rows if row.risk > 0), key=lambda row: (-row.risk, row.root, row.path))
        say = context.say
        lines = [
            f"{row.risk:>3}  {wording.doc_class(say, row.doc_class)}, {wording.people(say, row.people)}  {row.path}"
            for row in risky[:RISKIEST]
        ]
        _section(context, "riskiest", lines, len(risky))

    def _overdue(self, context: Context, rows: Iterable[FileRow]) -> None:
        late = overdue(rows, date.today())
        lines = [f"{due}  {wording.doc_class(context.say, row.doc_class)}  {row.path}" for due, row in late[:SHOWN]]
        _section(context, "overdue", lines, len(late))

    def _copies(self, context: Context, view: InventoryView) -> None:
        groups = [
            group
            for group in view.copies()
            if group.people.high > 0 and any(root in self.roots for root, _ in group.paths)
        ]
        groups.sort(key=lambda group: (-len(group.paths), group.paths))
        lines = [
            context.text("cli.summary.copy", n=len(group.paths), people=wording.people(context.say, group.people))
            + "".join(f"\n      {shown(path)}" for _, path in group.paths[:SHOWN])
            for group in groups[:SHOWN]
        ]
        _section(context, "copies", lines, len(groups))

    def _unread(self, context: Context, rows: Sequence[FileRow]) -> None:
        kinds: dict[str, list[str]] = {}
        for row in rows:
            for kind in dict.fromkeys(problem.kind for problem in row.problems):
                kinds.setdefault(kind, []).append(row.path)
        lines = [
            f"{context.text('problem.' + kind)} ({kind}): {len(paths):,}"
            + "".join(f"\n      {shown(path)}" for path in paths[:SHOWN])
            + (f"\n      {context.text('cli.summary.more', n=len(paths) - SHOWN)}" if len(paths) > SHOWN else "")
            for kind, paths in sorted(kinds.items())
        ]
        _section(context, "unread", lines, len(rows), left_out=False)


def _members(result: FileResult) -> Iterable[FileResult]:
    for member in result.members:
        yield member
        yield from _members(member)


def _all(outcomes: Counter[str]) -> dict[str, int]:
    return {outcome: outcomes[outcome] for outcome in OUTCOMES}


def _section(context: Context, what: str, lines: Sequence[str], total: int, left_out: bool = True) -> None:
    """A heading, its lines, and how many of the ``total`` were left out; one line where there is nothing to show."""
    context.out()
    if not total:
        context.out(context.text(f"cli.summary.none.{what}"))
        return
    context.out(context.text(f"cli.summary.{what}", n=total))
    for line in lines:
        context.out("  " + "\n".join(shown(part) for part in line.split("\n")))
    if left_out and total > len(lines):
        context.out("  " + context.text("cli.summary.more", n=total - len(lines)))
