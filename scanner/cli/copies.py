"""``tana copies``: identical files, lists that are nearly the same or part of others, files about the same people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from reports import related, wording
from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.storage.rows import CopyGroup, RelatedRow
    from reports.locale import Messages


SHOWN = 50
"""Groups and pairs listed of each kind; ``-v`` lists all, ``--jsonl`` gives them as data."""


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("--jsonl", action="store_true", help=say.text("cli.copies.jsonl"))


def run(context: Context) -> int:
    """Print all groups; that there are copies does not change the exit code."""
    from inventory.questions.queries import InventoryView
    from inventory.storage.rows import Relation

    with context.store() as store:
        view = InventoryView(store)
        if context.args.jsonl:
            for group in view.copies():
                _json(context, "identical", asdict(group))
            for row in view.related():
                _json(context, str(row.relation), asdict(row))
            return codes.DONE
        counts = view.copy_counts()
        pairs = {relation: view.related_count(relation) for relation in Relation}
        name = _Names(len(view.roots()) > 1, view.quarantined(), context)
        if not (counts.groups or counts.impersonal or any(pairs.values())):
            context.out(context.text("cli.copies.none"))
            return codes.DONE
        most = None if context.verbose else SHOWN
        _identical(context, "with_people", view.copies(most=most, people=True), counts.groups, name)
        for relation, total in pairs.items():
            _related(context, str(relation), view.related(relation, most), total, name)
        _identical(context, "without_people", view.copies(most=most, people=False), counts.impersonal, name)
    return codes.DONE


def _json(context: Context, relation: str, row: dict[str, Any]) -> None:
    context.out(json.dumps({**row, "relation": relation}, ensure_ascii=False))


def _identical(context: Context, key: str, groups: Sequence[CopyGroup], total: int, name: _Names) -> None:
    if not groups:
        return
    context.out(context.text(f"cli.copies.{key}", n=total))
    for group in groups:
        size, people = wording.size(context.say, group.size), wording.people(context.say, group.people)
        facts = context.text("cli.copies.group", n=len(group.paths), size=size)
        context.out("  " + wording.joined(context.say, [facts, people] if group.people.high else [facts]))
        for number, file in enumerate(group.paths):
            shown_as = name(file)
            context.out("    " + (shown_as if number else context.text("cli.copies.original", file=shown_as)))
    _more(context, total - len(groups))


def _more(context: Context, left: int) -> None:
    if left:
        context.out("  " + context.text("cli.copies.more", n=left))
    context.out()


def _related(context: Context, key: str, rows: Sequence[RelatedRow], total_rows: int, name: _Names) -> None:
    if not rows:
        return
    context.out(context.text(f"cli.copies.{key}", n=total_rows))
    for row in rows:
        first = name(row.first)
        context.out("  " + (context.text("cli.copies.master", file=first) if key == "near" else first))
        context.out("    " + name(row.second))
        context.out("      " + related.sentence(context.say, row))
        if said := related.marks(context.say, row):
            context.out("      " + said)
    _more(context, total_rows - len(rows))


@dataclass(frozen=True)
class _Names:
    """How files are named: with the root where there are several, and since when they are in quarantine."""

    many_roots: bool
    quarantined: Mapping[tuple[str, str], str]
    context: Context

    def __call__(self, file: tuple[str, str]) -> str:
        root, path = file
        name = shown(f"{root.rstrip('/')}/{path}" if self.many_roots else path)
        since = self.quarantined.get(file)
        if since is None:
            return name
        return self.context.text("cli.copies.quarantined", file=name, day=wording.local_day(since))
