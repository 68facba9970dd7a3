"""``tana retention breach``: which tests for reporting a breach would be met if an information asset got out, or all
that lies in certain folders: a laptop's, a person's, a backup's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reports import wording
from reports.country import country_lines
from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.judging.breach import Result
    from inventory.questions.queries import InventoryView
    from inventory.storage.rows import FileRow

_LISTED = 100
"""Files listed; ``-v`` lists them all."""


def run(context: Context, paths: Sequence[str]) -> None:
    """Print the answers, for each asset or for what lies at or below ``paths`` together."""
    from inventory.questions.queries import InventoryView

    with context.store() as store:
        view = InventoryView(store)
        for line in country_lines(context.say, context.home):
            context.out(line)
        if paths:
            _together(context, view, paths)
        else:
            _assets(context, view)


def _assets(context: Context, view: InventoryView) -> None:
    """The assets whose leak would meet a test or might, those with more people first; then what could not be read."""
    from inventory.judging.breach import Answer, breach_tests, facts_of_asset
    from reports.breach import breach_line, closing
    from reports.registers.suggest import MOST_FOLDERS, cut, places

    say = context.say
    said: list[Result] = []
    for asset in sorted(view.assets(), key=lambda a: (-a.people.high, a.root, a.folder, a.doc_class)):
        results = [r for r in breach_tests(facts_of_asset(asset), context.countries) if r.answer is not Answer.NO]
        if results:
            said += results
            words = [wording.doc_class(say, asset.doc_class), wording.people(say, asset.people)]
            where = wording.joined(say, cut(say, places(asset), MOST_FOLDERS).split("\n"))
            context.out(shown(f"{where}: {wording.joined(say, words)}"))
            for result in results:
                context.out(shown(f"  {breach_line(say, result)}"))
    unread = [row for row in view.not_examined(None) if wording.not_examined(row)]
    _unread(context, unread)
    if not said and not unread:
        context.out(context.text("cli.retention.no_breach"))
        return
    for line in closing(say, said):
        context.out(line)


def _together(context: Context, view: InventoryView, paths: Sequence[str]) -> None:
    """All files at or below these paths as one loss: what they hold, every test, and the files."""
    from inventory.judging.breach import breach_tests, facts_of_files
    from inventory.storage.personal import personal
    from reports.breach import breach_line, closing

    say = context.say
    found = {row.id: row for path in paths for row in _below(context, view, path)}
    facts = facts_of_files(found.values())
    held = [row for row in found.values() if personal(row.entities, row.people)]
    context.out(context.text("breach.together", n=len(found), personal=len(held)))
    context.out(context.text("breach.people", people=wording.people(say, facts.people)))
    names = sorted(e for e in facts.entities if e not in facts.special)
    for key, entities in (("data", names), ("special", facts.special)):
        words = [wording.entity(say, entity) for entity in entities]
        context.out(context.text(f"breach.{key}", which=wording.joined(say, words) or context.text("breach.no_data")))
    results = breach_tests(facts, context.countries)
    for result in results:
        context.out(shown(f"  {breach_line(say, result)}"))
    held.sort(key=lambda row: (-row.people.high, row.root, row.path))
    if held:
        context.out(context.text("breach.files", n=len(held)))
    for row in _first(context, held):
        words = [wording.doc_class(say, row.doc_class), wording.people(say, row.people)]
        words += [wording.entity(say, entity) for entity in row.special]
        context.out(shown(f"  {_path(row)}: {wording.joined(say, words)}"))
    _more(context, len(held))
    _unread(context, [row for row in found.values() if wording.not_examined(row)])
    for line in closing(say, results):
        context.out(line)


def _below(context: Context, view: InventoryView, path: str) -> list[FileRow]:
    for name in dict.fromkeys((path.rstrip("/") or "/", str(Path(path).absolute()), str(Path(path).resolve()))):
        if rows := list(view.below(name)):
            return rows
    raise codes.UsageError(context.text("breach.not_there", path=shown(path)))


def _unread(context: Context, rows: Sequence[FileRow]) -> None:
    """What could not be read may hold anything: every test depends on it."""
    if not rows:
        return
    context.out(context.text("breach.unread_files", n=len(rows)))
    for row in _first(context, rows):
        reasons = dict.fromkeys(wording.problem(context.say, problem.detail) for problem in row.problems)
        context.out(shown(f"  {_path(row)}: {wording.joined(context.say, reasons)}"))
    _more(context, len(rows))


def _first(context: Context, rows: Sequence[FileRow]) -> Iterable[FileRow]:
    return rows if context.verbose else rows[:_LISTED]


def _more(context: Context, total: int) -> None:
    if total > _LISTED and not context.verbose:
        context.out("  " + context.text("cli.retention.more", n=total - _LISTED))


def _path(row: FileRow) -> str:
    return f"{row.root.rstrip('/')}/{row.path}"
