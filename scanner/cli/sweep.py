"""``tana sweep``: what changed since the last sweep, the trend, what was covered; and the sampling audit."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.cli import changes, codes
from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from inventory.decisions.losses import Done
    from inventory.decisions.model import Decision
    from inventory.questions.audits import Result
    from inventory.questions.sweeping import Bounds, NotExamined, Point, Statement
    from inventory.storage.store import Store
    from reports.locale import Messages


def arguments(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The command's own options."""
    parser.add_argument("--since", metavar="SCAN", help=say.text("cli.sweep.since"))
    parser.add_argument("--jsonl", action="store_true", help=say.text("cli.sweep.jsonl"))
    parser.add_argument("--audit", metavar="N", type=int, help=say.text("cli.sweep.audit"))
    parser.add_argument("--answers", metavar="FILE.csv", help=say.text("cli.sweep.answers"))
    parser.add_argument("--who", metavar="NAME", help=say.text("cli.decide.who"))


def run(context: Context) -> int:
    """Compare, or audit."""
    args = context.args
    with context.store() as store:
        if args.audit is not None:
            _draw(context, store, args.audit)
        elif args.answers is not None:
            _answers(context, store, Path(args.answers))
        else:
            _sweep(context, store)
    return codes.DONE


def _sweep(context: Context, store: Store) -> None:
    from inventory.questions.sweeping import bounds, remember, statement, trend
    from scanner.cli.decide import who

    since = context.args.since
    try:
        between = bounds(store, since)
    except ValueError:
        raise codes.UsageError(context.text("cli.sweep.no_scan", scan=since)) from None
    if between is None:
        raise codes.CannotRun(context.text("cli.sweep.nothing"))
    if since is None:
        remember(store, between, who(context))
    points, covered = trend(store, between), statement(store, between.upto)
    if context.args.jsonl:
        _data(context, store, between, points, covered)
        return
    _heading(context, between, points)
    changes.write(context, store, between)
    _decisions(context, store, between)
    _trend(context, points)
    _statement(context, covered)


def _heading(context: Context, between: Bounds, points: list[Point]) -> None:
    from reports.wording import local_day

    begun = {point.scan: local_day(point.started) for point in points}
    if between.since:
        context.out(
            context.text(
                "cli.sweep.heading",
                scan=between.upto,
                day=begun[between.upto],
                since=between.since,
                since_day=begun[between.since],
            )
        )
    else:
        context.out(context.text("cli.sweep.first", scan=between.upto, day=begun[between.upto]))


def _decided(store: Store, between: Bounds) -> tuple[list[Decision], list[Decision]]:
    """Decisions made between the two scans, and since the later one."""
    from inventory.decisions.deciding import load

    entries = load(store, date.today()).entries
    return (
        [d for d in entries if between.since <= d.newest_scan < between.upto],
        [d for d in entries if d.newest_scan >= between.upto],
    )


def _decisions(context: Context, store: Store, between: Bounds) -> None:
    from inventory.decisions.losses import done
    from reports.decisions import sentence

    made, later = _decided(store, between)
    for name, decisions in (("decided", made), ("later", later)):
        context.out()
        context.out(context.text(f"cli.sweep.{name}", n=len(decisions)))
        newest = decisions[::-1]
        for decision in newest if context.verbose else newest[: changes.SHOWN]:
            context.out(shown(f"  {decision.id:>5}  {sentence(context.say, decision)} ({decision.who})"))
        if not context.verbose and len(newest) > changes.SHOWN:
            context.out("  " + context.text("cli.sweep.older", n=len(newest) - changes.SHOWN))
    context.out()
    finished = done(store, between.since, between.upto)
    context.out(context.text("cli.sweep.done", n=len(finished)))
    for each in finished if context.verbose else finished[: changes.SHOWN]:
        context.out(shown(f"  {_done(context, each)}"))
    changes.more(context, 0 if context.verbose else len(finished))


def _done(context: Context, each: Done) -> str:
    """An approved file that is gone: how, when, by whom, and who had approved it and why."""
    from reports import wording

    how = context.text(f"cli.sweep.how.{each.how}")
    said = [f"{wording.local_day(each.made)} {each.who}"] if each.made else []
    if each.decision is not None:
        decision = {"n": each.decision.id, "who": each.decision.who, "why": each.decision.why}
        said.append(context.text("cli.losses.decision", **decision))
    return context.text(
        "cli.losses.done", how=how, path=Path(each.root) / each.path, said=wording.joined(context.say, said)
    )


