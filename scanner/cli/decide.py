"""``tana decide``: record what was decided about files and findings, and list it."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli import codes
from scanner.cli.context import Context, shown
from scanner.cli.one_value import false_value

if TYPE_CHECKING:
    from inventory.decisions.deciding import Became, Subject
    from inventory.decisions.model import Decision
    from inventory.questions.worklist import Row
    from inventory.storage.store import Store
    from reports.locale import Messages

ACTIONS = ("keep-until", "legal-hold", "false-match", "wrong-rule", "approve-disposal", "withdraw", "list")


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("action", nargs="?", choices=ACTIONS, help=say.text("cli.decide.action"))
    parser.add_argument("what", metavar="FILE", nargs="*", help=say.text("cli.decide.what"))
    parser.add_argument("--why", metavar="TEXT", help=say.text("cli.decide.why"))
    parser.add_argument("--who", metavar="NAME", help=say.text("cli.decide.who"))
    parser.add_argument("--expires", metavar="DATE", default="", help=say.text("cli.decide.expires"))
    parser.add_argument("--path", metavar="GLOB", default="", help=say.text("cli.decide.path"))
    parser.add_argument("--entity", metavar="ENTITY", default="", help=say.text("cli.decide.entity"))
    parser.add_argument("--value", metavar="VALUE", help=say.text("cli.decide.value"))
    parser.add_argument("--finding", metavar="AT", help=say.text("cli.decide.finding"))
    parser.add_argument("--kind", metavar="KIND", default="", help=say.text("cli.decide.kind"))
    parser.add_argument("--rule", metavar="RULE", default="", help=say.text("cli.decide.rule"))
    parser.add_argument("--from", metavar="LIST", dest="worklist", help=say.text("cli.decide.from"))


def run(context: Context) -> int:
    """Record or list; exit code 1 where rows of a work list could not be taken."""
    from inventory.decisions.writing import iso_day

    args = context.args
    if args.worklist is not None:
        if args.action is not None:
            raise codes.UsageError(context.text("cli.decide.from_alone"))
        return _from(context, Path(args.worklist))
    if args.action is None:
        raise codes.UsageError(context.text("cli.decide.no_action", actions=", ".join(ACTIONS)))
    with context.store() as store:
        if args.action == "list":
            _list(context, store)
            return codes.DONE
        why = (args.why or "").strip()
        if not why:
            raise codes.UsageError(context.text("cli.decide.needs_why"))
        wanted = _withdrawals(context) if args.action == "withdraw" else _wanted(context, store)
        expires = iso_day(args.expires)
        _record(context, store, [replace(d, who=who(context), why=why, expires=expires) for d in wanted])
    return codes.DONE


def who(context: Context) -> str:
    """``--who``, else the name of the account."""
    given = getattr(context.args, "who", None)
    try:
        return str(given or getpass.getuser())
    except (KeyError, OSError):  # an account without a name
        return str(os.getuid())


def _withdrawals(context: Context) -> list[Decision]:
    from inventory.decisions.model import Decision, Kind, Scope

    numbers = context.args.what
    if not numbers or not all(number.isascii() and number.isdecimal() for number in numbers):
        raise codes.UsageError(context.text("cli.decide.needs_number"))
    return [Decision(0, Kind.WITHDRAWAL, Scope.FILE, withdraws=int(number)) for number in numbers]


def _wanted(context: Context, store: Store) -> list[Decision]:
    """The decisions asked for, one for each file or one for the glob, value or rule. Raises UsageError."""
    from inventory.decisions.model import Decision, Kind, Scope
    from inventory.decisions.writing import iso_day

    args = context.args
    files = list(args.what)
    until = ""
    kind = {
        "keep-until": Kind.KEEP_UNTIL,
        "legal-hold": Kind.LEGAL_HOLD,
        "false-match": Kind.FALSE_MATCH,
        "wrong-rule": Kind.WRONG_RULE,
        "approve-disposal": Kind.APPROVED_FOR_DISPOSAL,
    }[args.action]
    if kind is Kind.KEEP_UNTIL:
        if not files:
            raise codes.UsageError(context.text("cli.decide.needs_date"))
        until = iso_day(files.pop(0))
    if args.kind:
        if kind is not Kind.WRONG_RULE:
            raise codes.UsageError(context.text("cli.decide.only_wrong_rule"))
        kind = Kind.RIGHT_KIND
    false = kind is Kind.FALSE_MATCH
    if (args.value is not None or args.finding is not None or args.entity) and not false:
        raise codes.UsageError(context.text("cli.decide.only_false_match"))
    if (args.finding is not None and len(files) != 1) or bool(files) == bool(
        args.path or args.rule or args.value is not None or (args.entity and not files)
    ):
        raise codes.UsageError(context.text("cli.decide.one_object"))
    base = Decision(0, kind, Scope.FILE, doc_class=_kind_of_document(context) if args.kind else "", until=until)
    if files:
        subjects = [_find(context, store, name) for name in files]
        inside = next((s for s in subjects if s.member_of and kind is Kind.APPROVED_FOR_DISPOSAL), None)
        if inside is not None:
            outer = inside.path.split(" > ", 1)[0]
            raise codes.UsageError(context.text("cli.decide.member", file=shown(inside.path), outer=shown(outer)))
        if args.finding is not None:
            return _findings(context, store, base, subjects[0], args.finding)
        return [_about(replace(base, entity=args.entity), subject) for subject in subjects]
    if args.value is not None:
        if not args.entity or args.path or args.rule:
            raise codes.UsageError(context.text("cli.decide.value_needs_entity"))
        return [false_value(context, store, base, who(context))]
    if args.rule:
        return [replace(base, scope=Scope.RULE, rule=args.rule, path=args.path)]
    if args.entity:
        return [replace(base, scope=Scope.PATTERN, entity=args.entity, path=args.path)]
    if kind is Kind.APPROVED_FOR_DISPOSAL:
        return _each_of(context, store, base, args.path)
    return [replace(base, scope=Scope.PATH, path=args.path)]


def _kind_of_document(context: Context) -> str:
    """The class that ``--kind`` names. Raises UsageError."""
    from inventory.retention.model import NAMEABLE
    from reports import wording

    given = context.args.kind
    found = wording.kind_named(given)
    if found is None:
        which = wording.joined(context.say, (wording.doc_class(context.say, name) for name in NAMEABLE))
        raise codes.UsageError(context.text("cli.decide.kinds", given=shown(given), which=which))
    return found


def _find(context: Context, store: Store, name: str) -> Subject:
    """The file as the inventory names it, else as it lies on disk. Raises UsageError."""
    from inventory.decisions.deciding import subject
    from inventory.questions.queries import InventoryView

    view = InventoryView(store)
    outer, mark, inner = name.partition(" > ")
    for path in (name, *(str(place) + mark + inner for place in (Path(outer).absolute(), Path(outer).resolve()))):
        row = view.file(path)
        found = subject(store, row.id) if row else None
        if found is not None:
            return found
    raise codes.UsageError(context.text("cli.retention.not_in_inventory", file=shown(name)))


def _about(base: Decision, subject: Subject) -> Decision:
    return replace(base, root=subject.root, path=subject.path, file_id=subject.id, content_hash=subject.content_hash)


def _findings(context: Context, store: Store, base: Decision, subject: Subject, at: str) -> list[Decision]:
    from inventory.decisions.deciding import findings_at
    from inventory.decisions.model import Scope

    found = [
        (entity, identity)
        for entity, identity in findings_at(store, subject.id, at)
        if context.args.entity in ("", entity)
    ]
    if not found:
        raise codes.UsageError(context.text("cli.decide.no_finding", file=shown(subject.path), at=shown(at)))
    about = replace(_about(base, subject), scope=Scope.FINDING)
    return [replace(about, entity=entity, identity=identity) for entity, identity in found]


def _each_of(context: Context, store: Store, base: Decision, glob: str) -> list[Decision]:
    """An approval is for the content that is there now: a glob stands for the files on disk that it matches today."""
    from inventory.decisions.deciding import matching, subject

    try:
        ids = matching(store, glob)
    except ValueError:
        raise codes.UsageError(context.text("cli.decide.bad.glob")) from None
    found = [found for number in ids if (found := subject(store, number)) and not found.member_of]
    if not found:
        raise codes.UsageError(context.text("cli.decide.nothing_matches", glob=shown(glob)))
    return [_about(base, each) for each in found]


def _record(context: Context, store: Store, wanted: Sequence[Decision]) -> None:
    """Records them, says which of them speak of nothing that is there, and judges again the files they concern. Raises
    UsageError."""
    from inventory.decisions.deciding import DecisionError, aimless, load, overruled, record
    from inventory.decisions.model import Kind
    from inventory.questions.archives import still_within
    from reports.archives import within
    from reports.decisions import sentence

    made = []
    for draft in wanted:
        try:
            decision = record(store, draft)
        except DecisionError as error:
            raise codes.UsageError(context.text(f"cli.decide.bad.{error.reason}")) from None
        made.append(decision)
        context.out(shown(context.text("cli.decide.recorded", n=decision.id, what=sentence(context.say, decision))))
    decisions = load(store, date.today())
    for decision in aimless(store, decisions, made):
        context.note(context.text("cli.decide.aimless", n=decision.id))
    for number, before in overruled(store, decisions, made).items():
        said = {"n": number, "before": before.id, "what": sentence(context.say, before)}
        context.note(shown(context.text("cli.decide.no_effect", **said)))
    approved = {decisions.where_now(d): d for d in made if d.kind is Kind.APPROVED_FOR_DISPOSAL}
    for file, held in still_within(store, [n for n in approved if n is not None]).items():
        context.note(shown(context.text("cli.decide.within", n=approved[file].id, what=within(context.say, held))))
    judge_again(context, store, made)


def judge_again(context: Context, store: Store, made: Sequence[Decision]) -> None:
    """Judges the files that these decisions concern, so that every list agrees at once."""
    from inventory.decisions.deciding import affected, load
    from inventory.judging.assess import assess_files

    today = date.today()
    assess_files(store, context.rules, today, affected(store, load(store, today), made))


def _list(context: Context, store: Store) -> None:
    from inventory.decisions.deciding import load, states, subject
    from inventory.decisions.model import Kind
    from reports.decisions import sentence
    from reports.wording import local_day

    decisions = load(store, date.today())
    if not decisions.entries:
        context.out(context.text("cli.decide.none"))
        return
    found = states(store, decisions)
    for decision in decisions.entries:
        state = "" if decision.kind is Kind.WITHDRAWAL else _state(context, found[decision.id])
        context.out(shown(f"{decision.id:>5}  {local_day(decision.made)}  {decision.who}  {state}".rstrip()))
        context.out(shown(f"       {sentence(context.say, decision)}"))
        now = decisions.where_now(decision)
        if now is not None and now != decision.file_id and (place := subject(store, now)):
            context.out(shown(f"       {context.text('cli.decide.now', path=Path(place.root) / place.path)}"))
        context.out(shown(f"       {context.text('cli.decide.because', why=decision.why)}"))


def _state(context: Context, became: Became) -> str:
    """What became of a decision, with the one that goes before it, or where its file is."""
    from reports.wording import local_day

    if became.fate is not None:
        return context.text(f"cli.decide.done.{became.fate.stage}", day=local_day(became.fate.since))
    return context.text(f"cli.decide.state.{became.state}", n=became.by or 0)


def _from(context: Context, given: Path) -> int:
    lists, bad = _lists(context, given)
    drafts: list[Decision] = []
    with context.store() as store:
        known = _known(store)
        same = 0
        for file, row in ((file, row) for file, rows in lists.items() for row in rows):
            found, reason = _drafts(context, store, row)
            if reason:
                bad += 1
                place = f"{shown(file.name)} {row.sheet}!{row.number}"
                context.error(
                    context.text("cli.decide.row", place=place, reason=context.text(f"cli.decide.bad.{reason}"))
                )
            for draft in found:
                if (draft.kind, draft.file_id, draft.until, draft.doc_class, draft.entity) in known:
                    same += 1
                else:
                    drafts.append(draft)
        _record(context, store, drafts)
    context.note(context.text("cli.decide.taken", lists=len(lists), n=len(drafts), same=same, bad=bad))
    return codes.DONE_WITH_PROBLEMS if bad else codes.DONE


def _lists(context: Context, given: Path) -> tuple[dict[Path, list[Row]], int]:
    """The work lists of a file or a folder with their answered rows, and how many workbooks of the folder could not be
    read; what is no work list there is left alone. Raises UsageError where there is no list."""
    from inventory.questions.worklist import WorkListError, read

    # Excel keeps the name of whoever has a workbook open in a file beside it.
    files = sorted(f for f in given.glob("*.xlsx") if not f.name.startswith("~$")) if given.is_dir() else [given]
    lists: dict[Path, list[Row]] = {}
    bad = 0
    for file in files:
        try:
            lists[file] = read(file)
        except WorkListError as error:
            told = context.text(f"cli.decide.list.{error.reason}", file=shown(str(file)))
            if not given.is_dir():
                raise codes.UsageError(told) from None
            if error.reason != "no_list":
                context.error(told)
                bad += 1
    if not lists and not bad:
        raise codes.UsageError(context.text("cli.decide.list.no_list", file=shown(str(given))))
    return lists, bad


def _known(store: Store) -> set[tuple[str, int | None, str, str, str]]:
    """Decisions about files in force: a list that is read twice says nothing new."""
    from inventory.decisions.deciding import load
    from inventory.decisions.model import State

    decisions = load(store, date.today())
    return {
        (d.kind, decisions.where_now(d), d.until, d.doc_class, d.entity)
        for d in decisions.entries
        if decisions.state(d) is State.IN_FORCE
    }


def _drafts(context: Context, store: Store, row: Row) -> tuple[list[Decision], str]:
    """The decisions of a row: its answer, the kind that its file is of, and what in it is not so; or why there are
    none."""
    from inventory.decisions.deciding import DecisionError, check, holders, subject
    from inventory.decisions.model import Decision, Kind, Scope
    from inventory.questions.worklist import Answer
    from reports import wording

    if row.answer is None and row.given:
        return [], "answer"
    named = wording.kind_named(row.right_kind) if row.right_kind else ""
    if named is None:
        return [], "kind"
    found = subject(store, row.file_id)
    if found is None:
        return [], "gone"
    kind = {
        Answer.KEEP: Kind.KEEP_UNTIL,
        Answer.HOLD: Kind.LEGAL_HOLD,
        Answer.DELETE: Kind.APPROVED_FOR_DISPOSAL,
        Answer.WRONG: Kind.FALSE_MATCH,
        Answer.RULE: Kind.WRONG_RULE,
    }[row.answer or Answer.WRONG]
    if kind is Kind.APPROVED_FOR_DISPOSAL and found.member_of:
        return [], "member"
    if kind is Kind.APPROVED_FOR_DISPOSAL and row.content_hash != found.content_hash:
        return [], "changed"
    if kind is Kind.KEEP_UNTIL and not row.until:
        return [], "until"
    until = row.until if kind is Kind.KEEP_UNTIL else ""
    base = _about(
        Decision(0, kind, Scope.FILE, until=until, who=row.who or who(context), why=row.why or context.args.why or ""),
        found,
    )
    drafts = [replace(base, kind=Kind.RIGHT_KIND, doc_class=named, until="")] if named else []
    wrong = wording.entities_named(row.only_wrong)
    if wrong is None:
        return [], "entity"
    for entity in wrong:
        there = holders(store, found.id, entity)
        if not there:
            return [], "not_found"
        # What is in an archive is met there: the decision is about each file that holds it.
        about = replace(base, kind=Kind.FALSE_MATCH, entity=entity, until="")
        drafts += [_about(about, each) for each in there]
    if not (wrong and kind is Kind.FALSE_MATCH) and not (named and kind is Kind.WRONG_RULE):
        drafts.append(base)
    try:
        for draft in drafts:
            check(draft)
    except DecisionError as error:
        return [], error.reason
    return drafts, ""
