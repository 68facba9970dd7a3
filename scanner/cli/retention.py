"""``tana retention``: what is overdue, why, by which rules; and the check of a rules file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reports import wording
from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.queries import InventoryView
    from inventory.retention.model import FileFacts
    from inventory.rows import FileRow
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    actions = ("list", "explain", "rules", "check")
    parser.add_argument("action", nargs="?", choices=actions, default="list", help=say.text("cli.retention.action"))
    parser.add_argument("file", metavar="FILE", nargs="?", help=say.text("cli.retention.file"))


def run(context: Context) -> int:
    """Print what was asked for; the exit code says nothing about whether something is overdue."""
    action, file = context.args.action, context.args.file
    if action in ("explain", "check"):
        if file is None:
            raise codes.UsageError(context.text("cli.retention.needs_file", action=action))
        _explain(context, file) if action == "explain" else _check(context, Path(file))
    elif file is not None:
        raise codes.UsageError(context.text("cli.retention.no_file_wanted", action=action))
    elif action == "list":
        _list(context)
    else:
        _rules(context)
    return codes.DONE


def _list(context: Context) -> None:
    from inventory.queries import InventoryView

    today = date.today()
    soon = today + timedelta(days=wording.DUE_SOON_DAYS)
    late: list[tuple[date, FileRow]] = []
    near: list[tuple[date, FileRow]] = []
    with context.store() as store:
        for row in InventoryView(store).files():
            day = date.fromisoformat(row.retention.due) if row.retention and row.retention.due else date.max
            if day <= soon:
                (late if day < today else near).append((day, row))
    for found in (late, near):
        found.sort(key=lambda pair: (pair[0], pair[1].root, pair[1].path))
    if late:
        context.out(context.text("cli.retention.overdue", n=len(late)))
        _print(context, late, today)
    if near:
        context.out(context.text("cli.retention.soon", n=len(near), days=wording.DUE_SOON_DAYS))
        _print(context, near, today)
    if not late and not near:
        context.out(context.text("cli.retention.none"))


def _print(context: Context, found: Iterable[tuple[date, FileRow]], today: date) -> None:
    from reports.rules import RuleNames

    say, names = context.say, RuleNames(context.say, context.rules)
    for day, row in found:
        if row.retention is None:
            continue
        words = [
            wording.doc_class(say, row.doc_class),
            names.name(row.retention.rule),
            wording.overdue(say, (today - day).days),
            say.word("basis", row.retention.basis_kind),
            f"{say.word('clock', row.retention.clock)} ({say.word('trust', row.retention.trust)})",
        ]
        context.out(shown(f"  {day}  {wording.joined(say, words)}"))
        context.out(shown(f"              {Path(row.root) / row.path}"))


def _explain(context: Context, name: str) -> None:
    from inventory.queries import InventoryView
    from inventory.retention.evaluate import evaluate, explain

    with context.store() as store:
        view = InventoryView(store)
        row = _find(view, name)
        if row is None:
            raise codes.UsageError(context.text("cli.retention.not_in_inventory", file=name))
        facts = _facts(view, row)
    say = context.say
    context.out(shown(str(Path(row.root) / row.path)))
    context.out(context.text("cli.retention.class", name=wording.doc_class(say, row.doc_class)))
    for reason in row.class_evidence:
        context.out(f"  {shown(wording.evidence(say, reason))}")
    verdict = evaluate(facts, context.rules, date.today())
    if verdict is None:
        context.out(context.text("cli.retention.no_rule"))
        return
    for line in explain(verdict, context.rules, context.lang):
        context.out(shown(line))


def _find(view: InventoryView, name: str) -> FileRow | None:
    """The file as the inventory names it, else as it lies on disk."""
    return view.file(name) or view.file(str(Path(name).absolute())) or view.file(str(Path(name).resolve()))


def _facts(view: InventoryView, row: FileRow) -> FileFacts:
    from inventory.retention.model import FileFacts

    dated = row
    while dated.member_of and dated.modified.startswith("1970"):
        # A member without a date of its own is at least as old as the file that holds it.
        above = view.file(f"{dated.root.rstrip('/')}/{dated.member_of}")
        if above is None:
            break
        dated = above
    counts = {entity: count.count for entity, count in row.entities.items()}
    return FileFacts(row.doc_class, row.path, counts, row.clues, date.fromisoformat(dated.modified[:10]))


def _rules(context: Context) -> None:
    from reports.rules import RuleNames

    names = RuleNames(context.say, context.rules)
    for rule in context.rules.rules:
        off = "" if rule.enabled else f" [{context.text('cli.retention.off')}]"
        kind = context.say.word("basis", str(rule.basis_kind))
        words = [names.terms(rule.id), kind, names.basis(rule.id)]
        context.out(shown(f"{rule.id}{off}: {names.name(rule.id)}"))
        context.out(shown(f"    {wording.joined(context.say, words)}"))


def _check(context: Context, file: Path) -> None:
    """The file is laid over the presets in force, as a scan would do it: it may change their rules by key."""
    from inventory.retention.rules import RuleError, load_rules

    try:
        rules = load_rules(context.presets, [file], context.settings.organisation.fiscal_year_end)
    except RuleError as error:
        raise codes.UsageError(context.text("cli.error.rules", reason=error)) from None
    context.out(context.text("cli.retention.checked", file=shown(str(file)), n=len(rules.rules)))
