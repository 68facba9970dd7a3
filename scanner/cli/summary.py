"""What ``tana scan`` says at its end, on stdout: counts that add up, then the files a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from reports import wording
from scanner.cli.context import Context, shown
from scanner.cli.progress import MEGABYTE, duration

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
        digest = _Digest(date.today())
        for row in view.files():
            if row.root in self.roots:
                digest.add(row)
        self.problems = digest.unread > 0
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
        say = context.say
        risky = [
            f"{row.risk:>3}  {wording.doc_class(say, row.doc_class)}, {wording.people(say, row.people)}  {row.path}"
            for _, row in digest.riskiest.first()
        ]
        _section(context, "riskiest", risky, digest.riskiest.total)
        late = [f"{key[0]}  {wording.doc_class(say, row.doc_class)}  {row.path}" for key, row in digest.overdue.first()]
        _section(context, "overdue", late, digest.overdue.total)
        self._copies(context, view)
        kinds = [
            f"{context.text('problem.' + kind)} ({kind}): {found.total:,}{_below(context, found)}"
            for kind, found in sorted(digest.kinds.items())
        ]
        _section(context, "unread", kinds, digest.unread, left_out=False)
        context.out()
        context.out(context.text("cli.summary.next"))

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


class _First:
    """The first few by key, and how many there were: a share may have millions of files."""

    def __init__(self, size: int) -> None:
        self.total = 0
        self._size = size
        self._kept: list[tuple[tuple[Any, ...], FileRow]] = []

    def add(self, key: tuple[Any, ...], row: FileRow) -> None:
        """Count a file; keys must not be equal."""
        self.total += 1
        self._kept.append((key, row))
        if len(self._kept) > 50 * self._size:
            self._kept = self.first()

    def first(self) -> list[tuple[tuple[Any, ...], FileRow]]:
        """The first ones in their order."""
        return sorted(self._kept, key=lambda pair: pair[0])[: self._size]


class _Digest:
    """What the summary needs of the files, gathered in one pass."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.riskiest = _First(RISKIEST)
        self.overdue = _First(SHOWN)
        self.unread = 0
        self.kinds: dict[str, _First] = {}

    def add(self, row: FileRow) -> None:
        """Take one file into account."""
        place = (row.root, row.path)
        if row.risk > 0:
            self.riskiest.add((-row.risk, *place), row)
        if row.retention and row.retention.due and date.fromisoformat(row.retention.due) < self._today:
            self.overdue.add((row.retention.due, *place), row)
        if wording.not_examined(row):
            self.unread += 1
            for kind in {problem.kind for problem in row.problems}:
                self.kinds.setdefault(kind, _First(SHOWN)).add(place, row)


def _below(context: Context, found: _First) -> str:
    lines = [shown(row.path) for _, row in found.first()]
    if found.total > len(lines):
        lines.append(context.text("cli.summary.more", n=found.total - len(lines)))
    return "".join(f"\n      {line}" for line in lines)


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
