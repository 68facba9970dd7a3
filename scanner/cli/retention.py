"""``tana retention``: what is overdue, why, by which rules; rules checked and tried; the disposal calendar; and
what a leak would mean."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reports import wording
from reports.country import country_lines
from scanner.cli import breach, codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.decisions.model import Decision
    from inventory.judging.my_number import ApprovedPlaces, NumberFinding
    from inventory.judging.trial import Tried
    from inventory.questions.queries import InventoryView
    from inventory.retention.model import FileFacts
    from inventory.storage.rows import FileRow, RetentionRow
    from inventory.storage.store import Store
    from reports.locale import Messages


_WITH_FILE, _WITH_FILES = ("explain", "check", "try"), ("breach",)
_SHOWN = 20
_KEEPING = frozenset({"legal_hold", "keep_until"})
_WRONG = frozenset({"wrong_rule", "false_match"})
"""Decisions by which no retention rule is about a file."""
_LISTED = 100
"""Files listed of each kind; ``-v`` lists them all."""


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    actions = ("list", "explain", "rules", "check", "try", "calendar", "breach")
    parser.add_argument("action", nargs="?", choices=actions, default="list", help=say.text("cli.retention.action"))
    parser.add_argument("files", metavar="FILE", nargs="*", help=say.text("cli.retention.file"))
    parser.add_argument("--out", metavar="FILE", help=say.text("cli.retention.out"))


def run(context: Context) -> int:
    """Print what was asked for; the exit code says nothing about whether something is overdue."""
    action, files, out = context.args.action, context.args.files, context.args.out
    wanted = len(files) == 1 if action in _WITH_FILE else action in _WITH_FILES or not files
    if not wanted:
        key = "needs_file" if action in _WITH_FILE else "no_file_wanted"
        raise codes.UsageError(context.text(f"cli.retention.{key}", action=action))
    if (out is None) is (action == "calendar"):
        raise codes.UsageError(
            context.text("cli.retention.needs_out" if out is None else "cli.retention.no_out_wanted")
        )
    match action:
        case "explain":
            _explain(context, files[0])
        case "check":
            _check(context, Path(files[0]))
        case "try":
            _try(context, Path(files[0]))
        case "calendar":
            _calendar(context, Path(out))
        case "breach":
            breach.run(context, files)
        case "rules":
            _rules(context)
        case _:
            _list(context)
    return codes.DONE


def _list(context: Context) -> None:
    from inventory.questions.queries import InventoryView

    today = date.today()
    yesterday, soon = (today + timedelta(days=days) for days in (-1, wording.DUE_SOON_DAYS))
    most = None if context.verbose else _LISTED
    with context.store() as store:
        view = InventoryView(store)
        numbers = _numbers(context, view)
        unruled, unruled_total = view.unruled(most)
        undated, undated_total = view.undated(most)
        late, late_total = view.due("", yesterday.isoformat(), most)
        near, near_total = view.due(today.isoformat(), soon.isoformat(), most)
    for line in country_lines(context.say, context.home):
        context.out(line)
    for key, found_in, total in numbers:
        context.out(context.text(f"cli.retention.numbers.{key}", n=total))
        for row in found_in:
            context.out(shown(f"  {Path(row.root) / row.path}"))
        _more(context, total - len(found_in))
    if late_total:
        context.out(context.text("cli.retention.overdue", n=late_total))
        _print(context, late, today)
        _more(context, late_total - len(late))
    if near_total:
        context.out(context.text("cli.retention.soon", n=near_total, days=wording.DUE_SOON_DAYS))
        _print(context, near, today)
        _more(context, near_total - len(near))
    if not late_total and not near_total and not numbers:
        context.out(context.text("cli.retention.none"))
    _print_without_day(context, "undated", undated, undated_total)
    _print_without_day(context, "unruled", unruled, unruled_total)


def _print_without_day(context: Context, what: str, found: Sequence[FileRow], total: int) -> None:
    """Files of which nothing says when they may go."""
    if not total:
        return
    from reports.rules import RuleNames

    names = RuleNames(context.say, context.rules)
    context.out(context.text(f"cli.retention.{what}", n=total))
    for row in found:
        words = [wording.doc_class(context.say, row.doc_class)]
        words += [names.name(row.retention.rule)] if row.retention else []
        words.append(wording.people(context.say, row.people))
        words += [wording.entity(context.say, category) for category in row.special]
        context.out(shown(f"  {wording.joined(context.say, words)}"))
        context.out(shown(f"              {Path(row.root) / row.path}"))
    _more(context, total - len(found))


def _numbers(context: Context, view: InventoryView) -> list[tuple[NumberFinding, list[FileRow], int]]:
    """What is wrong with individual numbers: for each kind the first files, and how many there are."""
    from inventory.judging.my_number import NumberFinding, number_finding

    most, places = None if context.verbose else _LISTED, _approved(context)
    if not places.named:
        # Only numbers past their period are wrong then, and those are kept count of.
        rows, total = view.late_individual_numbers((date.today() - timedelta(days=1)).isoformat(), most)
        return [(NumberFinding.OVERDUE, rows, total)] if total else []
    found: dict[NumberFinding, tuple[list[FileRow], int]] = {kind: ([], 0) for kind in NumberFinding}
    for row in view.individual_numbers():
        if (wrong := number_finding(row, places)) is not None:
            rows, total = found[wrong]
            if most is None or total < most:
                rows.append(row)
            found[wrong] = rows, total + 1
    return [(kind, rows, total) for kind, (rows, total) in found.items() if total]


def _more(context: Context, left: int) -> None:
    if left > 0:
        context.out(context.text("cli.retention.more", n=left))


def _print(context: Context, found: Iterable[FileRow], today: date) -> None:
    from reports.rules import RuleNames

    say, names = context.say, RuleNames(context.say, context.rules)
    for row in found:
        if row.retention is None:
            continue
        day = date.fromisoformat(row.retention.due)
        words = [
            wording.doc_class(say, row.doc_class),
            names.name(row.retention.rule),
            wording.overdue(say, (today - day).days),
            say.word("basis", row.retention.basis_kind),
            f"{say.word('clock', row.retention.clock)} ({say.word('trust', row.retention.trust)})",
        ]
        context.out(shown(f"  {day}  {wording.joined(say, words)}"))
        context.out(shown(f"              {Path(row.root) / row.path}"))
        for case in names.until(row, today):
            context.out(f"              {case}")


def _explain(context: Context, name: str) -> None:
    from inventory.questions.queries import InventoryView

    with context.store() as store:
        view = InventoryView(store)
        row = _find(view, name)
        if row is None:
            raise codes.UsageError(context.text("cli.retention.not_in_inventory", file=name))
        said = said_of(context, view, row)
        taught = _taught(store, row)
    say = context.say
    context.out(shown(str(Path(row.root) / row.path)))
    context.out(context.text("cli.retention.class", name=wording.doc_class(say, row.doc_class)))
    if taught is not None:
        said_by = {"n": taught.id, "who": taught.who, "why": taught.why}
        context.out(f"  {shown(context.text('cli.retention.taught', **said_by))}")
    for reason in row.class_evidence:
        context.out(f"  {shown(wording.evidence(say, reason))}")
    for line in (line for part in said for line in part):
        context.out(shown(line))


def _taught(store: Store, row: FileRow) -> Decision | None:
    """The decision by which a file is of its kind."""
    from inventory.decisions.deciding import load
    from inventory.decisions.model import FileFacts as About

    about = About(row.id, row.root, row.path, row.content_hash, row.size)
    return load(store, date.today()).of_file(about).taught


def said_of(context: Context, view: InventoryView, row: FileRow) -> tuple[list[str], list[str], list[str]]:
    """What there is to say of a file: its retention and what was decided, the parts of its risk, the tests of a
    breach."""
    from inventory.judging.breach import breach_tests, facts_of_file
    from inventory.judging.my_number import number_finding
    from inventory.judging.owners import owner_gone
    from inventory.retention.evaluate import evaluate, explain
    from inventory.retention.standing import standing
    from reports.breach import breach_lines, risk_lines

    say = context.say
    verdict = evaluate(_facts(view, row), context.rules, date.today())
    if row.decision in _WRONG and row.retention is None:
        said = [say.text("cli.retention.decided_wrong", decision=say.word("clock", row.decision))]
    elif verdict is not None:
        said = explain(verdict, context.rules, context.lang)
    else:
        why = standing(_facts(view, row))
        said = [say.text(f"cli.retention.standing.{why}" if why else "cli.retention.no_rule")]
    # As a copy of what is kept it has no decision of its own, and its period is that of the other.
    by = next((name for name in (row.decision, row.retention.clock if row.retention else "") if name in _KEEPING), "")
    if by and row.retention:
        key = "decided" if row.retention.due else "decided_hold"
        decision = say.word("clock", by)
        said.append(say.text(f"cli.retention.{key}", decision=decision, day=row.retention.due))
    if (wrong := number_finding(row, _approved(context))) is not None:
        said.append(say.text(f"cli.retention.number.{wrong}"))
    tests = breach_tests(facts_of_file(row), context.countries)
    return said, list(risk_lines(say, row, owner_gone(row.owner))), list(breach_lines(say, tests))


def _approved(context: Context) -> ApprovedPlaces:
    from inventory.judging.my_number import ApprovedPlaces

    try:
        return ApprovedPlaces(context.settings.retention.my_number_places)
    except ValueError:
        raise codes.UsageError(context.text("cli.retention.bad_place")) from None


def _find(view: InventoryView, name: str) -> FileRow | None:
    """The file as the inventory names it, else as it lies on disk."""
    return view.file(name) or view.file(str(Path(name).absolute())) or view.file(str(Path(name).resolve()))


def _facts(view: InventoryView, row: FileRow) -> FileFacts:
    from inventory.retention.model import FileFacts

    dated = row
    while dated.member_of and not dated.modified:
        # A member without a date of its own is at least as old as the file that holds it.
        above = view.file(f"{dated.root.rstrip('/')}/{dated.member_of}")
        if above is None:
            break
        dated = above
    counts = {entity: count.count for entity, count in row.entities.items()}
    # As in judging after a scan: where nothing has a date, the first day there is.
    modified = date.fromisoformat(wording.local_day(dated.modified) or "1970-01-01")
    return FileFacts(
        row.doc_class,
        row.path,
        counts,
        row.clues,
        modified,
        people=row.people.high,
        size=row.size,
        told=row.told,
    )


def _rules(context: Context) -> None:
    from reports.rules import RuleNames

    names = RuleNames(context.say, context.rules)
    for rule in context.rules.rules:
        off = "" if context.rules.in_force(rule) else f" [{context.text('cli.retention.off')}]"
        kind = context.say.word("basis", str(rule.basis_kind))
        words = [names.terms(rule.id), kind, names.basis(rule.id)]
        context.out(shown(f"{rule.id}{off}: {names.name(rule.id)}"))
        context.out(shown(f"    {wording.joined(context.say, words)}"))


def _check(context: Context, file: Path) -> None:
    """The file is laid over the presets in force, as a scan would do it: it may change their rules by key."""
    before = {rule.id: rule for rule in context.laid_over([]).rules}
    rules = context.laid_over([file]).rules
    own = sum(before.get(rule.id) != rule for rule in rules)
    context.out(context.text("cli.retention.checked", file=shown(str(file)), n=own, total=len(rules)))


def _try(context: Context, file: Path) -> None:
    """The file is laid over all rules in force; nothing is stored."""
    from inventory.judging.trial import DRAWN, Change, Trial

    found: dict[Change, list[Tried]] = {change: [] for change in Change}
    with context.store() as store:
        tried = context.laid_over([*context.settings.retention.rules, file])
        trial = Trial(store, context.rules, tried, date.today(), None if context.verbose else DRAWN)
        for each in trial:
            if len(found[each.change]) < _SHOWN or context.verbose:
                found[each.change].append(each)
    drawn = trial.judged < trial.concerned
    if drawn:
        context.out(context.text("cli.retention.try.drawn", n=trial.concerned, judged=trial.judged))
    for change, some in found.items():
        number, low, high = trial.bounds(change)
        key = f"cli.retention.try.about.{change}" if drawn else f"cli.retention.try.{change}"
        context.out(context.text(key, n=number, low=low, high=high))
        for each in some:
            rule, before, after = _rule_of(each), _due(each.before), _due(each.after)
            context.out(shown(f"  {before} → {after}  {rule}  {Path(each.root) / each.path}"))
        _more(context, number - len(some))
    context.out(context.text("cli.retention.try.nothing_stored"))


def _rule_of(tried: Tried) -> str:
    rules = dict.fromkeys(row.rule if row else "-" for row in (tried.before, tried.after))
    return " → ".join(rules)


def _due(row: RetentionRow | None) -> str:
    return row.due if row and row.due else "-"


def _calendar(context: Context, out: Path) -> None:
    from inventory.questions.queries import InventoryView
    from reports import calendar
    from reports.rules import RuleNames

    if out.suffix.lower() not in (".ics", ".xlsx"):
        raise codes.UsageError(context.text("cli.retention.needs_out"))
    now = datetime.now().astimezone()
    with context.store() as store:
        view = InventoryView(store)
        found = calendar.entries(view, now.date())
        calendar.write(context.say, view, found, RuleNames(context.say, context.rules), out, now)
    context.out(context.text("cli.retention.calendar", file=shown(str(out)), n=len(found)))
