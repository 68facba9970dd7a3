"""``tana dispose plan|apply|restore|record``: move what was approved to quarantine, bring it back, delete it for good,
and show what was done."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.decisions.disposal import Disposal, Item
    from inventory.storage.store import Store
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("action", choices=("plan", "apply", "restore", "record"), help=say.text("cli.dispose.action"))
    parser.add_argument("files", metavar="FILE", nargs="*", help=say.text("cli.dispose.files"))
    parser.add_argument("--delete", action="store_true", help=say.text("cli.dispose.delete"))
    parser.add_argument("--quarantine", metavar="FOLDER", help=say.text("cli.dispose.quarantine"))
    parser.add_argument("--out", metavar="FILE.xlsx", help=say.text("cli.disposals.out"))
    parser.add_argument("--who", metavar="NAME", help=say.text("cli.decide.who"))


def run(context: Context) -> int:
    """Plan, do or undo; exit code 1 where a file was left that should have gone or come back."""
    args = context.args
    if args.files and args.action != "restore":
        raise codes.UsageError(context.text("cli.dispose.no_files", action=args.action))
    if args.delete and args.action not in ("plan", "apply"):
        raise codes.UsageError(context.text("cli.dispose.no_delete"))
    if (args.out is not None) != (args.action == "record"):
        raise codes.UsageError(context.text("cli.disposals.out_with_record"))
    with context.store() as store:
        if args.action == "record":
            return _write(context, store)
        disposal = _disposal(context, store)
        if args.action == "plan":
            return _plan(context, disposal)
        try:
            return _restore(context, disposal) if args.action == "restore" else _apply(context, disposal)
        except OSError as error:
            place = shown(os.fsdecode(disposal.quarantine))
            reason = error.strerror or type(error).__name__
            raise codes.CannotRun(context.text("cli.dispose.no_quarantine", folder=place, reason=reason)) from None


def _disposal(context: Context, store: Store) -> Disposal:
    from inventory.decisions.disposal import Disposal
    from inventory.storage.keys import existing_key
    from scanner.cli.decide import who
    from scanner.masking import Hasher

    key = existing_key(context.database)
    if key is None:
        raise codes.CannotRun(context.text("cli.decide.no_key"))
    folder = os.fsencode(_quarantine(context).absolute())
    return Disposal(store, folder, Hasher(key).new_content, who(context), date.today())


def _quarantine(context: Context) -> Path:
    if context.quarantine is None:
        raise codes.UsageError(context.text("cli.dispose.needs_quarantine"))
    return context.quarantine


def _plan(context: Context, disposal: Disposal) -> int:
    """Says exactly what ``apply`` would do now, with ``--delete`` or without; changes nothing."""
    from inventory.questions.archives import still_within
    from reports.archives import within

    if context.args.delete:
        items = disposal.deletable(context.settings.disposal.keep_days)
        ready, left = "cli.dispose.would_delete", "cli.dispose.would_stay"
    else:
        items = disposal.plan()
        ready, left = "cli.dispose.would_move", "cli.dispose.would_leave"
    going = [item for item in items if not item.obstacle]
    place = shown(os.fsdecode(disposal.quarantine))
    context.out(context.text(ready, n=len(going), size=_size(context, going), folder=place))
    _print(context, going)
    for item in going if not context.args.delete else ():
        held = still_within(disposal.store, [item.file_id]).get(item.file_id)
        if held is not None:
            context.out(shown(f"  {item.path}: {within(context.say, held)}"))
    staying = [item for item in items if item.obstacle]
    if staying:
        context.out(context.text(left, n=len(staying)))
        _print(context, staying)
    return codes.DONE


def _apply(context: Context, disposal: Disposal) -> int:
    delete = context.args.delete
    keep_days = context.settings.disposal.keep_days
    items = []
    for item in disposal.delete(keep_days) if delete else disposal.apply():
        items.append(item)
        _print(context, [item])
    going = [item for item in items if not item.obstacle]
    place = shown(os.fsdecode(disposal.quarantine))
    numbers = {"n": len(going), "size": _size(context, going), "left": len(items) - len(going)}
    if delete:
        context.out(context.text("cli.dispose.deleted", days=keep_days, **numbers))
        if going:
            context.out(context.text("cli.disposals.show_deleted"))
        return codes.DONE
    context.out(context.text("cli.dispose.moved", folder=place, **numbers))
    if going:
        context.out(context.text("cli.disposals.scan_again", n=len(going)))
        context.out(context.text("cli.disposals.show"))
    return codes.DONE if len(going) == len(items) else codes.DONE_WITH_PROBLEMS


def _restore(context: Context, disposal: Disposal) -> int:
    """Brings back the files named, by their path as the inventory has it or on disk. Raises UsageError."""
    from scanner.cli.decide import judge_again

    inside = disposal.quarantined()
    wanted: dict[str, Item] = {}
    for name in context.args.files:
        found = [item for item in inside if _is_named(item, name)]
        if not found:
            raise codes.UsageError(context.text("cli.dispose.not_there", file=shown(name)))
        wanted |= {item.item: item for item in found[-1:]}
    if not wanted:
        context.out(context.text("cli.dispose.inside", n=len(inside)))
        _print(context, inside)
        return codes.DONE
    done = list(disposal.restore(list(wanted.values()), context.text("cli.disposals.restored_why")))
    _print(context, done)
    back = [item for item in done if not item.obstacle]
    context.out(context.text("cli.dispose.restored", n=len(back), left=len(done) - len(back)))
    withdrawals = [decision for item in back for decision in item.withdrawals]
    if withdrawals:
        ended = ", ".join(str(decision.withdraws) for decision in withdrawals)
        context.out(context.text("cli.disposals.withdrawn", n=len(withdrawals), ended=ended))
        judge_again(context, disposal.store, withdrawals)
    if back:
        context.out(context.text("cli.disposals.scan_again", n=len(back)))
    return codes.DONE if len(back) == len(done) else codes.DONE_WITH_PROBLEMS


def _write(context: Context, store: Store) -> int:
    """Writes the record of disposal; exit code 1 where part of the manifest cannot be read."""
    from inventory.decisions.deciding import load
    from inventory.decisions.manifest import read
    from reports.disposals import write
    from reports.rules import RuleNames

    folder, out, today = _quarantine(context), Path(context.args.out), date.today()
    try:
        found, bad = read(folder, load(store, today).entries)
    except OSError:
        raise codes.UsageError(context.text("cli.disposals.no_manifest", folder=shown(str(folder)))) from None
    write(context.say, found, RuleNames(context.say, context.rules), out, today, bad)
    context.out(context.text("cli.disposals.written", file=shown(str(out)), n=len(found)))
    if bad:
        context.error(context.text("disposals.bad", n=bad))
    return codes.DONE_WITH_PROBLEMS if bad else codes.DONE


def _is_named(item: Item, name: str) -> bool:
    """Whether this is its name: as the inventory writes it, or as it was on disk (there ``>`` is no mark of a member,
    and bytes need be no UTF-8)."""
    path = Path(name).absolute()
    written = {item.path, f"{item.root.rstrip('/')}/{item.path}"}
    on_disk = {item.raw, item.root_raw.rstrip(b"/") + b"/" + item.raw}
    return not {name, str(path)}.isdisjoint(written) or not {os.fsencode(name), os.fsencode(path)}.isdisjoint(on_disk)


def _size(context: Context, items: Iterable[Item]) -> str:
    from reports import wording

    return wording.size(context.say, sum(item.size for item in items))


def _print(context: Context, items: Iterable[Item]) -> None:
    for item in items:
        path = shown(str(Path(item.root) / item.path))
        if not item.obstacle:
            context.out(f"  {path}")
            continue
        reason = context.text(f"cli.dispose.because.{item.obstacle}", n=item.blocked_by or 0)
        context.out(f"  {context.text('cli.dispose.left_line', path=path, reason=reason)}")
