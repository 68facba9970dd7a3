"""``tana copies``: identical files, lists that are nearly the same or part of others, files about the same people."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from reports import wording
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
        related = {relation: view.related_count(relation) for relation in Relation}
        many_roots = len(view.roots()) > 1
        if not (counts.groups or counts.impersonal or any(related.values())):
            context.out(context.text("cli.copies.none"))
            return codes.DONE
        most = None if context.verbose else SHOWN
        _identical(context, "with_people", view.copies(most=most, people=True), counts.groups, many_roots)
        for relation, total in related.items():
            _related(context, str(relation), view.related(relation, most), total, many_roots)
        _identical(context, "without_people", view.copies(most=most, people=False), counts.impersonal, many_roots)
    return codes.DONE


def _json(context: Context, relation: str, row: dict[str, Any]) -> None:
    context.out(json.dumps({**row, "relation": relation}, ensure_ascii=False))


def _identical(context: Context, key: str, groups: Sequence[CopyGroup], total: int, many_roots: bool) -> None:
    if not groups:
        return
    context.out(context.text(f"cli.copies.{key}", n=total))
    for group in groups:
        size, people = wording.size(context.say, group.size), wording.people(context.say, group.people)
        facts = context.text("cli.copies.group", n=len(group.paths), size=size)
        context.out("  " + wording.joined(context.say, [facts, people] if group.people.high else [facts]))
        for number, file in enumerate(group.paths):
            name = _name(file, many_roots)
            context.out("    " + (name if number else context.text("cli.copies.original", file=name)))
    _more(context, total - len(groups))


def _more(context: Context, left: int) -> None:
    if left:
        context.out("  " + context.text("cli.copies.more", n=left))
    context.out()


def _related(context: Context, key: str, rows: Sequence[RelatedRow], total_rows: int, many_roots: bool) -> None:
    if not rows:
        return
    say = context.say
    context.out(context.text(f"cli.copies.{key}", n=total_rows))
    # What there is to say for one of two being a copy; of documents of different kinds it would mislead.
    words = ("own_folder", "other_class") if key == "overlap" else ("own_folder", "other_format", "marked", "older")
    for row in rows:
        total = row.shared + row.second_only
        marks = [word for word in words if getattr(row, word)]
        of = "people" if row.counts_people else "values"
        sentence = context.text(
            f"cli.copies.share_{of}",
            percent=f"{100 * row.shared // total}",
            shared=row.shared,
            total=total,
            missing=row.second_only,
            more=row.first_only,
            entity=wording.entity(say, row.entity),
        )
        first = _name(row.first, many_roots)
        context.out("  " + (context.text("cli.copies.master", file=first) if key == "near" else first))
        context.out("    " + _name(row.second, many_roots))
        context.out("      " + sentence)
        if marks:
            context.out("      " + wording.joined(say, [context.text(f"cli.copies.{word}") for word in marks]))
    _more(context, total_rows - len(rows))


def _name(file: tuple[str, str], many_roots: bool) -> str:
    root, path = file
    return shown(f"{root.rstrip('/')}/{path}" if many_roots else path)