_TREND = ("files", "people_high", "special", "copies", "overdue_files", "overdue_person_years")


def _trend(context: Context, points: list[Point]) -> None:
    from reports.wording import local_day

    context.out()
    context.out(context.text("cli.sweep.trend"))
    for point in points:
        numbers = {name: getattr(point.totals, name) for name in _TREND}
        context.out(context.text("cli.sweep.point", scan=point.scan, day=local_day(point.started), **numbers))
    if len(points) > 1:
        first, last = points[-2].totals, points[-1].totals
        context.out(
            context.text(
                "cli.sweep.difference",
                people=last.people_high - first.people_high,
                special=last.special - first.special,
                copies=last.copies - first.copies,
                years=last.overdue_person_years - first.overdue_person_years,
            )
        )


def _statement(context: Context, covered: Statement) -> None:
    from reports import wording

    say = context.say
    context.out()
    context.out(context.text("cli.sweep.coverage"))
    times = {"started": wording.moment(covered.scan.started), "finished": wording.moment(covered.scan.finished)}
    context.out("  " + context.text("cli.sweep.scan", scan=covered.scan.id, **times))
    rules = {"rules": covered.scan.rules, "retention": covered.retention_rules}
    context.out("  " + shown(context.text("cli.sweep.rules", **rules)))
    for root, totals in covered.roots.items():
        numbers = {
            "files": totals.files,
            "size": wording.size(say, totals.bytes),
            "examined": totals.examined,
            "examined_size": wording.size(say, totals.examined_bytes),
            "members": totals.members,
            "characters": totals.characters,
        }
        context.out(shown("  " + context.text("cli.sweep.root", root=root, **numbers)))
    if covered.not_met:
        context.out("  " + context.text("cli.sweep.not_met", n=covered.not_met))
    _left(context, "not_examined", covered.not_examined)
    if covered.members:
        _left(context, "members_not_examined", covered.members)


def _left(context: Context, what: str, groups: Sequence[NotExamined]) -> None:
    """What was not examined in full: a heading, and the reasons below it."""
    from reports import wording
    from scanner.document import Detail

    say = context.say
    context.out("  " + context.text(f"cli.sweep.{what}", n=sum(group.files for group in groups)))
    for group in groups:
        detail = Detail[group.detail].value if group.detail in Detail.__members__ else group.detail
        reason = wording.problem(say, detail) if detail else say.text(f"outcome.{group.outcome}")
        kind = f" ({group.kind})" if group.kind else ""
        outcome = say.text(f"outcome.{group.outcome}")
        numbers = {"n": group.files, "size": wording.size(say, group.bytes)}
        context.out(shown("    " + context.text("cli.sweep.reason", outcome=outcome, reason=reason + kind, **numbers)))


def _data(context: Context, store: Store, between: Bounds, points: list[Point], covered: Statement) -> None:
    """All of it, one JSON object a line, told apart by ``type``."""
    from scanner.cli.export import data_output

    with data_output() as out:
        for row in _rows(store, between, points, covered):
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _rows(store: Store, between: Bounds, points: list[Point], covered: Statement) -> Iterator[dict[str, Any]]:
    from inventory.decisions.losses import done, losses
    from inventory.questions.sweeping import What
    from inventory.questions.sweeping import changes as between_scans

    yield {"type": "sweep", "scan": between.upto, "since": between.since or None}
    gone = [change.file_id for change in between_scans(store, between) if change.what is What.GONE]
    lost = losses(store, gone, between.upto, date.today())
    for change in between_scans(store, between):
        was = {"root": change.was[0], "path": change.was[1]} if change.was else None
        yield {
            "type": "change",
            "what": change.what,
            "root": change.root,
            "path": change.path,
            "was": was,
            "before": asdict(change.before) if change.before else None,
            "after": asdict(change.after) if change.after else None,
            **({"loss": lost[change.file_id].loss} if change.what is What.GONE else {}),
        }
    for kind, decisions in zip(("decided", "decided_later"), _decided(store, between), strict=True):
        for decision in decisions:
            fields = ("id", "kind", "scope", "root", "path", "doc_class", "until", "expires", "withdraws")
            yield {"type": kind, **{name: getattr(decision, name) for name in (*fields, "who", "why", "made")}}
    for each in done(store, between.since, between.upto):
        by = each.decision.id if each.decision else None
        more = {"made": each.made, "who": each.who, "decision": by}
        yield {"type": "done", "root": each.root, "path": each.path, "how": each.how, **more}
    for point in points:
        yield {"type": "trend", "scan": point.scan, "started": point.started, **asdict(point.totals)}
    yield {
        "type": "coverage",
        "scan": covered.scan.id,
        "started": covered.scan.started,
        "finished": covered.scan.finished,
        "rules": covered.scan.rules,
        "retention_rules": covered.retention_rules,
        "roots": {root: asdict(totals) for root, totals in covered.roots.items()},
        "not_examined": [asdict(group) for group in covered.not_examined],
        "members_not_examined": [asdict(group) for group in covered.members],
        "not_met": covered.not_met,
    }


