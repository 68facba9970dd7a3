"""What ``tana sweep`` says of files that came, changed and went: first what should never have gone."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.context import Context, shown

if TYPE_CHECKING:
    from detectors.model import PeopleEstimate
    from inventory.decisions.losses import Loss, Lost
    from inventory.questions.sweeping import Bounds, Change, Snapshot, What
    from inventory.storage.store import Store

SHOWN = 10
"""Files listed of each kind; ``-v`` and ``--jsonl`` give them all."""

_MOST_LINES = 200
"""Files gone without a decision that are named one by one; of more, whole folders are named with their number, so that
none is left out."""


def write(context: Context, store: Store, between: Bounds) -> None:
    """Print the changes between two scans."""
    from inventory.decisions.losses import Loss, losses
    from inventory.questions.sweeping import What, first_changes

    most = None if context.verbose else SHOWN
    gone: list[Change] = []
    if between.since:
        counted, listed, gone = _found(store, between, most)
    else:
        counted, listed = first_changes(store, between, most)
    lost = losses(store, [change.file_id for change in gone], between.upto, date.today())
    by_loss = {loss: [c for c in gone if lost[c.file_id].loss is loss] for loss in Loss}
    for loss in (Loss.HELD, Loss.KEPT):
        _against_decision(context, loss, by_loss[loss], lost)
    for what in What:
        context.out()
        context.out(context.text(f"cli.sweep.what.{what}", n=counted.get(what, 0)))
        if what is What.NEW and not between.since:
            continue  # everything is new: that list is the inventory
        if what is What.GONE:
            against = len(by_loss[Loss.HELD]) + len(by_loss[Loss.KEPT])
            _gone(context, against, by_loss[Loss.UNDECIDED], len(by_loss[Loss.APPROVED]))
            continue
        for change in listed:
            if change.what is what:
                context.out(shown(f"  {_line(context, change)}"))
        more(context, counted.get(what, 0) if most else 0)


def more(context: Context, total: int) -> None:
    """That there are more than are shown."""
    if total > SHOWN:
        context.out("  " + context.text("cli.losses.more", n=total - SHOWN))


def _found(store: Store, between: Bounds, most: int | None) -> tuple[dict[What, int], list[Change], list[Change]]:
    """How many changes there are of each kind; of each the files most at risk, at most so many; and all that are gone,
    by root and path."""
    from inventory.questions.sweeping import What, changes

    counted: Counter[What] = Counter()
    found: dict[What, list[tuple[tuple[int, int], int, Change]]] = defaultdict(list)
    gone: list[Change] = []
    for number, change in enumerate(changes(store, between)):
        counted[change.what] += 1
        if change.what is What.GONE:
            gone.append(change)
            continue
        heap = found[change.what]
        state = change.after or change.before
        entry = ((state.risk, state.people) if state else (0, 0), -number, change)
        if most is None or len(heap) < most:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    return counted, [change for heap in found.values() for _, _, change in sorted(heap, reverse=True)], gone


def _against_decision(context: Context, loss: Loss, gone: Sequence[Change], lost: dict[int, Lost]) -> None:
    """Files that are gone though they had to be kept: all of them, each with the decision."""
    if not gone:
        return
    context.out()
    context.out(context.text(f"cli.losses.{loss}", n=len(gone)))
    for change in gone:
        found = lost[change.file_id]
        context.out(shown(f"  {_line(context, change)}"))
        if found.decision is not None:
            said = {"n": found.decision.id, "who": found.decision.who, "why": found.decision.why}
            context.out(shown(f"    {context.text('cli.losses.decision', **said)}"))
        still = context.text("cli.losses.left", path=found.left) if found.left else context.text("cli.losses.none_left")
        context.out(shown(f"    {still}"))


def _gone(context: Context, against: int, undecided: Sequence[Change], approved: int) -> None:
    """Files that are gone: how many had to be kept, those that nobody had decided about, none left out, then how many
    were approved."""
    if against:
        context.out("  " + context.text("cli.losses.against", n=against))
    if undecided:
        context.out("  " + context.text("cli.losses.undecided", n=len(undecided)))
        lines = (_line(context, change) for change in undecided)
        for line in lines if len(undecided) <= _MOST_LINES else _folders(context, undecided):
            context.out(shown(f"    {line}"))
    if approved:
        context.out("  " + context.text("cli.losses.approved", n=approved))


def _folders(context: Context, gone: Iterable[Change]) -> Iterable[str]:
    from reports import wording

    files: Counter[str] = Counter()
    people: dict[str, list[Snapshot]] = defaultdict(list)
    for change in gone:
        folder = str((Path(change.root) / change.path).parent)
        files[folder] += 1
        people[folder] += [change.before] if change.before else []
    for folder, number in files.most_common():
        told = wording.people(context.say, _sum(people[folder]))
        yield context.text("cli.losses.folder", folder=folder, n=number, people=told)


def _sum(states: Iterable[Snapshot]) -> PeopleEstimate:
    from detectors.model import PeopleEstimate

    some = list(states)
    return PeopleEstimate(sum(s.people_low for s in some), sum(s.people for s in some))


def _judged(context: Context, before: Snapshot, after: Snapshot) -> str:
    """Kind and rule, each where it is another now."""
    from reports import wording
    from reports.rules import RuleNames

    names = RuleNames(context.say, context.rules)
    rules = [names.name(s.rule) if s.rule else context.say.text("retention.no_rule") for s in (before, after)]
    kinds = [wording.doc_class(context.say, s.doc_class) for s in (before, after)]
    return wording.joined(context.say, (" → ".join(pair) for pair in (kinds, rules) if pair[0] != pair[1]))


def _released(context: Context, change: Change, before: Snapshot, after: Snapshot) -> str:
    """The last day of its period then and now, and what made it another: a decision, another rule, or other dates."""
    from inventory.decisions.model import Kind
    from reports import wording

    days = " → ".join((before.due, after.due or context.say.text("retention.unknown")))
    if change.decision and change.decision != Kind.APPROVED_FOR_DISPOSAL:
        why = context.say.text("cli.sweep.by_decision")
    elif before.doc_class and (before.doc_class, before.rule) != (after.doc_class, after.rule):
        why = _judged(context, before, after)
    else:
        why = context.say.text("cli.sweep.by_dates")
    return wording.joined(context.say, (days, why))


def _line(context: Context, change: Change) -> str:
    from inventory.questions.sweeping import What
    from reports import wording

    path = str(Path(change.root) / change.path)
    before, after = change.before, change.after
    if change.what is What.MOVED and change.was:
        return context.text("cli.sweep.moved", path=path, was=str(Path(change.was[0]) / change.was[1]))
    if change.what is What.GROWN and before and after:
        return context.text(
            "cli.sweep.grown",
            path=path,
            before=wording.people(context.say, _sum([before])),
            after=wording.people(context.say, _sum([after])),
            size_before=wording.size(context.say, before.size),
            size_after=wording.size(context.say, after.size),
        )
    if change.what is What.JUDGED and before and after:
        return context.text("cli.sweep.judged", path=path, how=_judged(context, before, after))
    if change.what is What.OVERDUE and after:
        return context.text("cli.sweep.overdue", path=path, due=after.due)
    if change.what is What.RELEASED and before and after:
        return context.text("cli.sweep.released", path=path, how=_released(context, change, before, after))
    state = after or before
    people = wording.people(context.say, _sum([state] if state else []))
    return context.text("cli.sweep.file", path=path, people=people)
