"""The breach tests and the parts of the risk, in sentences for the person who answers for the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from detectors.model import PeopleEstimate
from reports import wording
from reports.locale import Messages

if TYPE_CHECKING:
    from inventory.judging.breach import Result
    from inventory.storage.rows import FileRow


def breach_lines(m: Messages, results: Sequence[Result]) -> Iterator[str]:
    """A heading, a line for each test, and what is left to say; one line where every answer is no for want of data.

    The heading names the oldest day on which one of the rules was looked up.
    """
    if all(result.reason == "nothing" for result in results):
        yield m.text("breach.none")
        return
    from inventory.retention.wording import day_text

    oldest = date.fromisoformat(min(result.as_of for result in results))
    yield m.text("breach.heading", day=day_text(oldest, m.lang))
    for result in results:
        yield f"  {breach_line(m, result)}"
    yield from closing(m, results)


def closing(m: Messages, results: Iterable[Result]) -> Iterator[str]:
    """What is left to say below the answers, once for all of them."""
    if any("score" in result.reason for result in results):
        yield m.text("breach.score")
    yield m.text("breach.closing")


def breach_line(m: Messages, result: Result) -> str:
    """The answer, the clause and the reason of one test."""
    people = wording.people(m, PeopleEstimate(result.low, result.high))
    values = {"low": result.low, "high": result.high, "limit": result.limit, "people": people}
    reason = m.text(f"breach.reason.{result.reason}", **values)
    if not result.confirmed:
        reason = m.text("breach.unconfirmed", reason=reason)
    clause = m.text(f"breach.clause.{result.clause}", limit=result.limit)
    return m.text("breach.line", answer=m.text(f"breach.answer.{result.answer}"), clause=clause, reason=reason)


def risk_lines(m: Messages, row: FileRow, owner_gone: bool) -> Iterator[str]:
    """The number, and what it is made of: the parts above zero, the exposure with who may read the file."""
    from inventory.judging.risk import exposure

    yield m.text("risk.heading", score=row.risk)
    for name, points in row.risk_parts.items():
        if not points:
            continue
        line = m.text("risk.points", name=m.text(f"risk.part.{name}"), points=points)
        if name == "exposure":
            said = [m.text(f"risk.exposure.{exposure(row.mode, row.acl)}")]
            said += [m.text("risk.exposure.owner_gone")] if owner_gone else []
            line = wording.joined(m, [line, *said])
        yield f"  {line}"