def _draw(context: Context, store: Store, size: int) -> None:
    """The files to look at as CSV for a spreadsheet, with a column for the answer."""
    from inventory.questions.audits import draw
    from scanner.cli.decide import who
    from scanner.cli.export import data_output

    try:
        drawn = draw(store, size, who(context))
    except ValueError:
        raise codes.UsageError(context.text("cli.sweep.no_audit")) from None
    with data_output() as out:
        out.write("\ufeff")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(context.text(f"cli.sweep.column.{name}") for name in ("audit", "number", "answer", "file"))
        for sample in drawn:
            writer.writerow([sample.audit, sample.number, "", shown(str(Path(sample.root) / sample.path))])
    context.note(context.text("cli.sweep.drawn", n=len(drawn)))


_YES = {"yes", "y", "はい", "あり", "有", "○", "1"}
_NO = {"no", "n", "いいえ", "なし", "無", "×", "0"}


def _answers(context: Context, store: Store, file: Path) -> None:
    """Reads the answers back, records them and says what they tell. Raises UsageError."""
    from inventory.questions.audits import NO, YES, answer
    from scanner.cli.decide import who

    answers: dict[int, str] = {}
    audits: set[int] = set()
    for number, row in enumerate(csv.reader(_text(context, file).splitlines()[1:]), 2):
        given = row[2].strip().casefold() if len(row) > 2 else ""
        if not given:
            continue
        if given not in _YES | _NO or not (row[0].isdecimal() and row[1].isdecimal()):
            raise codes.UsageError(context.text("cli.sweep.bad_answer", file=file, line=number))
        audits.add(int(row[0]))
        answers[int(row[1])] = YES if given in _YES else NO
    if len(audits) != 1:
        raise codes.UsageError(context.text("cli.sweep.no_answers", file=file))
    try:
        result = answer(store, audits.pop(), answers, who(context))
    except ValueError:
        raise codes.UsageError(context.text("cli.sweep.no_answers", file=file)) from None
    _result(context, result)


def _text(context: Context, file: Path) -> str:
    """The text of a CSV file: UTF-8, or what a Japanese Excel writes."""
    try:
        content = file.read_bytes()
    except OSError:
        raise codes.UsageError(context.text("cli.error.no_file", file=file)) from None
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise codes.UsageError(context.text("cli.sweep.no_answers", file=file))


def _result(context: Context, result: Result) -> None:
    from reports.wording import local_day

    numbers = {"audit": result.audit, "scan": result.scan, "seed": result.seed, "day": local_day(result.made)}
    context.out(context.text("cli.sweep.result", **numbers))
    seen = {"hits": result.hits, "cleans": result.cleans, "hits_seen": result.hits_seen}
    context.out(context.text("cli.sweep.seen", cleans_seen=result.cleans_seen, n=result.unanswered, **seen))
    for name, estimate in (("precision", result.precision), ("recall", result.recall)):
        if estimate is None:
            context.out(context.text(f"cli.sweep.no_{name}"))
        else:
            bounds = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
            context.out(context.text(f"cli.sweep.{name}", **bounds))
